/* learnt.c -- see learnt.h. */
#include "app/learnt.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A hundred neighbours of fifty thousand tracks are 60 MB. */
#define FILE_MAX ((size_t)256 << 20)

char *learnt_path(const char *db, const char *listener)
{
	return xasprintf("%s-learnt-%016" PRIx64, db, hash_bytes(listener, strlen(listener)));
}

enum err learnt_load(const char *path, struct learnt **ret_learnt)
{
	char *bytes = NULL;
	size_t n = 0;
	enum err err;

	if (access(path, F_OK) && errno == ENOENT)
		return fail(ERR_MISSING, _("%s: nothing was learnt yet"), path);
	err = read_file(path, FILE_MAX, &bytes, &n);
	if (!err)
		err = learnt_unpack(bytes, n, path, ret_learnt);
	free(bytes);
	return err;
}

enum err learnt_save(const char *path, const struct learnt *learnt)
{
	struct buf b;
	enum err err;

	buf_init(&b, FILE_MAX);
	err = learnt_pack(learnt, &b);
	if (!err)
		err = write_file(path, b.data, b.len, 0600);
	buf_done(&b);
	return err;
}
