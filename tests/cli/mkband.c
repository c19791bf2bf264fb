/*
 * mkband PATH PIECE PLAYER BPM UP SECONDS GAIN -- music by chance (tests/ear/band.h) in the format the name ends with (wav, flac, ogg); no title.
 */
#include "../ear/band.h"

#include <sndfile.h>
#include <stdio.h>
#include <string.h>

int main(int argc, char **argv)
{
	SF_INFO info = { .samplerate = 22050, .channels = 1, .format = SF_FORMAT_WAV | SF_FORMAT_PCM_16 };
	const char *dot = argc == 8 ? strrchr(argv[1], '.') : NULL;
	SNDFILE *f;
	size_t n = 0;

	if (!dot)
		return 2;
	if (!strcmp(dot, ".flac"))
		info.format = SF_FORMAT_FLAC | SF_FORMAT_PCM_16;
	if (!strcmp(dot, ".ogg"))
		info.format = SF_FORMAT_OGG | SF_FORMAT_VORBIS;
	struct band b = { .piece = (uint32_t)atoi(argv[2]), .player = (uint32_t)atoi(argv[3]), .bpm = atof(argv[4]), .up = atoi(argv[5]), .seconds = atof(argv[6]),
		.gain = atof(argv[7]), .noise = .001, .rate = info.samplerate };
	float *x = band_play(&b, &n);

	f = sf_open(argv[1], SFM_WRITE, &info);
	if (!f) {
		fprintf(stderr, "mkband: %s: %s\n", argv[1], sf_strerror(NULL));
		return 1;
	}
	for (size_t at = 0; at < n; at += 4096)
		sf_writef_float(f, x + at, (sf_count_t)(n - at < 4096 ? n - at : 4096));
	free(x);
	return sf_close(f) ? 1 : 0;
}
