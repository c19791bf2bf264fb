/* ear.c -- the way of the samples through the senses: see room.h. */
#include "ear/print.h"

#include <soxr.h>

enum { BLOCK = 4096, WHOLE_S = 150, PIECES = 4, PIECE_S = 30 };

const char *const key_names[12] = { "C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B" };

const struct feature_row feature_rows[FEATURE_COUNT] = {
	[FEATURE_LOUDNESS] = { "loudness_lufs", "LUFS", -70, 30, N_("integrated loudness"), "ITU-R BS.1770-4, EBU R128" },
	[FEATURE_LOUDNESS_RANGE] = { "loudness_range_lu", "LU", 0, 70, N_("loudness range"), "EBU Tech 3342" },
	[FEATURE_TRUE_PEAK] = { "true_peak_dbtp", "dBTP", -140, 36, N_("largest value between the samples"), "ITU-R BS.1770-4 Annex 2" },
	[FEATURE_DYNAMIC_COMPLEXITY] = { "dynamic_complexity", "dB", 0, 60, N_("mean distance of the level from the loudness"), "Streich 2006" },
	[FEATURE_TEMPO] = { "tempo_bpm", "beats/min", 30, 260, N_("tempo one taps to"), "Percival & Tzanetakis 2014; octave learned" },
	[FEATURE_TEMPO_CONFIDENCE] = { "tempo_confidence", "", 0, 1, N_("chance that the tempo is right, learnt from made music"), "" },
	[FEATURE_TEMPO_SECOND] = { "tempo_second_bpm", "beats/min", 30, 260, N_("the next likely tempo"), "" },
	[FEATURE_PULSE_CLARITY] = { "pulse_clarity", "", 0, 1, N_("how far beats stand out of the onset strength"), "" },
	[FEATURE_BEATS_PER_BAR] = { "beats_per_bar", "", 3, 4, N_("metre"), "" },
	[FEATURE_METRE_CONFIDENCE] = { "metre_confidence", "", .5, 1, N_("how sure the metre is"), "" },
	[FEATURE_ONSET_RATE] = { "onset_rate_hz", "1/s", 0, 30, N_("notes and strokes begun a second"), "" },
	[FEATURE_DANCEABILITY] = { "danceability", "", 0, 5, N_("1 / exponent of the detrended fluctuation"), "Streich & Herrera 2005" },
	[FEATURE_TUNING] = { "tuning_hz", "Hz", 427, 453, N_("the A above middle C"), "" },
	[FEATURE_KEY] = { "key", "pitch class", 0, 11, N_("tonic, C = 0"), "Krumhansl 1990; profiles of Faraldo and Temperley" },
	[FEATURE_MODE] = { "mode", "", 0, 1, N_("0 major, 1 minor"), "" },
	[FEATURE_KEY_CONFIDENCE] = { "key_confidence", "", 0, 1, N_("chance that key and mode are right, learnt from made music"), "" },
	[FEATURE_MAJORNESS] = { "majorness", "correlation", -2, 2, N_("best major key less the best minor one"), "" },
	[FEATURE_CENTROID] = { "centroid_hz", "Hz", 0, 11025, N_("centre of the power spectrum, mean"), "" },
	[FEATURE_CENTROID_SD] = { "centroid_sd_hz", "Hz", 0, 11025, N_("its spread over time"), "" },
	[FEATURE_ROLLOFF] = { "rolloff_hz", "Hz", 0, 11025, N_("where 85 per cent of the power lie below, mean"), "" },
	[FEATURE_FLATNESS] = { "flatness", "", 0, 1, N_("geometric by arithmetic mean of the power"), "" },
	[FEATURE_FLUX] = { "flux", "", 0, 2, N_("change of the normalised spectrum a frame"), "" },
	[FEATURE_ZERO_CROSSINGS] = { "zero_crossings_hz", "1/s", 0, 22050, N_("changes of sign a second"), "" },
	[FEATURE_LOW_ENERGY] = { "low_energy", "share", 0, 1, N_("of the power below 250 Hz"), "" },
	[FEATURE_MID_ENERGY] = { "mid_energy", "share", 0, 1, N_("of the power at 250..4000 Hz"), "" },
	[FEATURE_HIGH_ENERGY] = { "high_energy", "share", 0, 1, N_("of the power above 4 kHz"), "" },
	[FEATURE_NOTE_RATE] = { "note_rate_hz", "1/s", 0, 34, N_("notes that clearly begin a second"), "" },
	[FEATURE_BEAT_DEVIATION] = { "beat_deviation", "per cent", 0, 50, N_("how far beats lie from where their neighbours have them; 0 is a machine"), "" },
	[FEATURE_RHYTHM_SPREAD] = { "rhythm_spread", "", 0, 1, N_("0: all notes begin at one place of the beat, 1: anywhere"), "" },
	[FEATURE_CHROMA_ENTROPY] = { "chroma_entropy", "", 0, 1, N_("0: one pitch class, 1: all twelve alike"), "" },
	[FEATURE_CHORD_RATE] = { "chord_rate_hz", "1/s", 0, 6, N_("changes of harmony a second"), "Harte, Sandler & Gasser 2006" },
	[FEATURE_NOTE_RANGE] = { "note_range_st", "semitones", 0, 108, N_("from the lowest to the highest notes, without the outer twentieths"), "" },
	[FEATURE_COMPLEXITY] = { "complexity", "", 0, 1, N_("pitch classes .3, chord changes .25, rhythm .25, notes .2"), "" },
	[FEATURE_DIFFICULTY] = { "difficulty", "1..10", 1, 10, N_("to play: notes .45, rhythm .15, tempo, classes, chords, range .1 each"), "after Chiu & Chen 2012" },
	[FEATURE_AROUSAL] = { "arousal", "", -1, 1, N_("calm -1 .. excited 1"), "bench/mood_fit.py" },
	[FEATURE_VALENCE] = { "valence", "", -1, 1, N_("gloomy -1 .. glad 1; a weak guess"), "bench/mood_fit.py" },
	[FEATURE_CLIPPED] = { "clipped_share", "share", 0, 1, N_("samples cut off flat, or beyond full scale"), "" },
	[FEATURE_DYNAMIC_RANGE] = { "dynamic_range_db", "dB", -20, 120, N_("peak over the loudest fifth, as DR meters have it"), "TT Dynamic Range" },
	[FEATURE_NOISE_FLOOR] = { "noise_floor_dbfs", "dBFS", -140, 24, N_("the quietest hundredth: noise is no louder than this"), "" },
	[FEATURE_BANDWIDTH] = { "bandwidth_hz", "Hz", 0, 384000, N_("where the spectrum ends"), "" },
	[FEATURE_BANDWIDTH_FALL] = { "bandwidth_fall_db", "dB", 0, 150, N_("the steepest fall of the spectrum above 4 kHz; a wall is a filter's"), "" },
	[FEATURE_DROPOUTS] = { "dropouts", "", 0, 1e6, N_("holes of exact silence, 1.5 ms to half a second, cut into the sound"), "" },
	[FEATURE_CLICKS] = { "clicks", "", 0, 1e6, N_("spikes of a few samples that stand alone"), "" },
	[FEATURE_SIDE] = { "side_db", "dB", -120, 120, N_("what differs between left and right, against what they share"), "" },
	[FEATURE_CORRELATION] = { "stereo_correlation", "correlation", -1, 1, N_("of left and right"), "" },
	[FEATURE_BALANCE] = { "balance_db", "dB", -120, 120, N_("left over right"), "" },
	[FEATURE_OFFSET] = { "dc_offset", "of full scale", 0, 16, N_("constant offset, the larger of the channels'"), "" },
	[FEATURE_BITS] = { "bits_used", "bits", 16, 24, N_("16 or 24 tell every sample exactly; none: it comes from a lossy decoder, or floats"), "" },
	[FEATURE_SAMPLE_RATE] = { "sample_rate_hz", "Hz", EAR_RATE_MIN_HZ, EAR_RATE_MAX_HZ, N_("samples a second, as decoded"), "" },
	[FEATURE_CHANNELS] = { "channels", "", 1, EAR_CHANNELS_MAX, N_("channels, as decoded"), "" },
};

