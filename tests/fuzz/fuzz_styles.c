/*
 * fuzz_styles.c -- a file of styles whose bytes were changed anywhere (changes.h) and whose hash was made to fit: refused, or of every track it says names that
 * are text with chances that are chances, and its model is refused or judges any track.
 */
#include "app/stylebook.h"
#include "changes.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { TRACKS = 12, EXAMPLES = 48, KINDS = 3 };
#define HASHED (offsetof(struct style_head, hash) + sizeof(uint64_t))
static const char *const names[KINDS] = { "Jazz", "Rock", "電子音楽" };
static struct buf sound;

/* Three heaps that lie apart, of eight artists each. */
static void teach(struct buf *model)
{
	struct style_example *e = xcalloc(EXAMPLES, sizeof *e);
	struct style_classes classes = { .n = KINDS };
	struct style_figures figures;
	struct styler *s;

	for (size_t i = 0; i < KINDS; i++)
		memcpy(classes.name[i], names[i], strlen(names[i]) + 1);
	for (size_t i = 0; i < EXAMPLES; i++) {
		e[i] = (struct style_example){ .artist = (uint32_t)(i / 2), .of = { (int8_t)(i % KINDS) }, .n_of = 1, .n_near = 1,
			.near = { { (uint32_t)((i + KINDS) % EXAMPLES), 1 } } };
		for (size_t d = 0; d < STYLE_VECTOR; d++)
			e[i].x[d] = (float)(d % KINDS == i % KINDS) + .01F * (float)(i * d % 7);
	}
	if (styler_fit(e, EXAMPLES, &classes, 1, &s, &figures) || styler_pack(s, model))
		abort();
	styler_free(s);
	free(e);
}

static void make_sound(void)
{
	static char file_names[KINDS][STYLE_NAME_MAX];
	static struct guess_row rows[TRACKS];
	static uint64_t refs[EXAMPLES];
	struct stylefile f = { .names = file_names, .rows = rows, .refs = refs };
	struct buf model;

	if (sound.len)
		return;
	buf_init(&model, 1 << 20);
	buf_init(&sound, 1 << 20);
	teach(&model);
	for (size_t i = 0; i < KINDS; i++)
		memcpy(file_names[i], names[i], strlen(names[i]) + 1);
	for (size_t i = 0; i < TRACKS; i++)
		rows[i] = (struct guess_row){ i + 1, { { (uint16_t)(i % KINDS), (uint16_t)((i + 1) % KINDS) }, { 90, 40 }, (uint8_t)(i % 3) } };
	for (size_t i = 0; i < EXAMPLES; i++)
		refs[i] = 100 + i;
	f.head = (struct style_head){ .n_rows = TRACKS, .n_refs = EXAMPLES, .n_model = model.len, .n_names = KINDS, .n_examples = EXAMPLES, .n_heard = TRACKS };
	f.model = model.data;
	if (stylefile_pack(&f, &sound))
		abort();
	buf_done(&model);
}

static void must_be_text(const char *name)
{
	if (strlen(name) >= STYLE_NAME_MAX || !utf8_valid(name, strlen(name)))
		abort();
}

static void judge(const struct stylefile *f)
{
	const struct style_near near[2] = { { 0, 1 }, { UINT32_MAX, .5F } };
	float x[STYLE_VECTOR], p[STYLE_CLASSES_MAX];
	struct style_said said[STYLE_SAID_MAX];
	struct styler *s;

	if (styler_unpack(f->model, f->head.n_model, &s))
		return;
	for (size_t round = 0; round < 3; round++) {
		size_t n;

		for (size_t d = 0; d < STYLE_VECTOR; d++)
			x[d] = round == 0 ? NAN : round == 1 ? (float)d : 1e30F;
		styler_judge(s, x, near, (int)round, p);
		n = styler_say(s, p, said);
		for (size_t i = 0; i < n; i++) {
			must_be_text(said[i].name);
			if (!(said[i].p >= 0 && said[i].p <= 1))
				abort();
		}
	}
	styler_free(s);
}

static void look_up(struct stylebook *b)
{
	for (track_id id = 0; id < TRACKS + 2; id++) {
		struct track t = { .id = id, .genre = "" };
		struct style_label label[STYLES_PER_TAG];
		enum style_from from;
		size_t n = stylebook_of(b, &t, label, &from);

		for (size_t i = 0; i < n; i++) {
			must_be_text(label[i].name);
			if (!(label[i].p >= 0 && label[i].p <= 1))
				abort();
		}
		if (strlen(stylebook_text(b, &t)) > STYLES_PER_TAG * 8 * STYLE_NAME_MAX)
			abort();
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct stylefile *f = NULL;
	struct stylebook *b;
	char *bytes;
	uint64_t hash;
	size_t n;

	make_sound();
	bytes = changes_made(sound.data, sound.len, data, size, &n);
	if (n >= HASHED) {
		hash = hash_quick(bytes + HASHED, n - HASHED);
		memcpy(bytes + offsetof(struct style_head, hash), &hash, sizeof hash);
	}
	if (!stylefile_parse(bytes, n, &f)) {
		struct buf again;

		buf_init(&again, sound.len + 1);
		if (stylefile_pack(f, &again) || again.len != n || memcmp(again.data, bytes, n))
			abort();
		buf_done(&again);
		judge(f);
		b = stylebook_new();
		stylebook_use(b, f);
		look_up(b);
		stylebook_free(b);
	}
	free(bytes);
	return 0;
}
