/*
 * base.h -- the ground every room stands on: errors, memory, growing buffers,
 * hash maps, paths, time, UTF-8, the log.  Knows nothing of music.
 */
#ifndef SEGUE_BASE_H
#define SEGUE_BASE_H

#include <libintl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- text for people: translated when shown, marked where written ---- */
#define _(s) gettext(s)
#define N_(s) s
#define P_(one, many, n) ngettext(one, many, (unsigned long)(n))

#define COUNT_OF(a) (sizeof(a) / sizeof((a)[0]))
#define MIN_OF(a, b) ((a) < (b) ? (a) : (b))
#define MAX_OF(a, b) ((a) > (b) ? (a) : (b))

#if defined(__GNUC__)
#define PRINTF_LIKE(f, a) __attribute__((format(printf, f, a)))
#else
#define PRINTF_LIKE(f, a)
#endif

/*
 * For the few loops that take the time: compiled twice, the second time for processors with AVX2 and FMA (x86-64-v3); the loader chooses. Not with
 * sanitizers, which are not awake yet when the loader asks.
 */
#if defined __GNUC__ && !defined __clang__ && defined __x86_64__ && defined __gnu_linux__ && !defined __SANITIZE_ADDRESS__ && \
	!defined __SANITIZE_THREAD__ && !defined __cplusplus
#define WIDE_LOOPS __attribute__((target_clones("arch=x86-64-v3", "default")))
#else
#define WIDE_LOOPS
#endif

/* It will be read soon: for walks that jump about in much memory. Any address is allowed. */
#if defined __GNUC__
#define READ_SOON(p) __builtin_prefetch(p)
#else
#define READ_SOON(p) ((void)(p))
#endif

/* ---- errors: a code for programs, one sentence for people ---- */
enum err {
	OK = 0,
	ERR_IO,		/* the system refused: file, pipe, memory map */
	ERR_PARSE,	/* input is not what its format says */
	ERR_ARG,	/* the caller, or the person, asked for something senseless */
	ERR_MISSING,	/* it is not there */
	ERR_BUSY,	/* somebody else holds it, try later */
	ERR_LIMIT,	/* larger than the stated maximum */
	ERR_DB,		/* the database refused */
	ERR_CHILD,	/* a child process died or hung */
};

/*
 * Records one sentence (no newline) for err_text() and returns `code`. Thread-local. Arguments may quote anything: what is
 * recorded is valid UTF-8, control characters become spaces.
 */
enum err fail(enum err code, const char *fmt, ...) PRINTF_LIKE(2, 3);
/* The same, with ": <strerror(errno)>" added. */
enum err fail_errno(enum err code, const char *fmt, ...) PRINTF_LIKE(2, 3);
/*
 * For what has to be done because something failed, and may fail, too: the sentence stays about what went wrong first. `why` is a copy of
 * err_text() from then, freed here. Returns code.
 */
enum err fail_again(enum err code, char *why);
/* The last sentence recorded by this thread; never NULL. */
const char *err_text(void);
/* Runs the hook (which restores the terminal), prints "segue: ..." and aborts the process with status 1. */
#if defined(__cplusplus)
[[noreturn]]
#else
_Noreturn
#endif
void die(const char *fmt, ...) PRINTF_LIKE(1, 2);
void die_set_hook(void (*hook)(void));

/* ---- memory: running out ends the program (through die), so nobody checks ---- */
void *xmalloc(size_t n);
void *xcalloc(size_t n, size_t size);
void *xrealloc(void *p, size_t n);
void *xreallocarray(void *p, size_t n, size_t size);
char *xstrdup(const char *s);
char *xstrndup(const char *s, size_t n);
char *xasprintf(const char *fmt, ...) PRINTF_LIKE(1, 2);
void *xmemdup(const void *p, size_t n);
/*
 * How the process keeps memory: few arenas (each thread would have its own), and big blocks go back to the system when freed. Once,
 * before threads are.
 */
void memory_settle(void);
/* Gives back what was freed, after something big is over. Milliseconds. */
void memory_give_back(void);
/*
 * Unmaps what was read of programs and libraries to link them (libmpv's 200: 35 MB) and is hardly touched again. What is needed after
 * all comes back from the page cache, a microsecond a page. A few milliseconds; not while somebody debugs us.
 */
