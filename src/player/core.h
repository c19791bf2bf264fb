/*
 * core.h -- the player's inside: the deck (one libmpv and what it plays; deck.c knows what is wished, tell.c tells it, hear.c hears it), and the player, which has one
 * deck, and a second while tracks are to fade into each other (door.c, fade.c).
 */
#ifndef SEGUE_PLAYER_CORE_H
#define SEGUE_PLAYER_CORE_H

#include "engine.h"
#include "news.h"
#include "place.h"

/* How a file comes in and goes out: places and lengths in its own time; a length of 0 = it does not. */
struct fade { int64_t in_from_ms, in_ms, out_from_ms, out_ms; };

/* What is played of a file, in the file's time; end 0: to its end. All other places and lengths count from its beginning. */
struct stretch { int64_t start_us, end_us; };

/* One playing of one file; the caller's cookie and mpv's playlist entry meet here. */
struct entry {
	uint64_t cookie;
	uint64_t serial;	/* ours, never used twice; tags requests so that late answers find nobody */
	char *path;
	char *why;		/* mpv's word for not opening it, heard before it was its turn (files are opened ahead); NULL = none */
	int64_t start_ms;	/* in the part */
	struct stretch part;
	double gain_db;
	struct fade fade;
	struct ending *ending;	/* of the file, when somebody knows; NULL = where mpv finds it */
	int64_t mpv_id;		/* playlist_entry_id; 0 = not known yet */
	bool is_sent;		/* mpv was told */
	bool has_begun;		/* MPV_EVENT_START_FILE came */
	bool is_loaded;		/* MPV_EVENT_FILE_LOADED came: it can be sought in */
	bool sounds;		/* MPV_EVENT_PLAYBACK_RESTART came */
	bool is_ready;		/* it sounds, or could if it were not paused, and its place is known */
	bool is_told;		/* PLAYER_STARTED was told */
};

/* Is it less than the whole file? */
static inline bool entry_is_part(const struct entry *e)
{
	return e->part.start_us > 0 || e->part.end_us > 0;
}

struct setting { char *name, *value; };	/* of player_set() */
enum { SETTINGS_MAX = 64, DEVICES_MAX = 256, CHAPTERS_MAX = 10000 };

struct deck {
	bool is_second;			/* tells nothing of itself (ready, devices), only of what it plays */
	bool is_strict;			/* a device that cannot be opened is a failure, not silence */
	int poll_fd;			/* the player's */
	struct engine *engine;
	const struct mpv_api *api;	/* NULL until ready */
	mpv_handle *mpv;		/* NULL until ready, and when mpv is gone */
	int timer_fd;
	unsigned polls;			/* of the position, since the timer was set */
	bool timer_runs, is_broken;

	struct entry *cur, *next;	/* what plays or loads; what follows it without a gap */
	bool is_held;			/* stands ready in silence and tells nobody */
	bool is_left;			/* nothing plays as far as anybody is told, but its sound is still going out: to be stopped */
	char *failure;			/* of what would not open while held; NULL = none */
	uint64_t failed_cookie;
	enum player_end last_end;	/* how what played last ended */
	int failed_with;		/* mpv's number for the last failure */
	uint64_t serial;		/* the last given out */
	uint64_t busy;			/* tag of the playlist command mpv has not answered yet, 0 = none */
	bool wants_stop;		/* "stop" is to be sent */
	bool wants_clear;		/* "playlist-clear" is to be sent: something withdrawn is in mpv's list */
	bool wants_pause, has_pause;	/* what the caller asked for; what mpv was told */
	bool has_seek, seek_is_relative;	/* asked for while loading */
	int64_t seek_ms;
	int seeks_asked;		/* sent and not answered: positions heard meanwhile are from before the jump */

