/* test_forgetting.c -- very much is forgotten in turns: nothing is ranked or said before it is through, and then all is as if it had never been; undone, as it was. */
#include "app/forgetting.h"
#include "app/styling.h"
#include "bare.h"
#include "../tap.h"

#include <string.h>

enum { TRACKS = 2000, EVENTS = 60000, FORGOTTEN_TRACK = 2, SHOWN = 60 };

static struct app app;
static struct event events[EVENTS], gone[EVENTS];
static struct play_counts heard[TRACKS];
static size_t n_gone;

static void tell(struct taste *t, struct library *lib)
{
	static char texts[TRACKS][3][24];

	for (track_id id = 1; id <= TRACKS; id++) {
		char (*text)[24] = texts[id - 1];
		struct track track = { .id = id, .path = text[0], .title = text[1], .artist = text[2], .album = "", .album_artist = "", .genre = "", .composer = "", .date = "",
			.codec = "", .sort_artist = "", .error = "", .duration_ms = 200000, .added_s = 1 };

		snprintf(text[0], sizeof text[0], "/%d.flac", (int)id);
		snprintf(text[1], sizeof text[1], "Track %d", (int)id);
		snprintf(text[2], sizeof text[2], "Artist %d", (int)(id % 97));
		taste_track(t, &track);
		if (lib)
			library_put(lib, &track);
	}
}

/* A third of them leave the log. */
static bool is_gone(const struct event *ev)
{
	return ev->track % 3 == FORGOTTEN_TRACK;
}

static void make_log(void)
{
	int64_t now_ms = clock_unix_ms();
	struct rng r;

	rng_seed(&r, 5);
	for (int i = 0; i < EVENTS; i++) {
		events[i] = (struct event){ .id = i + 1, .at_ms = now_ms - (int64_t)(EVENTS - i) * 100000, .track = 1 + (track_id)rng_below(&r, TRACKS), .source = SOURCE_LIBRARY,
			.kind = rng_below(&r, 3) ? EVENT_FINISH : EVENT_SKIP, .listened_ms = 60000, .position_ms = 60000, .duration_ms = 200000 };
		if (is_gone(&events[i]))
			gone[n_gone++] = events[i];
	}
}

static void open_app(void)
{
	bare_open(&app);
	styling_open(&app);
	tell(app.taste, app.lib);
	for (int i = 0; i < EVENTS; i++) {
		taste_event(app.taste, &events[i]);
		note_apply(library_get(app.lib, events[i].track), &events[i]);
	}
	bare_history(&app, events, EVENTS);
	if (player_open(&app.player, "null", NULL, 0))
		die("%s", err_text());
}

static void close_app(void)
{
	forgetting_close(&app);
	styling_close(&app);
	player_close(app.player);
	bare_close(&app);
}

static struct taste *told(bool with_gone)
{
	struct taste *t = taste_new();

	tell(t, NULL);
	for (int i = 0; i < EVENTS; i++)
		if (with_gone || !is_gone(&events[i]))
			taste_event(t, &events[i]);
	return t;
}

static bool ranks_as(struct taste *other)
{
	struct rank_options opt = { .now_ms = events[EVENTS - 1].at_ms + 1000, .seed = 3, .adventure = .35 };
	struct pick a[SHOWN], b[SHOWN];
	size_t n = taste_rank(app.taste, &opt, a, SHOWN), m = taste_rank(other, &opt, b, SHOWN);
	bool same = n == m && n == SHOWN;

	for (size_t i = 0; i < n && same; i++)
		same = a[i].track == b[i].track && !memcmp(a[i].parts, b[i].parts, sizeof a[i].parts);
	taste_free(other);
	return same;
}

/* As the desk counts: of each track of the news, by track. */
static size_t count(bool with_gone)
{
	size_t n = 0;

	for (track_id id = 1; id <= TRACKS; id++) {
		if (id % 3 != FORGOTTEN_TRACK)
			continue;
		heard[n] = (struct play_counts){ .track = id };
		for (size_t i = 0; i < n_gone && with_gone; i++)
			if (gone[i].track == id) {
				heard[n].play_count += gone[i].kind == EVENT_FINISH;
				heard[n].skip_count += gone[i].kind == EVENT_SKIP;
			}
		n++;
	}
	return n;
}

static bool counts_are(size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const struct track *t = library_get(app.lib, heard[i].track);

		if (t->play_count != heard[i].play_count || t->skip_count != heard[i].skip_count)
			return false;
	}
	return true;
}

static size_t gone_in_history(void)
{
	size_t n = 0;

	for (size_t i = 0; i < app.n_history; i++)
		n += is_gone(&app.history[i]);
	return n;
}

/* Turns without any time for them do a step each at most; how many. */
static int follow(enum desk_kind kind, size_t n_heard)
{
	const struct forgotten all = { .events = gone, .n = n_gone, .heard = heard, .n_heard = n_heard };
	int turns = 0;

	forgetting_answered(&app, &(struct desk_news){ .kind = kind, .gone = &all });
	app.effects |= EFFECT_RERANK;
	ok(forgetting_is_busy(&app) && !foryou_is_due(&app) && !*app.message, "it is under way: nothing is ranked, nothing said");
	while (forgetting_is_busy(&app)) {
		forgetting_turn(&app, clock_mono_ms() + 1);
		turns++;
	}
	ok(foryou_is_due(&app), "then it is ranked");
	app.effects = 0;
	return turns;
}

int main(void)
{
	size_t n_heard, in_history;
	char want[80];

	make_log();
	open_app();
	in_history = gone_in_history();
	ok(in_history > 100 && ranks_as(told(true)), "it is believed");

	n_heard = count(false);
	edit_sent(&app);
	edit_undoes(&app, NULL, 0);
	edit_sent(&app);		/* the listener goes on */
	edit_say(&app, "the list");
	ok(follow(DESK_FORGOTTEN, n_heard) > 1, "in more turns than one");
	ok(ranks_as(told(false)), "as if it had never been");
	ok(counts_are(n_heard), "nothing counts");
	is_int((long long)gone_in_history(), 0, "no list of what was heard has it");
	edit_answered(&app, COOKIE_FORGET, NULL);
	snprintf(want, sizeof want, "Forgotten: %zu plays of %zu tracks", n_gone, n_heard);
	ok(!strncmp(app.message, want, strlen(want)), "said when it is through: %s", app.message);
	edit_answered(&app, COOKIE_LIST, NULL);
	is_str(app.message, "the list", "what was sent after it has its own sentence");
	*app.message = '\0';

	for (size_t i = 0; i < n_gone; i++)
		gone[i].id += EVENTS;
	n_heard = count(true);
	follow(DESK_REMEMBERED, n_heard);
	ok(ranks_as(told(true)), "undone, it is believed as it was");
	ok(counts_are(n_heard), "it counts again");
	is_int((long long)gone_in_history(), (long long)in_history, "and stands in the list of what was heard");

	forgetting_answered(&app, &(struct desk_news){ .kind = DESK_FORGOTTEN, .gone = &(struct forgotten){ .events = gone, .n = n_gone } });
	ok(forgetting_is_busy(&app), "the program may end while it is under way");
	close_app();
	return done();
}
