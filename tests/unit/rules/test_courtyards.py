"""Hints beside a courtyard."""

from dataclasses import replace
from datetime import date

import pytest

from models.rules.courtyards import CourtyardFacts, courtyard_hints
from tests.unit.rules.book import EMPTY_BOOK, shipped_book

TODAY = date(2020, 9, 30)
COMPLETE = CourtyardFacts(
    secretary="王䶮",
    head="王䶮",
    head_is_secretary=True,
    has_party_organisation=True,
    has_committee=True,
    teams=1,
    cadres=1,
    has_pairing=True,
    party_total=15,
    party_full=15,
    party_working=4,
)


def test_a_complete_courtyard_needs_no_hint() -> None:
    assert courtyard_hints(COMPLETE, shipped_book(), TODAY) == ()


NO_COMMITTEE = "还没有居民自治组织：符合条件的组建业主委员会，条件暂不成熟的成立自管会或居民议事会。"


@pytest.mark.parametrize(
    ("facts", "level", "message", "source"),
    [
        (
            replace(COMPLETE, has_party_organisation=False, party_full=2, party_working=0),
            "warn",
            "还没有党组织：正式党员2人，不足3人，可成立联合党支部、党小组或功能型党组织。",
            "方案二（一）",
        ),
        (
            replace(COMPLETE, has_party_organisation=False, party_full=None),
            "warn",
            "还没有党组织。",
            "方案二（一）",
        ),
        (
            replace(COMPLETE, has_party_organisation=False, no_party_reason="党员均在外地"),
            "info",
            "还没有党组织（党员均在外地）。",
            "方案二（一）",
        ),
        (
            replace(COMPLETE, head="于旭芝", head_is_secretary=False),
            "info",
            "楼院长于旭芝不是书记王䶮；原则上由书记担任，另有安排的请在备注中写明原因。",
            "方案二（一）",
        ),
        (
            replace(COMPLETE, head=None, head_is_secretary=False),
            "warn",
            "还没有楼院长，原则上由楼院（片区）党支部书记担任。",
            "方案二（一）",
        ),
        (replace(COMPLETE, has_committee=False), "warn", NO_COMMITTEE, "方案二（二）"),
        (
            replace(COMPLETE, has_committee=False, no_committee_reason="正在筹备"),
            "info",
            "还没有居民自治组织（正在筹备）。",
            "方案二（二）",
        ),
        (
            replace(COMPLETE, readiness="qualified"),
            "warn",
            "条件具备，还没有组建业主委员会；符合条件的楼院都要组建。",
            "方案二（二）",
        ),
        (
            replace(COMPLETE, has_committee=False, readiness="qualified", no_committee_reason="正在筹备"),
            "warn",
            "条件具备，还没有组建业主委员会；符合条件的楼院都要组建。",
            "方案二（二）",
        ),
        (
            replace(COMPLETE, readiness="not_yet"),
            "warn",
            "暂不具备成立业主委员会的条件，请写明原因。",
            "方案二（二）",
        ),
        (
            replace(COMPLETE, has_committee=False, readiness="not_yet", no_committee_reason="产权不清"),
            "info",
            "还没有居民自治组织（产权不清）。",
            "方案二（二）",
        ),
        (replace(COMPLETE, cadres=0), "warn", "还没有分包干部。", "方案二（五）"),
        (replace(COMPLETE, has_pairing=False), "info", "还没有联建支部。", "方案二（五）"),
        (replace(COMPLETE, teams=0), "info", "还没有志愿服务队或文化团体。", "方案二（三）"),
        (
            replace(COMPLETE, party_working=16),
            "warn",
            "在职党员16人多于正式党员15人，请核对。",
            "楼院摸排表“党员情况”栏",
        ),
    ],
)
def test_what_a_courtyard_lacks(facts: CourtyardFacts, level: str, message: str, source: str) -> None:
    hints = courtyard_hints(facts, shipped_book(), TODAY)
    assert [(hint.level, hint.message, hint.source) for hint in hints] == [(level, message, source)]


@pytest.mark.parametrize(
    "facts",
    [
        replace(COMPLETE, has_owners_committee=True, readiness="qualified"),
        replace(COMPLETE, readiness="not_yet", no_committee_reason="产权不清"),
    ],
)
def test_a_courtyard_that_did_what_it_should(facts: CourtyardFacts) -> None:
    assert courtyard_hints(facts, shipped_book(), TODAY) == ()


def test_a_courtyard_not_ready_yet_can_form_another_committee() -> None:
    facts = replace(COMPLETE, has_committee=False, readiness="not_yet")
    assert [hint.message for hint in courtyard_hints(facts, shipped_book(), TODAY)] == [
        "暂不具备成立业主委员会的条件，请写明原因。",
        "还没有居民自治组织：可以先成立自管会或居民议事会。",
    ]


def test_a_head_without_a_secretary_is_no_departure() -> None:
    facts = replace(COMPLETE, secretary=None, head_is_secretary=False)
    assert courtyard_hints(facts, shipped_book(), TODAY) == ()


def test_without_rules_nothing_is_said() -> None:
    assert courtyard_hints(CourtyardFacts(), EMPTY_BOOK, TODAY) == ()
