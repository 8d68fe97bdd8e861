"""Other offices' sheets: other words, one heading row, other orders, totals, notes, hand-given fields."""

from __future__ import annotations

import random
from datetime import date

import pytest

from services.excel import Merge, Sheet, read_book
from services.importing.headings import assignable_fields, sheets
from services.importing.plan import Plan
from services.importing.reading import plan_from_sheets
from services.resources import resource_path


def plan_of(*rows: list[object], name: str = "表1", merges: tuple[Merge, ...] = (), **given: str) -> Plan:
    width = max(map(len, rows))
    full = [[*row, *[""] * (width - len(row))] for row in rows]
    assigned = {("", heading): field for heading, field in given.items()}
    return plan_from_sheets([Sheet(name, full, merges)], "x.xlsx", "", assigned)  # type: ignore[arg-type]


ONE_ROW = [
    "小区",
    "社区名称",
    "户数（户）",
    "党组织名称",
    "支部书记（组长）",
    "手机号",
    "自治组织形式",
    "主任姓名",
    "包联干部",
    "联系方式",
]


@pytest.mark.parametrize("above", [0, 1, 6])
def test_one_heading_row_with_other_words(above: int) -> None:
    rows: list[list[object]] = [[f"第{number}行说明文字"] for number in range(above)]
    plan = plan_of(
        *rows,
        list(ONE_ROW),
        [
            "幸福小区",
            "和平社区",
            "约120户",
            "幸福党支部",
            "张三",
            13812345678.0,
            "业委会",
            "李四",
            "王五",
            "139 1234 5678",
        ],
    )
    assert plan.errors == []
    assert plan.unrecognised == []
    assert plan.courtyards[0].values["household_count"] == 120
    assert plan.courtyards[0].place.community == "和平社区"
    assert plan.parties[0].values["phone"] == "13812345678"
    assert plan.parties[0].secretary is not None
    assert plan.parties[0].secretary.name == "张三"
    assert plan.committees[0].kind == "owners"
    assert plan.committees[0].director is not None
    assert plan.committees[0].director.name == "李四"
    assert plan.belongings[0].values == {"name": "王五", "phone": "13912345678"}


@pytest.mark.parametrize("seed", range(5))
def test_columns_of_the_sample_in_any_order(seed: int) -> None:
    path = resource_path("sample/摸排台账-明湖办事处.xlsx")
    sheet = read_book(path).sheets[0]
    whole = plan_from_sheets([sheet], "x", "")
    # Groups of the upper row stay together, as a merged heading does; every merge moves with its columns.
    groups = _groups(sheet)
    random.Random(seed).shuffle(groups)
    order = [column for group in groups for column in group]
    rows = [[row[column] for column in order] for row in sheet.rows[2:]]
    place = {column: at for at, column in enumerate(order)}
    merges = tuple(
        Merge(each.top - 2, place[each.left], each.bottom - 2, place[each.left] + each.right - each.left)
        for each in sheet.merges
        if each.top >= 2
    )
    title = [[sheet.rows[0][0], *[""] * 35], [sheet.rows[1][0], *[""] * 35]]
    moved = tuple(Merge(each.top + 2, each.left, each.bottom + 2, each.right) for each in merges)
    plan = plan_from_sheets([Sheet("楼院摸排", title + rows, moved)], "x", "")
    assert [each.values for each in plan.courtyards] == [each.values for each in whole.courtyards]
    assert plan.committees == whole.committees
    assert [each.values for each in plan.belongings] == [each.values for each in whole.belongings]


def _groups(sheet: Sheet) -> list[list[int]]:
    spans = {each.left: each.right for each in sheet.merges if each.top == 2 and each.bottom == 2}
    groups, column = [], 0
    while column < 36:
        last = spans.get(column, column)
        groups.append(list(range(column, last + 1)))
        column = last + 1
    return groups


def test_two_rows_without_merges() -> None:
    plan = plan_of(
        ["楼院", "党组织", "", "", "分包干部", ""],
        ["", "名称", "书记", "联系电话", "姓名", "联系电话"],
        ["甲院", "甲院党支部", "张三", "13812345678", "李四", "13987654321"],
    )
    assert plan.parties[0].values["phone"] == "13812345678"
    assert plan.belongings[0].values["phone"] == "13987654321"


