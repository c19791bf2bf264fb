/* sniff.c -- magic numbers; see sniff.h. */
#include "sniff.h"

#include <string.h>
#include <strings.h>

const struct format_row formats[FORMAT_COUNT] = {
	[FORMAT_UNKNOWN] = { "", N_("is not audio of a known kind"), false },
	[FORMAT_MPEG] = { "MP3", N_("is not MPEG audio"), true },
	[FORMAT_FLAC] = { "FLAC", N_("is not a FLAC file"), true },
	[FORMAT_VORBIS] = { "Vorbis", N_("is not an Ogg file"), true },
	[FORMAT_OPUS] = { "Opus", N_("is not an Ogg file"), true },
	[FORMAT_SPEEX] = { "Speex", N_("is not an Ogg file"), true },
	[FORMAT_OGG_FLAC] = { "FLAC", N_("is not an Ogg file"), true },
	[FORMAT_MP4] = { "", N_("is not an MP4 file"), true },
	[FORMAT_ASF] = { "WMA", N_("is not a WMA file"), true },
	[FORMAT_WAV] = { "PCM", N_("is not a WAV file"), true },
	[FORMAT_AIFF] = { "PCM", N_("is not an AIFF file"), true },
	[FORMAT_APE] = { "Monkey's Audio", N_("is not a Monkey's Audio file"), true },
	[FORMAT_WAVPACK] = { "WavPack", N_("is not a WavPack file"), true },
	[FORMAT_TTA] = { "TTA", N_("is not a TTA file"), true },
	[FORMAT_MPC] = { "Musepack", N_("is not a Musepack file"), true },
	[FORMAT_MOD] = { "MOD", N_("is not a tracker module"), true },
	[FORMAT_XM] = { "XM", N_("is not a tracker module"), true },
	[FORMAT_IT] = { "IT", N_("is not a tracker module"), true },
	[FORMAT_S3M] = { "S3M", N_("is not a tracker module"), true },
	[FORMAT_ADTS] = { "AAC", N_("is not an AAC file"), false },
	[FORMAT_AC3] = { "AC-3", N_("is not an AC-3 file"), false },
	[FORMAT_DTS] = { "DTS", N_("is not a DTS file"), false },
	[FORMAT_MATROSKA] = { "Matroska", N_("is not a Matroska file"), false },
	[FORMAT_CAF] = { "CAF", N_("is not a CAF file"), false },
	[FORMAT_AU] = { "PCM", N_("is not an AU file"), false },
	[FORMAT_AMR] = { "AMR", N_("is not an AMR file"), false },
	[FORMAT_DSF] = { "DSD", N_("is not a DSF file"), false },
	[FORMAT_DSDIFF] = { "DSD", N_("is not a DSDIFF file"), false },
	[FORMAT_TAK] = { "TAK", N_("is not a TAK file"), false },
	[FORMAT_W64] = { "PCM", N_("is not a Wave64 file"), false },
	[FORMAT_REAL] = { "RealAudio", N_("is not a RealAudio file"), false },
	[FORMAT_OGG_OTHER] = { "Ogg", N_("is not an Ogg file"), false },
};

/* The first row whose bytes are at its offset wins. */
static const struct { uint16_t at, n; const char *bytes; enum format format; } magics[] = {
	{ 0, 4, "fLaC", FORMAT_FLAC },
	{ 4, 4, "ftyp", FORMAT_MP4 },
	{ 0, 8, "\x30\x26\xb2\x75\x8e\x66\xcf\x11", FORMAT_ASF },
	{ 0, 4, "MAC ", FORMAT_APE },
	{ 0, 4, "wvpk", FORMAT_WAVPACK },
	{ 0, 3, "TTA", FORMAT_TTA },
	{ 0, 4, "MPCK", FORMAT_MPC },
	{ 0, 3, "MP+", FORMAT_MPC },
	{ 0, 4, "IMPM", FORMAT_IT },
	{ 0, 17, "Extended Module: ", FORMAT_XM },
	{ 44, 4, "SCRM", FORMAT_S3M },
	{ 0, 4, "\x1a\x45\xdf\xa3", FORMAT_MATROSKA },
	{ 0, 4, "caff", FORMAT_CAF },
	{ 0, 4, ".snd", FORMAT_AU },
	{ 0, 5, "#!AMR", FORMAT_AMR },
	{ 0, 4, "DSD ", FORMAT_DSF },
	{ 0, 4, "FRM8", FORMAT_DSDIFF },
	{ 0, 4, "tBaK", FORMAT_TAK },
	{ 0, 16, "riff\x2e\x91\xcf\x11\xa5\xd6\x28\xdb\x04\xc1\x00\x00", FORMAT_W64 },
	{ 0, 4, ".RMF", FORMAT_REAL },
	{ 0, 4, ".ra\xfd", FORMAT_REAL },
	{ 0, 4, "\x7f\xfe\x80\x01", FORMAT_DTS },	/* ETSI TS 102 114, core sync word */
	{ 0, 2, "\x0b\x77", FORMAT_AC3 },		/* ATSC A/52, sync word */
};

