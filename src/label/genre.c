/*
 * genre.c -- what people write into genre tags, and the style it means.
 *
 * a table: a style, the broader one it is a kind of, and other spellings.  Compared are letters and digits alone, folded, so "Hip-Hop", "hip hop" and
 * "HipHop" are one without a row.  A name is looked up whole first ("R&B/Soul"), then cut at ; | and controls, then at / and commas.
 */
#include "label.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Sorted by name. */
static const struct style_row { const char *name, *parent, *also; } rows[] = {
	{ "A cappella", NULL, "acapella|acappella|阿卡贝拉|アカペラ" },
	{ "Acid house", "House", "acid" },
	{ "Acid jazz", "Jazz", NULL },
	{ "Acoustic", NULL, "unplugged|acoustic pop|原声吉他|アコースティック" },
	{ "Afrobeat", "World", "afro beat|afrobeats|afro-pop|afropop" },
	{ "Alternative", "Rock", "alternative rock|alternrock|alternativ|alt rock|alternative & punk|alternativerock|another|另类|另类摇滚|オルタナティブ|オルタナティヴ・ロック" },
	{ "Ambient", "Electronic", "ambient music|space music|space|氛围|環境音楽|アンビエント|앰비언트|dark ambient|drone" },
	{ "Americana", "Country", "alt-country|alt country" },
	{ "Anime", NULL, "animation|anime music|アニメ|アニソン|アニメソング|动漫|動漫|动画" },
	{ "Audiobook", "Spoken word", "audio book|hörbuch|有声书|有聲書" },
	{ "Avant-garde", NULL, "avantgarde|experimental|实验音乐|実験音楽" },
	{ "Ballad", "Pop", "power ballad|slow jam|slow rock|ballade|バラード|발라드|抒情" },
	{ "Baroque", "Classical", "baroque music|barock|巴洛克|バロック" },
	{ "Bluegrass", "Country", NULL },
	{ "Blues", NULL, "布鲁斯|布魯斯|蓝调|藍調|ブルース|블루스|delta blues|electric blues|chicago blues" },
	{ "Bossa nova", "Latin", "bossanova|波萨诺瓦|ボサノヴァ|ボサノバ" },
	{ "Breakbeat", "Electronic", "breakbeats|big beat|breaks" },
	{ "Britpop", "Rock", "brit pop" },
	{ "Cantopop", "Pop", "canto pop|粤语流行|粵語流行|粤语|粵語" },
	{ "Celtic", "Folk", "irish|irish folk|celtic folk|凯尔特|ケルト" },
	{ "Chamber music", "Classical", "chamber|室内乐|室內樂|室内楽" },
	{ "Chanson", "Pop", "chanson française|香颂|シャンソン" },
	{ "Children's music", NULL, "children|childrens|kids|kindermusik|儿歌|兒歌|儿童|童謡|童謠|동요" },
	{ "Chillout", "Electronic", "chill out|chill|lounge|downtempo|down tempo|psybient|弛放|チルアウト" },
	{ "Chinese opera", "World", "peking opera|beijing opera|京剧|京劇|戏曲|戲曲|越剧|昆曲|黄梅戏" },
	{ "Chiptune", "Electronic", "8bit|8-bit|chiptunes|chip music|tracker|module|demoscene|芯片音乐|チップチューン" },
	{ "Choral", "Classical", "choir|choral music|chorus|合唱" },
	{ "Christmas", NULL, "xmas|holiday|weihnachten|圣诞|聖誕|クリスマス" },
	{ "Classic rock", "Rock", "oldies rock|经典摇滚" },
	{ "Classical", NULL, "classical music|klassik|classique|clasica|clásica|classica|classic|古典|古典音乐|古典音樂|クラシック|クラシック音楽|클래식|классика|art music" },
	{ "Club", "Dance", "club-house|club house|euro-house" },
	{ "Comedy", NULL, "humour|humor|satire|parody|standup comedy|相声|相聲|喜剧|コメディ" },
	{ "Country", NULL, "country music|country & western|乡村|鄉村|乡村音乐|カントリー|컨트리" },
	{ "Dance", "Electronic", "dance music|eurodance|euro-dance|dancehall pop|dance hall|舞曲|ダンス|댄스|dance & dj|dance and house" },
	{ "Dancehall", "Reggae", "ragga|raggamuffin" },
	{ "Dark wave", "Electronic", "darkwave|coldwave|ebm|electro-industrial" },
	{ "Death metal", "Metal", "melodic death metal|deathcore|死亡金属" },
	{ "Black metal", "Metal", "blackmetal|黑金属" },
	{ "Deep house", "House", NULL },
	{ "Disco", "Dance", "nu disco|italo disco|italodisco|迪斯科|ディスコ|디스코" },
	{ "Doom metal", "Metal", "doom|stoner doom|sludge|sludge metal" },
	{ "Dream pop", "Rock", "dreampop|shoegaze|shoegazing" },
	{ "Drum & bass", "Electronic", "drum and bass|drum'n'bass|drum n bass|dnb|d&b|jungle|liquid funk|ドラムンベース" },
	{ "Dub", "Reggae", NULL },
	{ "Dubstep", "Electronic", "brostep" },
	{ "Easy listening", NULL, "easylistening|muzak|轻音乐|輕音樂|イージーリスニング" },
	{ "EDM", "Dance", "electronic dance music|big room|festival edm" },
	{ "Electro", "Electronic", "electroclash|electro-funk" },
	{ "Electronic", NULL, "electronica|electronic music|elektronik|elektronisch|électronique|electronique|electrónica|electronica & dance|电子|電子|电子音乐|電子音樂|エレクトロニック|エレクトロニカ|エレクトロ|전자음악|일렉트로닉|электроника|electronica/dance|dance/electronic|electronic/dance" },
	{ "Emo", "Punk", "screamo|post-hardcore" },
	{ "Enka", "Pop", "演歌|엔카" },
	{ "Ethnic", "World", "ethnic music|民族|民乐|民樂" },
	{ "Fado", "World", NULL },
	{ "Flamenco", "World", "弗拉门戈|フラメンコ" },
	{ "Folk", NULL, "folk music|folklore|volksmusik|民谣|民謠|民歌|フォーク|フォークソング|포크|national folk|singer/songwriter folk|contemporary folk" },
	{ "Folk rock", "Folk", "folk-rock" },
	{ "Funk", "Soul", "funk music|p-funk|放克|ファンク|펑크음악" },
	{ "Fusion", "Jazz", "jazz fusion|jazz-funk|jazz+funk|jazzfunk|フュージョン" },
	{ "Gabber", "Hardcore techno", NULL },
	{ "Game", "Soundtrack", "video game|videogame|video games|video game music|vgm|game music|game soundtrack|游戏|遊戲|游戏音乐|ゲーム|ゲームミュージック" },
	{ "Gangsta rap", "Hip-hop", "gangsta|gangster rap|west coast rap" },
	{ "Garage", "House", "uk garage|2-step" },
	{ "Garage rock", "Rock", NULL },
	{ "Glam rock", "Rock", "glam" },
	{ "Gospel", "Religious", "福音|ゴスペル" },
	{ "Gothic", "Rock", "gothic rock|goth|goth rock" },
	{ "Grime", "Hip-hop", NULL },
	{ "Grunge", "Rock", NULL },
	{ "Guzheng and guqin", "World", "古琴|古筝|古箏" },
	{ "Hard rock", "Rock", "hardrock|硬摇滚|ハードロック" },
	{ "Hardcore", "Punk", "hardcore punk|ハードコア" },
	{ "Hardcore techno", "Techno", "happy hardcore|terror" },
	{ "Hardstyle", "Electronic", "hard style" },
	{ "Heavy metal", "Metal", "nwobhm|重金属|ヘヴィメタル|ヘビーメタル" },
	{ "Hip-hop", NULL, "hip hop|hiphop|rap|hip-hop/rap|hip hop/rap|rap/hip hop|rap & hip hop|rap/r&b|hip-hop & rap|freestyle rap|christian rap|嘻哈|说唱|說唱|饶舌|饒舌|ヒップホップ|ラップ|힙합|랩|рэп|хип-хоп|boom bap|trap rap" },
	{ "House", "Electronic", "house music|浩室|ハウス|하우스" },
	{ "IDM", "Electronic", "intelligent dance music|glitch|braindance" },
	{ "Indian classical", "World", "hindustani|carnatic|raga" },
	{ "Indie", "Rock", "indie rock|independent|indie/alternative|alternative/indie|独立|獨立|独立音乐|インディー|インディーズ|인디" },
	{ "Indie pop", "Pop", "indie-pop" },
	{ "Industrial", "Electronic", "industrial rock|industrial metal|工业|インダストリアル" },
	{ "Instrumental", NULL, "instrumental music|instrumental pop|instrumental rock|纯音乐|純音樂|器乐|インストゥルメンタル|インスト" },
	{ "J-Pop", "Pop", "jpop|japanese pop|日本流行|日语流行|邦楽|Jポップ|歌謡曲|제이팝" },
	{ "J-Rock", "Rock", "jrock|japanese rock|日本摇滚|visual kei|ヴィジュアル系" },
	{ "Jazz", NULL, "jazz music|爵士|爵士乐|爵士樂|ジャズ|재즈|джаз|cool jazz|free jazz|hard bop|bop|jazz instrumental" },
	{ "Bebop", "Jazz", "be-bop" },
	{ "Big band", "Jazz", "bigband" },
	{ "K-Pop", "Pop", "kpop|korean pop|韩国流行|韓國流行|케이팝|가요|K팝" },
	{ "Klezmer", "World", NULL },
	{ "Latin", NULL, "latin music|latino|latin pop|latina|música latina|拉丁|ラテン|라틴" },
	{ "Latin jazz", "Jazz", "afro-cuban|cubop" },
	{ "Lo-fi", NULL, "lofi|lo fi|lofi hip hop|chillhop" },
	{ "Mandopop", "Pop", "mandarin pop|mando pop|chinese pop|c-pop|cpop|华语|華語|华语流行|華語流行|国语流行|國語流行|国语|國語|中国流行" },
	{ "March", "Classical", "marches|military music|brass band|进行曲" },
	{ "Medieval", "Classical", "early music|renaissance|medieval music|古楽" },
	{ "Meditation", "New age", "healing|relaxation|relax|冥想|ヒーリング" },
	{ "Metal", NULL, "metal music|金属|金屬|メタル|메탈|метал|nu metal|numetal|gothic metal" },
	{ "Metalcore", "Metal", "metal core" },
	{ "Minimal", "Techno", "minimal techno" },
	{ "Modern classical", "Classical", "contemporary classical|neoclassical|neo-classical|minimalism|modern classic|modern composition" },
	{ "Musical", NULL, "musicals|show tunes|showtunes|broadway|音乐剧|音樂劇|ミュージカル|뮤지컬" },
	{ "New age", NULL, "newage|新世纪|新世紀|ニューエイジ|뉴에이지" },
	{ "New wave", "Rock", "newwave|new romantic|ニューウェーブ" },
	{ "Noise", NULL, "noise music|power electronics|harsh noise|噪音|ノイズ" },
	{ "Oldies", NULL, "oldie|老歌|懐メロ|1950s|1960s" },
	{ "Opera", "Classical", "oper|opéra|歌剧|歌劇|オペラ|오페라|operetta" },
	{ "Orchestral", "Classical", "symphonic|orchestra|管弦乐|管弦楽|epic|cinematic" },
	{ "Piano", "Classical", "solo piano|klavier|钢琴|鋼琴|ピアノ|피아노" },
	{ "Podcast", "Spoken word", "podcasts|播客" },
	{ "Polka", "Folk", NULL },
	{ "Pop", NULL, "pop music|流行|流行音乐|流行音樂|ポップス|ポップ|팝|поп|pop-folk|top 40|synth-pop/pop|contemporary pop|mainstream pop" },
	{ "Pop rock", "Pop", "pop/rock|rock/pop|pop-rock|流行摇滚|ポップロック" },
	{ "Post-punk", "Punk", "postpunk" },
	{ "Post-rock", "Rock", "postrock|math rock|后摇|後搖|后摇滚|ポストロック" },
	{ "Power metal", "Metal", "symphonic metal" },
	{ "Progressive metal", "Metal", "prog metal|djent" },
	{ "Progressive rock", "Rock", "prog rock|prog|art rock|progrock|krautrock|前卫摇滚|プログレ|プログレッシブロック" },
	{ "Psychedelic", "Rock", "psychedelic rock|psychadelic|acid rock|psych|迷幻|サイケデリック" },
	{ "Psytrance", "Trance", "psychedelic trance|goa|goa trance|psy-trance" },
	{ "Punk", "Rock", "punk rock|punkrock|朋克|龐克|パンク|펑크|панк|pop punk|polsk punk" },
	{ "R&B", "Soul", "rnb|r'n'b|r and b|rhythm and blues|rhythm & blues|contemporary r&b|r&b/soul|节奏布鲁斯|節奏藍調|알앤비" },
	{ "Ragtime", "Jazz", NULL },
	{ "Rave", "Techno", NULL },
	{ "Reggae", NULL, "雷鬼|レゲエ|레게|регги|roots reggae" },
	{ "Reggaeton", "Latin", "reggaetón" },
	{ "Religious", NULL, "christian|christian & gospel|worship|praise|sacred|spiritual|inspirational|contemporary christian|宗教|佛教|佛乐" },
	{ "Rock", NULL, "rock music|摇滚|搖滾|摇滚乐|ロック|록|рок|southern rock|symphonic rock|arena rock|soft rock|rock & pop" },
	{ "Rock & roll", "Rock", "rock'n'roll|rock n roll|rock and roll|rocknroll" },
	{ "Rockabilly", "Rock", "psychobilly" },
	{ "Romantic", "Classical", "romantic era|浪漫主义|ロマン派" },
	{ "Salsa", "Latin", "萨尔萨|サルサ" },
	{ "Samba", "Latin", "桑巴|サンバ" },
	{ "Singer-songwriter", "Folk", "singer/songwriter|singer songwriter|创作歌手|シンガーソングライター" },
	{ "Ska", "Reggae", "ska punk|2 tone" },
	{ "Smooth jazz", "Jazz", NULL },
	{ "Soul", NULL, "soul music|soul & r&b|灵魂乐|靈魂樂|ソウル|소울|neo soul|motown|soul/r&b" },
	{ "Soundtrack", NULL, "soundtracks|ost|original soundtrack|score|film score|film music|movie soundtrack|sound clip|trailer|filmmusik|bande originale|原声|原聲|原声带|影视原声|电影原声|サウンドトラック|サントラ|사운드트랙|саундтрек" },
	{ "Speed metal", "Metal", "speedmetal" },
	{ "Spoken word", NULL, "spoken|speech|spoken & audio|poetry|interview|radio play|radio|hörspiel|朗读|评书|朗読" },
	{ "Swing", "Jazz", "摇摆|スウィング" },
	{ "Synth-pop", "Electronic", "synthpop|synth pop|electropop|electro pop|technopop|techno-pop|テクノポップ|シンセポップ" },
	{ "Synthwave", "Electronic", "retrowave|vaporwave|outrun" },
	{ "Tango", "Latin", "探戈|タンゴ" },
	{ "Techno", "Electronic", "techno music|techno-industrial|detroit techno|科技舞曲|テクノ|테크노" },
	{ "Thrash metal", "Metal", "thrash" },
	{ "Trance", "Electronic", "trance music|uplifting trance|progressive trance|迷幻舞曲|トランス|트랜스" },
	{ "Trap", "Hip-hop", NULL },
	{ "Trip-hop", "Electronic", "trip hop|triphop|トリップホップ" },
	{ "Trot", "Pop", "트로트" },
	{ "Vocal", NULL, "vocals|vocal music|声乐|聲樂|ボーカル" },
	{ "Vocal jazz", "Jazz", "jazz vocal" },
	{ "Vocaloid", "J-Pop", "ボーカロイド|ボカロ|初音ミク" },
	{ "Western swing", "Country", NULL },
	{ "World", NULL, "world music|worldmusic|weltmusik|musique du monde|world/ethnic|international|世界音乐|世界音樂|ワールド|ワールドミュージック|월드뮤직|folk, world, & country" },
};

