/* style_prior.h -- the model that ships: for libraries whose tags teach nothing. */
#ifndef SEGUE_APP_STYLE_PRIOR_H
#define SEGUE_APP_STYLE_PRIOR_H

#include <stddef.h>

/* Bytes for styler_unpack(); n 0: none. */
const char *style_prior(size_t *ret_n);

#endif
