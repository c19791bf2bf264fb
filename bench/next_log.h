/* next_log.h -- reads a listening log (shared/INTERFACE.md, `evaluate --plays`) for the benchmarks, and tells it to a taste. */
#ifndef BENCH_NEXT_LOG_H
#define BENCH_NEXT_LOG_H

#include "recommend.h"

#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define PLAY_MS 30000

extern char **environ;

struct row { int64_t at_ms, listened_ms; int listener, artist, track; };
struct log { struct row *rows; size_t n, cap; int max_track; };

static bool log_parse(char *line, struct row *ret_row)
{
	struct tm tm = { 0 };
	char *field[5] = { 0 };
	int n = 0;

	for (char *p = strtok(line, "\t\n"); p && n < 5; p = strtok(NULL, "\t\n"))
		field[n++] = p;
	if (n < 5 || !strptime(field[1], "%Y-%m-%dT%H:%M:%S", &tm))
		return false;
	*ret_row = (struct row){ .listener = atoi(field[0]), .at_ms = (int64_t)timegm(&tm) * 1000, .listened_ms = atoll(field[2]),
		.artist = atoi(field[3]), .track = atoi(field[4]) };
	return ret_row->track > 0 && ret_row->track < 100000000;
}

/* gzip, which passes plain text on as it is; no shell in between. */
static FILE *log_open_gz(const char *path, pid_t *ret_pid)
{
	char *argv[] = { (char[]){ "gzip" }, (char[]){ "-dcf" }, (char[]){ "--" }, xstrdup(path), NULL };
	posix_spawn_file_actions_t to_pipe;
	int fd[2];
	bool good;

	if (pipe2(fd, O_CLOEXEC))
		return NULL;
	posix_spawn_file_actions_init(&to_pipe);
	posix_spawn_file_actions_adddup2(&to_pipe, fd[1], STDOUT_FILENO);
	good = !posix_spawnp(ret_pid, "gzip", &to_pipe, NULL, argv, environ);
	posix_spawn_file_actions_destroy(&to_pipe);
	close(fd[1]);
	free(argv[3]);
	if (good)
		return fdopen(fd[0], "r");
	close(fd[0]);
	return NULL;
}

/* NULL: the one in $SHARED. */
static bool log_load(struct log *log, const char *path)
{
	const char *shared = getenv("SHARED");
	char *own = xasprintf("%s/data/listening/plays.tsv.gz", shared ? shared : "../shared"), line[256];
	pid_t pid = -1;
	FILE *f = log_open_gz(path ? path : own, &pid);
	int status = 1;

	free(own);
	while (f && fgets(line, sizeof line, f)) {
		struct row row;

		if (!log_parse(line, &row))
			continue;	/* the header */
		ARRAY_GROW(log->rows, log->n, log->cap);
		log->rows[log->n++] = row;
		log->max_track = MAX_OF(log->max_track, row.track);
	}
	if (f) {
		fclose(f);
		waitpid(pid, &status, 0);
	}
	return !status && log->n;
}

/* Where the listener who begins at `from` ends. */
__attribute__((unused))
static size_t log_end(const struct log *log, size_t from)
{
	size_t i = from;

	while (i < log->n && log->rows[i].listener == log->rows[from].listener)
		i++;
	return i;
}

__attribute__((unused))
static void log_learn(struct taste *t, const struct row *r)
{
	char artist[16];
	struct track track = { .id = r->track, .path = "", .title = "", .artist = artist, .album = "", .album_artist = "", .genre = "",
		.composer = "", .date = "", .codec = "", .error = "", .added_s = r->at_ms / 1000 };
	struct event ev = { .at_ms = r->at_ms, .track = r->track, .kind = EVENT_START, .listened_ms = -1, .position_ms = -1 };

	snprintf(artist, sizeof artist, "%d", r->artist);
	taste_track(t, &track);
	taste_event(t, &ev);
	ev.kind = r->listened_ms >= PLAY_MS ? EVENT_FINISH : EVENT_SKIP;
	ev.at_ms += r->listened_ms;
	ev.listened_ms = ev.position_ms = r->listened_ms;
	taste_event(t, &ev);
}

#endif
