/*
 * utf8.c -- UTF-8 for people: width as curses lays it out, grapheme steps, folding.
 *
 * Widths come from wcwidth() because ncurses asks the same; what counts as one character comes from utf8proc (UAX #29).
 */
#include "base.h"

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>
#include <wchar.h>

bool utf8_valid(const char *s, size_t n)
{
	const utf8proc_uint8_t *p = (const utf8proc_uint8_t *)s;

	while (n) {
		utf8proc_int32_t code;
		utf8proc_ssize_t len;

		if (*p < 0x80) {
			p++;
			n--;
			continue;
		}
		len = utf8proc_iterate(p, (utf8proc_ssize_t)n, &code);
		if (len <= 0)
			return false;
		p += len;
		n -= (size_t)len;
	}
	return true;
}

/* What fits of n bytes, made clean, into size bytes, a NUL behind them; returns how many there are before it. */
static size_t clean(char *to, size_t size, const char *s, size_t n)
{
	const utf8proc_uint8_t *p = (const utf8proc_uint8_t *)s;
	size_t done = 0;

	while (n) {
		utf8proc_int32_t code;
		utf8proc_ssize_t len = utf8proc_iterate(p, (utf8proc_ssize_t)n, &code);
		const char *put = (const char *)p;
		size_t taken = len > 0 ? (size_t)len : 1, wide = taken;

		if (len <= 0) {
			put = "\xef\xbf\xbd";
			wide = 3;
		} else if (code < 0x20 || (code >= 0x7f && code < 0xa0)) {
			put = " ";
			wide = 1;
		}
		if (done + wide >= size)
			break;
		memcpy(to + done, put, wide);
		done += wide;
		p += taken;
		n -= taken;
	}
	to[done] = '\0';
	return done;
}

char *utf8_clean(const char *s, size_t n)
{
	size_t size = n * 3 + 1;
	char *out = xmalloc(size);

	return xrealloc(out, clean(out, size, s, n) + 1);
}

void utf8_clean_into(char *to, size_t size, const char *text)
{
	clean(to, size, text, strlen(text));
}

size_t utf8_encode(uint32_t code, char ret[4])
{
	return (size_t)utf8proc_encode_char((utf8proc_int32_t)code, (utf8proc_uint8_t *)ret);
}

/* One code point at s (never past the NUL); broken bytes count as one U+FFFD each. */
static size_t decode(const char *s, utf8proc_int32_t *ret_code)
{
	const utf8proc_uint8_t *p = (const utf8proc_uint8_t *)s;
	utf8proc_ssize_t len;

	if (*p < 0x80) {
		*ret_code = *p;
		return *p ? 1 : 0;
	}
	len = utf8proc_iterate(p, (utf8proc_ssize_t)strnlen(s, 4), ret_code);
	if (len <= 0) {
		*ret_code = 0xfffd;
		return 1;
	}
	return (size_t)len;
}

static int code_width(utf8proc_int32_t code)
{
	int w;

	if (code < 0x7f)
		return code >= 0x20;
	w = wcwidth((wchar_t)code);
	return w < 0 ? 0 : w;
}

/* One grapheme: bytes, and its cells (the widest code point in it). */
static size_t grapheme(const char *s, int *ret_cells)
{
	utf8proc_int32_t state = 0, code, next;
	size_t n = decode(s, &code), len;

	*ret_cells = n ? code_width(code) : 0;
	while (n && (len = decode(s + n, &next)) && (unsigned char)s[n] >= 0x80 &&
	       !utf8proc_grapheme_break_stateful(code, next, &state)) {
		int w = code_width(next);

		/* curses gives every wide code point its own cells, joined or not: believe the same */
		*ret_cells += w;
		n += len;
		code = next;
	}
	return n;
}

size_t utf8_next(const char *s)
{
	int cells;

	return grapheme(s, &cells);
}

size_t utf8_prev(const char *start, const char *s)
{
	const char *p = start;
	size_t n = 0;

	/* graphemes can only be found from the front; lines being edited are short */
	while (p < s) {
		n = utf8_next(p);
		if (!n || p + n >= s)
			break;
		p += n;
	}
	return p < s ? (size_t)(s - p) : 0;
}

int utf8_width(const char *s)
{
	int sum = 0;

	while (*s) {
		utf8proc_int32_t code;

		s += decode(s, &code);
		sum += code_width(code);
	}
	return sum;
}

size_t utf8_fit(const char *s, int cells, int *ret_cells)
{
	size_t n = 0;
	int used = 0;

	while (s[n]) {
		int w;
		size_t len = grapheme(s + n, &w);

		if (used + w > cells)
			break;
		used += w;
		n += len;
	}
	if (ret_cells)
		*ret_cells = used;
	return n;
}

