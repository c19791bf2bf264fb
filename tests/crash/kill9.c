/*
 * kill9.c -- the real player, killed at any moment; nothing that was acknowledged may be missing afterwards.
 *
 *	   start ─▶ resumed? ─▶ storm of script lines ──┐
 *	     ▲                  and `segue rate` ───────┤ SIGKILL to the whole process group, sometimes before the first paint
 *	     └── log, opinions, integrity, leftovers ◀──┘
 *
 * Two streams of judgements run at once, each on tracks of its own, so that each can be told apart in the log:
 *   - the script's, in batches.  A batch ends with `wait idle` and `dump FILE`; once that file is there all of it is acknowledged.
 *   - the command line's, one process after another.  Status 0 and the track's line acknowledge it.
 * What the log holds of a stream must be what was issued, in that order: all that was acknowledged, and of the rest of the
 * script's stream a beginning (a line is carried out after the one before it).
 *
 * A quiet round is killed after its last acknowledgement: then the next start must show the very same track, about the same
 * place, and the same queue.  SEGUE_ROUNDS says how many, SEGUE_SEED repeats a run (as far as a scheduler lets it).
 */
#include "link.h"
#include "store.h"
#include "../tap.h"

#include <dirent.h>
#include <fcntl.h>
#include <ftw.h>
#include <jansson.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { TRACKS = 8, BATCH_MAX = 10, AHEAD_MAX = 3, STORM_MS = 700, START_MS = 120, DEADLINE_MS = 60000, CALLS_MAX = 4096 };
/* The place is saved every five seconds and at each start; one more for a slow machine. */
enum { PLACE_SLACK_MS = 6500, ROW_BITS = 4 };

extern char **environ;
static char dir[64], *db, *sock;
static const char *segue;
static struct rng rng;
static pid_t player = -1;
static int script_fd = -1;

/* One judgement that was asked for. */
struct asked { enum event_kind kind; track_id track; int32_t value; unsigned batch; bool acked; };
static struct asked *asked;
static size_t n_asked, cap_asked;
static unsigned batches, batches_acked;

/* The command line's stream, shared with the process that runs it. */
struct calls { volatile bool stop; volatile size_t n; struct asked call[CALLS_MAX]; };
static struct calls *calls;

/* What the database says after each death. */
static struct event *log_rows;
static size_t n_log, cap_log;
static struct opinion { track_id id; char path[128]; int rating; bool loved, banned; } tracks[TRACKS * 2];

static size_t acked_total, killed_open, quiet_rounds;

/* ---- small things ---- */
static int remove_one(const char *path, const struct stat *sb, int kind, struct FTW *ftw)
{
	(void)sb, (void)kind, (void)ftw;
	return remove(path);
}

/* A player that is gone by itself: how? */
static void tell_end(void)
{
	int status;

	if (player > 0 && waitpid(player, &status, WNOHANG) == player)
		printf("# the player ended by itself: %s %d\n", WIFSIGNALED(status) ? "signal" : "status",
		       WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status));
}

static void bail(const char *what)
{
	tell_end();
	printf("Bail out! %s: %s\n", what, err_text());
	if (player > 0)
		kill(-player, SIGKILL);
	exit(1);
}

static void pause_ms(int ms)
{
	poll(NULL, 0, ms);
}

static pid_t spawn(const char *const argv[], int in, int out, bool own_group)
{
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attr;
	pid_t pid = -1;

	posix_spawn_file_actions_init(&actions);
	posix_spawnattr_init(&attr);
	posix_spawn_file_actions_adddup2(&actions, in, 0);
	posix_spawn_file_actions_adddup2(&actions, out, 1);
	if (own_group) {
		posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETPGROUP);
		posix_spawnattr_setpgroup(&attr, 0);
	}
	if (posix_spawn(&pid, argv[0], &actions, &attr, (char *const *)(uintptr_t)argv, environ))
		pid = -1;
	posix_spawn_file_actions_destroy(&actions);
	posix_spawnattr_destroy(&attr);
	return pid;
}

static int run_quietly(const char *const argv[])
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC), status = -1;
	pid_t pid = spawn(argv, null, null, false);

	close(null);
	if (pid > 0)
		waitpid(pid, &status, 0);
	return status;
}

