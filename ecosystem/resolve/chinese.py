"""How Chinese names are read and typed: simplified characters, pinyin, initials.

Readings come from pypinyin's tables, without tones. They are loaded at the first Chinese text, so
that an index without Chinese names never pays for them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Final

_TRADITIONAL: Final = (
    "國華為電訊際機團業產動車東長門開關閘間聞閣閩閱陽陰陸陳隊階險雙雜雞離難雲霧靈靜鞏韋韓韻頁頂項順須"
    "預領頭頻題顏額願類顧顯風飛飯飲飼飽館馬馮駐駕驅驗騰騎驛鳥鳳鳴鴻鵬鷹鷺鹽麗麥黃點黨齊齒龍龜龐萬與專"
    "並亞億儀優儲償兒內兩冊凱別則剛創劃劇劉劍劑勁務勝勞勢勵勳匯區協單卻參叢員問啟喬嘆嘗噴嚴囑圍園圓圖"
    "場塊堅壇塵墊墜壓壘壯壽夠夢奮奧婦媽學孫寧實寫寬寶將對導層屆島峽崗嶺嶽巒帥師帳帶幣幫廠廣廟廳張強彈"
    "彌彎後徑從復徵態慶應懷戰戲戶執掃揚換損搖擁擇擊擔據擴攝攜敵數斷於時晉曉曆會術權條來極構樂樓標樣樹"
    "橋檔檢檳欄歐歷歲歸殘殺殼氣氫氬決沒沖況淚淨淺測渦湯溝滅滬滿漁漢漸潔潤潛澤濃濕濟濤濱瀏瀘瀝灣煉煙煥"
    "熱燈燒營燦爐爭爺爾牆狀獎獨獲現環瑪瑩璽瓊甌畢畫異當疊療發監盤盧眾睜碩確碼磚礦礎禮禪種稱穀積穩穫窩"
    "競筆節範築簡簽籃糧糾紀約紅納純紙級紗紛紡紐線組細終紹經結給絡統絲綁綜綠維網緊緒綿編緣緩緯練縣縫總"
    "績織繞繪繫繼續纖羅義習聖聯聲職聽肅脫腦腫膚膠臺興舉艙艦藝葉莊蓋蓮蔣蕭薦薩藍藥蘇蘭處號蝦螢蠟衛複規"
    "視親覺覽觀觸計訂討訓託記訪設許訴診評詞詢試詩話該詳誠語誤說課調談請論諸諾謀謝證識譜譯議護讀變讓豐"
    "豬貝負財貢貨販貫責貯貴貸費貼貿賀資賓賞賠賢賣賦質賬賭賴賺購賽贈贊贏趙趕軌軍軒軟轉輪輕載輔輛輝輸轄"
    "辦農連進運過達違遠適選遷遼還邁邊郵鄉鄧鄭鄰醫醬釀釋裏鈞鈴鈾鈦鉅鉑鉛鉻銀銅銘銳銷鋁鋅鋒鋪鋰鋼錄錢錦"
    "錫鍋鍍鍊鍛鍾鎂鎖鎢鎮鎳鏈鏡鐘鐵鑄鑑鑒鑰鑽體製鬥舊衝鬆徹灑竊戀憲嘯壩擺撥撲擠擬攤攔斃晝曬棟棗椏棧楊"
    "榮槍槓櫃櫻殲毀涼渾溫滲滌漲漿潰澀澆濫瀉瀾灘犧狹獅獸琺瑤瓏癒矯祿禍稅穎竄竅籌籠紮絨絹綢綺緞緬緻繡繳"
    "纜罵羈羨膽膩臉臘舖艱芻茲荊莖萊葦蒼蔥蔭薑蘆蘋蘊蝕蟲蠶襯襲詔詠詭誌誕誘誼諧諮諒諜諺謂謊謙講謹譽豎貞"
    "貧貶貪買賊賒賜贖跡踐蹤躍軋較輻輾轎辭遊遙遞遜遲邏醜鈉鈔鈕鈣鉀鉗鉤鉬鋇鋸錐錘錳鍵鎊鎧鐳鑲閃閉閑閏閥"
    "闆闊闖闡陝陣隕隱雋霽頌頓頗頰頹顛顫餅餌饋駁駛駱駿騁驕驚驪骯髒鬧魚魯鮮鯨鱗鳩鴉鴨鵝鶴麩鬱渢堯嬌嬰孿"
    "岡峯嶼幟廈弔彙恆悅慣慮憂憐憤懇懶拋挾捨掛採撈撿斂暢柵樁歎淵湊滯瀟熾燙燼爛犢獄璣畝疇癡皺盡礙礪祕禱"
    "窮竇糞紋縮縱罷羣翹聳聾臥艷薈蘿虛蛻蜆補裝褲誇諭贓蹟轟邇鄒鑼闢隸雛霑鞦頃颱饒驟髮鹹麴黌齡週"
)
_SIMPLIFIED: Final = (
    "国华为电讯际机团业产动车东长门开关闸间闻阁闽阅阳阴陆陈队阶险双杂鸡离难云雾灵静巩韦韩韵页顶项顺须"
    "预领头频题颜额愿类顾显风飞饭饮饲饱馆马冯驻驾驱验腾骑驿鸟凤鸣鸿鹏鹰鹭盐丽麦黄点党齐齿龙龟庞万与专"
    "并亚亿仪优储偿儿内两册凯别则刚创划剧刘剑剂劲务胜劳势励勋汇区协单却参丛员问启乔叹尝喷严嘱围园圆图"
    "场块坚坛尘垫坠压垒壮寿够梦奋奥妇妈学孙宁实写宽宝将对导层届岛峡岗岭岳峦帅师帐带币帮厂广庙厅张强弹"
    "弥弯后径从复征态庆应怀战戏户执扫扬换损摇拥择击担据扩摄携敌数断于时晋晓历会术权条来极构乐楼标样树"
    "桥档检槟栏欧历岁归残杀壳气氢氩决没冲况泪净浅测涡汤沟灭沪满渔汉渐洁润潜泽浓湿济涛滨浏泸沥湾炼烟焕"
    "热灯烧营灿炉争爷尔墙状奖独获现环玛莹玺琼瓯毕画异当叠疗发监盘卢众睁硕确码砖矿础礼禅种称谷积稳获窝"
    "竞笔节范筑简签篮粮纠纪约红纳纯纸级纱纷纺纽线组细终绍经结给络统丝绑综绿维网紧绪绵编缘缓纬练县缝总"
    "绩织绕绘系继续纤罗义习圣联声职听肃脱脑肿肤胶台兴举舱舰艺叶庄盖莲蒋萧荐萨蓝药苏兰处号虾萤蜡卫复规"
    "视亲觉览观触计订讨训托记访设许诉诊评词询试诗话该详诚语误说课调谈请论诸诺谋谢证识谱译议护读变让丰"
    "猪贝负财贡货贩贯责贮贵贷费贴贸贺资宾赏赔贤卖赋质账赌赖赚购赛赠赞赢赵赶轨军轩软转轮轻载辅辆辉输辖"
    "办农连进运过达违远适选迁辽还迈边邮乡邓郑邻医酱酿释里钧铃铀钛巨铂铅铬银铜铭锐销铝锌锋铺锂钢录钱锦"
    "锡锅镀炼锻钟镁锁钨镇镍链镜钟铁铸鉴鉴钥钻体制斗旧冲松彻洒窃恋宪啸坝摆拨扑挤拟摊拦毙昼晒栋枣桠栈杨"
    "荣枪杠柜樱歼毁凉浑温渗涤涨浆溃涩浇滥泻澜滩牺狭狮兽珐瑶珑愈矫禄祸税颖窜窍筹笼扎绒绢绸绮缎缅致绣缴"
    "缆骂羁羡胆腻脸腊铺艰刍兹荆茎莱苇苍葱荫姜芦苹蕴蚀虫蚕衬袭诏咏诡志诞诱谊谐咨谅谍谚谓谎谦讲谨誉竖贞"
    "贫贬贪买贼赊赐赎迹践踪跃轧较辐辗轿辞游遥递逊迟逻丑钠钞钮钙钾钳钩钼钡锯锥锤锰键镑铠镭镶闪闭闲闰阀"
    "板阔闯阐陕阵陨隐隽霁颂顿颇颊颓颠颤饼饵馈驳驶骆骏骋骄惊骊肮脏闹鱼鲁鲜鲸鳞鸠鸦鸭鹅鹤麸郁沨尧娇婴孪"
    "冈峰屿帜厦吊汇恒悦惯虑忧怜愤恳懒抛挟舍挂采捞捡敛畅栅桩叹渊凑滞潇炽烫烬烂犊狱玑亩畴痴皱尽碍砺秘祷"
    "穷窦粪纹缩纵罢群翘耸聋卧艳荟萝虚蜕蚬补装裤夸谕赃迹轰迩邹锣辟隶雏沾秋顷台饶骤发咸曲黉龄周"
)

SIMPLIFIED: Final[dict[int, str]] = dict(zip(map(ord, _TRADITIONAL), _SIMPLIFIED, strict=True))
"""Traditional characters that are frequent in names of organisations, to their simplified form.

