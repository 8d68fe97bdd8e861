"""`ledger close` and `ledger statement` on the command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from main import main
from services.context import open_context
from tests.helpers.ledgers import entry
from tests.helpers.office import courtyard, fresh_database


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A database with a few entries of September 2020."""
    path = fresh_database(tmp_path / "office.db")
    context = open_context(path, "王芳")
    yard = courtyard(context, "航海东路1号院")
    entry(context, yard, amount=2_058_805, voucher="01")
    entry(context, yard, amount=119_978, direction="expense", voucher="02")
    context.close()
    return path


def _run(data: Path, capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, Any, str]:
    code = main(["--data", str(data), "ledger", *words])
    out, err = capsys.readouterr()
    return code, json.loads(out) if "--json" in words and out else out, err


def _statement(*more: str) -> tuple[str, ...]:
    return ("statement", "--courtyard", "航海东路1号院", "--month", "2020-09", *more)


def _close(*more: str) -> tuple[str, ...]:
    return ("close", "--courtyard", "航海东路", "--month", "2020年9月", *more)


def test_a_statement_in_fen(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, told, _ = _run(data, capsys, *_statement("--json"))
    assert code == 0
    wanted = {
        "courtyard": "航海东路1号院",
        "month": "2020-09",
        "opening": 0,
        "income": 2_058_805,
        "expense": 119_978,
        "closing": 1_938_827,
        "entries": 2,
        "closed": False,
        "in_words": "人民币壹万玖仟叁佰捌拾捌元贰角柒分",
        "vouchers": ["01、02"],
    }
    assert {name: told[name] for name in wanted} == wanted
    assert told["income_by_kind"]["停车费"] == 2_058_805
    assert told["expense_by_kind"]["保洁工资"] == 0


def test_closing_by_two_people_then_never_again(
    data: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    out = tmp_path / "表.pdf"
    words = _close("--user", "王芳", "--checked-by", "李强", "--out", str(out), "--json")
    code, told, _ = _run(data, capsys, *words)
    assert code == 0
    assert (told["closed"], told["closed_by"], told["checked_by"]) == (True, "王芳", "李强")
    assert out.read_bytes().startswith(b"%PDF")
    code, _, err = _run(data, capsys, *words)
    assert (code, err.count("\n")) == (2, 1)
    assert "已经月结" in err


def test_closing_alone_needs_a_reason(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for more, sentence in (
        (("--user", "李强", "--checked-by", "李强"), "两个人办理"),
        # from here on there are two of them
        (("--user", "王芳"), "请写 --checked-by"),
        (("--user", "王芳", "--checked-by", "李强", "--alone", "x"), "其中一个"),
    ):
        code, _, err = _run(data, capsys, *_close(*more))
        assert code == 2
        assert sentence in err
    code, _, _ = _run(data, capsys, *_close("--user", "王芳", "--alone", "只有一人"))
    assert code == 0
    code, told, _ = _run(data, capsys, *_statement())
    assert "（已月结）" in told
    assert "收入合计\t20,588.05" in told


def test_an_office_of_one_person_closes_alone_and_says_so(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, told, _ = _run(data, capsys, *_close("--user", "王芳", "--json"))
    assert (code, told["closed_by"], told["single_reason"]) == (0, "王芳", "本单位只有一名用户")


def test_what_is_wrong_is_said_in_a_sentence(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = _run(data, capsys, "statement", "--courtyard", "无", "--month", "2020-09")
    assert (code, "没有叫" in err) == (2, True)
    code, _, err = _run(data, capsys, "statement", "--courtyard", "航海", "--month", "上月")
    assert (code, "不是月份" in err) == (2, True)
