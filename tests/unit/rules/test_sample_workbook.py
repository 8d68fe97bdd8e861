"""Every value of the sample workbook is read, column by column."""

from collections.abc import Callable, Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from models.rules import codes, dates, names, numbers, people, text
from models.rules.residents import ResidentFacts, resident_hints
from tests.unit.rules.book import shipped_book

SAMPLE = Path(__file__).resolve().parents[3] / "resources" / "sample" / "摸排台账-明湖办事处.xlsx"
FIRST_ROW = {"楼院摸排": 4, "自治组织成员": 2, "志愿服务队": 1, "房屋住户": 1, "收支明细": 2}


@cache
def _rows(sheet: str) -> list[list[Any]]:
    book = CalamineWorkbook.from_path(str(SAMPLE))
    rows = book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)[FIRST_ROW[sheet] :]
    if sheet == "楼院摸排":
        # the number of a courtyard stands in the first column; subtotals and the footnote have none
        return [row for row in rows if isinstance(row[0], float)]
    return rows


def _column(sheet: str, place: int) -> Iterator[Any]:
    return (row[place] for row in _rows(sheet))


def _date_of_2020(value: object) -> Any:
    return dates.parse_date(value, default_year=2020)


COLUMNS: list[tuple[str, int, Callable[[object], Any]]] = [
    *(("楼院摸排", place, numbers.parse_count) for place in (5, 6, 7, 8, 9, 10, 11, 19)),
    ("楼院摸排", 4, numbers.parse_year),
    ("楼院摸排", 12, codes.parse_party_kind),
    ("楼院摸排", 13, codes.parse_party_kind),
    ("楼院摸排", 15, people.parse_phone),
    ("楼院摸排", 33, people.parse_phone),
    ("楼院摸排", 16, dates.parse_date),
    ("楼院摸排", 21, dates.parse_date),
    ("楼院摸排", 18, codes.parse_committee_kind),
    ("楼院摸排", 22, numbers.parse_years),
    ("楼院摸排", 23, codes.parse_property_mode),
    ("楼院摸排", 25, codes.parse_charge),
    *(("楼院摸排", place, codes.parse_facility) for place in range(26, 31)),
    ("自治组织成员", 1, codes.parse_committee_kind),
    ("自治组织成员", 4, codes.parse_sex),
    ("自治组织成员", 5, dates.parse_date),
    ("自治组织成员", 6, codes.parse_party_membership),
    ("自治组织成员", 7, codes.parse_yes_no),
    ("自治组织成员", 9, people.parse_id_number),
    ("自治组织成员", 10, people.parse_phone),
    ("自治组织成员", 11, codes.parse_vetting),
    ("志愿服务队", 4, dates.parse_date),
    ("房屋住户", 4, numbers.parse_area),
    ("房屋住户", 6, numbers.parse_count),
    ("房屋住户", 7, people.parse_phone),
    ("收支明细", 0, _date_of_2020),
    ("收支明细", 5, numbers.parse_money),
]


@pytest.mark.parametrize(("sheet", "place", "reader"), COLUMNS)
def test_every_value_of_a_column_is_understood(
    sheet: str, place: int, reader: Callable[[object], Any]
) -> None:
    values = list(_column(sheet, place))
    assert [value for value in values if not reader(value).understood] == []
    assert any(reader(value).value is not None for value in values)


@pytest.mark.parametrize(
    ("sheet", "place", "reader", "expected"),
    [
        ("楼院摸排", 13, codes.parse_party_kind, {
            "楼院党支部": "courtyard_branch", "楼院党小组": "courtyard_group", "片区党支部": "area_branch",
            "功能型党组织": "functional"}),
        ("楼院摸排", 18, codes.parse_committee_kind, {
            "议事会": "council", "居民议事会": "council", "业主委员会": "owners", "业委会": "owners",
            "自管会": "self_management", "居民自治管理委员会": "self_management", "未成立": None, "无": None,
            "/": None}),
        ("楼院摸排", 22, numbers.parse_years, {5.0: 5, 3.0: 3, "三年": 3, "": None}),
        ("楼院摸排", 23, codes.parse_property_mode, {
            "聘用保洁、门卫": "hired", "分项委托": "itemised", "物业企业": "company", "无": "none",
            "居民自我服务": "self_service", "打包委托": "bundled"}),
        ("楼院摸排", 26, codes.parse_facility, {
            "×": "no", "无": "no", "否": "no", "√": "yes", "是": "yes", "有": "yes", "损坏": "damaged"}),
        ("自治组织成员", 6, codes.parse_party_membership, {
            "中共党员": "full", "党员": "full", "群众": "none", "民盟盟员": "democratic",
            "预备党员": "probationary"}),
        ("自治组织成员", 7, codes.parse_yes_no, {"是": True, "否": False, "": None}),
        ("自治组织成员", 11, codes.parse_vetting, {
            "不合格：失信被执行人": ("failed", "失信被执行人"), "合格": ("passed", None),
            "同意": ("passed", None)}),
        ("房屋住户", 4, numbers.parse_area, {
            72.08: 7208, 88.0: 8800, 61.5: 6150, "65.4㎡": 6540, 101.27: 10127, 58.32: 5832, "约90": 9000}),
    ],
)  # fmt: skip
def test_what_the_words_of_a_column_mean(
    sheet: str, place: int, reader: Callable[[object], Any], expected: dict[object, object]
) -> None:
    assert {value: reader(value).value for value in _column(sheet, place)} == expected


def test_charges_of_the_sample() -> None:
    read = {value: codes.parse_charge(value).value for value in _column("楼院摸排", 25)}
    assert read == {
        0.2: codes.Charge(200, "sqm_month"),
        0.3: codes.Charge(300, "sqm_month"),
        0.8: codes.Charge(800, "sqm_month"),
        "每户每月10元": codes.Charge(10_000, "household_month"),
        "/": None,
        "": None,
    }


def test_three_members_have_a_wrong_check_digit_and_nothing_else_is_wrong() -> None:
    warned = {}
    for row in _rows("自治组织成员"):
        born = dates.parse_date(row[5]).value
        facts = ResidentFacts(
            people.parse_id_number(row[9]).value,
            None if born is None else born.iso,
            codes.parse_sex(row[4]).value,
        )
        for hint in resident_hints(facts, shipped_book(), date(2020, 9, 30)):
            warned[row[3]] = hint.field
    assert warned == {"王宝": "id_number", "马旭先": "id_number", "王仙": "id_number"}


def test_lists_of_team_members_are_split() -> None:
    for cell in _column("志愿服务队", 6):
        assert names.split_names(cell) == cell.split("、")


def test_rare_characters_stay_as_they_are() -> None:
    secretaries = [text.clean(value) for value in _column("楼院摸排", 14)]
    for name in ("王䶮", "李㛃", "张𫖯", "陈𬤝", "𠅤志远"):
        assert name in secretaries


def test_money_of_the_sample_adds_up_exactly() -> None:
    read = [numbers.parse_money(value).value for value in _column("收支明细", 5)]
    assert len(read) == 77
    assert None not in read
    assert sum(value for value in read if value is not None) == sum(
        round(float(str(value).strip("¥元").replace(",", "")) * 100) for value in _column("收支明细", 5)
    )
