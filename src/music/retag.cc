/*
 * retag.cc -- tags into a file, with TagLib.
 *
 * Only the fields that are named are touched.  Where a format's tag is a list of names and values TagLib's property maps do that; the frames
 * of ID3v2 are replaced one by one, since a round trip through a map would lose what it cannot say (languages, descriptions), and the
 * version the file has is kept.  Older tags beside the main one (ID3v1, APE, INFO) follow where they hold the field already: no player may
 * go on showing what was corrected.  What was written is read again before it is believed.
 */
#include "retag.h"
#include "tags.h"

#include <cmath>
#include <exception>
#include <memory>

/* TagLib's headers are not written to our warnings */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wshadow"
#pragma GCC diagnostic ignored "-Wconversion"
#include <aifffile.h>
#include <apefile.h>
#include <apetag.h>
#include <asffile.h>
#include <commentsframe.h>
#include <flacfile.h>
#include <id3v1genres.h>
#include <id3v1tag.h>
#include <id3v2framefactory.h>
#include <id3v2header.h>
#include <id3v2tag.h>
#include <infotag.h>
#include <itfile.h>
#include <modfile.h>
#include <mp4file.h>
#include <mpcfile.h>
#include <mpegfile.h>
#include <oggflacfile.h>
#include <opusfile.h>
#include <s3mfile.h>
#include <speexfile.h>
#include <textidentificationframe.h>
#include <tpropertymap.h>
#include <trueaudiofile.h>
#include <vorbisfile.h>
#include <wavfile.h>
#include <wavpackfile.h>
#include <xmfile.h>
#pragma GCC diagnostic pop

