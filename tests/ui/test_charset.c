/* Terminals that do not speak UTF-8: every character keeps its cells, and what is typed comes back as UTF-8. */
#include "ui/charset.h"
#include "../tap.h"

#include <locale.h>
#include <stdlib.h>
#include <string.h>

static void out_is(struct charset *c, const char *utf8, const char *want, const char *what)
{
	struct buf b;

	buf_init(&b, 4096);
	charset_out(c, utf8, strlen(utf8), &b);
	is_str(b.data ? b.data : "", want, what);
	buf_done(&b);
}

static void in_is(struct charset *c, const char *bytes, const char *want, const char *what)
{
	unsigned char utf8[256];
	size_t n = charset_in(c, (const unsigned char *)bytes, strlen(bytes), utf8);

	utf8[n] = '\0';
	is_str((const char *)utf8, want, what);
}

static void test_latin1(void)
{
	struct charset *c = charset_open("ISO-8859-1");

	out_is(c, "Dvořák \u00e9t\u00e9", "Dvor\341k \351t\351", "what is written there");
	out_is(c, "┌──┐│\u2026▶★♥", "+--+|~>*@", "lines, arrows and stars have stand-ins of one cell");
	out_is(c, "東京", "????", "two cells, two question marks");
	out_is(c, "e\u0301", "e", "a mark without a cell is left out");
	out_is(c, "\033[1;31mÄ\033[m", "\033[1;31m\304\033[m", "escape sequences pass");
	in_is(c, "\344\033[A", "ä\033[A", "what is typed");
	charset_close(c);
}

static void test_gbk(void)
{
	struct charset *c = charset_open("GBK");
	struct buf b;

	out_is(c, "東京 音乐", "\226|\276\251 \322\364\300\326", "two bytes, two cells");
	out_is(c, "─│é★", "-|e*", "what it has only in two cells is not one cell wide");
	buf_init(&b, 64);
	charset_out(c, "\xe9\x9f", 2, &b);
	is_int((long long)b.len, 0, "half a character waits");
	charset_out(c, "\xb3", 1, &b);
	is_str(b.data, "\322\364", "for its rest");
	buf_done(&b);
	in_is(c, "\322", "", "half a character typed waits as well");
	in_is(c, "\364q", "音q", "for its rest");
	in_is(c, "\377\377\377\377\377\377\377\377\377\377x", "x", "bytes that are nothing are dropped");
	charset_close(c);
}

static void test_others(void)
{
	static const char *const ascii[] = { "no-such-set", "UTF-16", "ISO-2022-JP", "ANSI_X3.4-1968" };
	struct charset *c;

	ok(!charset_open("UTF-8") && !charset_open("utf8"), "UTF-8 needs nothing");
	for (size_t i = 0; i < COUNT_OF(ascii); i++) {
		c = charset_open(ascii[i]);
		out_is(c, "A東─z\033[m", "A?" "?-z\033[m", ascii[i]);
		charset_close(c);
	}
	c = charset_open("KOI8-R");
	out_is(c, "Ёлка", "\263\314\313\301", "KOI8-R");
	in_is(c, "\263", "Ё", "and what is typed in it");
	charset_close(c);
}

static void name_is(const char *locale, const char *want)
{
	char *name;

	setenv("LC_ALL", locale, 1);
	name = ui_charset_name();
	is_str(name, want, locale);
	free(name);
}

int main(void)
{
	setlocale(LC_ALL, "C.UTF-8");
	test_latin1();
	test_gbk();
	test_others();
	name_is("C.UTF-8", "UTF-8");
	name_is("C", "UTF-8");
	name_is("xx_XX.KOI8-R@euro", "KOI8-R");
	name_is("nonsense", "UTF-8");
	unsetenv("LC_ALL");
	return done();
}
