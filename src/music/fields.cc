/*
 * fields.cc -- which key goes to which field, and how its text becomes one.
 *
 * What comes out is valid UTF-8 without control characters, trimmed and bounded, whatever went in: nobody further up has to
 * ask again.
 */
#include "fields.h"

#include "charset.h"

#include <cmath>
#include <cstdlib>
#include <cstring>
#include <unordered_map>

using TagLib::PropertyMap;
using TagLib::StringList;

/* ---- property keys to fields ---- */

enum how { FIRST, JOINED, LYRICS, YEAR, NUMBER, TOTAL, NUMBER_AND_TOTAL, GAIN, PEAK, R128, FLAG, CUE };

struct rule {
	const char *key;
	how what;
	size_t offset, offset2;
};

namespace {

#define TO(member) offsetof(struct tags, member)
/* Rows of one field: the better key first. Names beyond TagLib's own are what other taggers write. */
const rule rules[] = {
	{ "TITLE", FIRST, TO(title), 0 },
	{ "ARTIST", JOINED, TO(artist), 0 },
	{ "ARTISTS", JOINED, TO(artist), 0 },
	{ "ALBUM", FIRST, TO(album), 0 },
	{ "ALBUMARTIST", JOINED, TO(album_artist), 0 },
	{ "ALBUM ARTIST", JOINED, TO(album_artist), 0 },
	{ "ALBUM_ARTIST", JOINED, TO(album_artist), 0 },
	{ "ENSEMBLE", JOINED, TO(album_artist), 0 },
	{ "GENRE", JOINED, TO(genre), 0 },
	{ "COMPOSER", JOINED, TO(composer), 0 },
	{ "COMMENT", FIRST, TO(comment), 0 },
	{ "DESCRIPTION", FIRST, TO(comment), 0 },
	{ "ARTISTSORT", FIRST, TO(artist_sort), 0 },
	{ "ALBUMARTISTSORT", FIRST, TO(album_artist_sort), 0 },
	{ "ALBUMSORT", FIRST, TO(album_sort), 0 },
	{ "TITLESORT", FIRST, TO(title_sort), 0 },
	{ "DATE", FIRST, TO(date), 0 },
	{ "YEAR", FIRST, TO(date), 0 },
	{ "RELEASEDATE", FIRST, TO(date), 0 },
	{ "ORIGINALDATE", YEAR, TO(original_year), 0 },
	{ "ORIGINALYEAR", YEAR, TO(original_year), 0 },
	{ "ORIGYEAR", YEAR, TO(original_year), 0 },
	{ "TRACKNUMBER", NUMBER_AND_TOTAL, TO(track_no), TO(track_total) },
	{ "TRACK", NUMBER_AND_TOTAL, TO(track_no), TO(track_total) },
	{ "TRACKTOTAL", TOTAL, TO(track_total), 0 },
	{ "TOTALTRACKS", TOTAL, TO(track_total), 0 },
	{ "DISCNUMBER", NUMBER_AND_TOTAL, TO(disc_no), TO(disc_total) },
	{ "DISC", NUMBER_AND_TOTAL, TO(disc_no), TO(disc_total) },
	{ "DISCTOTAL", TOTAL, TO(disc_total), 0 },
	{ "TOTALDISCS", TOTAL, TO(disc_total), 0 },
	{ "BPM", NUMBER, TO(bpm), 0 },
	{ "TEMPO", NUMBER, TO(bpm), 0 },
	{ "COMPILATION", FLAG, TO(is_compilation), 0 },
	{ "LYRICS", LYRICS, TO(lyrics), 0 },
	{ "UNSYNCEDLYRICS", LYRICS, TO(lyrics), 0 },
	{ "UNSYNCED LYRICS", LYRICS, TO(lyrics), 0 },
	{ "SYNCEDLYRICS", LYRICS, TO(lyrics), 0 },
	/* MusicBrainz' naming: what files call the track id is the recording's */
	{ "MUSICBRAINZ_TRACKID", JOINED, TO(mb_recording), 0 },
	{ "MUSICBRAINZ_RECORDINGID", JOINED, TO(mb_recording), 0 },
	{ "MUSICBRAINZ TRACK ID", JOINED, TO(mb_recording), 0 },
	{ "MUSICBRAINZ_RELEASETRACKID", JOINED, TO(mb_track), 0 },
	{ "MUSICBRAINZ RELEASE TRACK ID", JOINED, TO(mb_track), 0 },
	{ "MUSICBRAINZ_ALBUMID", JOINED, TO(mb_release), 0 },
	{ "MUSICBRAINZ ALBUM ID", JOINED, TO(mb_release), 0 },
	{ "MUSICBRAINZ_RELEASEGROUPID", JOINED, TO(mb_release_group), 0 },
	{ "MUSICBRAINZ RELEASE GROUP ID", JOINED, TO(mb_release_group), 0 },
	{ "MUSICBRAINZ_ARTISTID", JOINED, TO(mb_artist), 0 },
	{ "MUSICBRAINZ ARTIST ID", JOINED, TO(mb_artist), 0 },
	{ "MUSICBRAINZ_ALBUMARTISTID", JOINED, TO(mb_album_artist), 0 },
	{ "MUSICBRAINZ ALBUM ARTIST ID", JOINED, TO(mb_album_artist), 0 },
	{ "REPLAYGAIN_TRACK_GAIN", GAIN, TO(rg_track_gain_db), 0 },
	{ "REPLAYGAIN_TRACK_PEAK", PEAK, TO(rg_track_peak), 0 },
	{ "REPLAYGAIN_ALBUM_GAIN", GAIN, TO(rg_album_gain_db), 0 },
	{ "REPLAYGAIN_ALBUM_PEAK", PEAK, TO(rg_album_peak), 0 },
	{ "R128_TRACK_GAIN", R128, TO(r128_track_gain_db), 0 },
	{ "R128_ALBUM_GAIN", R128, TO(r128_album_gain_db), 0 },
	{ "CUESHEET", CUE, 0, 0 },
};

int find_rule(const TagLib::String &key)
{
	static const std::unordered_map<std::string, int> by_key = [] {
		std::unordered_map<std::string, int> m;
		for (size_t i = 0; i < COUNT_OF(rules); i++)
			m[rules[i].key] = static_cast<int>(i);
		return m;
	}();
	std::string name;

	for (wchar_t c : key) {
		/* "LYRICS:some description" counts as lyrics; other described keys are private notes of programs */
		if (c == L':' && name == "LYRICS")
			break;
		if (c <= 0 || c > 0x7e || name.size() > 64)
			return -1;
		name += static_cast<char>(c >= L'a' && c <= L'z' ? c - 32 : c);
	}
	auto it = by_key.find(name);
	return it == by_key.end() ? -1 : it->second;
}

/* ---- text ---- */

/* At most max bytes, whole characters, no white space around. */
void trim(std::string &s, size_t max)
{
	static const char blank[] = " \t\r\n\f\v";
	size_t from = s.find_first_not_of(blank);

	s.erase(0, from == std::string::npos ? s.size() : from);
	if (s.size() > max) {
		size_t n = max;

		while (n && (static_cast<unsigned char>(s[n]) & 0xc0) == 0x80)
			n--;
		s.resize(n);
	}
	s.erase(s.find_last_not_of(blank) + 1);
}

bool is_clean(const std::string &s)
{
	for (char c : s)
		if (c < 0x20 || c >= 0x7f)	/* a signed char above ASCII is below it */
			return false;
	return true;
}

std::string clean(std::string s, size_t max)
{
	/* cut before cleaning too: a tag may hold megabytes */
	if (s.size() > 2 * max)
		s.resize(2 * max);
	if (!is_clean(s)) {
		char *c = utf8_clean(s.data(), s.size());
		s = c;
		free(c);
	}
	trim(s, max);
	return s;
}

/* The same line by line, since lyrics have lines. */
std::string clean_lines(const std::string &s, size_t max)
{
	std::string out;
	size_t at = 0;

	while (at < s.size() && out.size() < max) {
		size_t end = s.find_first_of("\r\n", at), n = (end == std::string::npos ? s.size() : end) - at;

		out += clean(s.substr(at, n), max);
		out += '\n';
		if (end == std::string::npos)
			break;
		at = end + (s[end] == '\r' && end + 1 < s.size() && s[end + 1] == '\n' ? 2 : 1);
	}
	trim(out, max);
	return out;
}

std::string text_of(const TagLib::String &s)
{
	return s.to8Bit(true);
}

/* ---- numbers: by hand, since strtod() asks the locale what a comma is ---- */

long long parse_int(const char *&p)
{
	long long n = 0;

	while (*p >= '0' && *p <= '9') {
		if (n < 1000000000)
			n = n * 10 + (*p - '0');
		p++;
	}
	return n;
}

/* "-7.32 dB", "+1,5", ".98"; NaN when it starts otherwise. */
double parse_real(const std::string &s)
{
	const char *p = s.c_str(), *digits;
	bool minus = *p == '-';
	double n, scale = 1;

	if (*p == '-' || *p == '+')
		p++;
	while (*p == ' ')
		p++;
	digits = p;
	n = static_cast<double>(parse_int(p));
	if ((*p == '.' || *p == ',') && (p > digits || (p[1] >= '0' && p[1] <= '9'))) {
		for (p++; *p >= '0' && *p <= '9'; p++)
			n += (*p - '0') * (scale /= 10);
	}
	if (p == digits)
		return NAN;
	return minus ? -n : n;
}

/* The first run of four digits: "1997-05-21", "circa 1970", "21.05.1997". */
int parse_year(const std::string &s)
{
	for (const char *p = s.c_str(); *p;) {
		const char *start = p;
		long long n = parse_int(p);

		if (p - start == 4)
			return static_cast<int>(n);
		if (p == start)
			p++;
		else if (p - start == 8)	/* 19970521 */
			return static_cast<int>(n / 10000);
	}
	return 0;
}

/* "3", "03/12", "A3" */
void parse_pair(const std::string &s, int *ret_no, int *ret_total)
{
	const char *p = s.c_str();

	while (*p && (*p < '0' || *p > '9'))
		p++;
	*ret_no = in_range(parse_int(p), 9999);
	*ret_total = 0;
	while (*p == ' ')
		p++;
	if (*p++ == '/') {
		while (*p == ' ')
			p++;
		*ret_total = in_range(parse_int(p), 9999);
	}
}

} // namespace

