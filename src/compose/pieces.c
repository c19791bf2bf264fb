/*
 * pieces.c -- the music of the demo: ten short pieces written for it, as tables (the notation is explained in score.h).
 * All of it, artists included, is invented; it is given away under CC0.
 */
#include "score.h"

#define PARTS(a) .parts = a, .part_count = COUNT_OF(a)

/* Ambient, D: four wide chords over the sea. */
static const struct part tide[] = {
	{ VOICE_PAD, .gain = .55, .send = .5, .wide = .6, .gate = 1,
	  .notes = "d3+a3+e4+f#4:6 g2+d3+b3+f#4:6 b2+f#3+a3+d4:6 a2+e3+b3+d4:3 a2+e3+a3+c#4:3" },
	{ VOICE_SUB, .gain = .35, .gate = .98, .notes = "d2:6_ g1:6_ b1:6_ a1:6_" },
	{ VOICE_BELL, .gain = .42, .pan = .35, .send = .9,
	  .notes = "r:2 a5:1 f#5:1 r:1 e5:1_ | r:1 d5:1 b4:2 r:1 f#5:1_ | r:2 a5:1 b5:1_ f#5:2 | r:1 e5:1 b4:1 r:1 a4:2_" },
	{ VOICE_BELL, .gain = .25, .pan = -.5, .send = .9, .notes = "r:9/2 (d6:2_ a5:5/2_ r:3/2)3" },
	{ VOICE_SURF, .gain = 1.4, .wide = .8, .gate = 1, .send = .1, .notes = "a4:24" },
};

/* Techno, A minor, 128: the parts come in one after the other. */
static const struct part platform[] = {
	{ VOICE_KICK, 4, .gain = .8, .notes = "(X...)60 X... X... X... X.X." },
	{ VOICE_CLAP, 4, .gain = .6, .send = .25, .notes = "(................)4 (....x.......x...)11 ....x..o....x.xx" },
	{ VOICE_HAT_OPEN, 4, .gain = .35, .pan = .15, .notes = "(................)2 (..x...x...x...x.)14" },
	{ VOICE_HAT, 4, .gain = .3, .pan = -.2, .notes = "(oxxooxxoxoxooxxo)16" },
	{ VOICE_BASS, .gain = 1.5, .duck = .7, .gate = .7,
	  .notes = "r:8 (r:1/4 a1 a1 a2)24 (r:1/4 f1 f1 f2)8 (r:1/4 g1 g1 g2)8 (r:1/4 a1 a1 a2)16" },
	{ VOICE_STAB, .gain = .38, .send = .45, .duck = .5, .wide = .3,
	  .notes = "r:16 (r:3/4 a3+c4+e4:1/4 r:1/2 a3+c4+e4:1/2 r:3/4 a3+c4+e4+g4:1/4^ r:1)4 "
		   "(r:3/4 a3+c4+f4:1/4 r:1/2 a3+c4+f4:1/2 r:3/4 a3+c4+e4:1/4^ r:1)2 "
		   "(r:3/4 b3+d4+g4:1/4 r:1/2 b3+d4+g4:1/2 r:3/4 b3+d4+f4:1/4^ r:1)2 "
		   "(r:3/4 a3+c4+e4:1/4 r:1/2 a3+c4+e4:1/2 r:3/4 a3+c4+e4+g4:1/4^ r:1)4" },
	{ VOICE_ACID, .gain = .55, .pan = .1, .send = .2, .duck = .4, .gate = .6,
	  .notes = "r:24 (a2:1/4 a2 c3^ a2 e3 a2 g2 a3^ a2 a2 d3 c3^ a2 e2 g2 a2)10" },
	{ VOICE_PAD, .gain = .4, .send = .5, .duck = .6, .wide = .7, .notes = "r:32 a3+e4+c5:8 f3+c4+a4:8 g3+d4+b4:8 a3+e4+c5:8" },
};

