/* test_charset.c -- tags that lie about their encoding: rows of real names, random files made of them, Latin text that must stay. */
#include "music.h"

#include "made.h"
#include "music/charset.h"
#include "../tap.h"

#include <iconv.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* One language: the sets its old tags are in, and names as they stand on records. */
static const struct language {
	const char *name, *sets[4];
	const char *artists[6], *titles[8];
} languages[] = {
	{ "Chinese, simplified", { "GBK" }, { "王菲", "周杰伦", "邓丽君", "崔健", "孙燕姿", "张国荣" },
	  { "红豆", "七里香", "月亮代表我的心", "一无所有", "遇见", "我愿意", "夜曲", "东风破" } },
	{ "Chinese, traditional", { "BIG5" }, { "王菲", "周杰倫", "鄧麗君", "羅大佑", "孫燕姿", "張國榮" },
	  { "紅豆", "七里香", "月亮代表我的心", "童年", "遇見", "我願意", "夜曲", "愛人同志" } },
	{ "Japanese", { "CP932", "EUC-JP" }, { "椎名林檎", "宇多田ヒカル", "坂本龍一", "スピッツ", "くるり", "中島みゆき" },
	  { "歌舞伎町の女王", "花束を君に", "戦場のメリークリスマス", "ロビンソン", "ばらの花", "糸", "千本桜", "夜に駆ける" } },
	{ "Korean", { "EUC-KR" }, { "김광석", "아이유", "서태지와 아이들", "조용필", "이선희", "들국화" },
	  { "서른 즈음에", "좋은 날", "난 알아요", "돌아와요 부산항에", "인연", "행진", "봄날은 간다", "사랑했지만" } },
	{ "Russian", { "CP1251", "KOI8-R", "CP866" }, { "Кино", "Аквариум", "ДДТ", "Алла Пугачёва", "Земфира", "Наутилус Помпилиус" },
	  { "Группа крови", "Город золотой", "Что такое осень", "Миллион алых роз", "Искала", "Я хочу быть с тобой", "Пачка сигарет", "Ёлка" } },
	{ "Greek", { "ISO-8859-7" }, { "Μίκης Θεοδωράκης", "Μάνος Χατζιδάκις", "Χάρις Αλεξίου", "Γιώργος Νταλάρας", "Νάνα Μούσχουρη", "Ελευθερία Αρβανιτάκη" },
	  { "Το τραίνο φεύγει στις οχτώ", "Τα παιδιά του Πειραιά", "Μινόρε της αυγής", "Ύμνος εις την ελευθερίαν", "Δι' ευχών", "Χάρτινο το φεγγαράκι",
	    "Συννεφιασμένη Κυριακή", "Ο κυρ Αντώνης" } },
	{ "Latin", { "ISO-8859-1", "CP1252" }, { "Björk", "Sigur Rós", "Édith Piaf", "Mötley Crüe", "Antônio Carlos Jobim", "Die Ärzte" },
	  { "Jóga", "Svefn-g-englar", "Non, je ne regrette rien", "Für Elise", "Águas de março", "Ágætis byrjun", "Déjà vu", "Señorita" } },
};

static size_t to_set(const char *set, const char *text, char *to, size_t room)
{
	iconv_t cd = iconv_open(set, "UTF-8");
	char *in = (char *)(uintptr_t)text, *out = to;
	size_t n = strlen(text), left = room;

	if (cd == (iconv_t)-1 || iconv(cd, &in, &n, &out, &left) == (size_t)-1)
		return 0;
	iconv_close(cd);
	return room - left;
}

static const char *guessed;		/* by the last comes_back() */

/* Do the bytes of these names come back as the names? */
static bool comes_back(const char *set, const char *text)
{
	char bytes[1024], *back;
	size_t n = to_set(set, text, bytes, sizeof bytes);
	bool same;

	guessed = charset_guess(bytes, n);
	back = charset_decode(guessed, bytes, n);
	same = n && !strcmp(back, text);
	free(back);
	return same;
}

static void test_alone(void)
{
	for (size_t l = 0; l < COUNT_OF(languages); l++)
		for (size_t s = 0; s < COUNT_OF(languages[l].sets) && languages[l].sets[s]; s++) {
			int right = 0, all = 0;

			for (size_t a = 0; a < 6; a++)
				for (size_t t = 0; t < 8; t++, all++) {
					char *text = xasprintf("%s\n%s\n", languages[l].artists[a], languages[l].titles[t]);
					bool good = comes_back(languages[l].sets[s], text);

					right += good;
					if (!good)
						printf("# %s: %s | %s (%s)\n", languages[l].sets[s], languages[l].artists[a], languages[l].titles[t], guessed);
					free(text);
				}
			/* Kanji alone in EUC-JP are Chinese as well */
			ok(right * 100 >= all * (strcmp(languages[l].sets[s], "EUC-JP") ? 90 : 80), "%s in %s: %d of %d pairs of artist and title", languages[l].name, languages[l].sets[s], right, all);
		}
}

