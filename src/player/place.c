/* place.c -- where in the track we are and how much of it was heard. */
#include "place.h"

#include "base.h"

/* The most that can lie in the device's buffer when mpv says a file ended (its audio-buffer is 200 ms, devices add their own). */
enum { BUFFERED_MAX_MS = 1000 };

/* The position at now_ms; negative while the end of the track before is still in the device's buffer. */
static int64_t carried(const struct place *p, int64_t now_ms)
{
	int64_t pos = p->pos_ms;

	if (p->is_sounding && now_ms > p->at_ms)
		pos += (int64_t)((double)(now_ms - p->at_ms) * p->speed);
	return p->duration_ms > 0 && pos > p->duration_ms ? p->duration_ms : pos;
}

int64_t place_pos_ms(const struct place *p, int64_t now_ms)
{
	int64_t pos = carried(p, now_ms);

	return pos > 0 ? pos : 0;
}

void place_start(struct place *p, int64_t pos_ms, int64_t now_ms)
{
	p->pos_ms = pos_ms;
	p->heard_ms = 0;
	p->passed_ms = 0;
	p->at_ms = now_ms;
	p->duration_ms = 0;
	p->is_sounding = false;
}

void place_advance(struct place *p, int64_t now_ms)
{
	if (now_ms <= p->at_ms)
		return;
	if (p->is_sounding) {
		int64_t before_start_ms = p->pos_ms < 0 ? (int64_t)((double)-p->pos_ms / p->speed) : 0;

		if (now_ms - p->at_ms > before_start_ms)
			p->heard_ms += now_ms - p->at_ms - before_start_ms;
	}
	p->pos_ms = carried(p, now_ms);
	p->at_ms = now_ms;
}

void place_sound(struct place *p, bool is_sounding, int64_t now_ms)
{
	place_advance(p, now_ms);
	p->is_sounding = is_sounding;
}

void place_speed(struct place *p, double speed, int64_t now_ms)
{
	place_advance(p, now_ms);
	p->speed = speed;
}

void place_jump(struct place *p, int64_t pos_ms, int64_t now_ms)
{
	place_advance(p, now_ms);
	p->pos_ms = pos_ms;
	if (pos_ms < 0)
		p->heard_ms = 0;
}

void place_pass(struct place *p, int64_t pos_ms, int64_t now_ms)
{
	if (p->duration_ms > 0 && pos_ms > p->duration_ms)
		pos_ms = p->duration_ms;
	p->passed_ms = MAX_OF(p->passed_ms + pos_ms - place_pos_ms(p, now_ms), INT64_C(0));
}

void place_finish(struct place *p, int64_t now_ms)
{
	int64_t rest;

	place_advance(p, now_ms);
	if (p->duration_ms <= 0)
		return;
	rest = p->duration_ms - MAX_OF(p->pos_ms, 0);
	/* also when no sound was seen yet: a short file is in the device's buffer at once */
	if (rest > 0 && rest <= BUFFERED_MAX_MS)
		p->heard_ms += (int64_t)((double)rest / p->speed);
	p->pos_ms = p->duration_ms;
}
