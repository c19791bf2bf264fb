/* keys.h -- bytes from a terminal in, key names out.  Knows no curses: what a terminal's own strings are is told to it. */
#ifndef SEGUE_UI_KEYS_H
#define SEGUE_UI_KEYS_H

#include "ui.h"

enum { MOD_SHIFT = 1, MOD_ALT = 2, MOD_CTRL = 4 };

/* What the terminal's description says a key sends; most terminals need none of it, the grammar in keys.c covers them. */
struct key_seq { char bytes[16]; uint8_t n; char name[KEY_NAME_MAX]; };

struct key_reader {
	unsigned char in[1024];		/* bytes not yet understood; one sequence is far shorter */
	size_t n;
	bool pasting;			/* between ESC[200~ and ESC[201~ */
	unsigned char erase;		/* what the terminal's Backspace sends (termios VERASE) */
	struct key_seq *seqs;
	size_t n_seqs, cap_seqs;
	int64_t click_ms;		/* last click, to know a double one; 0 = none */
	int click_y, click_x;
};

enum key_state {
	KEYS_NONE,	/* nothing waits */
	KEYS_PARTIAL,	/* the beginning of a sequence: more bytes may follow */
	KEYS_GOT,
};

void key_reader_init(struct key_reader *r);
void key_reader_done(struct key_reader *r);
void key_reader_learn(struct key_reader *r, const char *bytes, const char *name);
/* Takes at most what fits and returns how much it took. */
size_t key_reader_feed(struct key_reader *r, const void *bytes, size_t n);
/* The next key. With `all_here` nothing more will follow, so a beginning is taken for what it is (a lone Esc). */
enum key_state key_reader_next(struct key_reader *r, bool all_here, int64_t now_ms, struct key *ret_key);

/* "C-Left" from its parts; false when such a key cannot be (then ret is not written). `base` is a key's name or one character. */
bool key_compose(unsigned mods, const char *base, char ret_name[KEY_NAME_MAX]);

#endif
