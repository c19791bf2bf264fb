/* analyze.h -- what segue analyze says, here and through the running player. */
#ifndef SEGUE_APP_ANALYZE_H
#define SEGUE_APP_ANALYZE_H

#include "base.h"

/* Begins a line that only tells how far the player is: "DONE ALL PER-SECOND". No sentence and no JSON begins so. */
#define ANALYZE_PROGRESS "\x1e"

/* Is the file one of these, or below one? None at all: yes. */
bool analyze_is_below(const char *file, const char *const *paths, size_t n);
/* Lines for standard output or the socket, without a newline; caller frees. A failure without JSON is a sentence. */
char *analyze_failure_line(const char *path, const char *why, bool json);
/* unchanged: files that changed, but not in their sound. */
char *analyze_last_line(int64_t analyzed, int64_t unchanged, int64_t failed, double audio_s, int64_t ms, bool json);

#endif
