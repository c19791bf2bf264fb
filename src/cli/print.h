/* print.h -- how tracks and numbers look on standard output and on the socket: JSON for programs, columns for people. */
#ifndef SEGUE_CLI_PRINT_H
#define SEGUE_CLI_PRINT_H

#include "base.h"
#include "track.h"

#include <jansson.h>
#include <stdio.h>

struct scan_counts;

/* ---- JSON ---- */
/* Valid UTF-8 stays as it is; bytes that are not become U+FFFD. */
json_t *print_json_text(const char *text);
/* "path", and "path_base64" beside it when it is not UTF-8. */
void print_json_path(json_t *object, const char *path);
/* ISO 8601, or null for 0 and below. */
json_t *print_json_time(int64_t unix_s);
/* Seconds with three decimals; null when negative. */
json_t *print_json_seconds(int64_t ms);
/* One track; `tags` may be NULL: then only what is held in memory. */
json_t *print_json_track(const struct track *t, const struct tags *tags);
/* Frees the object. The line without a newline; caller frees. */
char *print_json_line(json_t *object);
/* The same onto standard output, with its newline. */
void print_json(json_t *object);

/* ---- lines shared with the player, which answers them over the socket; caller frees ---- */
/* A track as rate, love and ban answer. */
char *print_track_line(const struct track *t, bool json);
char *print_scan_line(const struct scan_counts *c, int64_t ms, bool json);

/* ---- columns ---- */
enum { PRINT_COLUMNS_MAX = 12, PRINT_CELL = 512 };
struct print_column {
	const char *title;	/* NULL: no heading */
	bool right;
	bool flexible;		/* gives way when the terminal is narrow */
};
/*
 * `cell` writes the text of a cell (any bytes: what a terminal could take for a command is made harmless here). Called twice a cell: first to
 * measure. With a terminal lines are cut to its width, else nothing is cut.
 */
void print_columns(FILE *to, const struct print_column *columns, size_t n_columns, size_t n_rows,
		   void (*cell)(void *ctx, size_t row, size_t column, char ret_text[PRINT_CELL]), void *ctx);
/* Copies `text` into a cell, cut at a character. */
void print_cell(char ret_text[PRINT_CELL], const char *text);
/* "★★★☆☆", "" for 0 */
void print_stars(int rating, char ret_text[32]);
/* Cells of the terminal behind this stream; 0: it is none. */
int print_terminal_cells(FILE *f);
/* "3 d 4 h", "12 min", … */
void print_span(int64_t ms, char ret_text[48]);
/* "3.4 GB" */
void print_bytes(int64_t n, char ret_text[32]);

#endif
