"""The offer to move an office away from where it must not lie."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from models.errors import EnvironmentFault
from services.places import WrongPlace
from tests.helpers.office import fresh_database
from ui import moving, prompts
from ui.session import Session


@pytest.fixture
def session(tmp_path: Path, qtbot: QtBot) -> Session:
    """A session on an office in a folder of a cloud program."""
    folder = tmp_path / "Dropbox"
    folder.mkdir()
    return Session(fresh_database(folder / "office.db"))


def refused(session: Session, qtbot: QtBot) -> BaseException:
    with qtbot.waitSignal(session.failed, timeout=10_000) as signal:
        session.open()
    error: BaseException = signal.args[0]
    return error


def test_d16_the_office_is_moved_and_opened_at_its_new_place(
    session: Session, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "local" / "office.db"
    monkeypatch.setattr("platformdirs.user_data_path", lambda *_, **__: target.parent)
    window = QWidget()
    qtbot.addWidget(window)
    error = refused(session, qtbot)
    assert isinstance(error, WrongPlace)
    with prompts.scripted("move", "ok") as script, qtbot.waitSignal(session.opened, timeout=10_000):
        assert moving.offered(error, session, window)
    assert len(script.asked) == 2
    assert session.path == session.home == target
    session.close()


def test_d16_whoever_does_not_want_to_is_left_alone(session: Session, qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    error = refused(session, qtbot)
    with prompts.scripted("leave"):
        assert not moving.offered(error, session, window)
    assert not moving.offered(EnvironmentFault("磁盘空间不足。"), session, window)
    session.close()
