/* charset.h -- between UTF-8, which everything here is, and what a terminal of an older locale speaks. */
#ifndef SEGUE_UI_CHARSET_H
#define SEGUE_UI_CHARSET_H

#include "ui.h"

struct charset;

/* NULL: the terminal speaks UTF-8 and nothing needs to be done. A set nobody knows here is taken for ASCII. */
struct charset *charset_open(const char *name);
void charset_close(struct charset *c);
/* UTF-8 with escape sequences to the terminal's bytes, cell for cell; a character cut off at the end waits for its rest. */
void charset_out(struct charset *c, const char *bytes, size_t n, struct buf *to);
enum { CHARSET_IN_GROWTH = 4 };		/* a byte in can complete a character of so many bytes */
/* What was typed, to UTF-8; room for n * CHARSET_IN_GROWTH bytes. Returns how many there are. */
size_t charset_in(struct charset *c, const unsigned char *bytes, size_t n, unsigned char *ret);

#endif
