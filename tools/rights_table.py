"""The table of roles and rights in the manual, written anew from the one the program asks.

`python -m tools.rights_table docs/manual.zh-CN.md` writes it between its marks; a test compares both.
"""

import sys
from pathlib import Path
from typing import Final

from models.rules.rights import OFFICE_ROLES, RIGHTS
from models.vocab import USER_ROLE

BEGIN: Final = "<!-- 权限表：由 tools/rights_table.py 生成 -->"
END: Final = "<!-- 权限表到此 -->"


def table() -> str:
    """Return the table in Markdown: a line for each right, a column for each role of an office."""
    names = [USER_ROLE.label(role) for role in OFFICE_ROLES]
    lines = [f"| 可以 | {' | '.join(names)} |", f"| --- |{' :-: |' * len(names)}"]
    for right in RIGHTS.values():
        marks = ("✓" if role in right.roles else "" for role in OFFICE_ROLES)
        lines.append(f"| {right.label} | {' | '.join(marks)} |")
    return "\n".join(lines)


def written(text: str) -> str:
    """Return the manual with the table as it is now.

    Raises:
        ValueError: it has no place for it.
    """
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"no {BEGIN} … {END}")
    return f"{before}{BEGIN}\n\n{table()}\n\n{END}{after}"


if __name__ == "__main__":
    manual = Path(sys.argv[1])
    manual.write_text(written(manual.read_text(encoding="utf-8")), encoding="utf-8")
