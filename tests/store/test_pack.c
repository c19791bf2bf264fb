/* test_pack.c -- tracks read by packs are those of the rows, whatever happened to either. */
#include "help.h"

#include <poll.h>

enum { MANY = 2500 };

/* ---- all that is told of all tracks, as text ---- */

static void add_track(struct buf *b, const struct track *t)
{
	buf_addf(b, "%lld|%s|%s|%s|%s|%s|%s|%s|%s|%s|%s|%s|", (long long)t->id, t->path, t->title, t->artist, t->album, t->album_artist, t->genre,
		 t->composer, t->date, t->codec, t->sort_artist, t->error);
	buf_addf(b, "%d %d %d %d|%d %d %d|%lld %lld|", t->year, t->track_no, t->disc_no, t->bpm, t->bitrate_kbps, t->sample_rate_hz, t->channels,
		 (long long)t->duration_ms, (long long)t->added_s);
	buf_addf(b, "%a %a %a %a %d%d|", (double)t->gain.track_db, (double)t->gain.album_db, (double)t->gain.track_peak, (double)t->gain.album_peak,
		 t->gain.has_track, t->gain.has_album);
	buf_addf(b, "%lld %lld %llu %llu|%d %d %d|", (long long)t->stamp.size, (long long)t->stamp.mtime_ns, (unsigned long long)t->stamp.dev,
		 (unsigned long long)t->stamp.ino, t->state, t->is_compilation, t->is_away);
	buf_addf(b, "%d %d %d %d %d %lld|", t->rating, t->is_loved, t->is_banned, t->play_count, t->skip_count, (long long)t->last_played_s);
	if (t->part)
		buf_addf(b, "%s %lld %lld", t->part->file, (long long)t->part->start_us, (long long)t->part->end_us);
	buf_adds(b, "\n");
}

static char *all_tracks(struct store *s)
{
	struct store_tracks *c = NULL;
	struct track t;
	struct buf b;
	enum err err = store_tracks_open(s, &c);

	buf_init(&b, 64 << 20);
	while (!err && store_tracks_next(c, &t, &err))
		add_track(&b, &t);
	store_tracks_close(c);
	if (err)
		buf_addf(&b, "%s\n", err_text());
	return buf_steal(&b);
}

/* ---- the file, as anybody else would look at it and change it ---- */

static void by_hand(struct store *s, const char *sql)
{
	if (sqlite3_exec(s->db, sql, NULL, NULL, NULL))
		ok(false, "%s: %s", sql, sqlite3_errmsg(s->db));
}

static long long count_sql(struct store *s, const char *sql)
{
	sqlite3_stmt *st = NULL;
	long long n = -1;

	if (!sqlite3_prepare_v2(s->db, sql, -1, &st, NULL) && sqlite3_step(st) == SQLITE_ROW)
		n = sqlite3_column_int64(st, 0);
	sqlite3_finalize(st);
	return n;
}

static long long packs(struct store *s)
{
	return count_sql(s, "SELECT count(*) FROM track_pack");
}

static void set_pack(struct store *s, int64_t bunch, const char *bytes, size_t n)
{
	sqlite3_stmt *st = NULL;

	sqlite3_prepare_v2(s->db, "INSERT OR REPLACE INTO track_pack(bunch, version, tracks) VALUES(?1, 1, ?2)", -1, &st, NULL);
	sqlite3_bind_int64(st, 1, bunch);
	sqlite3_bind_blob(st, 2, bytes, (int)n, SQLITE_STATIC);
	if (sqlite3_step(st) != SQLITE_DONE)
		ok(false, "a pack is put: %s", sqlite3_errmsg(s->db));
	sqlite3_finalize(st);
}

