/* progress.c -- a bar with rate and time left; signals that are noted, not obeyed at once. */
#include "cli/progress.h"
#include "cli/print.h"
#include "music.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

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
	int room = print_terminal_cells(stderr), digits = rate < 9.95 ? 1 : 0;
	char left[24], bar[BAR_CELLS * 3 + 1] = "", line[256];

	duration_text(rate > 0 ? (int64_t)((double)(all - done) / rate * 1000) : -1, left);
	for (int i = 0; i < BAR_CELLS; i++)
		strcat(bar, i < (int)(share * BAR_CELLS) ? "\u2588" : "\u2591");
	snprintf(line, sizeof line, _("%s %3.0f%%  %lld of %lld  %.*f/s  %s left"), bar, share * 100, (long long)done, (long long)all, digits, rate, left);
	/* a line that wraps is not taken back by a carriage return */
	if (room && utf8_width(line) >= room)
		snprintf(line, sizeof line, _("%3.0f%%  %.*f/s  %s left"), share * 100, digits, rate, left);
	if (room && utf8_width(line) >= room)
		snprintf(line, sizeof line, "%3.0f%%", share * 100);
	progress_clear();
	fputs(line, stderr);
	fflush(stderr);
}

static void bound_data(uint64_t bytes)
{
	struct rlimit r = { .rlim_cur = bytes, .rlim_max = bytes };

#if !defined(__SANITIZE_ADDRESS__)	/* whose shadow is more than that */
	setrlimit(RLIMIT_DATA, &r);
#else
	(void)r;
#endif
}

void background_begin(uint64_t data_bytes)
{
	worker_be_modest(19);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() == 1)
		_exit(1);
	bound_data(data_bytes);
}

void memory_bound(uint64_t more_bytes)
{
	unsigned long long size, resident, shared, text, lib, data;
	char *statm;
	size_t n;

	if (read_file("/proc/self/statm", 1 << 10, &statm, &n))
		return;
	if (sscanf(statm, "%llu %llu %llu %llu %llu %llu", &size, &resident, &shared, &text, &lib, &data) == 6)
		bound_data(data * (uint64_t)sysconf(_SC_PAGESIZE) + more_bytes);
	free(statm);
}
