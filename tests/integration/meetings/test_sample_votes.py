"""The three records of the sample, entered ballot by ballot, give exactly the figures written there."""

from __future__ import annotations

import random

import pytest

from models.errors import InvalidInput
from services import records
from services.meetings import attending, ballots, counting, motions, quorum, roll
from services.office import Context
from tests.helpers.deliberations import deliberated
from tests.helpers.office import rows

OTHER = "赵敏"
VOTES = {"甲": 63, "乙": 58, "丙": 55, "丁": 51, "戊": 44, "己": 37, "庚": 21}


def figures(office: Context, resolution: bytes) -> tuple[object, ...]:
    return rows(
        office,
        "SELECT votes_for, votes_against, votes_abstain, outcome FROM resolution WHERE id = ?",
        resolution,
    )[0]


def clear(office: Context, resolution: bytes) -> None:
    """Take the typed figures away, so that what stands there afterwards was counted."""
    names = ("votes_for", "votes_against", "votes_abstain", "outcome")
    records.save(office, "resolutions", resolution, dict.fromkeys(names, ""))
    assert figures(office, resolution) == (None, None, None, None)


def attendance(office: Context, meeting: bytes) -> tuple[object, ...]:
    return rows(office, "SELECT due_count, present_count, proxy_count FROM meeting WHERE id = ?", meeting)[0]


def test_joint_meeting_of_the_first_record(office: Context) -> None:
    keys = deliberated(office)
    held = keys["joint"]
    groups = (("楼院党支部", 5, 0), ("居民议事会", 5, 1), ("居民代表", 6, 2))
    for body, came, leave in groups:
        for number in range(came + leave):
            line = roll.add(office, held, f"{body}{number + 1}", body).id
            attending.mark(office, [line], "present" if number < came else "leave", at="15:00")
    for guest in ("财政局机关第一党支部分包干部", "保洁服务方", "辖区民警"):
        attending.mark(office, [roll.add(office, held, guest, "列席", False).id], "present", at="15:00")
    assert attendance(office, held) == (19, 16, 0)
    light = quorum.light(office, held)
    assert (light.need_heads, light.reached) == (10, True)
    for key, said in (
        ("parking-motion", {"for": 13, "against": 2, "abstain": 1}),
        ("shed-motion", {"for": 15, "abstain": 1}),
    ):
        clear(office, keys[key])
        motions.change(office, keys[key], ballot_form="hands")
        ballots.cast_many(office, keys[key], 1, "", said)
        counting.count(office, keys[key], checked_by=OTHER)
    assert figures(office, keys["parking-motion"]) == (13, 2, 1, "passed")
    assert figures(office, keys["shed-motion"]) == (15, 0, 1, "passed")


def test_representatives_of_the_second_record(office: Context) -> None:
    keys = deliberated(office)
    held, motion = keys["decide"], keys["pipe-motion"]
    clear(office, motion)
    motions.change(office, motion, ballot_form="open")
    lines = [roll.add(office, held, f"代表{number}", "居民代表").id for number in range(1, 32)]
    attending.mark(office, lines[:25], "present", at="9:00")
    assert attendance(office, held) == (31, 25, 0)
    for number, line in enumerate(lines[:25]):
        choice = "for" if number < 22 else "against" if number < 23 else "abstain"
        ballots.cast(office, motion, 1, line, choice)
    found = counting.count_named(office, counting.count(office, motion, checked_by=OTHER).id)
    assert figures(office, motion) == (22, 1, 2, "passed")
    assert found.tally is not None
    assert (found.tally.heads.due, found.tally.heads.present) == (31, 25)
    assert found.tally.article == "居委会组织法第9条"
    assert found.tally.need == {"quorum_heads": 16, "approve_heads": 13}


def papers() -> list[tuple[int, ...]]:
    """Return 69 papers with at most five marks each that give every candidate the votes of the record."""
    marks = [list[int]() for _ in range(69)]
    for position, votes in enumerate(VOTES.values(), 1):
        fullest_last = sorted(marks, key=len)
        for paper in fullest_last[:votes]:
            paper.append(position)
    assert max(len(each) for each in marks) <= 5
    return [tuple(each) for each in marks]


