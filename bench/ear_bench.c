/*
 * ear_bench [FILE…] -- what hearing a track costs: audio seconds a processor second of one thread, the whole analysis beside decoding alone, and what it
 * is made of; beside it aubio's tempo and libebur128, where they are installed; then how much memory `segue features` takes for one minute, four
 * minutes and three hours.
 *
 * Without files: four minutes of music (of the shared folder, else the demo pieces) as FLAC and MP3, and three hours of the MP3 in a row. The parts are
 * measured one at a time, each fed by the one before it from memory; features are what is left of the whole.
 */
#include "compose.h"
#include "ear/room.h"
#include "music.h"

#if HAVE_AUBIO
#include <aubio/aubio.h>
#endif
#if HAVE_EBUR128
#include <ebur128.h>
#endif
#include <glob.h>
#include <locale.h>
#include <math.h>
#include <sndfile.h>
#include <soxr.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { BLOCK = 4096, ROUNDS = 5, MINUTES = 4, COPIES = 45 };
/* What issue 4 asks for. */
#define DECODES_MOST 2.0
#define RESIDENT_MOST_MIB 60.0

static double cpu_s(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* A decoded track: what the parts are fed with. */
struct pcm { float *at, *low; size_t n, n_low; int rate_hz, channels; };

static bool decode(const char *path, struct ear *ear, struct pcm *keep, double *ret_s)
{
	struct decode_want want = { 0 };
	struct decoder *d;
	size_t n = 1, cap = 0;
	double from = cpu_s();

	if (decode_open(&d, path, &want)) {
		printf("%s\n", err_text());
		return false;
	}
	int channels = decode_facts(d)->channels;
	float *block = xcalloc((size_t)(BLOCK * channels), sizeof *block);
	while (n && !decode_read(d, block, BLOCK, &n)) {
		if (ear)
			ear_feed(ear, block, n);
		if (!keep)
			continue;
		while (keep->n + n > cap) {
			cap = cap ? 2 * cap : 1 << 20;
			keep->at = xreallocarray(keep->at, cap, sizeof *keep->at * (size_t)channels);
		}
		memcpy(keep->at + keep->n * (size_t)channels, block, n * (size_t)channels * sizeof *block);
		keep->n += n;
		keep->channels = channels;
		keep->rate_hz = decode_facts(d)->rate_hz;
	}
	free(block);
	decode_close(d);
	*ret_s = cpu_s() - from;
	return true;
}

/* Decoded, heard and packed, as a child that listens does it. */
static double whole(const char *path, const struct pcm *t)
{
	struct features f;
	struct ear *ear;
	struct buf packed;
	float *beats = NULL;
	size_t n_beats;
	double from = cpu_s(), s;

	if (ear_open(&ear, t->rate_hz, t->channels))
		return 0;
	ear_expect(ear, (int64_t)t->n);
	decode(path, ear, NULL, &s);
	ear_finish(ear, &f, &beats, &n_beats);
	buf_init(&packed, 1 << 20);
	if (features_pack(&f, beats, n_beats, &packed) || ear_print(ear, &packed))
		printf("%s\n", err_text());
	buf_done(&packed);
	free(beats);
	ear_free(ear);
	return cpu_s() - from;
}

/* ---- the parts ---- */

/* Mean of the channels, at the ear's rate; kept for the parts after it. */
static double resample(struct pcm *t)
{
	double from = cpu_s();
	size_t channels = (size_t)t->channels, max = (size_t)((double)t->n * EAR_HZ / t->rate_hz) + BLOCK, made, took;
	float *mono = xcalloc(BLOCK, sizeof *mono);
	soxr_quality_spec_t quality = soxr_quality_spec(SOXR_MQ, 0);
	soxr_t s = soxr_create(t->rate_hz, EAR_HZ, 1, NULL, NULL, &quality, NULL);

	t->low = xcalloc(max, sizeof *t->low);
	t->n_low = 0;
	for (size_t at = 0; at < t->n; at += BLOCK) {
		size_t n = t->n - at < BLOCK ? t->n - at : BLOCK;
		const float *x = t->at + at * channels;

		for (size_t i = 0; i < n; i++) {
			mono[i] = 0;
			for (size_t c = 0; c < channels; c++)
				mono[i] += x[i * channels + c] / (float)channels;
		}
		soxr_process(s, mono, n, &took, t->low + t->n_low, max - t->n_low, &made);
		t->n_low += made;
	}
	soxr_delete(s);
	free(mono);
	return cpu_s() - from;
}

static void ignore(void *ctx, const struct stft *s)
{
	*(float *)ctx += s->power[1];
}

/* The four transforms; of the three for timbre, keys and patterns the share that ear.c takes of a long track. */
static double spectra(const struct pcm *t)
{
	static const struct { int n, hop; } rows[] = { { 512, ODF_HOP }, { 1024, 512 }, { 8192, 4096 }, { 2048, 512 } };
	double from = cpu_s();
	float sum = 0;

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct stft s;
		size_t n = i && t->n_low > (size_t)150 * EAR_HZ ? (size_t)120 * EAR_HZ : t->n_low;

		if (stft_init(&s, rows[i].n, rows[i].hop, WINDOW_HANN, ignore, &sum))
			continue;
		stft_feed(&s, t->low, n);
		stft_done(&s);
	}
	return cpu_s() - from;
}

