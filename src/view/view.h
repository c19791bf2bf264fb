/*
 * view.h -- panes and the views (tabs) they are shown in.  A pane is one file with a vtable and a row in view.c; a view is a row
 * that says which panes stand side by side.
 */
#ifndef SEGUE_VIEW_H
#define SEGUE_VIEW_H

#include "app/app.h"

enum pane_id { PANE_ARTISTS, PANE_TRACKS, PANE_SORTED, PANE_QUEUE, PANE_FOR_YOU, PANE_PLAYLISTS, PANE_PLAYLIST, PANE_HISTORY, PANE_BROWSER, PANE_FILTERS, PANE_FOUND, PANE_STYLES, PANE_STYLED, PANE_HELP, PANE_SETTINGS, PANE_EQUALIZER, PANE_STATS, PANE_TASTE, PANE_WELCOME, PANE_MOODS, PANE_MOOD_TRACKS, PANE_INFO,
	PANE_COUNT };
enum view_id { VIEW_LIBRARY, VIEW_QUEUE, VIEW_FOR_YOU, VIEW_PLAYLISTS, VIEW_HISTORY, VIEW_BROWSER, VIEW_FILTERS, VIEW_STYLES, VIEW_MOODS, VIEW_TABS, VIEW_HELP = VIEW_TABS, VIEW_SETTINGS, VIEW_FOUND, VIEW_EQUALIZER, VIEW_STATS, VIEW_TASTE, VIEW_WELCOME, VIEW_INFO, VIEW_COUNT };

struct pane;
struct pane_ops {
	const char *name;		/* its binding context, too */
	const char *title;
	/* Brings the rows up to date with the app and returns how many there are. */
	size_t (*rows)(struct app *app, struct pane *p);
	/* Draws row i into `at` (rows = list.row_height); `cursor`: the cursor is on it. */
	void (*draw_row)(struct app *app, struct pane *p, size_t i, struct area at, enum role base);
	/* NULL where a row is no track. */
	struct track *(*track)(struct app *app, struct pane *p, size_t i);
	enum err (*activate)(struct app *app, struct pane *p, size_t i);
	/* All tracks behind a row (an artist's); NULL: just track(). Caller frees. */
	struct track **(*tracks)(struct app *app, struct pane *p, size_t i, size_t *ret_n);
	enum err (*remove)(struct app *app, struct pane *p, size_t i);
	bool holds_library;		/* its tracks are the library's: removing takes them out of that */
	/* Several rows (rising) at once, as one edit; NULL: remove() for each. */
	enum err (*remove_rows)(struct app *app, struct pane *p, const size_t *rows, size_t n);
	/* These rows (rising) go in front of row `before` (as numbered until then; one past the last: to the end). */
	enum err (*move)(struct app *app, struct pane *p, const size_t *rows, size_t n, size_t before);
	/* Tracks come in front of row `before`. */
	enum err (*insert)(struct app *app, struct pane *p, size_t before, const track_id *ids, size_t n);
	/* Words to search in row i; the library's panes search the whole library instead. */
	void (*words)(struct app *app, struct pane *p, size_t i, char *ret_text, size_t size);
	/* Draws what stands above the rows, and says how many lines it took. */
	int (*head)(struct app *app, struct pane *p, struct area at);
	/* Draws, at the lower end of this, what stands below them, of the row under the cursor, and says how many lines it took. */
	int (*foot)(struct app *app, struct pane *p, struct area at);
	/* Shown where there are no rows, a line each. */
	const char *(*empty)(struct app *app);
	void (*title_text)(struct app *app, struct pane *p, char *ret_text, size_t size);
	/* A click on a row was in this cell of the screen. */
	void (*click)(struct app *app, struct pane *p, int x);
	/* Columns by name, where rows are made of them, for the line of headings. */
	const char *(*columns)(struct app *app);
};

struct pane {
	const struct pane_ops *ops;
	struct list list;
	struct area area;		/* the inside, where it was last drawn; cols = 0: not shown */
	bool has_heads;			/* the line above it names the columns */
	int64_t click_ms;
	struct map64 marks;		/* by track (mark.c) */
};

