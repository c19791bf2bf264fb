/* test_fuzzy.c -- what is like what: which comes first, which slips are forgiven, and that a better fit never scores less. */
#include "library.h"
#include "../tap.h"

#include <locale.h>

static int score(const char *word, const char *text)
{
	return fuzzy_score(word, text, strlen(text));
}

/* The first fits better than the second. */
static const struct { const char *word, *better, *worse; } pairs[] = {
	{ "low", "low", "low life" }, { "low", "low life", "yellow" }, { "lom", "life on mars", "salome" },
	{ "mars", "life on mars", "m a r s" }, { "bowie", "bowie", "bowei" }, { "bowie", "david bowie", "b o w i e" }, { "abc", "abc", "xabc" },
};

static const struct { const char *word, *text; bool fits; } slips[] = {
	{ "bowei", "david bowie", true }, { "bwie", "david bowie", true }, { "boowie", "david bowie", true }, { "bovie", "david bowie", true },
	{ "bovei", "david bowie", false }, { "dovid", "david", true }, { "abcd", "axcd", false }, { "radiohaed", "radiohead", true },
	{ "beatels", "the beatles", true }, { "metalica", "metallica", true }, { "metallicca", "metallica", true }, { "x", "", false }, { "", "x", false },
	{ "zzz", "david", false }, { "東京", "東京事変", true }, { "京東", "東京", false }, { "nirvanna", "nirvana", true },
};

static void test_properties(void)
{
	struct rng r;

	rng_seed(&r, 7);
	for (int round = 0; round < 3000; round++) {
		char text[40], word[12];
		size_t n = 1 + rng_below(&r, 30), m = 1 + rng_below(&r, 8), from = rng_below(&r, (uint32_t)n);
		int whole, part;

		for (size_t i = 0; i < n; i++)
			text[i] = "abcde "[rng_below(&r, 6)];
		text[n] = '\0';
		/* a stretch of the text: with a letter more of it the score does not fall */
		m = MIN_OF(m, n - from);
		memcpy(word, text + from, m);
		word[m] = '\0';
		whole = score(word, text);
		word[m - 1] = '\0';
		part = score(word, text);
		if (whole < part || (m > 1 && whole <= 0)) {
			ok(false, "'%.*s' in '%s': %d, a letter more %d", (int)m - 1, word, text, part, whole);
			return;
		}
	}
	ok(true, "a letter more of what is there never scores less");
}

static void test_library(void)
{
	static const struct { const char *title, *artist; } rows[] = {
		{ "Life on Mars?", "David Bowie" }, { "Heroes", "David Bowie" }, { "青花瓷", "周杰倫" }, { "Mars, Bringer of War", "Gustav Holst" }, { "Gone", "David Bowie" },
	};
	static const struct { const char *words; track_id first; size_t n; } asked[] = {
		{ "lifmars", 1, 1 }, { "bowei heros", 2, 1 }, { "mars", 4, 2 }, { "mars bowie", 1, 1 }, { "qhc", 3, 1 }, { "zjl", 3, 1 }, { "xyzzy", 0, 0 }, { "", 0, 0 },
	};
	struct library *lib = library_new();

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		char path[8];
		struct track t = { .id = (track_id)i + 1, .path = path, .title = rows[i].title, .artist = rows[i].artist, .album = "", .album_artist = "",
				   .genre = "", .composer = "", .date = "", .codec = "", .error = "", .state = i == 4 ? TRACK_MISSING : TRACK_OK };

		snprintf(path, sizeof path, "/%zu", i);
		library_put(lib, &t);
	}
	for (size_t i = 0; i < COUNT_OF(asked); i++) {
		struct fuzzy *f = fuzzy_new(lib, asked[i].words);
		size_t n = 0, all = 0;
		struct track *const *found;

		while (fuzzy_step(f, 1))
			ok(!fuzzy_found(f, &n, &all), "nothing before the end");
		found = fuzzy_found(f, &n, &all);
		ok(n == asked[i].n && all == n && (n ? found[0]->id : 0) == asked[i].first, "'%s': %zu, first %lld", asked[i].words, n,
		   n ? (long long)found[0]->id : 0LL);
		fuzzy_free(f);
	}
	library_free(lib);
}

/* More than are shown: the best of them, in order. */
static void test_many(void)
{
	struct library *lib = library_new();
	struct fuzzy *f;
	size_t n, all, bad = 0;
	struct track *const *found;

	for (int i = 0; i < 2000; i++) {
		char path[16], title[64];
		struct track t = { .id = i + 1, .path = path, .title = title, .artist = "", .album = "", .album_artist = "", .genre = "",
				   .composer = "", .date = "", .codec = "", .error = "" };

		snprintf(path, sizeof path, "/%d", i);
		snprintf(title, sizeof title, "%.*s low", i * 7919 % 50, "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx");
		library_put(lib, &t);
	}
	f = fuzzy_new(lib, "low");
	while (fuzzy_step(f, 64))
		;
	found = fuzzy_found(f, &n, &all);
	is_int((long long)n, FUZZY_FOUND_MAX, "as many as are shown");
	is_int((long long)all, 2000, "of all that fit");
	for (size_t i = 1; i < n; i++)
		bad += strlen(found[i - 1]->title) > strlen(found[i]->title);
	is_int((long long)bad, 0, "best first");
	fuzzy_free(f);
	library_free(lib);
}

int main(void)
{
	setlocale(LC_ALL, "C.UTF-8");
	for (size_t i = 0; i < COUNT_OF(pairs); i++)
		ok(score(pairs[i].word, pairs[i].better) > score(pairs[i].word, pairs[i].worse), "%s: '%s' %d before '%s' %d", pairs[i].word, pairs[i].better,
		   score(pairs[i].word, pairs[i].better), pairs[i].worse, score(pairs[i].word, pairs[i].worse));
	for (size_t i = 0; i < COUNT_OF(slips); i++)
		ok((score(slips[i].word, slips[i].text) > 0) == slips[i].fits, "%s in %s: %d", slips[i].word, slips[i].text, score(slips[i].word, slips[i].text));
	test_properties();
	test_library();
	test_many();
	return done();
}
