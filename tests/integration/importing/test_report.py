"""The report of an import is written whatever became of the file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from main import main


def test_a_file_that_is_no_workbook_still_gets_its_report(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    book = tmp_path / "坏.xlsx"
    book.write_bytes(b"this is no workbook")
    out = tmp_path / "r.json"

    office = ["--data", str(tmp_path / "o.db")]
    code = main([*office, "import-survey", str(book), "--apply", "--report", str(out)])

    assert code == 2
    report = json.loads(out.read_text(encoding="utf-8"))
    assert report["applied"] is False
    assert report["errors"][0]["message"] in capsys.readouterr().err
