/* sniff.h -- what a file is by its first bytes, and for what no tag reader knows, what its head says of the sound. */
#ifndef SEGUE_MUSIC_SNIFF_H
#define SEGUE_MUSIC_SNIFF_H

#include "base.h"
#include "track.h"

#ifdef __cplusplus
extern "C" {
#endif

enum format {
	FORMAT_UNKNOWN,
	/* TagLib reads these */
	FORMAT_MPEG, FORMAT_FLAC, FORMAT_VORBIS, FORMAT_OPUS, FORMAT_SPEEX, FORMAT_OGG_FLAC, FORMAT_MP4, FORMAT_ASF,
	FORMAT_WAV, FORMAT_AIFF, FORMAT_APE, FORMAT_WAVPACK, FORMAT_TTA, FORMAT_MPC,
	FORMAT_MOD, FORMAT_XM, FORMAT_IT, FORMAT_S3M,
	/* it does not: recognised only */
	FORMAT_ADTS, FORMAT_AC3, FORMAT_DTS, FORMAT_MATROSKA, FORMAT_CAF, FORMAT_AU, FORMAT_AMR, FORMAT_DSF, FORMAT_DSDIFF,
	FORMAT_TAK, FORMAT_W64, FORMAT_REAL, FORMAT_OGG_OTHER,
	FORMAT_COUNT
};

struct format_row {
	const char *codec;	/* as in struct tags; "" = the reader knows better */
	const char *refusal;	/* "is not ..." for a file that claims to be it (marked for translation) */
	bool has_reader;
};
extern const struct format_row formats[FORMAT_COUNT];

enum { SNIFF_BYTES = 2048 };
/* By content alone; a leading ID3v2 tag must have been passed over by the caller (sniff_id3v2_size). */
enum format sniff_content(const uint8_t *head, size_t n);
/* By the name's ending alone. */
enum format sniff_name(const char *path);
/* Bytes of the ID3v2 tag at head, 0 = there is none. */
int64_t sniff_id3v2_size(const uint8_t *head, size_t n);
/* Where a DSF file keeps its ID3v2 tag; -1 = it has none. */
int64_t sniff_dsf_tag(const uint8_t *head, size_t n);
/* Fills rate, channels, duration from the head of formats without a reader, as far as it says. `size`: bytes of sound. */
void sniff_sound(enum format f, const uint8_t *head, size_t n, int64_t size, struct tags *tags);

#ifdef __cplusplus
}
#endif
#endif
