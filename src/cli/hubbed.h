/* hubbed.h -- what people play elsewhere, as a hub said, and what ListenBrainz recommends, among the tracks of this library. */
#ifndef SEGUE_CLI_HUBBED_H
#define SEGUE_CLI_HUBBED_H

#include "cli/cli.h"
#include "recommend.h"
#include "store.h"

/* Into `learnt`, beside what other listeners of the library play; nothing of what was never pulled or imported. ret_…: how many tracks of each are here. */
enum err hubbed_learn(const struct cli_common *common, struct store *store, struct learnt *learnt, uint32_t *ret_hub, uint32_t *ret_recommended);

#endif
