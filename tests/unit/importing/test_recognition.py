"""Sheets of other offices: columns in any order, one or two heading rows, other words, other places."""

import random
from collections.abc import Sequence
from pathlib import Path

import pytest

from services.excel import Cell, Merge, Sheet, SheetOut, read_book, write_book
from services.importing.plan import Plan
from services.importing.reading import plan_from_sheets

SAMPLE = Path(__file__).parents[3] / "resources/sample/摸排台账-明湖办事处.xlsx"
FIRST, LAST = 4, 35
"""Rows of the sample's survey sheet below the headings, counted from 0, totals included."""

FLAT = (
    "序号", "所属社区", "小区名称", "地址", "建成年代", "栋数", "单元总数", "户数（户）", "常住人口数",
    "党员总数", "正式党员", "在职党员", "党组织名称", "党组织类型", "支部书记（组长）", "书记手机号",
    "党组织成立时间", "楼院长姓名", "自治组织形式", "自治组织人数", "自治组织主任", "自治组织成立时间",
    "任期（年）", "物业服务方式", "物业公司", "物业费（元/㎡·月）", "消防车通道", "门禁系统", "楼道照明",
    "充电桩", "垃圾分类设施", "包联干部姓名", "包联干部单位及职务", "包联干部电话", "结对支部", "说明",
)  # fmt: skip


@pytest.fixture(scope="module")
def survey() -> Sheet:
    return read_book(SAMPLE).sheets[0]


@pytest.fixture(scope="module")
def expected(survey: Sheet) -> Plan:
    return plan(survey)


def plan(*sheets: Sheet) -> Plan:
    return plan_from_sheets(sheets, "某表.xlsx", "00")


def told(found: Plan) -> dict[str, list[object]]:
    """Return what a plan says, without where it stands."""
    notes = ("courtyards", "parties", "heads", "committees", "belongings")
    answer: dict[str, list[object]] = {}
    for name in notes:
        listed = []
        for row in getattr(found, name):
            values = dict(getattr(row, "values", {}))
            people = [getattr(row, each, None) for each in ("secretary", "director", "person")]
            listed.append((row.place, getattr(row, "table", ""), values, people))
        answer[name] = sorted(listed, key=repr)
    return answer


def unmerged(sheet: Sheet) -> list[list[Cell]]:
    """Return the data rows with the community written out, so that rows and columns can move."""
    rows = [list(row) for row in sheet.rows[FIRST:LAST] if row[0] != "小计"]
    community: Cell = ""
    for row in rows:
        community = row[1] or community
        row[1] = community
    return rows


def headings(sheet: Sheet) -> list[tuple[Cell, Cell]]:
    """Return upper and lower heading of every column, the upper spread over what it spans."""
    upper, lower = list(sheet.rows[2]), sheet.rows[3]
    for column in range(1, len(upper)):
        upper[column] = upper[column] or upper[column - 1]
    return [(up, low) for up, low in zip(upper, lower, strict=True)]


def two_rows(columns: Sequence[tuple[Cell, Cell]]) -> tuple[list[list[Cell]], list[Merge]]:
    """Return two heading rows and their merges at rows 0 and 1."""
    top: list[Cell] = []
    merges: list[Merge] = []
    for at, (upper, lower) in enumerate(columns):
        new = at == 0 or not lower or columns[at - 1][0] != upper
        top.append(upper if new else "")
        if not lower:
            merges.append(Merge(0, at, 1, at))
        elif new:
            width = 1
            while at + width < len(columns) and columns[at + width] == (upper, columns[at + width][1]):
                width += 1
            if width > 1:
                merges.append(Merge(0, at, 0, at + width - 1))
    return [top, [lower for _, lower in columns]], merges


def grouped_order(columns: Sequence[tuple[Cell, Cell]], seed: int) -> list[int]:
    """Return a random order of the columns that keeps groups together."""
    groups: dict[Cell, list[int]] = {}
    for at, (upper, _) in enumerate(columns):
        groups.setdefault(upper, []).append(at)
    listed = list(groups.values())
    random.Random(seed).shuffle(listed)
    return [at for group in listed for at in group]


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("merged", [True, False], ids=["merged", "not-merged"])
def test_columns_in_any_order_under_two_heading_rows(
    survey: Sheet, expected: Plan, seed: int, merged: bool
) -> None:
    columns = headings(survey)
    order = grouped_order(columns, seed)
    heads, merges = two_rows([columns[at] for at in order])
    rows = [[row[at] for at in order] for row in unmerged(survey)]
    found = plan(Sheet("摸排", [*heads, *rows], tuple(merges) if merged else ()))
    # 同左 means the secretary wherever the column stands, because no column of names is left of it
    assert told(found) == told(expected)
    assert found.unrecognised == []


