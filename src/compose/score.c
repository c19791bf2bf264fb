/*
 * score.c -- reads the text of a part and has the voices play it.
 *
 * A part is read twice: once without sound, to learn how long the piece is, once into the mix.  Everything that looks
 * uneven (timing, loudness, the noise in a snare) comes from generators seeded by the piece and part, so a piece is the
 * same samples every time.
 */
#include "score.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

struct reader {
	const struct piece *piece;
	const struct part *part;
	struct mix *mix;		/* NULL: only count */
	double *scratch;
	size_t scratch_n;
	double beat, last_beat, total;	/* here, of the note before (its length), of the piece */
	struct rng rng;
	const char *wrong;		/* where it could not be read */
};

static double swung(const struct piece *p, double beat)
{
	double whole = floor(beat), part = beat - whole, swing = p->swing > 0 ? p->swing : .5;

	return whole + (part < .5 ? part * 2 * swing : swing + (part - .5) * 2 * (1 - swing));
}

static double beat_s(const struct piece *p, double beat)
{
	return swung(p, beat) * 60 / p->bpm;
}

/* Every beat a dip that recovers within it. */
static void duck(const struct reader *r, double *sound, size_t at, size_t n)
{
	double per_beat = 60 / r->piece->bpm * SYNTH_RATE_HZ;

	for (size_t i = 0; i < n; i++) {
		double in_beat = fmod((double)(at + i), per_beat) / per_beat;

		sound[i] *= 1 - r->part->duck * exp(-in_beat * 5);
	}
}

static void sound_note(struct reader *r, double hz, double velocity, double beats)
{
	const struct part *part = r->part;
	double start_s = beat_s(r->piece, r->beat), end_s = beat_s(r->piece, r->beat + beats), gate = part->gate > 0 ? part->gate : .92;
	int times = part->wide > 0 ? 2 : 1;

	start_s += (rng_unit(&r->rng) - .5) * .016 * r->piece->human;
	start_s = fmax(start_s, 0);
	velocity *= 1 + (rng_unit(&r->rng) - .5) * .3 * r->piece->human;
	for (int k = 0; k < times; k++) {
		double pan = times == 1 ? part->pan : k ? part->pan + part->wide : part->pan - part->wide;
		size_t at = (size_t)(start_s * SYNTH_RATE_HZ);
		struct note n = { .hz = hz, .velocity = fmin(velocity, 1), .where = r->beat / r->total, .out = r->scratch };

		n.held = (size_t)(fmax(.01, (end_s - start_s) * (part->grid ? 1 : gate)) * SYNTH_RATE_HZ);
		n.n = MIN_OF(n.held + (size_t)(voice_release_s(part->voice) * SYNTH_RATE_HZ), r->scratch_n);
		rng_seed(&n.rng, ((uint64_t)rng_next(&r->rng) << 32) | rng_next(&r->rng));
		voice_render(part->voice, &n);
		if (part->duck > 0)
			duck(r, n.out, at, n.n);
		mix_add(r->mix, at, n.out, n.n, part->gain * n.velocity, pan, part->send);
	}
}

/* "f#3" -> hertz, equal temperament on a4 = 440. Returns what follows, or NULL. */
static const char *read_pitch(const char *p, double *ret_hz)
{
	static const int semitone[] = { 9, 11, 0, 2, 4, 5, 7 };		/* a b c d e f g above c */
	int key;

	if (*p < 'a' || *p > 'g')
		return NULL;
	key = semitone[*p++ - 'a'];
	if (*p == '#' || *p == 'b')
		key += *p++ == '#' ? 1 : -1;
	if (!isdigit((unsigned char)*p))
		return NULL;
	key += (*p++ - '0') * 12;
	*ret_hz = 440 * pow(2, (key - 57) / 12.0);
	return p;
}

/* Not strtod: its decimal point depends on the locale, and a third is not a decimal fraction. */
static const char *read_beats(const char *p, double *ret_beats)
{
	char *end;
	long over = strtol(p, &end, 10), under = 1;

	if (end == p || over < 1 || over > 1000)
		return NULL;
	if (*end == '/') {
		p = end + 1;
		under = strtol(p, &end, 10);
		if (end == p || under < 1 || under > 1000)
			return NULL;
	}
	*ret_beats = (double)over / (double)under;
	return end;
}

