/* believed_page.c -- see believed.h: the lines. */
#include "app/believed.h"
#include "app/styling.h"
#include "app/moods.h"
#include "cli/print.h"
#include "view/view.h"
#include "ear.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LIKED_SHOWN = 10, DISLIKED_SHOWN = 5, TALLY_SHOWN = 12, NAME_CELLS = 28, HOUR_CELLS = 2, ARTISTS_SHOWN = 3 };

static struct believed_row *put(struct believed_page *p, struct stats_row row)
{
	ARRAY_GROW(p->rows, p->n, p->cap);
	p->rows[p->n] = (struct believed_row){ .row = row, .hour = -1, .member = SIZE_MAX };
	return &p->rows[p->n++];
}

static void heading(struct believed_page *p, const char *text)
{
	put(p, (struct stats_row){ .kind = STATS_HEADING, .text = xstrdup(text) });
}

/* Takes the text over. */
static struct believed_row *sentence(struct believed_page *p, char *text)
{
	return put(p, (struct stats_row){ .kind = STATS_SENTENCE, .text = text });
}

/* Takes `after` over. */
static struct believed_row *bar(struct believed_page *p, const char *name, int cells, double share, char *after)
{
	return put(p, (struct stats_row){ .kind = STATS_BAR, .text = utf8_clean(name, strlen(name)), .cells = cells, .share = share, .after = after });
}

static char *rests_on(int64_t plays, int64_t skips)
{
	char heard[64];

	snprintf(heard, sizeof heard, P_("%lld heard out", "%lld heard out", (unsigned long)plays), (long long)plays);
	return skips ? xasprintf(P_("%s, %lld skipped", "%s, %lld skipped", (unsigned long)skips), heard, (long long)skips) : xstrdup(heard);
}

static void page_liked(struct app *app, struct believed_page *p, enum liked_kind kind, bool least, const char *title)
{
	struct liked liked[LIKED_SHOWN];
	size_t n = taste_liked(app->taste, kind, clock_unix_ms(), least, liked, least ? DISLIKED_SHOWN : LIKED_SHOWN);

	for (size_t i = 0; i < n; i++) {
		const struct track *t = library_get(app->lib, liked[i].any);
		const char *name = !t ? "" : kind == LIKED_GENRES ? t->genre : *t->artist ? t->artist : t->album_artist;
		char *on = rests_on(liked[i].finishes, liked[i].skips);
		struct believed_row *row;

		if (!*name) {
			free(on);
			continue;
		}
		if (!i)
			heading(p, title);
		row = bar(p, name, NAME_CELLS, liked[i].affinity / liked[0].affinity, xasprintf("%+.2f · %s", liked[i].affinity, on));
		row->query = query_is(kind == LIKED_GENRES ? "genre" : "artist", name);
		row->any = liked[i].any;
		row->kind = kind;
		free(on);
	}
}

static const char *artist_of(const struct track *t)
{
	return *t->artist ? t->artist : *t->album_artist ? t->album_artist : t->title;
}

/* "Anna · 春日工房 · Dora": by whom the most heard of it are. Caller frees. */
static char *artists_text(struct app *app, const struct circle *c)
{
	const char *names[ARTISTS_SHOWN];
	struct buf b;
	size_t n = 0;
	char *text;

	buf_init(&b, 1 << 14);
	for (size_t i = 0; i < c->n && n < ARTISTS_SHOWN; i++) {
		const struct track *t = library_get(app->lib, c->tracks[i]);
		size_t k = 0;

		while (t && k < n && strcmp(names[k], artist_of(t)))
			k++;
		if (!t || k < n || !*artist_of(t))
			continue;
		names[n++] = artist_of(t);
		buf_addf(&b, "%s%.200s", n > 1 ? " · " : "", names[n - 1]);
	}
	text = utf8_clean(b.data, b.len);
	buf_done(&b);
	return text;
}

static void page_circle(struct app *app, const struct circle *c, double most, bool is_only, bool is_open, struct believed_page *p)
{
	char name[CIRCLE_NAME], label[300], *tracks = xasprintf(P_("%zu track", "%zu tracks", c->n), c->n);
	char *after = is_only ? xasprintf("%.0f%% · %s", 100 * (double)c->share, tracks) :
		xasprintf(_("%.0f%% · sure %.0f%% · %s"), 100 * (double)c->share, 100 * (double)c->sure, tracks);

	circle_name(app, c, name);
	bar(p, name, NAME_CELLS, (double)c->share / most, after)->circle = c;
	sentence(p, artists_text(app, c))->circle = c;
	for (size_t i = 0; is_open && i < c->n; i++) {
		const struct track *t = library_get(app->lib, c->tracks[i]);
		struct believed_row *row;

		if (!t)
			continue;
		row = sentence(p, xasprintf("  %s", track_label(t, label, sizeof label)));
		row->circle = c;
		row->member = i;
	}
	free(tracks);
}

