/* mem.c -- memory that is there or ends the program; arenas; interned strings. */
#include "base.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#ifdef __GLIBC__
#include <base/elf_link.h>
#include <malloc.h>
#include <unistd.h>
#endif
#include <sys/mman.h>

static void *checked(void *p, size_t n)
{
	if (!p && n)
		die(_("out of memory (%zu bytes)"), n);
	return p;
}

void *xmalloc(size_t n)
{
	return checked(malloc(n ? n : 1), n);
}

void *xcalloc(size_t n, size_t size)
{
	return checked(calloc(n ? n : 1, size ? size : 1), n);
}

void *xrealloc(void *p, size_t n)
{
	return checked(realloc(p, n ? n : 1), n);
}

void *xreallocarray(void *p, size_t n, size_t size)
{
	if (size && n > SIZE_MAX / size)
		die(_("out of memory (%zu bytes)"), SIZE_MAX);
	return xrealloc(p, n * size);
}

char *xstrdup(const char *s)
{
	return xmemdup(s, strlen(s) + 1);
}

char *xstrndup(const char *s, size_t n)
{
	size_t len = strnlen(s, n);
	char *copy = xmalloc(len + 1);

	memcpy(copy, s, len);
	copy[len] = '\0';
	return copy;
}

void *xmemdup(const void *p, size_t n)
{
	void *copy = xmalloc(n);

	if (n)
		memcpy(copy, p, n);
	return copy;
}

char *xasprintf(const char *fmt, ...)
{
	va_list ap;
	char *text;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	if (n < 0)
		die(_("cannot format text"));
	text = xmalloc((size_t)n + 1);
	va_start(ap, fmt);
	vsnprintf(text, (size_t)n + 1, fmt, ap);
	va_end(ap);
	return text;
}

/* ---- big ---- */

static size_t whole_pages(size_t n)
{
	return (n + BIG_PAGE - 1) / BIG_PAGE * BIG_PAGE;
}

/* So much is mapped that a whole number of pages lies in it, and what hangs over is given back. */
void *big_alloc(size_t n)
{
	size_t size = whole_pages(n), front;
	char *p;

	if (size > SIZE_MAX / 2)
		checked(NULL, n);
	p = mmap(NULL, size + BIG_PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (p == MAP_FAILED)
		checked(NULL, n);
	front = (size_t)(-(uintptr_t)p & (BIG_PAGE - 1));
	if (front)
		munmap(p, front);
	munmap(p + front + size, BIG_PAGE - front);
#ifdef MADV_HUGEPAGE
	(void)madvise(p + front, size, MADV_HUGEPAGE);
#endif
	return p + front;
}

void big_free(void *p, size_t n)
{
	if (p)
		munmap(p, whole_pages(n));
}

/* ---- what the C library keeps for itself: known of glibc only, elsewhere it is left alone ---- */

void memory_settle(void)
{
#ifdef __GLIBC__
	mallopt(M_ARENA_MAX, 2);
	mallopt(M_MMAP_THRESHOLD, 256 * 1024);
	mallopt(M_TRIM_THRESHOLD, 1024 * 1024);
#endif
}

void memory_give_back(void)
{
#ifdef __GLIBC__
	malloc_trim(0);
#endif
}

#ifdef __GLIBC__
/* Its text was changed while it was linked: what is in the file is not what runs. */
static bool has_changed_text(const struct dl_phdr_info *lib)
{
	for (size_t i = 0; i < lib->dlpi_phnum; i++) {
		const ElfW(Phdr) *p = &lib->dlpi_phdr[i];

		if (p->p_type != PT_DYNAMIC)
			continue;
		for (const ElfW(Dyn) *d = (const void *)(lib->dlpi_addr + p->p_vaddr); d->d_tag != DT_NULL; d++)
			if (d->d_tag == DT_TEXTREL || (d->d_tag == DT_FLAGS && d->d_un.d_val & DF_TEXTREL))
				return true;
	}
	return false;
}

/* Only what nobody can write: dropping a page that was changed would bring the file's back. */
static int unmap_one(struct dl_phdr_info *lib, size_t size, void *page_size)
{
	uintptr_t page = *(const uintptr_t *)page_size;

	(void)size;
	for (size_t i = 0; !has_changed_text(lib) && i < lib->dlpi_phnum; i++) {
		const ElfW(Phdr) *p = &lib->dlpi_phdr[i];
		uintptr_t from = (lib->dlpi_addr + p->p_vaddr + page - 1) & ~(page - 1);
		uintptr_t to = (lib->dlpi_addr + p->p_vaddr + p->p_filesz) & ~(page - 1);

		/* the kernel's own (vdso) is refused; nothing is lost where it says no */
		if (p->p_type == PT_LOAD && !(p->p_flags & PF_W) && from < to)
			(void)madvise((void *)from, to - from, MADV_DONTNEED);
	}
	return 0;
}

/* A debugger's breakpoints are changed text. */
static bool is_debugged(void)
{
	static const char key[] = "TracerPid:";
	const char *found;
	char *text;
	size_t n;
	bool is;

	if (read_file("/proc/self/status", 1 << 16, &text, &n))
		return true;
	found = strstr(text, key);
	is = !found || strtol(found + sizeof key - 1, NULL, 10) != 0;
	free(text);
	return is;
}
#endif

void memory_unmap_code(void)
{
#ifdef __GLIBC__
	uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);

	if (!is_debugged())
		dl_iterate_phdr(unmap_one, &page);
#endif
}