/* What says nothing. */
static const char nothing[] = "other|others|unknown|unknown genre|genre|misc|miscellaneous|none|n/a|undefined|default|unclassifiable|unclassified|various|mixed|music|general|"
	"no genre|not set|untagged|tbd|其他|其它|未知|不明|その他|未分類|未分类|기타|разное|другое|autre|sonstige|andere|otro|altro";

/* ID3v1's genres and Winamp's, by their number. */
static const char *const by_number[] = {
	"Blues", "Classic rock", "Country", "Dance", "Disco", "Funk", "Grunge", "Hip-hop", "Jazz", "Metal", "New age", "Oldies", "Other", "Pop", "R&B", "Rap",
	"Reggae", "Rock", "Techno", "Industrial", "Alternative", "Ska", "Death metal", "Pranks", "Soundtrack", "Techno", "Ambient", "Trip-hop", "Vocal",
	"Fusion", "Fusion", "Trance", "Classical", "Instrumental", "Acid house", "House", "Game", "Sound clip", "Gospel", "Noise", "Alternative", "Bass", "Soul", "Punk",
	"Space", "Meditation", "Instrumental", "Instrumental", "Ethnic", "Gothic", "Dark wave", "Techno", "Electronic", "Folk", "Dance", "Dream",
	"Rock", "Comedy", "Cult", "Gangsta rap", "Pop", "Christian rap", "Funk", "Jungle", "Native American", "Cabaret", "New wave", "Psychedelic", "Rave", "Musical",
	"Trailer", "Lo-fi", "Tribal", "Acid", "Acid jazz", "Polka", "Retro", "Musical", "Rock & roll", "Hard rock", "Folk", "Folk rock", "Folk", "Swing", "Fusion",
	"Bebop", "Latin", "Revival", "Celtic", "Bluegrass", "Avant-garde", "Gothic", "Progressive rock", "Psychedelic", "Rock", "Ballad", "Big band", "Choral",
	"Easy listening", "Acoustic", "Comedy", "Spoken word", "Chanson", "Opera", "Chamber music", "Classical", "Orchestral", "Bass", "Club", "Gospel", "Dance",
	"Satire", "Ballad", "Club", "Tango", "Samba", "Folk", "Ballad", "Ballad", "Soul", "Freestyle", "Duet", "Punk", "Instrumental", "A cappella", "Club", "Dancehall",
	"Goa", "Drum & bass", "Club", "Hardcore", "Terror", "Indie", "Britpop", "Punk", "Punk", "Beat", "Gangsta rap", "Heavy metal", "Black metal", "Crossover",
	"Religious", "Religious", "Latin", "Salsa", "Thrash metal", "Anime", "J-Pop", "Synth-pop", "Abstract", "Progressive rock", "Baroque", "Breakbeat", "Breakbeat", "Chillout",
	"Chillout", "Dark wave", "Dark wave", "Dub", "Dark wave", "Eclectic", "Electro", "Electro", "Emo", "Avant-garde", "Garage", "Electronic", "IDM",
	"Techno", "Industrial", "Progressive rock", "Indie", "New wave", "Metal", "New wave", "Neue Deutsche Welle", "Jazz", "Podcast", "Post-rock", "Psytrance", "Dream pop",
	"Space", "Spoken word", "World", "Modern classical", "Audiobook", "Spoken word", "Neue Deutsche Welle", "Podcast", "Indie", "Garage", "Dubstep", "Garage rock", "Psytrance",
};

