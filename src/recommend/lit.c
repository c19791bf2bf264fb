/*
 * lit.c -- the tracks that stand in the light of what plays and of what was accepted or refused just now.
 *
 *   what plays       1      --+                          +-- heard together (learnt)
 *   finished lately  + .5   --+--> lists of near tracks --+-- sounds alike (asked of an index when it began)
 *   skipped lately   - .7   --+    (at most 100 each)
 *
 * And of whatever was heard out or skipped at any time, those that sound like it (kindred): a share of what speaks for them in what speaks at all.
 *
 * A list is looked up for each, so this costs the same in a library of any size; only what is lit has these parts, all else has none.  Each contribution
 * fades with time alone and no play takes another's away, so no skip can raise its track (see model.h).
 */
#include "recommend/model.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define HALF_MS (20 * MINUTE_MS)
#define ACCEPTED .5f
#define REFUSED -.7f
#define FADED_HALVES 6.0f		/* then there is nothing left to speak of */
#define LOOK_BACK 4096			/* plays */
#define KINDRED_NEAR 20			/* of each list */
#define FAINT .04f			/* less from one track is not worth looking it up */
#define W_TOGETHER 1.0f
#define W_SOUND .7f
#define W_KINDRED 1.2f
#define KINDRED_DOUBT 1.0f		/* so much evidence is assumed on neither side */
#define KINDRED_HALF_MS (60 * DAY_MS)
#define W_LISTENERS .8f

/* ---- what sounds like what ---- */

/* n_sounds: none is known. */
static size_t sounds_find(const struct taste *t, track_id of)
{
	size_t i = 0;

	while (i < t->n_sounds && t->sounds[i].of != of)
		i++;
	return i;
}

void taste_sounds(struct taste *t, track_id of, const struct near *near, size_t n)
{
	size_t at = sounds_find(t, of);

	n = MIN_OF(n, (size_t)NEAR_MAX);
	if (at < t->n_sounds || at == SOUNDS_MAX) {
		/* the one told longest ago stands first, and goes */
		at = at == SOUNDS_MAX ? 0 : at;
		free(t->sounds[at].near);
		free(t->sounds[at].rows);
		memmove(t->sounds + at, t->sounds + at + 1, (t->n_sounds - at - 1) * sizeof *t->sounds);
		t->n_sounds--;
	}
	t->sounds[t->n_sounds] = (struct sounds){ of, n ? xmemdup(near, n * sizeof *near) : NULL, xcalloc(n + 1, sizeof(uint32_t)), n };
	for (size_t i = 0; i < n; i++)
		t->sounds[t->n_sounds].rows[i] = row_find(t, near[i].track);
	t->n_sounds++;
}

bool taste_has_sounds(const struct taste *t, track_id of)
{
	return sounds_find(t, of) < t->n_sounds;
}

void sounds_done(struct taste *t)
{
	for (size_t i = 0; i < t->n_sounds; i++) {
		free(t->sounds[i].near);
		free(t->sounds[i].rows);
	}
	t->n_sounds = 0;
}

/* ---- the light ---- */

static struct lit *lit_at(struct taste *t, uint32_t row)
{
	if (!t->lit_of[row]) {
		ARRAY_GROW(t->lit, t->n_lit, t->cap_lit);
		t->lit[t->n_lit++] = (struct lit){ .row = row, .because = { NO_ROW, NO_ROW, NO_ROW } };
		t->lit_of[row] = (uint32_t)t->n_lit;
		t->tracks.flags[row] |= FLAG_LIT;
	}
	return &t->lit[t->lit_of[row] - 1];
}

const struct lit *lit_find(const struct taste *t, uint32_t row)
{
	return t->n_lit && t->lit_of[row] ? &t->lit[t->lit_of[row] - 1] : NULL;
}

