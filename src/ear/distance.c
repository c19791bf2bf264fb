/* distance.c -- how unlike two tracks sound: Jensen-Shannon divergence of Gaussians (Schnitzer et al., ISMIR 2011), and of patterns. */
#include "ear/room.h"

#define RIDGE 1e-4

/* ln |S| by Cholesky's decomposition of the full matrix below; NaN: not positive definite. */
static double log_determinant(double s[MFCC_DIMS][MFCC_DIMS])
{
	double sum = 0;

	for (size_t i = 0; i < MFCC_DIMS; i++)
		for (size_t j = 0; j <= i; j++) {
			double x = s[i][j];

			for (size_t k = 0; k < j; k++)
				x -= s[i][k] * s[j][k];
			if (i == j) {
				if (!(x > 0))
					return (double)NAN;
				s[i][i] = sqrt(x);
				sum += log(x);
			} else {
				s[i][j] = x / s[j][j];
			}
		}
	return sum;
}

static void add_cov(double s[MFCC_DIMS][MFCC_DIMS], const struct features *f, double weight)
{
	size_t k = 0;

	for (size_t i = 0; i < MFCC_DIMS; i++)
		for (size_t j = i; j < MFCC_DIMS; j++)
			s[j][i] += weight * (double)f->mfcc_cov[k++];
	for (size_t i = 0; i < MFCC_DIMS; i++)
		s[i][i] += weight * RIDGE;
}

double ear_timbre_distance(const struct features *a, const struct features *b)
{
	double both[MFCC_DIMS][MFCC_DIMS] = { { 0 } }, one[MFCC_DIMS][MFCC_DIMS] = { { 0 } }, other[MFCC_DIMS][MFCC_DIMS] = { { 0 } };

	if (!a->mfcc_frames || !b->mfcc_frames)
		return (double)NAN;
	add_cov(one, a, 1);
	add_cov(other, b, 1);
	add_cov(both, a, .5);
	add_cov(both, b, .5);
	for (size_t i = 0; i < MFCC_DIMS; i++)
		for (size_t j = 0; j <= i; j++)
			both[i][j] += .25 * (double)(a->mfcc_mean[i] - b->mfcc_mean[i]) * (double)(a->mfcc_mean[j] - b->mfcc_mean[j]);
	double d = .5 * log_determinant(both) - .25 * (log_determinant(one) + log_determinant(other));
	return d > 0 ? sqrt(d) : d <= 0 ? 0 : d;
}

double ear_pattern_distance(const struct features *a, const struct features *b, enum ear_pattern which)
{
	static const struct { size_t from, n; } part[EAR_PATTERNS] = {
		{ 0, PATTERN_FLUCTUATION }, { PATTERN_FLUCTUATION, PATTERN_CORRELATION },
		{ PATTERN_FLUCTUATION + PATTERN_CORRELATION, PATTERN_CONTRAST },
	};
	const uint8_t *x = a->pattern + part[which].from, *y = b->pattern + part[which].from;
	unsigned sum = 0;

	if (!a->has_pattern || !b->has_pattern)
		return (double)NAN;
	for (size_t i = 0; i < part[which].n; i++)
		sum += (unsigned)(x[i] > y[i] ? x[i] - y[i] : y[i] - x[i]);
	return (double)sum;
}
