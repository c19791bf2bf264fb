/* test_listens.c -- listening that was written down elsewhere: every shape its writers have, what is wrong named by its line, gzip, pieces. */
#include "music.h"
#include "../tap.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

static char dir[64], *file;
static struct buf seen;
static struct listens_counts counts;

static enum err note(void *ctx, const struct listen *l)
{
	static const char ends[EVENT_KINDS] = { [EVENT_FINISH] = 'F', [EVENT_SKIP] = 'S', [EVENT_STOP] = 'X' };

	(void)ctx;
	buf_addf(&seen, "%s|%s|%s|%s|%.4s|%lld~%lld|%lld/%lld|%c%d\n", l->who, l->artist, l->title, l->album, l->mbid, (long long)l->at_s,
		 (long long)l->within_s, (long long)l->listened_ms, (long long)l->duration_ms, ends[l->end], (int)l->count);
	return OK;
}

static enum err read_again(enum listens_kind kind)
{
	buf_clear(&seen);
	counts = (struct listens_counts){ 0 };
	return listens_read(file, kind, note, NULL, &counts);
}

static enum err read_text(enum listens_kind kind, const char *text)
{
	if (write_file(file, text, strlen(text), 0600))
		printf("# %s\n", err_text());
	return read_again(kind);
}

#define LISTEN(at, artist, title) "{\"listened_at\": " #at ", \"track_metadata\": {\"artist_name\": \"" artist "\", \"track_name\": \"" title "\"}}"

static void test_listenbrainz(void)
{
	is_int(read_text(LISTENS_LISTENBRAINZ,
			 "{\"listened_at\":1700000000,\"user_name\":\"anna\",\"track_metadata\":{\"artist_name\":\"Björk\",\"track_name\":\"Jóga\","
			 "\"release_name\":\"Homogenic\",\"additional_info\":{\"duration_ms\":305000,\"recording_mbid\":\"ABCDEF01-2345-6789-abcd-ef0123456789\"},"
			 "\"mbid_mapping\":{\"recording_mbid\":\"00000000-2345-6789-abcd-ef0123456789\"}}}\r\n\n"
			 "{\"listened_at\":1700000400,\"track_metadata\":{\"artist_name\":\"五月天\",\"track_name\":\"倔強\","
			 "\"additional_info\":{\"duration\":270},\"mbid_mapping\":{\"recording_mbid\":\"00000000-2345-6789-abcd-ef0123456789\"}}}"),
	       OK, "lines of JSON");
	is_str(seen.data, "anna|Björk|Jóga|Homogenic|abcd|1700000000~0|-1/305000|F1\n|五月天|倔強||0000|1700000400~0|-1/270000|F1\n", "with all they say");
	is_int(counts.read, 2, "two");
	is_int(counts.bytes > 300, 1, "bytes are counted");

	is_int(read_text(LISTENS_LISTENBRAINZ, LISTEN(1, "A", "B") "\n{\"listened_at\": 2, \"track_\n{}\n" LISTEN(3, "", "B") "\n" LISTEN(0, "A", "B") "\n"
			 LISTEN(9999999999, "A", "B") "\n" LISTEN(4, "A", "") "\nnonsense\n" LISTEN(5, "A\\u0007x", "B") "\n"),
	       OK, "lines that are wrong");
	is_str(seen.data, "|A|B|||1~0|-1/0|F1\n|A x|B|||5~0|-1/0|F1\n", "do not keep the others from being read");
	is_int(counts.read * 100 + counts.bad, 907, "all are counted");
	ok(strstr(counts.told[0], ":2: it is not JSON") && strstr(counts.told[1], ":3: it is no listen") && strstr(counts.told[2], ":4: it names no artist")
	   && strstr(counts.told[3], ":5: it has no time between 1970 and 2200"), "and named: %s", counts.told[0]);

	is_int(read_text(LISTENS_LISTENBRAINZ, "[" LISTEN(1, "A", "B") ",\n" LISTEN(2, "C", "D") "]\n"), OK, "an array");
	is_str(seen.data, "|A|B|||1~0|-1/0|F1\n|C|D|||2~0|-1/0|F1\n", "is the same");
	is_int(read_text(LISTENS_LISTENBRAINZ, "{\n \"payload\": {\"count\": 2, \"listens\": [" LISTEN(1, "A", "B") "," LISTEN(2, "C", "D") "],\n"
			 " \"latest\": -1.5e3, \"more\": {\"a\": [1, {}]}, \"x\": null, \"user_id\": \"anna\"}}\n"), OK, "what the API answers");
	is_str(seen.data, "|A|B|||1~0|-1/0|F1\n|C|D|||2~0|-1/0|F1\n", "is the same");
	is_int(counts.bad, 0, "and nothing of it is bad");
	is_int(read_text(LISTENS_LISTENBRAINZ, "[" LISTEN(1, "A", "B") ",\n{\"listened_at\": \"\n" LISTEN(2, "C", "D") ",\n{\"listened_at"), OK, "an array cut short");
	is_str(seen.data, "|A|B|||1~0|-1/0|F1\n|C|D|||2~0|-1/0|F1\n", "gives what is whole");
	is_int(counts.bad, 2, "and tells of the rest");
	ok(strstr(counts.told[0], ":2: it is not JSON") && strstr(counts.told[1], ":4: it is not JSON"), "by line: %s", counts.told[1]);
}

