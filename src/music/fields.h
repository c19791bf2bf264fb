/* fields.h -- from TagLib's tags to the fields of struct tags; C++, for tags.cc. */
#ifndef SEGUE_MUSIC_FIELDS_H
#define SEGUE_MUSIC_FIELDS_H

#include "music.h"
#include "wire.h"

#include <cstddef>
#include <string>

/* TagLib's headers are not written to our warnings */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wshadow"
#pragma GCC diagnostic ignored "-Wconversion"
#include <apetag.h>
#include <asftag.h>
#include <audioproperties.h>
#include <id3v2tag.h>
#include <mp4tag.h>
#include <tpropertymap.h>
#include <xiphcomment.h>
#pragma GCC diagnostic pop

struct tags_holder {
	std::string text[TAG_TEXTS];
	std::string cue;	/* the CUESHEET tag, as it is */
	int escapes = 0;	/* exceptions that left TagLib, which is not written to clean up after them */
};
enum { ESCAPES_MAX = 100 };

/* A number from a file, or 0 when it is not 0..max. */
inline int in_range(long long n, int max)
{
	return n >= 0 && n <= max ? static_cast<int>(n) : 0;
}

struct rule;	/* where a key goes (fields.cc) */

/* Gathers what several tags of one file say; the first to say something is believed. */
class Reader {
public:
	Reader(tags_holder *h, struct tags *t);
	void apply(const TagLib::PropertyMap &map);
	void apply(const TagLib::MP4::Tag *tag);
	void apply(const TagLib::ASF::Tag *tag);
	void apply(const TagLib::Tag *tag);
	void apply_id3v2(const TagLib::ID3v2::Tag *tag);
	void apply_ape(const TagLib::APE::Tag *tag);
	void apply_xiph(const TagLib::Ogg::XiphComment *tag);
	void sound(const TagLib::AudioProperties *p, int bits);
	void codec(const char *name) { text(offsetof(struct tags, codec)) = name; }
	void picture(bool is_there) { tags->has_picture |= is_there; }
	void finish();

private:
	void decode();
	tags_holder *holder;
	struct tags *tags;

	std::string &text(size_t offset);
	int &number(size_t offset) { return *reinterpret_cast<int *>(reinterpret_cast<char *>(tags) + offset); }
	double &real(size_t offset) { return *reinterpret_cast<double *>(reinterpret_cast<char *>(tags) + offset); }
	bool &flag(size_t offset) { return *reinterpret_cast<bool *>(reinterpret_cast<char *>(tags) + offset); }
	void set_text(const rule &r, const TagLib::StringList &values);
	void set(const rule &r, const TagLib::StringList &values);
};

#endif
