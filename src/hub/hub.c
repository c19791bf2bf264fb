/*
 * hub.c -- the connection to a hub: made, asked, lost.
 *
 * Every answer is read row by row and counted, within HUB_WAIT_MS; one that is longer, wider or slower than it may be ends the connection, for what else
 * would come is not known.  How much memory one row may take is libpq's business, and is bounded by whoever runs this (src/cli/hub.c).
 */
#include "room.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { REFUSAL_MAX = 8 };

static _Thread_local char state[6];

const char *hub_state(void)
{
	return state;
}

/* ---- sentences ---- */

/* What libpq or a server says, without the password, whoever put it there. Caller frees. */
static char *harmless(const struct hub *h, const char *text)
{
	char *clean = utf8_clean(text ? text : "", MIN_OF(strlen(text ? text : ""), (size_t)400));
	size_t n = h->password ? strlen(h->password) : 0, len = strlen(clean);

	while (len && clean[len - 1] == ' ')
		clean[--len] = '\0';
	for (char *at; n && (at = strstr(clean, h->password)); )
		memset(at, strchr(h->password, '*') ? '.' : '*', n);
	return clean;
}

static enum err fail_of(struct hub *h, const char *text)
{
	char *said = harmless(h, text);
	enum err err = fail(ERR_IO, _("the hub %s: %s"), h->shown, *said ? said : _("the connection was lost"));

	free(said);
	return err;
}

static enum err lose(struct hub *h, enum err code, const char *why)
{
	h->is_lost = true;
	return fail(code, _("the hub %s: %s"), h->shown, why);
}

/* ---- asking ---- */

/* Until the server has sent something, or taken all that was for it. */
static enum err wait_for(struct hub *h, int64_t until_ms, bool is_sending)
{
	struct pollfd fd = { .fd = h->pq->PQsocket(h->conn), .events = (short)(POLLIN | (is_sending ? POLLOUT : 0)) };
	int64_t left_ms = until_ms - clock_mono_ms();

	if (left_ms <= 0)
		return lose(h, ERR_IO, _("no answer"));
	if (poll(&fd, 1, (int)left_ms) > 0 && fd.revents & (POLLIN | POLLERR | POLLHUP) && !h->pq->PQconsumeInput(h->conn))
		return fail_of(h, h->pq->PQerrorMessage(h->conn));
	return OK;
}

static enum err next_result(struct hub *h, int64_t until_ms, PGresult **ret)
{
	int unsent;
	enum err err = clock_mono_ms() > until_ms ? lose(h, ERR_IO, _("no answer")) : OK;

	while (!err && (unsent = h->pq->PQflush(h->conn)) != 0)
		err = unsent < 0 ? fail_of(h, h->pq->PQerrorMessage(h->conn)) : wait_for(h, until_ms, true);
	while (!err && h->pq->PQisBusy(h->conn))
		err = wait_for(h, until_ms, false);
	if (!err)
		*ret = h->pq->PQgetResult(h->conn);
	return err;
}

static enum err take_rows(struct hub *h, const struct ask *a, const PGresult *r, int64_t *rows)
{
	const char *texts[16];
	enum err err = OK;

	if (h->pq->PQnfields(r) != a->n_columns || (size_t)a->n_columns > COUNT_OF(texts))
		return lose(h, ERR_PARSE, _("the answer has other columns than were asked for"));
	for (int i = 0; i < h->pq->PQntuples(r) && !err; i++) {
		if ((uint64_t)*rows >= a->max_rows)
			return lose(h, ERR_PARSE, _("the answer is too long"));
		for (int c = 0; c < a->n_columns; c++) {
			texts[c] = h->pq->PQgetisnull(r, i, c) ? NULL : h->pq->PQgetvalue(r, i, c);
			if (texts[c] && h->pq->PQgetlength(r, i, c) > HUB_TEXT_MAX)
				return lose(h, ERR_PARSE, _("the answer is too long"));
		}
		++*rows;
		err = a->row(a->ctx, texts);
	}
	return err;
}

static enum err take(struct hub *h, const struct ask *a, const PGresult *r, int64_t *rows)
{
	const char *refused, *key;

	switch (h->pq->PQresultStatus(r)) {
	case PGRES_SINGLE_TUPLE:
		return a->n_columns ? take_rows(h, a, r, rows) : lose(h, ERR_PARSE, _("an answer to what was no question"));
	case PGRES_TUPLES_OK:	/* the end of the rows */
		return a->n_columns ? take_rows(h, a, r, rows) : lose(h, ERR_PARSE, _("an answer to what was no question"));
	case PGRES_COMMAND_OK:
		if (a->n_columns)
			return lose(h, ERR_PARSE, _("no answer to what was asked"));
		if (!hub_number(h->pq->PQcmdTuples((PGresult *)(uintptr_t)r), rows))
			*rows = 0;
		return OK;
	default:
		refused = h->pq->PQresultErrorField(r, PG_DIAG_SQLSTATE);
		snprintf(state, sizeof state, "%s", refused ? refused : "");
		key = h->pq->PQresultErrorField(r, PG_DIAG_CONSTRAINT_NAME);
		if (!strcmp(state, "23505") && key && !strcmp(key, "segue_listener_pkey"))
			return fail(ERR_IO, _("the hub %s: you are known there under another role; log in as that one, or ask its owner"), h->shown);
		return fail_of(h, h->pq->PQresultErrorField(r, PG_DIAG_MESSAGE_PRIMARY));
	}
}

