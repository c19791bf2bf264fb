/* test_welcome.c -- what the welcome reads and writes: the desktop's music folder, the list of styles. */
#include "app/welcome.h"
#include "../tap.h"

#include <stdlib.h>
#include <string.h>

static const struct { const char *text, *want, *what; } dirs[] = {
	{ "XDG_MUSIC_DIR=\"$HOME/Music\"\n", "/home/x/Music", "in the home" },
	{ "# XDG_MUSIC_DIR=\"/no\"\nXDG_DOCUMENTS_DIR=\"$HOME/Docs\"\n  XDG_MUSIC_DIR=\"/data/Müsik/\"", "/data/Müsik", "anywhere, in the last line, a slash too many" },
	{ "XDG_MUSIC_DIR=\"/a\"\nXDG_MUSIC_DIR=\"/b\"\n", "/b", "the last one counts" },
	{ "XDG_MUSIC_DIR=\"$HOME/My \\\"best\\\" \\$ongs\"\n", "/home/x/My \"best\" $ongs", "escapes of the shell" },
	{ "XDG_MUSIC_DIR=\"$HOME/\"\n", NULL, "the home itself means none" },
	{ "XDG_MUSIC_DIR=\"$HOME\"\n", NULL, "so it does without a slash" },
	{ "XDG_MUSIC_DIR=\"/\"\n", "/", "the root is a folder" },
	{ "XDG_MUSIC_DIR=\"Music\"\n", NULL, "a relative one is none" },
	{ "XDG_MUSIC_DIR=\"$HOMER/Music\"\n", NULL, "another variable is none" },
	{ "XDG_MUSIC_DIR=\"/open\nXDG_MUSIC_DIR=/bare\n", NULL, "quotes are needed" },
	{ "XDG_MUSIC_DIR=\"/cut\\", NULL, "an end in the middle" },
	{ "XDG_MUSIC_DIR=\"/a\"\nXDG_MUSIC_DIR=\"", NULL, "a last line that is broken" },
	{ "XDG_MUSIC_DIR=\"\"\n", NULL, "nothing" },
	{ "", NULL, "an empty file" },
};

static const struct { const char *styles, *name, *want, *what; } toggles[] = {
	{ "", "Jazz", "Jazz", "the first" },
	{ "Jazz", "Folk", "Jazz; Folk", "one more" },
	{ "Jazz; Folk", "Jazz", "Folk", "one less" },
	{ "Folk;JÀZZ ;  Trip Hop", "jazz", "Folk; Trip Hop", "case, accents and blanks aside" },
	{ " ;; Jazz ; ", "Folk", "Jazz; Folk", "what stands for nothing goes" },
	{ "Jazz", "Jazz", "", "the last one" },
	{ "Jazz; Jazz", "jazz", "", "twice said, gone at once" },
	{ "Acid Jazz", "Jazz", "Acid Jazz; Jazz", "no part of another" },
};

int main(void)
{
	for (size_t i = 0; i < COUNT_OF(dirs); i++) {
		char *got = xdg_music_dir(dirs[i].text, "/home/x");

		is_str(got ? got : "(none)", dirs[i].want ? dirs[i].want : "(none)", dirs[i].what);
		free(got);
	}
	for (size_t i = 0; i < COUNT_OF(toggles); i++) {
		char *got = styles_toggled(toggles[i].styles, toggles[i].name);

		is_str(got, toggles[i].want, toggles[i].what);
		free(got);
	}
	return done();
}
