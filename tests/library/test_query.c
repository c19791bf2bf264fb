/* test_query.c -- the filter language, by rows: which of a fixed set of tracks match; what is wrong, and where. */
#include "library.h"
#include "../tap.h"

#include <locale.h>
#include <time.h>

static const int64_t NOW = 1763683200;	/* 2025-11-21T00:00:00Z; tests run in UTC */
#define DAY 86400

/* One letter names each. */
static const struct track tracks[] = {
	{ .id = 'a', .path = "/m/Bowie/Hunky Dory/04 Life on Mars.flac", .title = "Life on Mars?", .artist = "David Bowie",
	  .album = "Hunky Dory", .album_artist = "David Bowie", .genre = "Glam Rock", .composer = "Bowie", .date = "1971-12-17",
	  .codec = "FLAC", .year = 1971, .track_no = 4, .disc_no = 1, .bpm = 120, .bitrate_kbps = 900, .sample_rate_hz = 44100,
	  .channels = 2, .duration_ms = 235999, .added_s = 1763683200 - 3 * DAY, .rating = 5, .is_loved = true, .play_count = 12,
	  .skip_count = 0, .last_played_s = 1763683200 - 3600 },
	{ .id = 'b', .path = "/m/Bowie/Low/02 Breaking Glass.mp3", .title = "Breaking Glass", .artist = "David Bowie",
	  .album = "Low", .album_artist = "", .genre = "Art Rock", .composer = "", .date = "1977", .codec = "MP3", .year = 1977,
	  .track_no = 2, .duration_ms = 112000, .added_s = 1763683200 - 30 * DAY, .rating = 3, .play_count = 3, .skip_count = 2,
	  .last_played_s = 1763683200 - 40 * DAY },
	{ .id = 'c', .path = "/m/Björk/Début.ogg", .title = "Vökuró", .artist = "Björk", .album = "Medúlla", .genre = "Électronique",
	  .codec = "Vorbis", .year = 2004, .bpm = 118, .duration_ms = 194000, .added_s = 1735689600, .rating = 0 },
	{ .id = 'd', .path = "/m/jp/椎名林檎 - 丸の内サディスティック.opus", .title = "丸の内サディスティック", .artist = "椎名林檎", .album = "無罪モラトリアム",
	  .genre = "J-Pop", .codec = "Opus", .year = 1999, .duration_ms = 235000, .added_s = 1735689600 + 5, .is_banned = true,
	  .skip_count = 4 },
	{ .id = 'e', .path = "/m/xx/untitled.wav", .title = "untitled", .artist = "", .album = "", .genre = "", .codec = "WAV",
	  .added_s = 1 },
	{ .id = 'f', .path = "/m/wide/full.flac", .title = "Ｆｕｌｌ Ｗｉｄｔｈ Low Life", .artist = "The Fool (band)", .album = "ﬁne or not",
	  .codec = "FLAC", .year = 1980, .duration_ms = 361000, .rating = 4, .added_s = 1763683200 - 8 * DAY, .channels = 1 },
	{ .id = 'g', .path = "/m/gone.mp3", .title = "Gone Glass", .artist = "Nobody", .codec = "MP3", .state = TRACK_MISSING, .year = 1977 },
	{ .id = 'h', .path = "/m/bad.mp3", .title = "Bad", .artist = "Nobody", .error = "not audio", .state = TRACK_UNREADABLE },
};

