/* scan_job.h -- the inside of a scan, for scan.c and scan_parts.c. */
#ifndef SEGUE_APP_SCAN_JOB_H
#define SEGUE_APP_SCAN_JOB_H

#include "app/scan.h"

enum root_state { ROOT_KNOWN, ROOT_QUEUED, ROOT_WALKING, ROOT_WALKED };
struct root {
	char *path;
	enum root_state state;
	bool is_again;		/* to be walked in the next round, too */
	bool is_named;		/* the listener named it: what was taken out of the library below it comes back */
	bool is_left;		/* it has left the library meanwhile: what comes from below it is nobody's */
	bool is_look;		/* for one look: no root of the library, forgotten after its round */
	bool is_gone;		/* not to be walked: it is known that nothing is there */
	uint64_t dev;		/* the file system it is on by its last walk; 0 = not known */
};

/* WANT_AGAIN: what was read or moved in this round and has to be looked at for its parts; counted already */
enum want_kind { WANT_NEW, WANT_UPDATE, WANT_TWIN, WANT_AGAIN };
struct want {			/* a file whose tags were asked for */
	struct want *next, **link;	/* in the job's list */
	char *path;
	enum want_kind kind;
	track_id twin;		/* WANT_TWIN: perhaps this one, moved */
	bool has_parts;		/* parts were told */
};
struct held { char *path; struct file_stamp stamp; };
struct displaced { track_id id; char *path; struct file_stamp stamp; bool moved; };	/* a known path with another file */

/* A set that can be walked through. */
struct paths { struct mapstr set; const char **at; size_t n, cap; };

enum phase { PHASE_IDLE, PHASE_WALKING, PHASE_DECIDING, PHASE_READING, PHASE_JUDGING };
struct scan_job {
	struct scanner *scanner;
	struct library *lib;
	const struct scan_sink *sink;
	void *ctx;
	struct scan_counts counts;
	enum phase phase;
	bool has_left;		/* a root that is_left */
	bool is_unsettled;		/* what a late sink was given may not have reached the library yet */
	bool is_recheck;		/* this round walks again what the one before did: its files are counted */
	struct root **roots;
	size_t n_roots, cap_roots, walking;
	struct alias_of { char *name, *real; } *aliases;	/* roots that are links, and where they lead */
	size_t n_aliases, aliases_cap;
	struct mapstr root_by_path;
	struct mapstr wants;		/* path -> struct want: asked and not yet answered … */
	struct want *first_want;	/* … and all of them as a list */
	/* of this round */
	struct map64 seen;		/* ids of known tracks whose file was seen, or was moved */
	struct mapstr fresh;		/* paths of new files */
	struct mapstr failed;		/* paths that could not be looked at */
	struct map64 devs;		/* file systems of which something was seen, + 1 */
	struct mapstr moved;		/* where something came to in this round -> its id, as a pointer … */
	struct mapstr left;		/* … and where it was */
	/* of this round, for scan_parts.c: paths, to anything */
	struct mapstr stirred;		/* files that are new, changed or back, and their folders */
	struct mapstr told;		/* parts that were put */
	struct mapstr heard;		/* sheets (and files with one inside) that were read, or could not be */
	struct mapstr plain;		/* files that were read and put as one track -> their stamp */
	struct paths covered;		/* files a sheet divides */
	struct paths inside;		/* files with a sheet inside whose parts were not taken yet */
	struct paths loosened;		/* files a sheet divided before and may not any more */
	bool is_settled, are_parts_judged;
	struct arena names;		/* keys of all */
	struct held *held;
	size_t n_held, cap_held, held_at, judged_at;
	struct displaced *displaced;
	size_t n_displaced, cap_displaced;
	struct map64 displaced_ids;
};

/* ---- scan.c ---- */
bool scan_is_seen(const struct scan_job *job, track_id id);
void scan_mark_seen(struct scan_job *job, track_id id);
/* Did this round look where the file would be? */
bool scan_was_looked_at(const struct scan_job *job, const char *path);
/* Cuts the path's last name off; false at the top. */
bool scan_go_up(char *path);
/* The root in this state that holds path; NULL: none. */
const struct root *scan_root_above(const struct scan_job *job, const char *path, bool or_itself, bool any_state, enum root_state state);