/* ---- the library: eight tracks for the script, eight for the command line ---- */
static void make_library(const char *mkfile)
{
	char *music = path_join(dir, "music");

	make_dirs(music, 0755);
	for (int i = 0; i < TRACKS * 2; i++) {
		char path[128], title[32], track[32], seconds[8];
		const char *artist = i < TRACKS ? "artist=Aaa" : "artist=Zzz";

		snprintf(path, sizeof path, "%s/%02d.wav", music, i);
		snprintf(title, sizeof title, "title=T%02d", i);
		snprintf(track, sizeof track, "track=%d", i % TRACKS + 1);
		snprintf(seconds, sizeof seconds, "%d", i % 3 ? 30 : 2);
		if (run_quietly((const char *[]){ mkfile, path, seconds, title, artist, "album=One", track, NULL }))
			bail("mkfile");
	}
	if (run_quietly((const char *[]){ segue, "scan", "--db", db, music, NULL }))
		bail("scan");
	free(music);
}

/* ---- the player ---- */
static void player_start(void)
{
	int fds[2], err = open(getenv("SEGUE_KILL9_LOG") ? getenv("SEGUE_KILL9_LOG") : "/dev/null", O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);

	if (pipe2(fds, O_CLOEXEC))
		bail("pipe");
	player = spawn((const char *[]){ segue, "--ao", "null", "--db", db, "--script", "-", NULL }, fds[0], err, true);
	if (player < 0)
		bail("segue");
	close(fds[0]);
	close(err);
	script_fd = fds[1];
}

static void say(const char *fmt, ...) PRINTF_LIKE(1, 2);
static void say(const char *fmt, ...)
{
	char line[256];
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(line, sizeof line - 1, fmt, ap);
	va_end(ap);
	line[n++] = '\n';
	if (write_all(script_fd, line, (size_t)n))
		bail("script");
}

/* True once the player has written this acknowledgement; takes it away. */
static bool has_dumped(unsigned batch)
{
	char name[96];

	snprintf(name, sizeof name, "%s/ack.%u", dir, batch);
	return !unlink(name);
}

static unsigned end_batch(void)
{
	say("wait idle");
	say("dump %s/ack.%u", dir, ++batches);
	return batches;
}

static void take_acks(void)
{
	while (batches_acked < batches && has_dumped(batches_acked + 1)) {
		batches_acked++;
		for (size_t i = 0; i < n_asked; i++)
			asked[i].acked |= asked[i].batch <= batches_acked;
	}
}

static void player_kill(void)
{
	kill(-player, SIGKILL);
	waitpid(player, NULL, 0);
	player = -1;
	close(script_fd);
	script_fd = -1;
	take_acks();	/* the last one may have come in between */
	batches_acked = batches;
}

static bool await_acks(void)
{
	int64_t deadline = clock_mono_ms() + DEADLINE_MS;

	for (take_acks(); batches_acked < batches; take_acks()) {
		if (clock_mono_ms() > deadline || waitpid(player, NULL, WNOHANG) > 0)
			return false;
		pause_ms(1);
	}
	return true;
}

/* ---- what plays, as `segue remote status --json` has it ---- */
struct status { char path[128], state[16]; double position_s; int queue; track_id *rows; size_t n_rows; };

static void take_status(void *ctx, const char *text)
{
	struct status *s = ctx;
	json_t *o = json_loads(text, 0, NULL), *path = json_object_get(o, "path");

	snprintf(s->path, sizeof s->path, "%s", path ? json_string_value(path) : "");
	snprintf(s->state, sizeof s->state, "%s", json_string_value(json_object_get(o, "state")));
	s->position_s = json_number_value(json_object_get(o, "position_s"));
	s->queue = (int)json_integer_value(json_object_get(o, "queue"));
	json_decref(o);
}

/* The queue as it is on disk; what stands before and after the current entry counts too. */
static void take_rows(struct status *s)
{
	bool is_apart;
	struct store *store;
	struct queue_row *rows;

	free(s->rows);
	s->rows = NULL;
	s->n_rows = 0;
	if (store_open(&store, db, STORE_READ, "default"))
		return;
	if (!store_queue_load(store, &rows, &s->n_rows, &is_apart)) {
		s->rows = xcalloc(s->n_rows + 1, sizeof *s->rows);
		for (size_t i = 0; i < s->n_rows; i++)
			s->rows[i] = (track_id)((uint64_t)rows[i].track << ROW_BITS | rows[i].part);
		free(rows);
	}
	store_close(store);
}

