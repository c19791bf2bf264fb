/*
 * reason.c -- one row a signal: how it is said.  Only numbers the log holds are spoken; a signal whose numbers are missing says less.
 */
#include "app/reason.h"
#include "ear.h"

#include <stdio.h>
#include <string.h>

enum { NAME_BYTES = 160 };

struct words {
	const struct reason *r;
	const struct track *track;
	const struct library *lib;
	char artist[NAME_BYTES], other[NAME_BYTES], genre[NAME_BYTES];
	char *text;
	size_t size;
};

static void copy(char *to, size_t size, const char *from)
{
	size_t n = MIN_OF(strlen(from), size - 1);

	/* never half a character */
	while (from[n] && n && ((unsigned char)from[n] & 0xc0) == 0x80)
		n--;
	memcpy(to, from, n);
	to[n] = '\0';
}

/* "this week", "in 30 days", … ; "" for ever */
static void span(int days, char *ret, size_t size)
{
	if (days <= 0)
		copy(ret, size, "");
	else if (days == 1)
		copy(ret, size, _("today"));
	else if (days == 7)
		copy(ret, size, _("this week"));
	else
		snprintf(ret, size, P_("in %d day", "in %d days", days), days);
}

/* "5 months": an age in the largest unit that leaves a number worth saying */
static void age(int days, char *ret, size_t size)
{
	if (days >= 730)
		snprintf(ret, size, P_("%d year", "%d years", days / 365), days / 365);
	else if (days >= 60)
		snprintf(ret, size, P_("%d month", "%d months", days / 30), days / 30);
	else if (days >= 14)
		snprintf(ret, size, P_("%d week", "%d weeks", days / 7), days / 7);
	else
		snprintf(ret, size, P_("%d day", "%d days", days), days);
}

static void say_frequent(struct words *w)
{
	char when[64];
	int n = w->r->count;

	span(w->r->days, when, sizeof when);
	if (n <= 0)
		copy(w->text, w->size, _("you have played it"));
	else if (*when)
		/* TRANSLATORS: the second %s is "today", "this week" or "in 30 days" */
		snprintf(w->text, w->size, P_("you often play it: %d time %s", "you often play it: %d times %s", n), n, when);
	else
		snprintf(w->text, w->size, P_("you played it %d time", "you played it %d times", n), n);
}

static void say_follows(struct words *w)
{
	int n = w->r->count;

	if (!*w->other)
		copy(w->text, w->size, _("you went on to it before"));
	else if (n <= 1)
		snprintf(w->text, w->size, _("you went on to it after %s"), w->other);
	else
		snprintf(w->text, w->size, P_("you went on to it %d time after %s", "you went on to it %d times after %s", n), n, w->other);
}

static void say_artist(struct words *w)
{
	char when[64];
	int n = w->r->count;

	span(w->r->days, when, sizeof when);
	if (!*w->artist)
		copy(w->text, w->size, _("you like its artist"));
	else if (n <= 0 && *w->other)
		snprintf(w->text, w->size, _("you like %s by %s"), w->other, w->artist);
	else if (n <= 0)
		snprintf(w->text, w->size, _("you like %s"), w->artist);
	else if (*when)
		snprintf(w->text, w->size, P_("you finished %d by %s %s", "you finished %d by %s %s", n), n, w->artist, when);
	else
		snprintf(w->text, w->size, P_("you finished %d by %s", "you finished %d by %s", n), n, w->artist);
}

static void say_session(struct words *w)
{
	if (*w->other)
		snprintf(w->text, w->size, _("like %s, which you just finished"), w->other);
	else
		copy(w->text, w->size, _("goes with what you have just been hearing"));
}

static void say_genre(struct words *w)
{
	char when[64];
	int n = w->r->count;

	span(w->r->days, when, sizeof when);
	if (!*w->genre)
		copy(w->text, w->size, _("a style you like"));
	else if (n <= 0)
		snprintf(w->text, w->size, _("you like %s"), w->genre);
	else if (*when)
		snprintf(w->text, w->size, P_("you finished %d of %s %s", "you finished %d of %s %s", n), n, w->genre, when);
	else
		snprintf(w->text, w->size, P_("you finished %d of %s", "you finished %d of %s", n), n, w->genre);
}

