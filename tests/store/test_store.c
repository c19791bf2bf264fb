/* test_store.c -- tracks, the log, opinions, state: what goes in comes out. */
#include "help.h"

#include <sys/stat.h>
#include <time.h>

/* The track with this id, as the library loads it. */
static bool find_track(struct store *s, track_id id, struct track *ret_track)
{
	struct store_tracks *c;
	bool is_found = false;
	struct track t;
	enum err err;
	static struct track *copy;

	if (store_tracks_open(s, &c))
		return false;
	while (store_tracks_next(c, &t, &err))
		if (t.id == id) {
			free(copy);
			copy = track_copy(&t);
			*ret_track = *copy;
			is_found = true;
		}
	store_tracks_close(c);
	if (!id) {
		free(copy);
		copy = NULL;
	}
	return is_found && !err;
}

static void test_tags(struct store *s)
{
	struct tags want = full_tags(), got;
	struct file_stamp stamp = { 123456789012, 1732147948123456789, UINT64_MAX - 1, 77 };
	struct track t = { 0 };
	track_id id = 0, again = 0;

	is_int(store_track_put(s, "/m/a.flac", &stamp, &want, 1000, &id), OK, "a track is put");
	is_int(store_track_tags(s, id, &got), OK, "its tags are read");
#define SAME_TEXT(f) is_str(got.f, want.f, #f)
#define SAME_INT(f) is_int(got.f, want.f, #f)
#define SAME_REAL(f) is_near(got.f, want.f, 0, #f)
	SAME_TEXT(title); SAME_TEXT(artist); SAME_TEXT(album); SAME_TEXT(album_artist); SAME_TEXT(genre); SAME_TEXT(composer);
	SAME_TEXT(comment); SAME_TEXT(artist_sort); SAME_TEXT(album_artist_sort); SAME_TEXT(album_sort); SAME_TEXT(title_sort);
	SAME_TEXT(date); SAME_TEXT(mb_recording); SAME_TEXT(mb_track); SAME_TEXT(mb_release); SAME_TEXT(mb_release_group);
	SAME_TEXT(mb_artist); SAME_TEXT(mb_album_artist); SAME_TEXT(codec); SAME_TEXT(lyrics);
	SAME_INT(year); SAME_INT(original_year); SAME_INT(track_no); SAME_INT(track_total); SAME_INT(disc_no); SAME_INT(disc_total);
	SAME_INT(bpm); SAME_INT(duration_ms); SAME_INT(bitrate_kbps); SAME_INT(sample_rate_hz); SAME_INT(channels); SAME_INT(bits);
	SAME_REAL(rg_track_gain_db); SAME_REAL(rg_track_peak); SAME_REAL(rg_album_gain_db); SAME_REAL(rg_album_peak);
	SAME_REAL(r128_track_gain_db); SAME_INT(is_compilation); SAME_INT(has_picture);
	ok(isnan(got.r128_album_gain_db), "an absent gain stays absent");

	ok(find_track(s, id, &t), "the library finds it");
	is_str(t.path, "/m/a.flac", "path");
	is_str(t.title, "Xtal", "title");
	is_str(t.codec, "FLAC", "codec");
	is_int(t.year, 1992, "year");
	is_int(t.bpm, 115, "bpm");
	is_int(t.channels, 4, "channels");
	is_int(t.duration_ms, 294000, "duration");
	is_int(t.is_compilation, true, "compilation");
	is_int(t.added_s, 1000, "added");
	ok(t.stamp.size == stamp.size && t.stamp.mtime_ns == stamp.mtime_ns && t.stamp.dev == stamp.dev && t.stamp.ino == 77, "stamp");

	/* loudness in memory: ReplayGain where there is one, else R128, 5 dB up */
	want.rg_track_gain_db = -6.5;
	want.rg_track_peak = 0.75;
	want.rg_album_gain_db = want.rg_album_peak = (double)NAN;
	want.r128_track_gain_db = -3;
	want.r128_album_gain_db = -8;
	store_track_put(s, "/m/a.flac", &stamp, &want, 2000, &again);
	find_track(s, id, &t);
	ok(t.gain.has_track && t.gain.has_album, "both gains are there");
	is_near((double)t.gain.track_db, -6.5, 1e-6, "ReplayGain goes first");
	is_near((double)t.gain.track_peak, 0.75, 1e-6, "its peak");
	is_near((double)t.gain.album_db, -3, 1e-6, "R128 stands in, at ReplayGain's level");
	is_near((double)t.gain.album_peak, 0, 0, "without a peak");
	want.rg_track_gain_db = want.r128_track_gain_db = want.r128_album_gain_db = (double)NAN;
	store_track_put(s, "/m/a.flac", &stamp, &want, 2000, &again);
	find_track(s, id, &t);
	ok(!t.gain.has_track && !t.gain.has_album, "and none when there is none");

	want.title = want.comment = want.lyrics = "";
	is_int(store_track_put(s, "/m/a.flac", &stamp, &want, 2000, &again), OK, "put again");
	is_int(again, id, "the same row");
	store_track_tags(s, id, &got);
	is_str(got.lyrics, "", "lyrics taken out of the file are gone");
	find_track(s, id, &t);
	is_int(t.added_s, 1000, "the day it was first seen is kept");
	is_str(t.title, "a", "without a title: the file's name");
	is_int(store_track_tags(s, 999, &got), ERR_MISSING, "no such track");
}

