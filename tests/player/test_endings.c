/*
 * test_endings.c -- MP4 files one after the other against libmpv itself: ao=pcm shows the very bytes.  Some hold sound as it is (ALAC), padded at the
 * end with what nobody recorded, and say each in its own way where the sound is: what comes out is that, sample for sample.  Others are real AAC, which
 * is padded in front, too: as many samples come out as went in, each where it was.
 */
#include "music.h"
#include "../music/made_mp4.h"
#include "../tap.h"
#include "watch.h"

#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <limits.h>
#include <locale.h>
#include <math.h>
#include <pthread.h>
#include <stdlib.h>

enum { SOUND = 88977, AT_END = 111, OPTIONS = 4 };

static const struct player_endings endings = { music_is_padded_name, music_end_us };
static const struct { const char *name, *what; struct made_mp4 made; } files[] = {
	{ "short.m4a", "an edit in milliseconds, and a last packet that says how long it is", { .has_edit = true, .is_short = true, .film_scale = 1000 } },
	{ "smpb.m4a", "iTunes' word alone", { .has_smpb = true, .film_scale = 600 } },
	{ "fine.m4a", "an edit to the sample", { .has_edit = true, .film_scale = MP4_RATE } },
	{ "all.m4a", "all of that, and the head in front", { .has_edit = true, .has_smpb = true, .is_short = true, .film_scale = 1000, .is_head_first = true } },
};

/* What is sound of both files of a pair: they adjoin. */
static int16_t *noise;

static void write_file_of(size_t i, size_t half)
{
	struct made_mp4 made = files[i].made;
	size_t total = SOUND + AT_END;
	int16_t *frames = xmalloc(total * 4);
	char name[40], *path;
	struct buf b;

	/* the end: loud, so that nobody takes it for nothing */
	for (size_t k = 0; k < total * 2; k++)
		frames[k] = (int16_t)(k % 2 ? 12345 : -12345);
	memcpy(frames, noise + half * SOUND * 2, SOUND * 4);
	made.sound = SOUND;
	made.behind = AT_END;
	buf_init(&b, MP4_BYTES_MAX);
	made_mp4(&b, &made, frames);
	snprintf(name, sizeof name, "%zu%s", half, files[i].name);
	path = in_folder(name);
	if (write_file(path, b.data, b.len, 0600))
		exit(99);
	buf_done(&b);
	free(frames);
	free(path);
}

static void open_pcm(struct watch *w, const char *out)
{
	struct player_option options[OPTIONS] = { { "ao-pcm-file", out }, { "ao-pcm-waveheader", "no" }, { "audio-format", "s16" }, { "ao-pcm-append", "no" } };

	unlink(out);
	open_player(w, "pcm", options, COUNT_OF(options));
	player_know_endings(w->p, &endings);
}

/* ---- AAC ---- */

/* What libav says of the packets there are, if any, goes into the file. */
static void mux(AVFormatContext *to, AVCodecContext *codec, AVPacket *packet, const AVFrame *frame)
{
	if (avcodec_send_frame(codec, frame) < 0)
		exit(99);
	while (avcodec_receive_packet(codec, packet) >= 0) {
		packet->stream_index = 0;
		packet->duration = frame ? frame->nb_samples : packet->duration;
		av_packet_rescale_ts(packet, codec->time_base, to->streams[0]->time_base);
		if (av_interleaved_write_frame(to, packet) < 0)
			exit(99);
	}
}

static AVCodecContext *open_aac(void)
{
	const AVCodec *aac = avcodec_find_encoder(AV_CODEC_ID_AAC);
	AVCodecContext *codec = avcodec_alloc_context3(aac);

	codec->sample_fmt = AV_SAMPLE_FMT_FLTP;
	codec->sample_rate = SOUND_RATE;
	codec->bit_rate = 256000;
	codec->time_base = (AVRational){ 1, SOUND_RATE };
	codec->flags = AV_CODEC_FLAG_GLOBAL_HEADER | AV_CODEC_FLAG_BITEXACT;
	av_channel_layout_default(&codec->ch_layout, 2);
	if (avcodec_open2(codec, aac, NULL) < 0)
		exit(99);
	return codec;
}

