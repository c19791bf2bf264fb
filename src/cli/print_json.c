/* print_json.c -- one object a line, as INTERFACE.md names the keys. */
#include "cli/print.h"
#include "app/scan.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

/* Like utf8_clean(), but control characters are JSON's to escape: a path with a newline in it must come back whole. */
json_t *print_json_text(const char *text)
{
	size_t n = strlen(text), o = 0, i = 0;
	json_t *value;
	char *clean;

	if (utf8_valid(text, n))
		return json_stringn_nocheck(text, n);
	clean = xmalloc(n * 3 + 1);
	while (i < n) {
		utf8proc_int32_t code;
		utf8proc_ssize_t len = utf8proc_iterate((const utf8proc_uint8_t *)text + i, (utf8proc_ssize_t)(n - i), &code);

		if (len > 0) {
			memcpy(clean + o, text + i, (size_t)len);
			o += (size_t)len;
			i += (size_t)len;
		} else {
			memcpy(clean + o, "\xef\xbf\xbd", 3);
			o += 3;
			i++;
		}
	}
	value = json_stringn_nocheck(clean, o);
	free(clean);
	return value;
}

static char *base64(const char *text)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	const unsigned char *s = (const unsigned char *)text;
	size_t n = strlen(text), o = 0;
	char *out = xmalloc((n + 2) / 3 * 4 + 1);

	for (size_t i = 0; i < n; i += 3) {
		unsigned long v = (unsigned long)s[i] << 16;

		if (i + 1 < n)
			v |= (unsigned long)s[i + 1] << 8;
		if (i + 2 < n)
			v |= s[i + 2];
		out[o++] = digits[v >> 18];
		out[o++] = digits[v >> 12 & 63];
		out[o++] = i + 1 < n ? digits[v >> 6 & 63] : '=';
		out[o++] = i + 2 < n ? digits[v & 63] : '=';
	}
	out[o] = '\0';
	return out;
}

void print_json_path(json_t *object, const char *path)
{
	json_object_set_new(object, "path", print_json_text(path));
	if (!utf8_valid(path, strlen(path))) {
		char *coded = base64(path);

		json_object_set_new(object, "path_base64", json_string(coded));
		free(coded);
	}
}

json_t *print_json_time(int64_t unix_s)
{
	char text[32];

	if (unix_s <= 0)
		return json_null();
	time_iso(unix_s, text);
	return json_string(text);
}

json_t *print_json_seconds(int64_t ms)
{
	return ms < 0 ? json_null() : json_real((double)ms / 1000);
}

/* What a file may say in words; a row a key. */
static const struct { const char *key; size_t offset; } tag_words[] = {
	{ "album_artist", offsetof(struct tags, album_artist) },
	{ "genre", offsetof(struct tags, genre) },
	{ "composer", offsetof(struct tags, composer) },
	{ "date", offsetof(struct tags, date) },
	{ "codec", offsetof(struct tags, codec) },
	{ "comment", offsetof(struct tags, comment) },
	{ "artist_sort", offsetof(struct tags, artist_sort) },
	{ "album_artist_sort", offsetof(struct tags, album_artist_sort) },
	{ "album_sort", offsetof(struct tags, album_sort) },
	{ "title_sort", offsetof(struct tags, title_sort) },
	{ "musicbrainz_recording", offsetof(struct tags, mb_recording) },
	{ "musicbrainz_track", offsetof(struct tags, mb_track) },
	{ "musicbrainz_release", offsetof(struct tags, mb_release) },
	{ "musicbrainz_release_group", offsetof(struct tags, mb_release_group) },
	{ "musicbrainz_artist", offsetof(struct tags, mb_artist) },
	{ "musicbrainz_album_artist", offsetof(struct tags, mb_album_artist) },
	{ "lyrics", offsetof(struct tags, lyrics) },
};
static const struct { const char *key; size_t offset; } tag_numbers[] = {
	{ "year", offsetof(struct tags, year) },
	{ "original_year", offsetof(struct tags, original_year) },
	{ "track", offsetof(struct tags, track_no) },
	{ "track_total", offsetof(struct tags, track_total) },
	{ "disc", offsetof(struct tags, disc_no) },
	{ "disc_total", offsetof(struct tags, disc_total) },
	{ "bpm", offsetof(struct tags, bpm) },
	{ "bitrate_kbps", offsetof(struct tags, bitrate_kbps) },
	{ "sample_rate_hz", offsetof(struct tags, sample_rate_hz) },
	{ "channels", offsetof(struct tags, channels) },
	{ "bits", offsetof(struct tags, bits) },
};
static const struct { const char *key; size_t offset; } tag_gains[] = {
	{ "replaygain_track_gain_db", offsetof(struct tags, rg_track_gain_db) },
	{ "replaygain_track_peak", offsetof(struct tags, rg_track_peak) },
	{ "replaygain_album_gain_db", offsetof(struct tags, rg_album_gain_db) },
	{ "replaygain_album_peak", offsetof(struct tags, rg_album_peak) },
	{ "r128_track_gain_db", offsetof(struct tags, r128_track_gain_db) },
	{ "r128_album_gain_db", offsetof(struct tags, r128_album_gain_db) },
};
#define FIELD(type, tags, offset) (*(const type *)(const void *)((const char *)(tags) + (offset)))

