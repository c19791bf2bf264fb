#!/usr/bin/env python3
"""pinyin.py -- makes pinyin_table.h of Unicode's Unihan_Readings.txt (Debian: unicode-data; Unicode licence, see COPYING.unicode).

    python3 src/library/pinyin.py /usr/share/unicode/Unihan_Readings.txt.bz2 >src/library/pinyin_table.h

For each ideograph the first letters of its readings today (kMandarin, kHanyuPinlu, kXHC1983, kTGHZ2013), else of those in kHanyuPinyin.
"""
import bz2
import collections
import re
import sys
import unicodedata

FIRST, LAST = 0x3400, 0x9FFF
TODAY = ("kMandarin", "kHanyuPinlu", "kXHC1983", "kTGHZ2013")

today, old = collections.defaultdict(set), collections.defaultdict(set)
for line in bz2.open(sys.argv[1], "rt", encoding="utf-8"):
    if not line.startswith("U+"):
        continue
    code, field, value = line.rstrip("\n").split("\t", 2)
    readings = today if field in TODAY else old if field == "kHanyuPinyin" else None
    if readings is None:
        continue
    for word in re.split("[ ,]", value):
        word = re.sub(r"\(.*", "", word.split(":")[-1])
        letter = unicodedata.normalize("NFD", word)[:1].lower()
        if "a" <= letter <= "z":
            readings[int(code[2:], 16)].add(letter)

letters = {c: "".join(sorted(today.get(c) or old.get(c, ()))) for c in range(FIRST, LAST + 1)}
count = collections.Counter(letters.values())
signs = [chr(c) for c in range(ord(" "), ord("~") + 1) if chr(c) not in '"\\?']
common = [s for s, _ in count.most_common(len(signs) - 1)]
sign = dict(zip(common, signs))
rare = signs[len(common)]

print("/* pinyin_table.h -- made by pinyin.py of Unihan_Readings.txt, © Unicode, Inc., under its licence (COPYING.unicode). Not to be edited. */")
print(f"enum {{ HAN_FIRST = 0x{FIRST:X}, HAN_LAST = 0x{LAST:X} }};")
print("/* The letters a sign of the table stands for. */")
print(f"enum {{ RARE_SIGN = {ord(rare)} }};")
print("static const char sign_letters[][8] = {")
for s in common:
    print(f"\t['{sign[s]}' - ' '] = \"{s}\"," if sign[s] != "'" else f"\t['\\'' - ' '] = \"{s}\",")
print("};")
print("static const struct { unsigned short code; char letters[8]; } rare_letters[] = {")
for c, s in letters.items():
    if s not in sign:
        print(f"\t{{ 0x{c:X}, \"{s}\" }},")
print("};")
print("static const char han_signs[][129] = {")
row = "".join(sign.get(s, rare) for s in letters.values())
for i in range(0, len(row), 128):
    print(f'\t"{row[i:i + 128]}",')
print("};")
