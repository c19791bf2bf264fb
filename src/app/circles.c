/* circles.c -- see circles.h. */
#include "app/circles.h"
#include "app/load.h"
#include "app/moods.h"
#include "app/styling.h"
#include "learn.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TRIED = 4 * CIRCLES_HEARD };	/* so many of what is heard most are looked at for those that were listened to */
static const int64_t day_ms = 86400000;
static const float half_life_days = 90, weight_least = .01F;

/* ---- what was heard ---- */

static void weigh(struct heard_row *h, const struct event *ev, int64_t now_ms)
{
	float fresh = exp2f(-(float)((double)(now_ms - ev->at_ms) / (double)day_ms) / half_life_days);

	switch (ev->kind) {
	case EVENT_START:
		h->last_ms = ev->at_ms;
		break;
	case EVENT_FINISH:
		h->weight += fresh;
		h->finishes++;
		h->last_ms = ev->at_ms;
		break;
	case EVENT_SKIP:
		h->weight -= .7F * fresh;
		break;
	case EVENT_LOVE:
	case EVENT_UNLOVE:
		h->weight += ev->kind == EVENT_LOVE && !h->is_loved ? 3 : ev->kind == EVENT_UNLOVE && h->is_loved ? -3 : 0;
		h->is_loved = ev->kind == EVENT_LOVE;
		break;
	case EVENT_BAN:
	case EVENT_UNBAN:
		h->is_banned = ev->kind == EVENT_BAN;
		break;
	default:
		break;
	}
}

enum err heard_read(struct store *store, int64_t until_ms, struct heard_log *ret)
{
	struct store_events *cursor;
	struct map64 of = { 0 };
	struct event ev;
	enum err err = store_events_open(store, 0, 0, 0, false, &cursor), step = OK;

	if (err)
		return err;
	while (store_events_next(cursor, &ev, &step) && ev.at_ms < until_ms) {
		size_t i = (size_t)(uintptr_t)map64_get(&of, (uint64_t)ev.track);

		if (!i) {
			ARRAY_GROW(ret->at, ret->n, ret->cap);
			ret->at[ret->n++] = (struct heard_row){ .track = ev.track };
			i = ret->n;
			map64_put(&of, (uint64_t)ev.track, (void *)(uintptr_t)i);
		}
		weigh(&ret->at[i - 1], &ev, until_ms);
	}
	store_events_close(cursor);
	map64_done(&of);
	return step;
}

static int heaviest(const void *a, const void *b)
{
	const struct heard_row *x = a, *y = b;

	return x->weight > y->weight || x->weight < y->weight ? (x->weight < y->weight) - (x->weight > y->weight) : (x->track > y->track) - (x->track < y->track);
}

/* ---- the circles ---- */

static float *distances(struct kin *kin, const struct heard_row *heard, size_t n)
{
	float *apart = xcalloc(n * n + 1, sizeof *apart);
	uint64_t *ids = xcalloc(n + 1, sizeof *ids);

	for (size_t i = 0; i < n; i++)
		ids[i] = (uint64_t)heard[i].track;
	for (size_t i = 0; i < n; i++) {
		kin_alike(kin, ids[i], ids, n, apart + i * n);
		for (size_t k = 0; k < n; k++)
			apart[i * n + k] = i == k ? 0 : 1 - apart[i * n + k];
	}
	free(ids);
	return apart;
}

static int by_share(const void *a, const void *b)
{
	const struct circle *x = a, *y = b;

	return x->share > y->share || x->share < y->share ? (x->share < y->share) - (x->share > y->share) : (x->tracks[0] > y->tracks[0]) - (x->tracks[0] < y->tracks[0]);
}

static void draw(struct kin *kin, const struct heard_row *heard, size_t n, uint64_t seed, struct circles *ret)
{
	float *apart = distances(kin, heard, n), *weight = xcalloc(n + 1, sizeof *weight), sure[CIRCLES_MAX], all = 0;
	uint32_t of[CIRCLES_HEARD], middle[CIRCLES_MAX];

	for (size_t i = 0; i < n; i++)
		all += weight[i] = heard[i].weight;
	ret->n = mix_circles(apart, weight, n, MIN_OF((size_t)CIRCLES_MAX, n / CIRCLE_LEAST), seed, of, middle);
	mix_circles_sure(apart, weight, n, ret->n, seed, of, sure);
	for (size_t i = 0; i < n && ret->n; i++) {
		struct circle *c = &ret->all[of[i]];

		c->tracks[c->n++] = heard[i].track;
		c->share += heard[i].weight / all;
	}
	for (size_t c = 0; c < ret->n; c++)
		ret->all[c].sure = ret->n > 1 ? sure[c] : 1;
	qsort(ret->all, ret->n, sizeof *ret->all, by_share);
	free(apart);
	free(weight);
}

