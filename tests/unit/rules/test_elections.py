"""The stages of an election: what is missing before each act, and what the rules remark (policy 2.2b)."""

from dataclasses import replace
from datetime import date

import pytest

from models.rules.election_count import Polled, Round
from models.rules.elections import (
    Act,
    Candidate,
    ElectionFacts,
    Vetted,
    election_hints,
    eligible,
    file_by,
    gate,
    is_competitive,
    recall_gate,
)
from models.rules.resolutions import ResolutionFacts, judged
from tests.unit.rules.book import EMPTY_BOOK, shipped_book
from tests.unit.rules.test_election_count import NAMES, SAMPLE

BOOK = shipped_book()
DAY = date(2020, 8, 18)
PASSED = (Vetted("joint", "passed"),)


def candidate(name: str, *vettings: Vetted, withdrawn: bool = False) -> Candidate:
    return Candidate(name.encode(), name, vettings, withdrawn)


NINE = (
    *(candidate(name, *PASSED) for name in NAMES),
    candidate("辛", Vetted("joint", "failed")),
    candidate("壬", Vetted("joint", "withdrawn")),
)
READY = ElectionFacts(seats=5, candidates=NINE, state="vetting")
ANNOUNCED = replace(READY, state="announced", announced_on="2020-08-14")
VOTED = replace(ANNOUNCED, state="voted", rounds=(SAMPLE,))
ELECTED = replace(VOTED, state="elected", elected_on="2020-08-18")


def test_the_sample_passes_every_gate() -> None:
    steps: tuple[tuple[ElectionFacts, Act], ...] = (
        (READY, "announce"),
        (ANNOUNCED, "vote"),
        (VOTED, "vote"),
        (VOTED, "confirm"),
        (ELECTED, "file"),
        (ELECTED, "hand_over"),
    )
    for facts, act in steps:
        assert gate(facts, act, BOOK, DAY) == (), act
    assert [each.name for each in NINE if each.stands] == list(NAMES)
    assert list(eligible(VOTED, (), BOOK, DAY).values()) == list(NAMES)
    assert eligible(VOTED, (SAMPLE,), BOOK, DAY) == {}


@pytest.mark.parametrize(
    ("vettings", "outcome", "missing"),
    [
        ((), "open", ("community", "subdistrict")),
        ((Vetted("community", "passed"),), "open", ("subdistrict",)),
        ((Vetted("subdistrict", "passed"),), "open", ("community",)),
        ((Vetted("community", "passed"), Vetted("subdistrict", "passed")), "passed", ()),
        ((Vetted("community", "failed"),), "failed", ("subdistrict",)),
        ((Vetted("community", "failed"), Vetted("community", "passed")), "open", ("subdistrict",)),
        ((Vetted("community", "failed"), Vetted("joint", "passed")), "passed", ()),
        ((Vetted("joint", "passed"), Vetted("subdistrict", "failed")), "failed", ()),
        ((Vetted("joint", "withdrawn"),), "withdrawn", ()),
    ],
)
def test_both_levels_look_or_one_for_both(
    vettings: tuple[Vetted, ...], outcome: str, missing: tuple[str, ...]
) -> None:
    found = candidate("甲", *vettings)
    assert (found.outcome, found.missing_levels) == (outcome, missing)
    assert candidate("甲", *vettings, withdrawn=True).outcome == "withdrawn"


def test_candidates_are_not_announced_before_they_are_vetted() -> None:
    half = replace(READY, candidates=(*NINE, candidate("癸", Vetted("community", "passed"))))
    assert gate(half, "announce", BOOK, DAY) == (
        "候选人癸还没有办事处的资格审查，先登记审查结果再公示候选人。",
    )
    none = replace(READY, candidates=tuple(candidate(name) for name in NAMES))
    assert gate(none, "announce", BOOK, DAY) == (
        "候选人甲、乙、丙、丁、戊、己等7人还没有社区和办事处的资格审查，先登记审查结果再公示候选人。",
    )
    assert gate(none, "announce", EMPTY_BOOK, DAY) == ()


def test_more_candidates_than_seats_where_the_rule_asks_it() -> None:
    equal = replace(READY, seats=7)
    assert gate(equal, "announce", BOOK, DAY)[0].startswith("合格的候选人7人，应选7人：差额选举")
    assert gate(equal, "announce", EMPTY_BOOK, DAY) == ()
    allowed = replace(equal, competitive=False)
    assert gate(allowed, "announce", BOOK, DAY) == ("等额选举要写明原因，请在选举里填写。",)
    assert gate(replace(allowed, reason="只有7人报名"), "announce", BOOK, DAY) == ()
    few = replace(READY, seats=8)
    assert gate(few, "announce", BOOK, DAY) == ("合格的候选人7人，少于应选8人，请补充候选人或改应选人数。",)
    assert gate(replace(READY, seats=None), "announce", BOOK, DAY) == ("还没有填写应选人数。",)
    assert gate(replace(READY, seats=0), "announce", BOOK, DAY) == ("还没有填写应选人数。",)
    assert not is_competitive(allowed, BOOK, DAY)
    assert not is_competitive(READY, EMPTY_BOOK, DAY)


def test_no_vote_before_the_notice_of_the_candidates() -> None:
    assert gate(READY, "vote", BOOK, DAY) == ("还没有公示候选人，不能登记投票。",)
    late = replace(ANNOUNCED, announced_on="2020-08-19")
    said = "投票日期2020年8月18日早于候选人公示的2020年8月19日，请核对日期。"
    assert gate(late, "vote", BOOK, DAY) == (said,)
    assert gate(replace(ANNOUNCED, announced_on="2020"), "vote", BOOK, DAY) == ()
    assert gate(replace(ANNOUNCED, announced_on="？"), "vote", BOOK, DAY) == ()
    doubtful = replace(ANNOUNCED, candidates=(*NINE, candidate("癸")))
    assert "癸" in gate(doubtful, "vote", BOOK, DAY)[0]


