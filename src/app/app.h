/*
 * app.h -- the roof: what connects the rooms.  One struct, one thread, one loop.
 *
 *   key -> binding -> command row -> handler -> effects        (bind.c, command.c)
 *   event -> desk -> kept -> library, taste, history -> effects (note.c)
 *   effects are acted upon once, at the end of the turn          (loop.c)
 */
#ifndef SEGUE_APP_H
#define SEGUE_APP_H

#include "base.h"
#include "library.h"
#include "link.h"
#include "music.h"
#include "player.h"
#include "recommend.h"
#include "store.h"
#include "track.h"
#include "ui.h"

#include "app/option.h"

/* What a handler asks the loop to do when the turn ends. */
enum effect {
	EFFECT_REDRAW = 1 << 0,		/* something on the screen changed */
	EFFECT_REDRAW_SOON = 1 << 4,	/* so did this, but it goes on and on: ten times a second will do */
	EFFECT_RERANK = 1 << 1,		/* the for-you list must be ranked anew */
	EFFECT_NEXT = 1 << 2,		/* what plays next may have changed */
	EFFECT_QUIT = 1 << 3,
};

enum { PICKS_MAX = 100, SHOWN_ARMS = 256, HISTORY_MAX = 2000, PREFIX_MAX = 4, COOKIE_SCAN = 100, COOKIE_LIST = 101, COOKIE_IMPORT = 102, COOKIE_RETRY = 103,
	COOKIE_FILTER = 104, COOKIE_STYLE = 106, COOKIE_FORGET = 107, COOKIE_STATE = 108, COOKIE_REMOTE = 500, COOKIE_SERVE = 1000 };

enum { SPEED_MIN = 50, SPEED_MAX = 200 };
enum ab_state { AB_OFF, AB_FROM, AB_LOOPS };

/* One playing of a track, from the order to play to its end. */
struct playing {
	uint64_t cookie;		/* the player's name for it; 0 = none */
	track_id track;
	enum source source;
	bool has_started;		/* EVENT_START is written */
	bool is_skipped;		/* the listener moved on: its end is a skip */
	bool is_private;		/* none of its events is written; see privacy.h */
	int64_t forgotten_ms;		/* its start was, which was written then; 0 = no */
	int64_t chapter_ms;		/* the beginning of the chapter it was sent to last; 0 = none */
};

struct app_start {
	char *db, *config, *listener, *exe;
	const char *ao, *script;
	struct player_option *mpv;
	size_t n_mpv;
	char **paths;			/* folders and files named on the command line; borrowed */
	size_t n_paths;
	bool demo;
	bool detach;			/* no terminal, until one attaches */
	int tether;			/* to the process that keeps the terminal, or waits for the start; -1 = none */
};

struct scan_job;
struct watching;
struct script;
struct binding_table;
struct views;
struct playlists;
struct undo;
struct import;
struct edits;
struct errands;
struct saving;
struct key_ask;
struct clip;
struct removal;
struct filters;
struct opening;
struct visual;
struct programs;
struct away;
struct welcome;
struct analysis;
struct learning;
struct hubbing;
struct late;
struct styling;
struct alike;
struct forgetting;
struct radio;
struct mood_follow;
struct daily;
struct moods;
struct info;