/* The first packet of the first page names the codec (RFC 3533: page head of 27 bytes and the segment table). */
static enum format sniff_ogg(const uint8_t *head, size_t n)
{
	static const struct { uint8_t n; const char *bytes; enum format format; } codecs[] = {
		{ 7, "\x01vorbis", FORMAT_VORBIS }, { 8, "OpusHead", FORMAT_OPUS }, { 8, "Speex   ", FORMAT_SPEEX },
		{ 5, "\x7f" "FLAC", FORMAT_OGG_FLAC },
	};
	size_t at;

	if (n < 28 || head[4])
		return FORMAT_UNKNOWN;
	at = 27u + head[26];
	for (size_t i = 0; i < COUNT_OF(codecs); i++)
		if (at + codecs[i].n <= n && !memcmp(head + at, codecs[i].bytes, codecs[i].n))
			return codecs[i].format;
	return FORMAT_OGG_OTHER;
}

/* Two frames in a row, so that bytes which merely look like a sync word are not taken for sound (ISO 13818-7, 6.2). */
static bool is_adts(const uint8_t *h, size_t n)
{
	size_t len;

	if (n < 7 || h[0] != 0xff || (h[1] & 0xf6) != 0xf0 || (h[2] >> 2 & 15) > 12)
		return false;
	len = (size_t)(h[3] & 3) << 11 | (size_t)h[4] << 3 | h[5] >> 5;
	return len >= 7 && (len + 2 > n || (h[len] == 0xff && (h[len + 1] & 0xf6) == 0xf0));
}

enum format sniff_content(const uint8_t *head, size_t n)
{
	for (size_t i = 0; i < COUNT_OF(magics); i++)
		if ((size_t)magics[i].at + magics[i].n <= n && !memcmp(head + magics[i].at, magics[i].bytes, magics[i].n))
			return magics[i].format;
	if (n >= 4 && !memcmp(head, "OggS", 4))
		return sniff_ogg(head, n);
	if (n >= 12 && (!memcmp(head, "RIFF", 4) || !memcmp(head, "RF64", 4)) && !memcmp(head + 8, "WAVE", 4))
		return FORMAT_WAV;
	if (n >= 12 && !memcmp(head, "FORM", 4) && (!memcmp(head + 8, "AIFF", 4) || !memcmp(head + 8, "AIFC", 4)))
		return FORMAT_AIFF;
	return is_adts(head, n) ? FORMAT_ADTS : FORMAT_UNKNOWN;
}

enum format sniff_name(const char *path)
{
	static const struct { const char *ext; enum format format; } rows[] = {
		{ "3ga", FORMAT_MP4 }, { "aac", FORMAT_ADTS }, { "ac3", FORMAT_AC3 }, { "aif", FORMAT_AIFF }, { "aifc", FORMAT_AIFF },
		{ "aiff", FORMAT_AIFF }, { "amr", FORMAT_AMR }, { "ape", FORMAT_APE }, { "au", FORMAT_AU }, { "caf", FORMAT_CAF },
		{ "dff", FORMAT_DSDIFF }, { "dsf", FORMAT_DSF }, { "dts", FORMAT_DTS }, { "eac3", FORMAT_AC3 },
		{ "flac", FORMAT_FLAC }, { "it", FORMAT_IT }, { "m4a", FORMAT_MP4 }, { "m4b", FORMAT_MP4 }, { "m4r", FORMAT_MP4 },
		{ "mka", FORMAT_MATROSKA }, { "mod", FORMAT_MOD }, { "mp+", FORMAT_MPC }, { "mp1", FORMAT_MPEG },
		{ "mp2", FORMAT_MPEG }, { "mp3", FORMAT_MPEG }, { "mpa", FORMAT_MPEG }, { "mpc", FORMAT_MPC },
		{ "mpga", FORMAT_MPEG }, { "mpp", FORMAT_MPC }, { "oga", FORMAT_OGG_OTHER }, { "ogg", FORMAT_OGG_OTHER },
		{ "ogx", FORMAT_OGG_OTHER }, { "opus", FORMAT_OGG_OTHER }, { "ra", FORMAT_REAL }, { "s3m", FORMAT_S3M },
		{ "snd", FORMAT_AU }, { "spx", FORMAT_OGG_OTHER }, { "tak", FORMAT_TAK }, { "tta", FORMAT_TTA },
		{ "w64", FORMAT_W64 }, { "wav", FORMAT_WAV }, { "wave", FORMAT_WAV }, { "weba", FORMAT_MATROSKA },
		{ "wma", FORMAT_ASF }, { "wv", FORMAT_WAVPACK }, { "xm", FORMAT_XM },
	};
	const char *name = path_base(path), *dot = strrchr(name, '.');

	for (size_t i = 0; dot && i < COUNT_OF(rows); i++)
		if (!strcasecmp(dot + 1, rows[i].ext))
			return rows[i].format;
	return FORMAT_UNKNOWN;
}