static void say_style(struct words *w)
{
	if (*w->genre)
		/* TRANSLATORS: %s is a genre */
		snprintf(w->text, w->size, _("%s, a style you chose"), w->genre);
	else
		copy(w->text, w->size, _("a style you chose"));
}

static void say_together(struct words *w)
{
	int n = w->r->count;

	if (!*w->other)
		copy(w->text, w->size, _("heard together with what you have just been hearing"));
	else if (n <= 0)
		snprintf(w->text, w->size, _("heard with the same others as %s"), w->other);
	else
		snprintf(w->text, w->size, P_("heard in %d sitting with %s", "heard in %d sittings with %s", n), n, w->other);
}

/* A tempo further off is nothing to praise. */
enum { BPM_NEAR = 6 };

/* What else both have in common, behind "sounds like …". */
static void add_common(struct words *w)
{
	const struct reason *r = w->r;
	char fast[64] = "", mood[96] = "";
	size_t n = strlen(w->text);

	if (r->mood && r->mood <= MOOD_WORDS)
		/* TRANSLATORS: behind "sounds like Xtal"; %s is a mood */
		snprintf(mood, sizeof mood, _(", the same %s mood"), _(mood_words[r->mood - 1].word));
	if (!r->bpm_apart)
		copy(fast, sizeof fast, _(", as fast"));
	else if (r->bpm_apart > 0 && r->bpm_apart <= BPM_NEAR)
		snprintf(fast, sizeof fast, P_(", %d bpm from it", ", %d bpm from it", r->bpm_apart), r->bpm_apart);
	if (n < w->size)
		snprintf(w->text + n, w->size - n, "%s%s%s", mood, r->same_key ? _(", in its key") : "", fast);
}

static void say_sound(struct words *w)
{
	if (!*w->other) {
		copy(w->text, w->size, _("sounds like what you have just been hearing"));
		return;
	}
	snprintf(w->text, w->size, _("sounds like %s"), w->other);
	add_common(w);
}

static void say_kindred(struct words *w)
{
	int n = w->r->count;

	if (!*w->other)
		copy(w->text, w->size, _("sounds like what you hear to the end"));
	else if (n <= 0)
		snprintf(w->text, w->size, _("sounds like %s, which you like"), w->other);
	else
		snprintf(w->text, w->size, P_("sounds like %s, finished %d time", "sounds like %s, finished %d times", n), w->other, n);
}

static void say_listeners(struct words *w)
{
	int n = w->r->count;

	if (n == LISTENERS_COMMUNITY)
		copy(w->text, w->size, _("ListenBrainz recommends it"));
	else if (w->r->other)
		snprintf(w->text, w->size, P_("%d other listener plays the artist", "%d other listeners play the artist", n), n);
	else
		snprintf(w->text, w->size, P_("%d other listener plays it", "%d other listeners play it", n), n);
}

static void say_loved(struct words *w)
{
	copy(w->text, w->size, _("loved"));
}

static void say_rated(struct words *w)
{
	char stars[16] = "";
	int n = MAX_OF(0, MIN_OF(w->r->count, 5));

	for (int i = 0; i < n; i++)
		strcat(stars, "\u2605");
	snprintf(w->text, w->size, _("rated %s"), stars);
}

static void say_rediscover(struct words *w)
{
	char old[64];
	int n = w->r->count;

	age(w->r->days, old, sizeof old);
	if (n <= 0)
		snprintf(w->text, w->size, _("not heard for %s"), old);
	else
		snprintf(w->text, w->size, P_("not heard for %s, finished %d time", "not heard for %s, finished %d times", n), old, n);
}

