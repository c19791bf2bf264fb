/* load.h -- from the store into memory, synchronously: for the command line. (The player's own start asks the desk instead.) */
#ifndef SEGUE_APP_LOAD_H
#define SEGUE_APP_LOAD_H

#include "ear.h"
#include "library.h"
#include "recommend.h"
#include "store.h"

/* Every track into `lib` and, where `taste` is not NULL, every track and the whole log into it. Either may be NULL. */
enum err load_library(struct store *store, struct library *lib, struct taste *taste);
/* The same as it was at until_ms: nothing later of the log counts, nor what was added later (0 = now, all of it). */
enum err load_library_until(struct store *store, struct library *lib, struct taste *taste, int64_t until_ms);
/* What it holds, by the names others give it, MusicBrainz' too; to be freed before lib. */
enum err load_names(struct store *store, struct library *lib, struct library_names **ret_names);
/* What this ear made of one track. ERR_MISSING: not heard yet; ERR_PARSE: damaged, or an older ear's. */
enum err load_features(struct store *store, track_id id, struct features *ret);

#endif