static void test_states(struct store *s)
{
	static const struct { const char *path, *title; } names[] = {
		{ "/m/01 One.mp3", "01 One" }, { "/m/.hidden", ".hidden" }, { "/m/no extension", "no extension" },
		{ "/m/\xff\xfe.ogg", "\xef\xbf\xbd\xef\xbf\xbd" }, { "/m/a\x1b[1m.ogg", "a [1m" }, { "/m/v1.2.flac", "v1.2" },
	};
	struct file_stamp stamp = { 5, 6, 7, 8 }, newer = { 9, 10, 11, 12 };
	struct track t = { 0 };
	track_id id, other;

	for (size_t i = 0; i < COUNT_OF(names); i++) {
		find_track(s, put_plain(s, names[i].path, "", ""), &t);
		is_str(t.path, names[i].path, "a path of any bytes");
		is_str(t.title, names[i].title, "and its title");
	}
	is_int(store_track_unreadable(s, "/m/bad.mp3", &stamp, "no frames", 50, &id), OK, "an unreadable file is listed");
	find_track(s, id, &t);
	is_int(t.state, TRACK_UNREADABLE, "as such");
	is_str(t.error, "no frames", "with the reason");
	put_plain(s, "/m/bad.mp3", "Good", "A");
	find_track(s, id, &t);
	ok(t.state == TRACK_OK && !*t.error && t.added_s == 50, "repaired: readable again, the same row");
	store_track_unreadable(s, "/m/bad.mp3", &stamp, "cut short", 60, &id);
	find_track(s, id, &t);
	is_str(t.title, "Good", "what was known of it stays");
	is_int(store_track_set_state(s, id, TRACK_MISSING), OK, "gone");
	find_track(s, id, &t);
	is_int(t.state, TRACK_MISSING, "missing");
	is_int(store_track_move(s, id, "/n/bad.mp3", &newer), OK, "found elsewhere");
	find_track(s, id, &t);
	is_str(t.path, "/n/bad.mp3", "moved");
	is_int(t.state, TRACK_UNREADABLE, "as unreadable as before");
	is_int((long long)t.stamp.ino, 12, "with its new stamp");
	other = put_plain(s, "/n/other.mp3", "O", "O");
	is_int(store_track_move(s, other, "/n/bad.mp3", &newer), ERR_ARG, "not onto another track");
	is_int(store_track_move(s, 9999, "/n/x.mp3", &newer), ERR_MISSING, "no such track to move");
	is_int(store_track_set_state(s, 9999, TRACK_OK), ERR_MISSING, "no such track to mark");
	is_int(store_track_put(s, "", &stamp, &(struct tags){ 0 }, 1, NULL), ERR_ARG, "a track needs a path");
}

