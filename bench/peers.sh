#!/bin/sh
# peers.sh [DIR...] -- Segue beside cmus, MPD with ncmpcpp, and the floors (TagLib alone, walk and stat alone), in one run each.
#
# Without DIR, libraries of SEGUE_BENCH_TRACKS tracks (10000 100000; 1000000 too if named) are made by mklib.py of $SHARED/tools, and kept
# in TMPDIR for the next time. A library of 1000000 is a database only: no files are made, so nothing of it is scanned.
# ROUNDS (3) is how often each thing is measured, in turns; medians are told. A peer that is not installed, and a floor whose source is
# not there, is left out, with a word. Run as root, the page cache is dropped before each cold scan.
# Exit status: 0 when all limits with something to compare to were met. The lines before each table are what it is made of.
set -u
export LC_ALL=C.UTF-8
top=${TOP_SRCDIR:-$(cd "$(dirname "$0")/.." && pwd)}
build=$(cd "${TOP_BUILDDIR:-$top}" && pwd)
top=$(cd "$top" && pwd)
tools=${SHARED:-$top/../shared}/tools
segue=${SEGUE:-$build/segue}
drive=$build/bench/drive
rounds=${ROUNDS:-3}
jobs=$(nproc)
export SEGUE_THEMES="$top/themes"
unset XDG_DATA_HOME XDG_CONFIG_HOME XDG_STATE_HOME MPD_HOST MPD_PORT CMUS_SOCKET
[ -x "$drive" ] || { echo "peers.sh: bench/drive was not built (no libvterm): nothing to measure with"; exit 0; }
work=$(mktemp -d "${TMPDIR:-/tmp}/segue-peers-XXXXXX")
mpd_pid=
stop_mpd() {
	[ -z "$mpd_pid" ] || { kill "$mpd_pid"; wait "$mpd_pid"; } 2> /dev/null
	mpd_pid=
}
trap 'stop_mpd; rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

# ---- what there is to compare with ----
has() { command -v "$1" > /dev/null 2>&1; }
with_cmus=1 with_mpd=1 with_ncmpcpp=1 floor=
if ! has cmus || ! has cmus-remote; then with_cmus= && echo "cmus is not installed: left out"; fi
if ! has mpd || ! has mpc; then with_mpd= && echo "mpd and mpc are not installed: left out"; fi
if ! has ncmpcpp || [ -z "$with_mpd" ]; then with_ncmpcpp= && echo "ncmpcpp is not installed: left out"; fi
taglib_flags=$(pkg-config --cflags --libs taglib 2> /dev/null)
if [ ! -f "$tools/floor_scan.cpp" ]; then
	echo "$tools/floor_scan.cpp is not there: no floor of scanning"
elif "${CXX:-g++}" -O2 -std=c++17 "$tools/floor_scan.cpp" -o "$work/floor_scan" $taglib_flags -pthread; then
	floor=$work/floor_scan
fi

# ---- measuring ----
now() { date +%s%N; }
since_ms() { echo "$1 $(now)" | awk '{ printf "%.1f", ($2 - $1) / 1e6 }'; }
# NAME VALUE lines gather in $data; `get NAME` is the median of a name's
say() { echo "$1 $2" | tee -a "$data"; }
get() { awk -v n="$1" '$1 == n { print $2 }' "$data" | sort -n | awk '{ v[NR] = $1 } END { if (NR) print v[int((NR + 1) / 2)] }'; }
grouped() { echo "$1" | sed -e ':a' -e 's/\([0-9]\)\([0-9]\{3\}\)\($\|,\)/\1,\2\3/' -e 'ta'; }	# 10000 as the status line has it
drop_caches() { sync; { echo 3 > /proc/sys/vm/drop_caches; } 2> /dev/null || :; }
run_drive() { timeout "${PATIENCE:-900}" "$drive" "$@" | tee -a "$data"; }
rss_of() { awk '/^VmRSS/ { printf "%.1f", $2 / 1024 }' "/proc/$1/status"; }