/* ---- arena ---- */

enum { ARENA_BLOCK = 64 * 1024, ARENA_ALIGN = 16 };

struct arena_block {
	struct arena_block *next;
	size_t used, size;
	_Alignas(16) char data[];
};

static void *arena_take(struct arena *a, size_t n, size_t align, bool is_zeroed)
{
	struct arena_block *b = a->blocks;
	size_t at = b ? (b->used + align - 1) / align * align : 0;

	if (!b || at > b->size || n > b->size - at) {
		size_t size = n > ARENA_BLOCK / 4 ? n : ARENA_BLOCK;

		/* what is taken for one alone may be as it comes; a block that others share is zeroed for them */
		b = checked(is_zeroed || size != n ? calloc(1, sizeof *b + size) : malloc(sizeof *b + size), size);
		b->size = size;
		if (a->blocks && size == n && n != ARENA_BLOCK) {
			/* a big one goes behind the block being filled */
			b->next = a->blocks->next;
			a->blocks->next = b;
		} else {
			b->next = a->blocks;
			a->blocks = b;
		}
		a->bytes += size;
		at = 0;
	}
	b->used = at + n;
	return b->data + at;
}

void *arena_alloc(struct arena *a, size_t n)
{
	return arena_take(a, n, ARENA_ALIGN, true);
}

void *arena_alloc_raw(struct arena *a, size_t n)
{
	return arena_take(a, n, ARENA_ALIGN, false);
}

char *arena_strdup(struct arena *a, const char *s)
{
	size_t n = strlen(s) + 1;

	return memcpy(arena_take(a, n, 1, true), s, n);
}

void arena_done(struct arena *a)
{
	struct arena_block *b = a->blocks;

	while (b) {
		struct arena_block *next = b->next;

		free(b);
		b = next;
	}
	*a = (struct arena){ 0 };
}

/* ---- pool ---- */

const char *pool_intern(struct pool *p, const char *s)
{
	char *known = mapstr_get(&p->map, s);

	if (!known) {
		known = arena_strdup(&p->arena, s);
		mapstr_put(&p->map, known, known);
	}
	return known;
}

void pool_done(struct pool *p)
{
	mapstr_done(&p->map);
	arena_done(&p->arena);
}