static char *get_pack(struct store *s, int64_t bunch, size_t *ret_n)
{
	sqlite3_stmt *st = NULL;
	char *bytes = NULL;

	sqlite3_prepare_v2(s->db, "SELECT tracks FROM track_pack WHERE bunch = ?1", -1, &st, NULL);
	sqlite3_bind_int64(st, 1, bunch);
	if (sqlite3_step(st) == SQLITE_ROW) {
		*ret_n = (size_t)sqlite3_column_bytes(st, 0);
		bytes = xmemdup(sqlite3_column_blob(st, 0), *ret_n);
	}
	sqlite3_finalize(st);
	return bytes;
}

static bool never(void)
{
	return false;
}

static bool at_once(void)
{
	return true;
}

/* ---- a library with everything in it ---- */

static void fill(struct store *s, int n)
{
	struct tags full = full_tags(), opus = full_tags(), part = full_tags();
	struct file_stamp stamp = { 1234567890123, -5, UINT64_MAX, 42 };
	track_id id;

	store_batch_begin(s);
	store_track_put(s, "/m/full\xff\xfe.flac", &stamp, &full, 77, &id);
	opus.rg_track_gain_db = opus.rg_album_gain_db = (double)NAN;
	opus.artist_sort = opus.album_artist_sort = "";
	opus.is_compilation = false;
	stamp.ino++;
	store_track_put(s, "/m/full.opus", &stamp, &opus, INT64_MAX, &id);
	part.part = &(struct part){ "/m/long.flac", 10, 0 };
	store_track_put(s, "/m/sheet.cue/track0001", &stamp, &part, -3, &id);
	store_track_unreadable(s, "/m/broken.mp3", &stamp, "it is \"broken\"", 5, &id);
	for (int i = 0; i < n; i++) {
		char path[64], title[32], artist[32];

		snprintf(path, sizeof path, "/m/%d/%d - song.flac", i / 10, i);
		snprintf(title, sizeof title, "歌 %d", i);
		if (i % 7 == 0)
			title[0] = '\0';
		snprintf(artist, sizeof artist, "Artist %d", i / 100);
		put_plain(s, path, title, artist);
	}
	store_track_set_state(s, 7, TRACK_MISSING);
	store_track_set_state(s, 8, TRACK_REMOVED);
	store_batch_commit(s);
	store_event_add(s, &(struct event){ .at_ms = 5000, .track = 1, .kind = EVENT_RATE, .value = 4 });
	store_event_add(s, &(struct event){ .at_ms = 6000, .track = 3, .kind = EVENT_LOVE });
}

static struct store *open_filled(const char *name, int n)
{
	char *path = test_path(name);
	struct store *s = NULL;

	is_int(store_open(&s, path, STORE_WRITE, "default"), OK, "a library");
	fill(s, n);
	free(path);
	return s;
}

/* ---- the same, whichever way ---- */

static void test_same(void)
{
	struct store *s = open_filled("same.db", MANY);
	char *rows = all_tracks(s), *packed;

	ok(strlen(rows) > MANY * 40, "there is something to compare");
	is_int(store_pack(s, at_once), OK, "nobody has to wait for packs");
	is_int(packs(s), 0, "who has had enough gets none");
	is_int(store_pack(s, never), OK, "they are made");
	is_int(packs(s), 3, "for each 1024 ids one");
	packed = all_tracks(s);
	ok(!strcmp(rows, packed), "tracks are the same by packs");
	free(packed);
	by_hand(s, "DELETE FROM track_pack WHERE bunch = 1");
	packed = all_tracks(s);
	ok(!strcmp(rows, packed), "and when one of them is missing");
	free(packed);
	is_int(store_pack(s, never), OK, "it is made");
	is_int(packs(s), 3, "again");
	/* an opinion is no fact of the track */
	store_event_add(s, &(struct event){ .at_ms = 7000, .track = 2, .kind = EVENT_RATE, .value = 5 });
	is_int(packs(s), 3, "a rating leaves packs alone");
	packed = all_tracks(s);
	ok(strcmp(rows, packed) && strstr(packed, "5 0 0 0 0 0|"), "and is told with the track");
	free(packed);
	free(rows);
	store_close(s);
}

