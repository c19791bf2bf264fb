/* stats.c -- segue stats: one JSON object, or a page */
#include "app/load.h"
#include "cli/commands.h"
#include "cli/open.h"
#include "cli/print.h"
#include "cli/styles.h"

#include <stdlib.h>
#include <string.h>

enum { GENRES_SHOWN = 10, BAR = 24 };

static enum err read_styles(struct store *store, struct stylebook *book, struct styles_counted *g)
{
	struct store_tracks *cursor;
	struct track t;
	enum err err = store_tracks_open(store, &cursor), step = OK;

	if (err)
		return err;
	while (store_tracks_next(cursor, &t, &step))
		if (t.state == TRACK_OK)
			styles_count(g, book, &t);
	store_tracks_close(cursor);
	styles_counted_sort(g);
	return step;
}

/* The plain totals: a row a number. */
static const struct { const char *key, *label; size_t offset; } totals[] = {
	{ "tracks", N_("tracks"), offsetof(struct store_stats, tracks) },
	{ "artists", N_("artists"), offsetof(struct store_stats, artists) },
	{ "albums", N_("albums"), offsetof(struct store_stats, albums) },
	{ "unreadable", N_("unreadable files"), offsetof(struct store_stats, unreadable) },
	{ "missing", N_("missing files"), offsetof(struct store_stats, missing) },
	{ "bytes", NULL, offsetof(struct store_stats, bytes) },
	{ "plays", N_("plays"), offsetof(struct store_stats, plays) },
	{ "skips", N_("skips"), offsetof(struct store_stats, skips) },
	{ "loves", N_("loved"), offsetof(struct store_stats, loves) },
	{ "bans", N_("banned"), offsetof(struct store_stats, bans) },
	{ "ratings", N_("rated"), offsetof(struct store_stats, ratings) },
};
#define TOTAL(st, i) (*(const int64_t *)(const void *)((const char *)(st) + totals[i].offset))

static json_t *json_hours(const int64_t *ms, size_t n)
{
	json_t *a = json_array();

	for (size_t i = 0; i < n; i++)
		json_array_append_new(a, print_json_seconds(ms[i]));
	return a;
}

static void stats_json(const struct store_stats *st, const struct styles_counted *g)
{
	json_t *o = json_object(), *artists = json_array(), *styles = json_array();

	for (size_t i = 0; i < COUNT_OF(totals); i++)
		json_object_set_new(o, totals[i].key, json_integer(TOTAL(st, i)));
	json_object_set_new(o, "duration_s", print_json_seconds(st->duration_ms));
	json_object_set_new(o, "listened_s", print_json_seconds(st->listened_ms));
	for (size_t i = 0; i < st->n_top_artists; i++) {
		json_t *a = json_object();

		json_object_set_new(a, "artist", print_json_text(st->top_artists[i].name));
		json_object_set_new(a, "plays", json_integer(st->top_artists[i].plays));
		json_object_set_new(a, "listened_s", print_json_seconds(st->top_artists[i].listened_ms));
		json_array_append_new(artists, a);
	}
	for (size_t i = 0; i < g->n; i++) {
		json_t *s = json_object();

		json_object_set_new(s, "style", print_json_text(g->all[i].name));
		json_object_set_new(s, "tracks", json_integer(g->all[i].tracks));
		json_object_set_new(s, "share", json_real((double)g->all[i].tracks / (double)g->tracks));
		json_object_set_new(s, "plays", json_integer(g->all[i].plays));
		json_object_set_new(s, "heard_share", json_real(g->heard_ms ? (double)g->all[i].heard_ms / (double)g->heard_ms : 0));
		json_array_append_new(styles, s);
	}
	json_object_set_new(o, "top_artists", artists);
	json_object_set_new(o, "styles", styles);
	json_object_set_new(o, "styles_unknown", json_integer(g->unknown));
	json_object_set_new(o, "listened_by_hour_s", json_hours(st->listened_by_hour_ms, 24));
	json_object_set_new(o, "listened_by_day_s", json_hours(st->listened_by_day_ms, 7));
	print_json(o);
}

