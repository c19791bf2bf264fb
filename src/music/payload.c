/*
 * payload.c -- the packets of a file's sound, taken apart by libav but not decoded, and hashed one behind the other: 2 to 5 ms for four minutes, where
 * decoding takes a hundred and more.  No tag, cover or padding is in them, in no format that we write tags to (tests/cli/retagged.sh tries each).
 */
#include "payload.h"
#include "av.h"
#include "decode.h"

#include <string.h>
#include <sys/stat.h>

enum { TICK_PACKETS = 64 };

static AVStream *sound_of(AVFormatContext *format)
{
	for (unsigned i = 0; i < format->nb_streams; i++)
		if (format->streams[i]->codecpar->codec_type == AVMEDIA_TYPE_AUDIO)
			return format->streams[i];
	return NULL;
}

static uint32_t first_word(const uint8_t *digest)
{
	uint32_t word;

	memcpy(&word, digest, sizeof word);
	return word;
}

/* 0: nothing was read, or not all of it could be. */
static uint32_t hash_packets(const struct av_api *av, AVFormatContext *format, const AVStream *sound, void (*tick)(void *ctx), void *ctx)
{
	struct AVMurMur3 *hash = av->av_murmur3_alloc();
	AVPacket *packet = av->av_packet_alloc();
	uint8_t digest[16];
	uint64_t n = 0;
	int code;

	if (!hash || !packet)
		die(_("out of memory"));
	av->av_murmur3_init(hash);
	while ((code = av->av_read_frame(format, packet)) >= 0) {
		if (packet->stream_index == sound->index) {
			av->av_murmur3_update(hash, packet->data, (size_t)packet->size);
			n++;
		}
		av->av_packet_unref(packet);
		if (n % TICK_PACKETS == 0)
			tick(ctx);
	}
	av->av_murmur3_final(hash, digest);
	av->av_packet_free(&packet);
	av->av_free(hash);
	return code == AVERROR_EOF && n ? first_word(digest) : 0;
}

static uint32_t mark_of_file(const char *path, void (*tick)(void *ctx), void *ctx)
{
	const struct av_api *av;
	AVFormatContext *format = NULL;
	AVStream *sound;
	uint32_t mark = 0;

	if (av_load(&av) || decode_av_format(av, path, &format))
		return 0;
	sound = sound_of(format);
	if (sound) {
		for (unsigned i = 0; i < format->nb_streams; i++)
			if (format->streams[i] != sound)
				format->streams[i]->discard = AVDISCARD_ALL;
		mark = hash_packets(av, format, sound, tick, ctx);
	}
	av->avformat_close_input(&format);
	return mark;
}

uint32_t payload_mark(const char *path, int64_t start_ms, int64_t end_ms, void (*tick)(void *ctx), void *ctx)
{
	static struct { uint64_t dev, ino; int64_t size, mtime_s, mtime_ns; } last, now;
	static uint32_t last_mark;
	int64_t stretch[2] = { start_ms, end_ms };
	uint32_t mark;
	struct stat st;

	/* a pipe is not waited for */
	if (stat(path, &st) || !S_ISREG(st.st_mode))
		return 0;
	now.dev = (uint64_t)st.st_dev;
	now.ino = (uint64_t)st.st_ino;
	now.size = (int64_t)st.st_size;
	now.mtime_s = (int64_t)st.st_mtim.tv_sec;
	now.mtime_ns = (int64_t)st.st_mtim.tv_nsec;
	if (memcmp(&now, &last, sizeof now)) {
		last_mark = mark_of_file(path, tick, ctx);
		last = now;
	}
	mark = last_mark;
	if (mark && (start_ms || end_ms))
		mark ^= (uint32_t)hash_bytes(stretch, sizeof stretch);
	return mark;
}
