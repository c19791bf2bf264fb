/*
 * tags.cc -- TagLib behind a C door; the only C++ of the house.
 *
 * A file is what its first bytes say, and only when they say nothing what its name says. All formats end in the same place:
 * TagLib's property maps, whose keys fields.cc sends to fields. A file may carry several tags (an MP3 with ID3v2, APE and
 * ID3v1): they are applied best first and each fills only what is still empty, so that the gains mp3gain left in an APE tag
 * are found beside an ID3v2 title.
 */
#include "tags.h"

#include "fields.h"
#include "sheet.h"
#include "sniff.h"
#include "stream.h"

#include <cerrno>
#include <exception>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>

/* TagLib's headers are not written to our warnings */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wshadow"
#pragma GCC diagnostic ignored "-Wconversion"
#include <aifffile.h>
#include <apefile.h>
#include <apetag.h>
#include <asffile.h>
#include <asftag.h>
#include <flacfile.h>
#include <id3v1tag.h>
#include <id3v2framefactory.h>
#include <id3v2tag.h>
#include <infotag.h>
#include <itfile.h>
#include <modfile.h>
#include <mp4file.h>
#include <mp4tag.h>
#include <mpcfile.h>
#include <mpegfile.h>
#include <oggflacfile.h>
#include <opusfile.h>
#include <s3mfile.h>
#include <speexfile.h>
#include <trueaudiofile.h>
#include <vorbisfile.h>
#include <wavfile.h>
#include <wavpackfile.h>
#include <xiphcomment.h>
#include <xmfile.h>
#pragma GCC diagnostic pop

