/* wire.c -- frames between the scanner and its children; see wire.h. */
#include "wire.h"

#include <math.h>
#include <string.h>

#define AT(member) offsetof(struct tags, member)

const struct tag_text tag_texts[TAG_TEXTS] = {
	{ AT(title), WIRE_TEXT_MAX }, { AT(artist), WIRE_TEXT_MAX }, { AT(album), WIRE_TEXT_MAX },
	{ AT(album_artist), WIRE_TEXT_MAX }, { AT(genre), WIRE_TEXT_MAX }, { AT(composer), WIRE_TEXT_MAX },
	{ AT(comment), WIRE_TEXT_MAX }, { AT(artist_sort), WIRE_TEXT_MAX }, { AT(album_artist_sort), WIRE_TEXT_MAX },
	{ AT(album_sort), WIRE_TEXT_MAX }, { AT(title_sort), WIRE_TEXT_MAX }, { AT(date), WIRE_TEXT_MAX },
	{ AT(mb_recording), WIRE_TEXT_MAX }, { AT(mb_track), WIRE_TEXT_MAX }, { AT(mb_release), WIRE_TEXT_MAX },
	{ AT(mb_release_group), WIRE_TEXT_MAX }, { AT(mb_artist), WIRE_TEXT_MAX },
	{ AT(mb_album_artist), WIRE_TEXT_MAX }, { AT(codec), WIRE_TEXT_MAX }, { AT(lyrics), WIRE_LYRICS_MAX },
};

static const struct { size_t offset; int32_t min, max; } tag_ints[] = {
	{ AT(year), 0, 9999 }, { AT(original_year), 0, 9999 },
	{ AT(track_no), 0, 99999 }, { AT(track_total), 0, 99999 }, { AT(disc_no), 0, 9999 }, { AT(disc_total), 0, 9999 },
	{ AT(bpm), 0, 9999 }, { AT(bitrate_kbps), 0, 10000000 }, { AT(sample_rate_hz), 0, 100000000 },
	{ AT(channels), 0, 1024 }, { AT(bits), 0, 1024 },
};

static const size_t tag_reals[] = {
	AT(rg_track_gain_db), AT(rg_track_peak), AT(rg_album_gain_db), AT(rg_album_peak),
	AT(r128_track_gain_db), AT(r128_album_gain_db),
};

static const size_t tag_bools[] = { AT(is_compilation), AT(has_picture), AT(has_parts) };

static const int64_t duration_max_ms = (int64_t)400 * 86400 * 1000;

static void *member(struct tags *t, size_t offset)
{
	return (char *)t + offset;
}

void tags_clear(struct tags *t)
{
	memset(t, 0, sizeof *t);
	for (size_t i = 0; i < TAG_TEXTS; i++)
		*(const char **)member(t, tag_texts[i].offset) = "";
	for (size_t i = 0; i < COUNT_OF(tag_reals); i++)
		*(double *)member(t, tag_reals[i]) = NAN;
}

/* ---- putting ---- */

static enum err put_u32(struct buf *b, uint32_t n)
{
	return buf_add(b, &n, sizeof n);
}

/* Length, bytes, NUL. */
static enum err put_text(struct buf *b, const char *s, size_t max)
{
	size_t n = strlen(s);
	enum err err;

	if (n > max)
		return fail(ERR_LIMIT, _("more than %zu bytes"), max);
	err = put_u32(b, (uint32_t)n);
	return err ? err : buf_add(b, s, n + 1);
}

static enum err put_stamp(struct buf *b, const struct file_stamp *st)
{
	return buf_add(b, st, sizeof *st);
}

static enum err put_tags(struct buf *b, const struct tags *tags)
{
	struct tags t = *tags;
	enum err err = OK;

	for (size_t i = 0; !err && i < TAG_TEXTS; i++)
		err = put_text(b, *(const char **)member(&t, tag_texts[i].offset), tag_texts[i].max);
	for (size_t i = 0; !err && i < COUNT_OF(tag_ints); i++)
		err = put_u32(b, (uint32_t)*(int *)member(&t, tag_ints[i].offset));
	for (size_t i = 0; !err && i < COUNT_OF(tag_reals); i++)
		err = buf_add(b, member(&t, tag_reals[i]), sizeof(double));
	for (size_t i = 0; !err && i < COUNT_OF(tag_bools); i++)
		err = put_u32(b, *(bool *)member(&t, tag_bools[i]));
	return err ? err : buf_add(b, &t.duration_ms, sizeof t.duration_ms);
}

static enum err put_part(struct buf *b, const struct wire_frame *f)
{
	enum err err = put_u32(b, f->index);

	if (!err)
		err = put_text(b, f->part.file, WIRE_PATH_MAX);
	if (!err)
		err = buf_add(b, &f->part.start_us, sizeof f->part.start_us);
	if (!err)
		err = buf_add(b, &f->part.end_us, sizeof f->part.end_us);
	return err ? err : put_tags(b, &f->tags);
}

