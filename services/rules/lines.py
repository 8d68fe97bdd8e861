"""The versions of the rules as a page lists them, and their values as people read them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from models.errors import NotFound
from models.rules.dates import PartialDate
from models.rules.rule_values import (
    BASES,
    label_of,
    sort_of,
    unit_of,
    value_in_words,
    values_in_words,
)
from models.rules.rulebook import Rule, Scalar
from services.charters.force import InForce, in_force
from services.office import Context
from services.rule_overlay import COLUMNS, TABLE, rows_of_office, rule_of, shipped
from services.rules.choosing import limited

if TYPE_CHECKING:
    from models.db.reading import Reader

__all__ = [
    "BASES",
    "RuleLine",
    "ShownValue",
    "find",
    "line_of",
    "lines",
    "lines_of",
    "shown",
    "spell",
    "words",
]


@dataclass(frozen=True, slots=True)
class RuleLine:
    """One version of a rule as the office has it.

    Attributes:
        rule: the version.
        shipped: it came with the program.
        edited: the office changed it.
        active: it is in use.
        courtyard: name of the courtyard that decided it for itself, "" for the whole office.
    """

    rule: Rule
    shipped: bool
    edited: bool
    active: bool
    courtyard: str = ""

    @property
    def id(self) -> bytes:
        """The id of its row, and of the shipped version it stands for."""
        return bytes.fromhex(self.rule.uuid)


def lines(context: Context) -> tuple[RuleLine, ...]:
    """Return all versions, also those switched off; versions of one rule together, in order of time.

    Args:
        context: any connection.
    """
    return lines_of(context.reader)


def lines_of(reader: "Reader") -> tuple[RuleLine, ...]:
    """Return the same on a connection; see `lines`."""
    columns = ", ".join(f"r.{column}" for column in COLUMNS)
    rows = reader.all(
        f"SELECT {columns}, r.charter_version_id, r.active, c.name FROM {TABLE} r "
        "JOIN courtyard c ON c.id = r.courtyard_id WHERE r.deleted_at IS NULL ORDER BY r.id"
    )
    rows += [(*row[:-1], None, row[-1], None) for row in rows_of_office(reader)]
    known = {bytes(row[0]).hex(): row for row in rows}
    found = [_line(rule, known.pop(rule.uuid, None)) for rule in shipped()]
    times = {each.id: each for each in in_force(reader)} if known else {}
    found += [
        RuleLine(_within(rule, row[-3], times), False, True, bool(row[-2]), row[-1] or "")
        for row in known.values()
        if (rule := rule_of(row)) is not None
    ]
    order = {rule_id: at for at, rule_id in enumerate(dict.fromkeys(each.rule.id for each in found))}
    found.sort(key=lambda each: (order[each.rule.id], each.courtyard, each.rule.valid_from or date.min))
    return tuple(found)


def _within(rule: Rule, version: bytes | None, times: Mapping[bytes, InForce]) -> Rule:
    """Return a courtyard's rule with the time of its charter, others as they are."""
    time = None if version is None else times.get(bytes(version))
    return rule if time is None else limited(rule, time)


def _line(rule: Rule, row: tuple[Any, ...] | None) -> RuleLine:
    changed = None if row is None else rule_of(row)
    if row is None or changed is None:
        return RuleLine(rule, True, False, True)
    return RuleLine(changed, True, changed != rule, bool(row[-2]))


def line_of(context: Context, record_id: bytes) -> RuleLine:
    """Return one version.

    Raises:
        NotFound: there is none.
    """
    return find(lines_of(context.reader), record_id)


def find(listed: tuple[RuleLine, ...], record_id: bytes) -> RuleLine:
    """Return one of the versions.

    Raises:
        NotFound: there is none.
    """
    for each in listed:
        if each.id == record_id:
            return each
    raise NotFound("没有找到这条规则，可能刚被删除。请刷新后再看。")


def spell(rule: Rule) -> str:
    """Return from when to when a version holds, in words."""
    first = "" if rule.valid_from is None else PartialDate.of(rule.valid_from).chinese
    if rule.valid_to is not None:
        return f"{first}至{PartialDate.of(rule.valid_to).chinese}"
    return f"{first}起" if first else "一直"


def words(line: RuleLine) -> str:
    """Return what a version says, in one line."""
    return values_in_words(line.rule.value)


@dataclass(frozen=True, slots=True)
class ShownValue:
    """One value of a rule for a form.

    Attributes:
        name: of the value.
        sort: share, number, flag, base or text.
        label: its name in Chinese.
        unit: the measure word behind it.
        value: as a form takes it: a share as it is typed, everything else as it is.
        text: as it is shown.
    """

    name: str
    sort: str
    label: str
    unit: str
    value: Scalar
    text: str


def shown(rule: Rule) -> tuple[ShownValue, ...]:
    """Return the values of a version for a form, in their order."""
    return tuple(_shown(name, value) for name, value in rule.value.items())


def _shown(name: str, value: Scalar) -> ShownValue:
    sort = sort_of(name, value)
    text = value_in_words(name, value)
    return ShownValue(name, sort, label_of(name), unit_of(name), text if sort == "share" else value, text)
