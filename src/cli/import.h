/* import.h -- what segue import reads besides playlists. */
#ifndef SEGUE_CLI_IMPORT_H
#define SEGUE_CLI_IMPORT_H

#include "cli/cli.h"
#include "music.h"
#include "store.h"

struct import_counts;

/* The result, onto standard output. */
void import_say(const struct import_counts *counts, bool json);
/* The first bad ones, and how many there were besides. */
void import_say_bad(const struct listens_counts *counts);
/* How many bad lines there were besides the LISTENS_BAD_TOLD that were told. */
void import_say_more_bad(int64_t bad);
/* To write, what is there: a database that is not there is not made by an import into nothing. */
enum err import_open(const struct cli_call *call, struct store **ret_store);
/* argv[1 …] are the files. Exit status. */
int import_listens(struct cli_call *call, enum listens_kind kind);

/* segue import recommendations FILE…: import_recommendations.c */
int import_recommendations(struct cli_call *call);
/* segue import cmus [FOLDER]: import_cmus.c */
int import_cmus(struct cli_call *call);

#endif
