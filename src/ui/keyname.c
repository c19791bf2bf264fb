/* keyname.c -- how keys are called: the canonical spelling, and the spellings people write in their configuration. */
#include "ui/keys.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

/* Sorted is not needed: looked through once per binding. The first spelling of a key is the canonical one. */
static const struct { const char *spelling, *name; } named[] = {
	{ "Enter", "Enter" }, { "Return", "Enter" }, { "CR", "Enter" },
	{ "Esc", "Esc" }, { "Escape", "Esc" },
	{ "Tab", "Tab" },
	{ "Space", "Space" }, { "SPC", "Space" },
	{ "Backspace", "Backspace" }, { "BS", "Backspace" }, { "BSpace", "Backspace" },
	{ "Del", "Del" }, { "Delete", "Del" }, { "DC", "Del" },
	{ "Insert", "Insert" }, { "Ins", "Insert" }, { "IC", "Insert" },
	{ "Up", "Up" }, { "Down", "Down" }, { "Left", "Left" }, { "Right", "Right" },
	{ "Home", "Home" }, { "End", "End" },
	{ "PgUp", "PgUp" }, { "PageUp", "PgUp" }, { "Prior", "PgUp" }, { "PPage", "PgUp" },
	{ "PgDn", "PgDn" }, { "PageDown", "PgDn" }, { "Next", "PgDn" }, { "NPage", "PgDn" },
	{ "F1", "F1" }, { "F2", "F2" }, { "F3", "F3" }, { "F4", "F4" }, { "F5", "F5" }, { "F6", "F6" },
	{ "F7", "F7" }, { "F8", "F8" }, { "F9", "F9" }, { "F10", "F10" }, { "F11", "F11" }, { "F12", "F12" },
	{ "lt", "<" }, { "gt", ">" }, { "bar", "|" }, { "hash", "#" }, { "minus", "-" }, { "plus", "+" },
};

static const struct { const char *prefix; unsigned mod; } modifiers[] = {
	{ "C-", MOD_CTRL }, { "S-", MOD_SHIFT }, { "M-", MOD_ALT }, { "A-", MOD_ALT },
	{ "ctrl-", MOD_CTRL }, { "control-", MOD_CTRL }, { "shift-", MOD_SHIFT }, { "alt-", MOD_ALT }, { "meta-", MOD_ALT },
	{ "ctrl+", MOD_CTRL }, { "control+", MOD_CTRL }, { "shift+", MOD_SHIFT }, { "alt+", MOD_ALT }, { "meta+", MOD_ALT },
};

/* Ctrl with these sends a byte that is a key of its own: one key, one name. */
static const struct { char with_ctrl; const char *name; } same_byte[] = {
	{ 'i', "Tab" }, { 'm', "Enter" }, { 'j', "Enter" }, { '[', "Esc" }, { '?', "Backspace" },
};

static const char *named_key(const char *text)
{
	for (size_t i = 0; i < COUNT_OF(named); i++)
		if (!strcasecmp(named[i].spelling, text))
			return named[i].name;
	return NULL;
}

/* One printable character, and nothing behind it. */
static bool is_character(const char *text)
{
	size_t n = strlen(text);
	unsigned char c = (unsigned char)text[0];
	size_t want = c < 0x80 ? 1 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;

	if (!n || n != want || c <= 0x20 || c == 0x7f || !utf8_valid(text, n))
		return false;
	return !(c == 0xc2 && (unsigned char)text[1] < 0xa0);		/* C1 controls */
}

/* Ctrl and a character: only what a byte below 0x20 can say. */
static const char *ctrl_character(char c, char ret_one[2])
{
	if (c >= 'A' && c <= 'Z')
		c = (char)(c + 32);
	for (size_t i = 0; i < COUNT_OF(same_byte); i++)
		if (same_byte[i].with_ctrl == c)
			return same_byte[i].name;
	if (c == '@')
		return "Space";
	if (!(c >= 'a' && c <= 'z') && !strchr("\\]^_", c))
		return NULL;
	ret_one[0] = c;
	ret_one[1] = '\0';
	return ret_one;
}

bool key_compose(unsigned mods, const char *base, char ret_name[KEY_NAME_MAX])
{
	char one[2], upper[2];
	const char *name = named_key(base);

	if (name && is_character(name)) {
		base = name;
		name = NULL;
	}
	if (!name && is_character(base)) {
		name = base;
		if ((mods & MOD_SHIFT) && base[0] >= 'a' && base[0] <= 'z' && !(mods & MOD_CTRL)) {
			upper[0] = (char)(base[0] - 32);
			upper[1] = '\0';
			name = upper;
		}
		mods &= ~(unsigned)MOD_SHIFT;		/* the character says it */
		if (mods & MOD_CTRL) {
			name = base[1] ? NULL : ctrl_character(base[0], one);
			if (name && name[1] && base[0] != '@')
				mods &= ~(unsigned)MOD_CTRL;
		}
	}
	if (!name)
		return false;
	snprintf(ret_name, KEY_NAME_MAX, "%s%s%s%s", mods & MOD_ALT ? "M-" : "", mods & MOD_CTRL ? "C-" : "",
		 mods & MOD_SHIFT ? "S-" : "", name);
	return true;
}

/* Takes "C-", "alt-", "^" … from the front. */
static const char *take_modifiers(const char *p, unsigned *ret_mods)
{
	unsigned mods = 0;
	bool again = true;

	while (again) {
		again = false;
		for (size_t i = 0; i < COUNT_OF(modifiers); i++) {
			size_t n = strlen(modifiers[i].prefix);

			if (!strncasecmp(p, modifiers[i].prefix, n) && p[n]) {
				mods |= modifiers[i].mod;
				p += n;
				again = true;
				break;
			}
		}
	}
	if (p[0] == '^' && p[1]) {
		mods |= MOD_CTRL;
		p++;
	}
	*ret_mods = mods;
	return p;
}

bool key_name_parse(const char *text, char ret_name[KEY_NAME_MAX])
{
	char inner[KEY_NAME_MAX];
	size_t n = strlen(text);
	unsigned mods;
	const char *base;

	if (!n || n >= sizeof inner)
		return false;
	memcpy(inner, text, n + 1);
	if (n > 2 && inner[0] == '<' && inner[n - 1] == '>') {
		inner[n - 1] = '\0';
		memmove(inner, inner + 1, n - 1);
	}
	if (!strcmp(inner, " "))
		return key_compose(0, "Space", ret_name);
	if (!strcasecmp(inner, "backtab") || !strcasecmp(inner, "btab"))
		return key_compose(MOD_SHIFT, "Tab", ret_name);
	base = take_modifiers(inner, &mods);
	return key_compose(mods, base, ret_name);
}
