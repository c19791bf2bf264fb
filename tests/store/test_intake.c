/* test_intake.c -- listening from elsewhere: all or nothing, once each, counted; found later; other people's apart. */
#include "help.h"

#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <signal.h>

static struct buf seen;

static struct store_listen heard(const track_id *tracks, size_t n, const char *title, int64_t at_s)
{
	return (struct store_listen){ .of = { 0, "Artist", title, "" }, .tracks = tracks, .n_tracks = n, .at_ms = at_s * 1000, .listened_ms = -1, .end = EVENT_FINISH, .count = 1 };
}

static struct store *opened(const char *path, const char *listener)
{
	struct store *s = NULL;

	if (store_open(&s, path, STORE_WRITE, listener))
		printf("# %s\n", err_text());
	return s;
}

/* What is new, by the counts: matched, unmatched, duplicate, late. */
static void take(struct store *s, struct store_listen *list, size_t n, const char *want, const char *what)
{
	struct store_intake *in = NULL;
	struct store_taken t = { 0 };
	char got[64];
	enum err err = store_intake_open(s, &in);

	for (size_t i = 0; i < n && !err; i++)
		err = store_intake_add(in, &list[i]);
	err = err ? err : store_intake_keep(in, &t);
	if (err)
		printf("# %s\n", err_text());
	store_intake_close(in);
	snprintf(got, sizeof got, "%lld %lld %lld %lld", (long long)t.matched, (long long)t.unmatched, (long long)t.duplicate, (long long)t.late);
	is_str(got, want, what);
}

static const char *log_text(struct store *s)
{
	struct store_events *c;
	struct event ev;
	enum err err = store_events_open(s, 0, 0, 0, false, &c);

	buf_clear(&seen);
	while (!err && store_events_next(c, &ev, &err))
		buf_addf(&seen, "%lld %s %lld %s %lld/%lld/%lld\n", (long long)ev.track, event_kind_name[ev.kind], (long long)ev.at_ms, source_name[ev.source], (long long)ev.position_ms,
			 (long long)ev.listened_ms, (long long)ev.duration_ms);
	store_events_close(c);
	return seen.data ? seen.data : "";
}

static enum err note_named(void *ctx, const struct store_named *n)
{
	(void)ctx;
	return buf_addf(&seen, "%s|%s|%s\n", n->artist, n->title, n->mbid);
}

static const char *elsewhere_text(struct store *s)
{
	buf_clear(&seen);
	store_elsewhere(s, note_named, NULL);
	return seen.data && seen.len ? seen.data : "";
}

static void test_own(struct store *s, const track_id *id)
{
	/* a minute's play whose next began after 40 s, one that is known to have been skipped, one that was stopped, one without a track */
	struct store_listen list[] = { heard(&id[0], 1, "one", 1000), heard(&id[1], 1, "two", 1040), heard(&id[2], 1, "three", 2000), heard(NULL, 0, "four", 3000) };
	struct event own = { .at_ms = 5000000, .track = id[0], .kind = EVENT_START, .source = SOURCE_LIBRARY, .listened_ms = -1, .duration_ms = 60000 };
	char *report = NULL;

	list[1].listened_ms = 7000;
	list[1].end = EVENT_SKIP;
	list[2].listened_ms = 31000;
	list[2].end = EVENT_STOP;
	list[2].duration_ms = 61000;
	take(s, list, 4, "3 1 0 0", "what was heard elsewhere");
	is_str(log_text(s), "1 start 1000000 import 0/-1/60000\n1 finish 1040000 import 60000/40000/60000\n2 start 1040000 import 0/-1/60000\n2 skip 1047000 import 7000/7000/60000\n"
	       "3 start 2000000 import 0/-1/61000\n3 stop 2031000 import 31000/31000/61000\n", "is in the log, a start and an end each");
	is_str(elsewhere_text(s), "Artist|four|\n", "or kept by its name");
	store_check(s, &report);
	is_str(report, NULL, "and opinions agree with it");
	take(s, list, 4, "0 0 4 0", "the same again adds nothing");
	store_event_add(s, &own);
	list[0].at_ms = 5029000;
	list[1].at_ms = 5029000;
	list[2].at_ms = 5088000;
	list[2].within_ms = 59000;
	list[2].tracks = (const track_id []){ id[1], id[0] };
	list[2].n_tracks = 2;
	list[3].at_ms = 5029000;
	take(s, list, 4, "1 1 2 0", "nor what is in the log as played here, or its copy, a little earlier");
	store_check(s, &report);
	is_str(report, NULL, "opinions agree");
}

static enum err note_id(void *ctx, const struct store_named *n)
{
	*(int64_t *)ctx = n->id;
	return OK;
}

