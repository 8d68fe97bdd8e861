"""Two workers: answers and errors come back on the GUI thread; newer questions replace older ones."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import partial

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from services.files import Cancelled
from ui.tasks import Tasks, Ticket, WorkerName


@pytest.fixture
def tasks(qtbot: QtBot) -> Iterator[Tasks]:
    made = Tasks()
    yield made
    made.close()


def _idle(qtbot: QtBot, tasks: Tasks) -> None:
    qtbot.waitUntil(lambda: tasks.pending == 0)


@pytest.mark.parametrize("worker", ["reader", "writer"])
def test_work_is_done_elsewhere_and_answered_here(qtbot: QtBot, tasks: Tasks, worker: WorkerName) -> None:
    worked: list[threading.Thread] = []
    answered: list[tuple[int, threading.Thread]] = []

    def work(_: Ticket) -> int:
        worked.append(threading.current_thread())
        return 7

    tasks.submit(worker, work, lambda result: answered.append((result, threading.current_thread())))
    _idle(qtbot, tasks)

    assert answered == [(7, threading.main_thread())]
    assert worked[0] is not threading.main_thread()


def test_reader_and_writer_work_at_the_same_time(qtbot: QtBot, tasks: Tasks) -> None:
    met = threading.Barrier(2, timeout=5)
    tasks.submit("reader", lambda _: met.wait())
    tasks.submit("writer", lambda _: met.wait())
    _idle(qtbot, tasks)
    assert not met.broken


def test_an_error_arrives_on_the_gui_thread(qtbot: QtBot, tasks: Tasks) -> None:
    seen: list[tuple[BaseException, threading.Thread]] = []

    def fail(_: Ticket) -> None:
        raise ValueError("no")

    tasks.submit("reader", fail, on_error=lambda error: seen.append((error, threading.current_thread())))
    _idle(qtbot, tasks)

    assert isinstance(seen[0][0], ValueError)
    assert seen[0][1] is threading.main_thread()


def test_an_error_nobody_takes_is_reported_once(qtbot: QtBot, tasks: Tasks) -> None:
    seen: list[BaseException] = []
    tasks.unhandled = seen.append

    def fail(_: Ticket) -> None:
        raise ValueError("no")

    tasks.submit("writer", fail)
    _idle(qtbot, tasks)
    assert [type(error) for error in seen] == [ValueError]


def test_without_anybody_the_error_is_raised_on_the_gui_thread(qtbot: QtBot, tasks: Tasks) -> None:
    def fail(_: Ticket) -> None:
        raise ValueError("no")

    with qtbot.captureExceptions() as caught:
        tasks.submit("reader", fail)
        _idle(qtbot, tasks)
    assert [kind for kind, _, _ in caught] == [ValueError]


def test_a_newer_question_replaces_the_older_one(qtbot: QtBot, tasks: Tasks) -> None:
    gate = threading.Event()
    asked: list[int] = []
    answered: list[int] = []

    def ask(number: int, _: Ticket) -> int:
        asked.append(number)
        return number

    tasks.submit("reader", lambda _: gate.wait(5))
    for number in range(5):
        tasks.submit("reader", partial(ask, number), answered.append, key="list")
    gate.set()
    _idle(qtbot, tasks)

    assert asked == [4]
    assert answered == [4]


def test_a_replaced_query_that_runs_is_broken_off(qtbot: QtBot, tasks: Tasks) -> None:
    running, broken = threading.Event(), threading.Event()
    answered: list[str] = []

    def slow(_: Ticket) -> str:
        running.set()
        assert broken.wait(5)
        raise RuntimeError("interrupted")

    tasks.interruptible(broken.set)
    tasks.submit("reader", slow, answered.append, key="list")
    assert running.wait(5)
    tasks.submit("reader", lambda _: "new", answered.append, key="list")
    _idle(qtbot, tasks)

    assert answered == ["new"]


def test_only_the_query_that_is_meant_is_broken_off(qtbot: QtBot, tasks: Tasks) -> None:
    broken: list[None] = []
    tasks.interruptible(lambda: broken.append(None))
    done = tasks.submit("reader", lambda _: None)
    _idle(qtbot, tasks)
    done.cancel()
    assert broken == []


def test_the_answer_for_something_gone_is_dropped(qtbot: QtBot, tasks: Tasks) -> None:
    gate = threading.Event()
    owner = QObject()
    answered: list[object] = []
    tasks.submit("reader", lambda _: gate.wait(5), answered.append, owner=owner)
    owner.deleteLater()
    qtbot.waitUntil(lambda: not _valid(owner))
    gate.set()
    _idle(qtbot, tasks)
    assert answered == []


def _valid(owner: QObject) -> bool:
    from shiboken6 import isValid

    return isValid(owner)


def test_long_work_tells_how_far_it_is_and_stops_when_asked(qtbot: QtBot, tasks: Tasks) -> None:
    told: list[tuple[int, int, str]] = []
    ended: list[BaseException] = []
    going = threading.Event()

    def long(ticket: Ticket) -> None:
        for step in range(1_000_000):
            ticket.report(step, 1_000_000, "第一步")
            going.set()

    tasks.progressed.connect(lambda ticket: told.append((ticket.done, ticket.total, ticket.note)))
    ticket = tasks.submit("writer", long, on_error=ended.append, title="导入")
    assert going.wait(5)
    qtbot.waitUntil(lambda: bool(told))
    ticket.cancel()
    _idle(qtbot, tasks)

    assert told[0][1:] == (1_000_000, "第一步")
    assert [type(error) for error in ended] == [Cancelled]


def test_slow_work_with_a_title_is_announced_and_its_end_too(qtbot: QtBot, tasks: Tasks) -> None:
    gate = threading.Event()
    with qtbot.waitSignal(tasks.slow) as slow:
        ticket = tasks.submit("writer", lambda _: gate.wait(5), title="备份")
    assert slow.args == [ticket]
    with qtbot.waitSignal(tasks.ended):
        gate.set()


def test_what_was_written_is_answered_although_it_was_cancelled_too_late(qtbot: QtBot, tasks: Tasks) -> None:
    gate, begun = threading.Event(), threading.Event()
    answered: list[str] = []

    def save(_: Ticket) -> str:
        begun.set()
        gate.wait(5)
        return "saved"

    ticket = tasks.submit("writer", save, answered.append)
    assert begun.wait(5)
    ticket.cancel()
    gate.set()
    _idle(qtbot, tasks)
    assert answered == ["saved"]


def test_closing_finishes_writes_drops_reads_and_ends_both_threads(qtbot: QtBot) -> None:
    tasks = Tasks()
    done: list[str] = []
    gate = threading.Event()
    tasks.submit("writer", lambda _: gate.wait(5))
    tasks.submit("writer", lambda _: done.append("write"))
    tasks.submit("reader", lambda _: gate.wait(5))
    tasks.submit("reader", lambda _: done.append("read"))
    gate.set()
    tasks.close(lambda: done.append("closed"))

    assert done[-1] == "closed"
    assert "write" in done
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("louyuan-")]
    assert tasks.submit("reader", lambda _: done.append("late")).finished
    assert "late" not in done


def test_what_fails_while_closing_is_raised(qtbot: QtBot) -> None:
    tasks = Tasks()
    tasks.submit("reader", lambda _: None)

    def fail() -> None:
        raise OSError("disk")

    with pytest.raises(OSError, match="disk"):
        tasks.close(fail)
