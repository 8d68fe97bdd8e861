"""Reads any long plain text as an official document: head, headings, notes and signature are known by form.

The forms are those of GB/T 9704-2012: 发文字号 (7.2.5), addressee (7.3.2), numbering (7.3.3), notes (7.3.4),
signature and date (7.3.5).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from services.documents.model import (
    Annex,
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
_DATE_FORM = (
    r"\d{4} ?年 ?\d{1,2} ?月 ?\d{1,2} ?日"
    r"|[〇○零一二三四五六七八九]{4}年[一二三四五六七八九十]{1,2}月[一二三四五六七八九十]{1,3}日"
)
_DATE = re.compile(_DATE_FORM)
_SIGNED = re.compile(rf"(\S[^。；！？：，]*?)[ 　]+({_DATE_FORM})")
_NUMBER = re.compile(
    r"[\u4e00-\u9fff]{1,20} ?[〔［\[（(【] ?\d{4} ?[〕］\]）)】] ?第? ?\d{1,5} ?号"
    r"|(?:[\u4e00-\u9fff]{1,20}令)?第 ?\d{1,5} ?号"
)
# Under a title: who passed or issued it, and when (题注).
_PASSED = re.compile(r"[（(].*\d{4}年.*(?:通过|发布|公布|印发|修订|修正|批准|施行).*[）)]")
_LABEL = re.compile("(出席|请假|列席|缺席|主持|记录|参会)(?:人员)?：")
_ATTACHMENT = re.compile(r"附 ?件[：:] ?(?:1[.．、] ?)?")
_ANNEX = re.compile(r"附 ?件 ?\d{0,2}")
_NEXT_ATTACHMENT = re.compile(r"\d{1,2}[.．、] ?")
_ENDS = "。；;！？!?：:，,、"
# A line that ends so names the kind of a document: it is a title.
_TITLED = re.compile(
    "[^。；：]*(?:通知|通告|公告|公示|公报|意见|决定|决议|命令|通报|报告|请示|批复|议案|函|纪要|方案|办法|规定|细则|"
    "规则|公约|章程|要点|计划|倡议书|提示)(?:（[^（）]{1,8}）)?"
)
# What leads in what follows addresses nobody.
_LEADS_IN = re.compile(r"(?:如下|以下[^，。；]{0,8}|下列[^，。；]{0,8})[：:]$")
# A heading is rarely longer than two lines, a salutation or an organ's name than one; a title has three.
_LONGEST_HEADING, _LONGEST_ORGAN, _LONGEST_TITLE = 56, 26, 66
# The heading of an item that goes on behind a colon (一、元旦：1月1日放假).
_LONGEST_ITEM = 16


@dataclass(frozen=True, slots=True)
class _Head:
    """What stands above the text, and the number of its lines."""

    title: str = ""
    subtitle: str = ""
    number: str = ""
    lines: int = 0


def plain_document(text: str, title: str, paper: Paper = "a4", large_print: bool = False) -> Document:
    """Return a text as a document.

    Args:
        text: paragraphs, one a line; blank lines and indents are dropped. A 发文字号 at its head, before or
            behind the title, is set below the title.
        title: set at the head; first lines that say the same are not set twice. Empty for the title that
            the text itself has.
        paper: 'a4' or 'a3'.
        large_print: bigger type for older readers.
    """
    lines = [line.strip() for line in text.splitlines()]
    lines = [line for line in lines if line]
    head = _head(lines, title.strip())
    return Document(
        title.strip() or head.title,
        tuple(_blocks(lines[head.lines :])),
        subtitle=head.subtitle,
        paper=paper,
        large_print=large_print,
        number=head.number,
        free_line=True,
    )


def own_title(text: str) -> str:
    """Return the title that stands at the head of a text, "" where none does."""
    lines = [line.strip() for line in text.splitlines()]
    return _head([line for line in lines if line], "").title


def _head(lines: Sequence[str], title: str) -> _Head:
    """Read title, number and note on who passed it from the first lines, in whatever order they stand."""
    number = subtitle = found = ""
    at = 0
    while at < len(lines):
        line = lines[at]
        if not number and len(line) <= _LONGEST_ORGAN and _NUMBER.fullmatch(line):
            number, at = line, at + 1
        elif not subtitle and (at or title) and _PASSED.fullmatch(line):
            subtitle, at = line, at + 1
        elif not found and (taken := _title_lines(lines, at, title)):
            found, at = "".join(lines[at : at + taken]), at + taken
        elif title and not (found or subtitle or number) and _numbered_below(lines, at):
            # The text has a title of its own, which is not the one it is to have.
            subtitle, at = line, at + 1
        else:
            break
    return _Head(found, subtitle, number, at)


def _title_lines(lines: Sequence[str], at: int, title: str) -> int:
    """Return how many lines from a place on are the title: the one that is known, or one by its form."""
    for count in (1, 2, 3):
        joined = "".join(lines[at : at + count])
        if _bare(joined) == _bare(title) if title else _is_title(lines, at, count):
            return count
    return 0


def _numbered_below(lines: Sequence[str], at: int) -> bool:
    return at + 1 < len(lines) and bool(_NUMBER.fullmatch(lines[at + 1])) and _is_title(lines, at, 1)


def _is_title(lines: Sequence[str], at: int, count: int) -> bool:
    """Tell whether lines have the form of a title: they end as one, or a number stands below them."""
    joined, below = "".join(lines[at : at + count]), at + count
    if below > len(lines) or len(joined) > _LONGEST_TITLE or joined[-1] in _ENDS:
        return False
    if any(pattern.match(joined) for _, pattern in _LEVELS):
        return False
    numbered = below < len(lines) and _NUMBER.fullmatch(lines[below])
    return bool(numbered or _TITLED.fullmatch(joined))


def _bare(text: str) -> str:
    return "".join(text.split())


def _blocks(lines: Sequence[str]) -> list[Block]:
    blocks: list[Block] = []
    opening, signed = True, False
    position = 0
    while position < len(lines):
        line = lines[position]
        taken, block = _special(lines, position, signed)
        if block is None:
            taken, block = 1, _paragraph(line, salutation=opening and _addresses(line))
        # Who is written to stands once, before the first whole sentence.
        opening = opening and "。" not in line and isinstance(block, Paragraph) and block.indent
        signed = signed or isinstance(block, Signature)
        blocks.append(block)
        position += taken
    return blocks


def _addresses(line: str) -> bool:
    return line.endswith(("：", ":")) and "。" not in line and not _LEADS_IN.search(line)


def _special(lines: Sequence[str], position: int, signed: bool) -> tuple[int, Block | None]:
    """Return a block recognised by its form and how many lines it takes, or nothing.

    Args:
        lines: of the text.
        position: of the line looked at.
        signed: whether the signature is above; attachments follow it.
    """
    line = lines[position]
    if signed and _ANNEX.fullmatch(line):
        titled = position + 1 < len(lines) and _names_annex(lines[position + 1])
        return 1 + titled, Annex(line, lines[position + 1] if titled else "")
    if found := _ATTACHMENT.match(line):
        return _attachments(lines, position, found)
    if found := _LABEL.match(line):
        return 1, Paragraph(line, lead=found.end())
    if _DATE.fullmatch(line):
        return 1, Signature("", line)
    if (found := _SIGNED.fullmatch(line)) and len(found[1]) <= _LONGEST_ORGAN and position:
        return 1, Signature(found[1], found[2])
    following = lines[position + 1] if position + 1 < len(lines) else ""
    if _DATE.fullmatch(following) and len(line) <= _LONGEST_ORGAN and line[-1] not in _ENDS and position:
        return 2, Signature(line, following)
    return 0, None


def _names_annex(line: str) -> bool:
    numbered = any(pattern.match(line) for _, pattern in _LEVELS)
    return len(line) <= _LONGEST_TITLE and line[-1] not in _ENDS and not numbered


def _attachments(lines: Sequence[str], position: int, found: re.Match[str]) -> tuple[int, Block | None]:
    """Read the note on attachments; names end without a mark (7.3.4)."""
    first, after = lines[position][found.end() :], position + 1
    names = [first] if first else []
    numbered = bool(re.search(r"\d", found.group())) or not first
    while numbered and after < len(lines) and (more := _NEXT_ATTACHMENT.match(lines[after])):
        names.append(lines[after][more.end() :])
        after += 1
    return (after - position, Attachments(tuple(names))) if names else (0, None)


def _paragraph(line: str, salutation: bool) -> Block:
    for level, pattern in _LEVELS:
        if not (found := pattern.match(line)):
            continue
        if len(line) <= _LONGEST_HEADING and line[-1] not in _ENDS:
            return Heading(line, level)
        return _run_in(line, level, found.end()) if level <= 2 else Paragraph(line)
    return Paragraph(line, indent=not salutation)


def _run_in(line: str, level: int, start: int) -> Block:
    """Read a numbered line that is more than a heading: its heading ends with a full stop or a colon.

    Args:
        line: 一、元旦：1月1日放假。 or （一）加强领导。各社区要……
        level: 1 or 2.
        start: where the text behind the number begins.
    """
    stop = line.find("。") + 1
    colon = re.compile("[：:]").search(line, start, start + _LONGEST_ITEM)
    if colon and colon.end() < (stop or len(line) + 1) and not _LEADS_IN.search(line[: colon.end()]):
        stop = colon.end()
    if 0 < stop < len(line) and stop - start <= _LONGEST_HEADING:
        return RunIn(line[:stop], line[stop:], level)
    if stop == len(line) and stop <= _LONGEST_HEADING:
        return Heading(line, level)
    return Paragraph(line)
