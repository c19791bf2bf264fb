/*
 * keys.c -- what the bytes of a terminal mean.
 *
 * Curses could read keys too, but it waits inside for the rest of an escape sequence, knows no bracketed paste, and reports
 * no drag; so the bytes are ours.  The grammar is ECMA-48's (CSI parameters final), with xterm's modifiers, and the
 * strings of the terminal's description are tried first.
 *
 *      bytes ──► in[] ──► one of:  a character · a control byte · ESC + key (Alt) · CSI … final · SS3 final · mouse · paste
 *
 * A sequence not complete is KEYS_PARTIAL; the caller waits a moment and then says `all_here`.  Nothing here
 * can be made to grow: a sequence longer than SEQ_MAX is dropped to its end.
 */
#include "ui/keys.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SEQ_MAX = 48, PARAMS_MAX = 4, DOUBLE_CLICK_MS = 400 };

/* CSI final and SS3 final letters */
static const struct { char final; const char *name; unsigned mods; } finals[] = {
	{ 'A', "Up", 0 }, { 'B', "Down", 0 }, { 'C', "Right", 0 }, { 'D', "Left", 0 },
	{ 'H', "Home", 0 }, { 'F', "End", 0 }, { 'Z', "Tab", MOD_SHIFT },
	{ 'P', "F1", 0 }, { 'Q', "F2", 0 }, { 'R', "F3", 0 }, { 'S', "F4", 0 },
	{ 'a', "Up", MOD_SHIFT }, { 'b', "Down", MOD_SHIFT }, { 'c', "Right", MOD_SHIFT }, { 'd', "Left", MOD_SHIFT },	/* rxvt */
};
/* SS3 only: the keypad in application mode, and rxvt's Ctrl-arrows */
static const struct { char final; const char *name; unsigned mods; } keypad[] = {
	{ 'M', "Enter", 0 }, { 'I', "Tab", 0 }, { 'j', "*", 0 }, { 'k', "+", 0 }, { 'l', ",", 0 }, { 'm', "-", 0 }, { 'n', ".", 0 },
	{ 'o', "/", 0 }, { 'p', "0", 0 }, { 'q', "1", 0 }, { 'r', "2", 0 }, { 's', "3", 0 }, { 't', "4", 0 }, { 'u', "5", 0 },
	{ 'v', "6", 0 }, { 'w', "7", 0 }, { 'x', "8", 0 }, { 'y', "9", 0 }, { 'X', "=", 0 }, { ' ', "Space", 0 },
	{ 'a', "Up", MOD_CTRL }, { 'b', "Down", MOD_CTRL }, { 'c', "Right", MOD_CTRL }, { 'd', "Left", MOD_CTRL },
};
/* CSI number ~ */
static const struct { int number; const char *name; } numbered[] = {
	{ 1, "Home" }, { 2, "Insert" }, { 3, "Del" }, { 4, "End" }, { 5, "PgUp" }, { 6, "PgDn" }, { 7, "Home" }, { 8, "End" },
	{ 11, "F1" }, { 12, "F2" }, { 13, "F3" }, { 14, "F4" }, { 15, "F5" }, { 17, "F6" }, { 18, "F7" }, { 19, "F8" },
	{ 20, "F9" }, { 21, "F10" }, { 23, "F11" }, { 24, "F12" },
};

void key_reader_init(struct key_reader *r)
{
	*r = (struct key_reader){ .erase = 0x7f };
}

void key_reader_done(struct key_reader *r)
{
	free(r->seqs);
	*r = (struct key_reader){ .erase = 0x7f };
}

void key_reader_learn(struct key_reader *r, const char *bytes, const char *name)
{
	struct key_seq seq = { .n = (uint8_t)MIN_OF(strlen(bytes), sizeof seq.bytes + 1) };

	/* only escape sequences: one byte keys are decided by what the byte is */
	if (seq.n < 2 || seq.n > sizeof seq.bytes || bytes[0] != 0x1b || !key_name_parse(name, seq.name))
		return;
	memcpy(seq.bytes, bytes, seq.n);
	ARRAY_GROW(r->seqs, r->n_seqs, r->cap_seqs);
	r->seqs[r->n_seqs++] = seq;
}

