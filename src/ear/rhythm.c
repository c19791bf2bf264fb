/*
 * rhythm.c -- tempo, beats and metre of a track, a stretch of half an hour at a time: all of most tracks is one stretch.  What a longer one says of
 * itself is what most of it says; its beats follow each stretch's own tempo.
 */
#include "ear/room.h"

enum { WINDOW = 512 };		/* of the onset curves' spectra: a hop is heard in its middle */
#define ALIKE .04

static bool is_alike(double bpm, double other)
{
	return fabs(bpm - other) <= ALIKE * other;
}

/* The onset curves end where the stretch does. */
static void hear_stretch(struct rhythm *r, const struct onset *o)
{
	double rate_hz = onset_rate_hz(o);
	struct tempo_evidence evidence;
	struct curve beats = { 0 };
	struct stretch s = { .hops = (double)o->all.n };

	effort_notes(o, r->hops_before, &r->notes);
	if (isnan(rate_hz))
		return;
	r->onsets += rate_hz * s.hops;
	/* where nothing begins, what repeats is no rhythm */
	if (!(rate_hz > 0) || !tempo_gather(o, rate_hz, &evidence))
		return;
	tempo_choose(&evidence, &s.tempo);
	beat_track(o->all.at, o->all.n, 60 * ODF_HZ / s.tempo.bpm, &beats);
	s.clarity = beat_clarity(&o->all, &beats);
	s.beats_per_bar = metre_estimate(o, &beats, &s.metre);
	s.tempo.bpm = beat_bpm(&beats, s.tempo.bpm);
	for (size_t i = 0; i < beats.n; i++)
		curve_add(&r->beats, (float)(((double)r->hops_before + (double)beats.at[i]) * ODF_HOP / EAR_HZ + .5 * WINDOW / EAR_HZ));
	curve_done(&beats);
	ARRAY_GROW(r->stretch, r->n, r->cap);
	r->stretch[r->n++] = s;
}

void rhythm_feed(struct rhythm *r, struct onset *o)
{
	/* a rest stays, or the last stretch might be too short to tell */
	if (o->all.n < STRETCH_HOPS + STRETCH_REST)
		return;
	struct onset head = onset_head(o, STRETCH_HOPS);
	hear_stretch(r, &head);
	onset_drop(o, STRETCH_HOPS);
	r->hops_before += STRETCH_HOPS;
}

/* How much of the track, and how surely, has this tempo. */
static double support(const struct rhythm *r, double bpm)
{
	double sum = 0;

	for (size_t i = 0; i < r->n; i++)
		if (is_alike(r->stretch[i].tempo.bpm, bpm))
			sum += r->stretch[i].hops * r->stretch[i].tempo.confidence;
	return sum;
}

/* The stretch whose tempo has most support, of those that are not like `but`. */
static const struct stretch *foremost(const struct rhythm *r, double but)
{
	const struct stretch *best = NULL;
	double most = -1;

	for (size_t i = 0; i < r->n; i++) {
		double s = support(r, r->stretch[i].tempo.bpm);

		if (s > most && !is_alike(r->stretch[i].tempo.bpm, but)) {
			most = s;
			best = &r->stretch[i];
		}
	}
	return best;
}

static void tell_tempo(const struct rhythm *r, double hops, struct features *ret)
{
	const struct stretch *first = foremost(r, 0), *second = foremost(r, first->tempo.bpm);
	double sum = 0, weight = 0, other = second ? second->tempo.bpm : first->tempo.second_bpm;

	for (size_t i = 0; i < r->n; i++)
		if (is_alike(r->stretch[i].tempo.bpm, first->tempo.bpm)) {
			sum += r->stretch[i].tempo.bpm * r->stretch[i].hops;
			weight += r->stretch[i].hops;
		}
	ret->value[FEATURE_TEMPO] = (float)(sum / weight);
	ret->value[FEATURE_TEMPO_CONFIDENCE] = (float)(support(r, first->tempo.bpm) / hops);
	if (other > 0)
		ret->value[FEATURE_TEMPO_SECOND] = (float)other;
}

static void tell_metre(const struct rhythm *r, struct features *ret)
{
	double sum[2] = { 0 }, hops[2] = { 0 };

	for (size_t i = 0; i < r->n; i++)
		if (r->stretch[i].beats_per_bar) {
			int four = r->stretch[i].beats_per_bar == 4;

			sum[four] += r->stretch[i].metre * r->stretch[i].hops;
			hops[four] += r->stretch[i].hops;
		}
	int four = sum[1] >= sum[0];
	if (!(hops[four] > 0))
		return;
	ret->value[FEATURE_BEATS_PER_BAR] = (float)(3 + four);
	ret->value[FEATURE_METRE_CONFIDENCE] = (float)(sum[four] / hops[four]);
}

void rhythm_finish(struct rhythm *r, struct onset *o, struct features *ret)
{
	double hops = 0, clarity = 0;

	hear_stretch(r, o);
	r->hops_before += o->all.n;
	if (r->hops_before)
		ret->value[FEATURE_ONSET_RATE] = (float)(r->onsets / (double)r->hops_before);
	for (size_t i = 0; i < r->n; i++) {
		hops += r->stretch[i].hops;
		clarity += r->stretch[i].clarity * r->stretch[i].hops;
	}
	if (!r->n)
		return;
	ret->value[FEATURE_PULSE_CLARITY] = (float)(clarity / hops);
	tell_tempo(r, hops, ret);
	tell_metre(r, ret);
}

void rhythm_done(struct rhythm *r)
{
	curve_done(&r->beats);
	curve_done(&r->notes);
	free(r->stretch);
}