/* A waltz in G for three plucked strings. */
#define OOM_PAH(chord) "r:1 " chord ":1 " chord ":1_ "
static const struct part carousel[] = {
	{ VOICE_STEEL, .gain = .8, .pan = -.25, .send = .22, .gate = 1,
	  .notes = "g2:3 e2 c3 d3 g2 e2 a2 d3 c3 d3 g2 d2 g2^" },
	{ VOICE_STEEL, .gain = .42, .pan = .35, .send = .25,
	  .notes = OOM_PAH("b3+d4+g4") OOM_PAH("b3+e4+g4") OOM_PAH("c4+e4+g4") OOM_PAH("c4+d4+f#4") OOM_PAH("b3+d4+g4")
		   OOM_PAH("b3+e4+g4") OOM_PAH("c4+e4+a4") OOM_PAH("a3+c4+f#4") OOM_PAH("c4+e4+g4") OOM_PAH("a3+c4+f#4")
		   OOM_PAH("b3+d4+g4") OOM_PAH("a3+c4+f#4") "b3+d4+g4:3" },
	{ VOICE_STEEL, .gain = .75, .pan = .05, .send = .3, .gate = 1,
	  .notes = "d5:2^ b4:1 | g4:2 b4:1 | e5:3/2^ d5:1/2 c5:1 | a4:3 | b4:1 d5 g5^ | g5:3/2 f#5:1/2 e5:1 | e5:1^ c5 a4 | f#4:2 a4:1 | "
		   "g4:1 c5 e5^ | d5:1 c5:1/2 b4 a4:1 | b4:3/2 a4:1/2 g4:1 | f#4:1 a4 c5 | g4:3" },
};

/* Nine snowflakes on a window: a piano in A minor that ends in C. */
#define FALL(a, b, c, d) a ":1/2_ " b " " c " " d " " c " " b " " c " " b " "
static const struct part snow[] = {
	{ VOICE_PIANO, .gain = .5, .pan = -.12, .send = .35, .gate = 1,
	  .notes = FALL("a2", "e3", "b3", "c4") FALL("f2", "c3", "g3", "a3") FALL("c3", "g3", "d4", "e4") FALL("g2", "d3", "a3", "b3")
		   FALL("a2", "e3", "b3", "c4") FALL("f2", "c3", "g3", "a3") FALL("d3", "a3", "c4", "f4") "c3:1/2_ g3 d4 e4 g4 d5 e5 g5_" },
	{ VOICE_PIANO, .gain = .95, .pan = .15, .send = .4, .gate = 1,
	  .notes = "r:4 | r:2 c5:3/2 b4:1/2 | g4:3 e5:1 | d5:2 b4:2 | c5:3/2 e5:1/2 a5:2^ | g5:1 e5:1 c5:2 | d5:2 f5:1 e5:1 | r:3 c6:1__" },
};

/* An eight-bar blues in E, slow, with a guitar that has something to say. */
#define BOOGIE(r, t, f, s) r ":1/2^ " r "_ " t " " t "_ " f " " f "_ " s " " f "_ "
static const struct part kettle[] = {
	{ VOICE_BASS, .gain = 1.3, .gate = .85,
	  .notes = BOOGIE("e2", "g#2", "b2", "c#3") BOOGIE("b1", "d#2", "f#2", "g#2") BOOGIE("a1", "c#2", "e2", "f#2")
		   BOOGIE("a1", "c#2", "e2", "f#2") BOOGIE("e2", "g#2", "b2", "c#3") BOOGIE("b1", "d#2", "f#2", "a2")
		   "e2:1/2^ g#2_ b2 c#3_ a2 c#3_ c3 a#2_ b2:1^ b1:1 e2:2^" },
	{ VOICE_ORGAN, .gain = .3, .pan = -.35, .send = .25, .gate = .5,
	  .notes = "(r:1 g#3+d4+e4:1/2 r:3/2 g#3+d4+e4:1/2 r:1/2)1 (r:1 a3+d#4+f#4:1/2 r:3/2 a3+d#4+f#4:1/2 r:1/2)1 "
		   "(r:1 g3+c#4+e4:1/2 r:3/2 g3+c#4+e4:1/2 r:1/2)2 (r:1 g#3+d4+e4:1/2 r:3/2 g#3+d4+e4:1/2 r:1/2)1 "
		   "(r:1 a3+d#4+f#4:1/2 r:3/2 a3+d#4+f#4:1/2 r:1/2)1 g#3+d4+e4:2 g3+c#4+e4:2 a3+d#4+f#4:2 g#3+d4+e4:2" },
	{ VOICE_OVERDRIVE, .gain = .5, .pan = .25, .send = .35,
	  .notes = "r:1 b3:1/2 d4 e4:3/2^ d4:1/2 | b3:1 a3:1/2 b3 d4:3/2_ b3:1/2 | r:1/2 e4 g4 a4^ g4 e4 g4:1^ | e4:3/2 d4:1/2 c#4:1 a3:1 | "
		   "r:1/2 b4^ g4 e4 d4 e4 g4:1 | f#4:1/2 d#4 b3:1 r:1/2 a3 b3 d4 | e4:1^ g4:1/2 g#4 a4:1 g4:1/2 e4 | d4:1/2 b3 a3 g#3 e3:2^" },
	{ VOICE_BRUSH, 2, .gain = .8, .pan = .1, .send = .1, .notes = "(o.Xoo.Xo)8" },
	{ VOICE_HAT, 2, .gain = .3, .pan = -.3, .notes = "(x.xxx.xx)7 x.xxx..." },
	{ VOICE_KICK_SOFT, 2, .gain = .8, .notes = "(X..oX...)7 X...X..." },
};

