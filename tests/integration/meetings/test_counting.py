"""Ballots of every form, two entries compared, the count frozen, and what is closed afterwards."""

from __future__ import annotations

import json
from collections.abc import Sequence

import pytest

from models.errors import InvalidInput, NotFound
from services import blobs, guards, history, records, users
from services.meetings import attending, ballots, counting, double_entry, motions, roll
from services.office import Context
from tests.helpers.office import USER, courtyard, resident, rows, value
from tests.helpers.voting import meeting, owned_courtyard, representatives

OTHER = "赵敏"


@pytest.fixture
def motion(office: Context) -> bytes:
    """A motion of an owners' meeting over 300 m² and three heads, with its roll."""
    held = meeting(office, owned_courtyard(office))
    roll.draw_up(office, held)
    return motions.add(office, held, "更换电梯", "更换两部电梯。", "dwelling").id


def lines(office: Context, motion: bytes) -> dict[str, bytes]:
    held = value(office, "SELECT meeting_id FROM resolution WHERE id = ?", motion)
    return {each.body[-3:]: each.id for each in roll.read(office, bytes(held)).lines}


def cast(office: Context, motion: bytes, said: dict[str, str], entry: int = 1) -> None:
    known = lines(office, motion)
    for room, choice in said.items():
        ballots.cast(office, motion, entry, known[room], choice, "written")


def count(office: Context, motion: bytes, **more: str) -> bytes:
    return counting.count(office, motion, checked_by=OTHER, **more).id


def three_representatives(office: Context, form: str, day: str = "2026-03-01") -> tuple[bytes, list[bytes]]:
    yard = courtyard(office)
    representatives(office, yard, ["李安", "李波", "李超"])
    held = meeting(office, yard, "representatives", day)
    roll.draw_up(office, held)
    ids = [each.id for each in roll.read(office, held).lines]
    return motions.add(office, held, "停车收费", "每月60元。", form).id, ids


# owners, by heads and area


def test_owners_are_counted_by_heads_and_area_with_the_article(office: Context, motion: bytes) -> None:
    cast(office, motion, {"101": "for", "201": "for", "202": "against"})
    tally = counting.live(office, motion)
    assert (tally.heads.due, tally.heads.present, tally.heads.in_favour) == (3, 2, 1)
    assert tally.area is not None
    assert (tally.area.due, tally.area.present, tally.area.in_favour) == (30000, 21950, 16000)
    assert (tally.quorum_met, tally.passed, tally.missed) == (True, False, ("approve_heads",))
    assert tally.article == "民法典第278条"
    assert any("160.00㎡ ÷ 参与表决219.50㎡" in each for each in tally.reasons)


def test_contradictory_ballots_of_one_owner_are_named(office: Context, motion: bytes) -> None:
    cast(office, motion, {"101": "for", "201": "against"})
    with pytest.raises(InvalidInput, match="甲（1号楼1单元101同意、1号楼1单元201反对）"):
        counting.live(office, motion)


def test_dwelling_without_an_area_is_named(office: Context, motion: bytes) -> None:
    held = value(office, "SELECT meeting_id FROM resolution WHERE id = ?", motion)
    roll.add(office, bytes(held), "戊", "1号楼1单元301")
    cast(office, motion, {"101": "for"})
    with pytest.raises(InvalidInput, match="1号楼1单元301没有登记面积"):
        counting.live(office, motion)


@pytest.mark.parametrize("form", ["hands", "secret", "entrance"])
def test_owners_do_not_vote_in_a_form_that_hides_areas(office: Context, form: str) -> None:
    held = meeting(office, owned_courtyard(office))
    with pytest.raises(InvalidInput, match="算不出面积"):
        motions.add(office, held, "更换电梯", "", form)
    assert rows(office, "SELECT id FROM resolution") == []