/* ---- the reader of one file ---- */

Reader::Reader(tags_holder *h, struct tags *t) : holder(h), tags(t)
{
	for (std::string &s : h->text)
		s.clear();
	h->cue.clear();
	tags_clear(t);
}

std::string &Reader::text(size_t offset)
{
	size_t i = 0;

	while (tag_texts[i].offset != offset)
		i++;
	return holder->text[i];
}

void Reader::set_text(const rule &r, const StringList &values)
{
	std::string &to = text(r.offset);

	if (!to.empty())
		return;
	for (const TagLib::String &v : values) {
		std::string s = r.what == LYRICS ? clean_lines(text_of(v), WIRE_LYRICS_MAX) : clean(text_of(v), WIRE_TEXT_MAX);

		if (s.empty())
			continue;
		if (!to.empty())
			to += "; ";
		to += s;
		if (r.what != JOINED || to.size() >= WIRE_TEXT_MAX)
			break;
	}
	trim(to, r.what == LYRICS ? WIRE_LYRICS_MAX : WIRE_TEXT_MAX);
}

void Reader::set(const rule &r, const StringList &values)
{
	if (values.isEmpty())
		return;
	if (r.what == FIRST || r.what == JOINED || r.what == LYRICS) {
		set_text(r, values);
		return;
	}
	if (r.what == CUE) {
		if (holder->cue.empty())
			holder->cue = values.front().to8Bit(true);
		return;
	}
	std::string s = clean(text_of(values.front()), 64);
	double d;
	int no, total;

	switch (r.what) {
	case YEAR:
		if (!number(r.offset))
			number(r.offset) = parse_year(s);
		break;
	case NUMBER:
		d = parse_real(s);
		if (!number(r.offset) && d > 0 && d < 9999)
			number(r.offset) = static_cast<int>(lround(d));
		break;
	case TOTAL:
	case NUMBER_AND_TOTAL:
		parse_pair(s, &no, &total);
		if (!number(r.offset))
			number(r.offset) = no;
		if (r.what == NUMBER_AND_TOTAL && !number(r.offset2))
			number(r.offset2) = total;
		break;
	case GAIN:
	case PEAK:
	case R128:
		d = parse_real(s);
		/* RFC 7845, 5.2.1: Q7.8 fixed point */
		if (r.what == R128)
			d /= 256;
		if (std::isnan(real(r.offset)) && d > -200 && d < 200 && (r.what != PEAK || d >= 0))
			real(r.offset) = d;
		break;
	case FLAG:
		flag(r.offset) |= s == "1" || s == "true" || s == "True" || s == "yes" || s == "Yes";
		break;
	default:
		break;
	}
}

