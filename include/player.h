/*
 * player.h -- it sounds.  An asynchronous door to libmpv, and the play queue, which knows no mpv.
 *
 * libmpv is loaded (dlopen) on a thread of its own at player_load(), because linking its 200 libraries costs every start of the
 * program 100 ms of a processor, and holds up every thread that is begun meanwhile; until PLAYER_READY all calls are remembered and
 * carried out then.  Only mpv's asynchronous calls and observed
 * properties are used; its wake-up writes one byte.
 */
#ifndef SEGUE_PLAYER_H
#define SEGUE_PLAYER_H

#include "base.h"
#include "track.h"

/* ---------------------------------------------------------------- player */
struct player;
enum player_state { PLAYER_STOPPED, PLAYER_LOADING, PLAYER_PLAYING, PLAYER_PAUSED };

enum player_event_kind {
	PLAYER_READY,
	PLAYER_BROKEN,		/* text: libmpv is missing or would not start; nothing will ever sound */
	PLAYER_NO_FADE,		/* text: the device takes one sound at a time; tracks follow each other without a gap instead. Once for a device */
	PLAYER_NO_SOUND,	/* text: no audio device; playback goes on silently (ao=null) */
	PLAYER_STARTED,		/* cookie: this track now sounds (or stands ready, paused); pos_ms where. Gapless: up to the device's buffer early */
	/*
	 * cookie, how, pos_ms, heard_ms, passed_ms, duration_ms. After END_EOF and END_FAILED what was prepared follows by itself. Of a crossfade it comes
	 * after the STARTED of what follows, and is END_EOF whatever cuts the fade short (skip, stop, a jump); heard_ms is what was heard.
	 */
	PLAYER_ENDED,
	PLAYER_DEVICES,		/* player_devices() is what there is now */
	PLAYER_CHANGED,		/* something in player_now() changed: redraw */
};
enum player_end { END_EOF, END_REPLACED, END_STOPPED, END_FAILED };
struct player_event {
	enum player_event_kind kind;
	uint64_t cookie;
	enum player_end how;
	int64_t pos_ms, heard_ms, duration_ms;
	int64_t passed_ms;	/* jumped over forwards and not gone back to */
	const char *text;	/* END_FAILED: why; borrowed until the next call */
};
struct player_now {
	enum player_state state;
	uint64_t cookie;		/* of what plays or is loading; 0 = nothing */
	int64_t pos_ms, duration_ms;	/* pos at the last report; see player_pos_ms() */
	int64_t heard_ms;		/* really heard of it so far: clock time while sounding, pauses and seeks not counted */
	int64_t passed_ms;		/* jumped over forwards in it, and not gone back to */
	int volume;			/* 0..100 (up to 130 by mpv's softvol) */
	bool is_muted, is_ready;
	bool is_fading;			/* what played before is still going out */
	int64_t out_heard_ms, out_passed_ms;	/* is_fading: heard of that so far, jumped over in it */
	int64_t fade_ms;		/* how long that takes, or how long what was prepared will take to come in; 0 = not known yet, or no fade */
	double speed;
};

struct player_option { const char *name, *value; };	/* --mpv OPTION=VALUE, after our own; ao-pcm-file gets ".2" for the second libmpv */
/*
 * Returns at once; sets LC_NUMERIC to "C" when it is not (libmpv insists). ao: NULL = mpv's choice. An option that mpv refuses: PLAYER_BROKEN.
 * Audio libraries (ALSA, PipeWire) write to standard error when there is no device: keep it off the screen.
 */
enum err player_open(struct player **ret_player, const char *ao, const struct player_option *options, size_t n_options);
/* Begins to load libmpv; what is to play does so by itself. Once is enough. */
void player_load(struct player *p);
/* At most 200 ms. Tells no end of what plays: call player_stop() and fetch its ENDED first, which comes at once. */
void player_close(struct player *p);
int player_fd(const struct player *p);		/* readable: call player_next_event() until it says false */
bool player_next_event(struct player *p, struct player_event *ret_event);
const struct player_now *player_now(const struct player *p);
int64_t player_pos_ms(const struct player *p, int64_t mono_ms);	/* interpolated for a smooth progress bar */

/*
 * cookie: the caller's name for this playing, not 0, not used before; comes back in events. Replaces what plays (it ends with END_REPLACED)
 * and what was prepared (never heard of again); ends a pause. Each cookie played gets exactly one ENDED, and at most one STARTED before it.
 * path is a file, never a URL.
 */
void player_play(struct player *p, const char *path, int64_t start_ms, uint64_t cookie);
/*
 * What follows without a gap: handed to mpv's own playlist ahead of time. Replaces an earlier one that has not begun; NULL path: nothing.
 * While nothing plays it is ignored, unless the end of what played is still waiting to be fetched: then it follows.
 */
