/* stylebook.c -- see stylebook.h. */
#include "app/stylebook.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FORM = 2, NAMES_MAX = 4096 };
#define HASHED (offsetof(struct style_head, hash) + sizeof(uint64_t))	/* from here on */
#define FILE_MAX_BYTES ((size_t)1 << 31)

/* ---- the file: head, names, rows, references, model; numbers as this machine writes them ---- */

char *stylefile_path(const char *db)
{
	return xasprintf("%s-styles", db);
}

void stylefile_free(struct stylefile *f)
{
	if (!f)
		return;
	free(f->names);
	free(f->rows);
	free(f->refs);
	free(f->model);
	free(f);
}

/* A sum of n parts of 1/n may be a little more than one. */
static bool is_share(double x)
{
	return x >= 0 && x <= 1.001;
}

static bool head_is_sound(const struct style_head *h, size_t n)
{
	const struct style_figures *f = &h->figures;

	return !memcmp(h->magic, "SEGUEST", sizeof h->magic) && h->form == FORM && h->features_version == FEATURES_VERSION && h->n_names <= NAMES_MAX &&
		h->n_rows <= n / sizeof(struct guess_row) && h->n_refs <= n / sizeof(uint64_t) && h->n_model <= n &&
		n - sizeof *h == h->n_names * (size_t)STYLE_NAME_MAX + h->n_rows * sizeof(struct guess_row) + h->n_refs * sizeof(uint64_t) + h->n_model &&
		is_share(f->nearest) && is_share(f->network) && is_share(f->both) && is_share(f->error) && is_share(f->said) && is_share(f->right);
}

static bool is_sound(const struct stylefile *f)
{
	uint64_t before = 0;

	for (size_t i = 0; i < f->head.n_names; i++)
		if (!memchr(f->names[i], '\0', STYLE_NAME_MAX) || !utf8_valid(f->names[i], strlen(f->names[i])))
			return false;
	for (size_t i = 0; i < f->head.n_rows; i++) {
		const struct guess_row *r = &f->rows[i];

		if (r->track <= before || r->guess.n > STYLE_SAID_MAX)
			return false;
		before = r->track;
		for (size_t k = 0; k < r->guess.n; k++)
			if (r->guess.name[k] >= f->head.n_names || r->guess.percent[k] > 100)
				return false;
	}
	return true;
}

static void *take(const char **at, size_t n)
{
	void *copy = xmalloc(n + 1);

	if (n)
		memcpy(copy, *at, n);
	*at += n;
	return copy;
}

enum err stylefile_parse(const char *bytes, size_t n, struct stylefile **ret_file)
{
	struct stylefile *f = xcalloc(1, sizeof *f);
	const char *at = bytes + sizeof f->head;

	if (n >= sizeof f->head)
		memcpy(&f->head, bytes, sizeof f->head);
	if (n < sizeof f->head || !head_is_sound(&f->head, n) || f->head.hash != hash_quick(bytes + HASHED, n - HASHED)) {
		stylefile_free(f);
		return fail(ERR_PARSE, _("that is no file of styles, or one of another version"));
	}
	f->names = take(&at, f->head.n_names * sizeof *f->names);
	f->rows = take(&at, f->head.n_rows * sizeof *f->rows);
	f->refs = take(&at, f->head.n_refs * sizeof *f->refs);
	f->model = take(&at, f->head.n_model);
	if (!is_sound(f)) {
		stylefile_free(f);
		return fail(ERR_PARSE, _("that file of styles is damaged"));
	}
	*ret_file = f;
	return OK;
}

enum err stylefile_read(const char *path, struct stylefile **ret_file)
{
	char *bytes = NULL;
	size_t n = 0;
	enum err err = read_file(path, FILE_MAX_BYTES, &bytes, &n);

	if (!err)
		err = stylefile_parse(bytes, n, ret_file);
	free(bytes);
	return err;
}

enum err stylefile_pack(const struct stylefile *f, struct buf *out)
{
	struct style_head head = f->head;
	size_t first = out->len;
	enum err err;