size_t key_reader_feed(struct key_reader *r, const void *bytes, size_t n)
{
	size_t take = MIN_OF(n, sizeof r->in - r->n);

	memcpy(r->in + r->n, bytes, take);
	r->n += take;
	return take;
}

static void drop(struct key_reader *r, size_t n)
{
	r->n -= n;
	memmove(r->in, r->in + n, r->n);
}

static bool give(struct key *k, unsigned mods, const char *base)
{
	*k = (struct key){ .mouse = MOUSE_NONE };
	return key_compose(mods, base, k->name);
}

/* One UTF-8 character at p; 0 = more bytes are needed. A broken one is one byte long and names nothing. */
static size_t character(const unsigned char *p, size_t n, char ret_text[5])
{
	size_t want = *p < 0x80 ? 1 : *p < 0xc2 ? 0 : *p < 0xe0 ? 2 : *p < 0xf0 ? 3 : *p < 0xf5 ? 4 : 0;

	ret_text[0] = '\0';
	for (size_t i = 1; i < want; i++) {
		if (i >= n)
			return 0;
		if ((p[i] & 0xc0) != 0x80)
			return 1;
	}
	if (!want || !utf8_valid((const char *)p, want))
		return 1;
	memcpy(ret_text, p, want);
	ret_text[want] = '\0';
	return want;
}

/* A byte below 0x21, or 0x7f. */
static bool control(const struct key_reader *r, unsigned mods, unsigned char c, struct key *k)
{
	char base[2] = { (char)(c + 0x40), '\0' };

	if (c == ' ')
		return give(k, mods, "Space");
	if (c == r->erase || c == 0x7f)
		return give(k, mods, "Backspace");
	if (c == 0)
		return give(k, mods | MOD_CTRL, "Space");
	return give(k, mods | MOD_CTRL, base);
}

/* xterm says 1 + bits; what is beyond Shift, Alt, Ctrl (Super, locks) is ignored. */
static unsigned mods_of(int param)
{
	return param > 1 ? (unsigned)(param - 1) & 7 : 0;
}

static bool mouse(struct key_reader *r, const int *param, bool released, int64_t now_ms, struct key *k)
{
	int button = param[0] & ~(4 | 8 | 16), x = MAX_OF(param[1], 1) - 1, y = MAX_OF(param[2], 1) - 1;
	enum mouse_kind kind;

	if (released)
		return false;
	switch (button) {
	case 0:
		kind = r->click_ms && now_ms - r->click_ms <= DOUBLE_CLICK_MS && y == r->click_y && x == r->click_x ?
			MOUSE_DOUBLE : MOUSE_CLICK;
		/* a third click begins anew */
		r->click_ms = kind == MOUSE_CLICK ? MAX_OF(now_ms, 1) : 0;
		r->click_y = y;
		r->click_x = x;
		break;
	case 32:
		kind = MOUSE_DRAG;
		r->click_ms = 0;
		break;
	case 64:
		kind = MOUSE_WHEEL_UP;
		break;
	case 65:
		kind = MOUSE_WHEEL_DOWN;
		break;
	default:
		return false;
	}
	*k = (struct key){ .mouse = kind, .y = y, .x = x };
	return true;
}

/* A code point with modifiers, as kitty's "CSI code ; mods u" and xterm's "CSI 27 ; mods ; code ~" tell it. */
static bool coded(const struct key_reader *r, int code, unsigned mods, struct key *k)
{
	char text[5] = "";

	/* these keep their modifiers here, which is why terminals say it this way */
	if (code == '\t')
		return give(k, mods, "Tab");
	if (code == '\r')
		return give(k, mods, "Enter");
	if (code == 0x1b)
		return give(k, mods, "Esc");
	if (code <= 0x20 || code == 0x7f)
		return code >= 0 && control(r, mods, (unsigned char)code, k);
	if (code > 0x10ffff || (code >= 0xd800 && code < 0xe000))
		return false;
	text[utf8_encode((uint32_t)code, text)] = '\0';
	return give(k, mods, text);
}

