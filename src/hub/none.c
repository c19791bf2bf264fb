/* none.c -- the hub of a Segue that was built without libpq: there is none. */
#include "hub.h"

static enum err never(void)
{
	return fail(ERR_MISSING, _("this Segue was built without PostgreSQL (libpq)"));
}

enum err hub_open(struct hub **ret_hub, const char *url, const char *listener)
{
	(void)ret_hub, (void)url, (void)listener;
	return never();
}

void hub_close(struct hub *h)
{
	(void)h;
}

/* What follows is never called: there is no hub to call it with. */

enum err hub_push(struct hub *h, const struct hub_event *events, size_t n, int64_t *ret_new)
{
	(void)h, (void)events, (void)n, (void)ret_new;
	return never();
}

enum err hub_sum(struct hub *h, struct hub_sum *ret_sum)
{
	(void)h, (void)ret_sum;
	return never();
}

enum err hub_ids(struct hub *h, int64_t after, struct hub_id *ret_ids, size_t max, size_t *ret_n)
{
	(void)h, (void)after, (void)ret_ids, (void)max, (void)ret_n;
	return never();
}

enum err hub_drop(struct hub *h, const int64_t *ids, size_t n)
{
	(void)h, (void)ids, (void)n;
	return never();
}

enum err hub_erase(struct hub *h, int64_t *ret_rows)
{
	(void)h, (void)ret_rows;
	return never();
}

enum err hub_picks(struct hub *h, enum err (*each)(void *ctx, const struct hub_pick *pick), void *ctx)
{
	(void)h, (void)each, (void)ctx;
	return never();
}

enum err hub_people(struct hub *h, int64_t *ret_people)
{
	(void)h, (void)ret_people;
	return never();
}
