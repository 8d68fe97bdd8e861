"""A book read again after somebody worked on the records: what was typed here is kept by default."""

from __future__ import annotations

from typing import Any

import pytest

from services import importing, records
from services.excel import Sheet
from services.importing import Rehearsal
from services.importing.differences import Difference
from services.importing.reading import plan_from_sheets
from services.office import Context
from tests.helpers.office import rows, value

HEADS = ["社区", "楼院", "地址", "总户数", "书记", "楼院长"]
ROW = ["远大社区", "一号院", "某路1号", "约120户", "王芳", "李明"]


def rehearsed(office: Context, row: list[Any], heads: list[str] = HEADS) -> Rehearsal:
    plan = plan_from_sheets([Sheet("摸排", [list(heads), list(row)])], "a.xlsx", "00")
    return importing.rehearse_plan(office, plan)


def imported(office: Context, row: list[Any], heads: list[str] = HEADS) -> importing.ImportResult:
    return importing.apply(office, rehearsed(office, row, heads), backup=False)


def told(differences: tuple[Difference, ...]) -> list[tuple[str, str, str, str]]:
    return [(each.field, each.old, each.new, each.kept) for each in differences]


@pytest.fixture
def yard(office: Context) -> bytes:
    imported(office, ROW)
    return bytes(value(office, "SELECT id FROM courtyard"))


def test_what_was_corrected_here_stays_when_the_old_file_is_read_again(office: Context, yard: bytes) -> None:
    records.save(office, "courtyards", yard, {"household_count": "126户"})
    again = rehearsed(office, ROW)
    assert told(again.differences) == [("总户数", "126", "约120", "本地已改")]
    assert again.is_empty
    importing.apply(office, again, backup=False)
    assert rows(office, "SELECT household_count, household_about FROM courtyard")[0][0] == 126


def test_what_only_the_file_changed_is_taken(office: Context, yard: bytes) -> None:
    again = rehearsed(office, [*ROW[:2], "某路2号", *ROW[3:]])
    assert told(again.differences) == [("详细地址", "某路1号", "某路2号", "")]
    importing.apply(office, again, backup=False)
    assert value(office, "SELECT address FROM courtyard") == "某路2号"
    # and what an import put there is no correction: the next edit of the file is taken as well
    third = rehearsed(office, [*ROW[:2], "某路3号", *ROW[3:]])
    assert told(third.differences) == [("详细地址", "某路2号", "某路3号", "")]


def test_what_both_changed_is_kept_and_said_so(office: Context, yard: bytes) -> None:
    records.save(office, "courtyards", yard, {"address": "某路甲1号"})
    again = rehearsed(office, [*ROW[:2], "某路2号", *ROW[3:]])
    assert told(again.differences) == [("详细地址", "某路甲1号", "某路2号", "两边都改过")]
    importing.apply(office, again, backup=False)
    assert value(office, "SELECT address FROM courtyard") == "某路甲1号"


def test_what_was_emptied_here_stays_empty(office: Context, yard: bytes) -> None:
    records.save(office, "courtyards", yard, {"address": ""})
    again = rehearsed(office, ROW)
    assert told(again.differences) == [("详细地址", "", "某路1号", "本地已改")]
    assert again.is_empty


def test_the_user_takes_the_files_value_and_keeps_another(office: Context, yard: bytes) -> None:
    records.save(office, "courtyards", yard, {"household_count": "126"})
    row = [*ROW[:2], "某路2号", *ROW[3:]]
    first = rehearsed(office, row)
    keys = frozenset(each.key for each in first.differences if each.key is not None)
    turned = importing.rehearse_plan(office, first.plan, keys)
    assert {(each.field, bool(each.kept)) for each in turned.differences} >= {
        ("总户数", False),
        ("详细地址", True),
    }
    importing.apply(office, turned, backup=False)
    found = rows(office, "SELECT household_count, household_about, address FROM courtyard")
    assert found == [(120, 1, "某路1号")]


def test_what_was_filled_in_by_hand_in_a_blank_the_file_now_fills_is_kept(
    office: Context, yard: bytes
) -> None:
    records.save(office, "courtyards", yard, {"code": "A-1"})
    again = rehearsed(office, [*ROW, "B-2"], [*HEADS, "楼院编码"])
    assert told(again.differences) == [("楼院编号", "A-1", "B-2", "本地录入")]
    # a blank that nobody filled is filled
    more = rehearsed(office, [*ROW, "某站"], [*HEADS, "党群服务站"])
    assert [each.kept for each in more.differences] == [""]


