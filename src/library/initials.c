/*
 * initials.c -- words by their first letters, as people type them where a keyboard has no such letters: "zjl" is 周杰倫 (zhōu jié lún),
 * "qhc" 青花瓷, and ㅅㄴㅅㄷ 소녀시대.
 *
 * A letter stands for an ideograph when one of its readings begins with it (曲 q, 重 c or z, 乐 l or y); Latin letters and digits among
 * the ideographs stand for themselves, blanks and signs are passed over, a part's end ends the word. Fewer than three letters would find
 * something nearly everywhere: two must be a part's beginning ("zj" is 周杰倫, too, but not 我的周杰倫). The table is generated (pinyin.py), read-only and looked
 * up as one searches: nothing is made at the start or kept for a track but one bit.
 */
#include "room.h"

#include <stdlib.h>
#include <string.h>

#include "pinyin_table.h"

enum { INITIALS_MAX = 32, JAMO_FIRST = 0x1100, JAMO_LAST = 0x1112 };

static uint32_t decode(const char *s, size_t *ret_n)
{
	const unsigned char *p = (const unsigned char *)s;

	*ret_n = p[0] < 0x80 ? 1 : p[0] < 0xe0 ? 2 : p[0] < 0xf0 ? 3 : 4;
	if (*ret_n == 3)
		return (uint32_t)(p[0] & 0xf) << 12 | (uint32_t)(p[1] & 0x3f) << 6 | (p[2] & 0x3f);
	return *ret_n == 1 ? p[0] : 0;	/* two and four bytes hold nothing of ours */
}

static const char *rare(uint32_t code)
{
	size_t lo = 0, hi = COUNT_OF(rare_letters);

	while (lo < hi) {
		size_t mid = (lo + hi) / 2;

		if (rare_letters[mid].code < code)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < COUNT_OF(rare_letters) && rare_letters[lo].code == code ? rare_letters[lo].letters : "";
}

static const char *letters_of(uint32_t code)
{
	char sign;

	if (code < HAN_FIRST || code > HAN_LAST)
		return "";
	sign = han_signs[(code - HAN_FIRST) / 128][(code - HAN_FIRST) % 128];
	return sign == RARE_SIGN ? rare(code) : sign_letters[sign - ' '];
}

static bool is_plain(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

/* A sign or blank that stands between. */
static bool is_between(const char *s, size_t n)
{
	return n == 1 && *s != '\n' && !is_plain(*s);
}

int initials_kind(const char *word)
{
	size_t n = strlen(word), len, jamo = 0, letters = 0;

	for (const char *p = word; *p; p += len) {
		uint32_t code = decode(p, &len);

		jamo += code >= JAMO_FIRST && code <= JAMO_LAST;
		letters += *p >= 'a' && *p <= 'z';
	}
	if (n >= 2 && letters == n && n <= INITIALS_MAX)
		return TEXT_HAS_HAN;
	return jamo >= 2 && jamo * 3 == n && jamo <= INITIALS_MAX ? TEXT_HAS_HANGUL : 0;
}

/* From here on? Returns where it ends. */
static const char *han_here(const char *word, const char *at)
{
	bool any = false;
	size_t n;

	while (*word) {
		uint32_t code = decode(at, &n);

		if (!*at || *at == '\n')
			return NULL;
		if (code >= HAN_FIRST && strchr(letters_of(code), *word))
			any = true;
		else if (is_between(at, n)) {
			at += n;
			continue;
		} else if (*at != *word)
			return NULL;
		word++;
		at += n;
	}
	return any ? at : NULL;
}

static bool match_han(const char *word, const char *text)
{
	bool is_short = strlen(word) < 3, is_first = true;
	size_t n;

	for (const char *p = text; *p; p += n) {
		uint32_t code = decode(p, &n);
		const char *end = (code >= HAN_FIRST || *p == *word) && (is_first || !is_short) ? han_here(word, p) : NULL;

		if (end)
			return true;
		is_first = *p == '\n';
	}
	return false;
}

/* Folded Hangul is taken apart: each syllable begins with one of the letters that may begin one. */
static bool match_hangul(const char *word, const char *text)
{
	size_t n, m;

	for (const char *p = text; *p; p += n) {
		const char *at = p, *w = word;
		uint32_t code = decode(p, &n);

		while (*w && *at && *at != '\n') {
			code = decode(at, &m);
			if (code >= JAMO_FIRST && code <= JAMO_LAST) {
				if (memcmp(at, w, 3))
					break;
				w += 3;
			} else if ((code < JAMO_FIRST || code > 0x11ff) && *at != ' ') {
				break;
			} else if (w == word) {
				break;
			}
			at += m;
		}
		if (!*w)
			return true;
	}
	return false;
}

bool initials_match(int kind, const char *word, const char *text)
{
	return kind == TEXT_HAS_HAN ? match_han(word, text) : match_hangul(word, text);
}
