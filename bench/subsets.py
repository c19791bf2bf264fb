#!/usr/bin/env python3
"""subsets.py -- does `segue evaluate --plays` stay above its simple rows on parts of a log: other listeners, fewer of them, shorter pasts?

  bench/subsets.py [--segue PROGRAM] [--tasks discovery,next,skip] [--only NAME,...] [--brief] LOG

Parts: the whole; odd and even, first and last half of the listeners; six halves by chance (seeds 0 to 5); of each log its first 10, 30, 60 %.
For each part and figure: Segue's, and beside it each simple row, how much above it Segue is (mean over the listeners of the differences, with its
standard error) and for how many listeners it is above and below.  At the end, for each part, the best of the simple rows, and in how many it is beaten.
A "*" marks a row that is above Segue.
"""
import argparse, gzip, json, os, random, subprocess, tempfile

# the figures that count; -1: less is better
FIGURES = {"discovery": {"p@20": 1, "ndcg@20": 1}, "next": {"hr@20": 1, "mrr@20": 1}, "skip": {"auc": 1, "log_loss": -1}}


def read(path):
	with open(path, "rb") as f:
		packed = f.read(2) == b"\x1f\x8b"
	with (gzip.open if packed else open)(path, "rb") as f:
		header, *lines = f.read().splitlines(True)
	listeners = {}
	for line in lines:
		listeners.setdefault(line.split(b"\t", 1)[0], []).append(line)
	return header, listeners


def parts_of(names):
	"""Name of each part: which listeners, what share of each log."""
	half = len(names) // 2
	parts = {"whole": (names, 1), "odd": (names[::2], 1), "even": (names[1::2], 1), "first half": (names[:half], 1), "last half": (names[half:], 1)}
	for seed in range(6):
		chosen = set(random.Random(seed).sample(range(len(names)), half))
		parts["half %d" % seed] = ([n for i, n in enumerate(names) if i in chosen], 1)
	for percent in (60, 30, 10):
		parts["first %d %%" % percent] = (names, percent / 100)
	return parts


def evaluate(segue, header, listeners, task, part):
	names, share = part
	with tempfile.NamedTemporaryFile(suffix=".tsv") as f:
		f.write(header)
		for name in names:
			f.writelines(listeners[name][:int(len(listeners[name]) * share)])
		f.flush()
		out = subprocess.run(["nice", segue, "evaluate", "--json", "--quiet", "--each", "--task", task, "--plays", f.name], check=True, stdout=subprocess.PIPE)
	rows = {}
	for line in out.stdout.splitlines():
		row = json.loads(line)
		rows.setdefault(row["model"], {})[row.get("listener", "")] = row
	return rows


def paired(rows, model, figure, sign):
	differ = [sign * (one[figure] - rows[model][who][figure]) for who, one in rows["segue"].items() if who]
	n = len(differ)
	mean = sum(differ) / max(n, 1)
	error = (sum((d - mean) ** 2 for d in differ) / max(n * (n - 1), 1)) ** .5
	return mean, error, sum(d > 0 for d in differ), sum(d < 0 for d in differ)


def tell(part, task, figure, rows, brief):
	"""Prints one figure of one part; returns its line of the summary and whether Segue is above all, below one."""
	sign = FIGURES[task][figure]
	own = rows["segue"][""][figure]
	simple = [m for m in rows if m != "segue"]
	best = max(simple, key=lambda m: sign * rows[m][""][figure])
	if not brief:
		print("%-10s %-10s %-9s segue %.4f" % (part, task, figure, own))
	for model in simple:
		theirs = rows[model][""][figure]
		mean, error, above, below = paired(rows, model, figure, sign)
		mark = "*" if sign * theirs > sign * own else " "
		line = "%s %-26s %.4f  %+.4f +- %.4f  above %d, below %d" % (mark, model, theirs, mean, error, above, below)
		if not brief:
			print("   " + line)
		if model == best:
			summary = "%-10s %-10s %-9s %.4f  %s" % (part, task, figure, own, line)
	return summary, sign * (own - rows[best][""][figure])


def main():
	ask = argparse.ArgumentParser()
	ask.add_argument("--segue", default=os.environ.get("SEGUE", "./segue"))
	ask.add_argument("--tasks", default=",".join(FIGURES))
	ask.add_argument("--only", default="", help="these parts")
	ask.add_argument("--brief", action="store_true", help="the last table alone")
	ask.add_argument("log")
	asked = ask.parse_args()
	header, listeners = read(asked.log)
	parts = parts_of(list(listeners))
	if asked.only:
		parts = {p: parts[p] for p in asked.only.split(",")}
	summaries, lead = [], {}
	for task in asked.tasks.split(","):
		for name, part in parts.items():
			rows = evaluate(asked.segue, header, listeners, task, part)
			for figure in FIGURES[task]:
				line, by = tell(name, task, figure, rows, asked.brief)
				summaries.append(line)
				lead.setdefault((task, figure), []).append(by)
	print("part       task       figure    segue     the best simple row, and by how much a listener is above it")
	print("\n".join(summaries))
	for (task, figure), by in lead.items():
		print("%s %s: above all simple rows in %d of %d parts, below one in %d, on the mean %+.4f" %
			(task, figure, sum(b > 0 for b in by), len(by), sum(b < 0 for b in by), sum(by) / len(by)))


main()
