/*
 * colour.c -- the colours a theme asks for, as near as the terminal comes.
 *
 *	terminal                                     #rrggbb becomes             a palette number becomes
 *	description has RGB (xterm-direct …)         itself                      its RGB value, 0..7 themselves
 *	>= 256 colours, COLORTERM says truecolor,    the nearest slot of         itself
 *	  and the palette may be changed               16..255, set to it
 *	>= 256 colours                               the nearest of 16..255      itself
 *	16 or 8 colours                              the nearest of them         the nearest of them (8: bright = bold)
 *	none, or NO_COLOR                            attributes only, see theme_mono()
 *
 * Changing the *nearest* slot is what makes this safe: a terminal that says it can but ignores it still shows the
 * nearest colour.  Curses puts the palette back (orig_colors) at the end, and so does the emergency exit.
 */
#include "ui/screen.h"

#include <stdlib.h>
#include <string.h>

void colour_init(struct ui *ui, bool no_color, const char *depth)
{
	if (has_colors()) {	/* COLORS is known only after */
		start_color();
		use_default_colors();
	}
	ui->is_mono = no_color || !has_colors() || COLORS < 8 || COLOR_PAIRS <= ROLE_COUNT;
	ui->has_rgb = COLORS >= 1 << 24 && (tigetflag("RGB") > 0 || tigetnum("RGB") > 0);
	ui->may_redefine = !ui->is_headless && can_change_color() && COLORS >= 256 && !ui->has_rgb && depth &&
		(!strcmp(depth, "truecolor") || !strcmp(depth, "24bit"));
}

static void set_slot(int slot, uint32_t rgb)
{
	int part[3];

	for (int i = 0; i < 3; i++)
		part[i] = (int)(rgb >> (16 - 8 * i) & 255) * 1000 / 255;
	init_extended_color(slot, part[0], part[1], part[2]);
}

static int from_rgb(struct ui *ui, uint32_t rgb)
{
	int slot;

	if (ui->has_rgb)	/* there 0..7 are the basic colours: the blackest blues become the next one */
		return rgb && rgb < 8 ? 8 : (int)rgb;
	if (COLORS < 256)
		return theme_palette_nearest(rgb, 0, COLORS >= 16 ? 15 : 7);
	slot = theme_palette_nearest(rgb, 16, 255);
	/* the first role that wants a slot has it, another so near can live with that */
	if (ui->may_redefine && !ui->redefined[slot] && theme_palette_rgb(slot) != rgb) {
		set_slot(slot, rgb);
		ui->redefined[slot] = true;
	}
	return slot;
}

static int to_curses(struct ui *ui, int32_t colour, bool is_fg, attr_t *attr)
{
	if (colour == COLOUR_DEFAULT)
		return -1;
	if (colour & COLOUR_RGB)
		return from_rgb(ui, (uint32_t)colour & 0xffffff);
	if (ui->has_rgb && colour >= 8)
		return from_rgb(ui, theme_palette_rgb(colour));
	if (colour < MIN_OF(COLORS, 256))
		return colour;
	if (colour < 16) {	/* eight colours: bright ones are bold */
		if (is_fg && colour > 8)
			*attr |= WA_BOLD;
		/* grey as text would vanish as black; as a ground, black is right */
		return colour > 8 ? colour - 8 : is_fg ? -1 : 0;
	}
	return theme_palette_nearest(theme_palette_rgb(colour), 0, COLORS >= 16 ? 15 : 7);
}

static attr_t to_attr(unsigned bits)
{
	static const struct { unsigned bit; attr_t attr; } map[] = {
		{ LOOK_BOLD, WA_BOLD }, { LOOK_DIM, WA_DIM }, { LOOK_ITALIC, WA_ITALIC },
		{ LOOK_UNDERLINE, WA_UNDERLINE }, { LOOK_REVERSE, WA_REVERSE },
	};
	attr_t attr = WA_NORMAL;

	for (size_t i = 0; i < COUNT_OF(map); i++)
		if (bits & map[i].bit)
			attr |= map[i].attr;
	return attr;
}

void colour_apply(struct ui *ui, const struct theme *theme)
{
	for (int slot = 0; slot < 256; slot++) {
		if (ui->redefined[slot])
			set_slot(slot, theme_palette_rgb(slot));
		ui->redefined[slot] = false;
	}
	for (int i = 0; i < ROLE_COUNT; i++) {
		struct look look = ui->is_mono ? theme_mono(theme, (enum role)i) : theme->look[i];

		ui->look[i].attr = to_attr(look.attrs);
		ui->look[i].pair = 0;
		if (!ui->is_mono) {
			int fg = to_curses(ui, look.fg, true, &ui->look[i].attr);
			int bg = to_curses(ui, look.bg, false, &ui->look[i].attr);

			if (COLORS < 256)
				fg = theme_palette_legible(fg, bg, COLORS);
			ui->look[i].pair = i + 1;
			/* a terminal without default colours takes no -1: white on black is what it starts with */
			if (init_extended_pair(i + 1, fg, bg) == ERR)
				init_extended_pair(i + 1, fg < 0 ? 7 : fg, bg < 0 ? 0 : bg);
		}
	}
}
