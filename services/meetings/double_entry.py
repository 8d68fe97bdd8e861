"""The two entries of the same papers, compared paper by paper, and settled one by one."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from models import vocab
from models.errors import InvalidInput, NotFound
from services import two_people
from services.meetings import guarding
from services.meetings.ballot_list import BallotLine, listed
from services.meetings.rows import resolution_of
from services.office import Context
from services.rights import needs
from services.roles import is_managed
from services.saving import Saved

if TYPE_CHECKING:
    from models.db.uow import UnitOfWork


@dataclass(frozen=True, slots=True)
class Difference:
    """A paper that the two entries do not agree on.

    Attributes:
        key: names it for `settle`.
        label: whose it is, which paper, or which entrance.
        first, second: what each entry says; None where one lacks it.
    """

    key: str
    label: str
    first: BallotLine | None
    second: BallotLine | None

    @property
    def words(self) -> str:
        """What is different, as one line."""
        return f"{self.label}：第一遍{said(self.first)}，第二遍{said(self.second)}"


def said(line: BallotLine | None) -> str:
    """Return in words what an entry says of a paper."""
    if line is None:
        return "没有录"
    parts = [vocab.BALLOT_CHOICE.label(line.choice)]
    if line.picks:
        parts = ["选" + "、".join(f"{each}号" for each in line.picks)]
        parts += ["无效"] if line.choice == "invalid" else []
    if line.attendee_id is None and line.paper is None:
        parts.append(f"{line.papers}票")
    parts += [vocab.BALLOT_ORIGIN.label(line.origin)] if line.origin else []
    return "·".join(parts)


def compare(context: Context, resolution_id: bytes) -> tuple[Difference, ...]:
    """Return where two entries differ, in the order of the first; () while there is no second.

    Args:
        context: read on the reader's thread.
        resolution_id: what was voted on.
    """
    second = {each.key: each for each in listed(context, resolution_id, 2)}
    if not second:
        return ()
    found = []
    for first in listed(context, resolution_id, 1):
        other = second.pop(first.key, None)
        if other is None or other.says != first.says:
            found.append(Difference(first.key, first.label, first, other))
    found += [Difference(key, other.label, None, other) for key, other in second.items()]
    return tuple(found)


@needs("deliberation.write")
def settle(context: Context, resolution_id: bytes, key: str, entry: int, *, single_reason: str = "") -> Saved:
    """Take one of two entries of a paper for the right one, on the writer's thread.

    The other is made like it, and its note says so; where the right one has no such paper, the other goes.

    Args:
        context: who looked at the paper.
        resolution_id: what was voted on.
        key: `Difference.key`.
        entry: 1 or 2, the right one.
        single_reason: in a managed office, why whoever made that entry says so without a second person.

    Raises:
        NotFound: the two do not differ there any more.
        InvalidInput: it was counted, no such entry, or one's own entry without a reason.
        NotAllowed: nobody agreed to working alone.
    """
    if entry not in (1, 2):
        raise InvalidInput("请选第一遍或第二遍为准。")
    with context.unit_of_work() as work:
        row = resolution_of(work.reader, resolution_id)
        guarding.refuse_counted(row)
        found = next((each for each in compare(context.on_writer, resolution_id) if each.key == key), None)
        if found is None:
            raise NotFound("这张票的两遍录入已经一致，请刷新后再看。")
        _two_people(context, work, resolution_id, entry, single_reason)
        right, wrong = (found.first, found.second) if entry == 1 else (found.second, found.first)
        _make_alike(context, work, row, right, wrong, entry)
        return Saved(resolution_id, work.commit())


def _two_people(
    context: Context, work: "UnitOfWork", resolution_id: bytes, entry: int, single_reason: str
) -> None:
    """Let nobody prefer the own entry alone, where the office is managed."""
    if not is_managed(context, work.reader):
        return
    made_by = work.reader.value(
        "SELECT entered_by FROM ballot WHERE resolution_id = ? AND entry = ? AND deleted_at IS NULL "
        "AND entered_by IS NOT NULL ORDER BY id LIMIT 1",
        (resolution_id, entry),
    )
    here = context.user.name
    what = f"第{'一二'[entry - 1]}遍录入"
    people = two_people.settle(context, work, "entries", what, made_by or here, here, single_reason)
    work.note("entries_checked", "resolution", resolution_id, f"以{what}为准，{people.label}")


def _make_alike(
    context: Context,
    work: "UnitOfWork",
    row: dict[str, Any],
    right: BallotLine | None,
    wrong: BallotLine | None,
    entry: int,
) -> None:
    if right is None:
        assert wrong is not None
        work.delete("ballot", wrong.id)
        return
    stored = work.row("ballot", right.id)
    values = {name: stored[name] for name in ("choice", "picks", "papers", "origin")}
    values["note"] = f"两遍不一致，{context.user.name}核对原票，以第{'一二'[entry - 1]}遍为准"
    if wrong is not None:
        work.update("ballot", wrong.id, values)
        return
    whose = {name: stored[name] for name in ("attendee_id", "paper", "place")}
    shared = {"unit_id": row["unit_id"], "resolution_id": row["id"], "entry": 3 - entry}
    work.insert("ballot", {**shared, **whose, **values, "entered_by": context.user.name})
