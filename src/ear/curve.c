/* curve.c -- floats that keep coming, one a hop. */
#include "ear/room.h"

void curve_add(struct curve *c, float x)
{
	if (c->n == c->cap) {
		c->cap = c->cap ? c->cap * 2 : 1024;
		c->at = xreallocarray(c->at, c->cap, sizeof *c->at);
	}
	c->at[c->n++] = x;
}

void curve_drop(struct curve *c, size_t n)
{
	c->n -= n;
	memmove(c->at, c->at + n, c->n * sizeof *c->at);
}

void curve_done(struct curve *c)
{
	free(c->at);
	*c = (struct curve){ 0 };
}