namespace {

/* ---- one function a family of formats: true when it is what it should be ---- */

const TagLib::AudioProperties::ReadStyle STYLE = TagLib::AudioProperties::Average;

TagLib::ID3v2::FrameFactory *frames()
{
	return TagLib::ID3v2::FrameFactory::instance();
}

/*
 * What says it is Latin-1 is so in name only: bytes above ASCII that are UTF-8 are taken as that, others are marked for
 * Reader::decode(), which looks at all of a file's together. An ID3v1 field may be cut within its last character.
 */
TagLib::String mark(const TagLib::ByteVector &data)
{
	unsigned int n = data.size();
	bool any = false;
	TagLib::String s;

	for (char c : data)
		any |= static_cast<unsigned char>(c) >= 0x80;
	if (!any)
		return TagLib::String(data, TagLib::String::Latin1);
	while (n && !data[static_cast<int>(n) - 1])
		n--;
	for (unsigned int cut = 0; cut < 4 && cut < n; cut++)
		if (utf8_valid(data.data(), n - cut) && (!cut || n >= 28))
			return TagLib::String(data.mid(0, n - cut), TagLib::String::UTF8);
	for (char c : data) {
		unsigned char u = static_cast<unsigned char>(c);

		if (!u)
			break;
		s += static_cast<wchar_t>(u < 0x80 ? u : 0xf700 + u);
	}
	return s;
}

class Latin2Strings : public TagLib::ID3v2::Latin1StringHandler {
	TagLib::String parse(const TagLib::ByteVector &data) const override { return mark(data); }
};

class Latin1Strings : public TagLib::ID3v1::StringHandler {
	TagLib::String parse(const TagLib::ByteVector &data) const override { return mark(data).stripWhiteSpace(); }
};

class InfoStrings : public TagLib::RIFF::Info::StringHandler {
	TagLib::String parse(const TagLib::ByteVector &data) const override { return mark(data); }
};

/* TagLib keeps one handler for all; this program has one way to read. They live as long as it does. */
void set_handlers(bool are_ours)
{
	static const Latin2Strings id3v2;
	static const Latin1Strings id3v1;
	static const InfoStrings info;

	TagLib::ID3v2::Tag::setLatin1StringHandler(are_ours ? &id3v2 : nullptr);
	TagLib::ID3v1::Tag::setStringHandler(are_ours ? &id3v1 : nullptr);
	TagLib::RIFF::Info::Tag::setStringHandler(are_ours ? &info : nullptr);
}

bool read_mpeg(Reader &r, WindowStream &s)
{
	TagLib::MPEG::File f(&s, frames(), true, STYLE);
	const TagLib::MPEG::Properties *p = f.audioProperties();

	if (!f.isValid() || !p || p->sampleRate() <= 0)
		return false;
	r.apply_id3v2(f.hasID3v2Tag() ? f.ID3v2Tag() : nullptr);
	r.apply_ape(f.hasAPETag() ? f.APETag() : nullptr);
	r.apply(f.hasID3v1Tag() ? f.ID3v1Tag() : nullptr);
	r.sound(p, 0);
	r.codec(p->layer() == 1 ? "MP1" : p->layer() == 2 ? "MP2" : "MP3");
	return true;
}

/* Tags in front of sound TagLib does not know (ADTS, and DSF, whose tag the stream starts at). */
void read_id3_only(Reader &r, WindowStream &s)
{
	TagLib::MPEG::File f(&s, frames(), false);

	r.apply_id3v2(f.hasID3v2Tag() ? f.ID3v2Tag() : nullptr);
}

bool read_flac(Reader &r, WindowStream &s)
{
	TagLib::FLAC::File f(&s, frames(), true, STYLE);
	const TagLib::FLAC::Properties *p = f.audioProperties();

	if (!f.isValid() || !p || p->sampleRate() <= 0)
		return false;
	r.apply_xiph(f.hasXiphComment() ? f.xiphComment() : nullptr);
	r.apply_id3v2(f.hasID3v2Tag() ? f.ID3v2Tag() : nullptr);
	r.apply(f.hasID3v1Tag() ? f.ID3v1Tag() : nullptr);
	r.sound(p, p->bitsPerSample());
	r.picture(!f.pictureList().isEmpty());
	return true;
}

template<class File> bool read_ogg(Reader &r, WindowStream &s)
{
	File f(&s, true, STYLE);

	if (!f.isValid() || !f.audioProperties() || f.audioProperties()->sampleRate() <= 0)
		return false;
	r.apply_xiph(f.tag());
	r.sound(f.audioProperties(), 0);
	return true;
}

bool read_mp4(Reader &r, WindowStream &s)
{
	TagLib::MP4::File f(&s, true, STYLE);
	const TagLib::MP4::Properties *p = f.audioProperties();

	if (!f.isValid() || !p || p->sampleRate() <= 0)
		return false;
	if (f.tag())
		r.apply(static_cast<const TagLib::MP4::Tag *>(f.tag()));
	r.sound(p, p->codec() == TagLib::MP4::Properties::ALAC ? p->bitsPerSample() : 0);
	r.codec(p->codec() == TagLib::MP4::Properties::AAC ? "AAC" : p->codec() == TagLib::MP4::Properties::ALAC ? "ALAC" : "MP4");
	return true;
}

bool read_asf(Reader &r, WindowStream &s)
{
	TagLib::ASF::File f(&s, true, STYLE);
	const TagLib::ASF::Properties *p = f.audioProperties();

	if (!f.isValid() || !p)
		return false;
	if (f.tag())
		r.apply(static_cast<const TagLib::ASF::Tag *>(f.tag()));
	r.sound(p, 0);
	return true;
}

bool read_wav(Reader &r, WindowStream &s)
{
	TagLib::RIFF::WAV::File f(&s, true, STYLE);
	const TagLib::RIFF::WAV::Properties *p = f.audioProperties();

	if (!f.isValid() || !p || p->sampleRate() <= 0)
		return false;
	r.apply_id3v2(f.hasID3v2Tag() ? f.ID3v2Tag() : nullptr);
	r.apply(f.hasInfoTag() ? f.InfoTag() : nullptr);
	r.sound(p, p->bitsPerSample());
	return true;
}

bool read_aiff(Reader &r, WindowStream &s)
{
	TagLib::RIFF::AIFF::File f(&s, true, STYLE);
	const TagLib::RIFF::AIFF::Properties *p = f.audioProperties();

	if (!f.isValid() || !p || p->sampleRate() <= 0)
		return false;
	r.apply_id3v2(f.hasID3v2Tag() ? f.tag() : nullptr);
	r.sound(p, p->bitsPerSample());
	return true;
}

int bits_of(const TagLib::APE::Properties *p) { return p->bitsPerSample(); }
int bits_of(const TagLib::WavPack::Properties *p) { return p->bitsPerSample(); }
int bits_of(const TagLib::MPC::Properties *) { return 0; }

/* Monkey's Audio, WavPack, Musepack: an APE tag, perhaps an ID3v1. */
template<class File> bool read_ape(Reader &r, WindowStream &s)
{
	File f(&s, true, STYLE);

	if (!f.isValid() || !f.audioProperties() || f.audioProperties()->sampleRate() <= 0)
		return false;
	r.apply_ape(f.hasAPETag() ? f.APETag() : nullptr);
	r.apply(f.hasID3v1Tag() ? f.ID3v1Tag() : nullptr);
	r.sound(f.audioProperties(), bits_of(f.audioProperties()));
	return true;
}

bool read_tta(Reader &r, WindowStream &s)
{
	TagLib::TrueAudio::File f(&s, frames(), true, STYLE);
	const TagLib::TrueAudio::Properties *p = f.audioProperties();

	if (!f.isValid() || !p || p->sampleRate() <= 0)
		return false;
	r.apply_id3v2(f.hasID3v2Tag() ? f.ID3v2Tag() : nullptr);
	r.apply(f.hasID3v1Tag() ? f.ID3v1Tag() : nullptr);
	r.sound(p, p->bitsPerSample());
	return true;
}

template<class File> bool read_module(Reader &r, WindowStream &s)
{
	File f(&s, true, STYLE);

	if (!f.isValid())
		return false;
	r.apply(f.tag());
	r.sound(f.audioProperties(), 0);
	return true;
}

bool (*const readers[FORMAT_COUNT])(Reader &, WindowStream &) = {
	nullptr, read_mpeg, read_flac, read_ogg<TagLib::Ogg::Vorbis::File>, read_ogg<TagLib::Ogg::Opus::File>,
	read_ogg<TagLib::Ogg::Speex::File>, read_ogg<TagLib::Ogg::FLAC::File>, read_mp4, read_asf, read_wav, read_aiff,
	read_ape<TagLib::APE::File>, read_ape<TagLib::WavPack::File>, read_tta, read_ape<TagLib::MPC::File>,
	read_module<TagLib::Mod::File>, read_module<TagLib::XM::File>, read_module<TagLib::IT::File>,
	read_module<TagLib::S3M::File>,
};

/* ---- which one ---- */

enum { LOOK_BYTES = 64 * 1024 };

struct probe {
	uint8_t head[SNIFF_BYTES];
	size_t n;
	int64_t id3_size;	/* of a tag in front of the sound */
	enum format format, claimed;	/* by content, by name */
	bool has_magic;
};

void look(WindowStream &s, const char *name, probe *p)
{
	p->n = s.readAt(0, p->head, sizeof p->head);
	p->id3_size = sniff_id3v2_size(p->head, p->n);
	if (p->id3_size)
		p->n = s.readAt(p->id3_size, p->head, sizeof p->head);
	p->claimed = sniff_name(name);
	p->format = sniff_content(p->head, p->n);
	p->has_magic = p->format != FORMAT_UNKNOWN;
	/* no magic number: MPEG audio may begin anywhere, ProTracker says what it is at byte 1080, far behind */
	if (p->format == FORMAT_UNKNOWN) {
		bool is_sync = p->n >= 2 && p->head[0] == 0xff && (p->head[1] & 0xe0) == 0xe0;

		if (p->claimed == FORMAT_MPEG || is_sync || (p->id3_size && p->claimed == FORMAT_UNKNOWN))
			p->format = FORMAT_MPEG;
		else if (p->claimed == FORMAT_MOD)
			p->format = FORMAT_MOD;
	}
}

enum err refuse(const WindowStream &s, const probe &p)
{
	if (s.error()) {
		errno = s.error();
		return fail_errno(ERR_IO, _("cannot be read"));
	}
	if (p.has_magic)
		return fail(ERR_PARSE, _("is damaged or cut short"));
	return fail(ERR_PARSE, "%s", _(formats[p.claimed == FORMAT_UNKNOWN ? p.format : p.claimed].refusal));
}

enum err read_stream(tags_holder *h, int fd, int64_t size, const char *name, struct tags *ret_tags)
{
	WindowStream s(fd, name, 0, size);
	struct tags t;
	Reader r(h, &t);
	probe p;

