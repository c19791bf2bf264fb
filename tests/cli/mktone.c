/* mktone.c -- mktone FILE SECONDS HZ BPM: a plucked note (with its fifth and octave) on every beat, 44.1 kHz stereo, by the end of the name WAV or FLAC; 0 Hz: silence. */
#include <math.h>
#include <sndfile.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { RATE = 44100 };

static double pluck(double t, double hz)
{
	static const double parts[] = { 1, 1.5, 2 };
	double sum = 0;

	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
		sum += sin(2 * M_PI * hz * parts[i] * t) / (double)(i + 1);
	return .25 * exp(-6 * t) * sum;
}

int main(int argc, char **argv)
{
	SF_INFO info = { .samplerate = RATE, .channels = 2 };
	double seconds, hz, bpm;
	SNDFILE *f;

	if (argc != 5)
		return 2;
	seconds = strtod(argv[2], NULL);
	hz = strtod(argv[3], NULL);
	bpm = strtod(argv[4], NULL);
	info.format = (strstr(argv[1], ".flac") ? SF_FORMAT_FLAC : SF_FORMAT_WAV) | SF_FORMAT_PCM_16;
	f = sf_open(argv[1], SFM_WRITE, &info);
	if (!f) {
		fprintf(stderr, "mktone: %s: %s\n", argv[1], sf_strerror(NULL));
		return 1;
	}
	for (long i = 0; i < (long)(seconds * RATE); i++) {
		double t = (double)i / RATE, x = hz > 0 ? pluck(fmod(t, 60 / bpm), hz) : 0, frame[2] = { x, x };

		if (sf_writef_double(f, frame, 1) != 1)
			return 1;
	}
	return sf_close(f) != 0;
}
