/* statistics.c -- see statistics.h. */
#include "app/statistics.h"
#include "app/stylebook.h"
#include "cli/print.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { STYLES_SHOWN = 10, NAME_CELLS = 28, DAY_CELLS = 12, HOUR_CELLS = 2 };

/* ---- styles: of each track the first ---- */

static void count_style(struct statistics *s, struct stylebook *book, struct map64 *by_name, size_t *cap, const struct track *t)
{
	struct style_label label[STYLES_PER_TAG];
	enum style_from from;
	struct stats_style *style;
	size_t i;

	if (!stylebook_of(book, t, label, &from)) {
		s->n_unstyled++;
		return;
	}
	/* names are the book's: one address each */
	i = (size_t)(uintptr_t)map64_get(by_name, (uint64_t)(uintptr_t)label[0].name);
	if (!i) {
		ARRAY_GROW(s->styles, s->n_styles, *cap);
		s->styles[s->n_styles] = (struct stats_style){ .name = xstrdup(label[0].name) };
		i = ++s->n_styles;
		map64_put(by_name, (uint64_t)(uintptr_t)label[0].name, (void *)(uintptr_t)i);
	}
	style = &s->styles[i - 1];
	style->tracks++;
	style->plays += t->play_count;
	style->heard_ms += t->play_count * t->duration_ms;
	s->heard_ms += t->play_count * t->duration_ms;
	s->n_styled++;
}

static int by_tracks(const void *a, const void *b)
{
	const struct stats_style *x = a, *y = b;

	return x->tracks != y->tracks ? (x->tracks < y->tracks ? 1 : -1) : strcmp(x->name, y->name);
}

static enum err read_styles(struct store *store, const char *db, struct statistics *s)
{
	struct map64 by_name = { 0 };	/* -> index + 1 */
	struct store_tracks *cursor;
	struct stylebook *book;
	size_t cap = 0;
	struct track t;
	enum err err = store_tracks_open(store, &cursor), step = OK;

	if (err)
		return err;
	book = stylebook_load(store, db);
	while (store_tracks_next(cursor, &t, &step))
		if (t.state == TRACK_OK)
			count_style(s, book, &by_name, &cap, &t);
	store_tracks_close(cursor);
	stylebook_free(book);
	map64_done(&by_name);
	if (s->n_styles)
		qsort(s->styles, s->n_styles, sizeof *s->styles, by_tracks);
	return step;
}

/* ---- totals: a row a number ---- */

enum section { IN_LIBRARY, IN_LISTENING, IN_NONE };
static const struct { const char *key, *label; size_t offset; enum section part; bool even_if_none; } totals[] = {
	{ "tracks", N_("tracks"), offsetof(struct store_stats, tracks), IN_LIBRARY, true },
	{ "artists", N_("artists"), offsetof(struct store_stats, artists), IN_LIBRARY, true },
	{ "albums", N_("albums"), offsetof(struct store_stats, albums), IN_LIBRARY, true },
	{ "unreadable", N_("unreadable files"), offsetof(struct store_stats, unreadable), IN_LIBRARY, false },
	{ "missing", N_("missing files"), offsetof(struct store_stats, missing), IN_LIBRARY, false },
	{ "bytes", "", offsetof(struct store_stats, bytes), IN_NONE, false },
	{ "plays", N_("plays"), offsetof(struct store_stats, plays), IN_LISTENING, true },
	{ "skips", N_("skips"), offsetof(struct store_stats, skips), IN_LISTENING, true },
	{ "loves", N_("loved"), offsetof(struct store_stats, loves), IN_LISTENING, true },
	{ "bans", N_("banned"), offsetof(struct store_stats, bans), IN_LISTENING, true },
	{ "ratings", N_("rated"), offsetof(struct store_stats, ratings), IN_LISTENING, true },
};

bool statistics_total(const struct statistics *s, size_t i, const char **ret_key, int64_t *ret_value)
{
	if (i >= COUNT_OF(totals))
		return false;
	*ret_key = totals[i].key;
	*ret_value = *(const int64_t *)(const void *)((const char *)&s->totals + totals[i].offset);
	return true;
}

/* ---- the page ---- */

static void put(struct statistics *s, struct stats_row row)
{
	ARRAY_GROW(s->rows, s->n_rows, s->rows_cap);
	s->rows[s->n_rows++] = row;
}

static void heading(struct statistics *s, const char *text)
{
	put(s, (struct stats_row){ .kind = STATS_HEADING, .text = xstrdup(text) });
}

