/*
 * place.h -- where in the track we are and how much of it was heard: arithmetic on clock readings that others took.
 *
 * mpv is asked for its position now and then; in between the clock is trusted.  While sounding, the position runs with the speed and
 * `heard` runs with the clock; while not, both stand.
 */
#ifndef SEGUE_PLAYER_PLACE_H
#define SEGUE_PLAYER_PLACE_H

#include <stdbool.h>
#include <stdint.h>

struct place {
	int64_t pos_ms, heard_ms;	/* at at_ms; pos_ms may be negative, see place_jump() */
	int64_t passed_ms;		/* jumped over forwards and not gone back to */
	int64_t at_ms;			/* monotonic clock */
	int64_t duration_ms;		/* 0 = not known */
	double speed;
	bool is_sounding;
};

/* A new track stands at pos_ms; the speed stays. */
void place_start(struct place *p, int64_t pos_ms, int64_t now_ms);
/* Carries pos_ms and heard_ms on to now_ms. */
void place_advance(struct place *p, int64_t now_ms);
void place_sound(struct place *p, bool is_sounding, int64_t now_ms);
void place_speed(struct place *p, double speed, int64_t now_ms);
/*
 * A report or a jump: the position is pos_ms now; what was heard goes on.  Negative: this track begins so much later, when the one before it
 * has left the device's buffer (gapless): nothing of it was heard yet.
 */
void place_jump(struct place *p, int64_t pos_ms, int64_t now_ms);
/* The listener jumps from here to pos_ms: what lies between is passed over. The jump itself is still to come. */
void place_pass(struct place *p, int64_t pos_ms, int64_t now_ms);
/* The track's natural end: what mpv had already handed to the device counts as heard. */
void place_finish(struct place *p, int64_t now_ms);
int64_t place_pos_ms(const struct place *p, int64_t now_ms);

#endif
