/*
 * test_player.c -- the player against libmpv itself: mostly ao=null without its clock (ao-null-untimed), so that nothing waits for sound to
 * pass, and ao=pcm to see the very bytes.  Nothing sleeps: each step waits for the news it needs, at most LIMIT_MS.
 */
#include "player.h"
#include "../tap.h"
#include "anything.h"
#include "watch.h"

#include <locale.h>
#include <math.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/stat.h>

static const struct player_option untimed[] = { { "ao-null-untimed", "yes" } };

/* ---------------------------------------------------------------- starting and ending */

static void test_to_the_end(void)
{
	/* long enough for mpv to be asked how long it is: what fits the device's buffer is over at once */
	struct watch w;
	char *a = in_folder("second.wav");
	struct player_option none[] = { { "audio-channels", "auto-safe" } };
	int64_t before = clock_mono_ms(), took;

	open_player(&w, "null", none, 1);
	player_volume(w.p, 70);
	player_mute(w.p, true);
	player_play(w.p, a, 0, 7);
	is_int(player_now(w.p)->state, PLAYER_LOADING, "loading as soon as asked");
	is_int((long long)player_now(w.p)->cookie, 7, "and says what");
	ok(wait_for(&w, PLAYER_READY, 0), "ready");
	ok(wait_for(&w, PLAYER_STARTED, 7), "started");
	took = clock_mono_ms() - before;
	ok(w.last.pos_ms >= 0 && w.last.pos_ms <= took, "at the beginning: at %d ms, %d ms after it was asked for", (int)w.last.pos_ms, (int)took);
	is_int(w.last.duration_ms, 1500, "its length is known");
	is_int(player_now(w.p)->volume, 70, "volume set before ready");
	ok(player_now(w.p)->is_muted, "mute set before ready");
	ok(wait_for(&w, PLAYER_ENDED, 7), "ended");
	took = clock_mono_ms() - before;
	is_int(w.last.how, END_EOF, "by itself");
	is_int(w.last.pos_ms, 1500, "at its end");
	/* mpv says "ended" when the rest is in the device's buffer; that counts */
	ok(w.last.heard_ms >= 1300 && w.last.heard_ms <= took + 1500, "heard all of it: %d ms of 1500", (int)w.last.heard_ms);
	is_int(player_now(w.p)->state, PLAYER_STOPPED, "stopped");
	is_int((long long)player_now(w.p)->cookie, 0, "nothing plays");
	close_player(&w);
	free(a);
}

static void test_failures(void)
{
	static const struct { const char *file, *text; } files[] = {
		{ "text.mp3", "is not a sound file that can be played" },
		{ "missing.flac", "cannot be opened: No such file or directory" },
		{ "list.m3u", "is not a sound file that can be played" },
		{ "empty.ogg", "is not a sound file that can be played" },
		{ "-", "cannot be opened: No such file or directory" },
		{ "http://127.0.0.1:1/x.mp3", "cannot be opened: No such file or directory" },
	};
	struct watch w;

	/* names without a folder are of this one, which holds none of them */
	if (chdir(folder))
		exit(99);
	open_player(&w, "null", untimed, 1);
	for (size_t i = 0; i < COUNT_OF(files); i++) {
		char *path = strstr("- http://127.0.0.1:1/x.mp3", files[i].file) ? xstrdup(files[i].file) : in_folder(files[i].file);

		player_play(w.p, path, 0, i + 1);
		ok(wait_for(&w, PLAYER_ENDED, i + 1) && w.last.how == END_FAILED && !w.n_started[i + 1], "%s fails", files[i].file);
		is_str(w.text, files[i].text, "and why");
		free(path);
	}
	char *bad = in_folder("text.mp3"), *missing = in_folder("missing.flac"), *good = in_folder("a.wav"), *lengthy = in_folder("long.wav");
	player_play(w.p, bad, 0, 20);
	player_prepare(w.p, missing, 21);
	wait_for(&w, PLAYER_ENDED, 20);
	player_prepare(w.p, good, 22);
	ok(wait_for(&w, PLAYER_ENDED, 22), "what is prepared follows a failure too");
	is_int(w.how[21], END_FAILED, "one after the other");
	is_int(w.how[22], END_EOF, "to the first good one");
	/* prepared while the one before is just being opened: again and again, because the moment is short */
	for (uint64_t i = 100; i < 220; i += 3) {
		player_play(w.p, bad, 0, i);
		player_prepare(w.p, lengthy, i + 1);
		wait_for(&w, PLAYER_ENDED, i);
		player_prepare(w.p, good, i + 2);
		wait_for(&w, PLAYER_STARTED, i + 1);
		player_seek(w.p, 20000, false);
		if (!wait_for(&w, PLAYER_ENDED, i + 2))
			break;
	}
	ok(w.n_ended[219] && w.order_is_good, "nothing prepared is lost");
	close_player(&w);
	free(bad);
	free(missing);
	free(good);
	free(lengthy);
}