static bool ask_status(struct status *ret_status)
{
	static const char *const argv[] = { "status", "--json" };
	char *sentence = NULL;
	int status = -1;
	enum err err = link_call(sock, 2, argv, 5000, take_status, ret_status, &status, &sentence);

	free(sentence);
	take_rows(ret_status);
	return !err && !status;
}

/* ---- the storm ---- */
static void ask(enum event_kind kind, int i, int32_t value, const char *line)
{
	/* the artist's one album heads its tracks */
	say("top");
	say("down %d", i + 1);
	say("%s", line);
	ARRAY_GROW(asked, n_asked, cap_asked);
	asked[n_asked++] = (struct asked){ kind, tracks[i].id, value, batches + 1, false };
}

static void judge_something(void)
{
	int i = (int)rng_below(&rng, TRACKS), stars = (int)rng_below(&rng, 6);
	struct opinion *t = &tracks[i];
	char line[32];

	switch (rng_below(&rng, 4)) {
	case 0:
		t->loved = !t->loved;
		ask(t->loved ? EVENT_LOVE : EVENT_UNLOVE, i, 0, "love selected");
		break;
	case 1:
		/* three of them stay playable whatever happens */
		if (i >= 3) {
			t->banned = !t->banned;
			ask(t->banned ? EVENT_BAN : EVENT_UNBAN, i, 0, t->banned ? "ban selected" : "unban selected");
			break;
		}
		/* fall through */
	default:
		snprintf(line, sizeof line, "rate %d selected", stars);
		ask(EVENT_RATE, i, stars, line);
	}
}

static void do_something(void)
{
	static const char *const lines[] = { "next", "next", "enter", "queue-last", "queue-last", "queue-next", "queue-last", "previous",
		"seek +1", "pause", "play", "shuffle", "scan", "clear", "down 3", "repeat", "next-album", "stop", "enter", "next" };

	if (rng_below(&rng, 2))
		judge_something();
	else
		say("%s", lines[rng_below(&rng, COUNT_OF(lines))]);
}

static void batch(void)
{
	for (uint32_t i = 1 + rng_below(&rng, BATCH_MAX); i; i--)
		do_something();
	end_batch();
}

/* A process of its own that calls `segue rate` until told to stop. */
static pid_t calls_start(uint32_t seed)
{
	pid_t pid;

	calls->stop = false;
	calls->n = 0;
	fflush(stdout);
	pid = fork();
	if (pid)
		return pid;
	for (size_t n = 0; !calls->stop && n < CALLS_MAX; n++) {
		struct opinion *t = &tracks[TRACKS + (n + seed) % TRACKS];
		char stars[2] = { (char)('0' + (n + seed) % 6), '\0' };
		bool love = n % 5 == 4;
		struct asked *a = &calls->call[n];

		*a = (struct asked){ love ? EVENT_LOVE : EVENT_RATE, t->id, love ? 0 : stars[0] - '0', 0, false };
		calls->n = n + 1;
		a->acked = !run_quietly((const char *[]){ segue, love ? "love" : "rate", "--db", db, "--json", t->path,
						    love ? NULL : stars, NULL });
	}
	_exit(0);
}

/* ---- after death ---- */
static struct opinion *opinion_of(track_id id)
{
	for (size_t i = 0; i < COUNT_OF(tracks); i++)
		if (tracks[i].id == id)
			return &tracks[i];
	return NULL;
}

static void read_tracks(struct store *s)
{
	struct store_tracks *c;
	struct track t;
	enum err err = OK;

	if (store_tracks_open(s, &c))
		bail("tracks");
	while (store_tracks_next(c, &t, &err)) {
		size_t i = (size_t)atoi(path_base(t.path));

		if (i >= COUNT_OF(tracks))
			continue;
		tracks[i] = (struct opinion){ .id = t.id, .rating = t.rating, .loved = t.is_loved, .banned = t.is_banned };
		snprintf(tracks[i].path, sizeof tracks[i].path, "%s", t.path);
	}
	store_tracks_close(c);
}

