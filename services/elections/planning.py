"""Planning an election: of a committee that is there or one to be founded, a renewal, a by-election."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from models import vocab
from models.errors import InvalidInput
from models.rules.text import clean
from services.election_record import members, shipped
from services.office import Context
from services.rights import needs
from services.saving import Saved

if TYPE_CHECKING:
    from models.db.uow import UnitOfWork

_MOST_SEATS: Final = 99


@dataclass(frozen=True, slots=True)
class Offer:
    """What a plan begins with.

    Attributes:
        courtyard_id: the courtyard.
        committee_id: its committee, None for one to be founded.
        committee: its name.
        body: its kind (vocab.COMMITTEE_KIND).
        kind: "first" or "renewal".
        title: name of the election.
        seats, term_years: of the committee, None where not known.
        in_office: how many members are in office.
    """

    courtyard_id: bytes
    committee_id: bytes | None
    committee: str
    body: str
    kind: str
    title: str
    seats: int | None
    term_years: int | None
    in_office: int


def offer(context: Context, committee_id: bytes) -> Offer:
    """Return what the plan of a committee's next election begins with; read on the reader's thread.

    Raises:
        InvalidInput: the committee is gone.
    """
    row = context.reader.one(
        "SELECT courtyard_id, name, kind, seats, term_years, founded FROM committee WHERE id = ? "
        "AND deleted_at IS NULL",
        (committee_id,),
    )
    if row is None:
        raise InvalidInput("这个自治组织已经不在了，可能刚被删除。请刷新后再试。")
    in_office = members(context, committee_id)
    kind = "renewal" if in_office or row[5] else "first"
    seats = row[3] if row[3] is not None else len(in_office) or None
    title = f"{row[1]}{vocab.ELECTION_KIND.label(kind)}"
    return Offer(bytes(row[0]), committee_id, row[1], row[2], kind, title, seats, row[4], len(in_office))


@needs("elections.write")
def plan(
    context: Context,
    *,
    committee_id: bytes | None = None,
    courtyard_id: bytes | None = None,
    committee_kind: str = "self_management",
    committee_name: str = "",
    kind: str = "renewal",
    seats: int | None = None,
    term_years: int | None = None,
    title: str = "",
    planned_on: str | None = None,
    competitive: bool | None = None,
    reason: str = "",
    late: bool = False,
) -> Saved:
    """Plan an election, on the writer's thread; a committee that is to be founded is made along.

    Args:
        context: who plans.
        committee_id: the committee, None for a new one of `courtyard_id`.
        courtyard_id: where a new committee is founded.
        committee_kind: a code of vocab.COMMITTEE_KIND of a new one.
        committee_name: its name, by default courtyard and kind.
        kind: "first", "renewal" or "by" (vocab.ELECTION_KIND); a recall is planned by `recalls.plan_recall`.
        seats: how many are to be elected.
        term_years: length of the term.
        title: name of the election, by default committee and kind.
        planned_on: ISO date of the vote.
        competitive: more candidates than seats; None as the rule says.
        reason: why as many candidates as seats will do.
        late: entered after it was held (补录).

    Returns:
        The election, and the transaction.

    Raises:
        InvalidInput: no committee, a kind it does not know, seats that cannot be, or another election open.
    """
    if kind not in ("first", "renewal", "by"):
        raise InvalidInput("选举类型只有首次选举、换届选举和补选。罢免请在成员上办理。")
    if seats is not None and not 1 <= seats <= _MOST_SEATS:
        raise InvalidInput(f"应选人数{seats}不对，应为1到{_MOST_SEATS}人。", "seats")
    with context.unit_of_work() as work:
        if committee_id is None:
            committee_id = _found(work, courtyard_id, committee_kind, committee_name)
        committee = work.row("committee", committee_id)
        _refuse_second(work, committee)
        values = {
            "unit_id": committee["unit_id"],
            "courtyard_id": committee["courtyard_id"],
            "committee_id": committee_id,
            "kind": kind,
            "title": clean(title) or f"{committee['name']}{vocab.ELECTION_KIND.label(kind)}",
            "seats": seats if seats is not None else committee["seats"],
            "term_years": term_years if term_years is not None else committee["term_years"],
            "planned_on": planned_on,
            "competitive": competitive,
            "reason": clean(reason) or None,
            "state": "planned",
            "late": True if late else None,
        }
        made = work.insert("election", values)
        if kind == "renewal":
            _list_things(work, made, committee["unit_id"])
        return Saved(made, work.commit())


def _found(work: "UnitOfWork", courtyard_id: bytes | None, kind: str, name: str) -> bytes:
    """Return a new committee; it has no term before it is elected."""
    if courtyard_id is None:
        raise InvalidInput("还没有选楼院或自治组织。")
    if kind not in vocab.COMMITTEE_KIND:
        raise InvalidInput(f"没有“{kind}”这种自治组织。")
    yard = work.row("courtyard", courtyard_id)
    named = clean(name) or f"{yard['name']}{vocab.COMMITTEE_KIND.label(kind)}"
    return work.insert(
        "committee", {"unit_id": yard["unit_id"], "courtyard_id": courtyard_id, "kind": kind, "name": named}
    )


def _refuse_second(work: "UnitOfWork", committee: dict[str, Any]) -> None:
    title = work.reader.value(
        "SELECT title FROM election WHERE committee_id = ? AND kind <> 'recall' AND deleted_at IS NULL "
        "AND (state IS NULL OR state IN ('planned', 'vetting', 'announced', 'voted')) ORDER BY id LIMIT 1",
        (committee["id"],),
    )
    if title is not None:
        raise InvalidInput(f"“{committee['name']}”还有一次选举“{title}”没有办完，请先办完或删除它。")


def _list_things(work: "UnitOfWork", election_id: bytes, unit_id: bytes | None) -> None:
    for position, thing in enumerate(shipped()["handover"], 1):
        work.insert(
            "handover_item",
            {
                "unit_id": unit_id,
                "election_id": election_id,
                "position": position,
                "title": thing["title"],
                "quantity": thing["quantity"] or None,
            },
        )


@needs("elections.write")
def list_things(context: Context, election_id: bytes) -> Saved:
    """Put the usual things on an empty handover list, on the writer's thread.

    Raises:
        InvalidInput: there is a list already.
    """
    with context.unit_of_work() as work:
        row = work.row("election", election_id)
        if context.on_writer.reader.value(
            "SELECT count(*) FROM handover_item WHERE election_id = ? AND deleted_at IS NULL", (election_id,)
        ):
            raise InvalidInput("移交清单已经有内容了。")
        _list_things(work, election_id, row["unit_id"])
        return Saved(election_id, work.commit())