static void test_order(void)
{
	struct watch w;
	char *a = in_folder("a.wav"), *b = in_folder("b.flac"), *c = in_folder("a.flac"), *lengthy = in_folder("long.wav");

	open_player(&w, "null", NULL, 0);
	player_play(w.p, a, 0, 1);
	player_play(w.p, b, 0, 2);
	player_play(w.p, c, 0, 3);
	player_pause(w.p, true);
	wait_for(&w, PLAYER_STARTED, 3);
	is_int(player_now(w.p)->state, PLAYER_PAUSED, "paused before it began: it stands");
	ok(player_now(w.p)->heard_ms < 250, "and is not heard");
	player_play(w.p, lengthy, 0, 4);
	wait_for(&w, PLAYER_STARTED, 4);
	is_int(player_now(w.p)->state, PLAYER_PLAYING, "a new one is not paused");
	player_prepare(w.p, b, 5);
	player_prepare(w.p, NULL, 0);
	player_prepare(w.p, lengthy, 6);
	player_seek(w.p, 19900, false);
	wait_for(&w, PLAYER_STARTED, 6);
	player_prepare(w.p, c, 7);
	player_stop(w.p);
	wait_for(&w, PLAYER_ENDED, 6);
	player_stop(w.p);
	player_play(w.p, b, 0, 8);
	wait_for(&w, PLAYER_ENDED, 8);
	is_str(w.trace, "E1replaced E2replaced S3 E3replaced S4 E4eof S6 E6stopped S8 E8eof", "each in its order, once");
	close_player(&w);
	free(a);
	free(b);
	free(c);
	free(lengthy);
}

static void test_places(void)
{
	struct watch w;
	char *path = in_folder("long.wav");

	open_player(&w, "null", NULL, 0);
	player_play(w.p, path, 7000, 1);
	player_pause(w.p, true);
	wait_for(&w, PLAYER_STARTED, 1);
	is_near((double)w.last.pos_ms, 7000, 100, "begins where asked");
	is_int(w.last.duration_ms, 20000, "duration");
	player_seek(w.p, 5000, true);
	is_near((double)player_now(w.p)->pos_ms, 12000, 100, "a jump shows at once");
	do
		hear_one(&w);
	while (w.last.kind != PLAYER_CHANGED);
	player_seek(w.p, 3000, false);
	while (hear_one(&w) && (w.last.kind != PLAYER_CHANGED || player_now(w.p)->pos_ms > 3100))
		;
	is_near((double)player_pos_ms(w.p, clock_mono_ms() + 5000), 3000, 100, "paused: it does not run on");
	ok(player_now(w.p)->heard_ms < 2000, "jumps are not heard");
	player_pause(w.p, false);
	ok(player_pos_ms(w.p, clock_mono_ms() + 5000) >= player_pos_ms(w.p, clock_mono_ms()), "a place between reports");
	player_set(w.p, "speed", "2");
	while (player_now(w.p)->speed < 2 && hear_one(&w))
		;
	is_near(player_now(w.p)->speed, 2, 0, "speed");
	player_seek(w.p, 25000, false);
	ok(wait_for(&w, PLAYER_ENDED, 1) && w.last.how == END_EOF, "beyond the end is the end");
	ok(w.last.heard_ms < 20000, "but was not heard");
	/* asked while it loads: done when it is open */
	player_play(w.p, path, 0, 2);
	player_pause(w.p, true);
	player_seek(w.p, 9000, false);
	wait_for(&w, PLAYER_STARTED, 2);
	while (hear_one(&w) && (w.last.kind != PLAYER_CHANGED || player_now(w.p)->pos_ms < 8900))
		;
	is_near((double)player_now(w.p)->pos_ms, 9000, 100, "a jump asked for while loading");
	close_player(&w);
	free(path);
}

/* ---------------------------------------------------------------- bytes */

