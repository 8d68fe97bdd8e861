"""A thousand planted residents: no sheet, list, log or report carries more than allowed."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from models import vocab
from models.errors import LouyuanError
from services import audit_log, boards, crash, masking, notices, templates
from services.documents.fonts.library import FontLibrary, load_library
from services.exporting.lists import ListExport, export_list
from services.lists import ListQuery
from services.masking import Masker
from services.notice_people import with_names
from services.notices import OF_RECORDS, SHEETS, Sheet, Target, life
from services.notices.targets import OF_MONTHS
from services.office import Context
from services.subjects import BY_KIND
from tests.helpers.office import rows
from tests.helpers.planted import MONTH, OFFICE_PHONE, Planted, is_shaped, plant
from tests.helpers.word_files import body, text_of


@pytest.fixture(scope="module")
def fonts() -> FontLibrary:
    return load_library(None)


@pytest.fixture
def planted(office: Context) -> Planted:
    return plant(office)


def _targets(office: Context, yard: bytes) -> Iterator[Target]:
    """Return every sheet of the registry that can be made of what was planted."""
    for kind in SHEETS:
        if kind in OF_MONTHS:
            yield Target(kind, yard, month=MONTH)
        elif kind in OF_RECORDS:
            yield from (Target(kind, yard, each.id) for each in notices.offered(office, Target(kind, yard)))
        else:
            yield Target(kind, yard)


def _made(office: Context, yard: bytes, fonts: FontLibrary) -> list[Sheet]:
    made: list[Sheet] = []
    for target in _targets(office, yard):
        try:
            made.append(notices.make_sheet(office, target, fonts))
        except LouyuanError:
            continue
    return made


def _leaked(planted: Planted, sheet: Sheet) -> list[str]:
    """Return what a sheet carries and must not; papers for the file name whoever raised an opinion."""
    found = planted.leaks(_printed(sheet))
    return [name for name in found if sheet.target.kind != "opinion_form" or name not in planted.filed]


def _printed(sheet: Sheet) -> str:
    """Return all that a reader finds in the files of a sheet: pages, properties, Word, name, report."""
    word = text_of(body(notices.word_bytes(sheet)))
    parts = [_read(sheet.pdf.data), word, notices.sheet_file_name(sheet), sheet.title, sheet.masks.to_json()]
    return "\n".join((*parts, sheet.masks.in_words(), *masking.texts(sheet.document)))


def test_no_sheet_carries_more_than_its_profile(
    office: Context, planted: Planted, fonts: FontLibrary, caplog: pytest.LogCaptureFixture
) -> None:
    for package in ("services", "models", "ui"):
        caplog.set_level(logging.DEBUG, package)
    made = _made(office, planted.yard, fonts)
    # a new kind of sheet is planted in tests/helpers/planted.py before it counts as clean
    assert set(SHEETS) - {sheet.target.kind for sheet in made} == set()
    noted = {sheet.masks.kind for sheet in made}
    assert noted >= {code for code, _ in vocab.NOTICE_KIND}
    leaks = {f"{sheet.masks.kind} {sheet.title}": _leaked(planted, sheet) for sheet in made}
    assert {name: found for name, found in leaks.items() if found} == {}
    assert planted.leaks(caplog.text) == []
    together = "".join(_printed(sheet) for sheet in made)
    assert OFFICE_PHONE in together
    assert [name for name in planted.whole if name.split()[0] not in together] == []

    for sheet in made:
        notices.note_issued(office, sheet, "notice_printed", "2页，1份")
    told = audit_log.recent(office, actions=audit_log.OF_SHEETS, limit=1000)
    assert len(told) == len(made)
    assert planted.leaks("\n".join(line.label for line in told)) == []
    everything = audit_log.recent(office, limit=100_000)
    # the log knows mobiles and identity cards by their shape; the register is asked for sheets only
    shaped = [figures for p in planted.people for figures in (p.phone, p.number) if is_shaped(figures)]
    found = planted.leaks("\n".join(line.label for line in everything), names=False)
    assert set(found) & set(shaped) == set()
    register = rows(office, "SELECT place, title FROM issued_sheet")
    assert register
    assert planted.leaks(json.dumps(register, ensure_ascii=False)) == []


def test_what_is_frozen_and_taken_along_carries_no_more(
    office: Context, planted: Planted, fonts: FontLibrary
) -> None:
    board = boards.add_board(office, planted.yard, "大门公开栏", place=planted.text("大门，")).id
    drafts = [each[0] for each in rows(office, "SELECT id FROM notice WHERE body IS NOT NULL ORDER BY id")]
    for notice in drafts[:3]:
        life.check(office, notice, "李伟")
        life.issue(office, notice, fonts=fonts)
    walk = boards.walk_list(office, planted.community, office.today())
    papers = [boards.walk_sheet(office, walk, fonts), boards.objection_sheet(office, drafts[0], fonts)]
    assert papers[0].pages
    boards.post(office, drafts[:3], board, office.today(), fonts=fonts)
    walk = boards.walk_list(office, planted.community, date(2020, 12, 1))
    papers.append(boards.walk_sheet(office, walk, fonts))
    for paper in papers:
        assert planted.leaks(_read(paper.data)) == []
    kept = rows(office, "SELECT title, text, data_json, masks_json FROM notice_issue")
    assert len(kept) >= 3
    assert planted.leaks(json.dumps(kept, ensure_ascii=False)) == []


def _read(pdf: bytes) -> str:
    """Return the text of a file, page by page, and its properties."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        pages = [page.get_textpage().get_text_range() for page in document]
        return "\n".join((*pages, *document.get_metadata_dict().values()))
    finally:
        document.close()