static void put_bar(const char *name, int cells, int64_t value, int64_t most, const char *after)
{
	char *clean = utf8_clean(name, strlen(name));
	int used, full = most > 0 ? (int)((double)value / (double)most * BAR + .5) : 0;
	size_t n = utf8_fit(clean, cells, &used);

	printf("  %.*s%*s ", (int)n, clean, cells - used, "");
	for (int i = 0; i < full; i++)
		fputs("\u2587", stdout);
	printf("%*s %s\n", BAR - full, "", after);
	free(clean);
}

static int64_t largest(const int64_t *v, size_t n)
{
	int64_t most = 0;

	for (size_t i = 0; i < n; i++)
		most = MAX_OF(most, v[i]);
	return most;
}

static void page_library(const struct store_stats *st)
{
	char span[48], bytes[32];

	print_span(st->duration_ms, span);
	print_bytes(st->bytes, bytes);
	printf(_("Library\n"));
	for (size_t i = 0; i < COUNT_OF(totals) && totals[i].offset < offsetof(struct store_stats, plays); i++)
		if (totals[i].label && (i < 3 || TOTAL(st, i)))
			printf("  %8lld %s\n", (long long)TOTAL(st, i), _(totals[i].label));
	printf(_("  %s of music, %s\n"), span, bytes);
}

static void page_listening(const struct store_stats *st)
{
	char span[48];

	print_span(st->listened_ms, span);
	printf(_("\nListening\n"));
	for (size_t i = 0; i < COUNT_OF(totals); i++)
		if (totals[i].label && totals[i].offset >= offsetof(struct store_stats, plays))
			printf("  %8lld %s\n", (long long)TOTAL(st, i), _(totals[i].label));
	printf(_("  %s heard\n"), span);
}

static void page_charts(const struct store_stats *st, const struct styles_counted *g)
{
	static const char *const days[] = { N_("Monday"), N_("Tuesday"), N_("Wednesday"), N_("Thursday"), N_("Friday"),
					    N_("Saturday"), N_("Sunday") };
	char after[64], name[16], span[48];

	if (st->n_top_artists)
		printf(_("\nMost played artists\n"));
	for (size_t i = 0; i < st->n_top_artists; i++) {
		snprintf(after, sizeof after, P_("%lld play", "%lld plays", st->top_artists[i].plays), (long long)st->top_artists[i].plays);
		put_bar(st->top_artists[i].name, 28, st->top_artists[i].plays, st->top_artists[0].plays, after);
	}
	if (g->n)
		printf(_("\nStyles in the library\n"));
	for (size_t i = 0; i < MIN_OF(g->n, (size_t)GENRES_SHOWN); i++) {
		snprintf(after, sizeof after, "%.0f%%", 100.0 * (double)g->all[i].tracks / (double)g->tracks);
		put_bar(g->all[i].name, 28, g->all[i].tracks, g->all[0].tracks, after);
	}
	if (!st->listened_ms)
		return;
	printf(_("\nHours of the day\n"));
	for (int h = 0; h < 24; h++) {
		snprintf(name, sizeof name, "%02d", h);
		print_span(st->listened_by_hour_ms[h], span);
		put_bar(name, 2, st->listened_by_hour_ms[h], largest(st->listened_by_hour_ms, 24), span);
	}
	printf(_("\nDays of the week\n"));
	for (size_t d = 0; d < 7; d++) {
		print_span(st->listened_by_day_ms[d], span);
		put_bar(_(days[d]), 12, st->listened_by_day_ms[d], largest(st->listened_by_day_ms, 7), span);
	}
}

int cli_stats(struct cli_call *call)
{
	struct store *store = NULL;
	struct store_stats st = { 0 };
	struct styles_counted g = { 0 };
	struct stylebook *book = NULL;
	enum err err = cli_open(call->common, STORE_READ, &store);

	if (!err)
		err = store_stats(store, 0, &st);
	if (!err) {
		book = stylebook_load(store, call->common->db);
		err = read_styles(store, book, &g);
	}
	if (!err && call->common->json) {
		stats_json(&st, &g);
	} else if (!err) {
		page_library(&st);
		page_listening(&st);
		page_charts(&st, &g);
	}
	styles_counted_done(&g);
	stylebook_free(book);
	store_stats_done(&st);
	store_close(store);
	return err ? 1 : 0;
}
