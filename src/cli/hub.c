/* hub.c -- segue hub push | pull | sync | status | erase | setup: a listening store that machines share, as the option `hub` names it. */
#include "app/option.h"
#include "cli/commands.h"
#include "cli/hub_sync.h"
#include "cli/open.h"
#include "cli/print.h"
#include "cli/progress.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* What strangers send may take so much memory; a child with a library of a million tracks so much in all. */
#define STRANGERS_BYTES ((uint64_t)128 << 20)
#define BACKGROUND_BYTES ((uint64_t)3 << 30)

enum { DO_PUSH = 1, DO_PULL = 2, ADDRESS_MAX = 4096 };
static const struct { const char *name; int does; } verbs[] = { { "push", DO_PUSH }, { "pull", DO_PULL }, { "sync", DO_PUSH | DO_PULL } };

struct hub_call {
	const struct cli_call *call;
	char *url, *path, *picks_path;
	struct hubfile file;
	bool is_known;			/* the file is there */
	int lock;
	struct hub *hub;
	struct hub_log log;
	int64_t pushed, dropped, picks;
};

/* ---- what all verbs begin and end with ---- */

/* From the player, which has it from the listener just now. Caller frees. */
static char *heard_address(void)
{
	char url[ADDRESS_MAX];
	size_t n = fread(url, 1, sizeof url - 1, stdin);

	url[n] = '\0';
	return xstrdup(url);
}

static enum err begin(struct hub_call *h, const struct cli_call *call)
{
	struct settings set;
	enum err err;

	*h = (struct hub_call){ .call = call, .lock = -1 };
	if (call->values[HUB_BACKGROUND]) {
		h->url = heard_address();
	} else {
		settings_read(&set, call->common->config);
		h->url = xstrdup(set.hub);
		settings_done(&set);
	}
	h->path = hubfile_path(call->common->db, call->common->listener);
	h->picks_path = hubfile_picks_path(call->common->db, call->common->listener);
	err = hubfile_read(h->path, &h->file);
	h->is_known = !err;
	return err == ERR_MISSING ? OK : err;
}

static void end(struct hub_call *h)
{
	hub_close(h->hub);
	hub_log_done(&h->log);
	if (h->lock >= 0)
		close(h->lock);
	free(h->url);
	free(h->path);
	free(h->picks_path);
}

static enum err read_log(struct hub_call *h)
{
	struct store *store = NULL;
	enum err err = cli_open(h->call->common, STORE_READ, &store);

	err = err ? err : hub_log_read(store, h->file.from_ms, &h->log);
	store_close(store);
	return err;
}

static enum err is_named(const struct hub_call *h)
{
	return *h->url ? OK : fail(ERR_MISSING, _("no hub is named: set hub=postgresql://USER@HOST/DATABASE in %s"), h->call->common->config);
}

static enum err open_as(struct hub_call *h, const char *listener)
{
	memory_bound(STRANGERS_BYTES);
	return hub_open(&h->hub, h->url, listener);
}

/* Who one is there is on disk before the hub hears of it. */
static enum err open_hub(struct hub_call *h)
{
	enum err err = is_named(h);

	if (!err && !h->is_known) {
		err = hub_new_listener(h->file.listener);
		err = err ? err : hubfile_write(h->path, &h->file);
		h->is_known = !err;
	}
	return err ? err : open_as(h, h->file.listener);
}

/* The file is read again: who held it before may have written it. */
static enum err lock(struct hub_call *h)
{
	enum err err = hubfile_lock(h->path, &h->lock), is;

	if (err)
		return err;
	is = hubfile_read(h->path, &h->file);
	h->is_known = !is;
	return is == ERR_MISSING ? OK : is;
}

/* ---- push, pull, sync ---- */

static void show(const struct hub_call *h, int does)
{
	json_t *o;

	if (h->call->common->json) {
		o = json_object();
		if (does & DO_PUSH) {
			json_object_set_new(o, "pushed", json_integer(h->pushed));
			json_object_set_new(o, "dropped", json_integer(h->dropped));
		}
		if (does & DO_PULL)
			json_object_set_new(o, "picks", json_integer(h->picks));
		print_json(o);
		return;
	}
	if (does & DO_PUSH)
		printf(P_("%lld event pushed\n", "%lld events pushed\n", h->pushed), (long long)h->pushed);
	if (h->dropped)
		printf(P_("%lld event taken back: forgotten or banned since\n", "%lld events taken back: forgotten or banned since\n", h->dropped), (long long)h->dropped);
	if (does & DO_PULL)
		printf(P_("%lld track that at least %d like you play\n", "%lld tracks that at least %d like you play\n", h->picks), (long long)h->picks,
		       (int)HUB_LEAST);
}

