/*
 * kin.h -- between the files of the similarity index.
 *
 *	kin_row.c    a track as it is compared, and the exact distances: LANES tracks side by side, so that plain loops become vectors
 *	kin_place.c  a track among the others: scales, mutual proximity
 *	kin_space.c  a point for each track, about as far from another's as the tracks are: what is looked at of all of them
 *	kin.c        the index
 */
#ifndef SEGUE_EAR_KIN_H
#define SEGUE_EAR_KIN_H

#include "ear/room.h"

/* 13 of the 25 MFCCs: a sixth of the time, less than a point of accuracy (AUDIO, 2.3). SAMPLE: the others a track is measured against. */
enum { DIMS = 13, ABOVE = DIMS * (DIMS - 1) / 2, PAIRS = ABOVE + DIMS, MOTIONS = 8, MEASURES = 2 + EAR_PATTERNS, LANES = 16, SAMPLE = 192, SPACE = 64 };

/* ---- kin_row.c ---- */
/*
 * The measures: timbre, the patterns in their order, motion; what each counts for in the sum. Weights picked on half of the artists of data/audio/emotify_dev helped
 * on the other half in each of 200 splits (mean precision 2 points above .5 for each pattern and no motion); nothing in them is finer than a quarter.
 */
extern const float kin_weights[MEASURES];
struct kin_row {
	uint64_t id;
	float mean[DIMS], sd[DIMS], log_det;
	int16_t like[ABOVE];		/* correlations, 32767 = 1: they cost half of what covariances do */
	uint8_t pattern[PATTERN_DIMS], motion[MOTIONS];
	bool has_pattern;
};
bool kin_row_init(struct kin_row *r, uint64_t id, const struct features *f);	/* false: silence */
/* One Gaussian; the covariance's lower triangle by rows. */
struct kin_gauss { float mean[DIMS], cov[PAIRS], log_det; };
void kin_gauss_of(const struct kin_row *r, struct kin_gauss *ret);
/* LANES rows side by side; of lanes not put nothing is said. */
struct kin_lanes {
	float mean[DIMS][LANES], cov[PAIRS][LANES], log_det[LANES];
	const struct kin_row *row[LANES];
};
void kin_lanes_put(struct kin_lanes *l, size_t lane, const struct kin_row *r);
/* From one row (g is its Gaussian) to n of them: by measure, timbre first. -1: one of both lacks patterns. */
void kin_distances(const struct kin_row *of, const struct kin_gauss *g, const struct kin_lanes *l, size_t n, float ret[MEASURES][LANES]);

/* ---- kin_place.c ---- */
struct kin_scale { float mean[MEASURES], variance[MEASURES]; };		/* of a row's distances to the sample */
struct kin_place { struct kin_scale scale; float mean, sd; };		/* and of its combined ones */
struct kin_sample {
	size_t n;
	struct kin_row row[SAMPLE];
	struct kin_lanes lanes[SAMPLE / LANES];
	struct kin_place place[SAMPLE];
};
void kin_sample_init(struct kin_sample *s, const struct kin_row *rows, size_t n);	/* evenly picked; copies */
/* d: the distances to the sample, for kin_space.c. */
void kin_place_of(const struct kin_sample *s, const struct kin_row *r, struct kin_place *ret, float ret_d[MEASURES][SAMPLE]);
/* The measures in the scale of both, added up. */
void kin_combine(size_t n, float d[MEASURES][LANES], const struct kin_place *of, const struct kin_place *const *others, float ret[LANES]);
/* Mutual proximity as a distance, 0..1. */
double kin_mutual(double d, const struct kin_place *a, const struct kin_place *b);

/* ---- kin_space.c ---- */
struct kin_space {
	float weight[MEASURES];			/* of the measures in one sum */
	float to[SAMPLE][SPACE], origin[SPACE];	/* squared sums to a point */
	float unit;				/* of a coordinate */
	int8_t point[SAMPLE][SPACE];		/* the sample's own */
	int32_t norm[SAMPLE];
};
struct kin_point { int8_t at[SPACE]; int32_t norm; float mean, sd; };	/* |at|^2; of its distances to the sample's points */
/* d[i]: those of the sample's i-th. False: the sample has no extent; then nothing is in a space. */
bool kin_space_init(struct kin_space *s, const struct kin_sample *sample, float (*d)[MEASURES][SAMPLE]);
void kin_point_of(struct kin_space *s, const struct kin_sample *sample, uint64_t id, float d[MEASURES][SAMPLE], struct kin_point *ret);
/* Mutual proximity of the points as a likeness, falling with it: nothing is nearer 0 .. -1. */
void kin_quick(const struct kin_point *of, const struct kin_point *points, size_t n, float *ret);

#endif
