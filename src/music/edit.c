/*
 * edit.c -- new tags for a file, so that at every moment its name means either the old file, whole, or the new one, whole.
 *
 *	path ──copy──► .segue-*.tmp beside it ──retag──► checked, on disk ──rename──► path
 *
 * TagLib writes where the bytes lie; a crash, a full disk or a bug in it must not cost anybody their music.
 */
#include "retag.h"
#include "tags.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

enum { VALUE_MAX = 4096, COPY_BYTES = 1 << 20 };

const char *const tag_field_names[TAG_FIELD_COUNT] = {
	"title", "artist", "album", "albumartist", "genre", "date", "track", "disc", "composer", "comment",
	"replaygain_track_gain", "replaygain_track_peak", "replaygain_album_gain", "replaygain_album_peak",
};

void tag_edit_done(struct tag_edit *e)
{
	for (int i = 0; i < TAG_FIELD_COUNT; i++)
		free(e->value[i]);
	*e = (struct tag_edit){ 0 };
}

int tag_field_find(const char *name, size_t n)
{
	for (int i = 0; i < TAG_FIELD_COUNT; i++)
		if (strlen(tag_field_names[i]) == n && !strncmp(tag_field_names[i], name, n))
			return i;
	return -1;
}

/* "1997", "1997-05", "1997-05-21". */
static bool is_date(const char *s)
{
	static const char form[] = "dddd-dd-dd";
	size_t n = strlen(s);

	if (n != 4 && n != 7 && n != 10)
		return false;
	for (size_t i = 0; i < n; i++)
		if (form[i] == 'd' ? !isdigit((unsigned char)s[i]) : s[i] != form[i])
			return false;
	return true;
}

/* "3", "3/12". */
static bool is_number(const char *s)
{
	size_t n = strspn(s, "0123456789"), m = s[n] == '/' ? strspn(s + n + 1, "0123456789") : 0;

	return n && n <= 5 && m <= 5 && (s[n] == '/' ? m && !s[n + 1 + m] : !s[n]);
}

/* "-7.25 dB", "+3"; a peak has neither sign nor unit. */
static bool is_gain(const char *s, bool is_peak)
{
	size_t digits;

	if (!is_peak && (*s == '-' || *s == '+'))
		s++;
	digits = strspn(s, "0123456789");
	s += digits;
	if (*s == '.')
		s += 1 + strspn(s + 1, "0123456789");
	return digits && digits <= 3 && (!*s || (!is_peak && (!strcasecmp(s, " dB") || !strcasecmp(s, "dB"))));
}

enum err tag_edit_set(struct tag_edit *e, const char *assignment)
{
	const char *equals = strchr(assignment, '='), *value = equals ? equals + 1 : "";
	int field = equals ? tag_field_find(assignment, (size_t)(equals - assignment)) : -1;

	if (field < 0) {
		struct buf names;

		buf_init(&names, 256);
		for (int i = 0; i < TAG_FIELD_COUNT; i++)
			buf_addf(&names, "%s%s", i ? ", " : "", tag_field_names[i]);
		fail(ERR_ARG, _("'%s' sets no tag: FIELD=VALUE, with a field of %s"), assignment, names.data);
		buf_done(&names);
		return ERR_ARG;
	}
	if (strlen(value) > VALUE_MAX || !utf8_valid(value, strlen(value)))
		return fail(ERR_ARG, _("the %s is longer than %d bytes, or not UTF-8"), tag_field_names[field], VALUE_MAX);
	for (const char *p = value; *p; p++)
		if ((unsigned char)*p < ' ' && !strchr(RETAG_BYTES RETAG_SEPARATOR, *p) && !(*p == '\n' && field == TAG_COMMENT))
			return fail(ERR_ARG, _("the %s has a control character in it"), tag_field_names[field]);
	if (*value && (field == TAG_TRACK || field == TAG_DISC) && !is_number(value))
		return fail(ERR_ARG, _("the %s is a number (3 or 3/12), not '%s'"), tag_field_names[field], value);
	if (*value && field == TAG_DATE && !is_date(value))
		return fail(ERR_ARG, _("the %s is a year or a day (1997 or 1997-05-21), not '%s'"), tag_field_names[field], value);
	if (*value && field >= TAG_TRACK_GAIN && !is_gain(value, field == TAG_TRACK_PEAK || field == TAG_ALBUM_PEAK))
		return fail(ERR_ARG, _("the %s is a number (-7.25 dB, a peak 0.98), not '%s'"), tag_field_names[field], value);
	free(e->value[field]);
	e->value[field] = xstrdup(value);
	return OK;
}

/* ---- the file ---- */

