/* fuzz_queue.c -- rows as from a touched database, then anything a listener can do; saved, restored and saved again must be the same. */
#include "player.h"

#include <stdlib.h>

enum { ROWS_MAX = 512 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_round_trip(const struct queue *q)
{
	struct queue *copy = queue_new(2);
	struct queue_saved *a, *b;
	size_t place, n = queue_save(q, true, &a, &place), n2;

	queue_restore(copy, a, n);
	n2 = queue_save(copy, true, &b, &place);
	if (n != n2)
		abort();
	for (size_t i = 0; i < n; i++)
		if (a[i].track != b[i].track || a[i].source != b[i].source || a[i].part != b[i].part)
			abort();
	free(a);
	free(b);
	queue_free(copy);
}

static void act(struct queue *q, uint8_t what, uint8_t how)
{
	struct queue_entry peek, e;
	track_id tracks[16], track = how + 1;	/* 0 is no track; in a context it is a hole */
	bool has_peek;

	for (size_t i = 0; i < COUNT_OF(tracks); i++)
		tracks[i] = (track_id)(how + i);
	switch (what % 15) {
	case 0: queue_set_context(q, tracks, how % 17, (size_t)(how / 16), SOURCE_LIBRARY); break;
	case 1: queue_set_context(q, tracks, how % 17, SIZE_MAX, SOURCE_SEARCH); break;
	case 2: queue_append(q, track, SOURCE_QUEUE); break;
	case 3: queue_prepend(q, track, SOURCE_QUEUE); break;
	case 4: queue_remove(q, how); break;
	case 5: queue_move(q, how / 16, how % 16); break;
	case 6: queue_take(q, how % 8, &e); break;
	case 7: queue_forget(q, track); break;
	case 8: queue_set_shuffle(q, how & 1); break;
	case 9: queue_set_repeat(q, (enum repeat)(how % 3)); break;
	case 10: queue_play_other(q, track, SOURCE_FOR_YOU, &e); break;
	case 11: queue_previous(q, &e); break;
	case 12: queue_set_shuffle_mode(q, (enum shuffle)(how % 4)); break;
	default:
		has_peek = queue_peek(q, &peek);
		if (queue_next(q, false, &e) != has_peek || (has_peek && (e.track != peek.track || e.serial != peek.serial)))
			abort();
		break;
	}
}

/* The first byte: how many rows of 11 bytes follow (8 track, 2 source, 1 part); the rest: pairs of bytes, one act each. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct queue *q = queue_new(1);
	struct queue_saved *rows;
	size_t n, at = 1;

	if (!size) {
		queue_free(q);
		return 0;
	}
	n = MIN_OF((size_t)data[0], (size_t)ROWS_MAX);
	rows = xcalloc(n, sizeof *rows);
	for (size_t i = 0; i < n && at + 11 <= size; i++, at += 11) {
		uint64_t track = 0;

		for (size_t j = 0; j < 8; j++)
			track = track << 8 | data[at + j];
		rows[i] = (struct queue_saved){ (track_id)track, (enum source)(data[at + 8] | (data[at + 9] & 0x7f) << 8), data[at + 10] };
	}
	queue_restore(q, rows, n);
	check_round_trip(q);
	for (; at + 2 <= size; at += 2)
		act(q, data[at], data[at + 1]);
	check_round_trip(q);
	free(rows);
	queue_free(q);
	return 0;
}