/* What a pack says is what is told: else nothing here would be of packs at all. */
static void test_used(void)
{
	struct store *s = open_filled("used.db", 30);
	struct track *tracks = xcalloc(BUNCH, sizeof *tracks);
	struct arena arena = { 0 };
	struct buf bytes;
	size_t n = 0;
	char *told;

	buf_init(&bytes, 1 << 20);
	is_int(store_tracks_after(s, 0, BUNCH, tracks, &n, &arena), OK, "the rows");
	tracks[10].title = "another title";
	ok(pack_make(tracks, n, &bytes), "packed with a lie");
	set_pack(s, 0, bytes.data, bytes.len);
	told = all_tracks(s);
	ok(strstr(told, "another title") != NULL, "are what is read");
	free(told);
	for (size_t i = 0; i < n; i++)
		tracks[i].id += BUNCH;
	buf_clear(&bytes);
	pack_make(tracks, n, &bytes);
	set_pack(s, 0, bytes.data, bytes.len);
	told = all_tracks(s);
	ok(!strstr(told, "another title"), "unless it is of other tracks");
	free(told);
	is_int(packs(s), 0, "and then it goes");
	buf_done(&bytes);
	arena_done(&arena);
	free(tracks);
	store_close(s);
}

/* ---- what changes a track takes its pack away ---- */

static void check_change(struct store *s, const char *what, long long left)
{
	char *first = all_tracks(s), *rows;

	is_int(packs(s), left, what);
	by_hand(s, "DELETE FROM track_pack");
	rows = all_tracks(s);
	ok(!strcmp(first, rows), "… and what is told then is true");
	free(first);
	free(rows);
	store_pack(s, never);
}

static void test_changes(void)
{
	struct store *s = open_filled("changes.db", MANY);
	struct file_stamp stamp = { 9, 9, 9, 9 };
	struct tags tags = plain_tags("new", "Anna");
	track_id id;

	store_pack(s, never);
	store_track_put(s, "/m/3/33 - song.flac", &stamp, &tags, 1, &id);
	check_change(s, "tags", 2);
	store_track_unreadable(s, "/m/150/1500 - song.flac", &stamp, "gone bad", 1, &id);
	check_change(s, "a file that cannot be read any more", 2);
	store_track_set_state(s, 2000, TRACK_MISSING);
	check_change(s, "a state", 2);
	store_track_move(s, 2001, "/elsewhere", &stamp);
	check_change(s, "a move", 2);
	store_track_put(s, "/m/new", &stamp, &tags, 1, &id);
	check_change(s, "a new track", 2);
	by_hand(s, "UPDATE track SET title = 'by hand' WHERE id IN (5, 1500)");
	check_change(s, "another program's change", 1);
	by_hand(s, "DELETE FROM track WHERE id = 1600");
	check_change(s, "another program's deletion", 2);
	by_hand(s, "UPDATE track SET id = 1600 WHERE id = 6");
	check_change(s, "another program's renumbering", 1);
	by_hand(s, "BEGIN; UPDATE track SET title = 'x' WHERE id = 5; ROLLBACK");
	check_change(s, "nothing", 3);
	store_close(s);
}

/* ---- damage ---- */

