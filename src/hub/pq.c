/* pq.c -- getting libpq into the process. */
#include "room.h"

#include <dlfcn.h>
#include <string.h>

static struct pq_api api;
static bool is_loaded;

enum err pq_load(const struct pq_api **ret_api)
{
	static const char name[] = "libpq.so.5";
	void *lib = is_loaded ? NULL : dlopen(name, RTLD_NOW | RTLD_LOCAL);	/* never closed: what it stands on registers things at exit */

	if (!is_loaded && !lib)
		return fail(ERR_MISSING, _("%s cannot be loaded: %s"), name, dlerror());
#define X(function) \
	/* POSIX: the object pointer dlsym returns may stand for a function; copied because C has no cast for it */ \
	if (!is_loaded) \
		memcpy(&api.function, &(void *){ dlsym(lib, #function) }, sizeof api.function); \
	if (!api.function) \
		return fail(ERR_MISSING, _("%s has no %s"), name, #function);
	PQ_FUNCTIONS(X)
#undef X
	is_loaded = true;
	*ret_api = &api;
	return OK;
}
