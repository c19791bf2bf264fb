/*
 * The decisions of a scan against a disk that is a table: the scanner's functions are defined here, so nothing is ever read.
 * First rows that tell one thing each, then random changes with the disk itself as the judge.
 */
#include "app/scan.h"
#include "../tap.h"

enum { FILES_MAX = 64 };

static void set_path(char to[64], const char *from)
{
	size_t n = MIN_OF(strlen(from), (size_t)63);

	memmove(to, from, n);
	to[n] = '\0';
}

/* ---- the disk ---- */

struct file { char path[64]; struct file_stamp stamp; char title[64]; bool is_bad; };
static struct file disk[FILES_MAX];
static size_t n_disk;
static const char *failing[4];		/* folders that cannot be read */
static uint64_t root_dev;		/* the file system every root is on; 0 = the walker does not say */
static uint64_t last_ino;
static int64_t now_ns;
static int n_reads;

static struct file *disk_find(const char *path)
{
	for (size_t i = 0; i < n_disk; i++)
		if (!strcmp(disk[i].path, path))
			return &disk[i];
	return NULL;
}

static struct file *disk_put(const char *path, const char *title)
{
	struct file *f = disk_find(path);

	if (!f) {
		f = &disk[n_disk++];
		memset(f, 0, sizeof *f);
		set_path(f->path, path);
		f->stamp.ino = ++last_ino;
		f->stamp.dev = 1;
	}
	snprintf(f->title, sizeof f->title, "%s", title);
	f->stamp.size = 100;
	f->stamp.mtime_ns = ++now_ns;
	return f;
}

static void disk_remove(const char *path)
{
	struct file *f = disk_find(path);

	if (f)
		*f = disk[--n_disk];
}

static void disk_rename(const char *from, const char *to)
{
	disk_remove(to);
	set_path(disk_find(from)->path, to);
}

/* cp -p */
static void disk_copy(const char *from, const char *to)
{
	struct file *f;

	disk_remove(to);
	f = &disk[n_disk++];
	*f = *disk_find(from);
	set_path(f->path, to);
	f->stamp.ino = ++last_ino;
}

static bool below(const char *path, const char *root)
{
	size_t n = strlen(root);

	return !strncmp(path, root, n) && (path[n] == '/' || !path[n]);
}

/* ---- the scanner ---- */

struct scanner { int unused; };
struct told { enum scan_kind kind; char path[64]; bool complete; };
struct line { struct told told[1024]; size_t at, n; };
static struct line walked, read_back;
static bool reads_first;		/* the readers are faster than the walker, or the other way round */

static void tell(struct line *line, enum scan_kind kind, const char *path, bool complete)
{
	struct told *t = &line->told[line->n++];

	t->kind = kind;
	t->complete = complete;
	set_path(t->path, path);
}

static bool is_failing(const char *path)
{
	for (size_t i = 0; i < COUNT_OF(failing); i++)
		if (failing[i] && below(path, failing[i]))
			return true;
	return false;
}

void scanner_walk(struct scanner *s, const char *root)
{
	bool complete = true;

	(void)s;
	for (size_t i = 0; i < n_disk; i++)
		if (below(disk[i].path, root) && !is_failing(disk[i].path))
			tell(&walked, SCAN_FILE, disk[i].path, false);
	for (size_t i = 0; i < COUNT_OF(failing); i++)
		if (failing[i] && below(failing[i], root)) {
			tell(&walked, SCAN_DIR_FAILED, failing[i], false);
			complete = false;
		}
	tell(&walked, SCAN_WALKED, root, complete);
}

void scanner_read(struct scanner *s, const char *path, const struct file_stamp *stamp)
{
	const struct file *f = disk_find(path);

	(void)s;
	(void)stamp;
	n_reads++;
	/* what was seen may be gone when it is asked for */
	tell(&read_back, !f || f->is_bad ? SCAN_FAILED : SCAN_TAGS, path, false);
}