void memory_unmap_code(void);
/*
 * Zeroed memory that is big and stays, in pages of BIG_PAGE bytes where the system has such (elsewhere as ever): filling it for the first
 * time costs a quarter. Rounded up to whole ones. Freed with the size it was asked with.
 */
enum { BIG_PAGE = 2 << 20 };
void *big_alloc(size_t n);
void big_free(void *p, size_t n);
/*
 * A thread that brings such memory in a little before it is written to, so that who fills it does not wait for pages (ahead.c). The first
 * big page is left to who fills it, who is there already. All take NULL: there was no thread to be had, and nothing is lost by it.
 */
enum { AHEAD_STRETCHES = 2 };
struct ahead_of { void *p; size_t n; };
struct ahead *ahead_start(const struct ahead_of of[AHEAD_STRETCHES]);
void ahead_to(struct ahead *a, int which, size_t upto);	/* so many of its bytes will be needed next; returns at once */
void ahead_end(struct ahead *a);			/* before the memory is freed */
/* Makes room for one more in a growing array: ARRAY_GROW(a, n, cap); a[n++] = x; */
#define ARRAY_GROW(a, n, cap) \
	do { \
		if ((n) >= (cap)) { \
			(cap) = (cap) ? (cap) * 2 : 8; \
			(a) = xreallocarray((a), (cap), sizeof *(a)); \
		} \
	} while (0)

/* An arena hands out memory that lives until the whole arena is freed. */
struct arena { struct arena_block *blocks; size_t bytes; };
void *arena_alloc(struct arena *a, size_t n);		/* aligned for any type, zeroed */
void *arena_alloc_raw(struct arena *a, size_t n);	/* ... holding anything: for much that is written over at once */
char *arena_strdup(struct arena *a, const char *s);
void arena_done(struct arena *a);

/* ---- a growing byte buffer with a stated maximum; always NUL-terminated behind `len` ---- */
struct buf { char *data; size_t len, cap, max; };
void buf_init(struct buf *b, size_t max);
void buf_done(struct buf *b);
void buf_clear(struct buf *b);
/* ERR_LIMIT past max, and then nothing was added. */
enum err buf_add(struct buf *b, const void *p, size_t n);
enum err buf_adds(struct buf *b, const char *s);
enum err buf_addf(struct buf *b, const char *fmt, ...) PRINTF_LIKE(2, 3);
void buf_drop_front(struct buf *b, size_t n);
char *buf_steal(struct buf *b);				/* caller frees; b is empty after */

/* ---- hash maps (open addressing); keys of 64 bits, or of bytes (borrowed: must outlive the entry) ---- */
struct map64 { struct map64_slot *slots; size_t n, cap, tombs; };
void map64_done(struct map64 *m);
void map64_put(struct map64 *m, uint64_t key, void *value);	/* value not NULL */
void *map64_get(const struct map64 *m, uint64_t key);		/* NULL when absent */
void *map64_del(struct map64 *m, uint64_t key);
struct mapstr { struct mapstr_slot *slots; size_t n, cap, tombs; };
void mapstr_done(struct mapstr *m);
void mapstr_put(struct mapstr *m, const char *key, void *value);
void *mapstr_get(const struct mapstr *m, const char *key);
/* The same, and the key as it was put; when absent *ret_key stays. */
void *mapstr_find(const struct mapstr *m, const char *key, const char **ret_key);
void *mapstr_del(struct mapstr *m, const char *key);
uint64_t hash_bytes(const void *p, size_t n);		/* the same in every version: names files, seeds chance */
uint64_t hash_quick(const void *p, size_t n);		/* for tables in memory: eight bytes at a time, another in each version */

/* A pool of interned strings: equal text, same pointer. */
struct pool { struct mapstr map; struct arena arena; };
const char *pool_intern(struct pool *p, const char *s);
void pool_done(struct pool *p);

/* ---- a small repeatable random generator (PCG32, O'Neill 2014); seeded by the caller ---- */
struct rng { uint64_t state; };
void rng_seed(struct rng *r, uint64_t seed);
uint32_t rng_next(struct rng *r);
uint32_t rng_below(struct rng *r, uint32_t n);		/* 0..n-1, n > 0 */
double rng_unit(struct rng *r);				/* [0, 1) */

