"""truth_tool.py -- what ear_truth.py and cover_truth.py share: the generator mkmidi_truth.py as functions, and ways to change what it plays."""
import math
import sys

SOUND_FONTS = ('/usr/share/sounds/sf2/FluidR3_GM.sf2', '/usr/share/sounds/sf2/TimGM6mb.sf2')
DRUMS = 9


def tool(path):
    """The generator's functions, without its main()."""
    source = open(path, encoding='utf-8').read().rsplit('main()', 1)[0]
    names = {'__name__': 'tool', 'sys': sys}
    exec(compile(source, path, 'exec'), names)
    return names


def drifting(beat, depth, beats):
    """Where a beat goes when the tempo wanders by `depth` both ways, once in so many beats."""
    return beat + depth * beats / (2 * math.pi) * math.sin(2 * math.pi * beat / beats)


def arrange_twisted(t, twist, *arguments):
    """The generator's arrange() whose notes pass through twist(channel, beat, duration, note, velocity), which gives them back changed, or None."""
    plain = t['Midi']

    class Twisted(plain):
        def note(self, channel, beat, duration, note, velocity, rng, jit=.012):
            changed = twist(channel, beat, duration, note, velocity)
            if changed:
                plain.note(self, *changed, rng, jit)
    t['Midi'] = Twisted
    try:
        return t['arrange'](*arguments)
    finally:
        t['Midi'] = plain
