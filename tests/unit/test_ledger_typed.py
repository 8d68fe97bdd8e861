"""A typed line of the register: short dates, sides, kinds by pinyin, amounts, the voucher behind the last."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from services.ledgers.kinds import Kind, shipped
from services.ledgers.offers import KindOffer, Offer, kind_meant, kinds_matching, matching
from services.ledgers.typed import (
    CELLS,
    Ground,
    looked_at,
    next_voucher,
    offered_after,
    read_amount,
    read_cell,
    read_day,
    read_direction,
    read_line,
)

YARD, ACCOUNT = b"y" * 16, b"a" * 16
_PINYIN = {"停车费": ("tcf", "tingchefei"), "垃圾清运": ("ljqy",), "卫生费": ("wsf",), "公共水电": ("ggsd",)}
KINDS = tuple(KindOffer(kind, _PINYIN.get(kind.name, ())) for kind in shipped())
GROUND = Ground(YARD, ACCOUNT, date(2026, 11, 26), "", KINDS)
LINE = {
    "on_date": "11.6",
    "direction": "收",
    "kind": "tcf",
    "summary": " 十一月停车费 ",
    "handler": "李强",
    "voucher": "0099",
    "income": "1,288.01",
}


@pytest.mark.parametrize(
    ("typed", "iso"),
    [
        ("9.6", "2026-09-06"),
        ("9-6", "2026-09-06"),
        ("9月6日", "2026-09-06"),
        ("6", "2026-11-06"),
        ("６日", "2026-11-06"),
        ("06号", "2026-11-06"),
        ("今天", "2026-11-26"),
        ("昨天", "2026-11-25"),
        ("前天", "2026-11-24"),
        ("2020-9-6", "2020-09-06"),
        ("20200906", "2020-09-06"),
        ("二〇二〇年九月六日", "2020-09-06"),
    ],
)
def test_dates_are_read_as_people_type_them(typed: str, iso: str) -> None:
    assert read_day(typed, GROUND).value == iso
    assert read_day(typed, GROUND).message == ""


def test_a_short_date_lies_in_the_month_at_hand() -> None:
    ground = replace(GROUND, month="2020-02")
    assert read_day("6", ground).value == "2020-02-06"
    assert read_day("9.6", ground).value == "2020-09-06"
    assert read_day("30", ground).message == "2020年2月没有30日，请改正。"
    assert read_day("今天", ground).value == "2026-11-26"


@pytest.mark.parametrize("typed", ["", "2020年9月", "2020", "13.5", "不记得", "0"])
def test_what_is_no_day_is_told(typed: str) -> None:
    assert read_day(typed, GROUND).message


def test_a_day_of_a_closed_month_or_before_the_account_is_told() -> None:
    closed = replace(GROUND, closed_through="2026-09")
    assert "漏记的请记入2026年10月" in read_day("9.6", closed).message
    assert "漏记的请记入2026年10月" in read_day("8.6", closed).message
    assert read_day("10.1", closed).message == ""
    opened = replace(GROUND, opening_on="2026-11-10")
    assert "已在期初余额里" in read_day("9", opened).message
    assert read_day("10", opened).message == ""


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("收", "income"),
        ("支出", "expense"),
        ("S", "income"),
        ("z", "expense"),
        ("＋", "income"),
        ("-", "expense"),
    ],
)
def test_the_side_is_one_sign(typed: str, code: str) -> None:
    assert read_direction(typed).value == code


@pytest.mark.parametrize(
    ("typed", "fen"),
    [
        ("1288.01", 128_801),
        ("1,288.01", 128_801),
        ("¥12", 1200),
        ("12元", 1200),
        ("1.2万", 1_200_000),
        ("三千", 300_000),
    ],
)
def test_amounts_are_read_as_people_type_them(typed: str, fen: int) -> None:
    assert read_amount(typed).value == fen


@pytest.mark.parametrize("typed", ["0", "-5", "(5)", "约5", "1.234", "五块多", "99999999999"])
def test_amounts_that_cannot_be_taken_are_told(typed: str) -> None:
    assert read_amount(typed).message


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("停车费", "停车费"),
        ("tcf", "停车费"),
        ("tingchefei", "停车费"),
        ("车位费", "停车费"),
        ("垃圾清", "垃圾清运"),
    ],
)
def test_a_kind_is_known_by_name_other_words_and_pinyin(typed: str, name: str) -> None:
    found = kind_meant(KINDS, typed)
    assert found is not None
    assert found.name == name


def test_a_word_of_both_sides_means_that_of_the_line() -> None:
    income, expense = kind_meant(KINDS, "其他", "income"), kind_meant(KINDS, "其他", "expense")
    assert income is not None
    assert expense is not None
    assert (income.code, expense.code) == ("other_income", "other_expense")
    assert kind_meant(KINDS, "费", "income") is None  # in the names of several
    assert kind_meant(KINDS, "", "income") is None


def test_two_kinds_of_one_name_are_told_apart_by_the_side() -> None:
    twins = tuple(
        KindOffer(Kind(bytes([at]) * 16, side, side, "押金")) for at, side in enumerate(("income", "expense"))
    )
    assert kind_meant(twins, "押金", "expense") == twins[1].kind
    assert kind_meant(twins, "押金") == twins[0].kind


def test_what_is_offered_begins_with_what_was_typed() -> None:
    known = [Offer("九月门卫工资", ("jymwgz",)), Offer("门卫工资", ("mwgz",)), Offer("换锁")]
    assert matching(known, "门卫") == ("门卫工资", "九月门卫工资")
    assert matching(known, "mw") == ("门卫工资",)
    assert matching(known, "") == ("九月门卫工资", "门卫工资", "换锁")
    assert matching(known, "电") == ()
    assert [kind.name for kind in kinds_matching(KINDS, "水电")] == ["公共水电"]


def test_a_line_is_read_whole() -> None:
    read = read_line(LINE, GROUND)
    assert read.errors == {}
    assert read.draft is not None
    assert (read.draft.courtyard, read.draft.account, read.draft.on_date) == (YARD, ACCOUNT, "2026-11-06")
    assert (read.draft.direction, read.draft.kind, read.draft.amount) == ("income", "parking", 128_801)
    assert (read.draft.summary, read.draft.handler, read.draft.witness) == ("十一月停车费", "李强", "")
    assert read.shown["kind"] == "停车费"
    assert read.shown["on_date"] == "2026-11-06"


@pytest.mark.parametrize(
    ("change", "cell", "words"),
    [
        ({"on_date": ""}, "on_date", "请填写日期"),
        ({"direction": ""}, "direction", "请写“收”或“支”"),
        ({"kind": ""}, "kind", "请填写类别"),
        ({"kind": "飞机票"}, "kind", "没有“飞机票”这个类别"),
        ({"income": ""}, "income", "请填写金额"),
        ({"direction": "支", "income": "", "expense": ""}, "expense", "请填写金额"),
        ({"direction": "支", "income": "", "expense": "5"}, "direction", "“停车费”是收入类别"),
        ({"expense": "5"}, "expense", "这一笔是收入，金额请写在“收入”一栏"),
        ({"summary": "长" * 201}, "summary", "太长了"),
    ],
)
def test_each_mistake_is_told_in_its_cell(change: dict[str, str], cell: str, words: str) -> None:
    read = read_line(LINE | change, GROUND)
    assert read.draft is None
    assert words in read.errors[cell]


def test_an_empty_line_tells_all_that_must_not_be_empty() -> None:
    assert set(read_line({}, GROUND).errors) == {"on_date", "direction", "kind"}
    assert read_cell("summary", "  ", "", GROUND).message == ""
    assert "balance" not in CELLS


@pytest.mark.parametrize(
    ("before", "after"),
    [("0099", "0100"), ("9", "10"), ("收-007", "收-008"), ("A1B", ""), ("", ""), ("999", "1000")],
)
def test_the_next_voucher_is_one_more(before: str, after: str) -> None:
    assert next_voucher(before) == after


def test_a_new_line_offers_what_the_one_before_had() -> None:
    offered = offered_after(LINE | {"witness": "赵六"})
    kept = {"on_date": "11.6", "direction": "收", "kind": "tcf", "handler": "李强", "witness": "赵六"}
    assert offered == kept | {"voucher": "0100"}


def test_a_line_half_typed_can_be_looked_at() -> None:
    half = looked_at({"on_date": "6", "direction": "支", "voucher": " 7 ", "witness": "赵六"}, GROUND)
    assert half is not None
    assert (half.on_date, half.direction, half.amount, half.voucher, half.witness) == (
        "2026-11-06",
        "expense",
        1,
        "7",
        "赵六",
    )
    assert looked_at({"on_date": "6", "direction": "支", "expense": "5"}, GROUND) == replace(
        half, amount=500, voucher="", witness=""
    )
    assert looked_at({"on_date": "6"}, GROUND) is None
    assert looked_at({"direction": "支"}, GROUND) is None
