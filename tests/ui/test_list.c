/* test_list.c -- the cursor stays in bounds and in sight, whatever happens. */
#include "ui.h"
#include "../tap.h"

#include <limits.h>

static void test_rows(void)
{
	struct list l;
	size_t first, end;

	list_init(&l, 1);
	list_layout(&l, 10, &first, &end);
	ok(first == 0 && end == 0 && l.cursor == 0, "an empty list");
	list_move(&l, 5);
	list_go(&l, SIZE_MAX);
	list_page(&l, -2);
	ok(l.cursor == 0 && list_row_at(&l, 0) == SIZE_MAX, "has nowhere to go");
	list_resize(&l, 100);
	list_go(&l, 50);
	list_layout(&l, 10, &first, &end);
	ok(first == 41 && end == 51, "the window follows the cursor down");
	list_go(&l, 40);
	list_layout(&l, 10, &first, &end);
	ok(first == 40 && end == 50, "and up, no farther than needed");
	ok(list_row_at(&l, 0) == 40 && list_row_at(&l, 9) == 49 && list_row_at(&l, 10) == SIZE_MAX && list_row_at(&l, -1) == SIZE_MAX,
	   "rows under lines");
	list_page(&l, 2);
	ok(l.cursor == 50 && l.top == 50, "a page down");
	list_page(&l, -1);
	ok(l.cursor == 45 && l.top == 45, "half a page up");
	list_page(&l, 1000);
	ok(l.cursor == 99 && l.top == 90, "the end");
	list_move(&l, LONG_MIN);
	ok(l.cursor == 0, "as far up as can be");
	list_move(&l, LONG_MAX);
	ok(l.cursor == 99, "as far down");
	list_layout(&l, 10, &first, &end);
	l.range_from = 98;
	list_resize(&l, 5);
	ok(l.cursor == 4 && l.top == 0 && l.range_from == 4, "a list that shrinks");
	list_resize(&l, 0);
	ok(l.cursor == 0 && l.range_from == SIZE_MAX, "to nothing");
	list_init(&l, 2);
	list_resize(&l, 10);
	list_go(&l, 9);
	list_layout(&l, 7, &first, &end);
	ok(first == 7 && end == 10 && l.shown == 3, "rows of two lines");
	ok(list_row_at(&l, 0) == 7 && list_row_at(&l, 1) == 7 && list_row_at(&l, 5) == 9 && list_row_at(&l, 6) == SIZE_MAX,
	   "  found by either line");
	list_layout(&l, 1, &first, &end);
	ok(first == 9 && end == 10, "a window too small still shows the cursor");
	list_layout(&l, 0, &first, &end);
	ok(first == end, "no window shows nothing");
	list_layout(&l, 100, &first, &end);
	ok(first == 0 && end == 10, "a window that grows leaves no hole");
}

/* Random operations; after each layout the cursor is in bounds and shown, and the window full when it can be. */
static void test_random(void)
{
	struct list l;
	struct rng r;
	int bad = 0;

	rng_seed(&r, 7);
	list_init(&l, 1);
	for (int i = 0; i < 200000; i++) {
		size_t first, end, shown;
		int lines = (int)rng_below(&r, 12);

		switch (rng_below(&r, 6)) {
		case 0:
			list_resize(&l, rng_below(&r, 40));
			break;
		case 1:
			list_go(&l, rng_below(&r, 50));
			break;
		case 2:
			list_page(&l, (int)rng_below(&r, 7) - 3);
			break;
		case 3:
			l.row_height = 1 + (int)rng_below(&r, 2);
			break;
		default:
			list_move(&l, (long)rng_below(&r, 21) - 10);
		}
		list_layout(&l, lines, &first, &end);
		shown = (size_t)l.shown;
		bad += l.n ? l.cursor >= l.n : l.cursor != 0;
		bad += end < first || end > l.n || end - first > shown;
		bad += lines && l.n && (l.cursor < first || l.cursor >= end);
		bad += lines && end - first != (l.n < shown ? l.n : shown);
	}
	is_int(bad, 0, "200000 random steps keep the cursor in sight and the window full");
}

int main(void)
{
	test_rows();
	test_random();
	return done();
}