/* ---- paths ---- */
enum xdg { XDG_CONFIG, XDG_DATA, XDG_STATE, XDG_RUNTIME, XDG_CACHE };
/* $XDG_…/segue/`name` (or the standard fallback under $HOME); the folder is made 0700 when `make`. Caller frees. NULL + err_text on failure. */
char *xdg_path(enum xdg kind, const char *name, bool make);
/* XDG_MUSIC_DIR as the text of user-dirs.dirs has it; NULL: it is not there, or the home itself, which means none. Caller frees. */
char *xdg_music_dir(const char *user_dirs, const char *home);
enum err make_dirs(const char *path, unsigned mode);	/* like mkdir -p */
char *path_join(const char *dir, const char *name);	/* caller frees */
char *path_expand(const char *path);			/* a leading ~ becomes $HOME; caller frees */
/* Absolute, without "." or ".." or doubled slashes, links not followed. Caller frees. */
char *path_absolute(const char *path);
/*
 * The same with links followed: of a folder all, of anything else (a link to a file has the name that counts) those on the way to it.
 * What is not there stays as path_absolute() has it. Looks at the disk. Caller frees.
 */
char *path_real(const char *path);
const char *path_base(const char *path);		/* points into path */

/* ---- files and descriptors ---- */
enum err fd_nonblock(int fd);
enum err write_all(int fd, const void *p, size_t n);	/* retries EINTR and short writes */
/* Whole file, at most max bytes (ERR_LIMIT). NUL-terminated; caller frees. */
enum err read_file(const char *path, size_t max, char **ret_data, size_t *ret_len);
/* Writes beside and renames, fsync'ed: the old file stays whole until the new one is. */
enum err write_file(const char *path, const void *p, size_t n, unsigned mode);
/* Takes away what writers of path, and of what is named path-…, left beside when they were killed. What a living one writes stays. */
void write_file_sweep(const char *path);

/* ---- time ---- */
int64_t clock_mono_ms(void);				/* never jumps; no meaning across runs */
int64_t clock_mono_us(void);
int64_t clock_thread_us(void);				/* of a processor this thread has used */
int64_t clock_unix_ms(void);				/* wall time, UTC */
/* "2026-11-21T01:32:28Z" */
void time_iso(int64_t unix_s, char ret_text[32]);
/*
 * ISO 8601 date or date-time (with Z, offset, or local), Unix seconds ("@1700000000"), or an age: "7d", "12h", "30m",
 * "2w" before now_s; "today", "yesterday". ERR_PARSE otherwise.
 */
enum err time_parse(const char *text, int64_t now_s, int64_t *ret_unix_s);
/* "4:51", "1:02:07"; "-:--" when negative. */
void duration_text(int64_t ms, char ret_text[24]);
/* Digits, as printf's %lld has them and several times as quickly: a picture has a hundred numbers. Returns how many bytes. */
size_t number_text(int64_t n, char ret_text[24]);

/* ---- UTF-8 ---- */
/* Copies text, every byte sequence that is not UTF-8 (and every control character) becoming U+FFFD (or a space). Caller frees. */
char *utf8_clean(const char *s, size_t n);
/* The same into size bytes, the NUL among them; what does not fit is cut off between characters. */
void utf8_clean_into(char *to, size_t size, const char *text);
bool utf8_valid(const char *s, size_t n);
/* Terminal cells taken: wide = 2, combining = 0, as wcwidth (what curses lays out by). `s` is valid UTF-8. */
int utf8_width(const char *s);
/* Bytes of the longest prefix that fits `cells`; never splits a character from its combining marks. */
size_t utf8_fit(const char *s, int cells, int *ret_cells);
/* Bytes of the character (with its combining marks, joined emoji) at s; 0 at the end. */
size_t utf8_next(const char *s);
size_t utf8_prev(const char *start, const char *s);	/* bytes of the one before s */
/* For searching and sorting: case, accents, width and compatibility forms folded. Caller frees. */
char *utf8_fold(const char *s);
/* The same, and letters that are one letter with a stroke or two in one become those (ø o, ł l, æ ae, þ th): for searching, not to tell names apart. */
char *utf8_fold_loose(const char *s);
size_t utf8_encode(uint32_t code, char ret[4]);

/* ---- the log: $XDG_STATE_HOME/segue/segue.log; silent until opened ---- */
enum err log_open(const char *path);
void log_line(const char *fmt, ...) PRINTF_LIKE(1, 2);	/* a time stamp and one line */
int log_fd(void);					/* for a child's standard error; -1 when closed */
void log_close(void);

#ifdef __cplusplus
}
#endif
#endif
