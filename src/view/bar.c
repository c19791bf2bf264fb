/* bar.c -- the tab line above; below, what plays, how far it is, what follows, which keys help, and the prompt. */
#include "view/view.h"
#include "app/analysis.h"
#include "app/command.h"
#include "app/keys.h"
#include "app/privacy.h"
#include "music.h"

#include <stdio.h>
#include <string.h>

#include "app/scan.h"

enum { FULL_ROWS = 16, HINTS_ROWS = 20, HINTS_LINES = 5, BAR_CELLS = 6 };

const char *track_label(const struct track *t, char *ret_text, size_t size)
{
	if (t->artist[0])
		snprintf(ret_text, size, "%s — %s", t->title, t->artist);
	else
		snprintf(ret_text, size, "%s", t->title);
	return ret_text;
}

int bar_lines(const struct app *app)
{
	int rows = ui_rows(app->ui);

	return rows >= HINTS_ROWS ? HINTS_LINES : rows >= FULL_ROWS ? 4 : 3;
}

/* 10214 as "10,214". */
static const char *grouped(size_t n, char ret_text[32])
{
	char digits[24];
	int len = snprintf(digits, sizeof digits, "%zu", n);
	char *to = ret_text;

	for (int i = 0; i < len; i++) {
		if (i && (len - i) % 3 == 0)
			*to++ = ',';
		*to++ = digits[i];
	}
	*to = '\0';
	return ret_text;
}

/* As exactly as one wants to know how long it still takes: "40s", "4m", "3h 20m", "2d 5h". */
static const char *left_text(int64_t ms, char ret_text[32])
{
	long long s = (long long)((ms + 999) / 1000), m = (s + 59) / 60, h = m / 60;

	if (s < 60)
		snprintf(ret_text, 32, _("%llds"), s);
	else if (m < 60)
		snprintf(ret_text, 32, _("%lldm"), m);
	else if (h < 24)
		snprintf(ret_text, 32, _("%lldh %lldm"), h, m % 60);
	else
		snprintf(ret_text, 32, _("%lldd %lldh"), h / 24, h % 24);
	return ret_text;
}

/* What follows the bar: "3.1/s · ETA 4m", "ETA 4m", or what is waited for; shorter ones as `form` rises. */
static void analysis_rest(const struct analysis_progress *p, int form, char *ret, size_t size)
{
	char left[32];

	*ret = '\0';
	if (p->waits == HEAR_ON_BATTERY)
		snprintf(ret, size, "%s", form == 0 ? _(" paused on battery") : _(" paused"));
	else if (p->waits == HEAR_BUSY)
		snprintf(ret, size, "%s", form == 0 ? _(" paused, the machine is busy") : _(" paused"));
	else if (p->left_ms >= 0 && form == 0)
		snprintf(ret, size, _(" %.*f/s · ETA %s"), p->per_s < 10, p->per_s, left_text(p->left_ms, left));
	else if (p->left_ms >= 0)
		snprintf(ret, size, _(" ETA %s"), left_text(p->left_ms, left));
}

/* "♫ 10,214 · analysed 83% ▕██████▏ 3.1/s · ETA 4m", or as much of it as there is room for. */
static void analysis_status(size_t n, const struct analysis_progress *p, char *ret, size_t size, int room)
{
	static const char *const eighths[] = { " ", "▏", "▎", "▍", "▌", "▋", "▊", "▉" };
	size_t filled = p->heard * BAR_CELLS * 8 / p->all;
	int percent = (int)(p->heard * 100 / p->all);
	char bar[BAR_CELLS * 4 + 1] = "", rest[96], all[32];

	grouped(n, all);
	for (size_t i = 0; i < BAR_CELLS; i++)
		strcat(bar, filled >= (i + 1) * 8 ? "█" : filled > i * 8 ? eighths[filled - i * 8] : " ");
	for (int form = 0; form < 6; form++) {
		analysis_rest(p, form, rest, sizeof rest);
		switch (form) {
		case 0:
		case 1:
			snprintf(ret, size, _("♫ %s · analysed %d%% ▕%s▏%s"), all, percent, bar, rest);
			break;
		case 2:
			snprintf(ret, size, _("♫ %s · analysed %d%%%s"), all, percent, rest);
			break;
		case 3:
			snprintf(ret, size, "♫ %s · %d%%%s", all, percent, rest);
			break;
		case 4:
			snprintf(ret, size, "♫ %s · %d%%", all, percent);
			break;
		default:
			snprintf(ret, size, "♫ %s", all);
		}
		if (utf8_width(ret) <= room)
			return;
	}
}

