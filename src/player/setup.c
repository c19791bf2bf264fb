/* setup.c -- a deck's beginning and end, and what is set before it is there. */
#include "core.h"

#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/timerfd.h>
#include <unistd.h>

void setting_keep(struct setting *list, size_t *n, const char *name, const char *value)
{
	struct setting *s = list, *end = list + *n;

	while (s < end && strcmp(s->name, name))
		s++;
	if (s == end && *n == SETTINGS_MAX) {
		log_line("player: too many settings, %s left out", name);
		return;
	}
	if (s == end)
		++*n;
	else
		free(s->name), free(s->value);
	*s = (struct setting){ xstrdup(name), xstrdup(value) };
}

void settings_free(struct setting *list, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		free(list[i].name);
		free(list[i].value);
	}
}

const char *option_value(const char *name, const struct player_option *options, size_t n)
{
	while (n--)
		if (!strcmp(options[n].name, name))
			return options[n].value;
	return "";
}

static bool asks_for_null(const char *ao, const struct player_option *options, size_t n)
{
	const char *option = option_value("ao", options, n);

	if (*option)
		ao = option;
	return ao && !strncmp(ao, "null", 4);
}

static bool poll_also(int poll_fd, int fd)
{
	return epoll_ctl(poll_fd, EPOLL_CTL_ADD, fd, &(struct epoll_event){ .events = EPOLLIN }) == 0;
}

enum err deck_open(struct deck **ret_deck, bool is_second, int poll_fd, struct news *news, const char *ao, const struct player_option *options,
		   size_t n_options)
{
	struct deck *p = xcalloc(1, sizeof *p);
	enum err err = OK;

	p->now = xcalloc(1, sizeof *p->now);
	p->now->volume = 100;
	p->place.speed = 1;
	p->is_core_idle = true;
	p->is_second = is_second;
	p->poll_fd = poll_fd;
	p->news = news;
	p->own_af = xstrdup(option_value("af", options, n_options));
	p->equalizer = xstrdup("");
	p->null_asked = asks_for_null(ao, options, n_options);
	p->timer_fd = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
	if (p->timer_fd < 0) {
		err = fail_errno(ERR_IO, _("cannot set up a descriptor"));
		goto out;
	}
	err = engine_open(&p->engine, ao, options, n_options);
	if (err)
		goto out;
	if (!poll_also(poll_fd, p->engine->wake_read) || !poll_also(poll_fd, p->timer_fd)) {
		err = fail_errno(ERR_IO, _("cannot set up a descriptor"));
		goto out;
	}
	*ret_deck = p;
	return OK;
out:
	deck_close(p, 0);
	return err;
}

void deck_begin_close(struct deck *p)
{
	if (p && p->engine)
		engine_begin_close(p->engine);
}

void deck_close(struct deck *p, int wait_ms)
{
	if (!p)
		return;
	if (p->engine) {
		/* it may live on for a while, awake */
		epoll_ctl(p->poll_fd, EPOLL_CTL_DEL, p->engine->wake_read, NULL);
		engine_close(p->engine, wait_ms);
	}
	if (p->timer_fd >= 0)
		close(p->timer_fd);
	entry_free(p->cur);
	entry_free(p->next);
	settings_free(p->settings, p->n_settings);
	deck_forget_devices(p);
	deck_forget_chapters(p);
	free(p->failure);
	free(p->own_af);
	free(p->equalizer);
	free(p->now);
	free(p);
}
