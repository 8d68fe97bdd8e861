"""Wording with placeholders such as {楼院}: read, checked and filled in, without ever running what it says.

A placeholder is a name of a closed set between braces. Words between square brackets are printed only when
every placeholder inside them has something to say. Where a value is empty outside of brackets, the clause
around it (up to the next of ，、；。！？ or the line's end) goes with its mark, unless another placeholder
in it has something to say, so that no mark is left hanging; a sentence keeps its full stop as long as any of
it is left. A title says nothing twice: 东院 is left out before 东院联席会议, 纪要 behind 联席会议纪要.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import pairwise

from models.errors import InvalidInput

_FOLDED = str.maketrans("｛｝［］", "{}[]")
"""What an input method for Chinese types instead."""
_CLAUSE = re.compile("([，、；。！？])")
_STOPS = "。！？"
_SHARED = 2
"""Least characters that count as said already: one alone is chance, as in 补选 before 选举结果."""
_PAIRS = ("（）", "《》", "“”", "〔〕", "()")
_ALIKE = {"公示": ("公示", "公告"), "公告": ("公示", "公告")}


@dataclass(frozen=True, slots=True)
class Text:
    """Words that are printed as they stand."""

    text: str


@dataclass(frozen=True, slots=True)
class Placeholder:
    """A value to be filled in."""

    name: str


@dataclass(frozen=True, slots=True)
class Skippable:
    """Words that are left out when one of their placeholders is empty."""

    parts: tuple[Text | Placeholder, ...]


Part = Text | Placeholder | Skippable


@dataclass(slots=True)
class _Atom:
    """A piece of filled-in wording: plain words, a value, or an empty value."""

    text: str
    state: str


def parse(text: str) -> tuple[Part, ...]:
    """Return wording cut into words, placeholders and stretches that may be left out.

    Raises:
        InvalidInput: a brace or bracket alone, one inside another, a placeholder without a name.
    """
    found: list[Part] = []
    inner: list[Text | Placeholder] | None = None
    for piece in re.findall(r"\{[^{}]*\}|[{}\[\]]|[^{}\[\]]+", text.translate(_FOLDED)):
        if piece in ("{", "}"):
            raise InvalidInput(f"花括号“{piece}”没有配对。占位符的前后各写一个花括号，如{{楼院}}。")
        if piece == "[":
            if inner is not None:
                raise InvalidInput("方括号里面不能再套方括号。请去掉里面的一对。")
            inner = []
        elif piece == "]":
            if inner is None:
                raise InvalidInput("方括号“]”没有配对。可以省略的话前后各写一个方括号，如[在{会议地点}]。")
            found += _closed(inner)
            inner = None
        else:
            (found if inner is None else inner).append(_plain(piece))
    if inner is not None:
        raise InvalidInput("方括号“[”没有配对。可以省略的话前后各写一个方括号，如[在{会议地点}]。")
    return tuple(found)


def _plain(piece: str) -> Text | Placeholder:
    if not piece.startswith("{"):
        return Text(piece)
    name = piece[1:-1].strip().strip("　")
    if not name:
        raise InvalidInput("花括号里没有写占位符的名称。请从右边的占位符里选一个。")
    return Placeholder(name)


def _closed(inner: list[Text | Placeholder]) -> list[Part]:
    if any(isinstance(each, Placeholder) for each in inner):
        return [Skippable(tuple(inner))]
    return [Text("["), *inner, Text("]")]  # brackets around plain words are words


def names_in(text: str) -> tuple[str, ...]:
    """Return the placeholders of a wording in the order they stand.

    Raises:
        InvalidInput: see `parse`.
    """
    names: list[str] = []
    for part in parse(text):
        inside = part.parts if isinstance(part, Skippable) else (part,)
        names += [each.name for each in inside if isinstance(each, Placeholder)]
    return tuple(names)


def listed(names: Collection[str]) -> str:
    """Return names of placeholders as they are written, for a sentence."""
    return "、".join(f"{{{name}}}" for name in names)


def fill(text: str, values: Mapping[str, str], *, is_title: bool = False) -> str:
    """Return the wording with its placeholders filled in, by the rules above.

    Args:
        text: the wording.
        values: what each placeholder says, "" where nothing is recorded.
        is_title: whether what is said already is left out.

    Raises:
        InvalidInput: see `parse`, or a placeholder that `values` does not know.
    """
    atoms = [_atom(part, values) for part in parse(text)]
    if is_title:
        _say_once(atoms)
    lines: list[list[_Atom]] = [[]]
    for atom in atoms:
        first, *more = atom.text.split("\n") if atom.state == "words" else [atom.text]
        lines[-1].append(_Atom(first, atom.state))
        lines += [[_Atom(each, "words")] for each in more]
    filled = (_tidy(line) for line in lines)
    return "\n".join(line for line in filled if line)


def _atom(part: Part, values: Mapping[str, str]) -> _Atom:
    if isinstance(part, Text):
        return _Atom(part.text, "words")
    if isinstance(part, Placeholder):
        value = _value(part, values)
        return _Atom(value, "value" if value else "empty")
    inside = [each.text if isinstance(each, Text) else _value(each, values) for each in part.parts]
    whole = all(said for each, said in zip(part.parts, inside, strict=True) if isinstance(each, Placeholder))
    return _Atom("".join(inside), "value") if whole else _Atom("", "left out")


def _value(placeholder: Placeholder, values: Mapping[str, str]) -> str:
    if placeholder.name not in values:
        raise InvalidInput(f"{listed([placeholder.name])}在这里没有内容可填。可以用：{listed(values)}。")
    return values[placeholder.name]


def _say_once(atoms: list[_Atom]) -> None:
    """Leave out a value that the next one begins with, and words that the value before ends with."""
    said = [atom for atom in atoms if atom.state in ("words", "value")]
    for before, after in pairwise(said):
        if before.state == "value" and after.state == "value" and after.text.startswith(before.text):
            before.text = ""
        elif before.state == "value" and after.state == "words":
            after.text = _not_said(before.text, after.text)


def _not_said(before: str, words: str) -> str:
    kind = words[-2:]
    if len(kind) == 2 and before.endswith(_ALIKE.get(kind, (kind,))):
        return ""
    shared = (
        size for size in range(min(len(before), len(words)), _SHARED - 1, -1) if before.endswith(words[:size])
    )
    return words[next(shared, 0) :]


def _tidy(line: list[_Atom]) -> str:
    """Return one line without the clauses that have nothing to say."""
    kept: list[list[str]] = []
    sentence = 0
    for text, mark, is_said in _clauses(line):
        if is_said:
            kept.append([text, mark])
        elif len(kept) > sentence and mark not in tuple("，、；"):
            kept[-1][1] = mark  # the full stop, or the line's end, takes the place of the comma before
        if mark and mark in _STOPS:
            sentence = len(kept)
    whole = "".join(text + mark for text, mark in kept)
    for pair in _PAIRS:
        whole = whole.replace(pair, "")
    return whole.strip().strip("　")


def _clauses(line: list[_Atom]) -> list[tuple[str, str, bool]]:
    """Return the clauses of a line: words, the mark behind them, and whether they are printed."""
    found: list[tuple[str, str, bool]] = []
    text, states = "", set[str]()
    for atom in line:
        pieces = _CLAUSE.split(atom.text) if atom.state == "words" else [atom.text]
        for number, piece in enumerate(pieces):
            if number % 2:
                found.append((text, piece, _is_said(text, states)))
                text, states = "", set()
            else:
                text += piece
                states.add(atom.state)
    if states - {"words"} or text:
        found.append((text, "", _is_said(text, states)))
    return found


def _is_said(text: str, states: set[str]) -> bool:
    if "empty" in states:
        return "value" in states
    return bool(text) or "left out" not in states