/* "♫ 10,214 · scanning 3201" */
static void library_status(struct app *app, char *ret, size_t size, int room)
{
	size_t n = library_count(app->lib);
	struct analysis_progress p;
	char all[32];

	grouped(n, all);
	if (scanning_is_busy(app)) {
		const struct scan_counts *c = app->scan ? scan_job_counts(app->scan) : NULL;

		snprintf(ret, size, _("♫ %s · scanning %lld"), all, c ? (long long)c->files : 0LL);
	} else if (!app->tracks_loaded && !app->db_broken) {
		snprintf(ret, size, _("♫ %s · opening"), all);
	} else if (analysis_progress(app, &p)) {
		analysis_status(n, &p, ret, size, room);
	} else {
		snprintf(ret, size, "♫ %s", all);
	}
	/* beside the tabs of a narrow screen there is room for the number */
	if (utf8_width(ret) > room)
		snprintf(ret, size, scanning_is_busy(app) || !app->tracks_loaded ? "♫ %s…" : "♫ %s", all);
}

/* Cells of the tabs from `first` to `last`, each with `gap` behind it. */
static int tabs_width(const struct app *app, int first, int last, int gap)
{
	int w = 0;

	for (int i = first; i <= last; i++)
		w += utf8_width(view_title(view_tab_at(app, i))) + gap;
	return w;
}

struct top { int first, gap, room, status_w; char status[192]; };	/* room: cells of the tabs; status_w 0: none */

/* Where all of it has no room tabs stand closer, and then the last ones go: how many tracks there are is always said. */
static void lay_out_top(struct app *app, int cols, struct top *ret)
{
	enum { GAP = 2, LEAST_STATUS = 8 };
	int at = view_tab_place(app, view_tab(app)), wide = 1 + tabs_width(app, 0, VIEW_TABS - 1, GAP), close = 1 + tabs_width(app, 0, VIEW_TABS - 1, 1), w;

	library_status(app, ret->status, sizeof ret->status, cols - wide - 2);
	ret->gap = wide + utf8_width(ret->status) < cols ? GAP : 1;
	if (ret->gap < GAP)
		library_status(app, ret->status, sizeof ret->status, MAX_OF(LEAST_STATUS, cols - close - 1));
	w = utf8_width(ret->status);
	ret->status_w = (ret->gap < GAP ? close : wide) + w < cols || cols > 3 * w ? w : 0;
	ret->room = ret->status_w ? cols - w - 1 : cols;
	/* the one that is shown must be seen */
	for (ret->first = 0; ret->first < at && 1 + tabs_width(app, ret->first, at, ret->gap) > ret->room; ret->first++)
		;
}

void bar_draw_tabs(struct app *app)
{
	int x = 1, cols = ui_cols(app->ui);
	struct top top;

	lay_out_top(app, cols, &top);
	app->views->first_tab = top.first;
	app->views->tab_gap = top.gap;
	app->views->tabs = (struct area){ 0, 0, 1, top.room };
	for (int i = top.first; i < VIEW_TABS; i++) {
		enum view_id v = view_tab_at(app, i);
		enum role role = app->views->view == v ? ROLE_TAB_ACTIVE : ROLE_TAB;
		const char *title = view_title(v);
		int tab_w = utf8_width(title);

		if (x + tab_w + 1 > top.room)
			break;
		ui_text(app->ui, 0, x - 1, 1, role, " ", true);
		ui_text(app->ui, 0, x, tab_w, role, title, false);
		ui_text(app->ui, 0, x + tab_w, 1, role, " ", true);
		x += tab_w + top.gap;
	}
	if (top.status_w)
		ui_text_right(app->ui, 0, cols - top.status_w - 1, top.status_w, ROLE_STATUS, top.status);
}