	look(s, name, &p);
	if (p.format == FORMAT_UNKNOWN || s.error())
		return refuse(s, p);
	r.codec(formats[p.format].codec);
	if (readers[p.format]) {
		if (!readers[p.format](r, s))
			return refuse(s, p);
	} else {
		int64_t tag_at = p.format == FORMAT_DSF ? sniff_dsf_tag(p.head, p.n) : p.id3_size ? 0 : -1;

		if (tag_at >= 0 && tag_at < size) {
			WindowStream tag(fd, name, tag_at, size - tag_at);

			read_id3_only(r, tag);
		}
		/* frames differ in length: a longer look gives a better mean */
		std::vector<uint8_t> head(LOOK_BYTES);

		head.resize(s.readAt(p.id3_size, head.data(), head.size()));
		sniff_sound(p.format, head.data(), head.size(), size - p.id3_size, &t);
	}
	r.finish();
	*ret_tags = t;
	return OK;
}

} // namespace

struct tags_holder *tags_new(void)
{
	set_handlers(true);
	return new tags_holder;
}

void tags_as_they_are(bool is_so)
{
	set_handlers(!is_so);
}

void tags_free(struct tags_holder *h)
{
	delete h;
}

const char *tags_cue(const struct tags_holder *h, size_t *ret_n)
{
	*ret_n = h->cue.size();
	return h->cue.c_str();
}

