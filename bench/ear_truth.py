#!/usr/bin/env python3
"""ear_truth.py MKMIDI_TRUTH OUT [PER_CLASS] [SECONDS] [SEED] -- music whose tempo, beats, metre and key are known, by what makes them hard; for bench/ear_eval.

The generator's styles with a twist each, both sound fonts by turns: what is played as it is (plain), without drums, slow ballads, swung, with a beat that drifts
as a band's does, begun without a beat, moved up a step after two thirds, tuned to 432 and 450 Hz, and what the generator does not know: 6/8 (a beat is three
eighths), 3/4 with drums, and drum'n'bass.  OUT/labels.csv: file, class, bpm, beats_per_bar, tonic, mode; OUT/beats/NAME.txt.  Everything is generated: nobody's
rights are in it.  Same arguments, same music.
"""
import csv
import math
import os
import random
import sys

sys.dont_write_bytecode = True
from truth_tool import DRUMS, SOUND_FONTS, arrange_twisted, drifting, tool

KICK, SNARE, HAT, RIDE = 36, 38, 42, 51


def swung(where, long):
    """The second half of a beat comes later: at `long` of it."""
    whole, part = math.floor(where), where - math.floor(where)
    return whole + (part * 2 * long if part < .5 else long + (part - .5) * 2 * (1 - long))


def hand_made(t, song, tonic, bpm, seconds, cents, kind, chance):
    """What the generator has no style for; bpm: of the beat that is tapped.  6/8 is written in eighths."""
    num = song.num
    units = bpm * 3 if kind == 'six-eight' else bpm
    midi = t['Midi'](units, num, cents)
    for channel, programmes in enumerate(((40, 73, 22, 56), (32, 33), (24, 25, 0), (48, 50))):
        midi.prog(channel, chance.choice(programmes), (96, 100, 84, 64)[channel])
    midi.prog(DRUMS, 0, 104)
    drums = {'six-eight': ((0, KICK), (3, SNARE), (0, HAT), (1, HAT), (2, HAT), (3, HAT), (4, HAT), (5, HAT)),
             'three-four': ((0, KICK), (1, SNARE), (2, SNARE), (0, HAT), (.5, HAT), (1, HAT), (1.5, HAT), (2, HAT), (2.5, HAT)),
             'drum-and-bass': ((0, KICK), (1, SNARE), (2.5, KICK), (3, SNARE), *((k / 2, RIDE) for k in range(8)))}[kind]
    bass = {'six-eight': (0, 3), 'three-four': (0,), 'drum-and-bass': (0, 1.5, 2.5)}[kind]
    comp = {'six-eight': range(6), 'three-four': (1, 2), 'drum-and-bass': (.5, 2)}[kind]
    for bar in range(int(seconds * units / 60 / num) + 2):
        degree, start = song.chords[bar % len(song.chords)], bar * num
        notes, root = t['chord'](tonic, song.mode, degree, 48), 36 + (t['pitch'](tonic, song.mode, degree, 36) - 36) % 12
        for at, drum in drums:
            midi.note(DRUMS, start + at, .1, drum, 112 if drum in (KICK, SNARE) else 76, chance)
        for at in bass:
            midi.note(1, start + at, 1.2, root, 98, chance)
        for k, at in enumerate(comp):
            for note in [notes[k % 3]] if kind == 'six-eight' else notes:
                midi.note(2, start + at, .9, note + 12, 76, chance)
        for note in notes:
            midi.note(3, start, num, note + 12, 48, chance)
    length = len(song.chords) * num
    for k in range(int(seconds * units / 60 / length) + 1):
        for at, duration, degree in song.mel:
            if degree is not None:
                midi.note(0, at + k * length, duration * .92, t['pitch'](tonic, song.mode, degree, 60 - 12 * (tonic > 6)), 96, chance)
    return midi


