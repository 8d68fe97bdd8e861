"""The text an office writes itself: which lines are headings, which are paragraphs."""

from __future__ import annotations

import pytest

from services.documents.model import Heading, Paragraph
from services.documents.sheets.own_text import text_blocks


@pytest.mark.parametrize(
    ("line", "level"),
    [
        ("一、停水时间", 1),
        ("十二、其他", 1),
        ("（一）准备工作", 2),
        ("(二)准备工作", 2),
        ("1.关好阀门", 3),
        ("１．关好阀门", 3),
        ("（1）一楼", 4),
    ],
)
def test_numbered_lines_are_headings(line: str, level: int) -> None:
    assert text_blocks(line) == [Heading(line, level)]


@pytest.mark.parametrize(
    "line", ["1.5米以内不得停车", "一楼住户请注意", "2020年8月停水", "一、" + "请各位住户提前备水，" * 3]
)
def test_other_lines_and_long_ones_are_text(line: str) -> None:
    assert text_blocks(line) == [Paragraph(line)]


def test_empty_lines_and_margins_are_left_out() -> None:
    body = "各位居民：\r\n\r\n　　明日停水。\n  \n\t请备水。  "
    assert text_blocks(body) == [
        Paragraph("各位居民：", indent=False),
        Paragraph("明日停水。"),
        Paragraph("请备水。"),
    ]
    assert text_blocks(" \n　\n") == []