bool scanner_next(struct scanner *s, struct scan_news *ret_news)
{
	bool has_read = read_back.at < read_back.n, has_walked = walked.at < walked.n;
	struct line *line = has_read && (reads_first || !has_walked) ? &read_back : &walked;
	const struct told *t;
	const struct file *f;

	(void)s;
	if (line->at == line->n) {
		walked.at = walked.n = read_back.at = read_back.n = 0;
		return false;
	}
	t = &line->told[line->at++];
	f = disk_find(t->path);
	memset(ret_news, 0, sizeof *ret_news);
	*ret_news = (struct scan_news){ .kind = t->kind, .path = t->path, .why = "for a reason", .complete = t->complete };
	ret_news->tags.title = f ? f->title : "";
	ret_news->tags.artist = "A";
	ret_news->tags.duration_ms = 1000;
	if (f)
		ret_news->stamp = f->stamp;
	else if (t->kind == SCAN_WALKED)
		ret_news->stamp.dev = root_dev;
	if (f && line == &read_back)	/* it may have changed since it was asked for */
		ret_news->kind = f->is_bad ? SCAN_FAILED : SCAN_TAGS;
	return true;
}

bool scanner_is_idle(const struct scanner *s)
{
	(void)s;
	return walked.at == walked.n && read_back.at == read_back.n;
}

/* ---- the sink: a library kept up to date at once ---- */

static struct library *lib;
static track_id last_id;
static char *root_added;
static int full_for;			/* this many times it says it is full */

static void keep(const char *path, const struct file_stamp *stamp, const char *title, enum track_state state, const char *error)
{
	const struct track *old = library_by_path(lib, path);
	struct track t = { .id = old ? old->id : ++last_id, .path = path, .title = title, .artist = "A", .album = "", .album_artist = "",
			   .genre = "", .composer = "", .date = "", .codec = "", .error = error, .duration_ms = 1000, .stamp = *stamp,
			   .state = state };

	library_put(lib, &t);
}

static struct { char path[64], title[64]; struct file_stamp stamp; } late[FILES_MAX];
static size_t n_late;

static void on_put_late(void *ctx, const char *path, const struct file_stamp *stamp, const struct tags *tags)
{
	(void)ctx;
	set_path(late[n_late].path, path);
	set_path(late[n_late].title, tags->title);
	late[n_late++].stamp = *stamp;
}

static void on_put(void *ctx, const char *path, const struct file_stamp *stamp, const struct tags *tags)
{
	(void)ctx;
	keep(path, stamp, tags->title, TRACK_OK, "");
}

static void on_unreadable(void *ctx, const char *path, const struct file_stamp *stamp, const char *why)
{
	(void)ctx;
	keep(path, stamp, path_base(path), TRACK_UNREADABLE, why);
}

static void on_state(void *ctx, track_id id, enum track_state state)
{
	struct track *t = library_get(lib, id);

	(void)ctx;
	t->state = state;
	library_touched(lib, t);
}

static void on_move(void *ctx, track_id id, const char *path, const struct file_stamp *stamp)
{
	struct track *t = library_get(lib, id);

	(void)ctx;
	library_move(lib, t, path, stamp);
	t->state = t->error[0] ? TRACK_UNREADABLE : TRACK_OK;
	library_touched(lib, t);
}

static void on_away(void *ctx, track_id id, const char *place)
{
	(void)ctx;
	library_get(lib, id)->is_away = true;
	ok(!strcmp(place, "/m"), "away below its root");
}

static void on_back(void *ctx, track_id id)
{
	(void)ctx;
	library_get(lib, id)->is_away = false;
}

static void on_root(void *ctx, const char *path)
{
	(void)ctx;
	free(root_added);
	root_added = xstrdup(path);
}

static bool is_full(void *ctx)
{
	(void)ctx;
	return full_for > 0 && full_for--;
}

static bool is_gone(void *ctx, const char *path)
{
	(void)ctx;
	return !disk_find(path);
}