static void bar(struct statistics *s, const char *name, int cells, int64_t value, int64_t most, const char *after)
{
	put(s, (struct stats_row){ .kind = STATS_BAR, .text = utf8_clean(name, strlen(name)), .cells = cells,
		.share = most > 0 ? (double)value / (double)most : 0, .after = xstrdup(after) });
}

static void numbers(struct statistics *s, enum section part)
{
	const char *key;
	int64_t value;

	for (size_t i = 0; statistics_total(s, i, &key, &value); i++)
		if (totals[i].part == part && (value || totals[i].even_if_none))
			put(s, (struct stats_row){ .kind = STATS_NUMBER, .text = xstrdup(_(totals[i].label)), .number = value });
}

static void page_totals(struct statistics *s)
{
	char span[48], bytes[32];

	heading(s, _("Library"));
	numbers(s, IN_LIBRARY);
	print_span(s->totals.duration_ms, span);
	print_bytes(s->totals.bytes, bytes);
	put(s, (struct stats_row){ .kind = STATS_SENTENCE, .text = xasprintf(_("%s of music, %s"), span, bytes) });
	heading(s, _("Listening"));
	numbers(s, IN_LISTENING);
	print_span(s->totals.listened_ms, span);
	put(s, (struct stats_row){ .kind = STATS_SENTENCE, .text = xasprintf(_("%s heard"), span) });
}

static void page_charts(struct statistics *s)
{
	const struct store_stats *st = &s->totals;
	char after[64];

	if (st->n_top_artists)
		heading(s, _("Most played artists"));
	for (size_t i = 0; i < st->n_top_artists; i++) {
		snprintf(after, sizeof after, P_("%lld play", "%lld plays", st->top_artists[i].plays), (long long)st->top_artists[i].plays);
		bar(s, st->top_artists[i].name, NAME_CELLS, st->top_artists[i].plays, st->top_artists[0].plays, after);
	}
	if (s->n_styles)
		heading(s, _("Styles in the library"));
	for (size_t i = 0; i < MIN_OF(s->n_styles, (size_t)STYLES_SHOWN); i++) {
		snprintf(after, sizeof after, "%.0f%%", 100.0 * (double)s->styles[i].tracks / (double)s->n_styled);
		bar(s, s->styles[i].name, NAME_CELLS, s->styles[i].tracks, s->styles[0].tracks, after);
	}
}

static int64_t largest(const int64_t *v, size_t n)
{
	int64_t most = 0;

	for (size_t i = 0; i < n; i++)
		most = MAX_OF(most, v[i]);
	return most;
}

static void page_times(struct statistics *s)
{
	static const char *const days[] = { N_("Monday"), N_("Tuesday"), N_("Wednesday"), N_("Thursday"), N_("Friday"), N_("Saturday"), N_("Sunday") };
	const struct store_stats *st = &s->totals;
	char name[16], span[48];

	heading(s, _("Hours of the day"));
	for (int h = 0; h < 24; h++) {
		snprintf(name, sizeof name, "%02d", h);
		print_span(st->listened_by_hour_ms[h], span);
		bar(s, name, HOUR_CELLS, st->listened_by_hour_ms[h], largest(st->listened_by_hour_ms, 24), span);
	}
	heading(s, _("Days of the week"));
	for (size_t d = 0; d < COUNT_OF(days); d++) {
		print_span(st->listened_by_day_ms[d], span);
		bar(s, _(days[d]), DAY_CELLS, st->listened_by_day_ms[d], largest(st->listened_by_day_ms, 7), span);
	}
}

enum err statistics_read(struct store *store, const char *db, struct statistics *ret)
{
	enum err err;

	*ret = (struct statistics){ 0 };
	err = store_stats(store, 0, &ret->totals);
	if (!err)
		err = read_styles(store, db, ret);
	if (err) {
		statistics_done(ret);
		return err;
	}
	page_totals(ret);
	page_charts(ret);
	if (ret->totals.listened_ms)
		page_times(ret);
	return OK;
}

void statistics_done(struct statistics *s)
{
	for (size_t i = 0; i < s->n_styles; i++)
		free(s->styles[i].name);
	for (size_t i = 0; i < s->n_rows; i++) {
		free(s->rows[i].text);
		free(s->rows[i].after);
	}
	free(s->styles);
	free(s->rows);
	store_stats_done(&s->totals);
	*s = (struct statistics){ 0 };
}
