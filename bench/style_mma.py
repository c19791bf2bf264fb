#!/usr/bin/python3
"""style_mma.py MMA -- plays the grooves of MMA (Musical MIDI Accompaniment, GPL-2+), unpacked at MMA, over four progressions into MIDI files.

MMA/usr/share/mma/made/STYLE/LIBRARY_GROOVE.mid: what a model of styles is to hear that is none of its styles, and some that are.  The style is
what the groove's file is called; of metal none is heard, for made guitars are no example of it.  bench/style_sources.sh renders them.
"""
import glob
import os
import re
import subprocess
import sys

LIBRARIES = ("alexis", "casio", "kara", "pflib")  # of the others too many are drums alone, or like these
# first that matches; of one that is no style of the model: Other
STYLES = (
    ("Metal", r"metal|mtl|^thr$"),
    ("Other", r"jazz|bebop|swing$|swing\b|bigband|evansish|dixie$|basie"),
    ("Other", r"bossa|samba|salsa|mambo|chacha|rhumba|bolero|merengue|beguine|tango|latin(?!house)|son$|cuban"),
    ("Other", r"blues|boggie|boogie|rock|punk|hrk"),
    ("Electronic", r"techno|trance|house|rave|dance|dnb|ambient"),
    ("Other", r"country|cntry|bluegrass|western|hip-?hop"),
    ("Pop", r"pop|8beat|16beat|beat8|beat16|ballad"),  # many, and much alike: a third of them
    ("Other", r"funk|soul|motown|r\+b|rnb|rb"),
)
PROGRESSIONS = ("C / Am / | Dm7 / G7 / | C / C7 / | F / Fm /", "Am | F | C | G", "Dm7 | G7 | CM7 | A7", "C | C | F | C | G7 | F | C | G7")
BARS = 24


def style_of(name):
    for style, words in STYLES:
        if re.search(words, name.lower()):
            if style == "Pop":
                return None if sum(map(ord, name)) % 3 else "Other"
            return style
    return None


def first_groove(path):
    with open(path, errors="replace") as lines:
        for line in lines:
            m = re.match(r"\s*DefGroove\s+(\S+)", line, re.I)
            if m and not re.search("intro|end|fill|metr", m.group(1), re.I):
                return m.group(1)
    return None


def main():
    home = os.path.join(os.path.abspath(sys.argv[1]), "usr/share/mma")
    played = 0
    for path in sorted(p for lib in LIBRARIES for p in glob.glob(f"{home}/lib/{lib}/*.mma")):
        library, name = os.path.basename(os.path.dirname(path)), os.path.basename(path)[:-4]
        style, groove = style_of(name), first_groove(path)
        if not style or not groove:
            continue
        chords = [c.strip() for c in PROGRESSIONS[played % len(PROGRESSIONS)].split("|")]
        played += 1
        to = f"{home}/made/{style}/{library}_{name}"
        os.makedirs(os.path.dirname(to), exist_ok=True)
        with open(to + ".mma", "w") as f:
            f.write(f"RndSeed 1\nGroove {library}/{name}:{groove}\n")  # the same each time
            f.writelines(f"{i + 1} {chords[i % len(chords)]}\n" for i in range(BARS))
        subprocess.run([sys.executable, f"{home}/../../bin/mma", "-f", to + ".mid", to + ".mma"], env={**os.environ, "MMA_HOME": home}, check=False,
                       stdout=subprocess.DEVNULL)  # a groove that has no room for these chords is left out


main()
