/* test_music.c -- names, magic numbers, frames, tags: all that needs no second process. */
#include "music.h"

#include "made.h"
#include "music/sniff.h"
#include "music/tags.h"
#include "music/wire.h"
#include "../tap.h"

#include <locale.h>
#include <sys/stat.h>
#include <unistd.h>

static char dir[] = "/tmp/segue-music-XXXXXX";

/* ---- names ---- */

static void test_names(void)
{
	static const struct { const char *name; bool is_audio; } rows[] = {
		{ "a.mp3", true }, { "a.MP3", true }, { "/x.y/a.FlaC", true }, { "a.b.opus", true }, { "a.mp+", true },
		{ "mp3", false }, { ".mp3", false }, { "a.mp3.txt", false }, { "a.", false }, { "a.mp3/b", false }, { "", false },
		{ "a.jpg", false }, { "a.mp", false }, { "a.mp33", false }, { "._a.mp3", false }, { "..And Justice.mp3", true },
		{ "\xff\xfe.ogg", true },
	};
	const char *const *ext = music_extensions();
	bool sorted = true, known = true;

	for (size_t i = 0; i < COUNT_OF(rows); i++)
		ok(music_is_audio_name(rows[i].name) == rows[i].is_audio, "the name %zu: %s", i,
		   rows[i].is_audio ? "audio" : "not audio");
	for (size_t i = 0; ext[i]; i++) {
		char *name = xasprintf("x.%s", ext[i]);

		sorted &= !ext[i + 1] || strcmp(ext[i], ext[i + 1]) < 0;
		known &= music_is_audio_name(name) && sniff_name(name) != FORMAT_UNKNOWN;
		free(name);
	}
	ok(sorted, "the endings are sorted");
	ok(known, "each ending is audio, of a known format");
}

static void test_formats(void)
{
	static const struct { const char *bytes; size_t n; enum format format; } rows[] = {
		{ "fLaC", 4, FORMAT_FLAC }, { "fLa", 3, FORMAT_UNKNOWN }, { "", 0, FORMAT_UNKNOWN },
		{ "\0\0\0\x20" "ftypM4A ", 12, FORMAT_MP4 }, { "RIFF\0\0\0\0WAVE", 12, FORMAT_WAV },
		{ "RIFF\0\0\0\0AVI ", 12, FORMAT_UNKNOWN }, { "FORM\0\0\0\0AIFC", 12, FORMAT_AIFF },
		{ "\x1a\x45\xdf\xa3", 4, FORMAT_MATROSKA }, { "\x0b\x77", 2, FORMAT_AC3 }, { "OggS", 4, FORMAT_UNKNOWN },
		{ "\xff\xf1\x50\x80\x02\x1f\xfc", 7, FORMAT_ADTS }, { "\xff\xfb\x90\x00", 4, FORMAT_UNKNOWN },
		{ "\xff\xf1\x50\x80\x00\x1f\xfc", 7, FORMAT_UNKNOWN },
	};
	uint8_t ogg[64] = "OggS";
	bool whole = true;

	for (size_t i = 0; i < COUNT_OF(rows); i++)
		is_int(sniff_content((const uint8_t *)rows[i].bytes, rows[i].n), rows[i].format, "what the first bytes say");
	ogg[26] = 1;
	memcpy(ogg + 28, "OpusHead", 8);
	is_int(sniff_content(ogg, sizeof ogg), FORMAT_OPUS, "Opus in Ogg");
	ogg[26] = 255;
	is_int(sniff_content(ogg, sizeof ogg), FORMAT_OGG_OTHER, "a segment table past the end");
	is_int(sniff_id3v2_size((const uint8_t *)"ID3\x04\0\x10\0\0\1\x01", 10), 149, "an ID3v2 tag with a foot");
	is_int(sniff_id3v2_size((const uint8_t *)"ID3\x04\0\0\x80\0\0\0", 10), 0, "an ID3v2 size with a bit too many");
	for (size_t i = 0; i < FORMAT_COUNT; i++)
		whole &= formats[i].codec && formats[i].refusal && formats[i].refusal[0];
	ok(whole, "each format has a codec and a refusal");
}

/* ---- frames ---- */

