/* fuzz_ignore.c -- patterns of the listener's, a folder's .segueignore, and a path to hold them against: a line each, the rest is the file. */
#include "music/ignore.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static char folder[64];

static void remove_folder(void)
{
	char *path = path_join(folder, ".segueignore");

	unlink(path);
	free(path);
	rmdir(folder);
}

static void make_folder(void)
{
	if (folder[0])
		return;
	snprintf(folder, sizeof folder, "%s/segue-ignore-XXXXXX", access("/dev/shm", W_OK) ? "/tmp" : "/dev/shm");
	if (!mkdtemp(folder))
		abort();
	atexit(remove_folder);
}

static char *line(const char **at)
{
	size_t n = strcspn(*at, "\n");
	char *text = xstrndup(*at, n);

	*at += n + ((*at)[n] != '\0');
	return text;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = xstrndup((const char *)data, size), *patterns, *name, *path, *file;
	const char *at = text;
	struct ignore *ig;

	make_folder();
	patterns = line(&at);
	name = line(&at);
	path = path_join(folder, name);
	file = path_join(folder, ".segueignore");
	if (write_file(file, at, strlen(at), 0600))
		abort();
	ig = ignore_new(patterns);
	ignore_matches(ig, path, false);
	ignore_load(ig, folder);
	ignore_load(ig, folder);
	if (ignore_matches(ig, path, false) != ignore_matches(ig, path, false))
		abort();
	ignore_matches(ig, path, true);
	/* a file without any pattern leaves out everything below */
	if (!*at && *name && *name != '/' && !ignore_matches(ig, path, false))
		abort();
	ignore_free(ig);
	free(file);
	free(path);
	free(name);
	free(patterns);
	free(text);
	return 0;
}
