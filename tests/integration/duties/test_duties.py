"""What deliberation owes, from the records of an office; last month's meeting copied for many courtyards."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from models.errors import InvalidInput, NotFound
from services import attention, duties, history, minutes, records
from services.meetings import roll
from services.office import Context
from tests.helpers.deliberations import deliberated
from tests.helpers.minutes import final
from tests.helpers.notices import CHECKER
from tests.helpers.office import (
    DAY_MS,
    FixedClock,
    add,
    committee,
    community,
    courtyard,
    resident,
    rows,
    value,
)

NOW = date(2020, 9, 16)
"""Where the clock of an office for a test stands."""


def owed(office: Context, kind: str, on: date | None = None, **more: Any) -> list[tuple[str, str, str]]:
    """Return title, deadline and state of the duties of a kind."""
    found = duties.duties(office, on, **more)
    return [(each.title, each.due, each.state) for each in found if each.kind == kind]


def insert(office: Context, table: str, **values: object) -> bytes:
    """Write a row as a use case of another part of the program does."""
    with office.unit_of_work() as work:
        made = work.insert(table, values)
        work.commit()
    return made


@pytest.fixture
def yard(office: Context) -> bytes:
    """A courtyard with a branch since August."""
    made = courtyard(office, "1号院")
    add(
        office,
        "party-organisations",
        name="1号院党支部",
        kind="courtyard_branch",
        courtyard_id=made,
        founded="2020-8-20",
    )
    return made


def test_a_joint_meeting_is_owed_each_month_from_the_branch_on(office: Context, yard: bytes) -> None:
    courtyard(office, "没有支部的院", value(office, "SELECT unit_id FROM courtyard"))
    assert owed(office, "joint") == [
        ("8月联席会议", "2020-08-31", "overdue"),
        ("9月联席会议", "2020-09-30", "due"),
    ]
    add(office, "meetings", title="8月份联席会议", kind="joint", courtyard_id=yard, held_on="2020-8-28")
    add(office, "meetings", title="9月份联席会议", kind="joint", courtyard_id=yard, held_on="2020-9-25")
    assert owed(office, "joint") == [("9月联席会议", "2020-09-30", "due")]  # planned is not held yet
    assert owed(office, "joint", date(2020, 9, 25)) == []
    assert owed(office, "joint", date(2020, 8, 2)) == []  # before the policy


def test_a_branch_that_covers_the_courtyard_leads_it_as_well(office: Context, yard: bytes) -> None:
    other = courtyard(office, "2号院", value(office, "SELECT unit_id FROM courtyard"))
    branch = value(office, "SELECT id FROM party_organisation")
    third = courtyard(office, "3号院")
    insert(office, "party_coverage", party_organisation_id=branch, courtyard_id=other)
    add(
        office,
        "party-organisations",
        name="3号楼党小组",
        kind="building_group",
        courtyard_id=third,
    )
    found = {each.courtyard.name for each in duties.duties(office) if each.kind == "joint"}
    assert found == {"1号院", "2号院"}
    assert owed(office, "joint", courtyard=other) == owed(office, "joint", courtyard=yard)


def test_representatives_meet_every_half_year_from_2026_on(office: Context, yard: bytes) -> None:
    person = resident(office, "张三")
    add(office, "representatives", courtyard_id=yard, resident_id=person, since="2025-3")
    assert owed(office, "representatives", date(2025, 12, 1)) == []
    assert owed(office, "representatives", date(2026, 6, 25)) == [
        ("2026年上半年居民代表会议", "2026-06-30", "soon")
    ]
    assert [each[2] for each in owed(office, "representatives", date(2026, 8, 1))] == ["overdue", "due"]
    unit = value(office, "SELECT unit_id FROM courtyard")
    add(office, "meetings", title="代表会", kind="representatives", unit_id=unit, held_on="2026-5-1")
    assert [each[2] for each in owed(office, "representatives", date(2026, 8, 1))] == ["due"]


def test_rounds_renewals_and_filings(office: Context, yard: bytes) -> None:
    plan = insert(
        office,
        "collecting_plan",
        courtyard_id=yard,
        title="每月入户",
        every_months=1,
        due_day=10,
        from_day="2020-08-01",
    )
    insert(office, "collecting_round", plan_id=plan, month="2020-08", done_on="2020-08-09")
    assert owed(office, "collecting") == [("9月征集意见", "2020-09-10", "overdue")]
    body = committee(office, yard, founded="2017-11-1", term_years="3")
    assert owed(office, "renewal") == [("任期届满，组织换届", "2020-10-31", "due")]
    held = insert(
        office,
        "election",
        courtyard_id=yard,
        committee_id=body,
        kind="renewal",
        title="换届选举",
        state="planned",
    )
    assert owed(office, "renewal") == [("换届选举正在办理", "2020-10-31", "due")]
    with office.unit_of_work() as work:
        work.update("election", held, {"state": "elected", "elected_on": "2020-09-10"})
        work.commit()
    assert owed(office, "filing") == [("选举结果备案", "2020-10-10", "due")]
    with office.unit_of_work() as work:
        work.update("election", held, {"state": "filed", "filed_on": "2020-09-12"})
        work.commit()
    assert owed(office, "filing") == []


def test_opinions_and_disputes_past_their_day(office: Context, yard: bytes) -> None:
    common: dict[str, object] = {"courtyard_id": yard, "received_on": "2020-09-08"}
    first = insert(
        office, "opinion", title="路灯不亮", channel="visit", state="open", due_on="2020-09-11", **common
    )
    insert(
        office,
        "opinion",
        title="同样的",
        channel="visit",
        state="merged",
        due_on="2020-09-11",
        group_id=first,
        **common,
    )
    insert(office, "opinion", title="答了", channel="visit", state="answered", due_on="2020-09-11", **common)
    insert(office, "dispute", title="漏水", state="open", due_on="2020-09-16", **common)
    assert owed(office, "opinion") == [("答复意见", "2020-09-11", "overdue")]
    assert owed(office, "dispute") == [("调解纠纷", "2020-09-16", "soon")]  # due today is not overdue
    late = next(each for each in duties.duties(office) if each.kind == "opinion")
    assert (late.about, late.record_kind, late.record) == ("路灯不亮", "opinions", first)


def test_minutes_are_owed_until_they_are_final(office: Context, clock: FixedClock) -> None:
    ids = deliberated(office)
    found = {each.record: each for each in duties.duties(office) if each.kind == "minutes"}
    assert found[ids["joint"]].title == "会议纪要定稿（还没有起草）"
    assert (found[ids["joint"]].due, found[ids["joint"]].state) == ("2020-09-02", "overdue")
    made = minutes.draft(office, ids["propose"]).id
    minutes.check(office, made, CHECKER)
    final(office, ids["joint"])
    found = {each.record: each for each in duties.duties(office) if each.kind == "minutes"}
    assert ids["joint"] not in found
    assert found[ids["propose"]].title == "会议纪要定稿（已核对）"
    records.save(office, "meetings", ids["discuss"], {"note": "会"})
    with office.unit_of_work() as work:
        work.update("meeting", ids["discuss"], {"late": True})
        work.commit()
    assert ids["discuss"] not in {each.record for each in duties.duties(office) if each.kind == "minutes"}
    clock.advance(120 * DAY_MS)
    assert owed(office, "minutes") == []  # nobody is drowned in what is long ago


def test_action_items_stay_until_they_are_done(office: Context) -> None:
    ids = deliberated(office)
    final(office, ids["joint"])
    assert [each[1] for each in owed(office, "action")] == ["2020-08-27", "2020-09-05", "2020-09-12"]
    item = next(each for each in duties.duties(office) if each.kind == "action")
    records.save(office, "action-items", item.record, {"done_on": "2020-9-16", "result": "已张榜"})
    assert len(owed(office, "action")) == 2


def test_the_start_page_tells_each_courtyard_once(office: Context, yard: bytes, clock: FixedClock) -> None:
    assert [(each.name, each.message, each.urgency) for each in attention.deliberation(office)] == [
        ("1号院", "8月联席会议已逾期", "late")
    ]
    whole = attention.overview(office).with_duties(attention.deliberation(office))
    assert whole.groups[attention.DELIBERATION] == 1
    clock.advance(10 * DAY_MS)  # the month ends in four days
    assert [each.message for each in attention.deliberation(office)] == ["8月联席会议已逾期，另有1项"]
    add(office, "meetings", title="8月份联席会议", kind="joint", courtyard_id=yard, held_on="2020-8-28")
    with office.unit_of_work() as work:
        work.update("meeting", value(office, "SELECT id FROM meeting"), {"late": True})
        work.commit()
    assert [each.message for each in attention.deliberation(office)] == ["9月联席会议9月30日到期"]


def test_the_number_of_queries_does_not_grow(
    office: Context, yard: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    from models.db.reading import Reader

    asked: list[str] = []
    plain = Reader.all

    def counting(self: Reader, sql: str, parameters: Any = ()) -> list[tuple[Any, ...]]:
        asked.append(sql)
        return plain(self, sql, parameters)

    monkeypatch.setattr(Reader, "all", counting)
    duties.duties(office)  # the rules of the office are read once
    asked.clear()
    duties.duties(office)
    first = len(asked)
    unit = value(office, "SELECT unit_id FROM courtyard")
    for number in range(5):
        more = courtyard(office, f"多{number}号院", unit)
        add(
            office,
            "party-organisations",
            name=f"多{number}支部",
            kind="courtyard_branch",
            courtyard_id=more,
            founded="2020-8-1",
        )
    asked.clear()
    assert len(duties.duties(office)) > 10
    assert len(asked) == first


# last month's meeting again


def test_last_months_meeting_is_copied_with_its_people(office: Context, yard: bytes) -> None:
    chair = resident(office, "王五")
    last = add(
        office, "meetings", title="8月份联席会议", kind="joint", courtyard_id=yard, held_on="2020-8-28",
        starts="15:00", place="党群服务站", convener="1号院党支部", chair_id=chair, record="谈了停车。",
    )  # fmt: skip
    roll.add(office, last, "王五", "党支部", resident_id=chair)
    roll.add(office, last, "保洁公司", "列席", votes=False)
    done = duties.copy_last(office, [yard], date(2020, 9, 25))
    assert (len(done.meetings), done.there, done.fresh) == (1, (), 0)
    row = office.reader.one(
        "SELECT title, held_on, starts, place, convener, chair_id, record, due_count, present_count "
        "FROM meeting WHERE id = ?",
        (done.meetings[0],),
    )
    assert row == ("9月份联席会议", "2020-09-25", "15:00", "党群服务站", "1号院党支部", chair, None, 1, 0)
    assert [(line.name, line.state) for line in roll.read(office, done.meetings[0]).lines] == [
        ("王五", "expected"),
        ("保洁公司", "expected"),
    ]
    again = duties.copy_last(office, [yard], date(2020, 9, 28))
    assert (again.meetings, again.there, again.committed) == ((), ("1号院",), None)


def test_many_courtyards_get_their_meeting_in_one_step_that_is_undone(office: Context, yard: bytes) -> None:
    unit = value(office, "SELECT unit_id FROM courtyard")
    yards = [yard, *(courtyard(office, f"{number}号院", unit) for number in range(2, 27))]
    add(office, "meetings", title="联席会", kind="joint", courtyard_id=yard, held_on="2020-8-28")
    done = duties.copy_last(office, yards, date(2020, 9, 25))
    assert (len(done.meetings), done.fresh) == (26, 25)
    titles = {row[0] for row in rows(office, "SELECT title FROM meeting WHERE held_on = '2020-09-25'")}
    assert titles == {"9月份联席会", "9月份联席会议"}
    assert (
        value(office, "SELECT convener FROM meeting WHERE courtyard_id = ? AND held_on > '2020-09'", yard)
        is None
    )
    assert done.committed is not None
    history.undo(office, done.committed.tx_id)
    assert value(office, "SELECT count(*) FROM meeting WHERE deleted_at IS NULL") == 1


def test_the_first_meeting_of_a_courtyard_is_led_by_its_branch(office: Context, yard: bytes) -> None:
    branch = value(office, "SELECT id FROM party_organisation")
    head = resident(office, "赵书记")
    add(office, "appointments", party_organisation_id=branch, resident_id=head, post="secretary")
    made = duties.copy_last(office, [yard], NOW).meetings[0]
    row = office.reader.one("SELECT title, convener, chair_id FROM meeting WHERE id = ?", (made,))
    assert row == ("9月份联席会议", "1号院党支部", head)


def test_a_meeting_of_representatives_is_made_the_same_way(office: Context, yard: bytes) -> None:
    made = duties.copy_last(office, [yard], NOW, "representatives").meetings[0]
    row = office.reader.one("SELECT title, kind, convener FROM meeting WHERE id = ?", (made,))
    assert row == ("9月份居民代表会议", "representatives", None)


@pytest.mark.parametrize(
    ("before", "wanted"),
    [
        ("8月份联席会议", "9月份联席会议"),
        ("8月联席会议", "9月份联席会议"),
        ("第12次联席会议", "9月份第12次联席会议"),
        ("联席会议（11月）", "联席会议（9月份）"),
    ],
)
def test_a_title_names_the_month_it_is_for(before: str, wanted: str) -> None:
    from services.duties.copying import titled

    assert titled(before, date(2020, 9, 25)) == wanted


def test_a_step_that_cannot_be_says_so(office: Context) -> None:
    with pytest.raises(InvalidInput, match="请先选"):
        duties.copy_last(office, [], NOW)
    with pytest.raises(InvalidInput, match="最多"):
        duties.copy_last(office, [bytes([1]) * 16] * 501, NOW)
    with pytest.raises(NotFound, match="不在了"):
        duties.copy_last(office, [bytes(16)], NOW)
    assert rows(office, "SELECT id FROM meeting") == []


def test_an_empty_office_owes_nothing(office: Context) -> None:
    community(office)
    assert duties.duties(office) == ()
    assert attention.deliberation(office) == ()


def test_a_meeting_of_a_whole_community_owes_its_minutes_and_items(office: Context) -> None:
    home, other = community(office, "远大社区"), community(office, "安飞社区")
    yard = courtyard(office, "1号院", home)
    held = add(
        office, "meetings", title="全社区代表会议", kind="representatives", unit_id=home, held_on="2020-9-1",
        record="议定停车办法。",
    )  # fmt: skip
    add(office, "action-items", meeting_id=held, content="张贴决议", due_on="2020-9-10")
    scopes: tuple[dict[str, Any], ...] = ({}, {"community": home})
    for scope in scopes:
        found = [each for each in duties.duties(office, **scope) if each.kind in ("minutes", "action")]
        assert {(each.kind, each.courtyard.name, each.courtyard.unit) for each in found} == {
            ("minutes", "远大社区", home),
            ("action", "远大社区", home),
        }
        assert {each.courtyard.id for each in found} == {b""}
    assert owed(office, "minutes", community=other) == []
    assert owed(office, "action", courtyard=yard) == []
