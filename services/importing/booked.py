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

    def entry_of(self, courtyard: bytes | None, values: "Mapping[str, Any]") -> bytes | None:
        """Return the entry an account line is: of the same voucher number, or without one of the same text.

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
        free = self._texts[courtyard].get(_key(values))
        return free.pop(0) if free else None

    def _read(self, courtyard: bytes) -> None:
        if courtyard in self._vouchers:
            return
        vouchers: dict[str, bytes] = {}
        texts: dict[tuple[object, ...], list[bytes]] = {}
        names = ("on_date", "direction", "amount", "raw_text")
        for row in self._reader.all(
            f"SELECT id, voucher, {', '.join(names)} FROM ledger_entry "
            "WHERE courtyard_id = ? AND deleted_at IS NULL AND reverses_id IS NULL ORDER BY id",
            (courtyard,),
        ):
            if row[1]:
                vouchers.setdefault(fold(row[1]), bytes(row[0]))
            elif row[5]:
                texts.setdefault(_key(dict(zip(names, row[2:], strict=True))), []).append(bytes(row[0]))
        self._vouchers[courtyard], self._texts[courtyard] = vouchers, texts


def _key(values: "Mapping[str, Any]") -> tuple[object, ...]:
    return tuple(values.get(name) for name in ("on_date", "direction", "amount", "raw_text"))