struct track_rows;
struct filter;
struct browser;
struct found;
struct stats_view;
struct taste_view;
struct whys;
struct stats_row;
struct welcome_view;
struct moods_view;

struct views {
	struct pane panes[PANE_COUNT];
	enum view_id last;		/* the one that was shown before */
	enum view_id view, before[VIEW_COUNT];	/* before: what a view that is no tab was opened from */
	enum pane_id focus[VIEW_COUNT];
	/* the library's own: whose tracks are shown */
	const char *artist;		/* interned name; NULL = none yet */
	const char *artist_seen;	/* where the cursor of the artists was when they were last looked at */
	size_t artist_seen_at;
	uint64_t artists_generation;	/* of the library's view when the artists were last looked at */
	bool artists_settled;		/* the library was loaded by then, and all of it shown */
	struct track_rows *track_rows;	/* what the tracks pane shows (pane_library.c) */
	uint64_t sorted_generation;	/* of the flat list when it was last looked at (pane_sorted.c) */
	struct track *sorted_seen;	/* where its cursor was then */
	size_t sorted_seen_at;
	struct track *search_origin;
	enum pane_id search_pane;
	size_t search_cursor, search_row;	/* search_row: of the artists, where the origin is */
	/* a search over the library that goes on in slices */
	struct query *searching;
	bool search_back, search_came_round;
	bool search_wrapped, search_missed;	/* what is being typed was found that way; it was not found */
	bool search_back_asked;		/* the listener asked for what is before: "again" goes up, too */
	char *search_before;		/* what was searched for before what is being typed; NULL: nothing */
	bool search_back_before;	/* … and which way */
	size_t search_artist, search_track, search_left;
	char help_filter[128];
	struct help_row *help;		/* what the help pane shows (pane_help.c) */
	size_t n_help, cap_help;
	struct filter *filter;		/* what of the library is shown (filter.c) */
	struct found *found;		/* pane_found.c */
	struct browser *browser;	/* pane_browser.c */
	struct stats_view *stats;	/* pane_stats.c; NULL: not looked at yet */
	struct taste_view *taste;	/* pane_taste.c; likewise */
	struct whys *whys;		/* pane_for_you.c; likewise */
	struct welcome_view *welcome;	/* pane_welcome.c */
	struct moods_view *moods;	/* pane_moods.c */
	int settings_cols, settings_lines;	/* what stands below the settings: how wide it was last, and how high (pane_settings.c) */
	struct area progress;		/* where the progress bar is, for the mouse */
	struct area spectrum;		/* where the spectrum is; cols = 0: not shown */
	struct area tabs;
	int first_tab, tab_gap;		/* the first that is shown: a narrow screen has no room for all; cells between two */
	/* a row that is being dragged: where it is by now */
	struct pane *drag;		/* NULL: none */
	size_t drag_row;
	bool drag_moved, drag_is_bar;	/* drag_is_bar: the progress bar was pressed */
};

extern const struct pane_ops pane_artists, pane_tracks, pane_sorted, pane_queue, pane_for_you, pane_playlists, pane_playlist, pane_history, pane_browser, pane_filters, pane_found, pane_styles, pane_styled, pane_help, pane_settings, pane_equalizer, pane_stats, pane_taste, pane_welcome, pane_moods, pane_mood_tracks, pane_info;

