"""Reading a pasted group chat: who said what when; every line is taken into a message or left out and told.

Known are what people paste out of chat programs: a line with name, day and time over the message ("张三
2020/8/3 15:02", "2020-08-03 15:02:11 张三", "张三 15:02"), lines with a day alone, and forwarded lines
("张三: 内容"). Pure; nothing here knows an office.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from models.errors import InvalidInput
from models.rules.text import clean, narrow
from services.opinion_intake.words import words

MOST_CHARACTERS: Final = 400_000
MOST_LINES: Final = 5_000
LONGEST_LINE: Final = 5_000
_LONGEST_NAME: Final = 24
_FIRST_YEAR: Final = 2000
_DAY: Final = r"(?:(?P<year>\d{4}|\d{2})[-/.年])?(?P<month>\d{1,2})[-/.月](?P<dom>\d{1,2})日?"
_TIME: Final = r"(?:上午|下午|晚上|早上|凌晨|中午)?\s?\d{1,2}[:：]\d{2}(?:[:：]\d{2})?(?:\s?[AaPp][Mm])?"
_WEEKDAY: Final = r"(?:星期|周)[一二三四五六日天]"
_NAMED_FIRST: Final = re.compile(
    rf"(?P<name>\S(?:.{{0,{_LONGEST_NAME}}}?\S)?)[\s,，(（]+(?:{_DAY}[\s,，]*)?(?:{_WEEKDAY}\s*)?{_TIME}[)）]?[:：]?"
)
_DAY_FIRST: Final = re.compile(
    rf"\[?(?:{_DAY}[\s,，]*)?(?:{_WEEKDAY}\s*)?{_TIME}\]?[\s,，:：]+(?P<name>\S(?:.{{0,{_LONGEST_NAME}}}\S)?)"
)
_DAY_ALONE: Final = re.compile(rf"[-—─=*·\s]*{_DAY}\s*(?:{_WEEKDAY})?\s*(?:{_TIME})?[-—─=*·\s]*")
_WORD_ALONE: Final = re.compile(rf"[-—─=*·\s]*(?P<word>今天|昨天|前天|{_WEEKDAY})\s*(?:{_TIME})?[-—─=*·\s]*")
_TIME_ALONE: Final = re.compile(rf"[-—─=*·\s]*{_TIME}[-—─=*·\s]*")
_FORWARDED: Final = re.compile(
    rf"(?:\[?(?:{_DAY}\s*)?{_TIME}\]?\s*)?(?P<name>[^\s:：，。！？、；,!?;\"“”（）()]{{1,{_LONGEST_NAME}}}"
    rf"(?:\s[^\s:：，。！？、；,!?;\"“”]{{1,8}})?)[:：]\s*(?P<text>\S.*)"
)
_SYSTEM: Final = re.compile(
    r".*(?:撤回了一条消息|加入了?群聊|修改群名为|移出了群聊|退出了群聊|拍了拍|以上是打招呼的内容|邀请.{1,40}加入).*"
)
_BACK: Final = {"今天": 0, "昨天": 1, "前天": 2}
_DAYS: Final = "一二三四五六日"


@dataclass(frozen=True, slots=True)
class Message:
    """What somebody said.

    Attributes:
        lines: numbers of the lines it was taken from, from 1.
        sender: as the chat shows it, "" where nobody is named.
        on: ISO day, "" where none is known.
        text: what was said; lines are kept.
    """

    lines: tuple[int, ...]
    sender: str
    on: str
    text: str


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A line that says nothing anybody raised: its number, its text, why."""

    line: int
    text: str
    why: str


@dataclass(frozen=True, slots=True)
class Chat:
    """A chat: what was said, what was left out, and whether names were found at all."""

    messages: tuple[Message, ...]
    left_out: tuple[LeftOut, ...]
    is_chat: bool


@dataclass
class _Open:
    """A message while its lines are read."""

    sender: str
    on: str
    lines: list[int] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)


def check_size(text: str) -> None:
    """Refuse a text that is too long to be looked through by anybody.

    Raises:
        InvalidInput: too many characters, lines, or a line that is too long.
    """
    lines = text.splitlines()
    if len(text) > MOST_CHARACTERS or len(lines) > MOST_LINES:
        raise InvalidInput(
            f"粘贴的内容太多，最多{MOST_LINES}行、{MOST_CHARACTERS // 10_000}万字。请分几次粘贴。"
        )
    for number, line in enumerate(lines, 1):
        if len(line) > LONGEST_LINE:
            raise InvalidInput(f"第{number}行太长，有{len(line)}个字，最多{LONGEST_LINE}个字。请分成几行。")


