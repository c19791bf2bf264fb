/* complete.c -- what Tab offers on the command line: commands, options and their values, views, contexts, and what complete_disk.c finds. */
#include "app/equalizer.h"
#include "ear.h"
#include "app/command.h"
#include "app/activity.h"
#include "app/complete.h"
#include "app/filters.h"
#include "app/playlists.h"
#include "app/styling.h"
#include "view/view.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

void offer(struct offers *o, const char *prefix, const char *word, const char *tail)
{
	if (strncmp(word, prefix, strlen(prefix)) || o->n >= OFFERS_MAX)
		return;
	ARRAY_GROW(o->words, o->n, o->cap);
	o->words[o->n++] = xasprintf("%s%s", word, tail);
}

static void offer_commands(struct offers *o, const char *prefix)
{
	size_t n;
	const struct command *rows = command_rows(&n);

	for (size_t i = 0; i < n; i++)
		offer(o, prefix, rows[i].name, rows[i].max ? " " : "");
}

static void offer_options(struct app *app, struct offers *o, const char *prefix)
{
	size_t n;
	const struct option_row *rows = option_rows(&n);
	const char *equals = strchr(prefix, '=');

	for (size_t i = 0; i < n; i++) {
		size_t len = strlen(rows[i].name);

		if (!equals) {
			offer(o, prefix, rows[i].name, "=");
		} else if (len == (size_t)(equals - prefix) && !strncmp(rows[i].name, prefix, len)) {
			static const char *const on_off[] = { "on", "off", NULL };
			const char *const *choices = rows[i].type == OPTION_BOOL ? on_off : rows[i].choices;
			char *word, *now;

			for (size_t k = 0; choices && choices[k]; k++) {
				word = xasprintf("%s=%s", rows[i].name, choices[k]);
				offer(o, prefix, word, "");
				free(word);
			}
			if (choices || rows[i].type == OPTION_ADDRESS)
				return;
			now = option_get(&app->set, &rows[i]);
			word = xasprintf("%s=%s", rows[i].name, now);
			offer(o, prefix, word, "");
			free(word);
			free(now);
		}
	}
}

static void offer_list(struct offers *o, const char *prefix, const char *const *words)
{
	for (; *words; words++)
		offer(o, prefix, *words, "");
}

static void offer_equalizers(struct offers *o, const char *prefix)
{
	static const char *const words[] = { "off", "on", "next", "previous", "toggle", NULL };
	size_t n;
	const struct equalizer_preset *presets = equalizer_presets(&n);

	offer_list(o, prefix, words);
	for (size_t i = 0; i < n; i++)
		offer(o, prefix, presets[i].name, "");
}

/* "title=", then what the selected track's title is. */
static void offer_tags(struct app *app, struct offers *o, const char *prefix)
{
	const struct track *t = view_selected(app);
	size_t n = strcspn(prefix, "=");
	int field = prefix[n] ? tag_field_find(prefix, n) : -1;
	char number[16];

	for (int i = 0; i < TAG_FIELD_COUNT && !prefix[n]; i++)
		offer(o, prefix, tag_field_names[i], "=");
	offer(o, prefix, "from-name", "=");
	if (field < 0 || !t)
		return;
	snprintf(number, sizeof number, "%d", field == TAG_TRACK ? t->track_no : t->disc_no);

	const char *now[TAG_FIELD_COUNT] = {
		[TAG_TITLE] = t->title, [TAG_ARTIST] = t->artist, [TAG_ALBUM] = t->album, [TAG_ALBUM_ARTIST] = t->album_artist,
		[TAG_GENRE] = t->genre, [TAG_DATE] = t->date, [TAG_TRACK] = number, [TAG_DISC] = number, [TAG_COMPOSER] = t->composer,
	};
	char *word = xasprintf("%s=%s", tag_field_names[field], now[field] ? now[field] : "");

	offer(o, prefix, word, "");
	free(word);
}

/* As they are written, whatever the case of what was typed. */
static void offer_styles(struct app *app, struct offers *o, const char *prefix)
{
	const char *name;

	for (size_t i = 0; (name = styling_offer(app, i)) && o->n < OFFERS_MAX; i++)
		if (!strncasecmp(name, prefix, strlen(prefix))) {
			ARRAY_GROW(o->words, o->n, o->cap);
			o->words[o->n++] = xstrdup(name);
		}
}

