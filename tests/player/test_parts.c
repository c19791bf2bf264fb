/*
 * test_parts.c -- stretches of a file against libmpv itself: ao=pcm shows the very bytes.  What a cue sheet cuts, played one after the other,
 * is the file again, sample for sample; and all places are those of the stretch.
 */
#include "player.h"
#include "../tap.h"
#include "sound.h"

#include <locale.h>
#include <poll.h>
#include <stdlib.h>

enum { LIMIT_MS = 60000, PARTS = 4 };

static char *folder;

/* Cut where a CD is: at 75ths of a second, which are no whole microseconds. */
static const int64_t cuts_us[PARTS + 1] = { 0, 1013333, 1426667, 2200000, 0 };
static const size_t frames = SOUND_RATE * 3 + 777;

struct told { uint64_t cookie; struct player_event event; };

/* Waits for this; false: it did not come in time, or that cookie failed. */
static bool wait_for(struct player *p, enum player_event_kind kind, uint64_t cookie, struct player_event *ret_event)
{
	int64_t end = clock_mono_ms() + LIMIT_MS;

	for (;;) {
		struct pollfd f = { .fd = player_fd(p), .events = POLLIN };

		while (player_next_event(p, ret_event)) {
			if (ret_event->kind == kind && ret_event->cookie == cookie)
				return true;
			if (ret_event->kind == PLAYER_ENDED && ret_event->how == END_FAILED) {
				printf("# %d failed: %s\n", (int)ret_event->cookie, ret_event->text);
				return false;
			}
		}
		if (clock_mono_ms() >= end)
			return false;
		poll(&f, 1, 1000);
	}
}

static void set_part(struct player *p, size_t i)
{
	player_part(p, cuts_us[i], cuts_us[i + 1]);
}

/*
 * Plays parts from .. n - 1 of the file one after the other, each prepared while the one before it plays. ao=pcm takes no time: what is
 * prepared too late on a busy machine opens the file once more, to add to it.
 */
static bool play_parts(const char *path, size_t from, int64_t start_ms, const char *out)
{
	struct player_option options[] = { { "ao-pcm-file", out }, { "ao-pcm-waveheader", "no" }, { "ao-pcm-append", "yes" }, { "audio-format", "s16" } };
	struct player_event e;
	struct player *p;
	bool good;

	unlink(out);
	if (player_open(&p, "pcm", options, COUNT_OF(options)))
		return false;
	set_part(p, from);
	player_play(p, path, start_ms, from + 1);
	player_pause(p, true);
	good = wait_for(p, PLAYER_STARTED, from + 1, &e);
	for (size_t i = from; good && i < PARTS; i++) {
		if (i + 1 < PARTS) {
			set_part(p, i + 1);
			player_prepare(p, path, i + 2);
		}
		player_pause(p, false);
		good = wait_for(p, PLAYER_ENDED, i + 1, &e) && e.how == END_EOF;
	}
	player_close(p);
	return good;
}

static bool same_bytes(const char *out, const int16_t *want, size_t n_frames)
{
	char *bytes = NULL;
	size_t n = 0;
	bool same;

	if (read_file(out, 64 << 20, &bytes, &n))
		return false;
	same = n == n_frames * 4 && !memcmp(bytes, want, n);
	if (!same) {
		size_t at = 0;

		while (at < n && at < n_frames * 4 && bytes[at] == ((const char *)want)[at])
			at++;
		printf("# %zu frames, not %zu; the first that differs is %zu\n", n / 4, n_frames, at / 4);
	}
	free(bytes);
	return same;
}

static size_t frame_at(int64_t us)
{
	return (size_t)((double)us * SOUND_RATE / 1e6 + 0.5);
}

static void test_bytes(const char *path, const char *what, const int16_t *noise)
{
	char *out = path_join(folder, "out.pcm");

	ok(play_parts(path, 0, 0, out), "%s: parts one after the other", what);
	ok(same_bytes(out, noise, frames), "%s: are the whole file, sample for sample", what);
	ok(play_parts(path, 2, 0, out), "%s: from the third on", what);
	ok(same_bytes(out, noise + 2 * frame_at(cuts_us[2]), frames - frame_at(cuts_us[2])), "%s: begins at its very sample", what);
	ok(play_parts(path, 3, 300, out), "%s: from within the last", what);
	ok(same_bytes(out, noise + 2 * frame_at(cuts_us[3] + 300000), frames - frame_at(cuts_us[3] + 300000)), "%s: begins there", what);
	free(out);
}

