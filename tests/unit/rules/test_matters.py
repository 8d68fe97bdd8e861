"""Hints beside a matter, its steps, its notices and the objections against them."""

from dataclasses import replace
from datetime import date

import pytest

from models.rules.base import Hint
from models.rules.matters import MatterFacts, StepFacts, matter_hints, step_hints
from models.rules.notices import NoticeFacts, ObjectionFacts, notice_hints, objection_hints
from tests.unit.rules.book import EMPTY_BOOK, shipped_book

TODAY = date(2020, 9, 21)
STEPS = (
    StepFacts("consult", "2020-07-06", "2020-07-12", asked=168, answered=151, in_favour=147, against=4),
    StepFacts("propose", "2020-07-15", has_meeting=True),
    StepFacts("discuss", "2020-07-20", has_meeting=True),
    StepFacts("decide", "2020-07-26", has_meeting=True),
    StepFacts("publish", "2020-07-27", "2020-08-10", has_notice=True),
    StepFacts("result", "2020-09-20", has_notice=True),
)
DRAINS = MatterFacts(
    template="six_steps", budget=86_400_00, funding=86_400_00, final_cost=84_913_60, steps=STEPS
)
"""The second sample record."""


def said(hints: tuple[Hint, ...]) -> list[tuple[str, str | None, str]]:
    return [(hint.level, hint.field, hint.message) for hint in hints]


def of_matter(facts: MatterFacts) -> list[tuple[str, str | None, str]]:
    return said(matter_hints(facts, shipped_book(), TODAY))


def of_step(facts: StepFacts, template: str = "six_steps") -> list[tuple[str, str | None, str]]:
    return said(step_hints(facts, template, shipped_book(), TODAY, "2020-07-06"))


def test_the_sample_is_as_it_should_be() -> None:
    assert of_matter(DRAINS) == []
    for step in STEPS:
        assert of_step(step) == []


def _steps(*codes: str) -> tuple[StepFacts, ...]:
    return tuple(StepFacts(code, f"2020-08-{at:02d}") for at, code in enumerate(codes, 3))


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (
            replace(DRAINS, funding=86_300_00),
            ("warn", "budget", "资金来源合计86,300.00元，比预算86,400.00元少100.00元，请核对。"),
        ),
        (
            replace(DRAINS, funding=86_400_01),
            ("warn", "budget", "资金来源合计86,400.01元，比预算86,400.00元多0.01元，请核对。"),
        ),
        (replace(DRAINS, final_cost=86_400_01), ("warn", "final_cost", "决算超出预算0.01元，请核对。")),
        (replace(DRAINS, unanswered=1), ("warn", None, "公示收到的异议有1条还没有答复。")),
        (
            replace(DRAINS, steps=(*STEPS[:3], StepFacts("decide", "2020-07-19"), *STEPS[4:])),
            ("block", None, "“决议”早于“商议”的结束日期，步骤先后不符，请核对。"),
        ),
        (
            replace(DRAINS, steps=_steps("consult", "decide", "result")),
            ("block", None, "还没有登记“决议公开”，这一步不能跳过。"),
        ),
        (
            replace(DRAINS, steps=_steps("consult", "decide")),
            ("warn", None, "还没有登记“提议”、“商议”；没有进行的，请在备注中写明由谁决定、什么原因。"),
        ),
        (
            replace(DRAINS, steps=_steps("consult", "review")),
            ("warn", None, "一征三议两公开没有步骤“审议”，请核对。"),
        ),
        (
            replace(DRAINS, template="four_talks", steps=_steps("consult", "odd")),
            ("warn", None, "四议两公开没有步骤“odd”，请核对。"),
        ),
    ],
)
def test_what_does_not_fit(facts: MatterFacts, expected: tuple[str, str | None, str]) -> None:
    assert expected in of_matter(facts)


@pytest.mark.parametrize(
    "facts",
    [
        MatterFacts(),
        replace(DRAINS, budget=None),
        replace(DRAINS, funding=None),
        replace(DRAINS, final_cost=None),
        replace(DRAINS, template="unheard of"),
        replace(DRAINS, steps=()),
        replace(DRAINS, steps=(StepFacts("consult"),)),
        # several rounds of one step are no matter
        replace(DRAINS, steps=(StepFacts("consult", "2020-07-09"), *STEPS)),
    ],
)
def test_a_matter_nothing_can_be_said_against(facts: MatterFacts) -> None:
    assert of_matter(facts) == []