static const struct { const char *text, *match; } rows[] = {
	{ "", "abcdefgh" }, { "   \t", "abcdefgh" },
	/* words */
	{ "bowie", "ab" }, { "BOWIE low", "b" }, { "low", "bf" }, { "low life", "f" }, { "life low", "f" }, { "\"low life\"", "f" },
	{ "\"life low\"", "" }, { "\"bowie low\"", "" }, { "glass", "bg" }, { "mars?", "a" }, { "bjork", "c" }, { "BJÖRK", "c" },
	{ "vokuro", "c" }, { "medulla", "c" }, { "debut", "c" }, { "椎名", "d" }, { "丸の", "d" }, { "東京", "" }, { "ｻﾃﾞｨ", "d" },
	{ "full width", "f" }, { "ｂｏｗｉｅ", "ab" }, { "fine", "f" }, { "\"or not\"", "f" }, { "\"and\"", "f" }, { "(band)", "f" },
	{ "david - low", "b" }, { "opus", "d" }, { "\"a \\\"quote\\\"\"", "" }, { "glass\"low\"", "b" },
	/* fields of text */
	{ "artist:bowie", "ab" }, { "artist:björk", "c" }, { "ARTIST:Bowie", "ab" }, { "artist: bowie", "ab" }, { "album:\"hunky dory\"", "a" },
	{ "album:low", "b" }, { "title:low", "f" }, { "title:\"\"", "abcdefgh" }, { "genre=\"\"", "efgh" }, { "genre!=\"\"", "abcd" },
	{ "artist=bowie", "" }, { "artist=\"david bowie\"", "ab" }, { "artist!=\"DAVID BOWIE\"", "cdefgh" }, { "album=LOW", "b" },
	{ "albumartist:bowie", "a" }, { "genre:rock", "ab" }, { "genre:electronique", "c" }, { "composer:bowie", "a" },
	{ "path:/m/bowie/", "ab" }, { "path:BJORK", "c" }, { "file:mars", "a" }, { "file:bowie", "" }, { "codec:flac", "af" }, { "codec=mp3", "bg" },
	{ "date:1971-12", "a" }, { "date=1977", "bg" }, { "artist:椎名", "d" },
	/* numbers */
	{ "rating>=4", "af" }, { "rating<4", "b" }, { "rating:0", "cdegh" }, { "rating=0..3", "bcdegh" }, { "rating>0", "abf" }, { "rating<=0", "cdegh" },
	{ "year<1980", "abg" }, { "year<=1980", "abfg" }, { "year:1970..1979", "abg" }, { "year:1999..", "cd" }, { "year:..1971", "a" }, { "year=0", "eh" },
	{ "year!=1977", "acdefh" }, { "not year=1977", "acdefh" }, { "year!=1970..1979", "cdefh" }, { "year>=0", "abcdefgh" }, { "year >= 1999", "cd" },
	{ "year>= 1999 björk", "c" }, { "bpm:118..124", "ac" }, { "plays>3", "a" }, { "plays<4", "bcdefgh" }, { "plays=0", "cdefgh" }, { "skips=0", "acefgh" },
	{ "skips!=0", "bd" }, { "track:2", "b" }, { "disc:1", "a" }, { "bitrate>320", "a" }, { "samplerate=44100", "a" }, { "channels=1", "f" },
	{ "duration>6:00", "f" }, { "duration:3:55", "ad" }, { "duration<2m", "b" }, { "duration:112", "b" }, { "duration:112s", "b" },
	{ "duration:3:00..4:00", "acd" }, { "duration<0:01:52", "" }, { "duration<=0:01:52", "b" }, { "duration>=6m", "f" }, { "duration=0", "egh" },
	/* times */
	{ "added:7d", "a" }, { "added<2w", "af" }, { "added>2w", "bcde" }, { "added>=2w", "bcde" }, { "played:today", "" }, { "played:yesterday", "a" },
	{ "played:2h", "a" }, { "played>30d", "b" }, { "added:2025-01-01", "cd" }, { "added=2025-01-01", "cd" }, { "added>2025-01-01", "abf" },
	{ "added>=2025-01-01", "abcdf" }, { "added<2025-01-01", "e" }, { "added<=2025-01-01", "cde" }, { "added:2025", "abcdf" }, { "added:2025-11", "af" },
	{ "added:2025-01..2025-10", "bcd" }, { "added:2025-10..", "abf" }, { "added:..2025-10", "bcde" }, { "added:2w..7d", "f" }, { "added:7d..2w", "f" },
	{ "added:7d..", "a" }, { "added!=2025", "egh" }, { "added:2025-01-01T00:00:00Z", "c" }, { "added>2025-01-01T00:00Z", "abdf" }, { "added:@1", "e" },
	{ "added<2025-12 added>2025-10", "af" },
	/* the short form of cmus */
	{ "~a bowie", "ab" }, { "~abowie", "ab" }, { "~a \"david bowie\" ~y1970-1975", "a" }, { "~y1970-1979", "abg" }, { "~y-1971", "a" }, { "~y 1999-", "cd" },
	{ "~y<1980 !~X>3", "bg" }, { "~l low | ~t full", "bf" }, { "~d>6:00", "f" }, { "~d 112", "b" }, { "(~g rock ~n=2)", "b" }, { "~A bowie", "a" }, { "~f/m/bowie", "ab" },
	{ "~D1", "a" }, { "~t=untitled", "e" }, { "~", "" }, { "\"~z\"", "" }, { "~a!=\"david bowie\" ~a b", "cfgh" },
	/* its long form */
	{ "artist=\"*bowie*\"&album=\"H*\"", "a" }, { "date>=1970&date<1980", "abg" }, { "date=1971..1977", "abg" }, { "date=1971-12-17", "a" },
	{ "filename=\"*.mp3\"", "bgh" }, { "filename=*.MP3", "bgh" }, { "filename!=*.mp3", "acdef" }, { "discnumber=1", "a" }, { "tracknumber<4", "b" },
	{ "play_count>=3", "ab" }, { "tracknumber=-1", "cdefgh" },
	{ "tracknumber!=-1", "ab" }, { "tracknumber>-1", "ab" }, { "date=-1", "eh" }, { "year=-1", "eh" },
	{ "!stream&(artist=\"\"|album=\"\"|title=\"\"|tracknumber=-1|date=-1)", "cdefgh" }, { "title=?ntitled", "e" }, { "title=V?kur?", "c" }, { "artist=\"椎名??\"", "d" }, { "artist=\"椎名?\"", "" },
	{ "title=\"*mars\\?\"", "a" }, { "title=\"*glass\\?\"", "" }, { "title=*", "abcdefgh" }, { "title=**l*a*s**", "abg" },
	{ "genre=rock", "" }, { "(genre=\"*rock\"|codec=opus)&!loved", "bd" }, { "~T", "abcdfgh" }, { "!~T", "e" }, { "~s", "" }, { "!stream&tag", "abcdfgh" },
	{ "tag", "" }, { "stream", "" }, { "(tag)", "abcdfgh" }, { "year>1970&rating>3", "af" }, { "bowie&low", "" }, { "bowie & low", "b" }, { "bowie &", "ab" },
	{ "bowie && low", "b" }, { "~y1970-1980~grock", "ab" }, { "~y1970-1975|~y1999-", "acd" }, { "~f *.flac", "af" }, { "~l h?nky", "a" }, { "~t mars?", "a" },
	{ "loved&rating=5", "a" }, { "life&loved", "a" },
	/* labels, told by test_label() */
	{ "mood:calm", "a" }, { "mood:CÁLM", "a" }, { "mood=calm", "" }, { "mood=\"calm sad\"", "a" }, { "style:techno", "b" }, { "style!=\"\"", "b" }, { "style:x", "" },
	/* flags */
	{ "loved", "a" }, { "banned", "d" }, { "unplayed", "cdefgh" }, { "missing", "g" }, { "unreadable", "h" }, { "LOVED", "a" }, { "\"loved\"", "" },
	/* logic: not before and before or */
	{ "not bowie", "cdefgh" }, { "-bowie", "cdefgh" }, { "!bowie", "cdefgh" }, { "NOT bowie", "cdefgh" }, { "not not bowie", "ab" }, { "--bowie", "ab" },
	{ "bowie or bjork", "abc" }, { "bowie | bjork", "abc" }, { "bowie||bjork", "abc" }, { "bowie and low", "b" }, { "bowie AND low or bjork", "bc" },
	{ "bjork or bowie low", "bc" }, { "(bjork or bowie) low", "b" }, { "not bjork or bowie", "abdefgh" }, { "not (bjork or bowie)", "defgh" },
	{ "-(bjork|bowie) -loved", "defgh" }, { "bowie -low", "a" }, { "year<1980 -missing", "ab" }, { "((bowie))", "ab" }, { "artist:bowie rating>=4 year<1980 bpm:118..124", "a" },
	{ "bowie -title:glass", "a" }, { "!missing !unreadable", "abcdef" }, { "loved or banned or missing", "adg" }, { "artist!=\"\" artist:b|banned", "abcdfgh" },
};

