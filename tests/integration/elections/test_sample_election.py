"""The election of the sample record through the use cases: its figures exactly, and refused when altered."""

from collections.abc import Mapping
from datetime import date

import pytest

from models.errors import InvalidInput, NotFound, UserError
from services import elections, history, records
from services.elections import Figures, Vetting
from services.office import Context
from services.saving import FormErrors
from tests.helpers import elections as helper
from tests.helpers.office import rows


def _members(office: Context, committee: bytes) -> list[tuple[str, str]]:
    return [(each.name, each.post) for each in elections.members(office, committee)]


def test_the_sample_gives_exactly_its_figures(office: Context) -> None:
    sample = helper.elected(office)
    found = elections.view(office, sample.election)
    assert len(found.candidates) == 9
    assert [each.name for each in found.candidates if each.outcome == "failed"] == ["辛"]
    assert [each.circumstance for each in found.candidates if each.name == "辛"] == ["失信被执行人"]
    assert [each.name for each in found.candidates if each.outcome == "withdrawn"] == ["壬"]
    assert len(found.standing) == 7
    poll = found.rounds[0].poll
    assert (poll.due, poll.present, poll.proxies, poll.unit) == (96, 71, 7, "户")
    assert (poll.issued, poll.returned, poll.invalid, poll.ballots) == (71, 70, 1, 69)
    assert sorted((each.votes or 0 for each in poll.candidates), reverse=True) == [63, 58, 55, 51, 44, 37, 21]
    assert (poll.votes, 69 * poll.seats) == (329, 345)
    assert [each.name for each in found.outcome.elected] == list("甲乙丙丁戊")
    assert all(each.votes >= 35 for each in found.outcome.elected)
    assert "过半数为35票" in found.outcome.told[0]
    assert _members(office, sample.committee) == [
        ("甲", "director"),
        ("乙", "deputy_director"),
        ("丙", "member"),
        ("丁", "member"),
        ("戊", "member"),
    ]
    committee = records.read(office, "committees", sample.committee)
    assert committee.shown("founded").value == "2020-08-18"
    assert (committee.shown("term_years").value, committee.shown("seats").value) == (3, 5)
    assert (found.state, found.elected_on, found.file_by) == ("elected", "2020-08-18", "2020-09-17")
    assert not [each for each in committee.hints if each.rule_id == "committee.vetting"]
    resolution = records.read(office, "resolutions", found.rounds[0].resolution_id)
    assert resolution.shown("outcome").value == "passed"
    assert resolution.shown("content").text.startswith("有效票69张，过半数为35票；每票最多选5人，最多345票")
    assert not [each for each in resolution.hints if each.level != "info"]


ALTERED: tuple[tuple[Mapping[str, int | None], str, str], ...] = (
    ({"issued": 72}, "issued", "发出选票72张"),
    ({"issued": 69}, "returned", "收回选票70张，多于发出的69张"),
    ({"returned": 72}, "returned", "收回选票72张"),
    ({"returned": 69}, "valid", "收回的69张"),
    ({"invalid": 2}, "valid", "无效票2张"),
    ({"invalid": 71}, "invalid", "无效票71张"),
    ({"valid": 68}, "valid", "有效票68张"),
    ({"total": 330}, "total", "得票合计是330票"),
    ({"issued": None}, "issued", "发出选票"),
    *(({name: count + 1}, "total", "相加是330票") for name, count in helper.VOTES.items()),
    *(({name: count - 1}, "total", "相加是328票") for name, count in helper.VOTES.items()),
    *(({name: 70}, "votes", f"{name}得70票，多于有效票69张") for name in helper.VOTES),
    *(({name: None}, "votes", f"还没有填写{name}的得票") for name in helper.VOTES),
)
"""What is typed otherwise than the report says, the field it is refused in, and the words that name it."""


def test_every_altered_figure_is_refused_by_name_and_nothing_is_written(office: Context) -> None:
    sample = helper.announced(office)
    for altered, field, named in ALTERED:
        with pytest.raises(FormErrors) as refused:
            elections.record_round(office, sample.election, sample.figures(**altered), meeting=helper.HELD)
        errors = refused.value.errors.items()
        assert [name for name, said in errors if name.startswith(field) and named in said], altered
    assert rows(office, "SELECT count(*) FROM resolution") == [(0,)]
    assert rows(office, "SELECT count(*) FROM meeting") == [(0,)]


