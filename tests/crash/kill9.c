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
 * Every other life has its tracks fade into each other, so that two of them sound when it ends.
 *
 * Playlists are edited, undone and made smart, and a setting is saved, in between (lists.c).
 *
 * What was asked for and what the log should say of it is in model.c.
 *
 * A quiet round is killed after its last acknowledgement, the last of all a few edits of the queue over the socket: then the next start
 * must show the very same track, about the same place, and the same queue.  SEGUE_ROUNDS says how many, SEGUE_SEED repeats a run (as
 * far as a scheduler lets it).
 */
#include "link.h"
#include "store.h"
#include "lists.h"
#include "model.h"
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

enum { BATCH_MAX = 10, AHEAD_MAX = 3, STORM_MS = 700, START_MS = 120, DEADLINE_MS = 60000, CALLS_MAX = 4096, LINGERING_MAX = 64 };
/* The place is saved every five seconds and at each start; one more for a slow machine. */
enum { PLACE_SLACK_MS = 6500, ROW_BITS = 4 };

extern char **environ;
static char dir[64], *db, *sock, *conf;
static int storm_ms = STORM_MS;
static track_id script_tracks[TRACKS];
static unsigned batches, batches_acked;
static const char *segue;
static struct rng rng;
static pid_t player = -1;
static int script_fd = -1;

/* The command line's stream, shared with the process that runs it. */
struct calls { volatile bool stop; volatile size_t n; struct asked call[CALLS_MAX]; };
static struct calls *calls;

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
		lists_acked(batches_acked);
		model_acked(batches_acked);
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
	model_ask(kind, i, value, batches + 1);
}

