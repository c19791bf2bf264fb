/*
 * model.h -- the private picture of one listener.
 *
 *   tracks    one row a known track, in columns (the ranking walks them all)
 *   memory    one record a track that anything ever happened to
 *   groups    artists, albums and genres: how much each was heard, in what mood
 *   edges     what was finished right after what
 *   log       every event as it came: replayed when a retagged track moves its history to another artist
 *
 * Invariants: every kernel falls with time alone (never with other events), and a skip only takes away; so no skip can ever raise
 * its track.  Nothing depends on row numbers: ties fall to a hash of the track's id and the seed.
 */
#ifndef SEGUE_RECOMMEND_MODEL_H
#define SEGUE_RECOMMEND_MODEL_H

#include "recommend.h"

#define MINUTE_MS INT64_C(60000)
#define HOUR_MS (60 * MINUTE_MS)
#define DAY_MS (24 * HOUR_MS)
#define SESSION_PAUSE_MS (30 * MINUTE_MS)	/* longer silence: what comes next did not "follow" */
#define ACCEPTED_SPAN_MS (3 * HOUR_MS)		/* how long an accepted track may be named as what a pick resembles */
#define NO_ROW UINT32_MAX
#define NO_MEMORY UINT32_MAX

enum track_flag { FLAG_GONE = 1, FLAG_BANNED = 2, FLAG_EXCLUDED = 4, FLAG_UNKNOWN = 8,
	FLAG_TOUCHED = 16,	/* it has a memory */
	FLAG_PLACED = 32,	/* in the list being made */
	FLAG_LIT = 64,		/* has a struct lit, in the list being made */
};
enum group_kind { GROUP_ARTIST, GROUP_ALBUM, GROUP_GENRE, GROUP_KINDS };

/* Times of finishes, rising. */
struct times { int64_t *at; uint32_t n, cap; };

/* What the base level needs of them: the last few, and how far back the others go. */
#define RECENT 6
struct recent { int64_t at[RECENT], first, oldest; uint32_t n; };

/* A weight that halves every so often. */
struct fading { double weight; int64_t at_ms; };

/* What the ranking reads of a track stands together, its groups too: a walk over memories is a walk in order. */
struct memory {
	uint32_t row, hash, group[GROUP_KINDS];
	struct times finishes;
	struct recent recent;
	struct fading skips;
	int64_t heard_ms;		/* when it last sounded; 0 = never */
	uint32_t edges;			/* first outgoing edge + 1; 0 = none */
	struct fading followed;		/* the weight of all outgoing edges */
	int8_t rating;
	bool is_loved, was_started;
	uint32_t last_play, n_skips;	/* index + 1 into plays */
};

struct group {
	struct times finishes;
	uint32_t liking;		/* + 1; 0 = nothing ever happened to it */
	uint32_t last_play;		/* index + 1 into plays; of artists only */
	uint32_t favourite;		/* row + 1 of the loved or well-rated track last liked; 0 = none */
	uint32_t accepted[2];		/* rows of the two tracks finished last, newest first; NO_ROW */
	int64_t accepted_ms[2];
};

/* What the ranking reads of a group anything happened to; they stand in a row, too. */
struct liking {
	struct fading slow, quick, skips, mood;
	uint32_t number;
	uint32_t finishes;
	int32_t liked;			/* tenths; loves and ratings of its tracks as they stand */
};

/* A play that ended, in order; linked to the ones before of the same track and artist (index + 1; 0 = none). */
struct play { int64_t began_ms; uint32_t row, same_track, same_artist, sitting; bool is_finish; };

struct edge { uint32_t from, to, next, count; struct fading weight; };

/* What a track has only in the light of others, see lit.c. */
enum near_kind { NEAR_TOGETHER, NEAR_SOUND, NEAR_KINDRED, NEAR_KINDS };
struct lit {
	uint32_t row, people;
	bool is_artist;			/* people: they play its artist */
	float listeners, value[NEAR_KINDS], most[NEAR_KINDS];
	float against;			/* of NEAR_KINDRED: what is skipped; value is what is heard out */
	uint32_t because[NEAR_KINDS];	/* the row that lends it most; NO_ROW */
	struct near near[NEAR_KINDS];	/* and how near that is */
};
struct sounds { track_id of; struct near *near; uint32_t *rows; size_t n; };	/* rows of the near ones; NO_ROW: not known then */

/* Names of one kind to numbers; 0 is "none". */
struct names {
	struct mapstr raw, folded;	/* as written; folded */
	struct arena arena;		/* their keys */
	const char *last;		/* the one asked for last, as written; NULL = none */
	uint32_t last_number;
};

