"""What saving answers with, for every use case that saves a record."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from models.db.uow import Committed


@dataclass(frozen=True, slots=True)
class Saved:
    """A saved record and the transaction that saved it; None when nothing was different."""

    id: bytes
    committed: "Committed | None"
