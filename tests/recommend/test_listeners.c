/* test_listeners.c -- what other people play, told from two sides who may be the same people: one row a track, the better of both, nobody counted twice. */
#include "recommend/model.h"
#include "tests/tap.h"

static const struct of_listeners *row_of(struct learnt *l, track_id track)
{
	const struct of_listeners *rows = NULL;
	uint32_t *seats;
	size_t n = learnt_listeners_of(l, &rows, &seats);

	for (size_t i = 0; i < n; i++)
		if (rows[i].track == track)
			return &rows[i];
	return NULL;
}

int main(void)
{
	static const struct of_listeners here[] = { { 1, 1, 5, false }, { 2, .5f, 3, false }, { 3, .4f, 9, true } };
	static const struct of_listeners there[] = { { 2, .8f, 4, false }, { 4, .6f, 7, false }, { 3, .3f, 4, false }, { 5, .9f, 2, false } };
	struct learnt *l = learnt_new();
	const struct of_listeners *rows = NULL;
	uint32_t *seats;
	size_t n;
	bool falls = true;

	learnt_listeners(l, here, COUNT_OF(here));
	learnt_listeners_more(l, there, COUNT_OF(there));
	n = learnt_listeners_of(l, &rows, &seats);
	is_int((long long)n, 4, "a row a track, none of two people");
	for (size_t i = 1; i < n; i++)
		falls &= rows[i - 1].score >= rows[i].score;
	ok(falls, "best first");
	is_near((double)row_of(l, 2)->score, .8, 1e-6, "the higher score");
	is_int(row_of(l, 2)->people, 4, "the larger number, not both together");
	is_int(row_of(l, 1)->people, 5, "what only one side knows stays");
	is_int(row_of(l, 4)->people, 7, "and comes");
	is_int(row_of(l, 3)->people, 4, "how many play its artist is not how many play it");
	ok(!row_of(l, 3)->is_artist, "and the reason is the track");
	ok(!row_of(l, 5), "two people are nobody's business");
	learnt_free(l);
	return done();
}
