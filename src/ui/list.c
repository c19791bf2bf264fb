/* list.c -- a cursor in rows, and the window that follows it.  Invariant: cursor < n unless n = 0; top never leaves a hole. */
#include "ui.h"

void list_init(struct list *l, int row_height)
{
	*l = (struct list){ .row_height = MAX_OF(row_height, 1), .range_from = SIZE_MAX };
}

/* The last top that still fills the window. */
static size_t last_top(const struct list *l)
{
	size_t shown = l->shown > 0 ? (size_t)l->shown : 1;

	return l->n > shown ? l->n - shown : 0;
}

void list_resize(struct list *l, size_t n)
{
	l->n = n;
	if (l->cursor >= n)
		l->cursor = n ? n - 1 : 0;
	if (l->range_from != SIZE_MAX && l->range_from >= n)
		l->range_from = n ? n - 1 : SIZE_MAX;
	l->top = MIN_OF(l->top, last_top(l));
}

void list_move(struct list *l, long by)
{
	size_t far = by < 0 ? (size_t)0 - (size_t)by : (size_t)by;

	if (by < 0)
		list_go(l, l->cursor > far ? l->cursor - far : 0);
	else
		list_go(l, l->n - l->cursor > far ? l->cursor + far : l->n);
}

void list_go(struct list *l, size_t to)
{
	l->cursor = to < l->n ? to : l->n ? l->n - 1 : 0;
}

void list_page(struct list *l, int half_pages)
{
	long step = l->shown > 1 ? (long)half_pages * l->shown / 2 : half_pages;
	size_t far = step < 0 ? (size_t)-step : (size_t)step;

	/* the window moves with the cursor, so that the eye keeps its place */
	if (step < 0)
		l->top = l->top > far ? l->top - far : 0;
	else
		l->top = MIN_OF(l->top + far, last_top(l));
	list_move(l, step);
}

/* The cursor goes where the window is. */
static void follow_window(struct list *l)
{
	size_t last = l->top + (l->shown > 0 ? (size_t)l->shown - 1 : 0);

	list_go(l, MAX_OF(l->top, MIN_OF(l->cursor, last)));
}

void list_scroll(struct list *l, long by)
{
	size_t far = by < 0 ? (size_t)-by : (size_t)by;

	if (by < 0)
		l->top = l->top > far ? l->top - far : 0;
	else
		l->top = MIN_OF(l->top + far, last_top(l));
	follow_window(l);
}

void list_go_line(struct list *l, enum list_line line)
{
	size_t shown = l->shown > 0 ? MIN_OF((size_t)l->shown, l->n) : MIN_OF((size_t)1, l->n);

	list_go(l, l->top + (line == LINE_TOP || !shown ? 0 : line == LINE_MIDDLE ? (shown - 1) / 2 : shown - 1));
}

void list_bring_to(struct list *l, enum list_line line)
{
	size_t shown = l->shown > 0 ? (size_t)l->shown : 1, above = line == LINE_TOP ? 0 : line == LINE_MIDDLE ? (shown - 1) / 2 : shown - 1;

	l->top = MIN_OF(l->cursor > above ? l->cursor - above : 0, last_top(l));
}

void list_layout(struct list *l, int lines, size_t *ret_first, size_t *ret_end)
{
	size_t shown;

	l->shown = lines > 0 ? MAX_OF(lines / l->row_height, 1) : 0;
	shown = (size_t)l->shown;
	if (l->cursor < l->top)
		l->top = l->cursor;
	else if (shown && l->cursor - l->top >= shown)
		l->top = l->cursor - shown + 1;
	l->top = MIN_OF(l->top, last_top(l));
	*ret_first = l->top;
	*ret_end = MIN_OF(l->n, l->top + shown);
}

size_t list_row_at(const struct list *l, int line)
{
	size_t row;

	if (line < 0 || line / l->row_height >= l->shown)
		return SIZE_MAX;
	row = l->top + (size_t)(line / l->row_height);
	return row < l->n ? row : SIZE_MAX;
}
