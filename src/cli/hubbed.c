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

enum err hubbed_learn(const struct cli_common *common, struct store *store, struct learnt *learnt, uint32_t *ret_tracks)
{
	char *path = hubfile_picks_path(common->db, common->listener);
	struct hubbed h = { .n = 0 };
	enum err err;

	*ret_tracks = 0;
	if (access(path, F_OK)) {
		free(path);
		return OK;
	}
	h.lib = library_new();
	err = load_library(store, h.lib, NULL);
	err = err ? err : load_names(store, h.lib, &h.names);
	if (!err) {
		err = hubfile_read_picks(path, take, &h);
		/* what cannot be read costs only itself; the next pull makes it anew */
		if (err == ERR_PARSE || err == ERR_LIMIT) {
			log_line("%s", err_text());
			err = OK;
		}
	}
	if (!err && h.n)
		learnt_listeners_more(learnt, h.rows, h.n);
	*ret_tracks = (uint32_t)h.n;
	library_names_free(h.names);
	library_free(h.lib);
	free(h.rows);
	free(path);
	return err;
}