struct app {
	struct app_start start;
	bool headless;			/* no terminal: a script drives a picture of the screen */
	bool attached;			/* the screen is a terminal's; see terminal.c */
	int tether;			/* to who keeps it, or waits for the start of a player without one; -1 = nobody */
	bool is_suspended, played_before;	/* the terminal is lent back to the shell (Ctrl-Z) / and music is to go on after it */
	bool is_left_whole;		/* how it was given back at the end */
	struct settings set;
	bool reading_config, by_script;	/* what is done now, segue.conf or --script says */
	uint64_t changed;		/* options changed in this run and kept in segue.conf, by row */
	bool is_unsaved_said;		/* segue.conf could not be written, and the listener was told */
	uint64_t configured;		/* options segue.conf sets, by row: what the last run remembered does not overrule them */
	struct ui *ui;
	struct desk *desk;
	struct player *player;
	struct queue *queue;
	struct library *lib;
	struct taste *taste;
	struct scanner *scanner;
	struct scan_job *scan;		/* NULL: not scanning */
	struct watching *watching;	/* NULL: not (yet) */
	struct link *link;
	int lock;			/* held: this library is ours to play from; -1 = it could not be locked */
	struct prompt *prompt;
	struct views *views;
	struct binding_table *bindings;
	struct script *script;
	struct playlists *lists;
	struct filters *filters;
	struct undo *undo;
	struct edits *edits;		/* of playlists and filters, not yet kept */
	struct removal *removal;	/* tracks are being taken out of the library, or put back; NULL */
	struct map64 states_asked;	/* … of which the desk has not written the state yet: how many answers are to come */
	struct opening *opening;	/* files on their way to the queue, a list, the player; NULL */
	struct visual *visual;		/* NULL: nobody looks, or nothing played yet */
	struct styling *styling;	/* what styles its tracks are of */
	struct radio *radio;		/* a mix that goes on; NULL: none */
	uint64_t radios;		/* so far */
	struct daily *daily;		/* the mixes of the day; NULL: nobody looked */
	struct mood_follow *mood_follow;	/* NULL: nothing was ranked yet */
	struct alike *alike;		/* the index of what sounds like what; NULL: nobody asked, nothing was heard */
	struct analysis *analysis;	/* of the library's sound; NULL: nothing is known yet */
	struct forgetting *forgetting;	/* what left the log, or came back, is being followed; NULL */
	struct learning *learning;	/* from the log, in the background; NULL: not begun */
	struct late *late;		/* tracks that may be what was heard elsewhere; NULL: none came */
	struct hubbing *hubbing;	/* the log on its way to a hub; NULL: not begun */
	struct moods *moods;		/* NULL: nothing is known of any */
	struct info *info;		/* of the track that is told about; NULL: none */
	struct import *import;		/* a playlist on its way in or out; NULL */
	struct errands *errands;	/* what looks at disks, on threads; NULL: none yet */
	size_t completions_out;		/* looking at disks for what Tab offers */
	int64_t completion_ms;		/* when the last one went; monotonic */
	struct welcome *welcome;	/* NULL: not shown yet */
	struct away *away;		/* what cannot be reached now; NULL: nothing was */
	uint64_t errands_asked;		/* for, ever: who asked waits */
	struct saving *saving;		/* segue.conf is being written; NULL */
	struct clip *clip;		/* what was yanked or cut; NULL: nothing */
	struct programs *programs;	/* of the listener, that run; NULL: none did */

	/* the library */
	bool is_scratch;		/* the library is in memory only: nothing will be kept */
	bool is_private;		/* what begins to play now is not written down; see privacy.h */
	bool db_open, db_broken, tracks_loaded, events_loaded, state_loaded;
	char **roots, **roots_real;	/* roots_real[i]: where it really is; NULL = not known, or as named */
	bool roots_looked;		/* … and all were looked at */
	int64_t roots_asked_ms;
	size_t n_roots;
	bool scan_flushing;		/* the scan is over, its last facts are on their way to the disk */
	unsigned scan_flushes;		/* asked for and not answered: more than one when a scan went on meanwhile; the last counts */
	int64_t scan_since_ms;
	struct scan_waiter { uint64_t conn; bool json; } scan_waiters[8];	/* who on the socket wants to know when */
	size_t n_scan_waiters;
	struct serve_waiter { uint64_t conn; bool json; } serve_waiters[16];	/* events asked for over the socket */
	struct remote_waiter { uint64_t conn; char *said, *sentence; bool is_kept; } remote_waiters[16];	/* commands whose effects are not on disk yet */
	char **play_paths;		/* files named on the command line, to be played once they are known */
	size_t n_play_paths;
	int demo_fd, demo_pid;		/* the child that renders the demo pieces; -1 */

