"""What the rules say about records, stored or still in a form: facts are gathered, pure rules judge them."""

from collections.abc import Iterable, Mapping
from typing import Any

from services.fields import check
from services.hints import bodies, matters, meetings, places
from services.hints.base import Hints, Judge, Row, stored_rows
from services.office import Context
from services.own_words import known
from services.subjects import Subject, subject

__all__ = ["FieldHints", "form_hints", "hints_for", "hints_of"]

_JUDGES: dict[str, Judge] = {
    **places.JUDGES,
    **bodies.JUDGES,
    **meetings.JUDGES,
    **matters.JUDGES,
}
"""Those the start page asks; the others are loaded when a record of theirs is first looked at."""

FieldHints = dict[str, Hints]
"""What the rules say, by the name of the field it stands beside."""


def _judge_of(table: str) -> Judge | None:
    found = _JUDGES.get(table)
    if found is None:
        from services.hints import disclosure, elections, money, opinions

        found = {
            **disclosure.JUDGES,
            **money.JUDGES,
            **opinions.JUDGES,
            **elections.JUDGES,
        }.get(table)
    return found


def hints_for(context: Context, table: str, record_id: bytes) -> Hints:
    """Return the hints of one record.

    Args:
        context: read on the reader's thread.
        table: table of the record.
        record_id: the record.
    """
    return hints_of(context, table, (record_id,)).get(record_id, ())


def hints_of(context: Context, table: str, ids: Iterable[bytes]) -> dict[bytes, Hints]:
    """Return the hints of many records of a table, with as many queries as for one.

    Args:
        context: read on the reader's thread.
        table: table of the records.
        ids: the records; those in the recycle bin are left out.
    """
    judge = _judge_of(table)
    if judge is None:
        return {}
    rows = stored_rows(context, table, judge.columns, ids)
    return dict(zip((row["id"] for row in rows), judge.hints(context, rows), strict=True))


def form_hints(
    context: Context, kind: str, record_id: bytes | None, values: Mapping[str, object]
) -> FieldHints:
    """Return what the rules say about what stands in a form, beside its fields.

    Args:
        context: read on the reader's thread.
        kind: kind of the subject.
        record_id: the record that is edited, None for a new one.
        values: what stands in the fields, as `services.records.save` takes it; what cannot be understood
            counts as empty, the form says so itself.

    Returns:
        Hints by field. In a new record nothing is said against a field that is merely empty still.
    """
    described = subject(kind)
    judge = _judge_of(described.table)
    if judge is None:
        return {}
    row = _row(context, described, judge, record_id, values)
    said: FieldHints = {}
    for hint in judge.hints(context, (row,))[0]:
        if hint.field is None or hint.field not in values:
            continue
        if record_id is None and hint.level != "info" and row.get(hint.field) is None:
            continue
        said[hint.field] = (*said.get(hint.field, ()), hint)
    return said


def _row(
    context: Context, described: Subject, judge: Judge, record_id: bytes | None, values: Mapping[str, object]
) -> Row:
    """Return the row as it would be stored: what is stored, and over it what is typed."""
    row: dict[str, Any] = dict.fromkeys(judge.columns)
    if record_id is not None:
        for stored in stored_rows(context, described.table, judge.columns, (record_id,)):
            row |= stored
    today = context.today()
    for section in described.sections:
        for field in section.fields:
            if field.name in values:
                result = check(known(context, field), values[field.name], today)
                row[field.name] = None if result.level == "error" else result.value
    row["id"] = record_id
    return row