static const struct { const char *text; size_t column; enum err err; const char *part; } wrong[] = {
	{ "artst:bowie", 0, ERR_PARSE, "unknown field 'artst' (did you mean artist?)" },
	{ "low yaer<1980", 4, ERR_PARSE, "did you mean year?" },
	{ "http://example.org", 0, ERR_PARSE, "unknown field 'http' (put quotes" },
	{ "and:x", 0, ERR_PARSE, "unknown field 'and'" },
	{ "\"low", 0, ERR_PARSE, "quotation mark is not closed" }, { "a artist:\"low", 9, ERR_PARSE, "quotation mark" },
	{ "(low", 0, ERR_PARSE, "parenthesis is not closed" }, { "a (b (c)", 2, ERR_PARSE, "parenthesis is not closed" },
	{ "low)", 3, ERR_PARSE, "was not opened" }, { ")", 0, ERR_PARSE, "was not opened" }, { "a or )", 5, ERR_PARSE, "was not opened" },
	{ "()", 1, ERR_PARSE, "nothing is between" }, { "low or", 6, ERR_PARSE, "after 'or'" }, { "low or ", 7, ERR_PARSE, "after 'or'" },
	{ "or low", 0, ERR_PARSE, "before 'or'" }, { "and", 0, ERR_PARSE, "before 'and'" }, { "a and or b", 6, ERR_PARSE, "after 'and'" },
	{ "not", 3, ERR_PARSE, "after 'not'" }, { "low !", 5, ERR_PARSE, "after '!'" }, { "(a or)", 5, ERR_PARSE, "after 'or'" },
	{ "(-)", 2, ERR_PARSE, "after '-'" }, { "(((", 3, ERR_PARSE, "after '('" }, { "a (", 3, ERR_PARSE, "after '('" }, { "((a) (or b))", 6, ERR_PARSE, "after '('" },
	{ "artist:", 7, ERR_PARSE, "'artist' needs a value" }, { "year>=", 6, ERR_PARSE, "'year' needs a value" }, { "artist:(a)", 7, ERR_PARSE, "needs a value" },
	{ "year:abc", 5, ERR_PARSE, "'abc' is not a number" }, { "year:19x", 5, ERR_PARSE, "'19x' is not a number" }, { "year:-1", 5, ERR_PARSE, "not a number" },
	{ "year:1234567890", 5, ERR_PARSE, "not a number" }, { "year:1980..1970", 5, ERR_PARSE, "runs backwards" }, { "year:..", 5, ERR_PARSE, "one side" },
	{ "year<1970..1980", 5, ERR_PARSE, "after ':' or '='" }, { "year:1970...1980", 5, ERR_PARSE, "'.1980' is not a number" }, { "year:\"\"", 5, ERR_PARSE, "not a number" },
	{ "duration>x", 9, ERR_PARSE, "not a duration" }, { "duration>6:", 9, ERR_PARSE, "not a duration" }, { "duration>6:60", 9, ERR_PARSE, "not a duration" },
	{ "duration>1:2:3:4", 9, ERR_PARSE, "not a duration" }, { "duration>m", 9, ERR_PARSE, "not a duration" }, { "duration>:", 9, ERR_PARSE, "not a duration" },
	{ "added:soon", 6, ERR_PARSE, "not a time" }, { "added:2025-13", 6, ERR_PARSE, "not a time" }, { "added:7d..x", 6, ERR_PARSE, "not a time" },
	{ "~y abc", 3, ERR_PARSE, "not a number" }, { "~a", 2, ERR_PARSE, "'artist' needs a value" }, { "x ~a>b", 4, ERR_PARSE, "is a text" },
	{ "added:nand", 6, ERR_PARSE, "not a time" }, { "added:infy", 6, ERR_PARSE, "not a time" },
	{ "added:@9223372036854775807", 6, ERR_PARSE, "not a time" },
	{ "& low", 0, ERR_PARSE, "before 'and'" }, { "date>x", 5, ERR_PARSE, "not a number" }, { "filter:x", 7, ERR_PARSE, "there is no filter 'x'" },
	{ "low&rating>x", 11, ERR_PARSE, "not a number" }, { "~y1980-~grock~d>x", 16, ERR_PARSE, "not a duration" }, { "東京 ~d>x", 10, ERR_PARSE, "not a duration" },
	{ "artist>x", 6, ERR_PARSE, "is a text" }, { "~z", 0, ERR_PARSE, "unknown field '~z'" }, { "low ~c foo", 4, ERR_PARSE, "unknown field '~c'" }, { "~a bowie ~Q", 9, ERR_PARSE, "unknown field '~Q'" },
	{ "comment=\"x\"", 0, ERR_PARSE, "unknown field 'comment'" }, { "low & originaldate>1990", 6, ERR_PARSE, "unknown field 'originaldate'" },
	{ "codec_profile=x|media=y", 0, ERR_PARSE, "unknown field 'codec_profile'" }, { "loved:yes", 5, ERR_PARSE, "stands alone" },
};