static void test_lastfm(void)
{
	is_int(read_text(LISTENS_LASTFM, "\xef\xbb\xbf\"Sigur Rós\",\"( )\",\"Untitled \"\"8\"\"\",\"31 Jan 2019 13:45\"\nA,B,C,\"1 February 2019, 00:00\"\n"), OK, "CSV without a header");
	is_str(seen.data, "|Sigur Rós|Untitled \"8\"|( )||1548942300~59|-1/0|F1\n|A|C|B||1548979200~59|-1/0|F1\n", "artist, album, track, date, to the minute");
	is_int(read_text(LISTENS_LASTFM, "uts,utc_time,artist,artist_mbid,album,album_mbid,track,track_mbid\n"
			 "\"1700000000\",\"14 Nov 2023, 22:13\",\"A\",\"\",\"B\",\"\",\"C\",\"abcdef01-2345-6789-abcd-ef0123456789\"\n"), OK, "with a header");
	is_str(seen.data, "|A|C|B|abcd|1700000000~0|-1/0|F1\n", "its order is followed");
	is_int(read_text(LISTENS_LASTFM, "Artist;Album;AlbumId;Track;Date#anna\nA;B;;C, D;1700000000123\n"), OK, "with semicolons");
	is_str(seen.data, "|A|C, D|B||1700000000~0|-1/0|F1\n", "and milliseconds");
	is_int(read_text(LISTENS_LASTFM, "a,b,c,2019-01-31 13:45:10\na,b,c,yesterday\na,b,\"c\n,b,c,1700000000\n"), OK, "with bad lines");
	is_int(counts.read * 10 + counts.bad, 43, "which are counted");
	ok(strstr(counts.told[0], ":2: its time") && strstr(counts.told[1], ":3: a quotation") && strstr(counts.told[2], ":4: it names no artist"), "and named");
	is_int(read_text(LISTENS_LASTFM, "{\"recenttracks\":{\"track\":[{\"artist\":{\"mbid\":\"\",\"#text\":\"A\"},\"image\":[{\"#text\":\"x\"}],\"mbid\":\"\","
			 "\"album\":{\"#text\":\"B\"},\"name\":\"C\",\"@attr\":{\"nowplaying\":\"true\"}},\n{\"artist\":{\"#text\":\"A\"},\"album\":{\"#text\":\"B\"},\"name\":\"C\","
			 "\"date\":{\"uts\":\"1700000000\",\"#text\":\"14 Nov 2023, 22:13\"}}],\"@attr\":{\"page\":\"1\",\"user\":\"anna\"}}}"), OK, "the API's JSON");
	is_str(seen.data, "|A|C|B||1700000000~0|-1/0|F1\n", "without what only plays now");
	is_int(counts.read, 1, "which counts for nothing");
	is_int(read_text(LISTENS_LASTFM, "{\"username\":\"anna\",\"scrobbles\":[{\"track\":\"C\",\"artist\":\"A\",\"album\":\"B\",\"albumId\":\"\",\"date\":1700000000123}]}"), OK,
	       "lastfmstats.com's JSON");
	is_str(seen.data, "|A|C|B||1700000000~0|-1/0|F1\n", "likewise");
}

