"""Spreadsheets, in and out: the only package that knows openpyxl, XlsxWriter, calamine and defusedxml.

Foreign files are read by `read_book`, which is called in a child process (services.importing.child): the
reader is native code and may abort. Own files are written by `write_book`, long ones row by row by
`write_tables` and `write_csv`.
"""

from services.excel.book import Book, BookRefused, Cell, Fault, Merge, Sheet, cell_name, column_name
from services.excel.limits import LIMITS, Limits
from services.excel.reading import read_book
from services.excel.streaming import ColumnOut, TableOut, write_csv, write_tables
from services.excel.writing import SheetOut, write_book, write_table

__all__ = [
    "LIMITS",
    "Book",
    "BookRefused",
    "Cell",
    "ColumnOut",
    "Fault",
    "Limits",
    "Merge",
    "Sheet",
    "SheetOut",
    "TableOut",
    "cell_name",
    "column_name",
    "read_book",
    "write_book",
    "write_csv",
    "write_table",
    "write_tables",
]