Not a whole conversion table: what is missing here is still found by its pinyin, which is the same.
"""

HAN: Final = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0002fa1f]")
KANA: Final = re.compile("[\u3040-\u30ff]")

_READ_IN_NAMES: Final = {"长": "chang", "朝": "chao", "都": "du", "乐": "le", "地": "di", "车": "che"}
"""Where pypinyin's first reading of a lone character is rare in names of organisations."""

_READ_TOGETHER: Final = {"朝阳": ("chao", "yang")}

_LONGEST_PHRASE: Final = 4


@dataclass(frozen=True, slots=True)
class _Tables:
    readings: dict[str, str]
    phrases: dict[str, tuple[str, ...]]  # only those that are not read character by character
    ambiguous: frozenset[str]  # characters that occur in ``phrases``
    syllables: frozenset[str]


def syllables(text: str) -> list[str]:
    """The toneless syllables of a run of Han characters; empty where a character has no reading.

    Examples
    --------
    >>> syllables("华为"), syllables("重庆长安"), syllables("重工")
    (['hua', 'wei'], ['chong', 'qing', 'chang', 'an'], ['zhong', 'gong'])
    """
    tables = _tables()
    found = [tables.readings.get(character, "") for character in text]
    if not all(found):
        return []
    if not tables.ambiguous.isdisjoint(text):
        _read_phrases(text, found, tables.phrases)
    return found


