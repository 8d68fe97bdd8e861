"""The catalogue as an office keeps it, its working days, its switches, and what courtyards owe by them."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from models import vocab
from models.errors import InvalidInput, NotFound
from models.ids import new_id
from services import history, records
from services.disclosure import calendar, catalogue, obligations, requests, switches
from services.disclosure.catalogue import DisclosureItem
from services.disclosure.obligations import Counts, Obligation
from services.office import Context
from services.records import FormErrors
from services.resources import resource_text
from tests.helpers.office import DAY_MS, FixedClock, add, committee, community, courtyard, rows

ON = date(2020, 9, 16)


def line(context: Context, code: str) -> DisclosureItem:
    (found,) = [each for each in catalogue.catalogue(context, everything=True) if each.code == code]
    return found


def owed(context: Context, code: str, on: date = ON, **where: Any) -> list[Obligation]:
    return [each for each in obligations.obligations(context, on, **where) if each.item.code == code]


def insert(context: Context, table: str, **values: object) -> bytes:
    with context.unit_of_work() as work:
        made = work.insert(table, values)
        work.commit()
    return bytes(made)


def entry(context: Context, yard: bytes, month: str) -> None:
    account = insert(context, "account", courtyard_id=yard, name="现金账户", kind="cash")
    insert(
        context,
        "ledger_entry",
        courtyard_id=yard,
        account_id=account,
        on_date=f"{month}-08",
        month=month,
        direction="income",
        kind="parking",
        amount=6000,
    )


def notice(context: Context, yard: bytes, kind: str, **values: object) -> bytes:
    return insert(context, "notice", courtyard_id=yard, kind=kind, title="公示", **values)


def hang(context: Context, yard: bytes, told: bytes, first: str, last: str | None = None) -> None:
    board = insert(context, "board", courtyard_id=yard, name="东门公开栏")
    insert(context, "posting", notice_id=told, board_id=board, from_day=first, taken_down_on=last)


# the catalogue


def test_every_shipped_line_is_whole() -> None:
    lines = catalogue.shipped()
    assert len({each.id for each in lines}) == len({each.code for each in lines}) == len(lines) == 27
    for each in lines:
        assert len(each.id) == 16
        assert each.rhythm in vocab.RHYTHM
        assert each.trigger in vocab.TRIGGER
        assert each.sheet in vocab.NOTICE_KIND
        assert each.source
        assert each.valid_from
        assert each.due_day if each.trigger == "month" else each.due_days
    assert {each.rhythm for each in lines} == {code for code, _ in vocab.RHYTHM}
    assert {each.trigger for each in lines} == {code for code, _ in vocab.TRIGGER}
    law = [each for each in lines if "第34条" in each.source]
    assert len(law) == 8  # seven kinds; decisions and how they are carried out are two sheets
    assert {each.least_days for each in law} == {15}
    assert json.loads(resource_text("disclosure.json"))[0]["code"] == "overview"


def test_a_line_is_changed_reset_and_changed_again(office: Context) -> None:
    parking = line(office, "parking")
    saved = catalogue.save(office, parking.id, {"due_day": "15", "title": "停车收费"})
    changed = line(office, "parking")
    assert (changed.title, changed.due_day, changed.shipped, changed.edited) == ("停车收费", 15, True, True)
    assert (changed.position, changed.source) == (parking.position, parking.source)
    assert catalogue.save(office, parking.id, {"due_day": 15}).committed is None
    catalogue.reset(office, parking.id)
    assert line(office, "parking") == parking
    assert catalogue.reset(office, parking.id).committed is None
    catalogue.save(office, parking.id, {"due_day": 20})
    again = line(office, "parking")
    assert (again.title, again.due_day) == (parking.title, 20)
    assert saved.committed is not None


def test_changing_nothing_keeps_the_shipped_line(office: Context) -> None:
    parking = line(office, "parking")
    assert (
        catalogue.save(office, parking.id, {"title": parking.title, "note": parking.note}).committed is None
    )
    assert not line(office, "parking").edited


def test_a_change_can_be_undone(office: Context) -> None:
    parking = line(office, "parking")
    saved = catalogue.save(office, parking.id, {"due_day": "15"})
    assert saved.committed is not None
    history.undo(office, saved.committed.tx_id)
    assert line(office, "parking") == parking


def test_an_own_line_is_added_and_removed(office: Context) -> None:
    made = catalogue.save(
        office,
        None,
        {
            "title": "电梯维修",
            "rhythm": "monthly",
            "trigger": "month",
            "sheet": "accounts",
            "valid_from": "2021-1-1",
        },
    ).id
    own = catalogue.item_of(office, made)
    assert (own.shipped, own.active, own.valid_from, own.code) == (False, True, "2021-01-01", "own-1")
    assert catalogue.catalogue(office)[-1] == own
    with pytest.raises(InvalidInput, match="自己加的"):
        catalogue.reset(office, made)
    catalogue.remove(office, made)
    with pytest.raises(InvalidInput, match="没有这一项"):
        catalogue.item_of(office, made)
    with pytest.raises(InvalidInput, match="不能删除"):
        catalogue.remove(office, line(office, "parking").id)


def test_a_line_switched_off_is_owed_nowhere(office: Context) -> None:
    yard = courtyard(office)
    obligations.set_start(office, "2020-9-1")
    assert len(owed(office, "overview")) == 1
    overview = line(office, "overview")
    catalogue.switch(office, overview.id, active=False)
    assert owed(office, "overview") == []
    assert overview.id not in {each.id for each in catalogue.catalogue(office)}
    # but for a courtyard that keeps it all the same
    switches.switch(office, yard, overview.id, True, "街道要求", "2020-9-7", "2020-9-15")
    assert [each.since for each in owed(office, "overview", date(2020, 9, 15))] == ["2020-09-07"]
    assert owed(office, "overview", date(2020, 9, 6)) == owed(office, "overview") == []


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "长" * 201}, "title"),
        ({"title": "a\0b"}, "title"),
        ({"rhythm": "weekly"}, "rhythm"),
        ({"trigger": None}, "trigger"),
        ({"sheet": ""}, "sheet"),
        ({"due_day": "32"}, "due_day"),
        ({"due_days": "3天"}, "due_days"),
        ({"least_days": 0}, "least_days"),
        ({"valid_from": "昨天"}, "valid_from"),
    ],
)
def test_what_cannot_be_taken_is_told_beside_its_field(
    office: Context, values: dict[str, object], field: str
) -> None:
    with pytest.raises(FormErrors) as caught:
        catalogue.save(office, line(office, "parking").id, values)
    assert list(caught.value.errors) == [field]
    assert catalogue.catalogue(office) == catalogue.shipped()


# working days


def test_the_shipped_calendar_knows_its_years(office: Context) -> None:
    first, last = calendar.known_years()
    assert (first, last >= 2026) == (2004, True)
    days = {each.day: each for each in calendar.year(office, 2020).days}
    assert (days["2020-10-01"].kind, days["2020-10-01"].name) == ("holiday", "国庆节")
    assert days["2020-09-27"].kind == "workday"
    assert calendar.year(office, 2020).note == ""
    working = calendar.working_days(office)
    assert working.add(date(2020, 9, 30), 1) == date(2020, 10, 9)


def test_a_year_nobody_announced_says_so(office: Context) -> None:
    unknown = calendar.year(office, 2031)
    assert (unknown.known, unknown.days, unknown.working) == (False, (), 261)
    assert "2031年" in unknown.note
    assert "周六、周日" in unknown.note
    calendar.set_day(office, date(2031, 1, 1), "holiday", "元旦")
    assert calendar.year(office, 2031).working == 260
    assert "只按登记的日子" in calendar.year(office, 2031).note


def test_a_day_is_edited_and_goes_back(office: Context) -> None:
    calendar.set_day(office, date(2020, 10, 9), "holiday", "调休")
    assert calendar.working_days(office).add(date(2020, 9, 30), 1) == date(2020, 10, 10)
    calendar.set_day(office, date(2020, 10, 1), "workday")
    days = {each.day: each for each in calendar.year(office, 2020).days}
    assert (days["2020-10-01"].kind, days["2020-10-01"].edited, days["2020-10-01"].shipped) == (
        "workday",
        True,
        True,
    )
    assert calendar.names(office)[date(2020, 10, 9)] == "调休"
    calendar.set_day(office, date(2020, 10, 1), "holiday", "国庆")
    assert calendar.names(office)[date(2020, 10, 1)] == "国庆"
    calendar.reset_day(office, date(2020, 10, 1))
    assert calendar.reset_day(office, date(2020, 10, 1)) is None
    # as shipped: nothing is kept
    assert calendar.set_day(office, date(2020, 10, 2), "holiday") is None
    calendar.reset_year(office, 2020)
    assert rows(office, "SELECT day FROM calendar_day WHERE deleted_at IS NULL") == []
    assert calendar.reset_year(office, 2020) is None


def test_a_year_is_taken_from_a_list(office: Context) -> None:
    calendar.set_day(office, date(2027, 5, 1), "holiday", "劳动节")
    calendar.set_day(office, date(2028, 1, 1), "holiday", "元旦")
    calendar.import_year(office, 2027, "2027-1-1 放假 元旦\n1月2日，放假，元旦\n\n2027.1.3\t上班\n")
    found = calendar.year(office, 2027)
    assert [(each.day, each.kind, each.name) for each in found.days] == [
        ("2027-01-01", "holiday", "元旦"),
        ("2027-01-02", "holiday", "元旦"),
        ("2027-01-03", "workday", ""),
    ]
    assert len(calendar.year(office, 2028).days) == 1


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "没有内容"),
        ("元旦 放假", "第1行：“元旦”不是日期"),
        ("2027年1月 放假", "不是日期"),
        ("2027-1-1 放假\n2026-1-1 放假", "第2行：2026-1-1不是2027年的"),
        ("2027-1-1", "“放假”或“上班”"),
        ("2027-1-1 放假\n2027-1-1 上班", "写了两次"),
        ("2027-1-1 放假 " + "长" * 41, "名称太长"),
        ("2027-1-1 放假\n" * 401, "比一年的天数还多"),
    ],
)
def test_a_list_that_cannot_be_read_changes_nothing(office: Context, text: str, message: str) -> None:
    with pytest.raises(InvalidInput, match=message):
        calendar.import_year(office, 2027, text)
    assert rows(office, "SELECT day FROM calendar_day") == []


def test_a_kind_of_day_is_one_of_two(office: Context) -> None:
    with pytest.raises(InvalidInput, match="放假"):
        calendar.set_day(office, date(2027, 1, 1), "rain")


# switches


def test_a_line_is_switched_off_for_a_courtyard_with_its_reason(office: Context) -> None:
    yard, other = courtyard(office, "1号院"), courtyard(office, "2号院")
    obligations.set_start(office, "2020-9-1")
    overview = line(office, "overview")
    saved = switches.switch(office, yard, overview.id, False, "正在拆迁", "2020-9-10", "2020-9-20")
    assert [each.courtyard.id for each in owed(office, "overview")] == [other]
    assert len(owed(office, "overview", date(2020, 9, 9))) == 2
    seen = obligations.matrix(office, ON)
    cell = next(row for row in seen.rows if row.courtyard.id == yard).cells[0]
    assert (cell.state, cell.reason, cell.open) == ("off", "正在拆迁", 0)
    switches.change(office, saved.id, "正在拆迁", "2020-9-10", "2020-9-12")
    assert len(owed(office, "overview")) == 2
    assert switches.change(office, saved.id, "正在拆迁", "2020-9-10", "2020-9-12").committed is None
    switches.remove(office, saved.id)
    assert switches.switches(office, courtyard=yard, item=overview.id) == ()
    with pytest.raises(NotFound):
        switches.remove(office, saved.id)


def test_what_is_registered_by_hand_is_owed_from_its_day(office: Context) -> None:
    yard = courtyard(office)
    higher = line(office, "higher")
    saved = switches.switch(office, yard, higher.id, True, "创文公告")
    (found,) = owed(office, "higher")
    assert (found.since, found.due, found.about, found.state) == (
        "2020-09-16",
        "2020-09-21",
        "创文公告",
        "soon",
    )
    want = obligations.wanted(found)
    assert (want.kind, want.item, want.record, want.title) == ("free", higher.id, None, "创文公告")
    told = notice(office, yard, "free", item_id=higher.id, state="posted")
    hang(office, yard, told, "2020-09-18")
    (found,) = owed(office, "higher", date(2020, 9, 18))
    assert (found.state, found.notices, found.record) == ("done", (told,), saved.id)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        (("", "", ""), "reason"),
        (("长" * 201, "", ""), "reason"),
        (("拆迁", "明天吧", ""), "from_day"),
        (("拆迁", "", "2020年"), "until_day"),
        (("拆迁", "2020-9-2", "2020-9-1"), "until_day"),
    ],
)
def test_a_switch_without_reason_or_with_wrong_days_is_refused(
    office: Context, values: tuple[str, str, str], field: str
) -> None:
    yard = courtyard(office)
    with pytest.raises(FormErrors) as caught:
        switches.switch(office, yard, line(office, "parking").id, False, *values)
    assert list(caught.value.errors) == [field]
    with pytest.raises(InvalidInput):
        switches.switch(office, yard, new_id(), False, "拆迁")


# obligations


def test_an_empty_office_owes_nothing(office: Context) -> None:
    assert obligations.obligations(office) == ()
    assert obligations.matrix(office).rows == ()
    assert obligations.counts(office) == Counts()
    assert Counts().open == 0


def test_before_the_policy_nothing_is_owed(office: Context) -> None:
    courtyard(office)
    assert obligations.obligations(office, date(2020, 8, 2)) == ()


def test_a_new_office_owes_what_always_hangs_from_the_day_of_its_first_record(office: Context) -> None:
    courtyard(office)
    (found,) = owed(office, "overview")
    assert (found.since, found.due, found.state) == ("2020-09-16", "2020-09-29", "due")
    assert owed(office, "overview", date(2020, 9, 29))[0].state == "soon"
    assert owed(office, "overview", date(2020, 9, 30))[0].state == "overdue"
    assert owed(office, "overview", date(2020, 9, 15)) == []
    assert owed(office, "parking", date(2020, 12, 1)) == []


def test_of_the_months_before_the_office_began_only_those_entered_later_are_owed(
    office: Context, clock: FixedClock
) -> None:
    clock.advance(300 * DAY_MS)
    yard = courtyard(office)
    entry(office, yard, "2020-09")
    entry(office, yard, "2020-11")
    day = date(2021, 9, 10)
    assert [each.key for each in owed(office, "parking", day)] == ["2020-09", "2020-11", "2021-07", "2021-08"]
    obligations.set_start(office, "2021-6-5")
    assert [each.key for each in owed(office, "parking", day)] == ["2021-06", "2021-07", "2021-08"]


def test_accounts_are_owed_from_the_first_month_with_an_entry(office: Context) -> None:
    yard, other = courtyard(office, "1号院"), courtyard(office, "2号院")
    entry(office, yard, "2020-10")
    entry(office, yard, "2020-09")
    found = owed(office, "parking", date(2020, 11, 10))
    assert [(each.courtyard.id, each.key, each.since, each.due, each.state) for each in found] == [
        (yard, "2020-09", "2020-10-01", "2020-10-10", "overdue"),
        (yard, "2020-10", "2020-11-01", "2020-11-10", "soon"),
    ]
    # the other courtyard begins with the first of the office
    assert owed(office, "overview", courtyard=other)[0].since == "2020-09-16"
    assert obligations.wanted(found[0]).month == "2020-09"


def test_one_statement_fulfils_every_line_of_accounts_but_not_the_staff(office: Context) -> None:
    yard = courtyard(office)
    entry(office, yard, "2020-09")
    told = notice(
        office, yard, "accounts", for_month="2020-09", state="issued", item_id=line(office, "parking").id
    )
    on = date(2020, 10, 9)
    assert {each.state for each in owed(office, "parking", on)} == {"soon"}
    hang(office, yard, told, "2020-10-09")
    states = {each.item.code: each.state for each in obligations.obligations(office, on) if each.month}
    assert states == {
        "parking": "done",
        "charges": "done",
        "public_space": "done",
        "supplies": "done",
        "staff": "soon",
    }
    assert owed(office, "parking", on)[0].notices == (told,)


@pytest.mark.parametrize(
    ("values", "state"),
    [
        ({"posted_from": "2020-09-10"}, "done"),
        ({"posted_from": "2020-09-10", "late": True, "state": "archived"}, "done"),
        ({"posted_from": "2020-09-10", "state": "draft"}, "overdue"),
        ({"posted_from": "2020-09-10", "posted_until": "2020-09-15"}, "due"),
        ({"posted_from": "2020-09-17"}, "overdue"),
        ({"posted_from": "2020-09"}, "overdue"),
        ({"state": "void", "posted_from": "2020-09-10", "late": True}, "overdue"),
        ({}, "overdue"),
    ],
)
def test_what_counts_as_hanging(office: Context, values: dict[str, object], state: str) -> None:
    yard = courtyard(office)
    obligations.set_start(office, "2020-9-1")
    notice(office, yard, "overview", **values)
    assert owed(office, "overview")[0].state == state


def test_a_notice_taken_down_without_another_is_owed_again(office: Context) -> None:
    yard = courtyard(office)
    told = notice(office, yard, "overview", state="taken_down")
    hang(office, yard, told, "2020-09-02", "2020-09-10")
    hang(office, yard, told, "2020-09-02", "2020-09-14")
    assert owed(office, "overview", date(2020, 9, 14))[0].done_on == "2020-09-02"
    (found,) = owed(office, "overview")
    assert (found.since, found.state) == ("2020-09-15", "due")


def test_members_that_change_make_the_sheet_of_the_committee_old(office: Context) -> None:
    yard = courtyard(office)
    assert owed(office, "committee") == []
    body = committee(office, yard, "1号院自管会")
    told = notice(office, yard, "organisation", state="posted")
    hang(office, yard, told, "2020-09-02")
    (found,) = owed(office, "committee")
    assert (found.state, found.record, found.about) == ("done", body, "1号院自管会")
    add(office, "committee-members", committee_id=body, resident_id="王一", post="member", since="2020-9-14")
    (found,) = owed(office, "committee")
    assert (found.since, found.done_on, found.state) == ("2020-09-14", None, "due")


def test_party_branches_and_teams_are_watched_by_their_lines(office: Context) -> None:
    yard = courtyard(office)
    branch = add(
        office, "party-organisations", name="1号院党支部", kind="courtyard_branch", courtyard_id=yard
    )
    add(office, "party-organisations", name="1号楼党小组", kind="building_group", courtyard_id=yard)
    for name in ("一队", "二队"):
        add(office, "teams", courtyard_id=yard, kind="service", name=name)
    assert [each.record for each in owed(office, "branch")] == [branch]
    assert [(each.key, each.about) for each in owed(office, "teams")] == [("", "")]
    add(
        office,
        "appointments",
        resident_id="王一",
        post="secretary",
        party_organisation_id=branch,
        since="2020-9-10",
    )
    told = notice(office, yard, "organisation", state="posted")
    hang(office, yard, told, "2020-09-09")
    assert owed(office, "branch")[0].since == "2020-09-10"
    assert owed(office, "teams")[0].state == "done"


def test_a_new_pact_has_to_hang(office: Context) -> None:
    yard = courtyard(office)
    told = notice(office, yard, "charter", state="posted", issued_on="2020-09-02")
    hang(office, yard, told, "2020-09-02")
    assert [owed(office, code)[0].state for code in ("pact", "rules", "procedure")] == ["done"] * 3
    notice(office, yard, "charter", state="issued", issued_on="2020-09-15", item_id=line(office, "pact").id)
    assert [owed(office, code)[0].state for code in ("pact", "rules", "procedure")] == ["due", "done", "done"]


def _resolved(context: Context, yard: bytes, kind: str = "households", outcome: str = "passed") -> bytes:
    held = add(
        context,
        "meetings",
        courtyard_id=yard,
        title="户代表会议",
        kind=kind,
        held_on="2020-9-10",
        recorder_id="郭小满",
    )
    return bytes(
        add(context, "resolutions", meeting_id=held, kind="motion", title="停车收费", outcome=outcome)
    )


def test_a_decision_is_owed_within_three_working_days(office: Context) -> None:
    yard = courtyard(office)
    _resolved(office, yard, "party")
    _resolved(office, yard, outcome="rejected")
    decided = _resolved(office, yard)
    (found,) = owed(office, "decision")
    assert (found.record, found.due, found.state, found.about) == (
        decided,
        "2020-09-15",
        "overdue",
        "停车收费",
    )
    assert obligations.wanted(found).record == decided
    told = notice(office, yard, "resolution", state="posted", resolution_id=decided)
    hang(office, yard, told, "2020-09-16")
    assert owed(office, "decision")[0].done_on == "2020-09-16"


def test_a_finished_matter_owes_its_result(office: Context) -> None:
    yard = courtyard(office)
    matter = add(
        office, "matters", courtyard_id=yard, title="修路", template="six_steps", finished_on="2020-9-14"
    )
    (found,) = owed(office, "result")
    assert (found.record, found.state) == (matter, "soon")
    # a reminder about the works is no result
    notice(office, yard, "free", matter_id=matter, posted_from="2020-09-15")
    assert owed(office, "result")[0].state == "soon"
    notice(office, yard, "result", matter_id=matter, posted_from="2020-09-15")
    assert owed(office, "result")[0].state == "done"


def test_the_day_the_office_set_counts_for_every_courtyard(office: Context) -> None:
    yard = courtyard(office)
    entry(office, yard, "2020-08")
    obligations.set_start(office, "2020-10-1")
    assert obligations.start(office) == "2020-10-01"
    assert obligations.obligations(office) == ()
    assert [each.key for each in owed(office, "parking", date(2020, 11, 30))] == ["2020-10"]
    courtyard(office, "2号院")
    assert len(owed(office, "parking", date(2020, 11, 30))) == 2
    with pytest.raises(InvalidInput, match="不是日期"):
        obligations.set_start(office, "以后")
    obligations.set_start(office, "")
    assert obligations.start(office) is None
    assert owed(office, "overview", courtyard=yard)[0].since == "2020-08-03"


def test_what_was_done_long_ago_is_left_out_and_what_is_open_stays(office: Context) -> None:
    yard = courtyard(office)
    entry(office, yard, "2020-09")
    told = notice(office, yard, "accounts", for_month="2020-09", state="posted")
    hang(office, yard, told, "2020-10-09")
    later = date(2022, 6, 1)
    assert owed(office, "parking", later)[0].key == "2020-10"
    assert owed(office, "parking", later, window=("2020-01-01", "2022-06-01"))[0].key == "2020-09"
    found = owed(office, "parking", later, window=("2020-01-01", "2020-11-15"))
    assert [each.key for each in found] == ["2020-09", "2020-10"]


def test_courtyards_of_one_community_and_the_matrix(office: Context) -> None:
    near, far = community(office, "安飞社区"), community(office, "远大社区")
    courtyard(office, "2号院", near)
    courtyard(office, "10号院", near)
    courtyard(office, "1号院", far)
    obligations.set_start(office, "2020-9-1")
    assert {each.courtyard.name for each in obligations.obligations(office, ON, community=near)} == {
        "2号院",
        "10号院",
    }
    seen = obligations.matrix(office, ON)
    assert [row.courtyard.name for row in seen.rows] == ["2号院", "10号院", "1号院"]
    assert [len(row.cells) for row in seen.rows] == [len(seen.items)] * 3
    cell = seen.rows[0].cells[0]
    assert (cell.state, cell.open) == ("overdue", 1)
    assert seen.rows[0].cells[7].state == ""
    assert seen.counts == obligations.counts(office, ON)
    assert seen.counts.overdue == seen.counts.open == 12
    by_name = obligations.counts_by_community(obligations.obligations(office, ON))
    assert {name: each.overdue for name, each in by_name.items()} == {"安飞社区": 8, "远大社区": 4}
    assert len(obligations.matrix(office, ON, far).rows) == 1


def test_the_days_of_a_month_carry_what_is_due_and_what_was_done(office: Context) -> None:
    yard = courtyard(office)
    entry(office, yard, "2020-09")
    told = notice(office, yard, "accounts", for_month="2020-09", state="posted")
    hang(office, yard, told, "2020-10-09")
    days = {each.day: each for each in obligations.month_days(office, "2020-10")}
    assert len(days) == 31
    assert (days["2020-10-01"].working, days["2020-10-01"].name) == (False, "国庆节")
    assert len(days["2020-10-10"].due) == 5
    days = {each.day: each for each in obligations.month_days(office, "2020-10", on=date(2020, 10, 12))}
    assert [each.state for each in days["2020-10-10"].due] == ["overdue", "done", "done", "done", "done"]
    assert len(days["2020-10-09"].done) == 4
    assert len(obligations.month_days(office, "2020-02")) == 29


# requests


def test_a_request_is_replied_to_within_the_days_of_the_catalogue(office: Context, clock: FixedClock) -> None:
    yard = courtyard(office)
    begun = records.blank(office, "disclosure-requests", ("courtyard_id", yard))
    assert (begun.shown("asked_on").value, begun.shown("due_on").value) == ("2020-09-16", "2020-09-21")
    asked = add(office, "disclosure-requests", courtyard_id=yard, content="停车费去向", asked_on="2020-9-16")
    (found,) = owed(office, "asked")
    assert (found.due, found.state, found.record) == ("2020-09-21", "soon", asked)
    assert obligations.wanted(found).record == asked
    (listed,) = requests.open_requests(office)
    assert (listed.place, listed.due_on, listed.overdue) == ("建设路1号院", "2020-09-21", False)
    clock.advance(5 * DAY_MS)
    assert not requests.open_requests(office)[0].overdue
    clock.advance(DAY_MS)
    assert requests.open_requests(office)[0].overdue
    (hint,) = records.read(office, "disclosure-requests", asked).hints
    assert "已逾期1天" in hint.message
    records.save(
        office,
        "disclosure-requests",
        asked,
        {"replied_on": "2020-9-22", "outcome": "answered", "reply": "已答复"},
    )
    assert requests.open_requests(office) == ()
    assert owed(office, "asked", date(2020, 9, 22))[0].done_on == "2020-09-22"
    assert "答复晚了1天" in records.read(office, "disclosure-requests", asked).hints[0].message


def test_without_days_in_the_catalogue_the_rule_counts(office: Context) -> None:
    catalogue.save(office, line(office, "asked").id, {"due_days": "5"})
    assert requests.due_on(office, "2020-09-16") == "2020-09-23"
    catalogue.save(office, line(office, "asked").id, {"due_days": ""})
    assert requests.days_to_reply(office) is None
    assert requests.due_on(office, "2020-09-16") == "2020-09-21"
    assert requests.due_on(office, "2020-08-01") is None
    assert requests.due_on(office, "") is None


def test_lines_without_terms_take_those_of_the_rules(office: Context) -> None:
    yard = courtyard(office)
    entry(office, yard, "2020-08")
    catalogue.save(office, line(office, "parking").id, {"due_day": None})
    catalogue.save(office, line(office, "overview").id, {"due_days": None})
    assert owed(office, "parking")[0].due == "2020-09-10"
    assert owed(office, "overview")[0].due == "2020-08-06"
