/* words.c -- how the text of a step is read: quotes, escapes, the environment. */
#include "words.h"
#include "base.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

size_t unquote(char *s)
{
	size_t len = strlen(s);
	char *out = s, *p = s + 1, *end = s + len - 1;

	if (len < 2 || *s != '"' || *end != '"')
		return len;
	while (p < end) {
		char c = *p++;

		if (c == '\\' && p < end) {
			static const char from[] = "ntrabfe", to[] = "\n\t\r\a\b\f\033";
			const char *known = strchr(from, *p);
			int n = 0;
			unsigned value;

			if (known) {
				c = to[known - from];
				p++;
			} else if ((*p == 'x' && sscanf(p + 1, "%2x%n", &value, &n) == 1 && ++n) ||
				   sscanf(p, "%3o%n", &value, &n) == 1) {
				c = (char)value;
				p += n;
			} else {
				c = *p++;
			}
		}
		*out++ = c;
	}
	*out = '\0';
	return (size_t)(out - s);
}

char *expand(const char *line)
{
	struct buf b;

	buf_init(&b, LINE_BYTES_MAX * 4);
	while (*line) {
		const char *end = line[0] == '$' && line[1] == '{' ? strchr(line, '}') : NULL;

		if (end) {
			char *name = xstrndup(line + 2, (size_t)(end - line - 2));
			const char *value = getenv(name);

			buf_adds(&b, value ? value : "");
			free(name);
			line = end + 1;
		} else {
			buf_add(&b, line++, 1);
		}
	}
	return buf_steal(&b);
}
