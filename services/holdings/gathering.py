"""Everything the office holds about one resident, read through what refers to the record and by the name."""

import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from models import vocab
from models.errors import NotFound
from services.erasing.linked import SAID, Row, linked, mentioned
from services.erasing.planning import called
from services.office import Context
from services.rights import needs
from services.shown import show, whole
from services.subjects import BY_TABLE, subject

if TYPE_CHECKING:
    from services.documents.holdings_facts import HeldConsent, HoldingsFacts

_KEPT: Final = ("retention.resident", "retention.consent", "retention.opinion", "retention.minutes",
                "retention.voucher")  # fmt: skip
"""Rules about what of a person is kept how long."""


@needs("personal.report")
def holdings(context: Context, resident: bytes) -> "HoldingsFacts":
    """Return what is held about a resident, numbers in full; on the thread of the context's reader.

    Raises:
        NotFound: the resident is not there any more.
    """
    from services.documents.holdings_facts import HeldRow, HoldingsFacts

    row = _row(context, "resident", resident)
    if row is None or row["deleted_at"] is not None:
        raise NotFound("这位居民已经不在了，可能刚被删除。请刷新后再试。")
    found = [each for each in linked(context.reader, resident) if each.living]
    known = {(each.table, each.id) for each in found}
    said = tuple(
        HeldRow(called(each.table), _named(context, each), _said(context, each))
        for each in found
        if each.table != "consent"
    )
    mentions = (
        each
        for each in mentioned(context.reader, row["name"])
        if each.table != "resident" and (each.table, each.id) not in known  # another person of the same name
    )
    return HoldingsFacts(
        _office(context, row["unit_id"]),
        row["name"],
        context.today().isoformat(),
        tuple(_values(context, row)),
        said,
        tuple(_files(context, resident, found)),
        tuple(_published(context, row["name"])),
        tuple(_given_to(context)),
        tuple(_consents(context, resident)),
        tuple(_kept(context)),
        tuple(dict.fromkeys((called(each.table), _named(context, each)) for each in mentions)),
    )


def _row(context: Context, table: str, row_id: bytes) -> dict[str, Any] | None:
    from models.tables.base import Base

    names = [column.name for column in Base.metadata.tables[table].c]
    found = context.reader.one(f"SELECT {', '.join(names)} FROM {table} WHERE id = ?", (row_id,))
    return None if found is None else dict(zip(names, found, strict=True))


def _office(context: Context, unit: bytes | None) -> str:
    found = context.reader.one(
        "SELECT u.name, coalesce(o.name, '') FROM unit u LEFT JOIN unit o ON o.id = u.parent_id "
        "WHERE u.id = ?",
        (unit,),
    )
    return "" if found is None else f"{found[1]}{found[0]}"


def _values(context: Context, row: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield what the form of a resident holds, as it is stored."""
    from services.records import name_of

    for section in subject("residents").sections:
        for field in section.fields:
            value = row[field.name]
            if value is None:
                continue
            if field.kind == "ref":
                yield field.label, name_of(context, field.target or "", value)
            elif field.kind in ("phone", "id_number"):
                yield field.label, whole(value, field.kind)
            else:
                yield field.label, show(value, field.kind, field.vocabulary)


def _named(context: Context, row: Row) -> str:
    """Return what a record is called, and where it belongs."""
    described = BY_TABLE.get(row.table)
    if described is not None:
        found = context.reader.one(
            f"SELECT {described.name_sql}, {described.subtitle_sql} FROM {described.from_sql} WHERE t.id = ?",
            (row.id,),
        )
        return "　".join(str(each) for each in dict.fromkeys(found or ()) if each)
    stored = _row(context, row.table, row.id) or {}
    return str(next((stored[name] for name in ("title", "name", "number") if stored.get(name)), ""))


def _said(context: Context, row: Row) -> str:
    """Return what a record says about the person in its own words."""
    names = SAID.get(row.table, {})
    stored = _row(context, row.table, row.id) or {}
    days = [stored.get(name) for name in ("since", "until", "received_on", "vetted_on")]
    told = [show(day, "date") for day in days if day]
    return "；".join([*told, *(str(stored[name]) for name in names if stored.get(name))])


def _files(context: Context, resident: bytes, found: list[Row]) -> Iterator[tuple[str, str]]:
    for table, row_id in [("resident", resident), *((each.table, each.id) for each in found)]:
        rows = context.reader.all(
            "SELECT name FROM attachment WHERE row_id = ? AND tbl = ? AND deleted_at IS NULL ORDER BY id",
            (row_id, table),
        )
        for (name,) in rows:
            yield name, called(table)


def _published(context: Context, name: str) -> Iterator[tuple[str, str, str]]:
    """Yield issued sheets that name somebody of this name: number and title, day, how it was printed."""
    rows = context.reader.all(
        "SELECT number, title, issued_on, masks_json FROM notice_issue WHERE deleted_at IS NULL "
        "ORDER BY issued_on, id"
    )
    for number, title, issued_on, masks_json in rows:
        try:
            people = json.loads(masks_json or "{}").get("people", ())
        except ValueError:
            continue
        for each in people:
            if each.get("name") == name:
                yield f"{number}　{title}", issued_on, str(each.get("mask", ""))
                break
            # what is masked is told as it was printed: the first character and the stars are all there is
            if each.get("name") == _stars(name):
                yield f"{number}　{title}", issued_on, f"{each['name']}（也可能是别人）"
                break


def _stars(name: str) -> str:
    from models.rules.masks import MASKED, shown

    return shown("name", name, MASKED)


def _given_to(context: Context) -> Iterator[tuple[str, str]]:
    from services.sync.overview import status
    from services.times import local_time

    for each in status(context).peers:
        moment = each.last_out_ms
        yield each.name, f"数据同步，最近一次{local_time(moment)}" if moment else "数据同步，还没有发出过"


def _consents(context: Context, resident: bytes) -> "Iterator[HeldConsent]":
    from services.documents.holdings_facts import HeldConsent

    rows = context.reader.all(
        "SELECT purpose, given_on, how, coalesce(withdrawn_on, '') FROM consent "
        "WHERE resident_id = ? AND deleted_at IS NULL ORDER BY given_on, id",
        (resident,),
    )
    for purpose, given_on, how, withdrawn_on in rows:
        told = vocab.CONSENT_FORM.label(how) if how else ""
        yield HeldConsent(vocab.CONSENT_PURPOSE.label(purpose), given_on, told, withdrawn_on)


def _kept(context: Context) -> Iterator[tuple[str, str, str]]:
    from models.rules.rule_values import values_in_words

    for name in _KEPT:
        rule = context.rulebook.find(name, context.today())
        if rule is not None:
            yield rule.title, values_in_words(rule.value), rule.source
