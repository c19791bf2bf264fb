/*
 * machine.c -- has this machine anything to spare?  Not on battery; and not while others take nearly all of its processors, or wait for memory.
 *
 * What others take is the processors' time that is neither idle nor niced (/proc/stat): our children are niced, so the answer does not change when they
 * pause, and they need not try time and again.  The kernel's pressure of the processors (/proc/pressure/cpu) would count our own waiting behind others
 * instead, and the load our own running.  Memory has no such measure: there its pressure is what there is, and thrashing is a reason to wait whoever
 * does it.  Of the disk it need not be said, the kernel serves us last there.
 */
#include "machine.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SAMPLE_MS = 1000, WINDOW_MS = 4000, RELIEF_PERCENT = 15 };
static const double memory_percent = 20;	/* of the last ten seconds somebody waited for memory */

void machine_init(struct machine *m, const char *root)
{
	if (!root)
		root = getenv("SEGUE_MACHINE");
	*m = (struct machine){ .root = xstrdup(root ? root : "") };
}

void machine_done(struct machine *m)
{
	free(m->root);
}

uint32_t manners_pack(struct hear_manners manners)
{
	return (uint32_t)manners.load_percent << 1 | manners.needs_mains;
}

struct hear_manners manners_unpack(uint32_t index)
{
	return (struct hear_manners){ .needs_mains = index & 1, .load_percent = (int)MIN_OF(index >> 1, 100U) };
}

/* ---- battery ---- */

/* Does this file of a power supply say this word? */
static bool says(const char *folder, const char *supply, const char *file, const char *word)
{
	char *path = xasprintf("%s/%s/%s", folder, supply, file), line[64] = "";
	FILE *f = fopen(path, "re");
	bool same = f && fgets(line, sizeof line, f) && !strncmp(line, word, strlen(word)) && line[strlen(word)] == '\n';

	if (f)
		fclose(f);
	free(path);
	return same;
}

bool machine_is_on_battery(const char *root)
{
	char *folder = xasprintf("%s/sys/class/power_supply", root);
	DIR *dir = opendir(folder);
	bool discharges = false, has_mains = false;
	struct dirent *e;

	while (dir && (e = readdir(dir))) {
		/* the battery of a mouse is "scope Device" */
		if (e->d_name[0] == '.' || says(folder, e->d_name, "scope", "Device"))
			continue;
		if (says(folder, e->d_name, "type", "Battery"))
			discharges |= says(folder, e->d_name, "status", "Discharging");
		else
			has_mains |= says(folder, e->d_name, "online", "1");
	}
	if (dir)
		closedir(dir);
	free(folder);
	return discharges && !has_mains;
}

/* ---- load ---- */

static bool first_line(const struct machine *m, const char *file, char *ret_line, int size)
{
	char *path = xasprintf("%s/proc/%s", m->root, file);
	FILE *f = fopen(path, "re");
	bool good = f && fgets(ret_line, size, f);

	if (f)
		fclose(f);
	free(path);
	return good;
}

/* "cpu  user nice system idle iowait irq softirq steal …": how the share of the others went since the last sample, smoothed over WINDOW_MS. */
static void sample(struct machine *m, int64_t now_ms)
{
	unsigned long long t[8] = { 0 };
	uint64_t all = 0, others;
	char line[256];
	int n;

	if (!first_line(m, "stat", line, sizeof line))
		return;
	n = sscanf(line, "cpu %llu %llu %llu %llu %llu %llu %llu %llu", &t[0], &t[1], &t[2], &t[3], &t[4], &t[5], &t[6], &t[7]);
	if (n < 4)
		return;
	for (int i = 0; i < n; i++)
		all += t[i];
	others = all - t[1] - t[3] - t[4];
	if (m->has_sample && all > m->all && others >= m->others) {
		double share = (double)(others - m->others) / (double)(all - m->all), weight = MIN_OF((double)(now_ms - m->at_ms) / WINDOW_MS, 1.0);

		m->share += weight * (share - m->share);
	}
	m->has_sample = true;
	m->all = all;
	m->others = others;
}

static double memory_pressure(const struct machine *m)
{
	char line[256];
	double percent;

	return first_line(m, "pressure/memory", line, sizeof line) && sscanf(line, "some avg10=%lf", &percent) == 1 ? percent : 0;
}

enum hear_wait machine_wait(struct machine *m, struct hear_manners manners, int64_t now_ms)
{
	double limit = (manners.load_percent - (m->is_busy ? RELIEF_PERCENT : 0)) / 100.0;

	if (manners.needs_mains && machine_is_on_battery(m->root))
		return HEAR_ON_BATTERY;
	if (manners.load_percent >= 100)
		return HEAR_GOES_ON;
	if (!m->has_sample || now_ms - m->at_ms >= SAMPLE_MS) {
		sample(m, now_ms);
		m->at_ms = now_ms;
		m->is_busy = m->share > limit || memory_pressure(m) > (m->is_busy ? memory_percent / 2 : memory_percent);
	}
	return m->is_busy ? HEAR_BUSY : HEAR_GOES_ON;
}
