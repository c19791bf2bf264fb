/* elf_link.h -- the C library's <link.h>: ours of that name, a room's door, stands before it. Include it by <base/elf_link.h>. */
#pragma GCC system_header	/* #include_next is no ISO C */
#include_next <link.h>
