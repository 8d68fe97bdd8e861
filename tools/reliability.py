"""Writes docs/reliability.md: what the program must survive, and the tests that see it survive.

A test says which scenario it is about by its name: `test_s06_…` is about S6. `python -m tools.reliability`
writes the table anew after tests came or went.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DOCUMENT = ROOT / "docs" / "reliability.md"
_TEST = re.compile(r"^(?:async )?def (test_([sdb])(\d\d)_\w+)", re.MULTILINE)

SYNC = """\
the same package imported twice
packages in another order: a gap is refused with what is wanted
a stick lost twice
a receipt lost, exported again
two workstations edit different fields
the same field, different values
the same field, the same value
one conflict decided differently by two
deleted here, edited there
deleted here and there
parent deleted here, child added there
fields of one group changed on two sides
the same person registered by two offices
numbers given by machines that do not see each other
clocks in 2099, in 1970, jumping back
the database copied to a second computer
a clone that sends the same package number
a workstation restored from an old backup
the hub restored from yesterday
newer workstation, older hub
older workstation, newer hub
a package that needs a newer program
a record handed to another unit while it is edited
a change beyond the sender's rights in a correct package
an attachment arrives before its file
silent for thirteen months
one row of ten thousand cannot be applied
an import killed at each statement
a byte changed behind the program's back
200 workstations in any order, twice
an entry for a month closed elsewhere
two workstations import the same workbook
""".splitlines()
DISK = """\
killed during a save
power cut during a save: what was not made permanent is gone
power cut during a migration
disk full in a save
disk full in a checkpoint or while closing
the disk says a flush did not work
the disk cannot read a page
stick full
stick pulled while it is written
stick pulled right after "done"
stick pulled while it is read
read-only stick
stick of a false size
FAT32, exFAT, NTFS: names, times, sizes
two programs on one file
database on a network drive, in a cloud folder, on a stick
the log beside the database deleted or exchanged
the file copied while it is open
the clock jumps years
a bit flipped in a backup
a restore interrupted at each step
wrong password, damaged, foreign, newer: different sentences
the key file lost, or of another database
databases over 1 GiB and over 4 GiB
a virus scanner holds the file while it is renamed
""".splitlines()
INPUT = """\
a package with one byte changed
a package cut off, with something behind it, two in one
signed by a key that is unknown, expired, revoked, another's
an old revocation list
a package for somebody else
the body of another workstation, signed again
encrypted to us by a stranger
a body that unpacks to more than it says
frames and headers of absurd number and length
JSON that is none, or has doubles, depth, giant numbers
NUL, half surrogates, direction marks, rare characters in names
absurd counters
changes of tables and columns that are not exchanged
harmful names of attachments
an attachment that is not what its hash says
other files named as packages
an old package replayed after a restore
a workbook with a cell in the far corner
zip bombs, entities, sheets without end
encodings, line ends, lines without end
cells that are formulas elsewhere
what is typed into the search
a database edited by another program
lost stick, lost laptop: nobody can be read
the log edited to hide an act
""".splitlines()

ALSO: Mapping[str, tuple[str, ...]] = {
    "D7": (
        "tests/integration/core/test_opening.py::test_damaged_page_is_a_named_fault_when_it_is_read",
        "tests/integration/core/test_backup_interrupted.py::"
        "test_a_damaged_database_is_not_backed_up_as_if_it_were_sound",
    ),
    "D5": (
        "tests/integration/durability/test_crash_sweeps.py::"
        "test_d06_a_disk_that_fails_is_reported_and_never_taken_for_a_success",
    ),
}
"""Tests that are about a scenario as well, though their names carry another or none."""
OPEN: Mapping[str, str] = {
    "D23": "belongs to the key of the database",
}
"""Why a scenario has no test, where it is known."""


def scenarios() -> dict[str, str]:
    """Return what each scenario is about, by its id."""
    listed = {"S": SYNC, "D": DISK, "B": INPUT}
    return {f"{letter}{at}": words for letter, all_ in listed.items() for at, words in enumerate(all_, 1)}


def found() -> dict[str, list[str]]:
    """Return the tests of each scenario: file and name."""
    tests: dict[str, list[str]] = {key: [] for key in scenarios()}
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        where = path.relative_to(ROOT).as_posix()
        for name, letter, number in _TEST.findall(path.read_text(encoding="utf-8")):
            key = f"{letter.upper()}{int(number)}"
            if key in tests:
                tests[key].append(f"{where}::{name}")
    for key, more in ALSO.items():
        tests[key] += [each for each in more if exists(each)]
    return tests


def exists(named: str) -> bool:
    """Return whether a test named as file::name is there."""
    where, _, name = named.partition("::")
    path = ROOT / where
    return path.is_file() and f"def {name}(" in path.read_text(encoding="utf-8")


def document() -> str:
    """Return the document as it should be."""
    tests = found()
    lines = [
        "# What the program survives",
        "",
        "Every scenario of exchange (S), storage (D) and input (B) with the tests that see it survived.",
        "Written by `python -m tools.reliability` from the names of the tests. Many run at a few points in",
        "`make test` and at all of them in `make soak`. For Windows the calls made there are tested.",
        "",
        "| Id | Scenario | Tested by |",
        "| --- | --- | --- |",
    ]
    for key, words in scenarios().items():
        names = "<br>".join(f"`{each}`" for each in tests[key])
        lines.append(
            f"| {key} | {words} | {names or 'not yet: ' + OPEN.get(key, 'no test carries its id')} |"
        )
    return "\n".join(lines) + "\n"


def main() -> int:
    """Write the document."""
    DOCUMENT.write_text(document(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