def initials(heard: Iterable[str]) -> str:
    """The first letters of syllables, as typed by people in a hurry.

    Examples
    --------
    >>> initials(syllables("华为")), initials(syllables("中国石油"))
    ('hw', 'zgsy')
    """
    return "".join([syllable[0] for syllable in heard])


def split_pinyin(letters: str) -> list[str]:
    """Unspaced pinyin cut into syllables, as few as possible; empty where it is not pinyin.

    Examples
    --------
    >>> split_pinyin("tengxunyinyue"), split_pinyin("siemens")
    (['teng', 'xun', 'yin', 'yue'], [])
    """
    known = _tables().syllables
    best: list[list[str] | None] = [[]] + [None] * len(letters)
    for end in range(1, len(letters) + 1):
        for start in range(max(0, end - 6), end):
            before = best[start]
            if before is not None and letters[start:end] in known:
                here = best[end]
                if here is None or len(before) + 1 < len(here):
                    best[end] = [*before, letters[start:end]]
    return best[-1] or []


def _read_phrases(text: str, found: list[str], phrases: dict[str, tuple[str, ...]]) -> None:
    """Put the readings that a character has only in company (重 in 重庆) in place, longest first."""
    at = 0
    while at < len(text):
        for length in range(min(_LONGEST_PHRASE, len(text) - at), 1, -1):
            reading = phrases.get(text[at : at + length])
            if reading is not None:
                found[at : at + length] = reading
                at += length - 1
                break
        at += 1


def _toneless(syllable: str) -> str:
    letters = unicodedata.normalize("NFD", syllable)
    return "".join(letter for letter in letters if "a" <= letter <= "z")


@cache
def _tables() -> _Tables:
    from pypinyin.phrases_dict import phrases_dict
    from pypinyin.pinyin_dict import pinyin_dict

    plain: dict[str, str] = {}

    def toneless(syllable: str) -> str:
        if syllable not in plain:
            plain[syllable] = _toneless(syllable)
        return plain[syllable]

    readings = {chr(code): toneless(heard.split(",", 1)[0]) for code, heard in pinyin_dict.items()}
    readings |= _READ_IN_NAMES
    phrases: dict[str, tuple[str, ...]] = {}
    spoken: set[str] = set()
    for phrase, heard in phrases_dict.items():
        if len(phrase) > _LONGEST_PHRASE or len(heard) != len(phrase):
            continue
        reading = tuple(toneless(each[0]) for each in heard)
        spoken.update(reading)
        if any(readings.get(character) != each for character, each in zip(phrase, reading, strict=True)):
            phrases[phrase] = reading
    phrases |= _READ_TOGETHER
    return _Tables(readings, phrases, frozenset("".join(phrases)), frozenset(spoken - {""}))