/* Plays two files one after the other into `out`, the second prepared for certain before the first can end. */
static bool play_two(const char *first, const char *second, const char *gain, const char *out)
{
	struct player_option options[] = { { "ao-pcm-file", out }, { "ao-pcm-waveheader", "no" } };
	char *a = in_folder(first), *b = second ? in_folder(second) : NULL;
	struct watch w;
	bool good;

	open_player(&w, "pcm", options, COUNT_OF(options));
	player_play(w.p, a, 0, 1);
	player_pause(w.p, true);
	if (gain)
		player_set(w.p, "replaygain", gain);
	if (b)
		player_prepare(w.p, b, 2);
	good = wait_for(&w, PLAYER_STARTED, 1);
	player_pause(w.p, false);
	good &= wait_for(&w, PLAYER_ENDED, b ? 2 : 1) && w.last.how == END_EOF;
	close_player(&w);
	free(a);
	free(b);
	return good;
}

static void test_gapless(void)
{
	static const struct { const char *what, *first, *second; } pairs[] = {
		{ "two WAV files", "half1.wav", "half2.wav" }, { "two FLAC files", "half1.flac", "half2.flac" },
		{ "a WAV and a FLAC file", "half1.wav", "half2.flac" },
	};
	size_t frames = SOUND_RATE * 2 + 777, n;
	int16_t *noise = sound_noise(frames);
	char *out = in_folder("out.pcm");

	for (size_t i = 0; i < COUNT_OF(pairs); i++) {
		char *bytes;

		unlink(out);
		ok(play_two(pairs[i].first, pairs[i].second, NULL, out), "%s played", pairs[i].what);
		bytes = read_bytes(out, &n);
		is_int((long long)n, (long long)(frames * 4), "as many bytes as both halves");
		ok(bytes && n == frames * 4 && !memcmp(bytes, noise, n), "%s: sample for sample", pairs[i].what);
		free(bytes);
	}
	free(noise);
	free(out);
}

static void test_replaygain(void)
{
	size_t frames = SOUND_RATE * 2 + 777, n, half = frames / 2;
	int16_t *noise = sound_noise(frames), *got;
	char *out = in_folder("out.pcm");
	bool is_scaled = true;

	ok(play_two("loud.flac", NULL, "track", out), "a file with a track gain");
	got = (int16_t *)(void *)read_bytes(out, &n);
	is_int((long long)n, (long long)(half * 4), "complete");
	for (size_t i = 0; got && i < n / 2; i++)
		if (abs(got[i] - noise[i] / 2) > 1) {
			if (is_scaled)
				printf("# sample %zu: %d became %d\n", i, noise[i], got[i]);
			is_scaled = false;
		}
	ok(got && is_scaled, "-6.0206 dB halves every sample");
	free(got);
	free(noise);
	free(out);
}

/* Whether n samples are so many times the noise, to the rounding. */
static bool is_times(const int16_t *got, const int16_t *noise, size_t n, double factor)
{
	for (size_t i = 0; i < n; i++)
		if (fabs(got[i] - noise[i] * factor) > 1.01) {
			printf("# sample %zu of %zu: %d became %d\n", i, n, noise[i], got[i]);
			return false;
		}
	return true;
}

/* Whether they are `before` times the noise up to some sample of the first half, and `after` times from there on. */
static bool turns(const int16_t *got, const int16_t *noise, size_t n, double before, double after)
{
	size_t at = 0;

	while (at < n / 2 && fabs(got[at] - noise[at] * before) <= 1.01)
		at++;
	return is_times(got + at, noise + at, n - at, after);
}

/*
 * Two files without a gap, each with its own gain: exact to the sample where they meet.  A gain changed while the first stands ready works
 * from what is not in the device's buffer yet, loses nothing, and leaves the second file's alone.
 */
