"""Ballots as they come in: by line of the roll, by paper, or counted by entrance; twice by two people.

Casting one is one small transaction that looks at one line and one ballot: nothing is counted while it is
written, so it takes as long in a meeting of ten households as in one of twenty thousand.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from models import vocab
from models.errors import InvalidInput, NotFound
from models.rules.picking import read_picks, write_picks
from models.rules.text import clean
from services.meetings import guarding
from services.meetings.ballot_list import BallotLine, Progress, listed, progress
from services.meetings.deciding import BY_ATTENDEE
from services.meetings.fixed import refuse_fixed
from services.meetings.rows import resolution_of
from services.office import Context
from services.rights import needs
from services.saving import Saved

if TYPE_CHECKING:
    from models.db.uow import UnitOfWork

__all__ = ["BallotLine", "Progress", "cast", "cast_many", "cast_paper", "listed", "progress", "withdraw"]

CHOICES: Final = ("for", "against", "abstain", "invalid")
ENTRIES: Final = (1, 2)
MOST_PAPERS = 100_000
LONGEST_PLACE = 50


@needs("deliberation.write")
def cast(
    context: Context,
    resolution_id: bytes,
    entry: int,
    attendee_id: bytes,
    choice: str = "",
    origin: str = "",
    *,
    picks: Iterable[int] = (),
    note: str = "",
) -> Saved:
    """Enter the ballot of one line of the roll, or alter the one that is there; on the writer's thread.

    Args:
        context: who enters it.
        resolution_id: what is voted on, by a form that names the lines.
        entry: 1, or 2 for the second entry by another person.
        attendee_id: the line.
        choice: "for", "against", "abstain", "invalid"; "" in an election follows from `picks`.
        origin: a code of vocab.BALLOT_ORIGIN; "" is on the spot, or by proxy where the line is represented.
        picks: in an election the positions marked; more than there are seats make it invalid.
        note: remark.

    Returns:
        The ballot, and the transaction to undo.

    Raises:
        NotFound: the resolution or the line is gone.
        InvalidInput: it was counted, the line does not vote, or the same person entered it the first time.
    """
    with context.unit_of_work() as work:
        row = _open(work, resolution_id, entry)
        _check_form(row, by_attendee=True)
        line = work.row("attendee", attendee_id)
        if line["meeting_id"] != row["meeting_id"]:
            raise NotFound(f"{line['name']}不在这次会议的名册上。请刷新后再试。")
        if not line["votes"]:
            raise InvalidInput(f"{line['name']}是列席，没有表决权，没有录入。")
        represented = line["proxy_id"] is not None or line["proxy_name"] is not None
        values = _vote(row, choice, picks, note)
        values["origin"] = _origin(origin or ("proxy" if represented else "on_spot"))
        return _put(context, work, row, entry, {"attendee_id": attendee_id}, values, line["name"])


@needs("deliberation.write")
def cast_paper(
    context: Context,
    resolution_id: bytes,
    entry: int,
    paper: int,
    choice: str = "",
    *,
    picks: Iterable[int] = (),
    origin: str = "",
    note: str = "",
) -> Saved:
    """Enter a secret ballot by its running number, or alter the one that is there; on the writer's thread.

    Args:
        context: who enters it.
        resolution_id: what is voted on in secret.
        entry: 1, or 2 for the second entry by another person.
        paper: its number, from 1.
        choice, picks, origin, note: as for `cast`.

    Raises:
        NotFound: the resolution is gone.
        InvalidInput: as for `cast`, or no such number.
    """
    if not 1 <= paper <= MOST_PAPERS:
        raise InvalidInput(f"票号从1到{MOST_PAPERS}，请核对“{paper}”。", "paper")
    with context.unit_of_work() as work:
        row = _open(work, resolution_id, entry)
        _check_form(row, by_attendee=False)
        if row["ballot_form"] != "secret":
            raise InvalidInput(f"“{row['title']}”不是无记名投票，不按票号录入。")
        values = {**_vote(row, choice, picks, note), "origin": _origin(origin or "on_spot")}
        return _put(context, work, row, entry, {"paper": paper}, values, f"第{paper}号票")


@needs("deliberation.write")
def cast_many(
    context: Context,
    resolution_id: bytes,
    entry: int,
    place: str,
    counts: Mapping[str, int],
    *,
    origin: str = "",
) -> Saved:
    """Enter how many ballots of each kind an entrance gave, or the hands raised; on the writer's thread.

    What was entered for that place before is replaced.

    Args:
        context: who enters it.
        resolution_id: what is voted on by entrance or by raised hands.
        entry: 1, or 2 for the second entry by another person.
        place: the entrance (3号楼2单元); "" for all, when hands are raised.
        counts: number of papers by choice.
        origin: a code of vocab.BALLOT_ORIGIN, on the spot by default.

    Returns:
        The resolution, and the transaction to undo.

    Raises:
        NotFound: the resolution is gone.
        InvalidInput: it was counted, no such choice, a number that cannot be, or no entrance.
    """
    where = clean(place)
    for choice, number in counts.items():
        if choice not in CHOICES or not 0 <= number <= MOST_PAPERS:
            label = vocab.BALLOT_CHOICE.label(choice)
            raise InvalidInput(f"“{label}”的票数“{number}”不对，请写从0到{MOST_PAPERS}的整数。")
    with context.unit_of_work() as work:
        row = _open(work, resolution_id, entry)
        if row["ballot_form"] not in ("entrance", "hands"):
            label = vocab.BALLOT_FORM.label(row["ballot_form"])
            raise InvalidInput(f"“{row['title']}”是{label or '直接填写票数'}，不能按单元录入。")
        if row["ballot_form"] == "entrance" and not where:
            raise InvalidInput("请写上是哪个单元，如“3号楼2单元”。", "place")
        if len(where) > LONGEST_PLACE:
            raise InvalidInput(f"单元名称太长，最多{LONGEST_PLACE}个字。", "place")
        for choice in CHOICES:
            _put_place(context, work, row, entry, where, choice, counts.get(choice, 0), _origin(origin))
        _begin(work, row)
        if not work.change_count:
            return Saved(resolution_id, None)
        return Saved(resolution_id, work.commit())


@needs("deliberation.write")
def withdraw(context: Context, ids: Sequence[bytes]) -> Saved:
    """Take ballots back before the count, on the writer's thread; the change log keeps them.

    Returns:
        The resolution, and the transaction to undo.

    Raises:
        NotFound: one of them is gone.
        InvalidInput: it was counted.
    """
    if not ids:
        raise InvalidInput("还没有选要撤回的票。")
    with context.unit_of_work() as work:
        rows = [work.row("ballot", each) for each in ids]
        for resolution_id in {row["resolution_id"] for row in rows}:
            guarding.refuse_counted(resolution_of(work.reader, resolution_id))
        for each in ids:
            work.delete("ballot", each)
        return Saved(rows[0]["resolution_id"], work.commit())


def _open(work: "UnitOfWork", resolution_id: bytes, entry: int) -> dict[str, Any]:
    if entry not in ENTRIES:
        raise InvalidInput("选票只录两遍：第一遍或第二遍。")
    row = resolution_of(work.reader, resolution_id)
    refuse_fixed(work, row["meeting_id"])
    guarding.refuse_counted(row)
    return row


def _check_form(row: dict[str, Any], *, by_attendee: bool) -> None:
    if by_attendee != (row["ballot_form"] in BY_ATTENDEE):
        label = vocab.BALLOT_FORM.label(row["ballot_form"]) or "直接填写票数"
        how = "按名册上的人或户" if by_attendee else "按票号"
        raise InvalidInput(f"“{row['title']}”是{label}，不能{how}录入选票。")


def _origin(code: str) -> str:
    code = code or "on_spot"
    if code not in vocab.BALLOT_ORIGIN:
        raise InvalidInput(f"没有“{code}”这种选票来源。", "origin")
    return code


def _vote(row: dict[str, Any], choice: str, picks: Iterable[int], note: str) -> dict[str, Any]:
    """Return the columns of what a ballot says."""
    marked = sorted(set(picks))
    said = clean(note) or None
    if row["kind"] == "election":
        if marked and (marked[0] < 1 or marked[-1] > MOST_PAPERS):
            raise InvalidInput(f"选票上没有第{marked[0] if marked[0] < 1 else marked[-1]}位候选人，请核对。")
        choice, why = _picked(row, choice, marked)
        return {"choice": choice, "picks": write_picks(marked), "papers": 1, "note": said or why}
    if marked:
        raise InvalidInput(f"“{row['title']}”不是选举，不用选候选人。")
    if choice not in CHOICES:
        raise InvalidInput(f"没有“{choice}”这种意见，请选同意、反对、弃权或无效。", "choice")
    return {"choice": choice, "picks": None, "papers": 1, "note": said}


def _picked(row: dict[str, Any], choice: str, marked: list[int]) -> tuple[str, str | None]:
    """Return what a paper of an election counts as, and why where it is invalid by itself."""
    seats = row["seats"] or 0
    if len(marked) > seats:
        return "invalid", f"选了{len(marked)}人，多于应选{seats}人"
    if choice == "invalid":
        return "invalid", None
    return ("for" if marked else "abstain"), None


def _put(
    context: Context,
    work: "UnitOfWork",
    row: dict[str, Any],
    entry: int,
    key: dict[str, Any],
    values: dict[str, Any],
    whose: str,
) -> Saved:
    """Insert or alter one ballot; at most one ballot of each entry is looked at."""
    if values["picks"] is not None:
        _check_candidates(work, row, read_picks(values["picks"]))
    _refuse_same_person(context, work, row, 3 - entry, key, whose)
    values["entered_by"] = context.user.name
    known = _find(work, row["id"], entry, key)
    made: bytes
    if known is None:
        shared = {"unit_id": row["unit_id"], "resolution_id": row["id"], "entry": entry}
        made = work.insert("ballot", {**shared, **key, **values})
    else:
        made = known[0]
        same = work.row("ballot", made)
        if all(same[name] == value for name, value in values.items() if name != "entered_by"):
            return Saved(made, None)
        work.update("ballot", made, values)
    _begin(work, row)
    return Saved(made, work.commit())


def _check_candidates(work: "UnitOfWork", row: dict[str, Any], picks: Sequence[int]) -> None:
    count = work.reader.value(
        "SELECT count(*) FROM candidate_vote WHERE resolution_id = ? AND deleted_at IS NULL", (row["id"],)
    )
    if picks[-1] > count:
        raise InvalidInput(f"选票上只有{count}位候选人，没有第{picks[-1]}位，请核对。")


def _find(
    work: "UnitOfWork", resolution_id: bytes, entry: int, key: dict[str, Any]
) -> tuple[bytes, str | None] | None:
    """Return a living ballot and who entered it.

    By line of the roll this is one step in an index; a secret paper is looked for among the papers of its
    entry, as papers have no line.
    """
    if "attendee_id" in key:
        condition, value = "attendee_id = ?", key["attendee_id"]
    else:
        condition, value = "attendee_id IS NULL AND paper = ?", key["paper"]
    found = work.reader.one(
        f"SELECT id, entered_by FROM ballot WHERE resolution_id = ? AND entry = ? AND {condition} "
        "AND deleted_at IS NULL ORDER BY id LIMIT 1",
        (resolution_id, entry, value),
    )
    return None if found is None else (bytes(found[0]), found[1])


def _refuse_same_person(
    context: Context, work: "UnitOfWork", row: dict[str, Any], other: int, key: dict[str, Any], whose: str
) -> None:
    found = _find(work, row["id"], other, key)
    if found is not None and found[1] == context.user.name:
        raise InvalidInput(f"{whose}的另一遍是{found[1]}录的，两遍要由两个人录。请换另一个人登录后录入。")


def _put_place(
    context: Context,
    work: "UnitOfWork",
    row: dict[str, Any],
    entry: int,
    place: str,
    choice: str,
    papers: int,
    origin: str,
) -> None:
    found: dict[int, tuple[bytes, str | None]] = {}
    for each, ballot, by in work.reader.all(
        "SELECT entry, id, entered_by FROM ballot WHERE resolution_id = ? AND attendee_id IS NULL "
        "AND place = ? AND choice = ? AND deleted_at IS NULL ORDER BY id",
        (row["id"], place, choice),
    ):
        found.setdefault(int(each), (bytes(ballot), by))
    other = found.get(3 - entry)
    if papers and other is not None and other[1] == context.user.name:
        raise InvalidInput(
            f"{place or '这项表决'}的另一遍是{other[1]}录的，两遍要由两个人录。请换另一个人登录后录入。"
        )
    values = {"papers": papers, "origin": origin, "entered_by": context.user.name}
    known = found.get(entry)
    if known is None and papers:
        shared = {"unit_id": row["unit_id"], "resolution_id": row["id"], "entry": entry}
        work.insert("ballot", {**shared, "place": place, "choice": choice, **values})
    elif known is not None and not papers:
        work.delete("ballot", known[0])
    elif known is not None and work.row("ballot", known[0])["papers"] != papers:
        work.update("ballot", known[0], values)


def _begin(work: "UnitOfWork", row: dict[str, Any]) -> None:
    if row["state"] != "voting" and work.change_count:
        work.update("resolution", row["id"], {"state": "voting"})
