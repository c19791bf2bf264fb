/* column.c -- the columns of every track list, sorted by name. */
#include "app/styling.h"
#include "view/view.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static void put(char *ret, size_t size, const char *text)
{
	size_t n = strnlen(text, size - 1);

	memcpy(ret, text, n);
	ret[n] = '\0';
}

static void put_number(char *ret, size_t size, int64_t n)
{
	char text[24] = "";

	if (n)
		number_text(n, text);
	put(ret, size, text);
}

static void put_day(char *ret, size_t size, int64_t unix_s)
{
	time_t t = (time_t)unix_s;
	struct tm tm;

	if (!unix_s || !localtime_r(&t, &tm) || !strftime(ret, size, "%Y-%m-%d", &tm))
		*ret = '\0';
}

static void added(const struct track *t, char *ret, size_t size) { put_day(ret, size, t->added_s); }
static void album(const struct track *t, char *ret, size_t size) { put(ret, size, t->album); }
static void artist(const struct track *t, char *ret, size_t size) { put(ret, size, t->artist); }
static void genre(const struct track *t, char *ret, size_t size) { put(ret, size, t->genre); }
static void last(const struct track *t, char *ret, size_t size) { put_day(ret, size, t->last_played_s); }
static void love(const struct track *t, char *ret, size_t size) { put(ret, size, t->is_banned ? "✗" : t->is_loved ? "♥" : ""); }
static void plays(const struct track *t, char *ret, size_t size) { put_number(ret, size, t->play_count); }
static void skips(const struct track *t, char *ret, size_t size) { put_number(ret, size, t->skip_count); }
static void title(const struct track *t, char *ret, size_t size) { put(ret, size, t->title); }
static void number(const struct track *t, char *ret, size_t size) { put_number(ret, size, t->track_no); }
static void year(const struct track *t, char *ret, size_t size) { put_number(ret, size, t->year); }

static void duration(const struct track *t, char *ret, size_t size)
{
	char text[24];

	duration_text(t->duration_ms ? t->duration_ms : -1, text);
	put(ret, size, text);
}

void stars_text(const struct track *t, char *ret_text, size_t size)
{
	*ret_text = '\0';
	if (!t->rating || size < 16)
		return;
	for (int i = 0; i < 5; i++)
		strcat(ret_text, i < t->rating ? "★" : "☆");
}

static void bitrate(const struct track *t, char *ret, size_t size) { put_number(ret, size, t->bitrate_kbps); }
static void bpm(const struct track *t, char *ret, size_t size) { put_number(ret, size, track_bpm(t)); }
static void codec(const struct track *t, char *ret, size_t size) { put(ret, size, t->codec); }
static void composer(const struct track *t, char *ret, size_t size) { put(ret, size, t->composer); }
static void date(const struct track *t, char *ret, size_t size) { put(ret, size, t->date); }
static void disc(const struct track *t, char *ret, size_t size) { put_number(ret, size, t->disc_no); }
static void album_artist(const struct track *t, char *ret, size_t size) { put(ret, size, t->album_artist); }

/* What is only heard has a mark: it may be wrong. */
static void put_style(struct app *app, const struct track *t, char *ret, size_t size)
{
	struct style_label label[STYLES_PER_TAG];
	enum style_from from;
	size_t n = stylebook_of(styling_book(app), t, label, &from);

	snprintf(ret, size, "%s%s%s%s", from == STYLE_HEARD ? "≈" : "", n ? label[0].name : "", n > 1 ? ", " : "", n > 1 ? label[1].name : "");
}

/* The track alone does not say: text_of() does. */
static void style(const struct track *t, char *ret, size_t size)
{
	(void)t;
	put(ret, size, "");
}

static void file(const struct track *t, char *ret, size_t size)
{
	char *clean = utf8_clean(path_base(t->path), strlen(path_base(t->path)));

	put(ret, size, clean);
	free(clean);
}

