/* test_circles.c -- how sure circles are: what lies apart is found again, what was cut out of one crowd is not. */
#include "learn.h"
#include "../tap.h"

#include <math.h>
#include <string.h>

enum { N = 60, K = 3 };

struct crowd { float apart[N * N], weight[N]; uint32_t of[N], middle[K]; size_t k; };

/* Three crowds, so far from each other. */
static void draw(struct crowd *c, double far, uint64_t seed)
{
	double x[N], y[N];
	struct rng rng;

	rng_seed(&rng, seed);
	for (int i = 0; i < N; i++) {
		x[i] = rng_unit(&rng) + far * (i % 3 == 1);
		y[i] = rng_unit(&rng) + far * (i % 3 == 2);
		c->weight[i] = 1 + (float)rng_unit(&rng);
	}
	for (int i = 0; i < N; i++)
		for (int k = 0; k < N; k++)
			c->apart[i * N + k] = (float)hypot(x[i] - x[k], y[i] - y[k]);
	c->k = mix_circles(c->apart, c->weight, N, K, seed, c->of, c->middle);
}

static float least_sure(const struct crowd *c, uint64_t seed)
{
	float sure[K], least = 1;

	mix_circles_sure(c->apart, c->weight, N, c->k, seed, c->of, sure);
	for (size_t i = 0; i < c->k; i++)
		least = fminf(least, sure[i]);
	return least;
}

int main(void)
{
	static struct crowd c;
	float sure[K] = { -1, -1, -1 }, again[K];
	double apart = 0, together = 0;
	enum { ROUNDS = 10 };

	for (uint64_t seed = 1; seed <= ROUNDS; seed++) {
		draw(&c, 6, seed);
		apart += (double)least_sure(&c, seed) / ROUNDS;
		draw(&c, 0, seed);
		together += (double)least_sure(&c, seed) / ROUNDS;
	}
	ok(apart > .9, "three crowds are three circles, each found again (%.2f)", apart);
	ok(together < .7, "cut out of one crowd they are not (%.2f)", together);
	mix_circles_sure(c.apart, c.weight, N, c.k, 7, c.of, sure);
	mix_circles_sure(c.apart, c.weight, N, c.k, 7, c.of, again);
	ok(!memcmp(sure, again, sizeof sure), "same seed, same answer");
	mix_circles_sure(c.apart, c.weight, 0, 0, 7, c.of, sure);
	ok(!memcmp(sure, again, sizeof sure), "of no circles nothing is said");
	return done();
}
