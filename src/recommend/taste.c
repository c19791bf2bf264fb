/* taste.c -- what is believed of one listener, and how each event changes it. */
#include "recommend/model.h"

#include <stdlib.h>
#include <string.h>

const char *const signal_name[SIGNAL_COUNT] = {
	[SIGNAL_FREQUENT] = "frequent", [SIGNAL_FOLLOWS] = "follows", [SIGNAL_ARTIST] = "artist", [SIGNAL_SESSION] = "session",
	[SIGNAL_GENRE] = "genre", [SIGNAL_STYLE] = "style", [SIGNAL_TOGETHER] = "together",
	[SIGNAL_SOUND] = "sound", [SIGNAL_KINDRED] = "kindred", [SIGNAL_LISTENERS] = "listeners", [SIGNAL_LOVED] = "loved", [SIGNAL_RATED] = "rated", [SIGNAL_REDISCOVER] = "rediscover",
	[SIGNAL_NEW] = "new", [SIGNAL_VARIETY] = "variety", [SIGNAL_FATIGUE] = "fatigue", [SIGNAL_SKIPPED] = "skipped",
};

#define SKIPS_HALF_MS (60 * DAY_MS)

/* What a love or a rating lends artist, album and genre, in tenths; whole numbers, so that taking it back leaves nothing. */
#define LIKED_TENTHS 10
static const int8_t rated_tenths[6] = { 0, -8, -4, 0, 6, 10 };

struct taste *taste_new(void)
{
	struct taste *t = xcalloc(1, sizeof *t);

	t->open = t->last = NO_ROW;
	for (int kind = 0; kind < GROUP_KINDS; kind++)
		group_new(t, (enum group_kind)kind);	/* number 0: none */
	return t;
}

/* The empty liking stays, so that the next ranking writes its zeros. */
static void group_forget(struct taste *t, int kind, size_t i)
{
	struct liking *l = &t->columns[kind].likings[i];
	struct group *g = &t->group[kind][l->number];

	free(g->finishes.at);
	*g = (struct group){ .liking = (uint32_t)i + 1, .accepted = { NO_ROW, NO_ROW } };
	*l = (struct liking){ .number = l->number };
}

static void memory_forget(struct taste *t, struct memory *m)
{
	t->tracks.memory[m->row] = NO_MEMORY;
	t->tracks.flags[m->row] &= (uint8_t)~(FLAG_BANNED | FLAG_TOUCHED);
	free(m->finishes.at);
}

static void rest_forget(struct taste *t)
{
	t->n_edges = 0;
	t->n_plays = 0;
	map64_done(&t->edge_index);
	t->open = t->last = NO_ROW;
	t->skip_run = 0;
	t->skip_run_ms = 0;
	t->sitting = 0;
	t->sitting_ms = 0;
	t->open_arm = ARM_NONE;
	for (int a = 0; a < ARMS; a++)
		t->arm_yes[a] = t->arm_no[a] = (struct fading){ 0 };
}

bool taste_forget_some(struct taste *t, size_t *budget)
{
	size_t *at = t->catch_up.forgotten;

	for (; t->n_memory && *budget; --*budget)
		memory_forget(t, &t->memory[--t->n_memory]);
	for (int kind = 0; kind < GROUP_KINDS; kind++)
		for (; !t->n_memory && at[kind] < t->columns[kind].n_likings && *budget; --*budget)
			group_forget(t, kind, at[kind]++);
	if (!*budget)
		return true;
	for (int kind = 0; kind < GROUP_KINDS; kind++)
		at[kind] = 0;
	rest_forget(t);
	return false;
}

void taste_forget(struct taste *t)
{
	size_t all = SIZE_MAX;

	taste_forget_some(t, &all);
}

void taste_free(struct taste *t)
{
	if (!t)
		return;
	taste_forget(t);
	for (int kind = 0; kind < GROUP_KINDS; kind++) {
		names_done(&t->names[kind]);
		free(t->group[kind]);
		free(t->columns[kind].says);
		free(t->columns[kind].sum);
		free(t->columns[kind].is_known);
		free(t->columns[kind].likings);
		free(t->columns[kind].is_loud);
		free(t->tracks.group[kind]);
	}
	free(t->tracks.id);
	free(t->tracks.hash);
	free(t->tracks.added_day);
	free(t->tracks.added_s);
	free(t->tracks.memory);
	free(t->tracks.flags);
	free(t->memory);
	free(t->follow);
	free(t->edges);
	free(t->plays);
	free(t->log);
	free(t->catch_up.gone);
	free(t->catch_up.back);
	free(t->rows);
	free(t->genre_names);
	learnt_free(t->learnt);
	sounds_done(t);
	free(t->lit_of);
	free(t->mute);
	free(t->lit);
	free(t);
}

