/*
 * sheet.c -- which file a cue sheet means, and what its tracks are called when both have something to say.
 *
 * A sheet often names a file that was encoded or renamed since: "CDImage.wav" beside CDImage.flac, another case, a path of another machine.
 * So, in this order: the very name (its bytes, then decoded), the last part of a path of another system, the same name in another case, the
 * same name with another ending; and, when the sheet names one file only, the sound called as the sheet is.
 */
#include "sheet.h"

#include "wire.h"

#include <dirent.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

enum { NAMES_MAX = 100000 };	/* entries of a folder that are looked at */

static bool is_sound(const char *path)
{
	struct stat st;

	return music_is_audio_name(path) && !stat(path, &st) && S_ISREG(st.st_mode);
}

/* Of `names` in the folder of the sheet; NULL: none of them. Caller frees. */
static char *try_names(const char *folder, const char *const *names, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		char *path = !names[i] || !*names[i] ? NULL : names[i][0] == '/' ? xstrdup(names[i]) : path_join(folder, names[i]);

		if (path && is_sound(path))
			return path;
		free(path);
	}
	return NULL;
}

static size_t stem_length(const char *name)
{
	const char *dot = strrchr(name, '.');

	return dot && dot > name ? (size_t)(dot - name) : strlen(name);
}

/* How well this entry is what `name` meant: 3 but for case, 2 but for the ending, 1 but for both, 0 not at all. */
static int likeness(const char *entry, const char *name)
{
	size_t n = stem_length(name);

	if (!strcasecmp(entry, name))
		return 3;
	if (stem_length(entry) != n || strncasecmp(entry, name, n))
		return 0;
	return strncmp(entry, name, n) ? 1 : 2;
}

static char *look_alike(const char *folder, const char *const *names, size_t n)
{
	DIR *dir = opendir(folder);
	const struct dirent *e;
	char *best = NULL;
	int best_points = 0;

	for (int left = NAMES_MAX; dir && left && (e = readdir(dir)); left--)
		for (size_t i = 0; i < n; i++) {
			int points = music_is_audio_name(e->d_name) ? likeness(e->d_name, names[i]) : 0;

			/* of two as good the first by name, so that the disk's order does not matter */
			if (points > best_points || (points && points == best_points && strcmp(e->d_name, best) < 0)) {
				free(best);
				best = xstrdup(e->d_name);
				best_points = points;
			}
		}
	if (dir)
		closedir(dir);
	return best;
}

static char *find_file(const char *sheet, const struct cue *cue, const struct cue_track *t)
{
	char *folder = xstrndup(sheet, (size_t)(path_base(sheet) - sheet)), *slashes = xstrdup(t->file), *found, *like = NULL;
	const char *names[4];

	for (char *s = slashes; *s; s++)
		*s = *s == '\\' ? '/' : *s;
	names[0] = t->raw_file;
	names[1] = t->file;
	names[2] = slashes[0] == '/' || strchr(slashes, ':') ? NULL : slashes;
	names[3] = path_base(slashes);
	found = try_names(folder, names, COUNT_OF(names));
	if (!found)
		like = look_alike(folder, (const char *const[]){ path_base(slashes), path_base(t->raw_file) }, 2);
	if (!found && !like && cue->n_files == 1)
		like = look_alike(folder, (const char *const[]){ path_base(sheet) }, 1);
	if (like)
		found = try_names(folder, (const char *const[]){ like }, 1);
	free(like);
	free(slashes);
	free(folder);
	return found;
}

/* ---- tags ---- */

static int year_of(const char *date)
{
	int year = 0, digits = 0;

	for (; *date >= '0' && *date <= '9' && digits < 5; date++, digits++)
		year = year * 10 + *date - '0';
	return digits == 4 ? year : 0;
}

static const char *either(const char *a, const char *b)
{
	return *a ? a : b;
}

/* What the sheet says of all its tracks, over what the file says. */
static void album_tags(const struct cue *cue, struct tags *t)
{
	t->album = either(cue->title, t->album);
	t->album_artist = either(cue->performer, either(t->album_artist, t->artist));
	t->artist = either(cue->performer, t->artist);
	t->composer = either(cue->songwriter, t->composer);
	t->genre = either(cue->genre, t->genre);
	if (*cue->date) {
		t->date = cue->date;
		t->year = year_of(cue->date);
	}
	t->disc_no = cue->disc_no ? cue->disc_no : t->disc_no;
	t->disc_total = cue->disc_total ? cue->disc_total : t->disc_total;
	t->is_compilation |= cue->is_compilation;
	/* a file that holds an album says its loudness as a track's */
	if (!isnan(cue->gain_db)) {
		t->rg_album_gain_db = cue->gain_db;
		t->rg_album_peak = cue->peak;
	} else if (isnan(t->rg_album_gain_db)) {
		t->rg_album_gain_db = t->rg_track_gain_db;
		t->rg_album_peak = t->rg_track_peak;
	}
}