# ---- Segue: a home of its own ----
segue_home() {
	rm -rf "$work/segue"
	mkdir -p "$work/segue/run" "$work/segue/.config/segue"
	segue_only_plays
}
# Listening ahead, once for each file and at the lowest priority, is what none of the others does.
segue_only_plays() { printf 'set resume=off\nset analyze=off\n' > "$work/segue/.config/segue/segue.conf"; }
with_segue() { HOME=$work/segue XDG_RUNTIME_DIR=$work/segue/run "$@"; }
segue_drive() { with_segue run_drive "$@"; }

segue_scan() { # the command, then the player, each into nothing
	segue_home
	drop_caches
	t=$(now)
	with_segue "$segue" scan "$1" > "$work/scanned"
	say segue_scan "$(since_ms "$t")"
	segue_home
	drop_caches
	segue_drive mark wait:scanning gone:scanning ms:segue_player_scan rss:segue_rss_scanned send:qy end:x -- "$segue" --ao null "$1"
}
segue_count() { with_segue "$segue" list | wc -l; }
segue_rescan() {
	t=$(now)
	with_segue "$segue" scan "$1" > /dev/null
	say segue_rescan "$(since_ms "$t")"
}
segue_restart() {
	segue_drive paint:segue_first "wait:♫ $(grouped "$tracks")" ms:segue_usable rest:1000 rss:segue_rss send:/ type:segue_search:fire 'send:\r' \
		send:F type:segue_filter:fire 'send:\r' rss:segue_rss_searched mark send:qy end:segue_quit -- "$segue" --ao null
}
segue_keys() { # while scanning, and while playing after it
	segue_home
	drop_caches
	segue_drive wait:scanning rest:300 keys:segue_keys_scan:300 gone:scanning 'send:\r' wait:▶ keys:segue_keys_play:300 rss:segue_rss_played send:qy \
		end:x -- "$segue" --ao null "$1"
}
segue_keys_analysed() { # ... while what was scanned is listened to
	segue_home
	rm "$work/segue/.config/segue/segue.conf"
	with_segue "$segue" scan "$1" > /dev/null
	SEGUE_MACHINE=/nowhere segue_drive wait:analysed keys:segue_keys_analyse:300 send:qy end:x -- "$segue" --ao null
	segue_only_plays
}
segue_play() { segue_drive wait:▶ sleep:3000 "cpu:segue_idle:20" rss:segue_rss_playing mark send:qy end:segue_quit_playing -- "$segue" --ao null "$1"; }

# ---- cmus ----
cmus_home() {
	rm -rf "$work/cmus"
	mkdir -p "$work/cmus"
	echo default_driver=null > "$work/cmus/.libao"
	printf 'set mpris=false\nset output_plugin=ao\nset dsp.ao.buffer_size=16384\nset resume=false\nset auto_reshuffle=false\n' > "$work/cmus/rc"
}
with_cmus() { HOME=$work/cmus CMUS_HOME=$work/cmus CMUS_SOCKET=$work/cmus/sock "$@"; }
cmus_scan() {
	cmus_home
	drop_caches
	with_cmus run_drive paint:x send:2 rest:500 mark "send::add $1\\r" calm:2000 ms:cmus_scan rss:cmus_rss_scanned mark 'send::quit\r' end:cmus_quit -- cmus
}
cmus_restart() {
	with_cmus run_drive paint:cmus_first send:2 "wait:- $cmus_tracks tracks" ms:cmus_usable calm:1000 rss:cmus_rss \
		'send::live-filter ' type:cmus_filter:fire 'send:\r' rest:500 'send::live-filter\r' rest:1000 \
		'send:/' type:cmus_search:fire 'send:\r' rss:cmus_rss_searched mark 'send::quit\r' end:x -- cmus
}
cmus_count() { # what it lists after its scan: from its first screen
	with_cmus timeout 120 "$drive" paint:x send:2 "wait: tracks" calm:1500 show -- cmus | sed -n 's/.* - \([0-9]*\) tracks.*/\1/p' | head -1
}
cmus_play() { with_cmus run_drive paint:x sleep:12000 "send::player-play $1\\r" sleep:3000 cpu:cmus_idle:20 rss:cmus_rss_playing 'send::quit\r' end:x -- cmus; }