struct ear {
	int rate_hz, channels;
	uint64_t frames;
	soxr_t resampler;		/* NULL: the rate is ours */
	struct loudness *loudness;
	struct dynamics dynamics;
	struct onset onset;
	struct rhythm rhythm;
	struct timbre timbre;
	struct tonality tonality;
	struct harmony harmony;
	struct quality *quality;
	struct pattern *pattern;
	struct print_ear print;
	struct stft stft[4];		/* the first of all of it, the others of pieces */
	uint64_t low_n, spacing;	/* samples at EAR_HZ so far; from piece to piece, 0: there is but one */
	bool is_between;		/* pieces */
	float *clean, *mono, *low;	/* a block: of all channels, their mean, at EAR_HZ */
	size_t low_size;
};

static void hear_tones(void *ear, const struct stft *s)
{
	struct ear *e = ear;

	tonality_frame(&e->tonality, s);
	harmony_frame(&e->harmony, s);
}

static enum err open_stfts(struct ear *e)
{
	const struct { int n, hop; enum window window; void (*frame)(void *, const struct stft *); void *ctx; } rows[COUNT_OF(e->stft)] = {
		{ 512, ODF_HOP, WINDOW_HAMMING, onset_frame, &e->onset },
		{ 1024, TIMBRE_HOP, WINDOW_HANN, timbre_frame, &e->timbre },
		{ 8192, 4096, WINDOW_HANN, hear_tones, e },
		{ 2048, 512, WINDOW_HANN, pattern_frame, e->pattern },
	};
	enum err err = print_init(&e->print);

