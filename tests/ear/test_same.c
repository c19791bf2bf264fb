/* The same music again: a recording is known by its print whatever was done to its sound, a piece by its chroma whoever plays it; others are not. */
#include "ear.h"
#include "../tap.h"
#include "band.h"

enum { RATE = 22050, CROWD = 60 };

static const struct band plain = { .piece = 1, .bpm = 100, .seconds = 60, .gain = 1, .noise = .001, .rate = RATE };

static struct print print_of(const float *x, size_t n, int rate)
{
	struct print p = { .n_raw = 0 };
	struct features f;
	struct ear *ear = NULL;
	struct buf b;

	buf_init(&b, 1 << 16);
	if (ear_open(&ear, rate, 1))
		return p;
	ear_feed(ear, x, n);
	ear_finish(ear, &f, NULL, NULL);
	if (ear_print(ear, &b) || print_unpack(b.data, b.len, &p))
		ok(false, "a print: %s", err_text());
	ear_free(ear);
	buf_done(&b);
	return p;
}

static struct print played(struct band b)
{
	size_t n = 0;
	float *x = band_play(&b, &n);
	struct print p = print_of(x, n, b.rate);

	free(x);
	return p;
}

/* Without its first seconds. */
static struct print cut(struct band b, double from_s)
{
	size_t n = 0, from = (size_t)(from_s * b.rate);
	float *x = band_play(&b, &n);
	struct print p = print_of(x + from, n - from, b.rate);

	free(x);
	return p;
}

static void bytes(void)
{
	struct print p = played(plain), q = { .n_raw = 7 };
	char bad[] = { 1, 0, 1, 0, 0, 0, 9, 9, 9 };

	ok(p.n_raw > 400 && p.n_raw < 500, "a subfingerprint each eighth of a second (%zu)", p.n_raw);
	is_near((double)p.n_chroma * PRINT_FRAME_S, 60, 1, "frames of chroma over the whole");
	print_free(&p);
	is_int(print_unpack(bad, sizeof bad, &q), ERR_PARSE, "what is too short is no print");
	is_int(print_unpack(bad, 0, &q), ERR_PARSE, "nor is nothing");
	bad[0] = 9;
	is_int(print_unpack(bad, 6, &q), ERR_PARSE, "nor is one of another version");
	is_int((long long)q.n_raw, 7, "... and nothing is touched");
	bad[0] = 1, bad[2] = 0;
	ok(!print_unpack(bad, 6, &q) && !q.n_raw && !q.n_chroma, "a print of nothing");
	print_free(&q);
}

static void recordings(void)
{
	struct band quiet = plain, noisy = plain, other_rate = plain, other = plain, again = plain;
	struct print a = played(plain), b, none = { .n_raw = 0 };
	struct same_music m = { .match = -1 };
	bool is_found;

	is_found = same_recording(&a, &a, &m);
	ok(is_found && m.match > .999f, "itself");
	is_near(m.from_s, 0, .2, "... from its beginning");
	is_near(m.to_s, 60, 1, "... to its end");
	quiet.gain = .2;
	b = played(quiet);
	is_found = same_recording(&a, &b, &m);
	ok(is_found && m.match > .97f, "quieter (%.3f)", (double)m.match);
	print_free(&b);
	noisy.noise = .02;
	b = played(noisy);
	is_found = same_recording(&a, &b, &m);
	ok(is_found && m.match > .8f, "with noise (%.3f)", (double)m.match);
	print_free(&b);
	other_rate.rate = 48000;
	b = played(other_rate);
	is_found = same_recording(&a, &b, &m);
	ok(is_found && m.match > .8f, "at another rate (%.3f)", (double)m.match);
	print_free(&b);
	b = cut(plain, 20);
	is_found = same_recording(&a, &b, &m);
	ok(is_found, "a part of it (%.3f)", (double)m.match);
	is_near(m.from_s, 20, .5, "... from where");
	is_near(m.other_from_s, 0, .5, "... in the other, too");
	ok(same_recording(&b, &a, &m), "the other way round");
	is_near(m.other_from_s, 20, .5, "... likewise");
	print_free(&b);
	m.match = -1;
	other.piece = 2;
	b = played(other);
	ok(!same_recording(&a, &b, &m), "another piece by the same band is not it");
	print_free(&b);
	again.player = 3;
	again.bpm = 104;
	b = played(again);
	ok(!same_recording(&a, &b, &m), "nor is the piece played again");
	ok(!same_recording(&a, &none, &m) && !same_recording(&none, &none, &m), "nor is nothing");
	ok(m.match < 0, "... and nothing is touched");
	print_free(&b);
	print_free(&a);
}

