/* test_decode.c -- the decode seam: made files come back sample for sample, other people's formats within what their codecs lose, bad ones with a reason. */
#include "music.h"
#include "../tap.h"

#include <fcntl.h>
#include <sndfile.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

static char dir[] = "/tmp/segue-decode-XXXXXX";

static const char *at(const char *name)
{
	static char path[2][512];
	static int turn;

	turn = !turn;
	snprintf(path[turn], sizeof path[turn], "%s/%s", dir, name);
	return path[turn];
}

/* What channel c of a made file is at frame i: a tone of its own each, with noise below it that no codec could guess. */
static float tone(int64_t i, int c, int rate_hz)
{
	uint32_t noise = (uint32_t)(i * 8 + c) * 2654435761u;

	noise ^= noise >> 15;
	return 0.5f * (float)sin(2 * M_PI * (200 + 110 * c) * (double)i / rate_hz) + ((float)(noise & 0xffff) / 65536 - 0.5f) * 0.1f;
}

static void make(const char *name, int format, int rate_hz, int channels, int64_t frames)
{
	SF_INFO info = { .samplerate = rate_hz, .channels = channels, .format = format };
	SNDFILE *f = sf_open(at(name), SFM_WRITE, &info);
	float block[1024 * 8];

	if (!f) {
		ok(false, "%s can be made: %s", name, sf_strerror(NULL));
		return;
	}
	for (int64_t i = 0; i < frames;) {
		int64_t n = MIN_OF((int64_t)1024, frames - i);

		for (int64_t k = 0; k < n; k++)
			for (int c = 0; c < channels; c++)
				block[k * channels + c] = tone(i + k, c, rate_hz);
		sf_writef_float(f, block, n);
		i += n;
	}
	sf_close(f);
}

struct sound { float *at; size_t n, cap; int channels, rate_hz; enum err err; struct decode_info info; };

static struct sound read_all(const char *path, struct decode_want want, size_t step)
{
	struct sound s = { 0 };
	struct decoder *d;
	size_t n = 1;

	s.err = decode_open(&d, path, &want);
	if (s.err)
		return s;
	s.channels = decode_facts(d)->channels;
	s.rate_hz = decode_facts(d)->rate_hz;
	while (!s.err && n) {
		if ((s.n + step) * (size_t)s.channels > s.cap) {
			s.cap = (s.n + step) * (size_t)s.channels * 2;
			s.at = xreallocarray(s.at, s.cap, sizeof *s.at);
		}
		s.err = decode_read(d, s.at + s.n * (size_t)s.channels, step, &n);
		if (!s.err)
			s.n += n;
	}
	if (!s.err)
		ok(!decode_read(d, s.at, 1, &n) && !n, "%s: the end stays the end", path_base(path));
	s.info = *decode_facts(d);
	s.info.codec = "";
	decode_close(d);
	return s;
}

/* ---- what was made ---- */

static void check_made(const char *name, int format, int rate_hz, int channels, double tolerance)
{
	const int64_t frames = rate_hz * 3 / 10;
	double worst = 0;
	struct sound s;

	make(name, format, rate_hz, channels, frames);
	s = read_all(at(name), (struct decode_want){ 0 }, 777);
	if (!ok(!s.err && s.rate_hz == rate_hz && s.channels == channels && s.n == (size_t)frames && s.info.frames == frames && s.info.is_exact,
		"%s: %d Hz, %d channels, every frame of it", name, rate_hz, channels))
		printf("# %s: %d Hz, %d channels, %zu frames\n", s.err ? err_text() : "", s.rate_hz, s.channels, s.n);
	for (size_t i = 0; i < s.n && !s.err; i++)
		for (int c = 0; c < channels; c++)
			worst = fmax(worst, fabs((double)(s.at[i * (size_t)channels + (size_t)c] - tone((int64_t)i, c, rate_hz))));
	is_near(worst, 0, tolerance, "... sample for sample");
	free(s.at);
	s = read_all(at(name), (struct decode_want){ .is_mono = true, .start_ms = 100, .end_ms = 200 }, 4096);
	worst = 0;
	for (size_t i = 0; i < s.n && !s.err; i++) {
		double sum = 0;

		for (int c = 0; c < channels; c++)
			sum += (double)tone((int64_t)i + rate_hz / 10, c, rate_hz);
		worst = fmax(worst, fabs((double)s.at[i] - sum / channels));
	}
	ok(!s.err && s.channels == 1 && s.n == (size_t)rate_hz / 5 - (size_t)rate_hz / 10 && worst <= tolerance, "... and a stretch of it, in mono");
	free(s.at);
}