static const struct column columns[] = {
	{ "added", N_("Added"), N_("Added"), 10, 0, true, ROLE_DIM, added },
	{ "album", N_("Album"), N_("Album"), 20, 3, false, ROLE_DIM, album },
	{ "albumartist", N_("Artist of the album"), N_("Album by"), 18, 2, false, ROLE_DIM, album_artist },
	{ "artist", N_("Artist"), N_("Artist"), 14, 3, false, ROLE_NORMAL, artist },
	{ "bitrate", N_("Kilobits a second"), N_("kbps"), 4, 0, true, ROLE_DIM, bitrate },
	{ "bpm", N_("Beats a minute, as tagged or else as heard"), N_("BPM"), 3, 0, true, ROLE_DIM, bpm },
	{ "codec", N_("Kind of sound file"), N_("Codec"), 6, 0, false, ROLE_DIM, codec },
	{ "composer", N_("Composer"), N_("Composer"), 16, 2, false, ROLE_DIM, composer },
	{ "date", N_("Date, as tagged"), N_("Date"), 10, 0, false, ROLE_DIM, date },
	{ "disc", N_("Number of the disc"), N_("D"), 2, 0, true, ROLE_DIM, disc },
	{ "duration", N_("Length"), N_("Length"), 7, 0, true, ROLE_DIM, duration },
	{ "file", N_("Name of the file"), N_("File"), 20, 2, false, ROLE_DIM, file },
	{ "genre", N_("Genre"), N_("Genre"), 12, 1, false, ROLE_DIM, genre },
	{ "last", N_("Last played"), N_("Last played"), 10, 0, true, ROLE_DIM, last },
	{ "love", N_("Loved (♥) or banned (✗)"), "♥", 1, 0, false, ROLE_LOVE, love },
	{ "plays", N_("Plays"), N_("Play"), 4, 0, true, ROLE_DIM, plays },
	{ "skips", N_("Skips"), N_("Skip"), 4, 0, true, ROLE_DIM, skips },
	{ "stars", N_("Rating"), N_("Stars"), 5, 0, false, ROLE_STARS, stars_text },
	{ "style", N_("Style: as you said, as tagged, or what it sounds like"), N_("Style"), 12, 1, false, ROLE_DIM, style },
	{ "title", N_("Title"), N_("Title"), 20, 4, false, ROLE_NORMAL, title },
	{ "track", N_("Track number"), "#", 3, 0, true, ROLE_DIM, number },
	{ "year", N_("Year"), N_("Year"), 4, 0, true, ROLE_DIM, year },
};

const struct column *column_rows(size_t *ret_n)
{
	*ret_n = COUNT_OF(columns);
	return columns;
}

const struct column *column_find(const char *name)
{
	for (size_t i = 0; i < COUNT_OF(columns); i++)
		if (!strcmp(columns[i].name, name))
			return &columns[i];
	return NULL;
}

enum { SHOWN_MAX = 24 };

/* Splits "a,b,c" into rows; ERR_ARG names what is not known. */
static enum err parse(const char *list, const struct column *ret[SHOWN_MAX], size_t *ret_n)
{
	size_t n = 0;

	while (*list) {
		size_t len = strcspn(list, ", ");
		char name[32];

		snprintf(name, sizeof name, "%.*s", (int)MIN_OF(len, sizeof name - 1), list);
		list += len + strspn(list + len, ", ");
		if (!len)
			continue;
		if (n == SHOWN_MAX)
			return fail(ERR_ARG, _("more than %d columns"), SHOWN_MAX);
		ret[n] = column_find(name);
		if (!ret[n++])
			return fail(ERR_ARG, _("there is no column '%s'"), name);
	}
	if (!n)
		return fail(ERR_ARG, _("no column is named"));
	*ret_n = n;
	return OK;
}

enum err column_check(const char *list)
{
	const struct column *shown[SHOWN_MAX];
	size_t n;

	return parse(list, shown, &n);
}

/* What tells which track it is goes after all else. */
static int worth(const struct column *c)
{
	return c->text == title ? 3 : c->text == artist ? 2 : c->text == duration ? 1 : 0;
}

/*
 * Which columns fit, and how wide. Where it is too narrow the widest go first, then length and artist, the title last of all; where
 * there is room to spare those grow that hold words.
 */
static size_t lay_out(const char *list, int cols, const struct column *shown[SHOWN_MAX], int width[SHOWN_MAX])
{
	size_t n = 0;
	int need = -1, grow = 0, spare;

	if (parse(list, shown, &n))
		return 0;
	for (size_t i = 0; i < n; i++)
		need += shown[i]->width + 1;
	while (n > 1 && need > cols) {
		size_t drop = 0;

		for (size_t i = 1; i < n; i++)
			if (worth(shown[i]) < worth(shown[drop]) ||
			    (worth(shown[i]) == worth(shown[drop]) && shown[i]->width >= shown[drop]->width))
				drop = i;
		need -= shown[drop]->width + 1;
		memmove(&shown[drop], &shown[drop + 1], (n - drop - 1) * sizeof shown[0]);
		n--;
	}
	for (size_t i = 0; i < n; i++)
		grow += shown[i]->grow;
	spare = MAX_OF(cols - need, 0);
	for (size_t i = 0; i < n; i++) {
		int part = grow ? spare * shown[i]->grow / grow : 0;

		width[i] = shown[i]->width + part;
		spare -= part;
		grow -= shown[i]->grow;
	}
	return n;
}