/* ---- view.c ---- */
struct views *views_new(void);
void views_free(struct views *v);
const char *view_name(enum view_id v);		/* "library", "queue", … for the command */
const char *view_title(enum view_id v);
void view_go(struct app *app, enum view_id v);
void view_toggle(struct app *app, enum view_id v);	/* of one that is no tab: opens it, or goes back to what it was opened from */
enum view_id view_tab(const struct app *app);	/* the tab that is shown, or lies beneath what is */
/* The tabs from left to right, in the order the key map numbers them. */
enum view_id view_tab_at(const struct app *app, int place);
int view_tab_place(const struct app *app, enum view_id v);
enum pane_id view_focus(const struct app *app);
struct pane *view_pane(struct app *app);	/* the one with the focus */
void view_next_pane(struct app *app, int by);
void view_focus_pane(struct app *app, enum pane_id p);
/* What rows there are now, before a key or command is about one of them: many are obeyed between two pictures. */
void view_settle(struct app *app);
struct track *view_selected(struct app *app);	/* NULL: nothing */
struct track **view_selected_tracks(struct app *app, size_t *ret_n);	/* caller frees */
void view_draw(struct app *app);
/* Only what the time that passes while something plays changes; for when nothing else did. */
void view_draw_time(struct app *app);
enum err view_mouse(struct app *app, const struct key *key);

/* ---- pane_library.c ---- */
void track_rows_free(struct track_rows *r);
bool library_reveal(struct app *app, const struct track *t);	/* both cursors go to it */

bool library_reveal_in(struct app *app, const struct track *t, size_t a);	/* … of this row on the left, which holds it */

/* ---- pane_help.c ---- */
struct help_row { const char *context, *keys, *command; };	/* keys NULL: the command has none */
bool help_row_at(struct app *app, size_t i, struct help_row *ret_row);	/* of what is shown; strings until the keys change */
void help_free(struct views *v);

/* ---- pane_stats.c ---- */
void stats_view_free(struct stats_view *s);
void stats_open(struct app *app);	/* counts anew, on a thread */
void stats_row_draw(struct app *app, const struct stats_row *row, struct area at, enum role base);

/* ---- pane_taste.c ---- */
void taste_view_free(struct taste_view *t);
void whys_free(struct whys *w);	/* pane_for_you.c */
void taste_view_open(struct app *app);	/* looks anew, on a thread */
int taste_view_hour(struct app *app);	/* the hour of the day the cursor is on there; -1: none */
void taste_view_soon(struct app *app);		/* something was forgotten, or came back: what is shown of it is not let stand */

/* ---- pane_welcome.c ---- */
void welcome_view_free(struct welcome_view *w);

/* ---- pane_moods.c ---- */
void moods_view_free(struct moods_view *v);
void moods_map_step(struct app *app, int by);	/* to the right */

/* ---- mark.c: marked tracks, of the pane with the focus ---- */
enum err mark_toggle(struct app *app);		/* the row under the cursor, which moves on; an open range becomes marks */
enum err mark_range(struct app *app);		/* begins a range; ends it */
bool mark_clear(struct app *app);		/* false: nothing was marked */
bool mark_is_row(struct app *app, struct pane *p, size_t i);
size_t mark_count(struct app *app, struct pane *p);
/* Those that are marked and shown, none twice, in the order they are shown. Caller frees. */
struct track **mark_tracks(struct app *app, struct pane *p, size_t *ret_n);
/* Removes the marked rows. */
enum err mark_remove(struct app *app, struct pane *p);
enum err mark_invert(struct app *app);
enum err mark_matching(struct app *app, const char *text);	/* rows of this list a query finds */
/* The marked rows, rising; NULL and 0: none is. Caller frees. */
size_t *mark_rows(struct app *app, struct pane *p, size_t *ret_n);

/* ---- search.c ---- */
struct track *library_cursor(struct app *app);	/* the one the library's cursor is on, or the first of what its row stands for */
void search_begin(struct app *app, bool back);	/* remembers where the cursor is, and which way it goes */
enum err search_for(struct app *app, const char *text, bool from_origin);
enum err search_again(struct app *app, bool back);
void search_entered(struct app *app);	/* what was typed stands: says what there was to say of it */
void search_cancel(struct app *app);	/* all is as search_begin() found it: the cursor, what is searched for and which way */
bool search_turn(struct app *app, int64_t until_ms);	/* goes on; false: nothing left to do */

