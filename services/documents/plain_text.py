"""Reads any long plain text as an official document: headings are known by their numbering (7.3.3)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from services.documents.model import (
    Attachments,
    Block,
    Document,
    Heading,
    Paper,
    Paragraph,
    RunIn,
    Signature,
)

_CN = "一二三四五六七八九十"
# Numbering of the levels; what follows the number is the heading's own text.
_LEVELS = (
    (1, re.compile(rf"[{_CN}]{{1,3}}、")),
    (2, re.compile(rf"[（(][{_CN}]{{1,3}}[）)]")),
    (3, re.compile(r"\d{1,2}[.．、](?!\d)")),
    (4, re.compile(r"[（(]\d{1,2}[）)]")),
)
_DATE = re.compile(
    r"\d{4} ?年 ?\d{1,2} ?月 ?\d{1,2} ?日"
    r"|[〇○零一二三四五六七八九]{4}年[一二三四五六七八九十]{1,2}月[一二三四五六七八九十]{1,3}日"
)
_LABEL = re.compile("(出席|请假|列席|缺席|主持|记录|参会)(?:人员)?：")
_ATTACHMENT = re.compile(r"附 ?件[：:] ?(?:1[.．、] ?)?")
_NEXT_ATTACHMENT = re.compile(r"\d{1,2}[.．、] ?")
_ENDS = "。；;！？!?：:，,、"
# A heading is rarely longer than two lines, a salutation or an organ's name than one.
_LONGEST_HEADING, _LONGEST_ORGAN = 56, 26


def plain_document(text: str, title: str, paper: Paper = "a4", large_print: bool = False) -> Document:
    """Return a text as a document.

    Args:
        text: paragraphs, one a line; blank lines and indents are dropped.
        title: set at the head; a first line equal to it is not set twice.
        paper: 'a4' or 'a3'.
        large_print: bigger type for older readers.
    """
    lines = [line.strip() for line in text.splitlines()]
    lines = [line for line in lines if line]
    if lines and lines[0] == title.strip():
        del lines[0]
    return Document(title.strip(), tuple(_blocks(lines)), paper=paper, large_print=large_print)


def _blocks(lines: Sequence[str]) -> list[Block]:
    blocks: list[Block] = []
    opening = True
    position = 0
    while position < len(lines):
        line = lines[position]
        taken, block = _special(lines, position)
        if block is None:
            taken, block = 1, _paragraph(line, salutation=opening and line.endswith(("：", ":")))
        # Who is written to stands before the first whole sentence only.
        opening = opening and "。" not in line and isinstance(block, Paragraph)
        blocks.append(block)
        position += taken
    return blocks


def _special(lines: Sequence[str], position: int) -> tuple[int, Block | None]:
    """Return a block recognised by its form and how many lines it takes, or nothing."""
    line = lines[position]
    if found := _ATTACHMENT.match(line):
        names, after = [line[found.end() :]], position + 1
        numbered = bool(re.search(r"\d", found.group()))
        while numbered and after < len(lines) and (more := _NEXT_ATTACHMENT.match(lines[after])):
            names.append(lines[after][more.end() :])
            after += 1
        if names[0]:
            return after - position, Attachments(tuple(names))
    if found := _LABEL.match(line):
        return 1, Paragraph(line, lead=found.end())
    if _DATE.fullmatch(line):
        return 1, Signature("", line)
    following = lines[position + 1] if position + 1 < len(lines) else ""
    if _DATE.fullmatch(following) and len(line) <= _LONGEST_ORGAN and line[-1] not in _ENDS and position:
        return 2, Signature(line, following)
    return 0, None


def _paragraph(line: str, salutation: bool) -> Block:
    for level, pattern in _LEVELS:
        if not (found := pattern.match(line)):
            continue
        if len(line) <= _LONGEST_HEADING and line[-1] not in _ENDS:
            return Heading(line, level)
        stop = line.find("。") + 1
        if level <= 2 and 0 < stop < len(line) and stop - found.end() <= _LONGEST_HEADING:
            return RunIn(line[:stop], line[stop:], level)
        if level <= 2 and stop == len(line) and stop <= _LONGEST_HEADING:
            return Heading(line, level)
        return Paragraph(line)
    return Paragraph(line, indent=not salutation)
