/* mute.c -- what is no music (silence, speech): a bit a row, looked at once a ranking, so that the walks over all tracks need not know of it. */
#include "recommend/model.h"

#include <stdlib.h>
#include <string.h>

static bool is_mute(const struct taste *t, uint32_t row)
{
	return row / 32 < t->mute_words && bit_of(t->mute, row);
}

void taste_music(struct taste *t, track_id id, bool is_music)
{
	uint32_t row = row_find(t, id);

	if (row == NO_ROW || is_mute(t, row) != is_music)
		return;
	if (row / 32 >= t->mute_words) {
		size_t n = MAX_OF((size_t)row / 32 + 1, t->mute_words * 2);

		t->mute = xreallocarray(t->mute, n, sizeof *t->mute);
		memset(t->mute + t->mute_words, 0, (n - t->mute_words) * sizeof *t->mute);
		t->mute_words = n;
	}
	t->mute[row / 32] ^= 1u << row % 32;
}

/* The listener himself heard it out, or said he likes it. */
static bool is_wanted(const struct taste *t, uint32_t row)
{
	uint32_t m = t->tracks.memory[row];

	return m != NO_MEMORY && (t->memory[m].recent.n || t->memory[m].is_loved || t->memory[m].rating >= 4);
}

bool taste_offers(const struct taste *t, track_id id)
{
	uint32_t row = row_find(t, id);

	return row != NO_ROW && (!is_mute(t, row) || is_wanted(t, row));
}

bool mute_is_all(const struct taste *t, const struct track_set *only)
{
	for (uint32_t row = 0; row < t->tracks.n; row++)
		if (!(t->tracks.flags[row] & (FLAG_GONE | FLAG_BANNED | FLAG_UNKNOWN)) && !is_mute(t, row) && (!only || track_set_has(only, t->tracks.id[row])))
			return false;
	return true;
}

bool mute_exclude(struct taste *t, bool on)
{
	bool any = false;

	for (size_t word = 0; word < t->mute_words; word++)
		for (uint32_t bits = t->mute[word]; bits; bits &= bits - 1) {
			uint32_t row = (uint32_t)word * 32 + (uint32_t)__builtin_ctz(bits);

			if (!on)
				t->tracks.flags[row] &= (uint8_t)~FLAG_EXCLUDED;
			else if (!is_wanted(t, row)) {
				t->tracks.flags[row] |= FLAG_EXCLUDED;
				any = true;
			}
		}
	return any;
}
