"""Changes packed into frames and back, and what is out of bounds (B10, B12, B13)."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from services.sync import frames, strict_json
from services.sync.frames import Frame
from services.sync.refused import Refused
from services.sync.strict_json import Malformed
from tests.helpers.packages import changes


def _spoilt(at: int, value: Any) -> Frame:
    (frame,) = frames.changes_to_frames(changes(3))
    runs = json.loads(frame.payload)
    runs[0][at] = value
    return frames.json_frame("C", runs)


def _spoilt_row(at: int, value: Any) -> Frame:
    (frame,) = frames.changes_to_frames(changes(3))
    runs = json.loads(frame.payload)
    runs[0][10][1][at] = value
    return frames.json_frame("C", runs)


def _code(frame: Frame) -> str:
    with pytest.raises(Refused) as caught:
        list(frames.frames_to_changes([frame]))
    return caught.value.code


def test_a_run_breaks_where_replica_table_or_number_do() -> None:
    first, other = changes(4), changes(4, seed=2, replica=bytes(range(50, 66)), table="courtyard")
    given = [*first[:2], first[3], *other]

    made = list(frames.changes_to_frames(given))

    assert list(frames.frames_to_changes(made)) == given
    assert [len(run[10]) for run in json.loads(made[0].payload)] == [2, 1, 4]


def test_erased_values_keep_their_hash() -> None:
    from hashlib import sha256

    first, second = changes(2)
    payload = sha256((first.salt or b"") + b"=" + (first.values_json or "").encode()).digest()
    erased = replace(first, values_json=None, salt=None, payload_hash=payload)
    assert list(frames.frames_to_changes(frames.changes_to_frames([erased, second]))) == [erased, second]


def test_long_values_make_more_frames(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("services.sync.limits.RUN_CHARACTERS", 100)
    monkeypatch.setattr("services.sync.limits.FRAME_AIM", 2000)
    made = list(frames.changes_to_frames(changes(60)))
    assert len(made) > 3
    assert list(frames.frames_to_changes(made)) == changes(60)


def test_a_changed_value_does_not_lead_to_the_hash() -> None:
    assert _code(_spoilt_row(2, '{"name":"李四"}')) == "hash"


@pytest.mark.parametrize("number", [-1, 0, 1 << 63, 1 << 62, 1.5, "1", None, True])
def test_b12_numbers_out_of_bounds(number: Any) -> None:
    for at in (1, 2):
        if isinstance(number, float):
            payload = json.dumps([[1.5]]).encode()
            assert _code(Frame("C", payload)) == "frames"
        else:
            assert _code(_spoilt(at, number)) in ("bounds", "frames", "hash")


def test_b12_a_lamport_number_below_the_sequence() -> None:
    assert _code(_spoilt(1, 5)) == "bounds"


@pytest.mark.parametrize("table", ["sqlite_master", "sync_replica", "sync_key", "Resident", "x;y", "", None])
def test_b13_tables_that_are_never_exchanged(table: Any) -> None:
    assert _code(_spoilt(9, table)) == "table"


@pytest.mark.parametrize(
    ("at", "value"),
    [(0, "x"), (0, "AAAA"), (1, "Role"), (1, "a b"), (2, 5), (2, "[]"), (3, "[]"), (3, "[[null,0]]"),
     (3, '[["zz",1]]'), (4, "AAAA"), (4, None), (5, "AAAA"), (3, "[[null,1],]")],
)  # fmt: skip
def test_rows_that_are_malformed(at: int, value: Any) -> None:
    assert _code(_spoilt_row(at, value)) == "frames"


@pytest.mark.parametrize(
    ("at", "value"),
    [
        (0, "AA"),
        (3, None),
        (4, 1),
        (5, -1),
        (5, 1 << 50),
        (6, 2000),
        (7, None),
        (8, 0),
        (10, []),
        (10, {}),
        (11, ""),
    ],
)
def test_runs_that_are_malformed(at: int, value: Any) -> None:
    assert _code(_spoilt(at, value)) == "frames"


@pytest.mark.parametrize("payload", [b"{}", b"[1]", b"[[]]", b"null", b"", b"[[1,2,3,4,5,6,7,8,9,10,11,12]]"])
def test_frames_that_hold_something_else(payload: bytes) -> None:
    assert _code(Frame("C", payload)) == "frames"


def test_a_hash_that_has_to_be_given() -> None:
    with pytest.raises(ValueError, match="not given"):
        list(frames.changes_to_frames([replace(changes(2)[1], prev_hash=None)]))


def test_a_change_too_long_for_a_frame() -> None:
    long = replace(changes(1)[0], values_json='{"note":"' + "长" * 1_500_000 + '"}')
    with pytest.raises(Refused) as caught:
        list(frames.changes_to_frames([long]))
    assert caught.value.code == "large"


@pytest.mark.parametrize(
    "data",
    [
        b'{"a":1,"a":2}', b"[NaN]", b"[Infinity]", b"[-Infinity]", b"[1e400]", b"[1.0]", b"[1e2]", b"[-0]",
        b"[" + b"9" * 5000 + b"]", b"[" * 100_000, b"[" * 100_000 + b"]" * 100_000, b'{"a":' * 100_000,
        b'["\\ud800"]', b'["\\udfff x"]', b'["\\u0000"]', b'{"\\u0000":1}', b'["\xff"]', b"[1] 2",
        b"\xef\xbb\xbf[]",
        b"[1,]", b"", b"'a'", b'["\\ud83d"]',
    ],
)  # fmt: skip
def test_b10_json_no_program_of_ours_would_write(data: bytes) -> None:
    with pytest.raises(Malformed):
        strict_json.loads(data)


@pytest.mark.parametrize(
    "data", [b'["\\ud83d\\ude00"]', '["𠅤\\\\u0000"]'.encode(), b'{"b":[1,-2],"a":null}']
)
def test_lawful_json(data: bytes) -> None:
    assert strict_json.loads(data) == json.loads(data)


@pytest.mark.parametrize("data", [b'{"b":1,"a":2}', b'{"a": 1}', b'["\\u738b"]', b"[1 ]"])
def test_only_one_way_of_writing_is_canonical(data: bytes) -> None:
    strict_json.loads(data)
    with pytest.raises(Malformed):
        strict_json.loads_canonical(data)


@pytest.mark.parametrize("value", ["\ud800", b"x", {"a": float("nan")}])
def test_what_cannot_be_written(value: Any) -> None:
    with pytest.raises(Malformed):
        strict_json.dumps(value)