static bool same_event(const struct event *a, const struct event *b)
{
	return a->id == b->id && a->at_ms == b->at_ms && a->track == b->track && a->kind == b->kind && a->source == b->source &&
	       a->value == b->value && a->position_ms == b->position_ms && a->listened_ms == b->listened_ms;
}

static int by_id(const void *a, const void *b)
{
	const struct event *x = a, *y = b;

	return (x->id > y->id) - (x->id < y->id);
}

/*
 * Reads the log in the order it was written (by time the end of a killed run comes before what was written since).  False:
 * what it held before is not there unchanged.
 */
static bool read_log(struct store *s)
{
	struct event *old = log_rows, ev;
	struct store_events *c;
	enum err err = OK;
	size_t n_old = n_log;
	bool same = true;

	log_rows = NULL;
	n_log = cap_log = 0;
	if (store_events_open(s, 0, 0, 0, false, &c))
		bail("events");
	while (store_events_next(c, &ev, &err)) {
		ARRAY_GROW(log_rows, n_log, cap_log);
		log_rows[n_log++] = ev;
	}
	store_events_close(c);
	if (n_log)
		qsort(log_rows, n_log, sizeof *log_rows, by_id);
	for (size_t i = 0; i < n_old && same; i++)
		same = i < n_log && same_event(&old[i], &log_rows[i]);
	free(old);
	return same && !err;
}

/* Is the log's part of one stream what was issued? */
static bool stream_fits(size_t from, bool is_script, const struct asked *a, size_t n)
{
	size_t at = 0;

	for (size_t i = from; i < n_log; i++) {
		const struct event *ev = &log_rows[i];
		struct opinion *t = opinion_of(ev->track);

		if (ev->kind < EVENT_RATE || ev->kind > EVENT_UNBAN || !t || (t - tracks < TRACKS) != is_script)
			continue;
		while (!is_script && at < n && !a[at].acked && (a[at].kind != ev->kind || a[at].track != ev->track || a[at].value != ev->value))
			at++;
		if (at == n || a[at].kind != ev->kind || a[at].track != ev->track || a[at].value != ev->value) {
			printf("# event %lld: %s of %lld is not what was issued as number %zu\n", (long long)ev->id, event_kind_name[ev->kind],
			       (long long)ev->track, at);
			return false;
		}
		at++;
	}
	for (; at < n; at++)
		if (a[at].acked) {
			printf("# number %zu of %zu was acknowledged and is not in the log: %s of %lld\n", at, n, event_kind_name[a[at].kind],
			       (long long)a[at].track);
			return false;
		}
	return true;
}

static bool opinions_fit_log(void)
{
	struct opinion want[TRACKS * 2] = { 0 };

	for (size_t i = 0; i < n_log; i++) {
		const struct event *ev = &log_rows[i];
		struct opinion *t = opinion_of(ev->track), *w = t ? &want[t - tracks] : NULL;

		if (w && ev->kind == EVENT_RATE)
			w->rating = ev->value;
		else if (w && (ev->kind == EVENT_LOVE || ev->kind == EVENT_UNLOVE))
			w->loved = ev->kind == EVENT_LOVE;
		else if (w && (ev->kind == EVENT_BAN || ev->kind == EVENT_UNBAN))
			w->banned = ev->kind == EVENT_BAN;
	}
	for (size_t i = 0; i < COUNT_OF(want); i++)
		if (want[i].rating != tracks[i].rating || want[i].loved != tracks[i].loved || want[i].banned != tracks[i].banned)
			return false;
	return true;
}

/* Nothing but the database and its two companions may lie there. */
static bool left_nothing(void)
{
	static const char *const known[] = { ".", "..", "segue.db", "segue.db-wal", "segue.db-shm" };
	char *folder = path_join(dir, "data");
	DIR *d = opendir(folder);
	bool clean = d != NULL;

	for (struct dirent *e; d && (e = readdir(d)); ) {
		bool found = false;

		for (size_t i = 0; i < COUNT_OF(known); i++)
			found |= !strcmp(e->d_name, known[i]);
		if (!found)
			printf("# left behind: %s\n", e->d_name);
		clean &= found;
	}
	if (d)
		closedir(d);
	free(folder);
	return clean;
}

