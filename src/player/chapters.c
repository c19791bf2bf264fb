/* chapters.c -- the chapters of what plays (M4B, Matroska, MP3's CHAP, Ogg's CHAPTERxxx), as mpv lists them: asked for when a file is open. */
#include "core.h"

#include <stdlib.h>
#include <string.h>

void deck_forget_chapters(struct deck *p)
{
	for (size_t i = 0; i < p->n_chapters; i++)
		free((char *)(uintptr_t)p->chapters[i].title);
	free(p->chapters);
	p->chapters = NULL;
	p->n_chapters = 0;
	p->chapters_of = 0;
}

void deck_ask_chapters(struct deck *p)
{
	p->api->get_property_async(p->mpv, ask_tag(ASK_CHAPTERS, p->cur->serial), "chapter-list", MPV_FORMAT_NODE);
}

size_t deck_chapters(const struct deck *p, const struct player_chapter **ret_chapters)
{
	bool are_its = p->cur && p->chapters_of == p->cur->serial;

	*ret_chapters = are_its ? p->chapters : NULL;
	return are_its ? p->n_chapters : 0;
}

/* False: this is no chapter of what is played of the file. */
static bool chapter_of(const struct entry *e, const mpv_node *node, struct player_chapter *ret)
{
	const mpv_node_list *map = node->format == MPV_FORMAT_NODE_MAP ? node->u.list : NULL;
	const char *title = "";
	double start_s = -1;

	for (int i = 0; map && i < map->num; i++) {
		if (!strcmp(map->keys[i], "title") && map->values[i].format == MPV_FORMAT_STRING)
			title = map->values[i].u.string;
		else if (!strcmp(map->keys[i], "time") && map->values[i].format == MPV_FORMAT_DOUBLE)
			start_s = map->values[i].u.double_;
	}
	if (!(start_s >= 0 && start_s < 1e9))
		return false;
	start_s -= (double)e->part.start_us / 1e6;
	if (start_s < 0 || (e->part.end_us && start_s * 1e6 >= (double)(e->part.end_us - e->part.start_us)))
		return false;
	*ret = (struct player_chapter){ .start_ms = (int64_t)(start_s * 1000 + 0.5), .title = utf8_clean(title, strlen(title)) };
	return true;
}

void deck_hear_chapters(struct deck *p, const mpv_event *event)
{
	const mpv_event_property *property = event->data;
	const mpv_node *node = !event->error && property->format == MPV_FORMAT_NODE ? property->data : NULL;
	int n = node && node->format == MPV_FORMAT_NODE_ARRAY ? node->u.list->num : 0;

	if (!p->cur || p->cur->serial != event->reply_userdata >> ASK_BITS)
		return;
	deck_forget_chapters(p);
	p->chapters_of = p->cur->serial;
	p->chapters = n > 0 ? xcalloc((size_t)MIN_OF(n, CHAPTERS_MAX), sizeof *p->chapters) : NULL;
	for (int i = 0; i < n && p->n_chapters < CHAPTERS_MAX; i++)
		p->n_chapters += chapter_of(p->cur, &node->u.list->values[i], &p->chapters[p->n_chapters]);
	p->is_changed = true;
}
