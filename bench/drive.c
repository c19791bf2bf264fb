/*
 * drive.c -- any program of the terminal, driven by steps and timed: what bench/peers.sh measures all players with, so that each is
 * measured alike.
 *
 *	drive STEP... -- PROGRAM [ARG...]
 *
 * The terminal is a picture of 160 by 48. A step that measures prints "NAME VALUE" lines:
 *
 *	paint:NAME        waits until anything stands on the screen; milliseconds since the start (or since the last mark)
 *	wait:TEXT         waits until TEXT does; gone:TEXT until it no longer does
 *	send:KEYS         types them; \r, \e, \t, \\ as in C.  paste:KEYS one by one, each after the screen came to rest
 *	mark              the clock begins anew;  ms:NAME prints it
 *	sleep:MS          for what never rests, as a player that plays
 *	rest:MS           until the screen did not change for so long, at most a minute
 *	calm:MS           until the program used next to no processor for so long; that time is left out of what ms tells
 *	rss:NAME          resident memory, MiB, of the program and what it has started
 *	spent:NAME        milliseconds of a processor that those used since they are there
 *	cpu:NAME:S        percent of one processor used by those over S seconds
 *	type:NAME:KEYS    types each and waits until the screen has come to rest: NAME_wall, the median of milliseconds until it had,
 *	                  and NAME_cpu, of the processor time of a key
 *	keys:NAME:N       j and k at uneven moments until the cursor's bar has moved: NAME_p50, NAME_p99
 *	show              prints the screen
 *	end:NAME          waits for the program's end, milliseconds since the mark
 */
#include "../tests/tty/term.h"

#include <dirent.h>
#include <errno.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { ROWS = 48, COLS = 160, KEYS_MAX = 2000, KEY_MS = 5000, STEP_MS = 900000, REST_MS = 60000, CALM_MS = 3, FAMILY_MAX = 64, TYPE_REST_MS = 600 };
static struct term term;
static int64_t mark_us;

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static double since_mark_ms(void)
{
	return (double)(clock_mono_us() - mark_us) / 1000;
}

static void say(const char *name, double value)
{
	printf("%s %.2f\n", name, value);
	fflush(stdout);
}

static bool pump(int ms)
{
	bool ended = false;

	return term_pump(&term, ms, -1, NULL, &ended);
}

static void pump_for(int ms)
{
	for (int64_t until = clock_mono_ms() + ms, left; (left = until - clock_mono_ms()) > 0;)
		pump((int)left);
}

/* ---- what the program and its children use ---- */

static long field_of(pid_t pid, const char *file, const char *key)
{
	char path[64], line[1024];
	long value = 0;
	FILE *f;

	snprintf(path, sizeof path, "/proc/%d/%s", (int)pid, file);
	f = fopen(path, "re");
	while (f && fgets(line, sizeof line, f))
		if (!strncmp(line, key, strlen(key)))
			value = strtol(line + strlen(key), NULL, 10);
	if (f)
		fclose(f);
	return value;
}

