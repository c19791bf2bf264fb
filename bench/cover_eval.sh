#!/bin/sh
# cover_eval.sh DIR... -- how many versions `segue duplicates --covers` finds of those DIR/labels.csv tells of (bench/cover_truth.py makes such folders), how many of
# the pairs it names are none, and what a guess of as many pairs would find.  A column named group or cover_group says which belong together (A+B: with A's and with
# B's); where there is a column named kind, how many of each kind were found.
set -eu
: "${SEGUE:=./segue}"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM
for dir; do
	rm -rf "${work:?}/home"
	mkdir -p "$work/home"
	run() { "$SEGUE" "$@" --db "$work/home/db" --config /dev/null; }
	run scan "$dir" >/dev/null
	run analyze --quiet >/dev/null 2>&1
	run duplicates --covers --json >"$work/found"
	python3 - "$dir" "$work/found" <<'PYTHON'
import csv, itertools, json, os, sys

folder, found = sys.argv[1:]
rows = list(csv.DictReader(open(os.path.join(folder, 'labels.csv'), encoding='utf-8')))
group = {r['file']: set(filter(None, (r.get('group') or r.get('cover_group') or '').split('+'))) for r in rows}
true = {frozenset(p) for p in itertools.combinations(group, 2) if group[p[0]] & group[p[1]]}
got = set()
for line in open(found, encoding='utf-8'):
    row = json.loads(line)
    got.add(frozenset(os.path.basename(row[k]) for k in ('path', 'other')))
all_pairs = len(group) * (len(group) - 1) // 2
right = len(got & true)
chords = {r['file']: r.get('chords') or r['file'] for r in rows}
twins = sum(len({chords[f] for f in p}) == 1 for p in got - true)
print('%s: %d files, %d of %d versions found (recall %.2f; by chance %.2f), %d pairs named are none (precision %.2f; by chance %.3f; %d of them share every chord)' % (
    folder, len(group), right, len(true), right / max(1, len(true)), len(got) / all_pairs, len(got - true), right / max(1, len(got)), len(true) / all_pairs, twins))
kind = {r['file']: r.get('kind') for r in rows}
for k in sorted(set(filter(None, kind.values()))):
    of = [p for p in true if {kind[f] for f in p} == {k}]
    print('   %s: %d of %d' % (k, len(got.intersection(of)), len(of)))
for p in sorted(sorted(p) for p in true - got)[:40]:
    print('   missed', *p)
for p in sorted(sorted(p) for p in got - true)[:10]:
    print('   wrong ', *p)
PYTHON
done
