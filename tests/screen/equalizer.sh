# equalizer.sh -- the equalizer: bands moved by keys, presets, off and on, and kept over a restart
. "$TOP_SRCDIR/tests/screen/lib.sh"
short_library
player_args=$music

scene "bands are moved and told, presets gone through, all is off and on again" <<'S'
expect ♫ 5
key F3
expect Equalizer: off
expect 31 Hz
expect 16 kHz
key l l l
expect Equalizer: 3 0 0 0 0 0 0 0 0 0
expect +3 dB
# one below, downwards, and no further than its end
key j
key h h h h h h h h h h h h h h
expect Equalizer: 3 -12 0 0 0 0 0 0 0 0
key 0
expect Equalizer: 3 0 0 0 0 0 0 0 0 0
key Space
expect Equalizer: off
key Space
expect Equalizer: 3 0 0 0 0 0 0 0 0 0
send ":equalizer rock\n"
expect Equalizer: rock
key p
expect Equalizer: small-speakers
key P P
expect Equalizer: pop
key Esc
absent Equalizer: pop
expect Alpha One
# what it is shows beside what plays
key Tab Enter
expect equalizer
send ":equalizer 1,2,3\n"
expect '1,2,3' is no equalizer
send ":equalizer 99 0 0 0 0 0 0 0 0 0\n"
expect is no equalizer
send ":equalizer-band 3\n"
expect open it first
send ":equalizer 1,2,3,4,5,6,5,4,3,2\n"
key F3
expect Equalizer: 1,2,3,4,5,6,5,4,3,2
key F3
send ":quit\n"
exit 0
S

scene "it is as it was left" <<'S'
expect ♫ 5
key F3
expect Equalizer: 1,2,3,4,5,6,5,4,3,2
key ?
expect equalizer-band
key Esc
expect Equalizer: 1,2,3
key F2
expect Settings
key Esc
expect Alpha One
send ":equalizer off\n"
send ":quit\n"
exit 0
S

mkdir -p "$XDG_CONFIG_HOME/segue"
printf 'set equalizer=jazz\nset equalizer=loud\n' >"$XDG_CONFIG_HOME/segue/segue.conf"
scene "segue.conf has the last word, and its mistakes are told with their line" <<'S'
expect segue.conf:2: 'loud' is no equalizer
key F3
expect Equalizer: jazz
S
rm "$XDG_CONFIG_HOME/segue/segue.conf"

finish
