"""The child process: results, errors, progress, cancel, time, memory, death."""

import dataclasses
from pathlib import Path

import pytest

from models.errors import InvalidInput, UserError
from services.excel import LIMITS
from services.files import Cancelled
from services.importing.child import ChildFailed, in_child
from tests.unit.importing import books, child_work


def test_the_result_comes_back(tmp_path: Path) -> None:
    assert in_child(child_work.rows_of, books.small(tmp_path / "a.xlsx"), name="a.xlsx") == [2]


def test_progress_is_passed_on() -> None:
    told: list[tuple[int, int]] = []
    result = in_child(child_work.counting, name="a", progress=lambda done, whole: told.append((done, whole)))
    assert result == "counted"
    assert told[0] == (0, 0)
    assert told[-1] == (3, 3)


def test_an_error_of_the_user_keeps_its_kind_and_field() -> None:
    with pytest.raises(InvalidInput, match="第三列读不懂") as caught:
        in_child(child_work.refusing, name="a")
    assert caught.value.field == "column"


def test_a_mistake_of_the_program_stays_one() -> None:
    with pytest.raises(ChildFailed, match="ZeroDivisionError: planted"):
        in_child(child_work.mistaken, name="a")


def test_cancel_by_asking_and_by_progress() -> None:
    with pytest.raises(Cancelled):
        in_child(child_work.sleeping, name="a", cancelled=lambda: True)

    def stop(done: int, whole: int) -> None:
        if done:
            raise Cancelled

    with pytest.raises(Cancelled):
        in_child(child_work.sleeping, name="a", progress=stop)


def test_time_is_limited() -> None:
    with pytest.raises(UserError, match="“慢表”超过1秒"):
        in_child(child_work.sleeping, name="慢表", limits=dataclasses.replace(LIMITS, seconds=1.0))


def test_memory_is_limited() -> None:
    with pytest.raises(UserError, match="内存不够"):
        in_child(child_work.hungry, name="a")


def test_a_child_that_dies_gives_a_sentence() -> None:
    with pytest.raises(UserError, match="读取“坏表”时出了问题，已停止，程序和数据没有受影响"):
        in_child(child_work.dying, name="坏表")


def test_b18_the_abort_of_the_native_reader_stays_in_the_child(tmp_path: Path) -> None:
    far = books.with_cell(
        tmp_path / "far.xlsx",
        b'<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row>',
    )
    with pytest.raises(UserError, match="程序和数据没有受影响"):
        in_child(child_work.natively, far, name="far.xlsx")
