/* analysis_priv.h -- the state of the analysis, for the two files that are it: analysis.c listens, analyze.c serves who asks for it. */
#ifndef SEGUE_APP_ANALYSIS_PRIV_H
#define SEGUE_APP_ANALYSIS_PRIV_H

#include "app/analysis.h"
#include "music.h"

enum { SOUND_UNKNOWN, SOUND_WAITS, SOUND_UNDERWAY, SOUND_HEARD, SOUND_DEAF };
struct known {
	float loudness_lufs, true_peak_dbtp;	/* NaN: not known */
	uint8_t state;
	bool is_asked;				/* by who is being served */
};
struct ids { track_id *at; size_t n, cap, next; };
struct underway { track_id id; struct file_stamp stamp; };	/* id 0: free */

struct analysis {
	struct hearers *hearers;		/* NULL: nothing to do so far */
	bool is_refused, needs_mains;
	int jobs;
	struct known *of;			/* by track id */
	size_t n_of, n_known;			/* heard, or known to be deaf to */
	bool is_loaded, is_walking, wants_walk;
	unsigned pass;
	size_t walk_at;
	struct ids todo, asked;
	struct underway underway[64];		/* as many as hearers_jobs() may be */
	struct map64 retagged;			/* by id: the stamp the file has since we wrote its tags, as a word */
	size_t n_waiting;			/* facts on their way to the disk */
	int64_t since_ms;			/* for the rate: since then n_since are done */
	size_t n_since;
	struct asked {				/* who asked on the socket; conn 0: nobody */
		uint64_t conn;
		bool json, force, is_begun;
		char **paths;
		size_t n_paths, left;
		int64_t analyzed, failed, since_ms;
		double audio_s;
	} server;
};

struct analysis *analysis_get(struct app *app);
struct known *analysis_at(struct analysis *a, track_id id);
/* Onto a list, whatever is known of it. */
void analysis_want(struct analysis *a, struct ids *list, track_id id);
/* analyze.c: a track that was asked for is done with; why "" = it was heard. */
void analysis_answer(struct app *app, const struct track *t, const char *why, double duration_s);
/* analyze.c: the last line, when nothing is left and all is on the disk. */
void analysis_served(struct app *app);
void analysis_server_done(struct analysis *a);

#endif