static void test_late(struct store *s, const track_id *id)
{
	struct store_intake *in = NULL;
	struct store_taken t = { 0 };
	int64_t named = 0;
	size_t before = strlen(log_text(s));
	char *report = NULL;

	is_int(store_elsewhere(s, note_id, &named), OK, "what is kept by name");
	store_intake_open(s, &in);
	is_int(store_intake_late(in, named, &id[3], 1), OK, "is of a track that came later");
	is_int((long long)strlen(log_text(s)), (long long)before, "nothing of it is seen");
	is_int(store_intake_keep(in, &t), OK, "until it is kept");
	store_intake_close(in);
	is_int(t.late, 2, "both times");
	is_str(elsewhere_text(s), "", "no longer by name");
	ok(strstr(log_text(s), "4 start 3000000 import 0/-1/60000\n4 finish 3060000 import") != NULL, "but in the log, when it was");
	store_check(s, &report);
	is_str(report, NULL, "opinions agree");
}

static void test_others(struct store *s, struct store *other, const track_id *id)
{
	struct store_listen list[] = { heard(&id[0], 1, "one", 0), heard(&id[0], 1, "one", 0), heard(NULL, 0, "two", 0), heard(NULL, 0, "two", 100), heard(NULL, 0, "three", 5), heard(&id[0], 1, "one", 0) };
	struct store_person_play *plays = NULL;
	size_t n = 0;
	char *log = xstrdup(log_text(s));

	for (size_t i = 0; i < COUNT_OF(list); i++)
		list[i].person = i < 5 ? "anna" : "bob", list[i].is_known = list[i].n_tracks > 0;
	list[2].count = 7;
	list[4].end = EVENT_SKIP;
	take(s, list, COUNT_OF(list), "2 3 1 0", "other people's");
	is_str(log_text(s), log, "are not in the log");
	is_str(elsewhere_text(s), "", "nor among what this listener heard");
	take(other, list, COUNT_OF(list), "0 0 6 0", "they are everybody's: again, by another listener, adds nothing");
	list[2].count = 9;
	take(s, list, COUNT_OF(list), "0 1 5 0", "a larger count does");
	is_int(store_people_plays(s, &plays, &n), OK, "read");
	if (is_int((long long)n, 3, "a row a person and name, without skips")) {
		is_int(plays[0].count * 100 + plays[1].count * 10 + plays[2].count, 100 + 100 + 1, "with their counts");
		ok(plays[0].person == plays[1].person && plays[2].person != plays[0].person && plays[2].named == plays[0].named, "and who");
	}
	buf_clear(&seen);
	is_int(store_people_named(s, note_named, NULL), OK, "their names");
	is_str(seen.data, "Artist|one|\nArtist|two|\n", "of what is not only skipped");
	free(plays);
	free(log);
}

/* Killed where half is staged, and where it was refused: nothing is there. */
static void test_all_or_nothing(const char *path)
{
	track_id missing = 999;
	struct store_listen list[] = { heard((track_id []){ 1 }, 1, "one", 90000), heard(NULL, 0, "five", 90000), heard(&missing, 1, "x", 90000) };
	struct store *s;
	struct store_intake *in;
	struct store_taken t;
	int status;
	char *report = NULL, *before;
	pid_t pid;

	s = opened(path, "default");
	before = xstrdup(log_text(s));
	store_close(s);
	pid = fork();
	if (!pid) {
		s = opened(path, "default");
		store_intake_open(s, &in);
		for (int i = 0; i < 50000; i++) {
			list[0].at_ms += 60000;
			list[1].at_ms += 60000;
			store_intake_add(in, &list[0]);
			store_intake_add(in, &list[1]);
		}
		raise(SIGKILL);
		_exit(0);
	}
	waitpid(pid, &status, 0);
	ok(WIFSIGNALED(status), "killed in the midst of it");
	s = opened(path, "default");
	is_str(log_text(s), before, "nothing is in the log");
	is_str(elsewhere_text(s), "", "nothing by name");
	store_intake_open(s, &in);
	for (size_t i = 0; i < COUNT_OF(list); i++)
		store_intake_add(in, &list[i]);
	is_int(store_intake_keep(in, &t), ERR_DB, "with a track that is not there it is refused");
	store_intake_close(in);
	is_str(log_text(s), before, "all of it");
	is_str(elsewhere_text(s), "", "what is kept by name, too");
	store_check(s, &report);
	is_str(report, NULL, "sound");
	store_close(s);
	free(before);
}

int main(void)
{
	char *path;
	struct store *s, *other;
	track_id id[4];

	test_dir_make();
	path = test_path("intake.db");
	buf_init(&seen, 1 << 20);
	s = opened(path, "default");
	for (int i = 0; i < 4; i++) {
		char name[8];

		snprintf(name, sizeof name, "/%d", i);
		id[i] = put_plain(s, name, name, "Artist");
	}
	test_own(s, id);
	test_late(s, id);
	other = opened(path, "anna");
	test_others(s, other, id);
	store_close(other);
	store_close(s);
	test_all_or_nothing(path);
	buf_done(&seen);
	free(path);
	test_dir_remove();
	return done();
}