/*
 * What each group says now, by number; worked out at each ranking for the groups anything happened to, zero for all others.
 * Kept from one ranking to the next because there may be very many others.
 */
struct columns {
	struct says {
		float affinity;		/* the ARTIST and GENRE parts; albums have none */
		float mood;		/* what it adds to SESSION */
	} *says;
	float *sum;			/* both */
	uint32_t *is_known;		/* a bit a group: something of it was finished */
	uint32_t *is_loud;		/* a bit a group: it says anything. Small enough to stay in the cache where sum is not */
	bool has_loud;			/* any */
	struct liking *likings;
	size_t n, n_likings, cap_likings;
};

struct tracks {
	uint32_t n, cap;
	track_id *id;
	uint32_t *group[GROUP_KINDS];
	uint32_t *hash;
	float *added_day;
	int64_t *added_s;
	uint32_t *memory;		/* NO_MEMORY or an index */
	uint8_t *flags;
};

/*
 * What a log that became another asks for, in steps (unlearn.c): rows leave it, rows come into it, all that was believed is forgotten, the log is believed anew.
 * Whoever asks anything before that is through finishes it first.
 */
struct catch_up {
	struct when { int64_t at_ms, id; } *gone;	/* rows that leave, by time; NULL: none do */
	size_t n_gone, looked, kept;			/* looked: so far down the log, of which so many stay */
	struct event *back;				/* rows that come in, by time; NULL: none do */
	size_t n_back, n_before;			/* of these and of the log before: not merged yet */
	size_t forgotten[GROUP_KINDS], replayed;	/* likings; events */
	bool is_forgotten;
};

struct taste {
	uint32_t *rows;			/* a hash table of row + 1, by the id in tracks; 0 = free, never deleted from */
	size_t rows_cap;		/* a power of two */
	struct tracks tracks;
	struct memory *memory;
	size_t n_memory, cap_memory;
	struct names names[GROUP_KINDS];
	struct group *group[GROUP_KINDS];
	size_t n_group[GROUP_KINDS], cap_group[GROUP_KINDS];
	struct columns columns[GROUP_KINDS];
	float *follow;			/* of each memory, all zero between rankings */
	size_t cap_follow;
	struct edge *edges;
	size_t n_edges, cap_edges;
	struct map64 edge_index;	/* from << 32 | to -> edge + 1 */
	struct play *plays;
	size_t n_plays, cap_plays;
	struct event *log;
	size_t n_log, cap_log;
	bool is_stale;			/* the log must be replayed */
	int64_t newest_ms;		/* of the log, ever */
	bool is_mixed;			/* the log is not by time: the clock was set back */
	struct catch_up catch_up;
	uint32_t styles[STYLES_MAX];	/* genres chosen */
	size_t n_styles;
	struct learnt *learnt;		/* NULL: nothing */
	struct sounds sounds[SOUNDS_MAX];
	size_t n_sounds;
	uint32_t *mute;			/* a bit a row: it is no music. Rows beyond are */
	size_t mute_words;
	uint32_t *lit_of;		/* of each row, lit + 1; all zero between rankings */
	size_t lit_cap;
	struct lit *lit;
	size_t n_lit, cap_lit;
	struct fading arm_yes[ARMS], arm_no[ARMS];
	enum arm open_arm;
	uint32_t sitting;		/* of the plays; rises after half an hour of silence */
	int64_t sitting_ms;		/* when it last sounded */
	const char **genre_names;	/* by number, as first met */
	size_t cap_genre_names;
	/* now */
	uint32_t open;			/* row of what was started and has not ended; NO_ROW */
	int64_t open_ms;
	enum source open_source;
	uint32_t last;			/* row finished last; NO_ROW */
	int64_t last_ms;
	uint32_t skip_run;		/* skips since anything was finished, in this session */
	int64_t skip_run_ms;
};

/* taste.c */
bool taste_forget_some(struct taste *t, size_t *budget);	/* all but tracks and log; true: more is left */
void taste_forget(struct taste *t);	/* at once */
void taste_apply(struct taste *t, const struct event *ev);	/* without writing it down */
bool event_is_understood(const struct event *ev);	/* it is of no newer Segue */

/* unlearn.c */
void taste_stale(struct taste *t);	/* what is believed is not what the log says */
void taste_refresh(struct taste *t);	/* … and all of that is done now */

/* learnt.c */
/* *ret_seats: a number for each, kept for the caller: 0 at first. */
size_t learnt_near_of(struct learnt *l, track_id of, const struct near **ret_near, uint32_t **ret_seats);
size_t learnt_listeners_of(struct learnt *l, const struct of_listeners **ret_rows, uint32_t **ret_seats);
const struct foresight *learnt_foresight_of(const struct learnt *l);	/* NULL: none */