static void draw_playing(struct app *app, int y)
{
	const struct player_now *now = player_now(app->player);
	struct track *t = play_track(app);
	int cols = ui_cols(app->ui), right = cols - 1, x = 3;
	const char *sign = now->state == PLAYER_PLAYING ? "▶" : now->state == PLAYER_PAUSED ? "‖" : now->state == PLAYER_LOADING ? "…" : "■";
	char label[512], stars[24], chapter[300];

	ui_text(app->ui, y, 1, 1, ROLE_PLAYING, sign, true);
	if (privacy_is_on(app))
		x += ui_text(app->ui, y, x, cols - x - 1, ROLE_MESSAGE, _("[private]"), false) + 1;
	if (!t) {
		ui_text(app->ui, y, x, cols - x - 1, ROLE_DIM, _("nothing plays"), false);
		return;
	}
	stars_text(t, stars, sizeof stars);
	if (t->genre[0] && cols >= 100) {
		int w = MIN_OF(utf8_width(t->genre), 24);

		right -= w;
		ui_text(app->ui, y, right, w, ROLE_DIM, t->genre, false);
		right -= 2;
	}
	right -= 2;
	ui_text(app->ui, y, right, 2, t->is_banned ? ROLE_ERROR : ROLE_LOVE, t->is_banned ? "✗" : t->is_loved ? "♥" : " ", false);
	right -= 6;
	ui_text(app->ui, y, right, 5, ROLE_STARS, stars, true);
	track_label(t, label, sizeof label);
	x += ui_text(app->ui, y, x, right - x - 1, ROLE_PLAYING, label, false);
	chapter_text(app, chapter, sizeof chapter);
	if ((t->album[0] || chapter[0]) && right - x > 8) {
		char album[700];

		/* a book's chapter says more than its name, which is most often its album's */
		snprintf(album, sizeof album, "%s%s%s", chapter, t->album[0] ? " · " : "", t->album);
		ui_text(app->ui, y, x, right - x - 1, ROLE_DIM, album, false);
	}
}

static void draw_progress(struct app *app, int y, bool may_wave)
{
	const struct player_now *now = player_now(app->player);
	int64_t pos = player_pos_ms(app->player, app->now_ms), length = now->duration_ms;
	struct track *t = play_track(app);
	int cols = ui_cols(app->ui), from_w, to_w;
	bool is_left = app->set.show_remaining && t && (length > 0 || t->duration_ms > 0);
	char from[24], to[32];

	if (length <= 0 && t)
		length = t->duration_ms;
	duration_text(t ? pos : -1, from);
	duration_text(t && length > 0 ? app->set.show_remaining ? MAX_OF(0, length - pos) : length : -1, to + is_left);
	if (is_left)
		to[0] = '-';
	from_w = (int)strlen(from);
	to_w = (int)strlen(to);
	ui_text(app->ui, y, 1, from_w, ROLE_NORMAL, from, false);
	ui_text(app->ui, y, cols - to_w - 1, to_w, ROLE_NORMAL, to, false);
	app->views->progress = (struct area){ y, from_w + 2, 1, cols - from_w - to_w - 4 };
	if (!t || !may_wave || !wave_draw(app, app->views->progress, pos, length))
		ui_progress(app->ui, y, from_w + 2, cols - from_w - to_w - 4, t && length > 0 ? (double)pos / (double)length : 0);
}

