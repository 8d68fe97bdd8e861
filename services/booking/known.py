"""What is in the ledger or waits for it already, so that no line is booked twice."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from models.rules.text import fold

if TYPE_CHECKING:
    from models.db.reading import Reader

_AT_ONCE: Final = 200


@dataclass(frozen=True, slots=True)
class Known:
    """An entry of the ledger, or a line that waits for it (`kind` is then the word of the sheet)."""

    id: bytes
    courtyard: bytes
    account: bytes | None
    on_date: str
    direction: str
    kind: str
    amount: int
    summary: str
    party: str
    voucher: str
    raw_text: str
    source: str = ""


class Shelf:
    """Entries or waiting lines, found by voucher or by what they say; each answers for one line only.

    Args:
        rows: all that may be meant.
    """

    def __init__(self, rows: Iterable[Known]) -> None:
        self.by_voucher: dict[tuple[bytes, str], list[Known]] = {}
        self._by_day: dict[tuple[bytes, str, str, int], list[Known]] = {}
        self._taken: set[bytes] = set()
        for row in rows:
            if row.voucher:
                self.by_voucher.setdefault((row.courtyard, fold(row.voucher)), []).append(row)
            self._by_day.setdefault((row.courtyard, row.on_date, row.direction, row.amount), []).append(row)

    def with_voucher(self, courtyard: bytes, voucher: str) -> list[Known]:
        """Return what has a voucher number in a courtyard."""
        return self.by_voucher.get((courtyard, fold(voucher)), [])

    def take(self, wanted: Known) -> Known | None:
        """Return the row that says the same as a line without a voucher, and let it answer for no other.

        The text of the file's row decides first; what somebody entered by hand is known by party and summary.
        An account sheet does not say in which account the money lies (`account` None).
        """
        key = (wanted.courtyard, wanted.on_date, wanted.direction, wanted.amount)
        free = [row for row in self._by_day.get(key, ()) if row.id not in self._taken]
        same = [row for row in free if row.raw_text and row.raw_text == wanted.raw_text]
        if not same:
            said = (fold(wanted.party), fold(wanted.summary), fold(wanted.voucher))
            same = [
                row
                for row in free
                if (wanted.account is None or row.account in (None, wanted.account))
                and (fold(row.party), fold(row.summary), fold(row.voucher)) == said
            ]
        if not same:
            return None
        self._taken.add(same[0].id)
        return same[0]


def entries(reader: "Reader", courtyards: Iterable[bytes], first: str, last: str) -> Shelf:
    """Return the entries that lines of some days may be; reversing ones are none.

    Args:
        reader: queries of the reading connection or of the unit of work.
        courtyards: whose.
        first, last: ISO days; entries with a voucher are found on any day.
    """
    return Shelf(
        Known(
            bytes(row[0]), bytes(row[1]), bytes(row[2]), row[3], row[4], row[5], int(row[6]),
            row[7] or "", row[8] or "", row[9] or "", row[10] or "",
        )
        for chunk in _chunks(courtyards)
        for row in reader.all(
            "SELECT id, courtyard_id, account_id, on_date, direction, kind, amount, summary, party, voucher, "
            f"raw_text FROM ledger_entry WHERE courtyard_id IN ({', '.join('?' * len(chunk))}) "
            "AND deleted_at IS NULL AND reverses_id IS NULL "
            "AND (voucher IS NOT NULL OR (on_date >= ? AND on_date <= ?)) ORDER BY id",
            (*chunk, first, last),
        )
    )  # fmt: skip


def waiting(reader: "Reader", courtyards: Iterable[bytes]) -> Shelf:
    """Return the lines that wait to be booked in some courtyards."""
    return Shelf(
        Known(
            bytes(row[0]), bytes(row[1]), None, row[2] or "", row[3] or "", row[4] or "", int(row[5] or 0),
            row[6] or "", "", row[7] or "", row[8] or "", row[9] or "",
        )
        for chunk in _chunks(courtyards)
        for row in reader.all(
            "SELECT id, courtyard_id, on_date, direction, item, amount, summary, voucher, raw_text, source "
            f"FROM pending_ledger_line WHERE courtyard_id IN ({', '.join('?' * len(chunk))}) "
            "AND deleted_at IS NULL ORDER BY id",
            tuple(chunk),
        )
    )  # fmt: skip


def _chunks(ids: Iterable[bytes]) -> list[list[bytes]]:
    wanted = sorted(set(ids))
    return [wanted[at : at + _AT_ONCE] for at in range(0, len(wanted), _AT_ONCE)]