static void check_formats_made(void)
{
	static const struct { const char *name; int format; int rate_hz, channels; double tolerance; } rows[] = {
		{ "a.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16, 44100, 2, 4e-5 },
		{ "b.wav", SF_FORMAT_WAV | SF_FORMAT_FLOAT, 192000, 1, 1e-7 },
		{ "c.aiff", SF_FORMAT_AIFF | SF_FORMAT_PCM_24, 48000, 2, 1e-6 },
		{ "d.flac", SF_FORMAT_FLAC | SF_FORMAT_PCM_16, 44100, 2, 4e-5 },
		{ "e.flac", SF_FORMAT_FLAC | SF_FORMAT_PCM_24, 96000, 8, 1e-6 },
		{ "f.flac", SF_FORMAT_FLAC | SF_FORMAT_PCM_16, 8000, 1, 4e-5 },
		{ "g.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_U8, 11025, 6, 1.0 / 120 },
		/* by libav: libsndfile's own .au and .caf */
		{ "h.au", SF_FORMAT_AU | SF_FORMAT_PCM_16, 44100, 2, 4e-5 },
		{ "i.caf", SF_FORMAT_CAF | SF_FORMAT_PCM_16, 22050, 1, 4e-5 },
	};

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		if (i >= 7) {
			/* an estimate there: its frames are counted by reading */
			struct sound s;

			make(rows[i].name, rows[i].format, rows[i].rate_hz, rows[i].channels, rows[i].rate_hz);
			s = read_all(at(rows[i].name), (struct decode_want){ 0 }, 1000);
			is_int((long long)s.n, rows[i].rate_hz, rows[i].name);
			is_near(s.n > 5000 ? (double)s.at[5000 * s.channels] : 9, (double)tone(5000, 0, rows[i].rate_hz), rows[i].tolerance, "... as it was written");
			free(s.at);
			continue;
		}
		check_made(rows[i].name, rows[i].format, rows[i].rate_hz, rows[i].channels, rows[i].tolerance);
	}
}

static double level_db(const struct sound *s, size_t from, size_t to)
{
	double sum = 0;

	for (size_t i = from; i < to && i < s->n; i++)
		sum += (double)s->at[i * (size_t)s->channels] * (double)s->at[i * (size_t)s->channels];
	return to > from ? 10 * log10(sum / (double)(to - from) + 1e-20) : -200;
}

static void check_resampling(void)
{
	static const struct { const char *name; int to_hz; } rows[] = { { "a.wav", 22050 }, { "a.wav", 48000 }, { "f.flac", 44100 }, { "b.wav", 8000 } };

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct sound whole = read_all(at(rows[i].name), (struct decode_want){ 0 }, 4096);
		struct sound s = read_all(at(rows[i].name), (struct decode_want){ .rate_hz = rows[i].to_hz, .is_mono = true }, 100);
		struct sound mono = read_all(at(rows[i].name), (struct decode_want){ .is_mono = true }, 100);

		is_near((double)s.n, 0.3 * rows[i].to_hz, 2, "resampled: as long as it was");
		ok(s.rate_hz == rows[i].to_hz && whole.n > 0, "... at the rate asked for");
		/* the tones are below every one of these rates; the noise that is cut off is far below them */
		is_near(level_db(&s, s.n / 10, s.n * 9 / 10), level_db(&mono, mono.n / 10, mono.n * 9 / 10), 0.3, "... and as loud");
		free(s.at);
		free(whole.at);
		free(mono.at);
	}
}

