/* test_desk.c -- the store on its own thread: order, two lanes, bounds, failures, nothing lost at the end. */
#include "help.h"
#include "store/desk_priv.h"

#include <signal.h>
#include <sys/resource.h>

static struct desk *open_desk(const char *name)
{
	char *path = test_path(name);
	struct desk *d = NULL;
	struct desk_news news;

	is_int(desk_open(&d, path, "default"), OK, name);
	news = next_news(d);
	ok(news.kind == DESK_OPENED && !news.err, "it opens");
	free(path);
	return d;
}

static void put(struct desk *d, int i, const char *title)
{
	struct file_stamp stamp = { i, 2, 3, 4 };
	struct tags tags = plain_tags(title, "A");
	char path[32];

	snprintf(path, sizeof path, "/m/%06d.flac", i);
	desk_track_put(d, path, &stamp, &tags, 100);
}

static void test_lanes(void)
{
	struct desk *d = open_desk("lanes");
	struct event ev = { .at_ms = 1000, .track = 1, .kind = EVENT_FINISH, .position_ms = 5 };
	struct desk_news news;
	int kept = 0, kept_before = -1;
	bool in_order = true;

	put(d, 0, "first");
	news_of(d, DESK_TRACK_KEPT, DESK_TRACK_KEPT);
	for (int i = 1; i <= 6000; i++)
		put(d, i, i % 2 ? "" : "T");
	ok(desk_backlog(d) > 0, "there is a backlog");
	desk_event(d, &ev, 77);
	desk_flush(d, 78);
	do {
		news = next_news(d);
		if (news.kind == DESK_TRACK_KEPT) {
			kept++;
			in_order &= news.n == 1 && news.tracks[0].stamp.size == kept && strcmp(news.tracks[0].title, kept % 2 ? "T" : "");
			in_order &= kept % 2 ? atoi(news.tracks[0].title) == kept : !strcmp(news.tracks[0].title, "T");
		} else if (news.kind == DESK_EVENT_KEPT) {
			kept_before = kept;
			ok(news.cookie == 77 && news.event.id > 0 && news.event.position_ms == 5, "the event is kept");
		}
	} while (news.kind != DESK_DONE);
	is_int((long long)news.cookie, 78, "flushed");
	is_int(kept, 6000, "all tracks are kept");
	ok(in_order, "in order, in full");
	ok(kept_before >= 0 && kept_before < 6000, "the event did not wait for them (%d before it)", kept_before);
	is_int((long long)desk_backlog(d), 0, "the backlog is done");
	desk_track_state(d, 1, TRACK_MISSING, 0);
	news = news_of(d, DESK_TRACK_KEPT, DESK_TRACK_KEPT);
	ok(news.tracks[0].state == TRACK_MISSING && news.tracks[0].play_count == 1, "a track is told with the listener's opinion");
	desk_track_move(d, 1, "/moved", &(struct file_stamp){ 1, 1, 1, 1 });
	is_str(news_of(d, DESK_TRACK_KEPT, DESK_TRACK_KEPT).tracks[0].path, "/moved", "moved");
	desk_track_unreadable(d, "/bad", &(struct file_stamp){ 1, 1, 1, 1 }, "no frames", 7);
	is_str(news_of(d, DESK_TRACK_KEPT, DESK_TRACK_KEPT).tracks[0].error, "no frames", "unreadable");
	desk_close(d);
}

static void test_loads(void)
{
	struct desk *d = open_desk("lanes");
	struct event ev = { .at_ms = 2000, .track = 2, .kind = EVENT_LOVE };
	struct desk_news news;
	size_t n = 0, slices = 0, slices_before = 99;
	track_id last = 0;
	bool in_order = true, is_loved = false;

	desk_load_tracks(d);
	desk_event(d, &ev, 1);
	do {
		news = next_news(d);
		if (news.kind == DESK_TRACKS) {
			slices++;
			for (size_t i = 0; i < news.n; i++, n++) {
				in_order &= news.tracks[i].id > last && news.tracks[i].title[0];
				last = news.tracks[i].id;
			}
		} else if (news.kind == DESK_EVENT_KEPT) {
			slices_before = slices;
		}
	} while (news.kind != DESK_LOADED);
	is_int((long long)n, 6002, "the library is loaded");
	ok(in_order && slices == (6002 + BUNCH - 1) / BUNCH, "each once, in slices");
	ok(slices_before <= SLICES_AHEAD + 1, "an event in between (after %zu slices)", slices_before);
	for (int i = 0; i < 2500; i++) {
		ev = (struct event){ .at_ms = 10000 - i, .track = 3, .kind = EVENT_STOP };
		desk_event(d, &ev, 2);
	}
	desk_load_events(d, 0);
	int64_t at_ms = 0;
	n = 0;
	in_order = true;
	do {
		news = next_news(d);
		if (news.kind == DESK_EVENTS)
			for (size_t i = 0; i < news.n; i++, n++) {
				in_order &= news.events[i].at_ms >= at_ms;
				at_ms = news.events[i].at_ms;
				is_loved |= news.events[i].kind == EVENT_LOVE;
			}
	} while (news.kind != DESK_EVENTS_LOADED);
	is_int((long long)n, 2502, "the log is loaded");
	ok(in_order && is_loved, "oldest first");
	desk_load_events(d, 10000);
	is_int((long long)news_of(d, DESK_EVENTS, DESK_EVENTS).n, 1, "since a moment, that moment included");
	/* closed amid a load nobody fetches */
	desk_load_tracks(d);
	desk_close(d);
}

