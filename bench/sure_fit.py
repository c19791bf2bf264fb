#!/usr/bin/env python3
"""sure_fit.py EAR_EVAL DIR... [--proof DIR...] -- where the curves of src/ear/sure_curve.h come from, and how true they are.

What the ear is sure by (the margin of a key, the support of a tempo) is no chance.  On music whose key and tempo are known (mkmidi_truth.py makes it; each
DIR has a labels.csv) bench/ear_eval tells for each piece how sure it was and whether it was right; isotonic regression by pooling adjacent violators (Ayer et
al. 1955), of groups of GROUP, each with one right and one wrong piece more than there were (Laplace: so never 0 nor 1), makes a rising curve of it.  What it
writes is the header; on standard error, of the --proof folders, which the curve was not made from, what was said and what was right, and the Brier score (mean
squared error of a chance) of the bare number and of the curve.
The curves shipped: seed 302 with TimGM6mb (--per-style 3 --covers 20), and 176 pieces with FluidR3_GM (--per-style 14).
"""
import os
import subprocess
import sys

GROUP = 14
WHAT = ('key', 'tempo')
BINS = (0, .5, .7, .8, .9, .95, 1.01)


def hear(program, folders):
    said = {w: [] for w in WHAT}
    for folder in folders:
        if os.path.isfile(folder):      # what SAID=1 ear_eval said before
            out = open(folder, encoding='utf-8').read()
        else:
            out = subprocess.run([program, folder], env=dict(os.environ, SAID='1'), stdout=subprocess.PIPE, check=True, text=True).stdout
        for line in out.splitlines():
            part = line.split('\t')
            if part[0] == 'said':
                said[part[1]].append((float(part[2]), int(part[3])))
    return said


def fit(said):
    """Rising (margin, chance) knots."""
    said = sorted(said)
    groups = []         # sum of margins, rights, pieces
    for i in range(0, len(said), GROUP):
        some = said[i:i + GROUP]
        if len(some) < GROUP and groups:
            some = said[i - GROUP:]
            groups.pop()
        groups.append([sum(m for m, r in some), sum(r for m, r in some), len(some)])
    pooled = []
    for group in groups:
        pooled.append(group)
        while len(pooled) > 1 and (pooled[-2][1] + 1) / (pooled[-2][2] + 2) >= (pooled[-1][1] + 1) / (pooled[-1][2] + 2):
            last = pooled.pop()
            pooled[-1] = [a + b for a, b in zip(pooled[-1], last)]
    return [(m / n, (r + 1) / (n + 2)) for m, r, n in pooled]


def chance(knots, x):
    if x <= knots[0][0]:
        return knots[0][1]
    for (xa, ya), (xb, yb) in zip(knots, knots[1:]):
        if x <= xb:
            return ya + (yb - ya) * (x - xa) / (xb - xa)
    return knots[-1][1]


def brier(pairs):
    return sum((p - r) ** 2 for p, r in pairs) / len(pairs)


def prove(what, knots, said):
    curve = [(chance(knots, m), r) for m, r in said]
    print('%s: %d pieces, %.1f %% right; Brier of the bare number %.4f, of the curve %.4f, of always saying that share %.4f' % (
        what, len(said), 100 * sum(r for m, r in said) / len(said), brier([(min(1, m), r) for m, r in said]), brier(curve),
        brier([(sum(r for m, r in said) / len(said), r) for m, r in said])), file=sys.stderr)
    error = 0
    for low, high in zip(BINS, BINS[1:]):
        some = [(p, r) for p, r in curve if low <= p < high]
        if some:
            mean, right = sum(p for p, r in some) / len(some), sum(r for p, r in some) / len(some)
            error += abs(mean - right) * len(some) / len(curve)
            print('   said %.2f  right %.2f  n %d' % (mean, right, len(some)), file=sys.stderr)
    print('   expected calibration error %.3f' % error, file=sys.stderr)


def main():
    args = sys.argv[2:]
    at = args.index('--proof') if '--proof' in args else len(args)
    said = hear(sys.argv[1], args[:at])
    proofs = [(folder, hear(sys.argv[1], [folder])) for folder in args[at + 1:]]
    if len(proofs) > 1:
        proofs.append(('all of them', {w: [s for f, p in proofs for s in p[w]] for w in WHAT}))
    print('/* sure_curve.h -- made by bench/sure_fit.py of %d pieces: how sure the ear was, the chance that it was right. */' % len(said['key']))
    for what in WHAT:
        knots = fit(said[what])
        print('static const struct knot sure_of_%s[] = {\n\t%s\n};' % (what, ', '.join('{ %.4gF, %.3fF }' % k for k in knots)))
        for folder, proof in proofs:
            print(folder, end=': ', file=sys.stderr)
            prove(what, knots, proof[what])


main()
