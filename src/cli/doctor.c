/*
 * doctor.c -- segue doctor: what Segue needs, looked at and not guessed.  A row a check; each says what it saw.
 * Nothing here plays a sound or changes a byte.
 */
#include "app/load.h"
#include "cli/commands.h"
#include "cli/open.h"
#include "cli/print.h"
#include "link.h"
#include "sound.h"
#include "ui.h"

#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

enum health { FINE, WEAK, BROKEN };	/* WEAK: works, but not all of it */
static const char *const health_name[] = { "ok", "warning", "failed" };

struct doctor {
	const struct cli_common *common;
	struct store *store;	/* NULL: none or broken */
	char detail[1024];
};

static enum health say(struct doctor *d, enum health h, const char *fmt, ...) PRINTF_LIKE(3, 4);
static enum health say(struct doctor *d, enum health h, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(d->detail, sizeof d->detail, fmt, ap);
	va_end(ap);
	return h;
}

/* ---- sound ---- */

static enum health check_libmpv(struct doctor *d)
{
	unsigned long (*version)(void) = NULL;
	void *lib = dlopen("libmpv.so.2", RTLD_NOW | RTLD_LOCAL);
	enum health h;

	if (!lib)
		return say(d, BROKEN, _("not found: %s"), dlerror());
	/* the way POSIX shows to store a function's address (dlsym) without a cast ISO C forbids */
	*(void **)&version = dlsym(lib, "mpv_client_api_version");
	if (!version)
		h = say(d, BROKEN, _("is not a libmpv"));
	else
		h = say(d, FINE, _("client interface %lu.%lu"), version() >> 16, version() & 0xffff);
	dlclose(lib);
	return h;
}

static bool socket_answers(const char *path)
{
	struct sockaddr_un a = { .sun_family = AF_UNIX };
	int fd;
	bool good;

	if (strlen(path) >= sizeof a.sun_path)
		return false;
	strcpy(a.sun_path, path);
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return false;
	good = !connect(fd, (struct sockaddr *)&a, sizeof a);
	close(fd);
	return good;
}

static bool runtime_socket(const char *name)
{
	const char *dir = getenv("XDG_RUNTIME_DIR");
	char *path = dir ? path_join(dir, name) : NULL;
	bool good = path && socket_answers(path);

	free(path);
	return good;
}

/* Playback devices of ALSA are the files /dev/snd/pcmC…D…p. */
static int alsa_devices(void)
{
	DIR *dir = opendir("/dev/snd");
	struct dirent *e;
	int n = 0;

	while (dir && (e = readdir(dir))) {
		size_t len = strlen(e->d_name);

		n += len > 4 && !strncmp(e->d_name, "pcm", 3) && e->d_name[len - 1] == 'p';
	}
	if (dir)
		closedir(dir);
	return n;
}

static enum health check_output(struct doctor *d)
{
	const char *pulse = getenv("PULSE_SERVER");
	struct buf b;
	int alsa = alsa_devices();
	enum health h;

	buf_init(&b, 512);
	if (runtime_socket("pipewire-0"))
		buf_adds(&b, _("PipeWire answers"));
	if (runtime_socket("pulse/native"))
		buf_addf(&b, "%s%s", b.len ? ", " : "", _("PulseAudio answers"));
	else if (pulse && *pulse)
		buf_addf(&b, _("%sPulseAudio at %.100s (not asked)"), b.len ? ", " : "", pulse);
	if (alsa)
		buf_addf(&b, P_("%s%d ALSA device", "%s%d ALSA devices", alsa), b.len ? ", " : "", alsa);
	h = b.len ? say(d, FINE, "%s", b.data) :
		say(d, WEAK, _("no sound server answers and there is no sound card: Segue will play silently (--ao null)"));
	buf_done(&b);
	return h;
}

/* ---- library ---- */

static enum health check_database(struct doctor *d)
{
	char *report = NULL;
	enum health h;

	if (access(d->common->db, F_OK) && errno == ENOENT)
		return say(d, WEAK, _("%s is not there yet: segue scan FOLDER makes it"), d->common->db);
	if (cli_open(d->common, STORE_READ, &d->store))
		return say(d, BROKEN, "%s", err_text());
	if (store_check(d->store, &report))
		h = say(d, BROKEN, "%s", err_text());
	else if (report)
		h = say(d, BROKEN, "%s: %s", d->common->db, report);
	else
		h = say(d, FINE, _("%s, layout %d, whole"), d->common->db, store_schema_version(d->store));
	free(report);
	return h;
}

static enum health check_library(struct doctor *d)
{
	struct store_stats st = { 0 };
	enum health h;

	if (!d->store)
		return say(d, WEAK, _("cannot be looked at"));
	if (store_stats(d->store, 0, &st))
		return say(d, BROKEN, "%s", err_text());
	h = say(d, st.tracks ? FINE : WEAK, _("%lld tracks, %lld unreadable, %lld missing"), (long long)st.tracks,
		(long long)st.unreadable, (long long)st.missing);
	store_stats_done(&st);
	return h;
}

/* deaf: of `first` and others nothing could be heard; old: heard, but by an older ear or before the file changed. */
struct heard { long long heard, deaf, old; char first[512]; };

static enum err count_heard(void *ctx, const struct sound *sound)
{
	struct heard *h = ctx;
	bool is_deaf = *sound->why != '\0';

	if (is_deaf && !h->deaf++)
		snprintf(h->first, sizeof h->first, "%s", sound->why);
	h->heard += !is_deaf;
	h->old += !is_deaf && (sound->version != FEATURES_VERSION || sound->is_changed);
	return OK;
}

