"""A book that still has what was deleted here: it stays deleted unless the user wants it again."""

from __future__ import annotations

from typing import Any

import pytest

from services import history, importing, records
from services.excel import Sheet
from services.importing import Rehearsal, differences, summary
from services.importing.reading import plan_from_sheets
from services.office import Context
from tests.helpers.office import rows, value

SURVEY = [
    ["社区", "楼院", "总户数", "书记", "楼院长", "分包干部"],
    ["远大社区", "一号院", "120", "王芳", "李明", "赵四"],
    ["远大社区", "二号院", "60", "", "", ""],
]
TEAMS = [
    ["楼院", "队伍名称", "类别", "队长", "队员"],
    ["一号院", "合唱队", "文体活动", "孙七", "周八、吴九"],
    ["二号院", "巡逻队", "巡逻队", "", "郑十"],
]
HOMES = [
    ["楼院", "楼栋", "单元", "房号", "业主", "常住人数", "联系电话"],
    ["一号院", "1", "1", "101", "冯一", "3", "13812345678"],
    ["一号院", "1", "1", "102", "陈二", "2", ""],
    ["二号院", "2", "1", "201", "冯一", "", ""],
]
LIVING = ("courtyard", "resident", "volunteer_team", "team_member", "dwelling", "ownership", "household",
          "appointment", "building", "cadre_assignment")  # fmt: skip


def rehearsed(office: Context, *, survey: list[list[str]] = SURVEY) -> Rehearsal:
    sheets = [
        Sheet(name, [list(row) for row in rows])
        for name, rows in (("摸排", survey), ("队伍", TEAMS), ("房屋", HOMES))
    ]
    plan = plan_from_sheets(sheets, "a.xlsx", "00")
    assert plan.errors == []
    return importing.rehearse_plan(office, plan)


def turned(office: Context, rehearsal: Rehearsal) -> Rehearsal:
    keys = frozenset(each.key for each in rehearsal.differences if each.key is not None)
    return importing.rehearse_plan(office, rehearsal.plan, keys)


def apply(office: Context, rehearsal: Rehearsal) -> importing.ImportResult:
    return importing.apply(office, rehearsal, backup=False)


def delete(office: Context, kind: str, table: str, name: str, column: str = "name") -> bytes:
    found = bytes(value(office, f"SELECT id FROM {table} WHERE {column} = ? AND deleted_at IS NULL", name))
    records.delete(office, kind, [found])
    return found


def living(office: Context) -> dict[str, int]:
    return {
        table: value(office, f"SELECT count(*) FROM {table} WHERE deleted_at IS NULL") for table in LIVING
    }


def told(rehearsal: Rehearsal) -> list[tuple[str, str, str, str]]:
    return [(each.kind_label, each.name, each.new, each.done) for each in rehearsal.differences]


@pytest.fixture
def filled(office: Context) -> Context:
    apply(office, rehearsed(office))
    return office


@pytest.mark.parametrize(
    ("kind", "table", "name", "column", "said"),
    [
        ("courtyards", "courtyard", "一号院", "name", ("楼院", "一号院", "表中还有，连同所属的21条")),
        ("teams", "volunteer_team", "合唱队", "name", ("队伍", "合唱队", "表中还有，连同所属的2条")),
        ("residents", "resident", "周八", "name", ("居民", "周八", "表中还有，连同所属的1条")),
        ("residents", "resident", "孙七", "name", ("居民", "孙七", "表中还有")),
        ("residents", "resident", "李明", "name", ("居民", "李明", "表中还有，连同所属的1条")),
        ("residents", "resident", "陈二", "name", ("居民", "陈二", "表中还有，连同所属的1条")),
        ("dwellings", "dwelling", "101", "room", ("房屋", "101", "表中还有，连同所属的3条")),
        ("buildings", "building", "1号楼", "name", ("楼栋", "1号楼", "表中还有，连同所属的8条")),
        ("cadre-assignments", "cadre_assignment", "赵四", "name", ("分包干部", "赵四", "表中还有")),
    ],
)
def test_what_was_deleted_stays_deleted_with_what_belongs_to_it(
    filled: Context, kind: str, table: str, name: str, column: str, said: tuple[str, str, str]
) -> None:
    everything = living(filled)
    delete(filled, kind, table, name, column)
    left = living(filled)
    assert left != everything
    again = rehearsed(filled)
    assert told(again) == [(*said, "本地已删除，不再导入")]
    assert again.is_empty
    apply(filled, again)
    assert living(filled) == left


def test_the_user_wants_it_again(filled: Context) -> None:
    everything = living(filled)
    delete(filled, "courtyards", "courtyard", "一号院")
    again = turned(filled, rehearsed(filled))
    assert [(each.name, each.done) for each in again.differences] == [("一号院", "重新增加")]
    apply(filled, again)
    after = living(filled)
    # people of the deleted courtyard are still known: they do not go with it
    assert {name: after[name] for name in after if name != "resident"} == {
        name: everything[name] for name in everything if name != "resident"
    }
    third = rehearsed(filled)
    assert third.is_empty
    assert third.differences == ()


