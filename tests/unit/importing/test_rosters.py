"""Rosters in files of their own: residents, owners with shares, Party members, with the usual headings."""

from __future__ import annotations

from typing import Any

import pytest

from services.excel import Sheet
from services.importing.owners import parse_shares
from services.importing.plan import Place, Plan
from services.importing.reading import plan_from_sheets


def plan_of(
    *rows: list[Any], name: str = "Sheet1", file: str = "名册.xlsx", known: tuple[str, ...] = ()
) -> Plan:
    width = max(map(len, rows))
    full = [[*row, *[""] * (width - len(row))] for row in rows]
    return plan_from_sheets([Sheet(name, full)], file, "", courtyards=known)


def codes(plan: Plan) -> list[str]:
    return [each.code for each in plan.warnings]


RESIDENTS = [
    "序号", "姓名", "性别", "民族", "身份证号", "出生年月", "联系电话", "楼栋", "单元", "房号", "与户主关系",
    "政治面貌", "备注",
]  # fmt: skip


def test_a_roster_of_residents_names_its_courtyard_in_the_title() -> None:
    plan = plan_of(
        ["2024年明湖办事处远大社区航海东路1号院居民花名册"],
        RESIDENTS,
        [1.0, "王芳", "女", "汉", "11010519491231002X", "1949.12", 13812345678.0,
         "1#", "2", "301", "户主", "群众"],
        [2.0, "李明", "男", "回", "", "1950", "", "", "", "", "配偶", "中共党员", "独居"],
        [3.0, "赵四", "男", "汉", "", "", "", "2", "1", "101", "本人"],
    )  # fmt: skip
    assert plan.errors == []
    assert plan.unrecognised == []
    assert {row.place for row in plan.residents} == {Place("远大社区", "航海东路1号院")}
    assert [(row.person.name, row.building, row.entrance, row.room, row.heads) for row in plan.residents] == [
        ("王芳", "1号楼", "2单元", "301", True),
        ("李明", "1号楼", "2单元", "301", False),
        ("赵四", "2号楼", "1单元", "101", True),
    ]
    assert plan.residents[1].values == {"note": "独居；与户主关系：配偶；民族：回"}
    assert plan.residents[1].person.membership == "full"
    assert plan.residents[0].person.phone == "13812345678"


@pytest.mark.parametrize(
    ("title", "sheet", "file", "found"),
    [
        ("航海东路1号院居民花名册", "Sheet1", "a.xlsx", "航海东路1号院"),
        ("", "中铁隧道局家属院", "a.xlsx", "中铁隧道局家属院"),
        ("", "Sheet1", "人民医院家属院居民.csv", "人民医院家属院"),
        ("无主管楼院居民花名册", "Sheet1", "a.xlsx", ""),
        ("老旧小区居民花名册", "Sheet1", "a.xlsx", ""),
        ("春天里居民花名册", "Sheet1", "a.xlsx", "春天里"),
    ],
)
def test_where_a_roster_may_name_its_courtyard(title: str, sheet: str, file: str, found: str) -> None:
    rows: list[list[Any]] = [["姓名", "性别", "电话"], ["王芳", "女", "13812345678"]]
    plan = plan_of(*([[title]] if title else []), *rows, name=sheet, file=file, known=("春天里",))
    assert plan.residents[0].place.courtyard == found
    assert codes(plan) == ([] if found else ["no_courtyard"])


def test_a_party_roster_marks_members_and_keeps_dates_and_branch() -> None:
    plan = plan_of(
        ["航海东路1号院党员花名册"],
        ["姓名", "性别", "党员类别", "入党时间", "转正时间", "所在党支部", "联系电话"],
        ["王芳", "女", "正式", "2001.7", "2002.7.1", "航海东路1号院党支部", ""],
        ["李明", "男", "预备党员", "2024年6月", "", "航海东路1号院党支部", ""],
        ["赵四", "男", "", "1998", "", "", "13812345678"],
    )
    members = {row.person.name: row for row in plan.residents}
    assert [each.person.membership for each in members.values()] == ["full", "probationary", "full"]
    assert members["王芳"].values["note"] == (
        "入党时间：2001-07；转正时间：2002-07-01；所在党组织：航海东路1号院党支部"
    )
    assert codes(plan) == ["membership_assumed"]
    assert plan.warnings[0].cell == "C5"


def test_people_on_an_ordinary_roster_are_no_party_members() -> None:
    plan = plan_of(["一号院居民花名册"], ["姓名", "电话"], ["王芳", "13812345678"])
    assert plan.residents[0].person.membership is None


OWNERS = ["楼栋", "单元", "房号", "业主姓名", "性别", "身份证号码", "产权面积", "份额", "联系电话"]


