"""The round of opinions door by door: the list of households, their answers, and the tally per building.

Every answer writes the figures of the step 征求意见 as well, so that sheets, gates and hints read one place.
Where nobody goes from door to door, the figures alone are typed into the step.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from models import vocab
from models.errors import InvalidInput
from models.rules.gates import StepState
from models.rules.text import clean
from services.matter_steps import walk_of
from services.office import Context
from services.rights import needs
from services.saving import Saved

if TYPE_CHECKING:
    from models.db.reading import Reader
    from models.db.uow import UnitOfWork

ANSWERED: Final = ("for", "against", "other")
"""Answers that came back (vocab.CONSULT_ANSWER); nobody was there at the others."""
LONGEST: Final = 500
_COLUMNS: Final = ("id", "matter_id", "unit_id", "building_id", "dwelling_id", "name")


@dataclass(frozen=True, slots=True)
class Household:
    """A household on the list.

    Attributes:
        id: its row.
        building_id, building: where it lives.
        dwelling: entrance and room as they are called.
        entrance, room: the same apart.
        name: its head or owners, "" where nobody is known.
        answer: of vocab.CONSULT_ANSWER, "" where it was not asked yet.
        content: what it said.
        answered_on: ISO date.
        asked_by: who asked.
    """

    id: bytes
    building_id: bytes | None
    building: str
    dwelling: str
    entrance: str
    room: str
    name: str
    answer: str = ""
    content: str = ""
    answered_on: str = ""
    asked_by: str = ""


@dataclass(frozen=True, slots=True)
class Tally:
    """What the households of a building answered; an empty `building` stands for all of them."""

    building: str
    building_id: bytes | None
    listed: int = 0
    asked: int = 0
    in_favour: int = 0
    against: int = 0
    other: int = 0
    absent: int = 0

    @property
    def answered(self) -> int:
        """Households that gave an answer."""
        return self.in_favour + self.against + self.other


@dataclass(frozen=True, slots=True)
class Round:
    """The whole round: the households in the order of the doors, and the tallies with their sum at last."""

    matter_id: bytes
    title: str
    households: tuple[Household, ...]
    tallies: tuple[Tally, ...]
    total: Tally
    is_over: bool = False

    def of_building(self, building_id: bytes | None) -> tuple[Household, ...]:
        """Return the households of one building."""
        return tuple(each for each in self.households if each.building_id == building_id)


def read(context: Context, matter_id: bytes) -> Round:
    """Return the round of a matter; on the reader's thread.

    Raises:
        NotFound: the matter is gone.
    """
    walk = walk_of(context.reader, matter_id)
    households = _households(context.reader, matter_id)
    tallies = tally(households)
    over = any(each.step.kind == "consult" and each.record.state is not StepState.OPEN for each in walk.steps)
    return Round(matter_id, walk.matter["title"], households, tallies, total_of(tallies), over)


def _households(reader: "Reader", matter_id: bytes) -> tuple[Household, ...]:
    rows = reader.all(
        "SELECT t.id, t.building_id, coalesce(b.name, ''), coalesce(d.entrance, ''), coalesce(d.room, ''), "
        "coalesce(t.name, ''), coalesce(t.answer, ''), coalesce(t.content, ''), coalesce(t.answered_on, ''), "
        "coalesce(t.asked_by, '') FROM consult_answer t LEFT JOIN building b ON b.id = t.building_id "
        "LEFT JOIN dwelling d ON d.id = t.dwelling_id WHERE t.matter_id = ? AND t.deleted_at IS NULL "
        "ORDER BY b.name_key NULLS FIRST, d.entrance_key NULLS FIRST, d.room_key NULLS FIRST, t.id",
        (matter_id,),
    )
    return tuple(
        Household(
            bytes(row[0]),
            None if row[1] is None else bytes(row[1]),
            row[2],
            _dwelling(row[3], row[4]),
            *row[3:],
        )
        for row in rows
    )


def _dwelling(entrance: str, room: str) -> str:
    if entrance.isdigit():
        return f"{entrance}-{room}"
    return f"{entrance}{room}"


def tally(households: Sequence[Household]) -> tuple[Tally, ...]:
    """Return the answers counted per building, in the order of the list."""
    groups: dict[bytes | None, list[Household]] = {}
    for each in households:
        groups.setdefault(each.building_id, []).append(each)
    return tuple(
        Tally(
            group[0].building or "未写楼栋",
            building,
            len(group),
            sum(bool(each.answer) for each in group),
            *(sum(each.answer == code for each in group) for code, _ in vocab.CONSULT_ANSWER),
        )
        for building, group in groups.items()
    )


def total_of(tallies: Sequence[Tally]) -> Tally:
    """Return the sum of tallies."""
    names = ("listed", "asked", "in_favour", "against", "other", "absent")
    return Tally("", None, *(sum(getattr(each, name) for each in tallies) for name in names))


@needs("deliberation.write")
def draw_up(context: Context, matter_id: bytes) -> tuple[int, Saved]:
    """Put every dwelling of the courtyard on the list that is not on it yet, on the writer's thread.

    Args:
        context: who draws it up.
        matter_id: the matter.

    Returns:
        How many households were added, and the transaction.

    Raises:
        InvalidInput: the courtyard has no dwellings on record, or the round is completed.
        NotFound: the matter is gone.
    """
    with context.unit_of_work() as work:
        matter = _open_matter(work, matter_id)
        rows = work.reader.all(
            "SELECT d.id, d.building_id, (SELECT string_agg(r.name, '、' ORDER BY r.id) FROM household h "
            "JOIN resident r ON r.id = h.head_id WHERE h.dwelling_id = d.id AND h.deleted_at IS NULL), "
            "(SELECT string_agg(r.name, '、' ORDER BY o.id) FROM ownership o "
            "JOIN resident r ON r.id = o.resident_id WHERE o.dwelling_id = d.id AND o.deleted_at IS NULL) "
            "FROM dwelling d JOIN building b ON b.id = d.building_id WHERE b.courtyard_id = ? "
            "AND d.deleted_at IS NULL AND b.deleted_at IS NULL ORDER BY d.id",
            (matter["courtyard_id"],),
        )
        if not rows:
            raise InvalidInput("这个楼院还没有登记房屋，列不出住户。请先登记房屋，或者直接填写户数和份数。")
        known = {
            bytes(row[0])
            for row in work.reader.all(
                "SELECT dwelling_id FROM consult_answer WHERE matter_id = ? AND dwelling_id IS NOT NULL "
                "AND deleted_at IS NULL",
                (matter_id,),
            )
        }
        from models.ids import new_id

        fresh = [
            (new_id(), matter_id, matter["unit_id"], row[1], row[0], row[2] or row[3])
            for row in rows
            if bytes(row[0]) not in known
        ]
        if not fresh:
            return 0, Saved(matter_id, None)
        work.insert_many("consult_answer", _COLUMNS, fresh)
        return len(fresh), Saved(matter_id, work.commit())


@needs("deliberation.write")
def answer(
    context: Context,
    household_id: bytes,
    given: str | None,
    content: str = "",
    on: date | None = None,
    by: str = "",
) -> Saved:
    """Note what a household answered, on the writer's thread; the figures of the step follow.

    Args:
        context: who notes it.
        household_id: its row on the list.
        given: a code of vocab.CONSULT_ANSWER, None to take the answer back.
        content: what it said.
        on: the day, by default today.
        by: who asked, by default the user.

    Raises:
        InvalidInput: no such answer, a day to come, or the round is completed.
        NotFound: it is not on the list any more.
    """
    day = on or context.today()
    if given is not None and given not in vocab.CONSULT_ANSWER:
        raise InvalidInput("请按 1 赞成、2 不同意、3 另有意见、4 无人应答。")
    if day > context.today():
        raise InvalidInput("入户的日期在今天之后，请核对。")
    said = clean(content)
    if len(said) > LONGEST:
        raise InvalidInput(f"意见内容太长，最多{LONGEST}个字。")
    with context.unit_of_work() as work:
        row = work.row("consult_answer", household_id)
        matter = _open_matter(work, row["matter_id"])
        who = by or context.user.name if given is not None else None
        when = day.isoformat() if given is not None else None
        values = {"answer": given, "content": said or None, "answered_on": when, "asked_on": when}
        if not work.update("consult_answer", household_id, {**values, "asked_by": who}):
            return Saved(household_id, None)
        _write_figures(work, matter)
        return Saved(household_id, work.commit())


def _open_matter(work: "UnitOfWork", matter_id: bytes) -> dict[str, Any]:
    """Return a matter whose round may still be changed."""
    walk = walk_of(work.reader, matter_id)
    for each in walk.steps:
        if each.step.kind == "consult" and each.record.state is not StepState.OPEN:
            raise InvalidInput(f"“{each.step.name}”已经完成，不能再登记。请先重新打开这一步。")
    if all(each.step.kind != "consult" for each in walk.steps):
        raise InvalidInput(f"“{walk.template.name}”没有征求意见这一步。")
    return dict(walk.matter) | {"step": _consult(walk)}


def _consult(walk: Any) -> tuple[str, bytes | None]:
    found = next(each for each in walk.steps if each.step.kind == "consult")
    return found.step.code, bytes(found.row["id"]) if found.row else None


def _write_figures(work: "UnitOfWork", matter: dict[str, Any]) -> None:
    """Let the step say what the list says: households asked and answered, for and against, the days."""
    households = _households(work.reader, matter["id"])
    total = total_of(tally(households))
    days = sorted(each.answered_on for each in households if each.answered_on)
    values: dict[str, Any] = {
        "households_asked": total.asked,
        "households_answered": total.answered,
        "in_favour": total.in_favour,
        "against": total.against,
        "from_day": days[0] if days else None,
        "to_day": days[-1] if days else None,
    }
    code, row_id = matter["step"]
    if row_id is None:
        where = {"matter_id": matter["id"], "step": code, "unit_id": matter["unit_id"]}
        work.insert("matter_step", {**where, **values})
    else:
        work.update("matter_step", row_id, values)


def named(households: Sequence[Household], typed: str) -> tuple[Household, ...]:
    """Return the households that a number typed at the keyboard means: 301, 1-301, 1单元301.

    Args:
        households: of one building.
        typed: as typed; a room alone fits every entrance that has it.
    """
    parts = clean(typed).replace("单元", "-").replace("－", "-").replace("号", "").split("-")
    wanted = "-".join(part.strip() for part in parts if part.strip())
    if not wanted:
        return ()
    exact = tuple(each for each in households if wanted in (each.dwelling, _plain(each)))
    return exact or tuple(each for each in households if each.room == wanted)


def _plain(each: Household) -> str:
    entrance = each.entrance.replace("单元", "").replace("号", "")
    return f"{entrance}-{each.room}" if entrance else each.room
