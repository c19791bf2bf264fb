/* sort.c -- the keys a flat list is sorted by (cmus's names where it has one), and the merge sort that goes in steps. */
#include "order.h"

#include <stdlib.h>
#include <string.h>

/* A row has either a text or a number. */
struct sort_field {
	const char *name, *help;
	enum text_part part;			/* a text's, folded; TEXT_PARTS = string() instead */
	const char *(*string)(const struct track *t);
	int64_t (*number)(const struct track *t);
	bool absent_last;			/* 0 says that there is none */
	bool is_label;				/* what others know of it: the first of its labels */
	enum library_label label;
};

static const char *composer(const struct track *t) { return t->composer; }
static const char *codec(const struct track *t) { return t->codec; }
static const char *path(const struct track *t) { return t->path; }
static int64_t added(const struct track *t) { return t->added_s; }
static int64_t bitrate(const struct track *t) { return t->bitrate_kbps; }
static int64_t bpm(const struct track *t) { return track_bpm(t); }
static int64_t disc(const struct track *t) { return t->disc_no; }
static int64_t duration(const struct track *t) { return t->duration_ms; }
static int64_t last_played(const struct track *t) { return t->last_played_s; }
static int64_t loved(const struct track *t) { return t->is_loved; }
static int64_t mtime(const struct track *t) { return t->stamp.mtime_ns; }
static int64_t plays(const struct track *t) { return t->play_count; }
static int64_t rating(const struct track *t) { return t->rating; }
static int64_t skips(const struct track *t) { return t->skip_count; }
static int64_t track(const struct track *t) { return t->track_no; }
static int64_t year(const struct track *t) { return t->year; }

/* Gains and peaks are fractions, and 0 is one of them: moved and spread, so that only what is absent is 0. */
enum { GAIN_ZERO = 1 << 30 };
static int64_t spread(bool is_there, float x)
{
	return is_there ? GAIN_ZERO + (int64_t)((double)x * 10000) : 0;
}

static int64_t track_gain(const struct track *t) { return spread(t->gain.has_track, t->gain.track_db); }
static int64_t album_gain(const struct track *t) { return spread(t->gain.has_album, t->gain.album_db); }
static int64_t track_peak(const struct track *t) { return spread(t->gain.track_peak > 0, t->gain.track_peak); }
static int64_t album_peak(const struct track *t) { return spread(t->gain.album_peak > 0, t->gain.album_peak); }

/* "1997-05-21" as a number; a date of less counts from its beginning. */
static int64_t date(const struct track *t)
{
	int64_t n = 0, parts[3] = { 0 };
	size_t part = 0;

	for (const char *p = t->date; *p && part < 3; p++) {
		if (*p >= '0' && *p <= '9' && parts[part] < 100000)
			parts[part] = parts[part] * 10 + (*p - '0');
		else if (*p == '-')
			part++;
		else
			break;
	}
	if (!parts[0])
		parts[0] = t->year;
	for (size_t i = 0; i < 3; i++)
		n = n * 100 + (i ? MIN_OF(parts[i], 99) : parts[i]);
	return n;
}