	/* playing */
	struct playing now, next;	/* next: prepared in the player for a gapless change */
	struct playing left[16];	/* left, and their end not yet reported */
	size_t n_left;
	track_id scope_from;		/* what of the library played last; 0: it is not the library that is played */
	bool next_is_pick;		/* next comes from the for-you list or the library, not from the queue */
	struct playing next_before;	/* what `next` replaced: it may have begun in that moment */
	bool next_before_is_pick;
	uint64_t last_cookie;
	unsigned failures;		/* unplayable tracks in a row */
	uint64_t queue_saved_version, queue_saved_list, queue_first_version;
	bool queue_is_known;		/* what the last run left has been read */
	bool queue_is_unsaved;		/* the disk had no room for it: tried again with the next place */
	int64_t position_saved_ms;	/* monotonic */
	enum player_state saved_state;
	char *resume;			/* the saved place, until the library is there */
	bool resumed, start_done;
	bool is_indexing;		/* before start_done: more of that is to be done at once */

	/* how it plays */
	track_id before;		/* what played before what plays; 0 = nothing */
	int speed_percent;
	char *last_equalizer;		/* what it was when it was last not off; NULL = never */
	int last_shuffle;		/* the mode that "on" means; 0 = tracks */
	enum ab_state ab;		/* of the playing `ab_cookie` */
	uint64_t ab_cookie;
	int64_t ab_from_ms;
	bool stop_after;
	int64_t sleep_until_ms, sleep_faded_ms;	/* monotonic; 0 = awake */
	char *device_asked;		/* to be set when the list is there; "": the list is to be shown; NULL = neither */

	/* for you */
	struct pick picks[PICKS_MAX];
	track_id previous_picks[PICKS_MAX];
	size_t n_picks, n_previous;
	int64_t previous_ms;		/* when previous_picks was taken */
	struct shown_arm { track_id track; enum arm arm; } shown_arms[SHOWN_ARMS];	/* of picks that were shown to explore, a ring: a play of one says so */
	size_t n_shown_arms;		/* ever */
	size_t sounding_known;		/* tracks that were analysed when it was last asked what sounds like what */
	bool ranking_waits;		/* for the next turn: this one did much else */
	uint64_t rank_count;
	int64_t rank_us;		/* what the last ranking took */

	/* the log, newest last */
	struct event *history;
	size_t n_history;
	struct event *early;		/* kept before the old log was loaded: they come after it */
	size_t n_early, early_cap;
	struct event orphan, out_orphan;	/* starts without an end, left by a run that was killed: what played, and what it was fading from; id 0 = none */
	size_t pending_events;		/* handed to the desk, not yet kept */
	int64_t pending_since_ms;
	struct event *unkept;		/* of playing, refused by a disk without room: asked for again with the next place, in order */
	size_t n_unkept, unkept_cap;
	bool leave_banned;		/* what plays was banned: something else follows at the end of the turn */

	/* talking to the listener */
	char message[512];
	char message_next[512];		/* mentioned when nothing else stands there; "": nothing */
	bool message_is_error, message_is_drawn;
	int64_t message_until_ms;
	int64_t now_ms, opened_ms;	/* monotonic: of this turn; of the start */
	char prefix[PREFIX_MAX][KEY_NAME_MAX];	/* keys of an unfinished binding */
	size_t n_prefix;
	int64_t prefix_since_ms;
	bool prefix_shown;
	unsigned count;			/* typed before a key, with the keys of vim; 0 = none */
	char *search;
	bool ask_quit;
	struct key_ask *key_ask;	/* new keys are being pressed; NULL */
	char *ask_delete;		/* the playlist it is asked about; NULL */
	unsigned effects;
	bool quitting;
	int status;			/* the program's exit status */
	struct player_now told;			/* the player's last word */
	int64_t drawn_ms, drawn_pos_ms;	/* when, and where what plays was then */
};

/* ---- app.c: life ---- */
enum err app_open(struct app *app, struct app_start *start);
int app_run(struct app *app);
char *app_close(struct app *app);	/* a sentence that could not be said on the screen; NULL. Caller frees */
/* One line for the listener; errors stay longer. */
void app_say(struct app *app, const char *fmt, ...) PRINTF_LIKE(2, 3);
void app_complain(struct app *app, const char *fmt, ...) PRINTF_LIKE(2, 3);
/* News nobody asked for: it waits until what stands there has had its time. The last one only. */
void app_mention(struct app *app, const char *fmt, ...) PRINTF_LIKE(2, 3);