def test_the_rule_of_the_day_it_began_is_cited() -> None:
    late = replace(DRAINS, steps=_steps("consult", "decide"))
    assert matter_hints(late, shipped_book(), TODAY)[0].source == "方案二（六）"
    early = replace(DRAINS, steps=(StepFacts("decide", "2020-07-01"),))
    assert matter_hints(early, shipped_book(), TODAY)[0].source == "一征三议两公开工作法"


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (
            replace(STEPS[0], answered=169),
            ("block", "households_answered", "收回意见169份，多于征求的168户，请核对。"),
        ),
        (
            replace(STEPS[0], against=5),
            ("block", "in_favour", "赞成和不同意合计152份，多于收回的151份，请核对。"),
        ),
        (replace(STEPS[0], to_day="2020-07-05"), ("block", "to_day", "结束时间早于开始时间，请核对。")),
        (replace(STEPS[0], from_day=None, to_day=None), ("warn", "from_day", "还没有填写日期。")),
        (
            replace(STEPS[0], answered=None),
            ("warn", "households_answered", "还没有登记征求意见的份数或情况。"),
        ),
        (replace(STEPS[1], has_meeting=False), ("warn", "meeting_id", "还没有登记这一步的会议。")),
        (replace(STEPS[4], has_notice=False), ("warn", "notice_id", "还没有登记这一步的公示。")),
        (replace(STEPS[4], has_notice=False), ("info", "to_day", "公示15天，达到15天。")),
        (
            replace(STEPS[4], has_notice=False, to_day="2020-08-09"),
            ("warn", "to_day", "公示14天，不足15天，请核对。"),
        ),
    ],
)
def test_a_step(facts: StepFacts, expected: tuple[str, str, str]) -> None:
    assert expected in of_step(facts)


@pytest.mark.parametrize(
    "facts",
    [
        replace(STEPS[0], asked=None, against=None),
        replace(STEPS[0], answered=None, has_record=True),
        replace(STEPS[0], from_day=None),
        replace(STEPS[5]),
    ],
)
def test_a_step_nothing_can_be_said_against(facts: StepFacts) -> None:
    assert of_step(facts) == []


def test_a_period_that_is_not_known_or_turned_round_is_not_counted() -> None:
    hanging = replace(STEPS[4], has_notice=False)
    for step in (replace(hanging, to_day=None), replace(hanging, to_day="2020-07-01")):
        assert not [each for each in of_step(step) if "公示1" in each[2]]


def test_a_step_of_an_unknown_template_is_judged_by_its_figures_only() -> None:
    assert of_step(replace(STEPS[0], from_day=None, to_day=None), "unheard of") == []
    assert said(step_hints(STEPS[1], "six_steps", shipped_book(), TODAY)) == []


NOTICE = NoticeFacts("resolution", "six_steps", "2020-07-27", "2020-08-10")


@pytest.mark.parametrize(
    ("facts", "expected", "source"),
    [
        (NOTICE, [("info", "posted_until", "公示15天，达到15天。")], "一征三议两公开工作法"),
        (
            replace(NOTICE, posted_until="2020-08-09"),
            [("warn", "posted_until", "公示14天，不足15天，最早到2020年8月10日。")],
            "一征三议两公开工作法",
        ),
        (
            replace(NOTICE, posted_from="2026-01-01", posted_until="2026-01-14"),
            [("warn", "posted_until", "公示14天，不足15天，最早到2026年1月15日。")],
            "居委会组织法第34条",
        ),
        (
            replace(NOTICE, posted_from="2020-08-03", posted_until=None, template=None),
            [("info", "posted_until", "还没有填写公示到哪一天；至少公示15天，最早到2020年8月17日。")],
            "方案二（六）",
        ),
        (
            replace(NOTICE, posted_until="2020-07-26"),
            [("block", "posted_until", "公示结束的日期早于张贴的日期，请核对。")],
            "公示",
        ),
        (
            replace(NOTICE, kind="free", unanswered=2),
            [("warn", None, "收到的异议有2条还没有答复。")],
            "公示异议登记与答复",
        ),
    ],
)
def test_a_notice(facts: NoticeFacts, expected: list[tuple[str, str | None, str]], source: str) -> None:
    hints = notice_hints(facts, shipped_book(), TODAY)
    assert said(hints) == expected
    assert hints[0].source == source


@pytest.mark.parametrize(
    "facts",
    [
        replace(NOTICE, posted_from=None),
        replace(NOTICE, kind="free", posted_until="2020-07-28"),
        replace(NOTICE, template="unheard of", posted_until="2020-07-28"),
    ],
)
def test_a_notice_without_a_period(facts: NoticeFacts) -> None:
    assert notice_hints(facts, shipped_book(), TODAY) == ()


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (ObjectionFacts("2020-08-01", "2020-08-03", True), []),
        (ObjectionFacts("2020-08-01"), [("warn", "reply", "还没有答复。")]),
        (
            ObjectionFacts("2020-08-01", "2020-07-31", True),
            [("block", "replied_on", "答复时间早于提出时间，请核对。")],
        ),
    ],
)
def test_an_objection(facts: ObjectionFacts, expected: list[tuple[str, str, str]]) -> None:
    assert said(objection_hints(facts, shipped_book(), TODAY)) == expected


def test_without_rules_nothing_is_said() -> None:
    altered = replace(DRAINS, funding=1, unanswered=1)
    assert matter_hints(altered, EMPTY_BOOK, TODAY) == ()
    assert step_hints(replace(STEPS[0], against=99), "six_steps", EMPTY_BOOK, TODAY) == ()
    assert notice_hints(replace(NOTICE, posted_until="2020-07-26", unanswered=1), EMPTY_BOOK, TODAY) == ()
    assert notice_hints(NOTICE, EMPTY_BOOK, TODAY) == ()
    assert objection_hints(ObjectionFacts(), EMPTY_BOOK, TODAY) == ()
