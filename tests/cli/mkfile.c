/*
 * mkfile PATH SECONDS [title=… artist=… album=… genre=… date=… track=… albumartist=…] -- a tone in the format the name ends with
 * (wav flac ogg), tagged; albumartist in flac only.
 */
#include <math.h>
#include <sndfile.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { RATE = 8000 };

static int format_of(const char *path)
{
	const char *dot = strrchr(path, '.');

	if (dot && !strcmp(dot, ".flac"))
		return SF_FORMAT_FLAC | SF_FORMAT_PCM_16;
	if (dot && !strcmp(dot, ".ogg"))
		return SF_FORMAT_OGG | SF_FORMAT_VORBIS;
	return SF_FORMAT_WAV | SF_FORMAT_PCM_16;
}

static const struct { const char *name; int key; } keys[] = {
	{ "title=", SF_STR_TITLE }, { "artist=", SF_STR_ARTIST }, { "album=", SF_STR_ALBUM }, { "genre=", SF_STR_GENRE },
	{ "date=", SF_STR_DATE }, { "track=", SF_STR_TRACKNUMBER },
};

static size_t be24(const unsigned char *b) { return (size_t)b[0] << 16 | (size_t)b[1] << 8 | b[2]; }
static size_t le32(const unsigned char *b) { return (size_t)b[3] << 24 | (size_t)b[2] << 16 | (size_t)b[1] << 8 | b[0]; }

static void put_le32(unsigned char *b, size_t n)
{
	for (int i = 0; i < 4; i++)
		b[i] = (unsigned char)(n >> 8 * i);
}

/* One more Vorbis comment in a FLAC file: what libsndfile has no name for. */
static int add_comment(const char *path, const char *comment)
{
	static unsigned char data[64 << 20];
	FILE *f = fopen(path, "r+b");
	size_t n = f ? fread(data, 1, sizeof data - 4096, f) : 0, at = 4, len = strlen(comment), count;

	while (at + 8 < n && (data[at] & 127) != 4)
		at += 4 + be24(data + at + 1);
	if (at + 8 >= n || len > 1000)
		return 1;
	size_t size = be24(data + at + 1), end = at + 4 + size;

	memmove(data + end + 4 + len, data + end, n - end);
	put_le32(data + end, len);
	memcpy(data + end + 4, comment, len);
	size += 4 + len;
	for (int i = 0; i < 3; i++)
		data[at + 1 + (size_t)i] = (unsigned char)(size >> 8 * (2 - i));
	count = at + 8 + le32(data + at + 4);
	put_le32(data + count, le32(data + count) + 1);
	rewind(f);
	fwrite(data, 1, n + 4 + len, f);
	return fclose(f) != 0;
}

int main(int argc, char **argv)
{
	SF_INFO info = { .samplerate = RATE, .channels = 1 };
	SNDFILE *f;
	short tone[RATE];
	int seconds = argc > 2 ? atoi(argv[2]) : 0;

	if (seconds < 1)
		return 2;
	info.format = format_of(argv[1]);
	f = sf_open(argv[1], SFM_WRITE, &info);
	if (!f) {
		fprintf(stderr, "mkfile: %s: %s\n", argv[1], sf_strerror(NULL));
		return 1;
	}
	for (int i = 3; i < argc; i++)
		for (size_t k = 0; k < sizeof keys / sizeof *keys; k++)
			if (!strncmp(argv[i], keys[k].name, strlen(keys[k].name)))
				sf_set_string(f, keys[k].key, argv[i] + strlen(keys[k].name));
	for (int i = 0; i < RATE; i++)
		tone[i] = (short)(8000 * sin(i * 2 * 3.14159265358979 * 440 / RATE));
	for (int s = 0; s < seconds; s++)
		if (sf_write_short(f, tone, RATE) != RATE)
			return 1;
	if (sf_close(f))
		return 1;
	for (int i = 3; i < argc; i++)
		if ((!strncmp(argv[i], "albumartist=", 12) || !strncmp(argv[i], "musicbrainz_trackid=", 20)) && (info.format & SF_FORMAT_TYPEMASK) == SF_FORMAT_FLAC && add_comment(argv[1], argv[i]))
			return 1;
	return 0;
}
