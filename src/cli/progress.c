/* progress.c -- a bar with rate and time left; signals that are noted, not obeyed at once. */
#include "cli/progress.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

enum { BAR_CELLS = 20 };

static volatile sig_atomic_t interrupted;

static void on_signal(int sig)
{
	(void)sig;
	interrupted = 1;
}

/* SIGHUP too: a terminal that closes must not cost what was done. */
void progress_catch(bool on)
{
	static const int signals[] = { SIGINT, SIGTERM, SIGHUP };
	static struct sigaction old[COUNT_OF(signals)];
	struct sigaction act = { .sa_handler = on_signal };

	sigemptyset(&act.sa_mask);
	for (size_t i = 0; i < COUNT_OF(signals); i++) {
		sigaction(signals[i], on ? &act : &old[i], on ? &old[i] : NULL);
		if (on && old[i].sa_handler == SIG_IGN)
			sigaction(signals[i], &old[i], NULL);	/* nohup meant it */
	}
}

bool progress_is_stopped(void)
{
	return interrupted;
}

void progress_clear(void)
{
	fputs("\r\033[K", stderr);
}

void progress_draw(int64_t done, int64_t all, double rate)
{
	double share = all > 0 ? (double)done / (double)all : 1;
	char left[24], line[BAR_CELLS * 3 + 1] = "";

	duration_text(rate > 0 ? (int64_t)((double)(all - done) / rate * 1000) : -1, left);
	for (int i = 0; i < BAR_CELLS; i++)
		strcat(line, i < (int)(share * BAR_CELLS) ? "\u2588" : "\u2591");
	progress_clear();
	fprintf(stderr, _("%s %3.0f%%  %lld of %lld  %.0f/s  %s left"), line, share * 100, (long long)done, (long long)all, rate, left);
}