/* lit.c */
void lit_up(struct taste *t, const struct rank_options *opt);
void lit_out(struct taste *t);
const struct lit *lit_find(const struct taste *t, uint32_t row);	/* NULL: it has none */
void lit_parts(const struct lit *l, float parts[SIGNAL_COUNT]);	/* sets those four only */
float lit_sum(const struct lit *l);				/* of these */
void sounds_done(struct taste *t);

/* mute.c: what is no music and the listener did not take to is left out of a ranking, or no longer. True: there is any. */
bool mute_exclude(struct taste *t, bool on);
/* Of what is there, or of these of it, none is music: then that is what is asked for. */
bool mute_is_all(const struct taste *t, const struct track_set *only);

/* arm.c */
void arm_begin(struct taste *t, const struct event *ev);
void arm_end(struct taste *t, uint32_t row, int64_t at_ms, bool is_finish);
enum arm arm_draw(const struct taste *t, int64_t now_ms, struct rng *r, const bool may[ARMS]);	/* ARM_NONE: none may */

/* foresight.c */
float foresight_logit(const struct foresight *j, const float parts[SIGNAL_COUNT]);
void foresight_share(const struct foresight *j, float parts[SIGNAL_COUNT]);	/* signals become what they add to that */

/* intern.c */
uint32_t row_find(const struct taste *t, track_id id);	/* NO_ROW */
void row_remember(struct taste *t, uint32_t row);	/* its id and hash are in tracks */
void rows_reserve(struct taste *t, size_t n);
uint32_t group_new(struct taste *t, enum group_kind kind);
uint32_t intern_name(struct taste *t, enum group_kind kind, const char *name);
const char *album_by(const struct track *track);	/* whose it is; "" = of many, or not known */
uint32_t intern_album(struct taste *t, const struct track *track);
uint32_t intern_genre(struct taste *t, const char *genre);
void names_done(struct names *n);

/* base_level.c */
void times_add(struct times *x, int64_t at_ms);
uint32_t times_within(const struct times *x, int64_t now_ms, int days);
void recent_set(struct recent *r, const struct times *x);
float base_level(const struct recent *r, int64_t now_ms);
void fading_add(struct fading *f, double weight, int64_t at_ms, int64_t half_ms);
double fading_now(const struct fading *f, int64_t now_ms, int64_t half_ms);

/* follow.c */
void follow_add(struct taste *t, uint32_t from, uint32_t to, double weight, int64_t at_ms);
void follow_refuse(struct taste *t, uint32_t from, uint32_t to);
const struct edge *follow_find(const struct taste *t, uint32_t from, uint32_t to);
void follow_spread(struct taste *t, uint32_t from, int64_t now_ms);
void follow_gather(struct taste *t, uint32_t from);
uint32_t follow_context(const struct taste *t, const struct rank_options *opt);

/* affinity.c */
void affinity_finish(struct taste *t, uint32_t row, double weight, int64_t at_ms);
void affinity_skip(struct taste *t, uint32_t row, double strength, int64_t at_ms);
void affinity_like(struct taste *t, uint32_t row, int tenths);
struct liking *liking_of(struct taste *t, int kind, uint32_t number);	/* number > 0 */
struct liking *group_touch(struct taste *t, int kind, uint32_t row, struct group **ret_group);
double affinity_now(const struct liking *l, int64_t now_ms);

/* session.c */
void session_accept(struct taste *t, uint32_t row, double weight, int64_t at_ms);
void session_refuse(struct taste *t, uint32_t row, double strength, int64_t at_ms);
double session_mood(const struct liking *l, int64_t now_ms);
double accept_weight(enum source source);
double skip_strength(const struct event *ev);
double skip_own_share(const struct taste *t, int64_t at_ms);

struct pool_of;
/* score.c: one ranking under way. Group parts are worked out once, a track adds up its three. The columns are the taste's, see there. */
struct weigh {
	struct taste *t;
	const struct rank_options *opt;
	int64_t now_ms;
	float now_day, jitter, usual_newness, style;
	uint32_t salt;
	uint32_t context;		/* row whose followers count; NO_ROW */
	const struct columns *group;	/* of each kind of group */
	const float *follow;		/* of each memory: the share of the pairs from the context; NULL without one */
	const struct foresight *foresight;	/* NULL: the sum is the score */
};
void weigh_init(struct weigh *w, struct taste *t, const struct rank_options *opt);
void weigh_done(struct weigh *w);
/* The sum of the parts of a row, as if nothing had ever happened to it. */
float weigh_untouched(const struct weigh *w, uint32_t row);
bool is_rediscovery(const struct weigh *w, const struct memory *m);
float weigh_memory(const struct weigh *w, const struct memory *m);
float weigh_parts(const struct weigh *w, uint32_t row, float parts[SIGNAL_COUNT]);
/* The score of a track in the list: its parts' sum, or what foresight makes of them. */
float weigh_final(const struct weigh *w, uint32_t row);
/*
 * Chance, but the same for the same seed: multiply-shift hashing (Dietzfelbinger et al. 1997) of a hash of the id by an odd number
 * drawn from the seed; its high bits are the good ones. One multiplication, because the walk over everything asks it of every track.
 */