static void test_spotify(void)
{
	is_int(read_text(LISTENS_SPOTIFY, "[{\"ts\":\"2023-11-14T22:13:20Z\",\"ms_played\":200000,\"master_metadata_track_name\":\"C\",\"master_metadata_album_artist_name\":\"A\","
			 "\"master_metadata_album_album_name\":\"B\",\"reason_end\":\"trackdone\",\"skipped\":null,\"username\":\"anna\"},"
			 "{\"ts\":\"2023-11-14T22:13:22Z\",\"ms_played\":2000,\"master_metadata_track_name\":\"D\",\"master_metadata_album_artist_name\":\"A\",\"reason_end\":\"fwdbtn\"},"
			 "{\"ts\":\"2023-11-14T22:14:22Z\",\"ms_played\":60000,\"master_metadata_track_name\":\"D\",\"master_metadata_album_artist_name\":\"A\",\"reason_end\":\"logout\"},"
			 "{\"ts\":\"2023-11-14T22:15:22Z\",\"ms_played\":60000,\"master_metadata_track_name\":null,\"episode_name\":\"talk\"},"
			 "{\"ts\":\"never\",\"ms_played\":60000,\"master_metadata_track_name\":\"D\",\"master_metadata_album_artist_name\":\"A\"}]"), OK, "the extended history");
	is_str(seen.data, "anna|A|C|B||1699999800~0|200000/0|F1\n|A|D|||1700000000~0|2000/0|S1\n|A|D|||1700000002~0|60000/0|X1\n", "from its ends: when it began and how it ended");
	is_int(counts.read * 10 + counts.bad, 41, "a podcast is no listen, a time that is none is bad");
	is_int(read_text(LISTENS_SPOTIFY, "[\n  {\n    \"endTime\" : \"2023-11-14 22:13\",\n    \"artistName\" : \"A\",\n    \"trackName\" : \"C\",\n    \"msPlayed\" : 180000\n  }\n]"), OK,
	       "the plain one");
	is_str(seen.data, "|A|C|||1699999800~59|180000/0|F1\n", "to the minute");
}

static void test_interactions(void)
{
	is_int(read_text(LISTENS_INTERACTIONS, "anna abcdef01-2345-6789-abcd-ef0123456789 Björk\nbob\n\nbob\tA - B\t12\ncarl\tA\t3.5\t1700000000\ncarl\tA\tmany\ncarl\tA\t1\tonce\n\tA\n"),
	       OK, "who heard what");
	is_str(seen.data, "anna||||abcd|0~0|-1/0|F1\nanna|Björk||||0~0|-1/0|F1\nbob|A|B|||0~0|-1/0|F12\ncarl|A||||1700000000~0|-1/0|F3\n", "as words and as a table");
	is_int(counts.read * 10 + counts.bad, 84, "bad lines are counted");
	ok(strstr(counts.told[0], ":2: ") && strstr(counts.told[1], ":6: ") && strstr(counts.told[2], ":7: ") && strstr(counts.told[3], ":8: "), "and named");
}

static enum err stop(void *ctx, const struct listen *l)
{
	(void)ctx;
	(void)l;
	return fail(ERR_DB, "enough");
}

