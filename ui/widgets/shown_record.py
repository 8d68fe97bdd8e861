"""What a page shows of one record, read in one go on the reader's thread."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

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
    """

    record: "Record"
    facts: tuple[tuple[str, str], ...]
    files: "FileSummary"


def read_shown(context: "Context", kind: str, record_id: bytes) -> ShownRecord:
    """Return a record as it is read on the screen; on the reader's thread.

    Raises:
        NotFound: it does not exist or lies in the recycle bin.
    """
    from services import attachments, lists, records

    record = records.read(context, kind, record_id)
    query = lists.ListQuery(kind)
    own = {shown.field.name for _, fields in record.sections for shown in fields}
    labels = {shown.field.label for _, fields in record.sections for shown in fields}
    rows = lists.rows_by_id(context.reader, query, (record_id,))
    cells = rows[0].cells if rows else ()
    facts = tuple(
        (column.label, cell)
        for column, cell in zip(lists.columns_of(query), cells, strict=False)
        if column.name not in own
        and column.label not in labels
        and cell not in (record.name, "")
        # the community stands behind the name already
        and cell != record.subtitle
    )
    files = attachments.summary(context, kind, record_id)
    return ShownRecord(record, facts, files)
