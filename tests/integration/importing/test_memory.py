"""A heading assigned by hand once is known in the next book of the same office."""

from __future__ import annotations

from pathlib import Path

from services.excel import write_table
from services.importing import memory, rehearse
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
