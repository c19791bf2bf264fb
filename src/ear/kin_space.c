/*
 * kin_space.c -- a point for each track, 64 bytes, about as far from another's as the tracks are: landmark multidimensional scaling (de Silva & Tenenbaum,
 * 2004) with the sample as landmarks.  The distances to them are known anyway; a point is their squares times a matrix.  It says which hundreds of
 * all tracks are worth an exact look, as Schnitzer, Flexer and Widmer (ISMIR 2009) do with FastMap.
 *
 * All points are looked at, in a plain loop (bench/kin_bench): 1.2 ms of 100,000, 12 ms of 1,000,000.  A graph instead (hnswlib 0.6.2, M 16, ef 1200) was measured
 * beside it: 1.3 ms for as many candidates of 100,000, of which it misses 3 of 100, 164 us a track to build (a point and its place: 19 us), 400 bytes a track more,
 * and neither "only these tracks" nor scores of all; it would pay from some millions on.
 */
#include "ear/kin.h"

enum { SWEEPS = 12, BLOCK = 256 };

/* Eigenvalues (on the diagonal of a) and vectors (columns of v) of the symmetric a, by Jacobi's rotations. */
static void rotate_all(size_t n, double (*a)[SAMPLE], double (*v)[SAMPLE])
{
	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < n; j++)
			v[i][j] = i == j;
	for (int sweep = 0; sweep < SWEEPS; sweep++)
		for (size_t p = 0; p < n; p++)
			for (size_t q = p + 1; q < n; q++) {
				if (fabs(a[p][q]) < 1e-12 * (fabs(a[p][p]) + fabs(a[q][q])) + 1e-300)
					continue;
				double theta = (a[q][q] - a[p][p]) / (2 * a[p][q]), t = copysign(1, theta) / (fabs(theta) + sqrt(theta * theta + 1));
				double c = 1 / sqrt(t * t + 1), s = t * c;

				for (size_t k = 0; k < n; k++) {
					double x = a[p][k], y = a[q][k];

					a[p][k] = c * x - s * y;
					a[q][k] = s * x + c * y;
					/* v is kept by rows, turned at the end */
					x = v[p][k], y = v[q][k];
					v[p][k] = c * x - s * y;
					v[q][k] = s * x + c * y;
				}
				for (size_t k = 0; k < n; k++) {
					double x = a[k][p], y = a[k][q];

					a[k][p] = c * x - s * y;
					a[k][q] = s * x + c * y;
				}
			}
}

/* The square of the weighted sum of the measures; a pattern that is missing is as far as it is from most. */
static double square_of(const struct kin_space *s, const struct kin_sample *sample, float d[MEASURES][SAMPLE], size_t i)
{
	double sum = 0;

	for (int m = 0; m < MEASURES; m++)
		sum += (double)(s->weight[m] * (d[m][i] < 0 ? sample->place[i].scale.mean[m] : d[m][i]));
	return sum * sum;
}

static void find_weights(struct kin_space *s, const struct kin_sample *sample)
{
	for (int m = 0; m < MEASURES; m++) {
		double variance = 0;

		for (size_t i = 0; i < sample->n; i++)
			variance += (double)sample->place[i].scale.variance[m] / (double)sample->n;
		s->weight[m] = kin_weights[m] / (float)sqrt(variance);
	}
}

/* The axes: eigenvectors of the doubly centred squares (b, destroyed), the longest SPACE of them. */
static bool find_axes(struct kin_space *s, size_t n, double (*b)[SAMPLE], const double *mean)
{
	double (*v)[SAMPLE] = xcalloc(SAMPLE, sizeof *v), longest = 0;
	bool is_used[SAMPLE] = { false };

	rotate_all(n, b, v);
	for (size_t i = 0; i < n; i++)
		longest = fmax(longest, b[i][i]);
	for (size_t k = 0; k < SPACE; k++) {
		size_t best = SIZE_MAX;

		for (size_t i = 0; i < n; i++)
			if (!is_used[i] && (best == SIZE_MAX || b[i][i] > b[best][best]))
				best = i;
		s->origin[k] = 0;
		if (best == SIZE_MAX || b[best][best] <= longest * 1e-9) {
			for (size_t i = 0; i < n; i++)
				s->to[i][k] = 0;
			continue;
		}
		is_used[best] = true;
		double origin = 0;

		for (size_t i = 0; i < n; i++) {
			double to = -.5 * v[best][i] / sqrt(b[best][best]);

			s->to[i][k] = (float)to;
			origin -= to * mean[i];
		}
		s->origin[k] = (float)origin;
	}
	free(v);
	return longest > 0;
}

EAR_WIDE static void project(const struct kin_space *s, size_t n, const float *squares, float *restrict ret)
{
	for (int k = 0; k < SPACE; k++)
		ret[k] = s->origin[k];
	for (size_t i = 0; i < n; i++)
		for (int k = 0; k < SPACE; k++)
			ret[k] += squares[i] * s->to[i][k];
}