static struct scan_sink sink = { .put_tags = on_put, .unreadable = on_unreadable, .state = on_state, .move = on_move, .root_add = on_root,
				 .is_full = is_full, .back = on_back };

/* ---- one scan ---- */

static int second_at = 3;		/* the step after which the second root is asked for */

static struct scan_counts scan(const char *first, const char *second)
{
	static const char *const known[] = { "/m" };
	struct scanner s = { 0 };
	struct scan_job *job = scan_job_new(&s, lib, &sink, NULL);
	struct scan_counts c;
	int steps = 0;

	n_reads = 0;
	scan_job_know_roots(job, known, 1);
	if (first)
		scan_job_add(job, first);
	else
		scan_job_add_known(job);
	while (scan_job_step(job, 0) && ++steps < 100000)
		if (second && steps == second_at) {
			scan_job_add(job, second);
			second = NULL;
		}
	if (steps == 100000)
		ok(false, "the scan never ends");
	c = *scan_job_counts(job);
	scan_job_free(job);
	return c;
}

static void counts_are(struct scan_counts c, int files, int added, int updated, int moved, int removed, int unreadable, const char *what)
{
	char got[128], want[128];

	snprintf(got, sizeof got, "%d %d %d %d %d %d", (int)c.files, (int)c.added, (int)c.updated, (int)c.moved, (int)c.removed,
		 (int)c.unreadable);
	snprintf(want, sizeof want, "%d %d %d %d %d %d", files, added, updated, moved, removed, unreadable);
	is_str(got, want, what);
}

static track_id id_of(const char *path)
{
	const struct track *t = library_by_path(lib, path);

	return t ? t->id : 0;
}

static void fresh_start(void)
{
	library_free(lib);
	lib = library_new();
	n_disk = 0;
	memset(failing, 0, sizeof failing);
	sink.is_gone = NULL;
}

static void test_failures(void)
{
	fresh_start();
	disk_put("/m/a/1", "one");
	disk_put("/m/b/2", "two");
	disk_put("/m/3", "three");
	counts_are(scan(NULL, NULL), 3, 3, 0, 0, 0, 0, "first");
	failing[0] = "/m/a";
	disk_remove("/m/b/2");
	counts_are(scan(NULL, NULL), 1, 0, 0, 0, 1, 0, "only what lies below the folder that failed is spared");
	is_int(library_by_path(lib, "/m/a/1")->state, TRACK_OK, "spared");
	failing[0] = "/m";
	disk_remove("/m/3");
	counts_are(scan(NULL, NULL), 0, 0, 0, 0, 0, 0, "a root that failed (or its walker died) takes nothing");
	failing[0] = NULL;
	failing[1] = "/m/ab";		/* not a folder above /m/a */
	disk_remove("/m/a/1");
	counts_are(scan(NULL, NULL), 0, 0, 0, 0, 2, 0, "a failed folder spares no other whose name begins alike");
}

static bool is_away(const char *path)
{
	const struct track *t = library_by_path(lib, path);

	return t && t->is_away && t->state == TRACK_OK;
}

static struct scan_counts scan_away(void)
{
	struct scan_counts c = scan(NULL, NULL);

	return (struct scan_counts){ .away = c.away, .removed = c.removed };
}

