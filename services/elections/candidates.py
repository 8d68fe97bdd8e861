"""Who stands in an election: put forward, vetted by community and sub-district, withdrawn, announced."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from models import vocab
from models.errors import InvalidInput
from models.rules.dates import from_record
from models.rules.elections import DONE, gate
from models.rules.text import clean
from services.belonging import people_found
from services.election_record.reading import view
from services.notices.life import prepare_in
from services.office import Context
from services.rights import needs
from services.saving import FormErrors, Saved
from services.subjects import subject
from services.two_people import TwoPeople, settle_where_managed

if TYPE_CHECKING:
    from models.db.uow import UnitOfWork


@dataclass(frozen=True, slots=True)
class Vetting:
    """What is to be recorded about one candidate.

    Attributes:
        resident_id: the person.
        outcome: a code of vocab.VETTING_OUTCOME.
        level: a code of vocab.VETTING_LEVEL.
        circumstance: what makes unsuitable; needed where the outcome is "failed".
        vetted_by: which organs, as they are called.
        vetted_on: ISO date.
        opinion: what else was said.
    """

    resident_id: bytes
    outcome: str
    level: str = "joint"
    circumstance: str = ""
    vetted_by: str = ""
    vetted_on: str = ""
    opinion: str = ""


def open_row(work: "UnitOfWork", election_id: bytes, doing: str) -> dict[str, Any]:
    """Return the row of an election whose result is not confirmed yet.

    Raises:
        InvalidInput: it is confirmed, or ended.
        NotFound: it is gone.
    """
    row = work.row("election", election_id)
    if row["state"] in DONE:
        label = vocab.ELECTION_STATE.label(row["state"])
        raise InvalidInput(f"“{row['title']}”{label}，不能{doing}。有错请另登记一次选举更正。")
    return row


@needs("elections.write")
def add_candidate(
    context: Context,
    election_id: bytes,
    person: bytes | str,
    *,
    nominated_by: str = "",
    background: str = "",
    introduction: str = "",
) -> Saved:
    """Put somebody forward, on the writer's thread.

    Args:
        context: who records it.
        election_id: the election.
        person: the resident, or a name as typed; a new name becomes a resident of the courtyard.
        nominated_by: who put them forward.
        background: identity or former employer.
        introduction: a few words for the notice.

    Raises:
        InvalidInput: no name, put forward already, several residents of that name, or announced already.
    """
    with context.unit_of_work() as work:
        made = _add(work, election_id, person, nominated_by, background, introduction)
        return Saved(made, work.commit())


@needs("elections.write")
def add_candidates(context: Context, election_id: bytes, names: str, *, nominated_by: str = "") -> Saved:
    """Put several people forward in one transaction, on the writer's thread.

    Args:
        context: who records it.
        election_id: the election.
        names: names as typed, divided by 、 or a comma, or one a line.
        nominated_by: who put them forward.

    Returns:
        The election.

    Raises:
        InvalidInput: as for `add_candidate`; then nobody is added.
    """
    with context.unit_of_work() as work:
        listed = [name for name in re.split("[、，,；;\n]+", names) if clean(name)] or [""]
        for name in listed:
            _add(work, election_id, name, nominated_by)
        return Saved(election_id, work.commit())


def _add(
    work: "UnitOfWork",
    election_id: bytes,
    person: bytes | str,
    nominated_by: str = "",
    background: str = "",
    introduction: str = "",
) -> bytes:
    row = open_row(work, election_id, "增加候选人")
    if row["announced_on"] is not None:
        raise InvalidInput("候选人已经公示，不能再增加。确需增加的，请先撤销公示候选人。")
    stored: dict[str, Any] = {"election_id": election_id, "resident_id": _person(person)}
    errors = people_found(work, subject("candidacies"), None, stored)
    if errors:
        raise FormErrors(errors)
    known = work.reader.value(
        "SELECT count(*) FROM candidacy WHERE election_id = ? AND resident_id = ? AND deleted_at IS NULL",
        (election_id, stored["resident_id"]),
    )
    if known:
        name = work.row("resident", stored["resident_id"])["name"]
        raise InvalidInput(f"{name}已经是候选人了。", "resident_id")
    return work.insert(
        "candidacy",
        {
            **stored,
            "unit_id": row["unit_id"],
            "position": _next_position(work, election_id),
            "nominated_by": clean(nominated_by) or None,
            "background": clean(background) or None,
            "introduction": clean(introduction) or None,
        },
    )


def _person(person: bytes | str) -> bytes | str:
    if isinstance(person, bytes):
        return person
    name = clean(person)
    if not name:
        raise InvalidInput("请填写候选人姓名。", "resident_id")
    return name


def _next_position(work: "UnitOfWork", election_id: bytes) -> int:
    last = work.reader.value(
        "SELECT max(position) FROM candidacy WHERE election_id = ? AND deleted_at IS NULL", (election_id,)
    )
    return int(last or 0) + 1


@needs("elections.write")
def vet(
    context: Context,
    election_id: bytes,
    vettings: Sequence[Vetting],
    *,
    checked_by: str = "",
    single_reason: str = "",
    password: str | None = None,
) -> Saved:
    """Record the vetting of several candidates in one transaction, on the writer's thread (policy 2.2b).

    Whoever withdrew is withdrawn from the election as well. What is said already is not said again.

    Args:
        context: who records it.
        election_id: the election.
        vettings: what was said; one line a candidate and level.
        checked_by: who checked that somebody is refused; needed in a managed office.
        single_reason: why one person does both (单人办理).
        password: of whoever checked it and is not at the keyboard, where the office is encrypted.

    Raises:
        NotAllowed, WrongPassword, TooSoon: as for `two_people.settle`.
        FormErrors: "outcome:", "circumstance:" or "vetted_on:" and the place in the list, counted from 0.
        InvalidInput: the result is confirmed already.
    """
    with context.unit_of_work() as work:
        row = open_row(work, election_id, "再登记审查")
        seen = {each.resident_id: each for each in view(context.on_writer, election_id).candidates}
        refused: dict[bytes, str] = {}
        errors = _wrong(vettings, {person: each.name for person, each in seen.items()})
        if errors:
            raise FormErrors(errors)
        before = work.change_count
        for each in vettings:
            made = _record(work, row, each)
            if made is not None and each.outcome == "failed":
                refused[made] = seen[each.resident_id].name
            line = seen[each.resident_id]
            if each.outcome == "withdrawn" and not line.withdrawn_on:
                day = each.vetted_on or context.today().isoformat()
                work.update("candidacy", line.id, {"withdrawn_on": day})
        if work.change_count == before:
            return Saved(election_id, None)
        if refused:
            what = f"{'、'.join(refused.values())}的审查不合格"
            people = settle_where_managed(context, work, "vetting", what, checked_by, single_reason, password)
            if people is not None:
                _mark(work, election_id, tuple(refused), what, people)
        if row["state"] in (None, "planned"):
            work.update("election", election_id, {"state": "vetting"})
        return Saved(election_id, work.commit())


def _wrong(vettings: Sequence[Vetting], known: dict[bytes, str]) -> dict[str, str]:
    errors = {}
    for place, each in enumerate(vettings):
        name = known.get(each.resident_id)
        if name is None:
            errors[f"outcome:{place}"] = "这个人不是本次选举的候选人，可能刚被删除。请刷新后再试。"
            continue
        if each.outcome not in vocab.VETTING_OUTCOME or each.level not in vocab.VETTING_LEVEL:
            errors[f"outcome:{place}"] = f"请选{name}的审查结果。"
        if each.outcome == "failed" and not clean(each.circumstance):
            errors[f"circumstance:{place}"] = f"{name}不合格，请写明不适宜的情形。"
        if each.vetted_on and from_record(each.vetted_on) is None:
            errors[f"vetted_on:{place}"] = f"{name}的审查时间“{each.vetted_on}”不是日期。"
    return errors


def _mark(
    work: "UnitOfWork", election_id: bytes, lines: tuple[bytes, ...], what: str, people: TwoPeople
) -> None:
    """Say in each line and in the audit who refused somebody and who checked that."""
    for line in lines:
        said = work.row("candidate_vetting", line)["opinion"]
        work.update(
            "candidate_vetting", line, {"opinion": f"{said}；{people.label}" if said else people.label}
        )
    work.note("vetting_checked", "election", election_id, f"{what}，{people.label}")


def _record(work: "UnitOfWork", row: dict[str, Any], said: Vetting) -> bytes | None:
    """Write what was said of a candidate; None where it was said already."""
    values = {
        "committee_id": row["committee_id"],
        "resident_id": said.resident_id,
        "election_id": row["id"],
        "level": said.level,
        "outcome": said.outcome,
        "circumstance": clean(said.circumstance) or None,
        "opinion": clean(said.opinion) or None,
        "vetted_by": clean(said.vetted_by) or None,
        "vetted_on": said.vetted_on or None,
    }
    last = work.reader.value(
        "SELECT id FROM candidate_vetting WHERE election_id = ? AND resident_id = ? "
        "AND coalesce(level, 'joint') = ? AND deleted_at IS NULL ORDER BY id DESC LIMIT 1",
        (row["id"], said.resident_id, said.level),
    )
    if last is not None:
        before = work.row("candidate_vetting", bytes(last))
        # an opinion that is not given is not taken back: who checked a refusal stands there
        if all(before[name] == value for name, value in values.items() if name != "opinion" or value):
            return None
    return work.insert("candidate_vetting", {**values, "unit_id": row["unit_id"]})


@needs("elections.write")
def withdraw(context: Context, candidacy_id: bytes, on: date, reason: str = "") -> Saved:
    """Record that somebody does not stand any more, on the writer's thread.

    Args:
        context: who records it.
        candidacy_id: the candidacy.
        on: the day.
        reason: why.

    Raises:
        InvalidInput: the votes are recorded already.
    """
    with context.unit_of_work() as work:
        candidacy = work.row("candidacy", candidacy_id)
        row = open_row(work, candidacy["election_id"], "放弃")
        if row["state"] == "voted":
            raise InvalidInput("已经登记了投票，不能再放弃。当选后不任职的，确认结果后写离任时间。")
        values = {"withdrawn_on": on.isoformat(), "withdrawn_reason": clean(reason) or None}
        work.update("candidacy", candidacy_id, values)
        return Saved(candidacy["election_id"], work.commit())


@needs("elections.write")
def announce(
    context: Context, election_id: bytes, on: date | None = None, *, notice: bool | None = None
) -> Saved:
    """Announce the candidates, on the writer's thread: order on notice and ballot, and a draft of the notice.

    The names stand by pinyin, so that nobody is put in front.

    Args:
        context: who announces.
        election_id: the election.
        on: the day, today by default.
        notice: whether 候选人公示 is prepared; by default unless the election is entered late (补录).

    Raises:
        InvalidInput: something is missing: somebody not vetted, too few candidates.
    """
    day = on or context.today()
    with context.unit_of_work() as work:
        row = open_row(work, election_id, "公示候选人")
        if row["state"] == "voted":
            raise InvalidInput("已经登记了投票，不能再公示候选人。")
        inside = context.on_writer
        seen = view(inside, election_id)
        missing = gate(seen.facts, "announce", context.rulebook, day)
        if not missing and any(each.outcome == "open" for each in seen.candidates):
            missing = ("还有候选人没有资格审查结果。",)
        if missing:
            raise InvalidInput(missing[0])
        _put_in_order(work, election_id, {each.id for each in seen.standing})
        work.update("election", election_id, {"announced_on": day.isoformat(), "state": "announced"})
        if notice if notice is not None else not row["late"]:
            prepare_in(context, work, "candidates", row["courtyard_id"], record=election_id)
        return Saved(election_id, work.commit())


def _put_in_order(work: "UnitOfWork", election_id: bytes, standing: set[bytes]) -> None:
    rows = work.reader.all(
        "SELECT t.id FROM candidacy t JOIN resident r ON r.id = t.resident_id WHERE t.election_id = ? "
        "AND t.deleted_at IS NULL ORDER BY r.name_key NULLS FIRST, r.name, t.id",
        (election_id,),
    )
    ids = [bytes(row[0]) for row in rows]
    ordered = [each for each in ids if each in standing] + [each for each in ids if each not in standing]
    for position, candidacy in enumerate(ordered, 1):
        work.update("candidacy", candidacy, {"position": position})
