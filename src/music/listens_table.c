/* listens_table.c -- listens as lines of text: Last.fm's CSV in the shapes its exporters have, and tables of who heard what (music.h); times as written. */
#include "listens.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* ---- times ---- */

static bool number(const char **at, int digits, int *ret)
{
	int v = 0, n = 0;

	while (n < digits && **at >= '0' && **at <= '9') {
		v = v * 10 + (*(*at)++ - '0');
		n++;
	}
	*ret = v;
	return n > 0;
}

static bool month_named(const char **at, int *ret)
{
	static const char names[] = "jan feb mar apr may jun jul aug sep oct nov dec";
	char low[4] = "";

	for (int i = 0; i < 3 && (*at)[i]; i++)
		low[i] = (char)((*at)[i] | 0x20);
	for (int i = 0; i < 12; i++)
		if (!strncmp(names + 4 * i, low, 3) && low[2]) {
			*ret = i + 1;
			for (*at += 3; (**at | 0x20) >= 'a' && (**at | 0x20) <= 'z';)
				++*at;		/* the rest of "January" */
			return true;
		}
	return false;
}

static const char *past(const char *at, const char *what)
{
	return at + strspn(at, what);
}

/* 2019-01-31 or 31 Jan 2019 */
static bool date(const char **at, struct tm *tm)
{
	int first;

	if (!number(at, 4, &first))
		return false;
	if (**at == '-') {
		++*at;
		tm->tm_year = first;
		return number(at, 2, &tm->tm_mon) && *(*at)++ == '-' && number(at, 2, &tm->tm_mday);
	}
	tm->tm_mday = first;
	*at = past(*at, " ");
	if (!month_named(at, &tm->tm_mon))
		return false;
	*at = past(*at, " ");
	return number(at, 4, &tm->tm_year);
}

/* 13:45, 13:45:10, 13:45:10.123, with Z or UTC or not */
static bool clock_time(const char *at, struct tm *tm, int64_t *ret_within_s)
{
	if (!number(&at, 2, &tm->tm_hour) || *at++ != ':' || !number(&at, 2, &tm->tm_min))
		return false;
	*ret_within_s = *at == ':' ? 0 : 59;
	if (*at == ':' && (at++, !number(&at, 2, &tm->tm_sec)))
		return false;
	if (*at == '.')
		at = past(at + 1, "0123456789");
	if (*at == 'Z')
		at++;
	else if (!strcmp(at, " UTC") || !strcmp(at, "+00:00"))
		at += strlen(at);
	return !*at;
}

static bool unix_time(const char *text, int64_t *ret_s)
{
	size_t n = strspn(text, "0123456789");
	int64_t v;

	if (!n || n > 13 || text[n])
		return false;
	v = strtoll(text, NULL, 10);
	*ret_s = n > 11 ? v / 1000 : v;
	return true;
}

bool listens_time(const char *text, int64_t *ret_s, int64_t *ret_within_s)
{
	struct tm tm = { 0 };
	const char *at = text;

	*ret_within_s = 0;
	if (unix_time(text, ret_s))
		return true;
	if (!date(&at, &tm) || tm.tm_mon < 1 || tm.tm_mon > 12 || tm.tm_mday < 1 || tm.tm_mday > 31)
		return false;
	if (*at != 'T' && *at != ' ' && *at != ',')
		return false;
	if (!clock_time(past(at, "T ,"), &tm, ret_within_s) || tm.tm_hour > 23 || tm.tm_min > 59 || tm.tm_sec > 60)
		return false;
	tm.tm_year -= 1900;
	tm.tm_mon--;
	*ret_s = (int64_t)timegm(&tm);
	return true;
}

/* ---- CSV ---- */

enum column { COLUMN_ARTIST, COLUMN_ALBUM, COLUMN_TRACK, COLUMN_DATE, COLUMN_MBID, COLUMNS };
enum { FIELDS = 24 };

struct csv {
	char separator;
	int place[COLUMNS];			/* -1: it has none */
	char *field[FIELDS];
	int n;
};