static void silence(void)
{
	float *x = xcalloc(30 * RATE, sizeof *x);
	struct print a = print_of(x, 30 * RATE, RATE), b = print_of(x, 25 * RATE, RATE);
	struct piece_match piece = { .pair = { 0, 0 } };
	struct same_music m;

	ok(!same_recording(&a, &b, &m), "silence is no recording of silence");
	ok(!piece_compare(&a, NAN, &b, 120, &piece), "nor a piece");
	print_free(&a);
	print_free(&b);
	free(x);
}

enum { STRANGERS = 7, PLAYED = STRANGERS + 2 };

/* Of all pairs of these, those that are chosen. */
static size_t versions(const struct print p[], const double bpm[], size_t n, struct piece_match *ret)
{
	size_t n_found = 0;

	for (size_t i = 0; i < n; i++)
		for (size_t j = i + 1; j < n; j++) {
			struct piece_match m = { .pair = { i, j } };

			if (piece_compare(&p[i], bpm[i], &p[j], bpm[j], &m))
				ret[n_found++] = m;
		}
	return piece_choose(ret, n_found);
}

static const struct version {
	const char *what;
	struct band band;		/* seconds: from where it is cut */
	double told;			/* the tempo that is told, by the real one; 0: none */
	bool is_it;
} version_rows[] = {
	{ "played by others", { 1, 2, 100, 0, 1, .001, 0, RATE, 0 }, 1, true },
	{ "in another key", { 1, 2, 100, 0, 1, .001, 7, RATE, 0 }, 1, true },
	{ "faster, in another key, by others", { 1, 2, 118, 0, 1, .001, 5, 44100, 0 }, 1, true },
	{ "slower by a third", { 1, 3, 66, 0, 1, .001, -2, RATE, 0 }, 1, true },
	{ "twice as fast", { 1, 3, 190, 0, 1, .001, -2, RATE, 0 }, 1, true },
	{ "heard at half its tempo", { 1, 2, 110, 0, 1, .001, 3, RATE, 0 }, .5, true },
	{ "of a tempo nobody knows", { 1, 2, 108, 0, 1, .001, 3, RATE, 0 }, 0, true },
	{ "without its first third", { 1, 2, 110, 20, 1, .001, 3, RATE, 0 }, 1, true },
	{ "another piece", { 9, 2, 110, 0, 1, .001, 3, RATE, 0 }, 1, false },
	{ "another piece at the same tempo in the same key", { 10, 1, 100, 0, 1, .001, 0, RATE, 0 }, 1, false },
};

static void pieces(void)
{
	struct piece_match m[PLAYED * PLAYED];
	struct print p[PLAYED];
	double bpm[PLAYED];

	for (uint32_t i = 0; i < PLAYED; i++) {
		struct band b = plain;

		b.piece = i ? 20 + i : plain.piece;
		b.bpm = bpm[i] = i ? 84 + 6 * i : plain.bpm;
		if (i != 1)
			p[i] = played(b);
	}
	for (size_t r = 0; r < COUNT_OF(version_rows); r++) {
		const struct version *v = &version_rows[r];
		struct band b = v->band;
		double from_s = b.seconds;
		size_t n;

		b.seconds = plain.seconds;
		p[1] = cut(b, from_s);
		bpm[1] = v->told > 0 ? b.bpm * v->told : NAN;
		n = versions(p, bpm, PLAYED, m);
		ok(n == v->is_it, "%s: %s (%zu)", v->what, v->is_it ? "that pair is named, and no other" : "nothing is named", n);
		if (v->is_it && n) {
			ok(m[0].pair.a == 0 && m[0].pair.b == 1 && m[0].music.match > .6f, "... goes on alike over most of the shorter (%.3f)", (double)m[0].music.match);
			is_near(m[0].music.from_s, from_s * b.bpm / plain.bpm, 3, "... from where in the one");
			is_near(m[0].music.other_from_s, 0, 3, "... and in the other");
			ok(m[0].music.to_s <= 60.5, "... and within it (%.1f)", m[0].music.to_s);
		}
		print_free(&p[1]);
	}
	p[1] = p[0];
	ok(piece_compare(&p[0], 100, &p[1], 100, m), "itself");
	is_near((double)m[0].way[PIECE_WHOLE].score, 13.28, .5, "... is the root of its steps alike");
	for (int w = 0; w < PIECE_WAYS; w++) {
		is_near((double)m[0].way[w].music.match, 1, .02, "... all of it, as a whole and by its best path");
		is_near(m[0].way[w].music.from_s + m[0].way[w].music.other_from_s, 0, 1, "... from the beginning");
		is_near(m[0].way[w].music.to_s, 60, 1, "... to the end");
	}
	is_int((long long)piece_choose(m, 0), 0, "of nothing nothing is chosen");
	p[1] = (struct print){ .n_raw = 0 };
	ok(!piece_compare(&p[0], 100, &p[1], 100, m), "nothing is no piece");
	for (uint32_t i = 0; i < PLAYED; i++)
		print_free(&p[i]);
}