static struct library *lib;

static const char *test_label(void *ctx, const struct track *t, enum library_label which)
{
	(*(int *)ctx)++;
	if (which == LIBRARY_MOOD)
		return t->id == 'a' ? "Calm sad" : "";
	return t->id == 'b' ? "techno" : NULL;
}

static void matching(const struct query *q, char *ret)
{
	for (size_t i = 0; i < COUNT_OF(tracks); i++)
		if (query_match(q, lib, library_get(lib, tracks[i].id)))
			*ret++ = (char)tracks[i].id;
	*ret = '\0';
}

static void test_rows(void)
{
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		char got[COUNT_OF(tracks) + 1];
		struct query *q = NULL;
		size_t column = 0;

		if (query_parse(rows[i].text, NOW, &q, &column)) {
			ok(false, "%s: %s at %zu", rows[i].text, err_text(), column);
			continue;
		}
		matching(q, got);
		is_str(got, rows[i].match, rows[i].text);
		query_free(q);
	}
}

static void test_wrong(void)
{
	for (size_t i = 0; i < COUNT_OF(wrong); i++) {
		struct query *q = (struct query *)&q;
		size_t column = SIZE_MAX;
		enum err err = query_parse(wrong[i].text, NOW, &q, &column);

		if (!ok(err == wrong[i].err && column == wrong[i].column && strstr(err_text(), wrong[i].part), "wrong: %s", wrong[i].text))
			printf("#   %d at %zu: %s\n", (int)err, column, err_text());
		if (!err)
			query_free(q);
		else
			ok(q == (struct query *)&q, "  and no query is given");
	}
}