/* In place. False: a quotation mark is not closed, or there are too many. */
static bool cut_fields(struct csv *c, char *line)
{
	char *from = line, *to;

	for (c->n = 0; c->n < FIELDS; ) {
		bool is_quoted = *from == '"';

		from += is_quoted;
		c->field[c->n++] = to = from;
		while (*from && (is_quoted || *from != c->separator)) {
			if (is_quoted && *from == '"' && *++from != '"') {
				is_quoted = false;
				continue;
			}
			*to++ = *from++;
		}
		if (is_quoted)
			return false;
		if (!*from) {
			*to = '\0';
			return true;
		}
		from++;
		*to = '\0';
	}
	return false;
}

static enum column column_of(const char *name)
{
	static const struct { const char *name; enum column column; } rows[] = {
		{ "artist", COLUMN_ARTIST }, { "artist name", COLUMN_ARTIST }, { "artist_name", COLUMN_ARTIST },
		{ "album", COLUMN_ALBUM }, { "album name", COLUMN_ALBUM }, { "album_name", COLUMN_ALBUM },
		{ "track", COLUMN_TRACK }, { "track name", COLUMN_TRACK }, { "track_name", COLUMN_TRACK }, { "title", COLUMN_TRACK },
		{ "song", COLUMN_TRACK }, { "name", COLUMN_TRACK },
		{ "uts", COLUMN_DATE }, { "date_uts", COLUMN_DATE }, { "timestamp", COLUMN_DATE }, { "utc_time", COLUMN_DATE }, { "date", COLUMN_DATE },
		{ "time", COLUMN_DATE }, { "datetime", COLUMN_DATE }, { "listened_at", COLUMN_DATE },
		{ "track_mbid", COLUMN_MBID }, { "track mbid", COLUMN_MBID }, { "recording_mbid", COLUMN_MBID }, { "mbid", COLUMN_MBID },
	};
	char low[24];
	size_t n = strcspn(name, "#");		/* lastfmstats.com: "Date#listener" */

	if (n >= sizeof low)
		return COLUMNS;
	for (size_t i = 0; i < n; i++)
		low[i] = name[i] >= 'A' && name[i] <= 'Z' ? (char)(name[i] + 32) : name[i];
	low[n] = '\0';
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		if (!strcmp(low, rows[i].name))
			return rows[i].column;
	return COLUMNS;
}

/* Which column is where; false: the line is no header, so the columns are artist, album, track, date. */
static bool read_header(struct csv *c, const char *line)
{
	static const char separators[] = ",;\t";
	char *copy = xstrdup(line);
	bool is_header;

	c->separator = ',';
	for (size_t i = 0; separators[i]; i++)
		if (strchr(line, separators[i])) {
			c->separator = separators[i];
			break;
		}
	for (int i = 0; i < COLUMNS; i++)
		c->place[i] = -1;
	is_header = cut_fields(c, copy);
	for (int i = 0; is_header && i < c->n; i++) {
		enum column column = column_of(c->field[i]);

		if (column < COLUMNS && c->place[column] < 0)
			c->place[column] = i;
	}
	free(copy);
	is_header &= c->place[COLUMN_ARTIST] >= 0 && c->place[COLUMN_TRACK] >= 0;
	for (int i = 0; !is_header && i < COLUMNS; i++)
		c->place[i] = i < COLUMN_MBID ? i : -1;
	return is_header;
}

static const char *field(const struct csv *c, enum column column)
{
	return c->place[column] >= 0 && c->place[column] < c->n ? c->field[c->place[column]] : "";
}

static void take_row(struct listens *l, struct csv *c)
{
	struct listen what = { .listened_ms = -1, .end = EVENT_FINISH };
	const char *when;

	if (!cut_fields(c, l->text.data)) {
		listens_bad(l, l->line, _("a quotation mark is not closed"));
		return;
	}
	what.artist = field(c, COLUMN_ARTIST);
	what.title = field(c, COLUMN_TRACK);
	what.album = field(c, COLUMN_ALBUM);
	what.mbid = field(c, COLUMN_MBID);
	when = field(c, COLUMN_DATE);
	if (*when && !listens_time(when, &what.at_s, &what.within_s))
		listens_bad(l, l->line, _("its time cannot be understood"));
	else
		listens_give(l, &what, l->line);
}