/* ---- ASCII, eight bytes at a time ---- */

#define EACH_BYTE(n) (UINT64_C(0x0101010101010101) * (n))

static bool is_ascii(const char *s, size_t n)
{
	uint64_t word = 0, all = 0;

	for (; n >= sizeof word; s += sizeof word, n -= sizeof word) {
		memcpy(&word, s, sizeof word);
		all |= word;
	}
	while (n--)
		all |= (unsigned char)*s++;
	return !(all & EACH_BYTE(0x80));
}

/* Of eight ASCII bytes: adding up to 0x80 carries into the upper bit of those from 'A' on, and of those behind 'Z'. */
static uint64_t lower(uint64_t word)
{
	uint64_t from_a = word + EACH_BYTE(0x80 - 'A'), behind_z = word + EACH_BYTE(0x80 - 'Z' - 1);

	return word | ((from_a & ~behind_z & EACH_BYTE(0x80)) >> 2);
}

static char *fold_ascii(const char *s, size_t n)
{
	char *out = xmalloc(n + 1);
	uint64_t word = 0;
	size_t at = 0;

	for (; n - at >= sizeof word; at += sizeof word) {
		memcpy(&word, s + at, sizeof word);
		word = lower(word);
		memcpy(out + at, &word, sizeof word);
	}
	word = 0;
	memcpy(&word, s + at, n - at);
	word = lower(word);
	memcpy(out + at, &word, n - at);
	out[n] = '\0';
	return out;
}

enum {
	FOLD = UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD | UTF8PROC_STRIPMARK | UTF8PROC_IGNORE | UTF8PROC_LUMP,
	FOLDED_CODES = 32,	/* of one code point; the longest there is, U+FDFA, makes 18 */
};

/* Letters Unicode does not take apart, and what people without that key type. Sorted. */
static const struct { utf8proc_int32_t code; char text[3]; } loose[] = {
	{ 0xe6, "ae" }, { 0xf0, "d" }, { 0xf8, "o" }, { 0xfe, "th" }, { 0x111, "d" }, { 0x127, "h" }, { 0x131, "i" }, { 0x142, "l" },
	{ 0x14b, "ng" }, { 0x153, "oe" }, { 0x167, "t" }, { 0x180, "b" }, { 0x19a, "l" },
};

static const char *loose_text(utf8proc_int32_t code)
{
	for (size_t i = 0; code <= 0x19a && i < COUNT_OF(loose); i++)
		if (loose[i].code == code)
			return loose[i].text;
	return NULL;
}

/* What one code point folds to, at o. Returns the bytes: at most 4 * FOLDED_CODES. */
static size_t fold_code(utf8proc_int32_t code, bool is_loose, char *o)
{
	utf8proc_int32_t folded[FOLDED_CODES];
	int boundary = 0;
	utf8proc_ssize_t count = utf8proc_decompose_char(code, folded, FOLDED_CODES, (utf8proc_option_t)FOLD, &boundary);
	size_t n = 0;

	for (utf8proc_ssize_t i = 0; i < count && i < FOLDED_CODES; i++) {
		const char *text = is_loose ? loose_text(folded[i]) : NULL;

		if (text) {
			memcpy(o + n, text, strlen(text));
			n += strlen(text);
		} else {
			n += utf8_encode((uint32_t)folded[i], o + n);
		}
	}
	return n;
}

/*
 * Code point by code point: mapping the whole string at once would also put marks into canonical order, but folding strips
 * marks, and it takes several times as long. `s` is valid.
 */
static char *fold_valid(const char *s, bool is_loose)
{
	size_t cap = strlen(s) + 4 * FOLDED_CODES + 1, n = 0;
	char *out = xmalloc(cap);

	while (*s) {
		utf8proc_int32_t code;

		if (cap - n <= 4 * FOLDED_CODES) {
			cap += cap / 2 + 4 * FOLDED_CODES;
			out = xrealloc(out, cap);
		}
		s += decode(s, &code);
		if (code < 0x80)
			out[n++] = (char)(code >= 'A' && code <= 'Z' ? code + 32 : code);
		else
			n += fold_code(code, is_loose, out + n);
	}
	out[n++] = '\0';
	return xrealloc(out, n);
}

static char *fold(const char *s, bool is_loose)
{
	size_t len = strlen(s);
	char *valid, *out;

	if (is_ascii(s, len))
		return fold_ascii(s, len);
	if (utf8_valid(s, len))
		return fold_valid(s, is_loose);
	valid = utf8_clean(s, len);
	out = fold_valid(valid, is_loose);
	free(valid);
	return out;
}

char *utf8_fold(const char *s) { return fold(s, false); }
char *utf8_fold_loose(const char *s) { return fold(s, true); }
