/*
 * fuzzy.c -- the tracks that fit words best, letters left out and one slip forgiven.
 *
 * The score is fzy's (John Hawthorn, github.com/jhawthorn/fzy, ALGORITHM.md, 2014-2018; after Needleman-Wunsch with affine gaps):
 * letters in order, each worth more behind its neighbour or at the start of a word, gaps costing a little. Two rows of numbers:
 *
 *	here[j]  the best that ends with this letter at j
 *	best[j]  the best up to j, gaps after the letter paid for
 *
 * A word of five letters or more may be one letter off (left out, put in, another, two turned round: Damerau 1964) from a word of the text
 * or its beginning, for half of what it would give. Initials (initials.c) count as letters at starts of words.
 */
#include "room.h"

#include <stdlib.h>
#include <string.h>

enum { TEXT_MAX = 255, NEVER = -1000000, NEXT = 1000, START = 900, WORD = 800, GAP_OUTER = -1, GAP_INNER = -10, SLIP_LETTERS = 5 };

struct hit { struct track *track; int score; };

struct fuzzy {
	struct library *lib;
	char *folded;
	const char *words[FUZZY_WORDS_MAX];
	int initials[FUZZY_WORDS_MAX];
	size_t n_words, at, n, all;
	struct hit hits[FUZZY_FOUND_MAX];	/* a heap, the least on top, until is_done */
	struct track *found[FUZZY_FOUND_MAX];
	bool is_done;
};

/* ---- one word, one text ---- */