void Reader::apply(const PropertyMap &map)
{
	const StringList *found[COUNT_OF(rules)] = {};

	for (PropertyMap::ConstIterator it = map.begin(); it != map.end(); ++it) {
		int i = find_rule(it->first);

		if (i >= 0 && !found[i])
			found[i] = &it->second;
	}
	for (size_t i = 0; i < COUNT_OF(rules); i++)
		if (found[i])
			set(rules[i], *found[i]);
}

/* What TagLib has no name for: "----:com.apple.iTunes:replaygain_track_gain". */
void Reader::apply(const TagLib::MP4::Tag *tag)
{
	PropertyMap map = tag->properties();

	apply(map);
	for (const TagLib::String &key : map.unsupportedData()) {
		int colon = key.rfind(":");
		int i = colon < 0 ? -1 : find_rule(key.substr(static_cast<unsigned int>(colon) + 1));

		if (i >= 0)
			set(rules[i], tag->item(key).toStringList());
	}
	tags->has_picture |= tag->contains("covr");
}

void Reader::apply(const TagLib::ASF::Tag *tag)
{
	PropertyMap map = tag->properties();

	apply(map);
	for (const TagLib::String &key : map.unsupportedData()) {
		int i = find_rule(key);
		StringList values;

		if (i < 0)
			continue;
		for (const TagLib::ASF::Attribute &a : tag->attribute(key))
			values.append(a.toString());
		set(rules[i], values);
	}
	tags->has_picture |= tag->contains("WM/Picture");
}