void player_prepare(struct player *p, const char *path, uint64_t cookie);
/*
 * Crossfade, between any two formats: while wanted a second libmpv is there, which takes turns with the first; else it is not (nor its memory).
 * skip_ms: what player_play() replaces goes out, and the new file comes in, in so long (once two sounds at a time are known to work); 0: a cut.
 */
void player_crossfade(struct player *p, bool is_wanted, int skip_ms);
/*
 * What player_prepare() names from now on comes in over so many ms (of its own time: at twice the speed in half of that) while what plays
 * goes out: at most half of either track, and what is left of it when it is opened late. 0: without a gap. Needs player_crossfade().
 * Constant power: amplitudes cos(x*pi/2) and sin(x*pi/2), exact to the sample, on top of each file's gain. The file is opened 20 s ahead.
 * Once it comes in, it is what plays: a jump is of it and ends the fade; a pause is of both.
 */
void player_fade(struct player *p, int ms);
void player_stop(struct player *p);
void player_pause(struct player *p, bool paused);	/* of what plays or loads; nothing plays: ignored */
/* Exact. Beyond the end is the end (END_EOF; heard_ms tells). */
void player_seek(struct player *p, int64_t ms, bool is_relative);
void player_volume(struct player *p, int percent);
void player_mute(struct player *p, bool muted);
/*
 * Gain in dB of the files player_play() and player_prepare() name from now on: exact to the sample, between files without a gap too.
 * 0: the samples are not touched. player_gain_now(): of what plays or is loading.
 */
void player_gain(struct player *p, double db);
void player_gain_now(struct player *p, double db);
/*
 * Ten bands an octave wide around equalizer_hz, in dB from -EQUALIZER_MAX_DB to it, of all that plays from now on; all 0: the samples are not
 * touched. What the bands raise together is taken off all, so that full scale stays full scale.
 */
enum { EQUALIZER_BANDS = 10, EQUALIZER_MAX_DB = 12 };
extern const double equalizer_hz[EQUALIZER_BANDS];
void player_equalize(struct player *p, const int gains_db[EQUALIZER_BANDS]);
/* What the bands do to a tone, in dB, at 48 kHz; the most they raise any from 16 Hz to 20 kHz, >= 0. */
double equalizer_response_db(const int gains_db[EQUALIZER_BANDS], double hz);
double equalizer_headroom_db(const int gains_db[EQUALIZER_BANDS]);
void player_set(struct player *p, const char *mpv_property, const char *value);	/* replaygain=track, audio-device=… asynchronous */

/*
 * Of the files player_play() and player_prepare() name from now on only this stretch is played, to the sample; 0, 0: all. end 0: to the end of the file.
 * All places and durations are those of the stretch then. One after the other of the same file: nothing is lost or doubled in between.
 */
void player_part(struct player *p, int64_t start_us, int64_t end_us);

/*
 * Who knows where the sound of a file ends when its decoder does not: end_us() says it in the file's time, in µs, 0 = where it ends by itself. It may
 * read and wait: it is called on a thread of its own, and the file is not begun before it has answered. Holds for files named from now on.
 */
struct player_endings { bool (*is_worth_asking)(const char *path); int64_t (*end_us)(const char *path); };
void player_know_endings(struct player *p, const struct player_endings *endings);	/* which stay where they are */

/* The chapters of what plays, by their beginnings; 0 until it is open. Borrowed until the next player_next_event(). */
struct player_chapter { int64_t start_ms; const char *title; };
size_t player_chapters(const struct player *p, const struct player_chapter **ret_chapters);

/* Asks for the devices; PLAYER_DEVICES tells when they are known. Borrowed until then; none before. */
struct player_device { const char *name, *description; };
void player_ask_devices(struct player *p);
size_t player_devices(const struct player *p, const struct player_device **ret_devices);

/* ---------------------------------------------------------------- queue */
/*
 * What plays next.  Two parts: the explicit queue (what the listener queued; used up as it plays) goes first, then the context (the list
 * Enter was pressed in), from its current place on.  Shuffle walks the context in an order without repeats; repeat starts it anew.
 * When both are used up queue_next() says 0 and the for-you list goes on.  Pure and repeatable.
 */
enum repeat { REPEAT_OFF, REPEAT_ALL, REPEAT_ONE };
enum queue_part { PART_QUEUE, PART_CONTEXT };
/* serial: unique, rising; identifies the entry: a track of the context has the same one each round, and what queue_peek() says has it already */
struct queue_entry { track_id track; enum source source; uint64_t serial; };
struct queue;

struct queue *queue_new(uint64_t seed);
void queue_free(struct queue *q);
/*
 * The context becomes these and the one at index `at` the current (queue_current(); shuffled: the others follow in any order).
 * SIZE_MAX: the current stays what it is and queue_next() comes to the first. Copies; at most 2^31 - 1.
 */
