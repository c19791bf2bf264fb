/*
 * music.h -- a path in, facts out.  Walks folders and reads tags, both in child processes of this same program
 * (`segue --worker walk|tags|watch|picture|hear`), so that a hanging mount or a file that kills a parser costs only itself.
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
/* Does it open like a folder: a playlist or a cue sheet? */
bool music_is_list_name(const char *path);
/* Where the i-th track (from 1) of a cue sheet, or of a file with one inside, stands in the library; caller frees. */
char *music_part_path(const char *owner, unsigned i);
/* And back: the sheet or file; NULL: this is no path of a part. Caller frees. */
char *music_part_owner(const char *path);
/* The same, as a list for man pages: NULL-terminated, sorted, without dots. */
const char *const *music_extensions(void);

/*
 * Reads the tags and audio properties of one file, in this process. ERR_IO: cannot be opened; ERR_PARSE: not audio it can make
 * sense of. `err_text()` says why in one sentence without the path. Strings in ret_tags belong to `holder`, are valid until
 * the next call with it or tags_free().
 */
struct tags_holder;
struct tags_holder *tags_new(void);
void tags_free(struct tags_holder *h);
enum err tags_read(struct tags_holder *h, const char *path, struct tags *ret_tags);

/*
 * New tags. The file is written beside itself, checked and put in its place: whatever happens, its name means the old file or the new one,
 * whole. Hard links to it are left with the old one. Call it where dying does no harm (`segue tag`): it parses what strangers wrote.
 */
enum tag_field { TAG_TITLE, TAG_ARTIST, TAG_ALBUM, TAG_ALBUM_ARTIST, TAG_GENRE, TAG_DATE, TAG_TRACK, TAG_DISC, TAG_COMPOSER, TAG_COMMENT,
	TAG_TRACK_GAIN, TAG_TRACK_PEAK, TAG_ALBUM_GAIN, TAG_ALBUM_PEAK,	/* ReplayGain 2.0: "-7.25 dB", to -18 LUFS; "0.988", of full scale */
	TAG_FIELD_COUNT };
extern const char *const tag_field_names[TAG_FIELD_COUNT];
int tag_field_find(const char *name, size_t n);		/* -1: there is none of that name */
struct tag_edit { char *value[TAG_FIELD_COUNT]; };	/* NULL: stays as it is; "": goes */
void tag_edit_done(struct tag_edit *e);
/* "title=…"; ERR_ARG says what is wrong with it. */
enum err tag_edit_set(struct tag_edit *e, const char *assignment);
/* By the file's name, without its ending, and as many of its folders as the pattern has: "%a/%b/%n - %t". ERR_MISSING: it is not like that. */
enum err tag_edit_from_name(struct tag_edit *e, const char *path, const char *pattern);
/* ret_old (zeroed before): what the fields held, ready to be written back. err_text() has no path in it. */
enum err tags_write(const char *path, const struct tag_edit *edit, struct tag_edit *ret_old);

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
	SCAN_WALKED,	/* path = the root, complete = false when anything below could not be read or the walker died; stamp.dev = its own; 0 = not known */
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
void watcher_remove(struct watcher *w, const char *root);	/* no longer; nothing when it was not added */
bool watcher_next(struct watcher *w, struct watch_news *ret_news);

/*
 * ---- playlists: M3U (Latin-1 where it is not UTF-8), M3U8, PLS, XSPF ----
 * Paths in a list are taken from its own folder, file:// URLs are percent-decoded.  A file of another name is read as M3U when it begins with an
 * absolute path or an address, as the lists of cmus do.  An entry that means nothing (another scheme, a line over
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
enum err playlist_may_be(const char *path);	/* ERR_ARG: by its name it is music, and not to be read as a list */
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

/*
 * ---- a folder or a playlist as rows, read on a thread ----
 * Rows come piece by piece, in the order the disk gives them; when all are there they are in the order people expect (folders, then
 * playlists and cue sheets, then music; by folded name, numbers by value) and stay so. Only what can be entered or played is a row. An entry's
 * address is good until folder_close(). One thread a folder; given up early it ends by itself, even if the disk never answers.
 */