static void shine_on(struct taste *t, enum near_kind kind, uint32_t from, const struct near *near, uint32_t row, float value)
{
	struct lit *l;

	if (row == NO_ROW || row == from)
		return;
	l = lit_at(t, row);
	if (kind == NEAR_KINDRED && value < 0) {
		l->against -= value;
		return;
	}
	l->value[kind] += value;
	if (value > l->most[kind]) {
		l->most[kind] = value;
		l->near[kind] = *near;
		l->because[kind] = from;
	}
}

/* How many of them, best first, are not too faint. */
static size_t bright(const struct near *near, size_t n, float weight)
{
	size_t i = 0;

	while (i < n && fabsf(weight) * near[i].alike >= FAINT)
		i++;
	return i;
}

static void shine(struct taste *t, enum near_kind kind, uint32_t from, const struct near *near, const uint32_t *rows, size_t n, float weight)
{
	n = bright(near, n, weight);
	for (size_t i = 0; i < n; i++)
		if (rows[i] != NO_ROW)
			READ_SOON(&t->lit_of[rows[i]]);
	for (size_t i = 0; i < n; i++)
		shine_on(t, kind, from, &near[i], rows[i], weight * near[i].alike);
}

/* Looked for once: a row is a track's as long as there is a taste. */
static uint32_t row_of_seat(const struct taste *t, uint32_t *seat, track_id id)
{
	if (!*seat)
		*seat = row_find(t, id) + 1;	/* NO_ROW + 1 is 0: asked again */
	return *seat - 1;
}

static void shine_together(struct taste *t, uint32_t from, float weight)
{
	const struct near *near = NULL;
	uint32_t *seats = NULL, rows[NEAR_MAX];
	size_t n = learnt_near_of(t->learnt, t->tracks.id[from], &near, &seats);

	n = bright(near, n, weight);
	for (size_t i = 0; i < n; i++)
		rows[i] = row_of_seat(t, &seats[i], near[i].track);
	shine(t, NEAR_TOGETHER, from, near, rows, n, weight);
}

static void shine_from(struct taste *t, uint32_t row, float weight)
{
	size_t at;

	if (t->tracks.flags[row] & FLAG_BANNED)
		return;		/* it would be odd to go by what is to be heard no more */
	shine_together(t, row, weight);
	at = sounds_find(t, t->tracks.id[row]);
	if (at < t->n_sounds)
		shine(t, NEAR_SOUND, row, t->sounds[at].near, t->sounds[at].rows, t->sounds[at].n, weight);
}

/* How much a track is one the listener hears out, and how much one that is skipped. */
static void liking_of_track(const struct memory *m, int64_t now_ms, float *ret_for, float *ret_against)
{
	*ret_for = logf(1 + (float)m->recent.n) + (float)m->is_loved + (float)(m->rating >= 4);
	*ret_against = (float)fading_now(&m->skips, now_ms, KINDRED_HALF_MS) + (float)(m->rating == 1 || m->rating == 2);
}

/* What sounds like what was ever heard out or skipped, as far as it is known what sounds like that. */
static void shine_kindred(struct taste *t, int64_t now_ms)
{
	for (size_t i = 0; i < t->n_sounds; i++) {
		const struct sounds *s = &t->sounds[i];
		uint32_t row = row_find(t, s->of);
		float yes, no;

		if (row == NO_ROW || t->tracks.memory[row] == NO_MEMORY || t->tracks.flags[row] & FLAG_BANNED)
			continue;
		liking_of_track(&t->memory[t->tracks.memory[row]], now_ms, &yes, &no);
		if (yes > 0)
			shine(t, NEAR_KINDRED, row, s->near, s->rows, MIN_OF(s->n, (size_t)KINDRED_NEAR), yes);
		if (no > 0)
			shine(t, NEAR_KINDRED, row, s->near, s->rows, MIN_OF(s->n, (size_t)KINDRED_NEAR), -no);
	}
}

static int by_wish(const void *a, const void *b)
{
	const struct scored *x = a, *y = b;

	return (x->score > y->score) - (x->score < y->score);
}

