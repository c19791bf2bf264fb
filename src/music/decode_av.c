/*
 * decode_av.c -- everything libsndfile does not read, or reads slower, by libav.
 *
 * A packet that is damaged is counted and passed over; the ends encoders add (LAME, iTunSMPB, the pre-skip of Opus) are cut off by libav
 * itself.  Only formats of sound are opened, and only the file named: none of the playlists libav would follow elsewhere.
 *
 *	av_read_frame ─▶ packet ─▶ decoder ─▶ frame (their formats) ─▶ floats, interleaved
 *	                                        └─ the first one is decoded when the file is opened: only it tells rate and channels for sure
 */
#include "av.h"
#include "decode.h"

#include <stdlib.h>
#include <string.h>

enum { PREROLL_MS = 1000 };	/* decoded and dropped before a jump's end: longer than what any codec remembers */

static const char demuxers[] =
	"aac,ac3,aiff,amr,amrnb,amrwb,ape,asf,au,caf,dsf,dts,dtshd,eac3,flac,iff,libmodplug,libopenmpt,matroska,mov,mp3,mpc,mpc8,ogg,rm,"
	"tak,tta,voc,w64,wav,wv,xwma";

struct av_source {
	struct decode_source base;
	const struct av_api *av;
	AVFormatContext *format;
	AVCodecContext *codec;
	AVStream *stream;
	AVPacket *packet;
	AVFrame *frame;
	int frame_at;		/* samples of the frame already given; nb_samples: it is used up */
	int64_t drop;		/* samples to drop before the next is given */
	int64_t pos, end;	/* of the next sample given; where the sound ends by what the container says (INT64_MAX: with the last packet) */
	bool is_draining, is_over;
	char *path;
};

static void av_close(struct decode_source *s)
{
	struct av_source *a = (struct av_source *)s;

	a->av->av_frame_free(&a->frame);
	a->av->av_packet_free(&a->packet);
	a->av->avcodec_free_context(&a->codec);
	a->av->avformat_close_input(&a->format);
	free(a->path);
	free(a);
}

/* ---- packets and frames ---- */

/* One more packet of our stream into the decoder; at the end of the file the decoder is told to give what it still has. */
static enum err feed(struct av_source *a)
{
	int code;

	for (;;) {
		code = a->av->av_read_frame(a->format, a->packet);
		if (code < 0)
			break;
		if (a->packet->stream_index == a->stream->index) {
			code = a->av->avcodec_send_packet(a->codec, a->packet);
			a->av->av_packet_unref(a->packet);
			if (code < 0)
				a->base.damaged++;
			return code == AVERROR(ENOMEM) ? av_fail(ERR_LIMIT, a->path, code) : OK;
		}
		a->av->av_packet_unref(a->packet);
	}
	if (code != AVERROR_EOF)
		a->base.damaged++;
	a->is_draining = true;
	a->av->avcodec_send_packet(a->codec, NULL);
	return OK;
}

/* The next frame with samples in it; is_over when there is none. */
static enum err next_frame(struct av_source *a)
{
	a->frame_at = 0;
	for (;;) {
		int code = a->av->avcodec_receive_frame(a->codec, a->frame);
		enum err err;

		if (code >= 0) {
			if (a->frame->nb_samples > 0 && a->frame->ch_layout.nb_channels > 0)
				return OK;
			continue;
		}
		if (code == AVERROR_EOF || (a->is_draining && code == AVERROR(EAGAIN))) {
			a->av->av_frame_unref(a->frame);
			a->is_over = true;
			return OK;
		}
		if (code != AVERROR(EAGAIN)) {
			a->base.damaged++;
			if (a->is_draining) {
				a->is_over = true;
				return OK;
			}
		}
		err = feed(a);
		if (err)
			return err;
	}
}

/* ---- samples ---- */

#define CONVERT(type, expression) \
	for (int i = 0; i < n; i++) { \
		const type v = ((const type *)plane)[(size_t)(from + i) * step]; \
		out[(size_t)i * to_channels] = (float)(expression); \
	} \
	break