static bool is_letter(char c)
{
	return (unsigned char)c >= 0x80 || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

static int bonus(const char *text, size_t j)
{
	return !j ? START : is_letter(text[j]) && !is_letter(text[j - 1]) ? WORD : 0;
}

static bool has_letters(const char *word, const char *text, size_t n)
{
	const char *p = text;

	for (; *word && p; word++) {
		p = memchr(p, *word, (size_t)(text + n - p));
		p = p ? p + 1 : NULL;
	}
	return p;
}

static int aligned(const char *word, size_t m, const char *text, size_t n)
{
	int here[TEXT_MAX], best[TEXT_MAX];

	best[n - 1] = NEVER;
	for (size_t i = 0; i < m; i++) {
		int so_far = NEVER, gap = i + 1 == m ? GAP_OUTER : GAP_INNER;
		int before_here = NEVER, before_best = NEVER;	/* of the letter before, at j - 1 */

		for (size_t j = 0; j < n; j++) {
			int score = NEVER, old_here = i ? here[j] : NEVER, old_best = i ? best[j] : NEVER;

			if (word[i] == text[j] && !i)
				score = (int)j * GAP_OUTER + bonus(text, j);
			else if (word[i] == text[j] && j)
				score = MAX_OF(before_best + bonus(text, j), before_here + NEXT);
			here[j] = score < NEVER / 2 ? NEVER : score;
			so_far = MAX_OF(here[j], so_far < NEVER / 2 ? NEVER : so_far + gap);
			best[j] = so_far;
			before_here = old_here;
			before_best = old_best;
		}
	}
	return best[n - 1];
}

/* One edit from `word` to the text's word, or to its beginning. */
static bool slips(const char *word, size_t m, const char *text, size_t n)
{
	size_t i = 0, w, t;

	while (i < m && i < n && word[i] == text[i])
		i++;
	w = m - i;
	t = n - i;
	if (!w)
		return true;
	if (w - 1 <= t && !memcmp(word + i + 1, text + i, w - 1))
		return true;	/* one too many */
	if (t && w <= t - 1 && !memcmp(word + i, text + i + 1, w))
		return true;	/* one left out */
	if (t >= w && !memcmp(word + i + 1, text + i + 1, w - 1))
		return true;	/* another */
	return w >= 2 && t >= w && word[i] == text[i + 1] && word[i + 1] == text[i] && !memcmp(word + i + 2, text + i + 2, w - 2);
}

static size_t count_letters(const char *word)
{
	size_t n = 0;

	for (; *word; word++)
		n += ((unsigned char)*word & 0xc0) != 0x80;
	return n;
}

static int slipped(const char *word, size_t m, const char *text, size_t n)
{
	if (count_letters(word) < SLIP_LETTERS)
		return 0;
	for (size_t j = 0; j < n; j++)
		if (is_letter(text[j]) && (!j || !is_letter(text[j - 1])) && slips(word, m, text + j, n - j))
			return MAX_OF(1, (int)(m * NEXT / 2) + (int)j * GAP_OUTER);
	return 0;
}

int fuzzy_score(const char *word, const char *text, size_t n)
{
	size_t m = strlen(word);
	int score = 0, slip;

	n = MIN_OF(n, TEXT_MAX);
	if (!m || m > FUZZY_WORD_MAX || !n)
		return 0;
	if (m <= n && has_letters(word, text, n))
		score = aligned(word, m, text, n);
	/* letters found all over the text say nothing */
	score = score < (int)m * NEXT / 4 ? 0 : score + (m == n ? NEXT : 0);
	slip = score < (int)m * NEXT / 2 ? slipped(word, m, text, n) : 0;
	return MAX_OF(score, slip);
}

/* ---- all of them ---- */

struct fuzzy *fuzzy_new(struct library *lib, const char *words)
{
	struct fuzzy *f = xcalloc(1, sizeof *f);
	char *state = NULL;

	f->lib = lib;
	f->folded = utf8_fold_loose(words);
	for (char *w = strtok_r(f->folded, " \t\n", &state); w && f->n_words < FUZZY_WORDS_MAX; w = strtok_r(NULL, " \t\n", &state)) {
		f->initials[f->n_words] = initials_kind(w);
		f->words[f->n_words++] = w;
	}
	return f;
}

void fuzzy_free(struct fuzzy *f)
{
	if (!f)
		return;
	free(f->folded);
	free(f);
}

static int score_word(const struct fuzzy *f, size_t w, struct entry *e, const char *text)
{
	static const enum text_part parts[] = { TEXT_TITLE, TEXT_ARTIST, TEXT_ALBUM, TEXT_ALBUM_ARTIST, TEXT_FILE };
	int best = 0;

	for (size_t i = 0; i < COUNT_OF(parts); i++) {
		size_t n;
		const char *part = text_part(text, parts[i], &e->track, &n);
		int score = fuzzy_score(f->words[w], part, n);

		/* of two that fit as well the title's is meant */
		best = MAX_OF(best, parts[i] == TEXT_FILE ? score / 2 : score - (int)i);
	}
	if (f->initials[w] & text[-1] && initials_match(f->initials[w], f->words[w], text))
		best = MAX_OF(best, (int)strlen(f->words[w]) * WORD);
	return best;
}

static bool is_less(const struct hit *a, const struct hit *b)
{
	if (a->score != b->score)
		return a->score < b->score;
	if (a->track->play_count != b->track->play_count)
		return a->track->play_count < b->track->play_count;
	return a->track->id > b->track->id;
}

static void sift_down(struct fuzzy *f, size_t i)
{
	for (size_t kid; (kid = 2 * i + 1) < f->n; i = kid) {
		struct hit h = f->hits[i];

		kid += kid + 1 < f->n && is_less(&f->hits[kid + 1], &f->hits[kid]);
		if (!is_less(&f->hits[kid], &h))
			return;
		f->hits[i] = f->hits[kid];
		f->hits[kid] = h;
	}
}

static void keep(struct fuzzy *f, struct hit hit)
{
	size_t i = f->n;

	f->all++;
	if (f->n == FUZZY_FOUND_MAX) {
		if (is_less(&f->hits[0], &hit)) {
			f->hits[0] = hit;
			sift_down(f, 0);
		}
		return;
	}
	f->hits[f->n++] = hit;
	for (; i && is_less(&f->hits[i], &f->hits[(i - 1) / 2]); i = (i - 1) / 2) {
		struct hit h = f->hits[i];

		f->hits[i] = f->hits[(i - 1) / 2];
		f->hits[(i - 1) / 2] = h;
	}
}

static void finish(struct fuzzy *f)
{
	size_t n = f->n;

	/* the least leaves first */
	for (; f->n; sift_down(f, 0)) {
		f->found[f->n - 1] = f->hits[0].track;
		f->hits[0] = f->hits[--f->n];
	}
	f->n = n;
	f->is_done = true;
}

bool fuzzy_step(struct fuzzy *f, size_t budget)
{
	for (; budget && f->at < f->lib->n && f->n_words; budget--) {
		struct entry *e = entry_at(f->lib, f->at++);
		const char *text;
		int sum = 0, score = 1;

		if (e->track.state != TRACK_OK)
			continue;
		text = entry_text(e);
		for (size_t w = 0; w < f->n_words && score > 0; w++) {
			score = score_word(f, w, e, text);
			sum += score;
		}
		if (score > 0)
			keep(f, (struct hit){ &e->track, sum });
	}
	if (!f->is_done && (f->at >= f->lib->n || !f->n_words))
		finish(f);
	return !f->is_done;
}

struct track *const *fuzzy_found(struct fuzzy *f, size_t *ret_n, size_t *ret_all)
{
	*ret_n = f->is_done ? f->n : 0;
	*ret_all = f->all;
	return f->is_done ? f->found : NULL;
}