static void find_point(const struct kin_space *s, const struct kin_sample *sample, float d[MEASURES][SAMPLE], float ret[SPACE])
{
	float squares[SAMPLE];

	for (size_t i = 0; i < sample->n; i++)
		squares[i] = (float)square_of(s, sample, d, i);
	project(s, sample->n, squares, ret);
}

static void round_point(const struct kin_space *s, const float x[SPACE], int8_t ret[SPACE])
{
	for (size_t k = 0; k < SPACE; k++)
		ret[k] = (int8_t)lrintf(fmaxf(-127, fminf(127, x[k] / s->unit)));
}

ALWAYS_INLINE int32_t product(const int8_t *restrict x, const int8_t *restrict y)
{
	int32_t sum = 0;

	for (int k = 0; k < SPACE; k++)
		sum += (int16_t)(x[k] * y[k]);
	return sum;
}

/* Of one with n, and with itself. */
EAR_WIDE static int32_t products(const int8_t *x, int8_t (*y)[SPACE], size_t n, int32_t *restrict ret)
{
	for (size_t i = 0; i < n; i++)
		ret[i] = product(x, y[i]);
	return product(x, x);
}

bool kin_space_init(struct kin_space *s, const struct kin_sample *sample, float (*d)[MEASURES][SAMPLE])
{
	double (*b)[SAMPLE] = xcalloc(SAMPLE, sizeof *b), mean[SAMPLE] = { 0 }, all = 0;
	float x[SPACE], top = 0;
	size_t n = sample->n;

	find_weights(s, sample);
	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < n; j++)
			b[i][j] = i == j ? 0 : .5 * (square_of(s, sample, d[i], j) + square_of(s, sample, d[j], i));
	for (size_t i = 0; i < n; i++) {
		for (size_t j = 0; j < n; j++)
			mean[i] += b[i][j] / (double)n;
		all += mean[i] / (double)n;
	}
	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < n; j++)
			b[i][j] = -.5 * (b[i][j] - mean[i] - mean[j] + all);
	bool has_extent = find_axes(s, n, b, mean);

	free(b);
	if (!has_extent)
		return false;
	for (size_t i = 0; i < n; i++) {
		find_point(s, sample, d[i], x);
		for (size_t k = 0; k < SPACE; k++)
			top = fmaxf(top, fabsf(x[k]));
	}
	s->unit = top / 120;
	for (size_t i = 0; i < n; i++) {
		find_point(s, sample, d[i], x);
		round_point(s, x, s->point[i]);
		s->norm[i] = products(s->point[i], NULL, 0, NULL);
	}
	return true;
}

void kin_point_of(struct kin_space *s, const struct kin_sample *sample, uint64_t id, float d[MEASURES][SAMPLE], struct kin_point *ret)
{
	int32_t dot[SAMPLE];
	double sum = 0, sum2 = 0, count = 0;
	float x[SPACE];

	find_point(s, sample, d, x);
	round_point(s, x, ret->at);
	ret->norm = products(ret->at, s->point, sample->n, dot);
	for (size_t i = 0; i < sample->n; i++)
		if (!id || sample->row[i].id != id) {
			double far = sqrt((double)(ret->norm + s->norm[i] - 2 * dot[i]));

			sum += far;
			sum2 += far * far;
			count++;
		}
	ret->mean = count > 0 ? (float)(sum / count) : 0;
	ret->sd = count > 1 ? (float)sqrt(fmax(sum2 / count - sum / count * (sum / count), 1e-6)) : 1;
}

/* The normal distribution's integral up to z, within 1.4e-4 (Bowling et al., 2009); its tail falls as it should, so that the nearest keep their order. */
ALWAYS_INLINE float below(float z)
{
	float x = z < -6 ? -6 : z > 6 ? 6 : z, t = -1.442695041f * (1.5976f * x + .07056f * x * x * x);
	/* 2^t: the whole part as an exponent, the rest by a polynomial within 4e-5 */
	float whole = (float)(int32_t)(t + 64) - 64, part = t - whole;
	int32_t bits = ((int32_t)whole + 127) * (1 << 23);
	float power;

	memcpy(&power, &bits, sizeof power);
	return 1 / (1 + power * (1 + part * (.695556855f + part * (.226173572f + part * .0781455737f))));
}

EAR_WIDE void kin_quick(const struct kin_point *of, const struct kin_point *points, size_t n, float *restrict ret)
{
	for (size_t at = 0; at < n; at += BLOCK) {
		size_t m = n - at < BLOCK ? n - at : BLOCK;
		float square[BLOCK], mean[BLOCK], per_sd[BLOCK];

		for (size_t i = 0; i < m; i++) {
			const struct kin_point *p = &points[at + i];

			square[i] = (float)(of->norm + p->norm - 2 * product(of->at, p->at));
			mean[i] = p->mean;
			per_sd[i] = p->sd;
		}
		for (size_t i = 0; i < m; i++) {
			float d = sqrtf(square[i]), a = below((d - of->mean) / of->sd), b = below((d - mean[i]) / per_sd[i]);

			ret[at + i] = -(a + b - a * b);
		}
	}
}
