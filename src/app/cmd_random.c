/* cmd_random.c -- what is left to chance: tracks and albums of the library that are queued, rows that are put in any order. */
#include "app/command.h"
#include "app/opening.h"
#include "app/playlists.h"
#include "view/view.h"

#include <stdlib.h>
#include <string.h>

enum { RANDOM_MAX = 1000, TRIES_EACH = 50 };

static enum err parse_count(int argc, char **argv, size_t *ret_n)
{
	char *end = NULL;
	long n = argc > 1 ? strtol(argv[1], &end, 10) : 1;

	if (end && (end == argv[1] || *end || n < 1 || n > RANDOM_MAX))
		return fail(ERR_ARG, _("'%s' is not a number from 1 to %d"), argv[1], RANDOM_MAX);
	*ret_n = (size_t)n;
	return OK;
}

static void seed(struct rng *rng, const struct app *app)
{
	rng_seed(rng, (uint64_t)clock_unix_ms() ^ app->last_cookie << 32 ^ queue_version(app->queue));
}

/* Any of what the library shows; NULL: one that cannot be played, or is no music. */
static struct track *any_track(const struct app *app, struct rng *rng)
{
	struct track *t = library_at(app->lib, rng_below(rng, (uint32_t)library_total(app->lib)));

	return t && t->state == TRACK_OK && !t->is_banned && taste_offers(app->taste, t->id) ? t : NULL;
}

/* seen: tracks that were met, or an album's first */
struct heap { struct track **tracks; size_t n, cap; struct map64 seen; };

static bool is_new(struct heap *h, const struct track *t)
{
	if (map64_get(&h->seen, (uint64_t)t->id))
		return false;
	map64_put(&h->seen, (uint64_t)t->id, h);
	return true;
}

static void heap_add(struct heap *h, struct track *t)
{
	ARRAY_GROW(h->tracks, h->n, h->cap);
	h->tracks[h->n++] = t;
}

static bool take_track(struct app *app, struct rng *rng, struct track *t, struct heap *to)
{
	(void)app, (void)rng;
	if (!is_new(to, t))
		return false;
	heap_add(to, t);
	return true;
}

/* The album of t, as it stands in the library. False: an album so long was not its turn. */
static bool take_album(struct app *app, struct rng *rng, struct track *t, struct heap *to)
{
	size_t artist = library_artist_of(app->lib, t), n, from = 0, end;
	struct track *const *tracks = artist == SIZE_MAX || !t->album[0] ? NULL : library_artist_tracks(app->lib, artist, &n);

	if (!tracks)
		return false;
	while (from < n && !play_same_album(tracks[from], t))
		from++;
	for (end = from; end < n && play_same_album(tracks[end], t);)
		end++;
	/* a track of a long album is met more often: so that each album is as likely, it is passed over as often */
	if (from == end || rng_below(rng, (uint32_t)(end - from)) || !is_new(to, tracks[from]))
		return false;
	for (size_t i = from; i < end; i++)
		if (tracks[i]->state == TRACK_OK && !tracks[i]->is_banned)
			heap_add(to, tracks[i]);
	return true;
}

/* So many of what `take` makes of any track; fewer when chance has been asked often enough for each. */
static enum err queue_random(struct app *app, int argc, char **argv, size_t tries, bool (*take)(struct app *app, struct rng *rng, struct track *t, struct heap *to))
{
	struct heap heap = { 0 };
	struct rng rng;
	size_t n = 0, found = 0;
	enum err err = parse_count(argc, argv, &n);

	if (err)
		return err;
	seed(&rng, app);
	for (size_t i = 0; library_total(app->lib) && found < n && i < n * tries; i++) {
		struct track *t = any_track(app, &rng);

		found += t && take(app, &rng, t, &heap);
	}
	err = found ? queue_tracks(app, heap.tracks, heap.n, false) : fail(ERR_MISSING, _("There is nothing here to queue"));
	map64_done(&heap.seen);
	free(heap.tracks);
	return err;
}

COMMAND_HANDLER(queue_random_tracks)
{
	return queue_random(app, argc, argv, TRIES_EACH, take_track);
}

COMMAND_HANDLER(queue_random_albums)
{
	return queue_random(app, argc, argv, TRIES_EACH * 20, take_album);
}

static void mix(struct app *app, track_id *ids, size_t n)
{
	struct rng rng;

	seed(&rng, app);
	for (size_t i = n; i > 1; i--) {
		size_t k = rng_below(&rng, (uint32_t)i);
		track_id id = ids[k];

		ids[k] = ids[i - 1];
		ids[i - 1] = id;
	}
}

static enum err mix_queue(struct app *app)
{
	size_t n = queue_count(app->queue);
	track_id *ids = xcalloc(n + 1, sizeof *ids);

	for (size_t i = 0; i < n; i++)
		ids[i] = queue_at(app->queue, i)->track;
	undo_queue(app, _("the queue in any order"));
	mix(app, ids, n);
	queue_clear(app->queue);
	for (size_t i = 0; i < n; i++)
		queue_append(app->queue, ids[i], SOURCE_QUEUE);
	free(ids);
	app->effects |= EFFECT_NEXT | EFFECT_REDRAW;
	return OK;
}

static enum err mix_playlist(struct app *app)
{
	struct named_list *l = playlist_chosen(app);
	track_id *ids;
	enum err err;

	if (!l)
		return fail(ERR_MISSING, _("There are no playlists yet"));
	err = playlist_editable(l);
	if (err)
		return err;
	ids = xmemdup(l->ids, (l->n + 1) * sizeof *ids);
	undo_playlist(app, l->name, l->name);
	mix(app, ids, l->n);
	err = playlists_put(app, l->name, NULL, ids, l->n);
	if (err)
		undo_drop(app);
	free(ids);
	app->effects |= EFFECT_REDRAW;
	return err;
}

enum err random_order(struct app *app)
{
	if (app->views->view == VIEW_QUEUE)
		return mix_queue(app);
	if (app->views->view == VIEW_PLAYLISTS)
		return mix_playlist(app);
	return fail(ERR_ARG, _("The queue or a playlist can be put in any order"));
}

/* Another order of what is still to come; what plays stays. */
COMMAND_HANDLER(reshuffle)
{
	enum shuffle mode = queue_shuffle_mode(app->queue);

	(void)argc, (void)argv;
	if (!mode)
		return fail(ERR_MISSING, _("The list is not shuffled"));
	queue_set_shuffle_mode(app->queue, SHUFFLE_OFF);
	queue_set_shuffle_mode(app->queue, mode);
	app_say(app, _("Shuffled anew"));
	app->effects |= EFFECT_NEXT | EFFECT_REDRAW;
	return OK;
}
