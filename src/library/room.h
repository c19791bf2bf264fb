/*
 * room.h -- inside the library room: how tracks are kept, and what its files offer each other.
 *
 * Every track is an entry. Entries live in chunks that never move, so a track's address is good for the library's life, and
 * an entry is known by its number (32 bits) inside the room:
 *
 *	chunks[n / CHUNK][n % CHUNK]  --track-->  path, title, error: one heap block of its own (replaced when they change), or a
 *	        |   |   |                        part of one for all, where many came at once
 *	        |   |   |                        artist, album, genre, ...: interned, shared by all tracks
 *	        |   |   '-- next[BY_ID], next[BY_PATH], next[BY_STAMP]: chains of the three hash indexes (index.c)
 *	        |   '------ text: title, artist, ... folded for searching, made at first use (text.c)
 *	        '---------- spelling --> artist: its place in the tree (tree.c); NULL when not in the tree
 *
 * Invariants: an entry is in the tree exactly when its track was TRACK_OK at the last put, move or touched; `spelling` and
 * `pos` then say where. BY_PATH and BY_STAMP hold the entries below n_indexed: those that came many at once are indexed later. One that was TRACK_UNREADABLE then is in the list of those, at `pos` - 1; others have pos 0. Strings seen again cost nothing, so that a rescan of an unchanged library leaves memory as it was.
 */
#ifndef SEGUE_LIBRARY_ROOM_H
#define SEGUE_LIBRARY_ROOM_H

#include "library.h"

enum { CHUNK = 1024 };			/* entries a chunk */

enum index_kind { BY_ID, BY_PATH, BY_STAMP, INDEXES };

struct entry {
	struct track track;		/* first: a track's address is its entry's */
	struct spelling *spelling;
	char *text;
	uint32_t pos;			/* in its artist's tracks; without a spelling: 1 + that among the unreadable, 0 = not there */
	uint32_t next[INDEXES];		/* the next in the chain: number + 1, 0 = none */
	uint32_t path_hash, stamp_hash;	/* as indexed; the track's own stamp may have been changed since */
};

/* Heads of chains; intrusive, so that an index costs a track 6 to 8 bytes. */
struct index { uint32_t *heads; size_t n_heads, n; };

/* One way an artist's name is written. Artists whose names fold to the same key are one; the commonest spelling shows. */
struct spelling {
	const char *name;		/* interned */
	struct artist *artist;
	struct spelling *next;		/* of the same artist */
	size_t n;			/* tracks in the tree that spell it so */
};

struct artist {
	struct artist_node node;	/* n_tracks is always right; the rest when is_summed */
	const char *key;		/* the folded name */
	const char *tagged_sort;	/* folded: what the tags of its tracks say it sorts as; NULL */
	const char *sort;		/* what it sorts by: that, or the key without its article */
	struct spelling *spellings;
	struct track **tracks;
	size_t cap, rank;		/* rank: index among the artists, when is_listed and the order is fresh */
	bool is_sorted, is_summed, is_listed, is_pending;
};

enum shared_kind { SHARED_ARTIST, SHARED_ALBUM, SHARED_ALBUM_ARTIST, SHARED_GENRE, SHARED_COMPOSER, SHARED_DATE, SHARED_CODEC, SHARED_SORT_ARTIST, SHARED_KINDS };

/* The library's own string for one it was just given, by its address: texts that tracks of one call share are one string there. */
enum { MEMO_BITS = 8 };
struct memo { const char *given, *kept; };

struct library {
	struct entry **chunks;
	size_t n_chunks, chunks_cap, n;
	struct entry *reserved;		/* one block the first n_reserved entries live in; NULL */
	size_t n_reserved;
	struct index index[INDEXES];
	size_t n_indexed;
	struct memo *memo;		/* NULL: not amid library_put_all() */
	char *texts;			/* one block of strings, of those that came many at a time; NULL */
	size_t texts_size, texts_used;
	struct ahead *ahead;		/* NULL: they are all there */
	struct pool strings;
	struct memo last[SHARED_KINDS];	/* of the track put last; `given` amid library_put_all() only */
	struct arena arena;		/* spellings, artists, keys */
	uint64_t version;
	size_t n_in_tree, fold_next;
	const char *(*label[LIBRARY_LABELS])(void *ctx, const struct track *t, enum library_label which);
	void *label_ctx[LIBRARY_LABELS];