/* A third each of three pieces, the second of them the one that is looked for. */
static struct print medley(uint32_t piece)
{
	const uint32_t parts[] = { 40, piece, 41 };
	size_t n = 0, n_all = 0;
	float *all = xcalloc(COUNT_OF(parts) * 24 * RATE, sizeof *all);
	struct print p;

	for (size_t i = 0; i < COUNT_OF(parts); i++) {
		struct band b = { .piece = parts[i], .player = 2, .bpm = 106, .seconds = 24, .gain = 1, .noise = .001, .up = 4, .rate = RATE };
		float *x = band_play(&b, &n);

		memcpy(all + n_all, x, n * sizeof *x);
		n_all += n;
		free(x);
	}
	p = print_of(all, n_all, RATE);
	free(all);
	return p;
}

/* What no tempo lays over each other as a whole: a band that hurries and drags, and a piece in a medley. */
static void parts(void)
{
	struct piece_match m[PLAYED * PLAYED];
	struct print p[PLAYED];
	double bpm[PLAYED];
	size_t n;

	for (uint32_t i = 0; i < PLAYED; i++) {
		struct band b = plain;

		b.piece = i ? 20 + i : plain.piece;
		b.bpm = bpm[i] = i ? 84 + 6 * i : plain.bpm;
		if (i != 1)
			p[i] = played(b);
	}
	for (int drift = 4; drift <= 8; drift += 2) {
		p[1] = played((struct band){ 1, 2, 112, 60, 1, .001, 3, RATE, drift / 100. });
		bpm[1] = 112;
		n = versions(p, bpm, PLAYED, m);
		ok(n == 1 && m[0].pair.a == 0 && m[0].pair.b == 1 && m[0].music.match > .6f, "a tempo that wanders by %d of a hundred: that pair is named (%zu)", drift, n);
		print_free(&p[1]);
	}
	p[1] = medley(plain.piece);
	bpm[1] = 106;
	n = versions(p, bpm, PLAYED, m);
	ok(n == 1 && m[0].pair.a == 0 && m[0].pair.b == 1, "in a medley: that pair is named, and no other (%zu)", n);
	if (n) {
		ok(m[0].music.match > .25f && m[0].music.match < .6f, "... a third of it (%.2f)", (double)m[0].music.match);
		is_near(m[0].music.from_s, 0, 3, "... from its beginning");
		is_near(m[0].music.to_s, 24 * 106. / 100, 3, "... as far as it is played there");
		is_near(m[0].music.other_from_s, 24, 3, "... after the first of the medley's");
	}
	print_free(&p[1]);
	p[1] = medley(99);
	ok(!versions(p, bpm, PLAYED, m), "of a medley without it nothing is named");
	for (uint32_t i = 0; i < PLAYED; i++)
		print_free(&p[i]);
}

static size_t count(const struct same_pair *pairs, size_t n, uint64_t a, uint64_t b)
{
	size_t found = 0;

	for (size_t i = 0; i < n; i++)
		found += (pairs[i].a == a && pairs[i].b == b) || (pairs[i].a == b && pairs[i].b == a);
	return found;
}