bool tags_is_worn(const struct tags_holder *h)
{
	return h->escapes >= ESCAPES_MAX;
}

enum err tags_read_fd(struct tags_holder *h, int fd, const char *name, struct tags *ret_tags)
{
	struct stat st;

	if (fstat(fd, &st))
		return fail_errno(ERR_IO, _("cannot be read"));
	if (!S_ISREG(st.st_mode))
		return fail(ERR_IO, "%s", S_ISDIR(st.st_mode) ? _("is a folder") : _("is not a regular file"));
	if (!st.st_size)
		return fail(ERR_PARSE, _("is empty"));
	try {
		return read_stream(h, fd, static_cast<int64_t>(st.st_size), name, ret_tags);
	} catch (const std::bad_alloc &) {
		h->escapes++;
		return fail(ERR_PARSE, _("its tags ask for too much memory"));
	} catch (const std::exception &) {
		h->escapes++;
		return fail(ERR_PARSE, _("is damaged or cut short"));
	}
}

enum err tags_read(struct tags_holder *h, const char *path, struct tags *ret_tags)
{
	struct stat st;
	enum err err;
	int fd;

	/* asked before opening: opening a FIFO or a device does things */
	if (stat(path, &st))
		return fail_errno(ERR_IO, _("cannot be opened"));
	if (!S_ISREG(st.st_mode))
		return fail(ERR_IO, "%s", S_ISDIR(st.st_mode) ? _("is a folder") : _("is not a regular file"));
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (fd < 0)
		return fail_errno(ERR_IO, _("cannot be opened"));
	err = tags_read_fd(h, fd, path, ret_tags);
	close(fd);
	return err;
}
