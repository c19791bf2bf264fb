/*
 * library.h -- the tracks in memory: lookup, the artist tree, sorted lists, the filter language.  Pure: no file, no database, no clock.
 * Sized for 1,000,000 tracks: strings are interned or in arenas, folded keys are made once, an insert never re-sorts the library.
 */
#ifndef SEGUE_LIBRARY_H
#define SEGUE_LIBRARY_H

#include "base.h"
#include "track.h"

struct library;

struct library *library_new(void);
void library_free(struct library *lib);

/*
 * Adds the track, or replaces the one with its id; everything is copied. The returned pointer stays valid and at the same
 * address for the library's life (a track is never removed, only marked TRACK_MISSING).
 */
struct track *library_put(struct library *lib, const struct track *track);
/*
 * The same of many, and quicker the more of their texts are one string, at one address. They are found by path and by stamp only when
 * library_index_some() has seen to them, which else the first one to look does (a tenth of a microsecond a track).
 */
void library_put_all(struct library *lib, const struct track *tracks, size_t n);
bool library_index_some(struct library *lib, size_t budget);	/* so many at most; false when all are */
/* So many tracks will come: the indexes are made for them now, not anew each time they have doubled. */
void library_reserve(struct library *lib, size_t n);
struct track *library_get(const struct library *lib, track_id id);
struct track *library_by_path(struct library *lib, const char *path);
size_t library_count(const struct library *lib);		/* without missing and unreadable ones */
size_t library_total(const struct library *lib);		/* with them */
/*
 * The files that are there and cannot be read, sorted by path; their reason is in `error`. Valid until the next library_put(),
 * library_touched() or library_move().
 */
struct track *const *library_unreadable(struct library *lib, size_t *ret_n);
/* The tracks that are a part of a file (track.part may be NULL in one that no longer is), in whatever state. Valid until the next library_put(). */
struct track *const *library_parts(const struct library *lib, size_t *ret_n);
/* In the order they were first put; i < library_total(). */
struct track *library_at(const struct library *lib, size_t i);
/* The least and the greatest id among all; where there is none, no id is between them. */
void library_id_range(const struct library *lib, track_id *ret_first, track_id *ret_last);
/* Call after changing a track's state, stamp, rating, counts in place; tag fields change only through library_put(). */
void library_touched(struct library *lib, struct track *track);
/* Rises at every change of what lists would show; putting the same again is none. */
uint64_t library_version(const struct library *lib);
/* A new path for a known track (a moved file): keeps its identity; a missing one is there again (TRACK_OK). */
void library_move(struct library *lib, struct track *track, const char *path, const struct file_stamp *stamp);
/*
 * Tracks whose file has this size and mtime (candidates for "moved"), in whatever state: calls visit for each until it returns
 * false. The visitor may move the track it was given. A stamp of zeros finds nothing.
 */
void library_same_stamp(struct library *lib, const struct file_stamp *stamp, bool (*visit)(void *ctx, struct track *), void *ctx);

/*
 * Prepares the folded text that searches look at, for `budget` tracks at most; false when all is ready. For idle moments:
 * without it the first search does all at once (about 1 us a track).
 */
bool library_fold_some(struct library *lib, size_t budget);

/*
 * Words between blanks that do not count at the beginning of an artist's name ("The A An", which it begins with); "": none. All artists are
 * put in order anew when somebody looks next.
 */
void library_set_articles(struct library *lib, const char *articles);

/* ---- the artist tree: artists sorted by what the tags say they sort as, else by folded name without its article, each with its albums and tracks in order ---- */
struct artist_node {
	const char *name;		/* album artist, else artist; "" = unknown, last; compilations gather under library_various() */
	size_t n_tracks;
	int64_t duration_ms;
};
size_t library_artist_count(struct library *lib);
const struct artist_node *library_artist_at(struct library *lib, size_t i);
size_t library_artist_find(struct library *lib, const char *name);	/* index, or SIZE_MAX */
size_t library_artist_of(struct library *lib, const struct track *t);
/*
 * Tracks of artist i: by the album's year, album, disc, track number, title. An album's year is the earliest its tracks in one
 * folder say (an album stays together when its songs carry years of their own). Albums without year, then tracks without album,
 * come last. Valid until the next library_put(), library_touched() or library_move().
 */
