/*
 * av.h -- libavformat, libavcodec, libavutil and libswresample, fetched with dlopen by the children that decode: linked, their 130
 * libraries would cost every start of the program 28 ms.
 */
#ifndef SEGUE_MUSIC_AV_H
#define SEGUE_MUSIC_AV_H

#include "base.h"

#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/channel_layout.h>
#include <libavutil/mem.h>
#include <libavutil/murmur3.h>
#include <libavutil/opt.h>
#include <libswresample/swresample.h>

/* Library and function: one row each, so that the table, its filling and its type cannot drift. */
#define AV_FUNCTIONS(X) \
	X(util, av_log_set_callback) X(util, av_max_alloc) X(util, av_dict_set) X(util, av_dict_free) X(util, av_strerror) \
	X(util, av_frame_alloc) X(util, av_frame_free) X(util, av_frame_unref) X(util, av_channel_layout_default) \
	X(util, av_sample_fmt_is_planar) X(util, av_get_bytes_per_sample) X(util, av_free) \
	X(util, av_murmur3_alloc) X(util, av_murmur3_init) X(util, av_murmur3_update) X(util, av_murmur3_final) \
	X(codec, avcodec_find_decoder) X(codec, avcodec_alloc_context3) X(codec, avcodec_free_context) \
	X(codec, avcodec_parameters_to_context) X(codec, avcodec_open2) X(codec, avcodec_send_packet) X(codec, avcodec_receive_frame) \
	X(codec, avcodec_flush_buffers) X(codec, avcodec_get_name) X(codec, av_packet_alloc) X(codec, av_packet_free) \
	X(codec, av_packet_unref) \
	X(format, avformat_open_input) X(format, avformat_close_input) X(format, avformat_find_stream_info) \
	X(format, av_find_best_stream) X(format, av_read_frame) X(format, avformat_seek_file) \
	X(resample, swr_alloc_set_opts2) X(resample, swr_init) X(resample, swr_convert) X(resample, swr_free)

struct av_api {
#define X(library, name) __typeof__(name) *name;
	AV_FUNCTIONS(X)
#undef X
};

/* The functions, loaded at the first call; ERR_MISSING says what is not there. Not thread-safe; nothing libav says is printed. */
enum err av_load(const struct av_api **ret_api);
/* Records "PATH: TEXT: what libav says of the code". */
enum err av_fail(enum err code, const char *what, int av_code);

#endif
