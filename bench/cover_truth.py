#!/usr/bin/env python3
"""cover_truth.py MKMIDI_TRUTH OUT [SONGS] [STRANGERS] [SECONDS] [SEED] -- music whose versions are known, for bench/cover_eval.sh.

Of each song one arrangement by the generator, and the same notes by another band: every programme another one, the other sound font (TimGM6mb), the
tempo changed by up to 8 %, transposed by -3 ... 3 semitones.  Strangers are songs of their own.  OUT/labels.csv: file, group ("": a stranger), tempo, key, chords.  The generator
knows six progressions of each mode, so some strangers share every chord with another song, and differ by melody alone.
Everything is generated: nobody's rights are in it.  Same arguments, same music.
"""
import csv
import os
import random
import sys

SOUND_FONTS = ('/usr/share/sounds/sf2/FluidR3_GM.sf2', '/usr/share/sounds/sf2/TimGM6mb.sf2')


def tool(path):
    """The generator's functions, without its main()."""
    source = open(path, encoding='utf-8').read().rsplit('main()', 1)[0]
    names = {'__name__': 'tool', 'sys': sys}
    exec(compile(source, path, 'exec'), names)
    return names


def other_band(midi, chance):
    """Every programme of the pitched channels becomes one of another family of General MIDI."""
    new = {}
    for i, (at, order, data) in enumerate(midi.ev):
        channel = data[0] & 15
        if data[0] & 0xf0 == 0xc0 and channel != 9:
            new.setdefault(channel, (data[1] + 8 * chance.randrange(2, 10)) % 104)
            midi.ev[i] = (at, order, bytes([data[0], new[channel]]))


def main():
    t = tool(sys.argv[1])
    out = sys.argv[2]
    songs, strangers, seconds, seed = [int(sys.argv[i]) if len(sys.argv) > i else n for i, n in ((3, 24), (4, 48), (5, 75), (6, 4))]
    chance = random.Random(seed)
    rows = []
    os.makedirs(out, exist_ok=True)
    for i in range(songs + strangers):
        style = chance.choice([s for s in t['STYLES'] if s != 'techno'])
        low, high, major, meter = t['STYLES'][style][:4]
        mode = 'major' if chance.random() < major else 'minor'
        song_seed, tonic, bpm = chance.randrange(1 << 30), chance.randrange(12), chance.uniform(low, high)
        song = t['Song'](song_seed, mode, 16, meter)
        for band in range(2 if i < songs else 1):
            key, speed = tonic, 1.0
            if band:
                key = (tonic + chance.choice([-3, -2, -1, 0, 1, 2, 3])) % 12
                speed = chance.uniform(.92, 1.08)
            midi = t['arrange'](song, style, key, bpm * speed, song_seed + band, seconds)
            if band:
                other_band(midi, chance)
            name = 'song%02d%s.ogg' % (i, 'ab'[band])
            midi.save(out + '/now.mid')
            t['render'](out + '/now.mid', out + '/' + name, seconds, 'ogg', SOUND_FONTS[band], .5)
            rows.append([name, 'song%02d' % i if i < songs else '', '%.1f' % (bpm * speed), '%d' % key, mode + ''.join(map(str, song.chords))])
    os.remove(out + '/now.mid')
    with open(out + '/labels.csv', 'w', newline='', encoding='utf-8') as f:
        csv.writer(f).writerows([['file', 'group', 'bpm', 'tonic', 'chords']] + rows)


main()