struct track *const *library_artist_tracks(struct library *lib, size_t i, size_t *ret_n);
const char *library_various(void);

/*
 * ---- the filter language ----
 *   bowie low            every word somewhere in title, artist, album, album artist, genre, file name (folded)
 *   "low life"           the phrase; \" and \\ inside; quotes also make a word of "or", "loved", "re:stacks"
 *   artist:bowie  album:"hunky dory"  genre:ambient  title: composer: path: codec: style: mood:	contains, folded
 *   artist="david bowie"  genre!=rock                                                  is, is not (the whole, folded)
 *   rating>=4  year<1980  year:1970..1979  year:..1979  bpm:118..124  plays>3  skips=0  duration>6:00  track:1  disc:2
 *   added:7d  added<2w  played:today  (within the age; < is newer, > is older)
 *   added:2025-01-31  added:2025  played>2025-01-31  added:2025-01..2025-03  (that day, month, year; > is later)
 *   loved  banned  unplayed  missing  unreadable
 *   not X, -X, !X     X or Y, X | Y     ( … )     juxtaposition and "and" both mean and; not before and before or
 *   ~a bowie  ~y1970-1979  ~d>600  ~T     the short form of cmus: ~a artist, A albumartist, d duration, D disc, f path, g genre,
 *                                     l album, n track, s stream, t title, T tag, X plays, y year
 *   artist="*beatles*"&date>=1960&!stream    its long form: & is and, * and ? in what = is followed by stand for any letters, for one
 *                                     (\\* for the star itself); date, filename, discnumber, tracknumber, play_count go by those names, too
 *   filter:90s   the saved filter of that name; the bare name, too, where it stands alone or beside & | ! ( )
 * A number that is absent (no year, unrated) is 0 and matches a comparison only when that names 0 itself: "year<1980" finds no
 * untagged tracks, "year=0" and "rating<=0" do. X!=Y is "not X=Y" and so is true of what is absent. A track never played is in no
 * span of "played"; say unplayed. Ranges include both ends; a range of times may be given either way round. Durations count in
 * whole seconds, as they are shown. At most 4 KiB, 1024 terms, 64 parentheses deep.
 */
/*
 * "style" and "mood" are known to others: they tell through here. The callback answers in UTF-8, several labels separated by
 * newlines, "" or NULL for none; borrowed until its next call. Without one those fields are empty. To be set again when its answers change:
 * what lists show may have.
 */
enum library_label { LIBRARY_STYLE, LIBRARY_MOOD, LIBRARY_LABELS };
/* What the callback says; "": nothing. */
const char *library_label(const struct library *lib, const struct track *t, enum library_label which);
void library_set_label(struct library *lib, enum library_label which, const char *(*label)(void *ctx, const struct track *t, enum library_label which), void *ctx);

/* Saved filters: the text of the one of this name, NULL when there is none; borrowed while the query is parsed. */
struct query_names {
	const char *(*find)(void *ctx, const char *name);
	void *ctx;
	bool has_bare;			/* "90s" means it, too, not only "filter:90s"; in saved filters it always does, … */
	const char *typed;		/* … but not in this one, which is what is being typed (NULL: none) */
};
enum { QUERY_NAME_MAX = 100, QUERY_NAMES_DEEP = 16 };		/* filters that name filters that name … */