# ---- MPD ----
mpd_home() {
	rm -rf "$work/mpd"
	mkdir -p "$work/mpd/lists" "$work/mpd/.config/ncmpcpp"
	cat > "$work/mpd/conf" <<- END
		music_directory "$1"
		playlist_directory "$work/mpd/lists"
		db_file "$work/mpd/db"
		state_file "$work/mpd/state"
		bind_to_address "$work/mpd/sock"
		log_file "$work/mpd/log"
		auto_update "no"
		max_output_buffer_size "262144"
		audio_output {
		  type "null"
		  name "null"
		}
	END
	printf 'mpd_host=%s\nncmpcpp_directory=%s\nstartup_screen=media_library\nmedia_library_primary_tag=album_artist\n' \
		"$work/mpd/sock" "$work/mpd/.config/ncmpcpp" > "$work/mpd/.config/ncmpcpp/config"
}
ask() { MPD_HOST=$work/mpd/sock mpc "$@"; }
mpd_start() {
	HOME=$work/mpd mpd --no-daemon "$work/mpd/conf" > "$work/mpd/err" 2>&1 &
	mpd_pid=$!
	until ask version > /dev/null 2>&1; do
		kill -0 "$mpd_pid" 2> /dev/null || { cat "$work/mpd/err"; mpd_pid=; return 1; }
		sleep 0.005
	done
}
mpd_scan() {
	mpd_home "$1"
	mpd_start || return
	drop_caches
	t=$(now)
	ask update --wait > /dev/null
	say mpd_scan "$(since_ms "$t")"
	t=$(now)
	ask update --wait > /dev/null
	say mpd_rescan "$(since_ms "$t")"
	stop_mpd
}
mpd_restart() {
	t=$(now)
	mpd_start || return
	ask stats > /dev/null
	say mpd_usable "$(since_ms "$t")"
	say mpd_rss "$(rss_of "$mpd_pid")"
	for words in fire winter 'winter ghost' 東京; do
		t=$(now)
		ask search any "$words" > /dev/null
		say mpd_search "$(since_ms "$t")"
	done
	ask listall > /dev/null
	say mpd_rss_asked "$(rss_of "$mpd_pid")"
	[ -z "$with_ncmpcpp" ] || HOME=$work/mpd run_drive paint:ncmpcpp_first rest:1000 rss:ncmpcpp_rss send:q end:x -- ncmpcpp -c "$work/mpd/.config/ncmpcpp/config"
	say mpd_rss_used "$(rss_of "$mpd_pid")"
	stop_mpd
}

# ---- floors ----
floor_cold() {
	drop_caches
	"$floor" "$1" "$jobs" FAST > "$work/floor"
	cat "$work/floor"
	say floor_scan "$(sed -n 's/.*walk \([0-9.]*\) s, stat all \([0-9.]*\) s.*threads \([0-9.]*\) s.*/\1 \2 \3/p' "$work/floor" | awk '{ print ($1 + $2 + $3) * 1000 }')"
}
floor_walk() {
	t=$(now)
	find "$1" -type f -printf '%s %T@\n' > /dev/null
	say floor_walk "$(since_ms "$t")"
}

