"""指纹核对单 and 恢复说明: what they say, on one page, and that they hold no secret."""

from __future__ import annotations

import pytest

from services.documents.as_text import text_of
from services.documents.pdf import render
from services.documents.sheets.sync_papers import fingerprint_sheet, recovery_sheet
from services.documents.sync_facts import FingerprintFacts, RecoveryFacts
from tests.helpers.notices import fonts

DIGITS = "03113 19748 08589 45701 29379 45530 58362 37959"


def _recovery(hub: str = "明湖街道办事处", second: str = "E:/备份") -> RecoveryFacts:
    return RecoveryFacts(
        "明湖社区",
        "社区工作站",
        hub,
        "C:/楼院台账/office.db",
        "C:/楼院台账/备份",
        "2020年9月16日 12:00",
        second,
        "2020-09-16",
    )


def test_a_fingerprint_stands_in_lines_of_four_groups() -> None:
    facts = FingerprintFacts(
        "明湖社区", "社区工作站", DIGITS, "2020-09-16", (("明湖街道办事处", "1 2 3 4 5"),)
    )
    text = text_of(fingerprint_sheet(facts))
    assert "03113　　19748　　08589　　45701" in text
    assert "29379　　45530　　58362　　37959" in text
    assert "1　　2　　3　　4" in text
    assert "二、要核对的指纹" in text


def test_how_to_come_back_is_told_step_by_step() -> None:
    text = text_of(recovery_sheet(_recovery()))
    for said in ("C:/楼院台账/备份", "E:/备份", "2020年9月16日 12:00", "明湖街道办事处", "从文件恢复…"):
        assert said in text
    assert "插上U盘" in text
    alone = text_of(recovery_sheet(_recovery("", "")))
    assert "插上U盘" not in alone
    assert "还没有设置" in alone


@pytest.mark.parametrize("hub", ["明湖街道办事处", ""])
def test_each_takes_one_page(hub: str) -> None:
    assert render(recovery_sheet(_recovery(hub)), fonts()).pages == 1
    assert (
        render(
            fingerprint_sheet(FingerprintFacts("明湖社区", "社区工作站", DIGITS, "2020-09-16")), fonts()
        ).pages
        == 1
    )