static bool autopsy(void)
{
	struct store *s;
	char *report = NULL;
	size_t before = n_log;
	bool good = true;

	if (store_open(&s, db, STORE_READ, "default")) {
		printf("# %s\n", err_text());
		return false;
	}
	read_tracks(s);
	if (!read_log(s))
		good = false, printf("# the old log is not as it was\n");
	good &= stream_fits(before, true, asked, n_asked);
	good &= stream_fits(before, false, calls->call, calls->n);
	if (!opinions_fit_log())
		good = false, printf("# opinions are not what the log says\n");
	store_check(s, &report);
	if (report)
		good = false, printf("# %s\n", report);
	free(report);
	store_close(s);
	for (size_t i = 0; i < n_asked; i++)
		acked_total += asked[i].acked;
	for (size_t i = 0; i < calls->n; i++)
		acked_total += calls->call[i].acked;
	return left_nothing() && good;
}

/* ---- the next start ---- */
/* Was this track started since, so that it may be what plays? */
static bool started_since(size_t from, const char *path)
{
	for (size_t i = from; i < n_log; i++) {
		struct opinion *t = opinion_of(log_rows[i].track);

		if (log_rows[i].kind == EVENT_START && t && !strcmp(t->path, path))
			return true;
	}
	return false;
}

/* It may have been asked for, and death came before its first sound: then it stands in the queue. */
static bool is_queued(const struct status *now)
{
	for (size_t i = 0; i < now->n_rows; i++) {
		struct opinion *t = opinion_of(now->rows[i] / 8);

		if (t && !strcmp(t->path, now->path))
			return true;
	}
	return false;
}

static bool is_banned(const char *path)
{
	for (size_t i = 0; i < COUNT_OF(tracks); i++)
		if (!strcmp(tracks[i].path, path))
			return tracks[i].banned;
	return false;
}

/* Goes on where the last one was; `exact` when it died in silence. */
static bool resumed(struct status *was, bool exact, int64_t lived_ms, size_t log_from)
{
	struct status now = { 0 };
	bool same, good;

	end_batch();
	if (!await_acks() || !ask_status(&now)) {
		printf("# the next start does not answer\n");
		return false;
	}
	same = !strcmp(now.path, was->path);
	/* a banned one that was played all the same is not begun by itself */
	good = same || (!now.path[0] && is_banned(was->path)) || (!exact && (!now.path[0] || started_since(log_from, now.path) || is_queued(&now)));
	if (exact && same && was->path[0])
		good = now.position_s * 1000 >= was->position_s * 1000 - PLACE_SLACK_MS &&
		       now.position_s * 1000 <= was->position_s * 1000 + (double)lived_ms + PLACE_SLACK_MS;
	if (exact && same && !strcmp(was->state, "paused"))
		good &= !strcmp(now.state, "paused");
	if (exact)
		good &= now.queue == was->queue && now.n_rows == was->n_rows && (!now.n_rows || !memcmp(now.rows, was->rows, now.n_rows * sizeof *now.rows));
	if (!good)
		printf("# %s: was %s %s at %.2f, queue %d (%zu rows); is %s %s at %.2f, queue %d (%zu rows)%s\n", exact ? "in silence" : "in the storm",
		       was->state, was->path, was->position_s, was->queue, was->n_rows, now.state, now.path, now.position_s, now.queue, now.n_rows,
		       is_banned(was->path) ? ", was banned" : "");
	for (size_t i = 0; !good && exact && i < MIN_OF(now.n_rows, was->n_rows); i++)
		if (now.rows[i] != was->rows[i])
			printf("#   row %zu: was %lld part %lld, is %lld part %lld\n", i, (long long)was->rows[i] >> ROW_BITS, (long long)was->rows[i] & 15,
			       (long long)now.rows[i] >> ROW_BITS, (long long)now.rows[i] & 15);
	/* what comes next is compared with this one */
	free(was->rows);
	*was = now;
	return good;
}

struct death { struct status was; bool exact; int64_t lived_ms; size_t log_from; };

