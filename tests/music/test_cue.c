/* test_cue.c -- cue sheets as people have them: several files, gaps, any encoding, and those that make no sense. */
#include "music/cue.h"
#include "../tap.h"

#include <math.h>
#include <stdlib.h>

static bool parse(const char *text, bool inside, struct cue *cue)
{
	return !cue_parse(text, strlen(text), inside, cue);
}

static void test_plain(void)
{
	struct cue c;

	ok(parse("\xef\xbb\xbfREM GENRE \"Post Rock\"\r\nREM DATE 1999-05\r\nREM DISCNUMBER 2\r\nREM TOTALDISCS 3\r\nREM COMPILATION TRUE\r\n"
		 "REM REPLAYGAIN_ALBUM_GAIN -6.50 dB\r\nREM REPLAYGAIN_ALBUM_PEAK 0.98\r\nPERFORMER \"The Band\"\r\nTITLE \"An \"odd\" name\"\r\n"
		 "FILE \"a.flac\" WAVE\r\n  TRACK 01 AUDIO\r\n    TITLE \"One\"\r\n    ISRC GBAAA9900001\r\n    INDEX 01 00:00:00\r\n"
		 "    REM REPLAYGAIN_TRACK_GAIN +1,25 dB\r\n  TRACK 02 AUDIO\r\n    TITLE Two words\r\n    PERFORMER Guest\r\n    SONGWRITER \"Her\"\r\n"
		 "    INDEX 00 03:00:00\r\n    INDEX 01 03:02:74\r\n", false, &c), "a sheet as programs write them");
	is_int((long long)c.n, 2, "two tracks");
	is_str(c.title, "An \"odd\" name", "quotes within quotes");
	is_str(c.genre, "Post Rock", "genre");
	is_str(c.date, "1999-05", "date");
	ok(c.disc_no == 2 && c.disc_total == 3 && c.is_compilation, "disc, compilation");
	ok(fabs(c.gain_db + 6.5) < 1e-9 && fabs(c.peak - .98) < 1e-9, "the album's gain and peak");
	ok(fabs(c.tracks[0].gain_db - 1.25) < 1e-9 && isnan(c.tracks[1].gain_db), "a track's gain, with a comma");
	is_str(c.tracks[0].isrc, "GBAAA9900001", "ISRC");
	is_str(c.tracks[1].title, "Two words", "a title without quotes");
	is_str(c.tracks[1].performer, "Guest", "its own performer");
	is_str(c.tracks[1].songwriter, "Her", "songwriter");
	is_int(c.tracks[1].start_us, 182986667, "it begins at INDEX 01");
	is_int(c.tracks[0].end_us, c.tracks[1].start_us, "the gap belongs to the track before: nothing is lost");
	is_int(c.tracks[1].end_us, 0, "the last goes on to the end");
	cue_done(&c);
}

static void test_files(void)
{
	struct cue c;

	/* EAC's "noncompliant" way: the gap of a track is at the end of the file before */
	ok(parse("FILE a.wav WAVE\nTRACK 1 AUDIO\nINDEX 01 00:00:00\nTRACK 2 AUDIO\nTITLE b\nINDEX 00 02:00:00\nFILE \"my b.wav\" WAVE\nINDEX 01 00:00:00\n"
		 "TRACK 3 AUDIO\nINDEX 01 01:00:00\n", false, &c), "several files");
	is_int((long long)c.n, 3, "three tracks");
	is_str(c.tracks[0].file, "a.wav", "a name without quotes");
	is_int(c.tracks[0].end_us, 0, "the first goes on to the end of its file");
	is_str(c.tracks[1].file, "my b.wav", "the second is where its INDEX 01 is");
	is_int(c.tracks[1].end_us, 60000000, "and ends where the third begins");
	is_int((long long)c.n_files, 2, "two FILE lines");
	cue_done(&c);
	ok(parse("FILE x.bin BINARY\nTRACK 01 MODE1/2352\nINDEX 01 00:00:00\nTRACK 02 AUDIO\nINDEX 01 10:00:00\nTRACK 03 MODE2/2352\nINDEX 01 20:00:00\n", false, &c),
	   "a disc with data");
	is_int((long long)c.n, 1, "data is no track");
	is_int(c.tracks[0].end_us, 1200000000, "but ends one");
	is_int(c.tracks[0].number, 2, "which keeps its number");
	cue_done(&c);
	ok(parse("TRACK 01 AUDIO\nINDEX 01 00:00:00\nTRACK 02 AUDIO\nINDEX 01 01:00:00\n", true, &c), "inside a file no FILE is needed");
	ok(c.n == 2 && !c.tracks[0].file, "and none is named");
	cue_done(&c);
}

