"""A list over a million rows holds only the pages that are looked at, and asks for no others."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtCore import QModelIndex, QObject, Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from services import lists
from services.lists import ListQuery, Row
from ui.tasks import Tasks, Ticket
from ui.widgets.list_model import KEPT_PAGES, PAGE, WAITING, RecordModel

ROWS = 1_000_000


class Register:
    """A million residents that exist only when somebody asks for them."""

    def __init__(self) -> None:
        self.count_of_rows = ROWS
        self.asked: list[int] = []
        self.gate: threading.Event | None = None

    @staticmethod
    def id_of(number: int) -> bytes:
        return number.to_bytes(16, "big")

    def page(self, _: object, query: ListQuery, start: int = 0, count: int = PAGE) -> tuple[Row, ...]:
        if self.gate is not None:
            assert self.gate.wait(5)
        self.asked.append(start // PAGE)
        last = min(start + count, self.count_of_rows)
        width = len(lists.columns_of(query))
        return tuple(Row(self.id_of(n), (f"居民{n}",) * width) for n in range(start, last))

    def rows_by_id(self, reader: object, query: ListQuery, ids: list[bytes]) -> tuple[Row, ...]:
        return self.page(reader, query, int.from_bytes(ids[0], "big"), len(ids))

    def count(self, _: object, __: ListQuery) -> int:
        return self.count_of_rows

    def ids(self, _: object, __: ListQuery) -> bytes:
        return b"".join(map(self.id_of, range(self.count_of_rows)))


class Office:
    """As much of a session as a list needs."""

    class context:
        reader = None

    def __init__(self, tasks: Tasks) -> None:
        self.tasks = tasks
        self.failed: list[BaseException] = []

    def read(
        self,
        query: Callable[[Any], Any],
        on_done: Any,
        on_error: Any = None,
        *,
        owner: Any = None,
        key: Any = None,
    ) -> Ticket:
        return self.tasks.submit(
            "reader", lambda _: query(self.context), on_done, on_error, owner=owner, key=key
        )

    def report(self, error: BaseException) -> None:
        self.failed.append(error)


@pytest.fixture
def register(monkeypatch: pytest.MonkeyPatch) -> Register:
    made = Register()
    for name in ("page", "rows_by_id", "count", "ids"):
        monkeypatch.setattr(lists, name, getattr(made, name))
    return made


@pytest.fixture
def office(qtbot: QtBot) -> Iterator[Office]:
    tasks = Tasks()
    yield Office(tasks)
    tasks.close()


@pytest.fixture
def parent(qapp: object) -> QObject:
    return QObject()


@pytest.fixture
def model(qtbot: QtBot, register: Register, office: Office, parent: QObject) -> RecordModel:
    """A model whose first page, count and ids are there."""
    made = RecordModel(office, parent)
    made.show(ListQuery("residents"))
    _quiet(qtbot, office)
    return made


def _quiet(qtbot: QtBot, office: Office) -> None:
    """Wait until a turn of the event loop asks for nothing more."""
    seen: list[int] = []

    def calm() -> bool:
        seen.append(office.tasks.pending)
        return len(seen) > 2 and seen[-3:] == [0, 0, 0]

    qtbot.waitUntil(calm, timeout=20_000)


def test_the_first_page_comes_before_anything_is_counted(
    qtbot: QtBot, register: Register, office: Office, parent: QObject
) -> None:
    model = RecordModel(office, parent)
    seen: list[int] = []
    model.arrived.connect(lambda: seen.append(model.rowCount()))
    model.show(ListQuery("residents"))
    _quiet(qtbot, office)
    assert seen == [PAGE]
    assert model.rowCount() == ROWS
    assert register.asked == [0]


def test_only_the_pages_that_are_looked_at_are_fetched(
    qtbot: QtBot, register: Register, office: Office, model: RecordModel
) -> None:
    assert model.index(777_777, 0).data() == WAITING
    _quiet(qtbot, office)
    assert model.index(777_777, 0).data() == "居民777777"
    assert register.asked == [0, 777_777 // PAGE]


def test_a_page_that_arrives_is_told_to_the_view(
    qtbot: QtBot, register: Register, office: Office, model: RecordModel
) -> None:
    changed: list[tuple[int, int]] = []
    model.dataChanged.connect(lambda first, last: changed.append((first.row(), last.row())))
    model.index(PAGE * 5 + 3, 0).data()
    _quiet(qtbot, office)
    assert changed == [(PAGE * 5, PAGE * 6 - 1)]


def test_the_pages_used_last_are_kept(
    qtbot: QtBot, register: Register, office: Office, model: RecordModel
) -> None:
    for number in range(1, KEPT_PAGES + 10):
        model.index(number * PAGE, 0).data()
        _quiet(qtbot, office)
        model.index(0, 0).data()  # looked at all the time
    assert len(model.pages_held) == KEPT_PAGES
    assert 0 in model.pages_held
    assert 1 not in model.pages_held


def test_places_scrolled_past_are_not_fetched(
    qtbot: QtBot, register: Register, office: Office, model: RecordModel
) -> None:
    register.gate = threading.Event()
    for number in range(100, 200):
        model.index(number * PAGE, 0).data()
    register.gate.set()
    _quiet(qtbot, office)
    assert register.asked[1] == 199
    assert len(register.asked) <= 5


def test_a_newer_query_wins(qtbot: QtBot, register: Register, office: Office, model: RecordModel) -> None:
    register.gate = threading.Event()
    model.show(ListQuery("residents", text="旧"))
    model.show(ListQuery("residents", text="新"))
    register.gate.set()
    _quiet(qtbot, office)
    assert model.query == ListQuery("residents", text="新")


def test_a_record_is_found_by_its_id_without_its_page(model: RecordModel, register: Register) -> None:
    assert model.row_of(Register.id_of(5)) == 5
    assert model.row_of(Register.id_of(654_321)) == 654_321
    assert model.row_of(b"\xff" * 16) is None


def test_refreshing_keeps_the_place(
    qtbot: QtBot, register: Register, office: Office, model: RecordModel
) -> None:
    register.asked.clear()
    register.count_of_rows = ROWS - 1
    model.refresh(500_000)
    _quiet(qtbot, office)
    assert model.rowCount() == ROWS - 1
    assert sorted(register.asked) == [0, 500_000 // PAGE]
    assert model.index(500_000, 0).data() == "居民500000"


def test_a_page_that_cannot_be_read_is_reported_and_asked_for_again(
    qtbot: QtBot, register: Register, office: Office, model: RecordModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError("disk")

    with monkeypatch.context() as broken:
        broken.setattr(lists, "rows_by_id", fail)
        model.index(90_000, 0).data()
        _quiet(qtbot, office)
    assert [type(error) for error in office.failed] == [OSError]
    model.index(90_000, 0).data()
    _quiet(qtbot, office)
    assert model.index(90_000, 0).data() == "居民90000"


def test_qt_finds_nothing_wrong_with_the_model(
    qtbot: QtBot, register: Register, office: Office, parent: QObject
) -> None:
    register.count_of_rows = 300
    model = RecordModel(office, parent)
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning, parent)
    model.show(ListQuery("residents"))
    _quiet(qtbot, office)
    model.index(299, 0).data()
    _quiet(qtbot, office)
    register.count_of_rows = 120
    model.refresh(299)
    _quiet(qtbot, office)
    assert model.rowCount() == 120
    assert tester.model() is model


def test_numbers_stand_at_the_right_and_headings_tell_the_order(
    qtbot: QtBot, register: Register, office: Office, parent: QObject
) -> None:
    model = RecordModel(office, parent)
    model.show(ListQuery("courtyards", sort="household_count", descending=True))
    _quiet(qtbot, office)
    names = [column.name for column in model.columns]
    at = names.index("household_count")
    assert model.headerData(at, Qt.Orientation.Horizontal) == "户数 ↓"
    right = Qt.AlignmentFlag.AlignRight
    assert model.index(0, at).data(Qt.ItemDataRole.TextAlignmentRole) & right
    assert not model.index(0, 0).data(Qt.ItemDataRole.TextAlignmentRole) & right


def test_a_page_is_as_long_as_the_services_make_it() -> None:
    assert PAGE == lists.PAGE


def test_there_is_nothing_below_a_row(model: RecordModel) -> None:
    assert model.rowCount(model.index(0, 0)) == 0
    assert model.columnCount(model.index(0, 0)) == 0
    assert model.rowCount(QModelIndex()) == ROWS