static void test_wire_tags(void)
{
	struct wire_frame f = { .kind = WIRE_TAGS, .number = 7 }, g;
	char long_text[WIRE_TEXT_MAX + 2];
	struct buf b;
	size_t used;

	tags_clear(&f.tags);
	f.tags.title = "Ночь";
	f.tags.lyrics = "a\nb";
	f.tags.year = 1997;
	f.tags.duration_ms = 1234567;
	f.tags.rg_track_gain_db = -7.5;
	f.tags.has_picture = true;
	buf_init(&b, 1 << 20);
	is_int(wire_put(&b, &f), OK, "tags can be sent");
	for (size_t n = 0; n < b.len; n++)
		if (wire_get(b.data, n, &g, &used) || used) {
			ok(false, "%zu bytes are not yet a frame", n);
			break;
		}
	is_int(wire_get(b.data, b.len, &g, &used), OK, "and be taken");
	is_int((long long)used, (long long)b.len, "all of it");
	is_int(g.number, 7, "the number");
	is_str(g.tags.title, "Ночь", "a text");
	is_str(g.tags.lyrics, "a\nb", "lyrics");
	is_str(g.tags.album, "", "an absent text");
	is_int(g.tags.year, 1997, "a number");
	is_int(g.tags.duration_ms, 1234567, "the duration");
	is_near(g.tags.rg_track_gain_db, -7.5, 0, "a gain");
	ok(isnan(g.tags.r128_track_gain_db), "an absent gain");
	ok(g.tags.has_picture && !g.tags.is_compilation, "the claims");
	memset(long_text, 'x', sizeof long_text);
	long_text[sizeof long_text - 1] = '\0';
	f.tags.title = long_text;
	used = b.len;
	is_int(wire_put(&b, &f), ERR_LIMIT, "a text too long is refused");
	is_int((long long)b.len, (long long)used, "and nothing was added");
	f.tags.title = "\xff";
	buf_clear(&b);
	wire_put(&b, &f);
	is_int(wire_get(b.data, b.len, &g, &used), ERR_PARSE, "a text that is not UTF-8 is not taken");
	buf_done(&b);
}

static void test_wire_rest(void)
{
	struct wire_frame f = { .kind = WIRE_FILE, .number = 9, .path = "/\xff/x.mp3", .stamp = { 1, -2, 3, 4 } }, g;
	static const struct { uint32_t head[3]; } bad[] = {
		{ { 0, 0, 0 } }, { { 0, WIRE_KINDS, 0 } }, { { WIRE_BODY_MAX + 1, WIRE_TAGS, 0 } },
		{ { UINT32_MAX, WIRE_FILE, 0 } }, { { 0, WIRE_FILE, 0 } },
	};
	struct buf b;
	size_t used;

	buf_init(&b, 1 << 20);
	wire_put(&b, &f);
	is_int(wire_get(b.data, b.len, &g, &used), OK, "a file's frame");
	is_str(g.path, "/\xff/x.mp3", "a path of any bytes");
	ok(g.stamp.size == 1 && g.stamp.mtime_ns == -2 && g.stamp.dev == 3 && g.stamp.ino == 4, "its stamp");
	for (size_t i = 0; i < COUNT_OF(bad); i++)
		is_int(wire_get((const char *)bad[i].head, sizeof bad[i].head, &g, &used), ERR_PARSE, "a head that makes no sense");
	/* every byte of a good frame changed in turn: taken or refused, never read past (the sanitizers watch) */
	used = 0;
	for (size_t i = 0; i < b.len; i++)
		for (int bit = 0; bit < 8; bit++) {
			char *copy = xmemdup(b.data, b.len);

			copy[i] = (char)(copy[i] ^ 1 << bit);
			used += wire_get(copy, b.len, &g, &(size_t){ 0 }) == ERR_PARSE;
			free(copy);
		}
	ok(used > 0, "flipped bits are noticed (%zu times)", used);
	buf_clear(&b);
	f = (struct wire_frame){ .kind = WIRE_DIR_FAILED, .path = "/p", .why = "no" };
	wire_put(&b, &f);
	f = (struct wire_frame){ .kind = WIRE_WALKED, .is_complete = true };
	wire_put(&b, &f);
	wire_get(b.data, b.len, &g, &used);
	is_str(g.why, "no", "the first of two frames");
	is_int(wire_get(b.data + used, b.len - used, &g, &used), OK, "and the second");
	ok(g.kind == WIRE_WALKED && g.is_complete, "is what it was");
	buf_done(&b);
}

/* ---- tags ---- */

static struct tags_holder *holder;

static enum err read_made(const char *name, const struct buf *b, struct tags *ret_tags)
{
	char *path = path_join(dir, name);
	enum err err = write_file(path, b->data, b->len, 0600);