/* ---- scan_named.c ---- */
/* What a walk found is the library's by another root's name: that of a link it was added by, in a folder the link leads to. */
void scan_forget_links(struct scan_job *job);
bool scan_has_other_name(const struct scan_job *job, const char *path);
bool scan_is_left(const struct scan_job *job, const char *path);	/* its folder has left the library while the scan went on */
/* Taken out of the library it stays so: it is not for this scan. Named, at `path`, where it is or goes to, it is back. */
bool scan_stays_out(struct scan_job *job, const struct track *t, const char *path);
/* A part has no file of its own to be seen: taken out, it is back when its file was seen where that is named. */
void scan_part_named(struct scan_job *job, const struct track *t);

/* ---- scan_away.c ---- */
bool scan_is_in_failed(const struct scan_job *job, const char *path);	/* a folder above it, or itself, could not be looked at */
bool scan_is_disk_away(const struct scan_job *job, const struct track *t, const struct root *r);
void scan_set_away(struct scan_job *job, const struct track *t, const char *path);
/* A part is as far away as its file; whether it lives on is judged in scan_parts.c. */
void scan_judge_part(struct scan_job *job, const struct track *t);
/* It was not seen, and nobody can say that it is gone: its folder could not be read, or its disk is not there. */
bool scan_is_away(const struct scan_job *job, const struct track *t);
/* Asks for the tags; a path asked for already is not asked twice. */
void scan_ask(struct scan_job *job, const char *path, const struct file_stamp *stamp, enum want_kind kind, track_id twin);
/* Into one of the round's sets. */
void scan_remember(struct scan_job *job, struct mapstr *set, const char *path);
void scan_remember_in(struct scan_job *job, struct paths *list, const char *path);


/* ---- scan_moved.c ---- */
bool scan_same_inode(const struct file_stamp *a, const struct file_stamp *b);
void moved_hold(struct scan_job *job, const char *path, const struct file_stamp *stamp);	/* until the walks are over */
void moved_decide(struct scan_job *job, const struct held *h);
/* What was read says that it is the track it was taken for. */
bool moved_is_same_music(const struct scan_job *job, const struct want *w, const struct tags *tags);
/* An unseen look-alike by stamp, the same inode before others; 0 = none. */
track_id scan_find_twin(const struct scan_job *job, const struct file_stamp *stamp);
void scan_do_move(struct scan_job *job, track_id id, const char *path, const struct file_stamp *stamp);

/* ---- scan_swap.c ---- */
/* True: the file at this known path is another one, and waits until the walks are over. */
bool swap_holds(struct scan_job *job, const struct track *t, const struct file_stamp *stamp);
void swap_settle(struct scan_job *job);
void swap_forget(struct scan_job *job);

/* ---- scan_parts.c ---- */
/* A file that is new, changed or back: the sheets that name it are to be read again. */
void parts_stirred(struct scan_job *job, const char *path);
/* Known, and its parts go with it. */
bool parts_has_own(const struct scan_job *job, const char *path);
/* The walks are over: asks for the sheets of what was stirred. */
void parts_ask_sheets(struct scan_job *job);
void parts_told(struct scan_job *job, const struct scan_news *news);
/* Of tags that are about to be put: does a sheet divide this file? Then they say so. */
void parts_settle_tags(struct scan_job *job, const struct want *w, const struct file_stamp *stamp, struct tags *tags);
/* Moves the parts of what goes from one path to another. True: it has to be read again at its new place. */
bool parts_move(struct scan_job *job, const char *from, const char *to);
/* All is answered. True: more was asked for. */
bool parts_settle(struct scan_job *job);
/* Which parts are there no more, which files are divided, which no longer. True: more was asked for, to be taken before the end. */
bool parts_judge(struct scan_job *job);

#endif