/* Chip tune, C, 150: two pulses, a triangle and noise, as the machine had them. */
#define ARP(a, b, c) "(" a ":1/4 " b " " c " " b ")4 "
static const struct part dots[] = {
	{ VOICE_PULSE, .gain = .75, .pan = -.15, .send = .1, .gate = .85,
	  .notes = "e5:3/4 g5 c6:1/2^ b5:1/2 g5 e5:1 | d5:3/4 g5 b5:1/2^ a5:1/2 g5 d5:1 | c5:3/4 e5 a5:1/2^ g5:1/2 e5 c5:1 | a4:1/2 c5 f5 a5 c6:1 a5:1 | "
		   "e5:3/4 g5 c6:1/2^ d6:1/2 c6 g5:1 | a5:1/2 f5 a5 c6 f6:1^ c6:1 | b5:3/4 g5 d5:1/2 g5:1/2 b5 d6:1 | d6:1/2 c6 b5 a5 g5:2 | "
		   "a5:1^ e5:1/2 a5 c6:1 b5:1/2 a5 | f5:1^ c5:1/2 f5 a5:1 g5:1/2 f5 | g5:3/4 e5 c5:1/2 e5:1/2 g5 c6:1 | b5:1/2 a5 g5 f5 e5 d5 b4:1 | "
		   "c5:1/2 f5 a5 c6^ a5 f5 a5:1 | d5:1/2 g5 b5 d6^ b5 g5 b5:1 | e6:3/4^ c6 g5:1/2 e5:1/2 g5 c6:1 | c6:1^ r:1 c5:2" },
	{ VOICE_PULSE_THIN, .gain = .45, .pan = .3,
	  .notes = ARP("c4", "e4", "g4") ARP("b3", "d4", "g4") ARP("a3", "c4", "e4") ARP("a3", "c4", "f4")
		   ARP("c4", "e4", "g4") ARP("a3", "c4", "f4") ARP("b3", "d4", "g4") ARP("b3", "d4", "g4")
		   ARP("a3", "c4", "e4") ARP("a3", "c4", "f4") ARP("c4", "e4", "g4") ARP("b3", "d4", "g4")
		   ARP("a3", "c4", "f4") ARP("b3", "d4", "g4") ARP("c4", "e4", "g4") "c4:1/4 e4 g4 c5 e5 r r r c4+g4:2" },
	{ VOICE_TRIANGLE, .gain = .95, .gate = .8,
	  .notes = "(c3:1/2 c3 c4 c3)2 (g2:1/2 g2 g3 g2)2 (a2:1/2 a2 a3 a2)2 (f2:1/2 f2 f3 f2)2 (c3:1/2 c3 c4 c3)2 (f2:1/2 f2 f3 f2)2 (g2:1/2 g2 g3 g2)4 "
		   "(a2:1/2 a2 a3 a2)2 (f2:1/2 f2 f3 f2)2 (c3:1/2 c3 c4 c3)2 (g2:1/2 g2 g3 g2)2 (f2:1/2 f2 f3 f2)2 (g2:1/2 g2 g3 g2)2 (c3:1/2 c3 c4 c3)2 c3:1 r:1 c2:2" },
	{ VOICE_KICK_SOFT, 4, .gain = .8, .notes = "(x.....x.x.......)15 x..............." },
	{ VOICE_CHIP_SNARE, 4, .gain = .55, .notes = "((....x.......x...)3 ....x.......x.xx)3 (....x.......x...)3 ....x..........." },
	{ VOICE_CHIP_HAT, 4, .gain = .25, .notes = "(x.x.x.x.x.x.x.xx)15 x..............." },
};

