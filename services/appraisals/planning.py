"""Planning a round of rating: what is rated, by which items, how many papers go out."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from models import vocab
from models.errors import InvalidInput
from models.rules.appraisal import MOST_ITEMS, MOST_PAPERS, too_many
from models.rules.dates import from_record
from models.rules.text import clean
from services.appraisal_record import item_rows, shipped_items
from services.office import Context
from services.rights import needs
from services.saving import FormErrors, Saved

if TYPE_CHECKING:
    from models.db.uow import UnitOfWork

_LONGEST_ITEM: Final = 30
_OF: Final = {"property": "property_service_id", "committee": "committee_id", "works": "matter_id"}
"""The column that names what is rated, by target."""
_TABLES: Final = {"property": "property_service", "committee": "committee", "works": "matter"}


@dataclass(frozen=True, slots=True)
class Offer:
    """What a plan begins with.

    Attributes:
        courtyard_id: the courtyard.
        target: of vocab.APPRAISAL_TARGET.
        target_id: the property service, committee or matter; None where none is on record.
        target_name: what it is called, "" for none.
        title: of the round.
        items: those of the last round about the same target in this courtyard, else the shipped ones.
        copied_from: title of that last round, "" for none.
        households: dwellings of the courtyard on record, or its count of households; None for neither.
    """

    courtyard_id: bytes
    target: str
    target_id: bytes | None
    target_name: str
    title: str
    items: tuple[str, ...]
    copied_from: str
    households: int | None


@dataclass(frozen=True, slots=True)
class Plan:
    """A round as it is planned.

    Attributes:
        courtyard_id: the courtyard.
        target: of vocab.APPRAISAL_TARGET.
        title: of the round, "" for courtyard, target and year.
        target_id: the property service, committee or matter that is rated, None for none on record.
        target_name: what is rated where it is no record.
        items: what is asked; () for those of the last round, else the shipped ones.
        asked: papers handed out or households asked, None where not known yet.
        from_day, to_day: ISO dates, "" where not known.
        late: entered after it was held (补录).
    """

    courtyard_id: bytes
    target: str
    title: str = ""
    target_id: bytes | None = None
    target_name: str = ""
    items: tuple[str, ...] = ()
    asked: int | None = None
    from_day: str = ""
    to_day: str = ""
    late: bool = False


def offer(context: Context, courtyard_id: bytes, target: str, target_id: bytes | None = None) -> Offer:
    """Return what the plan of a round begins with; read on the reader's thread.

    Args:
        context: the office.
        courtyard_id: the courtyard.
        target: of vocab.APPRAISAL_TARGET.
        target_id: what is rated; by default the latest of the courtyard that is on record.

    Raises:
        InvalidInput: no such target, or the courtyard is gone.
    """
    _check_target(target)
    name = context.reader.value(
        "SELECT name FROM courtyard WHERE id = ? AND deleted_at IS NULL", (courtyard_id,)
    )
    if name is None:
        raise InvalidInput("这个楼院已经不在了，可能刚被删除。请刷新后再试。")
    found, called = _target(context, courtyard_id, target, target_id)
    last = context.reader.one(
        "SELECT t.id, t.title FROM appraisal t WHERE t.courtyard_id = ? AND t.target = ? "
        "AND t.deleted_at IS NULL AND EXISTS (SELECT 1 FROM appraisal_item i WHERE i.appraisal_id = t.id "
        "AND i.deleted_at IS NULL) ORDER BY t.id DESC LIMIT 1",
        (courtyard_id, target),
    )
    items = tuple(each.title for each in item_rows(context, last[0])) if last is not None else ()
    rated = called.removeprefix(name) or vocab.APPRAISAL_TARGET.label(target)
    title = f"{context.today().year}年{rated}居民评议"
    copied = last[1] if last is not None else ""
    return Offer(
        courtyard_id,
        target,
        found,
        called,
        title,
        items or shipped_items(target),
        copied,
        _households(context, courtyard_id),
    )


def _check_target(target: str) -> None:
    if target not in vocab.APPRAISAL_TARGET:
        raise InvalidInput("请选评议什么：物业服务、自治组织或改造工程。", "target")


def _target(
    context: Context, courtyard_id: bytes, target: str, target_id: bytes | None
) -> tuple[bytes | None, str]:
    name = "coalesce(provider, '')" if target == "property" else "title" if target == "works" else "name"
    given = " AND id = ?" if target_id is not None else ""
    current = " AND until IS NULL" if target == "property" and target_id is None else ""
    row = context.reader.one(
        f"SELECT id, {name} FROM {_TABLES[target]} WHERE courtyard_id = ?{given}{current} "
        "AND deleted_at IS NULL ORDER BY id DESC LIMIT 1",
        (courtyard_id, target_id) if given else (courtyard_id,),
    )
    return (None, "") if row is None else (bytes(row[0]), row[1])


def _households(context: Context, courtyard_id: bytes) -> int | None:
    counted = context.reader.value(
        "SELECT count(*) FROM dwelling WHERE courtyard_id = ? AND deleted_at IS NULL", (courtyard_id,)
    )
    known = context.reader.value("SELECT household_count FROM courtyard WHERE id = ?", (courtyard_id,))
    return int(known or counted) if known or counted else None


@needs("deliberation.write")
def plan(context: Context, planned: Plan) -> Saved:
    """Plan a round, on the writer's thread: the record and its items in one transaction.

    Args:
        context: who plans.
        planned: what was typed.

    Raises:
        FormErrors: a field that cannot be taken: target, title, items, asked, from_day or to_day.
        NotFound: the courtyard or what is rated is gone.
    """
    with context.unit_of_work() as work:
        inside = context.on_writer
        _check_target(planned.target)
        yard = work.row("courtyard", planned.courtyard_id)
        begun = offer(inside, planned.courtyard_id, planned.target, planned.target_id)
        items = checked_items(planned.items) if planned.items else begun.items
        _refuse_wrong(planned)
        values: dict[str, Any] = {
            "unit_id": yard["unit_id"],
            "courtyard_id": planned.courtyard_id,
            "title": clean(planned.title) or begun.title,
            "target": planned.target,
            "target_name": clean(planned.target_name) or None,
            "from_day": planned.from_day or None,
            "to_day": planned.to_day or None,
            "asked": planned.asked,
            "state": "open",
            "late": planned.late or None,
        }
        if planned.target_id is not None or not values["target_name"]:
            values[_OF[planned.target]] = _linked(work, planned, begun)
        made = work.insert("appraisal", values)
        _write_items(work, made, yard["unit_id"], items)
        return Saved(made, work.commit())


def _linked(work: "UnitOfWork", planned: Plan, begun: Offer) -> bytes | None:
    if planned.target_id is None:
        return begun.target_id
    row = work.row(_TABLES[planned.target], planned.target_id)
    if row["courtyard_id"] != planned.courtyard_id:
        raise InvalidInput("要评议的不是这个楼院的，请重新选择。", "target_id")
    return planned.target_id


def _refuse_wrong(planned: Plan) -> None:
    errors = {}
    if planned.asked is not None and not 1 <= planned.asked <= MOST_PAPERS:
        errors["asked"] = f"发出的份数应当在1到{MOST_PAPERS}之间。"
    days = {name: from_record(getattr(planned, name) or None) for name in ("from_day", "to_day")}
    for name, day in days.items():
        if getattr(planned, name) and day is None:
            errors[name] = f"“{getattr(planned, name)}”不是日期。"
    first, last = days["from_day"], days["to_day"]
    if first is not None and last is not None and last.last_day < first.first_day:
        errors["to_day"] = f"结束的{last.chinese}早于开始的{first.chinese}。"
    if errors:
        raise FormErrors(errors)


def checked_items(titles: Sequence[str]) -> tuple[str, ...]:
    """Return items as they are kept: cleaned, empty ones left out.

    Raises:
        FormErrors: none, too many, one that is too long, or the same twice.
    """
    items = tuple(item for item in (clean(each) for each in titles) if item)
    twice = [item for at, item in enumerate(items) if item in items[:at]]
    long = [item for item in items if len(item) > _LONGEST_ITEM]
    if not items:
        raise FormErrors({"items": "请写上评议内容，一行一项。"})
    if len(items) > MOST_ITEMS:
        raise FormErrors({"items": f"评议内容有{len(items)}项，最多{MOST_ITEMS}项，请合并。"})
    if long:
        raise FormErrors({"items": f"“{long[0][:10]}…”太长，每项最多{_LONGEST_ITEM}个字。"})
    if twice:
        raise FormErrors({"items": f"“{twice[0]}”写了两次。"})
    return items


def _write_items(work: "UnitOfWork", appraisal_id: bytes, unit: bytes | None, items: Sequence[str]) -> None:
    for at, title in enumerate(items, 1):
        work.insert(
            "appraisal_item",
            {"unit_id": unit, "appraisal_id": appraisal_id, "position": at, "title": title},
        )


@needs("deliberation.write")
def set_items(context: Context, appraisal_id: bytes, titles: Sequence[str]) -> Saved:
    """Write the items of a round anew, on the writer's thread; only before an answer is entered.

    Args:
        context: who does it.
        appraisal_id: the round.
        titles: the items in their order.

    Raises:
        FormErrors: items that cannot be taken, or answers are there already.
        InvalidInput: the round is closed.
    """
    items = checked_items(titles)
    with context.unit_of_work() as work:
        row = open_row(work, appraisal_id, "改评议内容")
        if answered(work, appraisal_id):
            raise FormErrors({"items": "已经录入了评议表，评议内容不能再改。确需改的，先删除录入的评议表。"})
        known = item_rows(context.on_writer, appraisal_id)
        if tuple(each.title for each in known) == items:
            return Saved(appraisal_id, None)
        for each in known:
            work.delete("appraisal_item", each.id)
        _write_items(work, appraisal_id, row["unit_id"], items)
        return Saved(appraisal_id, work.commit())


@needs("deliberation.write")
def update_asked(context: Context, appraisal_id: bytes, asked: int) -> Saved:
    """Write how many papers went out, on the writer's thread.

    Raises:
        InvalidInput: the round is closed, or more papers came back already.
    """
    with context.unit_of_work() as work:
        open_row(work, appraisal_id, "改发出的份数")
        if not 1 <= asked <= MOST_PAPERS:
            raise InvalidInput(f"发出的份数应当在1到{MOST_PAPERS}之间。", "asked")
        over = too_many(papers(work, appraisal_id), asked)
        if over:
            raise InvalidInput(over, "asked")
        if not work.update("appraisal", appraisal_id, {"asked": asked}):
            return Saved(appraisal_id, None)
        return Saved(appraisal_id, work.commit())


# what other modules of this package ask as well


def open_row(work: "UnitOfWork", appraisal_id: bytes, doing: str) -> dict[str, Any]:
    """Return the row of a round that still takes answers.

    Args:
        work: an open unit of work.
        appraisal_id: the round.
        doing: what is about to be done, in words.

    Raises:
        InvalidInput: it is closed.
        NotFound: it is gone.
    """
    row = work.row("appraisal", appraisal_id)
    if row["state"] not in (None, "open"):
        raise InvalidInput(f"“{row['title']}”已经汇总，不能{doing}。有错请先重新打开，写明原因。")
    return row


def answered(work: "UnitOfWork", appraisal_id: bytes) -> int:
    """Return how many answers were entered."""
    sql = "SELECT count(*) FROM appraisal_answer WHERE appraisal_id = ? AND deleted_at IS NULL"
    return int(work.reader.value(sql, (appraisal_id,)))


def papers(work: "UnitOfWork", appraisal_id: bytes) -> int:
    """Return how many papers came back."""
    sql = (
        "SELECT coalesce(sum(papers), 0) FROM appraisal_answer WHERE appraisal_id = ? AND deleted_at IS NULL"
    )
    return int(work.reader.value(sql, (appraisal_id,)))
