"""Identities: version 7, rising strictly, also when the clock stands still or jumps back."""

from __future__ import annotations

import threading
import time
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import ids
from models.ids import RecordId, from_text, new_id, to_text


def test_is_a_uuid_of_version_7_with_the_time_in_front() -> None:
    before = time.time_ns() // 1_000_000
    made = new_id()
    parsed = uuid.UUID(bytes=made)
    assert (parsed.version, parsed.variant) == (7, uuid.RFC_4122)
    assert before <= int.from_bytes(made[:6], "big") <= time.time_ns() // 1_000_000 + 1


def test_rises_strictly() -> None:
    made = [new_id() for _ in range(20_000)]
    assert made == sorted(set(made))


@pytest.mark.parametrize("hours", [0, -1, -24 * 365])
def test_rises_when_the_clock_stands_or_jumps_back(hours: int, monkeypatch: pytest.MonkeyPatch) -> None:
    last = new_id()
    frozen = time.time_ns() + hours * 3_600_000_000_000
    monkeypatch.setattr(time, "time_ns", lambda: frozen)
    made = [new_id() for _ in range(5_000)]
    assert [last, *made] == sorted({last, *made})
    assert {uuid.UUID(bytes=each).version for each in made} == {7}


def test_counter_that_runs_over_keeps_version_and_variant(monkeypatch: pytest.MonkeyPatch) -> None:
    highest = (5 << 80) | (7 << 76) | (0xFFF << 64) | (0b10 << 62) | ((1 << 62) - 1)
    parsed = uuid.UUID(int=ids._following(highest))
    assert (parsed.version, parsed.variant) == (7, uuid.RFC_4122)
    assert parsed.int >> 80 == 6


def test_threads_get_different_ids() -> None:
    made: list[RecordId] = []
    threads = [threading.Thread(target=lambda: made.extend(new_id() for _ in range(2000))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(made)) == 8000


@given(st.binary(min_size=16, max_size=16))
def test_text_and_back(raw: bytes) -> None:
    text = to_text(raw)
    assert len(text) == 32
    assert from_text(text) == raw
    assert from_text(str(uuid.UUID(bytes=raw)).upper()) == raw


@pytest.mark.parametrize("text", ["", "00", "g" * 32, "0" * 31, "0" * 34, "张三"])
def test_what_is_no_id_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"id|hexadecimal|non-hex"):
        from_text(text)
