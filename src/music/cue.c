/*
 * cue.c -- cue sheets.  The format is CDRWIN's, written by many programs and by hand: what is not known is passed over, what makes no sense
 * is counted, and only a sheet without a single track is refused.
 *
 * Each line is read twice: decoded, for people, and in its own bytes, for names of files, which may be called so on the disk.
 */
#include "cue.h"

#include "charset.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { FRAMES_A_SECOND = 75, TEXT_MAX = 4096, MINUTES_MAX = 99999 };

/* A track as it is being read. */
struct draft {
	struct cue_track track;
	size_t file;			/* which FILE line; 0 = none so far */
	int64_t index0, index1;		/* frames; -1 = absent */
	bool is_audio;
};
struct reading {
	struct cue *cue;
	struct draft *drafts;
	size_t n, cap;
	const char *file, *raw_file;
	size_t n_files, line;
	bool is_inside, is_over;
};

/* ---- words ---- */

static const char *skip_blanks(const char *s)
{
	return s + strspn(s, " \t");
}

/* Is the first word of *s this one? Then *s goes to what follows it. */
static bool take_word(const char **s, const char *word)
{
	size_t n = strlen(word);

	if (strncasecmp(*s, word, n) || ((*s)[n] && !strchr(" \t", (*s)[n])))
		return false;
	*s = skip_blanks(*s + n);
	return true;
}

/* What stands between quotes (or, without them, to the end of the line, or of the word); the closing quote may be missing. */
static char *take_text(const char **s, bool is_word)
{
	const char *from = *s, *end;

	if (*from == '"') {
		from++;
		/* of a title with quotes in it the last one closes */
		end = is_word ? strchr(from, '"') : strrchr(from, '"');
		end = end ? end : from + strlen(from);
		*s = skip_blanks(end + (*end == '"'));
	} else {
		end = from + (is_word ? strcspn(from, " \t") : strlen(from));
		*s = skip_blanks(end);
	}
	while (end > from && (end[-1] == ' ' || end[-1] == '\t'))
		end--;
	return xstrndup(from, (size_t)(end - from));
}

/* "FILE my album.wav WAVE" without quotes: all but the last word. */
static char *take_file(const char *s)
{
	const char *end = s + strlen(s), *word = end;

	if (*s == '"')
		return take_text(&s, true);
	while (word > s && !strchr(" \t", word[-1]))
		word--;
	while (word > s && strchr(" \t", word[-1]))
		word--;
	return xstrndup(s, (size_t)((word > s ? word : end) - s));
}

/* Takes `text`; clean, bounded, in the sheet's arena. */
static const char *keep(struct reading *r, char *text)
{
	char *clean = utf8_clean(text, strlen(text));
	size_t n = strlen(clean);
	const char *kept;

	if (n > TEXT_MAX) {
		n = TEXT_MAX;
		while (n && (clean[n] & 0xc0) == 0x80)
			n--;
		clean[n] = '\0';
	}
	kept = arena_strdup(&r->cue->arena, clean);
	free(clean);
	free(text);
	return kept;
}

static int take_number(const char *s, int max)
{
	char *end;
	long n = strtol(s, &end, 10);

	return end > s && n >= 0 && n <= max ? (int)n : 0;
}

/* "mm:ss:ff" in frames; -1: no time. */
static int64_t parse_time(const char *s)
{
	long part[3];

	for (int i = 0; i < 3; i++) {
		char *end;

		if (*s < '0' || *s > '9')
			return -1;
		part[i] = strtol(s, &end, 10);
		if (i < 2 && *end != ':')
			return -1;
		s = end + (i < 2);
	}
	if ((*s && !strchr(" \t", *s)) || part[0] > MINUTES_MAX || part[1] > 59 || part[2] >= FRAMES_A_SECOND)
		return -1;
	return ((int64_t)part[0] * 60 + part[1]) * FRAMES_A_SECOND + part[2];
}

static int64_t frames_to_us(int64_t frames)
{
	return (frames * 1000000 + FRAMES_A_SECOND / 2) / FRAMES_A_SECOND;
}

/* "-6.50 dB"; NaN: no number of this kind. */
static double parse_gain(const char *s, double least, double most)
{
	double d = 0;
	bool negative = *s == '-', any = false;

	s += *s == '-' || *s == '+';
	for (double place = 0; (*s >= '0' && *s <= '9') || (!(place > 0) && (*s == '.' || *s == ',')); s++) {
		if (*s == '.' || *s == ',') {
			place = 1;
			continue;
		}
		any = true;
		d = place > 0 ? d + (*s - '0') * (place /= 10) : d * 10 + (*s - '0');
		if (d > 1e6)
			return (double)NAN;
	}
	d = negative ? -d : d;
	return any && d >= least && d <= most ? d : (double)NAN;
}