static void test_failures(void)
{
	struct desk *d = open_desk("failures");
	char *path = test_path("failures");
	struct event ev = { .at_ms = 1, .track = 9999, .kind = EVENT_START };
	struct desk_news news;
	int kept = 0, failed = 0;
	sqlite3 *db;

	sqlite3_open(path, &db);
	sqlite3_busy_timeout(db, 5000);
	ok(!sqlite3_exec(db, "CREATE TRIGGER refuse BEFORE INSERT ON track WHEN NEW.title = 'bad'"
		" BEGIN SELECT RAISE(ABORT, 'refused'); END", NULL, NULL, NULL), "a trap");
	sqlite3_close(db);
	for (int i = 0; i < 500; i++)
		put(d, i, i % 50 == 7 ? "bad" : "T");
	desk_track_state(d, 99999, TRACK_OK, 0);
	desk_flush(d, 3);
	while ((news = next_news(d)).kind != DESK_DONE) {
		kept += news.kind == DESK_TRACK_KEPT;
		failed += news.kind == DESK_FAILED && news.err && news.text && *news.text;
	}
	is_int(kept, 490, "what is good is kept");
	is_int(failed, 11, "what is bad is told, each by itself");
	desk_event(d, &ev, 4);
	news = news_of(d, DESK_FAILED, DESK_FAILED);
	ok(news.err == ERR_MISSING && news.cookie == 4, "an event of no track is refused");
	desk_export(d, path, 5);
	news = news_of(d, DESK_FAILED, DESK_FAILED);
	ok(news.err == ERR_ARG && news.cookie == 5, "an export over a file is refused");
	ev.track = 1;
	desk_event(d, &ev, 6);
	is_int((long long)news_of(d, DESK_EVENT_KEPT, DESK_EVENT_KEPT).cookie, 6, "the desk lives on");
	desk_close(d);

	unlink(path);
	write_file(path, "not a database at all", 21, 0600);
	is_int(desk_open(&d, path, "default"), OK, "a desk over rubbish");
	for (int i = 0; i < 100; i++)
		put(d, i, "T");
	desk_event(d, &ev, 1);
	news = next_news(d);
	ok(news.kind == DESK_OPENED && news.err == ERR_DB && strstr(news.text, path), "says so: %s", news.text);
	put(d, 1, "T");
	desk_flush(d, 1);
	is_int((long long)desk_backlog(d), 0, "takes no more");
	ok(!desk_next(d, &news), "and says no more");
	desk_close(d);
	free(path);
}

/* The disk is full for a while: what does not fit is told, and afterwards the desk goes on. */
static void test_full(void)
{
	struct desk *d = open_desk("full");
	char *path = test_path("full"), *report = NULL;
	struct event ev = { .at_ms = 1, .track = 1, .kind = EVENT_START };
	struct rlimit old, tight;
	struct desk_news news;
	struct store *s = NULL;
	int kept = 0, failed = 0;

	put(d, 0, "T");
	desk_flush(d, 1);
	news_of(d, DESK_DONE, DESK_DONE);
	signal(SIGXFSZ, SIG_IGN);
	getrlimit(RLIMIT_FSIZE, &old);
	tight = old;
	tight.rlim_cur = 4096;
	setrlimit(RLIMIT_FSIZE, &tight);
	for (int i = 1; i <= 300; i++)
		put(d, i, "T");
	desk_event(d, &ev, 2);
	do {
		news = next_news(d);
		kept += news.kind == DESK_TRACK_KEPT;
		failed += news.kind == DESK_FAILED;
	} while (kept + failed < 301 && news.kind != DESK_EVENT_KEPT);
	is_int(kept, 0, "nothing is claimed to be kept");
	is_int(failed, 301, "every request is told to have failed");
	setrlimit(RLIMIT_FSIZE, &old);
	desk_event(d, &ev, 3);
	is_int((long long)news_of(d, DESK_EVENT_KEPT, DESK_EVENT_KEPT).cookie, 3, "with room again it goes on");
	put(d, 1, "T");
	ok(news_of(d, DESK_TRACK_KEPT, DESK_TRACK_KEPT).tracks[0].id > 0, "with tracks too");
	desk_close(d);
	store_open(&s, path, STORE_WRITE, "default");
	store_check(s, &report);
	is_str(report, NULL, "sound");
	store_close(s);
	free(path);
}

