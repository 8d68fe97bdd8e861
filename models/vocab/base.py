"""What a closed vocabulary is: the code that is stored and the Chinese label that is shown."""

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """An ordered set of codes with their labels.

    Attributes:
        name: name used in descriptions of fields.
        items: pairs of code and label in the order they are offered.
    """

    name: str
    items: tuple[tuple[str, str], ...]

    def label(self, code: str | None) -> str:
        """Return the label of `code`; an unknown code is shown as it is, None as nothing."""
        if code is None:
            return ""
        for known, label in self.items:
            if known == code:
                return label
        return code

    def code(self, label: str) -> str | None:
        """Return the code with exactly this label, or None."""
        for code, known in self.items:
            if known == label:
                return code
        return None

    def __contains__(self, code: object) -> bool:
        return any(known == code for known, _ in self.items)

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(self.items)