static void offer_toggles(struct offers *o, const char *prefix)
{
	size_t n;
	const struct option_row *rows = option_rows(&n);

	for (size_t i = 0; i < n; i++)
		if (rows[i].type == OPTION_BOOL || rows[i].type == OPTION_CHOICE)
			offer(o, prefix, rows[i].name, "");
}

/* As last heard; asked anew for the next Tab. */
static void offer_devices(struct app *app, struct offers *o, const char *prefix)
{
	const struct player_device *list;
	size_t n = player_devices(app->player, &list);

	for (size_t i = 0; i < n; i++)
		offer(o, prefix, list[i].name, "");
	player_ask_devices(app->player);
}

static void offer_filters(struct app *app, struct offers *o, const char *prefix)
{
	bool is_not = prefix[0] == '!';

	for (size_t i = 0; i < filters_count(app); i++) {
		char *word = xasprintf("%s%s", is_not ? "!" : "", filters_at(app, i)->name);

		offer(o, prefix, word, "");
		free(word);
	}
}

/* An option and its value: what completes a command's argument completes a value that is like it. */
static void offer_set(struct app *app, struct offers *o, const char *prefix)
{
	static const struct { const char *before; void (*offer)(struct offers *o, const char *prefix); } values[] = {
		{ "equalizer=", offer_equalizers },
	};

	for (size_t i = 0; i < COUNT_OF(values); i++) {
		size_t n = strlen(values[i].before);
		struct offers words = { 0 };

		if (strncmp(prefix, values[i].before, n))
			continue;
		values[i].offer(&words, prefix + n);
		for (size_t k = 0; k < words.n; k++) {
			char *word = xasprintf("%s%s", values[i].before, words.words[k]);

			offer(o, prefix, word, "");
			free(word);
			free(words.words[k]);
		}
		free(words.words);
		return;
	}
	offer_options(app, o, prefix);
}

/* What takes one of a few words. */
static const char *const *const fixed[] = {
	[COMPLETE_REPEAT] = (const char *const[]){ "off", "all", "one", NULL },
	[COMPLETE_ONOFF] = (const char *const[]){ "on", "off", NULL },
	[COMPLETE_VISUAL] = (const char *const[]){ "off", "spectrum", "waveform", "both", NULL },
	[COMPLETE_FORGET] = (const char *const[]){ "selected", "all", "today", "2h", NULL },
	[COMPLETE_TREE] = (const char *const[]){ "artist", "album", "genre", "year", "decade", "folder", NULL },
	[COMPLETE_SHUFFLE] = (const char *const[]){ "on", "off", "tracks", "albums", "weighted", NULL },
};

static void offer_argument(struct app *app, struct offers *o, enum complete kind, const char *prefix)
{
	size_t n;

	switch (kind) {
	case COMPLETE_OPTION:
		offer_set(app, o, prefix);
		break;
	case COMPLETE_TOGGLE:
		offer_toggles(o, prefix);
		break;
	case COMPLETE_VIEW:
		for (int v = 0; v < VIEW_TABS; v++)
			offer(o, prefix, view_name((enum view_id)v), "");
		break;
	case COMPLETE_CONTEXT: {
		const char *const *rows = bind_contexts(&n);

		for (size_t i = 0; i < n; i++)
			offer(o, prefix, rows[i], "");
		break;
	}
	case COMPLETE_COMMAND:
		offer_commands(o, prefix);
		break;
	case COMPLETE_PLAYLIST:
		for (size_t i = 0; i < playlists_count(app); i++)
			offer(o, prefix, playlists_at(app, i)->name, "");
		break;
	case COMPLETE_FILTER:
		offer_filters(app, o, prefix);
		break;
	case COMPLETE_EQUALIZER:
		offer_equalizers(o, prefix);
		break;
	case COMPLETE_STYLE:
		offer_styles(app, o, prefix);
		break;
	case COMPLETE_DEVICE:
		offer_devices(app, o, prefix);
		break;
	case COMPLETE_SORT: {
		const char *name, *help;

		for (size_t i = 0; (name = library_sort_key(i, &help)); i++)
			offer(o, prefix, name, " ");
		break;
	}
	case COMPLETE_TAG:
		offer_tags(app, o, prefix);
		break;
	case COMPLETE_ACTIVITY:
		for (size_t i = 0; activity_at(i); i++)
			offer(o, prefix, activity_at(i)->name, "");
		offer(o, prefix, "now", "");
		break;
	case COMPLETE_MOOD:
		for (size_t i = 0; i < MOOD_WORDS; i++)
			offer(o, prefix, mood_words[i].word, "");
		offer(o, prefix, "none", "");
		offer(o, prefix, "selected", " ");
		break;
	case COMPLETE_REPEAT:
	case COMPLETE_ONOFF:
	case COMPLETE_VISUAL:
	case COMPLETE_SHUFFLE:
	case COMPLETE_TREE:
	case COMPLETE_FORGET:
		offer_list(o, prefix, fixed[kind]);
		break;
	case COMPLETE_PATH:
	case COMPLETE_THEME:
	case COMPLETE_QUERY:
	case COMPLETE_NONE:
		break;
	}
}

