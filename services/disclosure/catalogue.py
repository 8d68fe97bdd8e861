"""The catalogue of what has to be shown: the shipped lines, with the office's own and what it changed."""

import json
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from models import vocab
from models.errors import InvalidInput
from models.ids import RecordId, new_id
from models.rules.dates import parse_date
from models.rules.disclosure import DisclosureItem
from models.rules.text import check_storable, clean
from services.levels import layers, level
from services.office import Context
from services.resources import resource_text
from services.rights import needs
from services.saving import FormErrors, Saved

if TYPE_CHECKING:
    from models.db.uow import UnitOfWork

TABLE: Final = "disclosure_item"
SHIPPED: Final = "disclosure.json"
_TEXTS = ("title", "rhythm", "trigger", "sheet", "source", "note", "valid_from")
_NUMBERS = ("least_days", "due_days", "due_day")
_COLUMNS = ("code", *_TEXTS, *_NUMBERS, "position", "active")
_CHOICES = {
    "rhythm": (vocab.RHYTHM, "公开频次"),
    "trigger": (vocab.TRIGGER, "什么时候要公开"),
    "sheet": (vocab.NOTICE_KIND, "用什么公示"),
}
_LABELS = {"least_days": "至少张贴天数", "due_days": "几个工作日内", "due_day": "次月几日前"}
_MOST = {"least_days": 3650, "due_days": 365, "due_day": 31}
_LONGEST = 200

__all__ = ["DisclosureItem", "catalogue", "item_of", "remove", "reset", "save", "shipped", "switch"]


@lru_cache(maxsize=1)
def shipped() -> tuple[DisclosureItem, ...]:
    """Return the lines that come with the program, in their order."""
    return tuple(
        DisclosureItem(
            **{
                **entry,
                "id": bytes.fromhex(entry["id"]),
                "position": place,
                "shipped": True,
            }
        )
        for place, entry in enumerate(json.loads(resource_text(SHIPPED)), 1)
    )


def catalogue(context: Context, *, everything: bool = False) -> tuple[DisclosureItem, ...]:
    """Return the lines of the catalogue in their order; on the reader's thread.

    Args:
        context: the office.
        everything: also what the office as a whole switched off.
    """
    found = layers(context.reader, TABLE, f"id, {', '.join(_COLUMNS)}")
    below, own = (
        {bytes(row[0]): dict(zip(_COLUMNS, row[1:], strict=True)) for row in rows}
        for rows in (found.office, found.own)
    )
    if not found.over:
        below, own = own, {}
    lines = [_overlaid(item, below.pop(item.id, None)) for item in shipped()]
    lines += [_made(record_id, values, None) for record_id, values in below.items()]
    lines = _with_own(lines, own)
    lines.sort(key=lambda item: (item.position or 1_000_000, not item.shipped, item.id))
    return tuple(item for item in lines if everything or item.active)


def _with_own(lines: list[DisclosureItem], own: Mapping[bytes, Mapping[str, Any]]) -> list[DisclosureItem]:
    """Return the lines with those a community keeps over them: one of a code keeps the id that it has."""
    by_code = {item.code: item for item in lines}
    for record_id, values in own.items():
        under = by_code.get(values["code"])
        if under is None:
            by_code[values["code"]] = _made(record_id, values, None)
        elif under.shipped:
            by_code[under.code] = _overlaid(under, values)
        else:
            by_code[under.code] = replace(_made(under.id, values, None), edited=True)
    return list(by_code.values())


def item_of(context: Context, item_id: bytes) -> DisclosureItem:
    """Return one line, switched off or not.

    Raises:
        InvalidInput: the catalogue has no such line.
    """
    for item in catalogue(context, everything=True):
        if item.id == item_id:
            return item
    raise InvalidInput("公开目录里没有这一项，可能刚被删除。请刷新后再看。")


def _overlaid(item: DisclosureItem, values: Mapping[str, Any] | None) -> DisclosureItem:
    if values is None:
        return item
    return _made(
        item.id, {**values, "code": item.code, "position": values["position"] or item.position}, item
    )


def _made(record_id: bytes, values: Mapping[str, Any], of: DisclosureItem | None) -> DisclosureItem:
    return DisclosureItem(
        id=record_id,
        code=values["code"],
        title=values["title"],
        rhythm=values["rhythm"],
        trigger=values["trigger"],
        sheet=values["sheet"],
        least_days=values["least_days"],
        due_days=values["due_days"],
        due_day=values["due_day"],
        source=values["source"] or "",
        position=values["position"] or 0,
        active=bool(values["active"]),
        valid_from=values["valid_from"],
        shipped=of is not None,
        edited=of is not None,
        note=values["note"] or "",
    )


@needs("disclosure.write")
def save(context: Context, item_id: bytes | None, values: Mapping[str, object]) -> Saved:
    """Change a line, or add one of the office's own; on the writer's thread.

    Args:
        context: who writes.
        item_id: the line, None for a new one.
        values: what is typed, by name of the attribute: title, rhythm, trigger, sheet (codes), least_days,
            due_days, due_day (numbers or digits), source, note, valid_from (a date), active; what is not
            named stays as it is.

    Returns:
        The line and what was done, by which it can be undone.

    Raises:
        FormErrors: something cannot be taken, by name.
        InvalidInput: the catalogue has no such line.
    """
    before = None if item_id is None else item_of(context, item_id)
    stored = _checked(values, before)
    with context.unit_of_work() as work:
        made = _write(work, before, stored)
        if work.change_count == 0:
            return Saved(made, None)
        return Saved(made, work.commit())