static char *folder_of(const char *absolute)
{
	const char *slash = strrchr(absolute, '/');

	return slash > absolute ? xstrndup(absolute, (size_t)(slash - absolute)) : xstrdup("/");
}

static enum err sniff(int fd, const char *path, enum format *ret_format)
{
	uint8_t head[SNIFF_BYTES];
	ssize_t n = pread(fd, head, sizeof head, 0);
	int64_t skip = n > 0 ? sniff_id3v2_size(head, (size_t)n) : 0;

	if (skip)
		n = pread(fd, head, sizeof head, (off_t)skip);
	if (n < 0)
		return fail_errno(ERR_IO, _("cannot be read"));
	*ret_format = sniff_content(head, (size_t)n);
	if (*ret_format == FORMAT_UNKNOWN)
		*ret_format = sniff_name(path);
	return OK;
}

static enum err copy_bytes(int from, int to)
{
	char *bytes;
	ssize_t n;

	/* on some file systems this shares what it copies */
	while ((n = copy_file_range(from, NULL, to, NULL, 1 << 30, 0)) > 0)
		;
	if (!n)
		return OK;
	if (lseek(from, 0, SEEK_SET) < 0 || lseek(to, 0, SEEK_SET) < 0 || ftruncate(to, 0))
		return fail_errno(ERR_IO, _("cannot be copied"));
	bytes = xmalloc(COPY_BYTES);
	while ((n = read(from, bytes, COPY_BYTES)) > 0)
		for (ssize_t done = 0, k; done < n; done += k) {
			k = write(to, bytes + done, (size_t)(n - done));
			if (k < 0) {
				free(bytes);
				return fail_errno(ERR_IO, _("cannot be copied"));
			}
		}
	free(bytes);
	return n < 0 ? fail_errno(ERR_IO, _("cannot be read")) : OK;
}

/* Who may read it, and what else hangs on it. What cannot be kept (another's file, a file system without it) is no reason to fail. */
static void keep_look(int from, int to, const struct stat *st)
{
	char names[4096], value[4096];
	ssize_t n = flistxattr(from, names, sizeof names);

	for (ssize_t i = 0; i < n; i += (ssize_t)strlen(names + i) + 1) {
		ssize_t size = fgetxattr(from, names + i, value, sizeof value);

		if (size >= 0 && fsetxattr(to, names + i, value, (size_t)size, 0))
			continue;	/* see above */
	}
	if (fchown(to, st->st_uid, st->st_gid) || fchmod(to, st->st_mode & 07777))
		return;			/* see above */
}

static void sync_folder(const char *path)
{
	char *folder = folder_of(path);
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd >= 0) {
		fsync(fd);
		close(fd);
	}
	free(folder);
}

/* Can what is in this file be played and read, as far as a scan tells? */
static enum err look(int fd, const char *path)
{
	struct tags_holder *h = tags_new();
	struct tags t;
	enum err err = tags_read_fd(h, fd, path, &t);

	tags_free(h);
	return err;
}

/* Everything up to the rename; `temp` is the copy, open for writing as `to`. */
static enum err make_new(int from, int to, const char *path, const char *temp, const struct stat *st, const struct tag_edit *edit, struct tag_edit *ret_old)
{
	enum format format = FORMAT_UNKNOWN;
	struct stat now;
	enum err err = look(from, path);

	if (!err)
		err = sniff(from, path, &format);
	if (!err)
		err = copy_bytes(from, to);
	if (!err)
		err = retag(temp, format, edit, ret_old);
	if (!err)
		err = look(to, path);
	if (err)
		return err;
	keep_look(from, to, st);
	if (fsync(to))
		return fail_errno(ERR_IO, _("cannot be written"));
	if (stat(path, &now) || now.st_ino != st->st_ino || now.st_mtim.tv_sec != st->st_mtim.tv_sec || now.st_mtim.tv_nsec != st->st_mtim.tv_nsec)
		return fail(ERR_BUSY, _("somebody else has just changed it"));
	return OK;
}

static enum err edit_real(const char *path, const struct tag_edit *edit, struct tag_edit *ret_old)
{
	char *folder = folder_of(path), *temp = path_join(folder, ".segue-XXXXXX.tmp");
	int from = -1, to = -1;
	struct stat st;
	enum err err = OK;

