"""Account sheets and bank exports as they really come: headings, encodings, totals, directions, balances."""

from pathlib import Path

import pytest

from services.booking.bank import balance_faults, parse_amount, parse_day, parse_flag
from services.booking.reading import lines_from_sheets
from services.booking.words import Words, summary_of
from services.excel import Cell, Sheet, SheetOut, read_book, write_book
from services.importing.plan import Plan
from services.ledgers.kinds import shipped
from services.resources import resource_path

SAMPLE = resource_path("sample/摸排台账-明湖办事处.xlsx")
BANK = """中国建设银行账户明细,,,,,,,
账号：,6217001234567890123,户名：,航海东路1号院,,,,
起止日期：,20200901-20200930,,,,,,
交易日期,摘要,借方发生额,贷方发生额,余额,对方户名,附言,流水号
20200901,转账,,"1,000.00","1,000.00",张三,9月停车费,A001
20200902,消费,200.50,0.00,799.50,某保洁公司,="保洁工资",A002
2020-09-03 10:11:12,结息,,1.50,801.00,,,A003
合计,,200.50,"1,001.50",,,,
"""


def plan(*rows: list[Cell], name: str = "流水") -> Plan:
    width = max(map(len, rows))
    padded = [[*row, *[""] * (width - len(row))] for row in rows]
    return lines_from_sheets([Sheet(name, padded)], f"{name}.xlsx", "00")


def told(found: Plan, *names: str) -> list[tuple[object, ...]]:
    return [tuple(row.values.get(name) for name in names) for row in found.ledger]


