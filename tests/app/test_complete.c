/*
 * test_complete.c -- Tab on a path: the answer comes from a thread, to the line it was asked for or to nobody, and folders that hang cost
 * only themselves.  opendir() is defined here: it stands still where the path says so, until it is let go.
 */
#include "app/command.h"
#include "app/complete.h"
#include "app/errand.h"
#include "../tap.h"

#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static bool may_go;

DIR *opendir(const char *name)
{
	pthread_mutex_lock(&lock);
	while (strstr(name, "/hangs") && !may_go)
		pthread_cond_wait(&changed, &lock);
	pthread_mutex_unlock(&lock);
	return fdopendir(open(name, O_RDONLY | O_DIRECTORY | O_CLOEXEC));
}

static struct app app;
static char top[] = "/tmp/segue-complete-XXXXXX";

static void press(const char *name)
{
	struct key key = { .mouse = MOUSE_NONE };

	snprintf(key.name, sizeof key.name, "%s", name);
	prompt_key(app.prompt, &key);
}

/* "add ", the folder, and the rest; without a rest only the line. */
static void begin(const char *head, const char *rest)
{
	char *line = xasprintf("%s%s%s", head, rest ? top : "", rest ? rest : "");

	prompt_start(app.prompt, ':', ":", line, complete_command, &app);
	free(line);
}

static void answers(size_t n)
{
	size_t out = app.completions_out;

	while (app.completions_out + n > out) {
		struct pollfd p = { .fd = errand_fd(&app), .events = POLLIN };

		poll(&p, 1, -1);
		errand_turn(&app);
	}
}

static void text_is(const char *want, const char *what)
{
	char *line = xasprintf("add %s%s", top, want);

	is_str(prompt_text(app.prompt), line, what);
	free(line);
}

static void make(const char *name, bool is_folder)
{
	char *path = path_join(top, name);

	if (is_folder ? mkdir(path, 0700) : close(open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600)))
		ok(false, "cannot make %s", path);
	free(path);
}

static void test_late(void)
{
	begin("add ", "/al");
	press("Tab");
	text_is("/al", "nothing yet");
	ok(complete_is_awaited(&app), "and keys wait for it");
	app.now_ms += 1000;
	ok(!complete_is_awaited(&app), "but not for long");
	answers(1);
	text_is("/albums/", "then the only folder");
	begin("add ", "/");
	press("Tab");
	press("Tab");
	answers(1);
	text_is("/albums/", "a second Tab pressed meanwhile takes the first offer");
	press("Tab");
	text_is("/b.flac", "the next one the next; what is no music is not offered");
	begin("add ", "/al");
	press("Tab");
	press("x");
	answers(1);
	text_is("/alx", "a key came meanwhile: the answer is dropped");
	begin("add ", "/al");
	press("Tab");
	prompt_close(app.prompt);
	begin("add ", "/al");
	answers(1);
	text_is("/al", "as for another line, though it reads the same");
	begin("set theme=da", NULL);
	press("Tab");
	answers(1);
	is_str(prompt_text(app.prompt), "set theme=dark", "themes come the same way");
}

static void test_hang(void)
{
	for (int i = 0; i < 4; i++) {
		begin("add ", "/hangs/");
		press("Tab");
		press("Tab");
	}
	is_int((long long)app.completions_out, 4, "four look at a disk that hangs");
	is_str(app.message, "", "nothing is said of it");
	begin("add ", "/hangs/");
	press("Tab");
	is_int((long long)app.completions_out, 4, "not a fifth");
	is_str(app.message, "a disk does not answer", "it is told");
	begin("volume", NULL);
	press("Tab");
	is_str(prompt_text(app.prompt), "volume ", "what asks no disk goes on");
	begin("add ", "/hangs/");
	pthread_mutex_lock(&lock);
	may_go = true;
	pthread_cond_broadcast(&changed);
	pthread_mutex_unlock(&lock);
	answers(4);
	text_is("/hangs/", "late, and for lines long gone");
	press("Tab");
	answers(1);
	text_is("/hangs/in.flac", "now it answers");
}

int main(void)
{
	char *rm;

	if (!mkdtemp(top))
		return 99;
	make("albums", true);
	make("b.flac", false);
	make("c.txt", false);
	make("hangs", true);
	make("hangs/in.flac", false);
	app.prompt = prompt_new();
	test_late();
	test_hang();
	free(errand_close(&app));
	prompt_free(app.prompt);
	rm = xasprintf("rm -rf '%s'", top);
	if (system(rm))
		ok(false, "cannot clean up");
	free(rm);
	return done();
}
