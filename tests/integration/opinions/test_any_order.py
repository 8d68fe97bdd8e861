"""Whatever is done with opinions in whatever order: nothing closes unanswered, no level goes down unasked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.errors import UserError
from models.rules.handling import LEVELS
from services import history, opinions, records
from services.disclosure import calendar
from services.office import Context
from services.opinions import OpinionDraft
from tests.helpers.office import DAY_MS, FixedClock, NewOffice, courtyard, rows

pytestmark = pytest.mark.local_file("many examples in one office")
ACTS: dict[str, Callable[[Context, bytes, bytes, str, int], Any]] = {
    "answer": lambda c, one, _, on, n: opinions.answer(c, one, "答复", on=on),
    "escalate": lambda c, one, _, on, n: opinions.escalate(
        c, "opinion", one, "解决不了", on=on, to=LEVELS[n % 5] if n else None
    ),
    "tell": lambda c, one, _, on, n: opinions.tell(
        c, one, on=on, how="电话", satisfied=("yes", "no", "unknown", None)[n % 4], merged=n % 2 == 0
    ),
    "close": lambda c, one, _, on, n: opinions.close(c, one, on=on),
    "reopen": lambda c, one, _, on, n: opinions.reopen(
        c, "opinion", one, "不满意", on=on, level=LEVELS[n % 5]
    ),
    "group": lambda c, one, other, on, n: opinions.group(c, one, [other], on=on),
    "ungroup": lambda c, one, _, on, n: opinions.ungroup(c, one, on=on),
    "to_matter": lambda c, one, _, on, n: opinions.to_matter(c, one),
    "edit": lambda c, one, _, on, n: (
        records.save(
            c, "opinions", one, {"urgency": ("plain", "soon", "urgent")[n % 3], "title": f"改{n}"}
        ).committed
    ),
    "delete": lambda c, one, _, on, n: records.delete(c, "opinions", [one]),
}
SCRIPT = st.lists(
    st.tuples(
        st.sampled_from([*ACTS, "answer", "answer", "tell", "close", "close", "undo", "undo"]),
        st.integers(0, 2),
        st.integers(0, 2),
        st.integers(0, 4),
        st.sampled_from([0, 0, 0, -2, 1]),
    ),
    min_size=8,
    max_size=24,
)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder: Path = tmp_path_factory.mktemp("any-order")
    offices = NewOffice(folder, FixedClock())
    office = offices()
    yield office, courtyard(office), offices.clock
    offices.close_all()


def _state(office: Context, ids: list[bytes]) -> dict[bytes, dict[str, Any]]:
    names = "state, level, answer, answered_on, told_on, closed_on, anonymous, due_on, urgency, deleted_at"
    marks = ", ".join("?" * len(ids))
    found = rows(office, f"SELECT id, {names} FROM opinion WHERE id IN ({marks})", *ids)
    return {row[0]: dict(zip(names.split(", "), row[1:], strict=True)) for row in found}


def _check(office: Context, record: bytes, now: dict[str, Any]) -> None:
    steps = rows(
        office,
        "SELECT level, received_on, due_on, answered_on, answer FROM handling_step WHERE opinion_id = ? "
        "AND deleted_at IS NULL ORDER BY id",
        record,
    )
    if now["deleted_at"] is not None:
        return
    if now["state"] == "closed" or now["closed_on"]:
        assert now["answer"]
        assert now["closed_on"]
        assert now["told_on"] or now["anonymous"]
    if now["answer"]:
        assert now["answered_on"]
    assert steps
    for level, received, due, answered, answer in steps[:-1]:
        assert all((received, due, answered, answer)), level
        assert received <= answered
    last = steps[-1]
    assert last[0] == now["level"]
    assert (last[3] is None) == (now["state"] == "open")
    assert [step[1] for step in steps] == sorted(step[1] for step in steps)
    if now["state"] == "open":
        rule = office.rulebook.at("opinion.due", date.fromisoformat(last[1]))
        shortened = {"soon": rule.number("most_soon"), "urgent": rule.number("most_urgent")}
        days = min(rule.number(last[0]), shortened.get(now["urgency"], 99))
        due = calendar.working_days(office).add(date.fromisoformat(last[1]), days)
        assert last[2] == now["due_on"] == due.isoformat()


@settings(max_examples=60)
@given(SCRIPT, st.lists(st.booleans(), min_size=3, max_size=3))
def test_no_sequence_leaves_the_way(
    place: Any, script: list[tuple[str, int, int, int, int]], names: list[bool]
) -> None:
    office, yard, clock = place
    today = office.today().isoformat()
    ids = [
        opinions.register(
            office, OpinionDraft(yard, f"意见{at}", today, raised_by="张三" if named else "")
        ).id
        for at, named in enumerate(names)
    ]
    done: list[bytes] = []
    for act, one, other, number, days in script:
        on = (office.today() + timedelta(days=days)).isoformat()
        before = _state(office, ids)
        try:
            if act == "undo":
                history.undo(office, done[-1 - number % len(done)]) if done else None
            else:
                made = ACTS[act](office, ids[one], ids[other], on, number)
                tx = getattr(made, "committed", made)
                done += [tx.tx_id] if tx is not None else []
        except UserError:
            assert _state(office, ids) == before
        after = _state(office, ids)
        for record in ids:
            _check(office, record, after[record])
            went = LEVELS.index(after[record]["level"]) - LEVELS.index(before[record]["level"])
            assert went >= 0 or act in ("reopen", "undo"), act
    clock.advance(DAY_MS // 3)