static enum err parse_repeated(const char *before, const char *s, size_t times, const char *after, size_t *ret_column)
{
	struct query *q = NULL;
	struct buf b;
	enum err err;

	buf_init(&b, 1 << 20);
	buf_adds(&b, before);
	while (times--)
		buf_adds(&b, s);
	buf_adds(&b, after);
	*ret_column = 0;
	err = query_parse(b.data, NOW, &q, ret_column);
	query_free(q);
	buf_done(&b);
	return err;
}

static void test_limits(void)
{
	size_t column;

	is_int(parse_repeated("", "a", 4096, "", &column), OK, "4096 bytes are a query");
	is_int(parse_repeated("", "a", 4097, "", &column), ERR_LIMIT, "4097 are not");
	is_int((long long)column, 4096, "and the column says where it went too far");
	is_int(parse_repeated("x ", "(", 65, "a", &column), ERR_LIMIT, "65 parentheses are too deep");
	is_int((long long)column, 66, "at the 65th");
	is_int(parse_repeated("((((((((((((((((((((((((((((((((", "(", 32, "a))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))", &column),
	       OK, "64 are fine");
	is_int(parse_repeated("", "not ", 1000, "a", &column), OK, "a thousand nots are no depth at all");
	is_int(parse_repeated("", "a ", 1100, "", &column), ERR_LIMIT, "1100 terms are too many");
	is_int(parse_repeated("", "a ", 1000, "", &column), OK, "1000 are not");
	is_int(parse_repeated("", "-a|", 600, "b", &column), ERR_LIMIT, "nots count as terms");
}

/* ---- saved filters in queries ---- */

static const struct { const char *name, *text; } saved[] = {
	{ "seventies", "date>=1970&date<1980" }, { "glam", "genre=\"*glam*\"" }, { "both", "seventies&!filter:glam" }, { "self", "other" },
	{ "other", "low&self" }, { "bad", "rating>x" }, { "empty", " " }, { "low", "artist:bowie" }, { "日本", "artist=\"椎名*\"" }, { "open", "a)" },
	{ "wide", "both|日本|low" },
};

static const char *find_saved(void *ctx, const char *name)
{
	(void)ctx;
	for (size_t i = 0; i < COUNT_OF(saved); i++)
		if (!strcmp(saved[i].name, name))
			return saved[i].text;
	return NULL;
}

static const struct query_names names = { find_saved, NULL, true, NULL }, no_bare = { find_saved, NULL, false, NULL },
	typing = { find_saved, NULL, false, "wide" };

