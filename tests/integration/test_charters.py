"""Charters in versions: adopted, guarded, in force without overlap; their own decision rules; diffs."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from models.errors import InvalidInput, NotFound
from services import history, lists, records, rules
from services.charters import versions as charters
from services.charters.force import in_force
from services.hints import hints_for
from services.office import Context
from services.rules import editing, own
from services.rules.lines import lines, spell
from services.saving import FormErrors
from tests.helpers.office import DAY_MS, FixedClock, add, courtyard, rows, value

TEXT = "第一条　遵守本规则。\n第二条　到会过半数方可开会。"


@pytest.fixture
def yard(office: Context) -> bytes:
    return courtyard(office)


def charter(
    office: Context, yard: bytes, kind: str = "procedure", title: str = "建设路1号院议事规则"
) -> bytes:
    return add(office, "charters", title=title, kind=kind, courtyard_id=yard)


def version(office: Context, of: bytes, number: int, adopted: str = "", **more: Any) -> bytes:
    values = {"charter_id": of, "number": number, "text": TEXT, "adopted_on": adopted, **more}
    return add(office, "charter-versions", **values)


def _spells(office: Context) -> list[tuple[int | None, str, str]]:
    return [
        (each.number, each.first.isoformat(), "" if each.last is None else each.last.isoformat())
        for each in in_force(office.reader)
    ]


def test_the_next_version_ends_the_one_before(office: Context, yard: bytes) -> None:
    of = charter(office, yard)
    version(office, of, 1, "2018-3-1", from_day="2018-3-10")
    version(office, of, 2, "2020-5-1")
    version(office, of, 3, "2020-10-1", from_day="2020-12-1")
    version(office, of, 4)
    assert _spells(office) == [
        (1, "2018-03-10", "2020-04-30"),
        (2, "2020-05-01", "2020-11-30"),
        (3, "2020-12-01", ""),
    ]
    listed = charters.versions(office, of)
    assert [(each.number, each.state) for each in listed] == [
        (4, "draft"),
        (3, "coming"),
        (2, "in_force"),
        (1, "over"),
    ]
    assert [each.name for each in listed][1] == "第3版（未到施行日）"


def test_the_year_or_month_of_an_old_version_is_enough(office: Context, yard: bytes) -> None:
    of = charter(office, yard)
    version(office, of, 1, "2018", until_day="2019")
    version(office, of, 2, "2020-5")
    assert _spells(office) == [(1, "2018-01-01", "2019-12-31"), (2, "2020-05-01", "")]


@pytest.mark.parametrize(
    ("values", "field", "words"),
    [
        ({"adopted_on": "2020-5-1", "text": ""}, "text", "没有正文"),
        ({"from_day": "2020-5-1"}, "adopted_on", "还没有通过的不能施行"),
        ({"adopted_on": "2020-5-1", "from_day": "2020-4-1"}, "from_day", "不能早于通过日期"),
        ({"adopted_on": "2020-5-1", "until_day": "2020-4-1"}, "until_day", "不能早于施行日期"),
        ({"adopted_on": "2019-3-1"}, "from_day", "和第1版的施行时间重叠"),
        ({"adopted_on": "2019-12-1"}, "from_day", "和第1版的施行时间重叠"),
        ({"adopted_on": "2018-12-1", "until_day": "2019-3-1"}, "from_day", "和第1版的施行时间重叠"),
    ],
)
def test_what_cannot_be_in_force_is_refused(
    office: Context, yard: bytes, values: dict[str, str], field: str, words: str
) -> None:
    of = charter(office, yard)
    version(office, of, 1, "2019-3-1", until_day="2019-12-31")
    with pytest.raises(InvalidInput, match=words) as refused:
        records.save(
            office, "charter-versions", None, {"charter_id": of, "number": 2, "text": TEXT, **values}
        )
    assert refused.value.field == field
    assert value(office, "SELECT count(*) FROM charter_version") == 1


def test_an_adopted_text_stays_as_it_is(office: Context, yard: bytes) -> None:
    of = charter(office, yard)
    draft = version(office, of, 1)
    records.save(office, "charter-versions", draft, {"text": TEXT + "\n第三条　试行。"})
    done = records.save(office, "charter-versions", draft, {"adopted_on": "2020-9-1"})
    for values in ({"text": "改了"}, {"number": 2}, {"adopted_on": ""}):
        with pytest.raises(InvalidInput, match="请起草新的一版"):
            records.save(office, "charter-versions", draft, values)
    records.save(office, "charter-versions", draft, {"adopted_by": "居民会议", "adopted_on": "2020-9-2"})
    for kind, record in (("charter-versions", draft), ("charters", of)):
        with pytest.raises(InvalidInput, match="不能删除"):
            records.delete(office, kind, [record])
    assert done.committed is not None
    with pytest.raises(InvalidInput, match="不能撤销"):
        history.undo(office, done.committed.tx_id)
    assert "第三条" in value(office, "SELECT text FROM charter_version")


def test_a_draft_may_go(office: Context, yard: bytes) -> None:
    of = charter(office, yard)
    records.delete(office, "charter-versions", [version(office, of, 1)])
    assert charters.versions(office, of) == ()


def test_a_new_version_is_a_copy_of_the_last(office: Context, yard: bytes) -> None:
    of = charter(office, yard)
    first = charters.begin(office, of)
    assert charters.versions(office, of)[0].number == 1
    with pytest.raises(InvalidInput, match="还是草稿"):
        charters.begin(office, of)
    records.save(office, "charter-versions", first.id, {"text": TEXT, "adopted_on": "2020-9-1"})
    second = charters.begin(office, of)
    newest = charters.versions(office, of)[0]
    assert (newest.id, newest.number, newest.text, newest.state) == (second.id, 2, TEXT, "draft")
    assert [each.number for each in charters.version_of(office, first.id)] == [1, 2]
    with pytest.raises(NotFound):
        charters.begin(office, bytes(16))
    with pytest.raises(NotFound):
        charters.version_of(office, bytes(16))


def test_the_lists_show_what_is_in_force(office: Context, yard: bytes) -> None:
    of = charter(office, yard)
    version(office, of, 1, "2018-3-1")
    version(office, of, 2, "2020-5-1", from_day="2020-6-1", adopted_by="居民会议")
    (row,) = lists.page(office, lists.ListQuery("charters"), 0, 10)
    assert [cell for cell in row.cells if cell] == [
        "建设路1号院议事规则",
        "议事规则",
        "建设路1号院",
        "安飞社区",
        "2",
        "2",
        "2020年5月1日",
        "2020年6月1日",
    ]
    rows = lists.page(office, lists.ListQuery("charter-versions"), 0, 10)
    assert [row.cells[2] for row in rows] == ["2", "1"]


# the courtyard's own rules


def _meeting(office: Context, yard: bytes, held_on: str) -> bytes:
    return add(office, "meetings", kind="joint", title="协商会", held_on=held_on, courtyard_id=yard)


def test_a_courtyards_own_rule_decides_from_its_day_on(office: Context, yard: bytes) -> None:
    of = charter(office, yard)
    adopted = version(office, of, 1, "2020-8-1", from_day="2020-9-1")
    values = {"article": "第十二条", "value.approve": "三分之二以上"}
    own.save(office, adopted, "meeting-custom", values)
    before, after = (rules.rule_for(office, _meeting(office, yard, day)) for day in ("2020-8-31", "2020-9-1"))
    assert before.code == "meeting-custom"
    assert after.source == "《建设路1号院议事规则》第十二条"
    assert (after.text("approve"), after.text("quorum")) == (">=2/3", ">1/2")
    assert after.code.startswith("own-")
    assert after.valid_from == date(2020, 9, 1)
    assert rules.choosable(office, yard)[0] == after
    (line,) = (each for each in lines(office) if each.courtyard)
    assert (line.courtyard, spell(line.rule), line.active) == ("建设路1号院", "2020年9月1日起", True)
    with pytest.raises(InvalidInput, match="自己议定的"):
        editing.save(office, line.id, {"value.approve": "过半数"})
    records.save(office, "charter-versions", adopted, {"from_day": "2020-8-20"})
    assert rules.rule_for(office, _meeting(office, yard, "2020-8-31")).code == after.code
    other = courtyard(office, "别的院")
    assert rules.rule_for(office, _meeting(office, other, "2020-9-1")).code == "meeting-custom"
    # the next version ends it
    version(office, of, 2, "2020-9-10")
    assert rules.rule_for(office, _meeting(office, yard, "2020-9-9")).code == after.code
    assert rules.rule_for(office, _meeting(office, yard, "2020-9-10")).code == "meeting-custom"


def test_an_own_rule_is_changed_and_taken_away(office: Context, yard: bytes) -> None:
    adopted = version(office, charter(office, yard), 1, "2020-8-1")
    made = own.save(office, adopted, "meeting-custom", {"article": "第1条"})
    own.save(office, adopted, "meeting-custom", {"article": "第2条", "value.quorum": "全部"}, made.id)
    (rule,) = own.of_version(office, adopted)
    assert (rule.article, rule.text("quorum")) == ("第2条", ">=1/1")
    again = own.save(office, adopted, "meeting-custom", {"article": "第2条", "value.quorum": "全部"}, made.id)
    assert again.committed is None
    done = own.remove(office, made.id)
    assert own.of_version(office, adopted) == ()
    assert done.committed is not None
    history.undo(office, done.committed.tx_id)
    assert len(own.of_version(office, adopted)) == 1
    own.remove(office, made.id)
    with pytest.raises(NotFound):
        own.remove(office, made.id)


def test_what_a_courtyard_cannot_set(office: Context, yard: bytes, clock: FixedClock) -> None:
    of = charter(office, yard)
    draft = version(office, of, 1)
    with pytest.raises(InvalidInput, match="还没有通过"):
        own.save(office, draft, "meeting-custom", {"article": "第1条"})
    adopted = version(office, of, 2, "2020-8-1")
    with pytest.raises(FormErrors, match="第几条"):
        own.save(office, adopted, "meeting-custom", {})
    with pytest.raises(FormErrors, match=r"居委会组织法第9条规定“同意人数过半数”，楼院的规则不能比法律宽"):
        own.save(office, adopted, "residents-meeting-2018", {"article": "第1条", "value.approve": "1/3以上"})
    own.save(office, adopted, "meeting-custom", {"article": "第1条", "value.approve": "1/3以上"})
    with pytest.raises(InvalidInput, match="已经登记了"):
        own.save(office, adopted, "meeting-custom", {"article": "第3条"})
    with pytest.raises(InvalidInput, match="哪种会议"):
        own.save(office, adopted, "committee.seats", {"article": "第3条"})
    pact = version(office, charter(office, yard, "pact", "公约"), 1, "2020-8-1")
    with pytest.raises(InvalidInput, match="不是议事规则或自治章程"):
        own.save(office, pact, "meeting-custom", {"article": "第1条"})
    with pytest.raises(NotFound):
        own.save(office, bytes(16), "meeting-custom", {})
    assert "property-law-76-ordinary" in [rule.code for rule in own.bases(office)]
    clock.advance(400 * DAY_MS)
    assert "civil-code-278-ordinary" in [rule.code for rule in own.bases(office)]


def test_remarks_go_by_the_courtyards_own_rule(office: Context, yard: bytes) -> None:
    adopted = version(office, charter(office, yard), 1, "2020-8-1")
    figures = {"due_count": 10, "present_count": 9}
    meeting = add(
        office, "meetings", kind="joint", title="协商会", held_on="2020-9-1", courtyard_id=yard, **figures
    )
    votes = {"votes_for": 5, "votes_against": 4, "votes_abstain": 0, "outcome": "passed"}
    motion = add(office, "resolutions", meeting_id=meeting, kind="motion", title="修路", **votes)

    def outcome() -> tuple[str, str]:
        (found,) = (each for each in hints_for(office, "resolution", motion) if each.field == "outcome")
        return found.level, found.source

    assert outcome() == ("info", "议事惯例")
    made = own.save(office, adopted, "meeting-custom", {"article": "第三条", "value.approve": "2/3以上"})
    assert outcome() == ("warn", "《建设路1号院议事规则》第三条")
    own.save(office, adopted, "meeting-custom", {"article": "第三条", "value.approve": "过半数"}, made.id)
    assert outcome() == ("info", "《建设路1号院议事规则》第三条")
    # what was chosen for the vote goes before
    with office.unit_of_work() as work:
        work.update("resolution", motion, {"rule_code": "owners-committee-henan"})
        work.commit()
    assert outcome() == ("info", "河南省物业管理条例")


def test_an_undo_never_leaves_two_versions_from_one_day(office: Context) -> None:
    pact = add(office, "charters", courtyard_id=courtyard(office), title="公约", kind="pact")
    one = add(office, "charter-versions", charter_id=pact, number="1", text="一")
    records.save(office, "charter-versions", one, {"adopted_on": "2019-1-1", "from_day": "2019-1-1"})
    later = records.save(office, "charter-versions", one, {"from_day": "2019-6-1"})
    two = add(office, "charter-versions", charter_id=pact, number="2", text="二")
    records.save(office, "charter-versions", two, {"adopted_on": "2019-1-1", "from_day": "2019-1-1"})
    assert later.committed is not None
    with pytest.raises(InvalidInput, match="施行时间重叠"):
        history.undo(office, later.committed.tx_id)
    assert rows(office, "SELECT from_day FROM charter_version ORDER BY number") == [
        ("2019-06-01",),
        ("2019-01-01",),
    ]