/* tone: SOUND frames of it. */
static void write_aac(const char *path, const float *tone, bool has_edit)
{
	AVFormatContext *to = NULL;
	AVCodecContext *codec = open_aac();
	AVPacket *packet = av_packet_alloc();
	AVFrame *frame = av_frame_alloc();
	AVDictionary *options = NULL;
	int n;

	av_dict_set(&options, "use_editlist", has_edit ? "1" : "0", 0);
	if (avformat_alloc_output_context2(&to, NULL, "ipod", path) < 0)
		exit(99);
	to->flags |= AVFMT_FLAG_BITEXACT;
	avformat_new_stream(to, NULL)->time_base = codec->time_base;
	if (avcodec_parameters_from_context(to->streams[0]->codecpar, codec) < 0 || avio_open(&to->pb, path, AVIO_FLAG_WRITE) < 0 ||
	    avformat_write_header(to, &options) < 0)
		exit(99);
	for (int at = 0; at < SOUND; at += n) {
		n = MIN_OF(codec->frame_size, SOUND - at);
		*frame = (AVFrame){ .nb_samples = n, .format = AV_SAMPLE_FMT_FLTP, .sample_rate = SOUND_RATE, .ch_layout = codec->ch_layout, .pts = at };
		if (av_frame_get_buffer(frame, 0) < 0)
			exit(99);
		for (int side = 0; side < 2; side++)
			memcpy(frame->data[side], tone + at, (size_t)n * sizeof *tone);
		mux(to, codec, packet, frame);
		av_frame_unref(frame);
	}
	mux(to, codec, packet, NULL);
	av_write_trailer(to);
	avio_closep(&to->pb);
	avformat_free_context(to);
	avcodec_free_context(&codec);
	av_packet_free(&packet);
	av_frame_free(&frame);
	av_dict_free(&options);
}

/* Puts iTunes' word behind all else in moov, which is the last box. */
static void add_smpb(const char *path)
{
	struct made_mp4 made = { .before = MP4_PACKET, .sound = SOUND, .behind = AT_END };
	size_t n, at = 0, next;
	char *in;
	struct buf b;

	if (read_file(path, MP4_BYTES_MAX, &in, &n))
		exit(99);
	buf_init(&b, MP4_BYTES_MAX);
	buf_add(&b, in, n);
	for (;; at = next) {
		next = at + ((size_t)(unsigned char)in[at + 1] << 16 | (size_t)(unsigned char)in[at + 2] << 8 | (unsigned char)in[at + 3]);
		if (!memcmp(in + at + 4, "moov", 4))
			break;
	}
	made_smpb(&b, &made);
	made_end(&b, at);
	if (next != n || write_file(path, b.data, b.len, 0600))
		exit(99);
	buf_done(&b);
	free(in);
}

/* ---- what comes out ---- */

static void same_sound(const char *out, size_t from, size_t n_frames, const char *what)
{
	size_t n, at = 0;
	char *got = read_bytes(out, &n);
	const char *want = (const char *)(noise + from * 2);

	while (got && at < n && at < n_frames * 4 && got[at] == want[at])
		at++;
	if (!ok(got && n == n_frames * 4 && at == n, "%s: sample for sample", what))
		printf("# %zu frames, not %zu; the first that differs is %zu\n", n / 4, n_frames, at / 4);
	free(got);
}

static void play_pair(const char *first, const char *second, const char *what, const char *out)
{
	char *a = in_folder(first), *b = in_folder(second);
	struct watch w;

	open_pcm(&w, out);
	player_play(w.p, a, 0, 1);
	player_pause(w.p, true);
	player_prepare(w.p, b, 2);
	wait_for(&w, PLAYER_STARTED, 1);
	player_pause(w.p, false);
	ok(wait_for(&w, PLAYER_ENDED, 2) && w.last.how == END_EOF, "%s: both are played", what);
	close_player(&w);
	free(a);
	free(b);
}

static void test_pair(const char *first, const char *second, const char *what)
{
	char *out = in_folder("out.pcm");

	play_pair(first, second, what, out);
	same_sound(out, 0, 2 * SOUND, what);
	free(out);
}

/* A tone that rises, so that no stretch of it is like another. */
static void make_tone(float *tone)
{
	for (size_t i = 0; i < 2 * SOUND; i++) {
		double s = (double)i / SOUND_RATE;

		tone[i] = (float)(.3 * sin(2 * M_PI * (300 + 200 * s) * s));
	}
}

/* Decoded, it is nearly what it was: a sample earlier or later it is not. */
static void near_sound(const char *out, const float *tone, const char *what)
{
	size_t n;
	int16_t *got = (int16_t *)(void *)read_bytes(out, &n);
	double sum = 0;

	if (!ok(got && n == (size_t)2 * SOUND * 4, "%s: as many samples as went in", what))
		printf("# %zu frames, not %d\n", n / 4, 2 * SOUND);
	for (size_t i = 0; got && i < MIN_OF(n / 4, (size_t)2 * SOUND); i++)
		sum += (got[2 * i] / 32768. - tone[i]) * (got[2 * i] / 32768. - tone[i]);
	is_near(sqrt(sum / (2 * SOUND)), 0, .012, "each where it was");
	free(got);
}

