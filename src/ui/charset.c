/*
 * charset.c -- terminals that do not speak UTF-8.
 *
 * Curses draws in UTF-8 whatever the locale, so the library is whole inside; between its bytes and the terminal each character is
 * turned into the terminal's set.  One thing must hold: a character keeps the number of cells curses believes it has, or every
 * column behind it is broken.  In the sets of old terminals a byte is a cell (ISO 8859, KOI8, Windows, and the double-byte ones of
 * Chinese, Japanese, Korean, where two bytes are two cells), so:
 *
 *	the set has it, with as many bytes as it has cells		itself
 *	it is a line, a star, an arrow of ours				its stand-in of ASCII (GBK has the lines, but two cells wide)
 *	the C library knows a transliteration of so many cells		that
 *	else								as many question marks as it has cells
 *	a combining mark						nothing
 *
 * Escape sequences are ASCII and pass; a set in which ASCII is not itself (UTF-16, ISO-2022) is treated as ASCII.
 */
#include "ui/charset.h"

#include <errno.h>
#include <iconv.h>
#include <langinfo.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <wchar.h>

enum { CHARACTER_MAX = 8 };

struct charset {
	iconv_t out, similar, in;	/* to the set, to what is like it in ASCII, from the set; out and in (iconv_t)-1: ASCII */
	char cut[4];			/* the beginning of a character of UTF-8 */
	size_t n_cut;
	unsigned char typed[CHARACTER_MAX];	/* the beginning of a character of the set */
	size_t n_typed;
};

static const struct { uint32_t code; char ascii; } stand_ins[] = {
	{ 0xb7, '-' }, { 0xd7, 'x' }, { 0x2013, '-' }, { 0x2014, '-' }, { 0x2016, '"' }, { 0x2018, '\'' }, { 0x2019, '\'' },
	{ 0x201c, '"' }, { 0x201d, '"' }, { 0x2022, '*' }, { 0x2026, '~' }, { 0x2190, '<' }, { 0x2191, '^' }, { 0x2192, '>' },
	{ 0x2193, 'v' }, { 0x2248, '~' }, { 0x2500, '-' }, { 0x2501, '=' }, { 0x2502, '|' }, { 0x250c, '+' }, { 0x2510, '+' },
	{ 0x2514, '+' }, { 0x2518, '+' }, { 0x2578, '-' }, { 0x2581, '.' }, { 0x2582, '.' }, { 0x2583, ':' }, { 0x2584, ':' },
	{ 0x2585, '+' }, { 0x2586, '+' }, { 0x2587, '#' }, { 0x2588, '#' }, { 0x25a0, '#' }, { 0x25b2, '^' }, { 0x25b6, '>' },
	{ 0x25ba, '>' }, { 0x25bc, 'v' }, { 0x2605, '*' }, { 0x2606, '.' }, { 0x2665, '@' }, { 0x266b, '#' }, { 0x2713, '+' },
	{ 0x2717, 'x' },
};

/* ---- which ---- */

/* The set the environment names though its locale is not installed here: the part behind the dot. */
static char *suffix(const char *locale)
{
	const char *dot = locale ? strchr(locale, '.') : NULL;

	return dot && dot[1] ? xstrndup(dot + 1, strcspn(dot + 1, "@")) : NULL;
}

char *ui_charset_name(void)
{
	static const char *const vars[] = { "LC_ALL", "LC_CTYPE", "LANG" };
	locale_t user = newlocale(LC_CTYPE_MASK, "", (locale_t)0);
	char *name = NULL;

	if (user != (locale_t)0) {
		name = xstrdup(nl_langinfo_l(CODESET, user));
		freelocale(user);
	} else {
		for (size_t i = 0; i < COUNT_OF(vars); i++) {
			const char *value = getenv(vars[i]);

			if (value && *value) {
				name = suffix(value);
				break;
			}
		}
	}
	/* "C" names the set of no terminal: nobody has chosen, and what is built today speaks UTF-8 */
	if (name && strcasecmp(name, "ANSI_X3.4-1968"))
		return name;
	free(name);
	return xstrdup("UTF-8");
}

/* ---- life ---- */

/* 0: it cannot be said so. */
static size_t convert(iconv_t cd, const char *character, size_t n, char ret[CHARACTER_MAX])
{
	char *from = (char *)(uintptr_t)character, *at = ret;
	size_t room = CHARACTER_MAX;

	if (cd == (iconv_t)-1)
		return 0;
	iconv(cd, NULL, NULL, NULL, NULL);
	if (iconv(cd, &from, &n, &at, &room) == (size_t)-1 || n)
		return 0;
	return CHARACTER_MAX - room;
}

static bool ascii_is_itself(iconv_t to)
{
	char in[] = "\033[0;1mAz~\\\r\n", out[64], *from = in, *at = out;
	size_t n = sizeof in - 1, room = sizeof out;

	return iconv(to, &from, &n, &at, &room) != (size_t)-1 && sizeof out - room == sizeof in - 1 && !memcmp(in, out, sizeof in - 1);
}

