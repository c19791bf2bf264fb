/* learnt.h -- where what `segue train` learnt lies: beside the database, a file a listener, read by the player and by `segue recommend`. */
#ifndef SEGUE_APP_LEARNT_H
#define SEGUE_APP_LEARNT_H

#include "recommend.h"

/* DB-learnt-HASH; a listener's name may be anything, so the file has a hash of it. Caller frees. */
char *learnt_path(const char *db, const char *listener);
/* ERR_IO, ERR_MISSING, ERR_PARSE (another version, damaged): then there is nothing learnt. Reads a disk. */
enum err learnt_load(const char *path, struct learnt **ret_learnt);
enum err learnt_save(const char *path, const struct learnt *learnt);	/* whole or not at all, for nobody else to read */

#endif
