"""One kind of sheet for many courtyards, made one after the other; what cannot be made is listed."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from models.errors import EnvironmentFault, NotFound, UserError
from services.files import Cancelled, Progress, replacing, write_bytes
from services.masking import MaskReport
from services.notices.making import Sheet, font_library, note_issued, sheet_file_name
from services.notices.sheet import make_sheet
from services.notices.targets import CHOSEN, OF_MONTHS, SHEETS, Target, offered
from services.office import Context
from services.rights import needs

if TYPE_CHECKING:
    from services.documents.fonts.library import FontLibrary

Put = Callable[[Sheet], None]
"""Takes a finished sheet where it goes."""


@dataclass(frozen=True, slots=True)
class Place:
    """A courtyard of a batch: its id, its name, and the name of its community."""

    id: bytes
    name: str
    community: str


@dataclass(frozen=True, slots=True)
class Refused:
    """A courtyard without a sheet: its name and the sentence that says why."""

    courtyard: str
    sentence: str


@dataclass
class Batch:
    """What came of it.

    Attributes:
        wanted: number of courtyards.
        made: sheets that were finished.
        pages: pages of them.
        refused: courtyards whose sheet could not be made.
        cancelled: stopped by the user.
        fault: what of the machine ended it early: a full disk, a printer; "" for nothing.
        masks: who is named on the sheets and what was masked, where anything was.
    """

    wanted: int = 0
    made: int = 0
    pages: int = 0
    refused: list[Refused] = field(default_factory=list)
    cancelled: bool = False
    fault: str = ""
    masks: list[MaskReport] = field(default_factory=list)


def places(
    context: Context, community: bytes | None = None, ids: Sequence[bytes] | None = None
) -> tuple[Place, ...]:
    """Return the courtyards of a batch, community by community.

    Args:
        context: read on the reader's thread.
        community: only those of this one; None for all.
        ids: only these courtyards; None for all.
    """
    rows = context.reader.all(
        "SELECT c.id, c.name, coalesce(u.name, ''), c.unit_id FROM courtyard c "
        "LEFT JOIN unit u ON u.id = c.unit_id WHERE c.deleted_at IS NULL "
        "ORDER BY coalesce(u.name, ''), c.name_key, c.id"
    )
    wanted = None if ids is None else set(ids)
    return tuple(
        Place(bytes(row[0]), row[1], row[2])
        for row in rows
        if (community is None or row[3] == community) and (wanted is None or bytes(row[0]) in wanted)
    )


def run_batch(
    context: Context,
    kind: str,
    courtyards: Sequence[Place],
    put: Put,
    progress: Progress,
    fonts: "FontLibrary | None" = None,
) -> Batch:
    """Make a sheet for each courtyard and put it where it goes; only one is held at a time.

    Args:
        context: the office; on the writer's thread.
        kind: one of `SHEETS`; of a kind made of records the latest one, of accounts the latest closed month.
        courtyards: for which, in this order.
        put: takes each sheet.
        progress: told courtyards done and in all; `Cancelled` ends the batch, what is finished stays.
        fonts: the fonts where they were found already.

    Raises:
        EnvironmentFault: no Chinese font is installed.
    """
    fonts = fonts or font_library(context)
    done = Batch(wanted=len(courtyards))
    try:
        for number, place in enumerate(courtyards):
            progress(number, len(courtyards))
            try:
                sheet = _make(context, kind, place.id, fonts)
                put(sheet)
            except Cancelled:
                raise
            except UserError as error:
                done.refused.append(Refused(place.name, error.message))
                continue
            done.made += 1
            done.pages += sheet.pdf.pages
            done.masks += [sheet.masks] if sheet.masks.says_something else []
        progress(len(courtyards), len(courtyards))
    except Cancelled:
        done.cancelled = done.made + len(done.refused) < len(courtyards)
    except EnvironmentFault as error:
        done.fault = error.message
    return done


def _make(context: Context, kind: str, courtyard: bytes, fonts: "FontLibrary") -> Sheet:
    target = Target(kind, courtyard)
    if kind in CHOSEN:
        latest = offered(context, target, 1)
        if not latest:
            what = "收支" if kind in OF_MONTHS else CHOSEN[kind]
            raise NotFound(f"还没有登记{what}，没有可印的{SHEETS[kind]}。")
        target = target.choosing(latest[0].id)
    return make_sheet(context, target, fonts)


@needs("notices.print")
def batch_to_folder(
    context: Context, kind: str, courtyards: Sequence[Place], folder: Path, progress: Progress
) -> Batch:
    """Write a file for each courtyard and note it; a file that is there with other content stays beside it.

    Arguments and exceptions as for `run_batch`; `folder` is made when missing.
    """

    def put(sheet: Sheet) -> None:
        path = folder / sheet_file_name(sheet)
        plain, number = path, 1
        while path.exists() and not _holds(path, sheet.pdf.data):
            number += 1
            path = plain.with_stem(f"{plain.stem}（{number}）")
        if not path.exists():
            write_bytes(path, sheet.pdf.data)
        note_issued(context, sheet, "notice_saved", f"{sheet.pdf.pages}页")

    return run_batch(context, kind, courtyards, put, progress)


class _NotWhole(Exception):
    """A file for all is written whole or not at all."""


@needs("notices.print")
def batch_to_file(
    context: Context, kind: str, courtyards: Sequence[Place], path: Path, progress: Progress
) -> Batch:
    """Write one file with the sheets of all courtyards; cancelled or failed, there is no file at all.

    Arguments as for `run_batch`; what was at `path` before stays then.

    Raises:
        EnvironmentFault: the file cannot be written.
    """
    from services.documents.joining import Joining

    done = Batch()
    with suppress(_NotWhole), replacing(path) as file:
        joining = Joining(file)
        done = run_batch(
            context, kind, courtyards, lambda sheet: joining.add(sheet.pdf.data, sheet.pdf.pages), progress
        )
        if done.cancelled or done.fault or not done.made:
            done.made = done.pages = 0
            raise _NotWhole
        joining.finish()
        with context.unit_of_work() as work:
            label = f"{path.name}：{SHEETS[kind]}{done.made}张，{done.pages}页{_masked(done)}"
            work.note("notice_saved", "courtyard", label=label)
            work.commit()
    return done


def _masked(done: Batch) -> str:
    """Return what the print log says of the masks of all sheets in one file."""
    if not done.masks:
        return ""
    people = tuple(each for masks in done.masks for each in masks.people)
    numbers = tuple(each for masks in done.masks for each in masks.numbers)
    called = "、".join(dict.fromkeys(masks.called for masks in done.masks))
    return f"；{MaskReport(done.masks[0].kind, called, people, numbers).in_words()}"


def _holds(path: Path, data: bytes) -> bool:
    """Return whether a file has this content already: the same record prints the same bytes."""
    try:
        return path.is_file() and path.stat().st_size == len(data) and path.read_bytes() == data
    except OSError:
        return False
