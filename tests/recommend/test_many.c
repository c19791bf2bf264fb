/* test_many.c -- tracks made known many at a time, sharing texts by address, are what they are one by one. */
#include "recommend/model.h"
#include "../tap.h"

#include <locale.h>

enum { N = 3000 };

/* Texts are one of few strings, some alike at other addresses; albums of one name by several artists; a compilation. */
static void make(struct track tracks[N])
{
	static const char *const artists[] = { "Anna", "Bo", "", "anna", "Cé", "Anna" };
	static const char *const albums[] = { "Hits", "", "Low", "Hits" };
	static const char *const genres[] = { "Folk", "Jazz; Bebop", "", "folk", "Jazz" };
	static char other_hits[] = "Hits", other_anna[] = "Anna";

	for (int i = 0; i < N; i++) {
		const char *artist = artists[i / 7 % 6], *album = albums[i / 5 % 4];

		tracks[i] = (struct track){ .id = i % 1000 ? i + 1 : 0, .path = "/m", .title = "t", .artist = i % 11 ? artist : other_anna,
			.album = i % 13 ? album : other_hits, .album_artist = i % 40 < 30 ? "" : artists[i / 3 % 6], .genre = genres[i % 5],
			.composer = "", .date = "", .codec = "", .error = "", .is_compilation = i % 50 < 9, .added_s = i,
			.state = i % 17 ? TRACK_OK : TRACK_MISSING };
	}
}

static bool is_same(const struct taste *a, const struct taste *b)
{
	bool is = a->tracks.n == b->tracks.n && a->tracks.n > N / 2;

	for (uint32_t row = 0; is && row < a->tracks.n; row++) {
		is = a->tracks.id[row] == b->tracks.id[row] && a->tracks.flags[row] == b->tracks.flags[row] &&
			a->tracks.added_s[row] == b->tracks.added_s[row];
		for (int kind = 0; kind < GROUP_KINDS; kind++)
			is &= a->tracks.group[kind][row] == b->tracks.group[kind][row];
	}
	for (int kind = 0; kind < GROUP_KINDS; kind++)
		is &= a->n_group[kind] == b->n_group[kind] && a->n_group[kind] > 2;
	return is;
}

int main(void)
{
	static struct track tracks[N];
	struct taste *a = taste_new(), *b = taste_new();

	setlocale(LC_ALL, "C.UTF-8");
	make(tracks);
	for (int i = 0; i < N; i++)
		taste_track(a, &tracks[i]);
	for (int i = 0; i < N; i += 700)
		taste_tracks(b, tracks + i, (size_t)MIN_OF(700, N - i));
	ok(is_same(a, b), "artists, albums and genres are the same groups");
	/* heard under another name before: the log has to be replayed */
	taste_event(b, &(struct event){ .at_ms = 1, .track = 2, .kind = EVENT_START });
	tracks[1].artist = "Dora";
	taste_tracks(b, tracks, 2);
	ok(b->is_stale, "an artist changed after it was heard is noticed");
	taste_free(a);
	taste_free(b);
	return done();
}