	if (!err)
		err = tags_read(holder, path, ret_tags);
	unlink(path);
	free(path);
	return err;
}

static void test_flac(void)
{
	static const char *const comments[] = {
		"TITLE=  Ça ira ", "ARTIST=One", "ARTIST=Two", "ALBUM=Al", "ALBUM ARTIST=Various", "GENRE=Rock", "GENRE=Folk",
		"DATE=1997-05-21", "ORIGINALDATE=1969", "TRACKNUMBER=3/12", "DISCNUMBER=1", "DISCTOTAL=2", "COMPILATION=1",
		"BPM=119.6", "LYRICS=one \r\n\r\ntwo\nthree", "REPLAYGAIN_TRACK_GAIN=-7,32 dB", "REPLAYGAIN_ALBUM_PEAK=.988",
		"R128_TRACK_GAIN=-512", "MUSICBRAINZ_TRACKID=rec", "MUSICBRAINZ_ALBUMID=rel", "ARTISTSORT=Sort, A",
		"COMPOSER=\xff\xfe""bad", "COMMENT=a\x01\nb", NULL
	};
	struct tags t;
	struct buf b;

	buf_init(&b, 1 << 20);
	made_flac(&b, comments);
	is_int(read_made("x.flac", &b, &t), OK, "a FLAC with tags");
	is_str(t.title, "Ça ira", "white space around is dropped");
	is_str(t.artist, "One; Two", "several artists");
	is_str(t.album_artist, "Various", "the album artist under its other name");
	is_str(t.genre, "Rock; Folk", "several genres");
	is_str(t.date, "1997-05-21", "the date as tagged");
	is_int(t.year, 1997, "its year");
	is_int(t.original_year, 1969, "the original year");
	ok(t.track_no == 3 && t.track_total == 12 && t.disc_no == 1 && t.disc_total == 2, "track and disc");
	is_int(t.bpm, 120, "tempo, rounded");
	ok(t.is_compilation && !t.has_picture, "the claims");
	is_str(t.lyrics, "one\n\ntwo\nthree", "lyrics keep their lines");
	is_near(t.rg_track_gain_db, -7.32, 1e-9, "a gain with a comma");
	is_near(t.rg_album_peak, 0.988, 1e-9, "a peak");
	is_near(t.r128_track_gain_db, -2, 1e-9, "an R128 gain");
	ok(isnan(t.rg_album_gain_db), "an absent gain");
	is_str(t.mb_recording, "rec", "the recording's id");
	is_str(t.mb_release, "rel", "the release's id");
	is_str(t.artist_sort, "Sort, A", "a sort name");
	ok(utf8_valid(t.composer, strlen(t.composer)), "bytes that are not UTF-8 do not come through");
	ok(!strpbrk(t.comment, "\x01\n"), "no control characters in a comment");
	is_str(t.codec, "FLAC", "the codec");
	ok(t.sample_rate_hz == 44100 && t.channels == 2 && t.bits == 16 && t.duration_ms == 1000, "the sound");
	is_int(read_made("x.mp3", &b, &t), OK, "a FLAC by another name is still one");
	is_str(t.codec, "FLAC", "and says so");
	b.len -= 40;
	is_int(read_made("x.flac", &b, &t), ERR_PARSE, "cut short");
	is_str(err_text(), "is damaged or cut short", "why");
	buf_done(&b);
}

static void test_bounds(void)
{
	char *big = xmalloc(300001), *comment;
	const char *comments[3] = { NULL };
	struct tags t;
	struct buf b;

	buf_init(&b, 2 << 20);
	for (size_t i = 0; i < 300000; i += 2)
		memcpy(big + i, "\xc3\xa9", 2);
	big[300000] = '\0';
	comment = xasprintf("TITLE=x%s", big);
	comments[0] = comment;
	memcpy(big, "LYRICS=", 7);
	big[7] = 'x';
	comments[1] = big;
	made_flac(&b, comments);
	is_int(read_made("x.flac", &b, &t), OK, "a title of 300,000 bytes");
	ok(strlen(t.title) <= WIRE_TEXT_MAX && strlen(t.title) > WIRE_TEXT_MAX - 4 && utf8_valid(t.title, strlen(t.title)),
	   "is cut between characters");
	ok(strlen(t.lyrics) <= WIRE_LYRICS_MAX && strlen(t.lyrics) > WIRE_TEXT_MAX, "so are lyrics, later");
	free(comment);
	free(big);
	buf_done(&b);
}