def test_a_record_made_by_hand_is_not_overwritten(office: Context) -> None:
    unit = records.save(office, "communities", None, {"kind": "community", "name": "远大社区"}).id
    records.save(office, "courtyards", None, {"unit_id": unit, "name": "一号院", "address": "正路1号"})
    again = rehearsed(office, ROW)
    assert ("详细地址", "正路1号", "某路1号", "本地录入") in told(again.differences)
    assert ("总户数", "", "约120", "") in told(again.differences)


def test_a_name_corrected_here_is_known_again(office: Context, yard: bytes) -> None:
    person = value(office, "SELECT id FROM resident WHERE name = '王芳'")
    records.save(office, "residents", person, {"name": "王䶮"})
    records.save(office, "courtyards", yard, {"name": "一号院（东）"})
    again = rehearsed(office, ROW)
    assert again.is_empty
    assert {(each.old, each.new, each.kept) for each in again.differences} == {
        ("王䶮", "王芳", "本地已改"),
        ("一号院（东）", "一号院", "本地已改"),
    }
    imported(office, ROW)
    assert value(office, "SELECT count(*) FROM courtyard WHERE deleted_at IS NULL") == 1
    assert value(office, "SELECT count(*) FROM resident WHERE deleted_at IS NULL") == 2


def test_a_post_given_to_somebody_else_here_stays_his(office: Context, yard: bytes) -> None:
    imported(office, [*ROW[:4], "赵四", ROW[5]])
    held = (
        "SELECT r.name FROM appointment a JOIN resident r ON r.id = a.resident_id "
        "WHERE a.post LIKE ? AND a.until IS NULL"
    )
    assert rows(office, held, "%secretary") == [("赵四",)]
    post = value(office, "SELECT id FROM appointment WHERE post = 'secretary' AND until IS NULL")
    person = value(office, "SELECT id FROM resident WHERE name = '李明'")
    with office.unit_of_work() as work:
        work.update("appointment", post, {"resident_id": person})
        work.commit()
    again = rehearsed(office, [*ROW[:4], "赵四", ROW[5]])
    assert again.is_empty
    assert [(each.old, each.new, each.kept) for each in again.differences] == [("李明", "赵四", "本地已改")]
    importing.apply(office, again, backup=False)
    assert rows(office, held, "%secretary") == [("李明",)]
    keys = frozenset(each.key for each in again.differences if each.key is not None)
    importing.apply(office, importing.rehearse_plan(office, again.plan, keys), backup=False)
    assert rows(office, held, "%secretary") == [("赵四",)]


def test_what_undoing_an_import_gave_back_is_no_correction(office: Context, yard: bytes) -> None:
    row = [*ROW[:2], "某路2号", *ROW[3:]]
    result = imported(office, row)
    assert result.batch_id is not None
    importing.undo_import(office, result.batch_id)
    assert value(office, "SELECT address FROM courtyard") == "某路1号"
    assert told(rehearsed(office, row).differences) == [("详细地址", "某路1号", "某路2号", "")]


def test_notes_of_several_books_stand_together(office: Context, yard: bytes) -> None:
    strange = [*HEADS, "绿化"]
    imported(office, [*ROW, "三棵树"], strange)
    imported(office, [*ROW, "两棵树"], strange)
    note = value(office, "SELECT import_note FROM courtyard")
    assert note == "绿化：三棵树\n绿化：两棵树"
    assert rehearsed(office, [*ROW, "三棵树"], strange).is_empty


def test_what_was_deleted_here_does_not_come_back_unsaid(office: Context, yard: bytes) -> None:
    records.delete(office, "courtyards", [yard])
    again = rehearsed(office, ROW)
    said = [each.message for each in again.plan.warnings if each.code == "deleted_here"]
    assert len(said) == 1
    assert "楼院“一号院”在本机已删除" in said[0]
    turned = importing.rehearse_plan(office, again.plan)
    assert [each.code for each in turned.plan.warnings].count("deleted_here") == 1


def test_what_undoing_took_away_comes_back_without_a_word(office: Context) -> None:
    result = imported(office, ROW)
    assert result.batch_id is not None
    importing.undo_import(office, result.batch_id)
    assert rehearsed(office, ROW).plan.warnings == []
