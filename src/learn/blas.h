/*
 * blas.h -- dense linear algebra (CBLAS, LAPACK: OpenBLAS), fetched with dlopen when a model first needs it: linked, it would start its
 * threads and map its 30 MB in every player.
 */
#ifndef SEGUE_LEARN_BLAS_H
#define SEGUE_LEARN_BLAS_H

#include "base.h"

#include <cblas.h>

/* LAPACK has no header in Debian's package: Fortran, everything by address, columns first. Declared for their types only. */
void spotrf_(const char *uplo, const blasint *n, float *a, const blasint *lda, blasint *info);
void spotrs_(const char *uplo, const blasint *n, const blasint *nrhs, const float *a, const blasint *lda, float *b, const blasint *ldb,
	     blasint *info);
void spotri_(const char *uplo, const blasint *n, float *a, const blasint *lda, blasint *info);
void ssyevd_(const char *jobz, const char *uplo, const blasint *n, float *a, const blasint *lda, float *w, float *work,
	     const blasint *lwork, blasint *iwork, const blasint *liwork, blasint *info);

/* One row each, so that the table, its filling and its types cannot drift. */
#define BLAS_FUNCTIONS(X) \
	X(openblas_set_num_threads) X(cblas_sgemm) X(cblas_sgemv) X(cblas_ssyrk) X(cblas_sscal) X(spotrf_) X(spotrs_) X(spotri_) X(ssyevd_)

struct blas_api {
#define X(name) __typeof__(name) *name;
	BLAS_FUNCTIONS(X)
#undef X
};

/* The functions, loaded at the first call; ERR_MISSING says what is not there. From one thread at a time; each call runs on one core. */
enum err blas_load(const struct blas_api **ret_api);

#endif
