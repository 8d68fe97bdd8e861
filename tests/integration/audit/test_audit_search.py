"""The audit searched by person, act, day, record and text; an entry with old and new; the export."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from models.errors import InvalidInput, NotAllowed, NotFound
from models.rules.rights import READER
from models.tables import SYNCED
from services import audit_fields, audit_log, audit_search, masks, records, templates, users, workplace
from services.audit_search import Changed, Wanted
from services.disclosure import calendar
from services.excel import read_book
from services.office import Context, CurrentUser
from services.subjects import BY_TABLE
from tests.helpers.office import DAY_MS, FixedClock, courtyard, resident


def _found(context: Context, **wanted: object) -> list[tuple[str, str, str]]:
    lines = audit_search.search(context, audit_search.asked(context, **wanted))  # type: ignore[arg-type]
    return [(line.user, line.action, line.label) for line in lines]


def _newest(context: Context) -> audit_search.Opened:
    return audit_search.opened(context, audit_log.recent(context, limit=1)[0].seq)


@pytest.fixture
def worked(office: Context, clock: FixedClock) -> Context:
    courtyard(office, "建设路1号院")
    clock.advance(DAY_MS)
    users.switch_user(office, "郭小满")
    resident(office, "张颎", phone="13800001234")
    return office


def test_each_filter_and_all_together(worked: Context) -> None:
    assert {who for who, _, _ in _found(worked, person="郭小满")} == {"郭小满"}
    assert _found(worked, person="小满") == [], "the screen offers whole names"
    assert audit_search.search(worked, Wanted(person="小满")), "the command takes a part"
    assert _found(worked, record="建设路") == [("王芳", "新增", "建设路1号院")]
    assert {act for _, act, _ in _found(worked, acts=("user_added",))} == {"新增用户"}
    assert _found(worked, days=("2020-9-17", ""), text="张") == [("郭小满", "新增", "张颎")]
    assert {who for who, _, _ in _found(worked, days=("", "9月16日"))} == {"王芳"}
    assert _found(worked, days=("2020-9-18", "2020-9-19")) == []
    assert audit_search.people(worked) == ("王芳", "郭小满")
    assert [who for who, _, _ in _found(worked, text="100%")] == []


def test_a_record_is_found_by_its_name_also_where_the_entry_does_not_tell_it(worked: Context) -> None:
    person = records.choices(worked, "residents", "")[0].id
    with worked.unit_of_work() as work:
        work.note("field_shown", "resident", person)
        work.commit()
    assert ("郭小满", "查看完整信息", "张颎") in _found(worked, record="张颎")
    assert ("郭小满", "查看完整信息", "张颎") in _found(worked, record=person.hex())


@pytest.mark.parametrize("days", [("昨天", ""), ("2020-9", ""), ("2020-9-17", "2020-9-16")])
def test_days_that_are_none_are_refused_in_words(days: tuple[str, str], office: Context) -> None:
    with pytest.raises(InvalidInput):
        audit_search.asked(office, days=days)


def test_old_and_new_of_a_record_are_told_with_numbers_masked(worked: Context) -> None:
    person = records.choices(worked, "residents", "")[0].id
    assert ("联系电话", "", "138****1234") in [
        (each.field, each.old, each.new) for each in _newest(worked).changes
    ]
    records.save(worked, "residents", person, {"phone": "13900005678"})
    assert _newest(worked).changes == (Changed("张颎", "联系电话", "138****1234", "139****5678"),)
    records.delete(worked, "residents", [person])
    assert _newest(worked).changes == ()
    with pytest.raises(NotFound):
        audit_search.opened(worked, 999)


def test_many_records_of_one_act_are_cut_off_and_counted(worked: Context) -> None:
    yard = records.choices(worked, "courtyards", "")[0].id
    with worked.unit_of_work() as work:
        rows = [(bytes([n]) * 16, yard, f"{n}号楼") for n in range(60)]
        work.insert_many("building", ("id", "courtyard_id", "name"), rows)
        work.commit()
    found = _newest(worked)
    assert found.more == 10
    assert {each.new for each in found.changes} >= {"0号楼", "9号楼"}


def test_what_has_no_form_tells_old_and_new_too(office: Context) -> None:
    templates.save(office, "overview", {"title": "{楼院}情况"})
    templates.save(office, "overview", {"title": "{楼院}基本情况"})
    (changed,) = _newest(office).changes
    assert (changed.field, changed.old, changed.new) == ("文字", "{楼院}情况", "{楼院}基本情况")
    masks.save(office, "overview", {("resident", "phone"): "hidden"})
    assert ("显示方式", "", "不出现") in [
        (each.field, each.old, each.new) for each in _newest(office).changes
    ]
    calendar.set_day(office, date(2020, 9, 21), "holiday", "停工")
    assert ("工作或休息", "", "放假") in [
        (each.field, each.old, each.new) for each in _newest(office).changes
    ]


def test_every_table_tells_what_changed_in_it() -> None:
    silent = {"notice_issue", "issued_sheet", "ballot", "consent", "retention_review"}
    untold = {table.name for table in SYNCED} - set(BY_TABLE) - set(audit_fields.LABELS)
    assert untold <= silent, "a table without a form needs labels in services.audit_fields"


def test_settings_tell_old_and_new_once(office: Context) -> None:
    workplace.work_for(office, "安飞社区")
    workplace.work_for(office, "安飞社区")
    workplace.work_for(office, "")
    told = [(line.action, line.label, line.detail) for line in audit_log.recent(office, limit=2)]
    assert told == [
        ("修改设置", "本机办理的社区", "安飞社区 → （空）"),
        ("修改设置", "本机办理的社区", "（空） → 安飞社区"),
    ]
    assert audit_log.recent(office)[0].workstation == "本机"


def test_the_export_holds_what_is_searched_and_is_noted(worked: Context, tmp_path: Path) -> None:
    path = tmp_path / "日志.xlsx"
    count = audit_search.export(worked, Wanted(text="张颎"), path)
    assert count == 1
    rows = read_book(path).sheets[0].rows
    assert [cell for cell in rows[0] if cell][:4] == ["编号", "时间", "操作人", "工作站"]
    assert "张颎" in rows[1]
    assert audit_log.recent(worked)[0].label == "日志.xlsx，1行"


def test_who_may_not_see_it_is_refused_and_sees_the_own_only(worked: Context) -> None:
    worked.user = CurrentUser(worked.user.id, worked.user.name, READER)
    for ask in (
        lambda: audit_search.search(worked, Wanted()),
        lambda: audit_search.opened(worked, 1),
        lambda: audit_search.people(worked),
        lambda: audit_search.export(worked, Wanted(), Path("x.xlsx")),
    ):
        with pytest.raises(NotAllowed):
            ask()
    lines = audit_log.recent(worked)
    assert {line.user for line in lines} == {"郭小满"}
    assert "没有权限，被拒绝" in {line.action for line in lines}
