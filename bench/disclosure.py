"""Obligations of 5,000 courtyards × 25 lines for a year against a bare scan of the rows they depend on.

The rows are those of a year in which every sheet was made: notices, where they hung, committees with their
members, branches with their posts, decisions, finished matters, requests, and where the accounts begin.
"""

import random
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from bench.common import BATCH, ROOT, interleaved, report
from models.ids import new_id
from services.context import Context, open_context
from services.disclosure.catalogue import catalogue
from services.disclosure.obligations import obligations

COURTYARDS = 5_000
MOST = 5.0
ON = date(2026, 12, 31)
YEAR = ("2026-01-01", "2026-12-31")
_MONTHS = [f"2026-{number:02d}" for number in range(1, 13)]
_BARE = (
    "SELECT c.id, c.name, c.unit_id, u.name FROM courtyard c LEFT JOIN unit u ON u.id = c.unit_id "
    "WHERE c.deleted_at IS NULL",
    "SELECT courtyard_id, min(month) FROM ledger_entry WHERE deleted_at IS NULL GROUP BY courtyard_id",
    "SELECT courtyard_id, id, kind, item_id, for_month, resolution_id, matter_id, request_id, state, late, "
    "posted_from, posted_until, issued_on FROM notice WHERE deleted_at IS NULL",
    "SELECT notice_id, from_day, taken_down_on FROM posting WHERE deleted_at IS NULL",
    "SELECT courtyard_id, id, name, founded FROM committee WHERE deleted_at IS NULL",
    "SELECT committee_id, since, until FROM committee_member WHERE deleted_at IS NULL",
    "SELECT courtyard_id, id, name, founded FROM party_organisation WHERE deleted_at IS NULL",
    "SELECT party_organisation_id, since, until FROM appointment WHERE deleted_at IS NULL",
    "SELECT courtyard_id, founded FROM volunteer_team WHERE deleted_at IS NULL",
    "SELECT id, courtyard_id, held_on FROM meeting WHERE deleted_at IS NULL",
    "SELECT id, meeting_id, title, outcome FROM resolution WHERE deleted_at IS NULL",
    "SELECT courtyard_id, id, finished_on, title FROM matter WHERE deleted_at IS NULL",
    "SELECT courtyard_id, id, asked_on, content, due_on, replied_on FROM disclosure_request "
    "WHERE deleted_at IS NULL",
)


class _Town:
    """Makes the rows of one year, table by table, written in batches."""

    def __init__(self, context: Context, seed: int = 1) -> None:
        self._context = context
        self._made = random.Random(seed)
        self._rows: dict[str, tuple[tuple[str, ...], list[tuple[Any, ...]]]] = {}

    def add(self, table: str, **values: Any) -> bytes:
        made = bytes(new_id())
        columns = ("id", *values)
        self._rows.setdefault(table, (columns, []))[1].append((made, *values.values()))
        return made

    def day(self, first: date, days: int) -> str:
        return (first + timedelta(days=self._made.randrange(days))).isoformat()

    def write(self) -> None:
        with self._context.unit_of_work() as work:
            for table, (columns, rows) in self._rows.items():
                for start in range(0, len(rows), BATCH):
                    work.insert_many(table, columns, rows[start : start + BATCH])
            work.commit()

    def courtyard(self, number: int, unit: bytes) -> None:
        yard = self.add("courtyard", name=f"{number}号院", unit_id=unit)
        board = self.add("board", courtyard_id=yard, name="公开栏")
        self._bodies(yard)
        account = self.add("account", courtyard_id=yard, name="现金账户", kind="cash")
        for month, kind in self._sheets():
            self._hung(yard, board, kind, for_month=month)
        for month in _MONTHS:
            for _ in range(3):
                self.add(
                    "ledger_entry",
                    courtyard_id=yard,
                    account_id=account,
                    on_date=f"{month}-08",
                    month=month,
                    direction="income",
                    kind="parking",
                    amount=self._made.randrange(100, 100_000),
                )
        self._decided(yard, board)

    def _sheets(self) -> Iterator[tuple[str | None, str]]:
        yield from ((None, kind) for kind in ("overview", "organisation", "charter"))
        for month in _MONTHS:
            yield from ((month, kind) for kind in ("accounts", "staff_cost") if self._made.random() < 0.8)

    def _hung(self, yard: bytes, board: bytes, kind: str, **links: Any) -> None:
        month = links.get("for_month")
        after = date.fromisoformat(f"{month}-28") + timedelta(days=6) if month else date(2026, 1, 5)
        first = self.day(after, 12)
        told = self.add(
            "notice",
            courtyard_id=yard,
            kind=kind,
            title="公示",
            state="posted",
            for_month=month,
            resolution_id=links.get("resolution_id"),
        )
        self.add("posting", notice_id=told, board_id=board, from_day=first)

    def _bodies(self, yard: bytes) -> None:
        body = self.add("committee", courtyard_id=yard, name="自管会", kind="self_management")
        branch = self.add("party_organisation", courtyard_id=yard, name="党支部", kind="courtyard_branch")
        self.add("volunteer_team", courtyard_id=yard, name="服务队", kind="service")
        for _ in range(5):
            someone = self.add("resident", name="王一", courtyard_id=yard)
            since = self.day(date(2025, 1, 1), 700)
            self.add("committee_member", committee_id=body, resident_id=someone, post="member", since=since)
        self.add("appointment", party_organisation_id=branch, resident_id=someone, post="secretary")

    def _decided(self, yard: bytes, board: bytes) -> None:
        for _ in range(4):
            held = self.day(date(2026, 1, 1), 360)
            meeting = self.add("meeting", courtyard_id=yard, kind="joint", title="联席会议", held_on=held)
            decided = self.add(
                "resolution", meeting_id=meeting, kind="motion", title="停车", outcome="passed"
            )
            self._hung(yard, board, "resolution", resolution_id=decided)
        self.add("matter", courtyard_id=yard, title="修路", template="six_steps", finished_on="2026-06-01")
        self.add("disclosure_request", courtyard_id=yard, content="停车费去向", asked_on="2026-05-08")


def _database(path: Path) -> Path:
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_suffix(".new")
        unfinished.unlink(missing_ok=True)
        context = open_context(unfinished, "测量员")
        town = _Town(context)
        units = [town.add("unit", name=f"第{each}社区", kind="community") for each in range(50)]
        for number in range(COURTYARDS):
            town.courtyard(number, units[number % len(units)])
        town.write()
        context.close()
        unfinished.rename(path)
    return path


def main() -> None:
    """Measure and print."""
    data = _database(ROOT / "build" / "bench" / f"disclosure-{COURTYARDS}" / "office.db")
    context = open_context(data, "测量员")
    try:

        def bare() -> float:
            start = time.perf_counter()
            for sql in _BARE:
                context.reader.all(sql)
            return time.perf_counter() - start

        def reckoned() -> float:
            start = time.perf_counter()
            obligations(context, ON, window=YEAR)
            return time.perf_counter() - start

        scan, ours = interleaved([bare, reckoned])
        found = len(obligations(context, ON, window=YEAR))
        lines = len(catalogue(context))
        print(f"{found} obligations of {lines} lines in {ours:.2f} s, the bare scan {scan:.2f} s", flush=True)
        report(f"obligations of {COURTYARDS} courtyards for a year / a bare scan", ours / scan, MOST)
    finally:
        context.close()


if __name__ == "__main__":
    main()
