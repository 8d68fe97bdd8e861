"""Whatever is done to a matter in any order: no reachable state breaks a gate, and every state prints.

The predicate reads the tables by itself and shares no code with the gates.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from models.errors import UserError
from services import history, matter_archive, notices, records
from services.context import open_context
from services.documents.fonts.library import FontLibrary, load_library
from services.matters import progress, steps
from services.notices import Target
from services.office import Context
from tests.helpers.deliberations import deliberated
from tests.helpers.office import DAY_MS, NOON_MS, USER, FixedClock, fresh_database

ORDER = ("consult", "propose", "discuss", "decide", "publish", "result")
FIXED = ("decide", "publish", "result")
CODES = st.sampled_from((None, None, *ORDER))
DAYS = st.sampled_from(("2020-7-1", "2020-7-13", "2020-7-22", "2020-8-1", "2020-9-25", "2020-12-1"))
EDITS = ("day", "record", "meeting", "notice", "delete", "late")
LATER = FixedClock(NOON_MS + 10 * DAY_MS)


@lru_cache(maxsize=1)
def _office() -> tuple[TemporaryDirectory[str], dict[str, bytes]]:
    """Return a folder with an office that holds the sample, made once, and the ids of its records."""
    folder: TemporaryDirectory[str] = TemporaryDirectory(prefix="louyuan-matters-")
    context = open_context(fresh_database(Path(folder.name) / "office.db"), USER, clock=LATER)
    ids = deliberated(context)
    context.close()
    return folder, ids


@lru_cache(maxsize=1)
def _fonts() -> FontLibrary:
    return load_library(None)


def broken(context: Context, matter: bytes) -> str:
    """Return which gate the tables break, "" for none."""
    living = "SELECT * FROM matter_step WHERE matter_id = ? AND deleted_at IS NULL ORDER BY id"
    names = [row[1] for row in context.reader.all("PRAGMA table_info(matter_step)")]
    rows = [dict(zip(names, row, strict=True)) for row in context.reader.all(living, (matter,))]
    by_code = {row["step"]: row for row in rows}
    if len(by_code) != len(rows):
        return "a step twice"
    row = context.reader.one("SELECT state, late FROM matter WHERE id = ? AND deleted_at IS NULL", (matter,))
    if row is None:
        return ""
    passed = [code in by_code and by_code[code]["state"] in ("done", "skipped") for code in ORDER]
    if sorted(passed, reverse=True) != passed:
        return f"out of turn: {passed}"
    if (row[0] == "closed") != (by_code.get("result", {}).get("state") == "done"):
        return f"closed without its last step: {row[0]}"
    before = ""
    for code in ORDER:
        each = by_code.get(code)
        if each is None or each["state"] not in ("done", "skipped"):
            continue
        if each["state"] == "skipped":
            if code in FIXED or not each["skipped_by"] or not each["skip_reason"]:
                return f"{code} skipped"
            continue
        wrong = _wrong(context, matter, each, bool(each["late"] or row[1]))
        if wrong:
            return f"{code}: {wrong}"
        ended = each["to_day"] or each["from_day"]
        if ended < before:
            return f"{code}: before the one ahead"
        before = ended
    return ""


def _wrong(context: Context, matter: bytes, row: dict[str, Any], late: bool) -> str:
    if not row["from_day"] or not row["record"] or row["from_day"] > context.today().isoformat():
        return "day or record"
    code = row["step"]
    if code == "consult":
        return "" if row["households_answered"] else "nobody asked"
    if code in ("propose", "discuss", "decide"):
        met = context.reader.one(
            "SELECT due_count, present_count FROM meeting WHERE id = ? AND deleted_at IS NULL",
            (row["meeting_id"],),
        )
        if met is None:
            return "" if late and row["meeting_id"] is None and code != "decide" else "no meeting"
        if code == "propose" and None not in met and met[1] * 2 <= met[0]:
            return "no quorum"
        outcome = "SELECT outcome FROM resolution WHERE meeting_id = ? AND matter_id = ?"
        found = context.reader.all(f"{outcome} AND deleted_at IS NULL", (row["meeting_id"], matter))
        if code == "decide" and found != [("passed",)]:
            return "not passed"
        return ""
    notice = context.reader.one(
        "SELECT late, (SELECT count(*) FROM posting p WHERE p.notice_id = n.id AND p.deleted_at IS NULL) "
        "FROM notice n WHERE n.id = ? AND n.deleted_at IS NULL",
        (row["notice_id"],),
    )
    return "" if notice is not None and (notice[1] or (notice[0] and late)) else "does not hang"


class Matters(RuleBasedStateMachine):
    """Somebody at the records of the sewer, with all that forms, the bin and undo allow."""

    def __init__(self) -> None:
        super().__init__()
        made, self.ids = _office()
        self.folder: TemporaryDirectory[str] = TemporaryDirectory(prefix="louyuan-course-")
        path = Path(self.folder.name) / "office.db"
        shutil.copyfile(Path(made.name) / "office.db", path)
        self.context = open_context(path, USER, clock=LATER)
        self.pipe = self.ids["pipe"]
        self.done: list[bytes] = []

    def attempt(self, act: Callable[[], Any]) -> None:
        """Do something that may be refused with a sentence; what was done can be undone."""
        try:
            result = act()
        except UserError:
            return
        committed = getattr(result, "committed", result)
        self.done += [committed.tx_id] if committed is not None and hasattr(committed, "tx_id") else []

    def row(self, code: str | None) -> bytes | None:
        """Return the row of a step, of the first one for None."""
        sql = "SELECT id FROM matter_step WHERE matter_id = ? AND step = ? AND deleted_at IS NULL ORDER BY id"
        found: bytes | None = self.context.reader.value(sql, (self.pipe, code or "consult"))
        return found

    @initialize(late=st.booleans(), walked=st.integers(0, 6))
    def begin(self, late: bool, walked: int) -> None:
        """Begin anywhere on the way."""
        values = {"late": "是" if late else "否"}
        self.attempt(lambda: records.save(self.context, "matters", self.pipe, values))
        for _ in range(walked):
            self.attempt(lambda: steps.complete(self.context, self.pipe, None, {"late": True}))

    @rule(code=CODES, late=st.booleans())
    def complete(self, code: str | None, late: bool) -> None:
        """Complete a step."""
        self.attempt(lambda: steps.complete(self.context, self.pipe, code, {"late": True} if late else None))

    @rule(code=CODES)
    def skip(self, code: str | None) -> None:
        """Skip a step."""
        self.attempt(lambda: steps.skip(self.context, self.pipe, code, "党支部", "急修"))

    @rule(code=CODES)
    def reopen(self, code: str | None) -> None:
        """Open a step again."""
        self.attempt(lambda: steps.reopen(self.context, self.pipe, code))

    @rule(to=st.sampled_from(ORDER[:4]))
    def reject_and_go_back(self, to: str) -> None:
        """Let the motion be rejected, and go back."""
        votes = {"votes_for": "5", "votes_against": "20", "votes_abstain": "0", "outcome": "rejected"}
        motion = self.ids["pipe-motion"]
        self.attempt(lambda: records.save(self.context, "resolutions", motion, votes))
        self.attempt(lambda: steps.send_back(self.context, self.pipe, to, "再议"))

    @rule(give_up=st.booleans())
    def give_up(self, give_up: bool) -> None:
        """Give the matter up, or take it up again."""
        if give_up:
            self.attempt(lambda: steps.drop(self.context, self.pipe, "不办了"))
        else:
            self.attempt(lambda: steps.resume(self.context, self.pipe))

    @rule(code=CODES, day=DAYS, what=st.sampled_from(EDITS))
    def change_step(self, code: str | None, day: str, what: str) -> None:
        """Edit or delete a step by its form."""
        row = self.row(code)
        if row is None:
            self.attempt(
                lambda: records.save(
                    self.context,
                    "matter-steps",
                    None,
                    {"matter_id": self.pipe, "step": code or "consult", "from_day": day, "record": "记"},
                )
            )
            return
        values: dict[str, object] = {
            "day": {"from_day": day, "to_day": day},
            "record": {"record": ""},
            "meeting": {"meeting_id": self.ids["joint"]},
            "notice": {"notice_id": None},
            "late": {"late": False},
            "delete": {},
        }[what]  # type: ignore[assignment]
        if what == "delete":
            self.attempt(lambda: records.delete(self.context, "matter-steps", [row]))
        else:
            self.attempt(lambda: records.save(self.context, "matter-steps", row, values))

    @rule(
        what=st.sampled_from(
            (
                ("meetings", "propose", {"due_count": "9"}),
                ("meetings", "decide", {"held_on": "2020-9-30"}),
                ("resolutions", "pipe-motion", {"outcome": "rejected"}),
                ("resolutions", "pipe-motion", {"outcome": "passed"}),
                ("notices", "pipe-notice", {"posted_from": "2020-8-1"}),
                ("matters", "pipe", {"late": "否"}),
            )
        )
    )
    def change_what_it_rests_on(self, what: tuple[str, str, dict[str, str]]) -> None:
        """Edit a meeting, a resolution, a notice or the matter by its form."""
        kind, key, values = what
        self.attempt(lambda: records.save(self.context, kind, self.ids[key], values))

    @rule(
        what=st.sampled_from(
            (
                ("meetings", "propose"),
                ("meetings", "decide"),
                ("resolutions", "pipe-motion"),
                ("agenda-items", "pipe-item"),
                ("notices", "pipe-notice"),
                ("notices", "pipe-result"),
                ("matters", "pipe"),
                ("courtyards", "two"),
            )
        )
    )
    def delete(self, what: tuple[str, str]) -> None:
        """Put something into the recycle bin."""
        self.attempt(lambda: records.delete(self.context, what[0], [self.ids[what[1]]]))

    @rule(key=st.sampled_from(("pipe-notice", "pipe-result")))
    def post(self, key: str) -> None:
        """Hang a notice, as the boards write it."""
        notice = self.ids[key]
        with self.context.unit_of_work() as work:
            if work.is_living("notice", notice):
                yard = work.row("notice", notice)["courtyard_id"]
                board = work.insert("board", {"courtyard_id": yard, "name": f"栏{len(self.done)}"})
                day = {"from_day": "2020-09-20"}
                work.insert("posting", {"notice_id": notice, "board_id": board, **day})
                self.done.append(work.commit().tx_id)

    @rule(back=st.integers(1, 6))
    def undo(self, back: int) -> None:
        """Take back one of the last transactions, whatever came after it."""
        if len(self.done) >= back:
            self.attempt(lambda: history.undo(self.context, self.done[-back]))

    @invariant()
    def gates_hold(self) -> None:
        """Hold the tables against the predicate, and let the sheet be worded."""
        assert broken(self.context, self.pipe) == ""
        if self.context.reader.value("SELECT deleted_at FROM matter WHERE id = ?", (self.pipe,)) is None:
            progress.where(self.context, self.pipe)
            notices.worded(self.context, Target("matter_register", self.ids["two"], self.pipe))

    def teardown(self) -> None:
        """Print the state it ended in."""
        try:
            sql = "SELECT deleted_at FROM matter WHERE id = ?"
            if self.context.reader.value(sql, (self.pipe,)) is None:
                made = matter_archive.archive(self.context, self.pipe, _fonts())
                assert made.data.startswith(b"%PDF")
                assert made.parts[0][0] == "议事登记表"
        finally:
            self.context.close()
            self.folder.cleanup()


def test_no_reachable_state_breaks_a_gate_and_every_state_prints() -> None:
    run_state_machine_as_test(
        Matters,
        settings=settings(
            max_examples=8,
            stateful_step_count=20,
            deadline=None,
            derandomize=True,
            database=None,
            phases=(Phase.generate,),
            suppress_health_check=list(HealthCheck),
        ),
    )
