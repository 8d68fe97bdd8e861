"""Lines of the catalogue switched off for a courtyard, or owed there for once, each with its reason."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from models.errors import InvalidInput
from models.rules.dates import from_record, parse_date
from models.rules.disclosure import Spell
from models.rules.text import check_storable, clean
from services.disclosure.catalogue import item_of
from services.office import Context
from services.rights import needs
from services.saving import FormErrors, Saved

if TYPE_CHECKING:
    from models.db.uow import Committed

TABLE: Final = "disclosure_switch"
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Switch:
    """One line of the catalogue in one courtyard.

    Attributes:
        id: the record.
        courtyard: which courtyard.
        item: which line.
        owed: False: not owed there from `from_day` until `until_day`; True: something of this line has to be
            published since `from_day` (whole process, in time, own initiative), or a line that the office
            as a whole does not keep is kept here.
        reason: why, or what it is about.
        from_day: first ISO day, None for always.
        until_day: last ISO day, None without end.
    """

    id: bytes
    courtyard: bytes
    item: bytes
    owed: bool
    reason: str
    from_day: str | None
    until_day: str | None

    @property
    def spell(self) -> Spell:
        """The days it speaks of; a month or year counts from its first to its last day."""
        first, last = from_record(self.from_day), from_record(self.until_day)
        return Spell(
            Spell().first if first is None else first.first_day.isoformat(),
            Spell().last if last is None else last.last_day.isoformat(),
        )


def switches(
    context: Context, *, courtyard: bytes | None = None, item: bytes | None = None
) -> tuple[Switch, ...]:
    """Return the switches, of one courtyard or one line only if wanted; on the reader's thread."""
    conditions, parameters = ["deleted_at IS NULL"], []
    for name, wanted in (("courtyard_id", courtyard), ("item_id", item)):
        if wanted is not None:
            conditions.append(f"{name} = ?")
            parameters.append(wanted)
    rows = context.reader.all(
        "SELECT id, courtyard_id, item_id, owed, reason, from_day, until_day FROM disclosure_switch "
        f"WHERE {' AND '.join(conditions)} ORDER BY id",
        parameters,
    )
    return tuple(Switch(bytes(row[0]), bytes(row[1]), bytes(row[2]), bool(row[3]), *row[4:]) for row in rows)


@needs("disclosure.write")
def switch(
    context: Context,
    courtyard: bytes,
    item: bytes,
    owed: bool,
    reason: str,
    from_day: str = "",
    until_day: str = "",
) -> Saved:
    """Switch a line for a courtyard, or register what has to be published once; on the writer's thread.

    Args:
        context: who writes.
        courtyard: the courtyard.
        item: the line of the catalogue.
        owed: see `Switch.owed`.
        reason: why, or what it is about.
        from_day: a date as typed; empty is always, for what is registered today.
        until_day: a date as typed; empty is without end.

    Returns:
        The switch and what was done, by which it can be undone.

    Raises:
        FormErrors: something cannot be taken.
        InvalidInput: the catalogue has no such line.
    """
    item_of(context, item)
    stored = _checked(context, owed, reason, from_day, until_day)
    with context.unit_of_work() as work:
        place = work.row("courtyard", courtyard)
        made = work.insert(
            TABLE, {"unit_id": place["unit_id"], "courtyard_id": courtyard, "item_id": item, **stored}
        )
        return Saved(made, work.commit())


@needs("disclosure.write")
def switch_off(context: Context, pairs: Sequence[tuple[bytes, bytes]], reason: str) -> "Committed":
    """Switch lines off for courtyards from now on, all in one step; on the writer's thread.

    Args:
        context: who writes.
        pairs: courtyard and line of the catalogue.
        reason: why, the same for all of them.

    Returns:
        What was done, by which all of it can be undone.

    Raises:
        FormErrors: there is no reason.
        InvalidInput: the catalogue has no such line.
    """
    stored = _checked(context, False, reason, context.today().isoformat(), "")
    for item in dict.fromkeys(item for _, item in pairs):
        item_of(context, item)
    with context.unit_of_work() as work:
        for courtyard, item in pairs:
            unit = work.row("courtyard", courtyard)["unit_id"]
            values = {"unit_id": unit, "courtyard_id": courtyard, "item_id": item, **stored}
            work.insert(TABLE, values)
        return work.commit()


@needs("disclosure.write")
def change(context: Context, switch_id: bytes, reason: str, from_day: str = "", until_day: str = "") -> Saved:
    """Change reason and days of a switch; on the writer's thread; arguments and errors as for `switch`."""
    with context.unit_of_work() as work:
        before = work.row(TABLE, switch_id)
        stored = _checked(context, bool(before["owed"]), reason, from_day, until_day)
        if not work.update(TABLE, switch_id, stored):
            return Saved(switch_id, None)
        return Saved(switch_id, work.commit())


@needs("disclosure.write")
def remove(context: Context, switch_id: bytes) -> Saved:
    """Take a switch away; on the writer's thread.

    Raises:
        NotFound: it is gone already.
    """
    with context.unit_of_work() as work:
        work.delete(TABLE, switch_id)
        return Saved(switch_id, work.commit())


def _checked(context: Context, owed: bool, reason: str, from_day: str, until_day: str) -> dict[str, Any]:
    errors: dict[str, str] = {}
    text = clean(reason)
    if not text:
        errors["reason"] = "请写明要公开什么。" if owed else "请写明为什么不公开。"
    elif check_storable(text) or len(text) > _LONGEST:
        errors["reason"] = check_storable(text) or f"太长了，最多{_LONGEST}个字，现在{len(text)}个字。"
    days: dict[str, str | None] = {}
    for name, typed in (("from_day", from_day), ("until_day", until_day)):
        try:
            days[name] = _day(context, typed)
        except InvalidInput as wrong:
            errors[name] = wrong.message
    if owed and not errors and days["from_day"] is None:
        days["from_day"] = context.today().isoformat()
    first, last = days.get("from_day"), days.get("until_day")
    if first is not None and last is not None and last < first:
        errors["until_day"] = "结束的日子早于开始的日子，请核对。"
    if errors:
        raise FormErrors(errors)
    return {"owed": owed, "reason": text, **days}


def _day(context: Context, typed: str) -> str | None:
    text = clean(typed)
    if not text:
        return None
    read = parse_date(text, default_year=context.today().year).value
    if read is None or read.first_day != read.last_day:
        raise InvalidInput(f"“{text[:20]}”不是日期，请写成 2026-1-1。")
    return read.first_day.isoformat()