/* ---- loop.c: one thread, one poll() ---- */
enum err loop_open(void);
int loop_run(struct app *app);
/* Real paths. Folders join the library; files are played, in this order, as soon as they are known. From the command line, or a second start. */
void loop_open_paths(struct app *app, const char *const *paths, size_t n);
void loop_key(struct app *app, const struct key *key);	/* a key, from the terminal or a script */
/* ---- terminal.c: the screen and who keeps it ---- */
/* To standard error, whoever else writes there: without a terminal. */
void app_tell(const char *sentence);
enum err terminal_open(struct app *app);
void terminal_close(struct app *app);
void terminal_turn(struct app *app);		/* what the keeper says; room to write */
void terminal_detach(struct app *app);		/* the shell has its terminal back, the music plays on */
enum err terminal_attach(struct app *app, const struct link_request *r);	/* and it is answered */
void terminal_suspend(struct app *app);		/* lent back, and silent */
void terminal_continue(struct app *app);
void terminal_hung_up(struct app *app);		/* it went away: as on-hangup says */
/* A player without a terminal is up: who started it may go. `sentence`: with something to say, or, with app->status set, in vain. */
void terminal_started(struct app *app, const char *sentence);
/* ---- signals.c: handlers that only write a byte ---- */
enum err signals_open(int *ret_fd);
void signals_close(void);

/* ---- desk.c: what the desk answers ---- */
void desk_turn(struct app *app, int64_t until_ms);

/* ---- note.c: events on their way to the log, and what they change once they are in it ---- */
void note_event(struct app *app, enum event_kind kind, track_id track, enum source source, int32_t value, int64_t position_ms,
		int64_t listened_ms, int64_t duration_ms);
/* The same with a cookie of the caller's. */
void note_send(struct app *app, const struct event *ev, uint64_t cookie);
void note_kept(struct app *app, const struct event *ev);
/* It was not written. Judgements are the listener's to give again; what was played is tried again by note_retry(). */
void note_failed(struct app *app, const struct event *ev, uint64_t cookie, const char *sentence);
void note_retry(struct app *app);
/* The whole old log has been delivered. */
void note_log_loaded(struct app *app);
/* Counts and opinions of a track as this event changes them: the same rules the store keeps its opinions by. */
void note_apply(struct track *t, const struct event *ev);

/* ---- play.c: the queue, the player and the log together; resume.c: kept for the next start ---- */
void play_turn(struct app *app, int64_t until_ms);
/* Plays the entry now; what plays is left, which is a skip. */
void play_entry(struct app *app, const struct queue_entry *entry, int64_t start_ms);
void play_pick(struct app *app, size_t i);
enum err play_tracks(struct app *app, struct track *const *tracks, size_t n, size_t at, enum source source);
enum err play_next(struct app *app, bool by_listener);
enum err play_previous(struct app *app);
enum err play_album_step(struct app *app, int step);
void play_stop(struct app *app);
void play_prepare(struct app *app);	/* hands the player what follows; at the end of a turn with EFFECT_NEXT */
void play_prepare_anew(struct app *app);	/* the same once more, at the end of the turn: how it is to follow changed */
void play_save(struct app *app, bool at_once);
bool play_is_unsaved(const struct app *app);	/* something waits for room on the disk */
/* The program ends: what plays is written down as stopped. */
void play_quit(struct app *app);
void play_restore(struct app *app);	/* goes on where the last run ended, once everything is loaded */
struct track *play_track(const struct app *app);	/* what plays; NULL */
/* What follows, and where from. */
struct track *play_following(const struct app *app, enum source *ret_source);

bool play_can(const struct track *t);	/* is it there, and may it be played? */
enum event_kind play_end_kind(int64_t passed_ms, int64_t duration_ms);	/* what the end of a track was: played, or a skip */
bool play_same_album(const struct track *a, const struct track *b);
bool play_in_order(const struct app *app);	/* albums play as they are: the list is not shuffled, or by whole albums */

