/* tags.h -- reading the tags of a descriptor, for those who have no path (fuzzing). */
#ifndef SEGUE_MUSIC_TAGS_H
#define SEGUE_MUSIC_TAGS_H

#include "music.h"

#ifdef __cplusplus
extern "C" {
#endif

/* As tags_read(), of a regular file open for reading; `name` is asked for its ending only. The descriptor stays open. */
/* Latin-1 is taken as that, byte by byte, until it is said again: for who writes what was read. */
void tags_as_they_are(bool is_so);
enum err tags_read_fd(struct tags_holder *h, int fd, const char *name, struct tags *ret_tags);
/* So much memory may have been lost inside TagLib that a process which lives by reading tags should end and be started afresh. */
bool tags_is_worn(const struct tags_holder *h);

#ifdef __cplusplus
}
#endif
#endif