/* Bossa nova, F: nylon strings, three and three and two. */
#define BOSSA(chord) chord ":3/2 " chord ":3/2_ " chord ":1^ "
#define TUMBAO(r, f) r ":3/2^ " f ":1/2_ " f ":3/2 " r ":1/2_ "
static const struct part varanda[] = {
	{ VOICE_NYLON, .gain = .7, .pan = -.3, .send = .2, .gate = .75,
	  .notes = BOSSA("f3+c4+e4+a4") BOSSA("f3+b3+e4+g4") BOSSA("eb3+bb3+d4+g4") BOSSA("eb3+a3+c4+g4") BOSSA("d3+a3+c4+f4") BOSSA("db3+g3+bb3+f4")
		   BOSSA("c3+g3+b3+e4") BOSSA("c3+f#3+a3+eb4") BOSSA("f3+bb3+d4+a4") BOSSA("e3+bb3+d4+a4") BOSSA("e3+a3+c4+g4") BOSSA("f3+a3+c4+e4")
		   BOSSA("f3+bb3+d4+g4") BOSSA("e3+bb3+d4+g4") "a3+d4+g4+c5:2 a3+d4+g4+c5:2_ a3+c4+e4+a4:4" },
	{ VOICE_SUB, .gain = .3, .gate = .8,
	  .notes = TUMBAO("d2", "a2") TUMBAO("g2", "d2") TUMBAO("c2", "g2") TUMBAO("f2", "c2") TUMBAO("bb1", "f2") TUMBAO("bb1", "f2")
		   TUMBAO("a1", "e2") TUMBAO("d2", "a1") TUMBAO("g2", "d2") TUMBAO("c2", "g2") TUMBAO("f2", "c2") TUMBAO("d2", "a2")
		   TUMBAO("g2", "d2") TUMBAO("c2", "g2") TUMBAO("f2", "c2") "f2:4" },
	{ VOICE_FLUTE, .gain = .5, .pan = .2, .send = .35,
	  .notes = "r:2 a4:1/2 c5 e5:1 | d5:3 b4:1 | c5:3/2 bb4:1/2 g4:2 | r:1 a4:1/2 c5 eb5:1 c5:1 | d5:2 c5:1/2 a4 f4:1 | g4:3 f4:1 | "
		   "e4:3/2 g4:1/2 b4:2 | c5:1 a4:1/2 f#4 eb4:2 | r:1 bb4:1/2 d5 a5:1^ g5:1 | f5:3/2 e5:1/2 d5:1 bb4:1 | c5:3 a4:1 | r:1/2 g4 a4 c5 e5:2 | "
		   "d5:3/2 bb4:1/2 g4:2 | a4:1 bb4:1/2 d5 e5:1 g5:1 | a5:4_ | r:4" },
	{ VOICE_RIM, 4, .gain = .8, .pan = .35, .send = .15, .notes = "(x.....x.....x.......x.....x.....)7 x.....x.....x..................." },
	{ VOICE_SHAKER, 4, .gain = .4, .pan = -.45, .notes = "(x.o.x.o.x.o.x.o.)15 x..............." },
	{ VOICE_KICK_SOFT, 4, .gain = .5, .notes = "(x.....oxx.....o.)15 x..............." },
};