static bool csi_final(struct key_reader *r, char lead, char final, const int *param, int n, int64_t now_ms, struct key *k)
{
	if (lead == '<')
		return (final == 'M' || final == 'm') && n >= 3 && mouse(r, param, final == 'm', now_ms, k);
	if (lead)
		return false;
	if (final == 'u')
		return coded(r, param[0], mods_of(param[1]), k);
	if (final == '~' && param[0] == 27 && n >= 3)
		return coded(r, param[2], mods_of(param[1]), k);
	if (final == '~' && (param[0] == 200 || param[0] == 201)) {
		r->pasting = param[0] == 200;
		return false;
	}
	if (final == '~' || final == '^' || final == '@') {	/* rxvt: ^ is Ctrl, @ is Ctrl-Shift */
		unsigned mods = mods_of(param[1]) | (final != '~' ? MOD_CTRL : 0) | (final == '@' ? MOD_SHIFT : 0);

		for (size_t i = 0; i < COUNT_OF(numbered); i++)
			if (numbered[i].number == param[0])
				return give(k, mods, numbered[i].name);
		return false;
	}
	for (size_t i = 0; i < COUNT_OF(finals); i++)
		if (finals[i].final == final)
			return give(k, finals[i].mods | mods_of(param[1]), finals[i].name);
	return false;
}

/* ESC [ … : returns the bytes of the sequence, 0 = not complete. */
static size_t csi(struct key_reader *r, int64_t now_ms, struct key *k, bool *ret_got)
{
	int param[PARAMS_MAX] = { 0 }, n = 1;
	size_t i = 2;
	char lead = '\0';

	*ret_got = false;
	if (i < r->n && r->in[i] == '[') {	/* the Linux console's F1…F5: ESC [ [ A…E */
		char fn[3] = { 'F', 0, 0 };

		if (r->n < 4)
			return 0;
		fn[1] = (char)(r->in[3] - 'A' + '1');
		*ret_got = r->in[3] >= 'A' && r->in[3] <= 'E' && give(k, 0, fn);
		return 4;
	}
	for (; i < r->n; i++) {
		unsigned char c = r->in[i];

		if (c >= 0x40 && c <= 0x7e) {
			*ret_got = i < SEQ_MAX && csi_final(r, lead, (char)c, param, n, now_ms, k);
			return i + 1;
		}
		if (c < 0x20 || c > 0x7e)
			return i;	/* broken off: what follows is something else */
		if (c >= '0' && c <= '9' && n <= PARAMS_MAX)
			param[n - 1] = MIN_OF(param[n - 1] * 10 + (c - '0'), 0x110000);
		else if (c == ';' || c == ':')
			n = MIN_OF(n + 1, PARAMS_MAX + 1);
		else if (c >= '<' && c <= '?' && i == 2)
			lead = (char)c;
	}
	return r->n >= SEQ_MAX ? r->n : 0;
}

/* ESC O final, perhaps with a modifier digit between (old xterms). */
static size_t ss3(const struct key_reader *r, struct key *k, bool *ret_got)
{
	size_t i = 2;
	unsigned mods = 0;

	*ret_got = false;
	if (i < r->n && r->in[i] >= '1' && r->in[i] <= '9')
		mods = mods_of(r->in[i++] - '0');
	if (i >= r->n)
		return 0;
	for (size_t j = 0; j < COUNT_OF(keypad) && !*ret_got; j++)
		if (keypad[j].final == (char)r->in[i])
			*ret_got = give(k, mods | keypad[j].mods, keypad[j].name);
	for (size_t j = 0; j < COUNT_OF(finals) && !*ret_got; j++)
		if (finals[j].final == (char)r->in[i])
			*ret_got = give(k, mods | finals[j].mods, finals[j].name);
	return i + 1;
}