enum folder_kind { FOLDER_DIR, FOLDER_LIST, FOLDER_AUDIO };
struct folder_entry {
	const char *name;	/* any bytes; below the folder with FOLDER_DEEP; of a playlist: the absolute path; of a sheet: its part's (music_part_path()) */
	const char *title;	/* a playlist's or sheet's word for it; NULL */
	enum folder_kind kind;
	int64_t size, mtime_s;	/* -1: not known */
};
enum { FOLDER_HIDDEN = 1, FOLDER_DEEP = 2 };	/* names with a dot in front, too; all music below and nothing else */
enum { FOLDER_ENTRIES_MAX = 500000, FOLDER_BYTES_MAX = 64 << 20, FOLDER_LEVELS_MAX = 64 };
struct folder;
enum err folder_open(const char *path, unsigned flags, struct folder **ret_folder);
void folder_close(struct folder *f);
/* Readable when there is more, or the end; folder_heard() makes it wait again. */
int folder_fd(const struct folder *f);
void folder_heard(struct folder *f);
size_t folder_count(struct folder *f);
const struct folder_entry *folder_at(struct folder *f, size_t i);
/* *ret_err: why it could not be read (err_text() says it), or ERR_LIMIT: not all of it is here. */
bool folder_is_done(struct folder *f, enum err *ret_err);
/* The entry's absolute path; caller frees. */
char *folder_path(const struct folder *f, const struct folder_entry *e);

/*
 * ---- decode: sound as floats, a block at a time, in bounded memory (a few MB, whatever the length) ----
 * For children only: a decoder may crash, hang, or eat memory, and libav is loaded (dlopen, 30 ms) at the first file that needs it.
 * WAV, AIFF and FLAC by libsndfile, the rest by libav; nothing they say is printed.
 *
 * Full scale is -1..1; samples beyond it are kept (up to 80 dB over), what is no number becomes 0. Mono is the mean of the channels. The ends
 * encoders add (LAME, iTunSMPB, Opus' pre-skip) are cut off. A damaged or truncated file gives what can be decoded of it: `damaged` counts.
 *
 * ERR_IO: cannot be opened or read, is no file. ERR_PARSE: no sound libsndfile or libav make out, or its rate changes in the middle.
 * ERR_LIMIT: more than 32 channels. ERR_ARG: a range from behind to before. ERR_MISSING: libav is not there. err_text() names the file.
 */
struct decoder;
struct decode_want {
	int rate_hz;			/* 0: as the file has it; else resampled by libswresample */
	bool is_mono;			/* else the file's channels, interleaved */
	int64_t start_ms, end_ms;	/* end 0: to the end. To the sample, but where time stamps are coarser (Matroska 5 ms, WMA 0.1 s) */
};
struct decode_info {
	int rate_hz, channels;		/* of what decode_read() gives */
	int source_rate_hz, source_channels;
	int64_t frames;			/* of the range, at rate_hz, as far as the file says; -1: it does not */
	bool is_exact;			/* the file counts its frames; else `frames` is an estimate */
	unsigned damaged;		/* packets passed over so far */
	uint64_t not_numbers;		/* samples made 0 or cut so far */
	const char *codec;		/* "flac", "wav", "aiff", or libav's name; borrowed */
};
enum err decode_open(struct decoder **ret_decoder, const char *path, const struct decode_want *want);
/* At most max frames of `channels` floats; 0 is the end, and stays so. */
enum err decode_read(struct decoder *d, float *ret_frames, size_t max, size_t *ret_n);
const struct decode_info *decode_facts(const struct decoder *d);
void decode_close(struct decoder *d);

/*
 * ---- where the sound of a file ends, when its decoders do not know: MP4 (AAC fills its last packet up with what nobody recorded) ----
 * Counted in µs from where libavformat and mpv begin to count. 0: the file does not say, or cannot be read. Reads a few headers, so it waits for the
 * disk; no lock, no memory kept: for any thread.
 */
int64_t music_end_us(const char *path);
bool music_is_padded_name(const char *path);	/* is it worth asking? */

/*
 * ---- the picture of a track: its waveform and its spectrum over time, from one decoding ----
 * A frame is 50 ms, or as many times that as keep PICTURE_FRAMES frames enough for the whole track (3 hours: 150 ms, the loudest of them).
 */
enum { PICTURE_BANDS = 32, PICTURE_UNIT_MS = 50, PICTURE_FRAMES = 72000, PICTURE_FRAMES_MAX = PICTURE_FRAMES + PICTURE_FRAMES / 4 };
struct picture_frame {
	int8_t low, high;			/* the least and the greatest sample of the mean of the channels, -127..127 is full scale */
	uint8_t rms;				/* 255 is full scale, peaks at 255 */
	uint8_t bands[PICTURE_BANDS];		/* half decibels above -96: a sine of full scale is 192 in its band */
};
/* Bands are equally wide in pitch, from 40 Hz to 16 kHz; where band b begins (b = PICTURE_BANDS: where the last ends). */
double picture_band_hz(int b);
static inline double picture_db(uint8_t band) { return band / 2.0 - 96; }

