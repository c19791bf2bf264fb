#!/usr/bin/env python3
"""mood_fit.py [--segue PROGRAM] [--sf2 FILE] [--n N] [--keep DIR] | --check DIR -- where the coefficients of src/ear/mood.c come from.

No recording and no listener's rating goes into them.  Short pieces are made up by chance, in which what performers and composers raise to excite or lower to
calm is set on purpose: tempo, loudness of the strokes, articulation, density of notes, drums, brightness of the instruments, register, mode.  The design's
arousal and valence are sums of these by the directions, and roughly the order of strength, that experiments agree on (Gabrielsson & Lindstroem, "The role of
structure in the musical expression of emotions", 2010; Eerola, Friberg & Bresin, Frontiers in Psychology 4:487, 2013).  The pieces are rendered by fluidsynth
with FluidR3_GM (MIT licence), heard by `segue features`, and ridge regression gives the weights of the few numbers of a track that mood.c uses.
How well that predicts what people say of real music is measured by --check DIR on music that took no part.
Needs python3, fluidsynth, the sound font, and no more.  The same seed gives the same pieces.
"""
import argparse, csv, json, math, os, random, struct, subprocess, tempfile

TPQ = 480
SCALE = {1: [0, 2, 4, 5, 7, 9, 11], 0: [0, 2, 3, 5, 7, 8, 10]}
CHORDS = {1: [[0, 4, 5, 3], [0, 3, 4, 0], [0, 5, 3, 4]], 0: [[0, 5, 2, 6], [0, 3, 4, 0], [0, 6, 5, 4]]}
SOFT, BRIGHT = [0, 4, 11, 24, 46, 48, 52, 71, 73, 88], [7, 27, 29, 30, 61, 62, 81, 80, 55, 90]
# how strongly each cue, -1 .. 1, moves arousal and valence
AROUSAL = {'tempo': 1.0, 'loud': 1.0, 'staccato': .5, 'density': .7, 'drums': .8, 'bright': .7, 'register': .1}
VALENCE = {'mode': 1.0, 'tempo': .35, 'staccato': .15, 'register': .15, 'loud': -.1}


def length(n):
    out = [n & 0x7f]
    n >>= 7
    while n:
        out.append(0x80 | (n & 0x7f))
        n >>= 7
    return bytes(reversed(out))


