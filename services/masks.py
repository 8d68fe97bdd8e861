"""How each kind of sheet shows people: the shipped profile with the office's own rules, kept and reset."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from models import vocab
from models.errors import InvalidInput
from models.rules.masks import FULL, HIDDEN, MASKED
from models.rules.masks import shown as show
from services.levels import layers, level
from services.office import Context
from services.resources import resource_text
from services.rights import needs

if TYPE_CHECKING:
    from models.db.uow import Committed, UnitOfWork

TABLE: Final = "mask_rule"
Place = tuple[str, str]
"""A group of people (vocab.MASK_GROUP) and what is shown about them (vocab.MASK_PART)."""
PLACES: Final[tuple[Place, ...]] = tuple(
    (group, part) for group, _ in vocab.MASK_GROUP for part, _ in vocab.MASK_PART
)
_NAMED_BY_DUTY: Final = frozenset(("office", "meeting", "candidate"))
"""Groups without whose names a sheet says something wrong: they may be masked, never left out."""


@dataclass(frozen=True, slots=True)
class MaskRule:
    """How a sheet shows one thing about one group.

    Attributes:
        mode: of vocab.MASK_MODE, the office's own where it has one.
        shipped: what the program ships.
        reason, source: why, and by which law, of the shipped mode.
    """

    mode: str
    shipped: str
    reason: str
    source: str

    @property
    def is_own(self) -> bool:
        """Whether the office says otherwise than the program ships."""
        return self.mode != self.shipped


@dataclass(frozen=True, slots=True)
class MaskProfile:
    """How one kind of sheet shows people.

    Attributes:
        kind: of vocab.NOTICE_KIND, or one of the other sheets of resources/masks.json.
        name: what the kind is called.
        rules: by group and part.
    """

    kind: str
    name: str
    rules: Mapping[Place, MaskRule]

    def mode(self, group: str, part: str) -> str:
        """Return the mode of one thing about one group.

        Raises:
            KeyError: no such group or part.
        """
        return self.rules[(group, part)].mode

    @property
    def is_own(self) -> bool:
        """Whether the office changed anything."""
        return any(rule.is_own for rule in self.rules.values())

    @property
    def called(self) -> str:
        """Return what the print log calls it: 决议公示, or 决议公示（本单位设置）."""
        return f"{self.name}（本单位设置）" if self.is_own else self.name


@lru_cache(maxsize=1)
def _shipped() -> dict[str, Any]:
    told: dict[str, Any] = json.loads(resource_text("masks.json"))
    return told


def kinds() -> tuple[tuple[str, str], ...]:
    """Return codes and names of the kinds of sheets that have a profile, in the order of the shipped file."""
    return tuple((kind, _called(kind)) for kind in _shipped()["sheets"])


def _called(kind: str) -> str:
    told: dict[str, Any] = _shipped()["sheets"].get(kind, {})
    called: str = told.get("called", "")
    return called or vocab.NOTICE_KIND.label(kind)


def shipped(kind: str) -> MaskProfile:
    """Return the profile the program ships; a kind without one of its own is shown as all are."""
    groups, own = _shipped()["groups"], _shipped()["sheets"].get(kind, {})
    rules = {}
    for group, part in PLACES:
        mode, reason, source = own.get(group, {}).get(part) or groups[group][part]
        rules[(group, part)] = MaskRule(mode, mode, reason, source)
    return MaskProfile(kind, _called(kind), rules)


def choices(group: str, part: str) -> tuple[str, ...]:
    """Return the modes an office may choose.

    Identity numbers are never printed whole; who holds an office, acts in a meeting or stands for election is
    never left out, because the sheet would say that there is nobody.
    """
    if part == "id_number":
        return (MASKED, HIDDEN)
    if part == "name" and group in _NAMED_BY_DUTY:
        return (FULL, MASKED)
    return (FULL, MASKED, HIDDEN)


def profile(context: Context, kind: str) -> MaskProfile:
    """Return how a kind of sheet shows people in this office.

    A row that allows what no sheet may show, made by another program, counts as not there.

    Args:
        context: read on the reader's thread, or inside a unit of work.
        kind: of vocab.NOTICE_KIND, or another sheet.
    """
    return _overlaid(shipped(kind), _own(context).get(kind, {}))


def profiles(context: Context) -> tuple[MaskProfile, ...]:
    """Return the profiles of all kinds, on the reader's thread."""
    own = _own(context)
    return tuple(_overlaid(shipped(kind), own.get(kind, {})) for kind, _ in kinds())