def test_the_result_waits_for_figures_that_fit() -> None:
    assert gate(ANNOUNCED, "confirm", BOOK, DAY) == ("还没有登记投票结果。",)
    assert gate(replace(VOTED, announced_on=None), "confirm", BOOK, DAY) == (
        "还没有公示候选人，不能登记投票。",
    )
    wrong = replace(VOTED, rounds=(replace(SAMPLE, issued=72),))
    assert gate(wrong, "confirm", BOOK, DAY) == ("发出选票72张，多于实到71户（含委托），请核对发出选票。",)
    second = Round(1, (Polled("戊".encode(), "戊", 71),), 96, 70, 5, 70, 70, 2)
    told = gate(replace(VOTED, rounds=(SAMPLE, second)), "confirm", BOOK, DAY)
    assert told[0] == "第2轮：戊得71票，多于有效票68张，请核对戊的得票。"


def test_nobody_is_counted_who_does_not_stand_and_nobody_is_left_out() -> None:
    strange = Round(5, (*SAMPLE.candidates, Polled("辛".encode(), "辛", 3)), 96, 71, 7, 71, 70, 1)
    assert gate(replace(VOTED, rounds=(strange,)), "confirm", BOOK, DAY) == (
        "辛不是第1轮的候选人，不能计票。请核对候选人和资格审查。",
    )
    less = replace(SAMPLE, candidates=SAMPLE.candidates[:-1], total=None)
    assert gate(replace(VOTED, rounds=(less,)), "confirm", BOOK, DAY) == ("第1轮还没有登记庚的得票。",)


def test_what_is_decided_stays() -> None:
    acts: tuple[Act, ...] = ("announce", "vote", "confirm")
    for act in acts:
        assert gate(ELECTED, act, BOOK, DAY)[0].startswith("这次选举的结果已经定下")
    assert gate(VOTED, "hand_over", BOOK, DAY) == ("还没有确认选举结果，不能移交。",)
    assert gate(VOTED, "file", BOOK, DAY) == ("还没有确认选举结果，不能备案。",)
    early = gate(ELECTED, "file", BOOK, date(2020, 8, 17))
    assert early == ("备案日期2020年8月17日早于选举产生的2020年8月18日，请核对日期。",)
    assert gate(replace(ELECTED, elected_on=None), "file", BOOK, DAY) == ()


def test_it_is_filed_within_thirty_days() -> None:
    assert file_by("2020-08-18", BOOK) == date(2020, 9, 17)
    assert file_by("2020-08-18", EMPTY_BOOK) == date(2020, 9, 17)
    assert file_by("2020-08", BOOK) is None
    assert file_by(None, BOOK) is None


def _said(facts: ElectionFacts, on: date = DAY) -> list[tuple[str, str]]:
    return [(hint.level, hint.message) for hint in election_hints(facts, BOOK, on)]


def test_remarks() -> None:
    assert _said(READY) == []
    assert _said(replace(READY, kind="recall", seats=99)) == []
    assert _said(replace(READY, body="owners", seats=4))[0] == (
        "warn",
        "业主委员会现为4人，应为5至11人的单数，请核对。",
    )
    assert _said(replace(READY, seats=9, candidates=())) == [
        ("warn", "自管会现为9人，一般为3至7人，请核对。")
    ]
    assert _said(replace(READY, kind="by", seats=1)) == []
    assert _said(replace(READY, seats=None, candidates=())) == []
    assert "癸" in _said(replace(READY, candidates=(*NINE, candidate("癸"))))[0][1]
    assert "应选7人" in _said(replace(READY, seats=7))[0][1]
    assert election_hints(replace(READY, seats=7), EMPTY_BOOK, DAY) == ()
    assert _said(ELECTED) == [("info", "请在2020年9月17日前备案，还有30天。")]
    assert _said(ELECTED, date(2020, 9, 10)) == [("warn", "请在2020年9月17日前备案，还有7天。")]
    assert _said(ELECTED, date(2020, 9, 18)) == [("warn", "备案期限2020年9月17日已过，请尽快备案。")]
    assert _said(replace(ELECTED, state="filed")) == []
    assert _said(replace(ELECTED, elected_on=None)) == []
    assert election_hints(ELECTED, EMPTY_BOOK, DAY) == ()


MOTION = ResolutionFacts("motion", "households", "2020-08-18", 96, 71, votes_for=40, votes_against=31)


def test_a_member_is_recalled_by_a_motion_that_is_carried() -> None:
    assert recall_gate("", MOTION, BOOK) == ("罢免要写明理由。",)
    assert recall_gate("失职", None, BOOK)[0].startswith("还没有登记罢免的表决")
    assert recall_gate("失职", MOTION, BOOK) == ()
    lost = recall_gate("失职", replace(MOTION, votes_for=35), BOOK)
    assert lost[0].startswith("罢免没有通过：实到71户，须过半数即36票同意，现有35票")
    owners = replace(MOTION, meeting_kind="owners")
    assert recall_gate("失职", owners, BOOK)[0].startswith("业主大会罢免委员要按面积和人数计票")
    assert recall_gate("失职", owners, BOOK, counted=True) == ()
    assert recall_gate("失职", owners, BOOK, counted=False) == ("罢免没有通过。",)
    assert recall_gate("失职", replace(MOTION, votes_for=None), BOOK) == (
        "罢免的表决还没有填写同意票和实到人数。",
    )
    assert judged(MOTION, EMPTY_BOOK) is None
