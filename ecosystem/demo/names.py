"""What the organisations of the demo are called: invented names, in the scripts of their countries.

Every name is put together from made-up stems. A likeness to a real organisation is chance; stems
that came out like a known one were taken out (``_TAKEN``). Web addresses end in ``.example``, which
nobody can own.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from functools import cache
from typing import Final

from ecosystem.demo.dice import Dice
from ecosystem.demo.vocabulary import Line

_CHINESE: Final = """
霁川 Jichuan, 砚辰 Yanchen, 澄乔 Chengqiao, 屹霖 Yilin, 砺舟 Lizhou, 沐岑 Mucen, 岭曜 Lingyao, 琅曦 Langxi,
槐序 Huaixu, 绪岚 Xulan, 溯衡 Suheng, 翎跃 Lingyue, 铮衡 Zhengheng, 泓砚 Hongyan, 锦羿 Jinyi, 曜枢 Yaoshu,
昀岳 Yunyue, 桓宁 Huanning, 钧棠 Juntang, 浔阔 Xunkuo, 稷原 Jiyuan, 弈棠 Yitang, 珞淮 Luohuai, 崧启 Songqi,
煦阡 Xuqian, 衍桥 Yanqiao, 璟帆 Jingfan, 澍田 Shutian, 霄桐 Xiaotong, 骁砺 Xiaoli, 岱舆 Daiyu, 韫石 Yunshi,
沣陵 Fengling, 攸同 Youtong, 骏野 Junye, 渊若 Yuanruo, 凛途 Lintu, 序川 Xuchuan, 砥川 Dichuan,
澈石 Cheshi, 墨岑 Mocen, 禾屿 Heyu, 暄河 Xuanhe, 榆塘 Yutang, 峥禾 Zhenghe, 瀚陌 Hanmo, 青砥 Qingdi,
星埠 Xingbu, 云笠 Yunli, 云弦 Yunxian, 启岫 Qixiu, 恺辙 Kaizhe, 驭岚 Yulan, 驰砚 Chiyan, 轫启 Renqi,
辙远 Zheyuan, 逸辙 Yizhe, 轩磐 Xuanpan, 磐序 Panxu, 砾阳 Liyang, 炽峦 Chiluan, 焱杉 Yanshan, 烁峰 Shuofeng,
曜禾 Yaohe, 昕堡 Xinbao, 明椽 Mingchuan, 昭楠 Zhaonan, 晗川 Hanchuan, 晏溪 Yanxi, 煜林 Yulin, 泽楷 Zekai,
汐墨 Ximo, 沧砚 Cangyan, 洛笙 Luosheng, 淮屹 Huaiyi, 渡岳 Duyue, 渝禾 Yuhe, 湘砺 Xiangli, 漪舟 Yizhou,
潼岳 Tongyue, 澎屿 Pengyu, 濯缨 Zhuoying, 瀛舸 Yingge, 舸远 Geyuan, 帆砥 Fandi, 舶澜 Bolan, 锚川 Maochuan,
廪丰 Linfeng, 仓弦 Cangxian, 骥程 Jicheng, 驿衡 Yiheng, 驿禾 Yihe, 棠梨 Tangli, 麦屿 Maiyu, 集弦 Jixian,
栗舍 Lishe, 茗渡 Mingdu, 荟棠 Huitang, 蓼风 Liaofeng, 芷衡 Zhiheng, 杏陵 Xingling, 岐砚 Qiyan, 济棠 Jitang,
愈川 Yuchuan, 沐苓 Muling, 颐乔 Yiqiao, 脉衡 Maiheng, 聆川 Lingchuan, 识微 Shiwei, 悟桐 Wutong, 智椽 Zhichuan,
思岫 Sixiu, 知弈 Zhiyi, 衡舆 Hengyu, 玄弈 Xuanyi, 析木 Ximu, 算岚 Suanlan, 元砥 Yuandi, 灵椿 Lingchun,
忻乔 Xinqiao, 晶屿 Jingyu, 归岫 Guixiu, 葭禾 Jiahe, 博屿 Boyu, 黎岫 Lixiu, 纳禾 Nahe, 光岑 Guangcen,
光乔 Guangqiao, 影岚 Yinglan, 幕岫 Muxiu, 映川 Yingchuan, 触岚 Chulan, 测衡 Ceheng, 规砚 Guiyan, 绳墨 Shengmo,
丰穗 Fengsui, 清屿 Qingyu, 卿岚 Qinglan, 阳畴 Yangchou, 光畴 Guangchou, 逐曦 Zhuxi, 储岳 Chuyue, 耀黎 Yaoli
"""

# country groups: fronts | backs, each with its usual rendering in Chinese characters
_PARTS: Final = {
    "english": (
        "Aldren 奥尔德伦, Brack 布拉克, Corven 科文, Dunmar 邓马尔, Elsk 埃尔斯克, Fenn 芬恩, Garro 加罗, "
        "Hollin 霍林, Kelm 凯尔姆, Larken 拉肯, Merrin 梅林, Osber 奥斯伯, Pellen 佩伦, Quill 奎尔, "
        "Raske 拉斯克, Tharn 萨恩, Uller 厄勒, Wexen 韦克森, Yarro 亚罗",
        "bury 伯里, combe 科姆, dale 代尔, gate 盖特, hurst 赫斯特, mere 米尔, mont 蒙特, ridge 里奇, "
        "stead 斯特德, ward 沃德, worth 沃思",
    ),
    "german": (
        "Brenk 布伦克, Dorn 多恩, Ehrl 埃尔, Falk 法尔克, Grims 格里姆斯, Hagel 哈格尔, Kessen 凯森, Lörr 勒尔, "
        "Mauk 毛克, Nessel 内塞尔, Ruhn 鲁恩, Strell 施特雷尔, Tann 坦恩, Wenz 文茨, Zell 策尔",
        "hoff 霍夫, feld 费尔德, kamp 坎普, stein 施泰因, wald 瓦尔德, brück 布吕克, tal 塔尔, moos 莫斯",
    ),
    "french": (
        "Vaul 沃勒, Clér 克莱尔, Brév 布雷夫, Mors 莫尔斯, Tré 特雷, Sauv 索夫, Loir 卢瓦尔, Grand 格朗",
        "nay 奈, icourt 伊库尔, evilliers 维利耶, issac 伊萨克, ablon 阿布隆, emont 蒙",
    ),
    "italian": (
        "Bor 博尔, Cas 卡斯, Ver 韦尔, Mont 蒙特, Lav 拉夫, Scar 斯卡尔",
        "alvi 阿尔维, enzano 恩扎诺, iglio 伊利奥, ardesi 阿尔代西, ovano 奥瓦诺",
    ),
    "spanish": (
        "Alma 阿尔马, Cor 科尔, Mira 米拉, Ter 特尔, Sol 索尔, Ver 韦尔, Ola 奥拉",
        "ventia 本蒂亚, dosa 多萨, quera 克拉, nalba 纳尔瓦, zaron 萨龙",
    ),
    "nordic": (
        "Björn 比约恩, Frost 弗罗斯特, Hav 哈夫, Ling 林格, Nord 诺德, Skarp 斯卡普, Sten 斯滕",
        "vika 维卡, lyckan 吕坎, holma 霍尔马, sjöby 舍比, gården 戈登",
    ),
    "dutch": (
        "Veld 费尔德, Hoog 霍赫, Brink 布林克, Lands 兰茨, Water 瓦特, Zilver 齐尔弗",
        "steijn 斯泰因, huizen 赫伊曾, mark 马克, oord 奥德, waarde 瓦尔德",
    ),
}

_WHOLE: Final = {
    "JP": "風森 Kazemori, 浅瀬川 Asasegawa, 霧島野 Kirishimano, 朝凪 Asanagi, 鳴瀬野 Naruseno, 白樺台 Shirakabadai, "
    "月代 Tsukishiro, 深見沢 Fukamizawa, 真砂 Masago, 緋川 Hikawa, 碧海野 Hekikaino, "
    "樫尾根 Kashione, 若狭野 Wakasano, 雪森 Yukimori, 稲波 Inanami, 篠崎野 Shinozakino, 遠峰 Tomine, "
    "七瀬川 Nanasegawa, 藤波沢 Fujinamizawa, 音羽根 Otohane, 水分 Mikumari, "
    "千早野 Chihayano, 常磐木 Tokiwagi",
    "KR": "새별온 Saebyeolon, 가람솔 Garamsol, 누리벼리 Nuribyeori, 다온결 Daongyeol, 라온뫼 Raonmoe, 마루빛 Marubit, "
    "바른샘 Bareunsaem, 시나래 Sinarae, 아라담 Aradam, 온새길 Onsaegil, 초롱내 Chorongnae, 한울벗 Hanulbeot, "
    "해솔누 Haesolnu, 미르재 Mireujae, 별하랑 Byeolharang, 도담채 Dodamchae, 그루온 Geuruon, 물보라 Mulbora",
    "IN": "Arunavya, Dhruvika, Chaitranya, Kaveriksha, Meghantara, Nilgiriya, Prathamex, Sagarvi, Tejomitra, Vayukrit, "
    "Yashodeep, Suryantik, Indrapath, Bhaskarya",
    "TH": "Siamrung, Thonburin, Ratchawan, Phuphet, Suwanlak, Bangphrai, Khaoyaithip, Mekharin",
    "ID": "Nusaraya, Cahayantara, Merapindo, Samudraya, Tirtawangsa, Gunungjaya",
    "VN": "Hoàng Lâm Giang, Trúc Bạch Sơn, Việt Lam Hà, Sông Xanh An, Minh Thạch Vũ",
    "MY": "Perdanaraya, Selatmas, Tanjungria, Melurindah, Bayuperkasa",
    "SG": "Meridiona, Straitsworth, Temasora, Lionspan, Orchidwell, Pulauvera, Marinata",
    "PL": "Brzozowiak, Wiślanka, Kruszynor, Mazurovia, Tatrenko, Odrzanex",
    "HU": "Dunavölgyi, Tiszafüzes, Mátrahegy, Bakonyvár, Kőrösmart",
    "CZ": "Vltavín, Moravěnka, Krušnotech, Sázavan",
    "TR": "Anadolux, Karadenizay, Toroslan, Marmaranur, Egedağ",
    "BR": "Ipêvale, Serrabrava, Rio Claral, Pantanova, Jacarandá Sul, Guanavera",
    "IL": "Negevion, Tavorix, Hadarlev, Carmelitra, Shaharon, Yarkonit",
    "AE": "Dhafrah, Sahelyn, Najmaris",
    "MA": "Atlasiane, Rifouane",
    "ZA": "Kgalavista, Drakensvale, Umfolozi Ridge",
}

_GROUP_OF: Final = {
    "US": "english", "CA": "english", "GB": "english", "AU": "english", "DE": "german", "CH": "german",
    "FR": "french", "IT": "italian", "ES": "spanish", "MX": "spanish", "SE": "nordic", "NO": "nordic",
    "NL": "dutch",
}  # fmt: skip

_FORMS: Final = {
    "CN": "Co., Ltd.", "US": "Inc.", "CA": "Inc.", "GB": "plc", "AU": "Pty Ltd", "DE": "GmbH", "CH": "AG",
    "FR": "SAS", "IT": "S.p.A.", "ES": "S.A.", "MX": "S.A. de C.V.", "SE": "AB", "NO": "AS", "NL": "B.V.",
    "JP": "K.K.", "KR": "Co., Ltd.", "IN": "Pvt. Ltd.", "TH": "Co., Ltd.", "ID": "Tbk", "VN": "JSC",
    "MY": "Sdn. Bhd.", "SG": "Pte. Ltd.", "PL": "Sp. z o.o.", "HU": "Kft.", "CZ": "s.r.o.", "TR": "A.Ş.",
    "BR": "Ltda.", "IL": "Ltd.", "AE": "LLC", "MA": "S.A.", "ZA": "(Pty) Ltd",
}  # fmt: skip

COUNTRY_NAMES: Final = {
    "CN": "China", "US": "America", "CA": "Canada", "GB": "UK", "AU": "Australia", "DE": "Germany",
    "CH": "Switzerland", "FR": "France", "IT": "Italy", "ES": "Spain", "MX": "Mexico", "SE": "Sweden",
    "NO": "Norway", "NL": "Netherlands", "JP": "Japan", "KR": "Korea", "IN": "India", "TH": "Thailand",
    "ID": "Indonesia", "VN": "Vietnam", "MY": "Malaysia", "SG": "Singapore", "PL": "Poland", "HU": "Hungary",
    "CZ": "Czechia", "TR": "Türkiye", "BR": "Brazil", "IL": "Israel", "AE": "Emirates", "MA": "Morocco",
    "ZA": "South Africa",
}  # fmt: skip

_COUNTRY_ZH: Final = {
    "CN": "中国", "US": "美国", "CA": "加拿大", "GB": "英国", "AU": "澳大利亚", "DE": "德国", "CH": "瑞士",
    "FR": "法国", "IT": "意大利", "ES": "西班牙", "MX": "墨西哥", "SE": "瑞典", "NO": "挪威", "NL": "荷兰",
    "JP": "日本", "KR": "韩国", "IN": "印度", "TH": "泰国", "ID": "印度尼西亚", "VN": "越南", "MY": "马来西亚",
    "SG": "新加坡", "PL": "波兰", "HU": "匈牙利", "CZ": "捷克", "TR": "土耳其", "BR": "巴西", "IL": "以色列",
    "AE": "阿联酋", "MA": "摩洛哥", "ZA": "南非",
}  # fmt: skip

# Japanese words of firm names by broad industry; others say it in English.
_JAPANESE: Final = {
    "car-making": "自動車工業", "electronics": "電子", "software": "情報", "energy": "エネルギー", "logistics": "物流",
    "retail": "商事", "health": "医療", "services": "技術研究所",
}  # fmt: skip
_KOREAN: Final = {
    "car-making": "모빌리티", "electronics": "전자", "software": "소프트", "energy": "에너지", "logistics": "물류",
    "retail": "유통", "health": "헬스케어", "services": "기술",
}  # fmt: skip

# Put together from the parts above, but known from real life.
_TAKEN: Final = frozenset(
    {"Fenndale", "Hollindale", "Kelmgate", "Zellwald", "Falkstein", "Solventia", "Grandemont", "Dornfeld"}
)


@dataclass(frozen=True, slots=True)
class Brand:
    """The distinctive part of a name: in Latin letters, in the country's script, in Chinese."""

    latin: str
    native: str | None = None  # hanzi, kanji or hangul
    chinese: str | None = None  # how a Chinese newspaper would write it
    slug: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "slug", slug_of(self.latin))