/* A file's worth of names: artist, title, album, and sometimes a comment in ASCII. */
static void test_files(void)
{
	struct rng r;
	int right = 0, all = 0;

	rng_seed(&r, 3);
	for (int i = 0; i < 2000; i++) {
		const struct language *l = &languages[rng_below(&r, COUNT_OF(languages))];
		size_t sets = 0;
		char *text;

		while (sets < COUNT_OF(l->sets) && l->sets[sets])
			sets++;
		text = xasprintf("%s\n%s\n%s\n%s", l->titles[rng_below(&r, 8)], l->artists[rng_below(&r, 6)], l->titles[rng_below(&r, 8)],
				 rng_below(&r, 2) ? "Ripped by hand, 192 kbit/s\n" : "");
		right += comes_back(l->sets[rng_below(&r, (uint32_t)sets)], text);
		all++;
		free(text);
	}
	ok(right * 1000 >= all * 975, "%d of %d made files are read as they were meant", right, all);
}

static void test_latin(void)
{
	static const char *const rows[] = {
		"Blue \xd6yster Cult", "Caf\xe9 del Mar", "Bj\xf6rk", "Mot\xf6rhead \x96 Ace of Spades", ("Queensr\xff" "che"), "\xc1sgeir", "\xbfQui\xe9n?",
		"na\xefve", "\xd8", "S\xf8ren H\xe6", "St\xe9phane \xab live \xbb", "D\xe9j\xe0 V\xf9", "\xc6on Fl\xfcx", "Ni\xf1o", "\xa1Vamos!", "don\x92t",
		"B\xf8rns \xd8yer", "Se\xe1n \xd3 Riada", "Dvo\xf8\xe1k", "100\xb0",
	};

	for (size_t i = 0; i < COUNT_OF(rows); i++)
		is_str(charset_guess(rows[i], strlen(rows[i])), "CP1252", "Latin text stays Latin");
}

static void add_frame(struct buf *b, const char *id, const char *set, const char *text)
{
	char bytes[256];

	made_frame(b, id, bytes, to_set(set, text, bytes, sizeof bytes));
}

static void write_mp3(const char *path, const struct buf *frames, const char *id3v1_title, size_t n)
{
	struct buf b;
	char v1[128] = "TAG";

	buf_init(&b, 1 << 20);
	made_mp3(&b, frames);
	if (id3v1_title) {
		memcpy(v1 + 3, id3v1_title, MIN_OF(n, (size_t)30));
		v1[127] = (char)255;
		buf_add(&b, v1, sizeof v1);
	}
	if (write_file(path, b.data, b.len, 0600))
		ok(false, "cannot write");
	buf_done(&b);
}

/* Through a real file and TagLib. */
static void test_through(void)
{
	static const struct { const char *set, *title, *artist; } rows[] = {
		{ "GBK", "月亮代表我的心", "邓丽君" }, { "BIG5", "月亮代表我的心", "鄧麗君" }, { "CP932", "花束を君に", "宇多田ヒカル" },
		{ "EUC-JP", "花束を君に", "宇多田ヒカル" }, { "EUC-KR", "좋은 날", "아이유" }, { "CP1251", "Группа крови", "Кино" },
		{ "KOI8-R", "Группа крови", "Кино" }, { "CP866", "Группа крови", "Кино" }, { "ISO-8859-1", "Ágætis byrjun", "Sigur Rós" },
		{ "UTF-8", "東京の夜", "Björk" }, { "CP1252", "Don’t stop", "Beyoncé" }, { "ASCII", "Xtal", "Aphex Twin" },
	};
	char path[] = "/tmp/segue-charset-XXXXXX.mp3", bytes[64];
	struct tags_holder *h = tags_new();
	int fd = mkstemps(path, 4);
	struct tags t;

	close(fd);
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct buf frames;

		buf_init(&frames, 4096);
		add_frame(&frames, "TIT2", rows[i].set, rows[i].title);
		add_frame(&frames, "TPE1", rows[i].set, rows[i].artist);
		add_frame(&frames, "TALB", "ASCII", "Plain");
		write_mp3(path, &frames, NULL, 0);
		is_int(tags_read(h, path, &t), OK, rows[i].set);
		is_str(t.title, rows[i].title, "  its title");
		is_str(t.artist, rows[i].artist, "  its artist");
		is_str(t.album, "Plain", "  ASCII is ASCII");
		buf_done(&frames);
	}
	/* 30 bytes of ID3v1 cut a three-byte character */
	write_mp3(path, NULL, "a戦場のメリークリスマス", 30);
	is_int(tags_read(h, path, &t), OK, "UTF-8 in ID3v1");
	is_str(t.title, "a戦場のメリークリス", "  its whole characters");
	write_mp3(path, NULL, bytes, to_set("CP1251", "Я хочу быть с тобой", bytes, sizeof bytes));
	is_int(tags_read(h, path, &t), OK, "CP1251 in ID3v1");
	is_str(t.title, "Я хочу быть с тобой", "  its title");
	unlink(path);
	tags_free(h);
}

int main(void)
{
	test_alone();
	test_files();
	test_latin();
	test_through();
	return done();
}
