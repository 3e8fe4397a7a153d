"""How it ends or becomes another one: triggers, incidents, the plan of exit."""

from __future__ import annotations

from typing import Final

from ecosystem.life.fields import Field
from ecosystem.life.kinds.base import (
    KEPT,
    NAME,
    NOTED,
    B,
    D,
    I,
    N,
    R,
    RecordKind,
    T,
    under,
)
from ecosystem.life.machine import Machine

ENDING: Final = (
    RecordKind("trigger", "触发条件", (
        under("agreement"), NAME, Field("hardness", T, required=True, one_of=("hard", "soft")),
        Field("test", T, required=True, one_of=(
            "milestones_missed", "incident", "strategy_changed", "satisfaction_falling", "kpi_below", "delay_rate")),
        Field("kpi", T, refers_to="kpi"), Field("bar", N), Field("times", I, minimum=1), Field("incident", T),
    ), KEPT, "what lets a side end it, as the agreement says"),
    RecordKind("incident", "事件", (
        Field("title", T, required=True), Field("sort", T, required=True, one_of=(
            "data_leak", "compliance", "sanction", "safety", "quality", "strategy_change", "other")),
        Field("grave", B), Field("partner", T, refers_to="Partner"), Field("day", D, required=True), Field("source", T),
    ), NOTED, "something that happened and counts for the triggers"),
    RecordKind("exit_plan", "退出计划", (
        under("agreement"), Field("notice_on", D, required=True), Field("ends_on", D, required=True),
        Field("statement", T), Field("steps", R, of=(
            Field("day", D, required=True), Field("what", T, required=True, one_of=(
                "right", "staff", "customer_notice", "service", "obligation", "statement", "buy_back")),
            Field("thing", T), Field("owner", T, required=True), Field("partner", T, refers_to="Partner"),
            Field("percent", N, minimum=0, maximum=100), Field("until", D), Field("done_on", D), Field("note", T))),
    ), Machine("draft", {"draft": {"agree": "agreed", "drop": "dropped"},
                         "agreed": {"start": "running", "revise": "draft"},
                         "running": {"finish": "finished", "revise": "draft"}, "finished": {}, "dropped": {}}),
       "how it ends, step by step, with dates and owners"),
)