/* What listening has come to, a failure named: nobody else tells of what was heard in the background. */
static enum health check_analysis(struct doctor *d)
{
	struct heard h = { 0 };

	if (!d->store)
		return say(d, WEAK, _("cannot be looked at"));
	if (store_sounds_each(d->store, 0, count_heard, &h))
		return say(d, BROKEN, "%s", err_text());
	return h.deaf ? say(d, FINE, _("%lld tracks heard, %lld of them to be heard anew; %lld cannot be, the first: %s"), h.heard, h.old, h.deaf, h.first) :
		say(d, FINE, _("%lld tracks heard, %lld of them to be heard anew"), h.heard, h.old);
}

static enum health check_folders(struct doctor *d)
{
	char **roots = NULL;
	size_t n = 0, gone = 0;
	const char *first = "";
	enum health h;

	if (!d->store)
		return say(d, WEAK, _("cannot be looked at"));
	if (store_roots(d->store, &roots, &n))
		return say(d, BROKEN, "%s", err_text());
	for (size_t i = 0; i < n; i++)
		if (access(roots[i], R_OK)) {
			first = gone++ ? first : roots[i];
		}
	h = gone ? say(d, WEAK, _("%zu of %zu cannot be read, the first: %s"), gone, n, first) :
		say(d, n ? FINE : WEAK, P_("%zu, readable", "%zu, all readable", n), n);
	for (size_t i = 0; i < n; i++)
		free(roots[i]);
	free(roots);
	return h;
}

/* ---- surroundings ---- */

static enum health check_terminal(struct doctor *d)
{
	const char *term = getenv("TERM"), *color = getenv("COLORTERM"), *none = getenv("NO_COLOR");
	struct winsize size = { 0 };

	if (!isatty(STDIN_FILENO) && !isatty(STDOUT_FILENO) && !isatty(STDERR_FILENO))
		return say(d, WEAK, _("none here, so not looked at"));
	if (!term || !*term || !strcmp(term, "dumb"))
		return say(d, BROKEN, _("TERM is '%s': the player cannot draw on it"), term ? term : "");
	for (int fd = 0; fd < 3 && !size.ws_col; fd++)
		if (ioctl(fd, TIOCGWINSZ, &size))
			size.ws_col = 0;
	return say(d, size.ws_col >= 80 && size.ws_row >= 24 ? FINE : WEAK, _("%s, %dx%d, %s"), term, size.ws_col, size.ws_row,
		   none && *none ? _("no colours wanted (NO_COLOR)") :
		   color && (!strcmp(color, "truecolor") || !strcmp(color, "24bit")) ? _("true colour") :
		   strstr(term, "256color") ? _("256 colours") : _("few colours"));
}

static enum health check_locale(struct doctor *d)
{
	char *codeset = ui_charset_name();
	enum health h = !strcmp(codeset, "UTF-8") ? say(d, FINE, "UTF-8") :
		say(d, WEAK, _("%s: names outside of it will look wrong; set LANG to a UTF-8 locale"), codeset);

	free(codeset);
	return h;
}

static enum health check_player(struct doctor *d)
{
	char *path = link_socket_path(d->common->db);
	enum health h;
	long pid;

	if (!path)
		return say(d, WEAK, _("cannot be controlled: %s"), err_text());
	if (socket_answers(path))
		h = say(d, FINE, _("one is running on this library"));
	else if (link_holder(d->common->db, &pid, NULL))
		h = say(d, WEAK, _("one uses this library and cannot be reached from here (its process is %ld there)"), pid);
	else
		h = say(d, FINE, _("none is running on this library"));
	free(path);
	return h;
}

static enum health check_workers(struct doctor *d)
{
	return access(d->common->exe, X_OK) ? say(d, BROKEN, _("%s cannot be started for scanning"), d->common->exe) :
		say(d, FINE, _("can be started"));
}

static const struct { const char *name, *label; enum health (*run)(struct doctor *d); } checks[] = {
	{ "libmpv", N_("libmpv"), check_libmpv },
	{ "audio-output", N_("audio output"), check_output },
	{ "database", N_("database"), check_database },
	{ "library", N_("library"), check_library },
	{ "folders", N_("folders"), check_folders },
	{ "analysis", N_("analysis"), check_analysis },
	{ "player", N_("player"), check_player },
	{ "workers", N_("workers"), check_workers },
	{ "terminal", N_("terminal"), check_terminal },
	{ "locale", N_("locale"), check_locale },
};

static void print_check(size_t i, enum health h, const char *detail, bool json)
{
	static const char *const marks[] = { "\u2713", "!", "\u2717" };
	char *clean = utf8_clean(detail, strlen(detail));

	if (json) {
		json_t *o = json_object();

		json_object_set_new(o, "check", json_string(checks[i].name));
		json_object_set_new(o, "status", json_string(health_name[h]));
		json_object_set_new(o, "detail", print_json_text(clean));
		print_json(o);
	} else {
		const char *label = _(checks[i].label);

		printf("%s %s%*s %s\n", marks[h], label, MAX_OF(0, 14 - utf8_width(label)), "", clean);
	}
	free(clean);
}

int cli_doctor(struct cli_call *call)
{
	struct doctor d = { .common = call->common };
	size_t broken = 0;

	for (size_t i = 0; i < COUNT_OF(checks); i++) {
		enum health h = checks[i].run(&d);

		broken += h == BROKEN;
		print_check(i, h, d.detail, call->common->json);
	}
	store_close(d.store);
	if (!broken)
		return 0;
	fail(ERR_MISSING, P_("%zu check failed", "%zu checks failed", broken), broken);
	return 1;
}
