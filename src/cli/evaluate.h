/* evaluate.h -- what the parts of segue evaluate and segue train share. */
#ifndef SEGUE_CLI_EVALUATE_H
#define SEGUE_CLI_EVALUATE_H

#include "cli/commands.h"
#include "learn.h"

#include <jansson.h>

/* A line in place on a terminal's standard error; NULL clears it. Nothing without a terminal or with --quiet. */
void evaluate_progress(const struct cli_call *call, const char *fmt, ...) PRINTF_LIKE(2, 3);
/* A figure with five decimals. */
json_t *evaluate_number(double v);
/* Seconds since then, by clock_mono_us(). */
double evaluate_seconds(int64_t since_us);
/* plays.c: what --plays does; exit status. */
int evaluate_plays(struct cli_call *call);
/* What --memory says, as bytes; 0: nothing was said. ERR_ARG: not a number of GiB from 1 to 4096. */
enum err evaluate_memory(const char *text, uint64_t *ret_bytes);
/* The recipes in words: "mf 3 (factors 64, …) + ease 1 (…)". Caller frees. */
char *evaluate_recipe(const struct recipe *r);

#endif
