/*
 * columns.h -- the fields of struct tags that are columns of their own, once; SQL text, binding and reading are made from it.
 *
 * What the library loads at every start comes first: SQLite stops decoding a row behind the last column asked for.
 */
#ifndef SEGUE_STORE_COLUMNS_H
#define SEGUE_STORE_COLUMNS_H

#define LOADED_COLUMNS(X) \
	X(title, TEXT) X(artist, TEXT) X(album, TEXT) X(album_artist, TEXT) X(genre, TEXT) X(composer, TEXT) X(date, TEXT) \
	X(codec, TEXT) X(year, INT) X(track_no, INT) X(disc_no, INT) X(bpm, INT) X(bitrate_kbps, INT) X(sample_rate_hz, INT) \
	X(channels, INT) X(duration_ms, INT64) X(is_compilation, BOOL) \
	X(rg_track_gain_db, REAL) X(rg_track_peak, REAL) X(rg_album_gain_db, REAL) X(rg_album_peak, REAL) \
	X(r128_track_gain_db, REAL) X(r128_album_gain_db, REAL)

#define OTHER_COLUMNS(X) \
	X(original_year, INT) X(track_total, INT) X(disc_total, INT) X(bits, INT) X(has_picture, BOOL) \
	X(title_sort, TEXT) X(artist_sort, TEXT) X(album_sort, TEXT) X(album_artist_sort, TEXT) \
	X(mb_recording, TEXT) X(mb_track, TEXT) X(mb_release, TEXT) X(mb_release_group, TEXT) X(mb_artist, TEXT) \
	X(mb_album_artist, TEXT)

#define TAG_COLUMNS(X) LOADED_COLUMNS(X) OTHER_COLUMNS(X)

#endif