enum err hub_ask(struct hub *h, const struct ask *a, int64_t *ret_rows)
{
	int64_t until_ms = clock_mono_ms() + HUB_WAIT_MS, rows = 0;
	int more = 0;
	PGresult *r = NULL;
	enum err err = OK;

	state[0] = '\0';
	if (h->is_lost)
		return fail(ERR_IO, _("the hub %s: %s"), h->shown, _("the connection was lost"));
	if (!h->pq->PQsendQueryParams(h->conn, a->sql, a->n_values, NULL, a->values, NULL, NULL, 0) || !h->pq->PQsetSingleRowMode(h->conn)) {
		h->is_lost = true;
		return fail_of(h, h->pq->PQerrorMessage(h->conn));
	}
	for (;;) {
		enum err step = next_result(h, until_ms, &r);

		h->is_lost |= step != OK;
		if (step)
			return err ? err : step;
		if (!r)
			break;
		if (!err)
			err = take(h, a, r, &rows);
		/* behind a refusal comes little more; of rows nobody can make anything of there may be any number */
		h->is_lost |= err && (err != ERR_IO || ++more > REFUSAL_MAX);
		h->pq->PQclear(r);
		if (h->is_lost)
			return err;
	}
	if (!err && ret_rows)
		*ret_rows = rows;
	return err;
}

bool hub_number(const char *text, int64_t *ret_number)
{
	int64_t n = 0;
	bool is_negative = text && *text == '-';

	if (!text || !text[is_negative] || strlen(text) > 19)
		return false;
	for (text += is_negative; *text; text++) {
		if (*text < '0' || *text > '9' || n > (INT64_MAX - 9) / 10)
			return false;
		n = n * 10 + (*text - '0');
	}
	*ret_number = is_negative ? -n : n;
	return true;
}

/* ---- opening ---- */

static void ignore_notice(void *ctx, const char *text)
{
	(void)ctx, (void)text;
}

/* What libpq says of an address that is none quotes it, so nothing of that is repeated. */
static enum err find_password(struct hub *h, const char *url)
{
	PQconninfoOption *all = h->pq->PQconninfoParse(url, NULL);

	if (!all)
		return fail(ERR_ARG, _("the hub %s: not an address like postgresql://USER@HOST/DATABASE"), h->shown);
	for (const PQconninfoOption *o = all; o->keyword; o++)
		if (!strcmp(o->keyword, "password") && o->val && *o->val)
			h->password = xstrdup(o->val);
	h->pq->PQconninfoFree(all);
	return OK;
}

static enum err connect_to(struct hub *h, const char *url)
{
	/* in this order what the address says counts for more, but for the encoding */
	static const char *const keys[] = { "connect_timeout", "application_name", "keepalives_idle", "tcp_user_timeout", "dbname", "client_encoding", NULL };
	const char *values[] = { "10", "segue", "30", "30000", url, "UTF8", NULL };

	h->conn = h->pq->PQconnectdbParams(keys, values, 1);
	if (h->conn && h->pq->PQstatus(h->conn) == CONNECTION_OK) {
		h->pq->PQsetNoticeProcessor(h->conn, ignore_notice, NULL);
		return h->pq->PQsetnonblocking(h->conn, 1) ? fail_of(h, h->pq->PQerrorMessage(h->conn)) : OK;
	}
	return fail_of(h, h->conn ? h->pq->PQerrorMessage(h->conn) : NULL);
}

enum err hub_open(struct hub **ret_hub, const char *url, const char *listener)
{
	struct hub *h;
	const struct pq_api *pq;
	enum err err = hub_is_listener(listener) ? pq_load(&pq) : fail(ERR_ARG, _("no such listener"));

	if (err)
		return err;
	h = xcalloc(1, sizeof *h);
	h->pq = pq;
	h->shown = hub_shown(url);
	memcpy(h->listener, listener, sizeof h->listener);
	err = hub_is_address(url) ? find_password(h, url) : fail(ERR_ARG, _("the hub %s: not an address like postgresql://USER@HOST/DATABASE"), h->shown);
	err = err ? err : connect_to(h, url);
	err = err ? err : hub_settle(h);
	if (err)
		hub_close(h);
	else
		*ret_hub = h;
	return err;
}

void hub_close(struct hub *h)
{
	if (!h)
		return;
	if (h->conn)
		h->pq->PQfinish(h->conn);
	free(h->shown);
	free(h->password);
	free(h);
}