def test_motion_after_another_rule_of_its_own(office: Context, motion: bytes) -> None:
    cast(office, motion, {"101": "for", "201": "for", "202": "for"})
    assert counting.live(office, motion).passed
    motions.change(office, motion, rule_code="property-law-76-special")
    tally = counting.live(office, motion)
    assert (tally.rule, tally.article) == ("property-law-76-special", "物权法第76条")
    motions.change(office, motion, rule_code="")
    assert counting.live(office, motion).rule == "civil-code-278-ordinary"
    with pytest.raises(InvalidInput, match="计票规则“x”不存在"):
        motions.change(office, motion, rule_code="x")


# the count


def test_count_is_frozen_with_its_rule_and_written_into_the_resolution(
    office: Context, motion: bytes
) -> None:
    cast(office, motion, {"101": "for", "201": "for", "202": "for", "102": "invalid"})
    made = count(office, motion)
    found = counting.count_named(office, made)
    assert found.tally == counting.live(office, motion)
    assert (found.seq, found.counted_by, found.checked_by, found.sound) == (1, USER, OTHER, True)
    assert found.rule["code"] == "civil-code-278-ordinary"
    written = rows(
        office,
        "SELECT votes_for, votes_against, votes_abstain, ballots_invalid, outcome, state "
        "FROM resolution WHERE id = ?",
        motion,
    )
    assert written == [(2, 0, 0, 1, "passed", "counted")]
    stored = rows(
        office,
        "SELECT heads_due, heads_present, heads_for, heads_invalid, area_due, area_present, area_for, "
        "area_invalid, detail, detail_size FROM vote_count",
    )[0]
    assert stored[:8] == (3, 3, 2, 1, 30000, 30000, 21950, 8050)
    detail = blobs.get(office.database.path, bytes(stored[8]))
    assert len(detail) == stored[9]
    assert ["1号楼1单元102 乙、丙", "invalid", [], 1, "written", USER, ""] in json.loads(detail)


def test_changing_the_rule_never_changes_what_was_counted(office: Context, motion: bytes) -> None:
    cast(office, motion, {"101": "for", "201": "for", "202": "for"})
    made = count(office, motion)
    held = value(office, "SELECT meeting_id FROM resolution WHERE id = ?", motion)
    with office.unit_of_work() as work:  # as no form does any more
        work.update("meeting", bytes(held), {"held_on": "2019-03-01"})
        work.commit()
    found = counting.count_named(office, made)
    assert found.rule["article"] == "第278条"
    assert counting.live(office, motion).article == "物权法第76条"


def test_one_person_alone_says_why(office: Context, motion: bytes) -> None:
    cast(office, motion, {"101": "for", "201": "for", "202": "for"})
    with pytest.raises(InvalidInput, match="要由另一个人核对"):
        counting.count(office, motion, checked_by=USER)
    assert rows(office, "SELECT id FROM vote_count") == []
    made = counting.count(office, motion, checked_by=USER, single_reason="社区只有一名工作人员").id
    assert counting.count_named(office, made).single_reason == "社区只有一名工作人员"


def test_recount_needs_a_reason_and_is_a_further_row(office: Context, motion: bytes) -> None:
    cast(office, motion, {"101": "for", "201": "for", "202": "against"})
    first = count(office, motion)
    with pytest.raises(InvalidInput, match="写明原因"):
        count(office, motion)
    with pytest.raises(InvalidInput, match="重新计票的原因"):
        counting.reopen(office, motion, " ")
    counting.reopen(office, motion, "202户的票看错了")
    cast(office, motion, {"202": "for"})
    with pytest.raises(InvalidInput, match="写明原因"):
        count(office, motion)
    second = count(office, motion, reason="202户的票看错了")
    found = counting.counts(office, motion)
    assert [(each.id, each.seq, each.passed) for each in found] == [(second, 2, True), (first, 1, False)]
    assert found[0].reason == "202户的票看错了"
    assert value(office, "SELECT outcome FROM resolution WHERE id = ?", motion) == "passed"
    with pytest.raises(NotFound):
        counting.count_named(office, bytes(16))


def test_vote_that_is_not_counted_is_not_opened_again(office: Context, motion: bytes) -> None:
    with pytest.raises(InvalidInput, match="还没有计票"):
        counting.reopen(office, motion, "看错了")
    with pytest.raises(InvalidInput, match="还没有录入选票"):
        count(office, motion)