struct query;
/* ERR_PARSE, ERR_LIMIT: err_text() names what is wrong and *ret_column the byte (0-based) where. An empty text matches all. now_s anchors ages. */
enum err query_parse(const char *text, int64_t now_s, struct query **ret_query, size_t *ret_column);
/* The same where the text may name saved filters; a mistake inside one of them is told at its name. */
enum err query_parse_named(const char *text, int64_t now_s, const struct query_names *names, struct query **ret_query, size_t *ret_column);
/* For a prompt or a command line: puts "column 4: " before err_text(), from 1, in cells of a terminal. Returns err. */
enum err query_fail(enum err err, const char *text, size_t column);
/* May a filter be called so? ERR_ARG says why not: what the language would take for something else. */
enum err query_name_check(const char *name);
void query_free(struct query *q);
/* The text of a query for what has exactly this in that field: field="value", whatever is in the value. Caller frees. */
char *query_is(const char *field, const char *value);
/* Whatever the track's state, and also for a track that is not the library's. */
bool query_match(const struct query *q, const struct library *lib, const struct track *t);
/* The words of the language, for completion and the man page: sorted. */
/*
 * "added<30d sort:-added,title limit:100": the query, and how what it finds is ordered (keys of library_sort_key(), NULL = as the library
 * is) and where it ends (0 = nowhere). They stand last. ERR_PARSE, ERR_ARG: where in the text (bytes, from 0) the word
 * that is wrong stands.
 */
struct query_tail { char *filter, *keys; size_t limit; };
enum err query_tail_split(const char *text, struct query_tail *ret_tail, size_t *ret_column);
void query_tail_done(struct query_tail *t);
/* A copy of these sorted, some comparisons at a time. NULL: the keys are wrong. */
struct sorting;
struct sorting *sorting_new(const char *keys, struct track *const *tracks, size_t n);
bool sorting_step(struct sorting *s, size_t steps);		/* false: sorted */
struct track **sorting_take(struct sorting *s);			/* the caller's; ends it */
void sorting_free(struct sorting *s);
struct query_field { const char *name, *args, *help; };
const struct query_field *query_fields(size_t *ret_n);

/*
 * Matching tracks in tree order (artist, year, album, disc, track); q may be NULL (all). Missing and unreadable ones are left out
 * unless the query says "missing", "unreadable"; then they follow the others. Caller frees the array (never NULL).
 */
struct track **library_select(struct library *lib, const struct query *q, size_t *ret_n);
/*
 * The one a person means by TRACK on a command line: a path, "id:N", else words; best match (folded title equal, then most words,
 * then a title of which every word was said, then most played). NULL when nothing matches.
 */
struct track *library_find(struct library *lib, const char *words);

/*
 * ---- fuzzy: letters in order, gaps and one slip of the finger forgiven, best first ----
 * Every word has to fit one part (title, artist, album, album artist, file name). Made in steps; the answer is there when the last is done.
 */
struct fuzzy;
enum { FUZZY_FOUND_MAX = 500, FUZZY_WORDS_MAX = 16, FUZZY_WORD_MAX = 64 };
struct fuzzy *fuzzy_new(struct library *lib, const char *words);
void fuzzy_free(struct fuzzy *f);
bool fuzzy_step(struct fuzzy *f, size_t budget);	/* looks at that many tracks; true: there are more */
/* Best first, at most FUZZY_FOUND_MAX of *ret_all; NULL while steps are to be done. Good until fuzzy_free(). */
struct track *const *fuzzy_found(struct fuzzy *f, size_t *ret_n, size_t *ret_all);
/* How well a word fits a text of n bytes, both folded; 0: not at all. A letter more that fits where the last one did never lowers it. */
int fuzzy_score(const char *word, const char *text, size_t n);

/*
 * ---- a view: the tree narrowed by a filter, and a flat list in an order of one's own ----
 * What it shows is made in steps, beside what was shown before, and replaces that at once. Tracks and nodes handed out are good
 * until the next call that sets or steps the view, or changes the library.
 */
