"""Elections in all courses: second rounds, renewal with handover, by-election, recall, counted votes."""

from datetime import date

import pytest

from models.errors import InvalidInput
from services import elections, history, records
from services.elections import Figures, NewMeeting, Settled, Vetting
from services.meetings import ballots, counting, motions
from services.office import Context
from services.saving import FormErrors
from tests.helpers import elections as helper
from tests.helpers.office import rows


def _members(office: Context, committee: bytes) -> list[tuple[str, str]]:
    return [(each.name, each.post) for each in elections.members(office, committee)]


def test_a_tie_at_the_last_seat_takes_a_second_round(office: Context) -> None:
    sample = helper.voted(office, 己=44, total=336)
    found = elections.view(office, sample.election)
    assert (found.outcome.open_seats, found.outcome.tied, found.next_act) == (1, True, "vote")
    with pytest.raises(InvalidInput, match=r"还差1人没有选出（(己、戊|戊、己)同为44票"):
        elections.confirm_result(office, sample.election)
    due = elections.next_round(office, found)
    assert (due.number, due.seats, {each.name for each in due.candidates}) == (2, 1, {"戊", "己"})
    people = sample.people
    second = Figures(70, 70, 2, {people["戊"]: 40, people["己"]: 28}, 68, 68)
    with pytest.raises(FormErrors, match="上限68票"):
        elections.record_round(
            office,
            sample.election,
            Figures(70, 70, 2, {people["戊"]: 41, people["己"]: 28}),
            meeting=NewMeeting("2020-08-20", 96, 70, 5),
        )
    elections.record_round(
        office, sample.election, second, meeting=NewMeeting("2020-08-20", 96, 70, 5, title="第二轮投票")
    )
    elections.confirm_result(office, sample.election, {people["甲"]: "director"})
    assert [each for each, _ in _members(office, sample.committee)] == ["甲", "乙", "丙", "丁", "戊"]
    found = elections.view(office, sample.election)
    assert (found.elected_on, len(found.rounds)) == ("2020-08-20", 2)
    # one decision, one notice owed
    outcomes = rows(office, "SELECT outcome FROM resolution ORDER BY round")
    assert outcomes == [(None,), ("passed",)]


def test_seats_may_stay_open_with_a_reason(office: Context) -> None:
    sample = helper.voted(office, 己=44, total=336)
    elections.confirm_result(office, sample.election, reason="另行补选")
    assert [each for each, _ in _members(office, sample.committee)] == ["甲", "乙", "丙", "丁"]


def test_a_round_entered_again_drops_what_stood_on_it(office: Context) -> None:
    sample = helper.voted(office, 己=44, total=336)
    people = sample.people
    elections.record_round(
        office,
        sample.election,
        Figures(70, 70, 2, {people["戊"]: 40, people["己"]: 28}),
        meeting=NewMeeting("2020-08-20", 96, 70, 5),
    )
    meeting = elections.view(office, sample.election).rounds[0].meeting_id
    elections.record_round(office, sample.election, sample.figures(), meeting_id=meeting, number=1)
    found = elections.view(office, sample.election)
    assert (len(found.rounds), found.outcome.open_seats, found.next_act) == (1, 0, "confirm")


def test_nobody_over_the_majority(office: Context) -> None:
    sample = helper.announced(office)
    votes = dict.fromkeys(sample.votes(), 20)
    elections.record_round(office, sample.election, Figures(71, 70, 1, votes), meeting=helper.HELD)
    with pytest.raises(InvalidInput, match="没有人过半数"):
        elections.confirm_result(office, sample.election, reason="没人")
    with pytest.raises(InvalidInput, match="请写明没有选出的原因"):
        elections.fail(office, sample.election, " ")
    elections.fail(office, sample.election, "没有人过半数")
    assert elections.view(office, sample.election).state == "failed"
    with pytest.raises(InvalidInput, match="有错请另登记一次选举更正"):
        elections.fail(office, sample.election, "又")


