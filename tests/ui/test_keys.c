/* test_keys.c -- bytes to key names, and spellings to names. */
#include "ui/keys.h"
#include "../tap.h"

#include <locale.h>
#include <string.h>

static const struct { const char *spelling, *name; } names[] = {
	{ "a", "a" }, { "A", "A" }, { "*", "*" }, { "é", "é" }, { "椎", "椎" }, { "-", "-" }, { "^", "^" }, { "<", "<" }, { ">", ">" },
	{ " ", "Space" }, { "Space", "Space" }, { "<space>", "Space" }, { "SPACE", "Space" },
	{ "Enter", "Enter" }, { "return", "Enter" }, { "<CR>", "Enter" }, { "C-m", "Enter" }, { "C-j", "Enter" }, { "^M", "Enter" },
	{ "Esc", "Esc" }, { "escape", "Esc" }, { "C-[", "Esc" }, { "^[", "Esc" },
	{ "Tab", "Tab" }, { "^I", "Tab" }, { "S-Tab", "S-Tab" }, { "shift-tab", "S-Tab" }, { "backtab", "S-Tab" },
	{ "^D", "C-d" }, { "C-d", "C-d" }, { "C-D", "C-d" }, { "ctrl-d", "C-d" }, { "Ctrl+D", "C-d" }, { "<c-d>", "C-d" },
	{ "^@", "C-Space" }, { "C-Space", "C-Space" }, { "^?", "Backspace" }, { "C-h", "C-h" }, { "C-\\", "C-\\" }, { "^_", "C-_" },
	{ "M-x", "M-x" }, { "alt-x", "M-x" }, { "Meta-x", "M-x" }, { "A-x", "M-x" }, { "M-X", "M-X" }, { "M-S-x", "M-X" },
	{ "M-é", "M-é" }, { "M-C-a", "M-C-a" }, { "C-M-a", "M-C-a" }, { "M-Enter", "M-Enter" }, { "M--", "M--" }, { "S-a", "A" },
	{ "M-C-m", "M-Enter" },
	{ "C-Left", "C-Left" }, { "ctrl-left", "C-Left" }, { "S-C-M-Left", "M-C-S-Left" }, { "S-Up", "S-Up" }, { "C-F5", "C-F5" },
	{ "F1", "F1" }, { "f12", "F12" }, { "PageUp", "PgUp" }, { "pgdn", "PgDn" }, { "Delete", "Del" }, { "del", "Del" },
	{ "ins", "Insert" }, { "lt", "<" }, { "plus", "+" }, { "M-lt", "M-<" }, { "C-", NULL },
	{ "", NULL }, { "ab", NULL }, { "F13", NULL }, { "F0", NULL }, { "C-1", NULL }, { "C-é", NULL }, { "Hyper-x", NULL },
	{ "C-Nothing", NULL }, { "\033", NULL }, { "\x01", NULL }, { "\xff", NULL }, { "\xc3", NULL }, { "\xc2\x85", NULL }, { "é\xcc", NULL },
	{ "^^", "C-^" }, { "M-", NULL }, { "<>", NULL },
	{ "this-is-much-too-long-to-be-the-name-of-a-key", NULL },
};

static void test_names(void)
{
	for (size_t i = 0; i < COUNT_OF(names); i++) {
		char name[KEY_NAME_MAX] = "untouched", again[KEY_NAME_MAX];
		bool good = key_name_parse(names[i].spelling, name);

		if (!ok(good == (names[i].name != NULL) && !strcmp(name, good ? names[i].name : "untouched"), "key %zu %s", i,
			names[i].name ? names[i].name : "is none"))
			printf("# got %s %s\n", good ? "yes" : "no", name);
		if (good && !(key_name_parse(name, again) && !strcmp(name, again)))
			ok(false, "  %s is canonical", name);
	}
}

/* Bytes in, names out, parted by blanks; (…) is a mouse event, _ before a name is pasted, & may be two keys, ? a rest that waits. */
static const struct { const char *what, *bytes, *keys; } streams[] = {
	{ "characters", "aZ*é椎\U0001F680", "a Z * é 椎 \U0001F680" },
	{ "controls", "\001\004\t\n\r\037\034\177 ", "C-a C-d Tab Enter Enter C-_ C-\\ Backspace Space" },
	{ "a lone Esc", "\033", "Esc" },
	{ "Esc twice", "\033\033", "Esc Esc" },
	{ "Esc, then an arrow", "\033\033[A", "Esc Up" },
	{ "Alt", "\033x\033X\033é\033\001\033\r\033 \033\177", "&M-x &M-X &M-é &M-C-a &M-Enter &M-Space &M-Backspace" },
	{ "Alt-[ and Alt-O alone", "\033[", "&M-[" },
	{ "Alt-O", "\033O", "&M-O" },
	{ "arrows", "\033[A\033[B\033OC\033OD", "Up Down Right Left" },
	{ "modified", "\033[1;5D\033[1;2A\033[1;3C\033[1;6H\033[1;8F", "C-Left S-Up M-Right C-S-Home M-C-S-End" },
	{ "editing keys", "\033[2~\033[3~\033[5~\033[6~\033[1~\033[4~\033[7~\033[8~\033[3;5~", "Insert Del PgUp PgDn Home End Home End C-Del" },
	{ "functions", "\033OP\033[15~\033[24~\033[11~\033[[A\033[[E\033[1;5P", "F1 F5 F12 F1 F1 F5 C-F1" },
	{ "back tab", "\033[Z", "S-Tab" },
	{ "keypad", "\033OM\033Oj\033Op\033Oy\033Ok", "Enter * 0 9 +" },
	{ "rxvt", "\033[a\033Oc\033[5^\033[3@", "S-Up C-Right C-PgUp C-S-Del" },
	{ "kitty and modifyOtherKeys", "\033[97;5u\033[13;2u\033[27;5;9~\033[233;3u\033[97;2u", "C-a S-Enter C-Tab M-é A" },
	{ "what nobody knows", "a\033[99zb\033[?1;2cc\033[I", "a b c" },
	{ "a broken sequence", "a\033[1;\033[Ab", "a Up b" },
	{ "numbers beyond all bounds", "\033[99999999999999999999;99999999999~x\033[1114112ux", "x x" },
	{ "broken UTF-8", "a\xff\xc3" "b\xed\xa0\x80" "c", "a b c" },
	{ "a character cut by the end", "a\xe6\xa4", "a" },
	{ "mouse", "\033[<0;5;3M\033[<0;5;3m\033[<64;1;1M\033[<65;2;2M\033[<32;6;3M", "(1 2,4) (3 0,0) (4 1,1) (5 2,5)" },
	{ "a double click, a third", "\033[<0;5;3M\033[<0;5;3M\033[<0;5;3M\033[<0;6;3M", "(1 2,4) (2 2,4) (1 2,4) (1 2,5)" },
	{ "other buttons", "\033[<1;5;3M\033[<2;5;3M\033[<128;1;1Mx", "x" },
	{ "mouse without its numbers", "\033[<0MX\033[<0;1MX", "X X" },
	{ "a paste", "\033[200~q\033[A\tb\nc\033[201~q", "_q _[ _A _Space _b _Space _c q" },
	{ "a paste with controls", "\033[200~a\001\004\177b\x80" "c\033[201~", "_a _b _c" },
	{ "a paste without end", "\033[200~a\033[20", "_a _[ _2 _0" },
};