#define LABEL(which) TEXT_PARTS, NULL, NULL, true, true, which
#define TEXT(part) part, NULL, NULL, true, false, LIBRARY_STYLE
#define STRING(f) TEXT_PARTS, f, NULL, true, false, LIBRARY_STYLE
#define NUMBER(f, absent) TEXT_PARTS, NULL, f, absent, false, LIBRARY_STYLE
static const struct sort_field fields[] = {
	{ "added", N_("when it came into the library"), NUMBER(added, false) },
	{ "album", N_("album"), TEXT(TEXT_ALBUM) },
	{ "albumartist", N_("artist of the album"), TEXT(TEXT_ALBUM_ARTIST) },
	{ "artist", N_("artist, as its sort name says, or without a leading article"), TEXT(TEXT_ARTIST) },
	{ "bitrate", N_("kilobits a second"), NUMBER(bitrate, true) },
	{ "bpm", N_("beats a minute, as tagged or else as heard"), NUMBER(bpm, true) },
	{ "codec", N_("kind of sound file"), STRING(codec) },
	{ "composer", N_("composer"), STRING(composer) },
	{ "date", N_("date, as tagged"), NUMBER(date, true) },
	{ "discnumber", N_("number of the disc"), NUMBER(disc, true) },
	{ "duration", N_("length"), NUMBER(duration, true) },
	{ "filemtime", N_("when the file was changed"), NUMBER(mtime, false) },
	{ "filename", N_("path of the file"), STRING(path) },
	{ "genre", N_("genre"), TEXT(TEXT_GENRE) },
	{ "last_played", N_("when it was last played"), NUMBER(last_played, false) },
	{ "loved", N_("loved or not"), NUMBER(loved, false) },
	{ "play_count", N_("times heard to the end"), NUMBER(plays, false) },
	{ "rating", N_("stars"), NUMBER(rating, false) },
	{ "rg_album_gain", N_("gain of the album, as tagged"), NUMBER(album_gain, true) },
	{ "rg_album_peak", N_("peak of the album, as tagged"), NUMBER(album_peak, true) },
	{ "rg_track_gain", N_("gain, as tagged"), NUMBER(track_gain, true) },
	{ "rg_track_peak", N_("peak, as tagged"), NUMBER(track_peak, true) },
	{ "skip_count", N_("times skipped"), NUMBER(skips, false) },
	{ "style", N_("what it sounds like"), LABEL(LIBRARY_STYLE) },
	{ "title", N_("title"), TEXT(TEXT_TITLE) },
	{ "tracknumber", N_("number of the track"), NUMBER(track, true) },
	{ "year", N_("year"), NUMBER(year, true) },
};

const char *library_sort_key(size_t i, const char **ret_help)
{
	if (i >= COUNT_OF(fields))
		return NULL;
	*ret_help = fields[i].help;
	return fields[i].name;
}

enum err order_parse(const char *keys, struct order *ret_order)
{
	struct order o = { .n = 0 };

	for (const char *p = keys + strspn(keys, " ,"); *p; p += strspn(p, " ,")) {
		bool down = *p == '-';
		size_t n = strcspn(p += down, " ,"), i = 0;

		while (i < COUNT_OF(fields) && (strlen(fields[i].name) != n || strncmp(fields[i].name, p, n)))
			i++;
		if (i == COUNT_OF(fields))
			return fail(ERR_ARG, _("there is no sort key '%.*s'"), (int)MIN_OF(n, (size_t)64), p);
		if (o.n == ORDER_KEYS_MAX)
			return fail(ERR_ARG, _("more than %d sort keys"), ORDER_KEYS_MAX);
		o.is_down[o.n] = down;
		o.fields[o.n++] = &fields[i];
		p += n;
	}
	if (!o.n)
		return fail(ERR_ARG, _("no sort key is named"));
	*ret_order = o;
	return OK;
}

enum err library_sort_check(const char *keys)
{
	struct order o;

	return order_parse(keys, &o);
}

static int cmp_text(const char *a, size_t na, const char *b, size_t nb)
{
	size_t n = MIN_OF(na, nb);
	int c = memcmp(a, b, n);

	return c ? c : (na > nb) - (na < nb);
}

/* What an artist's name sorts by: where it is the artist the track stands under, what the tree sorts by; else without its article. */
static void sort_name(const struct library *lib, const struct track *t, enum text_part part, const char **s, size_t *n)
{
	const struct spelling *under = ((const struct entry *)t)->spelling;
	const char *name = part == TEXT_ARTIST ? t->artist : t->album_artist;
	size_t article = article_length(lib, *s, *n);

	*s += article;
	*n -= article;
	if (under && under->name == name && under->artist->tagged_sort) {
		*s = under->artist->tagged_sort;
		*n = strlen(*s);
	}
}

