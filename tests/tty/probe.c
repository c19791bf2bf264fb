/*
 * probe.c -- a small program on the ui room, for tests of the test terminal and of the ui on a real terminal: shows its size,
 * the keys it gets, and what it is told by letters:  q end · Q end with status 3 · m mouse off/on · t theme · A crash ·
 * / prompt.
 */
#include "ui.h"

#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int wake[2];
static struct ui *ui;
static struct prompt *prompt;
static char last[4][96];		/* the last keys, newest first */
static int n_keys;

static void on_signal(int sig)
{
	char c = (char)sig;
	int saved = errno;

	(void)!write(wake[1], &c, 1);
	errno = saved;
}

static void on_crash(int sig)
{
	ui_emergency_restore();
	signal(sig, SIG_DFL);
	raise(sig);
}

static void draw(void)
{
	char text[128];

	ui_erase(ui);
	ui_frame(ui, (struct area){ 0, 0, ui_rows(ui), ui_cols(ui) }, ROLE_BORDER, "probe 椎名林檎", true);
	snprintf(text, sizeof text, "size %dx%d", ui_rows(ui), ui_cols(ui));
	ui_text(ui, 1, 2, ui_cols(ui) - 4, ROLE_STRONG, text, true);
	for (int i = 0; i < 4; i++)
		ui_text(ui, 2 + i, 2, ui_cols(ui) - 4, i ? ROLE_DIM : ROLE_CURSOR, last[i], true);
	ui_text(ui, 6, 2, ui_cols(ui) - 4, ROLE_ERROR, "escape \033[31m\033]0;title\a stays text", false);
	ui_cursor(ui, -1, 0);
	if (prompt_is_open(prompt))
		prompt_draw(prompt, ui, ui_rows(ui) - 1, 0, ui_cols(ui));
	ui_flush(ui);
}

static void note(const struct key *key)
{
	static const char *const kinds[] = { "", "click", "double", "wheel-up", "wheel-down", "drag" };

	memmove(last[1], last[0], sizeof last - sizeof last[0]);
	if (key->mouse)
		snprintf(last[0], sizeof last[0], "%d mouse %s %d,%d", ++n_keys, kinds[key->mouse], key->y, key->x);
	else
		snprintf(last[0], sizeof last[0], "%d %s %s", ++n_keys, key->pasted ? "pasted" : "key", key->name);
}

static size_t complete(void *ctx, const char *before, size_t *ret_start, char ***ret_words)
{
	static const char *const words[] = { "ambient", "ambitious", "jazz" };
	const char *blank = strrchr(before, ' ');
	size_t n = 0;

	(void)ctx;
	*ret_start = blank ? (size_t)(blank + 1 - before) : 0;
	*ret_words = xcalloc(COUNT_OF(words), sizeof **ret_words);
	for (size_t i = 0; i < COUNT_OF(words); i++)
		if (!strncmp(words[i], before + *ret_start, strlen(before + *ret_start)))
			(*ret_words)[n++] = xstrdup(words[i]);
	return n;
}

/* -1: go on, else the exit status. */
static int take(const struct key *key)
{
	static bool mouse_off;
	enum prompt_result result;

	if (prompt_is_open(prompt)) {
		result = prompt_key(prompt, key);
		if (result == PROMPT_ENTER)
			snprintf(last[0], sizeof last[0], "entered %s", prompt_text(prompt));
		if (result == PROMPT_ENTER || result == PROMPT_CANCEL)
			prompt_close(prompt);
		return -1;
	}
	note(key);
	if (key->pasted)
		return -1;
	if (!strcmp(key->name, "q"))
		return 0;
	if (!strcmp(key->name, "Q"))
		return 3;
	if (!strcmp(key->name, "A"))
		raise(SIGSEGV);
	if (!strcmp(key->name, "m"))
		ui_set_mouse(ui, !(mouse_off = !mouse_off));
	if (!strcmp(key->name, "t") && ui_set_theme(ui, "light"))
		snprintf(last[0], sizeof last[0], "%s", err_text());
	if (!strcmp(key->name, "/"))
		prompt_start(prompt, '/', "/", "", complete, NULL);
	return -1;
}

static int take_signal(int sig)
{
	switch (sig) {
	case SIGTSTP:
		ui_suspend(ui);
		raise(SIGSTOP);
		return -1;
	case SIGCONT:
		ui_resume(ui);
		return -1;
	case SIGWINCH:
		ui_resized(ui);
		return -1;
	default:
		return 128 + sig;
	}
}

static int loop(void)
{
	int status = -1;

	while (status < 0) {
		struct pollfd p[2] = { { .fd = ui_fd(ui), .events = POLLIN }, { .fd = wake[0], .events = POLLIN } };
		struct key key;
		char sig;

		draw();
		if (poll(p, 2, -1) < 0 && errno != EINTR)
			return 1;
		if (p[1].revents && read(wake[0], &sig, 1) == 1)
			status = take_signal(sig);
		while (status < 0 && ui_key_next(ui, &key))
			status = take(&key);
		if (ui_is_lost(ui))
			status = 9;
	}
	return status;
}

int main(int argc, char **argv)
{
	static const int handled[] = { SIGTSTP, SIGCONT, SIGWINCH, SIGTERM, SIGHUP, SIGINT };
	struct sigaction sa = { .sa_handler = on_signal, .sa_flags = SA_RESTART };
	struct ui_options opt = { .theme = argc > 1 ? argv[1] : NULL, .mouse = true, .fd_in = -1, .fd_out = -1 };
	int status;

	setlocale(LC_ALL, "");
	if (pipe(wake))
		return 1;
	for (size_t i = 0; i < COUNT_OF(handled); i++)
		sigaction(handled[i], &sa, NULL);
	signal(SIGSEGV, on_crash);
	die_set_hook(ui_emergency_restore);
	if (ui_open(&ui, &opt)) {
		fprintf(stderr, "%s\n", err_text());
		return 1;
	}
	prompt = prompt_new();
	status = loop();
	prompt_free(prompt);
	ui_close(ui);
	printf("probe ends with %d\n", status);
	return status;
}