/* Time on a processor, nanoseconds, of all its threads, those that ended too; 0 when it is gone. */
static double busy_ns(pid_t pid)
{
	struct timespec t;
	clockid_t id;

	if (clock_getcpuclockid(pid, &id) || clock_gettime(id, &t))
		return 0;
	return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

/* The program and its children, and theirs: the kernel lists a thread's own. */
static size_t family(pid_t ret[FAMILY_MAX])
{
	size_t n = 0;

	ret[n++] = term.program;
	for (size_t i = 0; i < n; i++) {
		char path[300];
		struct dirent *e;
		DIR *tasks;

		snprintf(path, sizeof path, "/proc/%d/task", (int)ret[i]);
		tasks = opendir(path);
		while (tasks && (e = readdir(tasks))) {
			FILE *f;
			int pid;

			snprintf(path, sizeof path, "/proc/%d/task/%.20s/children", (int)ret[i], e->d_name);
			f = fopen(path, "re");
			while (f && n < FAMILY_MAX && fscanf(f, "%d", &pid) == 1)
				ret[n++] = pid;
			if (f)
				fclose(f);
		}
		if (tasks)
			closedir(tasks);
	}
	return n;
}

static double cpu_ms(void)
{
	pid_t pids[FAMILY_MAX];
	double ns = 0;

	for (size_t i = 0, n = family(pids); i < n; i++)
		ns += busy_ns(pids[i]);
	return ns / 1e6;
}

static void measure_rss(const char *name)
{
	pid_t pids[FAMILY_MAX];
	double kb = 0;

	for (size_t i = 0, n = family(pids); i < n; i++)
		kb += (double)field_of(pids[i], "status", "VmRSS:");
	say(name, kb / 1024);
}

static void measure_cpu(const char *name, int s)
{
	double before = cpu_ms();

	pump_for(s * 1000);
	say(name, (cpu_ms() - before) / (s * 10.0));
}

/* ---- waiting ---- */

static bool shows(const char *text)
{
	char *screen = term_text(&term);
	bool found = *text ? strstr(screen, text) != NULL : strspn(screen, " \n") != strlen(screen);

	free(screen);
	return found;
}

static bool wait_for(const char *text, bool present)
{
	for (int64_t until = clock_mono_ms() + STEP_MS; clock_mono_ms() < until && !term.has_ended; pump(20))
		if (shows(text) == present)
			return true;
	fprintf(stderr, "drive: waited in vain for '%s'\n", text);
	return false;
}

/* Until the picture stayed the same for `ms`; the moment of its last change. */
static int64_t rest(int ms)
{
	char *old = term_text(&term);
	int64_t changed_us = clock_mono_us(), until = clock_mono_us() + REST_MS * 1000;

	while (clock_mono_us() - changed_us < ms * 1000 && clock_mono_us() < until) {
		char *now;

		pump(5);
		now = term_text(&term);
		if (strcmp(old, now))
			changed_us = clock_mono_us();
		free(old);
		old = now;
	}
	free(old);
	return changed_us;
}

static void calm(int ms)
{
	double last = cpu_ms();
	int64_t since_us = clock_mono_us(), from_us = mark_us, until = clock_mono_ms() + STEP_MS;

	while (clock_mono_us() - since_us < ms * 1000 && clock_mono_ms() < until && !term.has_ended) {
		double now;

		pump_for(50);
		now = cpu_ms();
		if (now < last || now - last > CALM_MS) {
			last = now;
			since_us = clock_mono_us();
		}
	}
	mark_us = from_us + (clock_mono_us() - since_us);	/* the clock leaves out the time nothing was done */
}

/* ---- keys ---- */

static size_t unescape(const char *keys, char *ret, size_t size)
{
	static const char from[] = "ret\\", to[] = "\r\033\t\\";
	size_t n = 0;

	for (const char *p = keys; *p && n + 1 < size; p++) {
		const char *known = *p == '\\' && p[1] ? strchr(from, p[1]) : NULL;

		ret[n++] = known ? to[known - from] : *p;
		p += known != NULL;
	}
	ret[n] = '\0';
	return n;
}

static void send_keys(const char *keys, bool one_by_one)
{
	char bytes[256];
	size_t n = unescape(keys, bytes, sizeof bytes);

	for (size_t i = 0, step = one_by_one ? 1 : n; i < n; i += step) {
		term_send(&term, bytes + i, step);
		if (one_by_one)
			rest(150);
	}
}

static double median(double *values, size_t n)
{
	qsort(values, n, sizeof values[0], by_value);
	return n ? values[n / 2] : -1;
}

static void say_both(const char *name, const char *what, double value)
{
	char label[128];

	snprintf(label, sizeof label, "%s_%s", name, what);
	say(label, value);
}

static void type(const char *name, const char *keys)
{
	char bytes[64];
	double wall[64], cpu[64];
	size_t n = unescape(keys, bytes, sizeof bytes);

	for (size_t i = 0; i < n; i++) {
		double before = cpu_ms();
		int64_t from = clock_mono_us();

		term_send(&term, bytes + i, 1);
		wall[i] = (double)(rest(TYPE_REST_MS) - from) / 1000;
		cpu[i] = cpu_ms() - before;
	}
	say_both(name, "wall", median(wall, n));
	say_both(name, "cpu", median(cpu, n));
}

/* The row of the left pane drawn unlike the others: where the cursor's bar is. */
static int cursor_row(void)
{
	for (int y = 2; y < ROWS - 7; y++) {
		VTermScreenCell cell;

		if (vterm_screen_get_cell(term.screen, (VTermPos){ y, 2 }, &cell) &&
		    (cell.attrs.reverse || !VTERM_COLOR_IS_DEFAULT_BG(&cell.bg)))
			return y;
	}
	return -1;
}

/* Presses one key; the time until the bar stands elsewhere, or -1. */
static double press(const char *key)
{
	int before = cursor_row(), now;
	int64_t from = clock_mono_us();

	term_send(&term, key, 1);
	while (clock_mono_us() - from < KEY_MS * 1000) {
		pump(1);
		now = cursor_row();
		if (now >= 0 && now != before)
			return (double)(clock_mono_us() - from) / 1000;
	}
	return -1;
}

static void measure_keys(const char *name, int keys)
{
	static double ms[KEYS_MAX];
	struct rng rng;
	int n = 0;

	rng_seed(&rng, 7);
	for (int i = 0; i < MIN_OF(keys, KEYS_MAX); i++) {
		double t = press(i / 8 % 2 ? "k" : "j");

		if (t >= 0)
			ms[n++] = t;
		else
			fprintf(stderr, "drive: a key was lost\n");
		pump_for(5 + (int)rng_below(&rng, 40));
	}
	say_both(name, "p50", median(ms, (size_t)n));
	say_both(name, "p99", n ? ms[n * 99 / 100] : -1);
}

static void show(void)
{
	char *screen = term_text(&term);

	puts(screen);
	free(screen);
}

static void wait_end(const char *name)
{
	for (int64_t until = clock_mono_ms() + STEP_MS; !term.has_ended && clock_mono_ms() < until;)
		pump(5);
	say(name, since_mark_ms());
}

/* False: the step is not known, or what it waited for did not come. */
static bool step(char *text)
{
	char *arg = strchr(text, ':'), *more;
	const char *verb = text;

	if (arg)
		*arg++ = '\0';
	else
		arg = text + strlen(text);
	more = strchr(arg, ':');
	if (!strcmp(verb, "wait") || !strcmp(verb, "gone"))
		return wait_for(arg, *verb == 'w');
	if (!strcmp(verb, "send") || !strcmp(verb, "paste")) {
		send_keys(arg, *verb == 'p');
	} else if (!strcmp(verb, "mark")) {
		mark_us = clock_mono_us();
	} else if (!strcmp(verb, "ms")) {
		say(arg, since_mark_ms());
	} else if (!strcmp(verb, "paint")) {
		wait_for("", true);
		say(arg, since_mark_ms());
	} else if (!strcmp(verb, "sleep")) {
		pump_for(atoi(arg));
	} else if (!strcmp(verb, "rest")) {
		rest(atoi(arg));
	} else if (!strcmp(verb, "calm")) {
		calm(atoi(arg));
	} else if (!strcmp(verb, "rss")) {
		measure_rss(arg);
	} else if (!strcmp(verb, "spent")) {
		say(arg, cpu_ms());
	} else if (!strcmp(verb, "show")) {
		show();
	} else if (!strcmp(verb, "end")) {
		wait_end(arg);
	} else if (more) {
		*more++ = '\0';
		if (!strcmp(verb, "cpu"))
			measure_cpu(arg, atoi(more));
		else if (!strcmp(verb, "keys"))
			measure_keys(arg, atoi(more));
		else if (!strcmp(verb, "type"))
			type(arg, more);
		else
			return false;
	} else {
		return false;
	}
	return true;
}

int main(int argc, char **argv)
{
	int program = 1, status = 0;

	setlocale(LC_ALL, "C.UTF-8");
	while (program < argc && strcmp(argv[program], "--"))
		program++;
	if (program + 1 >= argc) {
		fprintf(stderr, "usage: drive STEP... -- PROGRAM [ARG...]   (the steps stand at the top of bench/drive.c)\n");
		return 2;
	}
	mark_us = clock_mono_us();
	term_start(&term, ROWS, COLS, argv + program + 1);
	for (int i = 1; i < program && !status; i++)
		if (!step(argv[i])) {
			fprintf(stderr, "drive: '%s' did not come true\n", argv[i]);
			status = 1;
		}
	if (status)
		show();
	term_end(&term);
	return status;
}
