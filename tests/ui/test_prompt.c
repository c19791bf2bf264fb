/* test_prompt.c -- keys in, text out: editing, history, completion, and what is drawn. */
#include "ui.h"
#include "../tap.h"

#include <locale.h>

static const char *const words[] = { "add", "add-folder", "album", "ambient", "Änderung", "Äon" };

static size_t complete(void *ctx, const char *before, size_t *ret_start, char ***ret_words)
{
	const char *blank = strrchr(before, ' ');
	size_t n = 0;

	(*(int *)ctx)++;
	*ret_start = blank ? (size_t)(blank + 1 - before) : 0;
	*ret_words = xcalloc(COUNT_OF(words), sizeof **ret_words);
	for (size_t i = 0; i < COUNT_OF(words); i++)
		if (!strncmp(words[i], before + *ret_start, strlen(before + *ret_start)))
			(*ret_words)[n++] = xstrdup(words[i]);
	return n;
}

static enum prompt_result press(struct prompt *p, const char *name)
{
	struct key key = { .mouse = MOUSE_NONE };

	snprintf(key.name, sizeof key.name, "%s", name);
	return prompt_key(p, &key);
}

/* Keys parted by blanks; the result of the last. */
static enum prompt_result type(struct prompt *p, const char *keys)
{
	char *copy = xstrdup(keys), *save = NULL;
	enum prompt_result result = PROMPT_MORE;

	for (char *k = strtok_r(copy, " ", &save); k; k = strtok_r(NULL, " ", &save))
		result = press(p, k);
	free(copy);
	return result;
}

