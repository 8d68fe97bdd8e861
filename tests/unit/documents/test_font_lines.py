"""The fonts of a sheet as they are named beside it."""

from __future__ import annotations

from services.documents.fonts.library import FaceUse, FontReport
from services.notice_fonts import FontLine, fonts_used, refused

SONG = FaceUse("宋体", "Regular", "song.ttf", 0)
BOLD = FaceUse("Noto Serif CJK SC", "Bold", "noto.ttc", 2)
WIDE = FaceUse("BabelStone Han", "Regular", "han.ttf", 0)


def test_a_font_is_named_once_with_all_it_sets() -> None:
    report = FontReport({"numerals": SONG, "title": BOLD, "body": SONG}, ())
    assert fonts_used(report) == (FontLine("标题", "Noto Serif CJK SC Bold"), FontLine("正文、数字", "宋体"))


def test_lent_characters_are_shown_once() -> None:
    report = FontReport({"body": SONG}, (("body", "䶮𫖯", WIDE), ("title", "䶮", WIDE)))
    assert fonts_used(report)[1:] == (FontLine("䶮𫖯", "BabelStone Han", True),)


def test_fonts_that_may_not_be_embedded_are_named_once() -> None:
    report = FontReport({}, (), (("body", "仿宋"), ("heading2", "仿宋")))
    assert refused(report) == ("仿宋",)
