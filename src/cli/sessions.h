/* sessions.h -- this library's own listening as a matrix: a row a session, a column a track. */
#ifndef SEGUE_CLI_SESSIONS_H
#define SEGUE_CLI_SESSIONS_H

#include "learn.h"
#include "store.h"

struct sessions {
	struct sparse *train, *test;	/* how often each track was heard to its end; one shape */
	track_id *track;		/* of each column, those heard in most sessions first */
	int64_t *at_ms;			/* of each row: when the session began */
	uint32_t n_rows, n_cols;
};
/*
 * A session ends with half an hour of silence; those of a single track teach nothing and are left out. With `later` above 0 that share
 * of them, the last, gives its second half to the test: what else was heard, once the first half is known. Else all is training. Of the one listener
 * with this number, 0: of all.
 */
enum err sessions_read(struct store *store, int64_t listener, double later, struct sessions *ret_sessions);
void sessions_done(struct sessions *s);

#endif
