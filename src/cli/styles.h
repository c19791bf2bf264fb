/* styles.h -- the styles of tracks, for the subcommands. */
#ifndef SEGUE_CLI_STYLES_H
#define SEGUE_CLI_STYLES_H

#include "app/stylebook.h"
#include "cli/commands.h"

#include <jansson.h>

/* What was learnt from this library, else what ships; NULL: neither. The caller's. */
struct styler *styles_styler(const struct cli_common *common);
/* [{"name","p"}…] by the sound alone; [] where nothing can be said. styler may be NULL. */
json_t *styles_of_features(const struct styler *styler, const struct features *f);
/* … by whoever has the last word on a track; ret_from: "you", "tag", "sound", "". */
json_t *styles_of_track(struct stylebook *book, const struct track *t, const char **ret_from);
/* train_styles.c: segue train --model styles; exit status. */
int train_styles(struct cli_call *call);

#endif
