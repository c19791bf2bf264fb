/* believed.c -- see believed.h: what a thread counts. */
#include "app/believed.h"
#include "app/moods.h"
#include "app/stylebook.h"
#include "ear.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A track that was heard. */
struct heard_track { track_id id; int64_t plays, skips; int year, bpm; };
struct counting { struct heard_track *all; size_t n, cap; struct map64 by_id; struct believed *b; };	/* by_id: index + 1 */

static void add_id(struct id_list *l, track_id id)
{
	ARRAY_GROW(l->at, l->n, l->cap);
	l->at[l->n++] = id;
}

static void count(struct tallies *t, const char *name, const char *query, const struct heard_track *h)
{
	size_t i = 0;

	while (i < t->n && strcmp(t->all[i].name, name))
		i++;
	if (i == t->n) {
		ARRAY_GROW(t->all, t->n, t->cap);
		t->all[t->n++] = (struct tally){ .name = xstrdup(name), .query = xstrdup(query) };
	}
	t->all[i].plays += h->plays;
	t->all[i].skips += h->skips;
	add_id(&t->all[i].tracks, h->id);
}

static void count_style(struct believed *b, struct stylebook *book, const struct track *t, const struct heard_track *h)
{
	struct style_label label[STYLES_PER_TAG];
	enum style_from from;
	char *query;

	if (!stylebook_of(book, t, label, &from))
		return;
	query = query_is("style", label[0].name);
	count(&b->of[TALLY_STYLE], label[0].name, query, h);
	free(query);
}

static void count_era(struct believed *b, const struct heard_track *h)
{
	char name[16], query[32];
	int decade = h->year / 10 * 10;

	if (h->year <= 0)
		return;
	snprintf(name, sizeof name, "%d–", decade);
	snprintf(query, sizeof query, "year:%d..%d", decade, decade + 9);
	count(&b->of[TALLY_ERA], name, query, h);
}

enum { BPM_STEP = 20, BPM_LOW = 80, BPM_HIGH = 160 };

static void count_tempo(struct believed *b, const struct heard_track *h)
{
	int from = h->bpm / BPM_STEP * BPM_STEP;
	char name[24], query[32];

	if (h->bpm <= 0)
		return;
	if (h->bpm < BPM_LOW) {
		snprintf(name, sizeof name, "< %d bpm", BPM_LOW);
		snprintf(query, sizeof query, "bpm:1..%d", BPM_LOW - 1);
	} else if (h->bpm >= BPM_HIGH) {
		snprintf(name, sizeof name, "≥ %d bpm", BPM_HIGH);
		snprintf(query, sizeof query, "bpm>=%d", BPM_HIGH);
	} else {
		snprintf(name, sizeof name, "%d–%d bpm", from, from + BPM_STEP - 1);
		snprintf(query, sizeof query, "bpm:%d..%d", from, from + BPM_STEP - 1);
	}
	count(&b->of[TALLY_TEMPO], name, query, h);
}

static void count_said(struct believed *b, const struct track *t)
{
	const bool is_said[SAID_KINDS] = { [SAID_LOVED] = t->is_loved, [SAID_RATED] = t->rating > 0, [SAID_BANNED] = t->is_banned };

	for (int i = 0; i < SAID_KINDS; i++)
		if (is_said[i])
			add_id(&b->said[i], t->id);
}

static enum err read_tracks(struct store *store, const char *db, struct counting *all)
{
	struct stylebook *book;
	struct store_tracks *cursor;
	struct track t;
	enum err err = store_tracks_open(store, &cursor), step = OK;

	if (err)
		return err;
	book = stylebook_load(store, db);
	while (store_tracks_next(cursor, &t, &step)) {
		struct heard_track h = { t.id, t.play_count, t.skip_count, t.year, t.bpm };

		all->b->corrected += stylebook_correction(book, t.id) != NULL;
		if (t.state == TRACK_REMOVED)
			continue;
		count_said(all->b, &t);
		if (!(h.plays + h.skips))
			continue;
		ARRAY_GROW(all->all, all->n, all->cap);
		all->all[all->n++] = h;
		map64_put(&all->by_id, (uint64_t)t.id, (void *)(uintptr_t)all->n);
		count_style(all->b, book, &t, &h);
	}
	store_tracks_close(cursor);
	stylebook_free(book);
	return step;
}

static enum err take_tempo(void *ctx, const struct sound *sound)
{
	struct counting *all = ctx;
	size_t at = (size_t)(uintptr_t)map64_get(&all->by_id, (uint64_t)sound->track);

	if (at && !all->all[at - 1].bpm && sound->tempo_bpm > 0)
		all->all[at - 1].bpm = (int)(sound->tempo_bpm + .5f);
	return OK;
}

static enum err read_sounds(struct store *store, struct counting *all)
{
	struct moods *moods = moods_new();
	enum err err = moods_load(moods, store, NULL);

	if (!err)
		err = store_sounds_each(store, 0, take_tempo, all);
	for (size_t i = 0; i < all->n && !err; i++) {
		const char *word = moods_word(moods, all->all[i].id);
		char *query = query_is("mood", word);

		if (*word)
			count(&all->b->of[TALLY_MOOD], word, query, &all->all[i]);
		free(query);
		count_tempo(all->b, &all->all[i]);
		count_era(all->b, &all->all[i]);
	}
	moods_free(moods);
	return err;
}

/* Most heard first; tempi and eras in their own order. */
static int by_plays(const void *a, const void *b)
{
	const struct tally *x = a, *y = b;

	return x->plays != y->plays ? (x->plays < y->plays ? 1 : -1) : strcmp(x->name, y->name);
}

static int first_number(const struct tally *t)
{
	return *t->name == '<' ? 0 : atoi(t->name + strcspn(t->name, "0123456789"));
}

static int by_number(const void *a, const void *b)
{
	return first_number(a) - first_number(b);
}

enum err believed_read(struct store *store, const char *db, struct believed *ret)
{
	struct counting all = { .b = ret };
	enum err err;

	*ret = (struct believed){ 0 };
	err = store_stats(store, 0, &ret->totals);
	if (!err)
		err = read_tracks(store, db, &all);
	if (!err)
		err = read_sounds(store, &all);
	if (!err)
		err = circles_of_now(store, &ret->circles);
	for (int i = 0; i < TALLIES; i++)
		if (ret->of[i].n)
			qsort(ret->of[i].all, ret->of[i].n, sizeof *ret->of[i].all, i == TALLY_TEMPO || i == TALLY_ERA ? by_number : by_plays);
	free(all.all);
	map64_done(&all.by_id);
	if (err)
		believed_done(ret);
	return err;
}

void believed_done(struct believed *b)
{
	for (int i = 0; i < TALLIES; i++) {
		for (size_t k = 0; k < b->of[i].n; k++) {
			free(b->of[i].all[k].name);
			free(b->of[i].all[k].query);
			free(b->of[i].all[k].tracks.at);
		}
		free(b->of[i].all);
	}
	for (int i = 0; i < SAID_KINDS; i++)
		free(b->said[i].at);
	store_stats_done(&b->totals);
	*b = (struct believed){ 0 };
}