def piece(cue, rng, seconds):
    """A melody over chords, and drums, as the cues have it: the bytes of a MIDI file."""
    bpm = 105 * 2 ** (cue['tempo'] * .85)
    major, beats = int(cue['mode'] > 0), int(seconds * bpm / 60)
    tonic, scale, chords = rng.randrange(12), SCALE[major], rng.choice(CHORDS[major])
    shift = 12 * round(cue['register'])
    events = []

    def note(channel, at, lasts, pitch, velocity):
        velocity = max(10, min(127, int(velocity + rng.uniform(-6, 6))))
        pitch = max(24, min(108, pitch))
        start = int(max(0, at + rng.uniform(-.01, .01)) * TPQ)
        events.append((start, 1, bytes([0x90 | channel, pitch, velocity])))
        events.append((start + int(max(.06, lasts) * TPQ), 0, bytes([0x80 | channel, pitch, 0])))

    def degree(d, base):
        return base + tonic + 12 * (d // 7) + scale[d % 7]

    def instrument():
        return rng.choice(BRIGHT if rng.uniform(-1, 1) < cue['bright'] else SOFT)

    for channel, pan in ((0, 56), (1, 64), (2, 84)):
        events.append((0, -1, bytes([0xC0 | channel, 32 if channel == 1 else instrument()])))
        events.append((0, -1, bytes([0xB0 | channel, 10, pan])))
    velocity = 78 + 36 * cue['loud']
    held = .62 - .34 * cue['staccato']
    per_beat = max(1, round(2 ** (1 + cue['density'])))
    d = rng.choice([0, 2, 4])
    for beat in range(beats):
        chord = chords[beat // 4 % 4]
        if beat % 4 == 0 or per_beat > 1:
            span = (4 if per_beat == 1 else 1) * held * 1.3
            for k in (0, 2, 4):
                note(2, beat, span, degree(chord + k, 48), velocity - 14)
        if beat % 2 == 0:
            note(1, beat, 2 * held, degree(chord, 36) if tonic < 7 else degree(chord, 24), velocity)
        for k in range(per_beat):
            if rng.random() < .12:
                continue
            d = rng.choice([chord, chord + 2, chord + 4]) if k == 0 and beat % 2 == 0 else d + rng.choice([-2, -1, -1, 0, 1, 1, 2])
            d = max(-4, min(11, d))
            note(0, beat + k / per_beat, held / per_beat, degree(d, 60) + shift, velocity)
        if cue['drums'] > -.4:
            if beat % 2 == 0 or cue['drums'] > .5:
                note(9, beat, .1, 36, velocity + 16)
            if beat % 2:
                note(9, beat, .1, 38 if cue['drums'] > 0 else 37, velocity + 12)
            for k in range(per_beat if cue['drums'] > 0 else 1):
                note(9, beat + k / per_beat, .1, 42, velocity - 18)
    track, last = b'\xff\x51\x03'.join([b'\x00', struct.pack('>I', int(60e6 / bpm))[1:]]), 0
    for at, _, data in sorted(events, key=lambda e: e[:2]):
        track += length(at - last) + data
        last = at
    track += b'\x00\xff\x2f\x00'
    return b'MThd' + struct.pack('>IHHH', 6, 0, 1, TPQ) + b'MTrk' + struct.pack('>I', len(track)) + track


def make(where, n, seconds, seed, sf2):
    rng, made = random.Random(seed), []
    for i in range(n):
        cue = {name: rng.uniform(-1, 1) for name in AROUSAL}
        # cues that go together in music do so here, half the time: a player who excites does not raise one of them
        if i % 2:
            common = rng.uniform(-1, 1)
            cue = {name: max(-1, min(1, .7 * common + .4 * x)) for name, x in cue.items()}
        cue['mode'] = rng.choice([-1, 1])
        base = os.path.join(where, '%03d' % i)
        with open(base + '.mid', 'wb') as f:
            f.write(piece(cue, rng, seconds))
        subprocess.run(['fluidsynth', '-q', '-ni', '-g', '0.4', '-r', '44100', '-F', base + '.wav', sf2, base + '.mid'], check=True,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        made.append((base + '.wav', sum(w * cue[k] for k, w in AROUSAL.items()), sum(w * cue[k] for k, w in VALENCE.items())))
    return made


MFCC, PAIRS, CHROMA = 25, 325, 12


def cues_of(heard):
    """The inputs, as mood.c makes them of struct features."""
    pattern = heard['vector'][MFCC + PAIRS + CHROMA:]
    low = sum(pattern[b * 12 + m] for b in range(21) for m in range(6))
    high = sum(pattern[b * 12 + m] for b in range(21) for m in range(6, 12))
    return ([math.log(heard['flux'] + 1e-3), math.log((high + 20) / (low + 20)), heard['pulse_clarity'] or 0],
            [heard['majorness'] or 0])


def solve(m, b):
    n = len(b)
    m = [row[:] + [x] for row, x in zip(m, b)]
    for i in range(n):
        p = max(range(i, n), key=lambda k: abs(m[k][i]))
        m[i], m[p] = m[p], m[i]
        for k in range(n):
            if k != i:
                f = m[k][i] / m[i][i]
                m[k] = [x - f * y for x, y in zip(m[k], m[i])]
    return [m[i][n] / m[i][i] for i in range(n)]


def moments(x):
    mean = sum(x) / len(x)
    return mean, math.sqrt(sum((v - mean) ** 2 for v in x) / len(x))


def ridge(rows, y, strength):
    """Of standardised columns onto y brought to mean 0 and deviation 1/2: (mean, deviation, weight) a column, and R2."""
    columns = list(zip(*rows))
    stats = [moments(c) for c in columns]
    z = [[(v - m) / s for v in c] for c, (m, s) in zip(columns, stats)]
    mean, sd = moments(y)
    t = [(v - mean) / sd / 2 for v in y]
    n = len(t)
    w = solve([[sum(a * b for a, b in zip(p, q)) + (strength * n if i == j else 0) for j, q in enumerate(z)] for i, p in enumerate(z)],
              [sum(a * b for a, b in zip(p, t)) for p in z])
    said = [sum(w[j] * z[j][i] for j in range(len(w))) for i in range(n)]
    r2 = 1 - sum((a - b) ** 2 for a, b in zip(said, t)) / sum(a * a for a in t)
    return [(m, s, x) for (m, s), x in zip(stats, w)], r2


def ranks(x):
    order, out, k = sorted(range(len(x)), key=lambda i: x[i]), [0] * len(x), 0
    while k < len(order):
        end = k
        while end + 1 < len(order) and x[order[end + 1]] == x[order[k]]:
            end += 1
        for i in range(k, end + 1):
            out[order[i]] = (k + end) / 2
        k = end + 1
    return out


def correlation(a, b):
    (ma, sa), (mb, sb) = moments(a), moments(b)
    return sum((x - ma) * (y - mb) for x, y in zip(a, b)) / len(a) / sa / sb


def check(segue, folder):
    """How well segue features' mood agrees with the columns arousal and valence of FOLDER/labels.csv."""
    with open(os.path.join(folder, 'labels.csv'), newline='') as f:
        labels = {row['file']: row for row in csv.DictReader(f)}
    out = subprocess.run([segue, 'features', '--json'] + [os.path.join(folder, name) for name in labels], stdout=subprocess.PIPE).stdout
    heard = [json.loads(line) for line in out.splitlines()]
    for name in ('arousal', 'valence'):
        pairs = [(h['mood'][name], float(labels[os.path.basename(h['path'])][name])) for h in heard if h['mood'][name] is not None]
        said, truth = zip(*pairs)
        mean, sd = moments(truth)
        truth = [(t - mean) / sd / 2 for t in truth]
        error = math.sqrt(sum((a - b) ** 2 for a, b in zip(said, truth)) / len(said))
        sure = [(a, b) for a, b in zip(said, truth) if abs(a) > (.4 if name == 'arousal' else .45)]
        right = sum(a * b > 0 for a, b in sure)
        print('%s: rho %.3f, error %.3f (always the mean: .500) over %d; sure of %d, the sign right of %d' % (
            name, correlation(ranks(said), ranks(truth)), error, len(said), len(sure), right))


def main():
    ap = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ap.add_argument('--segue', default='./segue')
    ap.add_argument('--sf2', default='/usr/share/sounds/sf2/FluidR3_GM.sf2')
    ap.add_argument('--n', type=int, default=160)
    ap.add_argument('--seconds', type=float, default=15)
    ap.add_argument('--seed', type=int, default=1)
    ap.add_argument('--keep', help='a folder to keep the pieces in')
    ap.add_argument('--check', metavar='DIR', help='measure what is built in on labelled music instead')
    a = ap.parse_args()
    if a.check:
        check(a.segue, a.check)
        return
    with tempfile.TemporaryDirectory() as temporary:
        where = a.keep or temporary
        os.makedirs(where, exist_ok=True)
        made = make(where, a.n, a.seconds, a.seed, a.sf2)
        out = subprocess.run([a.segue, 'features', '--json'] + [m[0] for m in made], check=True, stdout=subprocess.PIPE).stdout
    heard = [json.loads(line) for line in out.splitlines()]
    inputs = [cues_of(h) for h in heard]
    for name, k, at in (('arousal', 0, 1), ('valence', 1, 2)):
        rows, r2 = ridge([i[k] for i in inputs], [m[at] for m in made], .1)
        print('%s: R2 on the pieces themselves %.2f' % (name, r2))
        for m, s, w in rows:
            print('\t{ %.5g, %.5g, %.4g },' % (m, s, w))


if __name__ == '__main__':
    main()