static void test_damage(void)
{
	struct store *s = open_filled("damage.db", 12);
	struct track *tracks = xcalloc(BUNCH, sizeof *tracks);
	char *rows = all_tracks(s), *told, *good;
	size_t n = 0, n_tracks, wrong = 0, kept = 0;

	store_pack(s, never);
	good = get_pack(s, 0, &n);
	ok(good && n > 300, "a pack of some bytes");
	for (size_t i = 0; good && i < n; i++) {
		struct arena arena = { 0 };

		good[i] ^= (char)(1 + i % 255);
		set_pack(s, 0, good, n);
		told = all_tracks(s);
		wrong += strcmp(told, rows) != 0;
		kept += packs(s) != 0;
		free(told);
		/* behind the hash: nothing but a refusal, or tracks whose strings end */
		if (pack_read(good, n, tracks, &n_tracks, &arena))
			for (size_t k = 0; k < n_tracks; k++)
				wrong += strlen(tracks[k].path) > n * n;
		arena_done(&arena);
		good[i] ^= (char)(1 + i % 255);
	}
	is_int((long long)wrong, 0, "damaged in any byte it is not believed");
	is_int((long long)kept, 0, "and thrown away");
	wrong = 0;
	for (size_t i = 0; good && i < n; i++) {
		set_pack(s, 0, good, i);
		told = all_tracks(s);
		wrong += strcmp(told, rows) != 0;
		free(told);
	}
	is_int((long long)wrong, 0, "nor cut off anywhere");
	set_pack(s, 0, good, n);
	by_hand(s, "UPDATE track_pack SET version = 999");
	told = all_tracks(s);
	is_str(told, rows, "another version's is left alone");
	is_int(packs(s), 1, "it may be asked again");
	free(told);
	store_pack(s, never);
	is_int(count_sql(s, "SELECT version FROM track_pack"), 1, "until ours takes its place");
	free(good);
	free(rows);
	free(tracks);
	store_close(s);
}

static void test_reader(void)
{
	struct store *s = open_filled("reader.db", 12);
	char *path = test_path("reader.db"), *rows = all_tracks(s), *told;

	store_pack(s, never);
	by_hand(s, "UPDATE track_pack SET tracks = zeroblob(400)");
	store_close(s);
	is_int(store_open(&s, path, STORE_READ, "default"), OK, "who only reads");
	told = all_tracks(s);
	is_str(told, rows, "gets by a damaged pack, too");
	is_int(packs(s), 1, "and changes nothing");
	free(told);
	store_close(s);
	free(rows);
	free(path);
}

/* ---- the desk makes them when it is quiet, and loads by them ---- */

static void await_packs(const char *path, long long n)
{
	struct store *s = NULL;
	long long got = -1;

	store_open(&s, path, STORE_READ, "default");
	for (int64_t end = clock_mono_ms() + PATIENCE_MS; got != n && clock_mono_ms() < end; poll(NULL, 0, 5))
		got = packs(s);
	is_int(got, n, "the desk makes packs when it is quiet");
	store_close(s);
}

static void test_desk(void)
{
	struct store *s = open_filled("desk.db", MANY);
	char *path = test_path("desk.db"), *rows = all_tracks(s);
	struct desk *d = NULL;
	struct desk_news news;
	struct buf b;

	store_close(s);
	desk_open(&d, path, "default");
	await_packs(path, 3);
	buf_init(&b, 64 << 20);
	desk_load_tracks(d);
	for (news = next_news(d); news.kind != DESK_LOADED && news.kind != DESK_FAILED; news = next_news(d))
		for (size_t i = 0; news.kind == DESK_TRACKS && i < news.n; i++)
			add_track(&b, &news.tracks[i]);
	ok(!strcmp(b.data, rows), "what it loads is the same");
	desk_track_state(d, 1500, TRACK_MISSING, 0);
	news_of(d, DESK_TRACK_KEPT, DESK_TRACK_KEPT);
	await_packs(path, 3);
	desk_close(d);
	is_int(store_open(&s, path, STORE_READ, "default"), OK, "what it made of a changed track");
	by_hand(s, "PRAGMA query_only = OFF");
	buf_done(&b);
	free(rows);
	rows = all_tracks(s);
	by_hand(s, "DELETE FROM track_pack");
	ok(strstr(rows, "|2 0 0|") != NULL, "tells of the change");
	free(rows);
	free(path);
	store_close(s);
}

int main(void)
{
	test_dir_make();
	test_same();
	test_used();
	test_changes();
	test_damage();
	test_reader();
	test_desk();
	test_dir_remove();
	return done();
}