/* ---- tracks ---- */

static void tracks_grow(struct tracks *x, uint32_t more)
{
	if (x->cap - x->n >= more)
		return;
	x->cap = MAX_OF(x->n + more, x->cap ? x->cap + x->cap / 2 : 64);
	x->id = xreallocarray(x->id, x->cap, sizeof *x->id);
	for (int kind = 0; kind < GROUP_KINDS; kind++)
		x->group[kind] = xreallocarray(x->group[kind], x->cap, sizeof **x->group);
	x->hash = xreallocarray(x->hash, x->cap, sizeof *x->hash);
	x->added_day = xreallocarray(x->added_day, x->cap, sizeof *x->added_day);
	x->added_s = xreallocarray(x->added_s, x->cap, sizeof *x->added_s);
	x->memory = xreallocarray(x->memory, x->cap, sizeof *x->memory);
	x->flags = xreallocarray(x->flags, x->cap, sizeof *x->flags);
}

void taste_reserve(struct taste *t, size_t n)
{
	if (n < t->tracks.n || n >= NO_ROW / 2)
		return;
	tracks_grow(&t->tracks, (uint32_t)n - t->tracks.n);
	rows_reserve(t, n);
}

/* The row of a track; a new one, of which nothing is known yet, for an unknown id. */
static uint32_t row_of(struct taste *t, track_id id)
{
	struct tracks *x = &t->tracks;
	uint32_t row = row_find(t, id);

	if (row != NO_ROW)
		return row;
	tracks_grow(x, 1);
	row = x->n++;
	x->id[row] = id;
	for (int kind = 0; kind < GROUP_KINDS; kind++)
		x->group[kind][row] = 0;
	x->hash[row] = (uint32_t)hash_bytes(&id, sizeof id);
	x->added_s[row] = 0;
	x->added_day[row] = 0;
	x->memory[row] = NO_MEMORY;
	x->flags[row] = FLAG_UNKNOWN;
	row_remember(t, row);
	return row;
}

static void take_track(struct taste *t, const struct track *track, const uint32_t number[GROUP_KINDS])
{
	struct tracks *x = &t->tracks;
	uint32_t row = row_of(t, track->id);

	for (int kind = 0; kind < GROUP_KINDS; kind++) {
		if (x->group[kind][row] != number[kind] && x->memory[row] != NO_MEMORY)
			taste_stale(t);
		x->group[kind][row] = number[kind];
	}
	x->added_s[row] = track->added_s;
	x->added_day[row] = (float)((double)track->added_s / 86400);
	x->flags[row] &= (uint8_t)~(FLAG_UNKNOWN | FLAG_GONE);
	if (track->state != TRACK_OK)
		x->flags[row] |= FLAG_GONE;
}

static const char *artist_of(const struct track *t)
{
	return *t->artist ? t->artist : t->album_artist;
}

void taste_track(struct taste *t, const struct track *track)
{
	uint32_t number[GROUP_KINDS];

	if (!track->id)
		return;
	number[GROUP_ARTIST] = intern_name(t, GROUP_ARTIST, artist_of(track));
	number[GROUP_ALBUM] = intern_album(t, track);
	number[GROUP_GENRE] = intern_genre(t, track->genre);
	take_track(t, track, number);
}

/* What a group's number was made from, by address, and the number. */
enum { MEMO_BITS = 8 };
struct memo { const char *from[2]; uint32_t number; };

/* The place of these two; true: what stands there is of them. */
static bool is_known(struct memo memo[1 << MEMO_BITS], const char *const from[2], struct memo **ret_place)
{
	uint64_t hash = 0;
	struct memo *m;

	for (int i = 0; i < 2; i++)
		hash = (hash ^ (uint64_t)(uintptr_t)from[i]) * 0x9e3779b97f4a7c15u;
	m = *ret_place = &memo[hash >> (64 - MEMO_BITS)];
	if (!memcmp(m->from, from, sizeof m->from))
		return true;
	memcpy(m->from, from, sizeof m->from);
	return false;
}

