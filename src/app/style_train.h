/* style_train.h -- makes FILE-styles (stylebook.h): in a child of the player (`segue --worker styles`), or for `segue train --model styles`. */
#ifndef SEGUE_APP_STYLE_TRAIN_H
#define SEGUE_APP_STYLE_TRAIN_H

#include "app/stylebook.h"

struct style_training {
	const char *db;
	bool anew;			/* learn though little has changed */
	/* Now and then, while tracks are judged; NULL: not told. */
	void (*progress)(void *ctx, size_t done, size_t all);
	void *ctx;
};
/*
 * Learns where there is something new to learn, judges every track that was listened to and is not judged yet, writes the file. What is done by
 * then is kept if it ends early. ERR_MISSING: nothing was listened to yet.
 */
enum err style_train(struct store *store, const struct style_training *opt, struct style_head *ret_head);
/* The life of `segue --worker styles DB LISTENER [anew]`. */
int style_worker(const char *db, const char *listener, bool anew);

#endif