def test_totals_notes_and_repeated_headings_are_no_rows() -> None:
    heading: list[object] = ["序号", "楼院名称", "总户数", "楼栋数"]
    plan = plan_of(
        heading,
        [1.0, "甲院", 10.0, 1.0],
        [2.0, "乙院", 20.0, 2.0],
        ["小计", "", 30.0, 4.0],
        heading,
        [3.0, "丙院", 5.0, 1.0],
        ["合计", 3.0, 35.0, 4.0],
        ["注：本表一式两份。"],
        ["填表人：张三"],
    )
    assert [each.place.courtyard for each in plan.courtyards] == ["甲院", "乙院", "丙院"]
    doubts = [(each.cell, each.code) for each in plan.warnings if each.code == "total_doubtful"]
    assert doubts == [("D4", "total_doubtful")]


def test_merged_communities_are_filled_down_and_a_lone_row_is_kept() -> None:
    plan = plan_of(
        ["社区", "楼院", "地址", "分包干部"],
        ["东社区", "甲院", "一路1号", "张三"],
        ["", "乙院", "一路2号", "李四"],
        ["", "", "侧门在二路", "王五"],
        merges=(Merge(1, 0, 3, 0),),
    )
    assert {each.place.community for each in plan.courtyards} == {"东社区"}
    assert "侧门在二路" in str(plan.courtyards[1].values["import_note"])
    assert [each.code for each in plan.warnings] == ["no_name"]


def test_what_nobody_understands_is_kept() -> None:
    plan = plan_of(
        ["楼院", "地址", "总户数", "是否有宠物"],
        ["甲院", "一路1号", "很多很多", "三只猫"],
    )
    note = str(plan.courtyards[0].values["import_note"])
    assert "总户数：很多很多" in note
    assert "是否有宠物：三只猫" in note
    assert [(each.text, each.column, each.examples) for each in plan.unrecognised] == [
        ("是否有宠物", "D", ("三只猫",))
    ]
    assert [(each.cell, each.old, each.new) for each in plan.normalised] == [("C2", "很多很多", "")]


def test_a_heading_given_by_hand() -> None:
    rows: list[list[object]] = [["楼院", "地址", "猫眼"], ["甲院", "一路1号", "√"]]
    assert "access_control" not in plan_of(*rows).courtyards[0].values
    plan = plan_of(*rows, 猫眼="survey.access_control")
    assert plan.courtyards[0].values["access_control"] == "yes"
    assert plan.unrecognised == []
    codes = dict(assignable_fields())
    assert "survey.access_control" in codes


def test_sheets_that_say_nothing() -> None:
    plan = plan_of(["一", "二"], ["三", "四"])
    assert [each.code for each in plan.warnings] == ["sheet_skipped"]
    assert [each.code for each in plan.errors] == ["nothing_recognised"]
    assert plan.skipped_sheets == ["表1"]
    empty = plan_from_sheets([Sheet("空", [])], "x", "")
    assert len(empty.errors) == 1


def test_a_roster_of_residents() -> None:
    plan = plan_of(
        ["幸福小区居民花名册"],
        ["序号", "姓名", "性别", "身份证号码", "联系方式", "小区", "楼号", "单元", "室号", "政治面貌"],
        [1.0, "王　芳", "女", "41019919691008154x", 13872551677.0, "幸福小区", "3栋", "2", 101.0, "党员"],
        [2.0, "张三", "男", "410199196910081542", "", "", "", "", 102.0, "群众"],
    )
    first, second = plan.residents
    assert (first.building, first.entrance, first.room) == ("3号楼", "2单元", "101")
    assert first.person.name == "王芳"
    assert first.person.membership == "full"
    assert second.place.courtyard == "幸福小区"
    assert second.building == "3号楼"
    assert {each.code for each in plan.warnings} == {"id_check", "id_sex"}


