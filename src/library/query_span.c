/*
 * query_span.c -- what a number, a duration or a time is compared with, as a span of whole numbers.
 *
 * Every comparison becomes from <= x <= to. 0 stands for "absent" in most fields, so a span takes it in only when the
 * question names 0 itself ("year=0", "rating:0..2"): "year<1980" does not find untagged tracks.
 *
 * Times: a date is a span too (a day, a month, a year), and > means later. An age is a moment before now, and < means a
 * smaller age, that is later; with ':' or '=' it means "within".
 */
#include "query.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DIGITS_MAX = 9 };	/* so that no sum or product below overflows */
#define TIME_MAX ((int64_t)1 << 40)	/* the same for Unix times: 34,000 years either way */

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool all_digits(const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!is_digit(s[i]))
			return false;
	return n > 0;
}

static enum err parse_number(const char *s, size_t n, int64_t *ret)
{
	if (!all_digits(s, n) || n > DIGITS_MAX)
		return fail(ERR_PARSE, _("'%.*s' is not a number"), (int)MIN_OF(n, (size_t)40), s);
	*ret = strtoll(s, NULL, 10);
	return OK;
}

/* "4:33", "1:02:07", "273", "90s", "6m", "1h" */
static enum err parse_duration(const char *s, size_t n, int64_t *ret)
{
	static const struct { char unit; int64_t s; } units[] = { { 's', 1 }, { 'm', 60 }, { 'h', 3600 } };
	const char *p = s, *end = s + n;
	int64_t sum = 0, factor = 1;
	int parts = 0;

	for (size_t i = 0; n > 1 && i < COUNT_OF(units); i++)
		if (end[-1] == units[i].unit) {
			factor = units[i].s;
			end--;
			break;
		}
	while (p < end && parts < 3) {
		const char *colon = memchr(p, ':', (size_t)(end - p)), *stop = colon ? colon : end;
		int64_t part;

		if (!all_digits(p, (size_t)(stop - p)) || stop - p > DIGITS_MAX)
			break;
		part = strtoll(p, NULL, 10);
		if (parts++ && part > 59)
			break;
		sum = sum * 60 + part;
		p = stop;
		if (!colon || factor > 1)
			break;
		if (++p == end)
			break;
	}
	if (!parts || p != end || end[-1] == ':')
		return fail(ERR_PARSE, _("'%.*s' is not a duration (like 6:00, 90s or 6m)"), (int)MIN_OF(n, (size_t)40), s);
	*ret = sum * factor;
	return OK;
}

/* ---- times ---- */

/* Half open: from <= t < to; an age is an empty one. */
struct period { int64_t from, to; bool is_age; };

static enum err day_after(int64_t day_s, int64_t *ret_s)
{
	/* noon of the next day (11 or 13 o'clock when clocks change), and back to its midnight */
	return time_parse("today", day_s + 36 * 3600, ret_s);
}

/* "2025" and "2025-01" */
static enum err parse_month(const char *text, struct period *ret)
{
	int year = atoi(text), month = text[4] ? atoi(text + 5) : 1;
	int next_year = text[4] && month < 12 ? year : year + 1, next_month = text[4] && month < 12 ? month + 1 : 1;
	char first[32], last[32];
	enum err err;

	snprintf(first, sizeof first, "%04d-%02d-01", year, month);
	snprintf(last, sizeof last, "%04d-%02d-01", next_year, next_month);
	err = time_parse(first, 0, &ret->from);
	return err ? err : time_parse(last, 0, &ret->to);
}

static bool is_month(const char *s, size_t n)
{
	return (n == 4 && all_digits(s, 4)) || (n == 7 && all_digits(s, 4) && s[4] == '-' && all_digits(s + 5, 2));
}

static enum err parse_period(const char *s, size_t n, int64_t now_s, struct period *ret)
{
	char text[40];
	struct period p = { 0 };
	bool is_moment;
	enum err err;

	if (n >= sizeof text)
		return fail(ERR_PARSE, _("'%.*s' is not a time (like 2026-11-21, 7d or today)"), 39, s);
	memcpy(text, s, n);
	text[n] = '\0';
	if (is_month(s, n)) {
		err = parse_month(text, &p);
	} else {
		err = time_parse(text, now_s, &p.from);
		if (!err && (p.from > TIME_MAX || p.from < -TIME_MAX))
			err = fail(ERR_PARSE, _("'%s' is not a time (like 2026-11-21, 7d or today)"), text);
		is_moment = strchr(text, ':') || text[0] == '@';
		p.to = p.from;
		p.is_age = !strchr("@ty", text[0]) && !strchr(text, '-');
		if (!err && is_moment)
			p.to = p.from + 1;
		else if (!err && !p.is_age)
			err = day_after(p.from, &p.to);
	}
	if (err)
		return err;
	*ret = p;
	return OK;
}