/* What the file says and memory keeps, as tags; so that both ways print the same keys. */
static struct tags tags_of_track(const struct track *t)
{
	struct tags tags = {
		.title = t->title, .artist = t->artist, .album = t->album, .album_artist = t->album_artist, .genre = t->genre,
		.composer = t->composer, .date = t->date, .codec = t->codec,
		.comment = "", .artist_sort = "", .album_artist_sort = "", .album_sort = "", .title_sort = "", .mb_recording = "",
		.mb_track = "", .mb_release = "", .mb_release_group = "", .mb_artist = "", .mb_album_artist = "", .lyrics = "",
		.year = t->year, .track_no = t->track_no, .disc_no = t->disc_no, .bpm = t->bpm, .duration_ms = t->duration_ms,
		.bitrate_kbps = t->bitrate_kbps, .sample_rate_hz = t->sample_rate_hz, .channels = t->channels,
		.rg_track_gain_db = NAN, .rg_track_peak = NAN, .rg_album_gain_db = NAN, .rg_album_peak = NAN,
		.r128_track_gain_db = NAN, .r128_album_gain_db = NAN, .is_compilation = t->is_compilation,
	};

	return tags;
}

static const char *state_name(const struct track *t)
{
	static const char *const names[] = {
		[TRACK_OK] = "ok", [TRACK_UNREADABLE] = "unreadable", [TRACK_MISSING] = "missing", [TRACK_PARTS] = "parts", [TRACK_REMOVED] = "removed",
	};

	return names[t->state];
}