void style_key(const char *name, char *ret_key, size_t size)
{
	char *folded = utf8_fold(name);
	size_t n = 0;

	for (const char *p = folded; *p && n + 1 < size; p++) {
		bool is_ascii = (unsigned char)*p < 0x80;

		if (!is_ascii || (*p >= 'a' && *p <= 'z') || (*p >= '0' && *p <= '9'))
			ret_key[n++] = *p;
	}
	ret_key[n] = '\0';
	/* whole characters */
	while (n && !utf8_valid(ret_key, n))
		ret_key[--n] = '\0';
	free(folded);
}

/* By key: a row, or `says_nothing`. Made once, never changed. */
static struct mapstr index_of;
static struct arena index_keys;
static pthread_once_t index_once = PTHREAD_ONCE_INIT;
static const struct style_row says_nothing = { "", NULL, NULL };

static void index_add(const char *name, const struct style_row *row)
{
	char key[128];

	style_key(name, key, sizeof key);
	if (*key && !mapstr_get(&index_of, key))
		mapstr_put(&index_of, arena_strdup(&index_keys, key), (void *)(uintptr_t)row);
}

/* Each of the spellings a|b|c. */
static void index_spellings(const char *also, const struct style_row *row)
{
	while (also && *also) {
		size_t n = strcspn(also, "|");
		char one[96];

		snprintf(one, sizeof one, "%.*s", (int)n, also);
		index_add(one, row);
		also += n + (also[n] == '|');
	}
}

