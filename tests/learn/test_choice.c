/* test_choice.c -- which of many is chosen: weights are found again, from samples of the lists too, and fall back on what was known before. */
#include "learn.h"
#include "../tap.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { LISTS = 400, THINGS = 60, TERMS = 2, OFTEN = 4 };
static const double truth[TERMS] = { 2, -1 };
static const double nothing[TERMS];

/* Lists of things, one of each chosen with the chance its score gives it. Of those not chosen one in `every` is kept, and stands for that many. */
static void made(struct choice_list *lists, float *x, float *stands_for, uint8_t *chosen, unsigned every)
{
	struct rng rng;

	rng_seed(&rng, 5);
	for (size_t l = 0; l < LISTS; l++) {
		float *at = x + l * THINGS * TERMS, *stand = stands_for + l * THINGS, of[THINGS][TERMS];
		double chance[THINGS], sum = 0, dice;
		size_t n = 0, which = 0;

		for (size_t i = 0; i < THINGS; i++) {
			for (int k = 0; k < TERMS; k++)
				of[i][k] = (float)(rng_unit(&rng) * 2 - 1);
			sum += chance[i] = exp(truth[0] * (double)of[i][0] + truth[1] * (double)of[i][1]);
		}
		dice = rng_unit(&rng) * sum;
		while (which + 1 < THINGS && (dice -= chance[which]) > 0)
			which++;
		for (size_t i = 0; i < THINGS; i++) {
			if (i != which && i % every)
				continue;
			memcpy(at + n * TERMS, of[i], sizeof of[i]);
			stand[n] = i == which ? 1 : (float)every;
			chosen[l * THINGS + n++] = i == which;
		}
		lists[l] = (struct choice_list){ at, stand, chosen + l * THINGS, n, 1 };
	}
}

int main(void)
{
	struct choice_list *lists = xcalloc(LISTS, sizeof *lists), none_chosen;
	float *x = xcalloc(LISTS * THINGS * TERMS, sizeof *x), *stands_for = xcalloc(LISTS * THINGS, sizeof *stands_for);
	uint8_t *chosen = xcalloc(LISTS * THINGS, 1), no[THINGS] = { 0 };
	struct choice_options weak = { nothing, .01 }, strong = { truth, 1e9 };
	double w[TERMS];

	made(lists, x, stands_for, chosen, 1);
	choice_fit(lists, LISTS, TERMS, &weak, w);
	is_near(w[0], truth[0], .2, "what makes it likelier to be chosen");
	is_near(w[1], truth[1], .2, "and less");
	choice_fit(lists, 0, TERMS, &strong, w);
	ok(!memcmp(w, truth, sizeof w), "without a list it is what was known before");
	none_chosen = (struct choice_list){ x, stands_for, no, THINGS, 1 };
	choice_fit(&none_chosen, 1, TERMS, &strong, w);
	ok(!memcmp(w, truth, sizeof w), "and of a list of which nothing was chosen");
	made(lists, x, stands_for, chosen, OFTEN);
	choice_fit(lists, LISTS, TERMS, &weak, w);
	is_near(w[0], truth[0], .3, "from one in four of those not chosen, which stand for the rest");
	is_near(w[1], truth[1], .3, "both");
	choice_fit(lists, LISTS, TERMS, &(struct choice_options){ nothing, 1e9 }, w);
	is_near(w[0], 0, 1e-3, "a strong pull holds");
	free(lists);
	free(x);
	free(stands_for);
	free(chosen);
	return done();
}
