"""What the pure functions answer with: a value read from typed text, and a hint about a record."""

from dataclasses import dataclass
from typing import Generic, Literal, TypeVar

T = TypeVar("T")

Level = Literal["info", "warn", "block"]


@dataclass(frozen=True, slots=True)
class Parsed(Generic[T]):
    """What was read out of typed text.

    Attributes:
        value: the value, or None for an empty cell, a placeholder, or text nobody can read.
        understood: False when there was text and it could not be read; the caller keeps the text as a note.
        changed: True when the stored form differs from what was typed (full width, a unit, a date form).
        about: True when the text said 约, 左右 or 多.
    """

    value: T | None
    understood: bool = True
    changed: bool = False
    about: bool = False


@dataclass(frozen=True, slots=True)
class Hint:
    """One thing a rule has to say about a record.

    Attributes:
        rule_id: id of the rule in `resources/rules.json`.
        level: "info" and "warn" explain, "block" stops the step.
        field: name of the field it is shown beside, or None for the whole record.
        message: one sentence in Simplified Chinese.
        source: the law or document and its article, as shown to the user.
    """

    rule_id: str
    level: Level
    field: str | None
    message: str
    source: str