/* Drum and bass, E minor, 174. */
static const struct part depot[] = {
	{ VOICE_KICK, 4, .gain = .85, .notes = "(................)3 X..........x.x.. ((X.........X.....)3 X..X......X..x..)3" },
	{ VOICE_SNARE, 4, .gain = .9, .send = .12, .notes = "(................)3 ........x.oxxXXX ((....X..o.o..X..o)3 ....X..o.x..X.xo)3" },
	{ VOICE_HAT, 4, .gain = .4, .pan = .25, .notes = "(x.o.x.o.x.o.x.oo)16" },
	{ VOICE_HAT_OPEN, 4, .gain = .3, .pan = -.25, .notes = "(................)4 (..x.......x.....)12" },
	{ VOICE_CRASH, 4, .gain = .4, .send = .3, .notes = "(................)4 X............... (................)7 X..............." },
	{ VOICE_REESE, .gain = 1.1, .notes = "r:16 (e1:5/2 e1:1/2 g1:1 | c2:3 b1:1 | e1:5/2 e2:1/2^ d2:1 | a1:2 b1:1 d2:1)3" },
	{ VOICE_PAD, .gain = .4, .send = .5, .wide = .7, .notes = "(e3+b3+f#4+g4:8 c3+g3+b3+e4:8)4" },
	{ VOICE_BELL, .gain = .32, .pan = .3, .send = .7,
	  .notes = "(b5:3/4 g5 e5:1/2 f#5:1 r:1 | e5:3/4 d5 b4:1/2 r:2)4 (b5:3/4 g5 e5:1/2 f#5:1 a5:1 | g5:3/4 e5 b4:1/2 d5:2)4" },
};

/* A canon at the octave over a ground, D minor: the second voice enters after four bars, the third after eight. */
#define GROUND "d3:2 a2 bb2 f2 g2 d2 g2 a2 "
#define DUX_A "f5:1 d5 | e5 c#5 | d5 bb4 | c5 a4 | bb4 d5 | a4 f4 | g4 bb4 | a4 c#5 | "
#define DUX_B "d5:1/2 e5 f5 d5 | c#5 d5 e5 c#5 | bb4 c5 d5 bb4 | a4 bb4 c5 a4 | g4 a4 bb4 g4 | f4 g4 a4 f4 | g4 a4 bb4 d5 | e5 d5 c#5 e5 | "
#define DUX_C "a5:1/4 g5 f5 e5 d5:1/2 f5 | a5:1/4 g5 e5 g5 a5:1/2 e5 | f5:1/4 e5 d5 c5 bb4:1/2 d5 | f5:1/4 e5 c5 e5 f5:1/2 c5 | " \
	      "d5:1/4 c5 bb4 a4 g4:1/2 bb4 | d5:1/4 e5 f5 e5 d5:1/2 a4 | bb4:1/4 a4 g4 a4 bb4:1/2 d5 | c#5:1/4 d5 e5 c#5 a4:1/2 c#5 | "
#define COMES_A "f4:1 d4 | e4 c#4 | d4 bb3 | c4 a3 | bb3 d4 | a3 f3 | g3 bb3 | a3 c#4 | "
#define COMES_B "d4:1/2 e4 f4 d4 | c#4 d4 e4 c#4 | bb3 c4 d4 bb3 | a3 bb3 c4 a3 | g3 a3 bb3 g3 | f3 g3 a3 f3 | g3 a3 bb3 d4 | e4 d4 c#4 e4 | "
static const struct part canon[] = {
	{ VOICE_HARPSICHORD, .gain = .6, .pan = -.4, .send = .3, .notes = DUX_A DUX_B DUX_C "d5:4^" },
	{ VOICE_HARPSICHORD, .gain = .85, .pan = .4, .send = .3, .notes = "r:16 " COMES_A COMES_B "f#4:4^" },
	{ VOICE_FLUTE, .gain = .32, .pan = .05, .send = .4, .notes = "r:32 " DUX_A "a4:4" },
	{ VOICE_ORGAN, .gain = .3, .send = .3, .gate = .96, .notes = GROUND GROUND GROUND "d2+d3:4" },
};

