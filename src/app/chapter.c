/* chapter.c -- from chapter to chapter within what plays. */
#include "app/command.h"

#include <stdio.h>
#include <string.h>

/*
 * AGAIN_MS: so far into a chapter "previous" begins it again. NEAR_MS: when it was sent to a chapter, mpv says for a while that it is before
 * it, by what the device has in its buffer; and stays so while it is paused.
 */
enum { AGAIN_MS = 2000, NEAR_MS = 1000 };

static int64_t place_ms(const struct app *app)
{
	int64_t pos = player_pos_ms(app->player, app->now_ms), sent = app->now.chapter_ms;

	return sent > pos && sent - pos < NEAR_MS ? sent : pos;
}

/* The one that sounds: an index; SIZE_MAX: it is before the first, or there are none. */
static size_t chapter_now(const struct app *app, const struct player_chapter **ret_list, size_t *ret_n)
{
	int64_t pos = place_ms(app);
	size_t n = player_chapters(app->player, ret_list), at = SIZE_MAX;

	for (size_t i = 0; i < n && (*ret_list)[i].start_ms <= pos; i++)
		at = i;
	*ret_n = n;
	return at;
}

static enum err chapter_step(struct app *app, bool forward)
{
	const struct player_chapter *list;
	int64_t pos = place_ms(app);
	size_t n, at = chapter_now(app, &list, &n);

	if (!app->now.has_started)
		return fail(ERR_MISSING, _("Nothing plays"));
	if (!n)
		return fail(ERR_MISSING, _("There are no chapters in what plays"));
	if (forward)
		at = at == SIZE_MAX ? 0 : at + 1;
	else if (at != SIZE_MAX && at > 0 && pos - list[at].start_ms < AGAIN_MS)
		at--;
	if (forward && at == n)
		return fail(ERR_MISSING, _("This is the last chapter"));
	app->now.chapter_ms = at == SIZE_MAX ? 0 : list[at].start_ms;
	player_seek(app->player, app->now.chapter_ms, false);
	app->effects |= EFFECT_REDRAW;
	return OK;
}

COMMAND_HANDLER(chapter_next)
{
	(void)argc, (void)argv;
	return chapter_step(app, true);
}

COMMAND_HANDLER(chapter_previous)
{
	(void)argc, (void)argv;
	return chapter_step(app, false);
}

size_t chapter_text(const struct app *app, char *ret_text, size_t size)
{
	const struct player_chapter *list;
	size_t n, at = chapter_now(app, &list, &n);

	*ret_text = '\0';
	if (n < 2 || at == SIZE_MAX)
		return 0;
	return (size_t)snprintf(ret_text, size, list[at].title[0] ? _(" · chapter %zu/%zu: %s") : _(" · chapter %zu/%zu"), at + 1, n, list[at].title);
}
