"""Searching while typing over 1,000,000 residents: the slow end of it against the bare indexed query.

The bare query asks the same index for the same word and reads 50 rows it names, without order and without
looking at what it found. Both answer what people type: beginnings of names, initials, whole pinyin, parts of
a telephone number.
"""

import random
import time
from collections.abc import Callable
from typing import Any

from bench.common import GIVEN, ROOT, SURNAMES, database_with, report
from models.db.reading import Reader
from models.db.search_text import digit_query, word_query
from services.context import open_context
from services.search import search

ROWS = 1_000_000
TYPED = 120
RUNS = 3
_NAMED = (
    "SELECT d.tbl, d.row_id, t.name FROM search_doc d JOIN resident t ON t.id = d.row_id "
    "WHERE d.doc IN ({documents})"
)


def main() -> None:
    """Measure and print."""
    context = open_context(database_with(ROOT / "build" / "bench" / f"residents-{ROWS}" / "office.db", ROWS))
    try:
        reader = context.reader
        typed = _typed()
        for each in typed:
            search(context, each)  # warm the cache
        bare, ours = [], []
        for _ in range(RUNS):
            for each in typed:
                bare.append(_seconds(lambda text=each: _bare(reader, text)))  # type: ignore[misc]
                ours.append(_seconds(lambda text=each: search(context, text)))  # type: ignore[misc]
    finally:
        context.close()
    floor = _p95(bare)
    print(f"bare indexed query, 95th percentile: {floor * 1000:.2f} ms", flush=True)
    report(f"search over {ROWS} residents / bare indexed query, 95th percentile", _p95(ours) / floor, 3.0)


def _typed() -> list[str]:
    """Return what somebody types, letter by letter: every beginning of two characters or more."""
    made = random.Random(7)
    words: list[str] = []
    while len(words) < TYPED:
        name = made.choice(SURNAMES) + "".join(made.choices(GIVEN, k=2))
        initials = made.choice(("zw", "lxm", "wjg", "chy", "zhangw", "liming"))
        number = f"13{made.randrange(10**9):09d}"
        words += [name[:2], name, initials, number[:4], number[3:9]]
    return words[:TYPED]


def _bare(reader: Reader, text: str) -> list[tuple[Any, ...]]:
    if text.isdigit():
        documents, value = "SELECT rowid FROM search_fts WHERE search_fts MATCH ? LIMIT 50", digit_query(text)
    elif text.isascii():
        documents, value = "SELECT doc FROM search_key WHERE key >= ? LIMIT 50", text
    else:
        documents, value = "SELECT rowid FROM search_fts WHERE search_fts MATCH ? LIMIT 50", word_query(text)
    return reader.all(_NAMED.format(documents=documents), (value,))


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _p95(figures: list[float]) -> float:
    return sorted(figures)[int(len(figures) * 0.95)]


if __name__ == "__main__":
    main()