/* The history is "play x", "seek 5", "play y"; text as at the start; keys; the text then; the last result. */
static const struct { const char *start, *keys, *text; enum prompt_result result; } rows[] = {
	{ "", "a b Space c", "ab c", PROMPT_CHANGED },
	{ "ab", "C-a x", "xab", PROMPT_CHANGED },
	{ "ab", "Home x End y", "xaby", PROMPT_CHANGED },
	{ "ab", "C-b x", "axb", PROMPT_CHANGED },
	{ "ab", "Left Left Left C-f x", "axb", PROMPT_CHANGED },
	{ "ab", "Left", "ab", PROMPT_MORE },
	{ "ab", "Right Right", "ab", PROMPT_MORE },
	{ "abc", "Backspace", "ab", PROMPT_CHANGED },
	{ "abc", "C-h C-h C-h", "", PROMPT_CHANGED },
	{ "abc", "C-h C-h C-h C-h", "", PROMPT_CANCEL },
	{ "abc", "C-a C-d", "bc", PROMPT_CHANGED },
	{ "abc", "C-d", "abc", PROMPT_MORE },
	{ "", "C-d", "", PROMPT_CANCEL },
	{ "abc", "C-a Del Del", "c", PROMPT_CHANGED },
	{ "椎名e\xcc\x81", "Backspace", "椎名", PROMPT_CHANGED },
	{ "椎名e\xcc\x81", "C-b Backspace", "椎e\xcc\x81", PROMPT_CHANGED },
	{ "e\xcc\x81x", "C-a Del", "x", PROMPT_CHANGED },
	{ "👩‍🚀x", "C-b Backspace", "x", PROMPT_CHANGED },
	{ "one two  three", "C-w", "one two  ", PROMPT_CHANGED },
	{ "one two  three", "C-w C-w", "one ", PROMPT_CHANGED },
	{ "one two-three", "M-Backspace", "one two-", PROMPT_CHANGED },
	{ "one two three", "M-b C-k", "one two ", PROMPT_CHANGED },
	{ "one two three", "M-b M-b C-u", "two three", PROMPT_CHANGED },
	{ "one two", "C-a M-f x", "onex two", PROMPT_CHANGED },
	{ "one two", "C-a M-d", " two", PROMPT_CHANGED },
	{ "one two", "C-w C-a C-y", "twoone ", PROMPT_CHANGED },
	{ "one", "C-Left x C-Right y", "xoney", PROMPT_CHANGED },
	{ "x", "C-z F5 M-q", "x", PROMPT_MORE },
	{ "x", "Enter", "x", PROMPT_ENTER },
	{ "x", "Esc", "x", PROMPT_CANCEL },
	{ "x", "C-c", "x", PROMPT_CANCEL },
	{ "x", "C-g", "x", PROMPT_CANCEL },
	/* history */
	{ "", "Up", "play y", PROMPT_CHANGED },
	{ "", "Up Up", "seek 5", PROMPT_CHANGED },
	{ "", "Up Up Up Up Up", "play x", PROMPT_MORE },
	{ "", "C-p C-p C-n", "play y", PROMPT_CHANGED },
	{ "", "Up Down", "", PROMPT_CHANGED },
	{ "", "Down", "", PROMPT_MORE },
	{ "pl", "Up Up", "play x", PROMPT_CHANGED },
	{ "pl", "Up Up Down Down", "pl", PROMPT_CHANGED },
	{ "play y", "Up", "play y", PROMPT_MORE },
	{ "none", "Up", "none", PROMPT_MORE },
	{ "se", "Up 0 Up", "seek 50", PROMPT_MORE },
	/* completion */
	{ "", "b Tab Tab S-Tab", "b", PROMPT_MORE },
	{ "", "a m Tab", "ambient", PROMPT_CHANGED },
	{ "", "a d Tab", "add", PROMPT_CHANGED },
	{ "", "a d Tab Tab Tab", "add-folder", PROMPT_CHANGED },
	{ "", "a d Tab Tab Tab Tab", "add", PROMPT_CHANGED },
	{ "", "a Tab S-Tab", "ambient", PROMPT_CHANGED },
	{ "", "a Tab S-Tab S-Tab", "album", PROMPT_CHANGED },
	{ "", "x Space a l Tab", "x album", PROMPT_CHANGED },
	{ "al z", "C-b C-b Tab", "album z", PROMPT_CHANGED },
	{ "", "Ä Tab", "Ä", PROMPT_MORE },
	{ "", "Ä Tab Tab Tab", "Äon", PROMPT_CHANGED },
	{ "", "a Tab Tab Esc", "add", PROMPT_CANCEL },
	{ "bad\033[2J\n", "Left", "bad [2J ", PROMPT_MORE },
};

static void test_rows(void)
{
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct prompt *p = prompt_new();
		enum prompt_result result;
		int asked = 0;

		prompt_history_add(p, ':', "play x");
		prompt_history_add(p, ':', "seek 5");
		prompt_history_add(p, ':', "play y");
		prompt_history_add(p, '/', "play search");
		prompt_start(p, ':', ":", rows[i].start, complete, &asked);
		result = type(p, rows[i].keys);
		is_str(prompt_text(p), rows[i].text, rows[i].keys);
		is_int(result, rows[i].result, "  its result");
		prompt_free(p);
	}
}

static void test_history(void)
{
	struct prompt *p = prompt_new();
	const char *const *lines;
	char line[32];

	is_int((long long)prompt_history(p, ':', &lines), 0, "no history yet");
	prompt_history_add(p, ':', "a");
	prompt_history_add(p, ':', "a");
	prompt_history_add(p, ':', "");
	prompt_history_add(p, ':', "b");
	prompt_history_add(p, ':', "a");
	is_int((long long)prompt_history(p, ':', &lines), 3, "nothing empty, nothing twice in a row");
	is_int((long long)prompt_history(p, '/', &lines), 0, "kinds are kept apart");
	for (int i = 0; i < 600; i++) {
		snprintf(line, sizeof line, "line %d", i);
		prompt_history_add(p, ':', line);
	}
	is_int((long long)prompt_history(p, ':', &lines), 500, "no more than 500");
	is_str(lines[0], "line 100", "the oldest went");
	is_str(lines[499], "line 599", "the newest is last");
	prompt_free(p);
	prompt_free(NULL);
}

