"""How long a search over many names takes, and how often it finds what was meant.

    python benchmarks/bench_search.py [--names 200000] [--questions 300] [--peers] [--json FILE]

Names are invented (Latin, Chinese, mixed; with legal forms, aliases and words that many share), so
the same command measures the same work everywhere. ``--peers`` asks RapidFuzz's own
``process.extractOne`` the same questions over all names, in the same run.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from ecosystem.resolve.chinese import initials, syllables
from ecosystem.resolve.names import parse
from ecosystem.resolve.search import NameIndex

SYLLABLES = (
    "ba be bi bo ca ce co da de di do el en er fa fi ga go ha in ka ke ki ko la le li lo ma me mi mo na ne ni no "
    "or pa pe po ra re ri ro sa se si so ta te ti to tra ul va ve vi vo xa ya ze zo"
).split()
TRADES = (
    "Technologies Systems Energy Motors Logistics Software Electronics Industries Solutions Pharma Foods Capital "
    "Steel Robotics Semiconductor Services Automotive Health Networks Engineering"
).split()
PLACES = "Berlin Shanghai Nordic Pacific London Texas Milano Tokyo Delhi Global United American Central".split()
FORMS = "GmbH|AG|Inc.|Ltd.|LLC|S.A.|S.p.A.|Co., Ltd.|B.V.|Oy|A/S|Corporation||".split("|")
CITIES = "北京 上海 深圳市 广州 杭州 重庆 武汉 成都 南京 苏州 天津 西安".split()
CHARACTERS = (
    "华为腾讯安信达联想科创新海尔天宇鸿鹏瑞德盛泰金元亿通恒大美的格力"
    "比亚迪中兴国富康明星光远东方正汇丰利源隆和顺"
)
CHINESE_TRADES = "科技 汽车 电子 能源 物流 软件 医药 食品 钢铁 机器人 半导体 网络 通信 新材料 智能装备 投资".split()
CHINESE_FORMS = "有限公司 股份有限公司 集团有限公司 有限责任公司".split()

Question = tuple[str, int]  # what is typed, and the row that is meant; -1 where nobody is
Figures = dict[str, float]


def invent(count: int, seed: int = 4) -> tuple[list[str], list[str], list[list[str]]]:
    """Ids, names and aliases; the same for the same seed. Two in five are Chinese."""
    rng = random.Random(seed)
    names: list[str] = []
    aliases: list[list[str]] = []
    for _ in range(count):
        kind = rng.random()
        brand = "".join(rng.choices(SYLLABLES, k=rng.choice((2, 2, 3, 3, 4)))).capitalize()
        if kind < 0.6:
            words = [brand, *rng.sample(TRADES, rng.choice((0, 1, 1, 2)))]
            if rng.random() < 0.25:
                words.insert(rng.randrange(2), rng.choice(PLACES))
            names.append(" ".join([*words, rng.choice(FORMS)]).strip())
            short = "".join(word[0] for word in words)
            aliases.append([short] if len(words) > 2 and rng.random() < 0.3 else [])
        else:
            core = "".join(rng.choices(CHARACTERS, k=rng.choice((2, 2, 3, 4))))
            if kind > 0.95:
                core = brand.upper()[:4] + core
            city = rng.choice(CITIES) if rng.random() < 0.5 else ""
            names.append(city + core + rng.choice(CHINESE_TRADES) + rng.choice(CHINESE_FORMS))
            aliases.append([f"{brand} {rng.choice(TRADES)}"] if rng.random() < 0.4 else [])
    return [f"org-{at:07d}" for at in range(count)], names, aliases


def mistype(text: str, rng: random.Random, errors: int) -> str:
    """Letters dropped, put in, exchanged or replaced."""
    letters = list(text)
    for _ in range(errors):
        at = rng.randrange(1, max(2, len(letters) - 1)) if len(letters) > 1 else 0
        match rng.randrange(4):
            case 0:
                del letters[at]
            case 1:
                letters.insert(at, rng.choice("aeinorst"))
            case 2 if at + 1 < len(letters):
                letters[at], letters[at + 1] = letters[at + 1], letters[at]
            case _:
                letters[at] = rng.choice("aeinorst")
    return "".join(letters)


def questions(names: Sequence[str], count: int, seed: int = 5) -> dict[str, list[Question]]:
    """What is typed, by kind of question."""
    rng = random.Random(seed)
    latin = [row for row, name in enumerate(names) if name.isascii()]
    chinese = [row for row, name in enumerate(names) if not name.isascii() and not name[0].isascii()]

    def asked(rows: Sequence[int], spell: Callable[[str], str]) -> list[Question]:
        return [(spell(names[row]), row) for row in rng.choices(rows, k=count)]

    def nobody(spell: Callable[[], str], times: int = count) -> list[Question]:
        return [(spell(), -1) for _ in range(times)]

    def heard(name: str) -> list[str]:
        return [each for word in parse(name).words for each in syllables(word)]

    def shuffled(name: str) -> str:
        words = list(parse(name).words)
        rng.shuffle(words)
        return " ".join(words)

    def letters(alphabet: str, least: int, most: int) -> str:
        return "".join(rng.choices(alphabet, k=rng.randint(least, most)))

    return {
        "exact": asked(latin, str),
        "lower case, no form": asked(latin, lambda name: " ".join(parse(name).words)),
        "word order": asked(latin, shuffled),
        "one error": asked(latin, lambda name: mistype(name, rng, 1)),
        "two errors": asked(latin, lambda name: mistype(name, rng, 2)),
        "beginning": asked(latin, lambda name: name[: max(4, len(name) // 2)]),
        "Chinese": asked(chinese, str),
        "Chinese, no form": asked(chinese, lambda name: "".join(parse(name).words)),
        "pinyin": asked(chinese, lambda name: "".join(heard(name))),
        "pinyin, spaced": asked(chinese, lambda name: " ".join(heard(name))),
        "pinyin initials": asked(chinese, lambda name: initials(heard(name))),
        "frequent word": nobody(lambda: rng.choice(TRADES)),
        "frequent word, Chinese": nobody(lambda: rng.choice(CHINESE_TRADES)),
        "one letter": nobody(lambda: letters("abcdefghijklmnopqrstuvwxyz华中", 1, 1)),
        "two letters": nobody(lambda: letters("abcdefghilmnoprstuvz", 2, 2)),
        "garbage": nobody(lambda: letters("bcdfghjklmnpqrstvwxz", 6, 14)),
        "10,000 letters": nobody(lambda: letters("abcdefghij klmnop", 10_000, 10_000), min(count, 50)),
    }


def measure(ask: Callable[[str], int | None], asked: Sequence[Question], names: Sequence[str]) -> Figures:
    """Milliseconds, by the clock and of CPU, and how often the name that was meant came first."""
    times: list[float] = []
    busy: list[float] = []
    right = answered = 0
    for text, row in asked:
        start, start_busy = time.perf_counter(), time.process_time()
        first = ask(text)
        times.append(1000 * (time.perf_counter() - start))
        busy.append(1000 * (time.process_time() - start_busy))
        answered += first is not None
        if first is not None and row >= 0:  # another partner of the same name is as right
            right += parse(names[first]).words == parse(names[row]).words
    times.sort()
    busy.sort()
    return {
        "p50_ms": times[len(times) // 2],
        "p95_ms": times[int(len(times) * 0.95)],
        "max_ms": times[-1],
        "cpu_p95_ms": busy[int(len(busy) * 0.95)],
        "answered": answered / len(asked),
        "right": right / max(1, sum(row >= 0 for _, row in asked)),
    }


def show(kind: str, figures: Figures) -> None:
    columns = "".join(f"{figures[each]:>9.1f}" for each in ("p50_ms", "p95_ms", "max_ms", "cpu_p95_ms"))
    print(f"{kind:<24}{columns}{figures['answered']:>10.3f}{figures['right']:>8.3f}", flush=True)


def build(count: int) -> tuple[NameIndex, list[str], dict[str, float]]:
    ids, names, aliases = invent(count)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start, start_busy = time.perf_counter(), time.process_time()
    index = NameIndex.build(ids, names, aliases)
    figures = {
        "names": float(count),
        "aliases": float(len(index.rows) - count),
        "build_s": time.perf_counter() - start,
        "build_cpu_s": time.process_time() - start_busy,
        "held_mib": sum(array.nbytes for array in index.arrays().values()) / 2**20,
        "peak_mib": (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024,
    }
    return index, names, figures


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="How long a search over many names takes.")
    parser.add_argument("--names", type=int, default=200_000)
    parser.add_argument("--questions", type=int, default=300)
    parser.add_argument("--peers", action="store_true", help="RapidFuzz over all names beside it")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args(arguments)

    index, names, built = build(options.names)
    print("{names:,.0f} names, {aliases:,.0f} aliases: built in {build_s:.1f} s ({build_cpu_s:.1f} s of CPU), "
          "{held_mib:.0f} MiB held, {peak_mib:.0f} MiB more at the peak".format(**built))
    results: dict[str, object] = {"index": built}

    def ours(text: str) -> int | None:
        found = index.search(text, 10)
        return found[0].row if found else None

    print(f"{'question':<24}   p50 ms   p95 ms   max ms  CPU p95  answered   right")
    by_kind = questions(names, options.questions)
    mixed = [question for asked in by_kind.values() for question in asked]
    random.Random(6).shuffle(mixed)
    for kind, asked in {**by_kind, "all of them, mixed": mixed}.items():
        results[kind] = figures = measure(ours, asked, names)
        show(kind, figures)
    if options.peers:
        results |= peers(names, by_kind)
    if options.json:
        options.json.write_text(json.dumps(results, indent=1, ensure_ascii=False), encoding="utf-8")
    return 0


def peers(names: Sequence[str], by_kind: dict[str, list[Question]]) -> dict[str, Figures]:
    """RapidFuzz's best single scorer over every name, folded as ours are: no index, nothing built."""
    from rapidfuzz import fuzz, process

    folded = [" ".join(parse(name).words) for name in names]

    def ask(text: str) -> int | None:
        best = process.extractOne(" ".join(parse(text).words), folded, scorer=fuzz.WRatio, score_cutoff=60)
        return None if best is None else int(best[2])

    results: dict[str, Figures] = {}
    for kind in ("exact", "word order", "one error", "two errors", "Chinese, no form", "pinyin", "garbage"):
        results[f"RapidFuzz: {kind}"] = figures = measure(ask, by_kind[kind][:20], names)
        show(f"RapidFuzz: {kind}"[:23], figures)
    return results


if __name__ == "__main__":
    sys.exit(main())
