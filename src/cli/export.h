/* export.h -- what the kinds of segue export share: one writes to a file, whole or not at all, or to standard output. */
#ifndef SEGUE_CLI_EXPORT_H
#define SEGUE_CLI_EXPORT_H

#include "store.h"

#include <stdio.h>

/* One writes what it has of the library; ERR_… as it finds. Nothing of `out` needs to be looked at: a write that failed shows at its end. */
enum err export_listens(struct store *store, FILE *out);		/* export_listens.c */
enum err export_features(struct store *store, FILE *out);		/* export_features.c */

#endif
