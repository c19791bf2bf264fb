/* ext.c -- which names are music: endings libmpv plays and people own. */
#include "music.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* Sorted (bsearch; a test holds it to that), lower case. */
static const char *const extensions[] = {
	"3ga", "aac", "ac3", "aif", "aifc", "aiff", "amr", "ape", "au", "caf", "dff", "dsf", "dts", "eac3", "flac",
	"it", "m4a", "m4b", "m4r", "mka", "mod", "mp+", "mp1", "mp2", "mp3", "mpa", "mpc", "mpga", "mpp", "oga", "ogg",
	"ogx", "opus", "ra", "s3m", "snd", "spx", "tak", "tta", "w64", "wav", "wave", "weba", "wma", "wv", "xm",
	NULL
};

static int compare_ext(const void *key, const void *row)
{
	return strcasecmp(key, *(const char *const *)row);
}

bool music_is_audio_name(const char *path)
{
	const char *name = path_base(path), *dot = strrchr(name, '.');

	/* ".mp3" alone is a hidden file without an ending; "._x.mp3" holds what a Mac could not store in x.mp3 itself */
	if (!dot || dot == name || !strncmp(name, "._", 2))
		return false;
	return bsearch(dot + 1, extensions, COUNT_OF(extensions) - 1, sizeof extensions[0], compare_ext);
}

bool music_is_sheet_name(const char *path)
{
	const char *name = path_base(path), *dot = strrchr(name, '.');

	return dot && dot != name && strncmp(name, "._", 2) && !strcasecmp(dot, ".cue");
}

bool music_is_wanted_name(const char *path)
{
	return music_is_audio_name(path) || music_is_sheet_name(path);
}

bool music_is_list_name(const char *path)
{
	enum playlist_format format;

	return music_is_sheet_name(path) || !playlist_format_of(path, &format);
}

char *music_part_path(const char *owner, unsigned i)
{
	return xasprintf("%s/track%04u", owner, i);
}

char *music_part_owner(const char *path)
{
	static const char name[] = "track";
	const char *base = path_base(path), *digits = base + sizeof name - 1;
	char *owner;

	if (base == path || strncmp(base, name, sizeof name - 1) || strlen(digits) < 4 || strspn(digits, "0123456789") != strlen(digits))
		return NULL;
	owner = xstrndup(path, (size_t)(base - path) - 1);
	if (!music_is_wanted_name(owner)) {
		free(owner);
		return NULL;
	}
	return owner;
}

const char *const *music_extensions(void)
{
	return extensions;
}
