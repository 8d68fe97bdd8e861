"""Batches of sheets: files, one joined file, what cannot be made, and stopping half way."""

from __future__ import annotations

import gc
import io
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from services.documents.fonts.library import FontLibrary, load_library
from services.documents.forms import Form
from services.documents.joining import Joining
from services.documents.model import Document, Paragraph
from services.documents.pdf import render
from services.files import Cancelled, no_progress
from services.notices import Sheet, batch, batch_forms
from services.notices.batch import Refused, batch_to_file, batch_to_folder, places, run_batch
from services.notices.batch_forms import formed_to_file
from services.office import Context
from tests.helpers.office import add, clock, community, courtyard, new_office, office, rows

__all__ = ["clock", "new_office", "office"]
NAMES = ("安飞东院", "建设路1号院", "郑纺机西院")


@pytest.fixture(scope="module")
def fonts() -> FontLibrary:
    return load_library(None)


@pytest.fixture(autouse=True)
def _same_fonts(monkeypatch: pytest.MonkeyPatch, fonts: FontLibrary) -> None:
    monkeypatch.setattr(batch, "font_library", lambda _: fonts)


@pytest.fixture
def yards(office: Context) -> dict[str, bytes]:
    unit = community(office, "远大社区")
    return {name: courtyard(office, name, unit) for name in NAMES}


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """Return an empty folder; the office lies beside it."""
    (tmp_path / "out").mkdir()
    return tmp_path / "out"


