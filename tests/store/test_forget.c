/* test_forget.c -- what was played leaves the log and the file, opinions follow, and it comes back as it was; killed in the middle it is all or nothing. */
#include "help.h"

#include <signal.h>
#include <sys/wait.h>

enum { TRACKS = 20, EVENTS = 600, ROUNDS = 25 };
#define HOUR_MS INT64_C(3600000)
/* Six bytes that stand in the file as they are here, once a row. */
#define MARK INT64_C(0x5e60c3a55a3c)

static struct event event_no(int i)
{
	static const enum event_kind kinds[] = { EVENT_START, EVENT_FINISH, EVENT_START, EVENT_SKIP, EVENT_RATE, EVENT_START, EVENT_STOP, EVENT_LOVE, EVENT_FAIL, EVENT_MOOD };

	return (struct event){ .at_ms = (i + 1) * HOUR_MS, .track = i * 7 % TRACKS + 1, .kind = kinds[i % 10], .source = SOURCE_LIBRARY, .value = i % 6,
		.position_ms = MARK, .listened_ms = 1000 + i, .duration_ms = 60000 };
}

static struct store *made(const char *path)
{
	struct store *s = NULL;

	if (store_open(&s, path, STORE_WRITE, "default")) {
		printf("Bail out! %s\n", err_text());
		exit(1);
	}
	for (int i = 0; i < TRACKS; i++) {
		char name[32];

		snprintf(name, sizeof name, "/m/%d", i);
		put_plain(s, name, "T", "A");
	}
	for (int i = 0; i < EVENTS; i++) {
		struct event ev = event_no(i);

		if (store_event_add(s, &ev))
			printf("# %s\n", err_text());
	}
	return s;
}

static bool is_play(enum event_kind kind)
{
	return kind <= EVENT_STOP || kind == EVENT_FAIL;
}

/* How many rows of the log are left; *ret_plays: of them such as can be forgotten. */
static int count(struct store *s, int *ret_plays)
{
	struct store_events *c;
	struct event ev;
	enum err err = OK;
	int n = 0, plays = 0;

	if (store_events_open(s, 0, 0, 0, false, &c))
		return -1;
	while (store_events_next(c, &ev, &err)) {
		n++;
		plays += is_play(ev.kind);
	}
	store_events_close(c);
	if (ret_plays)
		*ret_plays = plays;
	return err ? -1 : n;
}

static bool is_sound(struct store *s)
{
	char *report = NULL;
	bool sound = !store_check(s, &report) && !report;

	if (report)
		printf("# %s", report);
	free(report);
	return sound;
}

static int marks_in(const char *path)
{
	unsigned char mark[6];
	char *bytes = NULL;
	size_t n = 0;
	int found = 0;

	for (int i = 0; i < 6; i++)
		mark[i] = (unsigned char)(MARK >> (40 - 8 * i));
	if (access(path, F_OK) || read_file(path, (size_t)1 << 30, &bytes, &n))
		return 0;
	for (size_t i = 0; i + sizeof mark <= n; i++)
		found += !memcmp(bytes + i, mark, sizeof mark);
	free(bytes);
	return found;
}

static int marks(const char *path)
{
	char *wal = xasprintf("%s-wal", path);
	int n = marks_in(path) + marks_in(wal);

	free(wal);
	return n;
}

static char *opinions(struct store *s)
{
	struct store_tracks *c;
	struct track t;
	struct buf b;
	enum err err = OK;

	buf_init(&b, 1 << 20);
	if (store_tracks_open(s, &c))
		return NULL;
	while (store_tracks_next(c, &t, &err))
		buf_addf(&b, "%lld:%d,%d,%d,%d,%d,%lld ", (long long)t.id, t.rating, t.is_loved, t.is_banned, t.play_count, t.skip_count, (long long)t.last_played_s);
	store_tracks_close(c);
	return buf_steal(&b);
}

static void test_track(void)
{
	char *path = test_path("track.db"), *before, *after;
	struct store *s = made(path);
	const track_id meant[] = { 3, 8 };
	struct forget what = { .tracks = meant, .n = 2, .hour_of_day = -1 };
	struct forgotten f, back;
	int n, plays, all, left, wrong = 0;

	before = opinions(s);
	all = count(s, &plays);
	is_int(store_forget(s, &what, &f), OK, "two tracks are forgotten");
	for (size_t i = 0; i < f.n; i++)
		wrong += (f.events[i].track != 3 && f.events[i].track != 8) || !is_play(f.events[i].kind) || (i && f.events[i].at_ms < f.events[i - 1].at_ms);
	ok(f.n && !wrong, "what went was theirs, and played, in order of time");
	n = count(s, &left);
	is_int(n, all - (int)f.n, "nothing else went");
	ok(is_sound(s), "the opinions are what the rest of the log says");
	is_int((long long)f.n_heard, 2, "both are told of");
	ok(!f.heard[0].play_count && !f.heard[0].skip_count && !f.heard[0].last_played_s && f.heard[0].track == 3, "as never heard");
	is_int(store_remember(s, &f, &back), OK, "it is put back");
	is_int(count(s, NULL), all, "all of it");
	after = opinions(s);
	is_str(after, before, "and all stands as it stood");
	ok(is_sound(s), "by the log, too");
	forgotten_done(&f);
	forgotten_done(&back);
	free(before);
	free(after);
	store_close(s);
	free(path);
}