# what a counted vote does not let happen


def test_counted_vote_is_closed_to_every_way_of_writing(office: Context, motion: bytes) -> None:
    last = ballots.cast(office, motion, 1, lines(office, motion)["101"], "for", "written")
    cast(office, motion, {"201": "for", "202": "for"})
    made = counting.count(office, motion, checked_by=OTHER)
    before = rows(office, "SELECT * FROM resolution"), rows(office, "SELECT * FROM ballot")
    line = lines(office, motion)["101"]
    held = bytes(value(office, "SELECT meeting_id FROM resolution WHERE id = ?", motion))
    mine = value(office, "SELECT id FROM ballot WHERE attendee_id = ?", line)

    def undo(tx_id: bytes) -> None:
        with office.unit_of_work() as work:
            guards.undo(work, tx_id)
            work.commit()

    assert last.committed is not None
    assert made.committed is not None
    undone = (last.committed.tx_id, made.committed.tx_id)
    for attempt in (
        lambda: ballots.cast(office, motion, 1, line, "against"),
        lambda: ballots.withdraw(office, [bytes(mine)]),
        lambda: records.save(office, "resolutions", motion, {"votes_for": "9"}),
        lambda: records.save(office, "resolutions", motion, {"outcome": "rejected"}),
        lambda: records.save(office, "resolutions", motion, {"title": "别的事"}),
        lambda: records.delete(office, "resolutions", [motion]),
        lambda: records.delete(office, "meetings", [held]),
        lambda: roll.change(office, line, area=1),
        lambda: roll.change(office, line, votes=False),
        lambda: roll.add(office, held, "新业主", area=100),
        lambda: roll.remove(office, [lines(office, motion)["102"]]),
        lambda: motions.change(office, motion, content="别的话"),
        lambda: undo(undone[0]),
        lambda: undo(undone[1]),
    ):
        with pytest.raises(InvalidInput, match=r"重新计票|撤回那张票"):
            attempt()
    assert (rows(office, "SELECT * FROM resolution"), rows(office, "SELECT * FROM ballot")) == before
    records.save(office, "resolutions", motion, {"note": "已公示"})
    attending.mark(office, [line], "present")
    roll.add(office, held, "旁听的人", votes=False)


def test_drawing_up_the_roll_cannot_be_undone_under_a_count(office: Context) -> None:
    held = meeting(office, owned_courtyard(office))
    drawn = roll.draw_up(office, held).committed
    assert drawn is not None
    motion = motions.add(office, held, "更换电梯", "", "dwelling").id
    cast(office, motion, {"101": "for", "201": "for", "202": "for"})
    count(office, motion)
    with office.unit_of_work() as work, pytest.raises(InvalidInput, match="名册"):
        guards.undo(work, drawn.tx_id)


# forms of ballots


def test_representatives_present_without_a_ballot_count_as_present(office: Context) -> None:
    motion, ids = three_representatives(office, "open")
    attending.mark(office, ids[:2], "present")
    ballots.cast(office, motion, 1, ids[0], "for")
    tally = counting.live(office, motion)
    assert (tally.heads.due, tally.heads.present, tally.heads.in_favour) == (3, 2, 1)
    assert tally.area is None
    assert not tally.passed
    ballots.cast(office, motion, 1, ids[1], "for")
    assert counting.live(office, motion).passed


def test_ballot_on_the_spot_of_somebody_who_never_came_is_named(office: Context) -> None:
    motion, ids = three_representatives(office, "open")
    attending.mark(office, ids[:2], "present")
    for each in ids:
        ballots.cast(office, motion, 1, each, "for")
    with pytest.raises(InvalidInput, match="李超没有登记到会，却有现场票"):
        count(office, motion)
    ballots.cast(office, motion, 1, ids[2], "for", "written")
    assert counting.count_named(office, count(office, motion)).present == 3


