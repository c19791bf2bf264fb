/*
 * charset.c -- the encoding of bytes that claim to be Latin-1.
 *
 * Tags before Unicode hold whatever the tagger's computer spoke. A title is short, so no single statistic is enough; three are put
 * together, over all texts of a file:
 *
 *   1. Strict validity: bytes that iconv refuses are not of that encoding. Two-byte encodings lose most rivals here.
 *   2. Where the characters lie: every national set puts its common characters in one range and the rare ones in another (GB 2312,
 *      Big5 and JIS X 0208 in levels by use, KS X 1001 Hangul before Hanja; Cyrillic sets small letters beside capitals). Text read in
 *      the wrong set lands in the rare ranges. Points a byte, and more for the few dozen characters that each language uses most.
 *   3. uchardet's word, worth some points; alone it decides only for sets that have no row here (Greek, Hebrew, Thai, …).
 *
 * Latin is a row as well: its letters stand alone between ASCII ones. Whoever does not beat it clearly, loses: text that is what it
 * says is worth more than a guess.
 */
#include "charset.h"

#include <errno.h>
#include <iconv.h>
#include <stdlib.h>
#include <string.h>
#include <uchardet/uchardet.h>

/* Points: a lead byte from..to (trail trail_from..trail_to; 0: a single byte). The first row that holds counts. */
struct range { unsigned char from, to, trail_from, trail_to; float points; };
enum { RANGES_MAX = 10 };

struct set {
	const char *name;		/* iconv's */
	const char *aliases;		/* uchardet's names, each between spaces */
	const char *common;		/* characters met often, in UTF-8; worth COMMON points more */
	struct range ranges[RANGES_MAX];
	float rest;			/* points of what is in no range */
	unsigned char upper[2], lower[2];	/* single bytes: capitals and small letters, for the check of case */
};

static const struct set sets[] = {
	{ "GB18030", " GB18030 GBK GB2312 HZ-GB-2312 ",
	  "的一是我不在人有这中大来上个国到说们为子和你地出道也时年得就那要下以生会自着去之过家学对可她里后小么心多天而能好都然没"
	  "日于起还发成事只作当想看文无开手主爱情歌夜风花雪月梦故乡城市雨春秋海星光飞走再见泪忘记红黑白旅路等最东西南北李王张陈刘周林",
	  { { 0xb0, 0xd7, 0xa1, 0xfe, 3 }, { 0xa1, 0xa3, 0xa1, 0xfe, 1 }, { 0xd8, 0xf7, 0xa1, 0xfe, 0 }, { 0xa4, 0xa9, 0xa1, 0xfe, -2 } },
	  -2, { 0 }, { 0 } },
	{ "BIG5-HKSCS", " BIG5 BIG5-HKSCS ",
	  "的一是我不在人有這中大來上個國到說們為子和你地出道也時年得就那要下以生會自著去之過家學對可她裡後小麼心多天而能好都然沒"
	  "日於起還發成事只作當想看文無開手主愛情歌夜風花雪月夢故鄉城市雨春秋海星光飛走再見淚忘記紅黑白旅路等最東西南北李王張陳劉周林",
	  { { 0xa4, 0xc6, 0x40, 0xfe, 3 }, { 0xa1, 0xa3, 0x40, 0xfe, 1 }, { 0xc9, 0xf9, 0x40, 0xfe, -1 } }, -3, { 0 }, { 0 } },
	{ "CP949", " EUC-KR UHC CP949 ISO-2022-KR JOHAB ",
	  "이다의에는가을지고리기사하로나도자어인아라은그대시서스한해너내우랑당신마음너를게요니만오날길눈꿈별밤봄여름겨울노래그리움안녕",
	  { { 0xb0, 0xc8, 0xa1, 0xfe, 3 }, { 0xa1, 0xa3, 0xa1, 0xfe, 1 }, { 0xca, 0xfd, 0xa1, 0xfe, -2 }, { 0xa4, 0xac, 0xa1, 0xfe, -2 } },
	  -2, { 0 }, { 0 } },
	{ "CP932", " SHIFT_JIS CP932 SJIS ", "のいにるをはがしてとなたんーんスラルイトリア日人本愛恋君夜空花風雪月夢心海星歌雨春夏秋冬東京少女",
	  { { 0x82, 0x82, 0x9f, 0xf1, 3 }, { 0x83, 0x83, 0x40, 0x96, 3 }, { 0x81, 0x81, 0x40, 0xfc, 1 }, { 0x88, 0x97, 0x40, 0xfc, 2.5F },
	    { 0x82, 0x82, 0x4f, 0x9a, 1 }, { 0x98, 0x9f, 0x40, 0xfc, 0 }, { 0xe0, 0xea, 0x40, 0xfc, -1 }, { 0xa1, 0xdf, 0, 0, -1 } },
	  -3, { 0 }, { 0 } },
	{ "EUC-JP", " EUC-JP ", "のいにるをはがしてとなたんーんスラルイトリア日人本愛恋君夜空花風雪月夢心海星歌雨春夏秋冬東京少女",
	  { { 0xa4, 0xa5, 0xa1, 0xf6, 3 }, { 0xa1, 0xa3, 0xa1, 0xfe, 1 }, { 0xb0, 0xcf, 0xa1, 0xfe, 2.6F }, { 0xd0, 0xf4, 0xa1, 0xfe, -1 } },
	  -3, { 0 }, { 0 } },
	{ "CP1251", " WINDOWS-1251 ", "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъіїєґ",
	  { { 0xe0, 0xff, 0, 0, .9F }, { 0xc0, 0xdf, 0, 0, .6F }, { 0xa8, 0xa8, 0, 0, .5F }, { 0xb8, 0xb8, 0, 0, .8F }, { 0xab, 0xab, 0, 0, .3F },
	    { 0xbb, 0xbb, 0, 0, .3F }, { 0x96, 0x97, 0, 0, .3F }, { 0xb2, 0xb3, 0, 0, .5F }, { 0xba, 0xbf, 0, 0, .4F }, { 0x85, 0x85, 0, 0, .2F } },
	  -2, { 0xc0, 0xdf }, { 0xe0, 0xff } },
	{ "KOI8-R", " KOI8-R KOI8-U ", "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъ",
	  { { 0xc0, 0xdf, 0, 0, .9F }, { 0xe0, 0xff, 0, 0, .6F }, { 0xa3, 0xa3, 0, 0, .8F }, { 0xb3, 0xb3, 0, 0, .5F } },
	  -2, { 0xe0, 0xff }, { 0xc0, 0xdf } },
	{ "CP866", " IBM866 CP866 ", "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъ",
	  { { 0xa0, 0xaf, 0, 0, .9F }, { 0xe0, 0xef, 0, 0, .9F }, { 0x80, 0x9f, 0, 0, .6F }, { 0xf0, 0xf1, 0, 0, .5F } },
	  -2, { 0x80, 0x9f }, { 0xa0, 0xaf } },
};

