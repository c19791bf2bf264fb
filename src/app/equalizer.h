/* equalizer.h -- the option `equalizer`: "off", a preset's name, or ten gains in whole dB parted by blanks or commas. */
#ifndef SEGUE_APP_EQUALIZER_H
#define SEGUE_APP_EQUALIZER_H

#include "app/app.h"

enum { EQUALIZER_TEXT_MAX = 64 };
struct equalizer_preset { const char *name; int db[EQUALIZER_BANDS]; };

const struct equalizer_preset *equalizer_presets(size_t *ret_n);
/* ERR_ARG: it is no such text; ret_db stays. */
enum err equalizer_parse(const char *text, int ret_db[EQUALIZER_BANDS]);
void equalizer_text(const int db[EQUALIZER_BANDS], char ret_text[EQUALIZER_TEXT_MAX]);	/* a preset's name where it is one */
void equalizer_changed(struct app *app);	/* the option did, or the player is new */
/* What is set, or would be were it not off. */
void equalizer_shown(const struct app *app, int ret_db[EQUALIZER_BANDS]);

#endif
