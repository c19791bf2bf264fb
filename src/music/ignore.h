/* ignore.h -- what is no music though its name says so: patterns of the listener's, and files that folders carry. */
#ifndef SEGUE_MUSIC_IGNORE_H
#define SEGUE_MUSIC_IGNORE_H

#include "base.h"

/*
 * Patterns stand between colons ("\:" is a colon in one), as the shell's: * ? […], and * goes over slashes. One without a slash is held
 * against the last name of a path, one with it against the whole path. A folder that matches is not entered.
 *
 * A folder with a file .nomedia is left out with all that is below. One with .segueignore leaves out what its lines say: patterns, held
 * against names below it, or, with a slash, against the path from that folder on; # begins a comment. Without any pattern: everything.
 */
struct ignore;
struct ignore *ignore_new(const char *patterns);
void ignore_free(struct ignore *ig);
/* Is this the name of a file that folders carry? */
bool ignore_is_rules(const char *name);
/* Reads the folder's .segueignore, instead of what was read of it before. */
void ignore_load(struct ignore *ig, const char *folder);
bool ignore_matches(const struct ignore *ig, const char *path, bool is_folder);

#endif