/* ---- lines ---- */

static void bad_line(struct reading *r)
{
	if (!r->cue->bad++)
		r->cue->first_bad = r->line;
}

static struct draft *last(const struct reading *r)
{
	return r->n ? &r->drafts[r->n - 1] : NULL;
}

static void on_file(struct reading *r, const char *text, const char *raw)
{
	char *raw_file;

	r->n_files++;
	if (r->is_inside)
		return;
	raw_file = take_file(raw);
	r->file = keep(r, take_file(text));
	r->raw_file = arena_strdup(&r->cue->arena, raw_file);
	free(raw_file);
}

static void on_track(struct reading *r, const char *text)
{
	struct draft *d;
	int number = take_number(text, 99999);

	if (r->n == CUE_TRACKS_MAX) {
		r->is_over = true;
		return;
	}
	ARRAY_GROW(r->drafts, r->n, r->cap);
	d = &r->drafts[r->n++];
	*d = (struct draft){ .index0 = -1, .index1 = -1, .is_audio = true };
	d->track = (struct cue_track){ .title = "", .performer = "", .songwriter = "", .isrc = "", .gain_db = (double)NAN, .peak = (double)NAN };
	d->track.number = number ? number : (int)r->n;
	text = skip_blanks(text + strcspn(text, " \t"));
	if (*text && !take_word(&text, "AUDIO"))
		d->is_audio = false;
}

static void on_index(struct reading *r, const char *text)
{
	struct draft *d = last(r);
	int64_t at = parse_time(skip_blanks(text + strcspn(text, " \t")));
	int number = *text >= '0' && *text <= '9' ? take_number(text, 99) : -1;

	if (!d || at < 0 || number < 0 || (!r->is_inside && !r->file)) {
		bad_line(r);
		return;
	}
	if (number == 0)
		d->index0 = at;
	if (number == 1 && d->index1 < 0)
		d->index1 = at;
	/* a gap at the end of the file before: the track is where it begins */
	if (number <= 1) {
		d->file = r->n_files;
		d->track.file = r->file;
		d->track.raw_file = r->raw_file;
	}
}

static void on_rem(struct reading *r, const char *s)
{
	struct cue *cue = r->cue;
	struct draft *d = last(r);

	if (take_word(&s, "GENRE"))
		cue->genre = keep(r, take_text(&s, false));
	else if (take_word(&s, "DATE") || take_word(&s, "YEAR"))
		cue->date = *cue->date ? cue->date : keep(r, take_text(&s, false));
	else if (take_word(&s, "DISCNUMBER"))
		cue->disc_no = take_number(s + (*s == '"'), 9999);
	else if (take_word(&s, "TOTALDISCS") || take_word(&s, "DISCTOTAL"))
		cue->disc_total = take_number(s + (*s == '"'), 9999);
	else if (take_word(&s, "COMPILATION"))
		cue->is_compilation = !strncasecmp(s + (*s == '"'), "TRUE", 4) || s[*s == '"'] == '1';
	else if (take_word(&s, "REPLAYGAIN_ALBUM_GAIN"))
		cue->gain_db = parse_gain(s + (*s == '"'), -200, 200);
	else if (take_word(&s, "REPLAYGAIN_ALBUM_PEAK"))
		cue->peak = parse_gain(s + (*s == '"'), 0, 1000);
	else if (take_word(&s, "REPLAYGAIN_TRACK_GAIN") && d)
		d->track.gain_db = parse_gain(s + (*s == '"'), -200, 200);
	else if (take_word(&s, "REPLAYGAIN_TRACK_PEAK") && d)
		d->track.peak = parse_gain(s + (*s == '"'), 0, 1000);
}

static void on_line(struct reading *r, const char *s, const char *raw)
{
	struct cue *cue = r->cue;
	struct draft *d = last(r);

	s = skip_blanks(s);
	raw = skip_blanks(raw);
	if (take_word(&s, "REM"))
		on_rem(r, s);
	else if (take_word(&s, "FILE"))
		on_file(r, s, skip_blanks(raw + strlen("FILE")));
	else if (take_word(&s, "TRACK"))
		on_track(r, s);
	else if (take_word(&s, "INDEX"))
		on_index(r, s);
	else if (take_word(&s, "TITLE"))
		*(d ? &d->track.title : &cue->title) = keep(r, take_text(&s, false));
	else if (take_word(&s, "PERFORMER"))
		*(d ? &d->track.performer : &cue->performer) = keep(r, take_text(&s, false));
	else if (take_word(&s, "SONGWRITER"))
		*(d ? &d->track.songwriter : &cue->songwriter) = keep(r, take_text(&s, false));
	else if (take_word(&s, "ISRC") && d)
		d->track.isrc = keep(r, take_text(&s, true));
}

