"""The table of an annex as a page: Markdown and HTML of the same cells, in English or Chinese."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape
from typing import Final

from ecosystem.answers.life_establish import AnnexTable, MilestoneRow

LANGUAGES: Final = ("en", "zh")
_WORDS: Final[dict[str, dict[str, str]]] = {
    "en": {"title": "Milestones, resources, assessment", "quarter": "Quarter", "milestone": "Milestone", "due": "Due",
           "delivers": "Delivers", "resources": "Resources of {}", "assessment": "Assessment", "state": "State",
           "as_of": "As of", "overdue": "overdue by {} days", "late": "{} days late", "soon": "due in {} days",
           "common": "For the annex as a whole", "none": "There is no milestone yet."},
    "zh": {"title": "里程碑-资源-考核", "quarter": "季度", "milestone": "里程碑", "due": "到期日", "delivers": "交付方",
           "resources": "{}投入的资源", "assessment": "考核", "state": "状态", "as_of": "截至", "overdue": "逾期 {} 天",
           "late": "晚交付 {} 天", "soon": "{} 天后到期", "common": "附件整体", "none": "尚无里程碑。"},
}
_STATES_ZH: Final = {"planned": "计划", "running": "进行中", "blocked": "受阻", "delivered": "已交付",
                     "accepted": "已验收", "cancelled": "已取消"}
_MARKED: Final = re.compile(r"([\\`*_\[\]<>|#~])")


def markdown(table: AnnexTable, language: str) -> str:
    """The table as Markdown; text of others cannot become markup."""
    words = _WORDS[language]
    head, rows = cells(table, language)
    lines = [f"# {_plain(table.name)} · {words['title']}", "", f"{words['as_of']} {table.as_of}", "",
             _line(head), _line(["---"] * len(head), raw=True), *map(_line, rows)]
    return "\n".join(lines + ([] if rows else ["", words["none"]])) + "\n"


def html(table: AnnexTable, language: str) -> str:
    """The same as a page of its own."""
    words = _WORDS[language]
    head, rows = cells(table, language)
    title = escape(f"{table.name} · {words['title']}")
    body = "\n".join("<tr>" + "".join(f"<td>{escape(each)}</td>" for each in row) + "</tr>" for row in rows)
    heads = "".join(f'<th scope="col">{escape(each)}</th>' for each in head)
    none = "" if rows else f"<p>{words['none']}</p>"
    return (f'<!DOCTYPE html>\n<html lang="{language}">\n<head><meta charset="utf-8"><title>{title}</title></head>\n'
            f"<body><h1>{title}</h1>\n<p>{words['as_of']} {table.as_of}</p>\n"
            f"<table><thead><tr>{heads}</tr></thead>\n<tbody>\n{body}\n</tbody></table>{none}\n</body></html>\n")


def cells(table: AnnexTable, language: str) -> tuple[list[str], list[list[str]]]:
    """The heads of the columns and the rows: both pages show these."""
    words, names = _WORDS[language], table.partners
    head = [words["quarter"], words["milestone"], words["due"], words["delivers"],
            *(words["resources"].format(name) for name in names.values()), words["assessment"], words["state"]]
    rows = [[each.quarter, each.name, each.due, names.get(each.partner or "", each.partner or "–"),
             *("; ".join(each.resources.get(who, ())) or "–" for who in names), each.assessment or "–",
             _state(each, language)] for each in table.rows]
    if table.common:
        rows.append([words["common"], "–", "–", "–", *("; ".join(table.common.get(who, ())) or "–" for who in names),
                     "–", "–"])
    return head, rows


def _state(row: MilestoneRow, language: str) -> str:
    words = _WORDS[language]
    said = [_STATES_ZH.get(row.state, row.state) if language == "zh" else row.state]
    if row.overdue_days:
        said.append(words["overdue"].format(row.overdue_days))
    elif row.status == "due_soon":
        said.append(words["soon"].format(row.days_left))
    if row.late_days:
        said.append(words["late"].format(row.late_days))
    return "; ".join([*said, *(each.sentence_zh if language == "zh" else each.sentence for each in row.blockers)])


def _line(row: Sequence[str], *, raw: bool = False) -> str:
    return "| " + " | ".join(row if raw else map(_plain, row)) + " |"


def _plain(text: str) -> str:
    return _MARKED.sub(r"\\\1", " ".join(text.split()))