@dataclass(frozen=True, slots=True)
class Naming:
    """A name and the other names it goes by."""

    name: str
    aliases: tuple[str, ...]


def slug_of(text: str) -> str:
    """ASCII letters, digits and hyphens, for ids and web addresses.

    >>> slug_of("Björnvika AS"), slug_of("Việt Lam Hà")
    ('bjornvika-as', 'viet-lam-ha')
    """
    plain = unicodedata.normalize("NFKD", text.replace("ø", "o").replace("đ", "d").replace("ı", "i"))
    kept = "".join(c if c.isascii() and c.isalnum() else " " for c in plain if not unicodedata.combining(c))
    return "-".join(kept.lower().split())


@cache
def brands_of(country: str) -> tuple[Brand, ...]:
    """All brands that may be given to organisations of one country, in a fixed order."""
    if country == "CN":
        return tuple(Brand(latin, native, native) for native, latin in _pairs(_CHINESE))
    if country in {"JP", "KR"}:
        return tuple(
            Brand(latin, native, native if country == "JP" else None)
            for native, latin in _pairs(_WHOLE[country])
        )
    if country in _WHOLE:
        return tuple(Brand(each.strip()) for each in _WHOLE[country].split(","))
    fronts, backs = _PARTS[_GROUP_OF[country]]
    return tuple(
        Brand(front + back, None, front_zh + back_zh)
        for front, front_zh in _pairs(fronts)
        for back, back_zh in _pairs(backs)
        if front + back not in _TAKEN
    )