/* ---- encodings ---- */

/* The sheet in something ASCII is part of. Caller frees. */
static char *plain_text(const char *text, size_t n, size_t *ret_n)
{
	static const struct { const char *mark, *name; size_t n; } marks[] = {
		{ "\xef\xbb\xbf", NULL, 3 }, { "\xff\xfe", "UTF-16LE", 2 }, { "\xfe\xff", "UTF-16BE", 2 },
	};
	char *plain = NULL;

	for (size_t i = 0; i < COUNT_OF(marks) && !plain; i++)
		if (n >= marks[i].n && !memcmp(text, marks[i].mark, marks[i].n)) {
			text += marks[i].n;
			n -= marks[i].n;
			plain = marks[i].name ? charset_decode(marks[i].name, text, n) : NULL;
			if (plain)
				n = strlen(plain);
			break;
		}
	*ret_n = n;
	return plain ? plain : xstrndup(text, n);
}

static void read_lines(struct reading *r, char *text, size_t n)
{
	const char *charset = utf8_valid(text, n) ? NULL : charset_guess(text, n);

	for (char *line = text, *end; line < text + n && !r->is_over; line = end + 1) {
		char *decoded;

		end = line + strcspn(line, "\r\n");
		r->line += !(*end == '\n' && end == line && line > text && line[-1] == '\r');
		*end = '\0';
		decoded = charset ? charset_decode(charset, line, (size_t)(end - line)) : xstrdup(line);
		on_line(r, decoded, line);
		free(decoded);
	}
}

/* ---- from drafts to tracks ---- */

static bool has_place(const struct draft *d)
{
	return d->index0 >= 0 || d->index1 >= 0;
}

static int64_t begin_of(const struct draft *d)
{
	return d->index1 >= 0 ? d->index1 : d->index0;
}

/* Where the next track of the same file begins, data or sound; -1: none does. */
static int64_t next_begin(const struct reading *r, size_t i)
{
	for (size_t k = i + 1; k < r->n; k++)
		if (has_place(&r->drafts[k]))
			return r->drafts[k].file == r->drafts[i].file ? begin_of(&r->drafts[k]) : -1;
	return -1;
}

static void settle(struct reading *r)
{
	struct cue *cue = r->cue;

	cue->tracks = arena_alloc(&cue->arena, (r->n + 1) * sizeof *cue->tracks);
	for (size_t i = 0; i < r->n; i++) {
		struct draft *d = &r->drafts[i];
		int64_t end = next_begin(r, i);

		if (!d->is_audio)
			continue;
		if (!has_place(d) || (end >= 0 && end <= begin_of(d))) {
			cue->bad++;
			continue;
		}
		d->track.start_us = frames_to_us(begin_of(d));
		d->track.end_us = end > 0 ? frames_to_us(end) : 0;
		cue->tracks[cue->n++] = d->track;
	}
	cue->n_files = r->n_files;
}

enum err cue_parse(const char *text, size_t n, bool is_inside, struct cue *ret_cue)
{
	struct cue cue = { .title = "", .performer = "", .songwriter = "", .genre = "", .date = "", .gain_db = (double)NAN, .peak = (double)NAN };
	struct reading r = { .cue = &cue, .is_inside = is_inside };
	enum err err = OK;
	char *plain;

	if (n > CUE_BYTES_MAX)
		return fail(ERR_LIMIT, _("is longer than a cue sheet can be (%d bytes)"), CUE_BYTES_MAX);
	plain = plain_text(text, n, &n);
	n = strlen(plain);	/* what follows a NUL is no text */
	read_lines(&r, plain, n);
	settle(&r);
	if (r.is_over)
		err = fail(ERR_LIMIT, _("more than %d tracks (line %zu)"), CUE_TRACKS_MAX, r.line);
	else if (!cue.n && cue.first_bad)
		err = fail(ERR_PARSE, _("no track in this cue sheet; line %zu makes no sense"), cue.first_bad);
	else if (!cue.n)
		err = fail(ERR_PARSE, _("no track in this cue sheet"));
	free(plain);
	free(r.drafts);
	if (err)
		cue_done(&cue);
	else
		*ret_cue = cue;
	return err;
}

void cue_done(struct cue *cue)
{
	arena_done(&cue->arena);
	memset(cue, 0, sizeof *cue);
}
