"""What looks doubtful in a book as a whole: documents, seats, totals of members, the same person twice."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Final

from models.rules.dates import from_iso
from models.rules.people import birth_from_id, id_number_problem, sex_from_id
from models.rules.text import fold
from models.vocab import COMMITTEE_KIND, SEX
from services.excel.book import cell_name
from services.importing.cells import Cells
from services.importing.plan import (
    CommitteeRow,
    CourtyardRow,
    DwellingRow,
    Person,
    Place,
    Plan,
    Remark,
    ResidentRow,
)
from services.importing.recognise import Table

if TYPE_CHECKING:
    from models.rules.rulebook import RuleBook

_MOST_SAME: Final = 20
Where = Mapping[tuple[str, str], int]
Row = CommitteeRow | CourtyardRow | DwellingRow | ResidentRow


def check_person(cells: Cells, index: int, person: Person, field: str = "id_number") -> None:
    """Warn where the document of a person is doubtful or tells another birth date or sex than the row."""
    number = person.id_number
    if number is None:
        return
    problem = id_number_problem(number)
    if problem is not None:
        cells.warn(index, field, "id_check", f"“{person.name}”的{problem}")
        return
    birth = birth_from_id(number)
    if birth is not None and person.birth is not None and not birth.iso.startswith(person.birth):
        stated = from_iso(person.birth).chinese
        message = f"“{person.name}”的出生年月写的是{stated}，身份证号中是{birth.chinese}，请核对。"
        cells.warn(index, "birth", "id_birth", message)
    sex = sex_from_id(number)
    if sex is not None and person.sex is not None and sex != person.sex:
        message = (
            f"“{person.name}”的性别写的是{SEX.label(person.sex)}，按身份证号应为{SEX.label(sex)}，请核对。"
        )
        cells.warn(index, "sex", "id_sex", message)


def check_plan(plan: Plan, tables: Sequence[Table] = ()) -> None:
    """Add the warnings that need the whole book: seats, Party figures, people who may be the same.

    Args:
        plan: with all rows.
        tables: the sheets they were read from, for the addresses of cells.
    """
    where = {(table.sheet.name, name): at for table in tables for name, at in table.columns.items()}
    _check_seats(plan, where)
    _check_party_figures(plan, where)
    _check_same_people(plan, where)
    _check_rosters(plan, where)


def _rules() -> "RuleBook":
    from models.rules.rulebook import RuleBook
    from services.rule_overlay import shipped

    return RuleBook(shipped())


def _check_seats(plan: Plan, where: Where) -> None:
    from models.rules.committees import CommitteeFacts, committee_hints

    listed = Counter((row.place, row.kind) for row in plan.members)
    book, today = _rules(), date.today()  # noqa: DTZ011 - which rules are in force is asked for the local day
    said: dict[tuple[str, int | None], str | None] = {}
    for row in plan.committees:
        seats = row.values.get("seats")
        count = seats if isinstance(seats, int) else None
        key = (row.kind, count)
        if key not in said:
            hints = committee_hints(CommitteeFacts(row.kind, seats=count), book, today)
            said[key] = next(
                (each.message for each in hints if each.rule_id.startswith("committee.seats")), None
            )
        message = said[key] if count is not None else None
        if message is not None:
            text = f"{row.place.courtyard}：{message}"
            plan.warnings.append(_remark(where, row, "seats", "seats", text))
        found = listed.get((row.place, row.kind))
        if count is not None and found is not None and found != count:
            text = (
                f"{row.place.courtyard}的{COMMITTEE_KIND.label(row.kind)}写的是{count}人，"
                f"成员表列了{found}人，请核对。"
            )
            plan.warnings.append(_remark(where, row, "seats", "seats_differ", text))


def _remark(where: Where, row: Row, field: str, code: str, message: str) -> Remark:
    return Remark(row.sheet, cell_name(row.row - 1, where.get((row.sheet, field), 0)), code, message)


def _check_party_figures(plan: Plan, where: Where) -> None:
    for row in plan.courtyards:
        total, full, working = (row.values.get(f"party_{each}") for each in ("total", "full", "working"))
        if isinstance(full, int) and isinstance(working, int) and working > full:
            text = f"{row.place.courtyard}：在职党员{working}人，多于正式党员{full}人，请核对。"
            plan.warnings.append(_remark(where, row, "party_working", "working_more_than_full", text))
        if isinstance(total, int) and isinstance(full, int) and full > total:
            text = f"{row.place.courtyard}：正式党员{full}人，多于党员总数{total}人，请核对。"
            plan.warnings.append(_remark(where, row, "party_full", "full_more_than_total", text))


def _check_same_people(plan: Plan, where: Where) -> None:
    """Warn where a courtyard has owners of one name: one person with two homes, or two people?"""
    seen: dict[tuple[Place, str], tuple[str, str | None]] = {}
    found: list[Remark] = []
    for row in plan.dwellings:
        if row.owner is None:
            continue
        key = (row.place, fold(row.owner.name))
        home = row.building + str(row.values.get("entrance") or "") + str(row.values.get("room") or "")
        first = seen.setdefault(key, (home, row.phone))
        if first[0] != home:
            same = first[1] is not None and first[1] == row.phone
            guess = "电话相同，应是同一人" if same else "可能是同一人，也可能重名"
            text = f"{row.place.courtyard}的“{row.owner.name}”在{first[0]}和{home}都是业主，{guess}，请核对。"
            found.append(_remark(where, row, "owner", "same_person", text))
    _tell_of_same(plan, found, "业主")


def _check_rosters(plan: Plan, where: Where) -> None:
    """Warn where a roster has one name twice in a courtyard and the documents do not tell them apart."""
    seen: dict[tuple[Place, str], ResidentRow] = {}
    found: list[Remark] = []
    for row in plan.residents:
        first = seen.setdefault((row.place, fold(row.person.name)), row)
        numbers = {first.person.id_number, row.person.id_number} - {None}
        if first is row or len(numbers) > 1:
            continue
        apart = (first.building, first.entrance, first.room) != (row.building, row.entrance, row.room)
        guess = "可能是同一人，也可能重名" if apart and not numbers else "按同一人记"
        text = f"“{row.person.name}”在第{first.row}行和第{row.row}行都有，{guess}，请核对。"
        found.append(_remark(where, row, "name", "same_person", text))
    _tell_of_same(plan, found, "居民")


def _tell_of_same(plan: Plan, found: list[Remark], who: str) -> None:
    plan.warnings.extend(found[:_MOST_SAME])
    if len(found) > _MOST_SAME:
        rest = f"另有{len(found) - _MOST_SAME}处{who}同名，没有逐一列出，请在导入后按姓名查看。"
        plan.warnings.append(Remark(found[_MOST_SAME].sheet, "", "same_person", rest))
