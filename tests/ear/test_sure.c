/*
 * test_sure.c -- how sure the ear says it is of key and tempo: a chance, which rises with what it rests on, and which comes true on the shared folder's made
 * music (of which the curves were not learnt).
 */
#include "ear.h"
#include "../tap.h"

#include <sndfile.h>

enum { PIECES = 48 };

static float said(int id, float x)
{
	struct features f = { 0 };

	f.value[id] = x;
	return feature_said(&f, id);
}

static void test_curve(int id)
{
	const char *name = feature_rows[id].name;
	bool is_chance = true, rises = true;
	float before = -1;

	for (int i = -10; i <= 1100; i++) {
		float p = said(id, (float)i / 1000);

		is_chance = is_chance && p > 0 && p < 1;
		rises = rises && p >= before;
		before = p;
	}
	ok(is_chance, "%s: nothing is certain, nothing impossible", name);
	ok(rises, "%s: what it rests on never lowers it", name);
	ok(said(id, .9F) - said(id, .01F) > .2F, "%s: and it matters", name);
	ok(isnan(said(id, NAN)), "%s: where the sound does not tell, nothing is said", name);
}

static void test_others(void)
{
	int same = 0;

	for (int id = 0; id < FEATURE_COUNT; id++)
		same += fabsf(said(id, .37F) - .37F) <= 0;
	is_int(same, FEATURE_COUNT - 2, "all other features are told as they are");
}

/* ---- on music ---- */

struct tally { int n, right; double said, brier, bare; };

static void add(struct tally *t, const struct features *f, int id, bool is_right)
{
	double p = (double)feature_said(f, id), bare = (double)f->value[id];

	if (isnan(p))
		return;
	t->n++;
	t->right += is_right;
	t->said += p;
	t->brier += (p - is_right) * (p - is_right);
	t->bare += (bare - is_right) * (bare - is_right);
}

static void judge(const struct tally *t, const char *what)
{
	double n = t->n;

	printf("# %s: said %.3f, right %.3f, Brier %.3f, of the bare number %.3f, %d pieces\n", what, t->said / n, t->right / n, t->brier / n, t->bare / n, t->n);
	ok(fabs(t->said - t->right) / n < .12, "%s: of many, as many are right as was said", what);
	ok(t->brier / n < .17 && t->brier <= t->bare, "%s: and each is nearer to the truth than the bare number", what);
}

static bool hear(const char *path, struct features *ret)
{
	SF_INFO info = { 0 };
	SNDFILE *in = sf_open(path, SFM_READ, &info);
	struct ear *ear;
	float *x;

	if (!in)
		return false;
	x = xcalloc((size_t)(info.frames * info.channels + 1), sizeof *x);
	info.frames = sf_readf_float(in, x, info.frames);
	sf_close(in);
	if (ear_open(&ear, info.samplerate, info.channels))
		exit(99);
	ear_feed(ear, x, (size_t)info.frames);
	ear_finish(ear, ret, NULL, NULL);
	ear_free(ear);
	free(x);
	return true;
}

/* file,style,bpm,beats_per_bar,key,mode,tonic,… of every second piece, so that it does not take long. */
static void test_music(const char *folder)
{
	struct tally key = { 0 }, tempo = { 0 };
	char *path = xasprintf("%s/labels.csv", folder), line[1024], name[128], mode[16];
	FILE *labels = fopen(path, "r");
	int row = 0, tonic;
	double bpm;

	while (labels && fgets(line, sizeof line, labels)) {
		struct features f;
		char *audio;

		if (row++ % 2 || sscanf(line, "%127[^,],%*[^,],%lf,%*[^,],%*[^,],%15[^,],%d", name, &bpm, mode, &tonic) != 4)
			continue;
		audio = xasprintf("%s/%s", folder, name);
		if (hear(audio, &f)) {
			bool is_minor = f.value[FEATURE_MODE] > .5F;

			add(&key, &f, FEATURE_KEY_CONFIDENCE, (int)f.value[FEATURE_KEY] == tonic && is_minor == !strcmp(mode, "minor"));
			add(&tempo, &f, FEATURE_TEMPO_CONFIDENCE, fabs((double)f.value[FEATURE_TEMPO] - bpm) <= .04 * bpm);
		}
		free(audio);
	}
	if (labels)
		fclose(labels);
	free(path);
	if (key.n < PIECES / 2) {
		skip("on music", "no ../shared here");
		return;
	}
	judge(&key, "key");
	judge(&tempo, "tempo");
}

int main(void)
{
	const char *shared = getenv("SHARED");
	char *folder = xasprintf("%s/data/audio/synth_dev", shared ? shared : "../shared");

	test_curve(FEATURE_KEY_CONFIDENCE);
	test_curve(FEATURE_TEMPO_CONFIDENCE);
	test_others();
	test_music(folder);
	free(folder);
	return done();
}
