/*
 * fuzz_recommendations.c -- what ListenBrainz recommends. What is kept is an id and a number, what is counted adds up, a refusal names the file, and
 * settled each stands once, best first.
 */
#include "music.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(const struct recommendations *r)
{
	char id[LISTEN_MBID_SIZE];

	for (size_t i = 0; i < r->n; i++)
		if (!listens_mbid(r->rows[i].mbid, id) || strcmp(id, r->rows[i].mbid) || !(r->rows[i].score == r->rows[i].score))
			abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct recommendations r = { .n = 0 };
	char *text = xmemdup(data, size + !size);
	enum err err = recommendations_read("name", text, size, &r);
	size_t all = r.n;
	int64_t again;

	if (err && (err != (size > RECOMMENDATIONS_MAX ? ERR_LIMIT : ERR_PARSE) || strncmp(err_text(), "name ", 5) || r.n))
		abort();
	if (r.counts.read != (int64_t)r.n + r.counts.bad || (r.counts.bad && strncmp(r.counts.told[0], "name: ", 6)))
		abort();
	check(&r);
	again = recommendations_settle(&r);
	check(&r);
	if (again < 0 || r.n + (size_t)again != all)
		abort();
	for (size_t i = 1; i < r.n; i++)
		if (r.rows[i].score > r.rows[i - 1].score || !strcmp(r.rows[i].mbid, r.rows[i - 1].mbid))
			abort();
	free(r.rows);
	free(text);
	return 0;
}