static enum err put_body(struct buf *b, const struct wire_frame *f)
{
	enum err err;

	switch (f->kind) {
	case WIRE_WALK:
	case WIRE_WATCH:
		err = put_text(b, f->path, WIRE_PATH_MAX);
		return err ? err : put_text(b, f->why ? f->why : "", WIRE_TEXT_MAX);
	case WIRE_READ:
	case WIRE_LOOK:
	case WIRE_GONE:
		return put_text(b, f->path, WIRE_PATH_MAX);
	case WIRE_FILE:
		err = put_text(b, f->path, WIRE_PATH_MAX);
		return err ? err : put_stamp(b, &f->stamp);
	case WIRE_DIR_FAILED:
		err = put_text(b, f->path, WIRE_PATH_MAX);
		return err ? err : put_text(b, f->why, WIRE_TEXT_MAX);
	case WIRE_WALKED:
		err = put_stamp(b, &f->stamp);
		return err ? err : put_u32(b, f->is_complete);
	case WIRE_TAGS:
		return put_tags(b, &f->tags);
	case WIRE_PART:
		return put_part(b, f);
	case WIRE_FAILED:
	case WIRE_LIMITED:
	case WIRE_PICTURE_END:
		return put_text(b, f->why, WIRE_TEXT_MAX);
	case WIRE_HEARD:
		err = buf_add(b, f->numbers, sizeof f->numbers);
		if (!err)
			err = put_u32(b, f->mark);
		return err ? err : put_text(b, f->why, WIRE_TEXT_MAX);
	case WIRE_HEAR:
		err = put_text(b, f->path, WIRE_PATH_MAX);
		if (!err)
			err = put_u32(b, f->mark);
		if (!err)
			err = put_u32(b, f->index);
		return err ? err : buf_add(b, f->numbers, sizeof f->numbers);
	case WIRE_PICTURE:
		err = put_text(b, f->path, WIRE_PATH_MAX);
		return err ? err : buf_add(b, f->numbers, sizeof f->numbers);
	case WIRE_PICTURE_HEAD:
		return buf_add(b, f->numbers, sizeof f->numbers);
	case WIRE_PICTURE_PART:
	case WIRE_HEARD_PART:
		if (f->n_bytes > WIRE_BYTES_MAX)
			return fail(ERR_LIMIT, _("more than %zu bytes"), (size_t)WIRE_BYTES_MAX);
		err = put_u32(b, f->n_bytes);
		return err ? err : buf_add(b, f->bytes, f->n_bytes);
	case WIRE_WAITS:
		return put_u32(b, f->index);
	case WIRE_ALIVE:
	case WIRE_SAME:
		return OK;
	case WIRE_KINDS:
		break;
	}
	return fail(ERR_ARG, _("no such frame"));
}

enum err wire_put(struct buf *b, const struct wire_frame *f)
{
	size_t start = b->len;
	uint32_t head[3] = { 0, (uint32_t)f->kind, f->number };
	enum err err = buf_add(b, head, sizeof head);

	if (!err)
		err = put_body(b, f);
	if (err) {
		b->len = start;
		return err;
	}
	head[0] = (uint32_t)(b->len - start - sizeof head);
	memcpy(b->data + start, head, sizeof head);
	return OK;
}

/* ---- getting: a cursor that, once something is wrong, stays wrong ---- */

struct cursor { const char *at; size_t left; bool is_bad; };

static const char *get(struct cursor *c, size_t n)
{
	const char *p = c->at;

	if (c->is_bad || n > c->left) {
		c->is_bad = true;
		return NULL;
	}
	c->at += n;
	c->left -= n;
	return p;
}

static void get_raw(struct cursor *c, void *to, size_t n)
{
	const char *p = get(c, n);

	if (p)
		memcpy(to, p, n);
}

static uint32_t get_u32(struct cursor *c)
{
	uint32_t n = 0;

	get_raw(c, &n, sizeof n);
	return n;
}

static const char *get_text(struct cursor *c, size_t max)
{
	uint32_t n = get_u32(c);
	const char *s = n <= max ? get(c, (size_t)n + 1) : NULL;

	if (s && !s[n] && !memchr(s, '\0', n))
		return s;
	c->is_bad = true;
	return "";
}

/* What people will see must be UTF-8; paths are bytes. */
static const char *get_shown(struct cursor *c, size_t max)
{
	const char *s = get_text(c, max);

	if (utf8_valid(s, strlen(s)))
		return s;
	c->is_bad = true;
	return "";
}