def test_secret_papers_carry_a_number_and_no_name(office: Context) -> None:
    motion, ids = three_representatives(office, "secret")
    attending.mark(office, ids, "present")
    for paper, choice in enumerate(("for", "for", "invalid"), 1):
        ballots.cast_paper(office, motion, 1, paper, choice)
    ballots.cast_paper(office, motion, 1, 2, "abstain")
    tally = counting.live(office, motion)
    assert (tally.heads.in_favour, tally.heads.abstain, tally.heads.invalid) == (1, 1, 1)
    assert [each.label for each in ballots.listed(office, motion)] == ["第1号票", "第2号票", "第3号票"]
    with pytest.raises(InvalidInput, match="不能按名册"):
        ballots.cast(office, motion, 1, ids[0], "for")
    with pytest.raises(InvalidInput, match="票号从1到"):
        ballots.cast_paper(office, motion, 1, 0, "for")
    ballots.cast_paper(office, motion, 1, 4, "for")
    with pytest.raises(InvalidInput, match="合计4票，比实到3人多1票"):
        counting.live(office, motion)


def test_entrances_give_their_numbers_and_may_be_entered_again(office: Context) -> None:
    motion, ids = three_representatives(office, "entrance")
    attending.mark(office, ids, "present")
    ballots.cast_many(office, motion, 1, "1单元", {"for": 2, "against": 1})
    assert ballots.cast_many(office, motion, 1, "1单元", {"for": 2, "against": 1}).committed is None
    ballots.cast_many(office, motion, 1, "1单元", {"for": 1})
    ballots.cast_many(office, motion, 1, "2单元", {"against": 1, "abstain": 1})
    heads = counting.live(office, motion).heads
    assert (heads.in_favour, heads.against, heads.abstain) == (1, 1, 1)
    assert counting.count_named(office, count(office, motion)).origins[0].in_favour == 1
    with pytest.raises(InvalidInput, match="重新计票"):
        ballots.cast_many(office, motion, 1, "1单元", {"for": 2})


@pytest.mark.parametrize(
    ("place", "counts", "words"),
    [("", {"for": 1}, "哪个单元"), ("1单元", {"for": -1}, "票数“-1”"), ("1单元", {"none": 1}, "未投")],
)
def test_numbers_of_an_entrance_that_cannot_be(
    office: Context, place: str, counts: dict[str, int], words: str
) -> None:
    motion, _ = three_representatives(office, "entrance")
    with pytest.raises(InvalidInput, match=words):
        ballots.cast_many(office, motion, 1, place, counts)


def test_raised_hands_are_three_numbers(office: Context) -> None:
    motion, ids = three_representatives(office, "hands")
    with pytest.raises(InvalidInput, match="还没有录入选票"):
        counting.live(office, motion)
    attending.mark(office, ids, "present")
    ballots.cast_many(office, motion, 1, "", {"for": 2, "against": 1})
    assert counting.live(office, motion).passed
    with pytest.raises(InvalidInput, match="不按票号录入"):
        ballots.cast_paper(office, motion, 1, 1, "for")
    with pytest.raises(InvalidInput, match="不能换表决方式"):
        motions.change(office, motion, ballot_form="secret")


def test_ballots_are_altered_and_withdrawn_before_the_count(office: Context, motion: bytes) -> None:
    line = lines(office, motion)["101"]
    made = ballots.cast(office, motion, 1, line, "for", "door")
    assert ballots.cast(office, motion, 1, line, "for", "door").committed is None
    assert ballots.cast(office, motion, 1, line, "against", "door").id == made.id
    assert [each.choice for each in ballots.listed(office, motion)] == ["against"]
    assert ballots.progress(office, motion) == ballots.Progress(1, 0, 4)
    ballots.withdraw(office, [made.id])
    assert ballots.listed(office, motion) == ()
    with pytest.raises(NotFound):
        ballots.withdraw(office, [made.id])


