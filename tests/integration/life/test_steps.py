"""Any order of acts, undone or not, leaves every notice in a state its postings and issues agree with.

The machine knows one rule of its own for each act; the program must do what is allowed and refuse the rest,
numbers run on without gaps, and what was frozen stays as it was.
"""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from models.errors import UserError
from services import boards, history, records
from services.context import open_context
from services.notices import life
from tests.helpers.notices import CHECKER, fonts
from tests.helpers.office import FixedClock, community, courtyard, fresh_database

TODAY = date(2020, 9, 16)
PICK = st.integers(0, 5)


class Life(RuleBasedStateMachine):
    """Notices of one courtyard with two boards, and what ought to be true of them."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = TemporaryDirectory(prefix="louyuan-life-")
        path = fresh_database(Path(self.folder.name) / "office.db")
        self.office = open_context(path, "王芳", clock=FixedClock())
        self.states: dict[bytes, str] = {}
        self.hangs: dict[bytes, set[bytes]] = {}
        self.frozen: dict[tuple[bytes, int], bytes] = {}
        self.last: tuple[bytes, bytes, str, set[bytes]] | None = None

    @initialize()
    def begin(self) -> None:
        """Make the courtyard and its boards."""
        unit = community(self.office)
        self.yard = courtyard(self.office, "一院", unit)
        self.boards = [boards.add_board(self.office, self.yard, name).id for name in ("东门", "西门")]

    def _some(self, pick: int) -> bytes | None:
        known = sorted(self.states)
        return known[pick % len(known)] if known else None

    def _try(self, notice: bytes, allowed: bool, act: object, after: str) -> bool:
        """Do something and see that it is done exactly when it is allowed."""
        assert callable(act)
        before = (self.states[notice], set(self.hangs[notice]))
        try:
            committed = act()
        except UserError:
            assert not allowed
            return False
        assert allowed
        self.states[notice] = after
        self.last = None if committed is None else (notice, committed.tx_id, *before)
        return True

    @rule()
    def prepare(self) -> None:
        """Prepare another notice."""
        title = f"通知{len(self.states)}"
        made = life.prepare(self.office, "result", self.yard, title=title, body="停水。")
        self.states[made], self.hangs[made], self.last = "draft", set(), None

    @rule(pick=PICK, own=st.booleans())
    def check(self, pick: int, own: bool) -> None:
        """Check a notice, sometimes by who prepared it."""
        if (notice := self._some(pick)) is not None:
            allowed = self.states[notice] == "draft" and not own
            name = "王芳" if own else CHECKER
            self._try(notice, allowed, lambda: life.check(self.office, notice, name), "checked")

    @rule(pick=PICK)
    def reopen(self, pick: int) -> None:
        """Take a check back."""
        if (notice := self._some(pick)) is not None:
            allowed = self.states[notice] == "checked"
            self._try(notice, allowed, lambda: life.reopen(self.office, notice), "draft")

    @rule(pick=PICK)
    def issue(self, pick: int) -> None:
        """Issue a notice; undoing that is always refused."""
        if (notice := self._some(pick)) is not None:
            allowed = self.states[notice] == "checked"
            self._try(
                notice, allowed, lambda: life.issue(self.office, notice, fonts=fonts()).committed, "issued"
            )

    @rule(pick=PICK)
    def void(self, pick: int) -> None:
        """Make a notice void."""
        if (notice := self._some(pick)) is not None:
            allowed = self.states[notice] == "issued"
            self._try(notice, allowed, lambda: life.void(self.office, notice, "写错"), "void")

    @rule(pick=PICK, at=st.integers(0, 1), later=st.integers(0, 2))
    def post(self, pick: int, at: int, later: int) -> None:
        """Hang a notice."""
        if (notice := self._some(pick)) is not None:
            board = self.boards[at]
            free = board not in self.hangs[notice]
            allowed = self.states[notice] in ("issued", "posted") and free
            day = TODAY + timedelta(days=later)
            act = lambda: boards.post(self.office, [notice], board, day, fonts=fonts()).committed  # noqa: E731
            if self._try(notice, allowed, act, "posted"):
                self.hangs[notice].add(board)

    @rule(pick=PICK, at=st.integers(0, 1))
    def take_down(self, pick: int, at: int) -> None:
        """Take a notice down."""
        notice, board = self._some(pick), self.boards[at]
        if notice is None or board not in self.hangs[notice]:
            return
        posting = self.office.reader.value(
            "SELECT id FROM posting WHERE notice_id = ? AND board_id = ? AND taken_down_on IS NULL "
            "AND deleted_at IS NULL",
            (notice, board),
        )
        after = "posted" if len(self.hangs[notice]) > 1 else "taken_down"
        day = TODAY + timedelta(days=40)
        act = lambda: boards.take_down(self.office, [posting], day).committed  # noqa: E731
        if self._try(notice, True, act, after):
            self.hangs[notice].discard(board)

    @rule(pick=PICK)
    def archive(self, pick: int) -> None:
        """Archive a notice."""
        if (notice := self._some(pick)) is not None:
            allowed = self.states[notice] == "taken_down"
            self._try(notice, allowed, lambda: life.archive(self.office, [notice]), "archived")

    @rule(pick=PICK)
    def edit(self, pick: int) -> None:
        """Edit a notice in a form."""
        if (notice := self._some(pick)) is not None:
            text = {"body": f"停水{len(self.frozen)}{self.states[notice]}。"}
            try:
                records.save(self.office, "notices", notice, text)
            except UserError:
                assert self.states[notice] != "draft"
            else:
                assert self.states[notice] == "draft"
            self.last = None

    @rule(pick=PICK)
    def delete(self, pick: int) -> None:
        """Delete a notice; only one without a number goes."""
        if (notice := self._some(pick)) is not None:
            try:
                records.delete(self.office, "notices", [notice])
            except UserError:
                assert self.states[notice] not in ("draft", "checked")
            else:
                assert self.states.pop(notice) in ("draft", "checked")
                del self.hangs[notice]
            self.last = None

    @rule()
    def undo(self) -> None:
        """Undo the last act; a version that was frozen cannot be undone."""
        if self.last is None:
            return
        notice, tx_id, state, hangs = self.last
        froze = self.office.reader.value(
            "SELECT count(*) FROM sync_change WHERE tx_id = ? AND tbl = 'notice_issue'", (tx_id,)
        )
        try:
            history.undo(self.office, tx_id)
        except UserError:
            assert froze
        else:
            assert not froze
            self.states[notice], self.hangs[notice] = state, hangs
        self.last = None

    @invariant()
    def states_agree(self) -> None:
        """Every notice is where the machine says, and its postings are."""
        rows = self.office.reader.all("SELECT id, state FROM notice WHERE deleted_at IS NULL")
        assert {bytes(row[0]): row[1] for row in rows} == self.states
        hung = self.office.reader.all(
            "SELECT notice_id, board_id FROM posting WHERE deleted_at IS NULL AND taken_down_on IS NULL"
        )
        known = {(notice, board) for notice, found in self.hangs.items() for board in found}
        assert {(bytes(row[0]), bytes(row[1])) for row in hung} == known

    @invariant()
    def numbers_run_on(self) -> None:
        """The numbers given are 1, 2, 3 …, each for one notice."""
        rows = self.office.reader.all("SELECT DISTINCT seq, notice_id FROM notice_issue ORDER BY seq")
        assert [row[0] for row in rows] == list(range(1, len(rows) + 1))
        assert len({row[1] for row in rows}) == len(rows)

    @invariant()
    def frozen_stays(self) -> None:
        """Every version that was ever frozen is printed again byte for byte."""
        rows = self.office.reader.all("SELECT notice_id, count(*) FROM notice_issue GROUP BY notice_id")
        for notice, count in rows:
            for version in range(1, count + 1):
                data = life.reprint(self.office, bytes(notice), version)
                assert self.frozen.setdefault((bytes(notice), version), data) == data

    def teardown(self) -> None:
        """Close the office."""
        self.office.close()
        self.folder.cleanup()


TestLife = Life.TestCase
TestLife.settings = settings(max_examples=12, stateful_step_count=25)