namespace {

/* The names of a field: in property maps, as an ID3v2 frame, in RIFF's INFO list. */
const struct { const char *property, *frame, *info; } names[TAG_FIELD_COUNT] = {
	{ "TITLE", "TIT2", "INAM" }, { "ARTIST", "TPE1", "IART" }, { "ALBUM", "TALB", "IPRD" }, { "ALBUMARTIST", "TPE2", nullptr },
	{ "GENRE", "TCON", "IGNR" }, { "DATE", "TDRC", "ICRD" }, { "TRACKNUMBER", "TRCK", "IPRT" }, { "DISCNUMBER", "TPOS", nullptr },
	{ "COMPOSER", "TCOM", nullptr }, { "COMMENT", "COMM", "ICMT" },
	{ "REPLAYGAIN_TRACK_GAIN", "TXXX", nullptr }, { "REPLAYGAIN_TRACK_PEAK", "TXXX", nullptr },
	{ "REPLAYGAIN_ALBUM_GAIN", "TXXX", nullptr }, { "REPLAYGAIN_ALBUM_PEAK", "TXXX", nullptr },
};

using TagLib::String;
using TagLib::StringList;

StringList values_of(const char *value)
{
	if (*value == *RETAG_BYTES)
		value++;
	return *value ? String(value, String::UTF8).split(RETAG_SEPARATOR) : StringList();
}

char *text_of(const StringList &values, bool is_bytes)
{
	String joined = values.toString(RETAG_SEPARATOR);

	return xasprintf("%s%s", is_bytes ? RETAG_BYTES : "", joined.toCString(true));
}

/* "4" in the place of "3/12" is "4/12": the number of tracks stays what it was. */
StringList keep_total(int field, const StringList &before, const char *value)
{
	StringList now = values_of(value);
	int slash;

	if ((field != TAG_TRACK && field != TAG_DISC) || now.size() != 1 || before.size() != 1 || now.front().find("/") >= 0)
		return now;
	slash = before.front().find("/");
	return slash < 0 ? now : StringList(now.front() + before.front().substr(static_cast<unsigned int>(slash)));
}

bool is_gain(int field)
{
	return field >= TAG_TRACK_GAIN;
}

/* ---- Opus: gains in 1/256 dB to -23 LUFS (RFC 7845 5.2.1), no peaks ---- */

const char *r128_name(int field)
{
	return field == TAG_TRACK_GAIN ? "R128_TRACK_GAIN" : field == TAG_ALBUM_GAIN ? "R128_ALBUM_GAIN" : nullptr;
}

/* Decimals enough to come back as the same number. */
StringList from_r128(const StringList &values)
{
	char text[32];
	double q;

	if (values.isEmpty())
		return values;
	q = values.front().toInt();
	snprintf(text, sizeof text, "%d.%04d", static_cast<int>(std::abs(q + 1280) / 256), static_cast<int>(std::fmod(std::abs(q + 1280), 256) * 10000 / 256 + .5));
	return StringList(String(q + 1280 < 0 ? "-" : "+") + text + " dB");
}

/* In thousandths first: what a number is written like is no locale's business. */
StringList to_r128(const StringList &values)
{
	std::string s = values.isEmpty() ? "" : values.front().to8Bit();
	double n = 0, scale = 1;
	bool minus = !s.empty() && s[0] == '-', is_fraction = false;

	if (s.empty())
		return StringList();
	for (char c : s) {
		is_fraction |= c == '.';
		if (c >= '0' && c <= '9')
			n = is_fraction ? n + (c - '0') * (scale /= 10) : n * 10 + (c - '0');
	}
	return StringList(String::number(static_cast<int>(std::lround((minus ? -n : n) * 256 - 1280))));
}

/* ---- ID3v2 ---- */

/* The frame of a field; of comments the one without a description. */
TagLib::ID3v2::Frame *frame_of(const TagLib::ID3v2::Tag *tag, int field)
{
	for (TagLib::ID3v2::Frame *f : tag->frameList(names[field].frame)) {
		const TagLib::ID3v2::CommentsFrame *comment = dynamic_cast<TagLib::ID3v2::CommentsFrame *>(f);
		const TagLib::ID3v2::UserTextIdentificationFrame *user = dynamic_cast<TagLib::ID3v2::UserTextIdentificationFrame *>(f);

		if (is_gain(field) ? user && user->description().upper() == names[field].property : !comment || comment->description().isEmpty())
			return f;
	}
	return nullptr;
}

bool is_latin1(const String &s)
{
	for (wchar_t c : s)
		if (c > 0xff)
			return false;
	return true;
}

StringList frame_values(const TagLib::ID3v2::Frame *f, bool *ret_is_bytes)
{
	const TagLib::ID3v2::TextIdentificationFrame *text = dynamic_cast<const TagLib::ID3v2::TextIdentificationFrame *>(f);
	const TagLib::ID3v2::CommentsFrame *comment = dynamic_cast<const TagLib::ID3v2::CommentsFrame *>(f);
	String::Type encoding = text ? text->textEncoding() : comment ? comment->textEncoding() : String::UTF8;
	StringList values = text ? text->fieldList() : comment ? StringList(comment->text()) : StringList();

	/* the first is what it is called */
	if (dynamic_cast<const TagLib::ID3v2::UserTextIdentificationFrame *>(f) && !values.isEmpty())
		values.erase(values.begin());
	*ret_is_bytes = encoding == String::Latin1 && !values.toString("").isAscii() && is_latin1(values.toString(""));
	return values;
}

void put_frame(TagLib::ID3v2::Tag *tag, int field, const StringList &values, bool is_bytes)
{
	String::Type encoding = is_bytes ? String::Latin1 : tag->header()->majorVersion() < 4 ? String::UTF16 : String::UTF8;
	TagLib::ID3v2::Frame *f = frame_of(tag, field);

	if (values.toString("").isAscii())
		encoding = String::Latin1;
	if (f && (field != TAG_COMMENT || values.isEmpty())) {
		tag->removeFrame(f);
		f = nullptr;
	}
	if (values.isEmpty())
		return;
	if (is_gain(field)) {
		tag->addFrame(new TagLib::ID3v2::UserTextIdentificationFrame(names[field].property, values, encoding));
	} else if (field == TAG_COMMENT) {
		TagLib::ID3v2::CommentsFrame *comment = dynamic_cast<TagLib::ID3v2::CommentsFrame *>(f);

		if (!comment) {
			comment = new TagLib::ID3v2::CommentsFrame(encoding);
			comment->setLanguage("XXX");
			tag->addFrame(comment);
		}
		comment->setTextEncoding(encoding);
		comment->setText(values.toString(RETAG_SEPARATOR));
	} else {
		TagLib::ID3v2::TextIdentificationFrame *text = new TagLib::ID3v2::TextIdentificationFrame(names[field].frame, encoding);

		text->setText(values);
		tag->addFrame(text);
	}
}

/* ID3v1 knows Latin-1 and few fields; what it cannot say it had better not say. */
void follow_id3v1(TagLib::ID3v1::Tag *tag, int field, const StringList &values)
{
	String s = values.toString(", "), plain = is_latin1(s) ? s : String();

	switch (field) {
	case TAG_TITLE:
		tag->setTitle(plain);
		break;
	case TAG_ARTIST:
		tag->setArtist(plain);
		break;
	case TAG_ALBUM:
		tag->setAlbum(plain);
		break;
	case TAG_COMMENT:
		tag->setComment(plain);
		break;
	case TAG_GENRE:
		tag->setGenre(s);
		break;
	case TAG_DATE:
		tag->setYear(static_cast<unsigned int>(s.substr(0, 4).toInt()));
		break;
	case TAG_TRACK:
		tag->setTrack(static_cast<unsigned int>(s.toInt()));
		break;
	default:
		break;
	}
}

void follow_ape(TagLib::APE::Tag *tag, int field, const StringList &values)
{
	TagLib::PropertyMap map = tag->properties();

	if (!map.contains(names[field].property))
		return;
	map.replace(names[field].property, values);
	tag->setProperties(map);
}

void follow_info(TagLib::RIFF::Info::Tag *tag, int field, const StringList &values)
{
	if (names[field].info && tag->fieldListMap().contains(names[field].info))
		tag->setFieldText(names[field].info, values.toString(", "));
}

/* ---- any file ---- */

TagLib::ID3v2::Tag *id3v2_of(TagLib::File *f, bool create)
{
	if (auto *mpeg = dynamic_cast<TagLib::MPEG::File *>(f))
		return mpeg->ID3v2Tag(create);
	if (auto *wav = dynamic_cast<TagLib::RIFF::WAV::File *>(f))
		return wav->ID3v2Tag();
	if (auto *aiff = dynamic_cast<TagLib::RIFF::AIFF::File *>(f))
		return aiff->tag();
	if (auto *tta = dynamic_cast<TagLib::TrueAudio::File *>(f))
		return tta->ID3v2Tag(create);
	return nullptr;
}

/* Its name in this map: what some call DESCRIPTION is the comment where there is no other. */
const char *property_of(const TagLib::PropertyMap &map, int field)
{
	return field == TAG_COMMENT && !map.contains("COMMENT") && map.contains("DESCRIPTION") ? "DESCRIPTION" : names[field].property;
}

/* ---- what property maps have no name for: MP4 and ASF ---- */

const char apple[] = "----:com.apple.iTunes:";

/* Written by whom, in which case: the name the item has in this file; empty: there is none. */
String mp4_name(const TagLib::MP4::Tag *tag, int field)
{
	for (const auto &item : tag->itemMap())
		if (item.first.upper() == (String(apple) + names[field].property).upper())
			return item.first;
	return String();
}

String asf_name(const TagLib::ASF::Tag *tag, int field)
{
	for (const auto &item : const_cast<TagLib::ASF::Tag *>(tag)->attributeListMap())
		if (item.first.upper() == names[field].property)
			return item.first;
	return String();
}

/* False: it is no file of these kinds. */
bool gain_of(TagLib::File *f, int field, StringList *ret)
{
	TagLib::MP4::File *mp4 = dynamic_cast<TagLib::MP4::File *>(f);
	TagLib::ASF::File *asf = dynamic_cast<TagLib::ASF::File *>(f);
	const bool is_opus = dynamic_cast<TagLib::Ogg::Opus::File *>(f);
	String name;

	ret->clear();
	if (is_opus && r128_name(field)) {
		const TagLib::PropertyMap map = f->properties();

		if (map.contains(r128_name(field)))
			ret->append(from_r128(map[r128_name(field)]));
	} else if (mp4 && !(name = mp4_name(mp4->tag(), field)).isEmpty()) {
		ret->append(mp4->tag()->item(name).toStringList());
	} else if (asf && !(name = asf_name(asf->tag(), field)).isEmpty()) {
		for (const TagLib::ASF::Attribute &a : asf->tag()->attribute(name))
			ret->append(a.toString());
	}
	return is_opus || mp4 || asf;
}

bool put_gain(TagLib::File *f, int field, const StringList &values)
{
	if (auto *mp4 = dynamic_cast<TagLib::MP4::File *>(f)) {
		String name = mp4_name(mp4->tag(), field);

		if (name.isEmpty())
			name = String(apple) + String(tag_field_names[field]);
		if (values.isEmpty())
			mp4->tag()->removeItem(name);
		else
			mp4->tag()->setItem(name, TagLib::MP4::Item(values));
		return true;
	}
	if (auto *asf = dynamic_cast<TagLib::ASF::File *>(f)) {
		String name = asf_name(asf->tag(), field);

		if (name.isEmpty())
			name = names[field].property;
		asf->tag()->removeItem(name);
		if (!values.isEmpty())
			asf->tag()->setAttribute(name, TagLib::ASF::Attribute(values.front()));
		return true;
	}
	if (r128_name(field) && dynamic_cast<TagLib::Ogg::Opus::File *>(f)) {
		TagLib::PropertyMap map = f->properties();

		if (values.isEmpty())
			map.erase(r128_name(field));
		else
			map.replace(r128_name(field), to_r128(values));
		f->setProperties(map);
		return true;
	}
	return dynamic_cast<TagLib::Ogg::Opus::File *>(f);	/* a peak has no place there, and need not */
}

StringList value_of(TagLib::File *f, int field, bool *ret_is_bytes)
{
	StringList gain;

	if (is_gain(field) && gain_of(f, field, &gain)) {
		*ret_is_bytes = false;
		return gain;
	}

	const TagLib::ID3v2::Tag *id3v2 = id3v2_of(f, false);
	const TagLib::ID3v2::Frame *frame = id3v2 ? frame_of(id3v2, field) : nullptr;
	const TagLib::PropertyMap map = f->properties();

	*ret_is_bytes = false;
	if (id3v2 || dynamic_cast<TagLib::MPEG::File *>(f))
		return frame ? frame_values(frame, ret_is_bytes) : StringList();
	return map.contains(property_of(map, field)) ? map[property_of(map, field)] : StringList();
}

void put_id3v2(TagLib::File *f, int field, const StringList &values, bool is_bytes)
{
	TagLib::MPEG::File *mpeg = dynamic_cast<TagLib::MPEG::File *>(f);
	TagLib::RIFF::WAV::File *wav = dynamic_cast<TagLib::RIFF::WAV::File *>(f);

	put_frame(id3v2_of(f, true), field, values, is_bytes);
	if (mpeg && mpeg->hasID3v1Tag())
		follow_id3v1(mpeg->ID3v1Tag(), field, values);
	if (mpeg && mpeg->hasAPETag())
		follow_ape(mpeg->APETag(), field, values);
	if (wav && wav->hasInfoTag())
		follow_info(wav->InfoTag(), field, values);
}

/* False: this kind of file has no room for it. */
bool put(TagLib::File *f, int field, const StringList &values, bool is_bytes)
{
	if (id3v2_of(f, true)) {
		put_id3v2(f, field, values, is_bytes);
		return true;
	}

	if (is_gain(field) && put_gain(f, field, values))
		return true;

	TagLib::PropertyMap map = f->properties();
	const char *name = property_of(map, field);

	if (values.isEmpty())
		map.erase(name);
	else
		map.replace(name, values);
	/* FFmpeg writes fields a second time, by its own names */
	if (auto *asf = dynamic_cast<TagLib::ASF::File *>(f))
		asf->tag()->removeItem(tag_field_names[field]);
	return !f->setProperties(map).contains(name);
}

bool save(TagLib::File *f)
{
	TagLib::MPEG::File *mpeg = dynamic_cast<TagLib::MPEG::File *>(f);
	bool is_old;

	if (!mpeg)
		return f->save();
	is_old = mpeg->hasID3v2Tag() && mpeg->ID3v2Tag()->header()->majorVersion() < 4;
	return mpeg->save(TagLib::MPEG::File::AllTags, TagLib::File::StripNone, is_old ? TagLib::ID3v2::v3 : TagLib::ID3v2::v4,
			  TagLib::File::DoNotDuplicate);
}

TagLib::File *open_as(const char *path, enum format format)
{
	switch (format) {
	case FORMAT_MPEG:
		return new TagLib::MPEG::File(path);
	case FORMAT_FLAC:
		return new TagLib::FLAC::File(path);
	case FORMAT_VORBIS:
		return new TagLib::Ogg::Vorbis::File(path);
	case FORMAT_OPUS:
		return new TagLib::Ogg::Opus::File(path);
	case FORMAT_SPEEX:
		return new TagLib::Ogg::Speex::File(path);
	case FORMAT_OGG_FLAC:
		return new TagLib::Ogg::FLAC::File(path);
	case FORMAT_MP4:
		return new TagLib::MP4::File(path);
	case FORMAT_ASF:
		return new TagLib::ASF::File(path);
	case FORMAT_WAV:
		return new TagLib::RIFF::WAV::File(path);
	case FORMAT_AIFF:
		return new TagLib::RIFF::AIFF::File(path);
	case FORMAT_APE:
		return new TagLib::APE::File(path);
	case FORMAT_WAVPACK:
		return new TagLib::WavPack::File(path);
	case FORMAT_TTA:
		return new TagLib::TrueAudio::File(path);
	case FORMAT_MPC:
		return new TagLib::MPC::File(path);
	case FORMAT_MOD:
		return new TagLib::Mod::File(path);
	case FORMAT_XM:
		return new TagLib::XM::File(path);
	case FORMAT_IT:
		return new TagLib::IT::File(path);
	case FORMAT_S3M:
		return new TagLib::S3M::File(path);
	default:
		return nullptr;
	}
}

int length_ms(const TagLib::File *f)
{
	return f->audioProperties() ? f->audioProperties()->lengthInMilliseconds() : -1;
}

/* A date may come back shorter: ID3v2.3 keeps year, day and month apart. */
bool is_same(int field, const String &wanted, const String &got)
{
	if (field == TAG_DATE && !wanted.isEmpty() && !got.isEmpty())
		return wanted.substr(0, 4) == got.substr(0, 4);
	return wanted == got;
}

enum err check(const char *path, enum format format, const struct tag_edit *edit, const String *wanted, int length)
{
	std::unique_ptr<TagLib::File> f(open_as(path, format));
	bool is_bytes;