	struct place place;
	bool is_core_idle;		/* mpv's "core-idle" as last observed */
	const struct player_endings *endings;	/* NULL: nobody knows any */
	double gain_db;			/* of entries yet to be made, as is the part */
	struct stretch part;
	char *own_af;			/* the filters of --mpv af=…, "" = none */
	char *equalizer;		/* equalizer_filter() */
	bool wants_volume, wants_mute;	/* set by the caller before ready */
	struct setting settings[SETTINGS_MAX];
	size_t n_settings;

	struct player_device *devices;	/* texts owned */
	size_t n_devices;
	bool wants_devices;		/* asked for and not answered */
	struct player_chapter *chapters;	/* of the entry with the serial `chapters_of`; texts owned */
	size_t n_chapters;
	uint64_t chapters_of;
	bool null_asked, is_silent_told;
	int log_lines;			/* of mpv's, since the last file began */
	bool is_changed;		/* PLAYER_CHANGED is to be told */
	struct player_now *now;		/* apart, so that deck_now() may bring it up to date */
	struct news *news;		/* the player's */
};

/* What was prepared to come in while what plays goes out. */
struct incoming {
	char *path;			/* NULL = nothing */
	uint64_t cookie;
	double gain_db;
	struct stretch part;
	int wish_ms;			/* how long the fade is asked to be */
	bool is_loaded;			/* the other deck has it, held */
	bool is_planned;		/* how it comes in is settled: fade_ms, and from where in what plays */
	int64_t fade_ms, from_ms, duration_ms;	/* the plan, and the length of what plays it was made for; fade_ms 0 = after its end */
};

struct player {
	struct deck *decks[2];		/* [1]: NULL until wanted */
	int at;				/* the deck of what plays */
	int poll_fd, timer_fd;
	bool timer_is_set;
	struct news news;
	char *ao;			/* for the second deck; NULL = mpv's choice */
	struct player_option *options;
	size_t n_options;
	struct setting settings[SETTINGS_MAX];
	size_t n_settings;

	int equalizer[EQUALIZER_BANDS];	/* dB; for the second deck */
	bool is_wanted;			/* player_crossfade() */
	int skip_ms, fade_ms;
	const struct player_endings *endings;	/* for the second deck, too */
	double gain_db;
	struct stretch part;
	bool is_refused;		/* the device takes one sound at a time, or there is no second handle */
	bool is_proven;			/* it took two */
	struct incoming in;
	bool is_fading;			/* the other deck goes out */
	uint64_t fading_cookie;		/* what comes in meanwhile */
	int64_t fading_ms;		/* until there it has come in */
	int64_t left_until_ms;		/* the other deck is_left: until then; monotonic */
};

/* Tags of asynchronous requests: the kind below, the entry's serial above. */
enum ask { ASK_NOTHING, ASK_PLAYLIST, ASK_POS, ASK_DURATION, ASK_VOLUME, ASK_MUTE, ASK_SET, ASK_SEEK, ASK_DEVICES, ASK_CHAPTERS };
enum { ASK_BITS = 4 };
enum observed { WATCH_CORE_IDLE = 1, WATCH_SPEED, WATCH_AO };

static inline uint64_t ask_tag(enum ask kind, uint64_t serial)
{
	return serial << ASK_BITS | (uint64_t)kind;
}

static inline struct deck *deck_now_playing(const struct player *p)
{
	return p->decks[p->at];
}

static inline struct deck *deck_other(const struct player *p)
{
	return p->decks[!p->at];
}

/* setup.c */
enum err deck_open(struct deck **ret_deck, bool is_second, int poll_fd, struct news *news, const char *ao, const struct player_option *options,
		   size_t n_options);