static void test_mp3(void)
{
	struct buf frames, b;
	struct tags t;
	char v1[128] = "TAG";

	buf_init(&frames, 1 << 20);
	buf_init(&b, 1 << 20);
	made_frame(&frames, "TIT2", "Title", 5);
	made_frame(&frames, "TCON", "(17)", 4);
	made_frame(&frames, "TRCK", "A7/9", 4);
	made_frame(&frames, "TXXX", "replaygain_track_gain\0-3.5 dB", 29);
	made_frame(&frames, "TPE2", "Band", 4);
	made_frame(&frames, "TCMP", "1", 1);
	made_frame(&frames, "USLT", "eng\0la la", 9);
	made_frame(&frames, "APIC", "image/png\0\3\0\x89PNG", 16);
	made_mp3(&b, &frames);
	memcpy(v1 + 3, "Other title", 11);
	memcpy(v1 + 33, "V1 artist", 9);
	v1[127] = 17;
	buf_add(&b, v1, sizeof v1);
	is_int(read_made("x.mp3", &b, &t), OK, "an MP3 with ID3v2 and ID3v1");
	is_str(t.title, "Title", "ID3v2 is believed first");
	is_str(t.artist, "V1 artist", "ID3v1 fills what is left");
	is_str(t.genre, "Rock", "a genre by number");
	ok(t.track_no == 7 && t.track_total == 9, "a track on side A");
	is_near(t.rg_track_gain_db, -3.5, 1e-9, "a gain");
	is_str(t.album_artist, "Band", "the album artist");
	is_str(t.lyrics, "la la", "lyrics");
	ok(t.is_compilation && t.has_picture, "a compilation with a picture");
	is_str(t.codec, "MP3", "the codec");
	ok(t.bitrate_kbps == 128 && t.sample_rate_hz == 44100, "the sound");
	buf_clear(&b);
	made_mp3(&b, NULL);
	is_int(read_made("nothing", &b, &t), OK, "sound without tags or an ending");
	is_str(t.title, "", "has no title");
	buf_clear(&b);
	buf_adds(&b, "ID3\x03");
	made_be(&b, 0, 2);
	made_be(&b, 0x7f7f7f7f, 4);
	is_int(read_made("x.mp3", &b, &t), ERR_PARSE, "an ID3v2 tag that claims 256 MB and is not there");
	buf_done(&frames);
	buf_done(&b);
}

/* Sound TagLib does not know, tags it does. */
static void test_tags_alone(void)
{
	struct buf frames, b;
	struct tags t;

	buf_init(&frames, 1000);
	buf_init(&b, 10000);
	made_frame(&frames, "TIT2", "Title", 5);
	made_id3(&b, &frames);
	made_adts(&b);
	is_int(read_made("x.aac", &b, &t), OK, "raw AAC behind an ID3v2 tag");
	is_str(t.title, "Title", "has its title");
	is_str(t.codec, "AAC", "its codec");
	ok(t.sample_rate_hz == 44100 && t.channels == 2 && t.duration_ms == 232, "its sound: %d Hz %d ch %d ms",
	   t.sample_rate_hz, t.channels, (int)t.duration_ms);
	buf_clear(&b);
	made_dsf(&b, &frames);
	is_int(read_made("x.dsf", &b, &t), OK, "DSF");
	is_str(t.title, "Title", "has the title of the tag at its end");
	ok(t.sample_rate_hz == 2822400 && t.channels == 2 && t.bits == 1 && t.duration_ms == 1000, "its sound: %d Hz %d ch %d ms",
	   t.sample_rate_hz, t.channels, (int)t.duration_ms);
	b.len = 90;
	is_int(read_made("x.dsf", &b, &t), OK, "DSF with its tag cut short");
	is_str(t.title, "", "has none");
	buf_done(&frames);
	buf_done(&b);
}