/* Among many: two copies, two versions, and a key that all share. */
static void crowd(void)
{
	struct same_index *ix = same_index_new();
	struct piece_index *px = piece_index_new();
	struct same_pair *pairs = NULL;
	size_t n;

	is_int((long long)same_index_pairs(ix, &pairs), 0, "no tracks, no pairs");
	free(pairs);
	for (uint32_t i = 1; i <= CROWD; i++) {
		struct band b = plain;
		b.seconds = 30;
		b.piece = i == 40 ? 4 : i == 50 ? 5 : i;
		b.gain = i == 40 ? .3 : 1;
		b.player = i == 50 ? 3 : 1;
		b.bpm = i == 50 ? 112 : 80 + i % 30;
		if (i == 40)
			b.bpm = 84;
		struct print p = played(b);

		same_index_add(ix, i, &p);
		piece_index_add(px, i, &p, b.bpm);
		print_free(&p);
	}
	n = same_index_pairs(ix, &pairs);
	is_int((long long)count(pairs, n, 4, 40), 1, "the copy is among the pairs");
	ok(n <= 5, "... of which there are few (%zu)", n);
	free(pairs);
	n = piece_index_pairs(px, &pairs);
	is_int((long long)count(pairs, n, 5, 50), 1, "the version is among the pairs worth a look");
	is_int((long long)count(pairs, n, 4, 40), 1, "... and the copy");
	ok(n <= CROWD * (CROWD - 1) / 2, "... each once (%zu)", n);
	free(pairs);
	same_index_free(ix);
	piece_index_free(px);
	same_index_free(NULL);
	piece_index_free(NULL);
}

/* Where there are very many that are alike, those alike most are looked at, not all. */
static void many(void)
{
	enum { PIECES = 10, EACH = 200, MOST = 100 };
	struct piece_index *px = piece_index_new();
	struct same_pair *pairs = NULL;
	size_t n;

	for (uint32_t i = 0; i < PIECES; i++) {
		struct band b = plain;

		b.seconds = 30;
		b.piece = i;
		struct print p = played(b);

		for (uint32_t k = 0; k < EACH; k++)
			piece_index_add(px, 1 + i * EACH + k, &p, b.bpm);
		print_free(&p);
	}
	n = piece_index_pairs(px, &pairs);
	ok(n && n <= PIECES * EACH * MOST, "of two thousand, some of each (%zu of %d)", n, PIECES * EACH * (PIECES * EACH - 1) / 2);
	free(pairs);
	piece_index_free(px);
}

/*
 * The same notes by another band, up to 8 % faster or slower and three semitones up or down: at least nine of twelve are found, as `segue duplicates --covers` looks for
 * them, and no two different pieces are taken for one more than once. By chance one in 276 pairs would be right.
 */
static void other_bands(void)
{
	enum { PIECES = 12, ALL = 2 * PIECES, FOUND_LEAST = 9, WRONG_MOST = 1 };
	struct piece_index *px = piece_index_new();
	struct same_pair *pairs = NULL;
	struct piece_match m[ALL * ALL];
	struct print p[ALL];
	double bpm[ALL];
	size_t n, compared = 0, right = 0;

	for (uint32_t i = 0; i < ALL; i++) {
		struct band b = plain;

		b.piece = 300 + i % PIECES;
		b.bpm = 84 + 5 * (i % PIECES);
		if (i >= PIECES) {
			b.player = 1 + i % 3;
			b.bpm *= .92 + .16 * (i % PIECES) / (PIECES - 1);
			b.up = (int)(i % 7) - 3;
		}
		bpm[i] = b.bpm;
		p[i] = played(b);
		piece_index_add(px, i, &p[i], bpm[i]);
	}
	n = piece_index_pairs(px, &pairs);
	for (size_t i = 0; i < n; i++) {
		m[compared].pair = pairs[i];
		compared += piece_compare(&p[pairs[i].a], bpm[pairs[i].a], &p[pairs[i].b], bpm[pairs[i].b], &m[compared]);
	}
	n = piece_choose(m, compared);
	for (size_t i = 0; i < n; i++)
		right += m[i].pair.a % PIECES == m[i].pair.b % PIECES;
	ok(right >= FOUND_LEAST, "by another band: %zu of %d are found", right, PIECES);
	ok(n - right <= WRONG_MOST, "... and %zu that are none", n - right);
	for (size_t i = 0; i < ALL; i++)
		print_free(&p[i]);
	free(pairs);
	piece_index_free(px);
}

int main(void)
{
	bytes();
	recordings();
	silence();
	pieces();
	parts();
	crowd();
	many();
	other_bands();
	return done();
}