def test_a_renewal_ends_the_old_term_and_hands_over(office: Context) -> None:
    sample = helper.elected(office)
    elections.file(office, sample.election, date(2020, 9, 1), "明湖办事处")
    begun = elections.offer(office, sample.committee)
    assert (begun.kind, begun.seats, begun.term_years, begun.in_office) == ("renewal", 5, 3, 5)
    again = elections.plan(
        office,
        committee_id=sample.committee,
        seats=1,
        competitive=False,
        reason="只有一人报名",
        title=begun.title,
    ).id
    found = elections.view(office, again)
    assert found.title == "轴承厂2号院自管会换届选举"
    assert found.handover[0].title == "印章"
    elections.add_candidate(office, again, "甲")
    elections.vet(office, again, [Vetting(sample.people["甲"], "passed")])
    elections.announce(office, again, date(2020, 9, 10), notice=False)
    held = NewMeeting("2020-09-15", 96, 60)
    elections.record_round(office, again, Figures(60, 60, 0, {sample.people["甲"]: 55}), meeting=held)
    elections.confirm_result(office, again, {sample.people["甲"]: "director"})
    assert _members(office, sample.committee) == [("甲", "director")]
    ended = rows(office, "SELECT count(*) FROM committee_member WHERE until = '2020-09-15'")
    assert ended == [(5,)]
    things = elections.view(office, again).handover
    with pytest.raises(FormErrors) as refused:
        elections.hand_over(
            office, again, (Settled(things[0].id, True, "丢了"), Settled(b"x" * 16, True)),
            on=date(2020, 9, 16), handed_from="", handed_to="甲", witness=" ",
        )  # fmt: skip
    assert refused.value.errors == {
        "handed_from": "请填写移交人。",
        "witness": "请填写监交人。",
        "missing_reason:0": "印章已经移交，不用写没有移交的原因。",
        "missing_reason:1": "这一项已经不在清单上，请刷新后再试。",
    }
    settled = tuple(Settled(each.id, True) for each in things[1:])
    names = {"handed_from": "乙", "handed_to": "甲", "witness": "郭小满"}
    elections.hand_over(office, again, settled, on=date(2020, 9, 16), **names)
    assert elections.view(office, again).facts.handed == len(things) - 1
    elections.hand_over(
        office, again, (Settled(things[0].id, False, "原来就没有"),), on=date(2020, 9, 17), **names
    )
    found = elections.view(office, again)
    assert (found.facts.handed, found.witness, found.handed_on) == (len(things), "郭小满", "2020-09-17")
    assert found.handover[1].handed_on == "2020-09-16"


def test_a_by_election_leaves_the_others_in_office(office: Context) -> None:
    sample = helper.elected(office)
    made = elections.plan(office, committee_id=sample.committee, kind="by", seats=1).id
    for name in ("己", "庚", "甲"):
        elections.add_candidate(office, made, name)
    found = elections.view(office, made)
    people = {each.name: each.resident_id for each in found.candidates}
    elections.vet(office, made, [Vetting(each, "passed") for each in people.values()])
    elections.announce(office, made, date(2020, 9, 1), notice=False)
    held = NewMeeting("2020-09-10", 96, 60)
    votes: dict[bytes, int | None] = {people["己"]: 10, people["庚"]: 5, people["甲"]: 40}
    elections.record_round(office, made, Figures(60, 60, 0, votes), meeting=held)
    with pytest.raises(InvalidInput, match="甲已经是这个自治组织的成员"):
        elections.confirm_result(office, made)
    votes = {people["己"]: 40, people["庚"]: 5, people["甲"]: 10}
    meeting = elections.view(office, made).rounds[0].meeting_id
    elections.record_round(office, made, Figures(60, 60, 0, votes), meeting_id=meeting)
    elections.confirm_result(office, made)
    assert [each for each, _ in _members(office, sample.committee)] == [*"甲乙丙丁戊", "己"]
    assert records.read(office, "committees", sample.committee).shown("founded").value == "2020-08-18"


