/* place.c -- where in the track we are and how much of it was heard. */
#include "place.h"

/* The most that can lie in the device's buffer when mpv says a file ended (its audio-buffer is 200 ms, devices add their own). */
enum { BUFFERED_MAX_MS = 1000 };

int64_t place_pos_ms(const struct place *p, int64_t now_ms)
{
	int64_t pos = p->pos_ms;

	if (p->is_sounding && now_ms > p->at_ms)
		pos += (int64_t)((double)(now_ms - p->at_ms) * p->speed);
	if (p->duration_ms > 0 && pos > p->duration_ms)
		pos = p->duration_ms;
	return pos > 0 ? pos : 0;
}

void place_start(struct place *p, int64_t pos_ms, int64_t now_ms)
{
	p->pos_ms = pos_ms;
	p->heard_ms = 0;
	p->at_ms = now_ms;
	p->duration_ms = 0;
	p->is_sounding = false;
}

void place_advance(struct place *p, int64_t now_ms)
{
	if (now_ms <= p->at_ms)
		return;
	p->pos_ms = place_pos_ms(p, now_ms);
	if (p->is_sounding)
		p->heard_ms += now_ms - p->at_ms;
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
}

void place_finish(struct place *p, int64_t now_ms)
{
	int64_t rest;

	place_advance(p, now_ms);
	if (p->duration_ms <= 0)
		return;
	rest = p->duration_ms - p->pos_ms;
	if (p->is_sounding && rest > 0 && rest <= BUFFERED_MAX_MS)
		p->heard_ms += (int64_t)((double)rest / p->speed);
	p->pos_ms = p->duration_ms;
}
