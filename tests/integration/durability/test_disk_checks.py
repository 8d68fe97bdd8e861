"""What is examined by itself after the start, and how often (D7, D17, B25)."""

from __future__ import annotations

import pytest

from services import disk_checks, settings
from services.office import Context
from tests.helpers.changes import edit, insert_courtyard
from tests.helpers.office import DAY_MS, FixedClock, NewOffice, behind, rows

pytestmark = pytest.mark.local_file("examines the file")


def test_the_first_look_is_a_full_one_and_then_one_a_week(office: Context, clock: FixedClock) -> None:
    insert_courtyard(office)
    assert disk_checks.look(office) == disk_checks.Looked(full=True)
    assert disk_checks.look(office) == disk_checks.Looked(full=False)
    clock.advance(7 * DAY_MS - 1)
    assert not disk_checks.look(office).full
    clock.advance(1)
    assert disk_checks.look(office).full
    clock.advance(-DAY_MS)
    assert disk_checks.look(office).full, "a clock set back does not put the check off for years"


def test_b25_an_edited_change_after_the_anchor_is_found_at_the_next_start(office: Context) -> None:
    yard = insert_courtyard(office)
    disk_checks.look(office)
    edit(office, yard, note="一")
    assert disk_checks.look(office).problem is None
    edit(office, yard, note="二")
    guarded(office, "UPDATE sync_change SET wall_ms = wall_ms - 1 WHERE seq = 3")
    found = disk_checks.look(office)
    assert found.problem is not None
    assert "第3条" in found.problem


@pytest.mark.parametrize("seq", [1, 3])
def test_b25_an_edit_behind_the_anchor_is_found_within_the_week(
    seq: int, office: Context, clock: FixedClock
) -> None:
    yard = insert_courtyard(office)
    edit(office, yard, note="一")
    edit(office, yard, note="二")
    disk_checks.look(office)
    guarded(office, f"UPDATE sync_change SET tz_min = 7 WHERE seq = {seq}")
    assert disk_checks.look(office).problem is None
    clock.advance(7 * DAY_MS)
    assert f"第{seq}条" in str(disk_checks.look(office).problem)


def test_b25_an_anchored_change_that_is_another_is_found(office: Context) -> None:
    insert_courtyard(office)
    disk_checks.look(office)
    guarded(office, "UPDATE sync_change SET hash = zeroblob(32) WHERE seq = 1")
    assert "第1条" in str(disk_checks.look(office).problem)


def test_only_new_changes_are_looked_at(office: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    from models.db import chain

    yard = insert_courtyard(office)
    disk_checks.look(office)
    looked: list[int] = []
    real = chain.link_hashes

    def counted(row: object, first: object, last: bytes) -> tuple[bytes, bytes]:
        looked.append(row.seq)  # type: ignore[attr-defined]
        return real(row, first, last)

    monkeypatch.setattr(chain, "link_hashes", counted)
    edit(office, yard, note="一")
    disk_checks.look(office)
    assert looked == [2]
    assert [seq for seq, _ in settings.get(office, disk_checks.ANCHORS).values()] == [2]


def test_d17_lost_saves_are_told_and_the_file_is_still_backed_up(
    office: Context, new_office: NewOffice
) -> None:
    insert_courtyard(office)
    office.database.lost_changes = 2
    found = disk_checks.look(office)
    assert found.problem is None
    assert found.warning is not None
    assert "有2处改动不见了" in found.warning


def guarded(context: Context, sql: str) -> None:
    """Edit the log as a tool from outside does: past the gate."""
    connection = context.database.writing_connection()
    names = [
        row[0] for row in connection.execute("SELECT name FROM temp.sqlite_master WHERE type = 'trigger'")
    ]
    for name in names:
        connection.execute(f'DROP TRIGGER temp."{name}"')
    behind(context, sql)
    assert rows(context, "SELECT 1")
