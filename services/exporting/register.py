"""Export of the register as one workbook in the shape of the survey workbook, which the import reads back."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from models.db.reading import Reader
from models.errors import InvalidInput
from models.rules.dates import PartialDate
from services.excel import TableOut, write_tables
from services.exporting.cells import masked
from services.exporting.lists import audited
from services.exporting.rosters import tables
from services.exporting.survey import Survey
from services.files import Progress, no_progress
from services.office import Context
from services.rights import demand, needs

_EVERYTHING: Final[tuple[str, tuple[Any, ...]]] = ("1 = 1", ())
_SURVEY: Final = "楼院摸排"


@dataclass(frozen=True, slots=True)
class Exported:
    """What an export wrote: rows of the sheets below their headings, and courtyards among them."""

    rows: int
    courtyards: int


@needs("lists.export")
def export_register(
    context: Context,
    path: Path,
    *,
    community: bytes | None = None,
    whole: bool = False,
    progress: Progress = no_progress,
) -> Exported:
    """Write the register, or one community's part of it, on the writer's thread; the audit notes it.

    With whole numbers, importing the workbook into an empty register gives the same records; into this one it
    changes nothing either way, because masked numbers are not taken (docs/import.md, "The way back").

    Args:
        context: the office.
        path: the xlsx that is made or replaced.
        community: its id; None takes all.
        whole: telephones and document numbers are written whole; needs the right to see them.
        progress: told rows written and rows in all; may raise `Cancelled`, then the file is as it was.

    Raises:
        InvalidInput: there is no courtyard to export.
        NotAllowed: whole numbers are wanted, and the role does not see them.
        EnvironmentFault: the file cannot be written; what was there before stays.
    """
    scope = _EVERYTHING if community is None else ("c.unit_id = ?", (community,))
    if whole:
        demand(context, "personal.see")
    with audited(context, path, whole=whole) as (reader, file, note):
        survey = Survey(reader, scope)
        if not survey.courtyards:
            raise InvalidInput("台账里还没有楼院，没有可以导出的内容。请先录入或导入楼院。")
        rows = _whole(reader, scope)
        written = _tables(context, reader, survey, scope, community)
        note.count = write_tables(
            file,
            written if whole else map(masked, written),
            lambda done: progress(min(done, rows), rows),
        )
    return Exported(note.count, len(survey.courtyards))


def _tables(
    context: Context,
    reader: Reader,
    survey: Survey,
    scope: tuple[str, tuple[Any, ...]],
    community: bytes | None,
) -> Iterator[TableOut]:
    office, own = _names(reader, community)
    day = PartialDate.of(context.today()).chinese
    facts = [(10, f"填报时间：{day}"), (31, f"填表人：{context.user.name}")]
    if office + own:
        facts.insert(0, (0, f"填报单位：{office}{own}（盖章）"))
    title = f"{office}{own}无主管楼院摸排情况统计表"
    yield TableOut(_SURVEY, survey.columns, survey.rows(), title, facts, fixed=3)
    names = [yard["name"] for yard in survey.courtyards]
    yield from tables(reader, community, communities=len(set(names)) < len(names))


def _names(reader: Reader, community: bytes | None) -> tuple[str, str]:
    """Return the names of the sub-district office and of the one community; "" where there is none."""
    if community is None:
        offices = reader.all("SELECT name FROM unit WHERE kind = 'office' AND deleted_at IS NULL LIMIT 2")
        return (offices[0][0] if len(offices) == 1 else "", "")
    found = reader.one(
        "SELECT o.name, u.name FROM unit u LEFT JOIN unit o ON o.id = u.parent_id AND o.kind = 'office' "
        "AND o.deleted_at IS NULL WHERE u.id = ?",
        (community,),
    )
    return (found[0] or "", found[1]) if found is not None else ("", "")


def _whole(reader: Reader, scope: tuple[str, tuple[Any, ...]]) -> int:
    """Return about how many rows there will be: dwellings are nearly all of them."""
    where, parameters = scope
    counted = (
        "SELECT count(*) FROM {0} t JOIN courtyard c ON c.id = t.courtyard_id "
        f"WHERE t.deleted_at IS NULL AND {where}"
    )
    tables = ("dwelling", "volunteer_team", "pending_ledger_line", "ledger_entry", "resident")
    return 1 + sum(int(reader.value(counted.format(table), parameters)) for table in tables)


def community_named(context: Context, name: str) -> bytes:
    """Return the id of a community.

    Raises:
        InvalidInput: there is none of this name, or several.
    """
    found = context.reader.all(
        "SELECT id FROM unit WHERE kind = 'community' AND deleted_at IS NULL AND name = ?", (name,)
    )
    if len(found) != 1:
        raise InvalidInput(f"{'没有' if not found else '不止一个'}名为“{name}”的社区，请核对名称。")
    return bytes(found[0][0])


def register_name(context: Context, community: bytes | None = None) -> str:
    """Return the file name proposed for an export of today, on the reader's thread."""
    named = "".join(_names(context.reader, community))
    return f"摸排台账-{named}{'-' if named else ''}{context.today():%Y%m%d}.xlsx"
