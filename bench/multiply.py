"""multiply.py DB N -- makes N tracks of each in a library's database, for peers.sh: by other artists, at other paths, without files.

Python with the sqlite3 of its standard library. The folders are taken out of the database, so that nothing is looked for.
"""
import sqlite3
import sys

db = sqlite3.connect(sys.argv[1])
columns = [row[1] for row in db.execute("PRAGMA table_info(track)") if row[1] not in ("id", "path", "artist", "album_artist", "ino")]
names = ", ".join(columns)
last = db.execute("SELECT max(id) FROM track").fetchone()[0]
for i in range(1, int(sys.argv[2])):
    mark = f" {i:02d}"
    db.execute(
        f"INSERT INTO track(id, path, artist, album_artist, ino, {names}) SELECT id + ?, CAST('/copy{i}' || path AS BLOB),"
        f" artist || ?, CASE album_artist WHEN '' THEN '' ELSE album_artist || ? END, ino + ?, {names} FROM track WHERE id <= ?",
        (last * i, mark, mark, i << 40, last),
    )
db.execute("DELETE FROM root")
db.commit()
db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
