# visual.sh -- the waveform as the progress bar and the spectrum beside it: come, move, stand still, go, and cost no row of the lists
. "$TOP_SRCDIR/tests/screen/lib.sh"
short_library
player_args="--db $work/visual.db $music"

scene "a waveform and a spectrum of what plays" --cols 120 <<'S'
expect ♫ 5
absent-re [▂▃▄▅▆▇█]
key Enter
expect ▶
# the tone of the file is as loud all along: full blocks, with a line where it plays
expect-re ^ 0:[0-9][0-9] [▁▂▃▄▅▆▇█]*│[▁▂▃▄▅▆▇█]{40,} [0-9]:[0-9][0-9]
absent ━
send ":seek 1:05\n"
expect-re ^ 1:[0-9][0-9] █{15,}│█{40,}
# one tone: a bar of the spectrum is up, most are not
expect-re ^ [▁▂▃▄▅▆▇█]*▁[▂▃▄▅]*[▆▇█][▁▂▃▄▅▆▇█]*▁{8,}  next:
# a pause stops them where they are
key c
expect ‖
expect-re ^ [▁▂▃▄▅▆▇█]*▁[▂▃▄▅]*[▆▇█][▁▂▃▄▅▆▇█]*▁{8,}  next:
send ":visual off\n"
expect visual=off
expect ━
absent-re [▂▃▄▅▆▇█]
expect-re ^ next:
send ":visual waveform\n"
expect-re ^ 1:[0-9][0-9] █*│█{40,}
expect-re ^ next:
# W goes on to the next of its values
key W
expect visual=both
key W
expect visual=off
key W
expect visual=spectrum
expect ━
key c
expect ▶
expect-re ^ [▁▂▃▄▅▆▇█]*▁[▂▃▄▅]*[▆▇█][▁▂▃▄▅▆▇█]*▁{8,}  next:
send ":visual so"
key Tab
key C-u
send "visual sometimes\n"
expect takes one of off, spectrum, waveform, both
send ":visual both\n"
# a click in the waveform is a jump
click 21 60
expect-re ^ [0-9]:[0-9][0-9] [▁▂▃▄▅▆▇█]{30,}│
# narrow and low: no room for pictures
resize 12 40
absent-re [▂▃▄▅▆▇█]
expect ━
resize 24 80
expect-re ^ [▁▂▃▄▅▆▇█]{8,}  next:
send ":quit\n"
exit 0
S

scene "without colours" --cols 120 --env NO_COLOR=1 <<'S'
expect ♫ 5
key Enter
expect ▶
expect-re ^ 0:[0-9][0-9] [▁▂▃▄▅▆▇█]*│[▁▂▃▄▅▆▇█]{40,}
send ":quit\n"
exit 0
restored
S

# the next track's picture is made ahead; a file that is gone plays no picture and harms nothing
scene "the next one" --cols 120 <<'S'
expect ♫ 5
key Enter
expect ▶ Alpha One
expect-re ^ 0:[0-9][0-9] █*│█{40,}
key b
expect ▶ Alpha Two
expect-re ^ 0:[0-9][0-9] █*│█{40,}
key b
expect ▶ Alpha Three
expect-re ^ 0:[0-9][0-9] [▆▇█]*│[▆▇█]{40,}
send ":quit\n"
exit 0
restored
S
finish