def test_who_listens_does_not_vote_and_who_is_represented_votes_by_proxy(office: Context) -> None:
    motion, ids = three_representatives(office, "open")
    held = bytes(value(office, "SELECT meeting_id FROM resolution WHERE id = ?", motion))
    guest = roll.add(office, held, "物业经理", votes=False).id
    with pytest.raises(InvalidInput, match="列席，没有表决权"):
        ballots.cast(office, motion, 1, guest, "for")
    attending.represent(office, ids[1], by=ids[0], paper=True)
    ballots.cast(office, motion, 1, ids[1], "for")
    assert ballots.listed(office, motion)[0].origin == "proxy"
    with pytest.raises(InvalidInput, match="没有“whatever”"):
        ballots.cast(office, motion, 1, ids[1], "for", "whatever")
    with pytest.raises(InvalidInput, match="请选同意、反对、弃权或无效"):
        ballots.cast(office, motion, 1, ids[1], "none")
    with pytest.raises(InvalidInput, match="只录两遍"):
        ballots.cast(office, motion, 3, ids[1], "for")
    elsewhere, others = three_representatives(office, "open", "2026-04-01")
    assert elsewhere
    with pytest.raises(NotFound, match="不在这次会议的名册上"):
        ballots.cast(office, motion, 1, others[0], "for")


# two entries


def test_two_entries_by_two_people_are_compared_paper_by_paper(office: Context, motion: bytes) -> None:
    cast(office, motion, {"101": "for", "201": "for", "202": "for"})
    with pytest.raises(InvalidInput, match=f"另一遍是{USER}录的"):
        cast(office, motion, {"101": "for"}, 2)
    users.switch_user(office, OTHER)
    assert double_entry.compare(office, motion) == ()
    cast(office, motion, {"101": "for", "202": "against", "102": "for"}, 2)
    found = double_entry.compare(office, motion)
    assert [each.words for each in found] == [
        "1号楼1单元201 甲：第一遍同意·书面，第二遍没有录",
        "1号楼1单元202 丁：第一遍同意·书面，第二遍反对·书面",
        "1号楼1单元102 乙、丙：第一遍没有录，第二遍同意·书面",
    ]
    with pytest.raises(InvalidInput, match="两遍录入不一致，没有计票"):
        counting.count(office, motion, checked_by=USER)
    double_entry.settle(office, motion, found[0].key, 1)
    double_entry.settle(office, motion, found[1].key, 2)
    double_entry.settle(office, motion, found[2].key, 1)
    assert double_entry.compare(office, motion) == ()
    with pytest.raises(NotFound, match="已经一致"):
        double_entry.settle(office, motion, found[0].key, 1)
    with pytest.raises(InvalidInput, match="第一遍或第二遍"):
        double_entry.settle(office, motion, found[0].key, 3)
    listed = {each.label[-3:].strip()[-1]: each for each in ballots.listed(office, motion, 1)}
    assert listed["丁"].choice == "against"
    assert "以第二遍为准" in listed["丁"].note
    assert counting.count_named(office, counting.count(office, motion, checked_by=USER).id).tally


def test_two_entries_of_papers_and_of_entrances(office: Context) -> None:
    secret, ids = three_representatives(office, "secret")
    attending.mark(office, ids, "present")
    ballots.cast_paper(office, secret, 1, 1, "for")
    held = bytes(value(office, "SELECT meeting_id FROM resolution WHERE id = ?", secret))
    entrance = motions.add(office, held, "晾衣架", "", "entrance").id
    ballots.cast_many(office, entrance, 1, "1单元", {"for": 2})
    with pytest.raises(InvalidInput, match="第1号票的另一遍"):
        ballots.cast_paper(office, secret, 2, 1, "for")
    with pytest.raises(InvalidInput, match="1单元的另一遍"):
        ballots.cast_many(office, entrance, 2, "1单元", {"for": 2})
    users.switch_user(office, OTHER)
    ballots.cast_paper(office, secret, 2, 1, "invalid")
    ballots.cast_many(office, entrance, 2, "1单元", {"for": 3})
    assert [each.words for each in double_entry.compare(office, secret)] == [
        "第1号票：第一遍同意·现场，第二遍无效·现场"
    ]
    found = double_entry.compare(office, entrance)
    assert [each.words for each in found] == ["1单元：第一遍同意·2票·现场，第二遍同意·3票·现场"]
    double_entry.settle(office, entrance, found[0].key, 2)
    assert [each.papers for each in ballots.listed(office, entrance, 1)] == [3]