def parts_of(language: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Beginnings and ends of made-up brands, without their Chinese rendering."""
    fronts, backs = _PARTS[language]
    return tuple(front for front, _ in _pairs(fronts)), tuple(back for back, _ in _pairs(backs))


def named(brand: Brand, line: Line, country: str, *, listed: bool, dice: Dice) -> Naming:
    """How an organisation with this brand in this line of business is called."""
    word, word_zh = dice.pick(line.words)
    form = {"DE": "AG", "CN": "Group", "JP": "Corporation", "US": "Corporation"}.get(country) if listed else None
    form = "" if line.slug == "research" else form or _FORMS[country]
    word = f"{brand.latin} {word}"
    latin = f"{word} {form}".strip()
    if country == "CN":
        return _chinese(brand, latin, _chinese_legal(brand, word_zh, line, listed), dice)
    if brand.native:
        native = brand.native + (_JAPANESE if country == "JP" else _KOREAN)[line.top]
        if line.slug != "research":
            native = f"{native}株式会社" if country == "JP" else f"{native} 주식회사"
        return Naming(latin, (native, brand.native))
    aliases = (word, f"{brand.chinese}{word_zh}") if brand.chinese and dice.chance(0.55) else (word,)
    return Naming(latin, tuple(each for each in aliases if each != latin))


def named_subsidiary(brand: Brand, line: Line, country: str, *, home: str, dice: Dice) -> Naming:
    """How a subsidiary is called: the parent's brand, its own line of business, its country."""
    word, word_zh = dice.pick(line.words)
    place = f" ({COUNTRY_NAMES[country]})" if country != home else ""
    latin = f"{brand.latin} {word}{place} {_FORMS[country]}"
    if brand.chinese is None:
        return Naming(latin, ())
    place_zh = f"（{_COUNTRY_ZH[country]}）" if country != home else ""
    chinese = f"{brand.chinese}{word_zh}{place_zh}有限公司"
    if home == "CN" and country == "CN":
        return _chinese(brand, latin, chinese, dice)
    return Naming(latin, (chinese,) if home in {"CN", "JP"} or dice.chance(0.4) else ())


def web_address(slug: str) -> str:
    return f"https://{slug}.example"


def _chinese_legal(brand: Brand, word: str, line: Line, listed: bool) -> str:
    if line.slug == "research":
        return f"{brand.native}{word}"
    return f"{brand.native}{word}{'集团股份有限公司' if listed else '有限公司'}"


def _chinese(brand: Brand, latin: str, legal: str, dice: Dice) -> Naming:
    """Chinese firms go by either script; the other one, and the short form, are aliases."""
    if dice.chance(0.45):
        return Naming(legal, (latin, brand.latin))
    return Naming(latin, (legal, str(brand.native)))


def _pairs(text: str) -> list[tuple[str, str]]:
    pairs = [each.split() for each in text.split(",")]
    return [(first, second) for first, second in pairs]