enum { TEXT_MAX = 16384 };
static const float common_points = 1.2F, common_letter = .35F, vote = .45F, lead_needed = .15F, least = .6F;

/* Sets without a row: believed from uchardet alone, when the text is mostly not ASCII. */
static const char *const trusted[] = {
	"WINDOWS-1253", "ISO-8859-7", "WINDOWS-1255", "ISO-8859-8", "WINDOWS-1256", "ISO-8859-6", "TIS-620", "ISO-8859-11", "VISCII",
};

static bool is_high(unsigned char c)
{
	return c >= 0x80;
}

static bool is_letter(unsigned char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* ---- conversion ---- */

/* False: not of that encoding. A text may end within a character, its field being short. */
static bool convert(const char *name, const char *text, size_t n, bool strict, struct buf *ret)
{
	iconv_t cd = iconv_open("UTF-8", name);
	char *in = (char *)(uintptr_t)text, out[1024];
	bool good = cd != (iconv_t)-1;

	while (good && n) {
		char *to = out;
		size_t room = sizeof out, got = iconv(cd, &in, &n, &to, &room);
		int err = errno;

		if (buf_add(ret, out, sizeof out - room))
			break;
		if (got != (size_t)-1 || err == E2BIG)
			continue;
		if (err == EINVAL)
			break;
		good = !strict;
		buf_adds(ret, "\xef\xbf\xbd");
		in++;
		n--;
	}
	if (cd != (iconv_t)-1)
		iconv_close(cd);
	return good;
}

char *charset_decode(const char *name, const char *text, size_t n)
{
	struct buf b;

	buf_init(&b, 4 * n + 16);
	buf_adds(&b, "");
	if (!convert(name, text, n, false, &b) && !b.len)
		return utf8_clean(text, n);
	return buf_steal(&b);
}

/* Each line by itself: one that is cut must not eat the next. */
static bool convert_lines(const char *name, const char *text, size_t n, struct buf *ret)
{
	for (size_t at = 0; at < n;) {
		const char *end = memchr(text + at, '\n', n - at);
		size_t len = end ? (size_t)(end - text) - at : n - at;

		if (!convert(name, text + at, len, true, ret))
			return false;
		at += len + 1;
	}
	return true;
}

/* ---- points ---- */

static float range_points(const struct set *s, const unsigned char *p, size_t n, size_t *ret_used)
{
	for (size_t i = 0; i < RANGES_MAX && s->ranges[i].from; i++) {
		const struct range *r = &s->ranges[i];

		if (*p < r->from || *p > r->to || (r->trail_from && (n < 2 || p[1] < r->trail_from || p[1] > r->trail_to)))
			continue;
		*ret_used = r->trail_from ? 2 : 1;
		return r->points;
	}
	/* in no range: of a two-byte set it takes its trail with it */
	*ret_used = s->ranges[0].trail_from && n >= 2 && p[1] >= 0x40 ? 2 : 1;
	return s->rest;
}

/* A capital right behind a small letter: that is not how words are written, but how the wrong Cyrillic set reads. */
static float case_points(const struct set *s, unsigned char before, unsigned char c)
{
	if (!s->upper[0])
		return 0;
	return before >= s->lower[0] && before <= s->lower[1] && c >= s->upper[0] && c <= s->upper[1] ? -1.5F : 0;
}

static float text_points(const struct set *s, const unsigned char *p, size_t n, const struct buf *utf8)
{
	float points = 0;
	size_t high = 0, used, characters = 0, run = 0, longest = 0;

	for (size_t i = 0; i < n; i += used) {
		used = 1;
		run = is_high(p[i]) ? run + 1 : 0;
		longest = MAX_OF(longest, run);
		if (!is_high(p[i]))
			continue;
		characters++;
		points += range_points(s, p + i, n - i, &used) + (i ? case_points(s, p[i - 1], p[i]) : 0);
		high += used;
	}
	/* too little to tell from a Latin letter or two: one character, or no word of them */
	if (characters < 2 || (s->upper[0] && longest < 3))
		return 0;
	for (size_t i = 0, len; i < utf8->len; i += len) {
		char c[8];

		len = utf8_next(utf8->data + i);
		if (!len)
			break;
		if (len < 2 || len >= sizeof c)
			continue;
		memcpy(c, utf8->data + i, len);
		c[len] = '\0';
		if (strstr(s->common, c))
			points += s->upper[0] ? common_letter : common_points;
	}
	return high ? points / (float)high : 0;
}

static float latin_points(const unsigned char *p, size_t n)
{
	float points = 0;
	size_t high = 0;

	for (size_t i = 0; i < n; i++) {
		bool alone, in_word;

		if (!is_high(p[i]))
			continue;
		high++;
		alone = !(i && is_high(p[i - 1])) && !(i + 1 < n && is_high(p[i + 1]));
		in_word = (i && is_letter(p[i - 1])) || (i + 1 < n && is_letter(p[i + 1]));
		if (p[i] == 0x85 || (p[i] >= 0x91 && p[i] <= 0x97) || p[i] == 0xab || p[i] == 0xbb || p[i] == 0xa0)
			points += .8F;
		else if (p[i] < 0xc0)
			points += p[i] == 0xbf || p[i] == 0xa1 || p[i] == 0xb4 || p[i] == 0xb0 || p[i] == 0x8a || p[i] == 0x9a ||
				p[i] == 0x8e || p[i] == 0x9e || p[i] == 0x8c || p[i] == 0x9c ? .6F : -1;
		else
			points += alone && in_word ? 1.4F : alone ? .5F : in_word ? .2F : -1;
	}
	return high ? points / (float)high : 0;
}

static char *ask_uchardet(const char *text, size_t n)
{
	uchardet_t u = uchardet_new();
	char *name;

	uchardet_handle_data(u, text, n);
	uchardet_data_end(u);
	name = xstrdup(uchardet_get_charset(u));
	uchardet_delete(u);
	return name;
}

static bool is_alias(const struct set *s, const char *name)
{
	char *padded = xasprintf(" %s ", name);
	bool yes = *name && strstr(s->aliases, padded);

	free(padded);
	return yes;
}

/* More letters of it than of ASCII. */
static bool is_mostly_high(const unsigned char *p, size_t n)
{
	size_t high = 0, ascii = 0;

	for (size_t i = 0; i < n; i++) {
		high += is_high(p[i]);
		ascii += is_letter(p[i]);
	}
	return high > ascii && high >= 4;
}

static const char *trusted_name(const char *name, const char *text, size_t n)
{
	for (size_t i = 0; i < COUNT_OF(trusted); i++)
		if (!strcmp(trusted[i], name) && is_mostly_high((const unsigned char *)text, n)) {
			struct buf utf8;
			bool good;

			buf_init(&utf8, 4 * TEXT_MAX);
			good = convert_lines(trusted[i], text, n, &utf8);
			buf_done(&utf8);
			return good ? trusted[i] : NULL;
		}
	return NULL;
}

const char *charset_guess(const char *text, size_t n)
{
	const unsigned char *bytes = (const unsigned char *)text;
	const char *best = "CP1252", *other;
	float best_points, latin;
	char *word;

	n = MIN_OF(n, (size_t)TEXT_MAX);
	word = ask_uchardet(text, n);
	latin = latin_points(bytes, n);
	best_points = MAX_OF(latin + lead_needed, least);
	other = trusted_name(word, text, n);
	for (size_t i = 0; i < COUNT_OF(sets); i++) {
		struct buf utf8;
		float points = 0;

		buf_init(&utf8, 4 * TEXT_MAX);
		if (convert_lines(sets[i].name, text, n, &utf8))
			points = text_points(&sets[i], bytes, n, &utf8) + (is_alias(&sets[i], word) ? vote : 0);
		/* what uchardet takes for a set of its own must not be like another by much to be believed */
		if (points > best_points && (!other || points > 1.5F)) {
			best = sets[i].name;
			best_points = points;
			if (other)
				other = NULL;
		}
		buf_done(&utf8);
	}
	free(word);
	return other ? other : best;
}