static void test_state(void)
{
	struct desk *d = open_desk("state");
	char *path = test_path("state-copy");
	struct queue_row rows[2] = { { 1, SOURCE_RADIO, 3 }, { 1, SOURCE_FILE, 4 } };
	struct desk_news news;

	put(d, 1, "T");
	news_of(d, DESK_TRACK_KEPT, DESK_TRACK_KEPT);
	for (int i = 0; i < 50; i++)
		desk_queue_save(d, rows, i % 2 ? 2 : 1, NULL, 0, NULL);
	desk_load_queue(d);
	news = news_of(d, DESK_QUEUE, DESK_QUEUE);
	ok(news.n == 2 && news.queue[0].source == SOURCE_RADIO && news.queue[1].part == 4, "the last queue saved");
	desk_queue_save(d, NULL, 0, NULL, 0, NULL);
	desk_load_queue(d);
	is_int((long long)news_of(d, DESK_QUEUE, DESK_QUEUE).n, 0, "an empty one");
	desk_value_get(d, "volume");
	news = news_of(d, DESK_VALUE, DESK_VALUE);
	ok(!strcmp(news.key, "volume") && !news.value, "no value");
	desk_value_set(d, "volume", "70");
	desk_value_get(d, "volume");
	is_str(news_of(d, DESK_VALUE, DESK_VALUE).value, "70", "a value");
	desk_root_add(d, "/a", 11);
	is_int((long long)news_of(d, DESK_DONE, DESK_DONE).cookie, 11, "a folder");
	desk_root_add(d, "/b", 12);
	desk_root_remove(d, "/a", 13);
	desk_load_roots(d);
	news = news_of(d, DESK_ROOTS, DESK_ROOTS);
	ok(news.n == 1 && !strcmp(news.roots[0], "/b"), "folders");
	desk_export(d, path, 14);
	is_int((long long)news_of(d, DESK_DONE, DESK_DONE).cookie, 14, "a copy");
	ok(!access(path, R_OK), "is there");
	desk_close(d);
	free(path);
}

/* What is marked is on the disk: the queue and where in it one is, together, however much else waits to be written. */
static void test_mark(void)
{
	struct desk *d = open_desk("mark");
	char *path = test_path("mark"), *value = NULL;
	struct queue_row row = { 1, SOURCE_RADIO, 3 }, *rows = NULL;
	struct store *s = NULL;
	bool is_apart;
	size_t n = 0;

	for (int i = 1; i <= 9000; i++)
		put(d, i, "T");
	desk_resume_save(d, "before");
	desk_queue_save(d, &row, 1, NULL, 0, "at its beginning");
	desk_queue_save(d, &row, 1, NULL, 0, NULL);
	desk_mark(d, 500);
	is_int((long long)news_of(d, DESK_DONE, DESK_DONE).cookie, 500, "marked");
	ok(desk_backlog(d) > 0, "while %zu others wait", desk_backlog(d));
	is_int(store_open(&s, path, STORE_READ, "default"), OK, "another looks");
	is_int(store_queue_load(s, &rows, &n, &is_apart), OK, "at the queue");
	ok(n == 1 && rows[0].part == 3, "which is there");
	is_int(store_value_get(s, VALUE_RESUME, &value), OK, "and with it");
	is_str(value, "at its beginning", "where in it one is");
	free(rows);
	free(value);
	store_close(s);
	desk_resume_save(d, "further");
	desk_value_get(d, VALUE_RESUME);
	is_str(news_of(d, DESK_VALUE, DESK_VALUE).value, "further", "a place alone");
	desk_close(d);
	free(path);
}

/* Everything asked for before desk_close is there after it. */
static void test_close(void)
{
	bool is_apart;
	struct desk *d = NULL;
	char *path = test_path("close"), *value = NULL, *report = NULL;
	struct event ev = { .at_ms = 1, .track = 1, .kind = EVENT_FINISH };
	struct store *s = NULL;
	struct store_tracks *c;
	struct queue_row *rows = NULL;
	struct track t;
	size_t n = 0, n_rows = 0;
	enum err err;

	desk_open(&d, path, "default");
	put(d, 1, "T");
	news_of(d, DESK_TRACK_KEPT, DESK_TRACK_KEPT);
	for (int i = 1; i <= 9000; i++)
		put(d, i, "T");
	desk_value_set(d, "last", "one");
	desk_event(d, &ev, 1);
	desk_queue_save(d, &(struct queue_row){ 1, SOURCE_RADIO, 0 }, 1, NULL, 0, NULL);
	desk_close(d);
	is_int(store_open(&s, path, STORE_WRITE, "default"), OK, "closed at once");
	store_tracks_open(s, &c);
	while (store_tracks_next(c, &t, &err))
		n++;
	store_tracks_close(c);
	is_int((long long)n, 9000, "all tracks are there");
	store_value_get(s, "last", &value);
	is_str(value, "one", "and the value");
	store_queue_load(s, &rows, &n_rows, &is_apart);
	is_int((long long)n_rows, 1, "and the queue");
	store_check(s, &report);
	is_str(report, NULL, "sound");
	free(rows);
	free(value);
	store_close(s);
	free(path);
}

int main(void)
{
	test_dir_make();
	test_lanes();
	test_loads();
	test_failures();
	test_full();
	test_state();
	test_mark();
	test_close();
	desk_close(NULL);
	test_dir_remove();
	return done();
}
