"""The self-test tells a whole installation from a broken one, in one clear sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from models.errors import EnvironmentFault
from services import importing, notices
from ui import selftest
from ui.widgets import icons, pdf_pages


def test_a_whole_installation_passes(qapp: object, capsys: pytest.CaptureFixture[str]) -> None:
    assert selftest.self_test() == 0
    said = capsys.readouterr()
    assert said.err == ""
    assert [line[0] for line in said.out.splitlines()] == ["1", "2", "3", "4", "5", "自"]
    assert "王䶮、𠅤志远一字不差" in said.out


def _fail(*_: object, **__: object) -> None:
    raise EnvironmentFault("这里坏了。")


@pytest.mark.parametrize(
    ("module", "name", "step"),
    [
        (importing, "rehearse", "导入"),
        (notices, "make_sheet", "公示"),
        (pdf_pages, "page_texts", "读回"),
        (icons, "outline", "界面"),
    ],
)
def test_a_step_that_fails_is_named(
    qapp: object,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    module: object,
    name: str,
    step: str,
) -> None:
    monkeypatch.setattr(module, name, _fail)
    assert selftest.self_test() == 3
    said = capsys.readouterr()
    assert f"“{step}”：这里坏了。" in said.err
    assert len(said.err.splitlines()) == 1
    assert "自检通过" not in said.out


def test_a_character_that_changed_on_the_way_is_named(
    qapp: object, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = pdf_pages.page_texts
    monkeypatch.setattr(pdf_pages, "page_texts", lambda data: [t.replace("䶮", "□") for t in texts(data)])
    assert selftest.self_test() == 3
    assert "“王䶮”读回来不一样" in capsys.readouterr().err


def test_a_mistake_of_the_program_leaves_no_traceback(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_: object) -> str:
        raise KeyError("missing module")

    monkeypatch.setattr(selftest, "STEPS", (("数据库", broken),))
    assert selftest.self_test() == 3
    said = capsys.readouterr().err
    assert "Traceback" not in said
    report = Path(said.strip().rpartition("：")[2])
    assert "KeyError" in report.read_text(encoding="utf-8")
    report.unlink()
