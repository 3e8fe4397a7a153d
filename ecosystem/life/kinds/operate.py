"""While it runs: meetings, decisions, actions, shared resources, customers, rotations, conflicts."""

from __future__ import annotations

from typing import Final

from ecosystem.life.fields import Field
from ecosystem.life.kinds.base import (
    CURRENCY,
    KEPT,
    LEVELS,
    NAME,
    NOTED,
    OPEN_CLOSED,
    D,
    I,
    L,
    N,
    RecordKind,
    S,
    T,
    under,
)
from ecosystem.life.machine import Machine

OPERATE: Final = (
    RecordKind("cadence", "沟通节奏", (
        Field("level", T, required=True, one_of=LEVELS), Field("every", I, required=True, minimum=1, maximum=1_000),
        Field("unit", T, required=True, one_of=("day", "week", "month", "quarter")), Field("starts", D, required=True),
        Field("ends", D), Field("time", T, about="HH:MM, local to the time zone"), Field("zone", T),
        Field("minutes", I, minimum=5, maximum=10_080), Field("topics", L), Field("people", L),
        Field("grace_days", I, minimum=0, maximum=366, about="how many days early or late a meeting may be"),
    ), KEPT, "how often whom meets"),
    RecordKind("meeting", "会议", (
        Field("level", T, required=True, one_of=LEVELS), Field("day", D, required=True), Field("title", T),
        Field("cadence", T, refers_to="cadence"), Field("attendees", L), Field("agenda", L), Field("minutes", T),
    ), Machine("planned", {"planned": {"hold": "held", "miss": "missed", "cancel": "cancelled"},
                           "missed": {"hold": "held"}, "held": {}, "cancelled": {"plan": "planned"}}), "one meeting"),
    RecordKind("decision", "决定", (
        Field("meeting", T, refers_to="meeting"), Field("text", T, required=True), Field("owner", T),
        Field("about", T, about="the id of a record"),
    ), NOTED, "what was decided"),
    RecordKind("action", "行动项", (
        Field("meeting", T, refers_to="meeting"), Field("text", T, required=True), Field("owner", T, required=True),
        Field("partner", T, refers_to="Partner"), Field("due", D), Field("about", T),
    ), Machine("open", {"open": {"finish": "done", "block": "blocked", "drop": "dropped"},
                        "blocked": {"unblock": "open", "drop": "dropped"}, "done": {"reopen": "open"},
                        "dropped": {"reopen": "open"}}), "what somebody is to do until when"),
    RecordKind("sharing_rule", "共享规则", (
        Field("sort", T, required=True, one_of=("patent", "capability", "data", "person", "document", "channel")),
        Field("effect", T, required=True, one_of=("allow", "deny")),
        Field("things", L, about="ids; all of the sort where none is named"),
        Field("owner", T, required=True, refers_to="Partner"), Field("partners", L, refers_to="Partner"),
        Field("starts", D), Field("ends", D), Field("condition", T), Field("priority", I),
        Field("clause", T, refers_to="clause"),
    ), KEPT, "what of one side may be shown or lent to whom"),
    RecordKind("secret", "核心技术保密项", (
        Field("sort", T, required=True, one_of=("Patent", "Capability", "Need", "Channel", "Partnership", "record")),
        Field("thing", T, required=True, about="the id of what is confidential"),
        Field("owner", T, refers_to="Partner"), Field("reason", T), Field("starts", D), Field("ends", D),
    ), KEPT, "an entry of the core confidential list"),
    RecordKind("customer", "客户", (
        NAME, Field("channel", T, refers_to="Channel"), Field("service_owner", T, refers_to="Partner"),
        Field("service_from", D), Field("told_on", D),
    ), Machine("served", {"served": {"leave": "left"}, "left": {"return": "served"}}), "somebody who buys"),
    RecordKind("touch", "客户触点", (
        under("customer"), Field("partner", T, required=True, refers_to="Partner"), Field("day", D, required=True),
        Field("contribution", N, minimum=0), Field("note", T),
    ), NOTED, "a contribution to winning a customer"),
    RecordKind("order", "订单", (
        under("customer"), Field("day", D, required=True), Field("amount", N, required=True, minimum=0),
        Field("currency", T, required=True),
        Field("rule", T, one_of=("first_touch", "last_touch", "split", "time_decay")),
        Field("dispute", T),
    ), Machine("booked", {"booked": {"dispute": "disputed", "cancel": "cancelled"},
                          "disputed": {"settle": "booked"}, "cancelled": {}}), "what a customer bought"),
    RecordKind("rotation", "人员轮岗", (
        Field("person", T, required=True), Field("from_partner", T, required=True, refers_to="Partner"),
        Field("to_partner", T, required=True, refers_to="Partner"), Field("starts", D, required=True), Field("ends", D),
        Field("bound_months", I, minimum=0, about="non-compete after the end"),
    ), Machine("planned", {"planned": {"start": "away", "cancel": "cancelled"}, "away": {"return": "back"},
                           "back": {}, "cancelled": {}}), "somebody of one side working at the other"),
    RecordKind("conflict", "冲突", (
        Field("title", T, required=True), Field("whys", L, about="five times why (5-Why)"), Field("cause", T),
        Field("loss", N, minimum=0), CURRENCY, Field("shares", S, refers_to="Partner"),
        Field("project", T, refers_to="project"), Field("clause", T, refers_to="clause"),
        Field("milestones", L, refers_to="milestone"), Field("remedy", T), Field("tags", L),
        Field("level", T, one_of=LEVELS), Field("reason", T, about="why no clause was changed by it"),
    ), Machine("open", {"open": {"analyse": "analysed", "withdraw": "withdrawn"},
                        "analysed": {"share": "shared", "withdraw": "withdrawn"},
                        "shared": {"remedy": "in_remedy"}, "in_remedy": {"close": "closed"},
                        "closed": {"reopen": "open"}, "withdrawn": {}}),
       "found by asking why, shared, remedied, and what it changed"),
    RecordKind("note", "备注", (Field("text", T, required=True), Field("about", T)), NOTED, "a remark"),
    RecordKind("issue", "问题", (
        Field("title", T, required=True), Field("milestone", T, refers_to="milestone"), Field("owner", T),
        Field("due", D),
    ), OPEN_CLOSED, "something that blocks work"),
)
