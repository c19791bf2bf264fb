/*
 * tell.c -- what mpv is told, in its words: commands, options of a file, properties.  All of it asynchronous; what is to be told, and when, deck.c knows.
 */
#include "core.h"
#include "ending.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { INSIDE_US = 2 };

static mpv_node text_node(const char *text)
{
	mpv_node node = { .format = MPV_FORMAT_STRING };

	node.u.string = (char *)(uintptr_t)text;	/* mpv copies it */
	return node;
}

/* A command of words, all strings. */
int tell_words(struct deck *p, uint64_t tag, const char *const *words, int n)
{
	mpv_node nodes[4];
	mpv_node_list list = { .num = n, .values = nodes };
	mpv_node command = { .format = MPV_FORMAT_NODE_ARRAY, .u.list = &list };

	for (int i = 0; i < n; i++)
		nodes[i] = text_node(words[i]);
	return p->api->command_node_async(p->mpv, tag, &command);
}

/* mpv knows the file only. */
static int64_t in_file_us(const struct entry *e, int64_t ms)
{
	return e->part.start_us + ms * 1000;
}

static void add_fade(struct buf *b, const char *type, int64_t from_us, int64_t ms)
{
	buf_addf(b, ",afade=t=%s:curve=qsin:st=%" PRId64 ".%06d:d=%" PRId64 ".%03d", type, from_us / 1000000, (int)(from_us % 1000000), ms / 1000, (int)(ms % 1000));
}

/*
 * The filters of this file: the listener's own, and behind them the gain, the equalizer and the fades.  afade works by the time stamps of the samples, so a
 * fade stays where it belongs whatever is sought, at any speed, and each sample has its own gain.  Its curve "qsin" is a quarter of a sine:
 * sin(x*pi/2) coming in, cos(x*pi/2) going out, x from 0 to 1 (FFmpeg's afade; Reiss and McPherson, "Audio Effects", 2014: constant
 * power).  Their squares add up to 1.  "" = the samples are not touched.  Caller frees.
 */
static char *filters(const struct deck *p, const struct entry *e)
{
	bool has_fade = e->fade.in_ms > 0 || e->fade.out_ms > 0;
	struct buf b;

	buf_init(&b, 1 << 16);
	buf_adds(&b, p->own_af);
	if (e->gain_db == 0 && !has_fade && !*p->equalizer)
		return buf_steal(&b);
	if (*p->own_af)
		buf_adds(&b, ",");
	/* in floating point: what a gain takes over full scale a volume below 100 brings back */
	if (e->gain_db != 0)
		buf_addf(&b, "lavfi=[volume=volume=%.6fdB:precision=float", e->gain_db);
	else
		buf_adds(&b, "lavfi=[aformat=sample_fmts=flt");
	buf_adds(&b, p->equalizer);
	if (e->fade.in_ms > 0)
		add_fade(&b, "in", in_file_us(e, e->fade.in_from_ms), e->fade.in_ms);
	if (e->fade.out_ms > 0)
		add_fade(&b, "out", in_file_us(e, e->fade.out_from_ms), e->fade.out_ms);
	buf_adds(&b, "]");
	return buf_steal(&b);
}

/*
 * mpv cuts off what is behind the decimal point when it turns a time into a number of samples, and a time that is a sample's very own comes out
 * as that one or the one before. A little later is the same sample for certain, up to 192 kHz; and what ends there and what begins there agree.
 */
static void time_text(char ret_text[40], int64_t us)
{
	us += us ? INSIDE_US : 0;
	snprintf(ret_text, 40, "%" PRId64 ".%06d", us / 1000000, (int)(us % 1000000));
}

static void add_option(mpv_node_list *options, const char *name, const char *value)
{
	options->keys[options->num] = (char *)(uintptr_t)name;
	options->values[options->num++] = text_node(value);
}

/* By names, not places: loadfile's arguments moved in mpv 0.38. */
int tell_load(struct deck *p, const struct entry *e, const char *flags, uint64_t tag)
{
	int64_t end_us = e->part.end_us ? e->part.end_us : ending_us(e->ending);
	char start[40], end[40], *af = filters(p, e), *option_names[3];
	char *names[] = { (char[]){ "name" }, (char[]){ "url" }, (char[]){ "flags" }, (char[]){ "options" } };
	mpv_node option[3], values[4];
	mpv_node_list options = { .values = option, .keys = option_names };
	mpv_node_list list = { .num = 4, .values = values, .keys = names };
	mpv_node command = { .format = MPV_FORMAT_NODE_MAP, .u.list = &list };
	int error;

	time_text(start, in_file_us(e, e->start_ms));
	time_text(end, end_us);
	if (in_file_us(e, e->start_ms) > 0)
		add_option(&options, "start", start);
	if (end_us > 0)
		add_option(&options, "end", end);
	if (strcmp(af, p->own_af))
		add_option(&options, "af", af);
	values[0] = text_node("loadfile");
	values[1] = text_node(e->path);
	values[2] = text_node(flags);
	values[3] = (mpv_node){ .format = MPV_FORMAT_NODE_MAP, .u.list = &options };
	error = p->api->command_node_async(p->mpv, tag, &command);
	free(af);
	return error;
}

void tell_flag(struct deck *p, const char *name, bool value)
{
	int flag = value;

	p->api->set_property_async(p->mpv, ask_tag(ASK_SET, 0), name, MPV_FORMAT_FLAG, &flag);
}

void tell_text(struct deck *p, const char *name, const char *value)
{
	char *text = (char *)(uintptr_t)value;	/* mpv copies it */
	int error = p->api->set_property_async(p->mpv, ask_tag(ASK_SET, 0), name, MPV_FORMAT_STRING, &text);

	if (error < 0)
		log_line("player: %s=%s: %s", name, value, p->api->error_string(error));
}

void tell_volume(struct deck *p)
{
	double volume = p->now->volume;

	p->api->set_property_async(p->mpv, ask_tag(ASK_SET, 0), "volume", MPV_FORMAT_DOUBLE, &volume);
}

void tell_seek(struct deck *p, int64_t ms, bool is_relative)
{
	int64_t from_zero = ms < 0 ? -ms : ms;
	char amount[40];

	if (is_relative)
		snprintf(amount, sizeof amount, "%s%" PRId64 ".%03d", ms < 0 ? "-" : "", from_zero / 1000, (int)(from_zero % 1000));
	else
		time_text(amount, in_file_us(p->cur, ms));
	if (tell_words(p, ask_tag(ASK_SEEK, 0), (const char *const[]){ "seek", amount, is_relative ? "relative+exact" : "absolute+exact" }, 3) >= 0)
		p->seeks_asked++;
}

/* Asks where we are; the answers carry the entry's serial and find nobody when it is over by then. */
void deck_ask_place(struct deck *p)
{
	if (!p->mpv || !p->cur || !p->cur->has_begun)
		return;
	p->api->get_property_async(p->mpv, ask_tag(ASK_DURATION, p->cur->serial), "duration", MPV_FORMAT_DOUBLE);
	p->api->get_property_async(p->mpv, ask_tag(ASK_POS, p->cur->serial), "time-pos", MPV_FORMAT_DOUBLE);
}

/* Of this file only: the next has its own. */
void tell_filters(struct deck *p)
{
	char *af;

	if (!p->mpv || !p->cur->is_sent)
		return;
	af = filters(p, p->cur);
	tell_text(p, "file-local-options/af", af);
	free(af);
}