def _texts(data: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(data)
    texts = [page.get_textpage().get_text_bounded() for page in document]
    document.close()
    return texts


def _noted(context: Context) -> list[str]:
    return [row[0] for row in rows(context, "SELECT label FROM audit_entry WHERE action = 'notice_saved'")]


def _stopping(after: int) -> object:
    def progress(done: int, _: int) -> None:
        if done == after:
            raise Cancelled

    return progress


def test_each_courtyard_gets_its_file(office: Context, yards: dict[str, bytes], out: Path) -> None:
    told: list[tuple[int, int]] = []
    done = batch_to_folder(office, "overview", places(office), out, lambda *step: told.append(step))
    assert (done.made, done.refused, done.cancelled) == (3, [], False)
    assert told == [(0, 3), (1, 3), (2, 3), (3, 3)]
    files = sorted(path.name for path in (out).iterdir())
    assert files == sorted(f"{name}-楼院概况.pdf" for name in NAMES)
    for name in NAMES:
        assert name in _texts((out / f"{name}-楼院概况.pdf").read_bytes())[0]
    assert sorted(_noted(office)) == sorted(f"{name} 楼院概况：1页" for name in NAMES)


def test_a_file_that_is_there_is_never_lost(office: Context, yards: dict[str, bytes], out: Path) -> None:
    own = out / "安飞东院-楼院概况.pdf"
    own.write_bytes(b"mine")
    for _ in range(2):
        batch_to_folder(office, "overview", places(office), out, no_progress)
    assert own.read_bytes() == b"mine"
    assert len(list(out.glob("*.pdf"))) == 4
    assert _texts((out / "安飞东院-楼院概况（2）.pdf").read_bytes())


def test_one_file_holds_all(office: Context, yards: dict[str, bytes], out: Path) -> None:
    done = batch_to_file(office, "overview", places(office), out / "all.pdf", no_progress)
    texts = _texts((out / "all.pdf").read_bytes())
    assert len(texts) == done.pages == 3
    for place, text in zip(places(office), texts, strict=True):
        assert place.name in text
    assert _noted(office) == ["all.pdf：楼院概况3张，3页"]
    assert [path.name for path in out.iterdir()] == ["all.pdf"]


def test_what_cannot_be_made_is_listed_and_the_rest_goes_on(
    office: Context, yards: dict[str, bytes], out: Path
) -> None:
    add(office, "notices", kind="free", title="停水通知", body="明日停水。", courtyard_id=yards["安飞东院"])
    bad = "王\ue000已登记。"
    add(office, "notices", kind="free", title="公示", body=bad, courtyard_id=yards["建设路1号院"])
    done = batch_to_folder(office, "notice", places(office), out, no_progress)
    assert done.made == 1
    assert [each.courtyard for each in done.refused] == ["建设路1号院", "郑纺机西院"]
    assert "自造字" in done.refused[0].sentence
    assert done.refused[1] == Refused("郑纺机西院", "还没有登记公示，没有可印的温馨提示、公示通知。")
    assert len(list(out.iterdir())) == 1


def test_a_cancelled_batch_keeps_what_is_finished(
    office: Context, yards: dict[str, bytes], out: Path
) -> None:
    done = batch_to_folder(office, "overview", places(office), out, _stopping(2))  # type: ignore[arg-type]
    assert (done.made, done.cancelled) == (2, True)
    assert len(list(out.iterdir())) == 2
    assert len(_noted(office)) == 2


def test_a_cancelled_file_is_not_written(office: Context, yards: dict[str, bytes], out: Path) -> None:
    (out / "all.pdf").write_bytes(b"before")
    progress = _stopping(2)
    done = batch_to_file(office, "overview", places(office), out / "all.pdf", progress)  # type: ignore[arg-type]
    assert (done.made, done.cancelled) == (0, True)
    assert [(path.name, path.read_bytes()) for path in out.iterdir()] == [("all.pdf", b"before")]
    assert _noted(office) == []


def test_a_folder_that_cannot_be_written_to_ends_the_batch(
    office: Context, yards: dict[str, bytes], out: Path
) -> None:
    (out / "file").write_bytes(b"")
    done = batch_to_folder(office, "overview", places(office), out / "file", no_progress)
    assert done.made == 0
    assert "没有写成" in done.fault
    assert _noted(office) == []


def test_a_file_in_another_form_is_whole_or_none(
    office: Context, yards: dict[str, bytes], out: Path, monkeypatch: pytest.MonkeyPatch, fonts: FontLibrary
) -> None:
    monkeypatch.setattr(batch_forms, "font_library", lambda _: fonts)
    form, path = Form("a3", tiled=True), out / "all.pdf"
    stopping: Any = _stopping(2)
    stopped = formed_to_file(office, "overview", places(office), path, stopping, form)
    assert (stopped.made, stopped.pages, stopped.cancelled, list(out.iterdir())) == (0, 0, True, [])
    done = formed_to_file(office, "overview", places(office), path, no_progress, form)
    assert (done.made, done.pages) == (3, 6)
    assert _noted(office) == ["all.pdf：楼院概况3张，6页"]


def test_one_sheet_is_held_at_a_time(office: Context, yards: dict[str, bytes], fonts: FontLibrary) -> None:
    def alive() -> int:
        return sum(isinstance(each, Sheet) for each in gc.get_objects())

    def put(_: Sheet) -> None:
        held.append(alive() - before)

    held: list[int] = []
    gc.collect()
    before = alive()
    assert run_batch(office, "overview", places(office), put, no_progress, fonts).made == 3
    assert held == [1, 1, 1]


def test_courtyards_of_one_community(office: Context, yards: dict[str, bytes]) -> None:
    other = community(office, "航海社区")
    own = courtyard(office, "轴承厂2号院", other)
    assert [place.id for place in places(office, other)] == [own]
    assert [place.name for place in places(office, ids=[yards["郑纺机西院"], own])] == [
        "轴承厂2号院",
        "郑纺机西院",
    ]


def test_joined_sheets_keep_text_that_looks_like_a_reference(fonts: FontLibrary) -> None:
    file, texts = io.BytesIO(), ("(12 0 R) 与 3 0 R", "王䶮、𠅤志远")
    joining = Joining(file)
    for text in texts:
        made = render(Document("8 0 R endobj (", (Paragraph(text),), unit="1 0 R"), fonts)
        joining.add(made.data, made.pages)
    joining.finish()
    for text, page in zip(texts, _texts(file.getvalue()), strict=True):
        assert text.replace(" ", "") in page.replace(" ", "").replace("\r\n", "")