static void index_make(void)
{
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		index_add(rows[i].name, &rows[i]);
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		index_spellings(rows[i].also, &rows[i]);
	index_spellings(nothing, &says_nothing);
}

static const struct style_row *find_row(const char *key)
{
	pthread_once(&index_once, index_make);
	return mapstr_get(&index_of, key);
}

struct found { char (*names)[STYLE_NAME_MAX]; size_t n; };

static void found_add(struct found *f, const char *name)
{
	size_t cut = strlen(name);

	for (size_t i = 0; i < f->n; i++)
		if (!strcmp(f->names[i], name))
			return;
	if (f->n == STYLES_PER_TAG)
		return;
	while (cut >= STYLE_NAME_MAX || (cut && !utf8_valid(name, cut)))
		cut--;
	if (!cut)
		return;
	memcpy(f->names[f->n], name, cut);
	f->names[f->n++][cut] = '\0';
}

/* The text without blanks at its ends, in a buffer that is long enough for what can be a style; what is longer is none. */
static bool trimmed(const char *text, size_t n, char ret[128])
{
	while (n && (unsigned char)*text <= ' ') {
		text++;
		n--;
	}
	while (n && (unsigned char)text[n - 1] <= ' ')
		n--;
	if (!n || n >= 128)
		return false;
	memcpy(ret, text, n);
	ret[n] = '\0';
	return true;
}