def election_with_papers(office: Context, keys: dict[str, bytes]) -> bytes:
    """Enter the election of the third record anew, paper by paper."""
    people = [row[0] for row in rows(office, "SELECT resident_id FROM candidate_vote ORDER BY id")]
    held = keys["elect"]
    made = motions.add_election(
        office, held, "自管会成员选举（重录）", 5, [bytes(each) for each in people]
    ).id
    records.save(office, "resolutions", made, {"ballots_issued": "71"})
    shuffled = papers()
    random.Random(3).shuffle(shuffled)
    for number, picks in enumerate(shuffled, 1):
        ballots.cast_paper(office, made, 1, number, picks=picks)
    ballots.cast_paper(office, made, 1, 70, picks=(1, 2, 3, 4, 5, 6))
    return made


def test_election_of_the_third_record(office: Context) -> None:
    keys = deliberated(office)
    made = election_with_papers(office, keys)
    found = counting.count_named(office, counting.count(office, made, checked_by=OTHER).id)
    told = found.election
    assert told is not None
    assert (found.due, found.present, told.issued, told.returned, told.valid, told.invalid) == (
        96, 71, 71, 70, 69, 1,
    )  # fmt: skip
    assert (told.total, told.need) == (329, 35)
    assert {each.name: each.votes for each in told.standings} == VOTES
    assert [each.name for each in told.elected] == ["甲", "乙", "丙", "丁", "戊"]
    written = rows(
        office,
        "SELECT ballots_issued, ballots_returned, ballots_invalid, outcome FROM resolution WHERE id = ?",
        made,
    )
    assert written == [(71, 70, 1, "passed")]
    lines = motions.read(office, made).candidates
    assert {each.name: each.votes for each in lines} == VOTES
    assert [each.name for each in lines if each.elected] == ["甲", "乙", "丙", "丁", "戊"]


def test_figures_typed_from_paper_are_counted_as_they_stand(office: Context) -> None:
    keys = deliberated(office)
    for key in ("parking-motion", "shed-motion", "pipe-motion"):
        before = figures(office, keys[key])
        counting.count(office, keys[key], checked_by=OTHER)
        assert figures(office, keys[key]) == before
    found = counting.count_named(office, counting.count(office, keys["election"], checked_by=OTHER).id)
    assert found.election is not None
    assert (found.election.valid, found.election.total) == (69, 329)
    posts = [each.post for each in motions.read(office, keys["election"]).candidates]
    assert posts == ["director", "deputy_director", "member", "member", "member", "", ""]


@pytest.mark.parametrize(
    ("column", "number", "words"),
    [
        ("ballots_returned", 72, "收回选票72张，多于发出的71张"),
        ("ballots_invalid", 8, "甲得63票，多于有效票62张"),
        ("ballots_issued", 72, "发出选票72张，多于实到71"),
        ("seats", 4, "候选人共得329票，多于69张有效票每张选4人的上限276票"),
    ],
)
def test_altered_figure_of_the_election_is_refused(
    office: Context, column: str, number: int, words: str
) -> None:
    keys = deliberated(office)
    records.save(office, "resolutions", keys["election"], {column: str(number)})
    with pytest.raises(InvalidInput, match=words):
        counting.count(office, keys["election"], checked_by=OTHER)
    assert rows(office, "SELECT id FROM vote_count") == []


def test_altered_figure_of_a_motion_is_refused(office: Context) -> None:
    keys = deliberated(office)
    records.save(office, "resolutions", keys["parking-motion"], {"votes_for": "14"})
    with pytest.raises(InvalidInput, match="合计17票，比实到16人多1票"):
        counting.count(office, keys["parking-motion"], checked_by=OTHER)


def test_figure_altered_after_the_count_breaks_its_digest(office: Context) -> None:
    keys = deliberated(office)
    made = counting.count(office, keys["parking-motion"], checked_by=OTHER).id
    assert counting.count_named(office, made).sound
    with office.unit_of_work() as work:
        told = work.row("vote_count", made)["tally_json"]
        work.update("vote_count", made, {"tally_json": told.replace("13", "15")})
        work.commit()
    assert not counting.count_named(office, made).sound