static void test_gain(void)
{
	static const struct { const char *what, *af; double first_db, second_db, changed_db, first, then, second; } rows[] = {
		{ "softer, then as it is", "", -6.0206, 0, -6.0206, 0.5, 0.5, 1 }, { "as it is, then softer", "", 0, -12.0412, 0, 1, 1, 0.25 },
		{ "louder, then softer", "", 6.0206, -6.0206, 6.0206, 2, 2, 0.5 }, { "untouched", "", 0, 0, 0, 1, 1, 1 },
		{ "changed", "", -6.0206, -12.0412, -12.0412, 0.5, 0.25, 0.25 },
		{ "taken back", "", -6.0206, -6.0206, 0, 0.5, 1, 0.5 },
		{ "given", "", 0, 0, -6.0206, 1, 0.5, 1 },
		{ "behind the listener's own filter", "lavfi=[volume=volume=0.5:precision=float]", -6.0206, 0, -6.0206, 0.25, 0.25, 0.5 },
	};
	size_t frames = SOUND_RATE * 5, half = SOUND_RATE * 4 * SOUND_CHANNELS, n;
	int16_t *noise = sound_noise(frames), *got;
	char *out = in_folder("out.pcm"), *a = in_folder("gain1.flac"), *b = in_folder("gain2.wav");

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct player_option options[] = { { "ao-pcm-file", out }, { "ao-pcm-waveheader", "no" }, { "audio-format", "s16" }, { "af", rows[i].af } };
		struct watch w;

		unlink(out);
		open_player(&w, "pcm", options, COUNT_OF(options));
		player_gain(w.p, rows[i].first_db);
		player_play(w.p, a, 0, 1);
		player_pause(w.p, true);
		player_gain(w.p, rows[i].second_db);
		player_prepare(w.p, b, 2);
		wait_for(&w, PLAYER_STARTED, 1);
		player_gain_now(w.p, rows[i].changed_db);
		player_pause(w.p, false);
		ok(wait_for(&w, PLAYER_ENDED, 2) && w.last.how == END_EOF, "%s: played", rows[i].what);
		close_player(&w);
		got = (int16_t *)(void *)read_bytes(out, &n);
		ok(n == frames * 4, "%s: every sample", rows[i].what);
		if (got && n == frames * 4)
			ok(turns(got, noise, half, rows[i].first, rows[i].then) && is_times(got + half, noise + half, frames * 2 - half, rows[i].second),
			   "%s: exact to the sample", rows[i].what);
		free(got);
	}
	free(noise);
	free(out);
	free(a);
	free(b);
}

/* Twice as fast: half as long, at the same pitch. */
static void test_speed(void)
{
	static const struct { const char *what, *speed; size_t from_frames, to_frames; } rows[] = {
		{ "as it is", "1", SOUND_RATE * 4, SOUND_RATE * 4 },
		{ "twice as fast", "2", SOUND_RATE * 19 / 10, SOUND_RATE * 21 / 10 },
		{ "half as fast", "0.5", SOUND_RATE * 78 / 10, SOUND_RATE * 82 / 10 },
	};
	char *out = in_folder("out.pcm"), *tone = in_folder("tone.wav");
	size_t n;

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct player_option options[] = { { "ao-pcm-file", out }, { "ao-pcm-waveheader", "no" }, { "audio-format", "s16" } };
		size_t frames, crossings = 0;
		struct watch w;
		int16_t *got;

		unlink(out);
		open_player(&w, "pcm", options, COUNT_OF(options));
		player_set(w.p, "speed", rows[i].speed);
		player_play(w.p, tone, 0, 1);
		ok(wait_for(&w, PLAYER_ENDED, 1) && w.last.how == END_EOF, "%s: played", rows[i].what);
		close_player(&w);
		got = (int16_t *)(void *)read_bytes(out, &n);
		frames = n / 4;
		ok(frames >= rows[i].from_frames && frames <= rows[i].to_frames, "%s: %zu frames", rows[i].what, frames);
		for (size_t k = 1; got && k < frames; k++)
			crossings += got[2 * k - 2] < 0 && got[2 * k] >= 0;
		is_near((double)crossings * SOUND_RATE / (double)MAX_OF(frames, (size_t)1), 440, 6, "and sounds as high");
		free(got);
	}
	free(out);
	free(tone);
}

/* The end of the stretch is reached, and it begins again; the next file knows nothing of it. */
static void test_stretch(void)
{
	struct watch w;
	char *path = in_folder("long.wav"), *a = in_folder("second.wav");
	bool is_back = false;

	open_player(&w, "null", NULL, 0);
	player_play(w.p, path, 5000, 1);
	wait_for(&w, PLAYER_STARTED, 1);
	player_set(w.p, "file-local-options/ab-loop-a", "2");
	player_set(w.p, "file-local-options/ab-loop-b", "5.2");
	while (!is_back && hear_one(&w))
		is_back = player_now(w.p)->pos_ms < 4000;
	ok(is_back && player_now(w.p)->pos_ms >= 1000, "back at its beginning: %d ms", (int)player_now(w.p)->pos_ms);
	ok(!w.n_ended[1] && w.n_started[1] == 1, "no end, no start");
	player_set(w.p, "speed", "2");
	player_play(w.p, a, 0, 2);
	ok(wait_for(&w, PLAYER_ENDED, 2) && w.last.how == END_EOF, "the next one plays to its end");
	player_play(w.p, path, 19000, 3);
	ok(wait_for(&w, PLAYER_ENDED, 3) && w.last.how == END_EOF, "and so does the same file, played again");
	close_player(&w);
	free(path);
	free(a);
}

