"""What saving answers with: the record and its transaction, or a sentence beside each field that is wrong."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from models.errors import InvalidInput

if TYPE_CHECKING:
    from models.db.uow import Committed


@dataclass(frozen=True, slots=True)
class Saved:
    """A saved record and the transaction that saved it; None when nothing was different."""

    id: bytes
    committed: "Committed | None"


class FormErrors(InvalidInput):
    """Some fields cannot be taken; `errors` gives the sentence beside each."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__("有内容需要改正：" + " ".join(errors.values()))
        self.errors = dict(errors)