/* Doom: as low and as slow as it goes, C sharp, 52. */
static const struct part basalt[] = {
	{ VOICE_WALL, .gain = .4, .send = .2, .wide = .75, .gate = .97,
	  .notes = "c#2+g#2:5 e2+b2:1 d2+a2:2 | c#2+g#2:4 g2+d3:2 f#2+c#3:2 | c#2+g#2:2 d2+a2:2 e2+b2:2 d#2+a#2:2" },
	{ VOICE_SUB, .gain = .4, .gate = .98, .notes = "c#1:5 e1:1 d1:2 | c#1:4 g1:2 f#1:2 | c#1:2 d1:2 e1:2 d#1:2" },
	{ VOICE_OVERDRIVE, .gain = .55, .pan = .3, .send = .6, .notes = "r:8 g#4:3 a4:1 b4:2 a4:1 g#4:1 | e5:2^ f5:1 e5:1 b4:2 a#4:2" },
	{ VOICE_KICK, 2, .gain = 1.2, .send = .1, .notes = "(X......xX...x...)3" },
	{ VOICE_SNARE, 2, .gain = 1.4, .send = .5, .notes = "(....X.......X...)2 ....X.......X.Xx" },
	{ VOICE_CRASH, 2, .gain = .5, .pan = .4, .send = .4, .notes = "X.......x....... X.......x...x... X...X...X...X..." },
	{ VOICE_HAT_OPEN, 1, .gain = .3, .pan = -.3, .notes = "(x)24" },
};

const struct piece pieces[] = {
	{ "Low Tide, Early Light", "Halden Fjære", "Harbour Hours", "Ambient", "2019", 1, 60, .tail_s = 4.5, .fade_in_s = 1.5, .fade_out_s = 4,
	  .room = .93, .drive = .7, .peak = .55, .human = .6, PARTS(tide) },
	{ "Девятая платформа", "Ночной трамвай", "Последний рейс", "Techno", "2021", 1, 128, .tail_s = .4, .fade_in_s = .002, .fade_out_s = .4,
	  .room = .82, .drive = 1.5, .peak = .89, PARTS(platform) },
	{ "Депо", "Ночной трамвай", "Последний рейс", "Drum & Bass", "2021", 2, 174, .tail_s = 2, .fade_in_s = .002, .fade_out_s = 2,
	  .room = .86, .drive = 1.6, .peak = .89, PARTS(depot) },
	{ "Waltz for an Empty Carousel", "Mirela Duval", "Paper Lanterns", "Folk", "2014", 1, 90, .tail_s = 2.5, .fade_in_s = .002, .fade_out_s = 2,
	  .room = .84, .drive = 2.2, .peak = .75, .human = 1, PARTS(carousel) },
	{ "Snow on the Skylight", "Mirela Duval", "Paper Lanterns", "Classical", "2014", 2, 76, .tail_s = 4, .fade_in_s = .002, .fade_out_s = 3,
	  .room = .88, .drive = 1.2, .peak = .75, .human = 1, PARTS(snow) },
	{ "Kettle on Twelve", "The Gravel Pit Trio", "Mostly Sundays", "Blues", "1998", 1, 72, .swing = .66, .tail_s = 1.5, .fade_in_s = .002,
	  .fade_out_s = 1.2, .room = .8, .drive = 1.2, .peak = .82, .human = .9, PARTS(kettle) },
	{ "ドット絵の空", "春日工房", "八ビット日和", "Chiptune", "2008", 1, 150, .tail_s = .8, .fade_in_s = .002, .fade_out_s = .5,
	  .room = .7, .drive = 1.1, .peak = .8, PARTS(dots) },
	{ "Varanda às Seis", "Trio Azulejo", "Praça Pequena", "Bossa Nova", "1974", 1, 130, .tail_s = 1.2, .fade_in_s = .002, .fade_out_s = 1,
	  .room = .8, .drive = 1.8, .peak = .75, .human = .9, PARTS(varanda) },
	{ "Canon at the Octave in D minor", "Collegium Ad Hoc", "Exercises for Patient Fingers", "Baroque", "2003", 1, 116, .tail_s = 2.2,
	  .fade_in_s = .002, .fade_out_s = 1.8, .room = .87, .drive = 1.9, .peak = .75, .human = .5, PARTS(canon) },
	{ "Basalt", "Hraunsmiðja", "Undir Öskunni", "Doom Metal", "2016", 1, 52, .tail_s = 3.5, .fade_in_s = .01, .fade_out_s = 3,
	  .room = .88, .drive = 1.8, .peak = .89, .human = .5, PARTS(basalt) },
};
const size_t piece_count = COUNT_OF(pieces);
