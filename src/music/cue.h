/*
 * cue.h -- a cue sheet: which stretch of which file is which track.  Pure: text in, tracks out.
 *
 * Our own parser, for libcue (Debian's) keeps its state in globals, reads one encoding, gives up at the first line it does not know, and was
 * a way into a machine (CVE-2023-43641).  What there is to parse are a dozen words at the beginnings of lines.
 */
#ifndef SEGUE_MUSIC_CUE_H
#define SEGUE_MUSIC_CUE_H

#include "base.h"
#include "music.h"

#ifdef __cplusplus
extern "C" {
#endif

enum { CUE_BYTES_MAX = 1 << 20, CUE_TRACKS_MAX = 999 };

/* Texts are UTF-8 without control characters, "" when absent; gains NaN, peaks NaN. They live as long as the sheet. */
struct cue_track {
	const char *file, *raw_file;	/* as the sheet has it, decoded and in its own bytes; NULL: of the file the sheet is in */
	const char *title, *performer, *songwriter, *isrc;
	int number;
	int64_t start_us, end_us;	/* INDEX 01, and that of the next in the same file; 0 = to the end of the file */
	double gain_db, peak;
};
struct cue {
	struct arena arena;
	const char *title, *performer, *songwriter, *genre, *date;
	int disc_no, disc_total;
	bool is_compilation;
	double gain_db, peak;		/* of the album */
	struct cue_track *tracks;
	size_t n, n_files;		/* n_files: FILE lines */
	size_t bad;			/* lines that make no sense, passed over */
	size_t first_bad;		/* the number of the first; 0 = none */
};

/*
 * `is_inside`: the sheet is a tag of the file it divides, whatever its FILE lines say. Any encoding, any line ends. ERR_PARSE: no track in
 * it, ERR_LIMIT: more than CUE_BYTES_MAX or CUE_TRACKS_MAX; then nothing is to be freed.
 */
enum err cue_parse(const char *text, size_t n, bool is_inside, struct cue *ret_cue);
void cue_done(struct cue *cue);

#ifdef __cplusplus
}
#endif

#endif