/* Larger than a piece, so that lines and objects lie across two; and gzip. */
static void test_files(void)
{
	struct buf text;
	char *zip = path_join(dir, "long.gz"), *plain = file;
	gzFile gz;
	size_t n = 0;
	char *missing = path_join(dir, "missing");

	buf_init(&text, 8 << 20);
	buf_adds(&text, "[");
	for (int i = 1; i <= 3000; i++)
		buf_addf(&text, "%s{\"listened_at\": %d, \"track_metadata\": {\"artist_name\": \"%0*d\", \"track_name\": \"B\"}}", i > 1 ? "," : "", i, 10 + i % 97, i);
	buf_adds(&text, "]");
	is_int(read_text(LISTENS_LISTENBRAINZ, text.data), OK, "objects across pieces");
	is_int(counts.read * 10 + counts.bad, 30000, "are whole");
	for (char *p = text.data; *p; p++)
		if (*p == ',' && p[1] == '{')
			*p = '\n';
	gz = gzopen(zip, "wb");
	gzwrite(gz, text.data + 1, (unsigned)text.len - 2);
	gzclose(gz);
	file = zip;
	is_int(read_again(LISTENS_LISTENBRAINZ), OK, "lines across pieces, out of gzip");
	is_int(counts.read * 10 + counts.bad, 30000, "are whole");
	n = 0;
	for (const char *p = seen.data; *p; p++)
		n += *p == '\n';
	is_int((long long)n, 3000, "each of them");
	is_int(listens_read(file, LISTENS_LISTENBRAINZ, stop, NULL, &counts), ERR_DB, "who has enough ends it");
	is_int(truncate(zip, 6000), 0, "gzip that is cut off");
	is_int(read_again(LISTENS_LISTENBRAINZ), ERR_PARSE, "is damaged");
	file = plain;

	buf_clear(&text);
	buf_adds(&text, "anna ");
	for (int i = 0; i < 2 << 20; i++)
		buf_add(&text, "x", 1);
	buf_adds(&text, "\nanna Björk\n");
	is_int(read_text(LISTENS_INTERACTIONS, text.data), OK, "a line without end");
	is_int(counts.read * 10 + counts.bad, 21, "is bad, the next is not");
	is_int(read_text(LISTENS_SPOTIFY, "nothing\nof this kind\n"), ERR_PARSE, "a file of something else");
	ok(strstr(err_text(), "nothing in it can be read as spotify") != NULL, "is refused: %s", err_text());
	is_int(read_text(LISTENS_SPOTIFY, " \n"), OK, "an empty one is not");
	static const char *const nothing[] = { "[]", " [\n] \n", "{\n \"payload\": {\"count\": 0, \"listens\": [], \"x\": 1}}" };
	static const char *const cut[] = { "[", "][", "[[]", "[] x", "[1]", "{}", "[{}]", "]", "\"[]\"" };
	for (size_t i = 0; i < COUNT_OF(nothing); i++)
		ok(!read_text(i < 2 ? LISTENS_SPOTIFY : LISTENS_LISTENBRAINZ, nothing[i]) && !counts.read, "nor is a list of nothing: %s", nothing[i]);
	for (size_t i = 0; i < COUNT_OF(cut); i++)
		ok(read_text(LISTENS_SPOTIFY, cut[i]) == ERR_PARSE, "which this is not: %s", cut[i]);
	is_int(listens_read(missing, LISTENS_SPOTIFY, note, NULL, &counts), ERR_IO, "one that is not there");
	is_int(listens_read(dir, LISTENS_SPOTIFY, note, NULL, &counts), ERR_IO, "a folder");
	remove(zip);
	free(zip);
	free(missing);
	buf_done(&text);
}

int main(void)
{
	snprintf(dir, sizeof dir, "/tmp/segue-listens-XXXXXX");
	if (!mkdtemp(dir))
		return 99;
	file = path_join(dir, "list");
	buf_init(&seen, 4 << 20);
	test_listenbrainz();
	test_lastfm();
	test_spotify();
	test_interactions();
	test_files();
	remove(file);
	rmdir(dir);
	free(file);
	buf_done(&seen);
	return done();
}