static void test_offers(void)
{
	struct prompt *p = prompt_new();
	const char *const *offers;
	struct key click = { .mouse = MOUSE_CLICK };
	size_t chosen, n;
	int asked = 0;

	ok(!prompt_is_open(p), "closed at first");
	is_int(press(p, "a"), PROMPT_CANCEL, "a closed prompt takes no key");
	prompt_start(p, ':', ":", NULL, complete, &asked);
	ok(prompt_is_open(p) && prompt_kind(p) == ':', "open");
	type(p, "a Tab");
	n = prompt_offers(p, &offers, &chosen);
	ok(n == 4 && chosen == SIZE_MAX && !strcmp(offers[1], "add-folder"), "offers, none chosen yet");
	is_int(prompt_key(p, &click), PROMPT_MORE, "a click changes nothing");
	type(p, "Tab Tab");
	n = prompt_offers(p, &offers, &chosen);
	ok(n == 4 && chosen == 1 && asked == 1, "the second is chosen, asked only once");
	type(p, "Space");
	is_int((long long)prompt_offers(p, &offers, &chosen), 0, "any other key takes it");
	is_str(prompt_text(p), "add-folder ", "  as it stands");
	for (int i = 0; i < 5000; i++)
		press(p, "椎");
	ok(strlen(prompt_text(p)) <= 4096 && utf8_valid(prompt_text(p), strlen(prompt_text(p))), "the line is bounded");
	is_int(press(p, "椎"), PROMPT_MORE, "  and says so");
	prompt_start(p, '/', "/", prompt_text(p), NULL, NULL);
	ok(strlen(prompt_text(p)) > 4000 && prompt_kind(p) == '/', "its own text may start it again");
	is_int(press(p, "Tab"), PROMPT_MORE, "nothing to complete with");
	prompt_close(p);
	ok(!prompt_is_open(p) && !*prompt_text(p), "closed again");
	prompt_free(p);
}

static void is_drawn(struct prompt *p, struct ui *ui, int cols, const char *want, const char *what)
{
	char *got;

	ui_erase(ui);
	prompt_draw(p, ui, 0, 0, cols);
	got = ui_dump(ui);
	got[strcspn(got, "\n")] = '\0';
	is_str(got, want, what);
	free(got);
}

static void test_drawn(void)
{
	struct ui_options opt = { .fd_in = -1, .fd_out = -1, .rows = 2, .cols = 20 };
	struct prompt *p = prompt_new();
	struct ui *ui;

	if (!ok(!ui_open(&ui, &opt), "a picture"))
		return;
	prompt_start(p, '/', "/", "0123456789", NULL, NULL);
	is_drawn(p, ui, 20, "/0123456789", "a short line");
	is_drawn(p, ui, 8, "/456789", "a long one shows its end and room for the cursor");
	press(p, "Left");
	is_drawn(p, ui, 8, "/456789", "the window stays while the cursor moves in it");
	type(p, "C-a");
	is_drawn(p, ui, 8, "/0123456", "and goes with it");
	type(p, "C-e Backspace Backspace");
	is_drawn(p, ui, 8, "/234567", "no room is wasted");
	type(p, "C-u 椎 名 林 檎 無 罪");
	is_drawn(p, ui, 8, "/檎無罪", "wide characters are never halved");
	is_drawn(p, ui, 1, "/", "one cell");
	is_drawn(p, ui, 0, "", "none");
	prompt_close(p);
	is_drawn(p, ui, 8, "", "a closed prompt draws nothing");
	prompt_free(p);
	ui_close(ui);
}

int main(void)
{
	setlocale(LC_ALL, "C.UTF-8");
	test_rows();
	test_history();
	test_offers();
	test_drawn();
	return done();
}