	for (size_t i = 0; !err && i < COUNT_OF(rows); i++)
		err = stft_init(&e->stft[i], rows[i].n, rows[i].hop, rows[i].window, rows[i].frame, rows[i].ctx);
	return err;
}

static enum err open_resampler(struct ear *e)
{
	soxr_quality_spec_t quality = soxr_quality_spec(SOXR_MQ, 0);
	soxr_error_t error = NULL;

	if (e->rate_hz == EAR_HZ)
		return OK;
	e->resampler = soxr_create(e->rate_hz, EAR_HZ, 1, &error, NULL, &quality, NULL);
	return error ? fail(ERR_ARG, _("cannot bring %d Hz to %d: %s"), e->rate_hz, EAR_HZ, error) : OK;
}

enum err ear_open(struct ear **ret_ear, int rate_hz, int channels)
{
	struct ear *e;
	enum err err;

	if (rate_hz < EAR_RATE_MIN_HZ || rate_hz > EAR_RATE_MAX_HZ || channels < 1 || channels > EAR_CHANNELS_MAX)
		return fail(ERR_ARG, _("%d Hz in %d channels is no sound to analyse"), rate_hz, channels);
	e = xcalloc(1, sizeof *e);
	e->rate_hz = rate_hz;
	e->channels = channels;
	e->low_size = (size_t)((double)BLOCK * EAR_HZ / rate_hz) + 64;
	e->clean = xcalloc((size_t)(BLOCK * channels), sizeof *e->clean);
	e->mono = xcalloc(BLOCK, sizeof *e->mono);
	e->low = xcalloc(e->low_size, sizeof *e->low);
	onset_init(&e->onset, 257);
	timbre_init(&e->timbre, 1024);
	harmony_init(&e->harmony, 8192);
	e->pattern = pattern_new(2048);
	if ((err = loudness_open(&e->loudness, rate_hz, channels)) || (err = quality_open(&e->quality, rate_hz, channels)) || (err = open_resampler(e)) || (err = open_stfts(e))) {
		ear_free(e);
		return err;
	}
	*ret_ear = e;
	return OK;
}

void ear_free(struct ear *e)
{
	if (!e)
		return;
	for (size_t i = 0; i < COUNT_OF(e->stft); i++)
		stft_done(&e->stft[i]);
	print_done(&e->print);
	soxr_delete(e->resampler);
	loudness_free(e->loudness);
	dynamics_done(&e->dynamics);
	onset_done(&e->onset);
	rhythm_done(&e->rhythm);
	timbre_done(&e->timbre);
	harmony_done(&e->harmony);
	quality_free(e->quality);
	pattern_free(e->pattern);
	free(e->clean);
	free(e->mono);
	free(e->low);
	free(e);
}

void ear_expect(struct ear *e, int64_t frames)
{
	double seconds = (double)frames / e->rate_hz;

	e->spacing = seconds > WHOLE_S ? (uint64_t)(seconds * EAR_HZ / PIECES) : 0;
}

