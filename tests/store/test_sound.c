/* test_sound.c -- what was heard of tracks: kept while the file is the same and the features are of one version; at the store and at the desk. */
#include "help.h"


enum { OF_EARS = 7 };
static const struct file_stamp now = { 1000, 2, 3, 4 }, later = { 1000, 3, 3, 4 };

static struct sound sound(track_id track, const char *why, float loudness_lufs, float true_peak_dbtp)
{
	return (struct sound){ .track = track, .why = why, .loudness_lufs = loudness_lufs, .true_peak_dbtp = true_peak_dbtp, .valence = NAN, .arousal = NAN };
}

static const char *known_text(struct store *s, uint32_t version)
{
	static char text[512];
	struct sound sounds[8];
	struct arena arena = { 0 };
	track_id after = 0;
	size_t at = 0, n = 2;

	*text = '\0';
	/* two at a time, as a page */
	while (n == 2 && !store_sounds(s, version, after, 2, sounds, &n, &arena))
		for (size_t i = 0; i < n; i++) {
			after = sounds[i].track;
			at += (size_t)snprintf(text + at, sizeof text - at, "%lld:%s/%.1f/%.1f ", (long long)sounds[i].track, sounds[i].why,
					       (double)sounds[i].loudness_lufs, (double)sounds[i].true_peak_dbtp);
		}
	arena_done(&arena);
	return text;
}

static void check_changed(struct store *s, track_id track, bool is_changed, uint32_t mark)
{
	struct sound sounds[1];
	struct arena arena = { 0 };
	size_t n = 0;

	if (store_sounds(s, 0, track - 1, 1, sounds, &n, &arena) || n != 1)
		ok(false, "there is one");
	else
		ok(sounds[0].version == OF_EARS && sounds[0].is_changed == is_changed && sounds[0].mark == mark, "... of a file that %s, with its mark",
		   is_changed ? "has changed" : "is the same");
	arena_done(&arena);
}

/* What is heard of a part holds as long as it is the same stretch of the file. */
static void test_part(void)
{
	char *path = test_path("parts.db");
	struct store *s = NULL;
	struct part first = { "/m/long.flac", 0, 6000000 }, other = { "/m/long.flac", 0, 8000000 };
	struct tags tags = plain_tags("A", "X");
	struct track t = { .stamp = now, .part = &first };
	struct sound one = sound(0, "", -14.5F, -0.5F);
	struct file_stamp stamp = track_sound_stamp(&t);

	is_int(store_open(&s, path, STORE_WRITE, "default"), OK, "a library with a cue sheet");
	tags.part = &first;
	is_int(store_track_put(s, "/m/long.cue/track0001", &now, &tags, 100, &one.track), OK, "a part of a file");
	is_int(store_sound_put(s, &one, OF_EARS, &stamp, "x", 1, 100), OK, "is heard");
	is_str(known_text(s, OF_EARS), "1:/-14.5/-0.5 ", "that holds");
	tags.part = &other;
	is_int(store_track_put(s, "/m/long.cue/track0001", &now, &tags, 200, &one.track), OK, "the sheet divides it elsewhere");
	is_str(known_text(s, OF_EARS), "", "then it no longer does");
	store_close(s);
	free(path);
}