	memcpy(head.magic, "SEGUEST", sizeof head.magic);
	head.form = FORM;
	head.features_version = FEATURES_VERSION;
	err = buf_add(out, &head, sizeof head);
	err = err ? err : buf_add(out, f->names, head.n_names * sizeof *f->names);
	err = err ? err : buf_add(out, f->rows, head.n_rows * sizeof *f->rows);
	err = err ? err : buf_add(out, f->refs, head.n_refs * sizeof *f->refs);
	err = err ? err : buf_add(out, f->model, head.n_model);
	if (err)
		return err;
	head.hash = hash_quick(out->data + first + HASHED, out->len - first - HASHED);
	memcpy(out->data + first + offsetof(struct style_head, hash), &head.hash, sizeof head.hash);
	return OK;
}

enum err stylefile_write(const char *path, const struct stylefile *f)
{
	struct buf b;
	enum err err;

	buf_init(&b, FILE_MAX_BYTES);
	err = stylefile_pack(f, &b);
	err = err ? err : write_file(path, b.data, b.len, 0600);
	buf_done(&b);
	return err;
}

static int by_track(const void *key, const void *row)
{
	uint64_t id = *(const uint64_t *)key, its = ((const struct guess_row *)row)->track;

	return (id > its) - (id < its);
}

const struct guess *stylefile_find(const struct stylefile *f, track_id id)
{
	uint64_t key = (uint64_t)id;
	const struct guess_row *row = f && f->head.n_rows ? bsearch(&key, f->rows, f->head.n_rows, sizeof *f->rows, by_track) : NULL;

	return row ? &row->guess : NULL;
}

/* ---- the book ---- */

struct genre { size_t n; const char *name[STYLES_PER_TAG]; bool is_speech; };	/* what a tag's text means */
struct stylebook {
	struct stylefile *file;
	const char **file_names;	/* of the file, as the pool has them */
	struct arena arena;
	struct mapstr names;		/* a name -> itself, in the arena */
	struct mapstr genres;		/* a tag's text -> struct genre */
	const char *last_tag;		/* asked for last, and what it is; NULL */
	struct genre *last_genre;
	struct map64 corrected;		/* track -> name */
	char *text;
	size_t text_cap;
	uint64_t version;
};

struct stylebook *stylebook_new(void)
{
	return xcalloc(1, sizeof(struct stylebook));
}

void stylebook_free(struct stylebook *b)
{
	if (!b)
		return;
	stylefile_free(b->file);
	free(b->file_names);
	mapstr_done(&b->names);
	mapstr_done(&b->genres);
	map64_done(&b->corrected);
	arena_done(&b->arena);
	free(b->text);
	free(b);
}

static const char *name_of(struct stylebook *b, const char *name)
{
	const char *known = mapstr_get(&b->names, name);

	if (!known) {
		char *copy = arena_strdup(&b->arena, name);

		mapstr_put(&b->names, copy, copy);
		known = copy;
	}
	return known;
}

void stylebook_use(struct stylebook *b, struct stylefile *file)
{
	stylefile_free(b->file);
	free(b->file_names);
	b->file = file;
	b->file_names = file ? xcalloc((size_t)file->head.n_names + 1, sizeof *b->file_names) : NULL;
	for (size_t i = 0; file && i < file->head.n_names; i++)
		b->file_names[i] = name_of(b, file->names[i]);
	b->version++;
}

const struct stylefile *stylebook_file(const struct stylebook *b)
{
	return b->file;
}

void stylebook_correct(struct stylebook *b, track_id id, const char *style)
{
	if (*style)
		map64_put(&b->corrected, (uint64_t)id, (void *)(uintptr_t)name_of(b, style));
	else
		map64_del(&b->corrected, (uint64_t)id);
	b->version++;
}

void stylebook_correct_none(struct stylebook *b)
{
	map64_done(&b->corrected);
	b->version++;
}

const char *stylebook_correction(const struct stylebook *b, track_id id)
{
	return map64_get(&b->corrected, (uint64_t)id);
}

static bool is_speech(const char *style)
{
	while (style && strcmp(style, SPEECH))
		style = style_parent(style);
	return style != NULL;
}