/* What the terminal's description knows: bytes of the longest match; ret_maybe when more bytes could still match. */
static size_t learnt(const struct key_reader *r, struct key *k, bool *ret_maybe)
{
	size_t best = 0;

	*ret_maybe = false;
	for (size_t i = 0; i < r->n_seqs; i++) {
		const struct key_seq *s = &r->seqs[i];

		if (memcmp(s->bytes, r->in, MIN_OF(s->n, r->n)))
			continue;
		if (s->n > r->n) {
			*ret_maybe = true;
		} else if (s->n > best) {
			best = s->n;
			*k = (struct key){ .mouse = MOUSE_NONE };
			memcpy(k->name, s->name, sizeof k->name);
		}
	}
	return best;
}

/* The buffer begins with ESC. */
static size_t escape(struct key_reader *r, bool all_here, int64_t now_ms, struct key *k, bool *ret_got)
{
	char text[5];
	bool maybe;
	size_t n = learnt(r, k, &maybe);

	*ret_got = n > 0;
	if (n || (maybe && !all_here))
		return n;
	if (r->n > 1 && r->in[1] == '[')
		n = csi(r, now_ms, k, ret_got);
	else if (r->n > 1 && r->in[1] == 'O')
		n = ss3(r, k, ret_got);
	if (n || (!all_here && (r->n < 2 || r->in[1] == '[' || r->in[1] == 'O')))
		return n;
	if (r->n > 2 && r->in[1] == '[')
		return r->n;			/* a sequence that never ended is nobody's key */
	*ret_got = true;
	if (r->n > 1 && r->in[1] != 0x1b) {	/* Alt */
		if (r->in[1] <= 0x20 || r->in[1] == 0x7f) {
			*ret_got = control(r, MOD_ALT, r->in[1], k);
			n = 1;
		} else {
			n = character(r->in + 1, r->n - 1, text);
			if (!n && !all_here)
				return 0;
			*ret_got = n && give(k, MOD_ALT, text);
		}
		k->may_be_two = *ret_got;
		return n ? n + 1 : r->n;
	}
	give(k, 0, "Esc");
	return 1;
}

/* Inside a paste only text is text: line ends and tabs become blanks, other controls nothing. */
static size_t pasted(struct key_reader *r, bool all_here, struct key *k, bool *ret_got)
{
	static const char end[] = "\033[201~";
	size_t n;
	char text[5];

	*ret_got = false;
	if (r->in[0] == 0x1b) {
		n = MIN_OF(r->n, sizeof end - 1);
		if (memcmp(r->in, end, n))
			return 1;
		if (n < sizeof end - 1)
			return all_here ? 1 : 0;
		r->pasting = false;
		return n;
	}
	if (r->in[0] <= 0x20 || r->in[0] == 0x7f) {
		*ret_got = strchr("\t\n\r ", r->in[0]) && r->in[0] && give(k, 0, "Space");
		k->pasted = *ret_got;
		return 1;
	}
	n = character(r->in, r->n, text);
	if (!n)
		return all_here ? r->n : 0;
	*ret_got = give(k, 0, text);
	k->pasted = true;
	return n;
}

enum key_state key_reader_next(struct key_reader *r, bool all_here, int64_t now_ms, struct key *ret_key)
{
	while (r->n) {
		struct key k = { .mouse = MOUSE_NONE };
		char text[5];
		bool got;
		size_t n;

		if (r->pasting) {
			n = pasted(r, all_here, &k, &got);
		} else if (r->in[0] == 0x1b) {
			n = escape(r, all_here, now_ms, &k, &got);
		} else if (r->in[0] <= 0x20 || r->in[0] == 0x7f) {
			n = 1;
			got = control(r, 0, r->in[0], &k);
		} else {
			n = character(r->in, r->n, text);
			if (!n && all_here)
				n = r->n;
			got = n && give(&k, 0, text);
		}
		if (!n)
			return KEYS_PARTIAL;
		drop(r, n);
		if (got) {
			*ret_key = k;
			return KEYS_GOT;
		}
	}
	return KEYS_NONE;
}
