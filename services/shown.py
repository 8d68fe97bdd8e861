"""How a stored value is shown: counts with 约, dates in Chinese, areas, amounts, labels of codes.

Telephones, document numbers and ways to reach a person are shown masked; whoever needs the whole one asks for
it by a command that the audit notes (services/sensitive.py).
"""

from typing import Any

from models import vocab
from models.rules import clock, dates, numbers, people
from models.rules.text import visible
from models.vocab import Vocabulary

HIDDEN: frozenset[str] = frozenset(("phone", "id_number", "contact"))
"""Kinds of fields and columns whose values are masked wherever they are shown."""


def show(
    value: Any, kind: str, vocabulary: Vocabulary | None = None, *, companion: Any = None, suffix: str = ""
) -> str:
    """Return a stored value as the user reads it.

    Args:
        value: the stored value; None is shown as nothing.
        kind: kind of the field or column (services.subjects.base.FieldKind).
        vocabulary: labels of a coded value.
        companion: the value of the companion column: 约 of a count, the unit of a charge, the words that were
            written instead of a year or of a code.
        suffix: unit put behind a value.
    """
    if kind in ("year", "choice") and companion:
        return str(companion)
    if value is None:
        return ""
    formatted = _FORMATS[kind](value, companion) if kind in _FORMATS else _plain(value, vocabulary)
    return f"{formatted}{suffix}" if suffix and formatted else formatted


def _plain(value: Any, vocabulary: Vocabulary | None) -> str:
    return vocabulary.label(value) if vocabulary is not None else visible(str(value))


def _about(text: str, companion: Any) -> str:
    return f"约{text}" if companion else text


def _date(value: Any, _: Any) -> str:
    return dates.from_iso(value).chinese


def _contact(value: str) -> str:
    from models.rules.masks import mask_contact  # not before somebody's contact is shown

    return mask_contact(value)


def whole(value: Any, kind: str) -> str:
    """Return a value of a hidden kind unmasked, as people write it; nothing for None.

    For sheets whose masks allow it and for `services.sensitive`, which notes who asked; nothing else.
    """
    if value is None:
        return ""
    return people.format_phone(value) if kind == "phone" else str(value)


def is_masked(text: str) -> bool:
    """Tell whether a text is a number as it is shown masked, which is never offered to be edited."""
    return people.is_masked(text)


def _charge(value: Any, companion: Any) -> str:
    amount = f"{value / 1000:.3f}".rstrip("0").rstrip(".")
    return f"{amount}{vocab.CHARGE_UNIT.label(companion)}"


_FORMATS: dict[str, Any] = {
    "count": lambda value, companion: _about(str(value), companion),
    "year": lambda value, _: str(value),
    "years": lambda value, _: f"{value}年",
    "date": _date,
    "area": lambda value, companion: _about(numbers.format_area(value), companion),
    "money": lambda value, _: numbers.format_money(value),
    "duration": lambda value, _: clock.format_duration(value),
    "phone": lambda value, _: people.mask_phone(value),
    "id_number": lambda value, _: people.mask_id(value),
    "contact": lambda value, _: _contact(value),
    "yes_no": lambda value, _: "是" if value else "否",
    "charge": _charge,
}
