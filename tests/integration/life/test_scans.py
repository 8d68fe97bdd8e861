"""What the program holds no records of hangs as a scanned paper: title, pages, number of pages, no period."""

from __future__ import annotations

import pytest

from models.errors import InvalidInput
from services import attachments
from services.attachments import NewFile
from services.notices import life
from services.office import Context
from tests.helpers.files import photo
from tests.helpers.notices import CHECKER, fonts
from tests.helpers.office import courtyard, value

__all__ = ["fonts"]


def test_a_scanned_paper_is_issued_on_as_many_pages_as_it_has(office: Context) -> None:
    yard = courtyard(office)
    notice = life.prepare(office, "scan", yard, title="居民公约（扫描件）")
    pages = [NewFile(f"{tone}.jpg", data=photo((900, 1200), tone)) for tone in ("white", "beige")]
    attachments.add(office, "notices", notice, pages)
    life.check(office, notice, CHECKER)
    done = life.issue(office, notice)
    assert done.pages == 2
    assert value(office, "SELECT from_day FROM notice_issue") is None
    assert "公示期" not in life.frozen_text(office, notice)


def test_a_scan_without_a_page_is_not_issued(office: Context) -> None:
    notice = life.prepare(office, "scan", courtyard(office), title="居民公约（扫描件）")
    life.check(office, notice, CHECKER)
    with pytest.raises(InvalidInput, match="还没有扫描件"):
        life.issue(office, notice)
    assert value(office, "SELECT count(*) FROM notice_issue") == 0


def test_a_pact_hangs_for_good(office: Context) -> None:
    notice = life.prepare(office, "charter", courtyard(office), body="一、爱护环境。\n二、邻里和睦。")
    life.check(office, notice, CHECKER)
    life.issue(office, notice)
    assert "公示期" not in life.frozen_text(office, notice)
