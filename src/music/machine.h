/* machine.h -- whether this machine has anything to spare: what the kernel tells in /sys and /proc, read by the children that listen. */
#ifndef SEGUE_MUSIC_MACHINE_H
#define SEGUE_MUSIC_MACHINE_H

#include "music.h"

struct machine {
	char *root;			/* "" or what stands before /sys and /proc */
	bool has_sample, is_busy;
	int64_t at_ms;			/* of the sample */
	uint64_t all, others;		/* of the processors' time, in ticks: all of it, and what was neither idle nor niced */
	double share;			/* of the others lately, 0 .. 1 */
};

/* root: NULL is SEGUE_MACHINE of the environment, or the real one. */
void machine_init(struct machine *m, const char *root);
void machine_done(struct machine *m);
/* What a child of these manners has to wait for just now. Cheap to ask at any time: it looks at most every second. */
enum hear_wait machine_wait(struct machine *m, struct hear_manners manners, int64_t now_ms);
/* A battery of the machine (not of its mouse) is discharged, and no plug is in. */
bool machine_is_on_battery(const char *root);

/* Both in the index of a WIRE_HEAR, and back. */
uint32_t manners_pack(struct hear_manners manners);
struct hear_manners manners_unpack(uint32_t index);

#endif
