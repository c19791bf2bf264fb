/* hear.c -- what mpv tells us: its events, in the order its core did things, turned into news. */
#include "core.h"

#include <stdlib.h>
#include <string.h>

enum { LOG_LINES_MAX = 20 };	/* a file: a broken one complains of every frame */

/* Why a file did not play, for people; mpv's own words for the rest. */
static const struct { int error; const char *text; } reasons[] = {
	{ MPV_ERROR_LOADING_FAILED, N_("cannot be opened") },
	{ MPV_ERROR_UNKNOWN_FORMAT, N_("is not a sound file that can be played") },
	{ MPV_ERROR_NOTHING_TO_PLAY, N_("there is no sound in it") },
	{ MPV_ERROR_AO_INIT_FAILED, N_("the audio device cannot be opened") },
	{ MPV_ERROR_UNSUPPORTED, N_("is of a kind that cannot be played") },
};

static const char *reason(const struct deck *p, int error)
{
	for (size_t i = 0; i < COUNT_OF(reasons); i++)
		if (reasons[i].error == error)
			return _(reasons[i].text);
	return p->api->error_string(error);
}

static struct entry *by_serial(struct deck *p, uint64_t serial)
{
	if (p->cur && p->cur->serial == serial)
		return p->cur;
	return p->next && p->next->serial == serial ? p->next : NULL;
}

/* ---------------------------------------------------------------- answers */

static void hear_id(struct deck *p, const mpv_event *event)
{
	struct entry *e = by_serial(p, event->reply_userdata >> ASK_BITS);
	const mpv_node *result = &((const mpv_event_command *)event->data)->result;

	if (event->reply_userdata != p->busy)
		return;
	p->busy = 0;
	if (e && event->error < 0) {
		/* mpv would not even take it: as if it had failed */
		if (e == p->cur) {
			deck_end_current(p, END_FAILED, reason(p, event->error));
			deck_adopt_next(p);
		}
		return;
	}
	if (!e || result->format != MPV_FORMAT_NODE_MAP)
		return;
	for (int i = 0; i < result->u.list->num; i++)
		if (!strcmp(result->u.list->keys[i], "playlist_entry_id") && result->u.list->values[i].format == MPV_FORMAT_INT64)
			e->mpv_id = result->u.list->values[i].u.int64;
}

static int64_t seconds_to_ms(double s)
{
	return s > -1e12 && s < 1e12 ? (int64_t)(s * 1000 + (s < 0 ? -0.5 : 0.5)) : 0;
}

static void hear_pos(struct deck *p, const mpv_event *event)
{
	const mpv_event_property *property = event->data;
	bool is_known = !event->error && property->format == MPV_FORMAT_DOUBLE;
	double s = is_known ? *(const double *)property->data : 0;

	if (!p->cur || p->cur->serial != event->reply_userdata >> ASK_BITS || !p->cur->sounds)
		return;
	s -= (double)p->cur->part.start_us / 1e6;	/* in the part */
	if (is_known && !p->has_seek && !p->seeks_asked) {
		place_jump(&p->place, seconds_to_ms(s), clock_mono_ms());
		p->is_changed = true;
	}
	if (!p->cur->is_told)
		deck_tell_started(p, is_known ? MAX_OF(seconds_to_ms(s), 0) : p->cur->start_ms);
}

static void hear_duration(struct deck *p, const mpv_event *event)
{
	const mpv_event_property *property = event->data;

	if (event->error || property->format != MPV_FORMAT_DOUBLE)
		return;
	if (p->cur && p->cur->serial == event->reply_userdata >> ASK_BITS) {
		double s = *(const double *)property->data, end = (double)p->cur->part.end_us / 1e6;

		s = (end > 0 && (end < s || s <= 0) ? end : s) - (double)p->cur->part.start_us / 1e6;
		p->place.duration_ms = MAX_OF(seconds_to_ms(s), 0);
	}
}

