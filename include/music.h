/*
 * music.h -- a path in, facts out.  Walks folders and reads tags, both in child processes of this same program
 * (`segue --worker walk|tags|watch`), so that a hanging mount or a file that kills a parser costs only itself.
 */
#ifndef SEGUE_MUSIC_H
#define SEGUE_MUSIC_H

#include "base.h"
#include "track.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Does the name end like something libmpv plays and people own? (.mp3 .flac .ogg … case folded) */
bool music_is_audio_name(const char *path);
/* Is it called like a cue sheet (.cue)? */
bool music_is_sheet_name(const char *path);
/* Either: what a walk and a watcher tell of. */
bool music_is_wanted_name(const char *path);
/* The same, as a list for man pages: NULL-terminated, sorted, without dots. */
const char *const *music_extensions(void);

/*
 * Reads the tags and audio properties of one file, in this process. ERR_IO: cannot be opened; ERR_PARSE: not audio it can make
 * sense of. `err_text()` says why in one sentence without the path. Strings in ret_tags belong to `holder`, are valid until
 * the next call with it or tags_done().
 */
struct tags_holder;
struct tags_holder *tags_new(void);
void tags_free(struct tags_holder *h);
enum err tags_read(struct tags_holder *h, const char *path, struct tags *ret_tags);

/*
 * A scanner: one walking child and up to `jobs` tag-reading children (0: chosen from the cores), started on demand and
 * restarted when they die.  The caller decides what to read:
 *
 *     scanner_walk(s, "/music");  ->  SCAN_FILE … SCAN_FILE, SCAN_WALKED
 *     scanner_read(s, path, stamp) ->  SCAN_PART … SCAN_PART, SCAN_TAGS or SCAN_FAILED (bad file, or it killed or stalled its child)
 *
 * A cue sheet is read like a file: its SCAN_PARTs are the tracks, its SCAN_TAGS say has_parts, album and artist. Those of a file with a cue
 * sheet in its tags come before the file's own tags, which do not say has_parts: whether they count is the caller's to decide. A child that
 * died may have told some parts already; they are told again.
 *
 * Not thread-safe; never blocks but in scanner_close() (at most 100 ms, then SIGKILL).
 */
struct scanner;
enum scan_kind {
	SCAN_FILE,	/* path, stamp: a file with an audio name was seen below a root */
	SCAN_DIR_FAILED,/* path, why: a folder could not be read (its files must not be taken as gone) */
	SCAN_PART,	/* path, stamp, tags (with their part), owner: a track that a sheet or a file holds; before the owner's own SCAN_TAGS */
	SCAN_WALKED,	/* path = the root, complete = false when anything below could not be read or the walker died */
	SCAN_TAGS,	/* path, stamp, tags */
	SCAN_FAILED,	/* path, stamp, why */
};
struct scan_news {
	enum scan_kind kind;
	const char *path;		/* borrowed until the next scanner_next() */
	struct file_stamp stamp;
	struct tags tags;
	struct part part;		/* what tags.part points at */
	const char *owner;		/* SCAN_PART: the path that was asked for */
	const char *why;
	bool complete;
};

/* `exe` is the program to start as `exe --worker walk|tags` (normally /proc/self/exe). Memory: the work asked for and not yet done. */
enum err scanner_open(struct scanner **ret_scanner, const char *exe, unsigned jobs);
void scanner_close(struct scanner *s);
/*
 * What the walks that follow leave out: patterns as the shell's between colons ("*.part:* /.trash/ *" without the blanks). Folders may also carry
 * files .nomedia and .segueignore. No pattern leaves out a root. ERR_LIMIT: too long; the old ones stay.
 */
enum err scanner_ignore(struct scanner *s, const char *patterns);
/* Readable (poll) when scanner_next() may have something. One descriptor for all children. */
int scanner_fd(const struct scanner *s);
/* Symbolic links to folders are followed, loops and double visits (same dev+inode) are not. A file as root gives that file. */
void scanner_walk(struct scanner *s, const char *root);
void scanner_read(struct scanner *s, const char *path, const struct file_stamp *stamp);
/* False: nothing now. Call until false or until your time slice is over. */
bool scanner_next(struct scanner *s, struct scan_news *ret_news);
/* Everything asked for has been answered and drained. */
bool scanner_is_idle(const struct scanner *s);
/* Next moment (clock_mono_ms) it wants scanner_next() to be called though nothing was readable (a stalled child's deadline); -1 = none. */
int64_t scanner_deadline_ms(const struct scanner *s);

