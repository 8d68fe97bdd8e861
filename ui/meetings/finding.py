"""Finding a line of the roll by what is typed: 3-2-501, 501 in an entrance, a name, pinyin initials.

The roll stands in memory while a meeting is held, so that an answer comes with every key.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

_WORDS: Final = re.compile(r"号楼|单元|号院|[号栋幢楼门室户座]")
_PARTS: Final = re.compile(r"[0-9]+|[a-z]+|[\u3400-\u9fff\U00020000-\U0003ffff]+")
_NAMED = 4
"""Dwellings that are named where a number fits several."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the roll as it is found.

    Attributes:
        key: what it stands for.
        label: dwelling or body as it is shown: 3号楼2单元501.
        name: of the person or the owners.
        number: its running number on the roll, None for none.
        door: parts of the dwelling number; () where the line is no dwelling.
    """

    key: bytes
    label: str
    name: str
    number: int | None = None
    door: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """What a typed text means: one line, or a sentence that says why it is none."""

    entry: Entry | None = None
    problem: str = ""


def parts_of(text: str) -> tuple[str, ...]:
    """Return the parts of a dwelling number: "3号楼2单元501室" and "3-2-501" are the same.

    Args:
        text: as it is typed or shown.
    """
    plain = unicodedata.normalize("NFKC", text).casefold()
    plain = _WORDS.sub("-", plain)
    return tuple(part.lstrip("0") or "0" if part.isdigit() else part for part in _PARTS.findall(plain))


class Finder:
    """The roll, searched while typing.

    Args:
        entries: its lines in order.
        keys: pinyin of the names, in full and initials.
    """

    def __init__(self, entries: Sequence[Entry], keys: Mapping[str, tuple[str, ...]]) -> None:
        self.entries = tuple(entries)
        self._keys = keys
        self._texts: list[str] | None = None
        self._ends: dict[tuple[str, ...], list[Entry]] = {}
        for entry in self.entries:
            for start in range(len(entry.door)):
                self._ends.setdefault(entry.door[start:], []).append(entry)
        self.by_door = bool(self._ends)

    def places(self, typed: str) -> list[int]:
        """Return the places of the lines that hold every word of a text, in their order.

        Args:
            typed: parts of number, name or pinyin, divided by blanks; empty means all.
        """
        words = unicodedata.normalize("NFKC", typed).casefold().split()
        if not words:
            return list(range(len(self.entries)))
        texts = self._texts if self._texts is not None else self._read()
        return [at for at, text in enumerate(texts) if all(word in text for word in words)]

    def _read(self) -> list[str]:
        self._texts = [self._text(entry) for entry in self.entries]
        return self._texts

    def _text(self, entry: Entry) -> str:
        number = "" if entry.number is None else str(entry.number)
        return "\n".join(
            (
                unicodedata.normalize("NFKC", f"{entry.label}\n{entry.name}").casefold(),
                "-".join(entry.door),
                number,
                "\n".join(self._keys.get(entry.name, ())),
            )
        )

    def meant(self, typed: str, entrance: Sequence[str] = ()) -> Found:
        """Return the one line a typed text means.

        Args:
            typed: a dwelling number, whole or its end; a running number where the roll has no dwellings; a
                name or its initials.
            entrance: parts that stand before a number typed alone: the entrance that is being counted.
        """
        text = typed.strip()
        if not text:
            return Found(problem="请写门牌号或姓名。" if self.by_door else "请写名册序号或姓名。")
        parts = parts_of(text)
        if self.by_door and parts and any(part.isdigit() for part in parts):
            return self._by_door(text, parts, tuple(entrance))
        if text.isdigit():
            number = int(text)
            numbered = [entry for entry in self.entries if entry.number == number]
            return _single(text, numbered, f"名册上没有第{number}号，名册共{len(self.entries)}行。")
        return self._by_name(text)

    def _by_door(self, text: str, parts: tuple[str, ...], entrance: tuple[str, ...]) -> Found:
        whole = (*entrance, *parts)
        if entrance and (inside := self._ends.get(whole)):
            return _single(text, inside, "")
        found = self._ends.get(parts, [])
        exact = [entry for entry in found if entry.door == parts]
        within = f"{'-'.join(entrance)}里" if entrance else ""
        return _single(text, exact or found, f"名册上{within}没有“{text}”这一户，请核对门牌号。")

    def _by_name(self, text: str) -> Found:
        folded = unicodedata.normalize("NFKC", text).casefold()
        named = [entry for entry in self.entries if entry.name.casefold() == folded]
        if not named:
            named = [entry for entry in self.entries if folded in entry.name.casefold()]
        if not named:
            named = [entry for entry in self.entries if folded in self._keys.get(entry.name, ())]
        return _single(text, named, f"名册上没有“{text}”，请核对姓名或写门牌号。")


def _single(text: str, found: Sequence[Entry], none: str) -> Found:
    if len(found) == 1:
        return Found(found[0])
    if not found:
        return Found(problem=none)
    named = "、".join(_called(entry) for entry in found[:_NAMED])
    more = "等" if len(found) > _NAMED else ""
    return Found(problem=f"“{text}”有{len(found)}户：{named}{more}，请写全楼号和单元。")


def _called(entry: Entry) -> str:
    return "-".join(entry.door) or f"{entry.label}{entry.name}"


def entrances(entries: Iterable[Entry]) -> tuple[tuple[str, ...], ...]:
    """Return the entrances of a roll in their order: all parts of a dwelling number but the last.

    Args:
        entries: lines of the roll.
    """
    return tuple(dict.fromkeys(entry.door[:-1] for entry in entries if len(entry.door) > 1))
