# cue.sh -- cue sheets and chapters as a listener meets them: parts in the lists, one after the other, their waveforms, the files view, { and }
. "$TOP_SRCDIR/tests/screen/lib.sh"
player_args=$music
disk=$work/disk
rate=8000

# A sheet in GBK over a .wav: a tone of 6 s, one of 100 s, silence of 99 s and a second of the tone again.
sheet() { # sheet FOLDER
	mkdir -p "$1"
	make_file "$1/CDImage.wav" 206 "title=Whole" "artist=Nobody"
	dd if=/dev/zero of="$1/CDImage.wav" bs=$rate seek=212 count=199 conv=notrunc 2>/dev/null || exit 99
	printf 'PERFORMER "\264\272\310\325"\r\nTITLE "\327\250\274\255"\r\nFILE "CDImage.ape" WAVE\r\n' >"$1/\326\320.cue"
	printf '  TRACK 01 AUDIO\r\n    TITLE "\326\320\271\372\310\313"\r\n    INDEX 01 00:00:00\r\n' >>"$1/\326\320.cue"
	printf '  TRACK 02 AUDIO\r\n    TITLE "\266\376\272\305"\r\n    INDEX 01 00:06:00\r\n' >>"$1/\326\320.cue"
	printf '  TRACK 03 AUDIO\r\n    TITLE "\260\262\276\262"\r\n    INDEX 01 01:46:00\r\n' >>"$1/\326\320.cue"
	mv "$1/\326\320.cue" "$1/$(printf '\326\320').cue"
}

sheet "$music/cd"
"$bin/mkcue" "$music/book.flac" 60 TITLE=Book ARTIST=Writer CHAPTER001=00:00:00.000 CHAPTER001NAME=Opening CHAPTER002=00:00:20.000 \
	CHAPTER002NAME=Middle CHAPTER003=00:00:40.500 CHAPTER003NAME=Ending || exit 99
scene "a sheet in GBK: its tracks are the library's, follow each other, and each has its own waveform" --cols 120 <<'S'
# three parts and the book; what the sheet divides is no track
expect ♫ 4
absent Whole
expect 春日
send "/中国人\n"
key Enter
expect ▶ 中国人 — 春日
expect-re ^ 0:0[0-9] .* 0:06
# it goes on by itself, and that counts as heard to its end
expect ▶ 二号 — 春日
expect-re ^ 0:0[0-9] .* 1:40
expect 安静
send ":view history\n"
expect-re 中国人
expect-re 二号
send ":view tree\n"
send ":visual waveform\n"
# a tone from end to end, though it is half of the file
expect-re ^ 0:[0-9][0-9] █*│█{90,} 1:40
send ":seek 1:37\n"
expect ▶ 安静
# silence but for its end
expect-re ^ 0:[0-9][0-9] ▁*│▁{60,}█ 1:40
# back stays within the track
send ":seek -1m\n"
expect-re ^ 0:0[0-9] .* 1:40
expect ▶ 安静
send ":set crossfade=2\n"
send ":set crossfade-albums=on\n"
key z
expect ▶ 二号
send ":seek 1:35\n"
expect ▶ 安静
expect-re ^ 0:0[0-9] .* 1:40
send ":quit\n"
exit 0
restored
S

rm -rf "$work/data"
scene "chapters are shown with what plays, and gone through" --cols 120 <<'S'
expect ♫ 4
send "/book\n"
key Enter
expect ▶ Book — Writer
expect chapter 1/3: Opening
key c
expect ‖
key }
expect chapter 2/3: Middle
# paused right there mpv says it is before it by what the device holds
expect-re ^ 0:(19|20)
key }
expect chapter 3/3: Ending
key }
expect This is the last chapter
key {
expect chapter 2/3: Middle
key {
expect chapter 1/3: Opening
expect-re ^ 0:00
S

sheet "$disk"
cp "$music/book.flac" "$disk/other.flac"
export disk
rm -rf "$work/data"
scene "the files view: a sheet opens like a playlist, its tracks play and are queued; so does what it divides" --cols 100 <<'S'
expect ♫ 4
send ":browse ${disk}\n"
expect other.flac
absent reading
send "/cue\n"
key Enter
expect 01 中国人
expect 03 安静
send "/二号\n"
key Enter
expect ▶ 二号 — 春日
# the library knows it now: three more
expect ♫ 7
key b
expect ▶ 安静 — 春日
key v
expect nothing plays
send ":browse-up\n"
expect other.flac
absent reading
send ":view queue\n"
send ":clear\n"
key 6
send "/cue\n"
key e
expect Queued 3 tracks
key u
expect Undone: queued 3 tracks
send "/CDImage\n"
key e
expect Queued 3 tracks
send "/cue\n"
key a
expect Added to the library
send ":quit\n"
exit 0
restored
S
# What plays and what follows go elsewhere: the one plays on, the other is opened where it is now.
export music
rm -rf "$work/data"
scene "the folder of what plays is renamed: it plays on, and goes on" --cols 120 <<'S'
expect ♫ 4
send "/二号\n"
key Enter
expect ▶ 二号
expect next: 安静
key c
expect ‖
shell mv "$music/cd" "$music/ce"
send ":scan\n"
expect 4 moved
expect next: 安静
key c
send ":seek 1:37\n"
expect ▶ 安静
send ":quit\n"
exit 0
S
run history --json
is "$(q get -1 event)" stop "the log has its end"
is "$(grep -c '"event":"fail"' "$work/out")" 0 "and nothing failed"
run list --json 二号
is "$(grep -c '/ce/' "$work/out")" 1 "it is known where it is now"
finish
