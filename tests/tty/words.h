/* words.h -- how the text of a step is read. */
#ifndef SEGUE_TESTS_WORDS_H
#define SEGUE_TESTS_WORDS_H

#include <stddef.h>

enum { LINE_BYTES_MAX = 8192 };

/* A string in quotes becomes what it says, in place; returns its bytes (a NUL may be among them). */
size_t unquote(char *s);
/* ${NAME} from the environment; caller frees. */
char *expand(const char *line);

#endif
