"""How it fares: measures, readings, surveys, reviews, rules of alert and alerts."""

from __future__ import annotations

from typing import Final

from ecosystem.life.fields import Field
from ecosystem.life.kinds.base import (
    CURRENCY,
    KEPT,
    LEVELS,
    NAME,
    NOTED,
    PARTNERSHIP,
    TYPES,
    B,
    D,
    I,
    L,
    N,
    RecordKind,
    T,
    under,
)
from ecosystem.life.machine import Machine

EVALUATE: Final = (
    RecordKind("kpi", "指标", (
        NAME, Field("target", N, required=True), Field("weight", N, required=True, minimum=0),
        Field("better", T, required=True, one_of=("higher", "lower")), Field("low", N), Field("high", N),
        Field("unit", T), CURRENCY, Field("branch", T, about="of the fishbone"),
        Field("every", T, one_of=("month", "quarter", "half_year", "year")), Field("look_back", I, minimum=1),
        Field("factor_of", T, refers_to="kpi"), Field("source", T),
    ), KEPT, "a measure with its target"),
    RecordKind("reading", "指标值", (
        under("kpi"), Field("day", D, required=True, about="the last day of the period"),
        Field("value", N, required=True),
        Field("source", T), Field("note", T),
    ), NOTED, "a value of a measure"),
    RecordKind("survey", "满意度调查", (
        Field("title", T, required=True), Field("questions", L, required=True), Field("opens", D), Field("closes", D),
        Field("invited", I, minimum=1),
    ), Machine("draft", {"draft": {"open": "open"}, "open": {"close": "closed"}, "closed": {}}),
       "an anonymous survey; answers are kept apart from whoever gave them"),
    RecordKind("review", "评估", (
        Field("starts", D, required=True), Field("ends", D, required=True), Field("health", N), Field("findings", L),
        Field("changes", L), Field("next_type", T, one_of=TYPES),
    ), Machine("draft", {"draft": {"close": "closed", "drop": "dropped"}, "closed": {}, "dropped": {}}),
       "the half-yearly diagnosis; it closes with a changed plan"),
    RecordKind("alert_rule", "预警规则", (
        NAME, Field("measure", T, required=True), Field("test", T, required=True,
              one_of=("threshold", "run", "falling", "trend", "cusum", "ewma", "missing")),
        Field("bar", N), Field("above", B), Field("times", I, minimum=1), Field("level", T, one_of=LEVELS),
        Field("hours_to_answer", I, minimum=1), Field("partnership_only", T, refers_to=PARTNERSHIP),
        Field("webhook", T), Field("mail", T),
    ), KEPT, "when somebody is told"),
    RecordKind("alert", "预警", (
        Field("rule", T, required=True), Field("title", T, required=True),
        Field("level", T, required=True, one_of=LEVELS),
        Field("facts", L), Field("records", L), Field("owner", T), Field("fingerprint", T),
    ), Machine("open", {"open": {"acknowledge": "acknowledged", "escalate": "open", "resolve": "resolved"},
                        "acknowledged": {"resolve": "resolved", "escalate": "open"},
                        "resolved": {"reopen": "open"}}), "a rule that fired, with what made it"),
)