/* Absent fields are left out: a script asks for the key. Those every script asks for are always there. */
json_t *print_json_track(const struct track *t, const struct tags *tags)
{
	struct tags own = tags_of_track(t);
	bool all = tags != NULL;	/* every field is known, the empty ones as well: a script finds each key in each line */
	json_t *o = json_object();

	if (!tags)
		tags = &own;
	json_object_set_new(o, "id", json_integer(t->id));
	print_json_path(o, t->path);
	json_object_set_new(o, "title", print_json_text(t->title));
	json_object_set_new(o, "artist", print_json_text(t->artist));
	json_object_set_new(o, "album", print_json_text(t->album));
	for (size_t i = 0; i < COUNT_OF(tag_words); i++) {
		const char *text = FIELD(char *, tags, tag_words[i].offset);

		if (all || (text && *text))
			json_object_set_new(o, tag_words[i].key, print_json_text(text ? text : ""));
	}
	for (size_t i = 0; i < COUNT_OF(tag_numbers); i++) {
		int n = FIELD(int, tags, tag_numbers[i].offset);

		if (all || n)
			json_object_set_new(o, tag_numbers[i].key, n ? json_integer(n) : json_null());
	}
	for (size_t i = 0; i < COUNT_OF(tag_gains); i++) {
		double gain = FIELD(double, tags, tag_gains[i].offset);

		if (all || isfinite(gain))
			json_object_set_new(o, tag_gains[i].key, isfinite(gain) ? json_real(gain) : json_null());
	}
	if (all || tags->is_compilation)
		json_object_set_new(o, "compilation", json_boolean(tags->is_compilation));
	json_object_set_new(o, "duration_s", print_json_seconds(t->duration_ms > 0 ? t->duration_ms : -1));
	if (t->part) {
		json_object_set_new(o, "file", print_json_text(t->part->file));
		json_object_set_new(o, "start_s", json_real((double)t->part->start_us / 1e6));
		json_object_set_new(o, "end_s", t->part->end_us ? json_real((double)t->part->end_us / 1e6) : json_null());
	}
	json_object_set_new(o, "size", json_integer(t->stamp.size));
	json_object_set_new(o, "state", json_string(state_name(t)));
	if (t->error[0])
		json_object_set_new(o, "error", print_json_text(t->error));
	json_object_set_new(o, "rating", json_integer(t->rating));
	json_object_set_new(o, "loved", json_boolean(t->is_loved));
	json_object_set_new(o, "banned", json_boolean(t->is_banned));
	json_object_set_new(o, "play_count", json_integer(t->play_count));
	json_object_set_new(o, "skip_count", json_integer(t->skip_count));
	json_object_set_new(o, "last_played", print_json_time(t->last_played_s));
	json_object_set_new(o, "added", print_json_time(t->added_s));
	return o;
}

char *print_json_line(json_t *object)
{
	char *line = json_dumps(object, JSON_COMPACT | JSON_REAL_PRECISION(9));

	json_decref(object);
	if (!line)
		die(_("out of memory (%zu bytes)"), (size_t)0);
	return line;
}

void print_json(json_t *object)
{
	char *line = print_json_line(object);

	puts(line);
	free(line);
}

char *print_track_line(const struct track *t, bool json)
{
	char stars[32], *title, *artist, *line;

	if (json)
		return print_json_line(print_json_track(t, NULL));
	print_stars(t->rating, stars);
	title = utf8_clean(t->title, strlen(t->title));
	artist = utf8_clean(t->artist, strlen(t->artist));
	line = xasprintf("%s%s%s%s%s%s%s", title, *artist ? " \u2014 " : "", artist, *stars ? "  " : "", stars,
			 t->is_loved ? " \u2665" : "", t->is_banned ? _("  banned") : "");
	free(title);
	free(artist);
	return line;
}

char *print_scan_line(const struct scan_counts *c, int64_t ms, bool json)
{
	struct buf b;

	if (json) {
		json_t *o = json_pack("{s:I,s:I,s:I,s:I,s:I,s:I,s:f}", "files", (json_int_t)c->files, "added", (json_int_t)c->added,
				      "updated", (json_int_t)c->updated, "moved", (json_int_t)c->moved,
				      "removed", (json_int_t)c->removed, "unreadable", (json_int_t)c->unreadable,
				      "seconds", (double)ms / 1000);

		return print_json_line(o);
	}
	buf_init(&b, 1024);
	buf_addf(&b, P_("%lld file: ", "%lld files: ", c->files), (long long)c->files);
	buf_addf(&b, _("%lld added, %lld updated, %lld moved, %lld removed, %lld unreadable, in %.1f s"), (long long)c->added,
		 (long long)c->updated, (long long)c->moved, (long long)c->removed, (long long)c->unreadable, (double)ms / 1000);
	if (c->dir_errors)
		buf_addf(&b, P_("; %lld folder could not be read", "; %lld folders could not be read", c->dir_errors),
			 (long long)c->dir_errors);
	return buf_steal(&b);
}