static void test_names(void)
{
	static const struct { const struct query_names *names; const char *text, *match; } good[] = {
		{ &names, "filter:seventies", "abg" }, { &names, "seventies", "abg" }, { &no_bare, "seventies", "" }, { &no_bare, "filter:seventies", "abg" },
		{ &names, "seventies&glam", "a" }, { &names, "both", "bg" }, { &names, "!both", "acdefh" }, { &names, "filter!=both", "acdefh" },
		{ &names, "low", "ab" }, { &names, "low life", "f" }, { &names, "\"low\"", "bf" }, { &names, "(low|日本)", "abd" },
		{ &names, "(filter:glam or filter:\"日本\") rating=0", "d" }, { &names, "life&low", "a" }, { &names, "wide", "abdg" },
		{ &no_bare, "filter:wide", "abdg" }, { &no_bare, "filter:both", "bg" }, { &typing, "filter:wide", "bf" }, { &typing, "filter:both", "bg" },
	};
	static const struct { const char *text; size_t column; const char *part; } bad[] = {
		{ "filter:nosuch", 7, "no filter 'nosuch'" }, { "x filter:bad", 2, "in the filter 'bad': 'x' is not a number" }, { "(self)", 1, "does '" },
		{ "empty", 0, "nothing is in it" }, { "open", 0, "was not opened" }, { "filter:", 7, "needs a value" }, { "rock&self", 5, "in the filter 'self'" },
	};
	static const char *const not_names[] = { "", "loved", "and", "a b", "~a", "a:b", "(a", "a&b", "-a", "!a", "\"a\"", "year<3", "\xff", "a|b", "stream" };

	for (size_t i = 0; i < COUNT_OF(good); i++) {
		char got[COUNT_OF(tracks) + 1] = "?";
		struct query *q = NULL;
		size_t column;

		if (!query_parse_named(good[i].text, NOW, good[i].names, &q, &column))
			matching(q, got);
		is_str(got, good[i].match, good[i].text);
		query_free(q);
	}
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		struct query *q = NULL;
		size_t column = SIZE_MAX;

		if (!ok(query_parse_named(bad[i].text, NOW, &names, &q, &column) && column == bad[i].column && strstr(err_text(), bad[i].part),
			"wrong: %s", bad[i].text))
			printf("#   at %zu: %s\n", column, err_text());
		query_free(q);
	}
	for (size_t i = 0; i < COUNT_OF(not_names); i++)
		is_int(query_name_check(not_names[i]), ERR_ARG, not_names[i]);
	is_int(query_name_check("90s-ogg-mp3") | query_name_check("日本") | query_name_check("r_b"), OK, "these are names");
}

static const char *find_any(void *ctx, const char *name)
{
	(void)ctx, (void)name;
	return "rating>3";
}
static const struct query_names any_name = { find_any, NULL, false, NULL };

PRINTF_LIKE(1, 2) static bool takes(const char *form, ...)
{
	struct query *q = NULL;
	char text[64];
	size_t column;
	va_list ap;
	bool taken;

	va_start(ap, form);
	vsnprintf(text, sizeof text, form, ap);
	va_end(ap);
	taken = !query_parse_named(text, NOW, &any_name, &q, &column);
	query_free(q);
	return taken;
}

static void test_fields(void)
{
	size_t n, sorted = 0;
	const struct query_field *f = query_fields(&n);

	ok(n > 20, "the language has %zu words", n);
	for (size_t i = 1; i < n; i++)
		sorted += strcmp(f[i - 1].name, f[i].name) < 0;
	is_int((long long)sorted, (long long)n - 1, "sorted and unique");
	for (size_t i = 0; i < n; i++) {
		/* a word with arguments takes one of these; one without stands among others */
		bool taken = f[i].args[0] ? takes("%s:2025", f[i].name) || takes("%s:1", f[i].name) : takes("a %s b", f[i].name);

		ok(taken && f[i].help[0], "the parser takes '%s', which has a help", f[i].name);
	}
	ok(!takes("nonsense%s:1", "x"), "and not just anything");
}

static void test_foreign(void)
{
	struct track t = tracks[1];
	struct query *q;
	size_t column;

	t.album_artist = "";
	query_parse("album:low -missing glass", NOW, &q, &column);
	t.title = "Foreign Glass";
	ok(query_match(q, lib, &t), "a track that is not the library's is matched as it is");
	t.title = t.path = "/else";
	ok(!query_match(q, lib, &t), "not as the library's of the same id");
	query_free(q);
}

int main(void)
{
	int asked = 0;

	setlocale(LC_ALL, "C.UTF-8");
	setenv("TZ", "UTC0", 1);
	tzset();
	lib = library_new();
	for (size_t i = 0; i < COUNT_OF(tracks); i++)
		library_put(lib, &tracks[i]);
	library_set_label(lib, LIBRARY_STYLE, test_label, &asked);
	library_set_label(lib, LIBRARY_MOOD, test_label, &asked);
	test_rows();
	ok(asked > 0, "labels were asked for");
	test_wrong();
	test_limits();
	test_names();
	test_fields();
	test_foreign();
	library_free(lib);
	return done();
}