BEHIND: tuple[tuple[str, str, int | None, str], ...] = (
    ("resolution", "ballots_issued", 72, "发出选票72张，多于实到71户（含委托）"),
    ("resolution", "ballots_issued", 69, "收回选票70张，多于发出的69张"),
    ("resolution", "ballots_returned", 72, "收回选票72张，多于发出的71张"),
    ("resolution", "ballots_returned", 50, "丙得55票，多于有效票49张"),
    ("resolution", "ballots_invalid", 71, "无效票71张，多于收回的70张"),
    ("resolution", "ballots_invalid", None, "还没有填写无效票"),
    ("resolution", "seats", 4, "上限276票"),
    ("meeting", "present_count", 70, "发出选票71张，多于实到70户"),
    ("meeting", "present_count", 97, "实到97户，多于应到96户"),
    ("meeting", "due_count", 70, "实到71户，多于应到70户"),
    ("meeting", "proxy_count", 72, "委托72户，多于实到71户"),
    ("candidate_vote", "votes", 70, "得70票，多于有效票69张"),
    ("candidate_vote", "votes", None, "还没有填写"),
)
"""Table, column, value that was changed after the vote, and the words that name it."""


def test_a_figure_altered_behind_the_vote_refuses_the_result(office: Context) -> None:
    sample = helper.voted(office)
    for table, column, value, named in BEHIND:
        before = _write(office, table, column, value)
        with pytest.raises(InvalidInput) as refused:
            elections.confirm_result(office, sample.election)
        assert named in refused.value.message
        assert elections.members(office, sample.committee) == ()
        assert elections.view(office, sample.election).state == "voted"
        _write(office, table, column, before)
    elections.confirm_result(office, sample.election)


def _write(office: Context, table: str, column: str, value: int | None) -> int | None:
    """Write one column of the first row; return what stood there."""
    with office.unit_of_work() as work:
        row = work.row(table, work.reader.value(f"SELECT id FROM {table} ORDER BY id LIMIT 1"))
        work.update(table, row["id"], {column: value})
        work.commit()
    before: int | None = row[column]
    return before


def test_the_signed_report_is_compared(office: Context) -> None:
    sample = helper.voted(office)
    with pytest.raises(InvalidInput, match="有效票登记的是69张，报告单上是70张"):
        elections.confirm_result(office, sample.election, valid=70)
    with pytest.raises(InvalidInput, match="得票合计登记的是329票，报告单上是328票"):
        elections.confirm_result(office, sample.election, total=328)


def test_gates_hold_in_the_use_cases(office: Context) -> None:
    sample = helper.planned(office)
    with pytest.raises(InvalidInput, match="还没有社区和办事处的资格审查"):
        elections.announce(office, sample.election, date(2020, 8, 14))
    with pytest.raises(InvalidInput, match="还没有公示候选人"):
        elections.record_round(office, sample.election, sample.figures(), meeting=helper.HELD)
    with pytest.raises(InvalidInput, match="还没有登记投票结果"):
        elections.confirm_result(office, sample.election)
    with pytest.raises(InvalidInput, match="甲已经是候选人了"):
        elections.add_candidate(office, sample.election, "甲")
    with pytest.raises(InvalidInput, match="请填写候选人姓名"):
        elections.add_candidate(office, sample.election, " ")
    with pytest.raises(InvalidInput, match="还有一次选举"):
        elections.plan(office, committee_id=sample.committee)
    with pytest.raises(InvalidInput, match="还没有确认选举结果"):
        elections.publish(office, sample.election)
    with pytest.raises(InvalidInput, match="还没有确认选举结果，不能备案"):
        elections.file(office, sample.election, date(2020, 9, 1), "明湖办事处")
    with pytest.raises(NotFound):
        elections.view(office, b"x" * 16)


def test_vetting_names_what_is_missing(office: Context) -> None:
    sample = helper.planned(office)
    person = sample.people["甲"]
    with pytest.raises(FormErrors) as refused:
        elections.vet(
            office,
            sample.election,
            [Vetting(person, "failed"), Vetting(person, "?"), Vetting(b"x" * 16, "passed"),
             Vetting(person, "passed", vetted_on="昨天")],
        )  # fmt: skip
    assert refused.value.errors == {
        "circumstance:0": "甲不合格，请写明不适宜的情形。",
        "outcome:1": "请选甲的审查结果。",
        "outcome:2": "这个人不是本次选举的候选人，可能刚被删除。请刷新后再试。",
        "vetted_on:3": "甲的审查时间“昨天”不是日期。",
    }
    # level by level, each said once
    for level in ("community", "subdistrict", "subdistrict"):
        saved = elections.vet(office, sample.election, [Vetting(person, "passed", level)])
    assert saved.committed is None
    found = {each.name: each for each in elections.view(office, sample.election).candidates}
    assert (found["甲"].outcome, found["乙"].outcome) == ("passed", "open")
    elections.withdraw(office, found["乙"].id, date(2020, 8, 15), "工作调动")
    found = {each.name: each for each in elections.view(office, sample.election).candidates}
    assert (found["乙"].outcome, found["乙"].withdrawn_reason) == ("withdrawn", "工作调动")