static void hear_first_volume(struct deck *p, const mpv_event *event)
{
	const mpv_event_property *property = event->data;

	if (event->error)
		return;
	if ((event->reply_userdata & 15) == ASK_VOLUME && property->format == MPV_FORMAT_DOUBLE && !p->wants_volume)
		p->now->volume = (int)(*(const double *)property->data + 0.5);
	if ((event->reply_userdata & 15) == ASK_MUTE && property->format == MPV_FORMAT_FLAG && !p->wants_mute)
		p->now->is_muted = *(const int *)property->data;
	p->is_changed = true;
}

static void hear_answer(struct deck *p, const mpv_event *event)
{
	switch ((enum ask)(event->reply_userdata & 15)) {
	case ASK_PLAYLIST:
		hear_id(p, event);
		break;
	case ASK_POS:
		hear_pos(p, event);
		break;
	case ASK_DURATION:
		hear_duration(p, event);
		break;
	case ASK_VOLUME:
	case ASK_MUTE:
		hear_first_volume(p, event);
		break;
	case ASK_SEEK:
		p->seeks_asked -= p->seeks_asked > 0;
		/* fall through */
	case ASK_SET:
		if (event->error < 0)
			log_line("mpv: %s", p->api->error_string(event->error));
		break;
	case ASK_DEVICES:
		deck_hear_devices(p, event);
		break;
	case ASK_CHAPTERS:
		deck_hear_chapters(p, event);
		break;
	case ASK_NOTHING:
		break;
	}
}

/* ---------------------------------------------------------------- files */

static void hear_start_file(struct deck *p, int64_t id)
{
	p->log_lines = 0;
	if (p->cur && p->cur->mpv_id == id) {
		p->cur->has_begun = true;
		/* what was played stays in mpv's list until cleared; not while that would take the next one with it */
		if (!p->next || !p->next->is_sent)
			p->wants_clear = true;
	} else if (!p->cur) {
		/* withdrawn in the moment it began */
		p->wants_stop = true;
	}
}

static void hear_end_file(struct deck *p, const mpv_event_end_file *end)
{
	if (!p->cur || !p->cur->mpv_id || p->cur->mpv_id != end->playlist_entry_id)
		return;
	switch (end->reason) {
	case MPV_END_FILE_REASON_EOF:
		/* ended before its position was answered: it did sound; without a sound there was none in it, unless begun past its end */
		if (!p->cur->is_told && (p->cur->sounds || p->cur->start_ms > 0))
			deck_tell_started(p, p->cur->start_ms);
		if (p->cur->is_told)
			deck_end_current(p, END_EOF, NULL);
		else
			deck_end_current(p, END_FAILED, reason(p, MPV_ERROR_NOTHING_TO_PLAY));
		break;
	case MPV_END_FILE_REASON_ERROR:
		p->failed_with = end->error;
		deck_end_current(p, END_FAILED, reason(p, end->error));
		break;
	case MPV_END_FILE_REASON_REDIRECT:
		/* a playlist: mpv would go on with what it names, which nobody asked for */
		deck_end_current(p, END_FAILED, _("is a playlist, not a sound file"));
		if (p->next)
			p->next->is_sent = false;
		p->wants_stop = true;
		break;
	case MPV_END_FILE_REASON_STOP:
	case MPV_END_FILE_REASON_QUIT:
	default:
		/* not our doing: somebody with a hold on mpv (an option, a signal) stopped it */
		deck_end_current(p, END_STOPPED, NULL);
		deck_drop_next(p);
		break;
	}
	deck_adopt_next(p);
}

static void hear_restart(struct deck *p)
{
	if (!p->cur || !p->cur->has_begun)
		return;
	p->cur->sounds = true;
	deck_ask_place(p);
	deck_poll_soon(p);
}

static void hear_loaded(struct deck *p)
{
	if (!p->cur || !p->cur->has_begun)
		return;
	p->cur->is_loaded = true;
	deck_ask_chapters(p);
	if (p->has_seek)
		tell_seek(p, p->seek_ms, false);
	p->has_seek = false;
	deck_ask_place(p);
}