/* Disk 1 is mounted on /m, disk 2 on /m/usb; 9 is what /m is without either. */
static void test_away(void)
{
	struct scan_counts c;

	fresh_start();
	sink.away = on_away;
	root_dev = 1;
	disk_put("/m/1", "one");
	disk_put("/m/2", "two");
	disk_put("/m/usb/3", "three")->stamp.dev = 2;
	disk_put("/m/usb/4", "four")->stamp.dev = 2;
	scan(NULL, NULL);
	disk_remove("/m/usb/3");
	disk_remove("/m/usb/4");
	c = scan_away();
	ok(c.away == 2 && !c.removed && is_away("/m/usb/3") && !is_away("/m/1"), "a disk below the root was unmounted: its tracks are away, not gone");
	disk_put("/m/usb/3", "three")->stamp = library_by_path(lib, "/m/usb/3")->stamp;
	c = scan_away();
	ok(!c.away && c.removed == 1 && !is_away("/m/usb/3"), "it is back: one is there again, the other was deleted meanwhile");
	n_disk = 0;
	root_dev = 9;
	c = scan_away();
	ok(c.away == 3 && !c.removed && is_away("/m/1") && is_away("/m/usb/3"), "the root is an empty mount point");
	failing[0] = "/m";
	c = scan_away();
	ok(c.away == 3 && !c.removed && is_away("/m/2"), "and now not there at all");
	failing[0] = NULL;
	root_dev = 1;
	c = scan_away();
	ok(c.away == 1 && c.removed == 2, "on its own disk what is not there was deleted (%d, %d)", (int)c.away, (int)c.removed);
	disk_put("/m/1", "one")->stamp = library_by_path(lib, "/m/1")->stamp;
	root_dev = 5;
	counts_are(scan(NULL, NULL), 1, 0, 0, 0, 0, 0, "a disk comes back under another number");
	disk_put("/m/5", "five")->stamp.dev = 5;
	scan(NULL, NULL);
	disk_remove("/m/1");
	c = scan_away();
	ok(c.away == 2 && !c.removed, "of a number of which nothing is seen any more all is away: doubt deletes nothing");
	disk_put("/m/1", "one")->stamp = library_by_path(lib, "/m/1")->stamp;
	failing[1] = "/m/usb";
	c = scan_away();
	ok(c.away == 1 && !is_away("/m/1"), "a folder that cannot be read greys what is below it");
	root_dev = 0;
	sink.away = NULL;
}

static void test_moves(void)
{
	track_id id;

	fresh_start();
	disk_put("/m/1", "one");
	scan(NULL, NULL);
	id = id_of("/m/1");
	disk_rename("/m/1", "/m/x/1");
	counts_are(scan(NULL, NULL), 1, 0, 0, 1, 0, 0, "renamed");
	is_int(n_reads, 0, "without reading");
	is_int(id_of("/m/x/1"), id, "the same track");
	disk_copy("/m/x/1", "/m/1");
	disk_remove("/m/x/1");
	counts_are(scan(NULL, NULL), 1, 0, 0, 1, 0, 0, "copied, the old removed");
	is_int(n_reads, 1, "by its tags");
	disk_copy("/m/1", "/n/1");
	counts_are(scan("/n", NULL), 1, 1, 0, 0, 0, 0, "a copy in an unwalked folder's favour: the old may be there, so it is new");
	is_str(root_added, "/n", "and its folder is a root now");
	disk_remove("/n/1");
	fresh_start();
	disk_put("/m/1", "one");
	scan(NULL, NULL);
	disk_rename("/m/1", "/n/1");
	counts_are(scan("/n", NULL), 1, 0, 0, 1, 0, 0, "renamed into another root, the old one not walked: the inode tells");
	disk_copy("/n/1", "/m/1");
	disk_remove("/n/1");
	sink.is_gone = is_gone;
	counts_are(scan("/m/1", NULL), 1, 0, 0, 1, 0, 0, "another disk, and the sink says the old is gone: moved");
	sink.is_gone = NULL;
	disk_put("/m/2", "two");
	disk_copy("/m/2", "/m/3");
	reads_first = true;
	counts_are(scan(NULL, NULL), 3, 2, 0, 0, 0, 0, "two new files that look alike are two tracks");
	reads_first = false;
	disk_find("/m/2")->is_bad = true;
	disk_find("/m/2")->stamp.mtime_ns = ++now_ns;
	counts_are(scan(NULL, NULL), 3, 0, 0, 0, 0, 1, "changed for the worse");
	counts_are(scan(NULL, NULL), 3, 0, 0, 0, 0, 0, "is not tried again");
	disk_rename("/m/2", "/m/4");
	counts_are(scan(NULL, NULL), 3, 0, 0, 1, 0, 0, "but follows its file");
	disk_rename("/m/4", "/away/4");
	counts_are(scan(NULL, NULL), 2, 0, 0, 0, 1, 0, "goes with it");
	disk_rename("/away/4", "/m/4");
	scan(NULL, NULL);
	is_int(library_by_path(lib, "/m/4")->state, TRACK_UNREADABLE, "and is still unreadable when it comes back");
	disk_copy("/m/3", "/m/5");
	set_path(disk_find("/m/5")->title, "other");
	disk_remove("/m/3");
	counts_are(scan(NULL, NULL), 3, 1, 0, 0, 1, 0, "the stamp of one that is gone, but other tags: a new track");
}