static void test_refusals(void)
{
	static const struct { const char *name, *bytes, *why; } rows[] = {
		{ "e.mp3", "", "is empty" },
		{ "t.mp3", "this is not audio\n", "is not MPEG audio" },
		{ "t.flac", "this is not audio\n", "is not a FLAC file" },
		{ "t.ogg", "this is not audio\n", "is not an Ogg file" },
		{ "t.opus", "OggS", "is not an Ogg file" },
		{ "t.m4a", "this is not audio\n", "is not an MP4 file" },
		{ "t.wav", "RIFF\1\1\1\1WAVE", "is damaged or cut short" },
		{ "t.mod", "x", "is not a tracker module" },
		{ "t.txt", "this is not audio\n", "is not audio of a known kind" },
		{ "t.dsf", "x", "is not a DSF file" },
	};
	struct tags t = { .title = "untouched" };
	char *fifo = path_join(dir, "f.mp3");

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct buf b;

		buf_init(&b, 1000);
		buf_adds(&b, rows[i].bytes);
		ok(read_made(rows[i].name, &b, &t) == ERR_PARSE, "%s: refused", rows[i].name);
		is_str(err_text(), rows[i].why, "why");
		buf_done(&b);
	}
	is_str(t.title, "untouched", "the caller's tags are as they were");
	is_int(tags_read(holder, dir, &t), ERR_IO, "a folder");
	is_str(err_text(), "is a folder", "why");
	is_int(mkfifo(fifo, 0600), 0, "a FIFO");
	is_int(tags_read(holder, fifo, &t), ERR_IO, "is not opened");
	is_str(err_text(), "is not a regular file", "why");
	unlink(fifo);
	is_int(tags_read(holder, fifo, &t), ERR_IO, "what is not there");
	is_str(err_text(), "cannot be opened: No such file or directory", "why");
	free(fifo);
}

/* What the shared collection of formats says. */
static void test_collection(void)
{
	static const struct { const char *name, *codec; int rate_hz, channels, bits; int64_t duration_ms; } rows[] = {
		{ "t.aac", "AAC", 44100, 2, 0, 8000 }, { "t.ac3", "AC-3", 44100, 2, 0, 8000 },
		{ "t.alac.m4a", "ALAC", 44100, 2, 16, 8000 }, { "t.cbr128.mp3", "MP3", 44100, 2, 0, 8000 },
		{ "t.f32.wav", "PCM", 44100, 2, 32, 8000 }, { "t.flac", "FLAC", 44100, 2, 16, 8000 },
		{ "t.hi96.flac", "FLAC", 96000, 2, 24, 8000 }, { "t.m4a", "AAC", 44100, 2, 0, 8000 },
		{ "t.mono.mp3", "MP3", 44100, 1, 0, 8000 }, { "t.mono22.flac", "FLAC", 22050, 1, 16, 8000 },
		{ "t.ogg", "Vorbis", 44100, 2, 0, 8000 }, { "t.opus", "Opus", 48000, 2, 0, 8000 },
		{ "t.s16.aiff", "PCM", 44100, 2, 16, 8000 }, { "t.s24.wav", "PCM", 44100, 2, 24, 8000 },
		{ "t.tta", "TTA", 44100, 2, 16, 8000 }, { "t.v2.mp3", "MP3", 44100, 2, 0, 8000 },
		{ "t.wma", "WMA", 44100, 2, 0, 8000 }, { "t.wv", "WavPack", 44100, 2, 16, 8000 },
		{ "t.empty.flac", NULL, 0, 0, 0, 0 }, { "t.garbage.mp3", NULL, 0, 0, 0, 0 },
	};
	const char *shared = getenv("SHARED");
	char *top = xasprintf("%s/data/audio/formats", shared ? shared : "../shared");

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		char *path = path_join(top, rows[i].name);
		struct tags t;
		enum err err;

		if (access(path, R_OK)) {
			skip(rows[i].name, "the shared audio is not here");
			free(path);
			continue;
		}
		err = tags_read(holder, path, &t);
		free(path);
		if (!rows[i].codec) {
			ok(err == ERR_PARSE, "%s is refused: %s", rows[i].name, err_text());
		} else if (ok(!err, "%s is read", rows[i].name)) {
			is_str(t.codec, rows[i].codec, "its codec");
			is_near((double)t.duration_ms, (double)rows[i].duration_ms, 100, "its duration");
			ok(t.sample_rate_hz == rows[i].rate_hz && t.channels == rows[i].channels && t.bits == rows[i].bits,
			   "its sound: %d Hz %d ch %d bit", t.sample_rate_hz, t.channels, t.bits);
		}
	}
	free(top);
}

int main(void)
{
	setlocale(LC_ALL, "C.UTF-8");
	if (!mkdtemp(dir))
		return 99;
	holder = tags_new();
	test_names();
	test_formats();
	test_wire_tags();
	test_wire_rest();
	test_flac();
	test_bounds();
	test_mp3();
	test_tags_alone();
	test_refusals();
	test_collection();
	tags_free(holder);
	rmdir(dir);
	return done();
}