static void test_store(void)
{
	char *path = test_path("sounds.db"), *bytes = NULL, *report = NULL;
	struct store *s = NULL;
	struct sound one = sound(1, "", -14.5F, -0.5F), two = sound(2, "it is broken", NAN, NAN), three = sound(3, "", -23, NAN), none = sound(99, "", 0, 0);
	struct tags tags = plain_tags("A", "X");
	size_t n = 0;
	track_id id;

	is_int(store_open(&s, path, STORE_WRITE, "default"), OK, "a library");
	put_plain(s, "/m/a", "A", "X");
	put_plain(s, "/m/b", "B", "X");
	put_plain(s, "/m/c", "C", "X");
	is_str(known_text(s, OF_EARS), "", "nothing is known of its sounds");
	is_int(store_sound_features(s, 1, &bytes, &n), ERR_MISSING, "nor are there features");
	is_int(store_sound_put(s, &one, OF_EARS, &now, "one\0two", 7, 100), OK, "one is put");
	is_int(store_sound_put(s, &two, OF_EARS, &now, NULL, 0, 100), OK, "one that could not be heard");
	is_int(store_sound_put(s, &three, OF_EARS, &now, "three", 5, 100), OK, "one without a peak");
	is_int(store_sound_put(s, &none, OF_EARS, &now, "x", 1, 100), ERR_MISSING, "one of a track that is not there");
	is_str(known_text(s, OF_EARS), "1:/-14.5/-0.5 2:it is broken/nan/nan 3:/-23.0/nan ", "they are known, by track");
	is_str(known_text(s, OF_EARS + 1), "", "another version knows nothing");
	is_int(store_sound_features(s, 1, &bytes, &n), OK, "the features are there");
	ok(n == 7 && !memcmp(bytes, "one\0two", 7), "as they were put");
	free(bytes);
	is_int(store_sound_features(s, 2, &bytes, &n), ERR_MISSING, "but not of what could not be heard");
	is_int(store_track_put(s, "/m/a", &later, &tags, 200, &id), OK, "a file changes");
	is_str(known_text(s, OF_EARS), "2:it is broken/nan/nan 3:/-23.0/nan ", "what was heard of it no longer holds");
	is_str(known_text(s, 0), "1:/-14.5/-0.5 2:it is broken/nan/nan 3:/-23.0/nan ", "but is not forgotten");
	check_changed(s, 1, true, 0);
	check_changed(s, 3, false, 0);
	is_int(store_sound_same(s, 1, &later), OK, "it turns out to sound the same");
	is_str(known_text(s, OF_EARS), "1:/-14.5/-0.5 2:it is broken/nan/nan 3:/-23.0/nan ", "then it holds again");
	check_changed(s, 1, false, 0);
	one.loudness_lufs = -10;
	one.mark = 4000000000U;
	is_int(store_sound_put(s, &one, OF_EARS, &later, "new", 3, 300), OK, "heard again");
	is_str(known_text(s, OF_EARS), "1:/-10.0/-0.5 2:it is broken/nan/nan 3:/-23.0/nan ", "it is known again");
	check_changed(s, 1, false, 4000000000U);
	two.why = "";
	is_int(store_sound_put(s, &two, OF_EARS, &now, "two", 3, 300), OK, "what could not be heard now can");
	one.why = "went bad";
	is_int(store_sound_put(s, &one, OF_EARS, &later, NULL, 0, 300), OK, "and the other way round");
	is_int(store_sound_features(s, 1, &bytes, &n), ERR_MISSING, "then its features are gone");
	is_int(store_track_move(s, 3, "/n/c", &now), OK, "a file moves");
	is_str(known_text(s, OF_EARS), "1:went bad/-10.0/-0.5 2:/nan/nan 3:/-23.0/nan ", "and is not to be heard anew");
	store_check(s, &report);
	is_str(report, NULL, "sound");
	store_close(s);
	is_int(store_open(&s, path, STORE_READ, "default"), OK, "reading");
	is_int(store_sound_put(s, &three, OF_EARS, &now, "x", 1, 100), ERR_ARG, "cannot write");
	store_close(s);
	free(path);
}

static void test_desk(void)
{
	char *path = test_path("sounds.db");
	struct sound two = sound(2, "", -9, -1), none = sound(99, "", 0, 0);
	struct desk_news news;
	struct desk *d = NULL;
	struct store *s = NULL;

	two.valence = .25F;
	two.arousal = -.5F;
	is_int(desk_open(&d, path, "default"), OK, "a desk");
	news_of(d, DESK_OPENED, DESK_FAILED);
	desk_sound_put(d, &two, OF_EARS, &now, "second", 6, 400, 11);
	news = news_of(d, DESK_SOUND_KEPT, DESK_FAILED);
	ok(news.kind == DESK_SOUND_KEPT && news.cookie == 11, "one is kept");
	desk_sound_put(d, &none, OF_EARS, &now, "x", 1, 400, 12);
	news = news_of(d, DESK_SOUND_KEPT, DESK_FAILED);
	ok(news.kind == DESK_FAILED && news.cookie == 12 && news.err == ERR_MISSING, "one that cannot be is told of, once");
	desk_load_sounds(d, OF_EARS);
	news = news_of(d, DESK_SOUNDS, DESK_FAILED);
	ok(news.kind == DESK_SOUNDS && news.n == 3 && news.sounds[1].track == 2 && news.sounds[1].loudness_lufs < -8.9F && !*news.sounds[1].why, "they are delivered");
	ok(news.sounds[1].valence > .24F && news.sounds[1].valence < .26F && news.sounds[1].arousal < -.49F && isnan(news.sounds[2].arousal),
	   "... with where they lie on the map of moods");
	news = news_of(d, DESK_SOUNDS_LOADED, DESK_FAILED);
	ok(news.kind == DESK_SOUNDS_LOADED && !desk_backlog(d), "and then there are no more");
	desk_sound_put(d, &two, OF_EARS, &later, "third", 5, 500, 13);
	desk_close(d);
	is_int(store_open(&s, path, STORE_READ, "default"), OK, "what was asked for before the end");
	is_str(known_text(s, OF_EARS), "1:went bad/-10.0/-0.5 3:/-23.0/nan ", "was written");
	store_close(s);
	free(path);
}

int main(void)
{
	test_dir_make();
	test_store();
	test_part();
	test_desk();
	test_dir_remove();
	return done();
}