static void test_devices(void)
{
	const struct player_device *list;
	struct watch w;
	bool has_auto = false;
	size_t n;

	open_player(&w, "null", NULL, 0);
	player_ask_devices(w.p);
	player_ask_devices(w.p);
	is_int((long long)player_devices(w.p, &list), 0, "none known yet");
	ok(wait_for(&w, PLAYER_DEVICES, 0), "asked before mpv was there");
	n = player_devices(w.p, &list);
	for (size_t i = 0; i < n; i++)
		has_auto |= !strcmp(list[i].name, "auto") && list[i].description[0];
	ok(has_auto, "mpv's own choice is among %zu", n);
	player_ask_devices(w.p);
	ok(wait_for(&w, PLAYER_DEVICES, 0), "asked again");
	close_player(&w);
}

/* ---------------------------------------------------------------- anything in any order */

/* Each prepared at some moment of the one before, or after it: none is lost, none comes out of order. */
static void test_chain(uint64_t seed, uint64_t length)
{
	static const char *const names[] = { "a.wav", "b.flac", "text.mp3", "a.flac", "missing.flac" };
	char *paths[COUNT_OF(names)];
	bool in_order = true, as_due = true;
	uint64_t last = 1, ended = 0;
	struct watch *w = xmalloc(sizeof *w);
	struct rng r;

	rng_seed(&r, seed);
	for (size_t i = 0; i < COUNT_OF(names); i++)
		paths[i] = in_folder(names[i]);
	open_player(w, "null", untimed, 1);
	player_play(w->p, paths[1], 0, 1);
	while (ended < length && hear_one(w)) {
		if (w->last.kind == PLAYER_ENDED) {
			in_order &= w->last.cookie == ++ended;
			/* those at 2 and 4 of the list cannot be played */
			as_due &= w->last.how == (ended % 5 == 2 || ended % 5 == 4 ? END_FAILED : END_EOF);
		}
		if (last == length)
			continue;
		if (ended == last) {
			last++;
			player_play(w->p, paths[last % 5], 0, last);
		} else if (player_now(w->p)->cookie == last && rng_below(&r, 2)) {
			last++;
			player_prepare(w->p, paths[last % 5], last);
		}
	}
	is_int((long long)ended, (long long)length, "a chain comes to its end");
	ok(in_order && as_due && w->order_is_good, "seed %d: each in its turn, as it should", (int)seed);
	close_player(w);
	for (size_t i = 0; i < COUNT_OF(names); i++)
		free(paths[i]);
	free(w);
}

/* ---------------------------------------------------------------- starting up */

static void test_opening(void)
{
	struct player_option bad[] = { { "no-such-option", "1" } };
	struct watch w;
	char *a = in_folder("a.wav");

	for (int i = 0; i < 20; i++) {
		open_player(&w, "null", NULL, 0);
		player_play(w.p, a, 0, 1);
		close_player(&w);
	}
	ok(true, "closed before it was ready, twenty times");
	open_player(&w, "null", NULL, 0);
	player_volume(w.p, 50);
	close_player(&w);
	open_player(&w, "null", NULL, 0);
	player_load(w.p);
	player_load(w.p);
	ok(wait_for(&w, PLAYER_READY, 0) && w.n_ready == 1, "loaded when told, once");
	close_player(&w);
	open_player(&w, "null", bad, 1);
	player_play(w.p, a, 0, 1);
	wait_for(&w, PLAYER_ENDED, 1);
	is_int(w.n_broken, 1, "an option mpv does not know: broken, and said");
	is_int(w.last.how, END_FAILED, "what was asked for fails");
	player_play(w.p, a, 0, 2);
	ok(wait_for(&w, PLAYER_ENDED, 2) && w.last.how == END_FAILED, "and later wishes too");
	close_player(&w);
	/* the device that is not there: alsa with a card that no machine has */
	open_player(&w, "alsa", (struct player_option[]){ { "audio-device", "alsa/hw:CARD=nosuchcard" } }, 1);
	player_play(w.p, a, 0, 1);
	player_prepare(w.p, a, 2);
	ok(wait_for(&w, PLAYER_ENDED, 2) && w.last.how == END_EOF, "without a device it plays on");
	is_int(w.n_no_sound, 1, "and says so once");
	close_player(&w);
	free(a);
	player_close(NULL);
}