/* What was kept comes back only when the sink has settled; meanwhile a watcher wants the root looked at once more. */
static void test_late(void)
{
	static const char *const known[] = { "/m" };
	struct scanner s = { 0 };
	struct scan_sink late_sink = sink;
	struct scan_job *job;
	int rounds = 1;

	fresh_start();
	late_sink.put_tags = on_put_late;
	late_sink.is_late = true;
	disk_put("/m/1", "one");
	disk_put("/m/2", "two");
	disk_put("/m/3", "three");
	n_reads = 0;
	job = scan_job_new(&s, lib, &late_sink, NULL);
	scan_job_know_roots(job, known, 1);
	scan_job_add_known(job);
	scan_job_step(job, 0);
	scan_job_look(job, "/m");
	do {
		while (scan_job_step(job, 0))
			;
		if (rounds == 1)
			scan_job_look(job, "/m/2");	/* between the rounds it waits, too */
		for (; n_late; n_late--)
			keep(late[n_late - 1].path, &late[n_late - 1].stamp, late[n_late - 1].title, TRACK_OK, "");
	} while (scan_job_settled(job) && ++rounds < 10);
	is_int(rounds, 2, "a second look, when the first has arrived");
	is_int(n_reads, 3, "nothing is read twice");
	counts_are(*scan_job_counts(job), 3, 3, 0, 0, 0, 0, "nor counted twice");
	disk_put("/m/4", "four");
	scan_job_look(job, "/m/4");
	while (scan_job_step(job, 0))
		;
	counts_are(*scan_job_counts(job), 4, 4, 0, 0, 0, 0, "what is looked at for itself counts");
	n_late = 0;
	scan_job_free(job);
}

/*
 * A folder leaves the library while the scan that was to bring what is in it goes on, after any of its steps: nothing comes from it after
 * that, neither what is new nor what was taken out; a folder below it that the library still has is read all the same.
 */
static void test_left(void)
{
	static const char *const known[] = { "/m", "/m/kept" };
	static const char *const still[] = { "/m/kept" };
	int wrong = 0, after = 0, early = 0;

	for (int at = 0; at < 60; at++) {
		struct scanner s = { 0 };
		struct scan_job *job;
		struct track *out;
		int steps = 0, n_before = -1;

		fresh_start();
		disk_put("/m/1", "one");
		disk_put("/m/2", "two");
		disk_put("/m/kept/3", "three");
		scan(NULL, NULL);
		out = library_by_path(lib, "/m/2");
		on_state(NULL, out->id, TRACK_REMOVED);
		disk_put("/m/4", "four");
		disk_put("/m/kept/5", "five");
		job = scan_job_new(&s, lib, &sink, NULL);
		scan_job_know_roots(job, known, 2);
		scan_job_add(job, "/m");
		for (bool more = true; more; steps++) {
			if (steps == at) {
				scan_job_leave(job, "/m", still, 1);
				n_before = library_by_path(lib, "/m/4") != NULL;
				/* what has arrived by then the removal takes out */
				on_state(NULL, out->id, TRACK_REMOVED);
			}
			more = scan_job_step(job, 0);
		}
		if (n_before == 0) {
			early++;
			wrong += library_by_path(lib, "/m/4") != NULL || out->state != TRACK_REMOVED || !library_by_path(lib, "/m/kept/5");
		} else {
			after++;
		}
		scan_job_free(job);
	}
	ok(!wrong && early > 2 && after > 2, "a folder that leaves while it is read: %d times before, %d after, %d wrong", early, after, wrong);
}

