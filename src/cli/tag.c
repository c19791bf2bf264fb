/* tag.c -- segue tag FIELD=VALUE… FILE…: the only thing in Segue that writes to music. The player runs it, too, with --records. */
#include "cli/commands.h"
#include "cli/print.h"
#include "music.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { RECORD_MAX = 1 << 20 };

/* ---- one file ---- */

static void print_line(const char *path, const struct tag_edit *edit, const struct tag_edit *old, bool json)
{
	json_t *o, *was;

	if (!json) {
		for (int i = 0; i < TAG_FIELD_COUNT; i++)
			if (edit->value[i]) {
				char *line = xasprintf("%s: %s: %s → %s", path, tag_field_names[i], old->value[i], edit->value[i]), *clean = utf8_clean(line, strlen(line));

				puts(clean);
				free(clean);
				free(line);
			}
		return;
	}
	o = json_object();
	was = json_object();
	print_json_path(o, path);
	for (int i = 0; i < TAG_FIELD_COUNT; i++)
		if (edit->value[i])
			json_object_set_new(was, tag_field_names[i], print_json_text(old->value[i]));
	json_object_set_new(o, "old", was);
	print_json(o);
}

static bool tag_one(const struct cli_call *call, const struct tag_edit *all, const char *path)
{
	struct tag_edit edit = { 0 }, old = { 0 };
	enum err err = OK;

	for (int i = 0; i < TAG_FIELD_COUNT; i++)
		edit.value[i] = all->value[i] ? xstrdup(all->value[i]) : NULL;
	if (call->values[TAG_FROM_NAME]) {
		char *absolute = path_absolute(path);

		err = tag_edit_from_name(&edit, absolute, call->values[TAG_FROM_NAME]);
		free(absolute);
	}
	err = err ? err : tags_write(path, &edit, &old);
	if (err && call->common->json) {
		json_t *o = json_object();

		print_json_path(o, path);
		json_object_set_new(o, "error", print_json_text(err_text()));
		print_json(o);
	} else if (err) {
		cli_say("%s: %s", path, err_text());
	} else {
		print_line(path, &edit, &old, call->common->json);
	}
	tag_edit_done(&edit);
	tag_edit_done(&old);
	return !err;
}

/* ---- records: FILE NUL FIELD=VALUE NUL … NUL ---- */

static void answer(const char *path, enum err err, const struct tag_edit *old)
{
	fwrite(path, 1, strlen(path) + 1, stdout);
	if (err)
		printf("!%s%c", err_text(), 0);
	for (int i = 0; !err && i < TAG_FIELD_COUNT; i++)
		if (old->value[i])
			printf("%s=%s%c", tag_field_names[i], old->value[i], 0);
	putchar(0);
	fflush(stdout);
}

/* The next word; false: the end. `size` may grow. */
static bool next_word(char **word, size_t *size, enum err *ret_err)
{
	ssize_t n = getdelim(word, size, 0, stdin);

	if (n < 0)
		return false;
	if (n > RECORD_MAX || (*word)[n - 1])
		*ret_err = fail(ERR_PARSE, _("standard input holds no records"));
	return !*ret_err;
}

static enum err records(void)
{
	char *word = NULL, *path = NULL;
	size_t size = 0;
	enum err err = OK;

	while (next_word(&word, &size, &err)) {
		struct tag_edit edit = { 0 }, old = { 0 };
		enum err one = OK;

		free(path);
		path = xstrdup(word);
		while (next_word(&word, &size, &err) && *word)
			if (!one)
				one = *word == '%' ? tag_edit_from_name(&edit, path, word + 1) : tag_edit_set(&edit, word);
		if (!err && !one)
			one = tags_write(path, &edit, &old);
		if (!err)
			answer(path, one, &old);
		tag_edit_done(&edit);
		tag_edit_done(&old);
		if (err)
			break;
	}
	free(word);
	free(path);
	return err;
}

int cli_tag(struct cli_call *call)
{
	struct tag_edit edit = { 0 };
	int i = 0, failed = 0;
	enum err err = OK;

	if (call->values[TAG_RECORDS])
		return records() ? 1 : 0;
	for (; i < call->argc && !err; i++) {
		const char *equals = strchr(call->argv[i], '=');

		/* a file of such a name is ./title=… */
		if (!equals || tag_field_find(call->argv[i], (size_t)(equals - call->argv[i])) < 0)
			break;
		err = tag_edit_set(&edit, call->argv[i]);
	}
	if (!err && i == 0 && !call->values[TAG_FROM_NAME])
		err = fail(ERR_ARG, _("what is to be set comes first: FIELD=VALUE"));
	if (!err && i == call->argc)
		err = fail(ERR_ARG, _("no file is named"));
	for (int k = i; !err && k < call->argc; k++)
		failed += !tag_one(call, &edit, call->argv[k]);
	tag_edit_done(&edit);
	if (err)
		return 2;
	if (failed)
		fail(ERR_IO, ngettext("%d file stays as it was", "%d files stay as they were", (unsigned long)failed), failed);
	return failed ? 1 : 0;
}
