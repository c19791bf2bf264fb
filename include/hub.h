/*
 * hub.h -- a listening store that several machines share: PostgreSQL, reached through libpq.  Nothing here is called unless the listener has named one.
 *
 * What lies there: a listener is a random number (UUID), an event is its listener's and has the number it has in the listener's own log, a track is a text
 * (what it is made of is the caller's business).  The tables are their owner's alone: all that anybody else may do is call functions, which let a role reach
 * only listeners that are its own, and tell of others only tracks that at least HUB_LEAST people of the most alike finished, and how many.  A person is a
 * role that logs in: the listeners of one role count once.  src/hub/settle.c has tables and functions, in plain SQL.
 *
 * Everything waits, HUB_WAIT_MS at most for an answer: not for the interface thread.  What a server says is taken for anything: rows and texts are counted.
 */
#ifndef SEGUE_HUB_H
#define SEGUE_HUB_H

#include "base.h"

enum { HUB_LEAST = 3, HUB_PICKS_MAX = 20000, HUB_BATCH_MAX = 500, HUB_TEXT_MAX = 1024, HUB_WAIT_MS = 60000 };
enum { HUB_LISTENER_SIZE = 37 };	/* a UUID as text */

/* "postgresql://…" or "postgres://…". */
bool hub_is_address(const char *url);
/* The address as it may be shown: without password and options; where it is not certain what is the password, without all of it. Caller frees. */
char *hub_shown(const char *url);
/* A new random listener. ERR_IO. */
enum err hub_new_listener(char ret_uuid[HUB_LISTENER_SIZE]);
bool hub_is_listener(const char *uuid);

struct hub;
/*
 * Connects, and makes the tables and functions where there are none, or older ones. ERR_MISSING: this Segue, or this machine, is without libpq. ERR_ARG: no
 * such address. ERR_IO: it cannot be reached, refused, is made for a newer Segue, or is not set up and this role may not do it. No sentence has the password
 * in it. From here on ERR_IO is also: the listener is another role's.
 */
enum err hub_open(struct hub **ret_hub, const char *url, const char *listener);
void hub_close(struct hub *h);

/* Strings are UTF-8, of at most HUB_TEXT_MAX bytes. */
struct hub_event { int64_t id, at_ms, listened_ms, duration_ms; int kind, value; bool is_finish; const char *track, *artist, *title; };
/* At most HUB_BATCH_MAX, in one transaction, committed when it returns OK; those that are there already stay as they are. *ret_new: the others. */
enum err hub_push(struct hub *h, const struct hub_event *events, size_t n, int64_t *ret_new);
/* What is there of this listener: how many, and the sum of at_ms % HUB_SUM_OF of all. */
enum { HUB_SUM_OF = 1000003 };
struct hub_sum { int64_t n, sum; };
enum err hub_sum(struct hub *h, struct hub_sum *ret_sum);
/* Which those are, with ids above `after`, by id. */
struct hub_id { int64_t id, at_ms; };
enum err hub_ids(struct hub *h, int64_t after, struct hub_id *ret_ids, size_t max, size_t *ret_n);
/* Of this listener's: at most HUB_BATCH_MAX of these; all. One transaction. */
enum err hub_drop(struct hub *h, const int64_t *ids, size_t n);
enum err hub_erase(struct hub *h, int64_t *ret_rows);

/*
 * What those finish who are most like this listener, best first: the cosine over tracks finished, added up over the nearest who finished it. Strings until
 * the next; clean UTF-8. At most HUB_PICKS_MAX. ERR_PARSE: the answer is none.
 */
struct hub_pick { const char *track, *artist, *title; int64_t score; uint32_t people; };
enum err hub_picks(struct hub *h, enum err (*each)(void *ctx, const struct hub_pick *pick), void *ctx);
/* How many people there are, of whom nothing else is told. */
enum err hub_people(struct hub *h, int64_t *ret_people);

#endif