/* n samples of one channel of the frame, to every to_channels-th float. */
static void convert(const AVFrame *f, bool is_planar, int channel, int from, int n, float *out, size_t to_channels, size_t sample_bytes)
{
	size_t step = is_planar ? 1 : (size_t)f->ch_layout.nb_channels;
	const uint8_t *plane = is_planar ? f->extended_data[channel] : f->extended_data[0] + (size_t)channel * sample_bytes;

	switch (f->format) {
	case AV_SAMPLE_FMT_U8:
	case AV_SAMPLE_FMT_U8P:
		CONVERT(uint8_t, (v - 128) / 128.0f);
	case AV_SAMPLE_FMT_S16:
	case AV_SAMPLE_FMT_S16P:
		CONVERT(int16_t, v / 32768.0f);
	case AV_SAMPLE_FMT_S32:
	case AV_SAMPLE_FMT_S32P:
		CONVERT(int32_t, v / 2147483648.0);
	case AV_SAMPLE_FMT_S64:
	case AV_SAMPLE_FMT_S64P:
		CONVERT(int64_t, (double)v / 9223372036854775808.0);
	case AV_SAMPLE_FMT_DBL:
	case AV_SAMPLE_FMT_DBLP:
		CONVERT(double, v);
	default:
		CONVERT(float, v);
	}
}

static void take_samples(struct av_source *a, float *out, int n)
{
	size_t channels = (size_t)a->base.channels, bytes = (size_t)a->av->av_get_bytes_per_sample(a->frame->format);
	bool is_planar = a->av->av_sample_fmt_is_planar(a->frame->format) != 0;
	int there = a->frame->ch_layout.nb_channels;

	/* what has fewer channels from here on repeats its last one, what has more loses them */
	for (size_t c = 0; c < channels; c++)
		convert(a->frame, is_planar, MIN_OF((int)c, there - 1), a->frame_at, n, out + c, channels, bytes);
	a->frame_at += n;
}

static enum err av_read(struct decode_source *s, float *ret_frames, size_t max, size_t *ret_n)
{
	struct av_source *a = (struct av_source *)s;
	size_t done = 0;

	while (done < max && !a->is_over && a->pos < a->end) {
		int left = a->frame->nb_samples - a->frame_at, n;
		enum err err;

		if (!left) {
			err = next_frame(a);
			if (err)
				return err;
			/* a broadcast, or files strung together: no one rate says how fast what follows is */
			if (!a->is_over && a->frame->sample_rate > 0 && a->frame->sample_rate != s->rate_hz)
				return fail(ERR_PARSE, _("%s: the sampling rate changes from %d to %d Hz"), a->path, s->rate_hz, a->frame->sample_rate);
			continue;
		}
		n = (int)MIN_OF(a->drop, (int64_t)left);
		if (n > 0) {
			a->frame_at += n;
			a->drop -= n;
			continue;
		}
		n = (int)MIN_OF(MIN_OF((int64_t)left, a->end - a->pos), (int64_t)(max - done));
		take_samples(a, ret_frames + done * (size_t)s->channels, n);
		done += (size_t)n;
		a->pos += n;
	}
	*ret_n = done;
	return OK;
}

/* ---- jumps ---- */

static int64_t rescale(int64_t n, int64_t by, int64_t over)
{
	return over > 0 ? (int64_t)((double)n * (double)by / (double)over + 0.5) : 0;
}

/* The frame of sound a time stamp of the stream means. */
static int64_t frame_of(const struct av_source *a, int64_t pts)
{
	const AVRational *tb = &a->stream->time_base;
	int64_t start = a->stream->start_time == AV_NOPTS_VALUE ? 0 : a->stream->start_time;

	return rescale(pts - start, (int64_t)tb->num * a->base.rate_hz, tb->den);
}

static enum err av_seek(struct decode_source *s, int64_t frame)
{
	struct av_source *a = (struct av_source *)s;
	const AVRational *tb = &a->stream->time_base;
	int64_t start = a->stream->start_time == AV_NOPTS_VALUE ? 0 : a->stream->start_time;
	int64_t before = frame - (int64_t)s->rate_hz * PREROLL_MS / 1000, at;
	int64_t ts = before <= 0 ? start : start + rescale(before, tb->den, (int64_t)tb->num * s->rate_hz);
	enum err err;

	if (a->av->avformat_seek_file(a->format, a->stream->index, INT64_MIN, ts, ts, 0) < 0)
		return fail(ERR_IO, _("%s: cannot jump in it"), a->path);
	a->av->avcodec_flush_buffers(a->codec);
	a->is_draining = a->is_over = false;
	a->drop = 0;
	err = next_frame(a);
	if (err || a->is_over)
		return err;
	at = a->frame->best_effort_timestamp == AV_NOPTS_VALUE ? MAX_OF(0, before) : frame_of(a, a->frame->best_effort_timestamp);
	a->drop = MAX_OF(0, frame - at);
	a->pos = MAX_OF(frame, at);
	return OK;
}