/* Only one, and what follows is not heard. */
static void test_one(const char *path, const int16_t *noise)
{
	char *out = path_join(folder, "out.pcm");
	struct player_option options[] = { { "ao-pcm-file", out }, { "ao-pcm-waveheader", "no" }, { "ao-pcm-append", "yes" }, { "audio-format", "s16" } };
	struct player_event e;
	struct player *p;

	unlink(out);
	if (player_open(&p, "pcm", options, COUNT_OF(options)))
		return;
	set_part(p, 1);
	player_play(p, path, 0, 1);
	ok(wait_for(p, PLAYER_ENDED, 1, &e) && e.how == END_EOF, "one part ends by itself");
	player_close(p);
	ok(same_bytes(out, noise + 2 * frame_at(cuts_us[1]), frame_at(cuts_us[2]) - frame_at(cuts_us[1])), "at its very sample");
	free(out);
}

static void wait_until_near(struct player *p, int64_t ms)
{
	int64_t end = clock_mono_ms() + LIMIT_MS;
	struct player_event e;

	while (clock_mono_ms() < end && (player_now(p)->pos_ms < ms - 100 || player_now(p)->pos_ms > ms + 100)) {
		struct pollfd f = { .fd = player_fd(p), .events = POLLIN };

		while (player_next_event(p, &e))
			;
		poll(&f, 1, 100);
	}
}

static void test_places(const char *path)
{
	struct player_option untimed[] = { { "ao-null-untimed", "yes" } };
	struct player_event e;
	struct player *p;

	if (player_open(&p, "null", untimed, 1))
		return;
	player_part(p, 1013333, 2200000);
	player_play(p, path, 200, 1);
	player_pause(p, true);
	ok(wait_for(p, PLAYER_STARTED, 1, &e), "a part stands ready");
	ok(e.pos_ms >= 150 && e.pos_ms <= 250, "its place is its own: %d ms", (int)e.pos_ms);
	is_int(player_now(p)->duration_ms, 1187, "so is its length");
	player_seek(p, 600, false);
	wait_until_near(p, 600);
	ok(player_now(p)->pos_ms >= 590 && player_now(p)->pos_ms <= 610, "a jump within it: %d ms", (int)player_now(p)->pos_ms);
	player_seek(p, -5000, true);
	wait_until_near(p, 0);
	ok(player_now(p)->pos_ms <= 10, "back is its beginning, not the track before: %d ms", (int)player_now(p)->pos_ms);
	player_seek(p, 5000, true);
	player_pause(p, false);
	ok(wait_for(p, PLAYER_ENDED, 1, &e) && e.how == END_EOF, "beyond its end is its end, not the track after");
	is_int(e.duration_ms, 1187, "with its length");
	player_part(p, 0, 0);
	player_play(p, path, 0, 2);
	player_pause(p, true);
	ok(wait_for(p, PLAYER_STARTED, 2, &e), "the next is a whole file");
	ok(player_now(p)->duration_ms > 3000, "again: %d ms", (int)player_now(p)->duration_ms);
	player_close(p);
}

int main(void)
{
	char name[] = "/tmp/segue-parts-XXXXXX", *wav, *flac, *out;
	int16_t *noise = sound_noise(frames);

	setlocale(LC_ALL, "");
	setlocale(LC_NUMERIC, "C");
	folder = mkdtemp(name);
	wav = path_join(folder, "whole.wav");
	flac = path_join(folder, "whole.flac");
	out = path_join(folder, "out.pcm");
	if (!sound_write(wav, SF_FORMAT_WAV, noise, frames) || !sound_write(flac, SF_FORMAT_FLAC, noise, frames))
		return 99;
	test_bytes(wav, "WAV", noise);
	test_bytes(flac, "FLAC", noise);
	test_one(flac, noise);
	test_places(flac);
	unlink(out);
	unlink(wav);
	unlink(flac);
	rmdir(folder);
	free(out);
	free(wav);
	free(flac);
	free(noise);
	return done();
}