def read_chat(text: str, today: date) -> Chat:
    """Return what a pasted text says.

    Args:
        text: as pasted.
        today: gives the year to days without one, and the day to 昨天.

    Raises:
        InvalidInput: it is too long.
    """
    check_size(text)
    reading = _Reading(today)
    for number, line in enumerate(text.splitlines(), 1):
        if clean(line):
            reading.take(number, line)
    return reading.finished()


class _Reading:
    """Takes line after line."""

    def __init__(self, today: date) -> None:
        self._today = today
        self._day = ""
        self._open: _Open | None = None
        self._messages: list[Message] = []
        self._left: list[LeftOut] = []
        self._named = False

    def take(self, number: int, line: str) -> None:
        """Take one line that is not empty."""
        plain = narrow(clean(line))
        if _SYSTEM.fullmatch(plain) and len(plain) < 80:
            self._leave(number, line, "系统提示")
        elif (day := self._day_alone(plain)) is not None:
            self._day = day or self._day
            self._close()
            self._leave(number, line, "日期")
        elif (header := self._header(plain)) is not None:
            self._begin(*header)
            self._add(number, "")
        elif (said := _FORWARDED.fullmatch(plain)) is not None and _is_name(said["name"]):
            self._begin(clean(said["name"]), _day_of(said.groupdict(), self._today) or self._day)
            self._add(number, clean(line)[len(clean(line)) - len(said["text"]) :])
        else:
            if self._open is None:
                self._begin("", self._day, named=False)
            self._add(number, clean(line))

    def _day_alone(self, plain: str) -> str | None:
        """Return the day of a line that holds nothing else, "" for a time alone; None for any other line."""
        whole = _DAY_ALONE.fullmatch(plain)
        if whole is not None:
            return _day_of(whole.groupdict(), self._today) or None
        word = _WORD_ALONE.fullmatch(plain)
        if word is not None:
            return _spoken(word["word"], self._today)
        return "" if _TIME_ALONE.fullmatch(plain) else None

    def _header(self, plain: str) -> tuple[str, str] | None:
        for pattern in (_NAMED_FIRST, _DAY_FIRST):
            found = pattern.fullmatch(plain)
            if found is not None and _is_name(found["name"]):
                return clean(found["name"]), _day_of(found.groupdict(), self._today) or self._day
        return None

    def _begin(self, sender: str, on: str, *, named: bool = True) -> None:
        self._close()
        self._day = on or self._day
        self._named = self._named or named
        self._open = _Open(sender, on)

    def _add(self, number: int, text: str) -> None:
        if self._open is not None:
            self._open.lines.append(number)
            if text:
                self._open.parts.append(text)

    def _leave(self, number: int, line: str, why: str) -> None:
        self._left.append(LeftOut(number, clean(line), why))

    def _close(self) -> None:
        said, self._open = self._open, None
        if said is None:
            return
        if said.parts:
            self._messages.append(Message(tuple(said.lines), said.sender, said.on, "\n".join(said.parts)))
        else:
            self._left += [LeftOut(number, said.sender, "只有姓名和时间，没有内容") for number in said.lines]

    def finished(self) -> Chat:
        """Return what was read; a text without any name is a list, in which each line stands for itself."""
        self._close()
        messages = self._messages if self._named else list(_single(self._messages))
        return Chat(tuple(messages), tuple(sorted(self._left, key=lambda each: each.line)), self._named)


_NUMBERED: Final = re.compile(
    r"\s*(?:[（(]?\d{1,4}[)）]|\d{1,4}(?:[.．](?!\d)|、)|[一二三四五六七八九十]{1,3}、)\s*"
)


def _single(messages: Iterable[Message]) -> Iterable[Message]:
    for said in messages:
        for number, text in zip(said.lines, said.text.split("\n"), strict=True):
            kept = _NUMBERED.sub("", text, count=1) if _NUMBERED.match(text) else text
            yield Message((number,), "", said.on, kept or text)


def _is_name(name: str) -> bool:
    return name.casefold() not in words("no_names") and any(letter.isalnum() for letter in name)


def _day_of(found: "dict[str, str | None]", today: date) -> str:
    """Return the ISO day of a match, "" where it has none, or one on which nobody can have said it."""
    month, dom = found.get("month"), found.get("dom")
    if not month or not dom:
        return ""
    year = int(found.get("year") or 0)
    year = year + 2000 if 0 < year < 100 else year
    try:
        day = date(year or today.year, int(month), int(dom))
        if not year and day > today:  # a day to come without a year was last year's
            day = day.replace(year=today.year - 1)
    except ValueError:
        return ""
    return day.isoformat() if day.year >= _FIRST_YEAR and day <= today else ""


def _spoken(word: str, today: date) -> str:
    """Return the day that 昨天 or 星期三 means: the last one."""
    back = _BACK.get(word)
    if back is None:
        at = _DAYS.index(word[-1].replace("天", "日"))
        back = (today.weekday() - at) % 7
    return (today - timedelta(days=back)).isoformat()
