/* charset.h -- which encoding are these bytes in, that say they are Latin-1? */
#ifndef SEGUE_MUSIC_CHARSET_H
#define SEGUE_MUSIC_CHARSET_H

#include "base.h"

#ifdef __cplusplus
extern "C" {
#endif

/*
 * All the texts of one file together (n of them, a line each, bytes as found): the name iconv knows their encoding by. Latin text stays
 * "CP1252", which is Latin-1 with quotes and dashes in it. Never NULL.
 */
const char *charset_guess(const char *text, size_t n);
/* UTF-8, what cannot be converted left out at the end (a text cut in the middle of a character) or as U+FFFD. Caller frees. */
char *charset_decode(const char *name, const char *text, size_t n);

#ifdef __cplusplus
}
#endif
#endif
