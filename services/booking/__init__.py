"""Booking account sheets, bank exports and waiting lines: read in a child, rehearsed, booked in one step."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from models.errors import InvalidInput
from services.booking.applying import NOTED, Booked, apply
from services.booking.lines import (
    NOTHING_CHOSEN,
    OWN_KIND,
    STATES,
    Booking,
    BookLine,
    Choices,
    MonthSum,
    UnknownWord,
)
from services.booking.rehearsing import rehearsal
from services.booking.report import refusal, report, summary
from services.files import Progress, no_progress
from services.importing.plan import Plan
from services.office import Context

WAITING_TITLE = "待入账收支"
"""What a booking of waiting lines is called."""

__all__ = [
    "NOTED",
    "NOTHING_CHOSEN",
    "OWN_KIND",
    "STATES",
    "WAITING_TITLE",
    "BookLine",
    "Booked",
    "Booking",
    "Choices",
    "MonthSum",
    "Offers",
    "UnknownWord",
    "apply",
    "book_pending",
    "courtyard_names",
    "offers",
    "refusal",
    "rehearse",
    "rehearse_plan",
    "report",
    "summary",
]


def rehearse(
    context: Context,
    path: Path,
    choices: Choices = NOTHING_CHOSEN,
    *,
    progress: Progress = no_progress,
    cancelled: Callable[[], bool] | None = None,
) -> Booking:
    """Read a file in a child process and compare its lines with the ledger; on the reader's thread.

    Args:
        context: the office.
        path: an account sheet, a bank's export, or our own register (xlsx, xls, ods, csv).
        choices: what the user decided.
        progress: told how far the reading is.
        cancelled: polled; True stops the reading.

    Raises:
        InvalidInput: the file cannot be read as a workbook, or there is no such courtyard.
        Cancelled: the user stopped it.
    """
    from services.booking.places import Register
    from services.booking.reading import read_lines

    if choices.courtyard:
        yard, problem = Register(context.reader).yard(choices.courtyard)
        if yard is None:
            raise InvalidInput(problem)
    plan = read_lines(path, courtyards=courtyard_names(context), progress=progress, cancelled=cancelled)
    return rehearse_plan(context, plan, choices)


def rehearse_plan(context: Context, plan: Plan, choices: Choices = NOTHING_CHOSEN) -> Booking:
    """Compare the lines of a file that was read already with the ledger; on the reader's thread.

    Args:
        context: the office; lines of communities this workstation does not work for are left to others.
        plan: what `read_lines` returned.
        choices: what the user decided.
    """
    from services.importing.scope import own_rows

    own = own_rows(context, plan)
    return rehearsal(context.reader, context.today(), plan.file_name, own, choices)


def book_pending(context: Context, choices: Choices = NOTHING_CHOSEN) -> Booking:
    """Rehearse the booking of all lines that wait in the register; `apply` books them.

    Args:
        context: the office; on the reader's thread.
        choices: what the user decided.
    """
    return rehearsal(context.reader, context.today(), WAITING_TITLE, None, choices)


def courtyard_names(context: Context) -> tuple[str, ...]:
    """Return the names of all courtyards of the register, as people order them."""
    rows = context.reader.all("SELECT name FROM courtyard WHERE deleted_at IS NULL ORDER BY name_key, id")
    return tuple(row[0] for row in rows)


@dataclass(frozen=True, slots=True)
class Offers:
    """What the window offers to choose from.

    Attributes:
        courtyards: names; two of one name stand with their community.
        accounts: names of accounts in use, by courtyard.
        kinds: direction, code and name of the kinds in use.
        waiting: number of lines that wait in the register.
    """

    courtyards: tuple[str, ...]
    accounts: Mapping[str, tuple[str, ...]]
    kinds: tuple[tuple[str, str, str], ...]
    waiting: int


def offers(context: Context) -> Offers:
    """Return what there is to choose from; on the reader's thread."""
    from services.ledgers.kinds import kinds

    rows = context.reader.all(
        "SELECT c.id, c.name, coalesce(u.name, '') FROM courtyard c LEFT JOIN unit u ON u.id = c.unit_id "
        "WHERE c.deleted_at IS NULL ORDER BY c.name_key, c.id"
    )
    counts = Counter(name for _, name, _ in rows)
    named = {bytes(row_id): (unit + name if counts[name] > 1 else name) for row_id, name, unit in rows}
    accounts: dict[str, tuple[str, ...]] = {}
    for courtyard, name in context.reader.all(
        "SELECT courtyard_id, name FROM account WHERE deleted_at IS NULL AND closed_on IS NULL ORDER BY id"
    ):
        yard = named.get(bytes(courtyard))
        if yard is not None:
            accounts[yard] = (*accounts.get(yard, ()), name)
    waiting = context.reader.value("SELECT count(*) FROM pending_ledger_line WHERE deleted_at IS NULL")
    return Offers(
        tuple(named.values()),
        accounts,
        tuple((each.direction, each.code, each.name) for each in kinds(context, hidden=False)),
        int(waiting),
    )
