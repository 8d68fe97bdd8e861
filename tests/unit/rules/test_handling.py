"""How opinions and disputes climb: due days, what may be done, what refuses it, what is remarked."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import vocab
from models.rules import handling
from models.rules.handling import LEVELS, Case, Step
from models.rules.working_days import WorkingDays
from tests.unit.rules.book import EMPTY_BOOK, shipped_book

TODAY = date(2020, 9, 16)
RULE = shipped_book().at("opinion.due", TODAY)
# the national day of 2020: free from 1 to 8 October, worked on Sunday 27 September and Saturday 10 October
GOLDEN = WorkingDays.of([date(2020, 10, day) for day in range(1, 9)], [date(2020, 9, 27), date(2020, 10, 10)])
OPEN = Step("building", "2020-09-01", "2020-09-04")
DONE = Step("building", "2020-09-01", "2020-09-04", "2020-09-03", "explained")


@pytest.mark.parametrize(
    ("level", "urgency", "received", "due"),
    [
        ("building", None, "2020-09-01", "2020-09-04"),
        ("building", "plain", "2020-09-04", "2020-09-09"),
        ("courtyard", "plain", "2020-09-24", "2020-09-30"),
        ("courtyard", "plain", "2020-09-28", "2020-10-12"),
        ("department", "soon", "2020-09-30", "2020-10-12"),
        ("building", "urgent", "2020-09-30", "2020-10-09"),
    ],
)
def test_due_days_count_working_days_only(level: str, urgency: str | None, received: str, due: str) -> None:
    found = handling.due_on(RULE, level, urgency, date.fromisoformat(received), GOLDEN)
    assert found.isoformat() == due


@given(
    st.sampled_from(LEVELS),
    st.sampled_from(["plain", "soon", "urgent"]),
    st.dates(date(2020, 9, 1), date(2020, 12, 31)),
    st.sampled_from(list(handling.RULES.values())),
)
def test_a_level_has_its_working_days_whatever_lies_between(
    level: str, urgency: str, received: date, rule_id: str
) -> None:
    rule = shipped_book().at(rule_id, received)
    due = handling.due_on(rule, level, urgency, received, GOLDEN)
    worked = [
        day
        for count in range(1, (due - received).days + 1)
        if GOLDEN.is_working(day := received + timedelta(days=count))
    ]
    assert worked[-1] == due
    assert len(worked) == handling.days_for(rule, level, urgency)
    assert len(worked) <= handling.days_for(rule, level, None)


def test_every_level_has_days_and_the_custom_is_marked() -> None:
    for rule_id in handling.RULES.values():
        rule = shipped_book().at(rule_id, TODAY)
        assert rule.local
        assert [rule.number(level) > 0 for level in LEVELS] == [True] * len(LEVELS)


def test_levels_climb_in_the_order_of_the_policy() -> None:
    labels = [vocab.HANDLING_LEVEL.label(level) for level in LEVELS]
    assert labels == ["楼栋", "楼院", "社区", "办事处", "职能部门"]
    assert handling.above("community") == ("subdistrict", "department")
    assert handling.above("department") == ()


@pytest.mark.parametrize(
    ("step", "late"),
    [
        (OPEN, 12),
        (Step("building", "2020-09-01", "2020-09-16"), 0),
        (DONE, 0),
        (Step("building", "2020-09-01", "2020-09-04", "2020-09-07"), 3),
        (Step("building", "2020-09-01"), 0),
    ],
)
def test_days_late(step: Step, late: int) -> None:
    assert handling.days_late(step, TODAY) == late


@pytest.mark.parametrize(
    ("case", "acts"),
    [
        ({}, ("answer", "escalate", "group", "to_matter", "to_dispute")),
        ({"level": "department", "linked": ("matter", "dispute")}, ("answer", "group")),
        ({"state": "answered", "has_answer": True}, ("tell", "reopen")),
        ({"state": "answered", "has_answer": True, "reachable": False}, ("close", "reopen")),
        ({"state": "answered", "has_answer": True, "told": True}, ("close", "reopen")),
        ({"state": "answered", "has_answer": True, "told": True, "untold": 2}, ("tell", "reopen")),
        ({"state": "answered", "has_answer": True, "told": True, "satisfied": "no"}, ("reopen", "close")),
        ({"state": "closed", "has_answer": True, "told": True}, ("reopen",)),
        ({"state": "merged"}, ("ungroup",)),
        ({"state": "merged", "has_answer": True}, ("tell", "ungroup")),
        ({"state": "merged", "has_answer": True, "told": True}, ("ungroup",)),
        ({"state": "merged", "has_answer": True, "closed_on": "2020-09-01"}, ()),
        ({"kind": "dispute"}, ("mediate", "settle", "escalate")),
        ({"kind": "dispute", "has_answer": True, "level": "department"}, ("settle", "mediate")),
        ({"kind": "dispute", "state": "settled"}, ("reopen",)),
        ({"kind": "dispute", "state": "referred"}, ("reopen",)),
    ],
)
def test_what_may_be_done_next(case: dict[str, Any], acts: tuple[str, ...]) -> None:
    told = Case(**case)
    assert handling.acts(told) == acts
    assert [handling.refusal(told, act) for act in acts] == [""] * len(acts)


@pytest.mark.parametrize(
    ("case", "act", "sentence"),
    [
        ({}, "close", "还没有答复，不能办结"),
        ({"has_answer": True}, "close", "还没有答复，不能办结"),
        ({"state": "answered", "has_answer": True}, "close", "还没有把答复告知反映人"),
        ({"state": "answered", "has_answer": True, "told": True, "untold": 2}, "close", "并入这条的2条"),
        ({"state": "answered", "has_answer": True}, "answer", "已经答复"),
        ({"state": "answered", "has_answer": True, "told": True}, "tell", "已经登记过告知了"),
        ({"state": "answered", "has_answer": True, "reachable": False}, "tell", "没有留下姓名"),
        ({}, "tell", "还没有答复，没有可以告知的"),
        ({}, "reopen", "正在办理"),
        ({}, "ungroup", "没有并入"),
        ({"level": "department"}, "escalate", "已经到了职能部门"),
        ({"linked": ("matter",)}, "to_matter", "已经转过了"),
        ({"state": "closed"}, "answer", "这条意见已经办结"),
        ({"kind": "dispute", "state": "settled"}, "mediate", "这条纠纷已经办结"),
        ({"state": "merged"}, "answer", "已经并入别的意见"),
    ],
)
def test_what_may_not_be_done_says_why(case: dict[str, Any], act: str, sentence: str) -> None:
    assert sentence in handling.refusal(Case(**case), act)


def test_what_is_answered_may_still_take_in_others() -> None:
    assert handling.refusal(Case(state="answered", has_answer=True), "group") == ""


@given(
    st.builds(
        Case,
        kind=st.sampled_from(["opinion"]),
        state=st.sampled_from(["open", "answered", "closed", "merged"]),
        has_answer=st.booleans(),
        reachable=st.booleans(),
        told=st.booleans(),
        satisfied=st.sampled_from(["", "yes", "no", "unknown"]),
        untold=st.integers(0, 2),
    )
)
def test_nothing_is_closed_unanswered_or_untold(case: Case) -> None:
    if handling.refusal(case, "close") == "":
        assert case.state == "answered"
        assert case.told or not case.reachable
        assert case.untold == 0


@pytest.mark.parametrize(
    ("on", "since", "sentence"),
    [
        ("2020-09-16", "2020-09-16", ""),
        ("2020-09-10", "", ""),
        ("2020-09", "", "请写明答复是哪一天"),
        ("", "", "请写明答复是哪一天"),
        ("2020-09-17", "", "还没有到"),
        ("2020-08-31", "2020-09-01", "早于2020年9月1日"),
    ],
)
def test_days_that_cannot_be(on: str, since: str, sentence: str) -> None:
    said = handling.day_refusal("答复", on, since, TODAY)
    assert sentence in said
    assert bool(said) == bool(sentence)


def _said(today: str, **case: Any) -> list[tuple[str, str]]:
    found = handling.handling_hints(Case(**case), shipped_book(), date.fromisoformat(today))
    return [(hint.level, hint.message) for hint in found]


def test_hints() -> None:
    assert _said("2020-09-03", steps=(OPEN,)) == [("info", "请楼栋在2020年9月4日前答复。")]
    assert _said("2020-09-04", steps=(OPEN,)) == [("warn", "楼栋今天到期，还没有答复。")]
    late = ("warn", "楼栋已逾期2天没有调解（2020年9月4日到期）。")
    assert _said("2020-09-06", steps=(OPEN,), kind="dispute") == [late]
    answered: dict[str, Any] = {"state": "answered", "has_answer": True, "steps": (DONE,)}
    assert _said("2020-09-06", **answered) == [("warn", "已经答复，还没有告知反映人。")]
    assert _said("2020-09-06", **answered, told=True) == []
    assert _said("2020-09-06", **answered, told=True, satisfied="no")[0][1].startswith("反映人不满意")
    assert _said("2020-09-06", state="closed")[0][1].startswith("没有写答复")
    assert _said("2020-09-06", state="closed", has_answer=True) == []
    assert _said("2020-09-06", state="settled", kind="dispute") == []
    assert _said("2020-09-06", state="merged") == []
    assert _said("2020-09-06", steps=(Step("building"),)) == []
    assert handling.handling_hints(Case(steps=(OPEN,)), EMPTY_BOOK, TODAY) == ()


@pytest.mark.parametrize(
    ("step", "words"),
    [
        (OPEN, "9月1日收到，9月4日前答复，已逾期12天"),
        (DONE, "9月1日收到，9月3日答复"),
        (
            Step("building", "2020-09-01", "2020-09-04", "2020-09-07", "escalated"),
            "9月1日收到，9月7日上报，晚了3天",
        ),
        (Step("building", "2020-09-01"), "9月1日收到"),
        (Step("building"), ""),
        (Step("building", "一日"), "收到"),
    ],
)
def test_a_level_in_words(step: Step, words: str) -> None:
    assert handling.step_words(step, TODAY) == words
