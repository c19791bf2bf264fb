/* plays.c -- reading listening logs: lines "listener started_at listened_ms artist track" between tabs, by listener and time. */
#include "learn.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { FIELDS = 5 };

struct field { const char *at; size_t n; };

/* The parts of a line between tabs; how many, at most FIELDS + 1. */
static int cut_line(const char *line, size_t n, struct field ret[FIELDS + 1])
{
	int fields = 0;

	while (fields <= FIELDS) {
		const char *tab = memchr(line, '\t', n);
		size_t len = tab ? (size_t)(tab - line) : n;

		ret[fields++] = (struct field){ line, len };
		if (!tab)
			break;
		line += len + 1;
		n -= len + 1;
	}
	return fields;
}

static bool digits(struct field f, size_t from, size_t n, int *ret)
{
	int v = 0;

	for (size_t i = from; i < from + n; i++) {
		if (i >= f.n || f.at[i] < '0' || f.at[i] > '9')
			return false;
		v = v * 10 + (f.at[i] - '0');
	}
	*ret = v;
	return true;
}

/* UTC, as ISO 8601 and those who write it have it. */
static bool is_utc(const char *at, size_t n)
{
	static const char *const zones[] = { "", "Z", "z", "+00:00", "+0000", "+00", "-00:00" };

	for (size_t i = 0; i < COUNT_OF(zones); i++)
		if (strlen(zones[i]) == n && !memcmp(zones[i], at, n))
			return true;
	return false;
}

/* 2022-01-16T19:00:00, with a fraction or not, with a zone or not. */
static bool time_of(struct field f, int64_t *ret_ms)
{
	struct tm tm = { 0 };
	size_t end = 19;
	int64_t ms = 0;
	struct tm day;

	if (f.n < end || f.at[4] != '-' || f.at[7] != '-' || (f.at[10] != 'T' && f.at[10] != ' ') || f.at[13] != ':' || f.at[16] != ':'
	    || !digits(f, 0, 4, &tm.tm_year) || !digits(f, 5, 2, &tm.tm_mon) || !digits(f, 8, 2, &tm.tm_mday)
	    || !digits(f, 11, 2, &tm.tm_hour) || !digits(f, 14, 2, &tm.tm_min) || !digits(f, 17, 2, &tm.tm_sec))
		return false;
	if (tm.tm_hour > 23 || tm.tm_min > 59 || tm.tm_sec > 60)
		return false;
	if (end < f.n && (f.at[end] == '.' || f.at[end] == ','))
		for (int64_t unit = 100; ++end < f.n && f.at[end] >= '0' && f.at[end] <= '9'; unit /= 10)
			ms += unit * (f.at[end] - '0');
	if (!is_utc(f.at + end, f.n - end))
		return false;
	tm.tm_year -= 1900;
	tm.tm_mon--;
	day = (struct tm){ .tm_year = tm.tm_year, .tm_mon = tm.tm_mon, .tm_mday = tm.tm_mday };
	timegm(&day);
	if (day.tm_mon != tm.tm_mon || day.tm_mday != tm.tm_mday)	/* 30 February */
		return false;
	*ret_ms = (int64_t)timegm(&tm) * 1000 + ms;
	return true;
}

static bool number_of(struct field f, int64_t *ret)
{
	int64_t v = 0;

	if (!f.n || f.n > 15)
		return false;
	for (size_t i = 0; i < f.n; i++) {
		if (f.at[i] < '0' || f.at[i] > '9')
			return false;
		v = v * 10 + (f.at[i] - '0');
	}
	*ret = v;
	return true;
}

uint32_t names_number(struct names_seen *seen, const char *at, size_t n)
{
	char *name = xstrndup(at, n), *kept;
	uintptr_t known = (uintptr_t)mapstr_get(&seen->map, name);

	if (!known) {
		kept = arena_strdup(&seen->arena, name);
		ARRAY_GROW(seen->name, seen->n, seen->cap);
		seen->name[seen->n++] = kept;
		mapstr_put(&seen->map, kept, (void *)(uintptr_t)seen->n);
		known = seen->n;
	}
	free(name);
	return (uint32_t)(known - 1);
}

static enum err read_play(struct plays *p, const struct field f[FIELDS], const char *what, size_t line)
{
	struct play_row r = { 0 };

	if (!f[0].n || !f[3].n || !f[4].n)
		return fail(ERR_PARSE, _("%s:%zu: a listener, artist or track has no name"), what, line);
	if (!time_of(f[1], &r.at_ms))
		return fail(ERR_PARSE, _("%s:%zu: '%.*s' is not a time like 2022-01-16T19:00:00"), what, line, (int)MIN_OF(f[1].n, 40u), f[1].at);
	if (!number_of(f[2], &r.listened_ms))
		return fail(ERR_PARSE, _("%s:%zu: '%.*s' is not a number of milliseconds"), what, line, (int)MIN_OF(f[2].n, 40u), f[2].at);
	r.listener = names_number(&p->listeners, f[0].at, f[0].n);
	r.artist = names_number(&p->artists, f[3].at, f[3].n);
	r.track = names_number(&p->tracks, f[3].at, f[3].n + 1 + f[4].n);	/* with the tab between both */
	if (p->n) {
		const struct play_row *was = &p->rows[p->n - 1];

		if (was->listener == r.listener ? r.at_ms < was->at_ms : r.listener + 1 != p->listeners.n || r.listener < was->listener)
			return fail(ERR_PARSE, _("%s:%zu: not sorted by listener and time"), what, line);
	}
	ARRAY_GROW(p->rows, p->n, p->cap);
	p->rows[p->n++] = r;
	return OK;
}

enum err plays_read(struct plays *p, const char *data, size_t n, const char *what)
{
	static const char header[] = "listener\tstarted_at\tlistened_ms\tartist\ttrack", mark[] = "\xef\xbb\xbf";
	size_t line = 0;

	if (n && memchr(data, '\0', n))
		return fail(ERR_PARSE, _("%s: this is no text"), what);
	if (n >= 3 && !memcmp(data, mark, 3)) {
		data += 3;
		n -= 3;
	}
	while (n && (data[n - 1] == '\n' || data[n - 1] == '\r'))	/* empty lines at the end */
		n--;
	for (const char *at = data, *end = data + n; at < end;) {
		const char *nl = memchr(at, '\n', (size_t)(end - at));
		size_t len = (size_t)((nl ? nl : end) - at);
		struct field f[FIELDS + 1];
		enum err err;

		line++;
		if (len && at[len - 1] == '\r')
			len--;
		if (line == 1 && (len != sizeof header - 1 || memcmp(at, header, len)))
			return fail(ERR_PARSE, _("%s:1: the header 'listener started_at listened_ms artist track' is missing"), what);
		if (cut_line(at, len, f) != FIELDS)
			return fail(ERR_PARSE, _("%s:%zu: not five fields between tabs"), what, line);
		err = line > 1 ? read_play(p, f, what, line) : OK;
		if (err)
			return err;
		at = nl ? nl + 1 : end;
	}
	return p->n ? OK : fail(ERR_PARSE, _("%s: no plays in it"), what);
}

void names_seen_done(struct names_seen *s)
{
	mapstr_done(&s->map);
	arena_done(&s->arena);
	free(s->name);
}

void plays_done(struct plays *p)
{
	names_seen_done(&p->listeners);
	names_seen_done(&p->artists);
	names_seen_done(&p->tracks);
	free(p->rows);
	*p = (struct plays){ 0 };
}