static void begin_piece(struct ear *e)
{
	for (size_t i = 1; i < COUNT_OF(e->stft); i++)
		stft_forget(&e->stft[i]);
	timbre_forget(&e->timbre);
	harmony_forget(&e->harmony);
	pattern_forget(e->pattern);
	e->is_between = false;
}

static void hear_low(struct ear *e, const float *x, size_t n)
{
	bool is_piece = !e->spacing || e->low_n % e->spacing < (uint64_t)PIECE_S * EAR_HZ;

	e->low_n += n;
	dynamics_feed(&e->dynamics, x, n);
	stft_feed(&e->stft[0], x, n);
	rhythm_feed(&e->rhythm, &e->onset);
	print_feed(&e->print, x, n);
	if (is_piece && e->is_between)
		begin_piece(e);
	e->is_between = !is_piece;
	for (size_t i = 1; is_piece && i < COUNT_OF(e->stft); i++)
		stft_feed(&e->stft[i], x, n);
}

/* NULL: the end, what the resampler still holds comes out. */
static void hear_mono(struct ear *e, const float *x, size_t n)
{
	size_t used = 0, made;

	if (!e->resampler) {
		hear_low(e, x, n);
		return;
	}
	do {
		size_t took = 0;

		if (soxr_process(e->resampler, x ? x + used : NULL, n - used, &took, e->low, e->low_size, &made))
			return;
		used += took;
		hear_low(e, e->low, made);
	} while (used < n || made == e->low_size || (!x && made));
}

/* Whether all of it is a number within +-16. */
EAR_WIDE static bool is_clean(const float *x, size_t n)
{
	return top_of(x, n) <= 16;
}

static const float *cleaned(struct ear *e, const float *x, size_t n)
{
	if (is_clean(x, n))
		return x;
	for (size_t i = 0; i < n; i++)
		e->clean[i] = is_clean(&x[i], 1) ? x[i] : isfinite((double)x[i]) ? copysignf(16, x[i]) : 0;
	return e->clean;
}

EAR_WIDE static void mix(float *restrict to, const float *restrict frames, size_t n, size_t channels)
{
	if (channels == 1)
		memcpy(to, frames, n * sizeof *to);
	else if (channels == 2)
		for (size_t i = 0; i < n; i++)
			to[i] = .5f * (frames[2 * i] + frames[2 * i + 1]);
	else
		for (size_t i = 0; i < n; i++) {
			float sum = 0;

			for (size_t c = 0; c < channels; c++)
				sum += frames[i * channels + c];
			to[i] = sum / (float)channels;
		}
}

static void hear_block(struct ear *e, const float *frames, size_t n)
{
	size_t channels = (size_t)e->channels;

	frames = cleaned(e, frames, n * channels);
	mix(e->mono, frames, n, channels);
	loudness_feed(e->loudness, frames, n);
	quality_feed(e->quality, frames, n);
	hear_mono(e, e->mono, n);
	e->frames += n;
}

void ear_feed(struct ear *e, const float *frames, size_t n)
{
	while (n) {
		size_t take = n < BLOCK ? n : BLOCK;

		hear_block(e, frames, take);
		frames += take * (size_t)e->channels;
		n -= take;
	}
}

const struct onset *ear_onset(const struct ear *e)
{
	return &e->onset;
}

void ear_finish(struct ear *e, struct features *ret, float **ret_beats, size_t *ret_n_beats)
{

	*ret = (struct features){ .version = FEATURES_VERSION, .duration_s = (double)e->frames / e->rate_hz };
	for (size_t i = 0; i < FEATURE_COUNT; i++)
		ret->value[i] = NAN;
	if (e->resampler)
		hear_mono(e, NULL, 0);
	loudness_finish(e->loudness, ret);
	dynamics_finish(&e->dynamics, ret);
	rhythm_finish(&e->rhythm, &e->onset, ret);
	timbre_finish(&e->timbre, ret);
	tonality_finish(&e->tonality, ret);
	pattern_finish(e->pattern, ret);
	harmony_finish(&e->harmony, ret);
	quality_finish(e->quality, ret);
	effort_finish(&e->rhythm, ret);
	mood_finish(ret);
	if (ret_beats) {
		*ret_beats = e->rhythm.beats.at;
		*ret_n_beats = e->rhythm.beats.n;
		e->rhythm.beats = (struct curve){ 0 };
	}
}

enum err ear_print(struct ear *e, struct buf *out)
{
	return print_finish(&e->print, out);
}