static struct span time_span(const struct period *p, enum test_op op)
{
	struct span s = { INT64_MIN, INT64_MAX, false };

	if (p->is_age) {
		if (op == OP_GT || op == OP_GE)
			s.to = p->from - 1;
		else
			s.from = p->from;
		return s;
	}
	switch (op) {
	case OP_LT: s.to = p->from - 1; break;
	case OP_LE: s.to = p->to - 1; break;
	case OP_GT: s.from = p->to; break;
	case OP_GE: s.from = p->from; break;
	case OP_HAS:
	case OP_EQ:
	case OP_NE: s.from = p->from; s.to = p->to - 1; break;
	}
	return s;
}

/* A range of moments: the order in which they are named does not matter, as ages run the other way. */
static enum err time_range(const char *value, const char *dots, int64_t now_s, struct span *ret_span)
{
	struct span span = { INT64_MIN, INT64_MAX, false };
	struct period a = { 0 }, b = { 0 };
	bool has_a = dots > value, has_b = dots[2];
	enum err err = OK;

	if (has_a)
		err = parse_period(value, (size_t)(dots - value), now_s, &a);
	if (!err && has_b)
		err = parse_period(dots + 2, strlen(dots + 2), now_s, &b);
	if (err)
		return err;
	if (has_a && has_b) {
		span.from = MIN_OF(a.from, b.from);
		span.to = MAX_OF(a.to, b.to) - 1;
	} else if (has_a) {
		span.from = a.from;
	} else {
		span.to = b.to - 1;
	}
	*ret_span = span;
	return OK;
}

/* ---- all kinds ---- */

static enum err parse_scalar(const struct field *f, const char *s, size_t n, int64_t *ret)
{
	return f->kind == FIELD_DURATION ? parse_duration(s, n, ret) : parse_number(s, n, ret);
}

static enum err scalar_range(const struct field *f, const char *value, const char *dots, struct span *ret_span)
{
	struct span span = { 0, INT64_MAX, false };
	bool has_a = dots > value, has_b = dots[2];
	enum err err = OK;

	if (has_a)
		err = parse_scalar(f, value, (size_t)(dots - value), &span.from);
	if (!err && has_b)
		err = parse_scalar(f, dots + 2, strlen(dots + 2), &span.to);
	if (err)
		return err;
	if (span.from > span.to)
		return fail(ERR_PARSE, _("the range '%.40s' runs backwards"), value);
	span.takes_zero = (has_a && !span.from) || (has_b && !span.to);
	*ret_span = span;
	return OK;
}

static struct span scalar_span(int64_t v, enum test_op op)
{
	struct span s = { 0, INT64_MAX, v == 0 };

	switch (op) {
	case OP_LT: s.to = v - 1; break;
	case OP_LE: s.to = v; break;
	case OP_GT: s.from = v + 1; break;
	case OP_GE: s.from = v; break;
	case OP_HAS:
	case OP_EQ:
	case OP_NE: s.from = s.to = v; break;
	}
	return s;
}

enum err span_parse(const struct field *f, enum test_op op, const char *value, int64_t now_s, struct span *ret_span)
{
	const char *dots = strstr(value, "..");
	bool is_range_op = op == OP_HAS || op == OP_EQ || op == OP_NE;
	struct span span;
	struct period p;
	int64_t v;
	enum err err;

	if (dots && !is_range_op)
		return fail(ERR_PARSE, _("a range goes after ':' or '=', as in %s:%.40s"), f->name, value);
	if (dots && !strcmp(value, ".."))
		return fail(ERR_PARSE, _("a range needs a number on one side at least"));
	if (dots) {
		err = f->kind == FIELD_TIME ? time_range(value, dots, now_s, &span) : scalar_range(f, value, dots, &span);
	} else if (f->kind == FIELD_TIME) {
		err = parse_period(value, strlen(value), now_s, &p);
		if (!err)
			span = time_span(&p, op);
	} else {
		/* -1 is how cmus writes that there is none: its own filters ask for tracknumber=-1 */
		if (!strcmp(value, "-1") && op != OP_HAS && f->kind != FIELD_COUNT)
			value = "0";
		err = parse_scalar(f, value, strlen(value), &v);
		if (!err)
			span = scalar_span(v, op);
	}
	if (err)
		return err;
	span.takes_zero |= f->kind == FIELD_COUNT;
	*ret_span = span;
	return OK;
}