static void test_encodings(void)
{
	static const char utf16[] = "\xff\xfeT\0I\0T\0L\0E\0 \0\"\0\x1c\x59\"\0\n\0F\0I\0L\0E\0 \0a\0 \0W\0\n\0T\0R\0A\0C\0K\0 \0""1\0\n\0I\0N\0D\0E\0X\0 \0""1\0 \0""0\0:\0""0\0:\0""0\0\n\0";
	static const struct { const char *what, *text, *title; size_t n; } rows[] = {
		{ "GBK", "TITLE \"\xd6\xd0\xb9\xfa\xb5\xc4\xd2\xf4\xc0\xd6\"\nFILE \"\xd6\xd0.wav\" WAVE\nTRACK 01 AUDIO\nTITLE \"\xce\xd2\xb5\xc4\xcc\xec\xbf\xd5\"\nINDEX 01 00:00:00\n", "中国的音乐", 0 },
		{ "Shift-JIS", "TITLE \"\x83\x5c\x83\x6f\x82\xcc\x89\xd8\"\nFILE \"a.wav\" WAVE\nTRACK 01 AUDIO\nTITLE \"\x82\xb3\x82\xad\x82\xe7\x82\xcc\x89\xd4\"\nINDEX 01 00:00:00\n", "ソバの華", 0 },
		{ "CP1251", "TITLE \"\xca\xf0\xe0\xf1\xed\xee\xe5 \xe7\xed\xe0\xec\xff\"\nFILE \"a.wav\" WAVE\nTRACK 01 AUDIO\nTITLE \"\xc3\xf0\xf3\xef\xef\xe0 \xea\xf0\xee\xe2\xe8\"\nINDEX 01 00:00:00\n", "Красное знамя", 0 },
		{ "UTF-8", "TITLE \"夜に駆ける\"\nFILE a.wav WAVE\nTRACK 01 AUDIO\nINDEX 01 00:00:00\n", "夜に駆ける", 0 },
		{ "UTF-16", utf16, "夜", sizeof utf16 - 1 },
	};
	struct cue c;

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		enum err err = cue_parse(rows[i].text, rows[i].n ? rows[i].n : strlen(rows[i].text), false, &c);

		ok(!err, "%s: read%s%s", rows[i].what, err ? ": " : "", err ? err_text() : "");
		if (err)
			continue;
		is_str(c.title, rows[i].title, rows[i].what);
		cue_done(&c);
	}
	if (!cue_parse(rows[0].text, strlen(rows[0].text), false, &c)) {
		is_str(c.tracks[0].file, "中.wav", "the file's name, decoded");
		is_str(c.tracks[0].raw_file, "\xd6\xd0.wav", "and as it stands there");
		cue_done(&c);
	}
}

static void test_nonsense(void)
{
	struct cue c;
	struct buf b;

	ok(cue_parse("", 0, false, &c) == ERR_PARSE, "an empty sheet is none");
	ok(cue_parse("hello\n", 6, false, &c) == ERR_PARSE, "nor is any text");
	ok(!parse("TRACK 01 AUDIO\nINDEX 01 00:00:00\n", false, &c), "a track of no file is none");
	ok(strstr(err_text(), "line 2"), "the sentence names the line: %s", err_text());
	ok(parse("FILE a W\nTRACK 01 AUDIO\nINDEX 01 00:00:00\nTRACK 02 AUDIO\nINDEX 01 00:61:00\nTRACK 03 AUDIO\nINDEX 01 -1:00:00\nTRACK 04 AUDIO\nINDEX 01 01:00:75\n"
		 "TRACK 05 AUDIO\nINDEX 01 02:00:00\nINDEX\nTRACK\nPERFORMER\n\"\n", false, &c), "impossible times");
	is_int((long long)c.n, 2, "are passed over");
	is_int(c.tracks[0].end_us, 120000000, "with their tracks");
	is_int((long long)c.first_bad, 5, "the first one is known by its line");
	cue_done(&c);
	ok(parse("FILE a W\nTRACK 1\nINDEX 1 5:0:0\nTRACK 2\nINDEX 1 3:0:0\nTRACK 3\nINDEX 1 6:0:0\n", false, &c), "times that run backwards");
	is_int((long long)c.n, 2, "leave out what has no length");
	cue_done(&c);
	buf_init(&b, 1 << 20);
	buf_adds(&b, "FILE a W\n");
	for (int i = 0; i < CUE_TRACKS_MAX + 1; i++)
		buf_addf(&b, "TRACK 1\nINDEX 1 %d:0:0\n", i);
	ok(cue_parse(b.data, b.len, false, &c) == ERR_LIMIT, "more tracks than a sheet can have: %s", err_text());
	buf_done(&b);
	ok(cue_parse("x", (size_t)CUE_BYTES_MAX + 1, false, &c) == ERR_LIMIT, "and more bytes");
}

static void owner(const char *path, const char *want)
{
	char *got = music_part_owner(path);

	ok(want ? got && !strcmp(got, want) : !got, "%s: %s", path, got ? got : "of nothing");
	free(got);
}

static void test_paths(void)
{
	char *path = music_part_path("/m/a.cue", 7);

	is_str(path, "/m/a.cue/track0007", "where a part stands");
	owner(path, "/m/a.cue");
	free(path);
	owner("/m/a.FLAC/track0999", "/m/a.FLAC");
	owner("/m/album/track0001", NULL);
	owner("/m/a.cue/track0001.mp3", NULL);
	owner("/m/a.cue/track1", NULL);
	owner("track0001", NULL);
	owner("/m/a.cue", NULL);
	ok(music_is_list_name("a.CUE") && music_is_list_name("b.m3u8") && !music_is_list_name("a.flac"), "what opens like a folder");
}

int main(void)
{
	test_paths();
	test_plain();
	test_files();
	test_encodings();
	test_nonsense();
	return done();
}
