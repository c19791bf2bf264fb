/* fuzz_profile.c -- a line of a profile: what is believed of it could stand in a log, and says the same when it is written and read again. */
#include "cli/profile.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool good)
{
	if (!good)
		abort();
}

static void again(const struct profile_line *l)
{
	struct track t = { .path = l->path ? l->path : "", .artist = l->artist, .title = l->title, .album = l->album };
	struct profile_line back;
	char *text = NULL;
	size_t n = 0;
	FILE *f = open_memstream(&text, &n);

	if (!f)
		return;
	profile_put_event(f, &l->event, &t);
	fclose(f);
	must(!profile_line_read(text, n, &back));
	must(back.what == PROFILE_EVENT && !memcmp(&back.event, &l->event, sizeof back.event));
	must(!strcmp(back.title, l->title) && (l->path ? back.path && !strcmp(back.path, l->path) : !back.path));
	profile_line_done(&back);
	free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct profile_line l;

	if (size > PROFILE_LINE_MAX || profile_line_read((const char *)data, size, &l))
		return 0;
	if (l.what == PROFILE_EVENT) {
		must(l.event.kind >= EVENT_START && l.event.kind < EVENT_KINDS && l.event.source < SOURCE_COUNT && l.event.at_ms >= 0);
		must(l.event.kind != EVENT_RATE || (l.event.value >= 0 && l.event.value <= 5));
		again(&l);
	}
	must(l.what != PROFILE_STYLE || (*l.style && strlen(l.style) <= CORRECTION_MAX));
	profile_line_done(&l);
	return 0;
}