static void say_new(struct words *w)
{
	char old[64];

	age(w->r->days, old, sizeof old);
	if (w->r->days <= 0)
		copy(w->text, w->size, _("added today, not heard yet"));
	else if (w->r->days == 1)
		copy(w->text, w->size, _("added yesterday, not heard yet"));
	else
		snprintf(w->text, w->size, _("added %s ago, not heard yet"), old);
}

static void say_variety(struct words *w)
{
	if (!w->track || w->track->last_played_s)
		copy(w->text, w->size, _("something different"));
	else if (w->r->count || !w->artist[0])
		copy(w->text, w->size, _("not heard yet"));
	else
		/* TRANSLATORS: %s is an artist */
		snprintf(w->text, w->size, _("nothing by %s heard to the end yet"), w->artist);
}

static void say_fatigue(struct words *w)
{
	copy(w->text, w->size, _("heard just now"));
}

static void say_skipped(struct words *w)
{
	int n = w->r->count;

	if (n <= 0)
		copy(w->text, w->size, _("skipped before"));
	else
		snprintf(w->text, w->size, P_("skipped %d time", "skipped %d times", n), n);
}

static void (*const say[SIGNAL_COUNT])(struct words *w) = {
	[SIGNAL_FREQUENT] = say_frequent, [SIGNAL_FOLLOWS] = say_follows, [SIGNAL_ARTIST] = say_artist,
	[SIGNAL_SESSION] = say_session, [SIGNAL_GENRE] = say_genre, [SIGNAL_STYLE] = say_style, [SIGNAL_TOGETHER] = say_together, [SIGNAL_SOUND] = say_sound,
	[SIGNAL_KINDRED] = say_kindred, [SIGNAL_LISTENERS] = say_listeners, [SIGNAL_LOVED] = say_loved, [SIGNAL_RATED] = say_rated,
	[SIGNAL_REDISCOVER] = say_rediscover, [SIGNAL_NEW] = say_new, [SIGNAL_VARIETY] = say_variety,
	[SIGNAL_FATIGUE] = say_fatigue, [SIGNAL_SKIPPED] = say_skipped,
};

/* snprintf may have cut inside a character: take its first half away again. */
static void mend_end(char *text, size_t size)
{
	size_t n = strlen(text), start = n;

	if (n + 1 < size || !n)
		return;
	while (start && ((unsigned char)text[start - 1] & 0xc0) == 0x80)
		start--;
	if (start && (unsigned char)text[start - 1] >= 0xc0 && !utf8_valid(text + start - 1, n - start + 1))
		text[start - 1] = '\0';
}

void reason_text(const struct reason *reason, const struct track *track, const struct library *lib, char *ret_text, size_t size)
{
	struct words w = { .r = reason, .track = track, .lib = lib, .text = ret_text, .size = size };
	const struct track *other = reason->other && lib ? library_get(lib, reason->other) : NULL;

	if (!size)
		return;
	ret_text[0] = '\0';
	if (track) {
		copy(w.artist, sizeof w.artist, track->artist);
		copy(w.genre, sizeof w.genre, track->genre);
	}
	if (other)
		copy(w.other, sizeof w.other, other->title);
	if ((unsigned)reason->signal < SIGNAL_COUNT && say[reason->signal])
		say[reason->signal](&w);
	mend_end(ret_text, size);
}

void reason_texts(const struct pick *pick, const struct library *lib, char *ret_text, size_t size)
{
	const struct track *t = lib ? library_get(lib, pick->track) : NULL;
	size_t n = 0;

	if (!size)
		return;
	ret_text[0] = '\0';
	for (int i = 0; i < pick->n_reasons && i < (int)COUNT_OF(pick->reasons); i++) {
		char one[256];

		reason_text(&pick->reasons[i], t, lib, one, sizeof one);
		n = strlen(ret_text);
		if (*one && n + 1 < size)
			/* TRANSLATORS: between two reasons for a pick, in a list on one line */
			snprintf(ret_text + n, size - n, "%s%s", n ? _("; ") : "", one);
	}
	mend_end(ret_text, size);
}