	struct map64 spellings;		/* address of an interned name -> struct spelling */
	const char *last_name;		/* asked for last, and its spelling; NULL */
	struct spelling *last_spelling;
	struct mapstr artists;		/* folded name -> struct artist */
	struct map64 album_keys;	/* address of an interned album -> folded, interned */
	struct mapstr various_names;	/* folded -> anything */
	struct spelling *various;
	struct artist **order, **pending;
	size_t n_order, order_cap, n_pending, pending_cap;
	bool is_order_stale, is_order_wrong;	/* wrong: the keys of artists in `order` changed */
	const char **articles;		/* folded */
	size_t n_articles, articles_cap;

	struct track **unreadable;	/* unreadable.c */
	size_t n_unreadable, unreadable_cap;
	bool is_unreadable_sorted;
	struct track **parts;		/* those that are a part of a file, in the order they came */
	size_t n_parts, parts_cap;
};

static inline struct entry *entry_at(const struct library *lib, size_t n)
{
	return &lib->chunks[n / CHUNK][n % CHUNK];
}

/* ---- memory.c ---- */
void memory_reserve(struct library *lib, size_t n);	/* for so many tracks */
void memory_foresee(struct library *lib);		/* some more come now */
void memory_settled(struct library *lib);		/* all that were many at a time have come */
void memory_add_chunk(struct library *lib);
char *memory_strings(struct library *lib, size_t n);	/* to be dropped */
void memory_drop_strings(struct library *lib, const char *block);
void memory_done(struct library *lib);
/* ---- index.c ---- */
uint32_t hash_id(track_id id);
uint32_t hash_path(const char *path);
uint32_t hash_stamp(const struct file_stamp *stamp);
/* The entry must carry its hash; numbers are n + 1 in the answers, 0 = none. */
void index_reserve(struct library *lib, enum index_kind kind, size_t n);
void index_add(struct library *lib, enum index_kind kind, uint32_t n);
void index_del(struct library *lib, enum index_kind kind, uint32_t n);
uint32_t index_first(const struct library *lib, enum index_kind kind, uint32_t hash);

/* ---- tree.c ---- */
void tree_init(struct library *lib);
void tree_done(struct library *lib);
void tree_add(struct library *lib, struct entry *e);
void tree_remove(struct library *lib, struct entry *e);
/* The track's place changed though its artist did not, or its sums did. */
void tree_disturb(struct entry *e);
/* The artist a track belongs to, in the tree or not. */
struct artist *tree_artist(struct library *lib, const struct track *t);
/* How many bytes of a folded name are its article ("the "); 0 = none. */
size_t article_length(const struct library *lib, const char *folded, size_t n);
int artist_cmp(const struct artist *a, const struct artist *b);

/* ---- unreadable.c ---- */
/* Into the list or out of it, as the state says; of an entry that is not in the tree. */
void unreadable_settle(struct library *lib, struct entry *e);

/* ---- order.c ---- */
/* Puts one artist's tracks in the order of the door. */
void order_tracks(struct library *lib, struct track **tracks, size_t n);

/* ---- text.c: what words are looked for in ---- */
enum text_part { TEXT_TITLE, TEXT_ARTIST, TEXT_ALBUM, TEXT_ALBUM_ARTIST, TEXT_GENRE, TEXT_FILE, TEXT_PARTS };
enum text_mark { TEXT_HAS_HAN = 1, TEXT_HAS_HANGUL = 2 };
/* What a folded text holds besides letters that are typed as they stand. */
char text_marks(const char *text);
/* A byte of marks, then the parts folded, in one string, one '\n' between two. Caller frees. */
char *text_make(const struct track *t);
/* Behind the byte of marks, which is at [-1]. */
const char *entry_text(struct entry *e);
/* Borrowed from text. */
const char *text_part(const char *text, enum text_part part, const struct track *t, size_t *ret_n);

/* ---- initials.c: words by their first letters ---- */
/* Can the folded word be the initials of something? Which marks a text must have for it; 0 = no. */
int initials_kind(const char *word);
/* Is it, of something in the text? */
bool initials_match(int kind, const char *word, const char *text);

/* ---- query_match.c ---- */
bool query_match_entry(const struct query *q, const struct library *lib, struct entry *e);
/* Does the query say "missing" / "unreadable" anywhere? */
bool query_asks(const struct query *q, enum track_state state);

#endif