static void decode(struct key_reader *r, bool all_here, struct buf *b)
{
	struct key k;

	while (key_reader_next(r, all_here, 1000, &k) == KEYS_GOT) {
		const char *blank = b->len ? " " : "";

		if (k.mouse)
			buf_addf(b, "%s(%d %d,%d)", blank, (int)k.mouse, k.y, k.x);
		else
			buf_addf(b, "%s%s%s", blank, k.pasted ? "_" : k.may_be_two ? "&" : "", k.name);
	}
}

static void test_streams(void)
{
	for (size_t i = 0; i < COUNT_OF(streams); i++) {
		for (int slow = 0; slow < 2; slow++) {	/* all at once, and byte by byte */
			struct key_reader r;
			struct buf b;
			char what[80];
			size_t n = strlen(streams[i].bytes);

			key_reader_init(&r);
			buf_init(&b, 4096);
			for (size_t j = 0; slow && j < n; j++) {
				key_reader_feed(&r, streams[i].bytes + j, 1);
				decode(&r, false, &b);
			}
			if (!slow)
				key_reader_feed(&r, streams[i].bytes, n);
			decode(&r, true, &b);
			snprintf(what, sizeof what, "%s%s", streams[i].what, slow ? ", byte by byte" : "");
			is_str(b.data ? b.data : "", streams[i].keys, what);
			buf_done(&b);
			key_reader_done(&r);
		}
	}
}

static void test_reader(void)
{
	struct key_reader r;
	struct key k;
	char much[2000];

	key_reader_init(&r);
	key_reader_learn(&r, "\033Q1", "F9");
	key_reader_learn(&r, "\033Q12", "F10");
	key_reader_learn(&r, "x", "F1");
	key_reader_learn(&r, "\033Qtoo-long-a-sequence-for-a-key", "F1");
	key_reader_learn(&r, "\033Qz", "no such key");
	is_int((long long)r.n_seqs, 2, "only escape sequences of a key's length are learnt");
	key_reader_feed(&r, "\033Q12\033Q1x", 8);
	ok(key_reader_next(&r, false, 0, &k) == KEYS_GOT && !strcmp(k.name, "F10"), "the longest learnt sequence wins");
	ok(key_reader_next(&r, false, 0, &k) == KEYS_GOT && !strcmp(k.name, "F9"), "then the shorter");
	ok(key_reader_next(&r, false, 0, &k) == KEYS_GOT && !strcmp(k.name, "x"), "then the character");
	ok(key_reader_next(&r, false, 0, &k) == KEYS_NONE, "then nothing");
	key_reader_feed(&r, "\033Q", 2);
	ok(key_reader_next(&r, false, 0, &k) == KEYS_PARTIAL, "the beginning of a learnt sequence waits");
	ok(key_reader_next(&r, true, 0, &k) == KEYS_GOT && !strcmp(k.name, "M-Q"), "and is Alt when nothing comes");
	memset(much, '1', sizeof much);
	memcpy(much, "\033[", 2);
	is_int((long long)key_reader_feed(&r, much, sizeof much), (long long)sizeof r.in, "no more is taken than there is room");
	ok(key_reader_next(&r, false, 0, &k) == KEYS_NONE && !r.n, "a sequence without end is dropped");
	r.erase = 0x08;
	key_reader_feed(&r, "\b", 1);
	ok(key_reader_next(&r, false, 0, &k) == KEYS_GOT && !strcmp(k.name, "Backspace"), "Backspace is what the terminal erases with");
	key_reader_feed(&r, "\033[<0;2;2M", 9);
	key_reader_next(&r, false, 5000, &k);
	key_reader_feed(&r, "\033[<0;2;2M", 9);
	ok(key_reader_next(&r, false, 5401, &k) == KEYS_GOT && k.mouse == MOUSE_CLICK, "two slow clicks are no double click");
	key_reader_done(&r);
}

int main(void)
{
	setlocale(LC_ALL, "C.UTF-8");
	test_names();
	test_streams();
	test_reader();
	return done();
}