/* ---- scope.c: how far playing from the library goes ---- */
int scope_continue(const struct app *app);	/* CONTINUE_…: what "auto" means with these keys */
void scope_begin(struct app *app, track_id track, enum source source);	/* this plays now */
bool scope_is_open(const struct app *app);	/* nothing bounds it */
bool scope_holds(const struct app *app, const struct track *t);	/* of the library: it may follow */
/* Of tracks that are to be played from `at` on those within its scope, into ret_ids (n of them); `at` is theirs then. */
size_t scope_cut(const struct app *app, struct track *const *tracks, size_t n, size_t *at, track_id *ret_ids);
void scope_changed(struct app *app);	/* the option did */

/* ---- loudness.c ---- */
/* The gain of t when `before` plays before it and the follower-th of the queue after it. */
double loudness_of(struct app *app, const struct track *before, const struct track *t, size_t follower);
void loudness_changed(struct app *app);		/* an option did: of what plays and what follows */

/* ---- crossfade.c ---- */
/* How long `t` fades in when it follows `before`; 0 = it follows without a gap. */
int crossfade_ms(const struct app *app, const struct track *before, const struct track *t);
void crossfade_changed(struct app *app);	/* an option did, or the player is new */

/* ---- playback.c: how it plays ---- */
void playback_set_speed(struct app *app, int percent);
enum ab_state playback_ab(const struct app *app);
enum err playback_ab_step(struct app *app);	/* from here, to here, off */
void playback_sleep(struct app *app, int64_t in_ms);	/* 0: stay awake */
void playback_turn(struct app *app);
int64_t playback_wakeup_ms(const struct app *app);	/* -1 = none */
size_t playback_text(const struct app *app, char *ret_text, size_t size);	/* " · 1.25× · A–B", or "" */
void playback_ask_device(struct app *app, const char *name);	/* "": show the list */
void playback_devices_known(struct app *app);

/* ---- chapter.c ---- */
size_t chapter_text(const struct app *app, char *ret_text, size_t size);	/* " · chapter 3/12: Name", or "" */

/* ---- foryou.c ---- */
void foryou_rank(struct app *app);
bool foryou_is_due(const struct app *app);
/* At the end of a turn: a part of the frame is spent, so the ranking, and what is drawn of it, comes in the next turn, which follows at once. Never twice in a row. */
bool foryou_waits(struct app *app);
struct ranking;
/* What it is ranked by now. */
void foryou_ranking(const struct app *app, struct ranking *ret);
/* How far pick i moved at the last ranking: > 0 up, < 0 down, INT_MAX new in the list. */
int foryou_moved(const struct app *app, size_t i);
enum arm foryou_arm(const struct app *app, track_id track, enum source source);	/* what a pick that is played was shown for: the value of its start */

/* ---- roots.c: the folders and files the library consists of ---- */
bool roots_cover(const char *root, const char *path);	/* it is the root or below it */
bool roots_hold(const struct app *app, const char *path, const char *but);	/* one of them, other than `but` (NULL: any), is it or above it */
bool roots_are(const struct app *app, const char *path);	/* it is one of them */
void roots_join(struct app *app, const char *path);
void roots_leave(struct app *app, const char *path);
char *roots_name(const struct app *app, const char *path);	/* a real path as the library has it; caller frees */
void roots_loaded(struct app *app, const char *const *roots, size_t n);
void roots_free(struct app *app);

/* ---- scanning.c: the scan job of the running player ---- */
enum err scanning_start(struct app *app, const char *const *paths, size_t n);	/* none: the known folders */
/* A path below a known folder changed, or (is_gone) is no longer there. */
enum err scanning_look(struct app *app, const char *path, bool is_gone);
/* A path that is meant to be played, queued, listed: known from now on, though no root of the library. */
enum err scanning_read(struct app *app, const char *path);
void scanning_turn(struct app *app, int64_t until_ms);
bool scanning_is_busy(const struct app *app);
/* The desk has enough waiting: the scanner waits in turn. */
bool scanning_is_full(const struct app *app);
void scanning_track_kept(struct app *app, const struct track *track, uint64_t cookie);
void scanning_flushed(struct app *app);
/* Adds the tracks of a cue sheet, or of a file one divides, in its order. */
void scanning_parts(struct app *app, const char *path, struct track ***tracks, size_t *n, size_t *cap);
void scanning_close(struct app *app);

