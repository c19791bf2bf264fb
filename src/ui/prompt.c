/*
 * prompt.c -- one line, edited with readline's keys, by graphemes.
 *
 * Each key is a row: its name and what it does.  A key that is no row and is one character is that character.
 * Two things live only until the next key that is not theirs: the walk through the history, and the offered completions.
 */
#include "ui.h"
#include "ui/history.h"

#include <stdlib.h>
#include <string.h>

enum { PROMPT_BYTES_MAX = 4096, KINDS_MAX = 8 };

struct prompt {
	struct history kinds[KINDS_MAX];
	size_t n_kinds;
	struct history *history;	/* of the kind being edited */
	bool is_open;
	char kind;
	char *mark;
	struct buf text;
	size_t at;			/* the cursor: a byte offset between graphemes */
	size_t left;			/* first byte shown, when the line is longer than its field */
	char *killed;			/* what C-w, C-u, C-k took, for C-y */

	size_t walk;			/* line of the history shown; history->n = the one being typed */
	char *typed;			/* what was typed before the walk; the walk shows lines that begin with it */

	prompt_complete_fn complete;
	void *ctx;
	char **offers;
	size_t n_offers, chosen;	/* chosen SIZE_MAX: none yet, the line has their common beginning */
	size_t word_start;		/* of the word being completed */
	uint64_t asked;			/* the question for words that are to come; another one after every key */
	bool is_waiting;		/* for its answer */
	size_t more_tabs;		/* pressed meanwhile */
};

struct prompt *prompt_new(void)
{
	struct prompt *p = xcalloc(1, sizeof *p);

	buf_init(&p->text, PROMPT_BYTES_MAX);
	return p;
}

static void drop_offers(struct prompt *p)
{
	p->asked++;
	p->is_waiting = false;
	for (size_t i = 0; i < p->n_offers; i++)
		free(p->offers[i]);
	free(p->offers);
	p->offers = NULL;
	p->n_offers = 0;
	p->chosen = SIZE_MAX;
}

static void stop_walk(struct prompt *p)
{
	free(p->typed);
	p->typed = NULL;
	p->walk = p->history ? p->history->n : 0;
}

void prompt_free(struct prompt *p)
{
	if (!p)
		return;
	prompt_close(p);
	for (size_t i = 0; i < p->n_kinds; i++)
		history_done(&p->kinds[i]);
	buf_done(&p->text);
	free(p->killed);
	free(p);
}

/* The history of a kind, made when `make`; all kinds beyond KINDS_MAX share the last. */
static struct history *history_of(struct prompt *p, char kind, bool make)
{
	for (size_t i = 0; i < p->n_kinds; i++)
		if (p->kinds[i].kind == kind)
			return &p->kinds[i];
	if (!make)
		return NULL;
	if (p->n_kinds == KINDS_MAX)
		return &p->kinds[KINDS_MAX - 1];
	p->kinds[p->n_kinds].kind = kind;
	return &p->kinds[p->n_kinds++];
}

static const char *text_of(const struct prompt *p)
{
	return p->text.data ? p->text.data : "";
}

/* Replaces n bytes at `from`; false when the line would get too long, and then nothing changed. */
static bool replace(struct prompt *p, size_t from, size_t n, const char *with, size_t n_with)
{
	char *rest;
	bool fits = p->text.len - n + n_with <= PROMPT_BYTES_MAX;

	if (!fits)
		return false;
	rest = xstrdup(text_of(p) + from + n);
	p->text.len = from;
	if (p->text.data)
		p->text.data[from] = '\0';
	buf_add(&p->text, with, n_with);
	buf_adds(&p->text, rest);
	free(rest);
	p->at = from + n_with;
	return true;
}

static void set_text(struct prompt *p, const char *text)
{
	char *clean = utf8_clean(text, strlen(text));
	size_t n = strlen(clean);

	while (n > PROMPT_BYTES_MAX) {	/* cut between characters */
		n = PROMPT_BYTES_MAX;
		while (n && ((unsigned char)clean[n] & 0xc0) == 0x80)
			n--;
		clean[n] = '\0';
	}
	replace(p, 0, p->text.len, clean, n);
	free(clean);
}

void prompt_start(struct prompt *p, char kind, const char *mark, const char *text, prompt_complete_fn complete, void *ctx)
{
	char *copy = xstrdup(text ? text : "");	/* it may be our own */

	prompt_close(p);
	p->is_open = true;
	p->kind = kind;
	p->mark = utf8_clean(mark, strlen(mark));
	p->complete = complete;
	p->ctx = ctx;
	p->history = history_of(p, kind, true);
	stop_walk(p);
	set_text(p, copy);
	free(copy);
}