static void draw_modes(struct app *app, int y)
{
	static const char *const repeat_words[] = { N_("repeat off"), N_("repeat all"), N_("repeat one") };
	static const char *const shuffle_words[] = { N_("shuffle off"), N_("shuffle on"), N_("shuffle albums"), N_("shuffle weighted") };
	const struct player_now *now = player_now(app->player);
	enum source source;
	struct track *next = play_following(app, &source);
	char modes[400], text[400], label[300], how[200];
	int cols = ui_cols(app->ui), w, x;

	snprintf(modes, sizeof modes, now->is_muted ? _("%s · %s · muted") : _("%s · %s · volume %d%%"),
		 _(shuffle_words[app->set.shuffle]), _(repeat_words[app->set.repeat]), now->volume);
	playback_text(app, how, sizeof how);
	if (app->is_scratch)
		snprintf(how + strlen(how), sizeof how - strlen(how), " · %s", _("nothing is kept"));
	if (how[0]) {
		size_t n = strlen(modes);

		snprintf(modes + n, sizeof modes - n, "%s", how);
	}
	w = utf8_width(modes);
	ui_text_right(app->ui, y, MAX_OF(0, cols - w - 1), MIN_OF(w, cols), ROLE_DIM, modes);
	x = 1 + spectrum_place(app, y, 1, cols - w - 4);
	if (!next || cols - w - x < 23)
		return;
	snprintf(text, sizeof text, source == SOURCE_CONTINUE ? _("next: %s (for you)") : _("next: %s"), track_label(next, label, sizeof label));
	ui_text(app->ui, y, x, cols - w - x - 3, ROLE_DIM, text, false);
}

/* What helps here: commands whose keys are looked up, so that a rebound key shows as it is. */
static const struct { const char *context, *command, *word; } hints[] = {
	{ NULL, "enter", N_("play") }, { NULL, "queue-last", N_("queue") }, { NULL, "pause", N_("pause") }, { NULL, "next", N_("skip") },
	{ NULL, "rate 5", N_("rate") }, { NULL, "love", N_("love") }, { NULL, "ban", N_("ban") }, { NULL, "search-prompt", N_("search") },
	{ NULL, "pane-next", N_("pane") }, { NULL, "command", N_("command") }, { NULL, "help", N_("keys") }, { NULL, "quit-ask", N_("quit") },
};

const char *view_key_of(const struct app *app, const char *command)
{
	const struct binding *rows;
	size_t n = bind_rows(app->bindings, &rows);

	for (size_t i = 0; i < n; i++)
		if (!strcmp(rows[i].command, command))
			return rows[i].keys;
	return "";
}

static void squeeze(const char *keys, char *ret, size_t size)
{
	size_t n = 0;
	bool single = true;

	for (const char *p = keys; *p; p += strcspn(p, " "), p += strspn(p, " "))
		single &= strcspn(p, " ") == utf8_next(p);
	for (; *keys && n + 1 < size; keys++)
		if (!single || *keys != ' ')
			ret[n++] = *keys;
	ret[n] = '\0';
}

static int draw_hint(struct app *app, int y, int x, const char *keys, const char *word)
{
	char key[48];
	int w;

	squeeze(keys, key, sizeof key);
	w = utf8_width(key) + 1 + utf8_width(word);
	if (x + w > ui_cols(app->ui) - 1)
		return -1;
	x += ui_text(app->ui, y, x, utf8_width(key), ROLE_KEY, key, false) + 1;
	return x + ui_text(app->ui, y, x, utf8_width(word), ROLE_DIM, word, false) + 2;
}

static size_t command_word(const char *command)
{
	return strcspn(command, " ");
}

static bool is_same_command(const char *a, const char *b)
{
	return command_word(a) == command_word(b) && !strncmp(a, b, command_word(a));
}

/* "rate 5", "rate 4", …; "love selected" by two keys: one hint. "tree album", "tree genre" are two. */
static bool is_run(const char *a, const char *b)
{
	const char *rest = strchr(a, ' ');

	return rest && is_same_command(a, b) && (!strcmp(a, b) || (rest[1] >= '0' && rest[1] <= '9'));
}

/* A command as a hint says it: in the listener's words where there is one, without what it takes where it stands for several. */
static void hint_text(const char *command, bool is_run, char *ret, size_t size)
{
	size_t n = command_word(command);
	const char *rest = is_run ? "" : command + n;

	for (size_t i = 0; i < COUNT_OF(hints); i++)
		if (command_word(hints[i].command) == n && !strncmp(hints[i].command, command, n)) {
			snprintf(ret, size, "%s%s", _(hints[i].word), rest);
			return;
		}
	snprintf(ret, size, "%.*s%s", (int)n, command, rest);
}

