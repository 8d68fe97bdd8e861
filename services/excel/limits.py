"""How large a foreign spreadsheet may be before it is refused with a sentence."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds for reading one file; generous for an office, small for a bomb.

    Attributes:
        file_bytes: size of the file.
        unpacked_bytes: all parts of a zip container together, as declared and as found.
        part_bytes: one part of it.
        ratio: how many times larger a part above 10 MB may be than its compressed form.
        entries: parts of a zip container.
        sheets: sheets of a workbook.
        rows: last row with content.
        columns: last column with content.
        cells: rows × columns of all sheets together.
        line_characters: one line of a text file.
        cell_characters: text of one cell (Excel's own limit is 32,767).
        memory_bytes: address space of the child process, where the system can limit it.
        seconds: time of the child process.
    """

    file_bytes: int = 200 << 20
    unpacked_bytes: int = 1200 << 20
    part_bytes: int = 800 << 20
    ratio: int = 250
    entries: int = 5_000
    sheets: int = 256
    rows: int = 300_000
    columns: int = 1_000
    cells: int = 8_000_000
    line_characters: int = 1 << 20
    cell_characters: int = 32_767
    memory_bytes: int = 2 << 30
    seconds: float = 240.0


LIMITS = Limits()
"""What is used unless a test asks for less."""