# ---- the table ----
# row FIGURE UNIT SEGUE LIMIT WHAT: met when SEGUE <= LIMIT
missed=0
row() {
	if [ -z "$3" ]; then
		verdict='not measured'
	elif [ -z "$4" ]; then
		verdict='-'
	elif echo "$3 $4" | awk '{ exit !($1 <= $2) }'; then
		verdict=met
	else
		verdict='NOT MET'
		missed=$((missed + 1))
	fi
	printf '| %-46s | %10s | %10s | %-46s | %-7s |\n' "$1 ($2)" "${3:--}" "${4:--}" "$5" "$verdict"
}
scaled() { [ -z "$2" ] || echo "$1 $2" | awk '{ printf "%.1f", $1 * $2 }'; }
plus() { [ -z "$1" ] || [ -z "$2" ] || echo "$1 $2" | awk '{ printf "%.1f", $1 + $2 }'; }
both() { echo "cmus ${1:--}, MPD ${2:--}"; }
table() {
	printf '\n| %-46s | %10s | %10s | %-46s | %-7s |\n|---|---|---|---|---|\n' "$1" Segue limit 'the limit is; peers' verdict
	row 'cold scan, player' ms "$(get segue_player_scan)" "$(scaled 1.3 "$(get floor_scan)")" "1.3 x TagLib $(get floor_scan); $(both "$(get cmus_scan)" "$(get mpd_scan)")"
	row 'cold scan, command' ms "$(get segue_scan)" "$(scaled 1.3 "$(get floor_scan)")" 'the same'
	row 'first paint' ms "$(get segue_first)" 100 "cmus $(get cmus_first), ncmpcpp $(get ncmpcpp_first)"
	row 'everything usable' ms "$(get segue_usable)" "$(scaled 0.3333 "$(get mpd_usable)")" "a third of MPD $(get mpd_usable); cmus $(get cmus_usable)"
	row 'rescan, nothing changed' ms "$(get segue_rescan)" "$(scaled 2 "$(get floor_walk)")" "2 x walk and stat $(get floor_walk); MPD $(get mpd_rescan)"
	row 'memory, restarted' MiB "$(get segue_rss)" "$(plus "$(get mpd_rss)" "$(get ncmpcpp_rss)")" "MPD $(get mpd_rss) + ncmpcpp $(get ncmpcpp_rss); cmus $(get cmus_rss)"
	row 'memory, searched' MiB "$(get segue_rss_searched)" "$(plus "$(get mpd_rss_used)" "$(get ncmpcpp_rss)")" "both, after queries; cmus $(get cmus_rss_searched)"
	row 'memory, playing' MiB "$(get segue_rss_playing)" "$(plus "$(get mpd_rss_used)" "$(get ncmpcpp_rss)")" "both; cmus $(get cmus_rss_playing)"
	row 'memory after the first scan and play' MiB "$(get segue_rss_played)" "$(plus "$(get mpd_rss_used)" "$(get ncmpcpp_rss)")" "both; cmus $(get cmus_rss_scanned)"
	row 'search, a key, processor' ms "$(get segue_search_cpu)" "$(scaled 0.1 "$(get cmus_filter_cpu)")" "a tenth of cmus $(get cmus_filter_cpu) (live-filter)"
	row 'filter, a key, processor' ms "$(get segue_filter_cpu)" "$(scaled 0.1 "$(get cmus_filter_cpu)")" "the same; cmus / $(get cmus_search_cpu), MPD search $(get mpd_search)"
	row 'search, a key, until the screen rests' ms "$(get segue_search_wall)" '' "cmus / $(get cmus_search_wall)"
	row 'filter, a key, until the screen rests' ms "$(get segue_filter_wall)" '' "cmus live-filter $(get cmus_filter_wall)"
	row 'quit' ms "$(get segue_quit)" 200 "cmus after a scan $(get cmus_quit)"
	row 'quit while playing' ms "$(get segue_quit_playing)" 200 ''
	row 'key to screen while scanning, p50' ms "$(get segue_keys_scan_p50)" 16 ''
	row 'key to screen while scanning, p99' ms "$(get segue_keys_scan_p99)" 16 ''
	row 'key to screen while analysing, p99' ms "$(get segue_keys_analyse_p99)" 16 "p50 $(get segue_keys_analyse_p50)"
	row 'key to screen while playing, p99' ms "$(get segue_keys_play_p99)" 16 "p50 $(get segue_keys_play_p50)"
	row 'processor while playing' % "$(get segue_idle)" "$(get cmus_idle)" 'cmus'
	echo
}

