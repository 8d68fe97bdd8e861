"""The courtyards a book knows, and which of them a row of another sheet means."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from models.rules.text import fold
from services.importing.body import filled_down
from services.importing.cells import Cells, parse_text
from services.importing.corrections import WHOLE_SHEET
from services.importing.plan import CourtyardRow, NoteRow, Place, Plan, Remark
from services.importing.texts import NO_COURTYARD

_COURTYARD = re.compile(
    r"[\u4e00-\u9fff0-9（）()\-—A-Za-z]{1,30}(?:家属院|小区|公寓|[0-9]号院|院|苑|宿舍)(?:[A-Z0-9]+区)?"
)
_LEAD = re.compile(r"^(?:(?:19|20)[0-9]{2}年度?)?(?:[0-9]{1,2}月份?)?(?:[\u4e00-\u9fff0-9]{2,12}?社区)?")
_NO_NAME = re.compile(r".{0,6}(?:楼院|(?:居民|住宅|老旧|各|本|全|无主管)小区)|.{0,2}(?:医院|法院|学院)")
_LISTED_UNKNOWN = 50


@dataclass(slots=True)
class Places:
    """Courtyards of the survey sheets by folded name, and the committee kinds the survey gives them.

    Attributes:
        registered: courtyards of the register, by folded name, to be known again in titles.
    """

    plan: Plan
    registered: Mapping[str, str] = field(default_factory=dict)
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

    def named_in(self, text: str, *apart: str) -> str:
        """Return the courtyard a title, the name of a sheet or of a file speaks of, or "".

        Args:
            text: the title.
            apart: what in it names something else: the office, the community.
        """
        folded = fold(text)
        known = [each[0].courtyard for name, each in self.by_name.items() if name in folded]
        known = known or [name for key, name in self.registered.items() if key in folded]
        if known:
            return max(known, key=len)
        for word in apart:
            text = text.replace(word, " ") if word else text
        for part in () if self.by_name else text.split():
            match = _COURTYARD.search(_LEAD.sub("", part))
            if match is not None and not _NO_NAME.fullmatch(match.group()):
                return match.group()
        return ""

    def of_sheet(self, cells: Cells) -> str:
        """Return the courtyard that rows without one belong to: as the user said, or as a title says."""
        table = cells.table
        if table.courtyard:
            return table.courtyard
        file_name = self.plan.file_name.rpartition(".")[0]
        for text in (table.above, table.sheet.name, file_name):
            named = self.named_in(text, table.office, table.community)
            if named:
                return named
        return ""

    def rows(self, cells: Cells, *, people: bool = False) -> list[Place | None]:
        """Return the place of every row; blanks continue the row above, one courtyard stands in the title.

        Args:
            cells: of the sheet.
            people: rows without a courtyard are people of a community, and get a place without one.
        """
        communities: list[Any] = filled_down(cells.values("community", parse_text))
        names: list[Any] = filled_down(cells.values("courtyard", parse_text))
        default = self.of_sheet(cells) or None if None in names else None
        answers: list[Place | None] = []
        memo: dict[tuple[str, str], Place] = {}
        for index, name in enumerate(names):
            name = name or default
            if name is None or (people and name == NO_COURTYARD):
                unnamed = Place(communities[index] or cells.table.community, "")
                answers.append(unnamed if people else None)
                continue
            key = (communities[index] or "", name)
            place = memo.get(key)
            if place is None:
                place = memo[key] = self.of(*key)
                if not place.community and not self.by_name:
                    place = memo[key] = Place(cells.table.community, place.courtyard)
                self._check(cells, index, place)
            answers.append(place)
        return answers

    def demand(self, cells: Cells, missing: list[int], what: str) -> None:
        """Refuse rows that need a courtyard and have none, with one error for the sheet.

        Args:
            cells: of the sheet.
            missing: indexes of the rows.
            what: they tell of, like "房屋".
        """
        if not missing:
            return
        numbers = [cells.numbers[index] for index in missing]
        many = f"第{numbers[0]}行" if len(numbers) == 1 else f"第{numbers[0]}行等{len(numbers)}行"
        if cells.has("courtyard"):
            cell = cells.cell(missing[0], "courtyard")
            advice = "请在这一格写上楼院名称，或不导入这一行。"
        else:
            cell = WHOLE_SHEET
            advice = "请写上整张表的楼院名称。"
        message = f"{many}的{what}没有写明是哪个楼院，无法记录。{advice}"
        self.plan.errors.append(Remark(cells.table.sheet.name, cell, "no_place", message))

    def note(self, cells: Cells, index: int, place: Place | None, field: str, why: str) -> None:
        """Keep a row that makes no record in the import note of its courtyard, with a warning.

        Without a courtyard there is nothing to keep it on: then it is an error.

        Args:
            cells: of the sheet.
            index: of the row.
            place: of the row.
            field: whose cell is named.
            why: it makes no record.
        """
        sheet, number, cell = cells.table.sheet.name, cells.numbers[index], cells.cell(index, field)
        if place is None or not place.courtyard:
            message = f"{why}，也没有写明楼院，无法记录。请在这里补上，或不导入这一行。"
            self.plan.errors.append(Remark(sheet, cell, "no_record", message))
            return
        self.plan.notes.append(NoteRow(place, f"{sheet}第{number}行：{cells.row_text(index)}", sheet, number))
        message = f"{why}，整行内容记在“{place.courtyard}”的导入备注里；可以在这里补上。"
        self.plan.warnings.append(Remark(sheet, cell, "no_record", message))

    def _check(self, cells: Cells, index: int, place: Place) -> None:
        if self.knows(place):
            return
        self.unknown[place.courtyard] = self.unknown.get(place.courtyard, 0) + 1
        if len(self.unknown) <= _LISTED_UNKNOWN and self.unknown[place.courtyard] == 1:
            message = f"“{place.courtyard}”不在本表的楼院摸排中，请核对楼院名称；内容仍会保留。"
            cells.warn(index, "courtyard", "unknown_courtyard", message)