static bool storm(struct death *d, bool is_quiet)
{
	int64_t end = clock_mono_ms() + rng_below(&rng, STORM_MS), asked_ms;
	pid_t caller = calls_start(rng_next(&rng) % 1000);
	bool good = true;

	say("view library");
	say("pane-next");
	while (clock_mono_ms() < end && good) {
		if (batches - batches_acked < AHEAD_MAX)
			batch();
		take_acks();
		good = waitpid(player, NULL, WNOHANG) == 0;
		pause_ms(1);
	}
	if (!good)
		printf("# the player ended by itself\n");
	asked_ms = clock_mono_ms();
	if (is_quiet && good) {
		calls->stop = true;
		waitpid(caller, NULL, 0);
		good = await_acks();
		end_batch();
		good = good && await_acks() && ask_status(&d->was);
		asked_ms = clock_mono_ms();
		pause_ms((int)rng_below(&rng, 60));
	}
	d->exact = is_quiet && good;
	player_kill();
	d->lived_ms = clock_mono_ms() - asked_ms;
	calls->stop = true;
	waitpid(caller, NULL, 0);
	return good;
}

static void one_round(int no, struct death *d)
{
	bool is_early = rng_below(&rng, 5) == 0, is_quiet = rng_below(&rng, 2), good;
	size_t from = n_log;

	player_start();
	n_asked = 0;
	calls->n = 0;
	if (is_early) {
		/* dies while it comes up: what the one before left must survive this too, but something may have begun to play */
		pause_ms((int)rng_below(&rng, START_MS));
		player_kill();
		ok(autopsy(), "death %d: while starting", no);
		d->lived_ms += START_MS;
		d->log_from = MIN_OF(d->log_from, from);
		return;
	}
	good = resumed(&d->was, d->exact, d->lived_ms, d->log_from);
	ok(good, "death %d: the one before is taken up%s", no, d->exact ? ", exactly" : "");
	quiet_rounds += d->exact;
	d->log_from = n_log;
	good = storm(d, is_quiet);
	good &= autopsy();
	ok(good, "death %d: all that was acknowledged is there, in order; the file is sound", no);
	killed_open += !is_quiet;
}

static void set_up(void)
{
	char *data, *mkfile = xasprintf("%s/tests/cli/mkfile", getenv("TOP_BUILDDIR") ? getenv("TOP_BUILDDIR") : ".");
	static const char *const homes[] = { "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME", "XDG_RUNTIME_DIR" };

	snprintf(dir, sizeof dir, "%s/segue-kill9-XXXXXX", getenv("TMPDIR") ? getenv("TMPDIR") : "/tmp");
	if (!mkdtemp(dir))
		bail("mkdtemp");
	for (size_t i = 0; i < COUNT_OF(homes); i++) {
		char *home = path_join(dir, homes[i]);

		make_dirs(home, 0700);
		setenv(homes[i], home, 1);
		free(home);
	}
	data = path_join(dir, "data");
	make_dirs(data, 0700);
	db = path_join(data, "segue.db");
	free(data);
	make_library(mkfile);
	sock = link_socket_path(db);
	free(mkfile);
}

int main(void)
{
	const char *rounds = getenv("SEGUE_ROUNDS"), *seed = getenv("SEGUE_SEED");
	int n = rounds ? atoi(rounds) : 8;
	struct death d = { .exact = true };

	segue = getenv("SEGUE") ? getenv("SEGUE") : "./segue";
	signal(SIGPIPE, SIG_IGN);
	rng_seed(&rng, seed ? strtoull(seed, NULL, 10) : 1);
	printf("# SEGUE_ROUNDS=%d SEGUE_SEED=%s\n", n, seed ? seed : "1");
	calls = mmap(NULL, sizeof *calls, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (calls == MAP_FAILED)
		bail("mmap");
	set_up();
	ok(autopsy(), "before the first death");
	for (int i = 1; i <= n; i++)
		one_round(i, &d);
	printf("# %d deaths: %zu in a storm, %zu starts compared exactly; %zu judgements acknowledged, %zu events in the log; %d failures\n",
	       n, killed_open, quiet_rounds, acked_total, n_log, tap_failed);
	if (!getenv("SEGUE_KEEP"))
		nftw(dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	free(d.was.rows);
	free(asked);
	free(log_rows);
	free(db);
	free(sock);
	return done();
}
