"""Where a courtyard's money lies: its accounts, the one made for it, and how far its months are closed."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from models.ids import RecordId
from services.office import Context

if TYPE_CHECKING:
    from models.db.reading import Reader
    from models.db.uow import UnitOfWork

CASH_NAME = "现金账户"


@dataclass(frozen=True, slots=True)
class Account:
    """An account; amounts in fen.

    Attributes:
        id: which.
        courtyard: whose.
        name: what it is called.
        kind: a code of vocab.ACCOUNT_KIND.
        number: of the bank account.
        opening_on: ISO day from which it is kept here, None from the beginning.
        opening: what lay in it on the morning of that day.
        closed_on: ISO day it was given up.
    """

    id: bytes
    courtyard: bytes
    name: str
    kind: str
    number: str
    opening_on: str | None
    opening: int
    closed_on: str | None


def accounts(context: Context, courtyard: bytes) -> tuple[Account, ...]:
    """Return the accounts of a courtyard, those in use first; on the reader's thread."""
    return accounts_of(context.reader, courtyard)


def accounts_of(reader: "Reader", courtyard: bytes) -> tuple[Account, ...]:
    """Return the accounts of a courtyard as a reader sees them."""
    rows = reader.all(
        "SELECT id, courtyard_id, name, kind, number, opening_on, opening_balance, closed_on FROM account "
        "WHERE courtyard_id = ? AND deleted_at IS NULL ORDER BY closed_on NULLS FIRST, id",
        (courtyard,),
    )
    return tuple(
        Account(bytes(row[0]), bytes(row[1]), row[2], row[3], row[4] or "", row[5], int(row[6] or 0), row[7])
        for row in rows
    )


def default_account(work: "UnitOfWork", courtyard: bytes) -> bytes:
    """Return the account that entries go to when none is named: the first, made when there is none.

    Raises:
        NotFound: the courtyard is gone.
    """
    unit = work.row("courtyard", courtyard)["unit_id"]
    known = accounts_of(work.reader, courtyard)
    if known:
        return known[0].id
    values = {"unit_id": unit, "courtyard_id": courtyard, "name": CASH_NAME, "kind": "cash"}
    return RecordId(work.insert("account", values))


def closed_through(reader: "Reader", courtyard: bytes) -> str | None:
    """Return the last closed month (YYYY-MM) of a courtyard, None while none is closed."""
    found = reader.value(
        "SELECT max(month) FROM month_close WHERE courtyard_id = ? AND deleted_at IS NULL", (courtyard,)
    )
    return None if found is None else str(found)