static void check_not_numbers(void)
{
	SF_INFO info = { .samplerate = 44100, .channels = 1, .format = SF_FORMAT_WAV | SF_FORMAT_FLOAT };
	SNDFILE *f = sf_open(at("nan.wav"), SFM_WRITE, &info);
	float block[1000];
	bool good = true;
	struct sound s;

	for (int i = 0; i < 1000; i++)
		block[i] = i % 4 == 0 ? NAN : i % 4 == 1 ? INFINITY : i % 4 == 2 ? 1e30f : 2.5f;
	sf_writef_float(f, block, 1000);
	sf_close(f);
	s = read_all(at("nan.wav"), (struct decode_want){ 0 }, 300);
	for (size_t i = 0; i < s.n; i++)
		good &= i % 4 < 2 ? s.at[i] == 0 : i % 4 == 2 ? s.at[i] == 1e4f : s.at[i] == 2.5f;
	ok(!s.err && s.n == 1000 && good, "NaN and Inf become silence, what is beyond sense is cut, what is over full scale is kept");
	is_int((long long)s.info.not_numbers, 750, "... and counted");
	free(s.at);
}

/* ---- what is wrong ---- */

static void write_bytes(const char *name, const void *p, size_t n)
{
	if (write_file(at(name), p, n, 0600))
		ok(false, "%s", err_text());
}

static void fails(const char *path, enum err want, const char *what)
{
	struct sound s = read_all(path, (struct decode_want){ 0 }, 4096);

	if (!ok(s.err == want, "%s: refused with a reason", what))
		printf("# error %d, want %d: %s\n", s.err, want, err_text());
	else
		printf("# %s\n", err_text());
	if (want == s.err)
		ok(strstr(err_text(), path_base(path)) != NULL, "... that names the file");
	free(s.at);
}

/* What is behind a hole is heard as it is in the whole file: the last frames of the two channels. */
static void check_hole(void)
{
	struct sound whole = read_all(at("d.flac"), (struct decode_want){ 0 }, 4096), holed;
	char *flac;
	size_t n, last = 800, off = 0;

	if (read_file(at("d.flac"), 1 << 20, &flac, &n))
		die("%s", err_text());
	memset(flac + n / 3, 0x55, 20);
	write_bytes("hole.flac", flac, n);
	holed = read_all(at("hole.flac"), (struct decode_want){ 0 }, 4096);
	for (size_t i = 0; i < 2 * last && whole.n > last && holed.n > last; i++)
		off += fabsf(whole.at[2 * (whole.n - last) + i] - holed.at[2 * (holed.n - last) + i]) > 1e-6f;
	ok(!holed.err && whole.n > last && holed.n > last && !off, "behind a hole it is heard again (%zu of %zu frames)", holed.n, whole.n);
	free(whole.at);
	free(holed.at);
	free(flac);
}

