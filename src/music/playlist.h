/* playlist.h -- what the readers and writers of playlists share. */
#ifndef SEGUE_MUSIC_PLAYLIST_H
#define SEGUE_MUSIC_PLAYLIST_H

#include "music.h"

/* A list being read: where, and what of it is known already. */
struct reading {
	const char *path;	/* of the list, for errors */
	char *folder;		/* absolute */
	struct playlist *list;
	bool is_utf8;		/* the whole text is */
};

enum err reading_lines_m3u(struct reading *r, const char *data, size_t n);
enum err reading_lines_pls(struct reading *r, const char *data, size_t n);
enum err reading_xspf(struct reading *r, const char *data, size_t n);

/* A location as it stands in a list becomes an entry; `is_url`: percent-encoded whatever it looks like. Bad ones are counted. */
enum err reading_add(struct reading *r, size_t line, const char *where, bool is_url, const char *title, int64_t duration_ms);
void reading_bad(struct reading *r, size_t line, const char *why);
/* Text of a title: as it is when UTF-8, else from Latin-1; control characters become blanks. Caller frees. */
char *reading_text(const char *s);

enum err writing_m3u(const struct playlist *list, const char *folder, struct buf *out);
enum err writing_pls(const struct playlist *list, const char *folder, struct buf *out);
enum err writing_xspf(const struct playlist *list, const char *folder, struct buf *out);

/* How an entry is named in a list of lines: relative below the folder, absolute, or as file:// where a line cannot hold it. */
enum err writing_location(const char *path, const char *folder, struct buf *out);
enum err writing_url(const char *path, struct buf *out);

#endif
