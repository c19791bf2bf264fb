/*
 * mkodd FILE RATE CHANNELS SECONDS KIND -- what decoders and ears seldom meet: KIND is tone (440 Hz), silent, nan (every third sample is no number)
 * or loud (a hundred times full scale), as 32-bit floats in a WAV; or zeros: a WAV of 16 bits whose sound is a hole in the file, of any length at once.
 */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void put(FILE *f, uint32_t n, int bytes)
{
	while (bytes--) {
		putc((int)(n & 0xff), f);
		n >>= 8;
	}
}

static float sample(const char *kind, uint32_t i, uint32_t rate)
{
	if (!strcmp(kind, "silent") || (!strcmp(kind, "nan") && i % 3 == 0))
		return !strcmp(kind, "nan") ? NAN : 0;
	return (float)(sin(2 * M_PI * 440 * i / rate) * (!strcmp(kind, "loud") ? 100 : .25));
}

int main(int argc, char **argv)
{
	uint32_t rate, channels, frames, bytes;
	int is_hole = argc == 6 && !strcmp(argv[5], "zeros"), width = is_hole ? 2 : 4;
	FILE *f;

	if (argc != 6 || !(f = fopen(argv[1], "wb")))
		return 2;
	rate = (uint32_t)strtoul(argv[2], NULL, 10);
	channels = (uint32_t)strtoul(argv[3], NULL, 10);
	frames = (uint32_t)(strtod(argv[4], NULL) * rate + .5);
	bytes = frames * channels * (uint32_t)width;
	fputs("RIFF", f);
	put(f, bytes + 36, 4);
	fputs("WAVEfmt ", f);
	put(f, 16, 4);
	put(f, is_hole ? 1 : 3, 2);
	put(f, channels, 2);
	put(f, rate, 4);
	put(f, rate * channels * (uint32_t)width, 4);
	put(f, channels * (uint32_t)width, 2);
	put(f, 8 * (uint32_t)width, 2);
	fputs("data", f);
	put(f, bytes, 4);
	for (uint32_t i = 0; !is_hole && i < frames; i++) {
		float x = sample(argv[5], i, rate);
		uint32_t bits;

		memcpy(&bits, &x, sizeof bits);
		for (uint32_t c = 0; c < channels; c++)
			put(f, bits, 4);
	}
	if (fflush(f) || (is_hole && ftruncate(fileno(f), (off_t)bytes + 44)))
		return 1;
	return fclose(f) ? 1 : 0;
}
