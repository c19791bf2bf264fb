/* address.c -- names of hubs and of listeners; without libpq, too. */
#include "hub.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>

bool hub_is_address(const char *url)
{
	return !strncmp(url, "postgresql://", 13) || !strncmp(url, "postgres://", 11);
}

/* Between the first colon and the path stands a port, or nothing. */
static bool has_port_only(const char *rest, const char *end)
{
	const char *colon = memchr(rest, ':', (size_t)(end - rest));

	if (!colon)
		return true;
	colon += 1 + strspn(colon + 1, "0123456789");
	return colon >= end || *colon == '/';
}

/* postgresql://USER:PASSWORD@HOST/DATABASE?OPTION=VALUE…, of which anybody may have forgotten to escape an @, a : or a ? in the password. */
char *hub_shown(const char *url)
{
	const char *scheme_end = strstr(url, "://"), *rest, *options, *at = NULL;

	if (!hub_is_address(url) || !scheme_end)
		return xstrdup(*url ? "…" : "");
	rest = scheme_end + 3;
	options = rest + strcspn(rest, "?");
	for (const char *p = rest; p < options; p++)
		if (*p == '@')
			at = p;
	if (strchr(options, '@') || (!at && !has_port_only(rest, options)))
		return xstrdup("postgresql://…");
	if (!at)
		return xasprintf("postgresql://%.*s", (int)(options - rest), rest);
	return xasprintf("postgresql://%.*s@%.*s", (int)strcspn(rest, ":@"), rest, (int)(options - at - 1), at + 1);
}

enum err hub_new_listener(char ret_uuid[HUB_LISTENER_SIZE])
{
	unsigned char b[16];
	char *to = ret_uuid;

	if (getrandom(b, sizeof b, 0) != (ssize_t)sizeof b)
		return fail_errno(ERR_IO, _("no random numbers"));
	b[6] = (unsigned char)((b[6] & 0x0f) | 0x40);	/* RFC 9562: version 4 */
	b[8] = (unsigned char)((b[8] & 0x3f) | 0x80);
	for (size_t i = 0; i < sizeof b; i++)
		to += snprintf(to, 4, "%s%02x", i == 4 || i == 6 || i == 8 || i == 10 ? "-" : "", b[i]);
	return OK;
}

bool hub_is_listener(const char *uuid)
{
	for (int i = 0; i < HUB_LISTENER_SIZE - 1; i++) {
		bool is_dash = i == 8 || i == 13 || i == 18 || i == 23;

		if (is_dash ? uuid[i] != '-' : !isxdigit((unsigned char)uuid[i]))
			return false;
	}
	return !uuid[HUB_LISTENER_SIZE - 1];
}
