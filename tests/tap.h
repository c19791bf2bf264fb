/* tap.h -- the Test Anything Protocol in a few lines: ok(), is_str(), is_int(), is_near(), skip(), done(). */
#ifndef SEGUE_TAP_H
#define SEGUE_TAP_H

#include <math.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int tap_n, tap_failed;

__attribute__((format(printf, 2, 3), unused))
static bool ok(bool good, const char *fmt, ...)
{
	va_list ap;

	printf("%sok %d - ", good ? "" : "not ", ++tap_n);
	va_start(ap, fmt);
	vprintf(fmt, ap);
	va_end(ap);
	putchar('\n');
	fflush(stdout);
	if (!good)
		tap_failed++;
	return good;
}

__attribute__((unused))
static bool is_str(const char *got, const char *want, const char *what)
{
	bool good = got && want ? !strcmp(got, want) : got == want;

	if (!ok(good, "%s", what))
		printf("#   got:  %s\n#   want: %s\n", got ? got : "(null)", want ? want : "(null)");
	return good;
}

__attribute__((unused))
static bool is_int(long long got, long long want, const char *what)
{
	if (!ok(got == want, "%s", what))
		printf("#   got:  %lld\n#   want: %lld\n", got, want);
	return got == want;
}

__attribute__((unused))
static bool is_near(double got, double want, double tolerance, const char *what)
{
	bool good = fabs(got - want) <= tolerance;

	if (!ok(good, "%s", what))
		printf("#   got:  %.9g\n#   want: %.9g +- %g\n", got, want, tolerance);
	return good;
}

__attribute__((unused))
static void skip(const char *what, const char *why)
{
	printf("ok %d - %s # SKIP %s\n", ++tap_n, what, why);
	fflush(stdout);
}

/* Ends the test: the plan comes last, so that a crash shows as a missing plan. */
__attribute__((unused))
static int done(void)
{
	printf("1..%d\n", tap_n);
	return tap_failed ? 1 : 0;
}

#endif