	if (!f || !f->isValid() || length_ms(f.get()) != length)
		return fail(ERR_PARSE, _("it would not be playable with new tags"));
	for (int i = 0; i < TAG_FIELD_COUNT; i++)
		if (edit->value[i] && !is_same(i, wanted[i], value_of(f.get(), i, &is_bytes).toString(RETAG_SEPARATOR)))
			return fail(ERR_ARG, _("this kind of file does not take that %s"), tag_field_names[i]);
	return OK;
}

enum err edit_file(const char *path, enum format format, const struct tag_edit *edit, struct tag_edit *ret_old)
{
	String wanted[TAG_FIELD_COUNT];
	int length;
	{
		std::unique_ptr<TagLib::File> f(open_as(path, format));

		if (!f)
			return fail(ERR_ARG, _("tags of this kind of file cannot be written"));
		if (!f->isValid() || f->readOnly() || !f->audioProperties())
			return fail(ERR_PARSE, _("is damaged or cut short"));
		length = length_ms(f.get());
		for (int i = 0; i < TAG_FIELD_COUNT; i++) {
			if (!edit->value[i])
				continue;

			bool is_bytes;
			const StringList before = value_of(f.get(), i, &is_bytes), now = keep_total(i, before, edit->value[i]);

			ret_old->value[i] = text_of(before, is_bytes);
			wanted[i] = (is_gain(i) && dynamic_cast<TagLib::Ogg::Opus::File *>(f.get()) ?
				r128_name(i) ? from_r128(to_r128(now)) : StringList() : now).toString(RETAG_SEPARATOR);
			if (!put(f.get(), i, now, *edit->value[i] == *RETAG_BYTES))
				return fail(ERR_ARG, _("this kind of file does not take that %s"), tag_field_names[i]);
		}
		if (!save(f.get()))
			return fail(ERR_IO, _("cannot be written"));
	}
	return check(path, format, edit, wanted, length);
}

} // namespace

enum err retag(const char *path, enum format format, const struct tag_edit *edit, struct tag_edit *ret_old)
{
	enum err err;

	tags_as_they_are(true);
	try {
		err = edit_file(path, format, edit, ret_old);
	} catch (const std::bad_alloc &) {
		err = fail(ERR_PARSE, _("its tags ask for too much memory"));
	} catch (const std::exception &) {
		err = fail(ERR_PARSE, _("is damaged or cut short"));
	}
	tags_as_they_are(false);
	return err;
}
