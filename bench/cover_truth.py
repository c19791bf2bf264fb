#!/usr/bin/env python3
"""cover_truth.py MKMIDI_TRUTH OUT [SONGS] [STRANGERS] [SECONDS] [SEED] [KINDS] [MORE] -- music whose versions are known, for bench/cover_eval.sh.

Of each song one arrangement by the generator, and another version, of one of the KINDS (separated by commas, by turns; "band" when nothing is said):
  band      the same notes by another band: every programme another one, the tempo changed by up to 8 %, transposed by -3 ... 3 semitones
  drift     that, and the tempo wanders by up to 8 % both ways
  free      the same melody and chords in another style, at that style's tempo, in any key
  medley    of three songs a third each, in one style, tempo and key; the three have an arrangement of their own, too
Versions are played by the other sound font (TimGM6mb).  Strangers are songs of their own.  OUT/labels.csv: file, group ("": a stranger; several: A+B), tempo,
key, chords, kind.  The generator knows six progressions of each mode, so many strangers share three chords of four, or all, with another song, and differ by melody
alone; with MORE of them for each mode (0), made by chance, few do.
Everything is generated: nobody's rights are in it.  Same arguments, same music.
"""
import csv
import os
import random
import sys

sys.dont_write_bytecode = True
from truth_tool import DRUMS, SOUND_FONTS, arrange_twisted, drifting, tool

MEDLEY = 3


def other_band(midi, chance):
    """Every programme of the pitched channels becomes one of another family of General MIDI."""
    new = {}
    for i, (at, order, data) in enumerate(midi.ev):
        channel = data[0] & 15
        if data[0] & 0xf0 == 0xc0 and channel != DRUMS:
            new.setdefault(channel, (data[1] + 8 * chance.randrange(2, 10)) % 104)
            midi.ev[i] = (at, order, bytes([data[0], new[channel]]))


def in_a_row(t, parts, seconds):
    """One Midi of the beginnings of several, which have one tempo."""
    whole = t['Midi'](parts[0].bpm, parts[0].num)
    length = int(seconds / len(parts) * whole.bpm / 60 / whole.num) * whole.num * t['TPQ']
    for k, part in enumerate(parts):
        for at, order, data in part.ev:
            if at < length or data[0] & 0xf0 == 0x80:
                whole.ev.append((min(at, length) + k * length, order, data))
    return whole


def more_progressions(t, count):
    """So many of four chords for each mode, that begin on any degree but the seventh."""
    chance = random.Random(count)
    for known in t['PROG'].values():
        while count and len(known) < 6 + count:
            made = [chance.randrange(6) for _ in range(4)]
            if len(set(made)) > 2 and made not in known:
                known.append(made)


class Songs:
    """What is made, and written down."""
    def __init__(self, t, out, seconds, chance):
        self.t, self.out, self.seconds, self.chance, self.rows = t, out, seconds, chance, []

    def song(self, any_style=True):
        """Style, mode, seed, tonic, tempo and what is played."""
        t, chance = self.t, self.chance
        style = chance.choice([s for s in t['STYLES'] if s != 'techno' and (any_style or t['STYLES'][s][3] == 4)])
        low, high, major, meter = t['STYLES'][style][:4]
        mode = 'major' if chance.random() < major else 'minor'
        seed, tonic, bpm = chance.randrange(1 << 30), chance.randrange(12), chance.uniform(low, high)
        return style, mode, seed, tonic, bpm, t['Song'](seed, mode, 16, meter)

    def write(self, midi, name, font, group, bpm, key, chords, kind):
        midi.save(self.out + '/now.mid')
        self.t['render'](self.out + '/now.mid', self.out + '/' + name, self.seconds, 'ogg', SOUND_FONTS[font], .5)
        self.rows.append([name, group, '%.1f' % bpm, '%d' % key, chords, kind])

    def original(self, made, name, group, kind):
        style, mode, seed, tonic, bpm, song = made
        self.write(self.t['arrange'](song, style, tonic, bpm, seed, self.seconds), name, 0, group, bpm, tonic, mode + ''.join(map(str, song.chords)), kind)

    def version(self, made, name, group, kind):
        style, mode, seed, tonic, bpm, song = made
        chance = self.chance
        twist = None
        if kind == 'free':
            style = chance.choice([s for s in self.t['STYLES'] if s not in (style, 'techno') and self.t['STYLES'][s][3] == song.num] or [style])
            key, tempo = chance.randrange(12), chance.uniform(*self.t['STYLES'][style][:2])
        else:
            key, tempo = (tonic + chance.choice([-3, -2, -1, 0, 1, 2, 3])) % 12, bpm * chance.uniform(.92, 1.08)
        if kind == 'drift':
            depth, beats = chance.uniform(.04, .08), chance.uniform(32, 96)
            twist = lambda c, b, d, n, v: (c, drifting(b, depth, beats), d, n, v)
        midi = arrange_twisted(self.t, twist or (lambda *note: note), song, style, key, tempo, seed + 1, self.seconds)
        if kind != 'free':
            other_band(midi, chance)
        self.write(midi, name, 1, group, tempo, key, mode + ''.join(map(str, song.chords)), kind)

    def medley(self, i):
        chance = self.chance
        three = [self.song(any_style=False) for _ in range(MEDLEY)]
        groups = ['song%02d.%d' % (i, k) for k in range(MEDLEY)]
        style, mean = three[0][0], sum(made[4] for made in three) / MEDLEY
        tempo, key = mean * chance.uniform(.92, 1.08), chance.randrange(12)
        for made, group in zip(three, groups):
            self.original(made, group + 'a.ogg', group, 'medley')
        parts = [self.t['arrange'](made[5], style, key, tempo, made[2] + 1, self.seconds / MEDLEY) for made in three]
        midi = in_a_row(self.t, parts, self.seconds)
        other_band(midi, chance)
        self.write(midi, 'song%02db.ogg' % i, 1, '+'.join(groups), tempo, key, 'medley', 'medley')


def main():
    out = sys.argv[2]
    count, strangers, seconds, seed = [int(sys.argv[i]) if len(sys.argv) > i else n for i, n in ((3, 24), (4, 48), (5, 75), (6, 4))]
    kinds = (sys.argv[7] if len(sys.argv) > 7 else 'band').split(',')
    s = Songs(tool(sys.argv[1]), out, seconds, random.Random(seed))
    more_progressions(s.t, int(sys.argv[8]) if len(sys.argv) > 8 else 0)
    os.makedirs(out, exist_ok=True)
    for i in range(count + strangers):
        kind = kinds[i % len(kinds)] if i < count else ''
        if kind == 'medley':
            s.medley(i)
            continue
        made, group = s.song(), 'song%02d' % i if kind else ''
        s.original(made, 'song%02da.ogg' % i, group, kind)
        if kind:
            s.version(made, 'song%02db.ogg' % i, group, kind)
    os.remove(out + '/now.mid')
    with open(out + '/labels.csv', 'w', newline='', encoding='utf-8') as f:
        csv.writer(f).writerows([['file', 'group', 'bpm', 'tonic', 'chords', 'kind']] + s.rows)


main()
