/*
 * ending.h -- where a file's sound ends, asked of the caller's function on a thread of its own, because it reads the file.
 *
 *	ending_ask ──► thread: end_us(path) ──► one byte on the engine's pipe ──► ending_is_known
 *
 * Shared by the two; whoever lets go last frees it. A disk that never answers costs a thread, and the file that lies on it.
 */
#ifndef SEGUE_PLAYER_ENDING_H
#define SEGUE_PLAYER_ENDING_H

#include "engine.h"

struct ending;
/* NULL: there is no thread to be had. */
struct ending *ending_ask(struct engine *engine, int64_t (*end_us)(const char *path), const char *path);
void ending_free(struct ending *n);
/* Of NULL: known, and nowhere in particular. */
bool ending_is_known(struct ending *n);
int64_t ending_us(struct ending *n);	/* 0: not known, or where the file ends */

#endif