# Five minutes of sound: the tracks of mklib.py last two seconds.
long_track() {
	[ -f "$work/long.flac" ] || ffmpeg -v error -f lavfi -i 'sine=frequency=330:duration=300' "$work/long.flac" 2> /dev/null || {
		echo "no ffmpeg: the processor while playing is not measured"
		return 1
	}
}

measure() {
	data=$work/data
	: > "$data"
	echo "== $1, load $(cut -d' ' -f1 /proc/loadavg)"
	for round in $(seq "$rounds"); do
		# in turns, so that what else the machine does falls on both
		[ -z "$floor" ] || [ $((round % 2)) = 0 ] || floor_cold "$1"
		segue_scan "$1"
		[ -z "$floor" ] || [ $((round % 2)) = 1 ] || floor_cold "$1"
	done
	cat "$work/scanned"
	segue_keys "$1"
	segue_keys_analysed "$1"
	tracks=$(segue_count)
	if [ -n "$with_cmus" ]; then cmus_scan "$1" && cmus_tracks=$(cmus_count); fi
	[ -z "$with_mpd" ] || mpd_scan "$1"
	for round in $(seq "$rounds"); do
		floor_walk "$1"
		segue_rescan "$1"
		segue_restart
		[ -z "$with_mpd" ] || mpd_restart
		[ -z "$with_cmus" ] || [ -z "${cmus_tracks:-}" ] || cmus_restart
	done
	if long_track; then
		for round in 1 2; do
			segue_play "$work/long.flac"
			[ -z "$with_cmus" ] || cmus_play "$work/long.flac"
		done
	fi
	table "$1: $tracks tracks"
}

# A database of ten times the tracks, from one that was scanned: other artists, other paths, no files.
measure_million() {
	data=$work/data
	: > "$data"
	segue_home
	with_segue "$segue" scan "$1" > /dev/null
	/usr/bin/python3 "$top/bench/multiply.py" "$work/segue/.local/share/segue/segue.db" 10
	tracks=$(segue_count)
	for round in $(seq "$rounds"); do
		segue_drive paint:segue_first "wait:♫ $(grouped "$tracks")" ms:segue_usable rest:2000 rss:segue_rss keys:segue_keys_play:200 send:/ type:segue_search:fire 'send:\r' \
			send:F type:segue_filter:fire 'send:\r' rss:segue_rss_searched mark send:qy end:segue_quit \
			-- "$segue" --ao null
	done
	table "$1 x 10: $tracks tracks, no files"
}

library() { # makes the library of $1 tracks unless it is there; names it
	lib=${TMPDIR:-/tmp}/segue-lib-$1
	[ -d "$lib" ] || { [ -f "$tools/mklib.py" ] && /usr/bin/python3 "$tools/mklib.py" "$1" "$lib" > /dev/null; } || return 1
	echo "$lib"
}

if [ $# -gt 0 ]; then
	for dir; do measure "$(realpath "$dir")"; done
else
	for n in ${SEGUE_BENCH_TRACKS:-10000 100000}; do
		if [ "$n" = 1000000 ]; then
			lib=$(library 100000) && measure_million "$lib"
		else
			lib=$(library "$n") && measure "$lib"
		fi || echo "no library of $n tracks: $tools/mklib.py is not there, or failed"
	done
fi
[ "$missed" = 0 ] || echo "$missed limits were not met"
[ "$missed" = 0 ]
