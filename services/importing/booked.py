"""Account lines of a survey workbook that were booked already do not wait to be booked again."""

from typing import TYPE_CHECKING, Any

from models.rules.text import fold

if TYPE_CHECKING:
    from collections.abc import Mapping

    from models.db.reading import Reader


class BookedLines:
    """The entries of the ledger by what an account sheet says of them; a courtyard is asked about once.

    Args:
        reader: queries of the unit of work, or of the reading connection.
    """

    def __init__(self, reader: "Reader") -> None:
        self._reader = reader
        self._vouchers: dict[bytes, dict[str, bytes]] = {}
        self._texts: dict[bytes, dict[tuple[object, ...], list[bytes]]] = {}
        self._taken: set[bytes] = set()

    def entry_of(self, courtyard: bytes | None, values: "Mapping[str, Any]") -> bytes | None:
        """Return the entry an account line is: of the same voucher number, or without one of the same
        text or summary; each entry answers for one line.

        Args:
            courtyard: whose line.
            values: of the line, by column of `pending_ledger_line`.
        """
        if courtyard is None:
            return None
        self._read(courtyard)
        voucher = values.get("voucher")
        if voucher:
            return self._vouchers[courtyard].get(fold(voucher))
        texts = self._texts[courtyard]
        free = [*texts.get(_key(values, "raw_text"), ()), *texts.get(_key(values, "summary"), ())]
        found = next((each for each in free if each not in self._taken), None)
        if found is not None:
            self._taken.add(found)
        return found

    def _read(self, courtyard: bytes) -> None:
        if courtyard in self._vouchers:
            return
        vouchers: dict[str, bytes] = {}
        texts: dict[tuple[object, ...], list[bytes]] = {}
        names = ("on_date", "direction", "amount", "raw_text", "summary")
        for row in self._reader.all(
            f"SELECT id, voucher, {', '.join(names)} FROM ledger_entry "
            "WHERE courtyard_id = ? AND deleted_at IS NULL AND reverses_id IS NULL ORDER BY id",
            (courtyard,),
        ):
            values = dict(zip(names, row[2:], strict=True))
            if row[1]:
                vouchers.setdefault(fold(row[1]), bytes(row[0]))
                continue
            for name in ("raw_text", "summary"):
                if values[name]:
                    texts.setdefault(_key(values, name), []).append(bytes(row[0]))
        self._vouchers[courtyard], self._texts[courtyard] = vouchers, texts


def _key(values: "Mapping[str, Any]", said: str) -> tuple[object, ...]:
    day_and_amount = (values.get("on_date"), values.get("direction"), values.get("amount"))
    return (*day_and_amount, said, fold(values.get(said) or ""))