def switch(context: Context, item_id: bytes, active: bool) -> Saved:
    """Switch a line off, or on again, for the office as a whole; on the writer's thread."""
    return save(context, item_id, {"active": active})


@needs("disclosure.write")
def reset(context: Context, item_id: bytes) -> Saved:
    """Go back to the line as it was shipped, or as the sub-district office has it; on the writer's thread.

    Raises:
        InvalidInput: the line is the office's own, or not in the catalogue.
    """
    item = item_of(context, item_id)
    if not item.shipped and not _is_offices(context, item):
        raise InvalidInput(f"“{item.title}”是本单位自己加的，没有出厂的内容可恢复；不要了可以删除。")
    return _delete(context, item)


@needs("disclosure.write")
def remove(context: Context, item_id: bytes) -> Saved:
    """Put a line of the office's own into the recycle bin; on the writer's thread.

    Raises:
        InvalidInput: the line is a shipped one, the sub-district office's, or not in the catalogue.
    """
    item = item_of(context, item_id)
    if item.shipped:
        raise InvalidInput(f"“{item.title}”是文件规定的，不能删除；本单位不公开的可以停用。")
    if _is_offices(context, item):
        raise InvalidInput(f"“{item.title}”是街道统一定的，不能删除；本社区不公开的可以停用。")
    return _delete(context, item)


def _is_offices(context: Context, item: DisclosureItem) -> bool:
    """Return whether a line is of the sub-district office, at a workstation that may keep its own over it."""
    return bool(layers(context.reader, TABLE, "id", "AND code = ?", (item.code,)).office)


def _delete(context: Context, item: DisclosureItem) -> Saved:
    with context.unit_of_work() as work:
        row_id = _row_of(work, item)
        if row_id is None or not work.is_living(TABLE, row_id):
            return Saved(item.id, None)
        work.delete(TABLE, row_id)
        return Saved(item.id, work.commit())


def _row_of(work: "UnitOfWork", item: DisclosureItem) -> bytes | None:
    """Return the row of a line that may be written here; None where there is none yet."""
    if not level(work.reader).over:
        return item.id
    own = layers(work.reader, TABLE, "id", "AND code = ?", (item.code,)).own
    return bytes(own[-1][0]) if own else None


def _write(work: "UnitOfWork", before: DisclosureItem | None, stored: Mapping[str, Any]) -> bytes:
    here = level(work.reader)
    unit, over = here.unit, here.over
    if before is None:
        last = work.reader.value(f"SELECT max(position) FROM {TABLE} WHERE deleted_at IS NULL") or 0
        known = int(work.reader.value(f"SELECT count(*) FROM {TABLE}"))
        return bytes(
            work.insert(
                TABLE,
                {
                    "unit_id": unit,
                    "code": f"own-{known + 1}" if not over else f"own-{new_id().hex()}",
                    "position": max(last, len(shipped())) + 1,
                    **stored,
                },
            )
        )
    row_id = _row_of(work, before)
    kept = None if row_id is None else work.stored(TABLE, row_id)
    if kept is None:
        whole = {name: getattr(before, name) for name in _COLUMNS} | dict(stored)
        if all(
            getattr(before, name) == (value or "" if name in ("source", "note") else value)
            for name, value in stored.items()
        ):
            return before.id
        work.insert(TABLE, {"unit_id": unit, **whole}, row_id=RecordId(row_id) if row_id else None)
        return before.id
    if kept["deleted_at"] is not None:
        work.restore(TABLE, kept["id"])
        stored = {name: getattr(before, name) for name in _COLUMNS} | dict(stored)
    work.update(TABLE, kept["id"], stored)
    return before.id


def _checked(values: Mapping[str, object], before: DisclosureItem | None) -> dict[str, Any]:
    """Return what is stored.

    Raises:
        FormErrors: by name, what cannot be taken.
    """
    typed: dict[str, object] = dict(values)
    if before is None:
        typed = {
            "title": "",
            "rhythm": "in_time",
            "trigger": "by_hand",
            "sheet": "free",
            "active": True,
        } | typed
    errors: dict[str, str] = {}
    stored: dict[str, Any] = {}
    for name, value in typed.items():
        try:
            stored[name] = _value(name, value)
        except InvalidInput as wrong:
            errors[name] = wrong.message
    if errors:
        raise FormErrors(errors)
    return stored


def _value(name: str, value: object) -> Any:
    if name == "active":
        return bool(value)
    if name in _NUMBERS:
        return _number(name, value)
    if name in _CHOICES:
        vocabulary, label = _CHOICES[name]
        if value not in vocabulary:
            raise InvalidInput(f"请选择{label}。")
        return value
    if name not in _TEXTS:
        raise KeyError(name)
    return _text(name, value)


def _text(name: str, value: object) -> str | None:
    text = clean(str(value or ""))
    problem = check_storable(text)
    if problem:
        raise InvalidInput(problem)
    if len(text) > _LONGEST:
        raise InvalidInput(f"太长了，最多{_LONGEST}个字，现在{len(text)}个字。")
    if name == "title" and not text:
        raise InvalidInput("请填写公开事项的名称。")
    if name == "valid_from" and text:
        read = parse_date(text)
        if read.value is None:
            raise InvalidInput(f"“{text}”不是日期，请写成 2026-1-1。")
        return read.value.first_day.isoformat()
    return text or None


def _number(name: str, value: object) -> int | None:
    text = clean(str("" if value is None else value))
    if not text:
        return None
    most = _MOST[name]
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= most:
        raise InvalidInput(f"{_LABELS[name]}请写1到{most}的整数，现在是“{text[:20]}”。")
    return int(text)
