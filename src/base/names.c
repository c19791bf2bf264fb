/* names.c -- the names of the nouns in track.h, as INTERFACE and the database spell them. */
#include "track.h"

const char *const event_kind_name[EVENT_KINDS] = {
	[0] = "", [EVENT_START] = "start", [EVENT_FINISH] = "finish", [EVENT_SKIP] = "skip", [EVENT_STOP] = "stop",
	[EVENT_RATE] = "rate", [EVENT_LOVE] = "love", [EVENT_UNLOVE] = "unlove", [EVENT_BAN] = "ban",
	[EVENT_UNBAN] = "unban", [EVENT_FAIL] = "fail", [EVENT_MOOD] = "mood",
};

const char *const source_name[SOURCE_COUNT] = {
	[SOURCE_NONE] = "", [SOURCE_LIBRARY] = "library", [SOURCE_QUEUE] = "queue", [SOURCE_FOR_YOU] = "for-you",
	[SOURCE_CONTINUE] = "continue", [SOURCE_HISTORY] = "history", [SOURCE_PLAYLIST] = "playlist",
	[SOURCE_SEARCH] = "search", [SOURCE_RADIO] = "radio", [SOURCE_REMOTE] = "remote", [SOURCE_FILE] = "file",
	[SOURCE_IMPORT] = "import",
};