/* That of the list drawn last: its rows are many, and it is the same for all. */
struct layout {
	char list[COLUMNS_TEXT_MAX];
	int cols;
	const struct column *shown[SHOWN_MAX];
	int width[SHOWN_MAX];
	size_t n;
};

static const struct layout *layout_of(const char *list, int cols)
{
	static struct layout l;

	if (l.cols == cols && !strcmp(l.list, list))
		return &l;
	l.n = lay_out(list, cols, l.shown, l.width);
	put(l.list, sizeof l.list, list);
	l.cols = strlen(list) < sizeof l.list ? cols : -1;	/* too long to be known again */
	return &l;
}

static void text_of(struct app *app, const struct column *c, const struct track *t, char *ret, size_t size)
{
	if (c->text == style)
		put_style(app, t, ret, size);
	else
		c->text(t, ret, size);
}

void column_draw_list(struct app *app, const char *list, const struct track *t, struct area at, enum role base)
{
	const struct layout *l = layout_of(list, at.cols);
	int x = at.x, end = at.x + at.cols;
	char text[512];

	if (base == ROLE_NORMAL && t == play_track(app))
		base = ROLE_PLAYING;
	else if (base == ROLE_NORMAL && (t->is_banned || t->is_away || t->state != TRACK_OK))
		base = ROLE_MISSING;
	for (size_t i = 0; i < l->n && x < end; i++) {
		int w = MIN_OF(l->width[i], end - x);
		enum role role = base != ROLE_NORMAL ? base : l->shown[i]->role;

		text_of(app, l->shown[i], t, text, sizeof text);
		if (l->shown[i]->right)
			ui_text_right(app->ui, at.y, x, w, role, text);
		else
			ui_text(app->ui, at.y, x, w, role, text, true);
		x += w + 1;
	}
}

void column_with_artist(const char *list, char *ret, size_t size)
{
	const struct column *shown[SHOWN_MAX];
	size_t n = 0, len = 0;
	bool is_there = parse(list, shown, &n) != OK;

	for (size_t i = 0; i < n; i++)
		is_there |= shown[i]->text == artist;
	*ret = '\0';
	for (size_t i = 0; i < n && len < size; i++) {
		bool here = !is_there && shown[i]->text == title;

		len += (size_t)snprintf(ret + len, size - len, "%s%s%s", i ? "," : "", shown[i]->name, here ? ",artist" : "");
		is_there |= here;
	}
	if (!is_there && len < size)
		snprintf(ret + len, size - len, ",artist");
}

const struct column *column_at(const char *list, struct area at, int cell)
{
	const struct column *shown[SHOWN_MAX];
	int width[SHOWN_MAX], x = at.x;
	size_t n = lay_out(list, at.cols, shown, width);

	for (size_t i = 0; i < n; i++) {
		if (cell >= x && cell <= x + width[i])
			return shown[i];
		x += width[i] + 1;
	}
	return NULL;
}

void column_draw_row(struct app *app, struct pane *p, size_t i, struct area at, enum role base)
{
	const struct track *t = p->ops->track(app, p, i);

	if (t)
		column_draw_list(app, p->ops->columns(app), t, at, base);
}

const char *column_flat(struct app *app)
{
	return app->set.flat_columns;
}

void column_draw_heads(struct app *app, const char *list, struct area at)
{
	const struct column *shown[SHOWN_MAX];
	int width[SHOWN_MAX], x = at.x, end = at.x + at.cols;
	size_t n = lay_out(list, at.cols, shown, width);

	for (size_t i = 0; i < n && x < end; i++) {
		int w = MIN_OF(width[i], end - x);

		if (shown[i]->right)
			ui_text_right(app->ui, at.y, x, w, ROLE_TITLE, _(shown[i]->head));
		else
			ui_text(app->ui, at.y, x, w, ROLE_TITLE, _(shown[i]->head), true);
		x += w + 1;
	}
}
