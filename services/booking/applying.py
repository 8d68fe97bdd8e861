"""Booking what was rehearsed: the same walk again inside one unit of work, then all entries or none."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from models.errors import InvalidInput
from models.ids import RecordId
from services.booking.lines import OWN_KIND, Booking, BookLine
from services.booking.rehearsing import rehearsal
from services.files import Progress, no_progress
from services.ledgers.accounts import CASH_NAME, default_account
from services.ledgers.entries import EntryDraft, add_entries
from services.ledgers.kinds import TABLE as KINDS
from services.ledgers.kinds import Kind, kinds_of
from services.levels import office_id
from services.office import Context
from services.rights import needs

if TYPE_CHECKING:
    from models.db.uow import Committed, UnitOfWork

NOTED = "ledger_import"
"""Audit action of a booking."""
_STEPS = 4


@dataclass(frozen=True, slots=True)
class Booked:
    """What was booked.

    Attributes:
        committed: the handle to undo it by; None where nothing was to be done.
        booking: the rehearsal as it was true when it was written.
    """

    committed: "Committed | None"
    booking: Booking


@needs("ledger.write")
def apply(context: Context, booking: Booking, *, progress: Progress = no_progress) -> Booked:
    """Book what was rehearsed in one transaction, on the writer's thread.

    The lines are compared again inside the transaction, so that what was saved since the rehearsal counts.

    Args:
        context: the office.
        booking: what was rehearsed.
        progress: told steps done and steps in all; may raise `Cancelled`, then nothing is written.

    Raises:
        InvalidInput: the rehearsal has errors, or an entry cannot be taken.
    """
    with context.unit_of_work() as work:
        progress(0, _STEPS)
        fresh = rehearsal(work.reader, context.today(), booking.title, booking.plan, booking.choices)
        if fresh.errors:
            raise InvalidInput(fresh.errors[0].message)
        if fresh.is_empty:
            return Booked(None, fresh)
        progress(1, _STEPS)
        lines = [line for line in fresh.lines if line.is_booked]
        codes = _own_kinds(work, lines)
        _remember_words(work, fresh)
        accounts = _accounts(work, lines)
        progress(2, _STEPS)
        add_entries(work, [_draft(line, codes, accounts) for line in lines], context.today())
        progress(3, _STEPS)
        done = [line.pending for line in lines if line.pending is not None]
        work.delete_many("pending_ledger_line", list(dict.fromkeys([*done, *fresh.consumed])))
        work.note(NOTED, label=booking.title)
        return Booked(work.commit(), fresh)


def _draft(
    line: BookLine, codes: Mapping[tuple[str, str], str], accounts: Mapping[tuple[bytes, str], bytes]
) -> EntryDraft:
    assert line.courtyard_id is not None
    assert line.direction is not None
    assert line.amount is not None
    kind = codes[line.direction, line.word] if line.kind == OWN_KIND else line.kind
    return EntryDraft(
        line.courtyard_id,
        line.on_date or "",
        line.direction,
        kind,
        line.amount,
        account=line.account_id or accounts[line.courtyard_id, line.account],
        summary=line.summary,
        party=line.party,
        handler=line.handler,
        witness=line.witness,
        voucher=line.voucher,
        source=line.source,
        raw_text=line.raw_text,
    )


def _accounts(work: "UnitOfWork", lines: list[BookLine]) -> dict[tuple[bytes, str], bytes]:
    """Make the accounts that lines go to and that are not there yet."""
    made: dict[tuple[bytes, str], bytes] = {}
    for line in lines:
        courtyard = line.courtyard_id
        if courtyard is None or line.account_id is not None or (courtyard, line.account) in made:
            continue
        if line.account == CASH_NAME:
            made[courtyard, line.account] = default_account(work, courtyard)
            continue
        values: dict[str, Any] = {
            "unit_id": work.row("courtyard", courtyard)["unit_id"],
            "courtyard_id": courtyard,
            "name": line.account,
            "kind": "bank",
            "number": line.number_there or None,
        }
        made[courtyard, line.account] = work.insert("account", values)
    return made


def _own_kinds(work: "UnitOfWork", lines: list[BookLine]) -> dict[tuple[str, str], str]:
    """Make a kind of its own of every word for which the user said so; return word → code."""
    taken = {each.code for each in kinds_of(work.reader)}
    codes: dict[tuple[str, str], str] = {}
    for line in lines:
        key = (line.direction or "", line.word)
        if line.kind != OWN_KIND or key in codes:
            continue
        code = line.word
        while code in taken:
            code += "·"
        taken.add(code)
        codes[key] = code
        values = {
            "unit_id": office_id(work.reader), "code": code, "direction": key[0], "name": line.word,
            "staff": False, "active": True,
        }  # fmt: skip
        work.insert(KINDS, values)
    return codes


def _remember_words(work: "UnitOfWork", booking: Booking) -> None:
    """Keep which kind a word means, so that the next sheet is understood by itself."""
    known = {each.code: each for each in kinds_of(work.reader)}
    words: dict[str, list[str]] = {}
    for each in booking.words:
        if each.chosen and each.kind in known and "、" not in each.word:
            words.setdefault(each.kind, []).append(each.word)
    for code, listed in words.items():
        kind = known[code]
        items = "、".join(dict.fromkeys([*kind.items, *listed]))
        if work.stored(KINDS, kind.id) is None:
            work.insert(KINDS, _row(work, kind, items), row_id=RecordId(kind.id))
        elif work.is_living(KINDS, kind.id):
            work.update(KINDS, kind.id, {"items": items})


def _row(work: "UnitOfWork", kind: Kind, items: str) -> dict[str, Any]:
    """Return the row by which an office changes a kind that came with the program."""
    return {
        "unit_id": office_id(work.reader), "code": kind.code, "direction": kind.direction, "name": kind.name,
        "items": items, "staff": kind.staff, "position": kind.position, "active": kind.active,
    }  # fmt: skip
