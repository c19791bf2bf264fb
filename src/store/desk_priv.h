/* desk_priv.h -- the two sides of the desk: what is asked (desk.c) and what is done about it (desk_thread.c). */
#ifndef SEGUE_DESK_PRIV_H
#define SEGUE_DESK_PRIV_H

#include "store_priv.h"

#include <pthread.h>
#include <stdatomic.h>

enum ask_kind {
	ASK_EVENT, ASK_QUEUE_SAVE, ASK_RESUME, ASK_MARK,				/* urgent */
	ASK_LIST_PUT, ASK_LIST_APPEND, ASK_LIST_RENAME, ASK_LIST_DELETE,	/* urgent, desk_playlist.c */
	ASK_FILTER_PUT, ASK_FILTER_DELETE,				/* … too, filter.c */
	ASK_CORRECTIONS_PUT,						/* … too, correction.c */
	ASK_FORGET, ASK_REMEMBER, ASK_IMPORTED,				/* … too, forget.c */
	ASK_PUT, ASK_UNREADABLE, ASK_STATE, ASK_MOVE, ASK_SOUND_PUT, ASK_SOUND_SAME, ASK_PRINT_PUT, ASK_VALUE_SET,	/* written in batches */
	ASK_TRACKS, ASK_EVENTS, ASK_QUEUE, ASK_ROOTS, ASK_VALUE, ASK_SOUNDS,	/* read and delivered */
	ASK_PLAYLISTS, ASK_FILTERS, ASK_CORRECTIONS, ASK_ROOT_ADD, ASK_ROOT_REMOVE, ASK_EXPORT, ASK_FLUSH,
};

/* A request; everything in it is its own copy. */
struct ask {
	struct ask *next;
	enum ask_kind kind;
	uint64_t cookie;
	char *text, *more;		/* path or key; reason or value */
	struct file_stamp stamp;
	struct tags *tags;
	track_id track;			/* ASK_TRACKS: the last one delivered */
	int64_t number;			/* now_s, state, since_ms */
	struct event event;
	struct event_place place;	/* ASK_EVENTS: how far it is */
	struct queue_row *rows, *list;	/* ASK_QUEUE_SAVE; list NULL: it stays; `text`, here and with ASK_RESUME, likewise */
	size_t n_list;
	track_id *tracks;
	struct sound sound;		/* ASK_SOUND_PUT: of `track`, its features in `text`, n of them; its reason in `more` */
	uint32_t version;
	struct correction *corrections;	/* ASK_CORRECTIONS_PUT: n of them */
	struct forget forget;		/* of `tracks` */
	struct forgotten gone;		/* ASK_REMEMBER */
	size_t n;
	bool is_begun;
	struct track *kept;		/* outcome of a batched write, until it is committed */
};
struct asks { struct ask *first, *last; };

enum {
	SLICE = 1000,			/* rows of a library or a log delivered at once … */
	SLICES_AHEAD = 4,		/* … and how many of them may wait to be fetched */
	KEPT_AHEAD = 4096,		/* tracks put and not yet fetched */
	BATCH_ROWS = 200,		/* writes in one transaction: an urgent one waits for no more than these … */
	URGENT_ROWS = 64,		/* events that came while one was being synced share the next sync */
	BATCH_MS = 50,			/* … or this */
	GATHER_MS = 20,			/* a scan's tracks come one by one: so long they wait for others to share the transaction */
	WAL_PAGES = 4000,		/* 16 MB: fold the log in even when busy */
	IDLE_MS = 1000,			/* … and otherwise after this much quiet */
	PACK_IDLE_MS = 300,		/* packs are made after this */
	LOCK_MS = 2,			/* the interface waits no longer than this for the lists */
};

struct news {
	struct news *next;
	struct desk_news news;
	void *block, *more;		/* what the borrowed pointers point into */
	struct arena arena;
	struct stored_playlist *lists;	/* freed with their contents */
	size_t n_lists;
	struct stored_filter *filters;	/* so are these */
	size_t n_filters;
	struct forgotten gone;		/* so is this */
};

struct desk {
	pthread_t thread;
	pthread_mutex_t lock;		/* around the lists only, never held over a file */
	pthread_cond_t wake;
	struct asks urgent, bulk;
	struct ask *queue_waiting;	/* a queue save nobody has begun: a newer one takes its place */
	struct news *news_first, *news_last, *news_shown;
	struct news *news_spent;	/* shown, to be freed by the thread: its memory is of an arena the interface need not wait for */
	size_t slices, kept;		/* of the news, not yet fetched */
	int64_t gather_until_ms;	/* `bulk`, when it begins with what a scan found, waits so long */
	bool is_closing, is_dead;
	int fd;
	atomic_size_t backlog;
	atomic_bool has_urgent;

	/* the thread's own */
	struct store *store;
	char *path, *listener;
	int64_t pack_at;		/* all packs before this one are made */
	bool is_scratch;		/* nothing outlives this run */
	bool wants_packs, is_packing;	/* some may be missing; and nothing came since the last one was made */
};

void asks_append(struct asks *list, struct ask *ask);
struct ask *asks_take(struct asks *list);
void ask_free(struct ask *ask);
void news_free(struct news *news);
void news_free_all(struct news *first);
/* Hands over to the caller's side, one or several that are linked, and makes the descriptor readable. */
void news_push(struct desk *d, struct news *news);
/* With the lock held: it is worth waiting for more to write. */
bool desk_is_gathering(const struct desk *d);
void *desk_main(void *desk);

/* ---- desk.c, for desk_playlist.c ---- */
struct ask *ask_new(enum ask_kind kind, const char *text, uint64_t cookie);
void ask_bulk(struct desk *d, struct ask *ask);
void ask_urgent(struct desk *d, struct ask *ask);
/* ---- desk_playlist.c ---- */
bool is_list_ask(enum ask_kind kind);
enum err carry_list(struct desk *d, const struct ask *ask);
enum err load_playlists(struct desk *d, struct news *news);
/* ---- sound.c ---- */
enum err write_sound(struct desk *d, const struct ask *ask);
bool load_sounds(struct desk *d, struct ask *ask);	/* true: there is more */
/* ---- print.c ---- */
enum err write_print(struct desk *d, const struct ask *ask);
/* ---- desk_thread.c, for sound.c ---- */
struct news *news_new(enum desk_kind kind, uint64_t cookie);
/* After a slice: true: another one; else the end is told. */
bool load_goes_on(struct desk *d, enum err err, bool is_more, enum desk_kind at_end);
/* ---- correction.c ---- */
void ask_corrections_free(struct ask *ask);
enum err load_corrections(struct desk *d, struct news *news);
/* ---- forget.c ---- */
enum err carry_forget(struct desk *d, const struct ask *ask);	/* what changed is told before it returns */
/* ---- filter.c ---- */
bool is_filter_ask(enum ask_kind kind);
enum err carry_filter(struct desk *d, const struct ask *ask);
enum err load_filters(struct desk *d, struct news *news);

#endif
