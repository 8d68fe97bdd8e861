"""The values of a rule as fields of a form: shares as they are typed, numbers, choices, flags."""

from typing import TYPE_CHECKING, Final

from models.vocab import Vocabulary
from services.records import ShownField
from services.subjects import Field
from services.subjects.base import FieldKind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from services.rules.lines import ShownValue

_KINDS: Final[dict[str, FieldKind]] = {"number": "count", "flag": "yes_no", "base": "choice"}
_SHARE_HELP = "写成“三分之二以上”（含本数）、“过半数”或“超过1/2”（不含本数）。"
_PREFIX = "value__"


def value_fields(values: "Iterable[ShownValue]") -> tuple[ShownField, ...]:
    """Return the fields of a form; their names are read back by `typed_values`."""
    return tuple(_field(value) for value in values)


def typed_values(values: dict[str, object]) -> dict[str, object]:
    """Return what a form gave, with values named as `services.rules.editing` takes them."""
    return {_there(name): value for name, value in values.items()}


def refused(errors: dict[str, str]) -> dict[str, str]:
    """Return sentences by field of the form, from those by name of the value."""
    return {name.replace("value.", _PREFIX, 1): said for name, said in errors.items()}


def _there(name: str) -> str:
    return f"value.{name.removeprefix(_PREFIX)}" if name.startswith(_PREFIX) else name


def _field(value: "ShownValue") -> ShownField:
    from services.rules.lines import BASES

    field = Field(
        f"{_PREFIX}{value.name}",
        value.label,
        _KINDS.get(value.sort, "text"),
        vocabulary=Vocabulary("rule_base", tuple(BASES.items())) if value.sort == "base" else None,
        suffix=value.unit,
        help=_SHARE_HELP if value.sort == "share" else "",
    )
    return ShownField(field, value.value, None, value.text)
