/*
 * demo.c -- the demo library: renders the pieces of pieces.c into tagged FLAC files.
 * A file is written beside its place under a lock and renamed, so that two players, or one that is killed, never
 * leave half a file where a scan would find it.
 */
#include "compose.h"
#include "score.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <sndfile.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

size_t demo_count(void)
{
	return piece_count;
}

const char *demo_title(size_t i)
{
	return i < piece_count ? pieces[i].title : "";
}

/* To 16 bits, with triangular noise of one step so that the fades do not end in grit. */
static short *quantise(const struct mix *m)
{
	short *pcm = xreallocarray(NULL, m->n * 2, sizeof *pcm);
	struct rng rng;

	rng_seed(&rng, 16);
	for (size_t i = 0; i < m->n * 2; i++) {
		double x = (i % 2 ? m->right[i / 2] : m->left[i / 2]) * 32766, d = rng_unit(&rng) - rng_unit(&rng);

		pcm[i] = (short)lrint(fmax(-32768, fmin(32767, x + d)));
	}
	return pcm;
}

static enum err write_flac(int fd, const char *path, const struct piece *p, const struct mix *m)
{
	SF_INFO info = { .samplerate = SYNTH_RATE_HZ, .channels = 2, .format = SF_FORMAT_FLAC | SF_FORMAT_PCM_16 };
	SNDFILE *f = sf_open_fd(fd, SFM_WRITE, &info, SF_FALSE);
	char no[16];
	bool whole;
	short *pcm;

	if (!f)
		return fail(ERR_IO, _("cannot write %s: %s"), path, sf_strerror(NULL));
	snprintf(no, sizeof no, "%d", p->track_no);
	const struct { int key; const char *text; } tags[] = {
		{ SF_STR_TITLE, p->title }, { SF_STR_ARTIST, p->artist }, { SF_STR_ALBUM, p->album }, { SF_STR_GENRE, p->genre },
		{ SF_STR_DATE, p->date }, { SF_STR_TRACKNUMBER, no }, { SF_STR_LICENSE, "CC0-1.0" },
		{ SF_STR_COMMENT, "Written and played by Segue's demo synthesiser" },
	};
	for (size_t i = 0; i < COUNT_OF(tags); i++)
		sf_set_string(f, tags[i].key, tags[i].text);
	pcm = quantise(m);
	whole = sf_writef_short(f, pcm, (sf_count_t)m->n) == (sf_count_t)m->n;
	free(pcm);
	whole &= !sf_close(f);
	return whole ? OK : fail(ERR_IO, _("cannot write %s"), path);
}

/* Under the lock of `part`: `path` is there, or is made. */
static enum err render_locked(const struct piece *p, int fd, const char *part, const char *path)
{
	struct stat st;
	struct mix mix;
	enum err e;

	if (!stat(path, &st))
		return OK;	/* whoever had the lock before us made it */
	if (ftruncate(fd, 0))
		return fail_errno(ERR_IO, _("cannot write %s"), part);
	e = score_render(p, &mix);
	if (e)
		return e;
	e = write_flac(fd, part, p, &mix);
	mix_done(&mix);
	if (!e && fsync(fd))
		e = fail_errno(ERR_IO, _("cannot write %s"), part);
	if (!e && rename(part, path))
		e = fail_errno(ERR_IO, _("cannot write %s"), path);
	if (e)
		unlink(part);
	return e;
}

enum err demo_render(size_t i, const char *dir)
{
	char *album = NULL, *path = NULL, *part = NULL;
	const struct piece *p;
	struct stat st;
	enum err e;
	int fd = -1;

	if (i >= piece_count)
		return fail(ERR_ARG, _("the demo has no piece %zu"), i);
	p = &pieces[i];
	album = xasprintf("%s/%s/%s", dir, p->artist, p->album);
	path = xasprintf("%s/%02d %s.flac", album, p->track_no, p->title);
	part = xasprintf("%s/.%02d.part", album, p->track_no);
	e = OK;
	if (!stat(path, &st))
		goto out;
	e = make_dirs(album, 0755);
	if (e)
		goto out;
	fd = open(part, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0644);
	if (fd < 0) {
		e = fail_errno(ERR_IO, _("cannot write %s"), part);
		goto out;
	}
	while (flock(fd, LOCK_EX)) {
		if (errno != EINTR) {
			e = fail_errno(ERR_IO, _("cannot lock %s"), part);
			goto out;
		}
	}
	e = render_locked(p, fd, part, path);
out:
	if (fd >= 0)
		close(fd);
	free(album);
	free(path);
	free(part);
	return e;
}