/* Draws, in this process: `frame` is called as each is ready. frame_ms a multiple of PICTURE_UNIT_MS. ERR_LIMIT: no such rate or length. */
struct painter;
enum err painter_open(struct painter **ret_painter, int rate_hz, int frame_ms);
void painter_feed(struct painter *p, const float *samples, size_t n, void (*frame)(void *ctx, const struct picture_frame *f), void *ctx);
void painter_end(struct painter *p, void (*frame)(void *ctx, const struct picture_frame *f), void *ctx);	/* what is left, if half a unit or more */
void painter_close(struct painter *p);

/*
 * Pictures, each made in a child of its own (`segue --worker picture`, nice 19, idle disk) that comes and goes; the last few are kept. One child
 * at a time. A file that kills its child, or stalls it for 30 s, has no picture until it changes. Not thread-safe; never blocks.
 */
struct pictures;
struct picture_of {
	const char *path;
	int64_t start_ms, end_ms;	/* of a part of the file; end 0: to its end */
	int64_t stamp;			/* anything that changes when the file does */
};
struct picture {
	int frame_ms;
	size_t n;			/* frames so far */
	const struct picture_frame *frames;
	int64_t length_ms;		/* as the file says; -1 = it does not */
	bool is_done;			/* no more come */
	const char *why;		/* what kept it from being made, or from being whole; NULL */
};
enum err pictures_open(struct pictures **ret_pictures, const char *exe);
void pictures_close(struct pictures *p);
int pictures_fd(const struct pictures *p);
/* What is to be drawn, and (NULL: nothing) what after it, once the first is done. What else is being drawn is given up. */
void pictures_want(struct pictures *p, const struct picture_of *now, const struct picture_of *then);
bool pictures_turn(struct pictures *p, int64_t until_ms);	/* true: some picture grew or ended */
bool pictures_is_busy(const struct pictures *p);
int64_t pictures_deadline_ms(const struct pictures *p);	/* when it wants a turn though nothing was readable; -1 = never */
/* NULL: nobody asked, or not begun. Borrowed until the next call on p. */
const struct picture *pictures_find(const struct pictures *p, const struct picture_of *of);

/*
 * ---- hearing: whole tracks decoded in children (`segue --worker hear`, nice 19, idle disk), and what an ear made of them ----
 * What hears is given by the roof (worker_hearing), so that this room knows no ear: bytes of its making come home.
 */
enum { HEAR_HOURS_MAX = 24, HEARD_BYTES_MAX = 4 << 20 };
struct hearing {
	int rate_max_hz;
	enum err (*open)(void **ret_ear, int rate_hz, int channels, int64_t frames);	/* about so many will come; -1: not known */
	void (*feed)(void *ear, const float *frames, size_t n);
	enum err (*finish)(void *ear, struct buf *ret_heard);
	void (*free)(void *ear);			/* NULL is fine */
};
extern const struct hearing *worker_hearing;		/* to be set before worker_main() */

struct hearers;
struct hear_of {
	const char *path;
	int64_t start_ms, end_ms;	/* end 0: to the end of the file */
	uint64_t cookie;
	uint32_t mark;			/* as it was when it was last heard: if it is the same still, it is not heard again; 0: it is, in any case */
};
struct heard {
	uint64_t cookie;
	const char *bytes;		/* what the ear wrote; borrowed until the next call of hearers_next() */
	size_t n;
	int64_t damaged, not_numbers;	/* as in decode_info */
	uint32_t mark;			/* of the sound as it stands in the file, whatever tags stand beside it; 0: not known */
	bool is_same;			/* as hear_of.mark says: nothing was heard, and nothing is new */
	bool is_away;			/* it could not be opened: a disk may be gone, the file is not to blame */
	bool is_stuck;			/* … because the disk does not answer: what else is on it would take as long */
	const char *why;		/* what kept it from being heard, else NULL. A file that kills, stalls or confuses its child is to blame itself */
};
/* jobs 0: as many as cores less one, at least one. Not thread-safe; never blocks but in hearers_close() (at most 100 ms). */
enum err hearers_open(struct hearers **ret_hearers, const char *exe, unsigned jobs);
void hearers_close(struct hearers *h);		/* what is under way is given up */
int hearers_fd(const struct hearers *h);	/* readable when hearers_next() may have something */
unsigned hearers_jobs(const struct hearers *h);
unsigned hearers_busy(const struct hearers *h);	/* tracks under way; at most hearers_jobs() */
/* ERR_BUSY: all are; ERR_LIMIT: the path is too long; ERR_CHILD: no child can be started. */
enum err hearers_ask(struct hearers *h, const struct hear_of *of);
/* In the order they are done. False: nothing now. */
bool hearers_next(struct hearers *h, struct heard *ret_heard);
int64_t hearers_deadline_ms(const struct hearers *h);	/* when it wants hearers_next() called though nothing was readable; -1 = never */
void hearers_set_stall_ms(struct hearers *h, int64_t ms);	/* of silence after which a child is given up: for tests */
/*
 * What the children wait for, in the middle of a track too, and go on by themselves: a machine on mains; others that take less than load_percent of all
 * its processors (niced programs do not count, 100: whatever they take) and memory nobody waits for. At first: nothing. SEGUE_MACHINE=FOLDER in the
 * environment: /sys and /proc are read below that.
 */
