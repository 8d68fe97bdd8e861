"""Spreadsheet files for the tests: rewritten, broken and hostile ones."""

import zipfile
from collections.abc import Callable
from pathlib import Path

from services.excel import SheetOut, write_book

MAIN = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SHEET = "xl/worksheets/sheet1.xml"
ODS_TYPE = "application/vnd.oasis.opendocument.spreadsheet"


def small(path: Path) -> Path:
    """Write a book of two rows."""
    write_book(path, [SheetOut("楼院", [["楼院名称", "总户数"], ["一号院", 288]], heading_rows=1)])
    return path


def rewritten(path: Path, change: Callable[[str, bytes], bytes]) -> Path:
    """Write the small book with its parts changed by `change(part name, bytes)`."""
    source = small(path.with_name("source-" + path.name))
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            new.writestr(entry.filename, change(entry.filename, old.read(entry)))
    return path


def with_sheet_xml(path: Path, change: Callable[[bytes], bytes]) -> Path:
    """Write the small book with the XML of its sheet changed."""
    return rewritten(path, lambda name, data: change(data) if name == SHEET else data)


def with_cell(path: Path, cell: bytes) -> Path:
    """Write the small book with the XML of one more row."""
    return with_sheet_xml(path, lambda xml: xml.replace(b"</sheetData>", cell + b"</sheetData>"))


def strict(path: Path) -> Path:
    """Write the small book with the namespaces of Strict Open XML."""
    return rewritten(
        path,
        lambda _, data: data.replace(MAIN, b"http://purl.oclc.org/ooxml/spreadsheetml/main").replace(
            RELATIONS, b"http://purl.oclc.org/ooxml/officeDocument/relationships"
        ),
    )


def ods(path: Path, body: str) -> Path:
    """Write an ods whose only sheet holds `body`."""
    space = "urn:oasis:names:tc:opendocument:xmlns"
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content xmlns:office="{space}:office:1.0" '
        f'xmlns:table="{space}:table:1.0" xmlns:text="{space}:text:1.0" office:version="1.2"><office:body>'
        f'<office:spreadsheet><table:table table:name="表一">{body}</table:table></office:spreadsheet>'
        "</office:body></office:document-content>"
    )
    manifest = (
        f'<?xml version="1.0"?><manifest:manifest xmlns:manifest="{space}:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{ODS_TYPE}"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
        "</manifest:manifest>"
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", ODS_TYPE)
        archive.writestr("META-INF/manifest.xml", manifest)
        archive.writestr("content.xml", content)
    return path


def ods_row(*texts: str) -> str:
    """Return an ods row of texts."""
    cells = "".join(
        f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'
        for text in texts
    )
    return f"<table:table-row>{cells}</table:table-row>"
