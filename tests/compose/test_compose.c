/* test_compose.c -- the demo library: scores add up, files are sound, tagged, made once. */
#include "compose.h"
#include "compose/score.h"
#include "../tap.h"

#include <locale.h>
#include <sched.h>
#include <signal.h>
#include <sndfile.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char dir[] = "/tmp/segue-compose-XXXXXX";

static char *piece_path(const struct piece *p)
{
	return xasprintf("%s/%s/%s/%02d %s.flac", dir, p->artist, p->album, p->track_no, p->title);
}

/* Parts of a piece that do not end together are a slip of the pen. Where the whole is meant to end: in whole bars. */
static void test_scores(void)
{
	for (size_t i = 0; i < piece_count; i++) {
		double beats = 0, all;

		is_int(score_beats(&pieces[i], &all), OK, pieces[i].title);
		for (size_t k = 0; k < pieces[i].part_count; k++) {
			struct piece one = pieces[i];

			one.parts += k;
			one.part_count = 1;
			if (score_beats(&one, &beats) || fabs(beats - all) > 1e-6)
				printf("# part %zu has %g of %g beats\n", k + 1, beats, all);
			/* ringing voices may stop early, drums and basses keep on to the end */
			if (pieces[i].parts[k].grid && pieces[i].parts[k].voice != VOICE_CRASH)
				is_near(beats, all - (i == 8 ? 4 : 0), pieces[i].tail_s > 2 || i == 3 ? 8 : 4.01, "drums last as long");
		}
	}
}

static void test_notation(void)
{
	static const struct { const char *notes; int grid; double beats; } rows[] = {
		{ "c4", 0, 1 }, { "c4:3/2 d4", 0, 3 }, { "(c4:1/2 r)4", 0, 4 }, { "((c4:1 d4)2 e4:2)2", 0, 12 }, { "c4+e4+g#4:2^ | bb3_", 0, 4 },
		{ "x..X|o...", 4, 2 }, { "(x.)8", 2, 8 }, { "", 0, 0 },
	};
	static const char *const bad[] = { "h4", "c", "c4:", "c4:0", "c4:1/0", "c4+", "c4 )2", "(c4", "(c4)", "(c4)0", "c4x", "c4+c4+c4+c4+c4+c4+c4" };

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct part part = { .grid = rows[i].grid, .notes = rows[i].notes };
		struct piece piece = { .title = "t", .bpm = 60, .parts = &part, .part_count = 1 };
		double got = -1;

		ok(!score_beats(&piece, &got), "\"%s\" is read", rows[i].notes);
		is_near(got, rows[i].beats, 1e-9, "its beats");
	}
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		struct part part = { .notes = bad[i] };
		struct piece piece = { .title = "t", .bpm = 60, .parts = &part, .part_count = 1 };
		double got = -1;

		ok(score_beats(&piece, &got) == ERR_PARSE && got < 0, "\"%s\" is refused", bad[i]);
	}
}

static void test_level(const char *title, const float *x, size_t n)
{
	double peak = 0, last = fabs((double)x[n - 1]);
	bool silent = false, finite = true;

	for (size_t q = 0; q < 4; q++) {
		double sum = 0;

		for (size_t i = n / 4 * q; i < n / 4 * (q + 1); i++) {
			finite &= isfinite(x[i]);
			peak = fmax(peak, fabs((double)x[i]));
			sum += (double)x[i] * (double)x[i];
		}
		silent |= sqrt(sum / (double)(n / 4)) < .005;
	}
	ok(finite, "%s: all samples are numbers", title);
	ok(peak > .1 && peak < .999, "peak %.2f dB is below full scale and above -20 dB", 20 * log10(peak));
	ok(!silent, "every quarter of it sounds");
	ok(last < .001, "it ends in silence");
}

/*
 * How strongly the onsets repeat at `lag` seconds: autocorrelation of the rise of the energy in 5 ms steps, divided by its
 * value at 0.  Kept simple on purpose; the question is only whether the stated beat is there.
 */
static double onset_pulse(const float *x, size_t frames, int channels, double lag_s)
{
	const size_t hop = 220, c = (size_t)channels, step = hop * c;
	size_t n = frames / hop, lag;
	double *rise = xcalloc(n, sizeof *rise), was = 0, mean = 0, zero = 0, sum = 0;

	for (size_t i = 0; i < n; i++) {
		double e = 1e-6;

		/* differences: the waves of a bass are longer than a step and would be taken for onsets */
		for (size_t k = i * step + (i ? 0 : c); k < (i + 1) * step; k++)
			e += ((double)x[k] - (double)x[k - c]) * ((double)x[k] - (double)x[k - c]);
		rise[i] = i ? fmax(0, log(e) - was) : 0;
		was = log(e);
		mean += rise[i] / (double)n;
	}
	lag = (size_t)lrint(lag_s * SYNTH_RATE_HZ / (double)hop);
	for (size_t i = 0; i < n; i++) {
		zero += (rise[i] - mean) * (rise[i] - mean);
		if (i + lag < n)
			sum += (rise[i] - mean) * (rise[i + lag] - mean);
	}
	free(rise);
	return sum / zero;
}

