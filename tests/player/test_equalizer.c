/* test_equalizer.c -- the equalizer: its curve by arithmetic, and what it does to tones, by the samples ao=pcm writes. */
#include "player.h"
#include "../tap.h"
#include "watch.h"

#include <locale.h>
#include <math.h>
#include <stdlib.h>
#include <sys/stat.h>

#define PI 3.14159265358979323846
enum { SECONDS = 2, AMPLITUDE = 8000 };

static void test_curve(void)
{
	static const int flat[EQUALIZER_BANDS] = { 0 };
	static const int one[EQUALIZER_BANDS] = { 0, 0, 0, 0, 0, 6 }, two[EQUALIZER_BANDS] = { 0, 0, 0, 0, 0, 6, 6 };
	static const int down[EQUALIZER_BANDS] = { -12, -12, -12, -12, -12, -12, -12, -12, -12, -12 };

	ok(equalizer_response_db(flat, 440) == 0 && equalizer_headroom_db(flat) == 0, "flat: nothing");
	ok(fabs(equalizer_response_db(one, 1000) - 6) < 1e-9, "a band gives its gain in its middle");
	ok(fabs(equalizer_response_db(one, 1000 * sqrt(0.5)) - 3) < 0.2, "and half of it, in dB, half an octave away");
	ok(equalizer_response_db(one, 60) < 0.1 && equalizer_response_db(one, 60) >= 0, "and nothing four octaves away");
	ok(fabs(equalizer_headroom_db(one) - 6) < 0.01, "what one raises is what is taken off all: %.3f dB", equalizer_headroom_db(one));
	ok(equalizer_headroom_db(two) > 7 && equalizer_headroom_db(two) < 8, "two neighbours raise more than each: %.2f dB", equalizer_headroom_db(two));
	ok(equalizer_headroom_db(down) == 0, "what only lowers needs none");
}

/* A tone in both channels. */
static bool write_tone(const char *path, int rate, double hz)
{
	size_t n = (size_t)rate * SECONDS;
	int16_t *samples = xmalloc(n * 2 * sizeof *samples);
	SF_INFO info = { .samplerate = rate, .channels = 2, .format = SF_FORMAT_WAV | SF_FORMAT_PCM_16 };
	SNDFILE *f = sf_open(path, SFM_WRITE, &info);
	bool good;

	for (size_t i = 0; i < n; i++)
		samples[2 * i] = samples[2 * i + 1] = (int16_t)lrint(AMPLITUDE * sin(2 * PI * hz * (double)i / rate));
	good = f && sf_writef_short(f, samples, (sf_count_t)n) == (sf_count_t)n;
	if (f)
		sf_close(f);
	free(samples);
	return good;
}

/* The level of the middle half of what was written, in dB over the tone as it was; its very number of frames. */
static double level(const char *path, int rate, size_t *ret_frames)
{
	size_t bytes, n;
	float *at = (float *)(void *)read_bytes(path, &bytes);
	double sum = 0;

	n = at ? bytes / sizeof *at : 0;
	*ret_frames = n / 2;
	if (n < (size_t)rate)
		return -999;
	for (size_t i = n / 4; i < n - n / 4; i++)
		sum += (double)at[i] * (double)at[i];
	free(at);
	return 10 * log10(sum / (double)(n - 2 * (n / 4)) * 2 / (AMPLITUDE / 32768.0 * AMPLITUDE / 32768.0));
}

/* Once set before the file is played, once while it stands paused at its beginning. */
static void test_tones(void)
{
	static const int bass[EQUALIZER_BANDS] = { 6, 5, 4, 2 }, mixed[EQUALIZER_BANDS] = { 0, 3, -12, 0, 0, 9, -3, 0, 0, 12 };
	static const struct { const int *db; double hz; int rate; } rows[] = {
		{ bass, 62.5, 44100 }, { bass, 1000, 44100 }, { mixed, 125, 48000 }, { mixed, 1000, 44100 }, { mixed, 2500, 44100 }, { mixed, 1000, 96000 },
	};
	char *in = in_folder("tone.wav"), *out = in_folder("out.pcm");
	struct player_option options[] = { { "ao-pcm-file", out }, { "ao-pcm-waveheader", "no" }, { "audio-format", "float" } };

	for (size_t i = 0; i < COUNT_OF(rows) * 2; i++) {
		size_t k = i / 2, frames = 0;
		bool is_late = i % 2;
		double wanted = equalizer_response_db(rows[k].db, rows[k].hz) - equalizer_headroom_db(rows[k].db), got;
		struct watch w;

		unlink(out);
		ok(write_tone(in, rows[k].rate, rows[k].hz), "a tone of %.1f Hz", rows[k].hz);
		open_player(&w, "pcm", options, COUNT_OF(options));
		if (!is_late)
			player_equalize(w.p, rows[k].db);
		player_play(w.p, in, 0, 1);
		if (is_late) {
			player_pause(w.p, true);
			player_equalize(w.p, rows[k].db);
			player_pause(w.p, false);
		}
		ok(wait_for(&w, PLAYER_ENDED, 1) && w.last.how == END_EOF, "is played");
		close_player(&w);
		got = level(out, rows[k].rate, &frames);
		ok(fabs(got - wanted) < 0.15, "%.1f Hz at %d Hz%s: %+.2f dB, by the formula %+.2f dB", rows[k].hz, rows[k].rate, is_late ? ", set while it plays" : "", got, wanted);
		is_int((long long)frames, (long long)rows[k].rate * SECONDS, "no sample is lost");
	}
	free(in);
	free(out);
}

/* A rate whose half lies below the upper bands: it plays all the same. And what a second file is given when the first is through. */
static void test_low_rate(void)
{
	static const int db[EQUALIZER_BANDS] = { 0, 0, 0, 0, 0, 0, 0, 6, 6, 6 };
	char *in = in_folder("low.wav"), *out = in_folder("low.pcm");
	struct player_option options[] = { { "ao-pcm-file", out }, { "ao-pcm-waveheader", "no" }, { "audio-format", "float" } };
	size_t frames = 0;
	double got;
	struct watch w;

	ok(write_tone(in, 8000, 500), "a tone at 8 kHz");
	open_player(&w, "pcm", options, COUNT_OF(options));
	player_equalize(w.p, db);
	player_play(w.p, in, 0, 1);
	ok(wait_for(&w, PLAYER_ENDED, 1) && w.last.how == END_EOF, "plays under bands it cannot have: %s", w.text);
	close_player(&w);
	got = level(out, 44100, &frames);
	ok(fabs(got - equalizer_response_db(db, 500) + equalizer_headroom_db(db)) < 0.3, "as it should: %+.2f dB", got);
	free(in);
	free(out);
}

int main(void)
{
	char template[] = "/tmp/segue-equalizer-XXXXXX";

	setlocale(LC_ALL, "");
	folder = mkdtemp(template);
	if (!ok(folder != NULL, "a folder"))
		return done();
	test_curve();
	test_tones();
	test_low_rate();
	char *remove = xasprintf("rm -r '%s'", folder);
	if (system(remove))
		printf("# %s is left\n", folder);
	free(remove);
	return done();
}