static enum err add_event(struct store *s, track_id track, enum event_kind kind, int64_t at_ms, int value, int64_t listened_ms)
{
	struct event ev = { .at_ms = at_ms, .track = track, .kind = kind, .source = SOURCE_QUEUE, .value = value,
		.position_ms = -1, .listened_ms = listened_ms, .duration_ms = 60000 };

	return store_event_add(s, &ev);
}

static void is_opinion(struct store *s, track_id id, int rating, bool loved, bool banned, int plays, int skips, int64_t last_s, const char *what)
{
	struct track t = { 0 };

	find_track(s, id, &t);
	if (!ok(t.rating == rating && t.is_loved == loved && t.is_banned == banned && t.play_count == plays && t.skip_count == skips &&
	    t.last_played_s == last_s, "%s", what))
		printf("#   rating %d loved %d banned %d plays %d skips %d last %lld\n", t.rating, t.is_loved, t.is_banned,
			(int)t.play_count, (int)t.skip_count, (long long)t.last_played_s);
}

static void test_opinions(struct store *s)
{
	track_id a = put_plain(s, "/o/a", "A", "X"), b = put_plain(s, "/o/b", "B", "X");
	char *report = NULL;

	add_event(s, a, EVENT_START, 1000000, 0, -1);
	add_event(s, a, EVENT_FINISH, 1060000, 0, 60000);
	add_event(s, a, EVENT_RATE, 1061000, 4, -1);
	add_event(s, a, EVENT_LOVE, 1062000, 0, -1);
	is_opinion(s, a, 4, true, false, 1, 0, 1000, "played, rated, loved");
	add_event(s, a, EVENT_RATE, 1000, 1, -1);
	add_event(s, a, EVENT_START, 2000, 0, -1);
	is_opinion(s, a, 4, true, false, 1, 0, 1000, "older events that come later (an import) do not overrule newer ones");
	add_event(s, a, EVENT_RATE, 1061000, 2, -1);
	is_opinion(s, a, 2, true, false, 1, 0, 1000, "of the same moment the later row holds");
	add_event(s, a, EVENT_RATE, 2000000, 0, -1);
	add_event(s, a, EVENT_UNLOVE, 2000000, 0, -1);
	add_event(s, a, EVENT_BAN, 2000001, 0, -1);
	is_opinion(s, a, 0, false, true, 1, 0, 1000, "taken back");
	add_event(s, b, EVENT_SKIP, 3000000, 0, 2000);
	add_event(s, b, EVENT_STOP, 3000000, 0, 1000);
	add_event(s, b, EVENT_FAIL, 3000000, 0, -1);
	is_opinion(s, b, 0, false, false, 0, 1, 0, "a skip counts, a stop and a failure do not");
	is_int(add_event(s, 9999, EVENT_START, 1, 0, -1), ERR_MISSING, "no such track");
	is_int(add_event(s, a, EVENT_RATE, 1, 6, -1), ERR_ARG, "six stars");
	is_int(add_event(s, a, EVENT_KINDS, 1, 0, -1), ERR_ARG, "no such kind");
	is_int(add_event(s, a, EVENT_START, -1, 0, -1), ERR_ARG, "before 1970");

	is_int(store_check(s, &report), OK, "checked");
	is_str(report, NULL, "opinions are what the log says");
	sqlite3_exec(s->db, "UPDATE opinion SET play_count = 50, is_loved = 1", NULL, NULL, NULL);
	store_check(s, &report);
	ok(report && strstr(report, "log"), "a difference is found");
	free(report);
	is_int(opinions_rebuild(s), OK, "rebuilt from the log");
	store_check(s, &report);
	is_str(report, NULL, "sound again");
	is_opinion(s, a, 0, false, true, 1, 0, 1000, "as before");
	ok(sqlite3_exec(s->db, "DELETE FROM event", NULL, NULL, NULL) != SQLITE_OK, "the log cannot be deleted");
	ok(sqlite3_exec(s->db, "UPDATE event SET value = 1", NULL, NULL, NULL) != SQLITE_OK, "nor changed");
	ok(sqlite3_exec(s->db, "DELETE FROM track", NULL, NULL, NULL) != SQLITE_OK, "nor a track that has a history");
}

