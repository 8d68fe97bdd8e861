"""What a page shows of one record, read in one go on the reader's thread."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from services.attachments import FileSummary
    from services.office import Context
    from services.records import Record


@dataclass(frozen=True, slots=True)
class ShownRecord:
    """A record with the facts its list shows beyond its own fields: who leads it, how many belong to it.

    Attributes:
        record: the record.
        facts: label and text of each fact.
        files: how many files it has, and its cover.
        strip: what its kind shows above the tabs, None for nothing.
    """

    record: "Record"
    facts: tuple[tuple[str, str], ...]
    files: "FileSummary"
    strip: Any = None


def read_shown(
    context: "Context",
    kind: str,
    record_id: bytes,
    strip: "Callable[[Context, bytes], Any] | None" = None,
) -> ShownRecord:
    """Return a record as it is read on the screen; on the reader's thread.

    Args:
        context: the office.
        kind: kind of the record.
        record_id: the record.
        strip: reads what stands above its tabs; None where nothing does.

    Raises:
        NotFound: it does not exist or lies in the recycle bin.
    """
    from services import attachments, lists, records

    record = records.read(context, kind, record_id)
    query = lists.ListQuery(kind)
    own = {shown.field.name for _, fields in record.sections for shown in fields}
    labels = {shown.field.label for _, fields in record.sections for shown in fields}
    rows = lists.rows_by_id(context, query, (record_id,))
    cells = rows[0].cells if rows else ()
    facts = tuple(
        (column.label, f"{cell}{column.suffix}" if cell[-1:].isdigit() else cell)
        for column, cell in zip(lists.columns_of(query), cells, strict=False)
        if column.name not in own
        and column.label not in labels
        and cell not in (record.name, "")
        # the community stands behind the name already
        and cell != record.subtitle
    )
    files = attachments.summary(context, kind, record_id)
    above = strip(context, record_id) if strip is not None else None
    return ShownRecord(record, facts, files, above)