	if (stat(path, &st))
		err = fail_errno(ERR_IO, _("cannot be opened"));
	else if (!S_ISREG(st.st_mode))
		err = fail(ERR_IO, "%s", S_ISDIR(st.st_mode) ? _("is a folder") : _("is not a regular file"));
	else if (access(path, W_OK))
		err = fail_errno(ERR_IO, _("cannot be written"));
	if (!err && (from = open(path, O_RDONLY | O_CLOEXEC)) < 0)
		err = fail_errno(ERR_IO, _("cannot be opened"));
	if (!err && (to = mkostemps(temp, 4, O_CLOEXEC)) < 0)
		err = fail_errno(ERR_IO, _("no copy can be made beside it"));
	if (!err)
		err = make_new(from, to, path, temp, &st, edit, ret_old);
	if (!err && rename(temp, path))
		err = fail_errno(ERR_IO, _("cannot be replaced"));
	if (to >= 0 && err) {
		int why = errno;

		unlink(temp);
		errno = why;
	}
	if (from >= 0)
		close(from);
	if (to >= 0)
		close(to);
	if (!err)
		sync_folder(path);
	free(temp);
	free(folder);
	return err;
}

enum err tags_write(const char *path, const struct tag_edit *edit, struct tag_edit *ret_old)
{
	/* a link stays one: what it leads to is written */
	char *real = realpath(path, NULL), *owner = real ? NULL : music_part_owner(path);
	enum err err;

	if (real)
		err = edit_real(real, edit, ret_old);
	else if (owner)
		err = fail(ERR_ARG, _("is a part of a file: its cue sheet says what it is called"));
	else
		err = fail_errno(ERR_IO, _("cannot be opened"));
	free(owner);
	free(real);
	if (err)
		tag_edit_done(ret_old);
	return err;
}

/* ---- tags from names ---- */

static const struct { char letter; int field; } letters[] = {
	{ 't', TAG_TITLE }, { 'a', TAG_ARTIST }, { 'b', TAG_ALBUM }, { 'A', TAG_ALBUM_ARTIST }, { 'g', TAG_GENRE }, { 'y', TAG_DATE },
	{ 'n', TAG_TRACK }, { 'd', TAG_DISC }, { 'p', TAG_COMPOSER }, { 'c', TAG_COMMENT }, { 'x', -1 },
};

static enum err field_of_letter(char c, int *ret_field)
{
	for (size_t i = 0; i < COUNT_OF(letters); i++)
		if (letters[i].letter == c) {
			*ret_field = letters[i].field;
			return OK;
		}
	return fail(ERR_ARG, _("a pattern knows no %%%c"), c);
}

/* What the pattern's place takes, up to where its next words begin: numbers only digits, the rest as little as will do. */
static size_t span_of(const char *name, int field, const char *rest)
{
	size_t words = strcspn(rest, "%");
	const char *end = name;

	if (field == TAG_TRACK || field == TAG_DISC)
		return strspn(name, "0123456789");
	if (!words)
		return strlen(name);
	/* the last place ends where the name does */
	for (; *end; end++)
		if (!strncmp(end, rest, words) && (rest[words] || !end[words]))
			break;
	return (size_t)(end - name);
}

static enum err take(struct tag_edit *e, int field, const char *value, size_t n)
{
	char *text, *assignment;
	enum err err;

	if (field < 0)
		return OK;
	while (n && value[n - 1] == ' ')
		n--;
	while (n && *value == ' ')
		value++, n--;
	/* "07" is 7 */
	while ((field == TAG_TRACK || field == TAG_DISC) && n > 1 && *value == '0')
		value++, n--;
	text = xstrndup(value, n);
	assignment = xasprintf("%s=%s", tag_field_names[field], text);
	err = tag_edit_set(e, assignment);
	free(assignment);
	free(text);
	return err;
}

enum err tag_edit_from_name(struct tag_edit *e, const char *path, const char *pattern)
{
	const char *p = pattern, *depth = pattern, *name = path + strlen(path), *end = strrchr(path, '.');
	char *stem;
	enum err err = OK;

	/* as many folders of the path as the pattern has */
	for (size_t slashes = 0; name > path; name--) {
		if (name[-1] != '/')
			continue;
		depth = strchr(depth, '/');
		if (!depth)
			break;
		depth++;
		slashes++;
	}
	stem = end && end > name ? xstrndup(name, (size_t)(end - name)) : xstrdup(name);
	for (name = stem; !err && *p;) {
		int field = -1;
		size_t n;

		if (*p != '%' || p[1] == '%') {
			err = *name == *p ? OK : fail(ERR_MISSING, _("the name is not like %s"), pattern);
			p += *p == '%' ? 2 : 1;
			name++;
			continue;
		}
		err = p[1] ? field_of_letter(p[1], &field) : fail(ERR_ARG, _("a pattern does not end with %%"));
		if (err)
			break;
		p += 2;
		n = span_of(name, field, p);
		err = n ? take(e, field, name, n) : fail(ERR_MISSING, _("the name is not like %s"), pattern);
		name += n;
	}
	if (!err && *name)
		err = fail(ERR_MISSING, _("the name is not like %s"), pattern);
	free(stem);
	return err;
}
