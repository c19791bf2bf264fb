/* visual.h -- the picture of what plays: kept up to date here, drawn by view/wave.c. */
#ifndef SEGUE_APP_VISUAL_H
#define SEGUE_APP_VISUAL_H

#include "app/app.h"

struct visual;

/* Asks for the picture of what plays and of what follows, takes what came; with the option off, or nobody looking, gives up all of it. */
void visual_turn(struct app *app, int64_t until_ms);
int visual_fd(const struct app *app);			/* -1 = none */
int64_t visual_wakeup_ms(const struct app *app);	/* -1 = none */
void visual_close(struct app *app);
/* Of what plays, as far as it has come; NULL: none. */
const struct picture *visual_picture(const struct app *app);

/* Does the option ask for it, and does somebody look? */
bool visual_has_wave(const struct app *app);
bool visual_has_spectrum(const struct app *app);
/* Does the spectrum move now, and when is its next step? -1 = it stands still. */
int64_t visual_step_ms(const struct app *app);
/*
 * The spectrum at this moment in n <= PICTURE_BANDS bars of 0..1, falling slowly from where they were. 0 dB is a sine of full scale; the
 * scale goes from -66 dB up, tilted by 3 dB an octave as music is. True: one is another eighth than the last time, as it is drawn.
 */
bool visual_bars(struct app *app, float *ret_levels, int n);
/* The waveform in n cells of 0..1 over length_ms, each as loud as the loudest of them allows; -1 = not known yet. */
void visual_wave(const struct app *app, int64_t length_ms, float *ret_levels, int n);

#endif
