/* theme.h -- what each role looks like, as a theme file says it; knows no terminal. */
#ifndef SEGUE_UI_THEME_H
#define SEGUE_UI_THEME_H

#include "ui.h"

/* A colour: -1 the terminal's own, 0..255 of its palette, or COLOUR_RGB | 0xrrggbb. */
enum { COLOUR_DEFAULT = -1, COLOUR_RGB = 0x1000000 };
enum { LOOK_BOLD = 1, LOOK_DIM = 2, LOOK_ITALIC = 4, LOOK_UNDERLINE = 8, LOOK_REVERSE = 16 };

struct look { int32_t fg, bg; unsigned attrs; };
struct theme {
	struct look look[ROLE_COUNT];
	bool given[ROLE_COUNT];		/* a file said it, it is not only the built-in look */
	int includes;			/* files read so far: bounded, or a few lines could include each other for ever */
};

/* The theme compiled in: what every theme file starts from. */
void theme_builtin(struct theme *ret_theme);
/* What a role looks like where there is no colour. */
struct look theme_mono(const struct theme *t, enum role role);
/* Rows of a theme file over `t`; ERR_PARSE says "file:line: …", and then t is half changed. `depth` counts includes. */
enum err theme_parse(struct theme *t, const char *text, size_t n, const char *file, int depth);
enum err theme_load(struct theme *ret_theme, const char *name_or_path);
/* The red, green, blue of a palette colour as xterm has them. */
uint32_t theme_palette_rgb(int index);
/* The nearest of palette colours from..to. */
int theme_palette_nearest(uint32_t rgb, int from, int to);
/* fg where it can be told from bg, else black or white (of `colours`, 8 or 16): few colours make neighbours of what a theme keeps apart. */
int theme_palette_legible(int fg, int bg, int colours);

#endif