static int move(struct hub_call *h, int does)
{
	const struct cli_call *call = h->call;
	enum err err = *h->url ? lock(h) : OK;

	/* whoever talks to the hub already does what this one was sent for */
	if (err == ERR_BUSY && call->values[HUB_BACKGROUND])
		return 0;
	if (!err && does & DO_PUSH)
		err = read_log(h);
	err = err ? err : open_hub(h);
	if (!err && does & DO_PUSH)
		err = hub_sync(h->hub, &h->log, h->path, &h->file, &h->pushed, &h->dropped);
	if (!err && does & DO_PULL)
		err = hub_pull(h->hub, h->picks_path, &h->picks);
	if (!err && !call->common->quiet)
		show(h, does);
	return err ? 1 : 0;
}

/* ---- erase ---- */

/*
 * That nothing from before leaves again is on disk first: ended in between, the next push takes back what is still there.
 */
static int erase(struct hub_call *h)
{
	int64_t rows = 0;
	enum err err;

	if (!h->call->values[HUB_YES]) {
		fail(ERR_ARG, _("this takes back all the hub has of you; say --yes if you mean it"));
		return 2;
	}
	err = *h->url ? lock(h) : OK;
	err = err ? err : open_hub(h);
	if (!err) {
		h->file.from_ms = clock_unix_ms();
		err = hubfile_write(h->path, &h->file);
	}
	err = err ? err : hub_erase(h->hub, &rows);
	if (!err && unlink(h->picks_path) && access(h->picks_path, F_OK) == 0)
		err = fail_errno(ERR_IO, _("cannot remove %s"), h->picks_path);
	if (err)
		return 1;
	if (h->call->common->json)
		print_json(json_pack("{s:I}", "erased", (json_int_t)rows));
	else if (!h->call->common->quiet)
		printf(P_("%lld event erased from the hub; while hub is set, what you play from now on is shared\n",
			  "%lld events erased from the hub; while hub is set, what you play from now on is shared\n", rows), (long long)rows);
	return 0;
}

/* ---- status ---- */

static void show_status(const struct hub_call *h, const char *shown, int64_t there, int64_t people)
{
	int64_t here = (int64_t)h->log.n;

	if (h->call->common->json) {
		json_t *o = json_pack("{s:s,s:o,s:I,s:I,s:I,s:I}", "hub", shown, "listener", h->is_known ? json_string(h->file.listener) : json_null(),
				      "events", (json_int_t)here, "shared", (json_int_t)there, "acknowledged", (json_int_t)h->file.kept, "people", (json_int_t)people);

		print_json(o);
		return;
	}
	if (!*shown) {
		puts(_("no hub: nothing leaves this machine"));
		return;
	}
	printf(_("hub      %s\n"), shown);
	printf(P_("here     %lld event that may be shared\n", "here     %lld events that may be shared\n", here), (long long)here);
	printf(P_("there    %lld of them\n", "there    %lld of them\n", there), (long long)there);
	printf(P_("people   %lld\n", "people   %lld\n", people), (long long)people);
}

static int status(struct hub_call *h)
{
	struct hub_sum sum = { 0 };
	int64_t people = 0;
	char *shown = hub_shown(h->url);
	enum err err = read_log(h);

	if (!err && *h->url && h->is_known) {
		err = open_hub(h);
		err = err ? err : hub_sum(h->hub, &sum);
		err = err ? err : hub_people(h->hub, &people);
	}
	if (!err)
		show_status(h, shown, sum.n, people);
	free(shown);
	return err ? 1 : 0;
}

/* ---- setup: by whoever owns the database, who need not be a listener ---- */

static int setup(struct hub_call *h)
{
	char nobody[HUB_LISTENER_SIZE], *shown = hub_shown(h->url);
	enum err err = is_named(h);

	err = err ? err : hub_new_listener(nobody);
	err = err ? err : open_as(h, nobody);
	if (!err && h->call->common->json)
		print_json(json_pack("{s:s}", "hub", shown));
	else if (!err && !h->call->common->quiet)
		printf(_("%s is ready; people are told apart by the role they log in as\n"), shown);
	free(shown);
	return err ? 1 : 0;
}

int cli_hub(struct cli_call *call)
{
	const char *verb = call->argv[0];
	struct hub_call h;
	int result = 2;

	if (call->values[HUB_BACKGROUND])
		background_begin(BACKGROUND_BYTES);
	if (begin(&h, call)) {
		end(&h);
		return 1;
	}
	if (!strcmp(verb, "erase"))
		result = erase(&h);
	else if (!strcmp(verb, "status"))
		result = status(&h);
	else if (!strcmp(verb, "setup"))
		result = setup(&h);
	else
		fail(ERR_ARG, _("'%s' is not what can be done with a hub: push, pull, sync, status, erase, setup"), verb);
	for (size_t i = 0; i < COUNT_OF(verbs); i++)
		if (!strcmp(verb, verbs[i].name))
			result = move(&h, verbs[i].does);
	end(&h);
	return result;
}
