"""Fixtures of the tests of the core: a furnished office and a backup of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from services import backup as backups
from services import blobs
from services.office import Context
from tests.helpers.backups import PHOTO
from tests.helpers.office import NewOffice, courtyard, resident


@pytest.fixture
def furnished(office: Context) -> Context:
    """An office with a courtyard, a photo on it, and a resident."""
    yard = courtyard(office)
    resident(office, "张三", courtyard_id=yard)
    blobs.attach(office, "courtyard", yard, "门口.jpg", PHOTO, "image/jpeg")
    return office


@pytest.fixture
def saved(furnished: Context, tmp_path: Path) -> Path:
    """A backup of the furnished office."""
    return backups.backup(furnished.database.path, tmp_path / "out" / "一.lybak").path


@pytest.fixture
def target(saved: Path, furnished: Context, new_office: NewOffice) -> Iterator[Path]:
    """The closed office; the test may not change a byte of it."""
    path = furnished.database.path
    new_office.close(furnished)
    before = {file: file.read_bytes() for file in path.parent.iterdir() if file.is_file()}
    yield path
    after = {file: file.read_bytes() for file in path.parent.iterdir() if file.is_file()}
    assert {file: data for file, data in after.items() if file in before} == before
    assert set(after) - set(before) <= {path.with_name("bad.lybak")}
