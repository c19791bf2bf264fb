/* mkfile PATH SECONDS [title=… artist=… album=… genre=… date=… track=…] -- a tone in the format the name ends with (wav flac ogg), tagged. */
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
	return sf_close(f) ? 1 : 0;
}
