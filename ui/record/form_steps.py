"""What a form asks of the services: its beginning with the kept draft, saving, keeping the draft.

Every function returns work for one of the two workers; none of it touches Qt.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from services.hints import FieldHints
    from services.office import Context
    from services.records import Record, Saved


@dataclass(frozen=True, slots=True)
class Opened:
    """What a form begins with.

    Attributes:
        record: as stored, or blank.
        draft: what was typed last time and not saved, by field name.
        names: names of the records the draft points to.
        parent: column and id of the owner of a new record.
    """

    record: "Record"
    draft: dict[str, object]
    names: dict[str, str]
    parent: tuple[str, bytes] | None = None


def blank(kind: str, parent: tuple[str, bytes] | None) -> "Callable[[Context], Opened]":
    """Return what reads the beginning of a new record below `parent`."""

    def read(context: "Context") -> Opened:
        from services import records

        return _with_draft(context, records.blank(context, kind, parent), parent)

    return read


def stored(kind: str, record_id: bytes) -> "Callable[[Context], Opened]":
    """Return what reads the beginning of a change."""

    def read(context: "Context") -> Opened:
        from services import records

        return _with_draft(context, records.read(context, kind, record_id), None)

    return read


def _with_draft(context: "Context", record: "Record", parent: tuple[str, bytes] | None) -> Opened:
    from services import drafts, records

    draft = dict(drafts.load_draft(context, record.kind, record.id) or {})
    if parent is not None:
        draft.pop(parent[0], None)  # a draft of a sibling made below another owner
    fields = {shown.field.name: shown.field for _, section in record.sections for shown in section}
    names = {
        name: records.name_of(context, fields[name].target or "residents", value)
        for name, value in draft.items()
        if isinstance(value, bytes) and name in fields
    }
    return Opened(record, draft, names, parent)


def judging(record: "Record", values: Mapping[str, object]) -> "Callable[[Context], FieldHints]":
    """Return what asks the rules about the values of a form."""
    kind, record_id = record.kind, record.id

    def judge(context: "Context") -> "FieldHints":
        from services.hints import form_hints

        return form_hints(context, kind, record_id, values)

    return judge


def saving(record: "Record", values: Mapping[str, object]) -> "Callable[[Context], Saved]":
    """Return what saves a form and drops its draft."""
    kind, record_id, version = record.kind, record.id, record.version

    def save(context: "Context") -> "Saved":
        from services import drafts, records

        saved = records.save(context, kind, record_id, values, version)
        drafts.drop_draft(context, kind, record_id)
        return saved

    return save


def keeping(record: "Record", values: Mapping[str, object]) -> "Callable[[Context], None]":
    """Return what keeps the draft of a form."""
    kind, record_id = record.kind, record.id

    def keep(context: "Context") -> None:
        from services import drafts

        drafts.save_draft(context, kind, record_id, values)

    return keep


def dropping(record: "Record") -> "Callable[[Context], None]":
    """Return what forgets the draft of a form."""
    kind, record_id = record.kind, record.id

    def drop(context: "Context") -> None:
        from services import drafts

        drafts.drop_draft(context, kind, record_id)

    return drop