/* A set that says the rest with shifts (ISO-2022, HZ) begins a character with ASCII: escapes of its own, among curses' escapes. */
static bool has_shifts(iconv_t to)
{
	static const char *const samples[] = { "\u6771", "\u4e2d", "\ud55c", "\u00e9", "\u0416" };

	for (size_t i = 0; i < COUNT_OF(samples); i++) {
		char bytes[CHARACTER_MAX];

		if (convert(to, samples[i], strlen(samples[i]), bytes) && (unsigned char)bytes[0] < 0x80)
			return true;
	}
	return false;
}

static void close_one(iconv_t *cd)
{
	if (*cd != (iconv_t)-1)
		iconv_close(*cd);
	*cd = (iconv_t)-1;
}

struct charset *charset_open(const char *name)
{
	struct charset *c;

	if (!strcasecmp(name, "UTF-8") || !strcasecmp(name, "UTF8"))
		return NULL;
	c = xcalloc(1, sizeof *c);
	c->out = iconv_open(name, "UTF-8");
	c->similar = iconv_open("ASCII//TRANSLIT", "UTF-8");
	c->in = iconv_open("UTF-8", name);
	if (c->out == (iconv_t)-1 || c->in == (iconv_t)-1 || !ascii_is_itself(c->out) || has_shifts(c->out)) {
		close_one(&c->out);
		close_one(&c->in);
	}
	return c;
}

void charset_close(struct charset *c)
{
	if (!c)
		return;
	close_one(&c->out);
	close_one(&c->similar);
	close_one(&c->in);
	free(c);
}

/* ---- out ---- */

static void one_out(struct charset *c, uint32_t code, const char *character, size_t n, struct buf *to)
{
	int cells = wcwidth((wchar_t)code);
	char bytes[CHARACTER_MAX];
	size_t got = convert(c->out, character, n, bytes);

	if (cells <= 0) {
		/* Thai has marks of one byte and no cell */
		if (!cells && got == 1)
			buf_add(to, bytes, 1);
		return;
	}
	if (got == (size_t)cells || (got > 2 && cells == 2)) {	/* (EUC-TW and GB 18030 have longer ones, two cells wide) */
		buf_add(to, bytes, got);
		return;
	}
	for (size_t i = 0; i < COUNT_OF(stand_ins); i++)
		if (stand_ins[i].code == code) {
			buf_add(to, &stand_ins[i].ascii, 1);
			return;
		}
	got = convert(c->similar, character, n, bytes);
	if (got == (size_t)cells && (unsigned char)bytes[0] < 0x80)
		buf_add(to, bytes, got);
	else
		buf_add(to, "??", (size_t)cells);
}

static size_t length_of(unsigned char lead)
{
	return lead < 0x80 ? 1 : lead < 0xc2 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 1;
}

static uint32_t code_of(const unsigned char *s, size_t n)
{
	uint32_t code = n == 1 ? *s : *s & (0xffu >> (n + 1));

	for (size_t i = 1; i < n; i++)
		code = code << 6 | (s[i] & 0x3f);
	return code;
}

void charset_out(struct charset *c, const char *bytes, size_t n, struct buf *to)
{
	for (size_t i = 0; i < n; i++) {
		if (!c->n_cut && (unsigned char)bytes[i] < 0x80) {
			buf_add(to, bytes + i, 1);
			continue;
		}
		c->cut[c->n_cut++] = bytes[i];
		if (c->n_cut < length_of((unsigned char)c->cut[0]))
			continue;
		/* curses writes whole characters; what is none is no cell either */
		if (utf8_valid(c->cut, c->n_cut))
			one_out(c, code_of((const unsigned char *)c->cut, c->n_cut), c->cut, c->n_cut, to);
		c->n_cut = 0;
	}
}

/* ---- in ---- */

/* Bytes of the character that is complete, 0: not complete; what is none is dropped, a byte at a time. */
static size_t one_in(struct charset *c, unsigned char *ret)
{
	while (c->n_typed) {
		char *from = (char *)c->typed, *at = (char *)ret;
		size_t n = c->n_typed, room = CHARSET_IN_GROWTH;

		iconv(c->in, NULL, NULL, NULL, NULL);
		if (iconv(c->in, &from, &n, &at, &room) != (size_t)-1 && !n) {
			c->n_typed = 0;
			return CHARSET_IN_GROWTH - room;
		}
		if (errno == EINVAL && c->n_typed < sizeof c->typed)
			return 0;
		memmove(c->typed, c->typed + 1, --c->n_typed);
	}
	return 0;
}

size_t charset_in(struct charset *c, const unsigned char *bytes, size_t n, unsigned char *ret)
{
	size_t got = 0;

	for (size_t i = 0; i < n; i++) {
		if (!c->n_typed && bytes[i] < 0x80) {
			ret[got++] = bytes[i];
		} else if (c->in != (iconv_t)-1) {
			c->typed[c->n_typed++] = bytes[i];
			got += one_in(c, ret + got);
		}
	}
	return got;
}