void prompt_close(struct prompt *p)
{
	drop_offers(p);
	stop_walk(p);
	buf_clear(&p->text);
	free(p->mark);
	p->mark = NULL;
	p->at = p->left = 0;
	p->is_open = false;
}

bool prompt_is_open(const struct prompt *p)
{
	return p->is_open;
}

const char *prompt_text(const struct prompt *p)
{
	return text_of(p);
}

char prompt_kind(const struct prompt *p)
{
	return p->kind;
}

/* ---- where words and characters end ---- */
static size_t char_left(const struct prompt *p, size_t at)
{
	return at - utf8_prev(text_of(p), text_of(p) + at);
}

static size_t char_right(const struct prompt *p, size_t at)
{
	return at + utf8_next(text_of(p) + at);
}

static bool in_word(const struct prompt *p, size_t at)
{
	unsigned char c = (unsigned char)text_of(p)[at];

	return c >= 0x80 || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

static size_t word_left(const struct prompt *p, size_t at)
{
	while (at && !in_word(p, at - 1))
		at--;
	while (at && in_word(p, at - 1))
		at--;
	return at;
}

static size_t word_right(const struct prompt *p, size_t at)
{
	while (at < p->text.len && !in_word(p, at))
		at++;
	while (at < p->text.len && in_word(p, at))
		at++;
	return at;
}

/* The shell's idea of a word: what blanks do not part. */
static size_t blank_left(const struct prompt *p, size_t at)
{
	while (at && text_of(p)[at - 1] == ' ')
		at--;
	while (at && text_of(p)[at - 1] != ' ')
		at--;
	return at;
}

/* ---- what keys do ---- */
static enum prompt_result go(struct prompt *p, size_t to)
{
	p->at = to;
	return PROMPT_MORE;
}

static enum prompt_result erase(struct prompt *p, size_t from, size_t to, bool keep)
{
	if (from == to)
		return PROMPT_MORE;
	if (keep) {
		free(p->killed);
		p->killed = xstrndup(text_of(p) + from, to - from);
	}
	replace(p, from, to - from, "", 0);
	return PROMPT_CHANGED;
}

static enum prompt_result to_start(struct prompt *p) { return go(p, 0); }
static enum prompt_result to_end(struct prompt *p) { return go(p, p->text.len); }
static enum prompt_result left(struct prompt *p) { return go(p, char_left(p, p->at)); }
static enum prompt_result right(struct prompt *p) { return go(p, char_right(p, p->at)); }
static enum prompt_result left_word(struct prompt *p) { return go(p, word_left(p, p->at)); }
static enum prompt_result right_word(struct prompt *p) { return go(p, word_right(p, p->at)); }
static enum prompt_result kill_start(struct prompt *p) { return erase(p, 0, p->at, true); }
static enum prompt_result kill_end(struct prompt *p) { return erase(p, p->at, p->text.len, true); }
static enum prompt_result kill_blank(struct prompt *p) { return erase(p, blank_left(p, p->at), p->at, true); }
static enum prompt_result kill_word_left(struct prompt *p) { return erase(p, word_left(p, p->at), p->at, true); }
static enum prompt_result kill_word_right(struct prompt *p) { return erase(p, p->at, word_right(p, p->at), true); }
static enum prompt_result del(struct prompt *p) { return erase(p, p->at, char_right(p, p->at), false); }
static enum prompt_result enter(struct prompt *p) { (void)p; return PROMPT_ENTER; }
static enum prompt_result cancel(struct prompt *p) { (void)p; return PROMPT_CANCEL; }

/* Nothing left to erase: the prompt itself goes, as in vi. */
static enum prompt_result backspace(struct prompt *p)
{
	return p->text.len ? erase(p, char_left(p, p->at), p->at, false) : PROMPT_CANCEL;
}

static enum prompt_result del_or_cancel(struct prompt *p)
{
	return p->text.len ? del(p) : PROMPT_CANCEL;
}

static enum prompt_result yank(struct prompt *p)
{
	return p->killed && replace(p, p->at, 0, p->killed, strlen(p->killed)) ? PROMPT_CHANGED : PROMPT_MORE;
}

static enum prompt_result walk(struct prompt *p, int step)
{
	size_t to;

	if (!p->typed)
		p->typed = xstrdup(text_of(p));
	to = history_find(p->history, p->walk, step, p->typed, strlen(p->typed));
	/* a line that is just what was typed would look like nothing happened */
	while (to != SIZE_MAX && !strcmp(p->history->lines[to], p->typed))
		to = history_find(p->history, to, step, p->typed, strlen(p->typed));
	if (to == SIZE_MAX) {
		if (step < 0 || p->walk >= p->history->n)
			return PROMPT_MORE;
		p->walk = p->history->n;
		set_text(p, p->typed);
		return PROMPT_CHANGED;
	}
	p->walk = to;
	set_text(p, p->history->lines[to]);
	return PROMPT_CHANGED;
}

static enum prompt_result older(struct prompt *p) { return walk(p, -1); }
static enum prompt_result newer(struct prompt *p) { return walk(p, 1); }

/* Bytes all offers begin with, not splitting a character. */
static size_t common_start(const struct prompt *p)
{
	const char *first = p->offers[0];
	size_t n = strlen(first);

	for (size_t i = 1; i < p->n_offers; i++) {
		size_t same = 0;

		while (same < n && p->offers[i][same] == first[same])
			same++;
		n = same;
	}
	while (n && ((unsigned char)first[n] & 0xc0) == 0x80)
		n--;
	return n;
}

static enum prompt_result put_word(struct prompt *p, const char *word, size_t n)
{
	return replace(p, p->word_start, p->at - p->word_start, word, n) ? PROMPT_CHANGED : PROMPT_MORE;
}

/* One offer is taken, of several the common beginning. */
static enum prompt_result take_offers(struct prompt *p)
{
	enum prompt_result result = PROMPT_MORE;
	size_t common;

	p->word_start = MIN_OF(p->word_start, p->at);
	p->chosen = SIZE_MAX;
	if (!p->n_offers) {
		drop_offers(p);		/* an empty array is ours too */
		return PROMPT_MORE;
	}
	for (size_t i = 0; i < p->n_offers; i++) {	/* file names may hold anything */
		char *clean = utf8_clean(p->offers[i], strlen(p->offers[i]));

		free(p->offers[i]);
		p->offers[i] = clean;
	}
	common = common_start(p);
	/* an offer may differ from what stands there (case, abbreviation): never take typed characters away for nothing */
	if (p->n_offers == 1 || common > p->at - p->word_start)
		result = put_word(p, p->offers[0], p->n_offers == 1 ? strlen(p->offers[0]) : common);
	if (p->n_offers == 1)
		drop_offers(p);
	return result;
}

/* The first Tab. */
static enum prompt_result complete(struct prompt *p)
{
	char *before;
	size_t n;

	if (!p->complete)
		return PROMPT_MORE;
	before = xstrndup(text_of(p), p->at);
	p->word_start = p->at;
	n = p->complete(p->ctx, before, &p->word_start, &p->offers);
	free(before);
	if (n == PROMPT_LATER) {
		p->is_waiting = true;
		p->more_tabs = 0;
		return PROMPT_MORE;
	}
	p->n_offers = n;
	return take_offers(p);
}

static enum prompt_result cycle(struct prompt *p, bool back)
{
	size_t none = SIZE_MAX;

	if (p->is_waiting) {
		p->more_tabs++;
		return PROMPT_MORE;
	}
	if (!p->n_offers)
		return complete(p);
	if (back)
		p->chosen = p->chosen == none || !p->chosen ? p->n_offers - 1 : p->chosen - 1;
	else
		p->chosen = p->chosen == none ? 0 : (p->chosen + 1) % p->n_offers;
	return put_word(p, p->offers[p->chosen], strlen(p->offers[p->chosen]));
}

uint64_t prompt_asked(const struct prompt *p)
{
	return p->asked;
}

bool prompt_is_waiting(const struct prompt *p)
{
	return p->is_waiting;
}

bool prompt_offer(struct prompt *p, uint64_t asked, size_t word_start, char **words, size_t n)
{
	size_t more = p->more_tabs;

	if (!p->is_waiting || p->asked != asked)
		return false;
	p->is_waiting = false;
	p->offers = words;
	p->n_offers = n;
	p->word_start = word_start;
	take_offers(p);
	for (; p->n_offers && more; more--)
		cycle(p, false);
	return true;
}

static enum prompt_result tab(struct prompt *p) { return cycle(p, false); }
static enum prompt_result back_tab(struct prompt *p) { return cycle(p, true); }

enum { KEEPS_OFFERS = 1, KEEPS_WALK = 2 };
static const struct binding {
	const char *key;
	enum prompt_result (*run)(struct prompt *p);
	int keeps;
} bindings[] = {
	{ "Enter", enter, 0 }, { "Esc", cancel, 0 }, { "C-c", cancel, 0 }, { "C-g", cancel, 0 },
	{ "C-a", to_start, 0 }, { "Home", to_start, 0 }, { "C-e", to_end, 0 }, { "End", to_end, 0 },
	{ "C-b", left, 0 }, { "Left", left, 0 }, { "C-f", right, 0 }, { "Right", right, 0 },
	{ "M-b", left_word, 0 }, { "C-Left", left_word, 0 }, { "M-Left", left_word, 0 },
	{ "M-f", right_word, 0 }, { "C-Right", right_word, 0 }, { "M-Right", right_word, 0 },
	{ "Backspace", backspace, 0 }, { "C-h", backspace, 0 }, { "Del", del, 0 }, { "C-d", del_or_cancel, 0 },
	{ "C-w", kill_blank, 0 }, { "C-u", kill_start, 0 }, { "C-k", kill_end, 0 }, { "M-d", kill_word_right, 0 },
	{ "M-Backspace", kill_word_left, 0 }, { "C-y", yank, 0 },
	{ "Up", older, KEEPS_WALK }, { "C-p", older, KEEPS_WALK }, { "Down", newer, KEEPS_WALK }, { "C-n", newer, KEEPS_WALK },
	{ "Tab", tab, KEEPS_OFFERS }, { "S-Tab", back_tab, KEEPS_OFFERS },
};

/* The character a key types; NULL when it is none. */
static const char *typed_character(const struct key *key)
{
	size_t n = strlen(key->name);
	unsigned char c = (unsigned char)key->name[0];

	if (!strcmp(key->name, "Space"))
		return " ";
	return n == 1 || (c >= 0x80 && n <= 4 && utf8_valid(key->name, n)) ? key->name : NULL;
}

static const struct binding *binding_of(const char *key)
{
	for (size_t i = 0; i < COUNT_OF(bindings); i++)
		if (!strcmp(bindings[i].key, key))
			return &bindings[i];
	return NULL;
}

bool prompt_knows(const char *key)
{
	return binding_of(key) != NULL;
}

enum prompt_result prompt_key(struct prompt *p, const struct key *key)
{
	const char *character = typed_character(key);
	const struct binding *b = binding_of(key->name);

	if (!p->is_open)
		return PROMPT_CANCEL;
	if (key->mouse != MOUSE_NONE)
		return PROMPT_MORE;
	if (!b || !(b->keeps & KEEPS_OFFERS))
		drop_offers(p);
	if (!b || !(b->keeps & KEEPS_WALK))
		stop_walk(p);
	if (b)
		return b->run(p);
	return character && replace(p, p->at, 0, character, strlen(character)) ? PROMPT_CHANGED : PROMPT_MORE;
}

/* Cells between two byte offsets. */
static int span(const struct prompt *p, size_t from, size_t to)
{
	char *part = xstrndup(text_of(p) + from, to - from);
	int cells = utf8_width(part);

	free(part);
	return cells;
}

void prompt_draw(struct prompt *p, struct ui *ui, int y, int x, int cols)
{
	int used, room;
	char *shown;

	if (!p->is_open || cols < 1)
		return;
	used = ui_text(ui, y, x, MAX_OF(cols - 2, 1), ROLE_PROMPT, p->mark, false);
	room = cols - used;
	/* the cursor needs a cell of its own behind the last character */
	if (p->at < p->left)
		p->left = p->at;
	while (p->left < p->at && span(p, p->left, p->at) > room - 1)
		p->left = char_right(p, p->left);
	/* room again on the left after something was erased */
	while (p->left && span(p, char_left(p, p->left), p->text.len) < room)
		p->left = char_left(p, p->left);
	shown = xstrndup(text_of(p) + p->left, utf8_fit(text_of(p) + p->left, MAX_OF(room, 0), NULL));
	ui_text(ui, y, x + used, room, ROLE_PROMPT, shown, true);
	free(shown);
	ui_cursor(ui, y, x + used + MIN_OF(span(p, p->left, p->at), MAX_OF(room - 1, 0)));
}

size_t prompt_offers(const struct prompt *p, const char *const **ret_words, size_t *ret_chosen)
{
	*ret_words = (const char *const *)p->offers;
	*ret_chosen = p->chosen;
	return p->n_offers;
}

void prompt_history_add(struct prompt *p, char kind, const char *text)
{
	history_add(history_of(p, kind, true), text);
	stop_walk(p);
}

size_t prompt_history(const struct prompt *p, char kind, const char *const **ret_lines)
{
	for (size_t i = 0; i < p->n_kinds; i++) {
		if (p->kinds[i].kind == kind) {
			*ret_lines = (const char *const *)p->kinds[i].lines;
			return p->kinds[i].n;
		}
	}
	*ret_lines = NULL;
	return 0;
}