void taste_tracks(struct taste *t, const struct track *tracks, size_t n)
{
	struct memo memo[GROUP_KINDS][1 << MEMO_BITS] = { { { { NULL }, 0 } } };

	for (const struct track *x = tracks; x < tracks + n; x++) {
		const char *const from[GROUP_KINDS][2] = {
			[GROUP_ARTIST] = { artist_of(x), NULL },
			[GROUP_ALBUM] = { x->album, album_by(x) },
			[GROUP_GENRE] = { x->genre, NULL },
		};
		struct memo *m[GROUP_KINDS];
		uint32_t number[GROUP_KINDS];

		if (!x->id)
			continue;
		if (!is_known(memo[GROUP_ARTIST], from[GROUP_ARTIST], &m[GROUP_ARTIST]))
			m[GROUP_ARTIST]->number = intern_name(t, GROUP_ARTIST, artist_of(x));
		if (!is_known(memo[GROUP_ALBUM], from[GROUP_ALBUM], &m[GROUP_ALBUM]))
			m[GROUP_ALBUM]->number = intern_album(t, x);
		if (!is_known(memo[GROUP_GENRE], from[GROUP_GENRE], &m[GROUP_GENRE]))
			m[GROUP_GENRE]->number = intern_genre(t, x->genre);
		for (int kind = 0; kind < GROUP_KINDS; kind++)
			number[kind] = m[kind]->number;
		take_track(t, x, number);
	}
}

void taste_available(struct taste *t, track_id id, bool available)
{
	uint32_t row = row_find(t, id);

	if (row == NO_ROW)
		return;
	if (available)
		t->tracks.flags[row] &= (uint8_t)~FLAG_GONE;
	else
		t->tracks.flags[row] |= FLAG_GONE;
}

/* ---- events ---- */

static struct memory *memory_of(struct taste *t, uint32_t row)
{
	if (t->tracks.memory[row] == NO_MEMORY) {
		ARRAY_GROW(t->memory, t->n_memory, t->cap_memory);
		t->memory[t->n_memory] = (struct memory){ .row = row, .hash = t->tracks.hash[row] };
		for (int kind = 0; kind < GROUP_KINDS; kind++)
			t->memory[t->n_memory].group[kind] = t->tracks.group[kind][row];
		t->tracks.memory[row] = (uint32_t)t->n_memory++;
		t->tracks.flags[row] |= FLAG_TOUCHED;
	}
	return &t->memory[t->tracks.memory[row]];
}

static void on_start(struct taste *t, uint32_t row, const struct event *ev)
{
	struct memory *m = memory_of(t, row);

	m->was_started = true;
	m->heard_ms = MAX_OF(m->heard_ms, ev->at_ms);
	t->open = row;
	t->open_ms = ev->at_ms;
	t->open_source = ev->source;
	arm_begin(t, ev);
}

/* When the play that ends with this event began. */
static int64_t began_ms(const struct taste *t, uint32_t row, const struct event *ev)
{
	if (t->open == row)
		return t->open_ms;
	return ev->at_ms - MAX_OF(ev->listened_ms, INT64_C(0));
}

static void on_finish(struct taste *t, uint32_t row, const struct event *ev)
{
	struct memory *m = memory_of(t, row);
	double weight = accept_weight(t->open == row ? t->open_source : ev->source);

	if (t->last != NO_ROW && began_ms(t, row, ev) - t->last_ms <= SESSION_PAUSE_MS)
		follow_add(t, t->last, row, weight, ev->at_ms);
	times_add(&m->finishes, ev->at_ms);
	recent_set(&m->recent, &m->finishes);
	m->was_started = true;
	m->heard_ms = MAX_OF(m->heard_ms, ev->at_ms);
	m->skips.weight *= .6;	/* heard out after all: the old no counts less */
	predict_learn(t, row, began_ms(t, row, ev), ev->at_ms, true);
	arm_end(t, row, ev->at_ms, true);
	affinity_finish(t, row, weight, ev->at_ms);
	session_accept(t, row, weight, ev->at_ms);
	t->last = row;
	t->last_ms = ev->at_ms;
	t->open = NO_ROW;
}

static void on_skip(struct taste *t, uint32_t row, const struct event *ev)
{
	struct memory *m = memory_of(t, row);
	double strength = skip_strength(ev);

	m->was_started = true;
	m->heard_ms = MAX_OF(m->heard_ms, ev->at_ms);
	fading_add(&m->skips, strength * skip_own_share(t, ev->at_ms), ev->at_ms, SKIPS_HALF_MS);
	if (t->last != NO_ROW && began_ms(t, row, ev) - t->last_ms <= SESSION_PAUSE_MS)
		follow_refuse(t, t->last, row);
	predict_learn(t, row, began_ms(t, row, ev), ev->at_ms, false);
	arm_end(t, row, ev->at_ms, false);
	affinity_skip(t, row, strength, ev->at_ms);
	session_refuse(t, row, strength, ev->at_ms);
	t->open = NO_ROW;
}

static void on_stop(struct taste *t, uint32_t row, const struct event *ev)
{
	struct memory *m = memory_of(t, row);

	m->was_started = true;
	m->heard_ms = MAX_OF(m->heard_ms, ev->at_ms);
	t->open = NO_ROW;
}

