/*
 * foresight_bench.c -- how well the for-you list's own chance foresees what is heard to its end, on real listening logs: the plain sum of the signals beside the
 * network that is taught by the first four fifths of each log, both on the last fifth.
 *
 *   foresight_bench [FILE]
 */
#include "next_log.h"

enum { LESSONS = 20000 };

int main(int argc, char **argv)
{
	struct learnt_info all = { .plays = 0 };
	struct log log = { 0 };
	int listeners = 0, taken = 0;

	if (!log_load(&log, argc > 1 ? argv[1] : NULL)) {
		puts("foresight_bench: no log, skipped");
		return 0;
	}
	for (size_t from = 0, to; from < log.n; from = to) {
		struct taste *t = taste_new();
		struct learnt_info info = { .plays = 0 };
		struct foresight f;
		uint8_t *y;
		float *x;
		size_t n;
		int64_t at = clock_mono_us();
		bool wins;

		to = log_end(&log, from);
		for (size_t i = from; i < to; i++)
			log_learn(t, &log.rows[i]);
		n = taste_lessons(t, LESSONS, &x, &y);
		wins = foresight_learn(x, y, n, &f, &info);
		printf("listener %d, %zu lessons: AUC %.3f, log loss %.3f; the plain sum %.3f, %.3f; %s, %.1f s\n", log.rows[from].listener, n, info.foresight_auc,
		       info.foresight_loss, info.blend_auc, info.blend_loss, wins ? "taken" : "not taken", (double)(clock_mono_us() - at) / 1e6);
		fflush(stdout);
		taken += wins;
		listeners++;
		all.foresight_auc += info.foresight_auc;
		all.blend_auc += info.blend_auc;
		all.foresight_loss += info.foresight_loss;
		all.blend_loss += info.blend_loss;
		free(x);
		free(y);
		taste_free(t);
	}
	printf("mean of %d listeners: AUC %.3f, log loss %.3f; the plain sum %.3f, %.3f; taken for %d\n", listeners, all.foresight_auc / listeners,
	       all.foresight_loss / listeners, all.blend_auc / listeners, all.blend_loss / listeners, taken);
	free(log.rows);
	return 0;
}
