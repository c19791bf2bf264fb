/* stats.c -- segue stats: one JSON object, or a page */
#include "app/statistics.h"
#include "cli/commands.h"
#include "cli/open.h"
#include "cli/print.h"

enum { BAR = 24 };

static json_t *json_hours(const int64_t *ms, size_t n)
{
	json_t *a = json_array();

	for (size_t i = 0; i < n; i++)
		json_array_append_new(a, print_json_seconds(ms[i]));
	return a;
}

static json_t *json_artists(const struct store_stats *st)
{
	json_t *artists = json_array();

	for (size_t i = 0; i < st->n_top_artists; i++) {
		json_t *a = json_object();

		json_object_set_new(a, "artist", print_json_text(st->top_artists[i].name));
		json_object_set_new(a, "plays", json_integer(st->top_artists[i].plays));
		json_object_set_new(a, "listened_s", print_json_seconds(st->top_artists[i].listened_ms));
		json_array_append_new(artists, a);
	}
	return artists;
}

static json_t *json_styles(const struct statistics *s)
{
	json_t *styles = json_array();

	for (size_t i = 0; i < s->n_styles; i++) {
		json_t *o = json_object();

		json_object_set_new(o, "style", print_json_text(s->styles[i].name));
		json_object_set_new(o, "tracks", json_integer(s->styles[i].tracks));
		json_object_set_new(o, "share", json_real((double)s->styles[i].tracks / (double)s->n_styled));
		json_object_set_new(o, "plays", json_integer(s->styles[i].plays));
		json_object_set_new(o, "heard_share", json_real(s->heard_ms ? (double)s->styles[i].heard_ms / (double)s->heard_ms : 0));
		json_array_append_new(styles, o);
	}
	return styles;
}

static void stats_json(const struct statistics *s)
{
	json_t *o = json_object();
	const char *key;
	int64_t value;

	for (size_t i = 0; statistics_total(s, i, &key, &value); i++)
		json_object_set_new(o, key, json_integer(value));
	json_object_set_new(o, "duration_s", print_json_seconds(s->totals.duration_ms));
	json_object_set_new(o, "listened_s", print_json_seconds(s->totals.listened_ms));
	json_object_set_new(o, "top_artists", json_artists(&s->totals));
	json_object_set_new(o, "styles", json_styles(s));
	json_object_set_new(o, "styles_unknown", json_integer(s->n_unstyled));
	json_object_set_new(o, "listened_by_hour_s", json_hours(s->totals.listened_by_hour_ms, 24));
	json_object_set_new(o, "listened_by_day_s", json_hours(s->totals.listened_by_day_ms, 7));
	print_json(o);
}

static void put_bar(const struct stats_row *row)
{
	int used, full = (int)(row->share * BAR + .5);
	size_t n = utf8_fit(row->text, row->cells, &used);

	printf("  %.*s%*s ", (int)n, row->text, row->cells - used, "");
	for (int i = 0; i < full; i++)
		fputs("\u2587", stdout);
	printf("%*s %s\n", BAR - full, "", row->after);
}

static void stats_page(const struct statistics *s)
{
	for (size_t i = 0; i < s->n_rows; i++) {
		const struct stats_row *row = &s->rows[i];

		switch (row->kind) {
		case STATS_HEADING:
			printf("%s%s\n", i ? "\n" : "", row->text);
			break;
		case STATS_NUMBER:
			printf("  %8lld %s\n", (long long)row->number, row->text);
			break;
		case STATS_SENTENCE:
			printf("  %s\n", row->text);
			break;
		case STATS_BAR:
			put_bar(row);
			break;
		}
	}
}

int cli_stats(struct cli_call *call)
{
	struct statistics s = { 0 };
	struct store *store = NULL;
	enum err err = cli_open(call->common, STORE_READ, &store);

	if (!err)
		err = statistics_read(store, call->common->db, &s);
	if (!err && call->common->json)
		stats_json(&s);
	else if (!err)
		stats_page(&s);
	statistics_done(&s);
	store_close(store);
	return err ? 1 : 0;
}
