/* moods.c -- see moods.h.  Hundredths in a byte each; what was learnt is added when asked. */
#include "app/moods.h"
#include "app/app.h"
#include "ear.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { UNKNOWN = -128, PLACES = 201 };
/* As many corrections as this weigh as much as having none: one mistake moves little, many of a kind move all. */
#define DOUBT 10.0f
#define SHIFT_MAX .6f

struct point { int8_t valence, arousal; };
struct said { track_id id; uint8_t word; };

struct moods {
	struct point *of;		/* by track id */
	uint32_t *at;			/* how many are heard in each place, PLACES by PLACES: a map is drawn from these, however many tracks there are */
	size_t n, n_known;
	struct said *said;		/* by id */
	size_t n_said, cap_said;
	float shift_valence, shift_arousal;
	uint64_t generation;
};

struct moods *moods_new(void)
{
	struct moods *m = xcalloc(1, sizeof *m);

	m->at = xcalloc((size_t)PLACES * PLACES, sizeof *m->at);
	return m;
}

void moods_free(struct moods *m)
{
	if (!m)
		return;
	free(m->of);
	free(m->at);
	free(m->said);
	free(m);
}

struct moods *moods_of(struct app *app)
{
	if (!app->moods)
		app->moods = moods_new();
	return app->moods;
}

static bool is_known(const struct moods *m, track_id id)
{
	return id > 0 && (size_t)id < m->n && m->of[id].arousal != UNKNOWN && m->of[id].valence != UNKNOWN;
}

static uint32_t *place_of(const struct moods *m, struct point p)
{
	return &m->at[(p.valence + 100) * PLACES + p.arousal + 100];
}