/* ---- pane_found.c: fuzzy search ---- */
void found_free(struct found *f);
void found_look(struct app *app, const char *words);
bool found_is_busy(const struct app *app);
void found_turn(struct app *app, int64_t until_ms);

/* ---- pane_sorted.c ---- */
bool library_is_flat(const struct app *app);		/* the option's: one flat list instead of artists and tracks */
bool sorted_reveal(struct app *app, const struct track *t);

/* ---- filter.c: what of the library is shown ---- */
struct library_view *library_shown(struct app *app);
/* Shows only what the query says; "" all. Mistakes name their column; what was shown before stays. */
enum err filter_set(struct app *app, const char *query);
const char *filter_text(const struct app *app);		/* "" = none */
/* That and the saved filters that are on, "90s !rock · artist:x"; "" = the library is shown whole. */
const char *filter_label(const struct app *app);
enum err filter_refresh(struct app *app);		/* the saved filters changed */
void filter_begin(struct app *app, bool live);		/* one is being typed: remembers what was */
bool filter_is_live(const struct app *app);		/* … and it is to be shown as it grows */
void filter_cancel(struct app *app);			/* … and takes it back */
bool filter_turn(struct app *app, int64_t until_ms);	/* goes on; true: has more to do at once */
int64_t filter_due_ms(const struct app *app);		/* when it wants a turn; -1 = no */
void filter_sort(struct app *app);			/* the options of the flat list changed, or whether it is flat */
void filter_tree(struct app *app);			/* the option tree changed: the cursor stays on its track */
void filter_free(struct filter *f);

/* ---- column.c: the columns of every track list ---- */
struct column {
	const char *name, *title, *head;	/* head: above the column */
	int width;			/* cells at least */
	int grow;			/* its part in what is left */
	bool right;			/* aligned */
	enum role role;
	void (*text)(const struct track *t, char *ret_text, size_t size);
};
const struct column *column_find(const char *name);
const struct column *column_rows(size_t *ret_n);
/* Draws the columns named in the list into the row; drops some where it is too narrow. */
void column_draw_list(struct app *app, const char *columns, const struct track *t, struct area at, enum role base);
/* For a pane whose rows are tracks in columns: draw_row; and its columns, where it is a flat list. */
void column_draw_row(struct app *app, struct pane *p, size_t i, struct area at, enum role base);
const char *column_flat(struct app *app);
void column_draw_heads(struct app *app, const char *columns, struct area at);
enum { COLUMNS_TEXT_MAX = 512 };
/* The same columns with the artist after the title, unless he is among them. */
void column_with_artist(const char *columns, char *ret, size_t size);
/* The column of these under cell x of the area; NULL: none. */
const struct column *column_at(const char *columns, struct area at, int x);
enum err column_check(const char *list);	/* ERR_ARG names the one that is not known */
void stars_text(const struct track *t, char *ret_text, size_t size);

/* ---- wave.c: what plays as a picture ---- */
bool wave_draw(struct app *app, struct area at, int64_t pos_ms, int64_t length_ms);	/* false: there is none */
int spectrum_place(struct app *app, int y, int x, int cols);	/* draws it there if it may, and says how many cells it took */
void spectrum_step(struct app *app);			/* draws it, and nothing else, and sends it */

/* ---- wrap.c: a text in lines, cut between words where there are any ---- */
int wrap_lines(const char *text, int cols);		/* how many */
void wrap_draw(struct app *app, struct area at, enum role role, const char *text);	/* as many as there is room for */

/* ---- message.c: what is said; a long sentence may take the line above, too ---- */
void message_draw(struct app *app, int y, bool may_take_two);
/* ---- bar.c: tab line, now playing, hints, prompt ---- */
int bar_lines(const struct app *app);		/* how many lines the bottom takes */
void bar_draw_tabs(struct app *app);
void bar_draw(struct app *app, int y);
const char *view_key_of(const struct app *app, const char *command);	/* that runs it; "": none */
const char *track_label(const struct track *t, char *ret_text, size_t size);	/* "Xtal — Aphex Twin" */

#endif
