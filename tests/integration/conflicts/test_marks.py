"""A provisional value is marked wherever it shows: in the list, in the record, on the sheet."""

from __future__ import annotations

from pathlib import Path

import openpyxl

from services import conflicts, lists, records
from services.exporting.lists import ListExport, export_list
from services.lists import ListQuery
from services.notices.making import Sheet
from services.notices.sheet import make_sheet
from services.notices.targets import Target
from services.undecided import MARK
from tests.helpers.exchange_pair import Pair
from tests.helpers.office import courtyard


def quarrel(pair: Pair) -> bytes:
    """Let both offices change the households of one courtyard."""
    yard = courtyard(pair.here, unit=pair.units["文明社区"], household_count="120")
    pair.carry(pair.here, pair.there)
    records.save(pair.here, "courtyards", yard, {"household_count": "126"})
    records.save(pair.there, "courtyards", yard, {"household_count": "约130"})
    pair.swap()
    return bytes(yard)


def cells(pair: Pair) -> dict[str, str]:
    """Return the one row of the list of courtyards."""
    query = ListQuery("courtyards")
    (row,) = lists.page(pair.here, query)
    return dict(zip((column.name for column in lists.columns_of(query)), row.cells, strict=True))


def sheet(pair: Pair, yard: bytes) -> Sheet:
    """Return the overview of the courtyard as it would be printed."""
    return make_sheet(pair.here, Target("overview", yard))


def test_a_value_not_decided_is_marked_in_list_record_and_on_the_sheet(pair: Pair) -> None:
    """One mark; once somebody decided, it is gone."""
    yard = quarrel(pair)
    (case,) = conflicts.listed(pair.here)
    marked = [name for name, cell in cells(pair).items() if cell.endswith(MARK)]
    assert marked == ["household_count"]
    record = records.read(pair.here, "courtyards", yard)
    assert record.shown("household_count").undecided == case.id
    assert record.shown("resident_count").undecided is None
    made = sheet(pair, yard)
    assert "总户数两边填得不一样，还没有决定" in made.remark
    assert "还在核对的内容：总户数" in str(made.document.blocks[-1])
    conflicts.take(pair.here, case.id, case.versions[1].key)
    assert not any(MARK in cell for cell in cells(pair).values())
    assert records.read(pair.here, "courtyards", yard).shown("household_count").undecided is None
    assert sheet(pair, yard).remark == ""


def test_an_exported_list_tells_what_is_not_decided_and_keeps_its_numbers(pair: Pair, tmp_path: Path) -> None:
    """In a last column that is there only as long as it says something."""
    yard = quarrel(pair)
    courtyard(pair.here, "2号院", household_count="48")
    records.save(pair.here, "courtyards", yard, {"household_count": "127"})
    wanted = ListExport(ListQuery("courtyards", columns=("name", "household_count")))

    def exported() -> list[tuple[object, ...]]:
        export_list(pair.here, wanted, tmp_path / "院.xlsx")
        sheet = openpyxl.load_workbook(tmp_path / "院.xlsx").active
        assert sheet is not None
        return list(sheet.iter_rows(values_only=True))

    assert exported() == [
        ("楼院", "户数", "还没有决定"),
        ("2号院", 48, None),
        ("建设路1号院", 127, "户数"),
    ]
    (case,) = conflicts.listed(pair.here)
    conflicts.take(pair.here, case.id, case.versions[0].key)
    assert exported()[0] == ("楼院", "户数")


def test_a_record_deleted_elsewhere_is_marked_at_its_name(pair: Pair) -> None:
    """The whole record is in question."""
    yard = courtyard(pair.here, unit=pair.units["文明社区"])
    pair.carry(pair.here, pair.there)
    records.delete(pair.there, "courtyards", [yard])
    records.save(pair.here, "courtyards", yard, {"note": "新填的"})
    pair.swap()
    assert [cell for cell in cells(pair).values() if MARK in cell] == [f"建设路1号院 {MARK}"]