/* Is it for a disk to say? */
static bool asks_disk(enum complete kind, const char *arg, enum disk_offers *ret_kind, const char **ret_before)
{
	bool sets_theme = kind == COMPLETE_OPTION && !strncmp(arg, "theme=", 6);

	*ret_kind = kind == COMPLETE_PATH ? OFFER_PATHS : OFFER_THEMES;
	*ret_before = sets_theme ? "theme=" : "";
	return kind == COMPLETE_PATH || kind == COMPLETE_THEME || sets_theme;
}

/* The words of the filter language. */
size_t complete_query(void *ctx, const char *before, size_t *ret_word_start, char ***ret_words)
{
	struct offers o = { 0 };
	size_t n, start = strlen(before);
	const struct query_field *fields = query_fields(&n);

	(void)ctx;
	while (start && !strchr(" (!-", before[start - 1]))
		start--;
	for (size_t i = 0; i < n; i++)
		offer(&o, before + start, fields[i].name, "");
	*ret_word_start = start;
	*ret_words = o.words;
	return o.n;
}

size_t complete_command(void *ctx, const char *before, size_t *ret_word_start, char ***ret_words)
{
	struct offers o = { 0 };
	const char *first = before + strspn(before, " "), *end = first + strcspn(first, " "), *arg;

	/* so that the list is there by the time its names are asked for */
	if (!strncmp(first, "dev", 3))
		player_ask_devices(((struct app *)ctx)->player);
	if (!*end) {
		*ret_word_start = (size_t)(first - before);
		offer_commands(&o, first);
	} else {
		enum disk_offers kind;
		const char *head;
		char name[64];
		const struct command *c;

		snprintf(name, sizeof name, "%.*s", (int)MIN_OF((size_t)(end - first), sizeof name - 1), first);
		c = command_find(name);
		arg = end + strspn(end, " ");
		*ret_word_start = (size_t)(arg - before);
		if (c && c->complete == COMPLETE_QUERY)
			return complete_query(ctx, before, ret_word_start, ret_words);
		if (c && c->complete == COMPLETE_SORT) {
			const char *key = before + strlen(before);

			while (key > arg && !strchr(" ,-", key[-1]))
				key--;
			arg = key;
			*ret_word_start = (size_t)(arg - before);
		}
		if (c && (c->complete == COMPLETE_FILTER || c->complete == COMPLETE_TAG) && c->max > 1) {
			const char *word = strrchr(arg, ' ');

			arg = word ? word + 1 : arg;
			*ret_word_start = (size_t)(arg - before);
		}
		if (c && asks_disk(c->complete, arg, &kind, &head))
			return complete_from_disk(ctx, kind, head, arg + strlen(head), *ret_word_start);
		if (c && (c->complete == COMPLETE_PLAYLIST || c->complete == COMPLETE_STYLE || !strchr(arg, ' ')))
			offer_argument(ctx, &o, c->complete, arg);
	}
	*ret_words = o.words;
	return o.n;
}
