"""Writes the list of headings in docs/import.md from `resources/headings.json`.

`python -m tools.import_headings docs/import.md` replaces what stands between the two marks. A test compares
the committed file with the data, so it cannot go stale.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

BEGIN = "<!-- written by: python -m tools.import_headings docs/import.md -->"
END = "<!-- end of the headings -->"
ROOT = Path(__file__).resolve().parent.parent


def headings() -> str:
    """Return the list as Markdown, the marks included."""
    listed = json.loads((ROOT / "resources" / "headings.json").read_text(encoding="utf-8"))
    lines = [BEGIN, *(line for sheet in listed.values() for line in _sheet(sheet)), "", END]
    return "\n".join(lines)


def _sheet(sheet: dict[str, Any]) -> Iterator[str]:
    fields = sheet["fields"]
    yield from ("", f"### {sheet['label']}", "")
    needs = "; ".join(" or ".join(str(fields[name]["label"]) for name in each) for each in sheet["needs"])
    yield f"Recognised when it has: {needs}."
    for words in sheet["groups"].values():
        first, *others = words.split()
        if others:
            yield from ("", f"In the upper of two rows {first} may also be {_listed(others)}.")
    yield from ("", "| Field | Headings | In the lower of two rows |", "| --- | --- | --- |")
    for field in fields.values():
        below = ""
        if "sub" in field:
            below = f"{sheet['groups'][field['group']].split()[0]}: {_listed(field['sub'].split())}"
        yield f"| {field['label']} | {_listed(field['words'].split())} | {below} |"


def _listed(words: list[str]) -> str:
    return "、".join(words).replace("|", "\\|")


def with_headings(document: str) -> str:
    """Return the document with the list between its marks written anew.

    Raises:
        ValueError: a mark is missing.
    """
    before, rest = document.split(BEGIN, 1)
    _, after = rest.split(END, 1)
    return before + headings() + after


def main(arguments: list[str]) -> int:
    """Write the list into the document named; exit 2 when none is."""
    if len(arguments) != 1:
        print("usage: python -m tools.import_headings FILE.md", file=sys.stderr)
        return 2
    path = Path(arguments[0])
    path.write_text(with_headings(path.read_text(encoding="utf-8")), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
