/*
 * stylebook.h -- which styles each track is of, and who says so: the listener (a correction), its genre tag, or what it sounds like.
 *
 *   correction ──▶ else tag ──▶ else what was heard (FILE-styles, made by style_train.c) ──▶ else unknown
 *
 * FILE-styles lies beside the database and can be made anew at any time: what was learnt, and the labels of the tracks whose tags say nothing.
 */
#ifndef SEGUE_APP_STYLEBOOK_H
#define SEGUE_APP_STYLEBOOK_H

#include "label.h"
#include "library.h"
#include "store.h"

/* ---- the file ---- */
struct guess { uint16_t name[STYLE_SAID_MAX]; uint8_t percent[STYLE_SAID_MAX], n; };	/* n styles: 0 = unknown */
struct guess_row { uint64_t track; struct guess guess; };
struct style_head {
	char magic[8];
	uint32_t form, features_version;
	uint64_t hash;				/* hash_quick() of all that is behind it */
	uint64_t n_rows, n_refs, n_model;	/* rows by track, rising; reference tracks; bytes of the model */
	uint32_t n_names, n_examples;		/* names of styles; tracks that could have been learnt from, then */
	uint64_t corrections;			/* hash of those then */
	uint64_t n_heard;			/* tracks that had been listened to, then */
	struct style_figures figures;		/* n 0: the model is not this library's own */
};
struct stylefile {
	struct style_head head;
	char (*names)[STYLE_NAME_MAX];
	struct guess_row *rows;
	uint64_t *refs;
	char *model;
};
char *stylefile_path(const char *db);		/* caller frees */
/* ERR_MISSING: there is none; ERR_PARSE: not such a file, of another version, or damaged. */
enum err stylefile_read(const char *path, struct stylefile **ret_file);
enum err stylefile_parse(const char *bytes, size_t n, struct stylefile **ret_file);
enum err stylefile_pack(const struct stylefile *f, struct buf *out);
enum err stylefile_write(const char *path, const struct stylefile *f);
const struct guess *stylefile_find(const struct stylefile *f, track_id id);	/* NULL: not judged */
void stylefile_free(struct stylefile *f);	/* NULL is fine */

/* ---- the book ---- */
enum style_from { STYLE_UNKNOWN, STYLE_HEARD, STYLE_TAGGED, STYLE_CORRECTED };
struct style_label { const char *name; float p; };	/* name: as long as the book */
struct stylebook;
struct stylebook *stylebook_new(void);
void stylebook_free(struct stylebook *b);
/* Takes the file over (NULL: none). */
void stylebook_use(struct stylebook *b, struct stylefile *file);
const struct stylefile *stylebook_file(const struct stylebook *b);
void stylebook_correct(struct stylebook *b, track_id id, const char *style);	/* "": no longer */
void stylebook_correct_none(struct stylebook *b);	/* nobody ever said anything */
const char *stylebook_correction(const struct stylebook *b, track_id id);	/* NULL: none */
/* The styles of a track, best first; how many. */
size_t stylebook_of(struct stylebook *b, const struct track *t, struct style_label ret[STYLES_PER_TAG], enum style_from *ret_from);
/* Is it of this style, or of a kind of it? */
bool stylebook_is(struct stylebook *b, const struct track *t, const char *style);
/* By its tag or the listener's word it is spoken, of whatever kind (SPEECH); what it sounds like has no say. */
#define SPEECH "Spoken word"
bool stylebook_is_speech(struct stylebook *b, const struct track *t);
/* For library_set_label(): its styles and all they are kinds of, a line each. */
const char *stylebook_text(struct stylebook *b, const struct track *t);
uint64_t stylebook_version(const struct stylebook *b);	/* differs when some label may */
const char *style_from_name(enum style_from from);	/* "sound", "tag", "you", "": for --json */

/* For the command line: the file's labels and this listener's corrections; what cannot be read is as if it were not there. */
struct stylebook *stylebook_load(struct store *store, const char *db);
/* As a callback: ctx is the book. */
const char *stylebook_label(void *ctx, const struct track *t, enum library_label which);

#endif
