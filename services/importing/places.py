"""The courtyards a book knows, and which of them a row of another sheet means."""

import re
from dataclasses import dataclass, field
from typing import Any

from models.rules.text import fold
from services.importing.body import filled_down
from services.importing.cells import Cells, parse_text
from services.importing.plan import CourtyardRow, Place, Plan

_COURTYARD = re.compile(
    r"[\u4e00-\u9fff0-9（）()\-—A-Za-z]{2,30}?(?:家属院|小区|公寓|[0-9]号院|院|苑|宿舍)(?:[A-Z0-9]+区)?"
)
_LISTED_UNKNOWN = 50


@dataclass(slots=True)
class Places:
    """Courtyards of the survey sheets by folded name, and the committee kinds the survey gives them."""

    plan: Plan
    by_name: dict[str, list[Place]] = field(default_factory=dict)
    committee_kinds: dict[Place, str] = field(default_factory=dict)
    unknown: dict[str, int] = field(default_factory=dict)

    def add(self, row: CourtyardRow) -> None:
        """Remember a courtyard of the survey."""
        self.by_name.setdefault(fold(row.place.courtyard), []).append(row.place)

    def of(self, community: str, courtyard: str) -> Place:
        """Return the place a row means: the survey's own spelling and community where it is the only one."""
        known = self.by_name.get(fold(courtyard), ())
        for place in known:
            same = not community or fold(place.community) == fold(community)
            if same and (len(known) == 1 or community):
                return place
        return Place(community, courtyard)

    def knows(self, place: Place) -> bool:
        """Tell whether the survey has a courtyard of this name, or whether there is no survey to ask."""
        return not self.by_name or fold(place.courtyard) in self.by_name

    def named_in(self, text: str) -> str:
        """Return the courtyard a title or the name of a sheet speaks of, or ""."""
        folded = fold(text)
        known = [each[0].courtyard for name, each in self.by_name.items() if name in folded]
        if known:
            return max(known, key=len)
        match = _COURTYARD.search(text)
        return match.group() if match is not None and not self.by_name else ""

    def rows(self, cells: Cells) -> list[Place | None]:
        """Return the place of every row; blanks continue the row above, one courtyard stands in the title."""
        table = cells.table
        communities: list[Any] = filled_down(cells.values("community", parse_text))
        if cells.has("courtyard"):
            names: list[Any] = filled_down(cells.values("courtyard", parse_text))
        else:
            named = self.named_in(table.above) or self.named_in(table.sheet.name)
            names = [named or None] * len(cells.rows)
        answers: list[Place | None] = []
        memo: dict[tuple[str, str], Place] = {}
        for index, name in enumerate(names):
            if name is None:
                answers.append(None)
                continue
            key = (communities[index] or "", name)
            place = memo.get(key)
            if place is None:
                place = memo[key] = self.of(*key)
                self._check(cells, index, place)
            answers.append(place)
        return answers

    def _check(self, cells: Cells, index: int, place: Place) -> None:
        if self.knows(place):
            return
        self.unknown[place.courtyard] = self.unknown.get(place.courtyard, 0) + 1
        if len(self.unknown) <= _LISTED_UNKNOWN and self.unknown[place.courtyard] == 1:
            message = f"“{place.courtyard}”不在本表的楼院摸排中，请核对楼院名称；内容仍会保留。"
            cells.warn(index, "courtyard", "unknown_courtyard", message)
