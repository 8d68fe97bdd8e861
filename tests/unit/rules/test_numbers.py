"""Heads, areas, money, terms and years as typed."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules import numbers
from models.rules.answers import BLANKED, EMPTY, UNREAD
from models.rules.base import Parsed
from tests.unit.rules.cells import CELLS, DAY, MOMENT

READERS = [
    numbers.parse_count,
    numbers.parse_area,
    numbers.parse_money,
    numbers.parse_years,
    numbers.parse_year,
]


def changed(value: int) -> Parsed[int]:
    return Parsed(value, changed=True)


def about(value: int) -> Parsed[int]:
    return Parsed(value, changed=True, about=True)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        (288, Parsed(288)),
        (288.0, Parsed(288)),
        (0, Parsed(0)),
        ("288", Parsed(288)),
        ("0", Parsed(0)),
        ("007", changed(7)),
        ("288 ", changed(288)),
        ("288.0", changed(288)),
        ("３９７", changed(397)),
        ("302人", changed(302)),
        ("5 名", changed(5)),
        ("共120户", changed(120)),
        ("3个单元", changed(3)),
        ("1,200", changed(1200)),
        ("1.2万人", changed(12_000)),
        ("十二户", changed(12)),
        ("一百零五", changed(105)),
        ("约120户", about(120)),
        ("约 60 户", about(60)),
        ("大约60", about(60)),
        ("120多户", about(120)),
        ("一百二十余户", about(120)),
        ("120户左右", about(120)),
        ("近百人", about(100)),
        ("12.5", UNREAD),
        ("-3", UNREAD),
        ("120-130户", UNREAD),
        ("户", UNREAD),
        ("共", UNREAD),
        ("1,20", UNREAD),
        ("１２３４５６７８９０", UNREAD),
        ("9" * 20, UNREAD),
        ("9" * 5000, UNREAD),
        ("120户（其中空置5户）", UNREAD),
        (12.5, UNREAD),
        (-3, UNREAD),
        (10**9, UNREAD),
        (True, UNREAD),
        (float("nan"), UNREAD),
        (float("inf"), UNREAD),
        (DAY, UNREAD),
    ],
)
def test_counts(typed: object, read: Parsed[int]) -> None:
    assert numbers.parse_count(typed) == read


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        (72.08, Parsed(7208)),
        (88, Parsed(8800)),
        (101.27, Parsed(10127)),
        (72.085, changed(7209)),
        (0.1 + 0.2, Parsed(30)),
        ("72.08", Parsed(7208)),
        ("88", Parsed(8800)),
        ("72.085", changed(7209)),
        ("65.4㎡", changed(6540)),
        ("65.4m²", changed(6540)),
        ("65.4 M2", changed(6540)),
        ("88平方米", changed(8800)),
        ("88平米", changed(8800)),
        ("1,200.5", changed(120_050)),
        ("1.2万平方米", changed(1_200_000)),
        ("３.５", changed(350)),
        ("约90", about(9000)),
        ("90多平米", about(9000)),
        ("-3", UNREAD),
        (-3, UNREAD),
        (1e15, UNREAD),
        (10**400, UNREAD),
        ("1e5", UNREAD),
        ("99999999999999", UNREAD),
        ("大", UNREAD),
        (False, UNREAD),
        (float("nan"), UNREAD),
        (MOMENT, UNREAD),
    ],
)
def test_areas(typed: object, read: Parsed[int]) -> None:
    assert numbers.parse_area(typed) == read


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        (163.44, Parsed(16344)),
        (1104.78, Parsed(110478)),
        (0.1 + 0.2, Parsed(30)),
        (-12.5, Parsed(-1250)),
        (20, Parsed(2000)),
        ("163.44", Parsed(16344)),
        ("-12.5", Parsed(-1250)),
        (".5", Parsed(50)),
        ("12.", Parsed(1200)),
        ("¥1288.01", changed(128801)),
        ("￥ 1,000.00元", changed(100000)),
        ("-￥5", changed(-500)),
        ("3,246.47", changed(324647)),
        ("18.9元", changed(1890)),
        ("100元整", changed(10000)),
        ("人民币20元", changed(2000)),
        ("rmb 20", changed(2000)),
        ("1.5万元", changed(1500000)),
        ("(12.50)", changed(-1250)),
        ("（12.50元）", changed(-1250)),
        ("约20元", about(2000)),
        ("12.345", UNREAD),
        (12.345, UNREAD),
        ("1.2.3", UNREAD),
        ("12,34", UNREAD),
        ("元", UNREAD),
        ("(", UNREAD),
        ("()", UNREAD),
        ("免", UNREAD),
        (True, UNREAD),
        (1e30, UNREAD),
        ("9" * 14 + "万", UNREAD),
        ("x" * 70, UNREAD),
    ],
)
def test_money(typed: object, read: Parsed[int]) -> None:
    assert numbers.parse_money(typed) == read


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        (5, Parsed(5)),
        (5.0, Parsed(5)),
        ("5", Parsed(5)),
        ("三年", changed(3)),
        ("3年", changed(3)),
        ("5 年", changed(5)),
        ("五年一届", changed(5)),
        ("每届五年", changed(5)),
        ("任期：5年", changed(5)),
        ("约3年", about(3)),
        (0, UNREAD),
        (100, UNREAD),
        ("半年", UNREAD),
        ("年", UNREAD),
        (2.5, UNREAD),
        ("无", BLANKED),
    ],
)
def test_years_of_a_term(typed: object, read: Parsed[int]) -> None:
    assert numbers.parse_years(typed) == read


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        (2005, Parsed(2005)),
        (2005.0, Parsed(2005)),
        ("1992", Parsed(1992)),
        ("1992年", changed(1992)),
        ("１９９４", changed(1994)),
        ("一九九四年", changed(1994)),
        ("2005年6月", changed(2005)),
        ("2005.6", changed(2005)),
        ("2005年建成", changed(2005)),
        ("2005年底", changed(2005)),
        ("98年", changed(1998)),
        ("05年", changed(2005)),
        (DAY, changed(2020)),
        (MOMENT, changed(2020)),
        ("约1998年", about(1998)),
        ("2005年6月左右", about(2005)),
        ("90年代", about(1990)),
        ("９０年代", about(1990)),
        ("九十年代", about(1990)),
        ("80年代末", about(1980)),
        ("90年代中期", about(1990)),
        ("上世纪90年代", about(1990)),
        ("20世纪八十年代", about(1980)),
        ("20世纪20年代", about(1920)),
        ("1990年代", about(1990)),
        ("2010年代", about(2010)),
        ("21世纪10年代", about(2010)),
        ("本世纪00年代", about(2000)),
        ("20年代", about(2020)),
        ("30年代", about(1930)),
        ("约98年", about(1998)),
        ("1998-2000年", UNREAD),
        ("老", UNREAD),
        (15, UNREAD),
        (1992.5, UNREAD),
        (True, UNREAD),
        (b"1992", UNREAD),
        ("不详", BLANKED),
    ],
)
def test_years_something_was_built(typed: object, read: Parsed[int]) -> None:
    assert numbers.parse_year(typed) == read


@pytest.mark.parametrize("reader", READERS)
def test_nothing_is_nothing(reader: object) -> None:
    assert callable(reader)
    assert reader(None) == reader("") == reader(" \u3000") == EMPTY
    assert reader("/") == reader("不详") == BLANKED


@pytest.mark.parametrize("reader", READERS)
@given(cell=CELLS)
def test_any_cell_gives_an_answer(reader: object, cell: object) -> None:
    assert callable(reader)
    read = reader(cell)
    assert read.value is None or isinstance(read.value, int)
    assert read.understood or read.value is None


@given(st.integers(0, 10**9))
def test_counts_and_areas_and_money_are_read_back(number: int) -> None:
    assert numbers.parse_count(str(number)).value == (number if number < numbers.MOST_COUNT else None)
    assert numbers.parse_area(numbers.format_area(number)) == Parsed(number)
    assert numbers.parse_area(numbers.format_area(number, unit=True)) == changed(number)
    assert numbers.parse_money(numbers.format_money(number)).value == number
    assert numbers.parse_money(numbers.format_money(-number, unit=True)).value == -number


@given(st.integers(-(10**9), 10**9))
def test_money_cells_are_exact(fen: int) -> None:
    assert numbers.parse_money(fen / 100) == Parsed(fen)
    assert numbers.parse_money(float(Fraction(Decimal(fen)) / 100)).value == fen


@pytest.mark.parametrize(
    ("hundredths", "shown"),
    [(7208, "72.08"), (6150, "61.5"), (8800, "88"), (5, "0.05"), (0, "0"), (-150, "-1.5"), (100000, "1000")],
)
def test_areas_are_shown_without_idle_zeros(hundredths: int, shown: str) -> None:
    assert numbers.format_area(hundredths) == shown
    assert numbers.format_area(hundredths, unit=True) == shown + "㎡"


@pytest.mark.parametrize(
    ("fen", "shown"), [(128801, "1,288.01"), (0, "0.00"), (-5, "-0.05"), (100000000, "1,000,000.00")]
)
def test_money_is_shown_with_two_decimals(fen: int, shown: str) -> None:
    assert numbers.format_money(fen) == shown
    assert numbers.format_money(fen, unit=True) == shown + "元"


@pytest.mark.parametrize("typed", ["计", "共", "元", "约"])
def test_a_word_around_an_amount_without_the_amount_is_not_understood(typed: str) -> None:
    assert not numbers.parse_money(typed).understood
