/*
 * track.h -- the nouns every room shares: a track, what a file says of itself, an event, a source.  Plain data, no functions but tables of names.
 */
#ifndef SEGUE_TRACK_H
#define SEGUE_TRACK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef int64_t track_id;		/* track.id in the database; 0 is no track */

enum track_state {
	TRACK_OK,
	TRACK_UNREADABLE,		/* the file is there, its reason in `error` */
	TRACK_MISSING,			/* the file is gone; history and ratings stay */
	TRACK_PARTS,			/* a cue sheet, or a file a sheet divides: its parts are tracks, itself it stands in no list */
	TRACK_REMOVED,			/* the listener took it out of the library; the file, history and ratings stay */
};

/* What identifies a file on disk and tells whether it changed. */
struct file_stamp { int64_t size, mtime_ns; uint64_t dev, ino; };

/*
 * A stretch of a file that is a track of its own, as a cue sheet says.  Such a track's path is SHEET/track0001 (or FILE/track0001 when the
 * sheet is a tag of the file), which no file can have: what knows tracks by their paths need not know of parts.
 */
struct part {
	const char *file;			/* what sounds; any bytes but NUL */
	int64_t start_us, end_us;		/* end 0: to the end of the file */
};

/*
 * What a file's tags say. Strings are UTF-8, never NULL ("" = absent). Numbers 0 = absent. Gains are NaN when absent.
 * Borrowed: good until the next call on whoever handed them out.
 */
struct tags {
	const char *title, *artist, *album, *album_artist, *genre, *composer, *comment;
	const char *artist_sort, *album_artist_sort, *album_sort, *title_sort;
	const char *date;			/* as tagged: "1997", "1997-05-21" */
	const char *mb_recording, *mb_track, *mb_release, *mb_release_group, *mb_artist, *mb_album_artist;
	const char *codec;			/* "FLAC", "MP3", "Vorbis", "Opus", "AAC", "ALAC", ... */
	const char *lyrics;			/* unsynchronised, or LRC text; at most 64 KiB */
	int year, original_year;
	int track_no, track_total, disc_no, disc_total;
	int bpm;				/* as tagged */
	int64_t duration_ms;
	int bitrate_kbps, sample_rate_hz, channels, bits;
	double rg_track_gain_db, rg_track_peak, rg_album_gain_db, rg_album_peak, r128_track_gain_db, r128_album_gain_db;
	bool is_compilation, has_picture;
	bool has_parts;				/* what was read stands in no list itself: TRACK_PARTS */
	const struct part *part;		/* NULL: of a whole file */
};

/*
 * Loudness as tagged: ReplayGain 2.0, and what Opus files carry instead (R128_*_GAIN, RFC 7845 5.2.1) brought to its reference level,
 * 5 dB above theirs. A gain without has_… and a peak of 0 were absent. Peaks are of full scale.
 */
struct gain { float track_db, album_db, track_peak, album_peak; bool has_track, has_album; };

/*
 * A track in memory: what lists, filters and the ranking need. Strings are UTF-8 except path (any bytes but NUL), never NULL.
 * `title` falls back to the file name and `artist`, `album` stay "" when untagged.
 */
struct track {
	track_id id;
	const char *path;
	const char *title, *artist, *album, *album_artist, *genre, *composer, *date, *codec;
	const char *sort_artist;		/* how the artist it stands under in the library sorts, as tagged; "" = as it reads */
	const char *error;			/* why unreadable, else "" */
	int16_t year, track_no, disc_no, bpm;	/* bpm: as tagged */
	int16_t heard_bpm;			/* as the ear has it: known of this run only, never stored with the track; 0 = not known */
	int32_t bitrate_kbps, sample_rate_hz, channels;
	struct gain gain;
	int64_t duration_ms;			/* 0 = unknown */
	int64_t added_s;			/* Unix: first seen */
	struct file_stamp stamp;
	enum track_state state;
	const struct part *part;		/* NULL: the track is a whole file */
	bool is_compilation;
	bool is_away;				/* it cannot be reached now (its disk, share or folder is not there): known of this run only, never stored */
	bool is_copy, is_spare;			/* another track is the same music, as :duplicates last found; … and the better one: of this run only, never stored */
	/* this listener's, derived from the log */
	int8_t rating;				/* 0 = none, 1..5 */
	bool is_loved, is_banned;
	int32_t play_count, skip_count;		/* finishes; skips */
	int64_t last_played_s;			/* 0 = never; the last start */
};

/* The file that sounds. */
static inline const char *track_file(const struct track *t)
{
	return t->part ? t->part->file : t->path;
}

/* As tagged, or else as heard; 0 = neither. */
static inline int16_t track_bpm(const struct track *t)
{
	return t->bpm ? t->bpm : t->heard_bpm;
}

/* Changes whenever what sounds may have: the file, or which stretch of it a part is. As src/store/statement.c has it. */
static inline struct file_stamp track_sound_stamp(const struct track *t)
{
	struct file_stamp stamp = t->stamp;

	if (t->part)
		stamp.mtime_ns += 3 * t->part->start_us + t->part->end_us;
	return stamp;
}

/* One thing that happened; the log is never rewritten. Numbers are stored: append only. */
enum event_kind {
	EVENT_START = 1,	/* playback began; position_ms where */
	EVENT_FINISH = 2,	/* came to its end, and no more than half of it was jumped over */
	EVENT_SKIP = 3,		/* the listener moved on, by a jump to the end too; position_ms where, listened_ms how long it really sounded */
	EVENT_STOP = 4,		/* stopped or quit: neither finish nor skip */
	EVENT_RATE = 5,		/* value 0..5 */
	EVENT_LOVE = 6,
	EVENT_UNLOVE = 7,
	EVENT_BAN = 8,
	EVENT_UNBAN = 9,
	EVENT_FAIL = 10,	/* could not be played; passed over */
	EVENT_MOOD = 11,	/* the listener says what mood it is; value: a row of the ear's mood_words and one, 0 takes it back */
	EVENT_KINDS
};
/* "start", "finish", ... as in history --json */
extern const char *const event_kind_name[EVENT_KINDS];

/* Where a play came from. Stored: append only. */
enum source {
	SOURCE_NONE = 0,
	SOURCE_LIBRARY = 1,
	SOURCE_QUEUE = 2,
	SOURCE_FOR_YOU = 3,	/* chosen in the for-you pane */
	SOURCE_CONTINUE = 4,	/* the for-you list going on by itself */
	SOURCE_HISTORY = 5,
	SOURCE_PLAYLIST = 6,
	SOURCE_SEARCH = 7,
	SOURCE_RADIO = 8,
	SOURCE_REMOTE = 9,	/* command line, socket */
	SOURCE_FILE = 10,	/* named on the command line */
	SOURCE_IMPORT = 11,	/* heard elsewhere, and taken in from there */
	SOURCE_COUNT
};
extern const char *const source_name[SOURCE_COUNT];

struct event {
	int64_t id;		/* filled by the store; rising */
	int64_t at_ms;		/* Unix milliseconds, UTC */
	track_id track;
	enum event_kind kind;
	enum source source;
	int32_t value;		/* stars for EVENT_RATE */
	int64_t position_ms;	/* where in the track it happened; -1 = not known */
	int64_t listened_ms;	/* really heard since its start (pauses and jumps not counted); -1 = does not apply */
	int64_t duration_ms;	/* of the track then; 0 = unknown */
};

#ifdef __cplusplus
}
#endif
#endif