def test_the_account_sheet_of_the_sample_workbook() -> None:
    found = lines_from_sheets(read_book(SAMPLE).sheets, "某表.xlsx", "00")
    assert len(found.ledger) == 77
    own = [row for row in found.ledger if row.place.courtyard == "航海东路1号院"]
    sums = {"income": 0, "expense": 0}
    for row in own:
        sums[str(row.values["direction"])] += int(str(row.values["amount"]))
    assert (len(own), sums) == (15, {"income": 2_058_805, "expense": 119_978})
    assert own[0].values["cells"] == {
        "on_date": "A3", "courtyard": "B3", "direction": "C3", "item": "D3", "amount": "F3", "voucher": "H3",
    }  # fmt: skip
    assert not found.residents
    assert not found.errors


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_bank_export_in_the_encodings_banks_use(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "建行.csv"
    path.write_bytes(BANK.replace("\n", "\r\n").encode(encoding))
    found = lines_from_sheets(read_book(path).sheets, path.name, "00")
    assert told(found, "on_date", "direction", "amount", "party", "summary", "voucher", "balance") == [
        ("2020-09-01", "income", 100_000, "张三", "转账，9月停车费", "A001", 100_000),
        ("2020-09-02", "expense", 20_050, "某保洁公司", "消费，保洁工资", "A002", 79_950),
        ("2020-09-03", "income", 150, None, "结息", "A003", 80_100),
    ]
    assert {row.values["number"] for row in found.ledger} == {"6217001234567890123"}
    assert [remark.code for remark in found.warnings] == ["row_skipped"]
    assert "第8行“合计 200.50 1,001.50”" in found.warnings[0].message


def test_the_same_export_as_a_workbook(tmp_path: Path) -> None:
    path = tmp_path / "流水.xlsx"
    rows: list[list[Cell]] = [["账户明细"], ["交易日期", "收入金额", "支出金额", "余额", "对方名称", "用途"]]
    rows += [["2020/9/1", 1000.5, "", 1000.5, "张三", "停车费"], ["2020/9/2", "", 0.3, 1000.2, "李四", ""]]
    write_book(path, [SheetOut("Sheet1", rows)])
    found = lines_from_sheets(read_book(path).sheets, path.name, "00")
    assert told(found, "on_date", "direction", "amount", "balance") == [
        ("2020-09-01", "income", 100_050, 100_050),
        ("2020-09-02", "expense", 30, 100_020),
    ]


def test_one_column_of_amounts_with_a_flag_or_a_sign() -> None:
    flagged = plan(
        ["交易日期", "金额", "借贷标志", "余额", "对方户名"],
        ["20200901", "10.00", "贷", "10.00", "甲"],
        ["20200902", "4.00", "借", "6.00", "乙"],
        ["20200903", "-1.00", "D", "5.00", "丙"],
        ["20200904", "2.00", "？", "5.00", "丁"],
    )
    assert told(flagged, "direction", "amount") == [
        ("income", 1000), ("expense", 400), ("expense", 100), (None, 200),
    ]  # fmt: skip
    signed = plan(
        ["交易时间", "交易金额", "账户余额", "对方户名"],
        ["2020-09-01 08:00:00", "+10.00", "10.00", "甲"],
        ["2020-09-02 08:00:00", "-4.00", "6.00", "乙"],
    )
    assert told(signed, "direction", "amount") == [("income", 1000), ("expense", 400)]
    turned = plan(
        ["记账日期", "收入金额", "支出金额", "余额", "凭证号"],
        ["20200901", "", "-5.00", "5.00", "0000"],
    )
    assert told(turned, "direction", "amount", "voucher") == [("income", 500, None)]


def test_days_amounts_and_flags_as_banks_write_them() -> None:
    for typed in (
        "20200930", "20200930123001", "2020-09-30 12:30:01", "2020-09-30-12.30.01.000", "2020/9/30",
        "2020年9月30日", '="20200930"', "20200930\t",
    ):  # fmt: skip
        assert parse_day(typed).value == "2020-09-30", typed
    assert not parse_day("三十日").understood
    assert [parse_amount(text).value for text in ("1,288.01", "--", "", "+5", 0.1)] == [
        128_801,
        None,
        None,
        500,
        10,
    ]
    assert not parse_amount("很多").understood
    assert [parse_flag(text).value for text in ("贷方", "CR", "支出", "借", "")] == [
        "income", "income", "expense", "expense", None,
    ]  # fmt: skip
    assert not parse_flag("两清").understood


def test_a_running_balance_may_run_down_or_up_and_breaks_are_found() -> None:
    lines = [(100, 100), (50, 150), (-30, 120), (10, 130)]
    assert balance_faults(lines) == []
    assert balance_faults(list(reversed(lines))) == []
    assert balance_faults([*lines[:2], *lines[3:]]) == [2]
    assert balance_faults([(100, None), (50, 150)]) == []


def test_what_is_no_account_is_refused() -> None:
    found = plan(["姓名", "房号", "电话"], ["张三", "101", "13800000000"])
    assert [each.code for each in found.errors] == ["nothing_recognised"]
    empty = plan(["日期", "楼院", "收支", "项目", "金额", "票据号"], name="收支明细")
    assert [each.code for each in empty.errors] == ["no_lines"]


def test_rows_that_are_no_line_are_skipped_and_said() -> None:
    found = plan(
        ["日期", "楼院", "收入/支出", "项目", "金额", "付款人", "证明人", "票据号"],
        ["2020-9-1", "甲院", "收入", "停车费", 5, "张三", "李四", "1"],
        ["", "", "", "以上已公示", "", "", "", ""],
        ["合计", "", "", "", 5, "", "", ""],
        name="收支明细",
    )
    assert told(found, "party", "witness", "amount") == [("张三", "李四", 500)]
    assert [each.cell for each in found.warnings] == ["A3", "A4"]


def test_words_for_kinds() -> None:
    words = Words(shipped(), {("income", "打印费"): "other_income", ("expense", "绿化"): "+"})
    assert words.meant("income", "停车费", inside=False).code == "parking"
    assert words.meant("income", "2020年9月车位费", inside=False).code == "parking"
    assert words.meant("income", "转账，9月停车费", inside=True).code == "parking"
    assert words.meant("income", "转账，9月停车费", inside=False).unknown
    assert words.meant("expense", "其他", inside=False).code == "other_expense"
    chosen = words.meant("income", "打印费", inside=False)
    assert (chosen.code, chosen.unknown, chosen.chosen) == ("other_income", True, True)
    assert words.meant("expense", "绿化", inside=False).code == "+"
    default = words.meant("expense", "打印费", inside=False)
    assert (default.code, default.chosen) == ("other_expense", False)
    assert summary_of("打印费", "材料", default) == "打印费：材料"
    assert summary_of("打印费", "打印费一笔", default) == "打印费一笔"
    assert summary_of("打印费", "", default) == "打印费"
    assert summary_of("停车费", "9月", words.meant("income", "停车费", inside=False)) == "9月"