static void test_piece(size_t i)
{
	const struct piece *p = &pieces[i];
	char *path = piece_path(p), no[16];
	SF_INFO info = { 0 };
	SNDFILE *f;

	is_int(demo_render(i, dir), OK, p->title);
	f = sf_open(path, SFM_READ, &info);
	if (!ok(f != NULL, "it is a file libsndfile reads")) {
		free(path);
		return;
	}
	double seconds = (double)info.frames / info.samplerate;
	ok(seconds >= 15 && seconds <= 35, "%.1f s is short", seconds);
	float *x = xcalloc((size_t)info.frames * (size_t)info.channels, sizeof *x);
	is_int(sf_readf_float(f, x, info.frames), info.frames, "all of it decodes");
	test_level(p->title, x, (size_t)info.frames * (size_t)info.channels);
	snprintf(no, sizeof no, "%d", p->track_no);
	is_str(sf_get_string(f, SF_STR_TITLE), p->title, "title");
	is_str(sf_get_string(f, SF_STR_ARTIST), p->artist, "artist");
	is_str(sf_get_string(f, SF_STR_ALBUM), p->album, "album");
	is_str(sf_get_string(f, SF_STR_GENRE), p->genre, "genre");
	is_str(sf_get_string(f, SF_STR_DATE), p->date, "date");
	is_str(sf_get_string(f, SF_STR_TRACKNUMBER), no, "track number");
	is_str(sf_get_string(f, SF_STR_LICENSE), "CC0-1.0", "licence");
	if (!strcmp(p->genre, "Techno") || !strcmp(p->genre, "Chiptune") || !strcmp(p->genre, "Drum & Bass")) {
		double beat = 60 / p->bpm, on = onset_pulse(x, (size_t)info.frames, info.channels, beat * 2);
		double off = onset_pulse(x, (size_t)info.frames, info.channels, beat * 2 * 1.09);

		ok(on > .3 && on > off * 2, "%g bpm can be felt: onsets repeat %.2f there, %.2f beside", p->bpm, on, off);
	}
	free(x);
	sf_close(f);
	free(path);
}

static void test_once(void)
{
	char *path = piece_path(&pieces[2]), *twin = xasprintf("%s/twin", dir), *other, *a = NULL, *b = NULL;
	size_t a_len = 0, b_len = 1;
	struct stat was, is;

	ok(!stat(path, &was) && !demo_render(2, dir) && !stat(path, &is), "rendered again");
	ok(was.st_ino == is.st_ino && was.st_mtim.tv_sec == is.st_mtim.tv_sec && was.st_mtim.tv_nsec == is.st_mtim.tv_nsec,
	   "what is there is left alone");
	is_int(demo_render(2, twin), OK, "rendered elsewhere");
	other = xasprintf("%s/%s", twin, path + strlen(dir) + 1);
	ok(!read_file(path, 64 << 20, &a, &a_len) && !read_file(other, 64 << 20, &b, &b_len), "both are read");
	ok(a_len == b_len && !memcmp(a, b, a_len), "the same bytes every time");
	free(a);
	free(b);
	free(other);
	free(path);
	free(twin);
}

/* A child is killed as soon as it has begun to write: no half file stands where a scan looks, and the next one makes it whole. */
static void test_killed(void)
{
	const struct piece *p = &pieces[1];
	char *killed = xasprintf("%s/killed", dir), *want = piece_path(p), *path, *part, *a = NULL, *b = NULL;
	size_t a_len = 0, b_len = 1;
	struct stat st;
	pid_t pid = fork();
	int status = 0;

	if (!pid)
		_exit(demo_render(1, killed) != OK);
	path = xasprintf("%s/%s/%s/%02d %s.flac", killed, p->artist, p->album, p->track_no, p->title);
	part = xasprintf("%s/%s/%s/.%02d.part", killed, p->artist, p->album, p->track_no);
	while (stat(part, &st) && !waitpid(pid, &status, WNOHANG))
		sched_yield();
	kill(pid, SIGKILL);
	ok(waitpid(pid, &status, 0) == pid && WIFSIGNALED(status), "killed while it rendered");
	ok(stat(path, &st) && !stat(part, &st), "only the part file is left");
	is_int(demo_render(1, killed), OK, "the next one renders it");
	ok(stat(part, &st) != 0, "and leaves no part file");
	ok(!read_file(want, 64 << 20, &a, &a_len) && !read_file(path, 64 << 20, &b, &b_len), "both are read");
	ok(a_len == b_len && !memcmp(a, b, a_len), "it is whole");
	free(a);
	free(b);
	free(killed);
	free(want);
	free(path);
	free(part);
}

static void test_refused(void)
{
	char *file = path_join(dir, "file"), *below = path_join(dir, "file/music");

	ok(!write_file(file, "", 0, 0600), "a file where a folder should be");
	ok(demo_render(0, below) != OK && err_text()[0] && !strchr(err_text(), '\n'), "is one sentence: %s", err_text());
	is_int(demo_render(demo_count(), dir), ERR_ARG, "there is no such piece");
	is_str(demo_title(demo_count()), "", "nor title");
	free(file);
	free(below);
}

int main(void)
{
	char *clean;

	setlocale(LC_ALL, "");
	if (!mkdtemp(dir))
		return 99;
	ok(demo_count() >= 8 && demo_count() == piece_count, "%zu pieces", demo_count());
	test_notation();
	test_scores();
	for (size_t i = 0; i < demo_count(); i++)
		test_piece(i);
	test_once();
	test_killed();
	test_refused();
	clean = xasprintf("rm -rf '%s'", dir);
	ok(!system(clean), "cleaned up");
	free(clean);
	return done();
}
