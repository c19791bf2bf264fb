/* hubbed.c -- see hubbed.h. */
#include "cli/hubbed.h"
#include "app/hubfile.h"
#include "app/load.h"

#include <stdlib.h>
#include <unistd.h>

struct hubbed {
	struct library *lib;
	struct library_names *names;
	struct of_listeners *rows;
	size_t n, cap;
	int64_t most;			/* the score of the first, whether it is here or not */
};

static void take(void *ctx, const struct hub_pick *pick)
{
	struct hubbed *h = ctx;
	struct track *t;

	h->most = MAX_OF(h->most, pick->score);
	if (!pick->score || !library_named(h->names, &(struct library_name){ pick->track, pick->artist, pick->title, "" }, &t, 1))
		return;
	ARRAY_GROW(h->rows, h->n, h->cap);
	h->rows[h->n++] = (struct of_listeners){ t->id, (float)((double)pick->score / (double)h->most), pick->people, false };
}

/* The library is read when there is something to look up in it. */
static enum err read_library(struct hubbed *h, struct store *store)
{
	enum err err = OK;

	if (!h->lib) {
		h->lib = library_new();
		err = load_library(store, h->lib, NULL);
		err = err ? err : load_names(store, h->lib, &h->names);
	}
	return err;
}

/* What cannot be read costs only itself; the next pull, or import, makes it anew. */
static enum err learn_from(struct hubbed *h, char *path, struct store *store, struct learnt *learnt, uint32_t *n)
{
	enum err err = access(path, F_OK) ? ERR_MISSING : read_library(h, store);

	h->n = 0;
	h->most = 0;
	if (!err) {
		err = hubfile_read_picks(path, take, h);
		if (err == ERR_PARSE || err == ERR_LIMIT) {
			log_line("%s", err_text());
			err = OK;
		}
	}
	if (!err && h->n)
		learnt_listeners_more(learnt, h->rows, h->n);
	*n = err ? 0 : (uint32_t)h->n;
	free(path);
	return err == ERR_MISSING ? OK : err;
}

enum err hubbed_learn(const struct cli_common *common, struct store *store, struct learnt *learnt, uint32_t *ret_hub, uint32_t *ret_recommended)
{
	struct hubbed h = { .n = 0 };
	enum err err = learn_from(&h, hubfile_picks_path(common->db, common->listener), store, learnt, ret_hub);

	if (!err)
		err = learn_from(&h, hubfile_recommended_path(common->db, common->listener), store, learnt, ret_recommended);
	library_names_free(h.names);
	if (h.lib)
		library_free(h.lib);
	free(h.rows);
	return err;
}