struct library_view;
struct library_view *library_view_new(struct library *lib);
void library_view_free(struct library_view *v);
/* Takes the query over; NULL, or one that matches all: no filter. Until steps have made the answer the old one is shown. */
void library_view_filter(struct library_view *v, struct query *q);
/*
 * Keys by name, "artist -date tracknumber" (cmus's names), for library_view_sorted(); "-" is downwards, what has none comes last
 * either way, equals stay in tree order. NULL: no flat list. ERR_ARG names what is wrong and changes nothing.
 */
enum err library_view_sort(struct library_view *v, const char *keys);
enum err library_sort_check(const char *keys);
const char *library_sort_key(size_t i, const char **ret_help);	/* their names, sorted; NULL past the last */
/* Does up to `budget` small things (about a microsecond each). True: there is more to do. */
/*
 * What the tree's left side is made of. "Artists" in the names below are these then: albums (one of a name for each artist), genres (a
 * track of several is under each, at most 8), years, decades, folders (called by what they have not in common). Those without come last,
 * with the name "". Within one tracks stay in the order of the artists' tree. A flat list knows no root.
 */
enum library_root { LIBRARY_BY_ARTIST, LIBRARY_BY_ALBUM, LIBRARY_BY_GENRE, LIBRARY_BY_YEAR, LIBRARY_BY_DECADE, LIBRARY_BY_FOLDER, LIBRARY_ROOTS };
void library_view_group(struct library_view *v, enum library_root root);
enum library_root library_view_root(const struct library_view *v);	/* of what is shown: until another tree is made, that of the old one */
bool library_view_step(struct library_view *v, size_t budget);
bool library_view_is_old(const struct library_view *v);		/* steps would change what is shown */
bool library_view_is_urgent(const struct library_view *v);	/* … because a filter or an order was set, or work is half done */
/* Differs when what is shown differs. */
uint64_t library_view_generation(const struct library_view *v);
size_t library_view_count(const struct library_view *v);	/* rows of tracks: one of several genres counts in each */
/* As the library's own of these names. Missing and unreadable tracks, where the filter names them, are one "artist", the last. */
size_t library_view_artist_count(const struct library_view *v);
const struct artist_node *library_view_artist_at(const struct library_view *v, size_t i);
size_t library_view_artist_find(const struct library_view *v, const char *name);
size_t library_view_artist_of(const struct library_view *v, const struct track *t);	/* of several genres: the first */
bool library_view_holds(const struct library_view *v, size_t i, const struct track *t);	/* it is among the tracks of i */
struct track *const *library_view_artist_tracks(const struct library_view *v, size_t i, size_t *ret_n);
/* The flat list; NULL, 0 until it is made. */
struct track *const *library_view_sorted(const struct library_view *v, size_t *ret_n);

/* ---- tracks by the names others give them (src/library/named.c says how names are compared); made of the library as it stands, which it borrows ---- */
struct library_names;
struct library_name { const char *mbid, *artist, *title, *album; };	/* never NULL, "" = not said; mbid: MusicBrainz' recording, in lower case */
struct library_names *library_names_new(struct library *lib);
void library_names_free(struct library_names *n);
/* The library does not hold these: to be told of each track that has one. */
void library_names_ids(struct library_names *n, struct track *t, const char *recording, const char *artist);
/* The tracks this may be, the surest first, at most max; 0: none is known. */
size_t library_named(const struct library_names *n, const struct library_name *name, struct track **ret_tracks, size_t max);
/* A name without what is not compared, "artist\ntitle": of two names of one track the same. Caller frees. */
char *library_name_text(const char *artist, const char *title);
/* The artist's number, from 1, by name or MusicBrainz' id of the artist; 0: nobody is called so. */
uint32_t library_names_artist(const struct library_names *n, const char *artist, const char *mbid);
uint32_t library_names_artist_of(const struct library_names *n, track_id id);	/* likewise; 0: none is tagged */

#endif