def test_whoever_does_not_stand_gets_no_votes(office: Context) -> None:
    sample = helper.announced(office)
    votes = {**sample.votes(), sample.people["辛"]: 3}
    with pytest.raises(FormErrors, match="不是第1轮的候选人"):
        elections.record_round(office, sample.election, Figures(71, 70, 1, votes), meeting=helper.HELD)


def test_posts_are_given_to_the_elected_and_one_directs(office: Context) -> None:
    sample = helper.voted(office)
    people = sample.people
    with pytest.raises(InvalidInput, match="主任只能有一人，现在选了甲、乙"):
        elections.confirm_result(
            office, sample.election, {people["甲"]: "director", people["乙"]: "director"}
        )
    with pytest.raises(InvalidInput, match="没有当选"):
        elections.confirm_result(office, sample.election, {people["己"]: "director"})
    with pytest.raises(InvalidInput, match="没有“king”这种职务"):
        elections.confirm_result(office, sample.election, {people["甲"]: "king"})


def test_a_confirmed_result_is_undone_as_a_whole_and_otherwise_stays(office: Context) -> None:
    sample = helper.voted(office)
    saved = elections.confirm_result(office, sample.election)
    assert saved.committed is not None
    with pytest.raises(UserError, match="已经确认"):
        records.save(office, "elections", sample.election, {"seats": "4"})
    with pytest.raises(UserError, match="已经确认"):
        records.delete(office, "elections", [sample.election])
    vote = rows(office, "SELECT id FROM candidate_vote ORDER BY id")[0][0]
    with pytest.raises(UserError, match="票数和候选人不能再改"):
        records.save(office, "candidate-votes", vote, {"votes": "60"})
    round_ = elections.view(office, sample.election).rounds[0].resolution_id
    with pytest.raises(UserError, match="票数和候选人不能再改"):
        records.save(office, "resolutions", round_, {"ballots_issued": "70"})
    candidacy = elections.view(office, sample.election).candidates[0].id
    with pytest.raises(UserError, match="票数和候选人不能再改"):
        records.delete(office, "candidacies", [candidacy])
    meeting = elections.view(office, sample.election).rounds[0].meeting_id
    with pytest.raises(UserError, match="票数和候选人不能再改"):
        records.save(office, "meetings", meeting, {"present_count": "72"})
    records.save(office, "meetings", meeting, {"place": "院内"})
    with pytest.raises(UserError, match="这里有人是“轴承厂2号院自管会首次选举”的候选人"):
        records.delete(office, "residents", [sample.people["甲"]])
    with pytest.raises(UserError, match="不能再改"):
        records.delete(office, "meetings", [meeting])
    records.save(office, "elections", sample.election, {"note": "资料已归档"})

    history.undo(office, saved.committed.tx_id)
    found = elections.view(office, sample.election)
    assert (found.state, found.elected_on, found.next_act) == ("voted", "", "confirm")
    assert elections.members(office, sample.committee) == ()
    assert rows(office, "SELECT count(*) FROM candidate_vote WHERE elected IS NOT NULL") == [(0,)]
    assert records.read(office, "committees", sample.committee).shown("founded").value is None
    elections.confirm_result(office, sample.election)
    assert len(elections.members(office, sample.committee)) == 5


def test_what_was_filed_is_not_undone_from_below(office: Context) -> None:
    sample = helper.voted(office)
    saved = elections.confirm_result(office, sample.election)
    with pytest.raises(InvalidInput, match="请写明向哪里备案"):
        elections.file(office, sample.election, date(2020, 9, 1), "")
    with pytest.raises(InvalidInput, match="早于选举产生"):
        elections.file(office, sample.election, date(2020, 8, 17), "明湖办事处")
    filed = elections.file(office, sample.election, date(2020, 9, 1), "明湖办事处")
    assert saved.committed is not None
    assert filed.committed is not None
    with pytest.raises(UserError, match="之后又办理过备案或移交"):
        history.undo(office, saved.committed.tx_id)
    assert len(elections.members(office, sample.committee)) == 5
    history.undo(office, filed.committed.tx_id)
    history.undo(office, saved.committed.tx_id)
    assert elections.members(office, sample.committee) == ()
