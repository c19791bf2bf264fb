/* blas.c -- getting OpenBLAS into the process. */
#include "learn/blas.h"

#include <dlfcn.h>
#include <string.h>

static struct blas_api api;
static bool is_loaded;

enum err blas_load(const struct blas_api **ret_api)
{
	static const char name[] = "libopenblas.so.0";
	void *lib;

	if (is_loaded) {
		*ret_api = &api;
		return OK;
	}
	lib = dlopen(name, RTLD_NOW | RTLD_LOCAL);	/* never closed: it has threads */
	if (!lib)
		return fail(ERR_MISSING, _("%s cannot be loaded: %s"), name, dlerror());
#define X(function) \
	/* POSIX: the object pointer dlsym returns may stand for a function; copied because C has no cast for it */ \
	memcpy(&api.function, &(void *){ dlsym(lib, #function) }, sizeof api.function); \
	if (!api.function) \
		return fail(ERR_MISSING, _("%s has no %s"), name, #function);
	BLAS_FUNCTIONS(X)
#undef X
	/* what is done at once is cut by rows of ours, so that the sums do not depend on the number of cores */
	api.openblas_set_num_threads(1);
	is_loaded = true;
	*ret_api = &api;
	return OK;
}
