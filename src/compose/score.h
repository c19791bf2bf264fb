/* score.h -- private to compose: a piece of music as text, and what turns it into sound. */
#ifndef SEGUE_COMPOSE_SCORE_H
#define SEGUE_COMPOSE_SCORE_H

#include "synth.h"

/*
 * A part is one instrument and its notes, as text of tokens between blanks ('|' is a blank too):
 *   a4  f#3  bb2     a note: letter, sharp or flat, octave (a4 = 440 Hz)
 *   c4+e4+g4         a chord
 *   r                a rest
 *   :3/2             behind any of them: beats it lasts; kept for the following ones
 *   ^  _             behind that: louder, softer
 *   ( ... )4         four times
 * With `grid` set the part is a drum: every character is one step, `grid` steps a beat: X loud, x, o soft, . rest.
 */
struct part {
	enum voice voice;
	int grid;
	double gain, pan, send;
	double gate;		/* how much of its time a note is held; 0 = .92 */
	double wide;		/* played twice, this far to both sides */
	double duck;		/* how far every beat pushes it down (the pumping of dance music) */
	const char *notes;
};

struct piece {
	const char *title, *artist, *album, *genre, *date;
	int track_no;
	double bpm;
	double swing;		/* where in its beat the second eighth falls; 0 = .5, straight */
	double tail_s;		/* rings on after the last beat */
	double fade_in_s, fade_out_s;
	double room, drive, peak;
	double human;		/* how unevenly it is played, 0..1 */
	const struct part *parts;
	size_t part_count;
};
extern const struct piece pieces[];
extern const size_t piece_count;

/* Beats of the longest part; ERR_PARSE names the part and the place. */
enum err score_beats(const struct piece *piece, double *ret_beats);
/* The whole piece, mastered. Caller: mix_done(). */
enum err score_render(const struct piece *piece, struct mix *ret_mix);

#endif
