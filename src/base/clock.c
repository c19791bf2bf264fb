/* clock.c -- time as numbers and as text; a repeatable random generator. */
#include "base.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static int64_t read_clock(clockid_t id, int64_t per_s)
{
	struct timespec t;

	clock_gettime(id, &t);
	return (int64_t)t.tv_sec * per_s + t.tv_nsec / (1000000000 / per_s);
}

int64_t clock_mono_ms(void)
{
	return read_clock(CLOCK_MONOTONIC, 1000);
}

int64_t clock_mono_us(void)
{
	return read_clock(CLOCK_MONOTONIC, 1000000);
}

int64_t clock_thread_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

int64_t clock_unix_ms(void)
{
	return read_clock(CLOCK_REALTIME, 1000);
}

void time_iso(int64_t unix_s, char ret_text[32])
{
	time_t t = (time_t)unix_s;
	struct tm tm;

	if (!gmtime_r(&t, &tm) || !strftime(ret_text, 32, "%Y-%m-%dT%H:%M:%SZ", &tm))
		strcpy(ret_text, "?");
}

static enum err parse_age(const char *text, int64_t now_s, int64_t *ret_unix_s)
{
	static const struct { char unit; int64_t s; } units[] = {
		{ 's', 1 }, { 'm', 60 }, { 'h', 3600 }, { 'd', 86400 }, { 'w', 7 * 86400 }, { 'y', 365 * 86400 },
	};
	char *end;
	double n = strtod(text, &end);

	if (end == text || !(n >= 0 && n <= 1e6))	/* "nan" is neither */
		return ERR_PARSE;
	for (size_t i = 0; i < COUNT_OF(units); i++)
		if (end[0] == units[i].unit && !end[1]) {
			*ret_unix_s = now_s - (int64_t)(n * (double)units[i].s);
			return OK;
		}
	return ERR_PARSE;
}

/* "2026-11-21", "2026-11-21T01:32[:28][Z|+hh:mm]"; without a zone: local time. */
static enum err parse_iso(const char *text, int64_t *ret_unix_s)
{
	struct tm tm = { .tm_isdst = -1 };
	int n = 0, used = 0, zone_h = 0, zone_m = 0, zone_n = 0;
	char sep, sign;
	const char *rest = text;
	bool utc = false;

	if (sscanf(text, "%4d-%2d-%2d%n", &tm.tm_year, &tm.tm_mon, &tm.tm_mday, &n) != 3)
		return ERR_PARSE;
	rest += n;
	if (*rest && sscanf(rest, "%c%2d:%2d%n", &sep, &tm.tm_hour, &tm.tm_min, &used) == 3 && (sep == 'T' || sep == ' ')) {
		rest += used;
		if (sscanf(rest, ":%2d%n", &tm.tm_sec, &used) == 1)
			rest += used;
		if (*rest == '.')
			rest += 1 + strspn(rest + 1, "0123456789");
		if (!strcmp(rest, "Z")) {
			utc = true;
			rest++;
		} else if (sscanf(rest, "%c%2d:%2d%n", &sign, &zone_h, &zone_m, &zone_n) == 3 && (sign == '+' || sign == '-')) {
			utc = true;
			rest += zone_n;
			if (sign == '-') {
				zone_h = -zone_h;
				zone_m = -zone_m;
			}
		}
	}
	if (*rest || tm.tm_mon < 1 || tm.tm_mon > 12 || tm.tm_mday < 1 || tm.tm_mday > 31 || tm.tm_hour > 24 || tm.tm_min > 59)
		return ERR_PARSE;
	tm.tm_year -= 1900;
	tm.tm_mon--;
	*ret_unix_s = utc ? (int64_t)timegm(&tm) - zone_h * 3600 - zone_m * 60 : (int64_t)mktime(&tm);
	return OK;
}

enum err time_parse(const char *text, int64_t now_s, int64_t *ret_unix_s)
{
	char *end;

	if (text[0] == '@') {
		long long n = strtoll(text + 1, &end, 10);

		if (end > text + 1 && !*end) {
			*ret_unix_s = n;
			return OK;
		}
	} else if (!strcmp(text, "today") || !strcmp(text, "yesterday")) {
		time_t t = (time_t)now_s;
		struct tm tm;

		localtime_r(&t, &tm);
		tm.tm_hour = tm.tm_min = tm.tm_sec = 0;
		tm.tm_isdst = -1;
		tm.tm_mday -= text[0] == 'y';
		*ret_unix_s = (int64_t)mktime(&tm);
		return OK;
	} else if (!parse_age(text, now_s, ret_unix_s) || !parse_iso(text, ret_unix_s)) {
		return OK;
	}
	return fail(ERR_PARSE, _("'%s' is not a time (like 2026-11-21, 2026-11-21T20:00, 7d or today)"), text);
}

size_t number_text(int64_t n, char ret_text[24])
{
	uint64_t left = n < 0 ? 0 - (uint64_t)n : (uint64_t)n;
	char digits[24], *p = digits + sizeof digits;
	size_t length;

	do
		*--p = (char)('0' + left % 10);
	while (left /= 10);
	if (n < 0)
		*--p = '-';
	length = (size_t)(digits + sizeof digits - p);
	memcpy(ret_text, p, length);
	ret_text[length] = '\0';
	return length;
}

/* ":05" behind what is there. */
static void add_sixtieths(char *text, int64_t n)
{
	size_t at = strlen(text);

	text[at] = ':';
	text[at + 1] = (char)('0' + n / 10);
	text[at + 2] = (char)('0' + n % 10);
	text[at + 3] = '\0';
}

void duration_text(int64_t ms, char ret_text[24])
{
	int64_t s = ms / 1000;

	if (ms < 0) {
		strcpy(ret_text, "-:--");
		return;
	}
	number_text(s >= 3600 ? s / 3600 : s / 60, ret_text);
	if (s >= 3600)
		add_sixtieths(ret_text, s / 60 % 60);
	add_sixtieths(ret_text, s % 60);
}

/* ---- PCG32 (O'Neill 2014, "PCG: A Family of Simple Fast Space-Efficient Statistically Good Algorithms") ---- */

uint32_t rng_next(struct rng *r)
{
	uint64_t old = r->state;
	uint32_t xorshifted = (uint32_t)(((old >> 18) ^ old) >> 27), rot = (uint32_t)(old >> 59);

	r->state = old * 6364136223846793005u + 1442695040888963407u;
	return (xorshifted >> rot) | (xorshifted << ((32 - rot) & 31));
}

void rng_seed(struct rng *r, uint64_t seed)
{
	r->state = 0;
	rng_next(r);
	r->state += seed;
	rng_next(r);
}

uint32_t rng_below(struct rng *r, uint32_t n)
{
	return (uint32_t)(((uint64_t)rng_next(r) * n) >> 32);
}

double rng_unit(struct rng *r)
{
	return rng_next(r) / 4294967296.0;
}