static const char *read_note(struct reader *r, const char *p)
{
	double hz[6], velocity = .72;
	size_t n = 0;

	if (*p == 'r') {
		p++;
	} else {
		for (;;) {
			if (n == COUNT_OF(hz) || !(p = read_pitch(p, &hz[n])))
				return NULL;
			n++;
			if (*p != '+')
				break;
			p++;
		}
	}
	if (*p == ':' && !(p = read_beats(p + 1, &r->last_beat)))
		return NULL;
	for (; *p == '^' || *p == '_'; p++)
		velocity *= *p == '^' ? 1.35 : .6;
	if (*p && !strchr(" |()", *p))
		return NULL;
	for (size_t i = 0; i < n && r->mix; i++)
		sound_note(r, hz[i], velocity, r->last_beat);
	r->beat += r->last_beat;
	return p;
}

static const char *read_step(struct reader *r, const char *p)
{
	static const struct { char mark; double velocity; } marks[] = { { '.', 0 }, { 'o', .35 }, { 'x', .7 }, { 'X', 1 } };

	for (size_t i = 0; i < COUNT_OF(marks); i++) {
		if (*p != marks[i].mark)
			continue;
		if (r->mix && marks[i].velocity > 0)
			sound_note(r, 440, marks[i].velocity, 1.0 / r->part->grid);
		r->beat += 1.0 / r->part->grid;
		return p + 1;
	}
	return NULL;
}

/* Reads up to the end or a closing bracket, which it does not take. NULL: r->wrong says where. */
static const char *read_group(struct reader *r, const char *p, int depth)
{
	for (;;) {
		const char *here = p += strspn(p, " |");

		if (!*p || *p == ')')
			return p;
		if (*p == '(' && depth < 4) {
			long times = 1;
			char *after = NULL;

			for (long i = 0; i < times; i++) {
				if (!(p = read_group(r, here + 1, depth + 1)))
					return NULL;
				if (*p != ')' || (times = strtol(p + 1, &after, 10)) < 1 || times > 1000) {
					r->wrong = here;
					return NULL;
				}
			}
			p = after;
		} else {
			p = r->part->grid ? read_step(r, p) : read_note(r, p);
		}
		if (!p) {
			r->wrong = here;
			return NULL;
		}
	}
}

static enum err read_part(struct reader *r, size_t i)
{
	const char *end;

	r->part = &r->piece->parts[i];
	r->beat = 0;
	r->last_beat = 1;
	rng_seed(&r->rng, hash_bytes(r->piece->title, strlen(r->piece->title)) + i);
	end = read_group(r, r->part->notes, 0);
	if (end && *end)
		r->wrong = end;
	if (r->wrong)
		return fail(ERR_PARSE, "%s: part %zu cannot be read at \"%.20s\"", r->piece->title, i + 1, r->wrong);
	return OK;
}

enum err score_beats(const struct piece *piece, double *ret_beats)
{
	struct reader r = { .piece = piece };
	double longest = 0;

	for (size_t i = 0; i < piece->part_count; i++) {
		enum err e = read_part(&r, i);

		if (e)
			return e;
		longest = fmax(longest, r.beat);
	}
	*ret_beats = longest;
	return OK;
}

enum err score_render(const struct piece *piece, struct mix *ret_mix)
{
	struct reader r = { .piece = piece };
	struct mix mix;
	enum err e = score_beats(piece, &r.total);

	if (e)
		return e;
	mix_init(&mix, (size_t)((r.total * 60 / piece->bpm + piece->tail_s) * SYNTH_RATE_HZ));
	r.mix = &mix;
	r.scratch_n = mix.n;
	r.scratch = xcalloc(r.scratch_n, sizeof *r.scratch);
	for (size_t i = 0; i < piece->part_count && !e; i++)
		e = read_part(&r, i);
	free(r.scratch);
	if (e) {
		mix_done(&mix);
		return e;
	}
	mix_master(&mix, piece->room, piece->drive, piece->fade_in_s, piece->fade_out_s, piece->peak);
	*ret_mix = mix;
	return OK;
}
