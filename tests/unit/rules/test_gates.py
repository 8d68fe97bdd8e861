"""The gates between the steps of a matter (rules.md, 一征三议两公开)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from models.rules.gates import (
    StepRecord,
    StepState,
    Template,
    TemplateStep,
    back_gate,
    broken,
    gate,
    present_step,
    record_of,
    reopen_gate,
    skip_gate,
)
from models.rules.programmes import wrong_template
from models.rules.rulebook import Threshold

TODAY = date(2020, 9, 21)
DONE, SKIPPED = StepState.DONE, StepState.SKIPPED
STEPS = (
    TemplateStep("consult", "征求意见", "consult"),
    TemplateStep("propose", "提议", "meeting", quorum=">1/2"),
    TemplateStep("discuss", "商议", "meeting", quorum="count"),
    TemplateStep("work", "方案论证", "work"),
    TemplateStep("decide", "决议", "decide", quorum="rule"),
    TemplateStep("publish", "决议公开", "publish"),
    TemplateStep("result", "结果公开", "result"),
)
TEMPLATE = Template("own", "一征三议两公开", STEPS)
TWO_THIRDS = Threshold(Fraction(2, 3), True)
HALF = Threshold(Fraction(1, 2), False)
FULL = {
    "consult": StepRecord(first="2020-07-06", last="2020-07-12", asked=168, answered=151, has_record=True),
    "propose": StepRecord(first="2020-07-15", has_meeting=True, due=3, present=3, has_record=True),
    "discuss": StepRecord(first="2020-07-20", has_meeting=True, due=12, present=11, has_record=True),
    "work": StepRecord(first="2020-07-21", has_record=True),
    "decide": StepRecord(
        first="2020-07-26",
        has_meeting=True,
        due=31,
        present=25,
        quorum=HALF,
        outcome="passed",
        has_record=True,
    ),
    "publish": StepRecord(first="2020-07-27", last="2020-08-10", notice="posted", has_record=True),
    "result": StepRecord(first="2020-09-20", notice="posted", has_record=True),
}
CODES = [each.code for each in STEPS]


def before(code: str, **more: object) -> dict[str, StepRecord]:
    """Return everything done ahead of a step, which differs by `more`."""
    at = CODES.index(code)
    ready = {each: replace(FULL[each], state=DONE) for each in CODES[:at]}
    return {**ready, code: replace(FULL[code], **more)}  # type: ignore[arg-type]


def said(code: str, **more: object) -> list[str]:
    """Return the codes of what is refused."""
    return [each.code for each in gate(TEMPLATE, before(code, **more), code, TODAY)]


def test_the_whole_way_is_free_when_everything_is_there() -> None:
    assert [said(code) for code in CODES] == [[]] * len(CODES)
    everything = {code: replace(each, state=DONE) for code, each in FULL.items()}
    assert present_step(TEMPLATE, everything) is None
    assert broken(TEMPLATE, everything, TODAY) == ""


def test_a_step_waits_for_the_one_ahead_and_is_done_once() -> None:
    [only] = gate(TEMPLATE, FULL, "discuss", TODAY)
    assert only.message == "“征求意见”还没有完成，不能办理“商议”。"
    assert said("discuss", state=DONE) == ["done"]
    [skipped] = gate(TEMPLATE, before("discuss", state=SKIPPED), "discuss", TODAY)
    assert "已经跳过" in skipped.message
    assert [each.code for each in gate(TEMPLATE, FULL, "review", TODAY)] == ["unknown"]
    assert present_step(TEMPLATE, before("work")) is STEPS[3]


@pytest.mark.parametrize(
    ("code", "missing", "refused"),
    [
        ("consult", {"first": None, "last": None}, ["date"]),
        ("consult", {"first": "2020-07-13"}, ["date"]),
        ("consult", {"first": "2020-09-22", "last": "2020-09-23"}, ["date"]),
        ("propose", {"first": "2020-07-11"}, ["date"]),
        ("propose", {"first": "2020-07-12"}, []),
        ("consult", {"has_record": False}, ["record"]),
        ("consult", {"answered": None}, ["opinions"]),
        ("consult", {"answered": 0}, ["opinions"]),
        ("consult", {"asked": None}, ["opinions"]),
        ("consult", {"asked": None, "late": True}, []),
        ("consult", {"asked": 150}, ["opinions"]),
        ("propose", {"has_meeting": False}, ["meeting"]),
        ("propose", {"has_meeting": False, "late": True}, []),
        ("propose", {"has_meeting": False, "late": True, "lost": True}, ["meeting"]),
        ("propose", {"present": None}, ["attendance"]),
        ("propose", {"present": None, "late": True}, []),
        ("propose", {"due": 6}, ["quorum"]),
        ("propose", {"due": 5}, []),
        ("discuss", {"present": 1}, []),
        ("work", {}, []),
        ("decide", {"has_meeting": False, "late": True}, ["meeting"]),
        ("decide", {"outcome": None}, ["outcome"]),
        ("decide", {"outcome": "rejected"}, ["rejected"]),
        ("decide", {"present": 15}, ["quorum"]),
        ("decide", {"present": 15, "quorum": None}, []),
        ("decide", {"area_quorum": TWO_THIRDS}, ["attendance"]),
        ("decide", {"area_quorum": TWO_THIRDS, "late": True}, []),
        ("decide", {"area_quorum": TWO_THIRDS, "area_due": 900_000, "area_present": 600_000}, []),
        ("decide", {"area_quorum": TWO_THIRDS, "area_due": 900_000, "area_present": 599_999}, ["quorum"]),
        ("publish", {"notice": "none"}, ["notice"]),
        ("publish", {"notice": "draft"}, ["posted"]),
        ("publish", {"notice": "late"}, ["late"]),
        ("publish", {"notice": "late", "late": True}, []),
    ],
)
def test_what_is_missing_is_named(code: str, missing: dict[str, object], refused: list[str]) -> None:
    assert said(code, **missing) == refused


def test_a_quorum_tells_how_many_had_to_come() -> None:
    [only] = gate(TEMPLATE, before("propose", due=6, counted="户"), "propose", TODAY)
    assert only.message == "“提议”的会议应到6户，须过半数到会（至少4户），实到3户，不能作数。"
    plain = replace(TEMPLATE, steps=(replace(STEPS[1], quorum=""), *STEPS[4:]))
    assert gate(plain, {"propose": replace(FULL["propose"], due=None)}, "propose", TODAY) == ()


def test_three_steps_are_never_skipped() -> None:
    refused = {code: [each.code for each in skip_gate(TEMPLATE, before(code), code)] for code in CODES}
    fixed = {"decide", "publish", "result"}
    assert refused == {code: ["never"] if code in fixed else [] for code in CODES}
    assert [each.code for each in skip_gate(TEMPLATE, {}, "propose")] == ["order"]
    assert [each.code for each in skip_gate(TEMPLATE, {}, "review")] == ["unknown"]
    skipped = {**before("discuss"), "propose": StepRecord(SKIPPED)}
    assert gate(TEMPLATE, skipped, "discuss", TODAY) == ()


def test_only_the_last_step_is_opened_again() -> None:
    records = before("discuss")
    assert reopen_gate(TEMPLATE, records, "propose") == ()
    [later] = reopen_gate(TEMPLATE, records, "consult")
    assert later.message == "“提议”在“征求意见”之后已经完成，请先重新打开那一步。"
    assert [each.code for each in reopen_gate(TEMPLATE, records, "discuss")] == ["open"]
    assert [each.code for each in reopen_gate(TEMPLATE, records, "review")] == ["unknown"]


def test_a_rejected_matter_goes_back() -> None:
    rejected = before("decide", outcome="rejected")
    assert back_gate(TEMPLATE, rejected, "discuss") == ()
    assert [each.code for each in back_gate(TEMPLATE, rejected, "decide")] == ["order"]
    assert [each.code for each in back_gate(TEMPLATE, rejected, "review")] == ["unknown"]
    assert [each.code for each in back_gate(TEMPLATE, before("decide"), "discuss")] == ["state"]
    assert [each.code for each in back_gate(TEMPLATE, before("work"), "discuss")] == ["state"]
    done = {code: replace(each, state=DONE) for code, each in FULL.items()}
    assert [each.code for each in back_gate(TEMPLATE, done, "discuss")] == ["state"]


def test_what_is_on_record_can_be_held_against_the_gates() -> None:
    assert broken(TEMPLATE, before("decide"), TODAY) == ""
    assert broken(TEMPLATE, {"propose": StepRecord(DONE)}, TODAY) == "“提议”已经完成，“征求意见”却还没有"
    lost = {**before("decide"), "propose": replace(FULL["propose"], state=DONE, has_meeting=False)}
    assert broken(TEMPLATE, lost, TODAY) == "“提议”还没有登记会议"
    ready = before("decide")
    assert broken(TEMPLATE, {**ready, "decide": StepRecord(SKIPPED)}, TODAY) == "“决议”不能跳过"
    assert broken(TEMPLATE, {**ready, "discuss": StepRecord(SKIPPED)}, TODAY) == ""


def test_dates_of_skipped_and_undated_steps_are_passed_over() -> None:
    records = {**before("discuss"), "propose": StepRecord(DONE)}
    assert [each.code for each in gate(TEMPLATE, records, "discuss", TODAY)] == []
    assert record_of({}, "propose").began is None


def with_steps(*steps: TemplateStep, name: str = "本院程序") -> str:
    return wrong_template(Template("own", name, steps))


def test_templates_of_an_office_keep_what_the_law_keeps() -> None:
    decide, publish, result = STEPS[4:]
    assert wrong_template(TEMPLATE) == ""
    assert with_steps(decide, publish, result, name=" ") == "请写这个程序的名称。"
    assert with_steps(publish, result) == "“决议”这一步不能去掉。"
    assert with_steps(decide, publish) == "“结果公开”这一步不能去掉。"
    assert with_steps(decide, replace(decide, code="x", name="再决议"), publish, result) == (
        "“决议”只能有一步。"
    )
    assert with_steps(publish, decide, result).startswith("先决议")
    assert with_steps(*STEPS, TemplateStep("more", "回访", "work")).startswith("实施结果公开是最后一步")
    assert with_steps(*STEPS, TemplateStep("more", "提议", "work")) == "有两步都叫“提议”，请改一个。"
    assert with_steps(*STEPS, TemplateStep("propose", "回访", "work")).startswith("有两步都叫")
    assert with_steps(TemplateStep("more", " ", "work"), *STEPS).startswith("有一步没有名称")
    assert with_steps(TemplateStep("more", "名" * 13, "work"), *STEPS).endswith("最多12个字。")
    assert with_steps(replace(STEPS[0], kind="vote"), *STEPS[1:]) == (  # type: ignore[arg-type]
        "步骤“征求意见”没有选办什么。"
    )
    assert "到会比例“一半”不对" in with_steps(replace(STEPS[1], quorum="一半"), *STEPS[4:])
    assert with_steps(*[replace(STEPS[0], code=str(at), name=str(at)) for at in range(13)]).startswith(
        "步骤太多"
    )