static void test_turns(void)
{
	fresh_start();
	disk_put("/m/1", "one");
	disk_put("/n/2", "two");
	full_for = 50;
	counts_are(scan("/m", "/n"), 2, 2, 0, 0, 0, 0, "a root added while it runs, a sink that is full for a while");
	is_int(full_for, 0, "was waited for");
	disk_put("/m/in/3", "three");
	second_at = 1;
	disk_put("/m/in/4", "four");
	counts_are(scan("/m/in", "/m"), 3, 2, 0, 0, 0, 0, "nor does the outer one asked for second");
	counts_are(scan("/m/in", "/m"), 3, 0, 0, 0, 0, 0, "nor when all is known");
	disk_put("/m/in/3", "three again");
	counts_are(scan("/m", "/m/in"), 3, 0, 1, 0, 0, 0, "a root inside a walked one counts nothing twice");
}

/* ---- random changes, judged by the disk ---- */

static void random_path(struct rng *r, char ret[64])
{
	snprintf(ret, 64, "/m/%c/%c", 'a' + (int)rng_below(r, 3), 'p' + (int)rng_below(r, 8));
}

static void random_change(struct rng *r, char ret_from[64], char ret_to[64])
{
	char title[16];
	struct file *f = n_disk ? &disk[rng_below(r, (uint32_t)n_disk)] : NULL;

	random_path(r, ret_to);
	ret_from[0] = '\0';
	snprintf(title, sizeof title, "t%u", (unsigned)rng_below(r, 1000000));
	switch (rng_below(r, 5)) {
	case 0:
		disk_put(ret_to, title)->is_bad = !rng_below(r, 5);
		break;
	case 1:
		if (f)
			disk_remove(f->path);
		break;
	case 2:
		/* a rename onto another file makes that one's track a changed one: who is who is then anybody's guess */
		if (f && !disk_find(ret_to) && !library_by_path(lib, ret_to)) {
			set_path(ret_from, f->path);
			disk_rename(ret_from, ret_to);
		}
		break;
	case 3:
		if (f && strcmp(f->path, ret_to))
			disk_copy(f->path, ret_to);
		break;
	default:
		if (f)
			f->stamp.mtime_ns = ++now_ns;
	}
}

static bool agrees(void)
{
	for (size_t i = 0; i < n_disk; i++) {
		const struct track *t = library_by_path(lib, disk[i].path);

		if (!t || t->state != (disk[i].is_bad ? TRACK_UNREADABLE : TRACK_OK) || t->stamp.mtime_ns != disk[i].stamp.mtime_ns ||
		    (!disk[i].is_bad && strcmp(t->title, disk[i].title)))
			return false;
	}
	for (size_t i = 0; i < library_total(lib); i++) {
		const struct track *t = library_at(lib, i);

		if (!disk_find(t->path) && t->state != TRACK_MISSING)
			return false;
	}
	return true;
}

static void test_random(void)
{
	struct rng r;
	int wrong = 0, lost = 0, again = 0;

	rng_seed(&r, 20261121);
	fresh_start();
	for (int round = 0; round < 3000; round++) {
		char from[64], to[64];
		track_id id;

		/* one change at a time, so that a rename's identity can be held against it */
		random_change(&r, from, to);
		id = from[0] ? id_of(from) : 0;
		full_for = (int)rng_below(&r, 4);
		reads_first = rng_below(&r, 2);
		scan(NULL, NULL);
		wrong += !agrees();
		lost += id && library_by_path(lib, to) && library_by_path(lib, to)->stamp.ino == disk_find(to)->stamp.ino && id_of(to) != id;
		scan(NULL, NULL);
		again += n_reads;
		if (library_total(lib) > 2000)
			fresh_start();
	}
	is_int(wrong, 0, "after 3000 random changes the library agreed with the disk each time");
	is_int(lost, 0, "no rename lost its track");
	is_int(again, 0, "and no second scan read anything");
}