/* Any log, in any order of times: what is kept beside it is what follows from it. */
static void test_any_log(struct store *s)
{
	struct event evs[500], *list[COUNT_OF(evs)];
	char *report = NULL;
	struct rng rng;

	rng_seed(&rng, 42);
	for (int i = 0; i < 10; i++) {
		char path[16];

		snprintf(path, sizeof path, "/r/%d", i);
		put_plain(s, path, "T", "A");
	}
	for (int round = 0; round < 10; round++) {
		for (size_t i = 0; i < COUNT_OF(evs); i++) {
			evs[i] = (struct event){ .at_ms = rng_below(&rng, 300), .track = 1 + rng_below(&rng, 10),
				.kind = (enum event_kind)(1 + rng_below(&rng, EVENT_KINDS - 1)), .value = (int)rng_below(&rng, 6) };
			list[i] = &evs[i];
		}
		is_int(events_add(s, list, COUNT_OF(evs)), OK, "a random log");
		store_check(s, &report);
		is_str(report, NULL, "agrees with the opinions");
	}
}

static void read_log(struct store *s, int64_t since_ms, size_t limit, track_id track, bool newest, const char *want)
{
	struct store_events *c;
	struct event ev;
	char got[256] = "";
	enum err err;

	store_events_open(s, since_ms, limit, track, newest, &c);
	while (store_events_next(c, &ev, &err))
		snprintf(got + strlen(got), sizeof got - strlen(got), "%lld ", (long long)ev.at_ms);
	is_int(err, OK, "the log is read");
	ok(!store_events_next(c, &ev, &err), "and stays at its end");
	store_events_close(c);
	is_str(got, want, "in its order");
}

static void test_log(struct store *s)
{
	track_id a = put_plain(s, "/l/a", "A", "X"), b = put_plain(s, "/l/b", "B", "Y");
	struct event ev = { .at_ms = 100, .track = a, .kind = EVENT_SKIP, .source = SOURCE_RADIO, .value = 3, .position_ms = 1234,
		.listened_ms = 999, .duration_ms = 5000 }, got;
	struct store_events *c;
	int64_t first;
	enum err err;

	is_int(store_event_add(s, &ev), OK, "logged");
	first = ev.id;
	store_events_open(s, 0, 0, 0, false, &c);
	ok(store_events_next(c, &got, &err) && got.id == ev.id && got.at_ms == ev.at_ms && got.track == ev.track && got.kind == ev.kind &&
		got.source == ev.source && got.value == ev.value && got.position_ms == ev.position_ms &&
		got.listened_ms == ev.listened_ms && got.duration_ms == ev.duration_ms, "read as written");
	store_events_close(c);
	add_event(s, b, EVENT_START, 300, 0, -1);
	ev.at_ms = 200;
	store_event_add(s, &ev);
	ok(ev.id > first, "ids rise");
	read_log(s, 0, 0, 0, false, "100 200 300 ");
	read_log(s, 0, 0, 0, true, "300 200 100 ");
	read_log(s, 200, 0, 0, false, "200 300 ");
	read_log(s, 0, 2, 0, true, "300 200 ");
	read_log(s, 0, 0, a, true, "200 100 ");
}

