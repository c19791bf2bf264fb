/* styles.c -- see styles.h. */
#include "cli/styles.h"
#include "app/style_prior.h"
#include "cli/print.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct styler *styles_styler(const struct cli_common *common)
{
	char *path = stylefile_path(common->db);
	struct stylefile *file = NULL;
	struct styler *s = NULL;
	const char *bytes;
	size_t n;

	if (!stylefile_read(path, &file) && file->head.n_model && styler_unpack(file->model, file->head.n_model, &s))
		s = NULL;
	bytes = style_prior(&n);
	if (!s && n && styler_unpack(bytes, n, &s))
		s = NULL;
	stylefile_free(file);
	free(path);
	return s;
}

static void add(json_t *to, const char *name, double p)
{
	json_t *o = json_object();

	json_object_set_new(o, "name", print_json_text(name));
	json_object_set_new(o, "p", json_real(round(p * 100) / 100));
	json_array_append_new(to, o);
}

json_t *styles_of_features(const struct styler *styler, const struct features *f)
{
	json_t *a = json_array();
	float x[STYLE_VECTOR], p[STYLE_CLASSES_MAX];
	struct style_said said[STYLE_SAID_MAX];
	size_t n;

	if (!styler || !f->mfcc_frames)
		return a;
	style_vector(f, x);
	styler_judge(styler, x, NULL, 0, p);
	n = styler_say(styler, p, said);
	for (size_t i = 0; i < n; i++)
		add(a, said[i].name, (double)said[i].p);
	return a;
}

json_t *styles_of_track(struct stylebook *book, const struct track *t, const char **ret_from)
{
	struct style_label label[STYLES_PER_TAG];
	enum style_from from;
	size_t n = stylebook_of(book, t, label, &from);
	json_t *a = json_array();

	for (size_t i = 0; i < n; i++)
		add(a, label[i].name, (double)label[i].p);
	*ret_from = style_from_name(from);
	return a;
}