/* ---------------------------------------------------------------- the rest */

static void hear_change(struct deck *p, const mpv_event *event)
{
	const mpv_event_property *property = event->data;

	if (property->format == MPV_FORMAT_NONE)
		return;
	switch ((enum observed)event->reply_userdata) {
	case WATCH_CORE_IDLE:
		p->is_core_idle = *(const int *)property->data;
		break;
	case WATCH_SPEED:
		place_speed(&p->place, *(const double *)property->data, clock_mono_ms());
		p->is_changed = true;
		break;
	case WATCH_AO:
		if (!p->null_asked && !p->is_silent_told && !strcmp(*(char *const *)property->data, "null")) {
			p->is_silent_told = true;
			news_add(p->news, &(struct player_event){
				.kind = PLAYER_NO_SOUND, .text = _("no audio device can be opened: playing without sound"),
			}, NULL);
		}
		break;
	}
}

/* A failure and its reason come in either order: the file may have been opened ahead, and log lines wait behind events. */
static void explain(struct deck *p, const char *line)
{
	struct entry *const both[] = { p->cur, p->next };

	for (size_t i = 0; i < COUNT_OF(both); i++) {
		const char *why = both[i] && !both[i]->why ? news_why(line, both[i]->path) : NULL;

		if (why) {
			both[i]->why = xstrndup(why, strcspn(why, "\n"));
			return;
		}
	}
	news_explain(p->news, line);
}

static void hear_log(struct deck *p, const mpv_event_log_message *message)
{
	size_t n = strcspn(message->text, "\n");

	if (message->log_level <= MPV_LOG_LEVEL_ERROR)
		explain(p, message->text);
	if (p->log_lines++ < LOG_LINES_MAX)
		log_line("mpv %s %s: %.*s", message->level, message->prefix, (int)n, message->text);
}

/* mpv went away, or so much was lost that we no longer know where it is. */
static void hear_collapse(struct deck *p, bool is_gone)
{
	if (p->cur)
		deck_end_current(p, END_FAILED, _("the sound engine lost its way"));
	deck_drop_next(p);
	p->busy = 0;
	p->seeks_asked = 0;
	p->wants_stop = true;
	if (is_gone) {
		p->is_broken = true;
		p->now->is_ready = false;
		p->mpv = NULL;
		if (p->is_second)
			return;
		news_add(p->news, &(struct player_event){ .kind = PLAYER_BROKEN, .text = _("libmpv ended by itself") }, NULL);
	}
}

static void hear_event(struct deck *p, const mpv_event *event)
{
	switch (event->event_id) {
	case MPV_EVENT_COMMAND_REPLY:
	case MPV_EVENT_GET_PROPERTY_REPLY:
	case MPV_EVENT_SET_PROPERTY_REPLY:
		hear_answer(p, event);
		break;
	case MPV_EVENT_START_FILE:
		hear_start_file(p, ((const mpv_event_start_file *)event->data)->playlist_entry_id);
		break;
	case MPV_EVENT_END_FILE:
		hear_end_file(p, event->data);
		break;
	case MPV_EVENT_FILE_LOADED:
		hear_loaded(p);
		break;
	case MPV_EVENT_PLAYBACK_RESTART:
		hear_restart(p);
		break;
	case MPV_EVENT_PROPERTY_CHANGE:
		hear_change(p, event);
		break;
	case MPV_EVENT_LOG_MESSAGE:
		hear_log(p, event->data);
		break;
	case MPV_EVENT_QUEUE_OVERFLOW:
		log_line("player: mpv's event queue overflowed");
		hear_collapse(p, false);
		break;
	case MPV_EVENT_SHUTDOWN:
		hear_collapse(p, true);
		break;
	default:
		break;
	}
}

void deck_hear(struct deck *p)
{
	while (p->mpv) {
		const mpv_event *event = p->api->wait_event(p->mpv, 0);

		if (event->event_id == MPV_EVENT_NONE)
			break;
		hear_event(p, event);
	}
	deck_sounding(p);
	deck_push(p);
}