static double loudness(const struct pcm *t)
{
	double from = cpu_s();
	struct loudness *l;
	struct features f;

	if (loudness_open(&l, t->rate_hz, t->channels))
		return 0;
	for (size_t i = 0; i < t->n; i += BLOCK)
		loudness_feed(l, t->at + i * (size_t)t->channels, t->n - i < BLOCK ? t->n - i : BLOCK);
	loudness_finish(l, &f);
	loudness_free(l);
	return cpu_s() - from;
}

/* ---- the peers: 0 where they are not installed ---- */

static double aubio_s(const struct pcm *t)
{
#if HAVE_AUBIO
	enum { WINDOW = 1024, HOP = 512 };
	double from = cpu_s();
	aubio_tempo_t *tempo = new_aubio_tempo("default", WINDOW, HOP, (uint_t)t->rate_hz);
	fvec_t *in = new_fvec(HOP), *out = new_fvec(2);
	size_t channels = (size_t)t->channels;

	for (size_t at = 0; at + HOP <= t->n; at += HOP) {
		for (size_t i = 0; i < HOP; i++) {
			in->data[i] = 0;
			for (size_t c = 0; c < channels; c++)
				in->data[i] += t->at[(at + i) * channels + c] / (float)channels;
		}
		aubio_tempo_do(tempo, in, out);
	}
	del_fvec(in);
	del_fvec(out);
	del_aubio_tempo(tempo);
	return cpu_s() - from;
#else
	(void)t;
	return 0;
#endif
}

static double ebur128_s(const struct pcm *t)
{
#if HAVE_EBUR128
	double from = cpu_s(), loud, range;
	ebur128_state *state = ebur128_init((unsigned)t->channels, (unsigned long)t->rate_hz, EBUR128_MODE_I | EBUR128_MODE_LRA | EBUR128_MODE_TRUE_PEAK);

	for (size_t i = 0; i < t->n; i += BLOCK)
		ebur128_add_frames_float(state, t->at + i * (size_t)t->channels, t->n - i < BLOCK ? t->n - i : BLOCK);
	ebur128_loudness_global(state, &loud);
	ebur128_loudness_range(state, &range);
	ebur128_destroy(&state);
	return cpu_s() - from;
#else
	(void)t;
	return 0;
#endif
}

/* ---- the table ---- */

enum column { DECODE, WHOLE, RESAMPLE, SPECTRA, FEATURES, LOUDNESS, AUBIO, EBUR128, COLUMNS };

