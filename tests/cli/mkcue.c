/*
 * mkcue PATH SECONDS [CUT…] -- a FLAC with a cue sheet in its tags: tracks "Inner 1" … that begin at 0 and at each of the seconds.
 * mkcue PATH SECONDS KEY=VALUE… -- one with these tags.
 */
#include "../player/sound.h"

int main(int argc, char **argv)
{
	size_t frames = argc > 2 ? (size_t)atoi(argv[2]) * SOUND_RATE : 0;
	int16_t *noise;
	struct buf b;
	bool good;

	if (!frames)
		return 2;
	noise = sound_noise(frames);
	if (argc > 3 && strchr(argv[3], '=')) {
		good = sound_write(argv[1], SF_FORMAT_FLAC, noise, frames) &&
			sound_tag_flac(argv[1], (const char *const *)(argv + 3), (size_t)argc - 3);
		free(noise);
		return good ? 0 : 1;
	}
	buf_init(&b, 1 << 16);
	buf_adds(&b, "CUESHEET=TITLE \"Inside\"\r\nFILE \"whatever.wav\" WAVE\r\n");
	for (int i = 2; i < argc; i++)
		buf_addf(&b, "TRACK %02d AUDIO\r\nTITLE \"Inner %d\"\r\nINDEX 01 00:%02d:00\r\n", i - 1, i - 1, i == 2 ? 0 : atoi(argv[i]));
	good = sound_write(argv[1], SF_FORMAT_FLAC, noise, frames) &&
		sound_tag_flac(argv[1], (const char *const[]){ "ARTIST=Inner Band", "TITLE=The whole", b.data }, 3);
	buf_done(&b);
	free(noise);
	return good ? 0 : 1;
}