static bool lies_in(const struct circle *c, track_id id)
{
	for (size_t i = 0; i < c->n; i++)
		if (c->tracks[i] == id)
			return true;
	return false;
}

static void page_circles(struct app *app, const struct circles *all, track_id opened, struct believed_page *p)
{
	if (all->n)
		heading(p, _("Circles your listening lies in, by sound"));
	for (size_t i = 0; i < all->n; i++)
		page_circle(app, &all->all[i], (double)all->all[0].share, all->n == 1, opened && lies_in(&all->all[i], opened), p);
}

static void page_tally(const struct tallies *t, struct believed_page *p, const char *title, bool is_word)
{
	int64_t most = 1;

	for (size_t i = 0; i < t->n; i++)
		most = MAX_OF(most, t->all[i].plays + t->all[i].skips);
	if (t->n)
		heading(p, title);
	for (size_t i = 0; i < MIN_OF(t->n, (size_t)TALLY_SHOWN); i++) {
		const struct tally *one = &t->all[i];
		struct believed_row *row = bar(p, is_word ? _(one->name) : one->name, NAME_CELLS, (double)one->plays / (double)most, rests_on(one->plays, one->skips));

		row->query = xstrdup(one->query);
		row->tracks = &one->tracks;
	}
}

static void page_hours(const struct believed *b, struct believed_page *p)
{
	int64_t most = 0;

	for (int h = 0; h < 24; h++)
		most = MAX_OF(most, b->totals.listened_by_hour_ms[h]);
	if (most)
		heading(p, _("Hours of the day"));
	for (int h = 0; h < 24; h++) {
		int64_t ms = b->totals.listened_by_hour_ms[h];
		char name[8], span[48];

		if (!ms)
			continue;
		snprintf(name, sizeof name, "%02d", h);
		print_span(ms, span);
		bar(p, name, HOUR_CELLS, (double)ms / (double)most, xstrdup(span))->hour = h;
	}
}

static void page_said(struct app *app, const struct believed *b, struct believed_page *p)
{
	static const struct { const char *query, *text; size_t offset; enum said_of said; } rows[] = {
		{ "loved", N_("loved"), offsetof(struct store_stats, loves), SAID_LOVED },
		{ "rating>0", N_("rated"), offsetof(struct store_stats, ratings), SAID_RATED },
		{ "banned", N_("banned"), offsetof(struct store_stats, bans), SAID_BANNED },
	};

	heading(p, _("What you said"));
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		int64_t n = *(const int64_t *)(const void *)((const char *)&b->totals + rows[i].offset);
		struct believed_row *row = put(p, (struct stats_row){ .kind = STATS_NUMBER, .text = xstrdup(_(rows[i].text)), .number = n });

		row->query = xstrdup(rows[i].query);
		row->tracks = &b->said[rows[i].said];
	}
	put(p, (struct stats_row){ .kind = STATS_NUMBER, .text = xstrdup(_("styles corrected")), .number = b->corrected });
	if (*app->set.styles)
		sentence(p, xasprintf(_("styles you chose: %s"), app->set.styles));
}

static void page_sitting(struct app *app, struct believed_page *p)
{
	struct sitting s;
	char *on;

	taste_sitting(app->taste, clock_unix_ms(), &s);
	heading(p, _("This sitting"));
	on = rests_on(s.finishes, s.skips);
	sentence(p, xstrdup(on));
	if (s.own_share < .995)
		sentence(p, xasprintf(_("a skip now is held %.0f%% against its track, else against the moment"), 100 * s.own_share));
	else
		sentence(p, xstrdup(_("a skip now is held in full against its track")));
	free(on);
}

static void page_arms(struct app *app, struct believed_page *p)
{
	static const char *const names[ARMS] = {
		[ARM_CHANCE] = N_("by chance"), [ARM_SOUND] = N_("sounds like what you like"), [ARM_TOGETHER] = N_("heard together with others"),
		[ARM_LISTENERS] = N_("other listeners play it"), [ARM_REDISCOVER] = N_("not heard for long"),
	};

	heading(p, _("Who explores for you, and how it is taken up"));
	for (int a = ARM_NONE + 1; a < ARMS; a++) {
		double tries, chance = taste_arm(app->taste, (enum arm)a, clock_unix_ms(), &tries);

		if (names[a])
			bar(p, _(names[a]), NAME_CELLS, chance, xasprintf(_("%.0f%% · %.1f tries"), 100 * chance, tries));
	}
}