@pytest.mark.parametrize("seed", range(12))
def test_one_heading_row_with_other_words_in_any_order(survey: Sheet, expected: Plan, seed: int) -> None:
    order = list(range(len(FLAT)))
    random.Random(seed).shuffle(order)
    rows = [[row[at] for at in order] for row in unmerged(survey)]
    found = plan(Sheet("Sheet1", [[FLAT[at] for at in order], *rows]))
    assert found.unrecognised == []
    for name, listed in told(expected).items():
        assert [each[0] for each in told(found)[name]] == [each[0] for each in listed], name  # type: ignore[index]
    assert told(found)["courtyards"] == told(expected)["courtyards"]


def test_headings_on_row_seven_behind_titles(survey: Sheet, expected: Plan) -> None:
    heads, merges = two_rows(headings(survey))
    width = len(heads[0])
    above: list[list[Cell]] = [
        ["附件3", *[""] * (width - 1)],
        [""] * width,
        ["无主管楼院摸排情况统计表", *[""] * (width - 1)],
        ["（2020年7月）", *[""] * (width - 1)],
        ["填报单位：明湖办事处（盖章）", "", "", "填表人：冯万美", *[""] * (width - 4)],
        [""] * width,
    ]
    moved = tuple(Merge(each.top + 6, each.left, each.bottom + 6, each.right) for each in merges)
    found = plan(Sheet("摸排", [*above, *heads, *unmerged(survey)], moved))
    assert told(found) == told(expected)
    assert found.office == "明湖办事处"


def test_headings_repeated_on_every_page(survey: Sheet, expected: Plan) -> None:
    heads, merges = two_rows(headings(survey))
    rows = unmerged(survey)
    found = plan(Sheet("摸排", [*heads, *rows[:10], *heads, *rows[10:]], tuple(merges)))
    assert told(found) == told(expected)


def test_written_and_read_as_xlsx_and_csv(survey: Sheet, expected: Plan, tmp_path: Path) -> None:
    heads, merges = two_rows(headings(survey))
    path = tmp_path / "a.xlsx"
    write_book(path, [SheetOut("摸排", [*heads, *unmerged(survey)], merges, heading_rows=2)])
    assert told(plan(*read_book(path).sheets)) == told(expected)


def test_every_office_has_its_own_columns() -> None:
    found = plan(
        Sheet(
            "情况表",
            [
                ["幸福路街道老旧小区情况表", "", "", "", "", "", ""],
                [
                    "小区（楼院）名称",
                    "绿化面积",
                    "居民总户数",
                    "党支部书记",
                    "手机号码",
                    "电梯数",
                    "存在问题",
                ],
                ["春天里小区", "300平", "共120户", "王芳", "138 1234 5678", 2.0, "漏水"],
            ],
        )
    )
    (row,) = found.courtyards
    assert (row.place.courtyard, row.values["household_count"]) == ("春天里小区", 120)
    assert [(each.column, each.text) for each in found.unrecognised] == [("B", "绿化面积"), ("F", "电梯数")]
    note = str(row.values["import_note"])
    assert "绿化面积" in note
    assert "300平" in note
    assert "电梯数" in note
    (party,) = found.parties
    assert party.secretary is not None
    assert party.secretary.name == "王芳"
    assert "13812345678" in (party.values.get("phone"), party.secretary.phone)


def test_a_heading_assigned_by_hand_wins() -> None:
    rows: list[list[Cell]] = [["楼院", "甲", "地址"], ["一号院", 12.0, "某路1号"]]
    found = plan_from_sheets([Sheet("表", rows)], "a.xlsx", "00", {("表", "甲"): "survey.households"})
    assert found.courtyards[0].values["household_count"] == 12
    assert found.unrecognised == []
    found = plan_from_sheets([Sheet("表", rows)], "a.xlsx", "00", {("表", "C"): "survey.note"})
    assert found.courtyards[0].values["note"] == "某路1号"