void circles_draw(struct kin *kin, struct heard_log *log, uint64_t seed, struct circles *ret)
{
	size_t n = 0;

	*ret = (struct circles){ .n = 0 };
	for (size_t i = 0; i < log->n; i++)
		if (log->at[i].weight > weight_least && !log->at[i].is_banned && kin_has(kin, (uint64_t)log->at[i].track))
			log->at[n++] = log->at[i];
	if (!n)
		return;
	qsort(log->at, n, sizeof *log->at, heaviest);
	draw(kin, log->at, MIN_OF(n, (size_t)CIRCLES_HEARD), seed, ret);
}

/* What of the heaviest was listened to; what is damaged, or of another version, counts as not. */
static void add_sounds(struct store *store, const struct heard_log *log, struct kin *kin)
{
	struct features f;

	for (size_t i = 0; i < MIN_OF(log->n, (size_t)TRIED) && kin_count(kin) < CIRCLES_HEARD; i++)
		if (!load_features(store, log->at[i].track, &f))
			kin_add(kin, (uint64_t)log->at[i].track, &f);
	kin_settle(kin);
}

enum err circles_of_now(struct store *store, struct circles *ret)
{
	struct heard_log log = { 0 };
	struct kin *kin = kin_new();
	enum err err = heard_read(store, clock_unix_ms(), &log);

	*ret = (struct circles){ .n = 0 };
	if (!err && log.n) {
		qsort(log.at, log.n, sizeof *log.at, heaviest);
		add_sounds(store, &log, kin);
		circles_draw(kin, &log, 1, ret);
	}
	kin_free(kin);
	free(log.at);
	return err;
}

/* ---- names ---- */

/* The word most of the tracks have, when it is at least two of five; words are compared by where they stand. */
static const char *most_common(const char *const *words, size_t n)
{
	const char *best = NULL;
	size_t most = 0;

	for (size_t i = 0; i < n; i++) {
		size_t same = 0;

		for (size_t k = 0; words[i] && k < n; k++)
			same += words[k] && !strcmp(words[k], words[i]);
		if (same > most) {
			most = same;
			best = words[i];
		}
	}
	return most * 5 >= n * 2 ? best : NULL;
}

static const char *style_word(struct app *app, const struct track *t)
{
	struct style_label label[STYLES_PER_TAG];
	enum style_from from;

	return stylebook_of(styling_book(app), t, label, &from) ? label[0].name : NULL;
}

/* The decade most of them are of; 0: none. */
static int decade_of(struct track *const *tracks, size_t n)
{
	for (int decade = 1900; decade < 2100; decade += 10) {
		size_t same = 0;

		for (size_t i = 0; i < n; i++)
			same += tracks[i]->year / 10 * 10 == decade;
		if (same * 5 >= n * 3)
			return decade;
	}
	return 0;
}

static void add_word(char name[CIRCLE_NAME], const char *word)
{
	size_t n = strlen(name);

	snprintf(name + n, CIRCLE_NAME - n, "%s%.60s", n ? " · " : "", word);
}

void circle_name(struct app *app, const struct circle *c, char name[CIRCLE_NAME])
{
	struct track **tracks = xcalloc(c->n + 1, sizeof *tracks);
	const char **styles = xcalloc(c->n + 1, sizeof *styles), **moods = xcalloc(c->n + 1, sizeof *moods), **artists = xcalloc(c->n + 1, sizeof *artists);
	const char *style, *mood, *artist;
	size_t n = 0;
	char decade[16];

	for (size_t i = 0; i < c->n; i++) {
		struct track *t = library_get(app->lib, c->tracks[i]);

		if (!t)
			continue;
		styles[n] = style_word(app, t);
		moods[n] = *moods_word(moods_of(app), t->id) ? moods_word(moods_of(app), t->id) : NULL;
		artists[n] = *t->artist ? t->artist : NULL;
		tracks[n++] = t;
	}
	*name = '\0';
	style = most_common(styles, n);
	mood = most_common(moods, n);
	artist = most_common(artists, n);
	if (style)
		add_word(name, style);
	if (mood)
		add_word(name, _(mood));
	if (n && decade_of(tracks, n)) {
		snprintf(decade, sizeof decade, _("%ds"), decade_of(tracks, n));
		add_word(name, decade);
	}
	if (artist || !*name)
		add_word(name, artist ? artist : n ? tracks[0]->artist : _("Mix"));
	free(tracks);
	free(styles);
	free(moods);
	free(artists);
}