static bool is_text(const struct listens *l)
{
	return !l->is_long && (!l->text.len || !memchr(l->text.data, '\0', l->text.len));
}

void listens_read_csv(struct listens *l)
{
	struct csv c = { .separator = ',' };
	bool is_first = true;

	while (!l->err && listens_line(l)) {
		if (!is_text(l)) {
			listens_bad(l, l->line, l->is_long ? _("it is too long") : _("it is not text"));
		} else if (l->text.len) {
			if (!is_first || !read_header(&c, l->text.data))
				take_row(l, &c);
			is_first = false;
		}
	}
}

/* ---- who heard what ---- */

static bool next_word(char **at, char **ret_word)
{
	char *from = *at + strspn(*at, " ");
	size_t n = strcspn(from, " ");

	if (!n)
		return false;
	*ret_word = from;
	*at = from + n + (from[n] != '\0');
	from[n] = '\0';
	return true;
}

/* A MusicBrainz id, "Artist - Title", or an artist. */
static void give_item(struct listens *l, struct listen *what, char *item)
{
	char mbid[LISTEN_MBID_SIZE], *dash = strstr(item, " - ");

	what->mbid = what->artist = what->title = what->album = "";
	if (listens_mbid(item, mbid)) {
		what->mbid = item;
	} else {
		what->artist = item;
		if (dash) {
			*dash = '\0';
			what->title = dash + 3;
		}
	}
	listens_give(l, what, l->line);
}

/* "listener TAB item [TAB count [TAB time]]" */
static void take_fields(struct listens *l, char *line)
{
	struct csv c = { .separator = '\t' };
	struct listen what = { .listened_ms = -1, .end = EVENT_FINISH };
	char *end;
	double count = 1;

	for (char *at = line; c.n < FIELDS && at; at = at ? at + 1 : NULL) {
		c.field[c.n++] = at;
		at = strchr(at, '\t');
		if (at)
			*at = '\0';
	}
	if (c.n > 2 && *c.field[2]) {
		count = strtod(c.field[2], &end);
		if (end == c.field[2] || *end || !(count > 0)) {
			listens_bad(l, l->line, _("its count is not a number above 0"));
			return;
		}
	}
	if (c.n > 3 && *c.field[3] && !listens_time(c.field[3], &what.at_s, &what.within_s)) {
		listens_bad(l, l->line, _("its time cannot be understood"));
	} else if (c.n > 4) {
		listens_bad(l, l->line, _("it has more than listener, item, count and time"));
	} else if (c.n < 2 || !*c.field[0] || !*c.field[1]) {
		listens_bad(l, l->line, _("a listener and an item are not named"));
	} else {
		what.who = c.field[0];
		what.count = count >= INT32_MAX ? INT32_MAX : (int32_t)MAX_OF(count, 1);
		give_item(l, &what, c.field[1]);
	}
}

/* "listener item item…" */
static void take_words(struct listens *l, char *line)
{
	char *who, *item, *at = line;
	int n = 0;

	if (!next_word(&at, &who))
		return;
	while (!l->err && next_word(&at, &item)) {
		struct listen what = { .who = who, .listened_ms = -1, .end = EVENT_FINISH };

		give_item(l, &what, item);
		n++;
	}
	if (!n)
		listens_bad(l, l->line, _("a listener and no item"));
}

void listens_read_table(struct listens *l)
{
	while (!l->err && listens_line(l)) {
		if (!is_text(l))
			listens_bad(l, l->line, l->is_long ? _("it is too long") : _("it is not text"));
		else if (l->text.len && strchr(l->text.data, '\t'))
			take_fields(l, l->text.data);
		else if (l->text.len)
			take_words(l, l->text.data);
	}
}