/* False: there is no such stretch in the file. `title` is room for a name made up. */
static bool part_tags(const struct cue *cue, const struct cue_track *track, const struct tags *file_tags, struct part *part, char title[32],
		      struct tags *ret_tags)
{
	struct tags t = *file_tags;
	int64_t end_us = file_tags->duration_ms * 1000;

	if (end_us && track->start_us >= end_us)
		return false;
	part->start_us = track->start_us;
	part->end_us = end_us && track->end_us >= end_us ? 0 : track->end_us;
	t.duration_ms = part->end_us || end_us ? ((part->end_us ? part->end_us : end_us) - part->start_us + 500) / 1000 : 0;
	snprintf(title, 32, "Track %02d", track->number);
	album_tags(cue, &t);
	t.title = either(track->title, title);
	t.artist = either(track->performer, t.artist);
	t.composer = either(track->songwriter, t.composer);
	t.track_no = track->number;
	t.track_total = (int)cue->n;
	if (!isnan(track->gain_db)) {
		t.rg_track_gain_db = track->gain_db;
		t.rg_track_peak = track->peak;
	}
	/* what the file says of itself as one piece is not true of a part */
	t.title_sort = t.lyrics = t.mb_recording = t.mb_track = "";
	if (strcmp(t.artist, file_tags->artist))
		t.artist_sort = "";
	t.bpm = 0;
	t.part = part;
	*ret_tags = t;
	return true;
}

void sheet_inside(const char *text, size_t n, const char *file, const struct tags *file_tags, const struct sheet_sink *sink)
{
	struct cue cue;

	if (!n || cue_parse(text, n, true, &cue))
		return;
	for (size_t i = 0; i < cue.n; i++) {
		struct part part = { .file = file };
		struct tags tags;
		char title[32];

		if (part_tags(&cue, &cue.tracks[i], file_tags, &part, title, &tags))
			sink->part(sink->ctx, (unsigned)i + 1, &tags);
	}
	cue_done(&cue);
}

/* ---- a sheet of its own ---- */

struct sheet {
	struct tags_holder *holder;
	const char *path;
	const struct sheet_sink *sink;
	struct cue cue;
	const char *last_name;		/* the FILE the last track was of … */
	char *last_file;		/* … and what it was found to be; NULL = nothing */
	struct tags last_tags;
	bool is_last_good;
	struct buf why;			/* of the first file that could not be read */
	int64_t duration_ms;
	unsigned told;
};

/* Tracks of a file stand together: it is looked for and read once. */
static bool open_file(struct sheet *s, const struct cue_track *t)
{
	if (s->last_name == t->file)
		return s->is_last_good;
	s->last_name = t->file;
	free(s->last_file);
	s->last_file = find_file(s->path, &s->cue, t);
	s->is_last_good = s->last_file && !tags_read(s->holder, s->last_file, &s->last_tags);
	if (!s->is_last_good && !s->why.len) {
		if (s->last_file)
			buf_addf(&s->why, "%s: %s", path_base(s->last_file), err_text());
		else
			buf_addf(&s->why, _("the file it names is not there: %s"), t->file);
	}
	return s->is_last_good;
}

static void tell_parts(struct sheet *s)
{
	for (size_t i = 0; i < s->cue.n; i++) {
		const struct cue_track *t = &s->cue.tracks[i];
		struct part part;
		struct tags tags;
		char title[32];

		if (!t->file || !open_file(s, t))
			continue;
		part = (struct part){ .file = s->last_file };
		if (!part_tags(&s->cue, t, &s->last_tags, &part, title, &tags))
			continue;
		s->duration_ms += tags.duration_ms;
		s->told++;
		s->sink->part(s->sink->ctx, (unsigned)i + 1, &tags);
	}
}

static void tell_whole(const struct sheet *s)
{
	struct tags t;

	tags_clear(&t);
	t.title = s->cue.title;
	t.artist = s->cue.performer;
	t.codec = "CUE";
	t.duration_ms = s->duration_ms;
	t.has_parts = true;
	s->sink->whole(s->sink->ctx, &t);
}

enum err sheet_read(struct tags_holder *h, const char *path, const struct sheet_sink *sink)
{
	struct sheet s = { .holder = h, .path = path, .sink = sink };
	char *data;
	size_t n;
	enum err err = read_file(path, CUE_BYTES_MAX, &data, &n);

	if (err)
		return err == ERR_LIMIT ? fail(ERR_LIMIT, _("is longer than a cue sheet can be (%d bytes)"), CUE_BYTES_MAX) : fail(err, _("cannot be opened"));
	err = cue_parse(data, n, false, &s.cue);
	free(data);
	if (err)
		return err;
	buf_init(&s.why, 4 * WIRE_TEXT_MAX);
	tell_parts(&s);
	if (s.told)
		tell_whole(&s);
	else
		err = fail(ERR_MISSING, "%s", s.why.len ? s.why.data : _("no track in this cue sheet"));
	buf_done(&s.why);
	free(s.last_file);
	cue_done(&s.cue);
	return err;
}