static inline uint32_t weigh_hash(const struct weigh *w, uint32_t row)
{
	return w->t->tracks.hash[row] * w->salt;
}

/* How far ahead of a walk over records what they point at is asked for. */
enum { AHEAD = 12 };

static inline bool bit_of(const uint32_t *bits, uint32_t number)
{
	return bits[number / 32] >> number % 32 & 1;
}

/* The same as a number that has no smaller parts than a float can tell apart: below LUCK_MAX. */
#define LUCK_MAX 16777216.0f
static inline float luck_of(uint32_t hash)
{
	return (float)(int32_t)(hash >> 8);
}

/* What a track added then has for being new. */
#define NEW_DAYS 45.0f		/* how long "added lately" lasts */
#define W_NEW .8f
static inline float newness_of(const struct weigh *w, float added_day)
{
	float left = 1 - (w->now_day - added_day) * (1 / NEW_DAYS);

	left = (left < 0 ? 0 : left > 1 ? 1 : left) - w->usual_newness;
	return left > 0 ? W_NEW * left : 0;
}

/* walk.c: every track that nobody touched, for the list of new ones and for chance. */
void walk_untouched(const struct weigh *w, struct pool_of *fresh, struct pool_of *explore);

/* style.c */
bool style_is_chosen(const struct taste *t, uint32_t genre);
double style_now(const struct taste *t);	/* log-odds a chosen style lends its tracks */

/* predict.c */
#define RUN_MAX 3			/* the longest run of last plays that is looked for */
enum guess {
	GUESS_BASE,	/* base level, of what was not heard for two hours */
	GUESS_LATELY,	/* 1 / (1 + days since last heard) */
	GUESS_COUNT,	/* finishes */
	GUESS_TODAY,	/* heard within the last day or so, but not for two hours */
	GUESS_NEAR,	/* near earlier occurrences of the last plays */
	GUESS_RUN1, GUESS_RUN2, GUESS_RUN3,	/* what followed the same one, two, three last plays */
	GUESS_ARTIST,	/* base level within the artist of the last play */
	GUESS_ARTIST_NEXT,	/* within the artists that followed this artist */
	GUESS_AGAIN,	/* base level, of what was heard in the last two hours */
	GUESSES
};
void predict_learn(struct taste *t, uint32_t row, int64_t began_ms, int64_t ended_ms, bool is_finish);
unsigned predict_guess(const struct weigh *w, float *ret_guess[GUESSES]);
void predict(const struct weigh *w, float *ret_by_signal[SIGNAL_COUNT]);

/* reason.c */
void reason_fill(const struct weigh *w, uint32_t row, struct pick *pick);

/* pool.c: the best of many, enough artists among them */
struct cand { float score; uint32_t row, hash, artist; };
struct pool_of {
	struct cand *best;		/* a heap, worst on top; sorted by pool_finish */
	size_t n, max;
	float least;			/* the worst of a full heap */
	bool is_full;			/* there were, or may have been, more */
	struct cand *of_artist;		/* per_artist slots each, best first */
	uint16_t *n_artist;
	size_t n_artists, per_artist;
	const struct taste *t;
};
void pool_of_init(struct pool_of *p, const struct taste *t, size_t max, bool by_artist);
void pool_of_add(struct pool_of *p, struct cand c);
/* Sorts, best first, artists' own bests among them; returns how many. */
size_t pool_of_finish(struct pool_of *p);
/* New scores for all, by weigh_final, and sorted anew. */
void pool_of_weigh(struct pool_of *p, const struct weigh *w);
void pool_of_done(struct pool_of *p);
bool cand_before(const struct taste *t, const struct cand *a, const struct cand *b);

/* place.c */
/* LIST_ARMS + arm: of each arm of exploration, what it would show first. */
enum { LIST_AGAIN, LIST_NEW, LIST_ARMS, LIST_KINDS = LIST_ARMS + ARMS };
struct placed { struct cand cand; float shown; enum arm arm; };
/* *ret_short: a list could not keep its artists apart, and more of its artists might have. */
size_t place(const struct weigh *w, struct pool_of lists[LIST_KINDS], struct placed *ret_placed, size_t max, bool *ret_short);

#endif
