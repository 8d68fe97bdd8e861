"""Booking account sheets and bank exports: rehearsed, booked, never twice, undone in one step."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from main import main
from models.errors import InvalidInput, UserError
from services import booking, history, importing, ledgers
from services.booking.reading import lines_from_sheets
from services.excel import Cell, Sheet
from services.importing.plan import Plan
from services.office import Context
from services.resources import resource_path
from tests.helpers.ledgers import close, entry
from tests.helpers.office import NewOffice, community, courtyard, rows, value
from tests.unit.importing import books

SAMPLE = resource_path("sample/摸排台账-明湖办事处.xlsx")
HEADINGS: list[Cell] = ["日期", "楼院", "收入/支出", "项目", "摘要", "金额（元）", "经手人", "票据号"]
BANK: list[Cell] = ["交易日期", "收入金额", "支出金额", "余额", "对方户名", "摘要", "流水号"]
YARD = "建设路1号院"


@pytest.fixture(scope="module")
def sample_plans() -> tuple[Plan, Plan]:
    """What the survey import and the booking read in the sample workbook."""
    from services.booking.reading import read_lines
    from services.importing.reading import read_plan

    return read_plan(SAMPLE), read_lines(SAMPLE)


def sheet(*lines: list[Cell], headings: list[Cell] = HEADINGS, name: str = "收支明细") -> Plan:
    return lines_from_sheets([Sheet(name, [headings, *lines])], f"{name}.xlsx", "00")


def line(day: str, amount: object, voucher: str, item: str = "停车费", side: str = "收入") -> list[Cell]:
    return [day, YARD, side, item, f"9月{item}", str(amount), "李金照", voucher]


def booked(context: Context, plan: Plan, **chosen: Any) -> booking.Booking:
    found = booking.rehearse_plan(context, plan, booking.Choices(**chosen))
    assert found.errors == ()
    return booking.apply(context, found).booking


def counts(found: booking.Booking) -> dict[str, int]:
    return {state: count for state, count in found.counts.items() if count}


def ledger(context: Context) -> list[tuple[Any, ...]]:
    """Return what is in the ledger, without ids."""
    return rows(
        context,
        "SELECT c.name, a.name, e.on_date, e.month, e.direction, e.kind, e.summary, e.amount, e.party, "
        "e.handler, e.voucher FROM ledger_entry e JOIN courtyard c ON c.id = e.courtyard_id "
        "JOIN account a ON a.id = e.account_id WHERE e.deleted_at IS NULL "
        "ORDER BY 1, 3, 5, 6, 8, 7 NULLS FIRST, 9 NULLS FIRST, 11 NULLS FIRST",
    )


def waiting(context: Context) -> int:
    return int(value(context, "SELECT count(*) FROM pending_ledger_line WHERE deleted_at IS NULL"))


def survey_without_accounts(context: Context, plan: Plan) -> None:
    rehearsal = importing.rehearse_plan(context, plan)
    rehearsal.plan.ledger.clear()
    importing.apply(context, importing.rehearse_plan(context, rehearsal.plan), backup=False)


# ---- the sample workbook


def test_the_lines_that_wait_since_the_survey_are_booked_and_wait_no_more(
    office: Context, sample_plans: tuple[Plan, Plan]
) -> None:
    survey, lines = sample_plans
    importing.apply(office, importing.rehearse_plan(office, survey), backup=False)
    assert waiting(office) == 77
    found = booked(office, lines)
    assert counts(found) == {"pending": 77}
    assert waiting(office) == 0
    yard = value(office, "SELECT id FROM courtyard WHERE name = '航海东路1号院'")
    told = ledgers.statement(office, yard, "2020-09")
    assert (told.income_total, told.expense_total) == (2_058_805, 119_978)
    assert value(office, "SELECT source FROM ledger_entry WHERE voucher = 'No.000001'") == "收支明细 第3行"
    again = booking.rehearse_plan(office, lines)
    assert counts(again) == {"same": 77}
    assert again.is_empty
    assert booking.apply(office, again).committed is None
    survey_again = importing.rehearse_plan(office, survey)
    assert survey_again.is_empty
    assert survey_again.changes["ledger-lines"].same == 77
    importing.apply(office, survey_again, backup=False)
    assert waiting(office) == 0


def test_without_lines_waiting_all_are_added_once(office: Context, sample_plans: tuple[Plan, Plan]) -> None:
    survey, lines = sample_plans
    courtyards = lines_from_sheets([], "空.xlsx", "00")
    courtyards.communities, courtyards.courtyards = survey.communities, survey.courtyards
    courtyards.errors.clear()
    importing.apply(office, importing.rehearse_plan(office, courtyards), backup=False)
    assert counts(booked(office, lines)) == {"new": 77}
    assert counts(booked(office, lines)) == {"same": 77}
    assert len(ledger(office)) == 77
    # the workbook of the survey brings no line that waits
    importing.apply(office, importing.rehearse_plan(office, survey), backup=False)
    assert waiting(office) == 0


def test_an_office_without_the_courtyards_is_told_to_import_the_survey_first(
    office: Context, sample_plans: tuple[Plan, Plan]
) -> None:
    found = booking.rehearse_plan(office, sample_plans[1])
    assert [each.cell for each in found.errors][:2] == ["B3", "B18"]
    assert len(found.errors) == 4
    assert all("请先导入摸排表" in each.message and each.code == "no_courtyard" for each in found.errors)
    with pytest.raises(InvalidInput, match="请先导入摸排表"):
        booking.apply(office, found)
    assert ledger(office) == []


def test_waiting_lines_are_booked_without_a_file_and_undone_in_one_step(
    office: Context, sample_plans: tuple[Plan, Plan]
) -> None:
    importing.apply(office, importing.rehearse_plan(office, sample_plans[0]), backup=False)
    found = booking.book_pending(office)
    assert counts(found) == {"pending": 77}
    assert {each.month for each in found.months} == {"2020-09"}
    done = booking.apply(office, found)
    assert (waiting(office), len(ledger(office))) == (0, 77)
    assert booking.book_pending(office).lines == ()
    assert done.committed is not None
    history.undo(office, done.committed.tx_id)
    assert (waiting(office), ledger(office)) == (77, [])
    assert counts(booking.book_pending(office)) == {"pending": 77}


def test_a_courtyard_renamed_since_the_survey_is_found_by_its_former_name(
    office: Context, sample_plans: tuple[Plan, Plan]
) -> None:
    importing.apply(office, importing.rehearse_plan(office, sample_plans[0]), backup=False)
    yard = value(office, "SELECT id FROM courtyard WHERE name = '航海东路1号院'")
    with office.unit_of_work() as work:
        work.update("courtyard", yard, {"name": "航海东路壹号院"})
        work.commit()
    found = booking.rehearse_plan(office, sample_plans[1])
    assert counts(found) == {"pending": 77}
    assert found.lines[0].courtyard == "航海东路壹号院"


def test_lines_of_other_communities_are_left_to_them(
    office: Context, sample_plans: tuple[Plan, Plan]
) -> None:
    from services import settings

    importing.apply(office, importing.rehearse_plan(office, sample_plans[0]), backup=False)
    other = "SELECT name FROM unit WHERE kind = 'community' AND name <> '远大社区' ORDER BY name LIMIT 1"
    settings.put(office, "own_community", value(office, other))
    found = booking.rehearse_plan(office, sample_plans[1])
    assert (found.lines, found.is_empty) == ((), True)
    assert found.warnings[0].code == "other_communities"


# ---- states


def test_a_line_with_the_same_voucher_and_other_content_is_shown_and_not_applied(office: Context) -> None:
    yard = courtyard(office, YARD)
    entry(office, yard, "2020-09-05", 10_000, voucher="No.1")
    plan = sheet(line("2020-9-5", 120, "No.１"), line("2020-9-6", 5, "No.2"))
    found = booked(office, plan)
    assert counts(found) == {"new": 1, "different": 1}
    assert "2020-09-05 收入 停车费 100.00元" in found.lines[0].problem
    assert [row[7] for row in ledger(office)] == [10_000, 500]
    assert counts(booking.rehearse_plan(office, plan)) == {"same": 1, "different": 1}
    other_kind = booking.rehearse_plan(office, sheet(line("2020-9-6", 5, "No.2", "卫生费")))
    assert counts(other_kind) == {"different": 1}


def test_a_voucher_written_twice_in_a_file(office: Context) -> None:
    courtyard(office, YARD)
    twice = line("2020-9-5", 1, "7")
    found = booking.rehearse_plan(office, sheet(twice, twice))
    assert counts(found) == {"new": 1, "same": 1}
    assert "第2行是同一笔" in found.lines[1].problem
    found = booking.rehearse_plan(office, sheet(twice, line("2020-9-5", 2, "7")))
    assert counts(found) == {"error": 2}
    assert "第2行、第3行重复而内容不同" in found.errors[0].message
    left = booking.rehearse_plan(office, found.plan or sheet(), booking.Choices(left_out=frozenset({1})))
    assert counts(left) == {"new": 1, "left_out": 1}


def test_what_is_missing_is_an_error_with_its_cell(office: Context) -> None:
    courtyard(office, YARD)
    plan = sheet(
        line("某日", 1, "1"),
        line("2020年9月", 1, "2"),
        line("2020-9-5", "若干", "3"),
        line("2020-9-5", "", "4"),
        line("2020-9-5", -5, "5"),
        ["2020-9-5", YARD, "往来", "停车费", "", "5", "", "6"],
        ["2020-9-5", "无名院", "收入", "停车费", "", "5", "", "7"],
        line("2020-9-5", "99999999999.99", "8"),
    )
    found = booking.rehearse_plan(office, plan)
    assert [(each.cell, each.code) for each in found.errors] == [
        ("A2", "date"), ("A3", "date"), ("F4", "amount"), ("F5", "amount"), ("F6", "amount"),
        ("C7", "direction"), ("B8", "no_courtyard"), ("F9", "amount"),
    ]  # fmt: skip
    assert "“某日”读不懂" in found.errors[0].message
    with pytest.raises(InvalidInput):
        booking.apply(office, found)
    assert ledger(office) == []
    kept = booking.Choices(left_out=frozenset(range(8)))
    assert booking.rehearse_plan(office, plan, kept).errors == ()


def test_a_closed_month_takes_nothing_but_knows_its_lines_again(office: Context) -> None:
    yard = courtyard(office, YARD)
    plan = sheet(line("2020-8-5", 1, "1"))
    booked(office, plan)
    close(office, yard, "2020-08")
    assert counts(booking.rehearse_plan(office, plan)) == {"same": 1}
    more = sheet(line("2020-8-5", 1, "1"), line("2020-8-6", 1, "2"))
    found = booking.rehearse_plan(office, more)
    assert counts(found) == {"same": 1, "error": 1}
    assert "2020年8月已经月结" in found.errors[0].message
    assert found.errors[0].cell == "A3"


def test_late_months_and_sums_are_told(office: Context) -> None:
    courtyard(office, YARD)
    plan = sheet(
        line("2020-3-5", 1, "1"), line("2020-9-5", 2, "2"), line("2020-9-30", 3, "3", "垃圾清运", "支出")
    )
    found = booking.rehearse_plan(office, plan)
    assert [(each.month, each.income, each.expense, each.count, each.late) for each in found.months] == [
        ("2020-03", 100, 0, 1, True),
        ("2020-09", 200, 300, 2, False),
    ]
    assert [each.code for each in found.warnings] == ["future", "late"]
    booked(office, plan)
    assert rows(office, "SELECT voucher FROM ledger_entry WHERE late") == [("1",)]


def test_a_lost_waiting_line_goes_when_its_entry_is_there(office: Context) -> None:
    yard = courtyard(office, YARD)
    unit = value(office, "SELECT unit_id FROM courtyard")
    entry(office, yard, "2020-09-05", 100, voucher="1")
    with office.unit_of_work() as work:
        for voucher, amount in (("1", 100), ("2", 5)):
            work.insert("pending_ledger_line", {
                "unit_id": unit, "courtyard_id": yard, "on_date": "2020-09-05", "direction": "income",
                "item": "停车费", "amount": amount, "voucher": voucher,
            })  # fmt: skip
        work.commit()
    found = booking.book_pending(office)
    assert counts(found) == {"same": 1, "pending": 1}
    booking.apply(office, found)
    assert (waiting(office), len(ledger(office))) == (0, 2)


def test_a_file_that_says_otherwise_than_the_waiting_line_does_not_book_it(office: Context) -> None:
    courtyard(office, YARD)
    survey = importing.rehearse_plan(
        office, Plan("a.xlsx", "00", ledger=sheet(line("2020-9-5", 1, "1")).ledger)
    )
    for row in survey.plan.ledger:
        for name in ("cells", "typed", "titled"):
            row.values.pop(name)
    importing.apply(office, survey, backup=False)
    found = booking.rehearse_plan(office, sheet(line("2020-9-5", 2, "1")))
    assert counts(found) == {"different": 1}
    assert "待入账的内容不同" in found.lines[0].problem


# ---- words


def test_unknown_words_are_other_and_kept_or_given_a_kind(office: Context) -> None:
    courtyard(office, YARD)
    plan = sheet(line("2020-9-5", 1, "1", "打印费"), line("2020-9-6", 2, "2", "绿化养护", "支出"))
    found = booking.rehearse_plan(office, plan)
    assert [(each.word, each.kind, each.chosen) for each in found.words] == [
        ("绿化养护", "other_expense", False),
        ("打印费", "other_income", False),
    ]
    assert [each.code for each in found.warnings] == ["unknown_kind", "unknown_kind"]
    chosen = {("income", "打印费"): "public_space", ("expense", "绿化养护"): booking.OWN_KIND}
    done = booked(office, plan, kinds=chosen)
    assert [each.code for each in done.warnings] == []
    names = {each.code: each.name for each in ledgers.kinds(office)}
    assert [names[row[5]] for row in ledger(office)] == ["公共空间营收", "绿化养护"]
    # from now on both are known by themselves
    again = booking.rehearse_plan(office, plan)
    assert (counts(again), again.words) == ({"same": 2}, ())
    more = booked(office, sheet(line("2020-9-7", 1, "3", "打印费")))
    assert more.lines[0].kind == "public_space"


def test_the_word_stays_in_the_summary(office: Context) -> None:
    courtyard(office, YARD)
    row = line("2020-9-5", 1, "1", "打印费")
    row[4] = "材料"
    booked(office, sheet(row))
    assert [each[5:7] for each in ledger(office)] == [("other_income", "打印费：材料")]
    # whoever gives it a better kind later is not told that it differs
    with office.unit_of_work() as work:
        work.update("ledger_entry", value(office, "SELECT id FROM ledger_entry"), {"kind": "parking"})
        work.commit()
    assert counts(booking.rehearse_plan(office, sheet(row))) == {"same": 1}


# ---- banks


def bank(*lines: list[Cell]) -> Plan:
    return sheet(*lines, headings=BANK, name="流水")


MONEY: tuple[list[Cell], ...] = (
    ["20200901", "100.00", "", "100.00", "张三", "停车费", ""],
    ["20200901", "100.00", "", "200.00", "张三", "停车费", ""],
    ["20200902", "", "30.00", "170.00", "某公司", "垃圾清运费", ""],
    ["20200903", "0.00", "0.00", "170.00", "", "结息", ""],
)


def test_a_bank_export_goes_to_the_chosen_courtyard_and_a_bank_account(office: Context) -> None:
    courtyard(office, YARD)
    unplaced = booking.rehearse_plan(office, bank(*MONEY))
    assert [each.code for each in unplaced.errors] == ["no_courtyard"]
    done = booked(office, bank(*MONEY), courtyard=YARD)
    assert counts(done) == {"new": 3, "left_out": 1}
    assert [(row[1], row[2], row[5], row[7], row[8]) for row in ledger(office)] == [
        ("银行账户", "2020-09-01", "parking", 10_000, "张三"),
        ("银行账户", "2020-09-01", "parking", 10_000, "张三"),
        ("银行账户", "2020-09-02", "waste", 3_000, "某公司"),
    ]
    assert counts(booked(office, bank(*MONEY), courtyard=YARD)) == {"same": 3, "left_out": 1}


def test_equal_lines_without_a_voucher_are_counted(office: Context) -> None:
    courtyard(office, YARD)
    equal: list[Cell] = ["20200901", "100.00", "", "", "张三", "停车费", ""]
    assert counts(booked(office, bank(equal, equal), courtyard=YARD)) == {"new": 2}
    assert counts(booked(office, bank(equal), courtyard=YARD)) == {"same": 1}
    assert counts(booked(office, bank(equal, equal, equal), courtyard=YARD)) == {"new": 1, "same": 2}


def test_a_balance_that_does_not_fit_is_said(office: Context) -> None:
    courtyard(office, YARD)
    chosen = booking.Choices(courtyard=YARD)
    assert not [
        each
        for each in booking.rehearse_plan(office, bank(*MONEY), chosen).warnings
        if each.code == "balance"
    ]
    torn = booking.rehearse_plan(office, bank(MONEY[0], MONEY[2]), chosen)
    assert [(each.cell, each.code) for each in torn.warnings] == [("D3", "balance")]


def test_serial_numbers_shared_by_two_lines_of_a_bank(office: Context) -> None:
    courtyard(office, YARD)
    shared = bank(
        ["20200901", "", "100.00", "", "某公司", "汇款", "S1"],
        ["20200901", "", "5.00", "", "", "手续费", "S1"],
    )
    assert counts(booked(office, shared, courtyard=YARD)) == {"new": 2}
    assert counts(booked(office, shared, courtyard=YARD)) == {"same": 2}


def test_accounts_by_name_and_number(office: Context) -> None:
    yard = courtyard(office, YARD)
    with office.unit_of_work() as work:
        for name, kind, number in (
            ("现金", "cash", None),
            ("基本户", "bank", "6217001111"),
            ("专户", "bank", "6217002222"),
        ):
            work.insert("account", {"courtyard_id": yard, "name": name, "kind": kind, "number": number})
        work.commit()
    plan = bank(MONEY[0])
    assert booking.rehearse_plan(office, plan, booking.Choices(YARD)).lines[0].account == "基本户"
    plan.ledger[0].values["number"] = "62****2222"
    assert booking.rehearse_plan(office, plan, booking.Choices(YARD)).lines[0].account == "专户"
    plan.ledger[0].values["number"] = "6217003333"
    assert (
        booking.rehearse_plan(office, plan, booking.Choices(YARD)).lines[0].account == "银行账户（尾号3333）"
    )
    assert booking.rehearse_plan(office, plan, booking.Choices(YARD, "现金")).lines[0].account == "现金"
    (error,) = booking.rehearse_plan(office, plan, booking.Choices(YARD, "支票")).errors
    assert "现有：现金、基本户、专户" in error.message


def test_two_courtyards_of_one_name_are_told_apart_by_their_community(office: Context) -> None:
    first, second = community(office, "安飞社区"), community(office, "远大社区")
    courtyard(office, YARD, first)
    yard = courtyard(office, YARD, second)
    (error,) = booking.rehearse_plan(office, sheet(line("2020-9-5", 1, "1"))).errors
    assert "写明社区" in error.message
    assert booking.offers(office).courtyards == (f"安飞社区{YARD}", f"远大社区{YARD}")
    done = booked(office, bank(MONEY[0]), courtyard=f"远大社区{YARD}")
    assert done.lines[0].courtyard_id == yard


# ---- our own export


def test_the_register_as_exported_is_known_again_here_and_booked_elsewhere(
    office: Context, new_office: NewOffice, tmp_path: Path
) -> None:
    from services.exporting.register import export_register

    yard = courtyard(office, YARD)
    booked(office, sheet(line("2020-9-5", 1, "1", "打印费"), line("2020-9-6", 2, "", "清洁用品", "支出")))
    booked(office, bank(MONEY[2]), courtyard=YARD)
    entry(office, yard, "2020-09-07", 300, summary="手工记的", party="赵六")
    wrong = entry(office, yard, "2020-09-08", 400, voucher="W")
    ledgers.reverse(office, wrong, "记错了")
    path = tmp_path / "台账.xlsx"
    export_register(office, path)
    assert counts(booking.rehearse(office, path)) == {"same": 4}
    assert importing.rehearse(office, path).is_empty
    other = new_office("other.db")
    importing.apply(other, importing.rehearse(other, path), backup=False)
    found = booking.rehearse(other, path)
    assert counts(found) == {"pending": 4}
    booking.apply(other, found)
    assert [row[5:9] for row in ledger(other)] == [row[5:9] for row in ledger(office) if row[10] != "W"]


# ---- invariants

LINES = st.lists(
    st.tuples(
        st.integers(1, 28),
        st.integers(1, 300),
        st.sampled_from(["停车费", "卫生费", "打印费"]),
        st.sampled_from(["", "", "v"]),
    ),
    min_size=1,
    max_size=8,
)


@given(LINES, st.randoms(use_true_random=False), st.data())
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_order_any_parts_any_times_give_the_same_ledger(
    new_office: Any, made: list[tuple[int, int, str, str]], shuffled: random.Random, data: st.DataObject
) -> None:
    lines = [
        line(f"2020-9-{day}", f"{fen // 100}.{fen % 100:02d}", f"{mark}{number}" if mark else "", item)
        for number, (day, fen, item, mark) in enumerate(made)
    ]
    once, often = new_office(f"{new_office.clock()}a.db"), new_office(f"{new_office.clock()}b.db")
    new_office.clock.advance(1)
    for context in (once, often):
        courtyard(context, YARD)
    booked(once, sheet(*lines))
    for _ in range(2):
        part = data.draw(st.lists(st.sampled_from(range(len(lines))), unique=True))
        if part:
            booked(often, sheet(*(lines[at] for at in part)))
    for _ in range(2):
        order = list(lines)
        shuffled.shuffle(order)
        booked(often, sheet(*order))
    assert ledger(often) == ledger(once)
    for context in (once, often):
        new_office.close(context)


# ---- hostile files


def refused(context: Context, path: Path) -> str:
    """Return the sentence with which a file is refused."""
    with pytest.raises(UserError) as caught:
        booking.rehearse(context, path, booking.Choices(YARD))
    return caught.value.message


def test_hostile_files_are_refused_with_one_sentence_and_change_nothing(
    office: Context, tmp_path: Path
) -> None:
    courtyard(office, YARD)
    cut = tmp_path / "cut.xlsx"
    cut.write_bytes(SAMPLE.read_bytes()[:9000])
    long = tmp_path / "long.csv"
    long.write_bytes("交易日期,收入金额,余额\n".encode() + b"9" * (2 << 20))
    strange = tmp_path / "strange.csv"
    strange.write_bytes(b"\xff\xfe\x00\xd8\x41")
    far = books.with_cell(
        tmp_path / "far.xlsx",
        b'<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row>',
    )
    bomb = books.rewritten(tmp_path / "bomb.xlsx", lambda _, data: data + b" " * (40 << 20))
    for path, said in (
        (cut, "不完整或已损坏"),
        (long, "有一行超过"),
        (strange, "不是电子表格"),
        (far, "XFD1048576"),
        (bomb, "异常巨大"),
        (tmp_path / "无.xlsx", "找不到文件"),
        (tmp_path, "是文件夹"),
    ):
        sentence = refused(office, path)
        assert said in sentence, path
        assert "\n" not in sentence
    assert ledger(office) == []


def test_text_in_an_encoding_nobody_uses_books_nothing(office: Context, tmp_path: Path) -> None:
    courtyard(office, YARD)
    path = tmp_path / "big5.csv"
    path.write_bytes("交易日期,收入金額,餘額\n20200901,5,5\n".encode("big5"))
    found = booking.rehearse(office, path, booking.Choices(YARD))
    assert [each.code for each in found.errors] == ["nothing_recognised"]


def test_a_courtyard_nobody_knows_is_refused_before_the_file_is_read(office: Context, tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="还没有登记"):
        booking.rehearse(office, tmp_path / "无.xlsx", booking.Choices("无名院"))


# ---- headless


def test_headless_from_the_survey_to_the_statement(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = ["--data", str(tmp_path / "office.db")]

    def told(*more: str, code: int = 0) -> dict[str, Any]:
        capsys.readouterr()
        assert main([*data, "ledger", "import", *more, "--json"]) == code
        answer: dict[str, Any] = json.loads(capsys.readouterr().out)
        return answer

    assert told(str(SAMPLE), "--apply", code=2)["errors"][0]["code"] == "no_courtyard"
    assert told(str(tmp_path / "无.xlsx"), code=2)["errors"][0]["code"] == "file"
    assert main([*data, "import-survey", str(SAMPLE), "--apply"]) == 0
    rehearsed = told(str(SAMPLE))
    assert (rehearsed["applied"], rehearsed["added"], rehearsed["booked_pending"]) == (False, 0, 77)
    applied = told(str(SAMPLE), "--apply")
    assert {name: applied[name] for name in ("applied", "added", "booked_pending", "same", "different")} == {
        "applied": True, "added": 0, "booked_pending": 77, "same": 0, "different": 0,
    }  # fmt: skip
    (own,) = [each for each in applied["months"] if each["courtyard"] == "航海东路1号院"]
    assert (own["month"], own["income"], own["expense"], own["late"]) == ("2020-09", 2_058_805, 119_978, True)
    assert told(str(SAMPLE), "--apply")["same"] == 77
    assert (
        main([*data, "ledger", "statement", "--courtyard", "航海东路1号院", "--month", "2020-09", "--json"])
        == 0
    )
    month = json.loads(capsys.readouterr().out)
    assert (month["income"], month["expense"]) == (2_058_805, 119_978)
    assert main([*data, "ledger", "import", str(SAMPLE)]) == 0
    assert "已在账上77笔" in capsys.readouterr().out