int64_t sniff_id3v2_size(const uint8_t *h, size_t n)
{
	/* id3v2.4.0-structure, 3.1: four bytes of seven bits, the head of ten bytes and a like foot not counted */
	if (n < 10 || memcmp(h, "ID3", 3) || h[3] == 0xff || ((h[6] | h[7] | h[8] | h[9]) & 0x80))
		return 0;
	return ((int64_t)h[6] << 21 | h[7] << 14 | h[8] << 7 | h[9]) + 10 + (h[5] & 0x10 ? 10 : 0);
}

static uint32_t be32(const uint8_t *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static uint64_t le64(const uint8_t *p)
{
	uint64_t n = 0;

	for (int i = 7; i >= 0; i--)
		n = n << 8 | p[i];
	return n;
}

static void set_duration(struct tags *t, double s)
{
	if (s > 0 && s < 1e6)
		t->duration_ms = (int64_t)(s * 1000 + 0.5);
}

/* ISO 13818-7 tables 8.1, 8.2: rate by index; 1024 samples a frame. The mean length of the frames seen stands for all. */
static void sound_adts(const uint8_t *h, size_t n, int64_t size, struct tags *t)
{
	static const int rates[] = { 96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350 };
	size_t at = 0, frames = 0;

	t->sample_rate_hz = rates[h[2] >> 2 & 15];
	t->channels = (h[2] & 1) << 2 | h[3] >> 6;
	while (is_adts(h + at, n - at)) {
		size_t len = (size_t)(h[at + 3] & 3) << 11 | (size_t)h[at + 4] << 3 | h[at + 5] >> 5;

		at += len;
		frames++;
		if (at >= n)
			break;
	}
	set_duration(t, (double)size / (double)at * (double)frames * 1024 / t->sample_rate_hz);
}

/* ATSC A/52 tables 5.6, 5.8, 5.18: constant bit rate. E-AC-3 (bsid over 10) is left to the player. */
static void sound_ac3(const uint8_t *h, size_t n, int64_t size, struct tags *t)
{
	static const int rates[] = { 48000, 44100, 32000, 0 };
	static const uint8_t fronts[] = { 2, 1, 2, 3, 3, 4, 4, 5 };	/* by acmod */
	static const short kbps[] = { 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384, 448, 512, 576, 640 };
	int acmod, lfe_at;

	if (n < 8 || h[5] >> 3 > 10 || (size_t)(h[4] & 63) / 2 >= COUNT_OF(kbps))
		return;
	t->sample_rate_hz = rates[h[4] >> 6];
	t->bitrate_kbps = kbps[(h[4] & 63) / 2];
	acmod = h[6] >> 5;
	/* lfeon follows the mix levels that this acmod has */
	lfe_at = 3 + (acmod & 1 && acmod != 1 ? 2 : 0) + (acmod & 4 ? 2 : 0) + (acmod == 2 ? 2 : 0);
	t->channels = fronts[acmod] + ((h[6] << 8 | h[7]) >> (15 - lfe_at) & 1);
	set_duration(t, (double)size * 8 / (t->bitrate_kbps * 1000.0));
}

/* DSF File Format Specification 1.01 (Sony): the fmt chunk stands at 28. */
static void sound_dsf(const uint8_t *h, size_t n, struct tags *t)
{
	uint64_t rate, samples;

	if (n < 80 || memcmp(h + 28, "fmt ", 4))
		return;
	rate = le64(h + 56) & 0xffffffff;
	samples = le64(h + 64);
	if (!rate || rate > 100000000 || samples > UINT64_MAX / 2 || !h[52] || h[52] > 16)
		return;
	t->channels = h[52];
	t->sample_rate_hz = (int)rate;
	t->bits = 1;
	set_duration(t, (double)samples / (double)rate);
}

int64_t sniff_dsf_tag(const uint8_t *h, size_t n)
{
	uint64_t at = n >= 28 ? le64(h + 20) : 0;

	return at && at <= INT64_MAX ? (int64_t)at : -1;
}

/* The old Sun/NeXT head: six numbers, most significant byte first. */
static void sound_au(const uint8_t *h, size_t n, int64_t size, struct tags *t)
{
	static const int bytes[] = { 0, 1, 1, 2, 3, 4, 4, 8 };
	uint32_t encoding, rate, channels, start;

	if (n < 24)
		return;
	start = be32(h + 4);
	encoding = be32(h + 12);
	rate = be32(h + 16);
	channels = be32(h + 20);
	if (!rate || rate > 10000000 || !channels || channels > 64)
		return;
	t->sample_rate_hz = (int)rate;
	t->channels = (int)channels;
	if (encoding < COUNT_OF(bytes) && bytes[encoding] && size > start)
		set_duration(t, (double)(size - start) / bytes[encoding] / channels / rate);
}

void sniff_sound(enum format f, const uint8_t *head, size_t n, int64_t size, struct tags *tags)
{
	switch (f) {
	case FORMAT_ADTS: sound_adts(head, n, size, tags); break;
	case FORMAT_AC3: sound_ac3(head, n, size, tags); break;
	case FORMAT_DSF: sound_dsf(head, n, tags); break;
	case FORMAT_AU: sound_au(head, n, size, tags); break;
	default: break;
	}
}
