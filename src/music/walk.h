/* walk.h -- every audio file below a folder, in this process (the walking child's heart). */
#ifndef SEGUE_MUSIC_WALK_H
#define SEGUE_MUSIC_WALK_H

#include "base.h"
#include "track.h"

/* What the walk calls. Strings are borrowed for the call. */
struct walk_sink {
	void (*file)(void *ctx, const char *path, const struct file_stamp *stamp);
	void (*dir_failed)(void *ctx, const char *path, const char *why);
	void (*tick)(void *ctx);	/* at least once a folder and a thousand names: a sign of life */
	void *ctx;
};

/* False when anything below could not be read. */
bool walk_tree(const char *root, const struct walk_sink *sink);
/* The same without what is ignored (NULL: nothing is); folders' own rules are read into `ignore` on the way. No pattern leaves out the root itself. */
struct ignore;
bool walk_tree_but(const char *root, struct ignore *ignore, const struct walk_sink *sink);

#endif
