/* believed_page.c -- see believed.h: the lines. */
#include "app/believed.h"
#include "app/styling.h"
#include "app/moods.h"
#include "cli/print.h"
#include "ear.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LIKED_SHOWN = 10, DISLIKED_SHOWN = 5, TALLY_SHOWN = 12, NAME_CELLS = 28, HOUR_CELLS = 2 };

static struct believed_row *put(struct believed_page *p, struct stats_row row)
{
	ARRAY_GROW(p->rows, p->n, p->cap);
	p->rows[p->n] = (struct believed_row){ .row = row, .hour = -1 };
	return &p->rows[p->n++];
}

static void heading(struct believed_page *p, const char *text)
{
	put(p, (struct stats_row){ .kind = STATS_HEADING, .text = xstrdup(text) });
}

/* Takes the text over. */
static void sentence(struct believed_page *p, char *text)
{
	put(p, (struct stats_row){ .kind = STATS_SENTENCE, .text = text });
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
		free(on);
	}
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
	static const struct { const char *query, *text; size_t offset; } rows[] = {
		{ "loved", N_("loved"), offsetof(struct store_stats, loves) }, { "rating>0", N_("rated"), offsetof(struct store_stats, ratings) },
		{ "banned", N_("banned"), offsetof(struct store_stats, bans) },
	};

	heading(p, _("What you said"));
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		int64_t n = *(const int64_t *)(const void *)((const char *)&b->totals + rows[i].offset);

		put(p, (struct stats_row){ .kind = STATS_NUMBER, .text = xstrdup(_(rows[i].text)), .number = n })->query = xstrdup(rows[i].query);
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

void believed_page_make(struct app *app, const struct believed *b, struct believed_page *ret)
{
	*ret = (struct believed_page){ 0 };
	page_liked(app, ret, LIKED_ARTISTS, false, _("Artists you like"));
	page_liked(app, ret, LIKED_ARTISTS, true, _("Artists you skip"));
	page_liked(app, ret, LIKED_GENRES, false, _("Genres you like"));
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