static void on_rate(struct taste *t, uint32_t row, const struct event *ev)
{
	struct memory *m = memory_of(t, row);
	int stars = ev->value < 0 ? 0 : ev->value > 5 ? 5 : ev->value;

	affinity_like(t, row, rated_tenths[stars] - rated_tenths[m->rating]);
	m->rating = (int8_t)stars;
}

static void on_love(struct taste *t, uint32_t row, const struct event *ev)
{
	struct memory *m = memory_of(t, row);
	bool love = ev->kind == EVENT_LOVE;

	if (m->is_loved != love)
		affinity_like(t, row, love ? LIKED_TENTHS : -LIKED_TENTHS);
	m->is_loved = love;
}

static void on_ban(struct taste *t, uint32_t row, const struct event *ev)
{
	memory_of(t, row);
	if (ev->kind == EVENT_BAN)
		t->tracks.flags[row] |= FLAG_BANNED;
	else
		t->tracks.flags[row] &= (uint8_t)~FLAG_BANNED;
}

static void on_fail(struct taste *t, uint32_t row, const struct event *ev)
{
	(void)ev;
	if (t->open == row)
		t->open = NO_ROW;
}

/* What it is like says nothing of whether it is liked. */
static void on_mood(struct taste *t, uint32_t row, const struct event *ev)
{
	(void)t, (void)row, (void)ev;
}

void taste_apply(struct taste *t, const struct event *ev)
{
	static void (*const on[EVENT_KINDS])(struct taste *, uint32_t, const struct event *) = {
		[EVENT_START] = on_start, [EVENT_FINISH] = on_finish, [EVENT_SKIP] = on_skip, [EVENT_STOP] = on_stop,
		[EVENT_RATE] = on_rate, [EVENT_LOVE] = on_love, [EVENT_UNLOVE] = on_love, [EVENT_BAN] = on_ban, [EVENT_UNBAN] = on_ban,
		[EVENT_FAIL] = on_fail, [EVENT_MOOD] = on_mood,
	};

	on[ev->kind](t, row_of(t, ev->track), ev);
}

bool event_is_understood(const struct event *ev)
{
	return ev->kind >= EVENT_START && ev->kind < EVENT_KINDS && ev->track;
}

void taste_event(struct taste *t, const struct event *ev)
{
	if (!event_is_understood(ev))
		return;		/* not harmful */
	ARRAY_GROW(t->log, t->n_log, t->cap_log);
	t->is_mixed |= t->newest_ms > ev->at_ms;
	t->newest_ms = MAX_OF(t->newest_ms, ev->at_ms);
	t->log[t->n_log++] = *ev;
	if (!t->is_stale)
		taste_apply(t, ev);
}

void taste_learnt(struct taste *t, struct learnt *l)
{
	learnt_free(t->learnt);
	t->learnt = l;
}

uint64_t taste_plays(struct taste *t)
{
	taste_refresh(t);
	return t->n_plays;
}

size_t taste_bytes(const struct taste *t)
{
	size_t bytes = sizeof *t + t->cap_genre_names * sizeof *t->genre_names, row = sizeof *t->tracks.id + GROUP_KINDS * sizeof **t->tracks.group + sizeof *t->tracks.hash
		+ sizeof *t->tracks.added_day + sizeof *t->tracks.added_s + sizeof *t->tracks.memory + sizeof *t->tracks.flags;

	bytes += t->tracks.cap * row + t->rows_cap * sizeof *t->rows + t->edge_index.cap * 2 * sizeof(uint64_t);
	bytes += t->cap_memory * sizeof *t->memory + t->cap_edges * sizeof *t->edges + t->cap_log * sizeof *t->log
		+ t->cap_plays * sizeof *t->plays + t->cap_follow * sizeof *t->follow;
	for (size_t i = 0; i < t->n_memory; i++)
		bytes += t->memory[i].finishes.cap * sizeof(int64_t);
	for (int kind = 0; kind < GROUP_KINDS; kind++) {
		bytes += t->columns[kind].n * (sizeof(struct says) + sizeof(float)) + t->columns[kind].cap_likings * sizeof(struct liking);
		bytes += t->cap_group[kind] * sizeof **t->group + t->names[kind].arena.bytes;
		bytes += (t->names[kind].raw.cap + t->names[kind].folded.cap) * 3 * sizeof(uint64_t);
		for (size_t i = 0; i < t->n_group[kind]; i++)
			bytes += t->group[kind][i].finishes.cap * sizeof(int64_t);
	}
	return bytes;
}