/* Only what changed is told, path by path, in the order a watcher tells; now and then another change falls into the work. */
static void tell_changes(struct scan_job *job, const struct file *before, size_t n_before)
{
	for (size_t i = 0; i < n_disk; i++) {
		const struct file *was = NULL;

		for (size_t k = 0; k < n_before; k++)
			if (!strcmp(before[k].path, disk[i].path))
				was = &before[k];
		if (!was || was->stamp.mtime_ns != disk[i].stamp.mtime_ns || was->stamp.ino != disk[i].stamp.ino)
			scan_job_look(job, disk[i].path);
	}
	for (size_t k = 0; k < n_before; k++)
		if (!disk_find(before[k].path))
			scan_job_gone(job, before[k].path);
}

static void test_watched(void)
{
	static const char *const known[] = { "/m" };
	static struct file before[FILES_MAX];
	struct scanner s = { 0 };
	struct rng r;
	int wrong = 0, lost = 0, idle = 0;

	rng_seed(&r, 20261122);
	fresh_start();
	for (int round = 0; round < 3000; round++) {
		struct scan_job *job = scan_job_new(&s, lib, &sink, NULL);
		int steps = 0, second_at_step = (int)rng_below(&r, 8);
		char from[64], to[64];
		size_t n_before = n_disk;
		track_id id;

		scan_job_know_roots(job, known, 1);
		memcpy(before, disk, sizeof before);
		random_change(&r, from, to);
		id = from[0] ? id_of(from) : 0;
		tell_changes(job, before, n_before);
		while (scan_job_step(job, 0) || steps < second_at_step)
			if (++steps == second_at_step) {
				char from2[64], to2[64];

				n_before = n_disk;
				memcpy(before, disk, sizeof before);
				do
					random_change(&r, from2, to2);
				while (id && from2[0]);	/* a file that moves twice at once is not held to its identity */
				tell_changes(job, before, n_before);
			}
		scan_job_free(job);
		wrong += !agrees();
		lost += id && disk_find(to) && library_by_path(lib, to) && library_by_path(lib, to)->stamp.ino == disk_find(to)->stamp.ino && id_of(to) != id;
		n_reads = 0;
		scan(NULL, NULL);
		idle += n_reads == 0;
		if (library_total(lib) > 2000)
			fresh_start();
	}
	is_int(wrong, 0, "told only what changed, the library agreed with the disk after each of 3000 rounds");
	is_int(lost, 0, "and no rename lost its track");
	is_int(idle, 3000, "and a whole scan found nothing that had been missed");
}

static void test_gone_folder(void)
{
	static const char *const known[] = { "/m" };
	struct scanner s = { 0 };
	struct scan_job *job;

	fresh_start();
	disk_put("/m/a/1", "one");
	disk_put("/m/a/b/2", "two");
	disk_put("/m/ab", "three");
	scan(NULL, NULL);
	disk_remove("/m/a/1");
	disk_remove("/m/a/b/2");
	job = scan_job_new(&s, lib, &sink, NULL);
	scan_job_know_roots(job, known, 1);
	scan_job_gone(job, "/m/a");
	while (scan_job_step(job, 0))
		;
	counts_are(*scan_job_counts(job), 0, 0, 0, 0, 2, 0, "a folder that is gone takes what was below it, and nothing else");
	scan_job_gone(job, "/m");
	while (scan_job_step(job, 0))
		;
	counts_are(*scan_job_counts(job), 1, 0, 0, 0, 2, 0, "a root is never taken for gone: it is looked at");
	scan_job_free(job);
}

int main(void)
{
	test_failures();
	test_away();
	test_late();
	test_left();
	test_moves();
	test_turns();
	test_random();
	test_watched();
	test_gone_folder();
	library_free(lib);
	free(root_added);
	return done();
}
