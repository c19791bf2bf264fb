/* complete_disk.c -- completion that looks at a disk; see complete.h. */
#include "app/complete.h"
#include "app/errand.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* A key typed right behind Tab waits as long as that for its answer. So many may be out on disks that hang: others have errands, too. */
enum { EAGER_MS = 100, OUT_MAX = 4 };

struct asking {
	enum disk_offers kind;
	char *before, *prefix;
	size_t word_start;
	uint64_t asked;			/* the prompt's name for the question */
	struct offers found;
};

static int by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Folders, and files that sound; what the listener typed in front ("~/") stays as it is. */
static void offer_paths(struct offers *o, const char *before, const char *prefix)
{
	const char *slash = strrchr(prefix, '/'), *base = slash ? slash + 1 : prefix;
	char *head = slash ? xstrndup(prefix, (size_t)(base - prefix)) : xstrdup("."), *dir = path_expand(head);
	const struct dirent *entry;
	DIR *d = opendir(dir);

	while (d && (entry = readdir(d))) {
		char *full, *word;
		struct stat st;
		enum playlist_format format;
		bool is_dir;

		if ((entry->d_name[0] == '.' && base[0] != '.') || !strcmp(entry->d_name, ".") || !strcmp(entry->d_name, ".."))
			continue;
		if (strncmp(entry->d_name, base, strlen(base)))
			continue;
		full = path_join(dir, entry->d_name);
		is_dir = entry->d_type == DT_DIR || (entry->d_type != DT_REG && !stat(full, &st) && S_ISDIR(st.st_mode));
		word = xasprintf("%s%.*s%s", before, (int)(base - prefix), prefix, entry->d_name);
		if (is_dir || music_is_audio_name(entry->d_name) || !playlist_format_of(entry->d_name, &format))
			offer(o, before, word, is_dir ? "/" : "");
		free(word);
		free(full);
	}
	if (d)
		closedir(d);
	if (o->n)
		qsort(o->words, o->n, sizeof *o->words, by_text);
	free(dir);
	free(head);
}

static void offer_themes(struct offers *o, const char *before, const char *prefix)
{
	char **names;
	size_t n = ui_theme_names(&names);

	for (size_t i = 0; i < n; i++) {
		char *word = xasprintf("%s%s", before, names[i]);

		if (!strncmp(names[i], prefix, strlen(prefix)))
			offer(o, before, word, "");
		free(word);
		free(names[i]);
	}
	free(names);
}

static enum err asking_work(void *job)
{
	struct asking *a = job;

	(a->kind == OFFER_PATHS ? offer_paths : offer_themes)(&a->found, a->before, a->prefix);
	return OK;
}

static void asking_free(void *job)
{
	struct asking *a = job;

	for (size_t i = 0; i < a->found.n; i++)
		free(a->found.words[i]);
	free(a->found.words);
	free(a->before);
	free(a->prefix);
	free(a);
}

static void asking_done(struct app *app, void *job, const char *why)
{
	struct asking *a = job;

	(void)why;
	app->completions_out--;
	if (prompt_offer(app->prompt, a->asked, a->word_start, a->found.words, a->found.n)) {
		a->found = (struct offers){ 0 };	/* the prompt's own now */
		app->effects |= EFFECT_REDRAW;
	}
}

size_t complete_from_disk(struct app *app, enum disk_offers kind, const char *before, const char *prefix, size_t word_start)
{
	static const struct errand asking = { asking_work, asking_done, asking_free, false, true, false };
	struct asking *a;

	if (app->completions_out == OUT_MAX) {
		app_complain(app, "%s", _("a disk does not answer"));
		return 0;
	}
	a = xcalloc(1, sizeof *a);
	a->kind = kind;
	a->before = xstrdup(before);
	a->prefix = xstrdup(prefix);
	a->word_start = word_start;
	a->asked = prompt_asked(app->prompt);
	if (errand_start(app, &asking, a)) {
		app_complain(app, "%s", err_text());
		return 0;
	}
	app->completions_out++;
	app->completion_ms = app->now_ms;
	return PROMPT_LATER;
}

bool complete_is_awaited(const struct app *app)
{
	return prompt_is_waiting(app->prompt) && app->now_ms - app->completion_ms < EAGER_MS;
}

int64_t complete_wakeup_ms(const struct app *app)
{
	return prompt_is_waiting(app->prompt) && app->now_ms - app->completion_ms < EAGER_MS ? app->completion_ms + EAGER_MS : -1;
}