# elections


def election(office: Context, names: Sequence[str], seats: int, form: str = "secret") -> bytes:
    yard = courtyard(office)
    held = meeting(
        office, yard, "households", "2020-08-18", due_count="96", present_count="71", proxy_count="7"
    )
    people = [resident(office, name) for name in names]
    return motions.add_election(office, held, "选举自管会成员", seats, people, form).id


def test_paper_marked_too_often_is_invalid_by_itself(office: Context) -> None:
    round_one = election(office, ["甲", "乙", "丙"], 2)
    ballots.cast_paper(office, round_one, 1, 1, picks=(1, 2))
    ballots.cast_paper(office, round_one, 1, 2, picks=(1, 2, 3))
    ballots.cast_paper(office, round_one, 1, 3)
    ballots.cast_paper(office, round_one, 1, 4, picks=(2,))
    ballots.cast_paper(office, round_one, 1, 5, "invalid", picks=(1,))
    told = counting.live_election(office, round_one)
    assert (told.returned, told.valid, told.invalid, told.blank, told.need) == (5, 3, 2, 1, 2)
    assert [(each.name, each.votes) for each in told.standings] == [("乙", 2), ("甲", 1), ("丙", 0)]
    second = ballots.listed(office, round_one)[1]
    assert (second.choice, second.note) == ("invalid", "选了3人，多于应选2人")
    with pytest.raises(InvalidInput, match="只有3位候选人，没有第4位"):
        ballots.cast_paper(office, round_one, 1, 6, picks=(4,))
    with pytest.raises(InvalidInput, match="没有第0位"):
        ballots.cast_paper(office, round_one, 1, 6, picks=(0,))


def test_count_of_an_election_writes_candidates_and_leaves_a_tie_open(office: Context) -> None:
    round_one = election(office, ["甲", "甲", "丙"], 2)
    for paper, picks in enumerate(((2, 1), (2, 3), (2, 1), (2, 3), (1, 3)), 1):
        ballots.cast_paper(office, round_one, 1, paper, picks=picks)
    made = count(office, round_one)
    found = counting.count_named(office, made)
    assert found.election is not None
    assert [(each.name, each.votes, each.elected, each.tied) for each in found.election.standings] == [
        ("甲", 4, True, False),
        ("甲", 3, False, True),
        ("丙", 3, False, True),
    ]
    assert (found.due, found.present, found.passed) == (96, 71, False)
    lines = motions.read(office, round_one).candidates
    assert [(each.votes, each.elected, each.post) for each in lines] == [
        (3, False, ""),
        (4, True, "member"),
        (3, False, ""),
    ]
    with pytest.raises(InvalidInput, match="候选人和得票不能再改"):
        records.save(office, "candidate-votes", lines[0].id, {"votes": "5"})
    with pytest.raises(InvalidInput, match="候选人和得票不能再改"):
        records.save(
            office, "candidate-votes", None, {"resolution_id": round_one, "resident_id": "丁", "votes": "5"}
        )
    records.save(office, "candidate-votes", lines[1].id, {"post": "director"})


@pytest.mark.parametrize(
    ("seats", "names", "form", "words"),
    [(0, ["甲"], "secret", "至少1人"), (1, [], "secret", "没有候选人"), (1, ["甲"], "hands", "要用选票")],
)
def test_elections_that_cannot_be(
    office: Context, seats: int, names: list[str], form: str, words: str
) -> None:
    with pytest.raises(InvalidInput, match=words):
        election(office, names, seats, form)


def test_nobody_stands_twice(office: Context) -> None:
    held = meeting(office, courtyard(office), "households")
    one = resident(office, "甲")
    with pytest.raises(InvalidInput, match="写了两遍"):
        motions.add_election(office, held, "选举", 1, [one, one])


