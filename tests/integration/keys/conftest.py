"""Fixtures of the tests of encryption: a cheap Argon2id, a home of their own, an encrypted office."""

from __future__ import annotations

from pathlib import Path

import pytest

from services import blobs
from services.context import open_context
from services.keys import creating, keyfile
from services.keys.keyfile import Cost
from tests.helpers import volumes
from tests.helpers.keys import ADMIN, PASSWORD
from tests.helpers.office import courtyard, resident

CHEAP = Cost(64, 1, 1)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say in one line when there was no image of a disk to search."""
    if not volumes.image_possible():
        terminalreporter.write_line(volumes.IMAGE_MISSING)


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Argon2id costs next to nothing, and nothing is written into the home of whoever runs the tests."""
    monkeypatch.setattr(keyfile, "DEFAULT_COST", CHEAP)
    monkeypatch.setenv("LOUYUAN_HOME", str(tmp_path_factory.mktemp("home")))
    for name in ("LOUYUAN_PASSWORD", "LOUYUAN_NEW_PASSWORD", "LOUYUAN_RECOVERY"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def keyed(tmp_path: Path) -> Path:
    """A closed encrypted office with a courtyard, a photo on it, and a resident."""
    path = tmp_path / "office" / "office.db"
    creating.create(path, ADMIN, PASSWORD)
    context = open_context(path, ADMIN, password=PASSWORD)
    try:
        yard = courtyard(context)
        resident(context, "欧阳秘密", courtyard_id=yard)
        blobs.attach(context, "courtyard", yard, "门口.jpg", b"photo of the gate" * 500, "image/jpeg")
    finally:
        context.close()
    return path
