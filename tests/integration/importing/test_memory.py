"""What was said by hand once, headings and corrections, is known in the next book of the same office."""

from __future__ import annotations

from pathlib import Path

from services import importing
from services.excel import write_table
from services.importing import memory, rehearse
from services.importing.corrections import Correction
from services.office import Context

HEADINGS = ("社区", "楼院名称", "详细地址", "多少家人")
ROW = ("安飞社区", "建设路1号院", "建设路1号", 48)


def test_nothing_is_remembered_at_first(office: Context) -> None:
    assert memory.remembered(office) == {}


def test_an_assignment_is_kept_and_forgotten(office: Context) -> None:
    memory.remember(office, {"多少家人": "survey.households", "备用": "survey.code"})
    assert memory.remembered(office) == {"多少家人": "survey.households", "备用": "survey.code"}
    memory.remember(office, {"多少家人": "survey.households", "备用": ""})
    assert memory.remembered(office) == {"多少家人": "survey.households"}


def test_the_next_book_is_understood(office: Context, tmp_path: Path) -> None:
    book = tmp_path / "摸排.xlsx"
    write_table(book, "楼院", HEADINGS, [ROW])
    assert [heading.text for heading in rehearse(office, book).plan.unrecognised] == ["多少家人"]
    memory.remember(office, {"多少家人": "survey.households"})
    assigned = memory.in_any_sheet(memory.remembered(office))
    plan = rehearse(office, book, assigned=assigned).plan
    assert plan.unrecognised == []
    assert plan.courtyards[0].values["household_count"] == 48


def test_a_rehearsal_uses_what_was_remembered(office: Context, tmp_path: Path) -> None:
    path = tmp_path / "摸排.xlsx"
    write_table(path, "摸排", ("楼院名称", "详细地址", "多少家人"), [("一号院", "甲路", 48)])
    memory.remember(office, {"多少家人": "survey.households"})
    first = importing.rehearse(office, path, corrections=[Correction("摸排", "C2", "49")])
    assert first.plan.courtyards[0].values["household_count"] == 49
    memory.remember_corrections(office, first.plan.corrected)
    again = importing.rehearse(office, path)
    assert again.plan.courtyards[0].values["household_count"] == 49
    memory.remember_corrections(office, (), first.plan.corrected)
    memory.remember(office, {"多少家人": ""})
    forgotten = importing.rehearse(office, path).plan
    assert "household_count" not in forgotten.courtyards[0].values
    assert [each.text for each in forgotten.unrecognised] == ["多少家人"]


def test_only_the_last_corrections_are_kept(office: Context) -> None:
    many = [Correction("表", f"A{at}", "x", f"mark{at}") for at in range(1, 401)]
    memory.remember_corrections(office, many)
    kept = memory.recall(office).corrections
    assert len(kept) == 300
    assert kept[-1] == many[-1]