def test_names_in_texts_are_told(office: Context, planted: Planted) -> None:
    told = set[str]()
    for target in _targets(office, planted.yard):
        try:
            ready = notices.worded(office, target)
        except LouyuanError:
            continue
        report = with_names(office, target, ready.document, ready.masks)
        found = set(planted.leaks("\n".join(masking.texts(ready.document)), written=True))
        assert found - planted.filed == set(report.names) - planted.filed
        told |= found - planted.filed
    assert told == planted.written


def test_own_wording_carries_no_number_either(office: Context, planted: Planted, fonts: FontLibrary) -> None:
    templates.save(office, "overview", {"closing": planted.text("有事请")})
    sheet = notices.make_sheet(office, Target("overview", planted.yard), fonts)
    assert "有事请" in _printed(sheet)
    assert planted.leaks(_printed(sheet)) == []


def test_lists_for_the_office_show_no_identity_numbers(
    office: Context, planted: Planted, tmp_path: Path
) -> None:
    for kind, subject in BY_KIND.items():
        told = [column for column in subject.columns if "id_number" in column.sql]
        assert [column.name for column in told if column.shown] == []
        path = tmp_path / f"{kind}.csv"
        export_list(office, ListExport(ListQuery(kind)), path)
        text = path.read_text(encoding="utf-8-sig")
        if kind == "residents":
            assert planted.people[0].name in text
            assert [each.name for each in planted.people if each.number in text] == []


def test_a_crash_report_holds_no_values(planted: Planted) -> None:
    def fails(text: str) -> None:
        try:
            raise ValueError(text)
        except ValueError as error:
            raise KeyError(planted.people[0].name) from error

    with pytest.raises(KeyError) as caught:
        fails("".join(f"{p.name}{p.phone}{p.number}" for p in planted.people))
    assert planted.leaks(crash.text_of(caught.value)) == []
    path = crash.report(caught.value)
    try:
        assert planted.leaks(path.read_text(encoding="utf-8")) == []
    finally:
        path.unlink()


@pytest.mark.parametrize("broken", ["_text", "name"])
def test_a_leak_would_be_seen(
    office: Context, planted: Planted, monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    def whole(masker: Masker, *given: Any, **more: Any) -> Any:
        return given[0] if broken == "_text" else given[1] or ""

    monkeypatch.setattr(Masker, broken, whole)
    # the last one offered is the meeting whose texts were planted
    minutes = [each for each in _targets(office, planted.yard) if each.kind == "minutes"][-1]
    assert planted.leaks("\n".join(masking.texts(notices.worded(office, minutes).document)))