static void test_span(void)
{
	char *path = test_path("span.db");
	struct store *s = made(path);
	struct forget what = { .since_ms = 101 * HOUR_MS, .until_ms = 201 * HOUR_MS, .hour_of_day = -1 };
	struct forgotten f;
	int outside = 0;

	is_int(store_forget(s, &what, &f), OK, "a span is forgotten");
	for (size_t i = 0; i < f.n; i++)
		outside += f.events[i].at_ms < what.since_ms || f.events[i].at_ms >= what.until_ms;
	is_int((long long)f.n, 70, "seven of ten in it were played");
	is_int(outside, 0, "none outside of it");
	forgotten_done(&f);
	what = (struct forget){ .hour_of_day = 5 };
	is_int(store_forget(s, &what, &f), OK, "an hour of the day is forgotten");
	ok(f.n > 5, "%zu times", f.n);
	for (size_t i = 0; i < f.n; i++)
		outside += (f.events[i].at_ms - f.events[i].listened_ms) / HOUR_MS % 24 != 5;	/* when it began */
	is_int(outside, 0, "and no other hour");
	forgotten_done(&f);
	ok(is_sound(s), "the opinions follow");
	is_int(store_forget(s, &what, &f), OK, "once more finds nothing");
	is_int((long long)f.n, 0, "and changes nothing");
	forgotten_done(&f);
	store_close(s);
	free(path);
}

static void test_file(void)
{
	char *path = test_path("file.db");
	struct store *s = made(path), *reader, *other;
	struct forget what = { .hour_of_day = -1 };
	struct event ev = event_no(0);
	struct forgotten f;
	int plays;

	count(s, &plays);
	ok(marks(path) >= plays, "what was played stands in the file");
	/* another listener's log is none of it */
	store_open(&other, path, STORE_WRITE, "anna");
	store_event_add(other, &ev);
	store_close(other);
	store_open(&reader, path, STORE_READ, "default");
	sqlite3_exec(reader->db, "BEGIN; SELECT count(*) FROM event", NULL, NULL, NULL);
	is_int(store_forget(s, &what, &f), OK, "all is forgotten while somebody reads");
	is_int((long long)f.n, plays, "every play");
	forgotten_done(&f);
	ok(marks(path) > EVENTS - plays + 1, "the log in front of the file still has some of it");
	sqlite3_exec(reader->db, "COMMIT", NULL, NULL, NULL);
	is_int(store_checkpoint(s), OK, "it is tidied when the reader has gone");
	is_int(marks(path), EVENTS - plays + 1, "what was said, and the other listener's play, and not a byte more");
	store_close(reader);
	is_int(count(s, &plays), EVENTS * 3 / 10, "what was said stays");
	is_int(plays, 0, "and nothing else");
	ok(sqlite3_exec(s->db, "DELETE FROM event", NULL, NULL, NULL) != SQLITE_OK, "the log is kept as ever");
	store_close(s);
	store_open(&other, path, STORE_WRITE, "anna");
	is_int(count(other, NULL), 1, "the other listener's is whole");
	store_close(other);
	free(path);
}

static bool is_in_file(const char *path, const char *text)
{
	char *bytes = NULL;
	size_t n = 0;
	bool found;

	if (read_file(path, (size_t)1 << 30, &bytes, &n))
		return true;
	found = memmem(bytes, n, text, strlen(text));
	free(bytes);
	return found;
}

static int64_t number(struct store *s, const char *sql)
{
	sqlite3_stmt *st = NULL;
	int64_t n = -1;

	if (!sqlite3_prepare_v2(s->db, sql, -1, &st, NULL) && sqlite3_step(st) == SQLITE_ROW)
		n = sqlite3_column_int64(st, 0);
	sqlite3_finalize(st);
	return n;
}

