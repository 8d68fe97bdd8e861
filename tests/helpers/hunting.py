"""Searching bytes for planted people: names, telephones and numbers, as the usual encodings write them.

A needle has at least six bytes: in random bytes, as an encrypted disk holds them, none is found by chance.
"""

from __future__ import annotations

import mmap
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

_SHORTEST, _HEAD = 6, 4
_WIDE = ("utf-8", "utf-16-le", "utf-16-be", "gb18030")
_DIGITS = ("ascii", "utf-16-le", "utf-16-be")


class Hunt:
    """Looks for names, and for digits as they are and from behind.

    Args:
        names: in Chinese characters.
        digits: telephones and numbers of documents.
    """

    def __init__(self, names: Iterable[str], digits: Iterable[str]) -> None:
        needles = {(name, way): name.encode(way) for name in names for way in _WIDE}
        for number in digits:
            for way in _DIGITS:
                needles[number, way] = number.encode(way)
                needles[number, f"{way} reversed"] = number[::-1].encode(way)
        self._by_head: dict[bytes, list[tuple[bytes, str]]] = defaultdict(list)
        for (what, way), needle in needles.items():
            plain = needle.lstrip(b"\0")  # an empty disk is full of them
            if len(plain) >= _SHORTEST:
                self._by_head[plain[:_HEAD]].append((plain, f"{what} ({way})"))
        # what may stand at each place of a head: quick to look for; whether it is one is asked afterwards
        places = [sorted({head[at] for head in self._by_head}) for at in range(_HEAD)]
        classes = (b"[%s]" % b"".join(b"\\x%02x" % each for each in place) for place in places)
        self._heads = re.compile(b"".join(classes), re.DOTALL)

    def found(self, data: bytes | mmap.mmap) -> set[str]:
        """Return what is found in bytes."""
        seen: set[str] = set()
        at = 0
        while (match := self._heads.search(data, at)) is not None:
            at = match.start() + 1
            for needle, told in self._by_head.get(match.group(), ()):
                if data[match.start() : match.start() + len(needle)] == needle:
                    seen.add(told)
        return seen

    def found_in(self, path: Path) -> set[str]:
        """Return what is found in a file, its name among it."""
        seen = self.found(str(path).encode())
        if path.stat().st_size:
            with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
                seen |= self.found(data)
        return seen

    def found_below(self, folder: Path) -> dict[str, set[str]]:
        """Return what is found in each file below a folder."""
        hits = {str(path.relative_to(folder)): self.found_in(path) for path in _files(folder)}
        return {name: seen for name, seen in hits.items() if seen}


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file() and not path.is_symlink())