static const struct genre *genre_of(struct stylebook *b, const char *tag)
{
	const char *known = NULL;
	struct genre *g;
	char names[STYLES_PER_TAG][STYLE_NAME_MAX];

	/* tracks of an album come one after the other */
	if (b->last_genre && !strcmp(b->last_tag, tag))
		return b->last_genre;
	g = mapstr_find(&b->genres, tag, &known);
	if (g) {
		b->last_tag = known;
		b->last_genre = g;
		return g;
	}
	g = arena_alloc(&b->arena, sizeof *g);
	g->n = genre_styles(tag, names);
	g->is_speech = false;
	for (size_t i = 0; i < g->n; i++) {
		g->name[i] = name_of(b, names[i]);
		g->is_speech = g->is_speech || is_speech(names[i]);
	}
	mapstr_put(&b->genres, arena_strdup(&b->arena, tag), g);
	return g;
}

size_t stylebook_of(struct stylebook *b, const struct track *t, struct style_label ret[STYLES_PER_TAG], enum style_from *ret_from)
{
	const char *corrected = stylebook_correction(b, t->id);
	const struct genre *g = NULL;
	const struct guess *guess;

	*ret_from = STYLE_UNKNOWN;
	if (corrected) {
		ret[0] = (struct style_label){ corrected, 1 };
		*ret_from = STYLE_CORRECTED;
		return 1;
	}
	if (t->genre[0])
		g = genre_of(b, t->genre);
	if (g && g->n) {
		for (size_t i = 0; i < g->n; i++)
			ret[i] = (struct style_label){ g->name[i], 1 };
		*ret_from = STYLE_TAGGED;
		return g->n;
	}
	guess = stylefile_find(b->file, t->id);
	if (!guess || !guess->n)
		return 0;
	for (size_t i = 0; i < guess->n; i++)
		ret[i] = (struct style_label){ b->file_names[guess->name[i]], (float)guess->percent[i] / 100 };
	*ret_from = STYLE_HEARD;
	return guess->n;
}

bool stylebook_is(struct stylebook *b, const struct track *t, const char *style)
{
	struct style_label label[STYLES_PER_TAG];
	enum style_from from;
	size_t n = stylebook_of(b, t, label, &from);
	char want[96], its[96];

	style_key(style, want, sizeof want);
	for (size_t i = 0; i < n; i++)
		for (const char *name = label[i].name; name; name = style_parent(name)) {
			if (!strcmp(name, style))
				return true;
			style_key(name, its, sizeof its);
			if (!strcmp(its, want))
				return true;
		}
	return false;
}

bool stylebook_is_speech(struct stylebook *b, const struct track *t)
{
	const char *corrected = stylebook_correction(b, t->id);

	return corrected ? is_speech(corrected) : t->genre[0] && genre_of(b, t->genre)->is_speech;
}

static size_t add_line(struct stylebook *b, size_t at, const char *name)
{
	size_t n = strlen(name);

	if (at + n + 2 > b->text_cap) {
		b->text_cap = (at + n + 2) * 2;
		b->text = xreallocarray(b->text, b->text_cap, 1);
	}
	if (at)
		b->text[at++] = '\n';
	memcpy(b->text + at, name, n + 1);
	return at + n;
}

const char *stylebook_text(struct stylebook *b, const struct track *t)
{
	struct style_label label[STYLES_PER_TAG];
	enum style_from from;
	size_t n = stylebook_of(b, t, label, &from), at = 0;

	for (size_t i = 0; i < n; i++)
		for (const char *name = label[i].name; name; name = style_parent(name))
			at = add_line(b, at, name);
	return at ? b->text : "";
}

uint64_t stylebook_version(const struct stylebook *b)
{
	return b->version;
}

const char *style_from_name(enum style_from from)
{
	static const char *const names[] = { "", "sound", "tag", "you" };

	return names[from];
}

struct stylebook *stylebook_load(struct store *store, const char *db)
{
	struct stylebook *b = stylebook_new();
	struct stylefile *file = NULL;
	struct correction *all = NULL;
	struct arena arena = { 0 };
	char *path = stylefile_path(db);
	size_t n = 0;

	if (!stylefile_read(path, &file))
		stylebook_use(b, file);
	if (!store_corrections(store, &all, &n, &arena))
		for (size_t i = 0; i < n; i++)
			stylebook_correct(b, all[i].track, all[i].style);
	free(all);
	arena_done(&arena);
	free(path);
	return b;
}

const char *stylebook_label(void *ctx, const struct track *t, enum library_label which)
{
	return which == LIBRARY_STYLE ? stylebook_text(ctx, t) : "";
}