static void get_tags(struct cursor *c, struct tags *t)
{
	for (size_t i = 0; i < TAG_TEXTS; i++)
		*(const char **)member(t, tag_texts[i].offset) = get_shown(c, tag_texts[i].max);
	for (size_t i = 0; i < COUNT_OF(tag_ints); i++) {
		int32_t n = (int32_t)get_u32(c);

		if (n < tag_ints[i].min || n > tag_ints[i].max)
			c->is_bad = true;
		*(int *)member(t, tag_ints[i].offset) = n;
	}
	for (size_t i = 0; i < COUNT_OF(tag_reals); i++) {
		double *d = member(t, tag_reals[i]);

		get_raw(c, d, sizeof *d);
		if (isinf(*d))
			c->is_bad = true;
	}
	for (size_t i = 0; i < COUNT_OF(tag_bools); i++)
		*(bool *)member(t, tag_bools[i]) = get_u32(c) != 0;
	get_raw(c, &t->duration_ms, sizeof t->duration_ms);
	if (t->duration_ms < 0 || t->duration_ms > duration_max_ms)
		c->is_bad = true;
}

static void get_part(struct cursor *c, struct wire_frame *f)
{
	struct part *p = &f->part;

	f->index = get_u32(c);
	f->path = p->file = get_text(c, WIRE_PATH_MAX);
	get_raw(c, &p->start_us, sizeof p->start_us);
	get_raw(c, &p->end_us, sizeof p->end_us);
	get_tags(c, &f->tags);
	if (!f->index || f->index > 9999 || p->file[0] != '/' || p->start_us < 0 || p->start_us > duration_max_ms * 1000 ||
	    p->end_us > duration_max_ms * 1000 || (p->end_us && p->end_us <= p->start_us))
		c->is_bad = true;
}

static void get_body(struct cursor *c, struct wire_frame *f)
{
	switch (f->kind) {
	case WIRE_WALK:
	case WIRE_READ:
	case WIRE_FILE:
	case WIRE_DIR_FAILED:
	case WIRE_WATCH:
	case WIRE_LOOK:
	case WIRE_GONE:
		f->path = get_text(c, WIRE_PATH_MAX);
		if (f->kind == WIRE_FILE)
			get_raw(c, &f->stamp, sizeof f->stamp);
		else if (f->kind == WIRE_DIR_FAILED)
			f->why = get_shown(c, WIRE_TEXT_MAX);
		else if (f->kind == WIRE_WALK || f->kind == WIRE_WATCH)
			f->why = get_text(c, WIRE_TEXT_MAX);
		break;
	case WIRE_WALKED:
		get_raw(c, &f->stamp, sizeof f->stamp);
		f->is_complete = get_u32(c) != 0;
		break;
	case WIRE_TAGS:
		get_tags(c, &f->tags);
		break;
	case WIRE_FAILED:
	case WIRE_LIMITED:
	case WIRE_PICTURE_END:
		f->why = get_shown(c, WIRE_TEXT_MAX);
		break;
	case WIRE_HEARD:
		get_raw(c, f->numbers, sizeof f->numbers);
		f->mark = get_u32(c);
		f->why = get_shown(c, WIRE_TEXT_MAX);
		break;
	case WIRE_PART:
		get_part(c, f);
		break;
	case WIRE_HEAR:
		f->path = get_text(c, WIRE_PATH_MAX);
		f->mark = get_u32(c);
		f->index = get_u32(c);
		get_raw(c, f->numbers, sizeof f->numbers);
		break;
	case WIRE_PICTURE:
		f->path = get_text(c, WIRE_PATH_MAX);
		get_raw(c, f->numbers, sizeof f->numbers);
		break;
	case WIRE_PICTURE_HEAD:
		get_raw(c, f->numbers, sizeof f->numbers);
		break;
	case WIRE_PICTURE_PART:
	case WIRE_HEARD_PART:
		f->n_bytes = get_u32(c);
		if (f->n_bytes > WIRE_BYTES_MAX)
			c->is_bad = true;
		f->bytes = get(c, f->n_bytes);
		break;
	case WIRE_WAITS:
		f->index = get_u32(c);
		break;
	case WIRE_ALIVE:
	case WIRE_SAME:
		break;
	case WIRE_KINDS:
		c->is_bad = true;
		break;
	}
}

enum err wire_get(const char *data, size_t n, struct wire_frame *ret_frame, size_t *ret_used)
{
	struct wire_frame f = { .path = "", .why = "", .bytes = "" };
	struct cursor c = { .at = data, .left = n };
	uint32_t body, kind;

	if (n < WIRE_HEAD) {
		*ret_used = 0;
		return OK;
	}
	body = get_u32(&c);
	kind = get_u32(&c);
	f.number = get_u32(&c);
	if (body > WIRE_BODY_MAX || kind < WIRE_WALK || kind >= WIRE_KINDS)
		return fail(ERR_PARSE, _("a helper process sent something senseless"));
	if (body > c.left) {
		*ret_used = 0;
		return OK;
	}
	c.left = body;
	f.kind = (enum wire_kind)kind;
	tags_clear(&f.tags);
	get_body(&c, &f);
	if (c.is_bad || c.left)
		return fail(ERR_PARSE, _("a helper process sent something senseless"));
	*ret_frame = f;
	*ret_used = WIRE_HEAD + body;
	return OK;
}
