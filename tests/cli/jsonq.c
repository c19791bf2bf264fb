/*
 * jsonq -- looks at JSON Lines on standard input; any line that is not an object fails.
 *   jsonq count                       how many lines
 *   jsonq get N KEY…                  a value in line N (1.. or -1 = last), by key or array index; nothing and status 1 when absent
 *   jsonq where KEY VALUE KEY…        the same in the first line whose KEY is VALUE
 *   jsonq keys N                      sorted keys of line N
 *   jsonq column KEY                  that value of every line, one a line
 */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static json_t *lines[100000];
static int n_lines;

static int read_all(void)
{
	char *line = NULL;
	size_t cap = 0;
	ssize_t n;

	while ((n = getline(&line, &cap, stdin)) > 0) {
		json_error_t error;
		json_t *o = json_loadb(line, (size_t)n, JSON_REJECT_DUPLICATES, &error);

		if (!json_is_object(o) || line[n - 1] != '\n' || n_lines == 100000) {
			fprintf(stderr, "jsonq: line %d: %s: %s", n_lines + 1, error.text, line);
			return 1;
		}
		lines[n_lines++] = o;
	}
	free(line);
	return 0;
}

static int put(const json_t *v)
{
	if (!v)
		return 1;
	if (json_is_string(v)) {
		puts(json_string_value(v));
	} else {
		char *text = json_dumps(v, JSON_COMPACT | JSON_ENCODE_ANY | JSON_REAL_PRECISION(9));

		puts(text);
		free(text);
	}
	return 0;
}

static const json_t *down(const json_t *v, char **keys)
{
	for (; v && *keys; keys++)
		v = json_is_array(v) ? json_array_get(v, (size_t)atoi(*keys)) : json_object_get(v, *keys);
	return v;
}

static const json_t *line_at(const char *text)
{
	int i = atoi(text);

	if (i < 0)
		i += n_lines + 1;
	return i >= 1 && i <= n_lines ? lines[i - 1] : NULL;
}

static int where(const char *key, const char *value, char **keys)
{
	for (int i = 0; i < n_lines; i++) {
		const char *text = json_string_value(json_object_get(lines[i], key));

		if (text && !strcmp(text, value))
			return put(down(lines[i], keys));
	}
	return 1;
}

static int put_keys(const json_t *o)
{
	char *text = json_dumps(o, JSON_COMPACT | JSON_SORT_KEYS);
	const char *key;
	json_t *value, *sorted = text ? json_loads(text, 0, NULL) : NULL;

	json_object_foreach(sorted, key, value)
		printf("%s\n", key);
	json_decref(sorted);
	free(text);
	return 0;
}

static int run(int argc, char **argv)
{
	if (!strcmp(argv[1], "count"))
		return printf("%d\n", n_lines) < 0;
	if (!strcmp(argv[1], "get") && argc > 3)
		return put(down(line_at(argv[2]), argv + 3));
	if (!strcmp(argv[1], "where") && argc > 4)
		return where(argv[2], argv[3], argv + 4);
	if (!strcmp(argv[1], "keys") && argc > 2)
		return put_keys(line_at(argv[2]));
	if (!strcmp(argv[1], "column") && argc > 2) {
		for (int i = 0; i < n_lines; i++)
			if (put(json_object_get(lines[i], argv[2])))
				return 1;
		return 0;
	}
	return 2;
}

int main(int argc, char **argv)
{
	int status = argc < 2 || read_all() ? 2 : run(argc, argv);

	for (int i = 0; i < n_lines; i++)
		json_decref(lines[i]);
	return status;
}
