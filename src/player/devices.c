/* devices.c -- where the sound can go, as mpv lists it. */
#include "core.h"

#include <stdlib.h>
#include <string.h>

void deck_forget_devices(struct deck *p)
{
	for (size_t i = 0; i < p->n_devices; i++) {
		free((char *)(uintptr_t)p->devices[i].name);
		free((char *)(uintptr_t)p->devices[i].description);
	}
	free(p->devices);
	p->devices = NULL;
	p->n_devices = 0;
}

void deck_ask_devices(struct deck *p)
{
	/* one question at a time; before mpv is there it waits */
	if (p->wants_devices)
		return;
	p->wants_devices = true;
	engine_load(p->engine);
	if (p->mpv)
		p->api->get_property_async(p->mpv, ask_tag(ASK_DEVICES, 0), "audio-device-list", MPV_FORMAT_NODE);
}

size_t deck_devices(const struct deck *p, const struct player_device **ret_devices)
{
	*ret_devices = p->devices;
	return p->n_devices;
}

static const char *text_of(const mpv_node_list *map, const char *key)
{
	for (int i = 0; i < map->num; i++)
		if (!strcmp(map->keys[i], key) && map->values[i].format == MPV_FORMAT_STRING)
			return map->values[i].u.string;
	return NULL;
}

void deck_hear_devices(struct deck *p, const mpv_event *event)
{
	const mpv_event_property *property = event->data;
	const mpv_node *node = !event->error && property->format == MPV_FORMAT_NODE ? property->data : NULL;

	p->wants_devices = false;
	deck_forget_devices(p);
	if (node && node->format == MPV_FORMAT_NODE_ARRAY && node->u.list->num > 0) {
		size_t n = MIN_OF((size_t)node->u.list->num, (size_t)DEVICES_MAX);

		p->devices = xcalloc(n, sizeof *p->devices);
		for (size_t i = 0; i < n; i++) {
			const mpv_node *one = &node->u.list->values[i];
			const char *name = one->format == MPV_FORMAT_NODE_MAP ? text_of(one->u.list, "name") : NULL;
			const char *description = name ? text_of(one->u.list, "description") : NULL;

			if (!name)
				continue;
			p->devices[p->n_devices++] = (struct player_device){
				utf8_clean(name, strlen(name)), utf8_clean(description ? description : name, strlen(description ? description : name)),
			};
		}
	}
	news_add(p->news, &(struct player_event){ .kind = PLAYER_DEVICES }, NULL);
}
