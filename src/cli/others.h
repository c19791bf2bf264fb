/* others.h -- what others, listeners of the library and people who were imported, play that one listener may like, never fewer than LISTENERS_LEAST of them at once. */
#ifndef SEGUE_CLI_OTHERS_H
#define SEGUE_CLI_OTHERS_H

#include "learn.h"
#include "recommend.h"
#include "store.h"

/*
 * Into `learnt`: the tracks that those most like the listener (user CF over finishes; with many listeners a mixture of models) play, if at least
 * LISTENERS_LEAST others finished them; and some of artists they play. Nothing when there are too few others. *ret_others: how many listeners there are besides.
 * Of opt, threads and bytes are taken; what does not fit is said on standard error and left out.
 */
enum err others_learn(struct store *store, int64_t listener, const struct learn_options *opt, struct learnt *learnt, uint32_t *ret_others);

#endif
