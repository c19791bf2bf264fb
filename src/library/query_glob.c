/*
 * query_glob.c -- "*beatles*": a star stands for any letters or none, a question mark for one, a backslash before either for itself.
 *
 * The last star that was passed is gone back to (with one letter more for it) when what follows does not fit; that is enough, since
 * an earlier star could only take letters the last one can take as well. At most pattern times text steps, no recursion.
 */
#include "query.h"

#include <string.h>

bool glob_is(const char *value)
{
	return strpbrk(value, "*?");
}

static size_t letter(const char *s)
{
	size_t n = 1;

	while (((unsigned char)s[n] & 0xc0) == 0x80)
		n++;
	return n;
}

bool glob_match(const char *pattern, const char *s, size_t n)
{
	const char *p = pattern, *end = s + n, *star = NULL, *again = NULL;

	while (s < end) {
		const char *want = *p == '\\' && (p[1] == '*' || p[1] == '?' || p[1] == '\\') ? p + 1 : p;

		if (*p == '*') {
			star = ++p;
			again = s;
		} else if (*p == '?') {
			p++;
			s += letter(s);
		} else if (*want && *want == *s) {
			p = want + 1;
			s++;
		} else if (star) {
			p = star;
			again += letter(again);
			s = again;
		} else {
			return false;
		}
	}
	while (*p == '*')
		p++;
	return !*p;
}

char *query_is(const char *field, const char *value)
{
	bool is_glob = glob_is(value);
	struct buf b;

	buf_init(&b, SIZE_MAX / 4);
	buf_addf(&b, "%s=\"", field);
	for (; *value; value++) {
		/* once for the pattern, once for the quotation marks */
		if (is_glob && strchr("*?\\", *value))
			buf_adds(&b, "\\\\");
		if (strchr("\"\\", *value))
			buf_adds(&b, "\\");
		buf_add(&b, value, 1);
	}
	buf_adds(&b, "\"");
	return buf_steal(&b);
}
