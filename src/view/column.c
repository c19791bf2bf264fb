/* column.c -- the columns of every track list, sorted by name. */
#include "view/view.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

static void put(char *ret, size_t size, const char *text)
{
	snprintf(ret, size, "%s", text);
}

static void put_number(char *ret, size_t size, int64_t n)
{
	if (n)
		snprintf(ret, size, "%lld", (long long)n);
	else
		*ret = '\0';
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

static const struct column columns[] = {
	{ "added", N_("Added"), 10, true, ROLE_DIM, added },
	{ "album", N_("Album"), 22, false, ROLE_DIM, album },
	{ "artist", N_("Artist"), 20, false, ROLE_NORMAL, artist },
	{ "duration", N_("Length"), 7, true, ROLE_DIM, duration },
	{ "genre", N_("Genre"), 12, false, ROLE_DIM, genre },
	{ "last", N_("Last played"), 10, true, ROLE_DIM, last },
	{ "love", N_("Loved (♥) or banned (✗)"), 1, false, ROLE_LOVE, love },
	{ "plays", N_("Plays"), 4, true, ROLE_DIM, plays },
	{ "skips", N_("Skips"), 4, true, ROLE_DIM, skips },
	{ "stars", N_("Rating"), 5, false, ROLE_STARS, stars_text },
	{ "title", N_("Title"), 0, false, ROLE_NORMAL, title },
	{ "track", N_("Track number"), 3, true, ROLE_DIM, number },
	{ "year", N_("Year"), 4, true, ROLE_DIM, year },
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

enum { SHOWN_MAX = 16, FLEX_MIN = 22 };

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

void column_draw(struct app *app, const struct track *t, struct area at, enum role base)
{
	const struct column *shown[SHOWN_MAX];
	size_t n = 0, n_flex = 0;
	int fixed = 0, x = at.x, room;
	char text[512];

	if (parse(app->set.columns, shown, &n))
		return;
	for (size_t i = 0; i < n; i++) {
		fixed += shown[i]->width + (i > 0);
		n_flex += !shown[i]->width;
	}
	/* too narrow: the widest of the others go until there is room for a title */
	while (n > 1 && at.cols - fixed < (int)n_flex * FLEX_MIN) {
		size_t drop = 0;

		for (size_t i = 1; i < n; i++)
			if (shown[i]->width >= shown[drop]->width)
				drop = i;
		if (!shown[drop]->width)
			break;
		fixed -= shown[drop]->width + 1;
		memmove(&shown[drop], &shown[drop + 1], (n - drop - 1) * sizeof shown[0]);
		n--;
	}
	room = n_flex ? MAX_OF(0, at.cols - fixed) / (int)n_flex : 0;
	for (size_t i = 0; i < n && x < at.x + at.cols; i++) {
		int width = MIN_OF(shown[i]->width ? shown[i]->width : room, at.x + at.cols - x);
		enum role role = base != ROLE_NORMAL ? base : shown[i]->role;

		shown[i]->text(t, text, sizeof text);
		if (shown[i]->right)
			ui_text_right(app->ui, at.y, x, width, role, text);
		else
			ui_text(app->ui, at.y, x, width, role, text, true);
		x += width + 1;
	}
}
