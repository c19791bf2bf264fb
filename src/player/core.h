/*
 * core.h -- the player's inside, shared by player.c (the door, and what we tell mpv) and hear.c (what mpv tells us).
 */
#ifndef SEGUE_PLAYER_CORE_H
#define SEGUE_PLAYER_CORE_H

#include "engine.h"
#include "news.h"
#include "place.h"

/* One playing of one file; the caller's cookie and mpv's playlist entry meet here. */
struct entry {
	uint64_t cookie;
	uint64_t serial;	/* ours, never used twice; tags requests so that late answers find nobody */
	char *path;
	char *why;		/* mpv's word for not opening it, heard before it was its turn (files are opened ahead); NULL = none */
	int64_t start_ms;	/* in the part */
	int64_t part_start_us, part_end_us;	/* what is played of the file; end 0: to its end */
	double gain_db;
	int64_t mpv_id;		/* playlist_entry_id; 0 = not known yet */
	bool is_sent;		/* mpv was told */
	bool has_begun;		/* MPV_EVENT_START_FILE came */
	bool is_loaded;		/* MPV_EVENT_FILE_LOADED came: it can be sought in */
	bool sounds;		/* MPV_EVENT_PLAYBACK_RESTART came */
	bool is_told;		/* PLAYER_STARTED was told */
};

/* Is it less than the whole file? */
static inline bool entry_is_part(const struct entry *e)
{
	return e->part_start_us > 0 || e->part_end_us > 0;
}

struct setting { char *name, *value; };	/* player_set() before ready */
enum { SETTINGS_MAX = 64, DEVICES_MAX = 256, CHAPTERS_MAX = 10000 };

struct player {
	struct engine *engine;
	const struct mpv_api *api;	/* NULL until ready */
	mpv_handle *mpv;		/* NULL until ready, and when mpv is gone */
	int poll_fd, timer_fd;
	bool timer_runs, is_broken;

	struct entry *cur, *next;	/* what plays or loads; what follows it */
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
	double gain_db;			/* of entries yet to be made, as is the part */
	int64_t part_start_us, part_end_us;
	char *own_af;			/* the filters of --mpv af=…, "" = none */
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
	struct player_now *now;		/* apart, so that player_now() may bring it up to date */
	struct news news;
};

/* Tags of asynchronous requests: the kind below, the entry's serial above. */
enum ask { ASK_NOTHING, ASK_PLAYLIST, ASK_POS, ASK_DURATION, ASK_VOLUME, ASK_MUTE, ASK_SET, ASK_SEEK, ASK_DEVICES, ASK_CHAPTERS };
enum { ASK_BITS = 4 };
enum watch { WATCH_CORE_IDLE = 1, WATCH_SPEED, WATCH_AO };

static inline uint64_t ask_tag(enum ask kind, uint64_t serial)
{
	return serial << ASK_BITS | (uint64_t)kind;
}

/* player.c: what we tell mpv */
void player_push(struct player *p);
void player_ask_place(struct player *p);
void player_send_seek(struct player *p, int64_t ms, bool is_relative);
void player_adopt_next(struct player *p);
void player_drop_next(struct player *p);
void player_end_current(struct player *p, enum player_end how, const char *text);
void player_tell_started(struct player *p, int64_t pos_ms);
void player_sounding(struct player *p);	/* brings `place` in line with pause, core-idle and what has begun */
/* devices.c */
void player_hear_devices(struct player *p, const mpv_event *event);
void player_forget_devices(struct player *p);
/* chapters.c */
void player_ask_chapters(struct player *p);
void player_hear_chapters(struct player *p, const mpv_event *event);
void player_forget_chapters(struct player *p);
/* hear.c: what mpv tells us */
void player_hear(struct player *p);

#endif
