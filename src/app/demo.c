/* demo.c -- the demo library: rendered by a child at the first use, then scanned like any folder. */
#include "app/demo.h"
#include "app/spawn.h"
#include "compose.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static char *demo_dir(void)
{
	return xdg_path(XDG_DATA, "demo", true);
}

int demo_worker(const char *dir)
{
	for (size_t i = 0; i < demo_count(); i++) {
		if (demo_render(i, dir)) {
			printf("!%s\n", err_text());
			return 1;
		}
		printf("%zu/%zu %s\n", i + 1, demo_count(), demo_title(i));
		fflush(stdout);
	}
	return 0;
}

enum err demo_start(struct app *app)
{
	char *dir;
	int fds[2], rc;

	if (app->demo_fd >= 0)
		return fail(ERR_BUSY, _("The demo pieces are being made"));
	dir = demo_dir();
	if (!dir)
		return ERR_IO;
	if (pipe2(fds, O_CLOEXEC)) {
		free(dir);
		return fail_errno(ERR_IO, _("cannot make a pipe"));
	}
	rc = spawn_start((const char *const[]){ app->start.exe, "--worker", "demo", dir, NULL }, (const int[3]){ -1, fds[1], log_fd() }, 0, &app->demo_pid);
	close(fds[1]);
	free(dir);
	if (rc) {
		close(fds[0]);
		errno = rc;
		return fail_errno(ERR_CHILD, _("cannot start %s"), app->start.exe);
	}
	fd_nonblock(fds[0]);
	app->demo_fd = fds[0];
	app_say(app, _("Making the demo pieces…"));
	return OK;
}

static void finished(struct app *app)
{
	char *dir = demo_dir();

	close(app->demo_fd);
	app->demo_fd = -1;
	waitpid(app->demo_pid, NULL, 0);	/* its output has ended: it is ending */
	if (dir && scanning_start(app, (const char *const[]){ dir }, 1))
		app_complain(app, "%s", err_text());
	free(dir);
}

void demo_turn(struct app *app)
{
	char text[1024];
	ssize_t n = read(app->demo_fd, text, sizeof text - 1);

	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n <= 0) {
		finished(app);
		return;
	}
	text[n] = '\0';
	text[strcspn(text, "\n")] = '\0';
	if (text[0] == '!')
		app_complain(app, "%s", text + 1);
	else
		app_say(app, _("Making the demo pieces: %s"), text);
	/* what is there can be listened to while the rest is made */
	if (text[0] != '!' && !app->scan) {
		char *dir = demo_dir();

		if (dir && scanning_start(app, (const char *const[]){ dir }, 1))
			app_complain(app, "%s", err_text());
		free(dir);
	}
	app->effects |= EFFECT_REDRAW;
}

void demo_close(struct app *app)
{
	if (app->demo_fd < 0)
		return;
	kill(app->demo_pid, SIGKILL);
	waitpid(app->demo_pid, NULL, 0);
	close(app->demo_fd);
	app->demo_fd = -1;
}