void deck_begin_close(struct deck *p);
void deck_close(struct deck *p, int wait_ms);
/* What the options say of this one last; "" = nothing. */
const char *option_value(const char *name, const struct player_option *options, size_t n);
void setting_keep(struct setting *list, size_t *n, const char *name, const char *value);
void settings_free(struct setting *list, size_t n);
/* deck.c: what is wished. Before any of it: deck_look(). */
void entry_free(struct entry *e);
void deck_look(struct deck *p);		/* hears what mpv has to say */
/* fade: NULL = none. is_held: it gets ready, paused, and tells nobody until deck_release(). */
void deck_play(struct deck *p, const char *path, int64_t start_ms, uint64_t cookie, const struct fade *fade, bool is_held);
void deck_release(struct deck *p, bool paused);
bool deck_is_ready(const struct deck *p);	/* what is held could sound at once */
void deck_forget(struct deck *p);		/* what is held, or left, was never wanted */
void deck_prepare(struct deck *p, const char *path, uint64_t cookie);
void deck_stop(struct deck *p, enum player_end how);	/* how it is told: END_EOF when nothing was missed but the last of a fade */
void deck_leave(struct deck *p, int ms);	/* over (END_REPLACED), but its sound goes out in ms; deck_forget() then */
void deck_pause(struct deck *p, bool paused);
void deck_seek(struct deck *p, int64_t ms, bool is_relative);
void deck_volume(struct deck *p, int percent);
void deck_mute(struct deck *p, bool muted);
void deck_gain(struct deck *p, double db);
void deck_know_endings(struct deck *p, const struct player_endings *endings);
void deck_part(struct deck *p, struct stretch part);
void deck_gain_now(struct deck *p, double db);
void deck_equalize(struct deck *p, const int gains_db[EQUALIZER_BANDS]);	/* at once */
void deck_fade(struct deck *p, const struct fade *fade);	/* of what plays, from what is not in the device's buffer yet */
void deck_fade_in_anew(struct deck *p, int ms);			/* of what is held: from its very beginning */
void deck_set(struct deck *p, const char *mpv_property, const char *value);
void deck_be_strict(struct deck *p, bool is_strict);	/* no silent playing without a device */
const struct player_now *deck_now(const struct deck *p);
void deck_push(struct deck *p);
void deck_poll_soon(struct deck *p);	/* something new sounds: the timer begins anew */
void deck_adopt_next(struct deck *p);
void deck_drop_next(struct deck *p);
void deck_end_current(struct deck *p, enum player_end how, const char *text);
void deck_tell_started(struct deck *p, int64_t pos_ms);
void deck_sounding(struct deck *p);	/* brings `place` in line with pause, core-idle and what has begun */
/* fade.c: from one deck to the other */
void fade_turn(struct player *p);		/* after the decks have been looked at */
void fade_withdraw(struct player *p);		/* what was to come in does not */
void fade_end(struct player *p);		/* what goes out is over now */
bool fade_is_possible(struct player *p);	/* there are two decks, which it takes care of */
/* tell.c: what mpv is told */
int tell_words(struct deck *p, uint64_t tag, const char *const *words, int n);	/* a command of at most 4 words; mpv's error, or >= 0 */
int tell_load(struct deck *p, const struct entry *e, const char *flags, uint64_t tag);
void tell_flag(struct deck *p, const char *name, bool value);
void tell_text(struct deck *p, const char *name, const char *value);
void tell_volume(struct deck *p);
void tell_seek(struct deck *p, int64_t ms, bool is_relative);
void tell_filters(struct deck *p);	/* those of what plays, anew */
void deck_ask_place(struct deck *p);
/* hear.c: what mpv tells us */
void deck_hear(struct deck *p);
void deck_ask_devices(struct deck *p);
size_t deck_devices(const struct deck *p, const struct player_device **ret_devices);
/* equalizer.c: filters in a row, each with a comma in front; "" = all bands are 0. Caller frees. */
char *equalizer_filter(const int gains_db[EQUALIZER_BANDS]);
/* devices.c */
void deck_hear_devices(struct deck *p, const mpv_event *event);
void deck_forget_devices(struct deck *p);
/* chapters.c */
void deck_ask_chapters(struct deck *p);
void deck_hear_chapters(struct deck *p, const mpv_event *event);
void deck_forget_chapters(struct deck *p);
size_t deck_chapters(const struct deck *p, const struct player_chapter **ret_chapters);

#endif