/*
 * A watcher: a child for each root (`segue --worker watch`) that tells what changes below it, once it has been quiet for half a second:
 * files written and closed, moved, deleted, folders that come and go. What was there before is not told. Not thread-safe; never blocks.
 */
struct watcher;
enum watch_kind {
	WATCH_READY,	/* path: the root; from now on nothing is missed. Look at all of it: what changed before was not told */
	WATCH_LOOK,	/* path: a file or folder to be looked at again (or a whole root, when too much happened) */
	WATCH_GONE,	/* path: a file or folder that was deleted or moved away */
	WATCH_LIMITED,	/* path: the root, why: not all of it is watched; once a root */
	WATCH_OVER,	/* path: the root, why: its child died; nothing more comes from there */
};
struct watch_news { enum watch_kind kind; const char *path, *why; };	/* borrowed until the next watcher_next() */
enum err watcher_open(struct watcher **ret_watcher, const char *exe);
void watcher_close(struct watcher *w);
int watcher_fd(const struct watcher *w);
enum err watcher_add(struct watcher *w, const char *root, const char *ignore);	/* a folder; at most 64; patterns as scanner_ignore() */
bool watcher_next(struct watcher *w, struct watch_news *ret_news);

/*
 * ---- playlists: M3U (Latin-1 where it is not UTF-8), M3U8, PLS, XSPF ----
 * Paths in a list are taken from its own folder, file:// URLs are percent-decoded.  An entry that means nothing (another scheme, a line over
 * PLAYLIST_LINE_MAX) is counted as bad and passed over.  ERR_LIMIT: more than PLAYLIST_BYTES_MAX or PLAYLIST_ENTRIES_MAX; ERR_PARSE: not such
 * a list at all; both name file and line.
 */
enum { PLAYLIST_BYTES_MAX = 64 << 20, PLAYLIST_ENTRIES_MAX = 1000000, PLAYLIST_LINE_MAX = 64 << 10 };
enum playlist_format { PLAYLIST_M3U, PLAYLIST_M3U8, PLAYLIST_PLS, PLAYLIST_XSPF, PLAYLIST_FORMATS };
struct playlist_entry {
	char *path;		/* absolute; the bytes as they stand in the list */
	char *other;		/* what they may mean besides (Latin-1 as UTF-8, "\\" as "/"); NULL = nothing else */
	char *title;		/* UTF-8; NULL = not said */
	int64_t duration_ms;	/* 0 = not said */
};
struct playlist {
	char *title;		/* NULL = not said */
	struct playlist_entry *entries;
	size_t n, cap;
	size_t bad;		/* entries passed over … */
	char *first_bad;	/* … and "FILE:LINE: why" of the first; NULL */
};
/* By the end of the name (".m3u" ".m3u8" ".pls" ".xspf", case folded). ERR_ARG lists them. */
enum err playlist_format_of(const char *path, enum playlist_format *ret_format);
/* `path` is the list's own: relative entries are below its folder, and errors name it. ret_list is to be playlist_done(). */
enum err playlist_parse(enum playlist_format format, const char *data, size_t n, const char *path, struct playlist *ret_list);
enum err playlist_read(const char *path, struct playlist *ret_list);
/* As it would be written to `path` (absolute): entries below its folder become relative. */
enum err playlist_print(enum playlist_format format, const struct playlist *list, const char *path, struct buf *out);
enum err playlist_write(const char *path, const struct playlist *list);
/* Copies all; an entry beyond PLAYLIST_ENTRIES_MAX: ERR_LIMIT. */
enum err playlist_add(struct playlist *list, const char *path, const char *title, int64_t duration_ms);
void playlist_done(struct playlist *list);

/*
 * The same on a thread, for those who cannot wait: one descriptor that becomes readable when it is done. `list` is taken over (its
 * contents moved) for writing. A job given up early ends by itself.
 */
struct playlist_job;
enum err playlist_job_read(const char *path, struct playlist_job **ret_job);
enum err playlist_job_write(const char *path, struct playlist *list, struct playlist_job **ret_job);
int playlist_job_fd(const struct playlist_job *job);
/* False: not yet. Else the outcome (err_text() says why) and, of a read, the list: the caller's from now on. */
bool playlist_job_take(struct playlist_job *job, enum err *ret_err, struct playlist *ret_list);
void playlist_job_free(struct playlist_job *job);

/* Entry of `segue --worker KIND`: serves standard input to standard output until EOF. Returns the exit status. */
int worker_main(const char *kind);

#ifdef __cplusplus
}
#endif
#endif