/* The first that is not below the id. */
static size_t said_at(const struct moods *m, track_id id)
{
	size_t low = 0, high = m->n_said;

	while (low < high) {
		size_t mid = (low + high) / 2;

		if (m->said[mid].id < id)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

static const struct mood_word *word_said(const struct moods *m, track_id id)
{
	size_t i = said_at(m, id);

	return i < m->n_said && m->said[i].id == id ? &mood_words[m->said[i].word - 1] : NULL;
}

bool moods_is_said(const struct moods *m, track_id id)
{
	return word_said(m, id) != NULL;
}

/* How far a heard value is from where the word has it; nothing when it says the same, or does not speak of it. */
static float missing(float heard, float meant, float error)
{
	if (!(meant > 0) && !(meant < 0))
		return 0;
	return (meant > 0 ? heard > error : heard < -error) ? 0 : meant - heard;
}

static void learn(struct moods *m)
{
	float valence = 0, arousal = 0, n = 0;

	for (size_t i = 0; i < m->n_said; i++) {
		const struct mood_word *w = &mood_words[m->said[i].word - 1];

		if (!is_known(m, m->said[i].id))
			continue;
		valence += missing(m->of[m->said[i].id].valence / 100.0f, w->valence, MOOD_VALENCE_ERROR);
		arousal += missing(m->of[m->said[i].id].arousal / 100.0f, w->arousal, MOOD_AROUSAL_ERROR);
		n++;
	}
	m->shift_valence = fmaxf(-SHIFT_MAX, fminf(SHIFT_MAX, valence / (n + DOUBT)));
	m->shift_arousal = fmaxf(-SHIFT_MAX, fminf(SHIFT_MAX, arousal / (n + DOUBT)));
	m->generation++;
}

static int8_t hundredths(float x)
{
	return (int8_t)(isnan(x) ? UNKNOWN : lrintf(100 * fmaxf(-1, fminf(1, x))));
}

void moods_heard(struct moods *m, track_id id, float valence, float arousal)
{
	struct point p = { hundredths(valence), hundredths(arousal) };
	size_t at = (size_t)id;

	if (id <= 0)
		return;
	if (at >= m->n) {
		size_t n = MAX_OF(at + 1, m->n * 2);

		m->of = xreallocarray(m->of, n, sizeof *m->of);
		for (size_t i = m->n; i < n; i++)
			m->of[i] = (struct point){ UNKNOWN, UNKNOWN };
		m->n = n;
	}
	if (is_known(m, id)) {
		m->n_known--;
		--*place_of(m, m->of[at]);
	}
	m->of[at] = p;
	if (is_known(m, id)) {
		m->n_known++;
		++*place_of(m, p);
	}
	m->generation++;
	if (m->n_said && moods_is_said(m, id))
		learn(m);
}

void moods_said(struct moods *m, track_id id, int32_t word)
{
	size_t i = said_at(m, id);
	bool is_there = i < m->n_said && m->said[i].id == id;

	if (word < 0 || word > MOOD_WORDS || (!word && !is_there))
		return;
	if (!word) {
		memmove(m->said + i, m->said + i + 1, (--m->n_said - i) * sizeof *m->said);
	} else {
		if (!is_there) {
			ARRAY_GROW(m->said, m->n_said, m->cap_said);
			memmove(m->said + i + 1, m->said + i, (m->n_said++ - i) * sizeof *m->said);
		}
		m->said[i] = (struct said){ id, (uint8_t)word };
	}
	learn(m);
}

/* Where the word has it. Of what it does not speak, as heard, but not so far out that another word would fit. */
static float told(float meant, float heard, float error)
{
	return meant > 0 || meant < 0 ? meant : fmaxf(-error, fminf(error, heard));
}

static float shifted(int hundredth, float shift)
{
	return fmaxf(-1, fminf(1, (float)hundredth / 100 + shift));
}

bool moods_at(const struct moods *m, track_id id, float *ret_valence, float *ret_arousal)
{
	const struct mood_word *w = m->n_said ? word_said(m, id) : NULL;
	float valence = 0, arousal = 0;

	if (!is_known(m, id) && !w)
		return false;
	if (is_known(m, id)) {
		valence = shifted(m->of[id].valence, m->shift_valence);
		arousal = shifted(m->of[id].arousal, m->shift_arousal);
	}
	*ret_valence = w ? told(w->valence, valence, MOOD_VALENCE_ERROR) : valence;
	*ret_arousal = w ? told(w->arousal, arousal, MOOD_AROUSAL_ERROR) : arousal;
	return true;
}

const char *moods_word(const struct moods *m, track_id id)
{
	const struct mood_word *w;
	float valence, arousal;

	if (!moods_at(m, id, &valence, &arousal))
		return "";
	w = m->n_said ? word_said(m, id) : NULL;
	if (!w)
		w = mood_word_of(valence, arousal);
	return w ? w->word : "";
}

void moods_shift(const struct moods *m, float *ret_valence, float *ret_arousal)
{
	*ret_valence = m->shift_valence;
	*ret_arousal = m->shift_arousal;
}

uint64_t moods_generation(const struct moods *m)
{
	return m->generation;
}

size_t moods_count(const struct moods *m)
{
	return m->n_known;
}

/* ---- the map ---- */

struct map { int rows, cols; uint32_t *counts; };

static uint32_t *cell_of(const struct map *map, float valence, float arousal)
{
	int col = MIN_OF(map->cols - 1, (int)((valence + 1) / 2 * (float)map->cols)), row = MIN_OF(map->rows - 1, (int)((1 - arousal) / 2 * (float)map->rows));

	return &map->counts[row * map->cols + col];
}

void moods_density(const struct moods *m, int rows, int cols, uint32_t *ret_counts)
{
	struct map map = { rows, cols, ret_counts };
	float valence, arousal;

	memset(ret_counts, 0, (size_t)rows * (size_t)cols * sizeof *ret_counts);
	for (int v = 0; v < PLACES; v++)
		for (int a = 0; a < PLACES; a++)
			if (m->at[v * PLACES + a])
				*cell_of(&map, shifted(v - 100, m->shift_valence), shifted(a - 100, m->shift_arousal)) += m->at[v * PLACES + a];
	/* what was corrected is elsewhere */
	for (size_t i = 0; i < m->n_said; i++) {
		track_id id = m->said[i].id;

		if (is_known(m, id))
			--*cell_of(&map, shifted(m->of[id].valence, m->shift_valence), shifted(m->of[id].arousal, m->shift_arousal));
		if (moods_at(m, id, &valence, &arousal))
			++*cell_of(&map, valence, arousal);
	}
}

struct nearest { float *distance; track_id *ids; size_t n, max; };

static void nearest_add(struct nearest *l, track_id id, float distance)
{
	size_t at;

	/* few come so far once the list is full */
	for (at = l->n < l->max ? l->n++ : l->n - 1; at > 0 && l->distance[at - 1] > distance; at--) {
		l->distance[at] = l->distance[at - 1];
		l->ids[at] = l->ids[at - 1];
	}
	l->distance[at] = distance;
	l->ids[at] = id;
}

static bool is_near(const struct nearest *l, float distance)
{
	return l->n < l->max || distance < l->distance[l->n - 1];
}

/* How far each hundredth is from there, squared; by its bits, so that what is not known is infinitely far. */
static void squares(float there, float shift, float ret[256])
{
	for (int h = -128; h < 128; h++) {
		float away = shifted(h, shift) - there;

		ret[(uint8_t)h] = h == UNKNOWN ? INFINITY : away * away;
	}
}

size_t moods_near(const struct moods *m, float valence, float arousal, bool (*may)(void *ctx, track_id id), void *ctx, track_id *ret_ids, size_t max)
{
	struct nearest l = { .distance = xcalloc(max + 1, sizeof(float)), .ids = ret_ids, .max = max };
	float across[256], up[256], v, a;

	squares(valence, m->shift_valence, across);
	squares(arousal, m->shift_arousal, up);
	for (size_t i = 0; i < m->n_said && max; i++) {
		track_id id = m->said[i].id;

		if (moods_at(m, id, &v, &a) && is_near(&l, (v - valence) * (v - valence) + (a - arousal) * (a - arousal)) && (!may || may(ctx, id)))
			nearest_add(&l, id, (v - valence) * (v - valence) + (a - arousal) * (a - arousal));
	}
	for (size_t id = 0; id < m->n && max; id++) {
		float distance = across[(uint8_t)m->of[id].valence] + up[(uint8_t)m->of[id].arousal];

		if (isfinite(distance) && is_near(&l, distance) && !moods_is_said(m, (track_id)id) && (!may || may(ctx, (track_id)id)))
			nearest_add(&l, (track_id)id, distance);
	}
	free(l.distance);
	return l.n;
}

static bool is_within(float x, float there, float d)
{
	return !(fabsf(x - there) > d);
}

/* Of each hundredth, by its bits: does it lie there? What is not known does not. */
static void lie_within(float there, float d, float shift, uint8_t ret[256])
{
	for (int h = -128; h < 128; h++)
		ret[(uint8_t)h] = h != UNKNOWN && is_within(shifted(h, shift), there, d);
}

/* What was corrected lies elsewhere. */
static void put_said(const struct moods *m, float valence, float arousal, float d_valence, float d_arousal, struct track_set *ret)
{
	float v, a;

	for (size_t i = 0; i < m->n_said; i++) {
		track_id id = m->said[i].id;

		if ((size_t)id < m->n)
			track_set_put(ret, id, moods_at(m, id, &v, &a) && is_within(v, valence, d_valence) && is_within(a, arousal, d_arousal));
	}
}

size_t moods_within(const struct moods *m, float valence, float arousal, float d_valence, float d_arousal, const struct track_set *of, struct track_set *ret)
{
	size_t n_words = m->n / 64 + 1, found = 0;
	uint8_t across[256], up[256];

	lie_within(valence, d_valence, m->shift_valence, across);
	lie_within(arousal, d_arousal, m->shift_arousal, up);
	if (ret->n_words != n_words)
		ret->bits = xreallocarray(ret->bits, n_words, sizeof *ret->bits);
	ret->n_words = n_words;
	for (size_t w = 0; w < n_words; w++) {
		size_t n = MIN_OF((size_t)64, m->n - w * 64);
		const struct point *p = n ? m->of + w * 64 : NULL;
		uint64_t word = 0;

		for (size_t i = 0; i < n; i++)
			word |= (uint64_t)(across[(uint8_t)p[i].valence] & up[(uint8_t)p[i].arousal]) << i;
		ret->bits[w] = word;
	}
	put_said(m, valence, arousal, d_valence, d_arousal, ret);
	for (size_t w = 0; w < n_words; w++) {
		if (of)
			ret->bits[w] &= w < of->n_words ? of->bits[w] : 0;
		found += (size_t)__builtin_popcountll(ret->bits[w]);
	}
	return found;
}

/* ---- for the command line ---- */

static enum err load_said(struct moods *m, struct store *s)
{
	struct store_events *cursor;
	struct event ev;
	enum err err = store_events_open(s, 0, 0, 0, false, &cursor), step = OK;

	if (err)
		return err;
	while (store_events_next(cursor, &ev, &step))
		if (ev.kind == EVENT_MOOD)
			moods_said(m, ev.track, ev.value);
	store_events_close(cursor);
	return step;
}

void sound_to_track(struct track *t, float tempo_bpm)
{
	if (t)
		t->heard_bpm = (int16_t)(isfinite(tempo_bpm) && tempo_bpm > 0 && tempo_bpm < 1000 ? lrintf(tempo_bpm) : 0);
}

struct filling { struct moods *moods; struct library *lib; };

static enum err fill(void *ctx, const struct sound *sound)
{
	struct filling *f = ctx;

	moods_heard(f->moods, sound->track, sound->valence, sound->arousal);
	if (f->lib)
		sound_to_track(library_get(f->lib, sound->track), sound->tempo_bpm);
	return OK;
}

enum err moods_load(struct moods *m, struct store *s, struct library *lib)
{
	enum err err = store_sounds_each(s, 0, fill, &(struct filling){ m, lib });

	return err ? err : load_said(m, s);
}