static void print_row(const char *name, const double s[COLUMNS], double sound_s)
{
	printf("%-20.20s", name);
	for (size_t i = 0; i < COLUMNS; i++)
		if (s[i] > 0)
			printf(" %8.0f", sound_s / s[i]);
		else
			printf(" %8s", "-");
	double times = s[WHOLE] / s[DECODE];
	printf("   %.2f x decode%s, %.0f ms of 4 min\n", times, times > DECODES_MOST ? " (TOO SLOW)" : "", 240e3 * s[WHOLE] / sound_s);
}

static void print_head(void)
{
	printf("%-20s %8s %8s %8s %8s %8s %8s %8s %8s   (audio seconds a processor second, one thread)\n", "", "decode", "whole", "resample", "spectra",
	       "features", "loudness", "aubio", "ebur128");
}

/* The quickest of some rounds each: what else runs meanwhile only slows. */
static void bench(const char *path)
{
	double best[COLUMNS];
	struct pcm t = { 0 };

	for (size_t i = 0; i < COLUMNS; i++)
		best[i] = INFINITY;
	for (int round = 0; round < ROUNDS; round++) {
		double s[COLUMNS] = { 0 };

		if ((!t.n && !decode(path, NULL, &t, &s[DECODE])) || !t.n)
			return;
		decode(path, NULL, NULL, &s[DECODE]);
		s[WHOLE] = whole(path, &t);
		free(t.low);
		s[RESAMPLE] = resample(&t);
		s[SPECTRA] = spectra(&t);
		s[LOUDNESS] = loudness(&t);
		s[AUBIO] = aubio_s(&t);
		s[EBUR128] = ebur128_s(&t);
		for (size_t i = 0; i < COLUMNS; i++)
			best[i] = s[i] < best[i] ? s[i] : best[i];
	}
	best[FEATURES] = best[WHOLE] - best[DECODE] - best[RESAMPLE] - best[SPECTRA] - best[LOUDNESS];
	print_row(path_base(path), best, (double)t.n / t.rate_hz);
	free(t.at);
	free(t.low);
}

/* ---- memory: of the child that listens, as it is used ---- */

static void memory(const char *exe, const char *path, const char *what)
{
	struct rusage usage;
	int status;

	fflush(stdout);		/* and still small: a child's count begins with what its parent has */
	pid_t pid = fork();

	if (pid == 0) {
		if (freopen("/dev/null", "w", stdout))
			execl(exe, exe, "--quiet", "features", "--jobs", "1", "--json", path, (char *)NULL);
		_exit(127);
	}
	if (pid < 0 || wait4(pid, &status, 0, &usage) != pid || status)
		printf("%-20s failed\n", what);
	else
		printf("%-20s %6.1f MiB resident at most (%.2f of the %.0f allowed), %.1f s of processor\n", what, (double)usage.ru_maxrss / 1024,
		       (double)usage.ru_maxrss / 1024 / RESIDENT_MOST_MIB, RESIDENT_MOST_MIB, (double)usage.ru_utime.tv_sec + (double)usage.ru_utime.tv_usec / 1e6);
}

/* ---- the music ---- */

/* Stereo at 44.1 kHz from files, until there are enough minutes. */
static size_t gather(char **files, size_t n_files, float *to, size_t max)
{
	size_t n = 0;

	for (size_t k = 0; n_files && n < max; k++) {
		struct decode_want want = { .rate_hz = 44100 };
		struct decoder *d;
		size_t got = 1, before = n;

		if (decode_open(&d, files[k % n_files], &want))
			return n;
		while (decode_facts(d)->channels == 2 && got && n < max && !decode_read(d, to + 2 * n, max - n < BLOCK ? max - n : BLOCK, &got))
			n += got;
		decode_close(d);
		if (n == before)
			return n;
	}
	return n;
}

static bool write_as(const char *path, int format, const float *x, size_t n)
{
	SF_INFO info = { .samplerate = 44100, .channels = 2, .format = format };
	SNDFILE *f = sf_open(path, SFM_WRITE, &info);
	bool good = f && sf_command(f, SFC_SET_CLIPPING, NULL, SF_TRUE);	/* a lossy source exceeds full scale, which FLAC refuses */

	for (size_t i = 0; good && i < n; i += BLOCK) {
		sf_count_t k = (sf_count_t)(n - i < BLOCK ? n - i : BLOCK);

		good = sf_writef_float(f, x + 2 * i, k) == k;
	}
	if (f)
		sf_close(f);
	return good;
}