static void test_aac(const char *what, bool has_edit, bool has_smpb)
{
	static const char *const names[] = { "0.m4a", "1.m4a" };
	float *tone = xmalloc(2 * SOUND * sizeof *tone);
	char *out = in_folder("out.pcm");

	make_tone(tone);
	for (size_t half = 0; half < 2; half++) {
		char *path = in_folder(names[half]);

		write_aac(path, tone + half * SOUND, has_edit);
		if (has_smpb)
			add_smpb(path);
		free(path);
	}
	play_pair(names[0], names[1], what, out);
	near_sound(out, tone, what);
	free(tone);
	free(out);
}

/* From where one left off, and jumped to. */
static void test_places(void)
{
	char *path = in_folder("0short.m4a"), *out = in_folder("out.pcm");
	struct watch w;

	open_pcm(&w, out);
	player_play(w.p, path, 1500, 1);
	wait_for(&w, PLAYER_ENDED, 1);
	close_player(&w);
	same_sound(out, MP4_RATE * 3 / 2, SOUND - MP4_RATE * 3 / 2, "from the middle on");
	free(path);
	free(out);
}

static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t moved = PTHREAD_COND_INITIALIZER;
static int n_asked, n_let;

/* A disk that does not answer before it is let. */
static int64_t answer_late(const char *path)
{
	int turn;

	pthread_mutex_lock(&gate);
	turn = ++n_asked;
	pthread_cond_broadcast(&moved);
	while (n_let < turn)
		pthread_cond_wait(&moved, &gate);
	pthread_mutex_unlock(&gate);
	return music_end_us(path);
}

static void let(int n)
{
	pthread_mutex_lock(&gate);
	n_let = n;
	pthread_mutex_unlock(&gate);
	pthread_cond_broadcast(&moved);
}

static void wait_asked(int n)
{
	pthread_mutex_lock(&gate);
	while (n_asked < n)
		pthread_cond_wait(&moved, &gate);
	pthread_mutex_unlock(&gate);
}

static void test_late(void)
{
	static const struct player_endings late = { music_is_padded_name, answer_late };
	char *a = in_folder("0fine.m4a"), *b = in_folder("1fine.m4a"), *c = in_folder("0wave.wav"), *out = in_folder("out.pcm");
	struct watch w;

	open_pcm(&w, out);
	player_know_endings(w.p, &late);
	player_play(w.p, a, 0, 1);
	wait_asked(1);
	is_int(player_now(w.p)->state, PLAYER_LOADING, "a disk that does not answer: it is loading");
	player_play(w.p, c, 0, 2);
	ok(wait_for(&w, PLAYER_ENDED, 2) && w.last.how == END_EOF, "what lies on another plays");
	close_player(&w);
	same_sound(out, 0, SOUND, "only that is heard");
	open_pcm(&w, out);
	player_know_endings(w.p, &late);
	let(2);
	player_play(w.p, a, 0, 1);
	player_pause(w.p, true);
	player_prepare(w.p, b, 2);
	wait_for(&w, PLAYER_STARTED, 1);
	/* what is prepared is asked for at once */
	wait_asked(3);
	let(3);
	player_pause(w.p, false);
	ok(wait_for(&w, PLAYER_ENDED, 2) && w.last.how == END_EOF, "and follows");
	close_player(&w);
	let(INT_MAX);
	free(a);
	free(b);
	free(c);
	free(out);
}

int main(void)
{
	char template[] = "/tmp/segue-endings-XXXXXX", *wave, *remove;

	setlocale(LC_ALL, "");
	av_log_set_level(AV_LOG_ERROR);
	folder = mkdtemp(template);
	if (!ok(folder, "a folder"))
		return done();
	noise = sound_noise(2 * SOUND);
	for (size_t i = 0; i < COUNT_OF(files); i++)
		for (size_t half = 0; half < 2; half++)
			write_file_of(i, half);
	wave = in_folder("0wave.wav");
	sound_write(wave, SF_FORMAT_WAV, noise, SOUND);
	for (size_t i = 0; i < COUNT_OF(files); i++) {
		char first[40], second[40];

		snprintf(first, sizeof first, "0%s", files[i].name);
		snprintf(second, sizeof second, "1%s", files[i].name);
		test_pair(first, second, files[i].what);
	}
	test_pair("0wave.wav", "1smpb.m4a", "behind a WAV");
	test_pair("0short.m4a", "1fine.m4a", "each in its own way");
	test_aac("AAC with an edit", true, false);
	test_aac("AAC with iTunes' word", false, true);
	test_aac("AAC with both", true, true);
	test_places();
	test_late();
	remove = xasprintf("rm -r '%s'", folder);
	if (system(remove))
		printf("# %s is left\n", folder);
	free(remove);
	free(noise);
	free(wave);
	return done();
}
