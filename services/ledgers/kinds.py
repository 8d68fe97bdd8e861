"""Kinds of receipts and payments: what is shipped, with the rows by which an office changes it."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from models.errors import InvalidInput, NotFound
from models.ids import RecordId
from services.levels import Level, layers, level
from services.office import Context
from services.resources import resource_text
from services.rights import needs
from services.saving import Saved

if TYPE_CHECKING:
    from models.db.reading import Reader
    from models.db.uow import UnitOfWork

TABLE = "ledger_kind"
_ENTRIES, _CHARGES = "ledger_entry", "charge_due"
OTHER = {"income": "other_income", "expense": "other_expense"}
"""Codes of what has no kind of its own, by direction."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of receipt or payment.

    Attributes:
        id: fixed id of a shipped kind, that of its row for an own one.
        code: what entries carry; never changes.
        direction: "income" or "expense".
        name: what people read.
        items: other words for it on account sheets.
        staff: a cost of staff, listed on 人员费用公开表.
        position: its place among those of its direction.
        active: offered, and told with nought on the sheet; a hidden kind is told where it has entries.
        shipped: it came with the program.
        edited: the office changed it.
    """

    id: bytes
    code: str
    direction: str
    name: str
    items: tuple[str, ...] = ()
    staff: bool = False
    position: int = 0
    active: bool = True
    shipped: bool = True
    edited: bool = False


@lru_cache(maxsize=1)
def shipped() -> tuple[Kind, ...]:
    """Return the kinds of resources/ledger_kinds.json."""
    return tuple(
        Kind(
            bytes.fromhex(each["id"]),
            each["code"],
            each["direction"],
            each["name"],
            tuple(each["items"]),
            each["staff"],
            each["position"],
        )
        for each in json.loads(resource_text("ledger_kinds.json"))
    )


def kinds(context: Context, *, hidden: bool = True) -> tuple[Kind, ...]:
    """Return all kinds, receipts first, each side in its order; on the reader's thread.

    Args:
        context: the office.
        hidden: with those that are offered no more.
    """
    found = kinds_of(context.reader)
    return found if hidden else tuple(each for each in found if each.active)


def kinds_of(reader: "Reader") -> tuple[Kind, ...]:
    """Return all kinds as a reader sees them; for use inside a unit of work as well."""
    told = {each.id: each for each in shipped()}
    found = layers(reader, TABLE, "id, code, direction, name, items, staff, position, active")
    for own, rows in enumerate((found.office, found.own)):
        named = {(each.code, each.direction): each for each in told.values()} if own and found.over else {}
        for row_id, code, direction, name, items, staff, position, active in rows:
            words = tuple(word for word in (items or "").split("、") if word)
            place = 1000 if position is None else position
            # a community's own row of a code lies over the kind that is there, and keeps its id
            under = told.get(bytes(row_id)) or named.get((code, direction))
            kind_id = bytes(row_id) if under is None else under.id
            known = under is not None and under.shipped
            told[kind_id] = Kind(
                kind_id, code, direction, name, words, bool(staff), place, bool(active), known, True
            )
    return tuple(
        sorted(told.values(), key=lambda each: (each.direction == "expense", each.position, each.code))
    )


def kind_for(known: Iterable[Kind], direction: str, word: str) -> Kind | None:
    """Return the kind that a word on an account sheet means, by its name first, then by its other words.

    Args:
        known: what `kinds` returned.
        direction: "income" or "expense".
        word: as it stands on the sheet.
    """
    from models.rules.text import clean

    wanted = clean(word).replace(" ", "")
    side = [each for each in known if each.direction == direction]
    for each in side:
        if each.name == wanted:
            return each
    return next((each for each in side if wanted in each.items), None)


@dataclass(frozen=True, slots=True)
class KindDraft:
    """A kind as somebody typed it; `items` parted by 、, without a position it stays where it stands."""

    direction: str
    name: str
    items: str = ""
    staff: bool = False
    position: int | None = None
    active: bool = True


@needs("ledger.write")
def save_kind(context: Context, kind_id: bytes | None, draft: KindDraft) -> Saved:
    """Change a kind, or add one of the office's own; on the writer's thread.

    Args:
        context: who saves.
        kind_id: which kind, None for a new one.
        draft: what was typed; the direction of a kind never changes.

    Raises:
        InvalidInput: no name, or one that another kind of the direction has.
        NotFound: there is no such kind.
    """
    with context.unit_of_work() as work:
        known = kinds_of(work.reader)
        before = next((each for each in known if each.id == kind_id), None)
        if kind_id is not None and before is None:
            raise NotFound("没有这个收支类别，请刷新后再试。")
        values = _values(draft, before, known)
        here = level(work.reader)
        stored = None if before is None else _stored(work, before, here)
        if stored is None:
            code = before.code if before else _free_code(str(values["name"]), known)
            made = work.insert(
                TABLE,
                {"unit_id": here.unit, "code": code, **values},
                row_id=None if kind_id is None or here.over else RecordId(kind_id),
            )
            return Saved(made if kind_id is None else kind_id, work.commit())
        if stored["deleted_at"] is not None:
            work.restore(TABLE, stored["id"])
        work.update(TABLE, stored["id"], values)
        return Saved(kind_id or stored["id"], work.commit() if work.change_count else None)


def _stored(work: "UnitOfWork", kind: Kind, here: Level) -> "dict[str, Any] | None":
    """Return the row of a kind that may be written here; None where there is none yet."""
    if not here.over:
        return work.stored(TABLE, kind.id)
    own = layers(work.reader, TABLE, "id", "AND code = ? AND direction = ?", (kind.code, kind.direction)).own
    return work.stored(TABLE, bytes(own[-1][0])) if own else None


def _free_code(name: str, known: Iterable[Kind]) -> str:
    """Return a code that no kind of either side has: 快递柜 may be a receipt and a payment."""
    taken = {each.code for each in known}
    code = name
    while code in taken:
        code += "·"
    return code


def _values(draft: KindDraft, before: Kind | None, known: Iterable[Kind]) -> dict[str, object]:
    from models.rules.text import clean

    name = clean(draft.name)
    direction = before.direction if before else draft.direction
    if not name:
        raise InvalidInput("请写上收支类别的名称。", "name")
    _refuse_taken(name, direction, before.id if before else None, known)
    words = [
        word for word in clean(draft.items).replace("，", "、").replace(",", "、").split("、") if word.strip()
    ]
    return {
        "direction": direction,
        "name": name,
        "items": "、".join(word.strip() for word in words) or None,
        "staff": draft.staff and direction == "expense",
        "position": draft.position if draft.position is not None or before is None else before.position,
        "active": draft.active,
    }


def _refuse_taken(name: str, direction: str, own: bytes | None, known: Iterable[Kind]) -> None:
    if any(
        name in (each.name, each.code) and each.direction == direction and each.id != own for each in known
    ):
        raise InvalidInput(f"已经有叫“{name}”的类别，请换一个名称。", "name")


@needs("ledger.write")
def reset_kind(context: Context, kind_id: bytes) -> Saved:
    """Let a shipped kind be as it came, or take away an own kind that no entry carries.

    Raises:
        InvalidInput: entries carry the own kind, it can be hidden instead; another kind is called by now as
            the shipped one was.
    """
    with context.unit_of_work() as work:
        known = kinds_of(work.reader)
        kind = next((each for each in known if each.id == kind_id), None)
        row = None if kind is None else _stored(work, kind, level(work.reader))
        came = None if kind is None else _below(work.reader, kind)
        if kind is not None and row is None and came is not None and not kind.shipped:
            raise InvalidInput(f"“{kind.name}”是街道统一定的，不能删除；本社区不用的可以停用。")
        if kind is None or row is None or row["deleted_at"] is not None:
            return Saved(kind_id, None)
        if came is not None:
            _refuse_taken(came, kind.direction, kind_id, known)
        else:
            for table, what in ((_ENTRIES, "收支"), (_CHARGES, "应收费用")):
                used = work.reader.value(
                    f"SELECT count(*) FROM {table} WHERE kind = ? AND deleted_at IS NULL", (row["code"],)
                )
                if used:
                    raise InvalidInput(f"“{row['name']}”已有{used}笔{what}，不能删除；不再使用时请停用。")
        work.delete(TABLE, row["id"])
        return Saved(kind_id, work.commit())


def _below(reader: "Reader", kind: Kind) -> str | None:
    """Return what a kind is called without the row of one's own; None for one that is there by it alone."""
    where = "AND code = ? AND direction = ?"
    office = layers(reader, TABLE, "name", where, (kind.code, kind.direction)).office
    if office:
        return str(office[-1][0])
    return next((each.name for each in shipped() if each.id == kind.id), None)
