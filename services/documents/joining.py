"""Joins finished sheets into one PDF, sheet by sheet, so that a long batch is never held whole.

Only what `services.documents.pdf` writes is joined: objects of generation 0 behind a plain table of places.
"""

import re
from typing import IO

_TOKEN = re.compile(rb"(\((?:\\.|[^\\()])*\))|\b(\d+) 0 R\b", re.S)
"""A text, which is left alone, or a reference to another object."""
_PLACES = re.compile(rb"startxref\s+(\d+)\s+%%EOF\s*\Z")
_HEAD = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
_CATALOG, _PAGES = 1, 2


class Joining:
    """A PDF that grows by one sheet after the other.

    Args:
        file: where it is written; from its beginning.
    """

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._at = file.write(_HEAD)
        self._places: dict[int, int] = {}
        self._kids: list[int] = []
        self._marks: list[tuple[str, int]] = []
        self._count = 0
        self._next = _PAGES + 1

    def add(self, data: bytes, pages: int, mark: str = "") -> None:
        """Append a sheet.

        Args:
            data: its PDF.
            pages: number of its pages.
            mark: what a bookmark to it says, "" for none.
        """
        objects, root = _objects(data)
        shift = self._next - 1
        tree = _reference(objects[root], b"Pages")
        for number, body in objects.items():
            if number == root:
                continue  # there is one catalogue for all
            moved = _moved(body, shift)
            if number == tree:
                moved = moved.replace(b"<<", b"<< /Parent %d 0 R " % _PAGES, 1)
            self._write(number + shift, moved)
        self._kids.append(tree + shift)
        if mark:
            first = _reference(objects[tree], b"Kids [")
            self._marks.append((mark, first + shift))
        self._count += pages
        self._next = shift + max(objects) + 1

    def finish(self) -> None:
        """Write what holds the sheets together."""
        kids = b" ".join(b"%d 0 R" % kid for kid in self._kids)
        self._write(_PAGES, b"<< /Type /Pages /Count %d /Kids [ %s ] >>" % (self._count, kids))
        marks = self._outlines()
        more = b" /PageMode /UseOutlines /Outlines %d 0 R" % marks if marks else b""
        self._write(_CATALOG, b"<< /Type /Catalog /Lang (zh-CN) /Pages %d 0 R%b >>" % (_PAGES, more))
        start, lines = self._at, [b"xref\n0 %d\n0000000000 65535 f \n" % self._next]
        for number in range(1, self._next):
            place = self._places.get(number)
            lines.append(b"%010d 00000 n \n" % place if place is not None else b"0000000000 65535 f \n")
        self._put(b"".join(lines))
        self._put(b"trailer\n<< /Size %d /Root %d 0 R >>\n" % (self._next, _CATALOG))
        self._put(b"startxref\n%d\n%%%%EOF\n" % start)

    def _outlines(self) -> int:
        """Write the bookmarks; return the number of their root, 0 for none."""
        if not self._marks:
            return 0
        root, count = self._next, len(self._marks)
        self._next += count + 1
        ends = (root + 1, root + count, count)
        self._write(root, b"<< /Type /Outlines /First %d 0 R /Last %d 0 R /Count %d >>" % ends)
        for at, (title, page) in enumerate(self._marks, 1):
            before = b" /Prev %d 0 R" % (root + at - 1) if at > 1 else b""
            after = b" /Next %d 0 R" % (root + at + 1) if at < count else b""
            said = (b"\xfe\xff" + title.encode("utf-16-be")).hex().encode()
            place = b"/Parent %d 0 R /Dest [%d 0 R /Fit]%b%b" % (root, page, before, after)
            self._write(root + at, b"<< /Title <%b> %b >>" % (said, place))
        return root

    def _write(self, number: int, body: bytes) -> None:
        self._places[number] = self._at
        self._put(b"%d 0 obj\n%s\nendobj\n" % (number, body))

    def _put(self, data: bytes) -> None:
        self._at += self._file.write(data)


def _objects(data: bytes) -> tuple[dict[int, bytes], int]:
    """Return the objects of a file by number, without their frames, and the number of its catalogue."""
    found = _PLACES.search(data[-64:])
    if found is None:
        raise ValueError("not a sheet of ours")
    table = int(found[1])
    lines = data[table:].split(b"\n", 2)[2]
    count = int(data[table:].split(b"\n", 2)[1].split()[1])
    starts = {
        number: int(lines[20 * number : 20 * number + 10])
        for number in range(1, count)
        if lines[20 * number + 17 : 20 * number + 18] == b"n"
    }
    ends = dict(zip(sorted(starts.values()), [*sorted(starts.values())[1:], table], strict=True))
    objects = {}
    for number, start in starts.items():
        piece = data[start : ends[start]]
        objects[number] = piece[piece.index(b"obj") + 3 : piece.rindex(b"endobj")].strip(b"\r\n")
    return objects, _reference(data[table + 20 * count :], b"Root")


def _reference(body: bytes, name: bytes) -> int:
    found = re.search(rb"/" + re.escape(name) + rb"\s+(\d+) 0 R", body)
    if found is None:
        raise ValueError(f"no {name.decode()} in a sheet")
    return int(found[1])


def _moved(body: bytes, shift: int) -> bytes:
    """Return an object with its references moved on; what it holds as a stream stays as it is."""
    head, stream, rest = body.partition(b"stream")
    moved = _TOKEN.sub(lambda found: found[1] or b"%d 0 R" % (int(found[2]) + shift), head)
    return moved + stream + rest