void Reader::apply(const TagLib::Tag *tag)
{
	if (tag)
		apply(tag->properties());
}

void Reader::apply_id3v2(const TagLib::ID3v2::Tag *tag)
{
	if (!tag)
		return;
	apply(tag->properties());
	tags->has_picture |= tag->frameListMap().contains("APIC");
}

void Reader::apply_ape(const TagLib::APE::Tag *tag)
{
	if (!tag)
		return;
	apply(tag->properties());
	tags->has_picture |= tag->itemListMap().contains("COVER ART (FRONT)");
}

void Reader::apply_xiph(const TagLib::Ogg::XiphComment *tag)
{
	if (!tag)
		return;
	apply(tag->properties());
	tags->has_picture |= !const_cast<TagLib::Ogg::XiphComment *>(tag)->pictureList().isEmpty();
}

void Reader::sound(const TagLib::AudioProperties *p, int bits)
{
	if (!p)
		return;
	tags->duration_ms = p->lengthInMilliseconds() > 0 ? p->lengthInMilliseconds() : 0;
	tags->bitrate_kbps = in_range(p->bitrate(), 1000000);
	tags->sample_rate_hz = in_range(p->sampleRate(), 100000000);
	tags->channels = in_range(p->channels(), 1024);
	tags->bits = in_range(bits, 1024);
}

/*
 * Bytes that only claimed to be Latin-1 come marked (tags.cc): 0x80…0xff as U+F780…U+F7FF, which nothing else uses, in UTF-8
 * EF 9E 80 … EF 9F BF. Appends to `raw` what they were.
 */
static bool unmark(const std::string &s, std::string &raw)
{
	bool any = false;

	for (size_t i = 0; i < s.size(); i++) {
		unsigned char c = static_cast<unsigned char>(s[i]), d = i + 2 < s.size() ? static_cast<unsigned char>(s[i + 1]) : 0;

		if (c == 0xef && (d == 0x9e || d == 0x9f)) {
			raw += static_cast<char>((d == 0x9e ? 0x80 : 0xc0) + (static_cast<unsigned char>(s[i + 2]) & 0x3f));
			i += 2;
			any = true;
		} else {
			raw += s[i];
		}
	}
	return any;
}

void Reader::decode()
{
	std::string all, raw;
	size_t before;

	for (const std::string &s : holder->text) {
		before = all.size();
		if (unmark(s, all) && all.size() < WIRE_LYRICS_MAX)
			all += '\n';
		else
			all.resize(before);
	}
	if (all.empty())
		return;
	const char *set = charset_guess(all.data(), all.size());

	for (size_t i = 0; i < TAG_TEXTS; i++) {
		raw.clear();
		if (!unmark(holder->text[i], raw))
			continue;
		char *text = charset_decode(set, raw.data(), raw.size());
		holder->text[i] = tag_texts[i].offset == TO(lyrics) ? clean_lines(text, tag_texts[i].max) : clean(text, tag_texts[i].max);
		free(text);
	}
}

void Reader::finish()
{
	decode();

	for (size_t i = 0; i < TAG_TEXTS; i++)
		*reinterpret_cast<const char **>(reinterpret_cast<char *>(tags) + tag_texts[i].offset) = holder->text[i].c_str();
	tags->year = parse_year(text(TO(date)));
}
