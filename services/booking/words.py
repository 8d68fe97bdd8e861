"""Which kind a line means: by the word of the sheet, inside a bank's summary, or as the user said."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from models.rules.text import clean, fold
from services.booking.lines import OWN_KIND
from services.ledgers.kinds import OTHER, Kind

_MONTH = re.compile(r"^(?:(?:19|20)?[0-9]{2}年)?(?:[0-9]{1,2}月份?|[0-9]{1,2}[-—~至][0-9]{1,2}月份?)?的?")
_LEAST: Final = 2


@dataclass(frozen=True, slots=True)
class Meant:
    """The kind a line is booked as.

    Attributes:
        code: of the kind, or `OWN_KIND`.
        name: in words.
        unknown: no kind is called so.
        chosen: the user said which one is meant.
    """

    code: str
    name: str
    unknown: bool = False
    chosen: bool = False


class Words:
    """The words by which an office calls its kinds.

    Args:
        kinds: all kinds, hidden ones too: an entry of before may have one.
        chosen: (direction, word) → code, as the user said in the rehearsal.
    """

    def __init__(self, kinds: Iterable[Kind], chosen: Mapping[tuple[str, str], str]) -> None:
        self.by_code = {each.code: each for each in kinds}
        self._chosen = chosen
        self._exact: dict[tuple[str, str], Kind] = {}
        self._parts: dict[str, list[tuple[str, Kind]]] = {"income": [], "expense": []}
        for each in self.by_code.values():
            self._exact[each.direction, fold(each.name)] = each
        for each in self.by_code.values():
            for word in (each.name, *each.items):
                self._exact.setdefault((each.direction, fold(word)), each)
                if len(word) >= _LEAST:
                    self._parts[each.direction].append((fold(word), each))
        for parts in self._parts.values():
            parts.sort(key=lambda part: -len(part[0]))

    def meant(self, direction: str, word: str, *, inside: bool) -> Meant:
        """Return the kind a word means.

        Args:
            direction: "income" or "expense".
            word: as the file says, "" for nothing.
            inside: the word is a summary in which the name of a kind may stand.
        """
        bare = fold(_MONTH.sub("", clean(word)))
        found = self._exact.get((direction, fold(word))) or self._exact.get((direction, bare))
        if found is None and inside:
            found = next((kind for part, kind in self._parts[direction] if part in bare), None)
        if found is not None:
            return Meant(found.code, found.name)
        code = self._chosen.get((direction, word))
        if code == OWN_KIND and word:
            return Meant(OWN_KIND, word, unknown=True, chosen=True)
        chosen = self.by_code.get(code or "")
        if chosen is not None and chosen.direction == direction:
            return Meant(chosen.code, chosen.name, unknown=True, chosen=True)
        other = OTHER[direction]
        return Meant(other, self.name(other), unknown=True)

    def name(self, code: str) -> str:
        """Return what a kind is called."""
        return self.by_code[code].name if code in self.by_code else code


def summary_of(word: str, summary: str, meant: Meant) -> str:
    """Return what is kept as the summary: the file's own, with the word where the kind does not tell it."""
    if not summary:
        return word
    if not meant.unknown or not word or fold(word) in fold(summary):
        return summary
    return f"{word}：{summary}"
