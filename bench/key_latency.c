/*
 * key_latency.c -- from a key to the screen, in milliseconds: the real player on a pty, j and k pressed in the library at uneven
 * moments, timed until the bar of the cursor has moved in the terminal's picture.
 *
 *	key_latency SEGUE DIR [KEYS]
 *
 * Twice: while DIR is scanned for the first time, and while a track plays afterwards.  Stated limit: 16 ms at the 99th per cent.
 */
#include "../tests/tty/term.h"

#include <errno.h>
#include <locale.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { ROWS = 48, COLS = 160, KEYS_MAX = 2000, PATIENCE_MS = 5000 };
static struct term term;

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
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

static void pump_for(int ms)
{
	int64_t until = clock_mono_ms() + ms;

	while (clock_mono_ms() < until) {
		bool ended = false;

		term_pump(&term, (int)(until - clock_mono_ms()), -1, NULL, &ended);
	}
}

static bool wait_for(const char *text, bool present, int ms)
{
	int64_t until = clock_mono_ms() + ms;

	while (clock_mono_ms() < until) {
		char *screen = term_text(&term);
		bool found = strstr(screen, text) != NULL, ended = false;

		free(screen);
		if (found == present)
			return true;
		term_pump(&term, 20, -1, NULL, &ended);
	}
	return false;
}

/* Presses one key; the time until the bar stands elsewhere, or -1. */
static double press(const char *key)
{
	int before = cursor_row();
	int64_t from = clock_mono_us();

	term_send(&term, key, 1);
	while (clock_mono_us() - from < PATIENCE_MS * 1000) {
		bool ended = false;
		int now;

		term_pump(&term, 1, -1, NULL, &ended);
		now = cursor_row();
		if (now >= 0 && now != before)
			return (double)(clock_mono_us() - from) / 1000;
	}
	return -1;
}

static void measure(const char *what, int keys)
{
	static double ms[KEYS_MAX];
	struct rng rng;
	int n = 0, lost = 0;

	rng_seed(&rng, 7);
	for (int i = 0; i < keys; i++) {
		double t = press(i / 8 % 2 ? "k" : "j");

		if (t < 0)
			lost++;
		else
			ms[n++] = t;
		pump_for(5 + (int)rng_below(&rng, 40));
	}
	qsort(ms, (size_t)n, sizeof ms[0], by_value);
	if (n)
		printf("key to screen, %-28s p50 %5.2f ms   p99 %5.2f ms   worst %5.2f ms   (%d keys, %d lost; limit 16 ms)\n", what, ms[n / 2],
		       ms[n * 99 / 100], ms[n - 1], n, lost);
	fflush(stdout);
}

int main(int argc, char **argv)
{
	char home[] = "/tmp/segue-latency-XXXXXX", *runtime, *command;
	char *player[] = { NULL, (char *)(uintptr_t)"--ao", (char *)(uintptr_t)"null", NULL, NULL };
	int keys = argc > 3 ? atoi(argv[3]) : 300;

	setlocale(LC_ALL, "C.UTF-8");
	if (argc < 3) {
		fprintf(stderr, "usage: key_latency SEGUE DIR [KEYS]\n");
		return 2;
	}
	if (!mkdtemp(home))
		return 1;
	runtime = path_join(home, "run");
	make_dirs(runtime, 0700);
	setenv("HOME", home, 1);
	setenv("XDG_RUNTIME_DIR", runtime, 1);
	unsetenv("XDG_DATA_HOME");
	unsetenv("XDG_CONFIG_HOME");
	unsetenv("XDG_STATE_HOME");
	player[0] = argv[1];
	player[3] = argv[2];
	keys = MIN_OF(keys, KEYS_MAX);
	term_start(&term, ROWS, COLS, player);
	if (!wait_for("scanning", true, 30000))
		fputs("it did not begin to scan\n", stderr);
	pump_for(1500);
	measure("while scanning", keys);
	if (!wait_for("scanning", false, 600000))
		fputs("the scan did not end\n", stderr);
	term_send(&term, "\r", 1);
	wait_for("\u25b6", true, 10000);
	measure("while playing, scan done", keys);
	term_end(&term);
	command = xasprintf("rm -rf '%s'", home);
	if (system(command))
		fputs("cannot clean up\n", stderr);
	free(command);
	free(runtime);
	return 0;
}