static void test_erase(void)
{
	char *path = test_path("erase.db");
	struct store *s = made(path), *other;
	struct correction said = { 3, "Zydeco", 5 };
	const track_id tracks[] = { 1, 2 };
	const struct queue_row place = { 4, SOURCE_QUEUE, 2 };
	struct event ev = event_no(0);
	int64_t rows = 0;

	store_corrections_put(s, &said, 1);
	store_playlist_put(s, "mine", NULL, tracks, 2, 5);
	store_filter_put(s, "some", "artist:a", FILTER_ON);
	store_queue_save(s, &place, 1, &place, 1, "4 1000");
	sqlite3_exec(s->db, "INSERT INTO named VALUES(1, 'Xanadu Unheardof', 'One', ''), (2, 'Shared', 'Two', ''), (3, 'Theirs', 'Three', '');"
		"INSERT INTO elsewhere VALUES(1, 1, 1, 2, 3, 4), (1, 2, 1, 2, 3, 4); INSERT INTO person VALUES(1, 'berta');"
		"INSERT INTO person_play VALUES(1, 2, 0, 1), (1, 3, 0, 1)", NULL, NULL, NULL);
	store_value_set(s, "volume", "80");
	store_open(&other, path, STORE_WRITE, "anna");
	store_event_add(other, &ev);
	store_close(other);
	is_int(store_erase(s, &rows), OK, "a listener is erased");
	ok(rows > EVENTS, "%d rows", (int)rows);
	is_int(marks(path), 1, "nothing of the log is left in the file but the other's");
	is_int(number(s, "SELECT (SELECT count(*) FROM opinion) * 1000 + (SELECT count(*) FROM event)"), 1001, "the other's row and opinion");
	is_int(number(s, "SELECT (SELECT count(*) FROM correction) + (SELECT count(*) FROM queue)"), 0, "no corrections, no queue");
	is_int(number(s, "SELECT (SELECT count(*) FROM elsewhere) * 100 + (SELECT count(*) FROM person_play) * 10 + (SELECT count(*) FROM named)"), 22, "of what was heard elsewhere only what others heard is left");
	ok(!is_in_file(path, "Xanadu"), "and what was heard by nobody else is not even named");
	is_int(number(s, "SELECT count(*) FROM value"), 1, "no place to go on from; the volume is the machine's");
	is_int(number(s, "SELECT (SELECT count(*) FROM playlist_row) * 10 + (SELECT count(*) FROM filter)"), 21, "playlists and filters stay");
	is_int(number(s, "SELECT count(*) FROM track"), TRACKS, "the library, too");
	ok(is_sound(s), "the file is sound");
	is_int(store_erase(s, &rows), OK, "once more");
	is_int(rows, 0, "finds nothing");
	ev.at_ms++;
	is_int(store_event_add(s, &ev), OK, "and listening goes on");
	store_close(s);
	free(path);
}

/* Four plays of what the library does not have: the first runs into the span, the last is after it; the name of the third is another listener's, too. */
static const char elsewhere_sql[] = "INSERT INTO named VALUES(1, 'Xanadu Unheardof', 'One', ''), (2, 'Shared', 'Two', '0b7b2bd6-8a4a-4d4c-b5ff-2f9a0f6e1d11'), (3, 'Other', 'Three', '');"
	"INSERT INTO elsewhere VALUES(1, 1, 99 * 3600000 + 3590000, 2, 20000, 4), (1, 1, 110 * 3600000, 3, 5, 4), (1, 2, 125 * 3600000, 2, -1, 0),"
	" (1, 3, 300 * 3600000, 4, 3, 4), (2, 2, 125 * 3600000, 2, -1, 0)";

static int elsewheres(struct store *s)
{
	return (int)number(s, "SELECT count(*) FROM elsewhere WHERE listener = 1");
}