static void page_foresight(const struct learnt_info *i, struct believed_page *p)
{
	if (i->foresight_auc <= 0)
		sentence(p, xstrdup(_("too little log for a network: the sum of the signals ranks")));
	else
		sentence(p, xasprintf(i->has_foresight ? _("foreseen of later plays (AUC): by a network %.3f, which ranks; by the sum %.3f") :
			_("foreseen of later plays (AUC): by a network %.3f; by the sum %.3f, which ranks"), i->foresight_auc, i->blend_auc));
}

static void page_models(struct app *app, struct believed_page *p)
{
	const struct learnt_info *i = taste_learnt_info(app->taste);
	const struct stylefile *styles = stylebook_file(styling_book(app));
	float valence, arousal;

	heading(p, _("What was learnt"));
	if (i) {
		sentence(p, xasprintf(P_("from %llu play: %llu tracks heard together with others", "from %llu plays: %llu tracks heard together with others",
					 (unsigned long)i->plays), (unsigned long long)i->plays, (unsigned long long)i->tracks));
		page_foresight(i, p);
	} else {
		sentence(p, xstrdup(_("nothing yet from your log: the signals are added up as they are")));
	}
	if (styles && styles->head.figures.n)
		sentence(p, xasprintf(_("styles by sound: %.0f%% right of what is said, tried on %zu tracks"), 100 * styles->head.figures.right, styles->head.figures.n));
	moods_shift(moods_of(app), &valence, &arousal);
	if (valence > 0 || valence < 0 || arousal > 0 || arousal < 0)
		sentence(p, xasprintf(_("moods: what you said moves all by %+.2f valence, %+.2f arousal"), (double)valence, (double)arousal));
	sentence(p, xasprintf(app->set.learn ? _("option learn is on, adventure %d%%") : _("option learn is off, adventure %d%%"), app->set.adventure));
	sentence(p, xstrdup(_("all of it is in the database and the files beside it, and nowhere else")));
}

/* Bars of one section begin and end alike. */
static void align(struct believed_page *p)
{
	for (size_t i = 0, end; i < p->n; i = end + 1) {
		int widest = 0;

		for (end = i; end < p->n && p->rows[end].row.kind == STATS_BAR; end++)
			widest = MAX_OF(widest, utf8_width(p->rows[end].row.after));
		for (size_t k = i; k < end; k++)
			p->rows[k].row.after_cells = widest;
	}
}

void believed_page_make(struct app *app, const struct believed *b, track_id opened, struct believed_page *ret)
{
	*ret = (struct believed_page){ 0 };
	page_liked(app, ret, LIKED_ARTISTS, false, _("Artists you like"));
	page_liked(app, ret, LIKED_ARTISTS, true, _("Artists you skip"));
	page_liked(app, ret, LIKED_GENRES, false, _("Genres you like"));
	page_circles(app, &b->circles, opened, ret);
	page_tally(&b->of[TALLY_STYLE], ret, _("Styles you hear"), false);
	page_tally(&b->of[TALLY_MOOD], ret, _("Moods you hear"), true);
	page_tally(&b->of[TALLY_TEMPO], ret, _("Tempo"), false);
	page_tally(&b->of[TALLY_ERA], ret, _("Years"), false);
	page_hours(b, ret);
	page_said(app, b, ret);
	page_sitting(app, ret);
	page_arms(app, ret);
	page_models(app, ret);
	align(ret);
}

void believed_page_done(struct believed_page *p)
{
	for (size_t i = 0; i < p->n; i++) {
		free(p->rows[i].row.text);
		free(p->rows[i].row.after);
		free(p->rows[i].query);
	}
	free(p->rows);
	*p = (struct believed_page){ 0 };
}

struct track **believed_tracks(struct app *app, const struct believed_row *row, size_t *ret_n)
{
	const struct circle *c = row->circle;
	bool is_member = c && row->member != SIZE_MAX;
	size_t n = is_member ? 1 : c ? c->n : row->tracks ? row->tracks->n : row->any ? taste_liked_tracks(app->taste, row->kind, row->any, NULL, 0) : 0;
	const track_id *ids = is_member ? &c->tracks[row->member] : c ? c->tracks : row->tracks ? row->tracks->at : NULL;
	track_id *liked = ids || !n ? NULL : xcalloc(n, sizeof *liked);
	struct track **tracks;

	*ret_n = 0;
	if (!n)
		return NULL;
	if (liked)
		taste_liked_tracks(app->taste, row->kind, row->any, liked, n);
	tracks = xcalloc(n, sizeof *tracks);
	for (size_t i = 0; i < n; i++) {
		struct track *t = library_get(app->lib, ids ? ids[i] : liked[i]);

		if (t)
			tracks[(*ret_n)++] = t;
	}
	free(liked);
	return tracks;
}