static const struct decode_source_ops av_ops = { av_read, av_seek, av_close };

/* ---- opening ---- */

static enum err open_codec(struct av_source *a)
{
	const AVCodec *decoder = a->av->avcodec_find_decoder(a->stream->codecpar->codec_id);
	int code;

	if (!decoder)
		return fail(ERR_PARSE, _("%s: no decoder for %s"), a->path, a->av->avcodec_get_name(a->stream->codecpar->codec_id));
	a->codec = a->av->avcodec_alloc_context3(decoder);
	if (!a->codec)
		die(_("out of memory"));
	code = a->av->avcodec_parameters_to_context(a->codec, a->stream->codecpar);
	a->codec->pkt_timebase = a->stream->time_base;
	a->codec->thread_count = 1;	/* a child is one core's worth, and no more */
	if (code >= 0)
		code = a->av->avcodec_open2(a->codec, decoder, NULL);
	return code < 0 ? av_fail(ERR_PARSE, a->path, code) : OK;
}

int decode_av_format(const struct av_api *av, const char *path, struct AVFormatContext **ret_format)
{
	AVDictionary *options = NULL;
	char *url = xasprintf("file:%s", path);	/* whatever colons the name has */
	int code;

	av->av_dict_set(&options, "format_whitelist", demuxers, 0);
	av->av_dict_set(&options, "protocol_whitelist", "file", 0);
	code = av->avformat_open_input(ret_format, url, NULL, &options);
	av->av_dict_free(&options);
	free(url);
	return code;
}

static enum err open_format(struct av_source *a)
{
	int code = decode_av_format(a->av, a->path, &a->format);

	if (code >= 0)
		code = a->av->avformat_find_stream_info(a->format, NULL);
	if (code >= 0)
		code = a->av->av_find_best_stream(a->format, AVMEDIA_TYPE_AUDIO, -1, -1, NULL, 0);
	if (code < 0) {
		char *what = xasprintf(_("%s holds no sound that can be made out"), a->path);

		av_fail(ERR_PARSE, what, code);
		free(what);
		return ERR_PARSE;
	}
	a->stream = a->format->streams[code];
	for (unsigned i = 0; i < a->format->nb_streams; i++)
		if (a->format->streams[i] != a->stream)
			a->format->streams[i]->discard = AVDISCARD_ALL;
	return open_codec(a);
}

/* How long it says it is; the container's own duration may count what encoders add. */
static void learn_length(struct av_source *a)
{
	const AVStream *st = a->stream;

	a->base.frames = -1;
	if (st->duration != AV_NOPTS_VALUE && st->duration > 0)
		a->base.frames = rescale(st->duration, (int64_t)st->time_base.num * a->base.rate_hz, st->time_base.den);
	/* an MP4's list of edits says where the last packet's sound ends; libav cuts off only its beginning by it */
	a->end = a->base.frames > 0 && !strncmp(a->format->iformat->name, "mov,", 4) ? a->base.frames : INT64_MAX;
	if (a->base.frames >= 0)
		return;
	if (a->format->duration != AV_NOPTS_VALUE && a->format->duration > 0)
		a->base.frames = rescale(a->format->duration, a->base.rate_hz, AV_TIME_BASE);
}

enum err decode_av_open(const char *path, struct decode_source **ret_source)
{
	struct av_source *a;
	const struct av_api *av;
	enum err err = av_load(&av);

	if (err)
		return err;
	a = xcalloc(1, sizeof *a);
	a->av = av;
	a->path = xstrdup(path);
	a->base.ops = &av_ops;
	a->packet = av->av_packet_alloc();
	a->frame = av->av_frame_alloc();
	if (!a->packet || !a->frame)
		die(_("out of memory"));
	err = open_format(a);
	if (!err)
		err = next_frame(a);
	if (!err && a->is_over)
		err = fail(ERR_PARSE, _("%s: there is no sound in it"), path);
	if (!err)
		err = decode_check(path, a->frame->sample_rate, a->frame->ch_layout.nb_channels);
	if (err) {
		av_close(&a->base);
		return err;
	}
	a->base.rate_hz = a->frame->sample_rate;
	a->base.channels = a->frame->ch_layout.nb_channels;
	snprintf(a->base.codec, sizeof a->base.codec, "%s", av->avcodec_get_name(a->codec->codec_id));
	learn_length(a);
	*ret_source = &a->base;
	return OK;
}
