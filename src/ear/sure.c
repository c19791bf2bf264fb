/*
 * sure.c -- how likely it is that key and tempo are right.  What is stored is what the ear was sure by: how far the best key lies before the second, how large
 * a share of the track holds the tempo.  Such numbers rise with the chance to be right, and are none; the curves that make them one were learnt from music whose
 * key and tempo are known (bench/sure_fit.py), and are applied whenever they are said, so that nothing has to be heard anew when a curve gets better.
 */
#include "ear/room.h"

struct knot { float at, chance; };
#include "ear/sure_curve.h"

static float along(const struct knot *k, size_t n, float x)
{
	if (!(x > k[0].at))
		return k[0].chance;
	for (size_t i = 1; i < n; i++)
		if (x < k[i].at)
			return k[i - 1].chance + (k[i].chance - k[i - 1].chance) * (x - k[i - 1].at) / (k[i].at - k[i - 1].at);
	return k[n - 1].chance;
}

float feature_said(const struct features *f, int id)
{
	float x = f->value[id];

	if (isnan(x))
		return x;
	if (id == FEATURE_KEY_CONFIDENCE)
		return along(sure_of_key, COUNT_OF(sure_of_key), x);
	if (id == FEATURE_TEMPO_CONFIDENCE)
		return along(sure_of_tempo, COUNT_OF(sure_of_tempo), x);
	return x;
}