static void test_elsewhere(void)
{
	static const char all_sql[] = "SELECT sum((e.at_ms / 1000 + e.kind * 7 + e.listened_ms * 31 + e.duration_ms) * length(n.artist || n.title || n.mbid)) FROM elsewhere e JOIN named n ON n.id = e.named";
	char *path = test_path("elsewhere.db");
	struct store *s = made(path), *other;
	struct forget what = { .since_ms = 99 * HOUR_MS + 3600000, .until_ms = 201 * HOUR_MS, .hour_of_day = -1 };
	const track_id meant[] = { 3 };
	struct forgotten f, back;
	int64_t before;

	store_open(&other, path, STORE_WRITE, "anna");
	store_close(other);
	is_int(sqlite3_exec(s->db, elsewhere_sql, NULL, NULL, NULL), SQLITE_OK, "heard elsewhere");
	before = number(s, all_sql);
	is_int(store_forget(s, &what, &f), OK, "a span is forgotten");
	is_int((long long)f.elsewhere.n, 3, "and what was heard elsewhere in it");
	is_int(elsewheres(s), 1, "is gone");
	ok(!is_in_file(path, "Xanadu"), "and its name is nowhere in the file");
	is_int(number(s, "SELECT count(*) FROM named"), 2, "a name that another listener's plays have stays");
	is_int(number(s, "SELECT count(*) FROM elsewhere WHERE listener = 2"), 1, "and that listener's play");
	ok(is_sound(s), "the file is sound");
	is_int(store_remember(s, &f, &back), OK, "it is put back");
	is_int((long long)back.elsewhere.n, 3, "all of it is told");
	is_int(number(s, all_sql), before, "each as it was");
	forgotten_done(&back);
	is_int(store_remember(s, &f, &back), OK, "twice");
	is_int(number(s, all_sql), before, "changes nothing of it");
	forgotten_done(&back);
	forgotten_done(&f);
	what = (struct forget){ .hour_of_day = 5 };
	is_int(store_forget(s, &what, &f), OK, "an hour of the day is forgotten");
	ok(f.elsewhere.n == 1 && f.elsewhere.plays[0].at_ms == 125 * HOUR_MS, "the one play of it, too");
	is_str(f.elsewhere.names + f.elsewhere.plays[0].name, "Shared", "by its name");
	forgotten_done(&f);
	what = (struct forget){ .tracks = meant, .n = 1, .hour_of_day = -1 };
	is_int(store_forget(s, &what, &f), OK, "of a track");
	ok(!f.elsewhere.n && elsewheres(s) == 3, "what is no track stays");
	forgotten_done(&f);
	sqlite3_exec(s->db, "DROP TRIGGER event_not_deleted; DELETE FROM event; CREATE TRIGGER event_not_deleted BEFORE DELETE ON event BEGIN SELECT raise(ABORT, 'kept'); END", NULL, NULL, NULL);
	what = (struct forget){ .hour_of_day = -1 };
	is_int(store_forget(s, &what, &f), OK, "all is forgotten where nothing else was heard");
	ok(!f.n && f.elsewhere.n == 3 && !elsewheres(s), "all that was heard elsewhere");
	forgotten_done(&f);
	store_close(s);
	free(path);
}

_Noreturn static void child(const char *path, int fd)
{
	struct forget what = { .hour_of_day = -1 };
	struct store *s;

	if (store_open(&s, path, STORE_WRITE, "default") || write(fd, "", 1) != 1)
		_exit(2);
	for (;;) {
		struct forgotten f, back;

		if (store_forget(s, &what, &f) || store_remember(s, &f, &back))
			_exit(3);
		forgotten_done(&f);
		forgotten_done(&back);
	}
}

static void test_kill(void)
{
	char *path = test_path("kill.db");
	struct store *s = made(path);
	int all, plays, half = 0, broken = 0, gone = 0, part = 0;
	struct forgotten whole = { 0 };
	struct rng rng;

	sqlite3_exec(s->db, "INSERT INTO listener VALUES(2, 'anna')", NULL, NULL, NULL);
	sqlite3_exec(s->db, elsewhere_sql, NULL, NULL, NULL);
	rng_seed(&rng, 7);
	all = count(s, &plays);
	store_close(s);
	for (int round = 0; round < ROUNDS; round++) {
		struct forget what = { .hour_of_day = -1 };
		struct forgotten f;
		int n, left, pipe_of[2];
		char byte;
		pid_t pid;

		if (pipe(pipe_of) || (pid = fork()) < 0)
			break;
		if (!pid)
			child(path, pipe_of[1]);
		if (read(pipe_of[0], &byte, 1) != 1)
			broken++;
		for (uint32_t spin = rng_below(&rng, 30000000); spin; spin--)
			__asm__ volatile ("");
		kill(pid, SIGKILL);
		waitpid(pid, NULL, 0);
		close(pipe_of[0]);
		close(pipe_of[1]);
		if (store_open(&s, path, STORE_WRITE, "default")) {
			broken++;
			break;
		}
		n = count(s, &left);
		half += !(n == all && left == plays) && !(n == all - plays && !left);
		gone += !left;
		part += elsewheres(s) != (left ? 4 : 0);
		broken += !is_sound(s) || sqlite3_exec(s->db, "DELETE FROM event", NULL, NULL, NULL) == SQLITE_OK;
		/* the next round begins with all of it */
		if (left && !whole.n && store_forget(s, &what, &whole))
			broken++;
		if ((!left || count(s, NULL) < all) && !store_remember(s, &whole, &f))
			forgotten_done(&f);
		store_close(s);
	}
	is_int(half, 0, "killed at any moment it is all there or all gone");
	is_int(part, 0, "what was heard elsewhere with it");
	is_int(broken, 0, "and the file is sound, its log kept");
	printf("# %d of %d times gone\n", gone, ROUNDS);
	forgotten_done(&whole);
	free(path);
}

int main(void)
{
	setenv("TZ", "UTC0", 1);
	test_dir_make();
	test_track();
	test_span();
	test_file();
	test_erase();
	test_elsewhere();
	test_kill();
	test_dir_remove();
	return done();
}
