/*
 * replay.c -- main for fuzz targets built without a fuzzer: feeds every file of the corpus to the target once, as TAP.
 * The corpus is named by the program: tests/fuzz/fuzz_X replays tests/fuzz/corpus/X (or the files and folders given).
 */
#include "base.h"
#include "../tap.h"

#include <dirent.h>
#include <locale.h>
#include <sys/stat.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void replay(const char *path)
{
	struct stat st;
	char *data;
	size_t n;

	if (!stat(path, &st) && S_ISDIR(st.st_mode)) {
		struct dirent **names;
		int count = scandir(path, &names, NULL, alphasort);

		for (int i = 0; i < count; i++) {
			if (names[i]->d_name[0] != '.') {
				char *below = path_join(path, names[i]->d_name);

				replay(below);
				free(below);
			}
			free(names[i]);
		}
		if (count >= 0)
			free(names);
		return;
	}
	if (read_file(path, 16 << 20, &data, &n)) {
		ok(false, "%s: %s", path_base(path), err_text());
		return;
	}
	/* an exact copy, so that a sanitizer sees a read past the end */
	uint8_t *exact = xmemdup(data, n);
	LLVMFuzzerTestOneInput(exact, n);
	free(exact);
	free(data);
	ok(true, "%s", path_base(path));
}

int main(int argc, char **argv)
{
	const char *top = getenv("TOP_SRCDIR"), *name = strstr(path_base(argv[0]), "fuzz_");

	setlocale(LC_ALL, "C.UTF-8");
	for (int i = 1; i < argc; i++)
		replay(argv[i]);
	if (argc < 2 && name) {
		char *dir = xasprintf("%s/tests/fuzz/corpus/%s", top ? top : ".", name + 5);

		replay(dir);
		free(dir);
	}
	ok(tap_n > 0, "the corpus is there");
	return done();
}
