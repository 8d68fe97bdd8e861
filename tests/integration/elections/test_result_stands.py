"""What final minutes and a confirmed result keep from use cases, forms, the recycle bin and undo."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from models.errors import InvalidInput
from services import elections, history, records
from services.disclosure.obligations import obligations, set_start
from services.elections import Figures, NewMeeting
from services.meetings import attending, ballots, counting, motions, roll
from services.office import Context
from tests.helpers import elections as helper
from tests.helpers.minutes import final
from tests.helpers.office import rows

FINAL = "已经定稿，会议记录不能再改"
SECOND = NewMeeting("2020-08-20", 96, 70, 5)


def _refused(office: Context, act: Callable[[], object], words: str) -> None:
    """Hold that an act is refused and nothing of it is left behind."""
    stored = "SELECT count(*), max(lamport) FROM sync_change"
    before = rows(office, stored)
    with pytest.raises(InvalidInput, match=words):
        act()
    assert rows(office, stored) == before


def _first_meeting(office: Context, sample: helper.Sample) -> bytes:
    return elections.view(office, sample.election).rounds[0].meeting_id


def _second(sample: helper.Sample) -> Figures:
    return Figures(70, 70, 2, {sample.people["戊"]: 40, sample.people["己"]: 28})


def _recall(office: Context, sample: helper.Sample) -> tuple[bytes, bytes, bytes]:
    """Return a recall, a meeting and its motion that carries it."""
    recall = elections.plan_recall(office, elections.members(office, sample.committee)[4].id, "不履职").id
    held = records.save(
        office, "meetings", None,
        {"title": "户代表会议", "kind": "households", "courtyard_id": sample.yard, "held_on": "2020-08-25",
         "due_count": "96", "present_count": "70"},
    ).id  # fmt: skip
    motion = records.save(
        office, "resolutions", None,
        {"meeting_id": held, "kind": "motion", "title": "罢免戊", "votes_for": "36", "votes_against": "34",
         "votes_abstain": "0"},
    ).id  # fmt: skip
    return recall, held, motion


def test_final_minutes_keep_a_round_from_being_entered_again(office: Context) -> None:
    sample = helper.voted(office)
    held = _first_meeting(office, sample)
    final(office, held)
    figures = sample.figures(庚=20, total=328)
    _refused(
        office,
        lambda: elections.record_round(office, sample.election, figures, meeting_id=held, number=1),
        FINAL,
    )
    _refused(
        office,
        lambda: elections.record_round(office, sample.election, figures, meeting=helper.HELD, number=1),
        FINAL,
    )


def test_final_minutes_keep_a_later_round_from_being_dropped(office: Context) -> None:
    sample = helper.voted(office, 己=44, total=336)
    elections.record_round(office, sample.election, _second(sample), meeting=SECOND)
    first, second = (each.meeting_id for each in elections.view(office, sample.election).rounds)
    final(office, second)
    _refused(
        office,
        lambda: elections.record_round(office, sample.election, sample.figures(), meeting_id=first, number=1),
        FINAL,
    )


def test_a_result_that_the_final_minutes_do_not_say_is_not_confirmed(office: Context) -> None:
    sample = helper.voted(office)
    final(office, _first_meeting(office, sample))
    _refused(office, lambda: elections.confirm_result(office, sample.election), FINAL)
    assert elections.members(office, sample.committee) == ()


def test_a_recall_that_the_final_minutes_do_not_say_is_not_confirmed(office: Context) -> None:
    sample = helper.elected(office)
    recall, held, motion = _recall(office, sample)
    final(office, held)
    _refused(office, lambda: elections.confirm_recall(office, recall, motion), FINAL)


def test_what_a_recall_rests_on_stays(office: Context) -> None:
    sample = helper.elected(office)
    recall, held, motion = _recall(office, sample)
    elections.confirm_recall(office, recall, motion)
    for act in (
        lambda: records.save(office, "resolutions", motion, {"votes_for": "10"}),
        lambda: records.delete(office, "resolutions", [motion]),
        lambda: records.save(office, "meetings", held, {"due_count": "196"}),
    ):
        _refused(office, act, "结果已经确认")


def test_a_vote_deleted_before_is_not_restored_into_a_confirmed_result(office: Context) -> None:
    sample = helper.voted(office)
    person = sample.people["庚"]
    vote = rows(office, "SELECT id FROM candidate_vote WHERE resident_id = ?", person)[0][0]
    stood = rows(office, "SELECT id FROM candidacy WHERE resident_id = ?", person)[0][0]
    gone = records.delete(office, "candidate-votes", [vote])
    away = records.delete(office, "candidacies", [stood])
    elections.confirm_result(office, sample.election)
    for act in (
        lambda: history.restore(office, gone.tx_id, "candidate-votes", vote),
        lambda: history.restore(office, away.tx_id, "candidacies", stood),
        lambda: history.undo(office, gone.tx_id),
    ):
        _refused(office, act, "结果已经确认")


def test_a_round_deleted_before_is_not_restored_into_a_confirmed_result(office: Context) -> None:
    sample = helper.voted(office, 己=44, total=336)
    second = elections.record_round(office, sample.election, _second(sample), meeting=SECOND).id
    gone = records.delete(office, "resolutions", [second])
    elections.confirm_result(office, sample.election, reason="另行补选")
    _refused(office, lambda: history.restore(office, gone.tx_id, "resolutions", second), "结果已经确认")
    assert len(elections.view(office, sample.election).rounds) == 1


def test_the_roll_leaves_the_figures_of_a_confirmed_result(office: Context) -> None:
    sample = helper.elected(office)
    held = _first_meeting(office, sample)
    _refused(office, lambda: roll.add(office, held, "周十", "3号楼"), "到会人数不能再改")


def _counted(office: Context, sample: helper.Sample, votes: dict[str, int]) -> bytes:
    """Put the round to a meeting, cast 69 papers and an invalid one, and count them."""
    held = records.save(
        office, "meetings", None,
        {"title": "户代表会议", "kind": "households", "courtyard_id": sample.yard, "held_on": "2020-08-18",
         "due_count": "96", "present_count": "71", "proxy_count": "7"},
    ).id  # fmt: skip
    made = elections.open_round(office, sample.election, held).id
    records.save(office, "resolutions", made, {"ballots_issued": "71"})
    marks: list[list[int]] = [[] for _ in range(69)]
    for candidate in motions.read(office, made).candidates:
        for paper in sorted(marks, key=len)[: votes[candidate.name]]:
            paper.append(candidate.position)
    for number, picks in enumerate(marks, 1):
        ballots.cast_paper(office, made, 1, number, picks=picks)
    ballots.cast_paper(office, made, 1, 70, choice="invalid")
    counting.count(office, made, checked_by="李伟")
    return made


def test_a_counted_result_with_open_seats_is_owed_to_the_board(office: Context) -> None:
    sample = helper.announced(office)
    set_start(office, "2020-08")
    made = _counted(office, sample, {**helper.VOTES, "戊": 30, "己": 30})
    assert rows(office, "SELECT outcome FROM resolution WHERE id = ?", made) == [("rejected",)]

    def owed() -> list[str]:
        found = obligations(office, date(2020, 9, 16))
        return [each.since for each in found if each.key == made.hex()]

    assert owed() == []
    saved = elections.confirm_result(office, sample.election, reason="一席另行补选")
    assert owed() == ["2020-08-18"]
    assert saved.committed is not None
    history.undo(office, saved.committed.tx_id)
    assert owed() == []


def test_attendance_of_another_meeting_stays_free(office: Context) -> None:
    sample = helper.elected(office)
    held = records.save(
        office, "meetings", None,
        {"title": "座谈会", "kind": "other", "courtyard_id": sample.yard, "held_on": "2020-09-01"},
    ).id  # fmt: skip
    line = roll.add(office, held, "周十", "3号楼").id
    attending.mark(office, [line], "present", at="15:00")
    assert rows(office, "SELECT present_count FROM meeting WHERE id = ?", held) == [(1,)]