static void judge_something(void)
{
	int i = (int)rng_below(&rng, TRACKS), stars = (int)rng_below(&rng, 6);
	struct opinion *t = &model_tracks[i];
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

	uint32_t what = rng_below(&rng, 24);

	if (what < 9)
		judge_something();
	else if (what < 14)
		lists_edit(&rng, batches + 1, say);
	else if (what == 14)
		conf_edit(&rng, batches + 1, say);
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
		struct opinion *t = &model_tracks[TRACKS + (n + seed) % TRACKS];
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
/* What was being written beside when its writer was killed: there for once, but one whole life after that writer is no more the start has taken it away. */
static bool may_linger(const char *name, bool has_lived)
{
	static char *seen[LINGERING_MAX];
	static bool was_dead[LINGERING_MAX];
	static size_t n_seen;
	const char *dot = strrchr(name, '.');
	size_t n = strlen(name), i = 0;
	bool too_long;

	if (strncmp(name, "segue.db-", 9) || !dot || name[n - 1] != '~')
		return false;
	while (i < n_seen && strcmp(seen[i], name))
		i++;
	if (i == LINGERING_MAX)
		return false;
	if (i == n_seen)
		seen[n_seen++] = xstrdup(name);
	too_long = was_dead[i] && has_lived;
	was_dead[i] = kill((pid_t)atol(dot + 1), 0) != 0;
	return !too_long;
}

/* Nothing but the database, its three companions and what was learnt of it may lie there. */
static bool left_nothing(bool has_lived)
{
	static const char *const known[] = { ".", "..", "segue.db", "segue.db-wal", "segue.db-shm", "segue.db.lock", "segue.db-styles" };
	char *folder = path_join(dir, "data");
	DIR *d = opendir(folder);
	bool clean = d != NULL;

	for (struct dirent *e; d && (e = readdir(d)); ) {
		bool found = may_linger(e->d_name, has_lived);

		for (size_t i = 0; i < COUNT_OF(known); i++)
			found |= !strcmp(e->d_name, known[i]);
		found |= !strncmp(e->d_name, "segue.db-learnt-", 16) && strlen(e->d_name) == 32;
		if (!found)
			printf("# left behind: %s\n", e->d_name);
		clean &= found;
	}
	if (d)
		closedir(d);
	free(folder);
	return clean;
}

static bool autopsy(bool has_lived)
{
	struct store *s;
	char *report = NULL;
	bool good;

	if (store_open(&s, db, STORE_READ, "default")) {
		printf("# %s\n", err_text());
		return false;
	}
	good = model_fits(s, calls->call, calls->n);
	good &= lists_fit(s) && conf_fit(conf);
	for (size_t i = 0; i < TRACKS; i++)
		script_tracks[i] = model_tracks[i].id;
	lists_begin(s, script_tracks, TRACKS);
	conf_begin(conf);
	store_check(s, &report);
	if (report)
		good = false, printf("# %s\n", report);
	free(report);
	store_close(s);
	acked_total += model_acked_count();
	for (size_t i = 0; i < calls->n; i++)
		acked_total += calls->call[i].acked;
	return left_nothing(has_lived) && good;
}

/* ---- the next start ---- */
/* It may have been asked for, and death came before its first sound: then it stands in the queue. */
static bool is_queued(const struct status *now)
{
	for (size_t i = 0; i < now->n_rows; i++) {
		struct opinion *t = model_opinion_of(now->rows[i] >> ROW_BITS);

		if (t && !strcmp(t->path, now->path))
			return true;
	}
	return false;
}

/* A row that is not what it was; -1: there is none. */
static void tell_row(size_t i, const struct status *was, const struct status *now)
{
	long long a = i < was->n_rows ? (long long)was->rows[i] : -1, b = i < now->n_rows ? (long long)now->rows[i] : -1;

	if (a != b)
		printf("#   row %zu: was %lld part %lld, is %lld part %lld\n", i, a >> ROW_BITS, a & 15, b >> ROW_BITS, b & 15);
}

/* Goes on where the last one was; `exact` when it died in silence. */
static bool resumed(struct status *was, bool exact, int64_t lived_ms, size_t log_from)
{
	struct status now = { 0 };
	bool same, good, is_over;

	end_batch();
	if (!await_acks() || !ask_status(&now)) {
		printf("# the next start does not answer\n");
		return false;
	}
	same = !strcmp(now.path, was->path);
	/* a banned one that was played all the same is not begun by itself */
	good = same || (!now.path[0] && model_is_banned(was->path)) || (!was->path[0] && model_ended_last(now.path)) || (!exact && (!now.path[0] || model_started_since(log_from, now.path) || is_queued(&now)));
	/* it came to its end, or another life began something, after it was asked what plays: then it goes on from there, and the list has moved on */
	is_over = exact && !same && (was->path[0] ? model_is_over(was->path) : lived_ms >= START_MS && model_started_since(log_from, now.path));
	good |= is_over;
	if (exact && same && was->path[0])
		good = now.position_s * 1000 >= was->position_s * 1000 - PLACE_SLACK_MS &&
		       now.position_s * 1000 <= was->position_s * 1000 + (double)lived_ms + PLACE_SLACK_MS;
	if (exact && same && !strcmp(was->state, "paused"))
		good &= !strcmp(now.state, "paused");
	if (exact && !is_over)
		good &= now.queue == was->queue && now.n_rows == was->n_rows && (!now.n_rows || !memcmp(now.rows, was->rows, now.n_rows * sizeof *now.rows));
	if (!good)
		printf("# %s: was %s %s at %.2f, queue %d (%zu rows); is %s %s at %.2f, queue %d (%zu rows)%s\n", exact ? "in silence" : "in the storm",
		       was->state, was->path, was->position_s, was->queue, was->n_rows, now.state, now.path, now.position_s, now.queue, now.n_rows,
		       model_is_banned(was->path) ? ", was banned" : "");
	for (size_t i = 0; !good && exact && i < MAX_OF(now.n_rows, was->n_rows); i++)
		tell_row(i, was, &now);
	/* what comes next is compared with this one */
	free(was->rows);
	*was = now;
	return good;
}

static bool remote(const char *word)
{
	char *sentence = NULL;
	int status = -1;
	enum err err = link_call(sock, 1, &word, 5000, NULL, NULL, &status, &sentence);

	free(sentence);
	return !err && !status;
}

/* What the socket acknowledges is on the disk: nothing waits for it here, and death comes at once. */
static void edit_queue(void)
{
	static const char *const edits[] = { "queue-last", "queue-next", "queue-last", "clear" };

	for (uint32_t i = rng_below(&rng, 4); i; i--) {
		const char *edit = edits[rng_below(&rng, COUNT_OF(edits))];

		/* an empty queue is cleared without a step to undo: that would take back a playlist's */
		if (remote(edit) && strcmp(edit, "clear") && rng_below(&rng, 4) == 0)
			remote("undo");
	}
}

struct death { struct status was; bool exact; int64_t lived_ms; size_t log_from; };

static bool storm(struct death *d, bool is_quiet)
{
	int64_t end = clock_mono_ms() + rng_below(&rng, (uint32_t)storm_ms), asked_ms;
	pid_t caller = calls_start(rng_next(&rng) % 1000);
	bool good = true;

	/* in every other life tracks fade into each other, also those of an album */
	say("set crossfade-albums=on");
	say("set crossfade=%d", rng_below(&rng, 2) ? 2 : 0);
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
		good = good && await_acks();
		edit_queue();
		good = good && ask_status(&d->was);
		asked_ms = clock_mono_ms();
		if (rng_below(&rng, 2))
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
	size_t from = model_log_count();

	player_start();
	model_begin();
	calls->n = 0;
	if (is_early) {
		/* dies while it comes up: what the one before left must survive this too, but something may have begun to play */
		pause_ms((int)rng_below(&rng, START_MS));
		player_kill();
		ok(autopsy(false), "death %d: while starting", no);
		d->lived_ms += START_MS;
		d->log_from = MIN_OF(d->log_from, from);
		return;
	}
	good = resumed(&d->was, d->exact, d->lived_ms, d->log_from);
	ok(good, "death %d: the one before is taken up%s", no, d->exact ? ", exactly" : "");
	quiet_rounds += d->exact;
	d->log_from = model_log_count();
	good = storm(d, is_quiet);
	good &= autopsy(true);
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
	conf = xasprintf("%s/XDG_CONFIG_HOME/segue", dir);
	make_dirs(conf, 0700);
	free(conf);
	conf = xasprintf("%s/XDG_CONFIG_HOME/segue/segue.conf", dir);
	if (write_file(conf, "# mine\nset scan-at-start=on\n", 27, 0600))
		bail("segue.conf");
	sock = link_socket_path(db);
	free(mkfile);
}

/* The first autopsy has nothing to compare with. */
static bool start_pictures(void)
{
	struct store *s;

	if (store_open(&s, db, STORE_READ, "default"))
		bail("store");
	lists_begin(s, script_tracks, TRACKS);
	conf_begin(conf);
	store_close(s);
	return autopsy(true);
}

int main(void)
{
	const char *rounds = getenv("SEGUE_ROUNDS"), *seed = getenv("SEGUE_SEED"), *storm_env = getenv("SEGUE_STORM_MS");
	int n = rounds ? atoi(rounds) : 8;
	struct death d = { .exact = true };

	segue = getenv("SEGUE") ? getenv("SEGUE") : "./segue";
	signal(SIGPIPE, SIG_IGN);
	rng_seed(&rng, seed ? strtoull(seed, NULL, 10) : 1);
	printf("# SEGUE_ROUNDS=%d SEGUE_SEED=%s\n", n, seed ? seed : "1");
	if (storm_env && atoi(storm_env) > 0)
		storm_ms = atoi(storm_env);
	calls = mmap(NULL, sizeof *calls, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (calls == MAP_FAILED)
		bail("mmap");
	set_up();
	ok(start_pictures(), "before the first death");
	for (int i = 1; i <= n; i++)
		one_round(i, &d);
	printf("# %d deaths: %zu in a storm, %zu starts compared exactly; %zu judgements and %zu edits of playlists acknowledged, %zu events in the log; %d failures\n",
	       n, killed_open, quiet_rounds, acked_total, lists_acked_total(), model_log_count(), tap_failed);
	if (!getenv("SEGUE_KEEP"))
		nftw(dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	free(d.was.rows);
	model_done();
	free(db);
	free(conf);
	free(sock);
	return done();
}