def test_members_under_other_words() -> None:
    found = plan(
        Sheet(
            "成员",
            [
                [
                    "姓名",
                    "性别",
                    "出生日期",
                    "身份证号码",
                    "手机号",
                    "组织名称",
                    "担任职务",
                    "小区名称",
                    "审查结果",
                ],
                [
                    "王芳",
                    "女",
                    "1970-01-02",
                    "410199197001020027",
                    13812345678.0,
                    "业委会",
                    "主任",
                    "一号院",
                    "通过",
                ],
                ["李明", "男", "1971.3", "", "", "业委会", "副主任", "一号院", ""],
            ],
        )
    )
    assert [(row.person.name, row.kind, row.values["post"]) for row in found.members] == [
        ("王芳", "owners", "director"),
        ("李明", "owners", "deputy_director"),
    ]
    assert found.members[0].vetting is not None
    assert found.members[0].person.phone == "13812345678"


def test_teams_and_dwellings_under_other_words() -> None:
    found = plan(
        Sheet(
            "队伍",
            [
                ["小区", "志愿服务队名称", "负责人", "成立日期", "队员名单"],
                ["一号院", "一号院义务巡逻队", "王芳", "2020.6", "李明、张三，赵四"],
            ],
        ),
        Sheet(
            "住户",
            [
                ["小区", "楼号", "单元号", "门牌号", "建筑面积", "产权人", "手机号"],
                ["一号院", 3.0, "二单元", 302.0, "88.5平方米", "孙七", "13812345678"],
            ],
        ),
    )
    (team,) = found.teams
    assert [person.name for person in team.members] == ["李明", "张三", "赵四"]
    assert team.leader is not None
    (dwelling,) = found.dwellings
    assert (dwelling.building, dwelling.values["entrance"], dwelling.values["room"]) == (
        "3号楼",
        "2单元",
        "302",
    )
    assert dwelling.values["area"] == 8850


def test_an_account_sheet_with_two_columns_of_amounts() -> None:
    found = plan(
        Sheet(
            "收支",
            [
                ["航海东路1号院2020年9月收支公示", "", "", "", ""],
                ["日期", "摘要", "收入金额", "支出金额", "经办人"],
                ["9月1日", "停车费", 100.0, "", "王"],
                ["9.2", "保洁", "", "¥30.50", "李"],
                ["", "合计", 100.0, 30.5, ""],
            ],
        )
    )
    assert [
        (row.values["on_date"], row.values["direction"], row.values["amount"]) for row in found.ledger
    ] == [("2020-09-01", "income", 10000), ("2020-09-02", "expense", 3050)]
    assert {row.place.courtyard for row in found.ledger} == {"航海东路1号院"}


def test_totals_that_do_not_add_up_are_named() -> None:
    rows: list[list[Cell]] = [
        ["社区", "楼院", "总户数", "党员总数"],
        ["远大社区", "一号院", 100.0, 3.0],
        ["", "二号院", 50.0, 4.0],
        ["小计", "", 150.0, 8.0],
        ["安飞社区", "三号院", 10.0, 1.0],
        ["合计", "", 160.0, 8.0],
    ]
    found = plan(Sheet("表", rows))
    assert len(found.courtyards) == 3
    assert [(each.cell) for each in found.warnings if "合计" in each.message or "小计" in each.message] == [
        "D4"
    ]


def test_a_sheet_where_nothing_is_recognised_says_so(survey: Sheet) -> None:
    strange = Sheet("说明", [["请各社区", "认真填写"], ["谢谢", "配合"]])
    found = plan(strange, survey)
    assert any("说明" in each.message for each in found.warnings)
    assert found.errors == []
    alone = plan(strange)
    assert alone.errors
    assert plan(Sheet("空", [])).errors


def test_nothing_is_dropped_in_silence() -> None:
    rows: list[list[Cell]] = [
        ["社区", "楼院", "总户数", "建成年份", "书记"],
        ["远大社区", "一号院", "百十来户吧", "解放前后", "王芳、李明轮流"],
        ["", "", 77.0, "", "赵四"],
    ]
    found = plan(Sheet("表", rows))
    kept = repr([row.values for row in found.courtyards]) + repr([row.values for row in found.parties])
    for text in ("百十来户吧", "解放前后", "李明轮流"):
        assert text in kept
    assert [row.secretary.name for row in found.parties if row.secretary] == ["王芳"]
    said = repr(found.warnings) + repr(found.normalised)
    assert "赵四" in kept + said
    assert "3" in [each.cell[1:] for each in found.warnings]
