"""From candidate to agreement: partnership, due diligence, agreement, annex, milestone, resource, project."""

from __future__ import annotations

from typing import Final

from ecosystem.life.fields import Field
from ecosystem.life.kinds.base import (
    CURRENCY,
    GOAL,
    KEPT,
    NAME,
    NOTED,
    PARTNERSHIP,
    TYPES,
    D,
    I,
    L,
    N,
    R,
    RecordKind,
    S,
    T,
    under,
)
from ecosystem.life.machine import Machine

ESTABLISH: Final = (
    RecordKind(PARTNERSHIP, "合作关系", (
        NAME, Field("type", T, required=True, one_of=TYPES),
        Field("partners", L, required=True, refers_to="Partner", about="two or more"),
        Field("owners", R, of=(Field("partner", T, required=True, refers_to="Partner"),
                               Field("person", T, required=True)),
              about="who answers for it, one on each side before it can be active"),
        Field("needs", L, refers_to="Need"), Field("capabilities", L, refers_to="Capability"),
        Field("channels", L, refers_to="Channel"), Field("patents", L, refers_to="Patent"),
        Field("template", T), Field("note", T),
    ), Machine("candidate", {
        "candidate": {"contact": "contacted", "drop": "dropped"},
        "contacted": {"examine": "due_diligence", "drop": "dropped"},
        "due_diligence": {"pilot": "pilot", "negotiate": "negotiation", "drop": "dropped"},
        "pilot": {"negotiate": "negotiation", "drop": "dropped"},
        "negotiation": {"agree": "agreed", "drop": "dropped"},
        "agreed": {"activate": "active", "drop": "dropped"},
        "active": {"warn": "buffer", "transform": "active", "exit": "exiting", "end": "ended"},
        "buffer": {"resume": "active", "transform": "active", "exit": "exiting"},
        "exiting": {"end": "ended", "resume": "active"},
        "dropped": {"reopen": "candidate"},
        "ended": {},
    }), "two or more organisations, from candidate to end; its type may change, its identity does not"),
    RecordKind("check", "尽职调查项", (
        Field("question", T, required=True), Field("risk_kind", T), Field("partner", T, refers_to="Partner"),
        Field("owner", T), Field("due", D), Field("finding", T), Field("source", T),
        Field("likelihood", N, minimum=0, maximum=1), Field("impact", N, minimum=0, maximum=1),
    ), Machine("open", {"open": {"answer": "answered", "waive": "waived"}, "answered": {"reopen": "open"},
                        "waived": {"reopen": "open"}}), "one question of due diligence"),
    RecordKind("agreement", "合作协议", (
        NAME, Field("goals", R, of=GOAL), Field("rights", L), Field("duties", L),
        Field("ip_ownership", S, refers_to="Partner", about="who owns what is found together"),
        Field("cost_split", S, refers_to="Partner"), Field("territories", R, of=(
            Field("partner", T, required=True, refers_to="Partner"), Field("region", T, required=True))),
        Field("starts", D), Field("ends", D), Field("notice_months", I, minimum=0),
        Field("buffer_months", I, minimum=0, about="how long a transformation is assessed; 6 where nothing is said"),
        Field("customer_notice_months", I, minimum=0), Field("right_step_percent", N, minimum=0, maximum=100,
              about="of the rights to interfaces withdrawn each month"),
        Field("buy_back", T), Field("exit_terms", T), Field("supersedes", T, refers_to="agreement"),
    ), Machine("draft", {"draft": {"propose": "proposed", "drop": "dropped"},
                         "proposed": {"sign": "signed", "revise": "draft", "drop": "dropped"},
                         "signed": {"amend": "signed", "terminate": "terminated", "expire": "expired"},
                         "terminated": {}, "expired": {}, "dropped": {}}),
       "the main agreement: goals, rights and duties, ownership, costs, how it ends"),
    RecordKind("clause", "条款", (
        under("agreement"), Field("number", T, required=True), Field("title", T, required=True),
        Field("text", T, required=True), Field("topic", T, one_of=(
            "goal", "ip", "cost", "exit", "risk", "confidentiality", "sharing", "attribution", "staff", "other")),
    ), KEPT, "one clause of an agreement or annex"),
    RecordKind("annex", "附件", (
        under("agreement"), NAME, Field("topic", T), Field("needs", L, refers_to="Need"),
        Field("capabilities", L, refers_to="Capability"), Field("patents", L, refers_to="Patent"),
        Field("channels", L, refers_to="Channel"), Field("starts", D), Field("ends", D),
    ), Machine("draft", {"draft": {"activate": "active", "drop": "dropped"},
                         "active": {"suspend": "suspended", "close": "closed"},
                         "suspended": {"activate": "active", "close": "closed"}, "closed": {}, "dropped": {}}),
       "what is done under an agreement, by milestones, resources and assessment"),
    RecordKind("milestone", "里程碑", (
        under("annex"), NAME, Field("due", D, required=True), Field("partner", T, refers_to="Partner",
              about="who delivers it"),
        Field("owner", T), Field("assessment", T, about="how it is judged"), Field("weight", N, minimum=0),
        Field("after", L, refers_to="milestone", about="what must be done before"), Field("delivered_on", D),
        Field("blocked_by", T),
    ), Machine("planned", {"planned": {"start": "running", "cancel": "cancelled", "deliver": "delivered"},
                           "running": {"block": "blocked", "deliver": "delivered", "cancel": "cancelled"},
                           "blocked": {"unblock": "running", "cancel": "cancelled"},
                           "delivered": {"accept": "accepted", "reject": "running"},
                           "accepted": {}, "cancelled": {"restore": "planned"}}), "what is to be delivered, and when"),
    RecordKind("resource", "资源", (
        under("annex"), Field("milestone", T, refers_to="milestone"),
        Field("partner", T, required=True, refers_to="Partner", about="who provides it"),
        Field("what", T, required=True), Field("amount", N, minimum=0), Field("used", N, minimum=0), Field("unit", T),
        CURRENCY, Field("starts", D), Field("ends", D),
    ), Machine("promised", {"promised": {"provide": "provided", "withdraw": "withdrawn"},
                            "provided": {"return": "returned"}, "returned": {}, "withdrawn": {}}),
       "what one side puts in for a milestone"),
    RecordKind("acceptance", "验收", (
        under("milestone"), Field("verdict", T, required=True, one_of=("accepted", "accepted_with_rest", "rejected")),
        Field("by_person", T, required=True), Field("reached", N), Field("note", T),
    ), NOTED, "the judgement on a delivery"),
    RecordKind("project", "项目", (
        NAME, Field("purpose", T, required=True, one_of=("pilot", "seed", "remedial", "laboratory", "other")),
        Field("goals", R, of=GOAL), Field("starts", D, required=True), Field("ends", D),
        Field("leaders", R, of=(Field("partner", T, required=True, refers_to="Partner"),
                                Field("person", T, required=True))),
        Field("shares", S, refers_to="Partner"), Field("verdict", T), Field("conflict", T, refers_to="conflict"),
    ), Machine("planned", {"planned": {"start": "running", "drop": "dropped"},
                           "running": {"succeed": "succeeded", "fail": "failed", "stop": "stopped"},
                           "succeeded": {}, "failed": {}, "stopped": {}, "dropped": {}}),
       "a virtual pilot, a seed project, a remedial project, a joint laboratory"),
    RecordKind("observation", "观察", (
        Field("project", T, refers_to="project"), Field("partner", T, required=True, refers_to="Partner"),
        Field("measure", T, required=True, about="a trait: decision_style, risk_appetite …"),
        Field("value", T, required=True), Field("note", T),
    ), NOTED, "what a pilot showed of an organisation; it becomes a trait"),
    RecordKind("document", "文件", (
        NAME, Field("sort", T, one_of=("white_paper", "brand_rules", "minutes", "statement", "other")),
        Field("language", T, one_of=("en", "zh")), Field("text", T, required=True),
    ), KEPT, "a white paper, brand rules, a statement"),
)