def piece(t, kind, seconds, chance):
    """The Midi of one piece, its tempo, metre, tonic, mode and when its beats are, in beats."""
    styles = t['STYLES']
    pool = {'ballad': ['ballad', 'orchestral'], 'without-drums': ['rock', 'disco', 'bossa', 'hiphop', 'reggae', 'jazz'], 'swing': ['rock', 'disco', 'folk', 'hiphop'],
            'intro': ['rock', 'techno', 'disco', 'hiphop', 'bossa', 'metal']}.get(kind, sorted(styles))
    style = chance.choice(pool)
    low, high, major, num = styles[style][:4]
    low, high, num = {'six-eight': (48, 126, 6), 'three-four': (84, 170, 3), 'drum-and-bass': (164, 178, 4), 'ballad': (50, 74, num)}.get(kind, (low, high, num))
    mode = 'major' if chance.random() < major else 'minor'
    tonic, bpm, seed = chance.randrange(12), round(chance.uniform(low, high), 1), chance.randrange(1 << 30)
    cents = {'432 Hz': -31.77, '450 Hz': 38.91}.get(kind, 0)
    song = t['Song'](seed, mode, 16, num)
    beats = [float(k) for k in range(int(seconds * bpm / 60) + 1)]
    if kind in ('six-eight', 'three-four', 'drum-and-bass'):
        return hand_made(t, song, tonic, bpm, seconds, cents, kind, chance), bpm, {'six-eight': 2}.get(kind, num), tonic, mode, beats
    long, depth, period, step = chance.uniform(.58, .67), chance.uniform(.02, .04), chance.uniform(24, 48), chance.choice([1, 2])
    starts, turns = seconds * bpm / 60 * .35 // num * num, seconds * bpm / 60 * .66 // num * num
    twists = {'without-drums': lambda c, b, d, n, v: None if c == DRUMS else (c, b, d, n, v),
              'swing': lambda c, b, d, n, v: (c, swung(b, long), d * .9, n, v),
              'drift': lambda c, b, d, n, v: (c, drifting(b, depth, period), d, n, v),
              'intro': lambda c, b, d, n, v: (3, b - b % num, num, n, 60) if b < starts and c == 2 else None if b < starts else (c, b, d, n, v),
              'moved-up': lambda c, b, d, n, v: (c, b, d, n + (step if c != DRUMS and b >= turns else 0), v)}
    if kind == 'drift':
        beats = [drifting(b, depth, period) for b in beats]
    midi = arrange_twisted(t, twists.get(kind, lambda *note: note), song, style, tonic, bpm, seed, seconds, cents)
    return midi, bpm, num, tonic, mode, [b for b in beats if kind != 'intro' or b >= starts]


def main():
    t = tool(sys.argv[1])
    out = sys.argv[2]
    per_class, seconds, seed = [int(sys.argv[i]) if len(sys.argv) > i else n for i, n in ((3, 12), (4, 45), (5, 1))]
    chance = random.Random(seed)
    rows = []
    os.makedirs(out + '/beats', exist_ok=True)
    for kind in ('plain', 'without-drums', 'ballad', 'swing', 'drift', 'intro', 'moved-up', '432 Hz', '450 Hz', 'six-eight', 'three-four', 'drum-and-bass'):
        for i in range(per_class):
            midi, bpm, num, tonic, mode, beats = piece(t, kind, seconds, chance)
            name = '%s%02d' % (kind.replace(' ', ''), i)
            midi.save(out + '/now.mid')
            t['render'](out + '/now.mid', out + '/' + name + '.ogg', seconds, 'ogg', SOUND_FONTS[i % 2], .5)
            with open(out + '/beats/' + name + '.txt', 'w', encoding='utf-8') as f:
                f.writelines('%.4f\n' % (b * 60 / bpm) for b in beats if b * 60 / bpm < seconds)
            rows.append([name + '.ogg', kind, bpm, num, tonic, mode])
    os.remove(out + '/now.mid')
    with open(out + '/labels.csv', 'w', newline='', encoding='utf-8') as f:
        csv.writer(f).writerows([['file', 'class', 'bpm', 'beats_per_bar', 'tonic', 'mode']] + rows)


main()
