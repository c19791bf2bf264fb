/* av.c -- getting libav into the process, muted, and the resampler made of it. */
#include "av.h"
#include "decode.h"

#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>

#define TEXT(x) #x
#define NUMBER(x) TEXT(x)

/* The largest single piece of memory libav may ask for: a cover of that size is no cover. */
enum { ALLOC_MAX = 128 << 20 };

/* The very versions the headers were of: structs are shared with them. */
static const char *const names[] = {
	"libavutil.so." NUMBER(LIBAVUTIL_VERSION_MAJOR), "libavcodec.so." NUMBER(LIBAVCODEC_VERSION_MAJOR),
	"libavformat.so." NUMBER(LIBAVFORMAT_VERSION_MAJOR), "libswresample.so." NUMBER(LIBSWRESAMPLE_VERSION_MAJOR),
};
enum { LIB_util, LIB_codec, LIB_format, LIB_resample };

static struct av_api api;
static bool is_loaded;

static void say_nothing(void *ctx, int level, const char *fmt, va_list ap)
{
	(void)ctx, (void)level, (void)fmt, (void)ap;
}

enum err av_load(const struct av_api **ret_api)
{
	void *lib[COUNT_OF(names)];

	if (is_loaded) {
		*ret_api = &api;
		return OK;
	}
	/* never closed: their libraries do not survive being unloaded */
	for (size_t i = 0; i < COUNT_OF(names); i++) {
		lib[i] = dlopen(names[i], RTLD_NOW | RTLD_LOCAL);
		if (!lib[i])
			return fail(ERR_MISSING, _("%s cannot be loaded: %s"), names[i], dlerror());
	}
#define X(library, name) \
	/* POSIX: the object pointer dlsym returns may stand for a function; copied because C has no cast for it */ \
	memcpy(&api.name, &(void *){ dlsym(lib[LIB_##library], #name) }, sizeof api.name); \
	if (!api.name) \
		return fail(ERR_MISSING, _("%s has no %s"), names[LIB_##library], #name);
	AV_FUNCTIONS(X)
#undef X
	api.av_log_set_callback(say_nothing);
	api.av_max_alloc(ALLOC_MAX);
	is_loaded = true;
	*ret_api = &api;
	return OK;
}

enum err av_fail(enum err code, const char *what, int av_code)
{
	char text[128] = "";

	api.av_strerror(av_code, text, sizeof text);
	return fail(code, "%s: %s", what, text);
}

struct resampler {
	const struct av_api *av;
	SwrContext *swr;
};

enum err resampler_open(struct resampler **ret_resampler, int from_hz, int to_hz, int channels)
{
	struct resampler *r;
	AVChannelLayout layout = { 0 };
	const struct av_api *av;
	enum err err = av_load(&av);
	int code;

	if (err)
		return err;
	r = xcalloc(1, sizeof *r);
	r->av = av;
	av->av_channel_layout_default(&layout, channels);
	code = av->swr_alloc_set_opts2(&r->swr, &layout, AV_SAMPLE_FMT_FLT, to_hz, &layout, AV_SAMPLE_FMT_FLT, from_hz, 0, NULL);
	if (code >= 0)
		code = av->swr_init(r->swr);
	if (code < 0) {
		resampler_close(r);
		return av_fail(ERR_ARG, _("cannot resample"), code);
	}
	*ret_resampler = r;
	return OK;
}

enum err resampler_run(struct resampler *r, const float *in, size_t n, float *ret_frames, size_t max, size_t *ret_n)
{
	uint8_t *out = (uint8_t *)ret_frames;
	const uint8_t *from = (const uint8_t *)in;
	int got = r->av->swr_convert(r->swr, &out, (int)max, in ? &from : NULL, (int)n);

	if (got < 0)
		return av_fail(ERR_ARG, _("cannot resample"), got);
	*ret_n = (size_t)got;
	return OK;
}

void resampler_close(struct resampler *r)
{
	if (!r)
		return;
	r->av->swr_free(&r->swr);
	free(r);
}