static void check_bad(void)
{
	char junk[5000], *flac;
	size_t n;
	struct sound s;

	for (size_t i = 0; i < sizeof junk; i++)
		junk[i] = (char)(i * 7919 >> 3);
	fails(at("nowhere.mp3"), ERR_IO, "a file that is not there");
	fails(dir, ERR_IO, "a folder");
	write_bytes("zero.mp3", "", 0);
	fails(at("zero.mp3"), ERR_PARSE, "an empty file");
	write_bytes("junk.mp3", junk, sizeof junk);
	fails(at("junk.mp3"), ERR_PARSE, "noise that says it is an MP3");
	if (mkfifo(at("pipe.mp3"), 0600))
		ok(false, "a pipe can be made");
	fails(at("pipe.mp3"), ERR_IO, "a pipe nobody writes to");
	/* a playlist would send libav elsewhere */
	write_bytes("list.mp3", "#EXTM3U\n#EXT-X-VERSION:3\n#EXTINF:1,\n/etc/passwd\n#EXT-X-ENDLIST\n", 62);
	fails(at("list.mp3"), ERR_PARSE, "a playlist in disguise");
	write_bytes("concat.mp3", "ffconcat version 1.0\nfile a.wav\n", 32);
	fails(at("concat.mp3"), ERR_PARSE, "another one");
	if (read_file(at("d.flac"), 1 << 20, &flac, &n))
		return;
	write_bytes("short.flac", flac, n / 2);
	s = read_all(at("short.flac"), (struct decode_want){ 0 }, 4096);
	ok(!s.err && s.n > 4000 && s.n < 13230, "a FLAC cut in half: what is there of it (%zu frames)", s.n);
	free(s.at);
	memset(flac + n / 2, 0x55, 2000);
	write_bytes("hole.flac", flac, n);
	s = read_all(at("hole.flac"), (struct decode_want){ 0 }, 4096);
	ok(!s.err && s.n > 4000, "a FLAC with a hole in it goes on as far as it can (%zu frames)", s.n);
	free(s.at);
	free(flac);
	check_hole();
	s = read_all(at("a.wav"), (struct decode_want){ .start_ms = 200, .end_ms = 100 }, 4096);
	is_int(s.err, ERR_ARG, "a stretch that ends before it begins");
	s = read_all(at("a.wav"), (struct decode_want){ .start_ms = 5000 }, 4096);
	ok(!s.err && !s.n, "a stretch behind the end is empty");
	free(s.at);
	make("none.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16, 44100, 2, 0);
	s = read_all(at("none.wav"), (struct decode_want){ 0 }, 4096);
	ok(s.err == ERR_PARSE || (!s.err && !s.n), "a WAV of no length is empty, or refused");
	free(s.at);
}

/* ---- other people's encoders ---- */

/* The shift in frames (-range..range) at which the two are most alike, and how much (1 = the same but for loudness). */
static double likeness(const struct sound *a, const struct sound *b, size_t a_from, size_t n, int range, int *ret_shift)
{
	double best = -2;

	for (int shift = -range; shift <= range; shift++) {
		double ab = 0, aa = 0, bb = 0;

		for (size_t i = 0; i < n; i++) {
			int64_t k = (int64_t)(a_from + i) + shift;
			double x = a_from + i < a->n ? (double)a->at[a_from + i] : 0, y = k >= 0 && (size_t)k < b->n ? (double)b->at[k] : 0;

			ab += x * y;
			aa += x * x;
			bb += y * y;
		}
		if (aa > 0 && bb > 0 && ab / sqrt(aa * bb) > best) {
			best = ab / sqrt(aa * bb);
			*ret_shift = shift;
		}
	}
	return best;
}

/* A name in the folder of formats; frames it may be longer or shorter, and shifted, than what was encoded; how alike it must be; and what a jump may miss. */
static const struct { const char *name; int off, shift; double alike; int jump; } shared[] = {
	{ "t.s16.wav", 0, 0, 1, 0 }, { "t.s24.wav", 0, 0, .9999, 0 }, { "t.f32.wav", 0, 0, .9999, 0 }, { "t.s16.aiff", 0, 0, .9999, 0 }, { "t.flac", 0, 0, .9999, 0 },
	{ "t.alac.m4a", 0, 0, .9999, 0 }, { "t.tta", 0, 0, .9999, 0 }, { "t.wv", 0, 0, .9999, 0 },
	/* trimmed to the frame by what their encoders wrote */
	{ "t.cbr128.mp3", 0, 0, .99, 0 }, { "t.v2.mp3", 0, 0, .99, 0 }, { "t.mono.mp3", 0, 0, .98, 0 }, { "t.ogg", 0, 0, .99, 0 }, { "t.opus", 400, 1, .97, 0 },
	{ "t.m4a", 0, 0, .99, 0 },
	/* nothing there says how much the encoder added: at most two of its frames, before and behind */
	{ "t.mka", 1100, 64, .99, 200 }, { "t.aac", 2100, 1100, .98, 0 }, { "t.ac3", 1600, 300, .98, 16 }, { "t.wma", 4200, 2100, .97, 4096 },
};

static void check_shared(const char *formats)
{
	char path[600];
	struct sound ref;

	snprintf(path, sizeof path, "%s/t.s16.wav", formats);
	ref = read_all(path, (struct decode_want){ .is_mono = true, .rate_hz = 44100 }, 4096);
	if (!ok(!ref.err && ref.n == 8 * 44100, "the reference is there"))
		return;
	for (size_t i = 0; i < COUNT_OF(shared); i++) {
		struct sound s, part;
		int shift = 9999;
		double alike;

		snprintf(path, sizeof path, "%s/%s", formats, shared[i].name);
		s = read_all(path, (struct decode_want){ .is_mono = true, .rate_hz = 44100 }, 4096);
		if (s.err) {
			ok(false, "%s: %s", shared[i].name, err_text());
			continue;
		}
		ok(llabs((long long)s.n - (long long)ref.n) <= shared[i].off, "%s: as long as what was encoded (%lld frames off, %d allowed)", shared[i].name,
		   (long long)s.n - (long long)ref.n, shared[i].off);
		alike = likeness(&ref, &s, 3 * 44100, 8192, MAX_OF(4, shared[i].shift), &shift);
		ok(alike >= shared[i].alike - 1e-9 && abs(shift) <= shared[i].shift, "... and the same sound (%.4f alike, %d frames off)", alike, shift);
		part = read_all(path, (struct decode_want){ .is_mono = true, .rate_hz = 44100, .start_ms = 2000, .end_ms = 3500 }, 4096);
		alike = part.err ? 0 : likeness(&part, &s, 22050, 8192, 0, &shift);
		/* part is s from 2 s on */
		if (!part.err && s.n > 88200) {
			struct sound rest = s;

			rest.at += 88200;
			rest.n -= 88200;
			alike = likeness(&part, &rest, 22050, 8192, shared[i].jump + 2, &shift);
		}
		ok(alike > .99 && abs(shift) <= shared[i].jump, "... a stretch from its middle is where it should be (%.4f, %d off)", alike, shift);
		is_near((double)part.n, 1.5 * 44100, 2, "... and as long");
		free(part.at);
		free(s.at);
	}
	free(ref.at);
	for (int i = 0; i < 2; i++) {
		snprintf(path, sizeof path, "%s/%s", formats, i ? "t.empty.flac" : "t.garbage.mp3");
		fails(path, ERR_PARSE, path_base(path));
	}
	snprintf(path, sizeof path, "%s/t.truncated.mp3", formats);
	ref = read_all(path, (struct decode_want){ 0 }, 4096);
	ok(!ref.err && ref.n > 44100, "a truncated MP3: what is there of it (%zu frames)", ref.n);
	free(ref.at);
}

/* ---- bounds ---- */

static void check_long(void)
{
	const int64_t frames = (int64_t)3 * 3600 * 8000;
	struct rusage before, after;
	struct decoder *d;
	float block[4096];
	int64_t sum = 0;
	size_t n = 1;

	/* three hours, most of them a hole in the file */
	make("long.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16, 8000, 1, 8000);
	if (truncate(at("long.wav"), 44 + frames * 2)) {
		skip("three hours", "no room for them");
		return;
	}
	{
		int fd = open(at("long.wav"), O_WRONLY);
		uint32_t riff = (uint32_t)(36 + frames * 2), data = (uint32_t)(frames * 2);

		ok(pwrite(fd, &riff, 4, 4) == 4 && pwrite(fd, &data, 4, 40) == 4, "three hours of it");
		close(fd);
	}
	getrusage(RUSAGE_SELF, &before);
	if (!ok(!decode_open(&d, at("long.wav"), &(struct decode_want){ .rate_hz = 16000 }), "three hours can be opened"))
		return;
	while (n && !decode_read(d, block, COUNT_OF(block), &n))
		sum += (int64_t)n;
	getrusage(RUSAGE_SELF, &after);
	is_near((double)sum, (double)frames * 2, 4, "... read to their end");
	ok(after.ru_maxrss - before.ru_maxrss < 8192, "... in memory that does not grow (%ld KiB)", after.ru_maxrss - before.ru_maxrss);
	decode_close(d);
}

int main(void)
{
	const char *top = getenv("SHARED");
	char *formats = xasprintf("%s/data/audio/formats", top ? top : "../shared"), *rm;

	if (!mkdtemp(dir))
		return 99;
	check_formats_made();
	check_resampling();
	check_not_numbers();
	check_bad();
	if (access(formats, R_OK))
		skip("formats of other encoders", "the shared folder is not here");
	else
		check_shared(formats);
	check_long();
	free(formats);
	rm = xasprintf("rm -rf '%s'", dir);
	if (system(rm))
		ok(false, "cleaned up");
	free(rm);
	return done();
}
