"""What an office said by hand about its books, remembered for the next one: headings and corrections."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from services import settings
from services.importing.corrections import Correction
from services.office import Context
from services.rights import needs

NAME = "assigned_headings"
"""Setting of the office: text of a heading → field such as "survey.households"."""
CORRECTIONS = "import_corrections"
"""Setting of the office: the last corrections made in rehearsals."""
_MOST = 300


@dataclass(frozen=True, slots=True)
class Memory:
    """What the reading of a book should know beforehand.

    Attributes:
        headings: field by text of the heading.
        corrections: made in earlier rehearsals; each fits its own row only.
        courtyards: names in the register, to be known again in titles.
    """

    headings: Mapping[str, str]
    corrections: tuple[Correction, ...] = ()
    courtyards: tuple[str, ...] = ()


def recall(context: Context) -> Memory:
    """Return everything the reading of a book should know; on the reader's thread."""
    kept = settings.get(context, CORRECTIONS, [])
    rows = context.reader.all("SELECT DISTINCT name FROM courtyard WHERE deleted_at IS NULL")
    names = tuple(row[0] for row in rows if len(row[0]) > 1)
    return Memory(remembered(context), tuple(Correction(**each) for each in kept), names)


def remembered(context: Context) -> dict[str, str]:
    """Return field by text of the heading; on the reader's thread."""
    kept: dict[str, str] = settings.get(context, NAME, {})
    return kept


@needs("records.import")
def remember(context: Context, fields: Mapping[str, str]) -> None:
    """Keep these assignments instead of the earlier ones, on the writer's thread.

    Args:
        context: the office.
        fields: text of the heading → field; an empty field forgets the heading.
    """
    settings.put(context, NAME, {text: field for text, field in fields.items() if field})


@needs("records.import")
def remember_corrections(
    context: Context, done: Sequence[Correction], forgotten: Sequence[Correction] = ()
) -> None:
    """Keep the corrections of a book for its next reading, on the writer's thread.

    Args:
        context: the office.
        done: those that fitted the book, each with the mark of its row.
        forgotten: those the user took back.
    """
    away = {(each.sheet, each.cell, each.mark) for each in (*done, *forgotten)}
    earlier = [each for each in recall(context).corrections if (each.sheet, each.cell, each.mark) not in away]
    kept = [*earlier, *(each for each in done if each.mark)][-_MOST:]
    settings.put(context, CORRECTIONS, [asdict(each) for each in kept])


def in_any_sheet(fields: Mapping[str, str]) -> dict[tuple[str, str], str]:
    """Return assignments in the form the reading of a book takes: the sheet "" means any."""
    return {("", text): field for text, field in fields.items() if field}
