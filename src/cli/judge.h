/*
 * judge.h -- rate, love, ban: one request, carried out here or by the running player.
 *
 * On the socket it is the words:  cli rate --listener NAME [--json] [--undo] -- TRACK [0..5]
 * and the player answers one print_track_line() of the track as it then stands.
 */
#ifndef SEGUE_CLI_JUDGE_H
#define SEGUE_CLI_JUDGE_H

#include "library.h"
#include "track.h"

struct judge {
	enum event_kind kind;	/* EVENT_RATE, _LOVE, _UNLOVE, _BAN, _UNBAN */
	int value;		/* stars */
	bool json;
	const char *listener;	/* "" = whoever listens; borrowed from argv, as track */
	const char *track;	/* a path, "id:N" or words */
};
/* Words behind "cli" as they came over the socket; argv[0] is "rate", "love" or "ban". ERR_ARG. */
enum err judge_parse(int argc, const char *const *argv, struct judge *ret_judge);
/* The event to be kept. Position and listened time do not apply. */
void judge_event(const struct judge *j, const struct track *t, int64_t now_ms, struct event *ret_event);

#endif
