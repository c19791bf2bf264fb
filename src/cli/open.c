/* open.c -- the library's database, a track by words, the running player. */
#include "cli/open.h"
#include "link.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum err cli_open(const struct cli_common *common, enum store_mode mode, struct store **ret_store)
{
	if (mode == STORE_READ && access(common->db, F_OK) && errno == ENOENT)
		return fail(ERR_MISSING, _("there is no library yet at %s: make one with segue scan FOLDER"), common->db);
	return store_open(ret_store, common->db, mode, common->listener);
}

char *cli_join(int argc, char *const *argv)
{
	struct buf b;

	buf_init(&b, SIZE_MAX / 4);
	for (int i = 0; i < argc; i++) {
		if (i)
			buf_adds(&b, " ");
		buf_adds(&b, argv[i]);
	}
	return b.data ? buf_steal(&b) : xstrdup("");
}

enum err cli_find_track(struct library *lib, const char *words, struct track **ret_track)
{
	/* a word that names a file here means that file */
	char *path = path_absolute(words);
	struct track *t = library_by_path(lib, path);

	if (!t)
		t = library_find(lib, words);
	free(path);
	if (!t)
		return fail(ERR_MISSING, _("no track in the library matches '%s'"), words);
	*ret_track = t;
	return OK;
}

static void put_line(void *ctx, const char *text)
{
	(void)ctx;
	puts(text);
}

bool cli_ask_player(const struct cli_common *common, int argc, const char *const *argv, int timeout_ms, int *ret_status)
{
	return cli_ask_player_for(common, argc, argv, timeout_ms, put_line, NULL, ret_status);
}

bool cli_ask_player_for(const struct cli_common *common, int argc, const char *const *argv, int timeout_ms, void (*line)(void *ctx, const char *text), void *ctx,
			int *ret_status)
{
	char *path = link_socket_path(common->db), *sentence = NULL;
	enum err err = path ? link_call(path, argc, argv, timeout_ms, line, ctx, ret_status, &sentence) : ERR_MISSING;

	free(path);
	if (err == ERR_MISSING)
		return false;
	if (err)
		*ret_status = 1;
	else if (*ret_status)
		fail(ERR_ARG, "%s", sentence);
	free(sentence);
	return true;
}
