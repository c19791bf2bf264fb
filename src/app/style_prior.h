/* style_prior.h -- the model that ships: for libraries whose tags teach nothing. */
#ifndef SEGUE_APP_STYLE_PRIOR_H
#define SEGUE_APP_STYLE_PRIOR_H

#include <stddef.h>
#include <stdint.h>

/* Bytes for styler_unpack(); n 0: none. */
const char *style_prior(size_t *ret_n);
extern const uint32_t style_prior_features;	/* the FEATURES_VERSION it was learnt with */

#endif