def test_a_member_is_recalled_by_a_motion(office: Context) -> None:
    sample = helper.elected(office)
    member = elections.members(office, sample.committee)[4]
    with pytest.raises(InvalidInput, match="罢免要写明理由"):
        elections.plan_recall(office, member.id, " ")
    recall = elections.plan_recall(office, member.id, "长期不履职").id
    assert elections.view(office, recall).next_act == "recall"
    meeting = records.save(
        office, "meetings", None,
        {"title": "户代表会议", "kind": "households", "courtyard_id": sample.yard, "held_on": "2020-09-10",
         "due_count": "96", "present_count": "70"},
    ).id  # fmt: skip
    motion = records.save(
        office, "resolutions", None,
        {"meeting_id": meeting, "kind": "motion", "title": "罢免戊", "votes_for": "35",
         "votes_against": "35", "votes_abstain": "0"},
    ).id  # fmt: skip
    with pytest.raises(InvalidInput, match="罢免没有通过：实到70户，须过半数即36票同意，现有35票"):
        elections.confirm_recall(office, recall, motion)
    assert len(elections.members(office, sample.committee)) == 5
    records.save(office, "resolutions", motion, {"votes_for": "36", "votes_against": "34"})
    other = elections.plan(office, committee_id=sample.committee, kind="by", seats=1).id
    with pytest.raises(InvalidInput, match="不是罢免"):
        elections.confirm_recall(office, other, motion)
    saved = elections.confirm_recall(office, recall, motion)
    assert [each for each, _ in _members(office, sample.committee)] == list("甲乙丙丁")
    assert rows(office, "SELECT until FROM committee_member WHERE until IS NOT NULL") == [("2020-09-10",)]
    assert elections.view(office, recall).state == "recalled"
    with pytest.raises(InvalidInput, match="已经离任"):
        elections.plan_recall(office, member.id, "再一次")
    assert saved.committed is not None
    history.undo(office, saved.committed.tx_id)
    assert len(elections.members(office, sample.committee)) == 5


def test_a_vote_that_was_counted_already_becomes_a_round(office: Context) -> None:
    sample = helper.announced(office)
    meeting = records.save(
        office, "meetings", None,
        {"title": "户代表会议", "kind": "households", "courtyard_id": sample.yard, "held_on": "2020-08-18",
         "due_count": "96", "present_count": "71", "proxy_count": "7"},
    ).id  # fmt: skip
    counted = records.save(
        office, "resolutions", None,
        {"meeting_id": meeting, "kind": "election", "title": "自管会成员选举", "seats": "5",
         "ballots_issued": "72", "ballots_returned": "70", "ballots_invalid": "1"},
    ).id  # fmt: skip
    for name, votes in helper.VOTES.items():
        records.save(
            office, "candidate-votes", None,
            {"resolution_id": counted, "resident_id": sample.people[name], "votes": str(votes)},
        )  # fmt: skip
    with pytest.raises(FormErrors, match="发出选票72张"):
        elections.link_round(office, sample.election, counted)
    records.save(office, "resolutions", counted, {"ballots_issued": "71"})
    elections.link_round(office, sample.election, counted)
    elections.confirm_result(office, sample.election)
    assert len(elections.members(office, sample.committee)) == 5


def test_a_round_is_put_to_a_meeting_and_counted_there(office: Context) -> None:
    sample = helper.announced(office)
    meeting = records.save(
        office, "meetings", None,
        {"title": "户代表会议", "kind": "households", "courtyard_id": sample.yard, "held_on": "2020-08-18",
         "due_count": "96", "present_count": "71", "proxy_count": "7"},
    ).id  # fmt: skip
    made = elections.open_round(office, sample.election, meeting).id
    assert motions.read(office, made).seats == 5
    assert [each.name for each in motions.read(office, made).candidates] == list("丙丁庚己甲戊乙")
    waiting = elections.view(office, sample.election)
    assert (waiting.rounds, waiting.prepared, waiting.next_act) == ((), made, "vote")
    with pytest.raises(InvalidInput, match="已经列入会议，还没有计票"):
        elections.open_round(office, sample.election, meeting)
    # figures typed for the round that waits go into it
    elections.record_round(office, sample.election, sample.figures(), meeting_id=meeting)
    found = elections.view(office, sample.election)
    assert ([each.resolution_id for each in found.rounds], found.prepared) == ([made], None)
    with office.unit_of_work() as work:
        work.update("resolution", made, {"state": "counted"})
        work.commit()
    with pytest.raises(InvalidInput, match="在会议里逐张计过票，得票不能手工改"):
        elections.record_round(
            office, sample.election, sample.figures(庚=20, total=328), meeting_id=meeting, number=1
        )
    with pytest.raises(InvalidInput, match="这次选举不用再投票"):
        elections.open_round(office, sample.election, meeting)
    elections.confirm_result(office, sample.election)
    assert len(elections.members(office, sample.committee)) == 5