def test_a_roster_of_owners_with_shares() -> None:
    plan = plan_of(
        ["航海东路1号院业主花名册"],
        OWNERS,
        ["1", "1", "101", "王芳", "女", "", 88.5, "100%", ""],
        ["1", "1", "102", "李明", "男", "", 60.0, "三分之二", ""],
        ["1", "1", "102", "赵四", "", "", 60.0, "1/3", ""],
        ["1", "1", "201", "张三、钱五", "", "", "", "", ""],
        ["1", "1", "202", "孙七/周八", "", "11010519491231002X、110105194912310038", "", "50%、50%", ""],
        ["1", "1", "301", "吴九", "", "", "", "1/2", ""],
        ["1", "1", "302", "郑十", "", "", "", "", ""],
        ["1", "1", "302", "冯一", "", "", "", "", ""],
    )
    assert plan.errors == []
    found = [
        (
            row.values["room"],
            [row.owner.name if row.owner else "", *(each.name for each in row.others)],
            row.shares,
        )
        for row in plan.dwellings
    ]
    assert found == [
        ("101", ["王芳"], ((1, 1),)),
        ("102", ["李明"], ((2, 3),)),
        ("102", ["赵四"], ((1, 3),)),
        ("201", ["张三", "钱五"], ((1, 2), (1, 2))),
        ("202", ["孙七", "周八"], ((1, 2), (1, 2))),
        ("301", ["吴九"], ((1, 2),)),
        ("302", ["郑十"], ((1, 2),)),
        ("302", ["冯一"], ((1, 2),)),
    ]
    assert plan.dwellings[4].others[0].id_number == "110105194912310038"
    assert codes(plan).count("shares_doubtful") == 1
    assert codes(plan).count("shares_equal") == 1
    assert ("D6", "业主/户主", "张三、钱五", "2人：张三、钱五") in [
        (each.cell, each.field, each.old, each.new) for each in plan.normalised
    ]
    assert "写在一格" in str(plan.dwellings[3].values["import_note"])


def test_a_roster_of_owners_whose_names_stand_under_a_bare_heading() -> None:
    rows: list[list[Any]] = [["房号", "姓名", "电话"], ["1-1-101", "王芳", "13812345678"]]
    owners = plan_of(["一号院业主名册"], *rows)
    assert [row.owner.name for row in owners.dwellings if row.owner] == ["王芳"]
    residents = plan_of(["一号院居民名册"], *rows)
    assert [row.person.name for row in residents.residents] == ["王芳"]
    assert plan_of(["一号院"], *rows).residents != []


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("1/2", ((1, 2),)),
        ("50%", ((1, 2),)),
        (0.25, ((1, 4),)),
        ("各1/3", ((1, 3),)),
        ("二分之一", ((1, 2),)),
        ("全部", ((1, 1),)),
        ("1/4、3/4", ((1, 4), (3, 4))),
        ("", None),
        ("共有", None),
        ("3/2", None),
        ("1/0", None),
        ("大概一半", None),
    ],
)
def test_shares(typed: object, kept: object) -> None:
    assert parse_shares(typed).value == kept


def test_one_name_twice_is_listed() -> None:
    plan = plan_of(
        ["一号院居民花名册"],
        ["姓名", "身份证号", "房号"],
        ["王芳", "", "1-1-101"],
        ["王芳", "", "2-1-101"],
        ["李明", "11010519491231002X", "1-1-102"],
        ["李明", "110105194912310038", "1-1-103"],
    )
    said = [each.message for each in plan.warnings if each.code == "same_person"]
    assert said == ["“王芳”在第3行和第4行都有，可能是同一人，也可能重名，请核对。"]


def test_rows_that_cannot_be_placed_are_refused_or_kept_and_never_dropped() -> None:
    homes = plan_of(["房号", "业主", "面积"], ["101", "王芳", 60.0], ["102", "李明", 70.0])
    assert [(each.code, each.cell) for each in homes.errors] == [("no_place", "")]
    members = plan_of(["楼院", "姓名", "职务", "自治组织"], ["", "王芳", "主任", "业委会"])
    assert [(each.code, each.cell) for each in members.errors] == [("no_place", "A2")]
    kindless = plan_of(["楼院", "姓名", "职务"], ["一号院", "王芳", "主任"])
    assert codes(kindless) == ["no_committee_kind"]
    assert kindless.residents[0].values["import_note"] == "Sheet1第2行：一号院 | 王芳 | 主任"
    roomless = plan_of(["楼院", "房号", "业主", "面积"], ["一号院", "", "王芳", 9.0], ["", "", "", 12.0])
    assert codes(roomless) == ["no_room", "no_record"]
    assert roomless.residents[0].person.name == "王芳"
    assert roomless.notes[0].text == "Sheet1第3行：12"
    nameless = plan_of(["一号院居民花名册"], ["姓名", "房号", "备注"], ["", "1-1-101", "空置"])
    assert nameless.notes[0].text == "Sheet1第3行：1-1-101 | 空置"