def _own(context: Context) -> dict[str, dict[Place, str]]:
    found: dict[str, dict[Place, str]] = {}
    for sheet, group, part, mode in layers(context.reader, TABLE, "sheet, people, part, mode").all:
        found.setdefault(sheet, {})[(group, part)] = mode
    return found


def _overlaid(told: MaskProfile, own: Mapping[Place, str]) -> MaskProfile:
    rules = {
        place: MaskRule(own[place], rule.shipped, rule.reason, rule.source)
        if place in own and own[place] in choices(*place)
        else rule
        for place, rule in told.rules.items()
    }
    return MaskProfile(told.kind, told.name, rules)


def refusal(kind: str, place: Place, mode: str) -> str:
    """Return why a mode cannot be chosen, as one sentence; "" where it can."""
    if mode in choices(*place):
        return ""
    group, part = vocab.MASK_GROUP.label(place[0]), vocab.MASK_PART.label(place[1])
    where = f"“{_called(kind)}”里{group}的{part}不能设为“{vocab.MASK_MODE.label(mode)}”"
    if place[1] == "id_number":
        return (
            f"{where}：证件号码不得在公示上完整印出（个人信息保护法第二十八条）。请选“隐去部分”或“不出现”。"
        )
    return f"{where}：公示上会变成没有这个人。请选“完整”或“隐去部分”。"


@needs("office.rules")
def save(context: Context, kind: str, modes: Mapping[Place, str]) -> Committed | None:
    """Keep the office's own rules of a kind of sheet, on the writer's thread; a shipped mode is not kept.

    Args:
        context: who writes.
        kind: which kind of sheet.
        modes: mode by group and part; what is left out stays as it is.

    Returns:
        What was done, by which it can be undone; None when nothing was different.

    Raises:
        InvalidInput: a mode that no sheet may have; nothing is kept then.
    """
    for place, mode in modes.items():
        sentence = refusal(kind, place, mode)
        if sentence:
            raise InvalidInput(sentence)
    told = shipped(kind)
    rows = layers(context.reader, TABLE, "people, part, mode", "AND sheet = ?", (kind,)).office
    below = {(group, part): mode for group, part, mode in rows}
    wanted = {
        place: None if mode == below.get(place, told.mode(*place)) else mode for place, mode in modes.items()
    }
    return _write(context, told, wanted)


@needs("office.rules")
def reset(context: Context, kind: str) -> Committed | None:
    """Go back to what the program ships for a kind of sheet, on the writer's thread.

    Returns:
        What was done, by which it can be undone; None when it was as shipped already.
    """
    return _write(context, shipped(kind), dict.fromkeys(PLACES))


def _write(context: Context, told: MaskProfile, wanted: Mapping[Place, str | None]) -> Committed | None:
    with context.unit_of_work() as work:
        for place, mode in wanted.items():
            _write_rule(work, told.kind, place, mode)
        if work.change_count == 0:
            return None
        work.note("masks_changed", None, None, told.name)
        return work.commit()


def _write_rule(work: UnitOfWork, kind: str, place: Place, mode: str | None) -> None:
    where = "AND sheet = ? AND people = ? AND part = ?"
    rows = layers(work.reader, TABLE, "id", where, (kind, *place)).own
    if mode is None:
        work.delete_many(TABLE, [bytes(row[0]) for row in rows])
    elif rows:
        work.update(TABLE, bytes(rows[-1][0]), {"mode": mode})
    else:
        group, part = place
        work.insert(
            TABLE,
            {"unit_id": level(work.reader).unit, "sheet": kind, "people": group, "part": part, "mode": mode},
        )


_EXAMPLE: Final = (
    ("name", "张建明"),
    ("phone", "13800001234"),
    ("id_number", "410105196001011234"),
    ("address", "航海东路1号院3号楼2单元501"),
)


def example(modes: Mapping[str, str]) -> str:
    """Return somebody made up as a sheet would show them, by the mode of each part; "" for nothing at all."""
    printed = (show(part, value, modes[part]) for part, value in _EXAMPLE)
    return "　".join(each for each in printed if each)