static bool write_files(void)
{
	size_t frames = SOUND_RATE * 5, half = (SOUND_RATE * 2 + 777) / 2;
	int16_t *noise = sound_noise(frames), *tone = xcalloc(SOUND_RATE * 4, SOUND_CHANNELS * sizeof *tone);
	int16_t *silence = xcalloc(SOUND_RATE * 20, SOUND_CHANNELS * sizeof *silence);
	const struct { const char *name; int format; const int16_t *samples; size_t frames; } files[] = {
		{ "a.wav", SF_FORMAT_WAV, noise, SOUND_RATE * 3 / 10 }, { "a.flac", SF_FORMAT_FLAC, noise, SOUND_RATE * 3 / 10 },
		{ "b.flac", SF_FORMAT_FLAC, noise, SOUND_RATE / 5 }, { "second.wav", SF_FORMAT_WAV, noise, SOUND_RATE * 3 / 2 }, { "long.wav", SF_FORMAT_WAV, silence, SOUND_RATE * 20 },
		{ "half1.wav", SF_FORMAT_WAV, noise, half }, { "half2.wav", SF_FORMAT_WAV, noise + half * SOUND_CHANNELS, SOUND_RATE * 2 + 777 - half },
		{ "half1.flac", SF_FORMAT_FLAC, noise, half }, { "half2.flac", SF_FORMAT_FLAC, noise + half * SOUND_CHANNELS, SOUND_RATE * 2 + 777 - half },
		{ "loud.flac", SF_FORMAT_FLAC, noise, half }, { "gain1.flac", SF_FORMAT_FLAC, noise, SOUND_RATE * 4 },
		{ "tone.wav", SF_FORMAT_WAV, tone, SOUND_RATE * 4 }, { "gain2.wav", SF_FORMAT_WAV, noise + SOUND_RATE * 4 * SOUND_CHANNELS, SOUND_RATE },
	};
	static const struct { const char *name, *text; } texts[] = {
		{ "text.mp3", "this is no sound\nat all\n" }, { "empty.ogg", "" }, { "list.m3u", "#EXTM3U\na.wav\n" },
	};
	/* mpv takes a gain only together with a peak */
	static const char *const gain[] = { "REPLAYGAIN_TRACK_GAIN=-6.0206 dB", "REPLAYGAIN_TRACK_PEAK=0.5" };
	bool good = true;

	for (size_t i = 0; i < SOUND_RATE * 4 * SOUND_CHANNELS; i++)
		tone[i] = (int16_t)(12000 * sin(2 * 3.14159265358979 * 440 * (double)(i / SOUND_CHANNELS) / SOUND_RATE));
	for (size_t i = 0; i < COUNT_OF(files); i++) {
		char *path = in_folder(files[i].name);

		good &= sound_write(path, files[i].format, files[i].samples, files[i].frames);
		if (!strcmp(files[i].name, "loud.flac"))
			good &= sound_tag_flac(path, gain, COUNT_OF(gain));
		free(path);
	}
	for (size_t i = 0; i < COUNT_OF(texts); i++) {
		char *path = in_folder(texts[i].name);

		good &= !write_file(path, texts[i].text, strlen(texts[i].text), 0600);
		free(path);
	}
	free(noise);
	free(tone);
	free(silence);
	return good;
}

int main(void)
{
	static const char *const mixed[] = { "a.wav", "b.flac", "a.flac", "text.mp3", "missing.flac", "long.wav", "a.wav" };
	char template[] = "/tmp/segue-player-XXXXXX";

	setlocale(LC_ALL, "");
	folder = mkdtemp(template);
	if (!ok(folder && write_files(), "test files"))
		return done();
	test_to_the_end();
	test_failures();
	test_order();
	test_places();
	test_gapless();
	test_replaygain();
	test_gain();
	test_speed();
	test_stretch();
	test_devices();
	for (uint64_t seed = 1; seed <= 3; seed++)
		test_anything(&(struct anything){ mixed, COUNT_OF(mixed), untimed, 1, false }, seed, 600);
	for (uint64_t seed = 1; seed <= 3; seed++)
		test_chain(seed, 60);
	test_opening();
	char *remove = xasprintf("rm -r '%s'", folder);
	if (system(remove))
		printf("# %s is left\n", folder);
	free(remove);
	return done();
}
