"""Which courtyard and which account of the register a line means."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from models.rules.text import fold
from services.ledgers.accounts import CASH_NAME, Account, accounts_of, closed_through

if TYPE_CHECKING:
    from models.db.reading import Reader

BANK_NAME: Final = "银行账户"
_TAIL: Final = 4


@dataclass(frozen=True, slots=True)
class Yard:
    """A courtyard of the register; `community` as folded for comparing."""

    id: bytes
    name: str
    community: str


@dataclass(frozen=True, slots=True)
class Found:
    """An account for a line: `account` None where it is made, or where `problem` says what is wrong."""

    account: Account | None
    name: str
    problem: str = ""


class Register:
    """Courtyards by name, with their accounts and closed months; each courtyard is asked about once.

    Args:
        reader: queries of the reading connection or of the unit of work.
    """

    def __init__(self, reader: "Reader") -> None:
        self._reader = reader
        self._by_name: dict[str, list[Yard]] = {}
        self._accounts: dict[bytes, tuple[Account, ...]] = {}
        self._closed: dict[bytes, str | None] = {}
        rows = reader.all(
            "SELECT c.id, c.name, u.name FROM courtyard c LEFT JOIN unit u ON u.id = c.unit_id "
            "WHERE c.deleted_at IS NULL ORDER BY c.id"
        )
        self._yards = {bytes(row[0]): Yard(bytes(row[0]), row[1], _community(row[2] or "")) for row in rows}
        for yard in self._yards.values():
            self._by_name.setdefault(fold(yard.name), []).append(yard)
        for row, yard in zip(rows, self._yards.values(), strict=True):
            if row[2]:  # two of one name are told apart by their community
                self._by_name.setdefault(fold(row[2] + row[1]), [yard])
        self._know_former_names()

    def _know_former_names(self) -> None:
        """Find courtyards renamed here by what the last import called them."""
        from services.importing.origin import Origins

        for _, row_id, former in Origins(self._reader).renamed({"courtyard": ("name",)}):
            yard = self._yards.get(row_id)
            name = fold(former.get("name") or "")
            if yard is not None and name and name not in self._by_name:
                self._by_name[name] = [yard]

    @property
    def is_empty(self) -> bool:
        """Whether there is no courtyard at all."""
        return not self._yards

    def yard(self, name: str, community: str = "") -> tuple[Yard | None, str]:
        """Return the courtyard a name means, or None and one sentence why not."""
        named = self._by_name.get(fold(name), [])
        if community and len(named) > 1:
            named = [each for each in named if each.community == _community(community)]
        if len(named) == 1:
            return named[0], ""
        if named:
            return None, f"有{len(named)}个楼院都叫“{name}”，请写明社区，如“某社区{name}”。"
        return None, f"“{name}”还没有登记，请先导入摸排表或登记这个楼院，再入账；名称写错的请改正。"

    def by_id(self, courtyard: bytes | None) -> Yard | None:
        """Return a living courtyard."""
        return None if courtyard is None else self._yards.get(courtyard)

    def closed(self, courtyard: bytes) -> str | None:
        """Return the last closed month of a courtyard."""
        if courtyard not in self._closed:
            self._closed[courtyard] = closed_through(self._reader, courtyard)
        return self._closed[courtyard]

    def account(self, courtyard: bytes, named: str, *, bank: bool, number: str) -> Found:
        """Return the account a line goes to.

        Args:
            courtyard: whose.
            named: what the user called it, "" for the proper one.
            bank: the line comes from a bank.
            number: digits of the bank account as far as the file tells them.
        """
        known = self._known(courtyard)
        if named:
            return _named(known, named)
        if not bank:
            return Found(known[0], known[0].name) if known else Found(None, CASH_NAME)
        banks = [each for each in known if each.kind == "bank" and not each.closed_on]
        same = [each for each in banks if number and each.number[-_TAIL:] == number[-_TAIL:]]
        other = [each for each in banks if not (number and each.number)]
        fitting = same or other
        if fitting:
            return Found(fitting[0], fitting[0].name)
        name = f"{BANK_NAME}（尾号{number[-_TAIL:]}）" if banks and number else BANK_NAME
        return Found(None, name)

    def _known(self, courtyard: bytes) -> tuple[Account, ...]:
        if courtyard not in self._accounts:
            self._accounts[courtyard] = accounts_of(self._reader, courtyard)
        return self._accounts[courtyard]


def _named(known: tuple[Account, ...], named: str) -> Found:
    for each in known:
        if fold(each.name) == fold(named):
            return Found(each, each.name)
    there = "、".join(each.name for each in known)
    now = f"现有：{there}" if there else "这个楼院还没有账户"
    return Found(None, named, f"没有叫“{named}”的账户（{now}）。请先在收支账里登记账户，或不写账户。")


def _community(name: str) -> str:
    return fold(name).removesuffix("居民委员会").removesuffix("居委会").removesuffix("社区")