static int cmp_part(const struct library *lib, enum text_part part, struct track *a, struct track *b, bool is_down)
{
	size_t na, nb;
	const char *sa = text_part(entry_text((struct entry *)a), part, a, &na);
	const char *sb = text_part(entry_text((struct entry *)b), part, b, &nb);
	int c;

	if (!na || !nb)
		return !na - !nb;
	if (part == TEXT_ARTIST || part == TEXT_ALBUM_ARTIST) {
		sort_name(lib, a, part, &sa, &na);
		sort_name(lib, b, part, &sb, &nb);
	}
	c = cmp_text(sa, na, sb, nb);
	return is_down ? -c : c;
}

/* The first label, which is borrowed only until the next is asked for. */
static void first_label(const struct library *lib, enum library_label which, const struct track *t, char *ret, size_t size)
{
	const char *text = library_label(lib, t, which);
	size_t n = MIN_OF(strcspn(text, "\n"), size - 1);

	memcpy(ret, text, n);
	ret[n] = '\0';
}

static int cmp_label(const struct library *lib, enum library_label which, struct track *a, struct track *b, bool is_down)
{
	char x[64], y[64];
	int c;

	first_label(lib, which, a, x, sizeof x);
	first_label(lib, which, b, y, sizeof y);
	if (!*x || !*y)
		return !*x - !*y;
	c = strcmp(x, y);
	return is_down ? -c : c;
}

static int cmp_field(const struct library *lib, const struct sort_field *f, struct track *a, struct track *b, bool is_down)
{
	int c;

	if (f->number) {
		int64_t x = f->number(a), y = f->number(b);

		if (f->absent_last && (!x || !y))
			return !x - !y;
		c = (x > y) - (x < y);
	} else if (f->string) {
		const char *x = f->string(a), *y = f->string(b);

		if (!*x || !*y)
			return !*x - !*y;
		c = strcmp(x, y);
	} else if (f->is_label) {
		return cmp_label(lib, f->label, a, b, is_down);
	} else {
		return cmp_part(lib, f->part, a, b, is_down);
	}
	return is_down ? -c : c;
}

int order_cmp(const struct order *o, struct track *a, struct track *b)
{
	int c = 0;

	for (size_t i = 0; !c && i < o->n; i++)
		c = cmp_field(o->lib, o->fields[i], a, b, o->is_down[i]);
	return c;
}

/* ---- merging ---- */

static void next_pair(struct merge *m, size_t start)
{
	m->left = m->at = start;
	m->left_end = m->right = MIN_OF(start + m->width, m->n);
	m->right_end = MIN_OF(start + 2 * m->width, m->n);
}

void merge_begin(struct merge *m, const struct order *order, struct track *const *tracks, size_t n)
{
	*m = (struct merge){ .order = order, .n = n, .width = 1 };
	m->from = xmalloc((n + !n) * sizeof(struct track *));
	m->to = xmalloc((n + !n) * sizeof(struct track *));
	if (n)
		memcpy(m->from, tracks, n * sizeof(struct track *));
	next_pair(m, 0);
}

bool merge_step(struct merge *m)
{
	bool takes_right;

	if (m->width >= m->n)
		return false;
	takes_right = m->left == m->left_end ||
		(m->right < m->right_end && order_cmp(m->order, m->from[m->left], m->from[m->right]) > 0);
	m->to[m->at++] = m->from[takes_right ? m->right++ : m->left++];
	if (m->at == m->n) {
		struct track **to = m->to;

		m->to = m->from;
		m->from = to;
		m->width *= 2;
		next_pair(m, 0);
	} else if (m->at == m->right_end) {
		next_pair(m, m->at);
	}
	return true;
}

struct track **merge_take(struct merge *m)
{
	struct track **sorted = m->from;

	m->from = NULL;
	return sorted;
}

void merge_done(struct merge *m)
{
	free(m->from);
	free(m->to);
	*m = (struct merge){ 0 };
}