def test_a_term_that_ends_soon_offers_the_next_election(office: Context) -> None:
    sample = helper.planned(office)
    found = elections.term(office, sample.committee)
    assert found is not None
    assert (found.members, found.ends_on, found.remark) == ((), "", "")
    assert (found.election_id, found.election) == (sample.election, "轴承厂2号院自管会首次选举")
    records.delete(office, "elections", [sample.election])
    records.save(office, "committees", sample.committee, {"founded": "2017-10-1", "term_years": "3"})
    found = elections.term(office, sample.committee)
    assert found is not None
    assert (found.ends_on, found.election_id) == ("2020年9月30日", None)
    assert found.remark == "任期将于2020年9月30日届满，还有15天，请准备换届。"
    assert elections.offer(office, sample.committee).kind == "renewal"
    records.delete(office, "committees", [sample.committee])
    assert elections.term(office, sample.committee) is None
    with pytest.raises(InvalidInput, match="已经不在了"):
        elections.offer(office, sample.committee)


def test_a_plan_says_what_it_cannot_take(office: Context) -> None:
    with pytest.raises(InvalidInput, match="还没有选楼院或自治组织"):
        elections.plan(office)
    yard, _ = helper.place(office)
    with pytest.raises(InvalidInput, match="没有“club”这种自治组织"):
        elections.plan(office, courtyard_id=yard, committee_kind="club")
    with pytest.raises(InvalidInput, match="罢免请在成员上办理"):
        elections.plan(office, courtyard_id=yard, kind="recall")
    with pytest.raises(InvalidInput, match="应选人数0不对"):
        elections.plan(office, courtyard_id=yard, seats=0)
    made = elections.plan(office, courtyard_id=yard, committee_kind="council", kind="first").id
    assert elections.view(office, made).committee == "轴承厂2号院居民议事会"
    elections.list_things(office, made)
    with pytest.raises(InvalidInput, match="移交清单已经有内容了"):
        elections.list_things(office, made)
    elections.add_candidates(office, made, "甲、乙，丙\n丁")
    assert [each.name for each in elections.view(office, made).candidates] == list("甲乙丙丁")
    with pytest.raises(InvalidInput, match="甲已经是候选人了"):
        elections.add_candidates(office, made, "戊、甲")
    assert len(elections.view(office, made).candidates) == 4


def test_papers_counted_in_the_meeting_elect_as_the_record_says(office: Context) -> None:
    sample = helper.announced(office)
    meeting = records.save(
        office, "meetings", None,
        {"title": "户代表会议", "kind": "households", "courtyard_id": sample.yard, "held_on": "2020-08-18",
         "due_count": "96", "present_count": "71", "proxy_count": "7"},
    ).id  # fmt: skip
    made = elections.open_round(office, sample.election, meeting).id
    records.save(office, "resolutions", made, {"ballots_issued": "71"})
    marks: list[list[int]] = [[] for _ in range(69)]
    for candidate in motions.read(office, made).candidates:
        for paper in sorted(marks, key=len)[: helper.VOTES[candidate.name]]:
            paper.append(candidate.position)
    for number, picks in enumerate(marks, 1):
        ballots.cast_paper(office, made, 1, number, picks=picks)
    ballots.cast_paper(office, made, 1, 70, picks=range(1, 7))
    assert elections.view(office, sample.election).rounds == ()
    counting.count(office, made, checked_by="李伟")
    found = elections.view(office, sample.election)
    assert (found.state, found.next_act, found.rounds[0].poll.votes) == ("voted", "confirm", 329)
    saved = elections.confirm_result(office, sample.election, {sample.people["甲"]: "director"})
    assert [each for each, _ in _members(office, sample.committee)] == list("甲乙丙丁戊")
    with pytest.raises(InvalidInput, match="结果已经确认"):
        counting.count(office, made, checked_by="李伟", reason="有人要求")
    assert saved.committed is not None
    history.undo(office, saved.committed.tx_id)
    assert elections.view(office, sample.election).next_act == "confirm"
    counting.count(office, made, checked_by="李伟", reason="有人要求")
    elections.confirm_result(office, sample.election)