static void test_state(struct store *s)
{
	bool is_apart = false;
	struct queue_row rows[3] = { { 1, SOURCE_RADIO, 2 }, { 2, SOURCE_FILE, 0 }, { 1, SOURCE_QUEUE, 255 } }, *got = NULL;
	char **roots = NULL, *value = NULL;
	size_t n = 0;

	is_int(store_root_add(s, "/b\xff"), OK, "a folder");
	is_int(store_root_add(s, "/a"), OK, "another");
	is_int(store_root_add(s, "/b\xff"), OK, "known already");
	is_int(store_roots(s, &roots, &n), OK, "folders");
	ok(n == 2 && !strcmp(roots[0], "/b\xff") && !strcmp(roots[1], "/a"), "two, as added");
	for (size_t i = 0; i < n; i++)
		free(roots[i]);
	free(roots);
	store_root_remove(s, "/b\xff");
	store_roots(s, &roots, &n);
	ok(n == 1 && !strcmp(roots[0], "/a"), "one removed");
	free(roots[0]);
	free(roots);

	is_int(store_queue_save(s, rows, 3, NULL, 0, NULL), OK, "the queue is saved");
	is_int(store_queue_load(s, &got, &n, &is_apart), OK, "and loaded");
	is_int((long long)n, 3, "all of it");
	for (size_t i = 0; i < n; i++)
		ok(got[i].track == rows[i].track && got[i].source == rows[i].source && got[i].part == rows[i].part, "row %zu", i);
	free(got);
	rows[1].track = 0;
	is_int(store_queue_save(s, rows, 3, NULL, 0, NULL), OK, "a row of the queue's own state names no track");
	store_queue_load(s, &got, &n, &is_apart);
	ok(n == 3 && got[1].track == 0, "and comes back");
	free(got);
	store_queue_save(s, rows, 1, rows, 3, NULL);
	store_queue_save(s, rows + 2, 1, NULL, 0, NULL);
	store_queue_load(s, &got, &n, &is_apart);
	ok(n == 4 && got[0].track == rows[2].track && got[1].track == rows[0].track && got[3].track == rows[2].track, "the place alone is replaced");
	ok(is_apart, "and may be again");
	free(got);
	store_queue_save(s, NULL, 0, rows, 0, NULL);
	store_queue_load(s, &got, &n, &is_apart);
	is_int((long long)n, 0, "emptied");
	free(got);

	is_int(store_value_get(s, "k", &value), ERR_MISSING, "no value yet");
	store_value_set(s, "k", "one");
	store_value_set(s, "k", "two");
	is_int(store_value_get(s, "k", &value), OK, "a value");
	is_str(value, "two", "the last one");
	free(value);
}

static void test_batches(struct store *s)
{
	track_id a;
	struct track t;

	is_int(store_batch_begin(s), OK, "a batch");
	is_int(store_batch_begin(s), ERR_ARG, "not two at once");
	a = put_plain(s, "/batch/a", "A", "X");
	is_int(add_event(s, a, EVENT_START, 5000, 0, -1), OK, "an event amid a batch");
	ok(sqlite3_get_autocommit(s->db), "is committed at once, the batch before it with it");
	put_plain(s, "/batch/b", "B", "X");
	ok(!sqlite3_get_autocommit(s->db), "and the batch goes on");
	is_int(store_track_set_state(s, 99999, TRACK_OK), ERR_MISSING, "a senseless wish");
	is_int(store_batch_commit(s), OK, "does no harm to it");
	is_int(store_batch_commit(s), ERR_ARG, "none is open any more");
	ok(find_track(s, a + 1, &t), "all is there");

	store_batch_begin(s);
	put_plain(s, "/batch/c", "C", "X");
	sqlite3_exec(s->db, "CREATE TEMP TRIGGER refuse BEFORE INSERT ON main.track WHEN NEW.title = 'bad'"
		" BEGIN SELECT RAISE(ABORT, 'no'); END", NULL, NULL, NULL);
	is_int(put_plain(s, "/batch/d", "bad", "X"), 0, "a write that fails");
	is_int(put_plain(s, "/batch/e", "E", "X"), 0, "ends the batch");
	is_int(store_batch_commit(s), ERR_DB, "which says so");
	ok(!find_track(s, a + 2, &t), "and left nothing");
	sqlite3_exec(s->db, "DROP TRIGGER refuse", NULL, NULL, NULL);
	ok(put_plain(s, "/batch/c", "C", "X") > 0, "the next one works");
}

