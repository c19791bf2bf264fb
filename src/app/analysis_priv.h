/* analysis_priv.h -- the state of the analysis, for the two files that are it: analysis.c listens, analyze.c serves who asks for it. */
#ifndef SEGUE_APP_ANALYSIS_PRIV_H
#define SEGUE_APP_ANALYSIS_PRIV_H

#include "app/analysis.h"
#include "music.h"

enum { SOUND_UNKNOWN, SOUND_WAITS, SOUND_UNDERWAY, SOUND_HEARD, SOUND_DEAF };
struct known {
	float loudness_lufs, true_peak_dbtp;	/* NaN: not known; in a track that changed, or of an older version, what was known until it is heard anew */
	uint32_t mark;				/* of the sound in the file as it was heard by this version; 0: not known */
	uint8_t state;
	bool is_asked;				/* by who is being served */
	bool was_deaf;				/* nothing could be heard in it the last time */
	bool is_silent;				/* nomusic.h */
};
struct ids { track_id *at; size_t n, cap, next; };
struct underway { track_id id; struct file_stamp stamp; };	/* id 0: free */
enum { STUCK_MAX = 8, WALK_STEP = 2000 };

struct analysis {
	struct hearers *hearers;		/* NULL: nothing to do so far */
	bool is_refused;
	int jobs;
	struct known *of;			/* by track id */
	size_t n_of, n_known, n_heard;		/* known: heard, or known to be deaf to */
	bool is_loaded, is_walking, wants_walk;
	unsigned pass;
	size_t walk_at;
	struct ids todo, asked;
	struct underway underway[64];		/* as many as hearers_jobs() may be */
	size_t n_waiting;			/* facts on their way to the disk */
	int64_t again_ms;			/* the disk took nothing: not before then is it tried again; 0: it takes */
	int64_t since_ms;			/* for the rate: since then n_since are done, not counting what was spent waiting */
	int64_t waits_since_ms;			/* 0: nothing waits */
	size_t n_since;
	uint64_t stuck[STUCK_MAX];		/* devices that did not answer: passed over until the next scan */
	size_t n_stuck;
	struct asked {				/* who asked on the socket; conn 0: nobody */
		uint64_t conn;
		bool json, force, wants_progress, is_begun;
		char **paths;
		size_t n_paths, left, walk_at;
		int64_t analyzed, unchanged, failed, since_ms, told_ms;
		double audio_s;
	} server;
};

struct analysis *analysis_get(struct app *app);
struct known *analysis_at(struct analysis *a, track_id id);
/* Onto a list, whatever is known of it. */
void analysis_want(struct analysis *a, struct ids *list, track_id id);
/* analyze.c: a track that was asked for is done with; why "" = it was heard, or is what it was. */
void analysis_answer(struct app *app, const struct track *t, const char *why, double duration_s, bool is_same);
/* analyze.c: the last line, when nothing is left and all is on the disk. */
void analysis_served(struct app *app);
/* analyze.c: … or what was heard cannot be kept: who asked is told, and no more is done for them. */
void analysis_served_badly(struct app *app, const char *why);
void analysis_server_done(struct analysis *a);

#endif