size_t taste_sounds_wanted(struct taste *t, track_id *ret_tracks, size_t max)
{
	struct scored *all;
	size_t n;

	taste_refresh(t);
	all = xcalloc(t->n_memory + 1, sizeof *all);
	for (size_t i = 0; i < t->n_memory; i++) {
		const struct memory *m = &t->memory[i];

		/* of equals the one heard last */
		all[i] = (struct scored){ m->row, (float)(m->recent.n + m->n_skips) + (float)((double)m->heard_ms * 1e-13) };
	}
	if (t->n_memory)
		qsort(all, t->n_memory, sizeof *all, by_wish);
	n = MIN_OF(max, t->n_memory);
	for (size_t i = 0; i < n; i++)
		ret_tracks[i] = t->tracks.id[all[t->n_memory - n + i].at];
	free(all);
	return n;
}

static void shine_listeners(struct taste *t)
{
	const struct of_listeners *rows = NULL;
	uint32_t *seats = NULL;
	size_t n = learnt_listeners_of(t->learnt, &rows, &seats);

	for (size_t i = 0; i < n; i++) {
		uint32_t row = row_of_seat(t, &seats[i], rows[i].track);

		if (i + AHEAD < n && seats[i + AHEAD])
			READ_SOON(&t->lit_of[seats[i + AHEAD] - 1]);

		if (row == NO_ROW)
			continue;
		struct lit *l = lit_at(t, row);
		l->listeners = rows[i].score;
		l->people = rows[i].people;
		l->is_artist = rows[i].is_artist;
	}
}

void lit_up(struct taste *t, const struct rank_options *opt)
{
	uint32_t playing = opt->playing ? row_find(t, opt->playing) : NO_ROW;
	size_t n = t->n_plays;

	if (opt->plain || (!t->learnt && !t->n_sounds))
		return;
	if (t->lit_cap < t->tracks.cap) {
		free(t->lit_of);
		t->lit_of = xcalloc(t->tracks.cap, sizeof *t->lit_of);
		t->lit_cap = t->tracks.cap;
	}
	if (playing != NO_ROW)
		shine_from(t, playing, 1);
	for (size_t back = 1; back <= MIN_OF(n, (size_t)LOOK_BACK); back++) {
		const struct play *p = &t->plays[n - back];
		float age = (float)(opt->now_ms - p->began_ms) / (float)HALF_MS;

		if (age < FADED_HALVES)
			shine_from(t, p->row, (p->is_finish ? ACCEPTED : REFUSED) * exp2f(-fmaxf(age, 0)));
	}
	shine_kindred(t, opt->now_ms);
	shine_listeners(t);
}

void lit_out(struct taste *t)
{
	for (size_t i = 0; i < t->n_lit; i++) {
		t->lit_of[t->lit[i].row] = 0;
		t->tracks.flags[t->lit[i].row] &= (uint8_t)~FLAG_LIT;
	}
	t->n_lit = 0;
}

void lit_parts(const struct lit *l, float parts[SIGNAL_COUNT])
{
	float speaks = l->value[NEAR_KINDRED] + l->against;

	parts[SIGNAL_TOGETHER] = W_TOGETHER * tanhf(l->value[NEAR_TOGETHER]);
	parts[SIGNAL_SOUND] = W_SOUND * tanhf(l->value[NEAR_SOUND]);
	parts[SIGNAL_KINDRED] = W_KINDRED * (l->value[NEAR_KINDRED] - l->against) / (KINDRED_DOUBT + speaks);
	parts[SIGNAL_LISTENERS] = W_LISTENERS * l->listeners;
}

float lit_sum(const struct lit *l)
{
	float parts[SIGNAL_COUNT];

	lit_parts(l, parts);
	return parts[SIGNAL_TOGETHER] + parts[SIGNAL_SOUND] + parts[SIGNAL_KINDRED] + parts[SIGNAL_LISTENERS];
}
