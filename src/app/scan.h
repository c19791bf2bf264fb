/*
 * scan.h -- what a scan decides: new, changed, moved, vanished.  The same for the command line and the player, which
 * differ only in where the effects go: a sink.
 */
#ifndef SEGUE_APP_SCAN_H
#define SEGUE_APP_SCAN_H

#include "library.h"
#include "music.h"

/* Where effects go; every path, stamp, tags is borrowed for the call. */
struct scan_sink {
	void (*put_tags)(void *ctx, const char *path, const struct file_stamp *stamp, const struct tags *tags);
	void (*unreadable)(void *ctx, const char *path, const struct file_stamp *stamp, const char *why);
	void (*state)(void *ctx, track_id id, enum track_state state);
	void (*move)(void *ctx, track_id id, const char *path, const struct file_stamp *stamp);
	void (*root_add)(void *ctx, const char *path);
	/* may be NULL: a folder that could not be read */
	void (*dir_failed)(void *ctx, const char *path, const char *why);
	/* may be NULL: a known track cannot be reached, and nobody can say that it is gone: its folder could not be read, or stands
	 * empty of everything its disk held. It is away below `place`, a root. Told at every scan. */
	void (*away)(void *ctx, track_id id, const char *place);
	/* may be NULL: one that is_away was seen */
	void (*back)(void *ctx, track_id id);
	/* may be NULL: is the file really gone? Asked only of a known track outside of what is walked that looks like a new file. It may touch
	 * the disk, so the player leaves it out: then the same inode elsewhere is taken for a move, and a copy on another disk for a new file. */
	bool (*is_gone)(void *ctx, const char *path);
	/* What it is given reaches the library some time later: after a round another one begins only with scan_job_settled(), so that nobody
	 * takes for new what is on its way. */
	bool is_late;
	/* may be NULL: true while the sink has enough waiting; nothing more is taken from the scanner then */
	bool (*is_full)(void *ctx);
};

struct scan_counts {
	int64_t files, added, updated, moved, removed, unreadable, dir_errors, away;
	int64_t to_read, read;		/* files whose tags are wanted / were answered */
	bool is_walking;		/* more may still be found */
};

/*
 * The path as the library has it: by the name of the root that covers it, or whose real path does (reals[i] NULL: as named). `path` is real,
 * see path_real(). Caller frees.
 */
char *root_name(const char *path, const char *const *roots, const char *const *reals, size_t n);

struct scan_job;
/* Borrows all; `lib` tells what is known and may change (grow) between steps. The scanner serves this job alone while it lives. */
struct scan_job *scan_job_new(struct scanner *scanner, struct library *lib, const struct scan_sink *sink, void *ctx);
void scan_job_free(struct scan_job *job);
/* The folders and files the library already consists of. */
void scan_job_know_roots(struct scan_job *job, const char *const *paths, size_t n);
/*
 * Of those some are links: reals[i] is where names[i] leads (NULL: not known). What a walk finds there by its own name is left to the walk of
 * the link, or it would be in the library twice.
 */
void scan_job_know_links(struct scan_job *job, const char *const *names, const char *const *reals, size_t n);
/* Walks this absolute path, and tells the sink root_add when it lies below no known root. May be called while running. */
void scan_job_add(struct scan_job *job, const char *path);
/* Walks all known roots. */
void scan_job_add_known(struct scan_job *job);
/*
 * Something below a known root changed: walks this path again, a file or a folder, and nothing else; below it what is not there is
 * missing. Not told to the sink as a root.
 */
void scan_job_look(struct scan_job *job, const char *path);
/* The same of what the listener means by its name: taken out of the library before, it is back. */
void scan_job_read(struct scan_job *job, const char *path);
/* The same for what surely is no longer there, while what it was in is. Ask for looks first: then what only moved is seen to have. */
void scan_job_gone(struct scan_job *job, const char *path);
/* A folder has left the library, which has these (n of them) still: what is on its way from below it comes to nothing. */
void scan_job_leave(struct scan_job *job, const char *path, const char *const *roots, size_t n);
/* All that a late sink was given has reached the library. True: there was another round to be made, and it has begun. */
bool scan_job_settled(struct scan_job *job);
/* Works for at most about max_ms; false: all is done (more may be added), or a late sink has to settle first. */
bool scan_job_step(struct scan_job *job, int max_ms);
/* After a step: true: the next one is of use when scanner_fd() is readable, scanner_deadline_ms() is reached or the sink is no longer full;
 * false: there is work left to do at once. */
bool scan_job_is_waiting(const struct scan_job *job);
const struct scan_counts *scan_job_counts(const struct scan_job *job);

#endif
