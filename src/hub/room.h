/* room.h -- what the files of the hub share: a connection, and one way to ask it something. */
#ifndef SEGUE_HUB_ROOM_H
#define SEGUE_HUB_ROOM_H

#include "hub.h"

#include <libpq-fe.h>

/* What is used of libpq, loaded when a hub is opened: a player without one never has it in memory. */
#define PQ_FUNCTIONS(X) \
	X(PQconninfoParse) X(PQconninfoFree) X(PQfreemem) X(PQconnectdbParams) X(PQstatus) X(PQerrorMessage) X(PQfinish) X(PQsetnonblocking) \
	X(PQsendQueryParams) X(PQsetSingleRowMode) X(PQflush) X(PQsocket) X(PQconsumeInput) X(PQisBusy) X(PQgetResult) X(PQresultStatus) \
	X(PQresultErrorField) X(PQnfields) X(PQntuples) X(PQgetisnull) X(PQgetvalue) X(PQgetlength) X(PQcmdTuples) X(PQclear) X(PQsetNoticeProcessor)
#define X(function) __typeof__(function) *function;
struct pq_api { PQ_FUNCTIONS(X) };
#undef X
enum err pq_load(const struct pq_api **ret_api);	/* ERR_MISSING */

struct hub {
	const struct pq_api *pq;
	PGconn *conn;
	char *shown, *password;		/* password: NULL or what no sentence may have in it */
	char listener[HUB_LISTENER_SIZE];
	bool is_lost;			/* nothing more is asked of it */
};

/* One statement: columns the answer has to have (0: none is expected), at most so many rows, each handed to `row` (texts, NULL where it is null). */
struct ask {
	const char *sql;
	int n_values, n_columns;
	const char *const *values;
	size_t max_rows;
	enum err (*row)(void *ctx, const char *const *texts);
	void *ctx;
};
/* *ret_rows: rows that came, or were changed; may be NULL. ERR_IO: the server is gone, or refused; ERR_PARSE: an answer that is none. */
enum err hub_ask(struct hub *h, const struct ask *ask, int64_t *ret_rows);
/* As hub_ask() failed last: why the server refused (its SQLSTATE), "" where it was not the server. */
const char *hub_state(void);
bool hub_number(const char *text, int64_t *ret_number);	/* false: NULL, or none */

/* Makes the tables and functions where there are none, or older ones. */
enum err hub_settle(struct hub *h);

#endif
