/* hubfile.c -- see hubfile.h. */
#include "app/hubfile.h"
#include "library.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { FILE_MAX = 1 << 12, FIELDS = 5, KEY_MAX_BYTES = 512 };
#define PICKS_MAX_BYTES ((size_t)HUB_PICKS_MAX * (2 * HUB_TEXT_MAX + 128))

static char *path_of(const char *db, const char *what, const char *listener)
{
	return xasprintf("%s-%s-%016" PRIx64, db, what, hash_bytes(listener, strlen(listener)));
}

char *hubfile_path(const char *db, const char *listener)
{
	return path_of(db, "hub", listener);
}

char *hubfile_picks_path(const char *db, const char *listener)
{
	return path_of(db, "hubbed", listener);
}

char *hubfile_recommended_path(const char *db, const char *listener)
{
	return path_of(db, "recommended", listener);
}

enum err hubfile_lock(const char *path, int *ret_fd)
{
	struct flock l = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
	char *name = xasprintf("%s.lock", path);
	int fd = open(name, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0600);
	enum err err = OK;

	if (fd < 0)
		err = fail_errno(ERR_IO, _("cannot open %s"), name);
	else if (fcntl(fd, F_OFD_SETLK, &l))
		err = errno == EAGAIN || errno == EACCES ? fail(ERR_BUSY, _("another Segue is talking to the hub")) : fail_errno(ERR_IO, _("cannot lock %s"), name);
	if (err && fd >= 0)
		close(fd);
	if (!err)
		*ret_fd = fd;
	free(name);
	return err;
}

/* ---- who ---- */

static bool number_of(const char *text, int64_t *ret)
{
	char *end;

	errno = 0;
	*ret = strtoll(text, &end, 10);
	return end != text && !*end && !errno && *ret >= 0;
}

static bool read_line(char *line, struct hubfile *f, unsigned *seen)
{
	char *value = strchr(line, ' ');

	if (!value)
		return false;
	*value++ = '\0';
	if (!strcmp(line, "listener") && hub_is_listener(value)) {
		memcpy(f->listener, value, sizeof f->listener);
		*seen |= 1;
	} else if (!strcmp(line, "kept") && number_of(value, &f->kept)) {
		*seen |= 2;
	} else if (!strcmp(line, "from") && number_of(value, &f->from_ms)) {
		*seen |= 4;
	} else {
		return false;
	}
	return true;
}

enum err hubfile_read(const char *path, struct hubfile *ret)
{
	struct hubfile f = { .kept = 0 };
	unsigned seen = 0;
	char *text, *at = NULL;
	bool good = true;
	size_t n;
	enum err err = read_file(path, FILE_MAX, &text, &n);

	if (err)
		return err;
	for (char *line = strtok_r(text, "\n", &at); line && good; line = strtok_r(NULL, "\n", &at))
		good = read_line(line, &f, &seen);
	free(text);
	if (!good || seen != 7)
		return fail(ERR_PARSE, _("%s: not what Segue keeps of a hub, or damaged; without it you are somebody new there"), path);
	*ret = f;
	return OK;
}

enum err hubfile_write(const char *path, const struct hubfile *f)
{
	char *text = xasprintf("listener %s\nkept %" PRId64 "\nfrom %" PRId64 "\n", f->listener, f->kept, f->from_ms);
	enum err err = write_file(path, text, strlen(text), 0600);

	free(text);
	return err;
}

/* ---- what came back ---- */

enum err hubfile_add_pick(struct buf *to, const struct hub_pick *pick)
{
	const char *mbid = strncmp(pick->track, "mbid:", 5) ? "" : pick->track + 5;

	if (!*mbid && strncmp(pick->track, "name:", 5) && strncmp(pick->track, "hash:", 5))
		return fail(ERR_PARSE, _("the hub names a track as no Segue does"));
	return buf_addf(to, "%" PRIu32 "\t%" PRId64 "\t%s\t%s\t%s\n", pick->people, pick->score, mbid, pick->artist, pick->title);
}

static bool split(char *line, char *fields[FIELDS])
{
	for (int i = 0; i < FIELDS; i++) {
		char *tab = strchr(line, '\t');

		fields[i] = line;
		if (!tab != (i == FIELDS - 1))
			return false;
		if (tab)
			*tab = '\0';
		line = tab ? tab + 1 : line;
	}
	return true;
}

enum err hubfile_read_picks(const char *path, void (*each)(void *ctx, const struct hub_pick *pick), void *ctx)
{
	unsigned number = 0;
	char *text;
	size_t n;
	enum err err = read_file(path, PICKS_MAX_BYTES, &text, &n);

	if (err)
		return err;
	for (char *line = text, *next; *line && !err; line = next) {
		char *fields[FIELDS];
		int64_t people;
		struct hub_pick pick = { .score = 0 };

		next = line + strcspn(line, "\n");
		if (*next)
			*next++ = '\0';
		number++;
		if (!split(line, fields) || !number_of(fields[0], &people) || people < HUB_LEAST || people > INT32_MAX || !number_of(fields[1], &pick.score)) {
			err = fail(ERR_PARSE, _("%s:%u: not what a hub said"), path, number);
			continue;
		}
		pick.people = (uint32_t)people;
		pick.track = fields[2];
		pick.artist = fields[3];
		pick.title = fields[4];
		each(ctx, &pick);
	}
	free(text);
	return err;
}

char *hubfile_track(const char *mbid, const char *artist, const char *title)
{
	char *names, *key;

	if (*mbid)
		return xasprintf("mbid:%s", mbid);
	if (!*artist || !*title)
		return NULL;
	names = library_name_text(artist, title);
	key = strlen(names) <= KEY_MAX_BYTES ? xasprintf("name:%s", names) : xasprintf("hash:%016" PRIx64, hash_bytes(names, strlen(names)));
	free(names);
	return key;
}