def test_owners_with_the_home_in_one_cell() -> None:
    plan = plan_of(
        ["小区", "房号", "业主姓名", "建筑面积"],
        ["甲院", "1-2-301", "张三", "88.5平方米"],
        ["甲院", "2号楼1单元502室", "李四", 90.0],
    )
    homes = [(each.building, each.values["entrance"], each.values["room"]) for each in plan.dwellings]
    assert homes == [("1号楼", "2单元", "301"), ("2号楼", "1单元", "502")]
    assert plan.dwellings[0].values["area"] == 8850


def test_a_ledger_with_income_and_expense_apart() -> None:
    plan = plan_of(
        ["甲院2021年3月收支明细"],
        ["日期", "摘要", "收入", "支出", "余额"],
        ["3月5日", "停车费", "1,200元", "", 1200.0],
        [date(2021, 3, 6), "保洁", "", 300.0, 900.0],
        name="甲院",
    )
    values = [each.values for each in plan.ledger]
    assert [(each["on_date"], each["direction"], each["amount"]) for each in values] == [
        ("2021-03-05", "income", 120000),
        ("2021-03-06", "expense", 30000),
    ]


def test_the_thesaurus_is_sound() -> None:
    for sheet in sheets():
        assert {name for group in sheet.needs for name in group} <= set(sheet.labels)
        assert set(sheet.plain.values()) <= set(sheet.labels)


def test_references_to_the_secretary_and_the_row_above() -> None:
    plan = plan_of(
        ["楼院", "书记", "书记电话", "楼院长"],
        ["甲院", "张三", "13812345678", "书记兼"],
        ["乙院", "同上", "", "同书记"],
        ["丙院", "李四", "", "王五"],
    )
    assert [each.person.name for each in plan.heads] == ["张三", "张三", "王五"]
    assert plan.heads[0].person.phone == "13812345678"
    assert plan.parties[1].secretary is not None
    assert plan.parties[1].secretary.name == "张三"
    said = {each.cell: (each.old, each.new) for each in plan.normalised}
    assert said["D2"] == ("书记兼", "张三")
    assert said["B3"] == ("同上", "张三")


def test_members_of_the_committee_the_sheet_is_named_after() -> None:
    plan = plan_of(
        ["小区", "姓名", "职务", "审查意见"],
        ["甲院", "张三", "主任", "同意"],
        ["", "李四", "监督员", ""],
        name="业委会成员",
    )
    assert [(each.kind, each.values["post"]) for each in plan.members] == [
        ("owners", "director"),
        ("owners", "member"),
    ]
    assert plan.members[1].values["import_note"] == "职务：监督员"


def test_two_owners_of_one_home_and_a_row_written_twice() -> None:
    plan = plan_of(
        ["小区", "楼号", "单元", "房号", "户主", "人口"],
        ["甲院", "1", "1", "101", "张三", 3.0],
        ["甲院", "1#", "1单元", "101", "张三", 3.0],
        ["甲院", "1", "1", "101", "李四", 3.0],
    )
    assert [each.owner.name for each in plan.dwellings if each.owner] == ["张三", "李四"]
    assert [each.code for each in plan.warnings] == ["duplicate_row", "shares_equal"]
    assert [each.shares for each in plan.dwellings] == [((1, 2),), ((1, 2),)]


def test_a_courtyard_the_survey_does_not_have_is_kept_and_named() -> None:
    survey = Sheet("摸排", [["楼院", "地址"], ["甲院", "一路1号"]])
    teams = Sheet("队伍", [["楼院", "队伍名称", "队长"], ["甲园", "舞蹈队", "张三"]])
    plan = plan_from_sheets([survey, teams], "x", "")
    assert plan.teams[0].place.courtyard == "甲园"
    assert [(each.code, each.cell) for each in plan.warnings] == [("unknown_courtyard", "A2")]


def test_seats_that_differ_from_the_list() -> None:
    survey = Sheet("摸排", [["楼院", "自治组织形式", "自治组织人数"], ["甲院", "议事会", 5.0]])
    members = Sheet("成员", [["楼院", "姓名", "职务"], ["甲院", "张三", "主任"]])
    plan = plan_from_sheets([survey, members], "x", "")
    assert [(each.code, each.cell) for each in plan.warnings] == [("seats_differ", "C2")]
