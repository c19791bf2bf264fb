/* test_stylebook.c -- the file of styles: there and back, and not a byte of it may be another's. */
#include "app/stylebook.h"
#include "../tap.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { TRACKS = 5, REFS = 3 };

static void pack(struct buf *out)
{
	static char names[2][STYLE_NAME_MAX] = { "Jazz", "電子音楽" };
	static char model[] = "what a model is, stylefile_parse() does not ask";
	static uint64_t refs[REFS] = { 9, 4, 7 };
	static struct guess_row rows[TRACKS];
	struct stylefile f = { .names = names, .rows = rows, .refs = refs, .model = model };

	for (size_t i = 0; i < TRACKS; i++)
		rows[i] = (struct guess_row){ 10 * i + 1, { { (uint16_t)(i % 2), 0 }, { (uint8_t)(80 + i), 30 }, (uint8_t)(i % 3) } };
	f.head = (struct style_head){ .n_rows = TRACKS, .n_refs = REFS, .n_model = sizeof model, .n_names = 2, .n_examples = 40, .n_heard = 6 };
	f.head.figures = (struct style_figures){ .n = 40, .both = .7 };
	is_int(stylefile_pack(&f, out), OK, "packed");
}

static void test_there_and_back(const struct buf *b)
{
	struct stylebook *book = stylebook_new();
	struct stylefile *f = NULL;
	struct track t = { .id = 11, .genre = "" };
	struct style_label label[STYLES_PER_TAG];
	enum style_from from;

	if (!ok(!stylefile_parse(b->data, b->len, &f), "and read"))
		return;
	ok(f->head.n_examples == 40 && f->refs[1] == 4 && f->head.figures.n == 40, "as it was");
	stylebook_use(book, f);
	is_int((long long)stylebook_of(book, &t, label, &from), 1, "a track has the style");
	is_str(label[0].name, "電子音楽", "that was heard");
	is_int(lrintf(label[0].p * 100), 81, "with its chance");
	t.id = 12;
	is_int((long long)stylebook_of(book, &t, label, &from), 0, "one that was not judged has none");
	stylebook_free(book);
}

static void test_damage(const struct buf *b)
{
	struct stylefile *f;
	char *bytes = xmemdup(b->data, b->len);
	int taken = 0;

	for (size_t i = 0; i < b->len; i++) {
		bytes[i] ^= 4;
		f = NULL;
		taken += !stylefile_parse(bytes, b->len, &f);
		stylefile_free(f);
		bytes[i] ^= 4;
	}
	for (size_t n = 0; n < b->len; n++) {
		char *exact = xmemdup(bytes, n);

		f = NULL;
		taken += !stylefile_parse(exact, n, &f);
		stylefile_free(f);
		free(exact);
	}
	is_int(taken, 0, "no byte may differ, none be missing");
	free(bytes);
}

int main(void)
{
	struct buf b;

	buf_init(&b, 1 << 20);
	pack(&b);
	test_there_and_back(&b);
	test_damage(&b);
	buf_done(&b);
	return done();
}
