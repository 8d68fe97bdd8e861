"""The statement of a month of a courtyard with 100,000 lines against one bare SUM over those lines.

The bare query adds up the amounts of the courtyard and nothing else. The lines lie in ten years; the last
month is told, so that everything before it is carried over. A page of the register is measured beside it.
"""

import random
from pathlib import Path

from bench.common import ROOT, interleaved, report, seconds
from models.ids import new_id
from services import ledgers
from services.context import open_context
from services.ledgers.entries import COLUMNS
from services.office import Context

LINES = 100_000
MONTHS = 120
RUNS = 15
_SUM = "SELECT sum(amount) FROM ledger_entry WHERE courtyard_id = ? AND deleted_at IS NULL"


def main() -> None:
    """Measure and print."""
    context = open_context(_office(ROOT / "build" / "bench" / f"ledger-{LINES}" / "office.db"))
    try:
        yard = bytes(context.reader.value("SELECT id FROM courtyard"))
        last = _months()[-1]
        told = ledgers.statement(context, yard, last)
        page = ledgers.register_page(context, courtyard=yard)
        if told.closing != page.rows[-1].balance:
            raise RuntimeError("statement and register disagree")
        bare, ours, register = interleaved(
            [
                lambda: seconds(lambda: context.reader.value(_SUM, (yard,))),
                lambda: seconds(lambda: ledgers.statement(context, yard, last)),
                lambda: seconds(lambda: ledgers.register_page(context, courtyard=yard)),
            ],
            RUNS,
        )
    finally:
        context.close()
    print(f"bare SUM over {LINES} lines: {bare * 1000:.2f} ms", flush=True)
    report(f"last page of the register of {LINES} lines / bare SUM", register / bare, 3.0)
    report(f"statement of a courtyard with {LINES} lines / bare SUM", ours / bare, 3.0)


def _months() -> list[str]:
    return [f"{2011 + at // 12}-{at % 12 + 1:02d}" for at in range(MONTHS)]


def _office(path: Path) -> Path:
    """Return an office with one courtyard and its lines, made once and kept in `build/bench`."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_suffix(".new")
        unfinished.unlink(missing_ok=True)
        context = open_context(unfinished, "测量员")
        _fill(context)
        context.close()
        unfinished.rename(path)
    return path


def _fill(context: Context) -> None:
    made = random.Random(11)
    months = _months()
    known = [(kind.direction, kind.code) for kind in ledgers.kinds(context)]
    with context.unit_of_work() as work:
        yard = work.insert("courtyard", {"name": "测量用楼院"})
        account = ledgers.default_account(work, yard)
        rows = []
        for number in range(LINES):
            month = months[number * MONTHS // LINES]
            direction, kind = made.choice(known)
            values = {
                "courtyard_id": yard,
                "account_id": account,
                "on_date": f"{month}-{made.randint(1, 28):02d}",
                "month": month,
                "direction": direction,
                "kind": kind,
                "amount": made.randint(1, 500_000),
                "voucher": f"{number:08d}",
            }
            rows.append((new_id(), *(values.get(name) for name in COLUMNS[1:])))
        work.insert_many("ledger_entry", COLUMNS, rows)
        work.commit()


if __name__ == "__main__":
    main()