static void test_stats(struct store *s)
{
	struct file_stamp stamp = { 10, 0, 0, 0 };
	struct store_stats st;
	track_id a, b, c;
	struct tags tags = plain_tags("T", "Artist B");

	setenv("TZ", "XXX-5:30", 1);	/* half past: hours are local ones */
	tzset();
	a = put_plain(s, "/s/a", "A", "Artist A");
	tags.album = "Album";
	store_track_put(s, "/s/b", &stamp, &tags, 1, &b);
	store_track_put(s, "/s/c", &stamp, &tags, 1, &c);
	store_track_unreadable(s, "/s/d", &stamp, "x", 1, NULL);
	store_track_set_state(s, c, TRACK_MISSING);
	/* 1970-01-05 was a Monday; 18:45 UTC is 00:15 on Tuesday there */
	add_event(s, a, EVENT_FINISH, (4 * 86400 + 18 * 3600 + 45 * 60) * 1000LL + 60000, 0, 60000);
	add_event(s, b, EVENT_FINISH, (5 * 86400) * 1000LL, 0, 1000);
	add_event(s, b, EVENT_FINISH, (5 * 86400) * 1000LL, 0, 1000);
	add_event(s, b, EVENT_SKIP, (5 * 86400) * 1000LL, 0, 500);
	add_event(s, b, EVENT_LOVE, 5000, 0, -1);
	add_event(s, a, EVENT_RATE, 5000, 3, -1);
	is_int(store_stats(s, 0, &st), OK, "statistics");
	is_int(st.tracks, 2, "playable tracks");
	is_int(st.unreadable, 1, "unreadable");
	is_int(st.missing, 1, "missing");
	is_int(st.artists, 2, "artists");
	is_int(st.albums, 1, "albums");
	is_int(st.duration_ms, 120000, "duration");
	is_int(st.bytes, 1010, "bytes");
	ok(st.plays == 3 && st.skips == 1 && st.loves == 1 && st.bans == 0 && st.ratings == 1, "counts");
	is_int(st.listened_ms, 62500, "listened");
	is_int(st.listened_by_hour_ms[0], 60000, "by hour, local");
	is_int(st.listened_by_day_ms[1], 62500, "by day, Monday first, local");
	is_int((long long)st.n_top_artists, 2, "artists heard");
	is_str(st.top_artists[0].name, "Artist B", "the one most played first");
	is_int(st.top_artists[0].plays, 2, "his plays");
	is_int(st.top_artists[0].listened_ms, 2500, "his time");
	store_stats_done(&st);
	store_stats(s, 5 * 86400 * 1000LL, &st);
	ok(st.plays == 2 && st.listened_ms == 2500 && st.loves == 0, "since a day");
	store_stats_done(&st);
}

static void with_store(const char *name, void (*test)(struct store *))
{
	char *path = test_path(name);
	struct store *s = NULL;
	struct track t;

	if (ok(!store_open(&s, path, STORE_WRITE, "default"), "%s", name)) {
		test(s);
		find_track(s, 0, &t);
	}
	store_close(s);
	free(path);
}

int main(void)
{
	test_dir_make();
	with_store("tags", test_tags);
	with_store("states", test_states);
	with_store("opinions", test_opinions);
	with_store("any log", test_any_log);
	with_store("log", test_log);
	with_store("stats", test_stats);
	with_store("batches", test_batches);
	char *path = test_path("state");
	struct store *s = NULL;
	store_open(&s, path, STORE_WRITE, "default");
	put_plain(s, "/q/1", "1", "");
	put_plain(s, "/q/2", "2", "");
	test_state(s);
	store_close(s);
	free(path);
	test_dir_remove();
	return done();
}