struct hear_manners { bool needs_mains; int load_percent; };
void hearers_set_manners(struct hearers *h, struct hear_manners manners);
enum hear_wait { HEAR_GOES_ON, HEAR_ON_BATTERY, HEAR_BUSY };
enum hear_wait hearers_waiting(const struct hearers *h);	/* what all that is under way waits for */

/* ---- listening that was written down elsewhere: exports of ListenBrainz, Last.fm and Spotify, tables of who heard what ---- */
enum listens_kind { LISTENS_LISTENBRAINZ, LISTENS_LASTFM, LISTENS_SPOTIFY, LISTENS_INTERACTIONS, LISTENS_KINDS };
extern const char *const listens_kind_name[LISTENS_KINDS];	/* as `segue import` spells them */
enum { LISTEN_MBID_SIZE = 37 };

/* Strings are UTF-8 without control characters, never NULL ("" = not said), good until the next one. */
struct listen {
	const char *who;		/* whose it is, where the file says so */
	const char *artist, *title, *album;
	const char *mbid;		/* MusicBrainz' recording (of interactions: or artist), in lower case */
	int64_t at_s;			/* Unix, when it began; 0: not said (interactions) */
	int64_t within_s;		/* how far off that may be */
	int64_t listened_ms;		/* -1: not said */
	int64_t duration_ms;		/* 0: not said */
	enum event_kind end;		/* EVENT_FINISH, EVENT_SKIP or EVENT_STOP */
	int32_t count;			/* how often; 1 where it has a time */
	size_t line;
};
/* Messages are kept for the first bad lines of all files; the others are counted. */
enum { LISTENS_BAD_TOLD = 5, LISTENS_BAD_SIZE = 400 };
struct listens_counts {
	int64_t read, bad;		/* listens, bad ones too */
	int64_t bytes;			/* of the files as they lie on the disk */
	char told[LISTENS_BAD_TOLD][LISTENS_BAD_SIZE];	/* file, line and why, of the first `bad` */
};
/*
 * Reads a file ("-": standard input), plain or gzip, a piece at a time, in memory that does not grow with it: calls `each`, which may end it with an
 * error, for every listen in the file's order. What cannot be understood is counted in bad and passed over; counts are added to.
 *
 *   listenbrainz   a listen a line (JSON Lines), or an array of them, or what its API answers
 *   lastfm         CSV, with or without a header (artist, album, track, date), or the JSON of its API and of lastfmstats.com
 *   spotify        the extended streaming history (JSON), or the plain one
 *   interactions   "listener item item…", or "listener TAB item [TAB count [TAB time]]"; an item is a MusicBrainz id, "Artist - Title" or an artist
 *
 * ERR_IO, ERR_PARSE: the file is not there, is damaged as a whole, or nothing of it is of this kind.
 */
enum err listens_read(const char *path, enum listens_kind kind, enum err (*each)(void *ctx, const struct listen *l), void *ctx,
		      struct listens_counts *counts);
bool listens_mbid(const char *text, char ret_id[LISTEN_MBID_SIZE]);	/* in lower case; false: NULL, or not of its shape */

/* What ListenBrainz recommends. Only the order of the scores is gone by: their scale is that of a model nobody here knows. */
struct recommended { char mbid[LISTEN_MBID_SIZE]; double score; size_t at; };	/* at: its place among what was read */
struct recommendations {
	struct recommended *rows;	/* caller frees */
	size_t n, cap;
	struct listens_counts counts;
};
enum { RECOMMENDATIONS_MAX = 8 << 20 };	/* bytes of a file; ListenBrainz gives a thousand entries */
/* Adds what `text` (n bytes) holds, in its order; `name` is for people. ERR_PARSE: it is nothing of the kind; ERR_LIMIT: it is too large. */
enum err recommendations_read(const char *name, const char *text, size_t n, struct recommendations *to);
int64_t recommendations_settle(struct recommendations *r);	/* each once, by its best score, best first. Returns how many were there again. */

/* Entry of `segue --worker KIND`: serves standard input to standard output until EOF. Returns the exit status. */
int worker_main(const char *kind);
void worker_be_modest(int niceness);	/* this process gives way: processor, disk; Ctrl-C is for its parent */

#ifdef __cplusplus
}
#endif
#endif