def test_what_was_deleted_in_a_courtyard_that_returns_stays_deleted(filled: Context) -> None:
    delete(filled, "teams", "volunteer_team", "合唱队")
    delete(filled, "dwellings", "dwelling", "102", "room")
    delete(filled, "courtyards", "courtyard", "一号院")
    first = rehearsed(filled)
    assert [each.name for each in first.differences] == ["一号院"]
    again = turned(filled, first)
    assert {(each.name, each.done) for each in again.differences} == {
        ("一号院", "重新增加"),
        ("合唱队", "本地已删除，不再导入"),
        ("102", "本地已删除，不再导入"),
    }


def test_what_was_renamed_and_then_deleted_is_known_again(filled: Context) -> None:
    yard = value(filled, "SELECT id FROM courtyard WHERE name = '二号院'")
    records.save(filled, "courtyards", yard, {"name": "二号院（拆）"})
    delete(filled, "courtyards", "courtyard", "二号院（拆）")
    again = rehearsed(filled)
    assert [(each.name, bool(each.kept)) for each in again.differences] == [("二号院（拆）", True)]
    assert again.is_empty


def test_what_was_restored_or_entered_anew_is_no_matter(filled: Context) -> None:
    delete(filled, "teams", "volunteer_team", "合唱队")
    line = history.recycle_bin(filled)[0]
    history.restore(filled, line.tx_id, line.kind, line.id)
    assert rehearsed(filled).differences == ()
    delete(filled, "teams", "volunteer_team", "巡逻队")
    yard = value(filled, "SELECT id FROM courtyard WHERE name = '二号院'")
    records.save(filled, "teams", None, {"courtyard_id": yard, "name": "巡逻队", "kind": "patrol"})
    assert [each for each in rehearsed(filled).differences if each.is_deleted] == []


def test_undoing_an_import_is_no_deletion(office: Context) -> None:
    result = apply(office, rehearsed(office))
    everything = living(office)
    assert result.batch_id is not None
    importing.undo_import(office, result.batch_id)
    again = rehearsed(office)
    assert again.differences == ()
    apply(office, again)
    assert living(office) == everything


def test_what_was_deleted_before_an_import_was_undone_stays_deleted(office: Context) -> None:
    result = apply(office, rehearsed(office))
    delete(office, "teams", "volunteer_team", "合唱队")
    assert result.batch_id is not None
    importing.undo_import(office, result.batch_id)
    again = rehearsed(office)
    assert [(each.name, bool(each.kept)) for each in again.differences] == [("合唱队", True)]


def test_a_namesake_in_another_home_is_somebody_else(filled: Context) -> None:
    delete(filled, "dwellings", "dwelling", "101", "room")
    delete(filled, "residents", "resident", "陈二")
    moved = [*HOMES[:2], ["一号院", "1", "1", "103", "陈二", "1", ""]]
    plan = plan_from_sheets([Sheet("房屋", [list(row) for row in moved])], "b.xlsx", "00")
    again = importing.rehearse_plan(filled, plan)
    assert [each.name for each in again.differences] == ["101"]
    apply(filled, again)
    assert rows(filled, "SELECT name FROM resident WHERE name = '陈二' AND deleted_at IS NULL") == [("陈二",)]


def test_a_new_holder_of_a_post_whose_last_record_was_deleted_comes(filled: Context) -> None:
    post: Any = value(
        filled, "SELECT id FROM appointment WHERE post = 'courtyard_head' AND deleted_at IS NULL"
    )
    records.delete(filled, "appointments", [post])
    again = rehearsed(filled)
    assert [(each.kind_label, each.name) for each in again.differences] == [("任职", "李明")]
    assert again.is_empty
    survey = [SURVEY[0], [*SURVEY[1][:4], "钱五", SURVEY[1][5]], SURVEY[2]]
    other = rehearsed(filled, survey=survey)
    assert other.differences == ()
    assert other.changes["appointments"].add == 1


def test_a_deleted_person_does_not_push_the_holder_out_of_the_post(filled: Context) -> None:
    delete(filled, "residents", "resident", "李明")
    apply(filled, rehearsed(filled, survey=[SURVEY[0], [*SURVEY[1][:4], "钱五", SURVEY[1][5]], SURVEY[2]]))
    held = (
        "SELECT r.name FROM appointment a JOIN resident r ON r.id = a.resident_id "
        "WHERE a.post = 'courtyard_head' AND a.until IS NULL AND a.deleted_at IS NULL"
    )
    assert rows(filled, held) == [("钱五",)]
    again = rehearsed(filled)
    assert again.is_empty
    apply(filled, again)
    assert rows(filled, held) == [("钱五",)]


def test_it_is_said_in_one_sentence(filled: Context) -> None:
    delete(filled, "teams", "volunteer_team", "合唱队")
    yard = value(filled, "SELECT id FROM courtyard WHERE name = '一号院'")
    records.save(filled, "courtyards", yard, {"household_count": "126"})
    again = rehearsed(filled)
    assert differences.stays(again.differences) == "本地改过的1处保留，本地已删除的1条不再导入"
    assert summary(again, None).endswith("本地改过的1处保留，本地已删除的1条不再导入。")
