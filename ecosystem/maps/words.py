"""What maps say, in English and Chinese: every sentence of a scene comes from here.

A sentence is asked for by its key; numbers and names are filled in. A language lacks no key
(tests/ecosystem/maps/test_words.py).
"""

from __future__ import annotations

from typing import Final

from ecosystem.errors import InvalidParameter

LANGUAGES: Final = ("en", "zh")

_WORDS: Final[dict[str, tuple[str, str]]] = {
    "ecosystem.title": ("The ecosystem: {regions} regions, the largest around {largest}",
                        "生态全景：{regions} 个区域，最大的是{largest}"),
    "ecosystem.reading": ("Who works together or can do alike things stands together. A grey line bundles the ties "
                          "between two communities.",
                          "彼此合作或能力相近的机构位于一处；灰线汇总两个群体之间的联系。"),
    "ecosystem.empty": ("There is no organisation on record at {as_of}", "截至 {as_of} 没有任何机构记录"),
    "size.ties": ("number of ties", "联系数量"),
    "kind.0": ("organisation", "机构"),
    "kind.1": ("capability", "能力"),
    "kind.2": ("patent", "专利"),
    "kind.3": ("channel", "渠道"),
    "kind.4": ("need", "需求"),
    "tie.partnership": ("partnership", "合作关系"),
    "tie.supplies": ("supplies", "供应"),
    "group.lone": ("Without ties", "暂无联系"),
    "group.number": ("Group {number}", "群体 {number}"),
    "shown": ("showing {shown} of {total}", "显示 {shown} / {total}"),
}


def say(language: str, key: str, **values: object) -> str:
    """A sentence of a scene.

    Raises
    ------
    InvalidParameter
        for a language that is not spoken here.

    Examples
    --------
    >>> say("zh", "shown", shown=412, total=20_000)
    '显示 412 / 20,000'
    """
    if language not in LANGUAGES:
        raise InvalidParameter(f"language is {language!r}; it can be {' or '.join(LANGUAGES)}.")
    written = {name: f"{value:,}" if isinstance(value, int) else value for name, value in values.items()}
    return _WORDS[key][LANGUAGES.index(language)].format(**written)