static const char *last_key(const char *keys)
{
	const char *blank = strrchr(keys, ' ');

	return blank ? blank + 1 : keys;
}

static void draw_hints(struct app *app, int y)
{
	const struct binding *rows[32];
	int x = 1;

	if (app->prefix_shown) {
		size_t n = bind_continuations(app, rows, COUNT_OF(rows)), last;

		for (size_t i = 0; i < n && x > 0; i = last + 1) {
			char keys[96], word[64];

			last = i;
			while (last + 1 < n && is_run(rows[i]->command, rows[last + 1]->command))
				last++;
			snprintf(keys, sizeof keys, last > i ? "%s…%s" : "%s", last_key(rows[i]->keys), last_key(rows[last]->keys));
			/* what it is called need not be said twice in a row */
			if (i && is_same_command(rows[i]->command, rows[i - 1]->command) && strchr(rows[i]->command, ' '))
				snprintf(word, sizeof word, "%s", strchr(rows[i]->command, ' ') + 1);
			else
				hint_text(rows[i]->command, last > i, word, sizeof word);
			x = draw_hint(app, y, x, keys, word);
		}
		return;
	}
	for (size_t i = 0; i < COUNT_OF(hints) && x > 0; i++) {
		const char *keys = view_key_of(app, hints[i].command);

		if (*keys)
			x = draw_hint(app, y, x, keys, _(hints[i].word));
	}
}

/* The completions above the prompt, the chosen one marked. */
static void draw_offers(struct app *app, int y)
{
	const char *const *words;
	size_t chosen, n = prompt_offers(app->prompt, &words, &chosen), first = 0;
	int x = 1, cols = ui_cols(app->ui);

	if (!n)
		return;
	ui_fill(app->ui, (struct area){ y, 0, 1, cols }, ROLE_NORMAL);
	if (chosen < n && chosen > 4)
		first = chosen - 4;
	for (size_t i = first; i < n && x < cols - 4; i++)
		x += ui_text(app->ui, y, x, cols - x - 1, i == chosen ? ROLE_CURSOR : ROLE_DIM, words[i], false) + 2;
}

static void draw_last_line(struct app *app, int y)
{
	int cols = ui_cols(app->ui);
	char question[400];

	if (prompt_is_open(app->prompt)) {
		prompt_draw(app->prompt, app->ui, y, 0, cols);
		if (app->message[0])
			ui_text(app->ui, y - 1, 1, cols - 2, app->message_is_error ? ROLE_ERROR : ROLE_MESSAGE, app->message, true);
		draw_offers(app, y - 1);
	} else if (app->ask_quit) {
		ui_text(app->ui, y, 1, cols - 2, ROLE_MESSAGE, _("Quit? y/n"), false);
	} else if (keys_question(app, question, sizeof question)) {
		ui_text(app->ui, y, 1, cols - 2, ROLE_MESSAGE, question, false);
	} else if (app->ask_delete) {
		char text[400];

		snprintf(text, sizeof text, _("Delete the playlist %s? y/n"), app->ask_delete);
		ui_text(app->ui, y, 1, cols - 2, ROLE_MESSAGE, text, false);
	} else if (app->prefix_shown && bar_lines(app) < HINTS_LINES) {
		draw_hints(app, y);	/* a low screen has no line of its own for them */
	} else if (app->message[0]) {
		message_draw(app, y, bar_lines(app) >= HINTS_LINES && !app->prefix_shown);
	}
}

void bar_draw(struct app *app, int y)
{
	int lines = bar_lines(app);

	draw_playing(app, y++);
	draw_progress(app, y++, lines >= 4);
	app->views->spectrum.cols = 0;
	if (lines >= 4)
		draw_modes(app, y++);
	if (lines >= HINTS_LINES)
		draw_hints(app, y++);
	draw_last_line(app, y);
}