/* The file's bytes in a row, as often: an MP3 is frames, so that is a longer one. */
static bool repeat(const char *from, const char *to, int times)
{
	FILE *in = fopen(from, "rb"), *out = fopen(to, "wb");
	char chunk[65536];
	size_t n;
	bool good = in && out;

	for (int i = 0; good && i < times; i++) {
		rewind(in);
		while (good && (n = fread(chunk, 1, sizeof chunk, in)) > 0)
			good = fwrite(chunk, 1, n, out) == n;
	}
	if (in)
		fclose(in);
	if (out)
		good = !fclose(out) && good;
	return good;
}

static size_t make_music(const char *dir, float *x, size_t max)
{
	const char *shared = getenv("SHARED");
	char *pattern = xasprintf("%s/data/audio/pairs/*.ogg", shared ? shared : "../shared");
	glob_t found;

	if (glob(pattern, 0, NULL, &found)) {
		for (size_t i = 0; i < demo_count(); i++)
			if (demo_render(i, dir))
				printf("%s\n", err_text());
		free(pattern);
		pattern = xasprintf("%s/*/*/*.flac", dir);
		if (glob(pattern, 0, NULL, &found))
			return 0;
	}
	size_t n = gather(found.gl_pathv, found.gl_pathc, x, max);
	globfree(&found);
	free(pattern);
	return n;
}

struct made { char *dir, *flac, *mp3, *minute, *hours; };

/* In a child: what it takes is not counted. */
static bool make_files(const struct made *m)
{
	enum { MP3 = SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III, FLAC = SF_FORMAT_FLAC | SF_FORMAT_PCM_16 };
	size_t max = (size_t)MINUTES * 60 * 44100, n;
	int status;
	pid_t pid = fork();

	if (pid)
		return pid > 0 && waitpid(pid, &status, 0) == pid && !status;
	float *x = xcalloc(2 * max, sizeof *x);
	n = make_music(m->dir, x, max);
	_exit(!(n && write_as(m->flac, FLAC, x, n) && write_as(m->mp3, MP3, x, n) && write_as(m->minute, MP3, x, n / MINUTES) &&
		repeat(m->mp3, m->hours, COPIES)));
}

static void bench_made(const char *exe)
{
	const char *tmp = getenv("TMPDIR");
	struct made m = { .dir = xasprintf("%s/ear_bench.XXXXXX", tmp ? tmp : "/tmp") };

	if (!mkdtemp(m.dir)) {
		printf("%s cannot be made\n", m.dir);
		return;
	}
	m = (struct made){ m.dir, xasprintf("%s/4min.flac", m.dir), xasprintf("%s/4min.mp3", m.dir), xasprintf("%s/1min.mp3", m.dir),
		xasprintf("%s/3hours.mp3", m.dir) };
	if (make_files(&m)) {
		memory(exe, m.minute, "1 minute");
		memory(exe, m.mp3, "4 minutes");
		memory(exe, m.hours, "3 hours");
		print_head();
		bench(m.mp3);
		bench(m.flac);
	} else {
		printf("no music could be made in %s\n", m.dir);
	}
	char *clean = xasprintf("rm -rf %s", m.dir);
	if (system(clean))
		printf("%s is left\n", m.dir);
	free(clean);
	free(m.dir);
	free(m.flac);
	free(m.mp3);
	free(m.minute);
	free(m.hours);
}

int main(int argc, char **argv)
{
	char *exe = xasprintf("%s/segue", getenv("TOP_BUILDDIR") ? getenv("TOP_BUILDDIR") : ".");

	setlocale(LC_ALL, "C.UTF-8");
	if (argc > 1)
		print_head();
	for (int i = 1; i < argc; i++)
		bench(argv[i]);
	if (argc < 2)
		bench_made(exe);
	free(exe);
	return 0;
}