/* ---- bind.c: keys to commands ---- */
struct binding { const char *context, *keys, *command; };	/* command NULL: nothing, whatever lies below */
enum { BIND_KEYS_MAX = PREFIX_MAX * (KEY_NAME_MAX + 1) };
struct binding_table *bind_new(void);
void bind_free(struct binding_table *b);
/* The listener's own: over whatever map. Borrowed rows change with every change of the table. */
enum err bind_set(struct binding_table *b, const char *context, const char *keys, const char *command);	/* command NULL: unbind */
size_t bind_rows(const struct binding_table *b, const struct binding **ret_rows);	/* in force */
size_t bind_own(const struct binding_table *b, const struct binding **ret_rows);
struct binding *bindings_copy(const struct binding *rows, size_t n);
void bindings_free(struct binding *rows, size_t n);
void bind_put_own(struct binding_table *b, const struct binding *own, size_t n);	/* all of them; rows are copied */
/* "bind common x play", as it stands in segue.conf; or unbind. With the line's end. */
void bind_line(const struct binding *row, struct buf *to);
bool bind_reset(struct binding_table *b, const char *context, const char *keys);	/* to what the map says; false: it is that */
enum err bind_spell(const char *keys, char ret[BIND_KEYS_MAX]);
void bind_use(struct binding_table *b, enum keymap map);
/* What a map says before the listener does; NULL: nothing. */
const char *bind_standard(enum keymap map, const char *context, const char *keys);
bool bind_is_known(const char *context, const char *keys);	/* in any map */
/* A map's own rows: of KEYMAP_SEGUE all, of the others what differs from it. */
const struct binding *keymap_rows(enum keymap map, size_t *ret_n);
const char *const *bind_contexts(size_t *ret_n);
void bind_key(struct app *app, const struct key *key);
bool bind_knows(struct app *app, const char *key);	/* does it do something here, behind what was typed, or begin to? */
/* Bindings that an unfinished prefix can become; for the hint line. */
size_t bind_continuations(const struct app *app, const struct binding **ret_rows, size_t max);

/* ---- count.c: "5j" ---- */
/* A digit of a count, with the keys of vim, or the Esc that takes it back: there is nothing else to do for this key. */
bool count_takes(struct app *app, const char *key);
enum err count_run(struct app *app, const char *line);	/* as often, or of as many rows, as was typed */

/* ---- serve.c: the socket ---- */
void serve_turn(struct app *app);
/* An event asked for over the socket is on disk, or (sentence) is not. */
void serve_event_done(struct app *app, uint64_t cookie, const struct event *ev, const char *sentence);
void serve_scan_done(struct app *app, int64_t ms);
/* What a remote command changed is on disk / something was refused meanwhile. */
void serve_kept(struct app *app, uint64_t cookie);
void serve_refused(struct app *app, const char *sentence);
void serve_errands_done(struct app *app);
void serve_close(struct app *app);

/* ---- script.c ---- */
enum err script_open(struct app *app, const char *path);
void script_close(struct app *app);
void script_turn(struct app *app);	/* runs lines as long as it need not wait */
bool script_wants_turn(const struct app *app);
int script_fd(const struct app *app);	/* to be polled for more lines; -1 = not now */

/* What a line began went wrong later: of the script, while one runs, and of a remote command. */
void script_complain(struct app *app, const char *sentence);

/* ---- config.c ---- */
enum err config_read(struct app *app, const char *path, bool must_exist);
/* The lines of a file by that name, which are cut up; ERR_PARSE says which is the first bad one. */
enum err config_text(struct app *app, const char *path, char *text);

struct cli_option;
/* main.c: the options of the player itself, for the manual */
const struct cli_option *player_option_rows(size_t *ret_n);

/* ---- manual.c: tables for the man pages ---- */
int manual_print(const char *table);

#endif