def test_motions_are_listed_with_rule_and_state(office: Context, motion: bytes) -> None:
    held = bytes(value(office, "SELECT meeting_id FROM resolution WHERE id = ?", motion))
    (found,) = motions.listed(office, held)
    assert (found.article, found.by_area, found.by_attendee, found.counted) == (
        "民法典第278条",
        True,
        True,
        False,
    )
    with pytest.raises(InvalidInput, match="没有“x”这种表决方式"):
        motions.add(office, held, "别的", "", "x")
    with pytest.raises(InvalidInput, match="请写上决议事项"):
        motions.add(office, held, " ", "", "dwelling")
    with pytest.raises(InvalidInput, match="算不出面积"):
        motions.change(office, motion, ballot_form="secret")
    assert motions.change(office, motion, title="更换电梯").committed is None


def test_owners_elect_their_committee_by_heads_and_area(office: Context) -> None:
    held = meeting(office, owned_courtyard(office))
    roll.draw_up(office, held)
    people = [resident(office, name) for name in ("张甲", "张乙")]
    with pytest.raises(InvalidInput, match="算不出面积"):
        motions.add_election(office, held, "选举业主委员会", 1, people)
    vote = motions.add_election(office, held, "选举业主委员会", 1, people, "dwelling").id
    known = lines(office, vote)
    with pytest.raises(InvalidInput, match="还没有录入选票"):
        counting.live_election(office, vote)
    ballots.cast(office, vote, 1, known["101"], picks=(1,))
    ballots.cast(office, vote, 1, known["201"], picks=(2,))
    with pytest.raises(InvalidInput, match="选了不同的人"):
        counting.live_election(office, vote)
    ballots.cast(office, vote, 1, known["201"], picks=(1,))
    ballots.cast(office, vote, 1, known["102"], picks=(1,))
    ballots.cast(office, vote, 1, known["202"], picks=(2,))
    told = counting.live_election(office, vote)
    assert [(each.name, each.votes, each.elected) for each in told.standings] == [
        ("张甲", 2, True),
        ("张乙", 1, False),
    ]
    found = counting.count_named(office, count(office, vote))
    assert (found.rule["code"], found.due, found.present) == ("civil-code-278-ordinary", 3, 3)
    assert found.election == told


def test_form_of_ballots_stays_once_there_are_any(office: Context, motion: bytes) -> None:
    cast(office, motion, {"101": "for"})
    with pytest.raises(InvalidInput, match="不能换表决方式"):
        records.save(office, "resolutions", motion, {"ballot_form": "open"})
    records.save(office, "resolutions", motion, {"note": "待公示"})


@pytest.mark.parametrize(
    "typed",
    [{"held_on": "2020-1-1"}, {"kind": "representatives"}, {"due_count": "1"}, {"present_area": "1"}],
)
def test_what_a_counted_vote_was_judged_by_stays(
    office: Context, motion: bytes, typed: dict[str, str]
) -> None:
    held = bytes(value(office, "SELECT meeting_id FROM resolution WHERE id = ?", motion))
    earlier = records.save(office, "meetings", held, {"held_on": "2026-3-2"})
    cast(office, motion, {"101": "for", "201": "for", "202": "for"})
    count(office, motion)
    before = rows(office, "SELECT held_on, kind, due_count, present_area FROM meeting WHERE id = ?", held)
    with pytest.raises(InvalidInput, match="已经计票，会议的类型、日期、楼院和应到、实到不能再改"):
        records.save(office, "meetings", held, typed)
    assert earlier.committed is not None
    with pytest.raises(InvalidInput, match="已经计票"):
        history.undo(office, earlier.committed.tx_id)
    assert before == rows(
        office, "SELECT held_on, kind, due_count, present_area FROM meeting WHERE id = ?", held
    )
    records.save(office, "meetings", held, {"place": "会议室", "record": "照实记录。"})
    counting.reopen(office, motion, "会议日期有误")
    records.save(office, "meetings", held, {"held_on": "2026-3-3"})