void queue_set_context(struct queue *q, const track_id *tracks, size_t n, size_t at, enum source source);
void queue_append(struct queue *q, track_id track, enum source source);		/* e */
void queue_prepend(struct queue *q, track_id track, enum source source);	/* E: next */
size_t queue_count(const struct queue *q);
const struct queue_entry *queue_at(const struct queue *q, size_t i);
bool queue_remove(struct queue *q, size_t i);
bool queue_move(struct queue *q, size_t from, size_t to);
void queue_clear(struct queue *q);
/* What will play after the current one, without moving; false: nothing (repeat one: the current). */
bool queue_peek(const struct queue *q, struct queue_entry *ret_entry);
/* The n-th of what will play (0 = queue_peek's), for showing "next". */
bool queue_peek_at(const struct queue *q, size_t n, struct queue_entry *ret_entry);
/* The n-th of what follows the explicit queue (0: right after it), whatever is repeated. */
bool queue_ahead_at(const struct queue *q, size_t n, struct queue_entry *ret_entry);
/* It leaves the context, this round and every other; the entry can be put back. */
bool queue_drop_ahead(struct queue *q, size_t n, struct queue_entry *ret_entry);
/* False: the context is another one by now. */
bool queue_put_back(struct queue *q, const struct queue_entry *entry);
/* It was put back, and leaves once more; what plays stays. False: the context is another one by now. */
bool queue_drop_again(struct queue *q, const struct queue_entry *entry);
/* Moves on: by itself (end of track: repeat one holds) or because the listener asked (repeat one does not hold). */
bool queue_next(struct queue *q, bool by_listener, struct queue_entry *ret_entry);
/*
 * Back to what played before; when that is used up (1,000 are kept), backwards through the context. What is left goes back to where it came
 * from (not of the context: the front of the explicit queue), so that queue_next() leads the same way again.
 */
bool queue_previous(struct queue *q, struct queue_entry *ret_entry);
/* Plays entry i of the explicit queue now: it leaves the queue. */
bool queue_take(struct queue *q, size_t i, struct queue_entry *ret_entry);
/* Something not from here began to play (a pick, a file): becomes current, remembered for previous. */
void queue_play_other(struct queue *q, track_id track, enum source source, struct queue_entry *ret_entry);
const struct queue_entry *queue_current(const struct queue *q);	/* NULL = nothing yet */
void queue_set_repeat(struct queue *q, enum repeat repeat);
enum repeat queue_repeat(const struct queue *q);
void queue_set_shuffle(struct queue *q, bool on);
bool queue_shuffle(const struct queue *q);
/*
 * In which order shuffle walks: any; albums whole and in list order, one after the other in any order; or heavier tracks sooner, by chance.
 * Each walks all of the context before anything comes twice. Albums and weights are what the callback says of the tracks (0 = a hole, of
 * no matter) when an order is made; without one all are alike. queue_set_shuffle(q, true) is SHUFFLE_TRACKS unless a mode is on.
 */
enum shuffle { SHUFFLE_OFF, SHUFFLE_TRACKS, SHUFFLE_ALBUMS, SHUFFLE_WEIGHTED };
struct queue_fact { uint64_t album; double weight; };	/* album: any number that is the same for its tracks; 0 = none. weight > 0 */
void queue_set_facts(struct queue *q, void (*facts)(void *ctx, const track_id *tracks, size_t n, struct queue_fact *ret_facts), void *ctx);
void queue_set_shuffle_mode(struct queue *q, enum shuffle mode);
enum shuffle queue_shuffle_mode(const struct queue *q);
/* Banned or vanished: leaves both parts, and is not repeated when it is the current one. */
void queue_forget(struct queue *q, track_id track);
/* What comes to play while it is quiet is never among the rows of queue_save(), nor later; the listener goes back to it as to any other. */
void queue_quiet(struct queue *q, bool is_quiet);
/* The same for these tracks that played until now. */
void queue_hush(struct queue *q, bool (*is_meant)(const void *ctx, track_id track), const void *ctx);
uint64_t queue_version(const struct queue *q);		/* rises at every change: save and redraw */
/*
 * Everything needed to go on after a restart, as flat rows (part, track, source; order, place and shuffle state in part codes). First
 * *ret_n_place rows of the place, which are few and change at each step; then, when `whole`, those of the list it is a place in, which may
 * be a whole library and stay the same while queue_list_version() does.
 */
struct queue_saved { track_id track; enum source source; uint8_t part; };
size_t queue_save(const struct queue *q, bool whole, struct queue_saved **ret_rows, size_t *ret_n_place);	/* caller frees */
uint64_t queue_list_version(const struct queue *q);
/* Rows in any order, as long as those of one part follow each other as they did. */
void queue_restore(struct queue *q, const struct queue_saved *rows, size_t n);

#endif