/* Known as a whole: true, and added when it says something. */
static bool add_known(struct found *f, const char *name)
{
	const struct style_row *row;
	char key[128], *end;
	long number;

	style_key(name, key, sizeof key);
	number = strtol(name, &end, 10);
	if (end != name && !*end) {
		/* beyond the table it is a year, or a slip */
		if (number >= 0 && number < (long)COUNT_OF(by_number) && !add_known(f, by_number[number]))
			found_add(f, by_number[number]);
		return true;
	}
	if (!*key)
		return true;
	row = find_row(key);
	if (row && *row->name)
		found_add(f, row->name);
	return row;
}

/* "(17)(18)Rock": numbers in parentheses, and what they were refined to. */
static const char *add_numbers(struct found *f, const char *name)
{
	while (*name == '(') {
		size_t n = strspn(name + 1, "0123456789");
		char number[8];

		if (!n || n >= sizeof number || name[n + 1] != ')')
			break;
		snprintf(number, sizeof number, "%.*s", (int)n, name + 1);
		add_known(f, number);
		name += n + 2;
	}
	return name;
}

static void add_cut(struct found *f, const char *text, const char *separators, const char *finer)
{
	char whole[128], piece[128];
	const char *name;

	if (trimmed(text, strlen(text), whole) && add_known(f, whole))
		return;
	while (*text) {
		size_t n = strcspn(text, separators);

		if (trimmed(text, n, piece)) {
			name = add_numbers(f, piece);
			if (*name && finer && strpbrk(name, finer))
				add_cut(f, name, finer, NULL);
			else if (*name && !add_known(f, name))
				found_add(f, name);
		}
		text += n + (text[n] != '\0');
	}
}

size_t genre_styles(const char *tag, char ret_names[STYLES_PER_TAG][STYLE_NAME_MAX])
{
	struct found f = { ret_names, 0 };

	add_cut(&f, tag, ";|\t\n\r\x1f", "/,\\");
	return f.n;
}

const char *style_parent(const char *name)
{
	char key[128];
	const struct style_row *row;

	style_key(name, key, sizeof key);
	row = find_row(key);
	return row ? row->parent : NULL;
}

const char *style_known(size_t i)
{
	return i < COUNT_OF(rows) ? rows[i].name : NULL;
}
