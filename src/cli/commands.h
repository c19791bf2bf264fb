/* commands.h -- the handlers and their option rows, for the table in cli.c */
#ifndef SEGUE_CLI_COMMANDS_H
#define SEGUE_CLI_COMMANDS_H

#include "cli/cli.h"

int cli_analyze(struct cli_call *call);
int cli_ban(struct cli_call *call);
int cli_doctor(struct cli_call *call);
int cli_duplicates(struct cli_call *call);
int cli_evaluate(struct cli_call *call);
int cli_export(struct cli_call *call);
int cli_features(struct cli_call *call);
int cli_history(struct cli_call *call);
int cli_hub(struct cli_call *call);
int cli_import(struct cli_call *call);
int cli_list(struct cli_call *call);
int cli_love(struct cli_call *call);
int cli_path(struct cli_call *call);
int cli_community(struct cli_call *call);
int cli_profile(struct cli_call *call);
int cli_radio(struct cli_call *call);
int cli_rate(struct cli_call *call);
int cli_recommend(struct cli_call *call);
int cli_remote(struct cli_call *call);
int cli_scan(struct cli_call *call);
int cli_similar(struct cli_call *call);
int cli_stats(struct cli_call *call);
int cli_tag(struct cli_call *call);
int cli_train(struct cli_call *call);

enum { SIMILAR_N };
enum { DUPLICATES_COVERS };
enum { ANALYZE_FORCE, ANALYZE_JOBS, ANALYZE_WRITE_GAIN };
enum { FEATURES_BEATS, FEATURES_JOBS };
enum { HISTORY_N, HISTORY_SINCE };
enum { EVALUATE_TRAIN, EVALUATE_TEST, EVALUATE_MODEL, EVALUATE_K, EVALUATE_RECS, EVALUATE_TUNE, EVALUATE_SEED,
	EVALUATE_PLAYS, EVALUATE_TASK, EVALUATE_LISTENERS, EVALUATE_PREDICTIONS, EVALUATE_MEMORY, EVALUATE_EACH };
enum { EXPORT_PLAYLIST };
enum { HUB_YES, HUB_BACKGROUND };
enum { IMPORT_COMMUNITY, IMPORT_PERSON };
enum { JUDGE_UNDO };
enum { PATH_OPTION_N, PATH_OPTION_OUTPUT };
enum { RADIO_OPTION_MINUTES, RADIO_OPTION_OUTPUT };
enum { TAG_FROM_NAME, TAG_RECORDS };
enum { PROFILE_YES };
enum { COMMUNITY_ALL, COMMUNITY_RECOMMENDATIONS, COMMUNITY_HUB };
enum { TRAIN_MODEL, TRAIN_BACKGROUND, TRAIN_MEMORY };
enum { RECOMMEND_N, RECOMMEND_STYLE, RECOMMEND_MOOD, RECOMMEND_SEED_TRACK, RECOMMEND_SEED, RECOMMEND_AT };

#endif
