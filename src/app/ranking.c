/* ranking.c -- what the for-you list is ranked by besides library and log. */
#include "app/ranking.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const int64_t day_ms = 86400000;

void ranking_init(struct ranking *r, const struct settings *set, const char *listener, int64_t now_ms)
{
	*r = (struct ranking){ .size = (size_t)set->for_you_size };
	r->opt = (struct rank_options){
		.now_ms = now_ms, .seed = (uint64_t)(now_ms / day_ms) ^ hash_bytes(listener, strlen(listener)),
		.adventure = set->adventure / 100.0, .artist_gap = (unsigned)set->artist_gap,
	};
	snprintf(r->styles, sizeof r->styles, "%s", set->styles);
}

void ranking_exclude(struct ranking *r, track_id track)
{
	if (r->opt.n_exclude < RANKING_EXCLUDE_MAX)
		r->exclude[r->opt.n_exclude++] = track;
	r->opt.exclude = r->exclude;
}

char *ranking_write(const struct ranking *r)
{
	struct buf b;

	buf_init(&b, 1 << 16);
	buf_addf(&b, "%" PRIu64 " %" PRId64 " %d %u %zu", r->opt.seed, r->opt.playing, (int)(r->opt.adventure * 100 + .5), r->opt.artist_gap, r->size);
	for (size_t i = 0; i < r->opt.n_exclude; i++)
		buf_addf(&b, " %" PRId64, r->exclude[i]);
	buf_addf(&b, " ;%s", r->styles);
	return buf_steal(&b);
}

enum err ranking_read(const char *line, int64_t now_ms, struct ranking *ret_ranking)
{
	struct ranking r = { .opt = { .now_ms = now_ms } };
	int adventure, n;

	if (sscanf(line, "%" SCNu64 " %" SCNd64 " %d %u %zu%n", &r.opt.seed, &r.opt.playing, &adventure, &r.opt.artist_gap, &r.size, &n) != 5 ||
	    adventure < 0 || adventure > 100 || !r.size || r.size > 1000)
		return fail(ERR_PARSE, _("the player answered what cannot be understood"));
	r.opt.adventure = adventure / 100.0;
	for (const char *p = line + n; *p;) {
		char *end;
		track_id id = strtoll(p, &end, 10);

		if (end == p && !strncmp(p, " ;", 2)) {
			snprintf(r.styles, sizeof r.styles, "%s", p + 2);
			break;
		}
		if (end == p)
			return fail(ERR_PARSE, _("the player answered what cannot be understood"));
		ranking_exclude(&r, id);
		p = end;
	}
	*ret_ranking = r;
	ret_ranking->opt.exclude = ret_ranking->exclude;
	return OK;
}
