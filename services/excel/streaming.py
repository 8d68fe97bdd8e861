"""Writing tables of any length: rows go to the disk as they come, nothing of them is kept in memory."""

import csv
import io
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import IO, Any, Final, Literal

from services.excel.book import Cell
from services.excel.writing import guarded

Style = Literal["", "date", "money", "years", "wrap", "per_cent"]
MOST_ROWS: Final = 1_048_576
"""Rows of a sheet; what goes beyond stands on a further sheet."""
LONGEST_TEXT: Final = 32_767
"""Characters a cell of an xlsx may hold."""
_TOLD_EVERY: Final = 500
_A4: Final = 9
_PAGE: Final = 200
"""Characters of all columns that are still legible side by side on A4."""
_FORMATS: Final[dict[Style, dict[str, Any]]] = {
    "": {},
    "date": {"num_format": 'yyyy"年"m"月"d"日"', "align": "left"},
    "money": {"num_format": "#,##0.00"},
    "years": {"num_format": '0"年"'},
    "wrap": {"text_wrap": True},
    "per_cent": {"num_format": "0.0%"},
}
_HEADING: Final[dict[str, Any]] = {
    "bold": True, "text_wrap": True, "align": "center", "valign": "vcenter", "border": 1,
    "bg_color": "#EEF2F7",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ColumnOut:
    """A column to write.

    Attributes:
        label: its heading.
        width: in characters of a spreadsheet.
        style: how its numbers, dates or texts are shown.
        above: heading of the upper row, merged over neighbours that have the same one.
        hidden: kind (services.shown.HIDDEN) of numbers that are masked unless somebody asked for whole ones.
    """

    label: str
    width: int = 12
    style: Style = ""
    above: str = ""
    hidden: str = ""


@dataclass(frozen=True, slots=True)
class TableOut:
    """A table to write: one sheet, or several where it is too long for one.

    Attributes:
        name: on its tab.
        columns: from left to right.
        rows: values below the headings; "" and None are empty cells.
        title: one line merged over all columns, "" for none.
        facts: texts of the line below the title, by column.
        fixed: columns at the left that each page repeats where the table is wider than one.
    """

    name: str
    columns: Sequence[ColumnOut]
    rows: Iterable[Sequence[Cell | None]]
    title: str = ""
    facts: Sequence[tuple[int, str]] = ()
    fixed: int = 1


Told = Callable[[int], None]
"""Called with the number of rows written so far; what it raises ends the writing."""


def write_tables(file: IO[bytes], tables: Iterable[TableOut], told: Told) -> int:
    """Write an xlsx of plain typed cells; a text stays a text whatever it begins with.

    Args:
        file: open for writing, seekable.
        tables: at least one; each is drawn from when its turn has come.
        told: hears of the rows; raises to stop.

    Returns:
        The number of rows below the headings.

    Raises:
        OSError: the disk is full or went away.
    """
    done = 0
    with _workbook(file, lambda: told(done)) as book:
        formats: dict[str, Any] = {
            name: book.add_format({"valign": "vcenter", **each}) for name, each in _FORMATS.items()
        }
        heading = book.add_format(_HEADING)
        title = book.add_format({"bold": True, "font_size": 16, "align": "center", "valign": "vcenter"})
        for table in tables:
            done = _Writer(book, table, formats, heading, title).write(done, told)
        return done


@contextmanager
def _workbook(file: IO[bytes], check: Callable[[], None]) -> Iterator[Any]:
    """Open a workbook that is packed when all went well; its own files never stay behind.

    They hold what the workbook will hold, so they lie beside it and not in the system's temporary folder.
    """
    import xlsxwriter
    from xlsxwriter.exceptions import FileCreateError

    outlet = _Outlet(file, check)
    beside = Path(file.name).parent if isinstance(getattr(file, "name", None), str) else None
    with tempfile.TemporaryDirectory(prefix=".louyuan-", dir=beside, ignore_cleanup_errors=True) as folder:
        book = xlsxwriter.Workbook(outlet, {"constant_memory": True, "tmpdir": folder})
        book.use_zip64()
        try:
            yield book
            book.close()
        except FileCreateError as error:
            raise error.args[0] from error
        finally:
            outlet.closed = True
            for sheet in book.worksheets():
                sheet.row_data_fh.close()


class _Outlet:
    """The file as the packing of the workbook sees it: it can be stopped, and survives being left half done.

    The archive that is given up writes its end when it is collected, long after the file is closed.
    """

    def __init__(self, file: IO[bytes], check: Callable[[], None]) -> None:
        self._file = file
        self._check = check
        self.closed = False

    def write(self, data: bytes) -> int:
        """Write, unless the work is over or was stopped."""
        if self.closed:
            return len(data)
        try:
            self._check()
            return self._file.write(data)
        except BaseException:
            self.closed = True
            raise

    def seek(self, offset: int, whence: int = 0) -> int:
        """Go to a place."""
        return 0 if self.closed else self._file.seek(offset, whence)

    def tell(self) -> int:
        """Return the place."""
        return 0 if self.closed else self._file.tell()

    def flush(self) -> None:
        """Leave flushing to the owner of the file."""


class _Writer:
    """Writes one table."""

    def __init__(self, book: Any, table: TableOut, formats: dict[str, Any], heading: Any, title: Any) -> None:
        self._book = book
        self._table = table
        self._heading, self._title = heading, title
        self._styles = [formats[column.style] for column in table.columns]
        self._plain, self._day = formats[""], formats["date"]
        self._pages = 0
        self._sheet: Any = None
        self._row = 0
        self._headed = 0

    def write(self, done: int, told: Told) -> int:
        """Write headings and rows; returns the number of rows of all tables so far."""
        self._begin()
        for row in self._table.rows:
            if self._row >= MOST_ROWS:
                self._end()
                self._begin()
            for column, value in enumerate(row):
                self._cell(column, value)
            self._row += 1
            done += 1
            if done % _TOLD_EVERY == 0:
                told(done)
        self._end()
        told(done)
        return done

    def _begin(self) -> None:
        self._pages += 1
        number = f" {self._pages}" if self._pages > 1 else ""
        self._sheet = self._book.add_worksheet(sheet_name(self._table.name, 31 - len(number)) + number)
        self._row = 0
        for at, column in enumerate(self._table.columns):
            self._sheet.set_column(at, at, column.width)
        if self._table.title:
            self._lines_above()
        self._headings()
        self._headed = self._row

    def _lines_above(self) -> None:
        last = len(self._table.columns) - 1
        self._sheet.set_row(self._row, 30)
        if last:
            self._sheet.merge_range(self._row, 0, self._row, last, self._table.title, self._title)
        else:
            self._sheet.write_string(self._row, 0, self._table.title, self._title)
        self._row += 1
        for column, text in self._table.facts:
            self._sheet.write_string(self._row, column, text)
        self._row += bool(self._table.facts)

    def _headings(self) -> None:
        """Write one row of headings, or two where columns have one above them."""
        columns, top = self._table.columns, self._row
        two = any(column.above for column in columns)
        for at, column in enumerate(columns):
            upper = column.above if two and column.above else column.label
            self._sheet.write_string(top, at, upper, self._heading)
        for at, column in enumerate(columns):
            if two:
                self._sheet.write_string(top + 1, at, column.label if column.above else "", self._heading)
        if two:
            # rows written already cannot be merged through merge_range, which writes them once more
            self._sheet.merge.extend(_merges(columns, top))
        self._sheet.set_row(top + two, 30 if two else 24)
        self._row = top + 1 + two

    def _cell(self, column: int, value: Cell | None) -> None:
        style = self._styles[column]
        if isinstance(value, str):
            if value:
                text = value if len(value) <= LONGEST_TEXT else value[: LONGEST_TEXT - 1] + "…"
                self._sheet.write_string(self._row, column, text, style)
        elif isinstance(value, bool):
            self._sheet.write_boolean(self._row, column, value, style)
        elif isinstance(value, int | float):
            self._sheet.write_number(self._row, column, value, style)
        elif isinstance(value, date):
            self._sheet.write_datetime(self._row, column, value, self._day if style is self._plain else style)

    def _end(self) -> None:
        """Set up what needs to know the last row: filter, frozen headings, printed pages."""
        sheet, last = self._sheet, len(self._table.columns) - 1
        first = self._headed - 1
        sheet.autofilter(first, 0, max(first, self._row - 1), last)
        sheet.freeze_panes(self._headed, 0)
        sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{MOST_ROWS}"})
        sheet.set_landscape()
        sheet.set_paper(_A4)
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        sheet.repeat_rows(self._headed - 1 - any(each.above for each in self._table.columns), first)
        pages = -(-sum(column.width for column in self._table.columns) // _PAGE)
        sheet.fit_to_pages(pages, 0)
        if pages > 1:
            sheet.repeat_columns(0, self._table.fixed - 1)
            sheet.print_across()
        sheet.hide_gridlines(0)
        sheet.set_footer("&C第 &P 页，共 &N 页")


def _merges(columns: Sequence[ColumnOut], top: int) -> list[list[int]]:
    """Return the merged ranges of two rows of headings as [first row, column, last row, column]."""
    merges: list[list[int]] = []
    start = 0
    for at, column in enumerate(columns):
        if not column.above:
            merges.append([top, at, top + 1, at])
            start = at + 1
            continue
        if at == 0 or columns[at - 1].above != column.above:
            start = at
        last = at + 1 == len(columns) or columns[at + 1].above != column.above
        if last and at > start:
            merges.append([top, start, top, at])
    return merges


def sheet_name(name: str, longest: int = 31) -> str:
    """Return a name as it may stand on a tab."""
    allowed = "".join("-" if letter in "[]:*?/\\" else letter for letter in name).strip("'")
    return allowed[:longest] or "表"


def _whole(value: Cell | None) -> Cell | None:
    """Return a number without a fraction of nought: an amount of 1 yuan is 1 and not 1.0."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def write_csv(
    file: IO[bytes], headings: Sequence[str], rows: Iterable[Sequence[Cell | None]], told: Told
) -> int:
    """Write a CSV file in UTF-8 with its mark; a text that another program would run gets an apostrophe.

    Texts stand in quotes, so that no sign in them is taken for the one that parts the cells.

    Args:
        file: open for writing.
        headings: the first line.
        rows: the lines below.
        told: hears of the rows; raises to stop.

    Returns:
        The number of rows below the headings.
    """
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="", write_through=True)
    done = 0
    try:
        writer = csv.writer(text, lineterminator="\r\n", quoting=csv.QUOTE_NONNUMERIC)
        writer.writerow([guarded(each) for each in headings])
        for row in rows:
            writer.writerow([_whole(guarded(value)) for value in row])
            done += 1
            if done % _TOLD_EVERY == 0:
                told(done)
        told(done)
    finally:
        text.detach()  # the file is its owner's to close
    return done
