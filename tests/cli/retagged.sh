#!/bin/sh
# retagged.sh -- new tags are no new sound: what was heard is known by the sound as it lies in the file, in every format that tags are written to
. "${TOP_SRCDIR:-.}/tests/cli/lib.sh"
corpus=${TOP_SRCDIR:-.}/tests/fuzz/corpus/decode
formats="mp3 flac ogg opus m4a wv wma tta aiff wav"	# tags can be written
others="ac3 caf mka"					# they cannot: only touched
zeros() { head -c "$1" /dev/zero; }

count=0
for f in $formats $others; do
	cp "$corpus/tone.$f" "$music/tone.$f" || exit 99
	count=$((count + 1))
done
# a ProTracker module, as in module.sh
{
	printf 'a small tune'; zeros 8
	printf 'a tone'; zeros 16; printf '\0\20\0\100\0\0\0\20'
	i=1; while [ $i -lt 31 ]; do i=$((i + 1)); zeros 29; printf '\1'; done
	printf '\1\177'; zeros 128; printf 'M.K.'
	printf '\1\254\14\100'; zeros 1020
	printf '\100\100\100\100\100\100\100\100\300\300\300\300\300\300\300\300\100\100\100\100\100\100\100\100\300\300\300\300\300\300\300\300'
} >"$music/tone.mod"
count=$((count + 1))
run scan --quiet "$music"
run analyze --json
is "$(q get -1 analyzed)/$(q get -1 unchanged)/$(q get -1 failed)" "$count/0/0" "a file of every kind is heard"
marks=$(sqlite3 "$db" "select group_concat(mark) from (select mark from sound order by track)")
case ",$marks," in *,0,*) ok 1 "each has a mark: $marks" ;; *) ok 0 "each has a mark" ;; esac

long=$(head -c 3000 /dev/zero | tr '\0' x)
for f in $formats; do
	run tag "title=$long" "artist=春の歌" genre=Jazz "$music/tone.$f"
	is "$status$err" 0 "$f: tags are written"
done
run tag "title=another name" "$music/tone.mod"
is "$status$err" 0 "mod: its name is changed"
for f in $others; do
	touch -d '2031-01-01' "$music/tone.$f"
done
run scan --quiet
is "$(sqlite3 "$db" "select count(*) from sound q join track t on t.id = q.track where t.id not in (select track from part) and (q.size <> t.size or q.mtime_ns <> t.mtime_ns)")" $count "all files have changed"
run analyze --json
is "$(q get -1 analyzed)/$(q get -1 unchanged)/$(q get -1 failed)" "0/$count/0" "nothing is heard anew"
is "$(sqlite3 "$db" "select group_concat(mark) from (select mark from sound order by track)")" "$marks" "the marks are what they were"
is "$(sqlite3 "$db" "select count(*) from sound q join track t on t.id = q.track where t.id not in (select track from part) and (q.size <> t.size or q.mtime_ns <> t.mtime_ns)")" 0 "and they stand for the files as they are now"
run analyze --json
is "$(q get -1 analyzed)/$(q get -1 unchanged)/$(q get -1 failed)" "0/0/0" "the next time there is nothing to look at"
run analyze --json --force "$music/tone.mp3"
is "$(q get -1 analyzed)/$(q get -1 unchanged)" "1/0" "by force a file is heard whatever its mark"

# another sound is another sound, and a file that grew (it was being copied when it was heard) too
"$bin/mktone" "$music/tone.wav" 3 330 90 || exit 99
whole=$(wc -c <"$music/tone.mp3")
cp "$music/tone.mp3" "$work/whole.mp3"
head -c $((whole - 600)) "$work/whole.mp3" >"$music/tone.mp3"
run scan --quiet
run analyze --json
is "$(q get -1 analyzed)/$(q get -1 unchanged)" "2/0" "other sound under the old name, and half a file, are heard"
touch -d '2032-01-01' "$work/whole.mp3"
cp -p "$work/whole.mp3" "$music/tone.mp3"
run scan --quiet
run analyze --json
is "$(q get -1 analyzed)/$(q get -1 unchanged)" "1/0" "the half that came later makes it another"

# ---- the tracks of a cue sheet: each is a stretch of the file ----
"$bin/mktone" "$music/long.flac" 15 440 100 || exit 99
sheet() { printf '%s\n' 'FILE "long.flac" WAVE' '  TRACK 01 AUDIO' "    TITLE \"$2\"" '    INDEX 01 00:00:00' '  TRACK 02 AUDIO' "    INDEX 01 00:0$1:00" >"$music/long.cue"; }
sheet 6 One
run scan --quiet
run analyze --json
is "$(q get -1 analyzed)/$(q get -1 unchanged)" "2/0" "two tracks of a sheet"
sheet 6 Other
touch -d '2033-01-01' "$music/long.cue"
run scan --quiet
run analyze --json
is "$(q get -1 analyzed)" 0 "with other titles they sound the same"
sheet 8 Other
touch -d '2034-01-01' "$music/long.cue"
run scan --quiet
run analyze --json
is "$(q get -1 analyzed)/$(q get -1 unchanged)" "2/0" "divided elsewhere they do not"

# ---- through the running player, in the background ----
"$SEGUE" --ao null --detach >"$work/detached" 2>&1 </dev/null
heard=$(sqlite3 "$db" "select max(heard_s) from sound")
run tag "title=once more" "$music/tone.ogg" "$music/tone.flac"
"$SEGUE" remote scan >/dev/null 2>&1
stale() { sqlite3 "$db" "select count(*) from sound q join track t on t.id = q.track where t.id not in (select track from part) and (q.size <> t.size or q.mtime_ns <> t.mtime_ns)"; }
titles() { sqlite3 "$db" "select count(*) from track where title = 'once more'"; }
tries=0
while { [ "$(titles)" != 2 ] || [ "$(stale)" != 0 ]; } && [ $tries -lt 600 ]; do tries=$((tries + 1)); sleep .1; done
is "$(titles)/$(stale)" "2/0" "the player sees the tags and knows the sound again"
is "$(sqlite3 "$db" "select max(heard_s) from sound")" "$heard" "without hearing it"
"$SEGUE" remote quit >/dev/null 2>&1
while "$SEGUE" remote status >/dev/null 2>&1; do sleep .02; done
finish
