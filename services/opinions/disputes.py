"""Quarrels: registered with their parties, mediated, settled; levels as with opinions (policy 2.6d)."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from models import vocab
from models.rules.text import clean, clean_lines
from services.opinions import steps
from services.opinions.cases import allowed, check_day, required
from services.opinions.registering import begin_in, short_title
from services.rights import needs
from services.saving import FormErrors, Saved

if TYPE_CHECKING:
    from collections.abc import Sequence

    from models.db.uow import Committed, UnitOfWork
    from services.office import Context


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody who quarrels: 甲方 or 乙方, the name, and who is registered under it."""

    name: str
    side: str = ""
    resident: bytes | None = None
    contact: str = ""
    statement: str = ""


@dataclass(frozen=True, slots=True)
class DisputeDraft:
    """What is known of a quarrel when it comes in; attributes as of `OpinionDraft`.

    Attributes:
        parties: who quarrels; without a side they are 甲方, 乙方, 丙方 in their order.
        opinion: the opinion it comes from.
        level: where it begins.
    """

    courtyard: bytes
    content: str
    received_on: str
    title: str = ""
    category: str | None = None
    urgency: str | None = "plain"
    building: bytes | None = None
    parties: "Sequence[Party]" = ()
    opinion: bytes | None = None
    level: str = steps.FIRST


SIDES = "甲乙丙丁戊己庚辛"
"""Sides of an agreement in their order."""


@needs("opinions.write")
def register(context: "Context", draft: DisputeDraft) -> Saved:
    """Register a quarrel with its parties and its first level; on the writer's thread.

    Raises:
        FormErrors: something is missing or wrong, beside its field.
    """
    with context.unit_of_work() as work:
        made = register_in(context, work, draft)
        return Saved(made, work.commit())


def register_in(context: "Context", work: "UnitOfWork", draft: DisputeDraft) -> bytes:
    """Register a quarrel in an open unit of work; see `register`."""
    content = clean_lines(draft.content)
    title = clean(draft.title) or short_title(content)
    required({"content": title}, {"content": "请写纠纷的情况。"})
    check_day("received_on", "收到", draft.received_on, None, context.today())
    unit = work.row("courtyard", draft.courtyard)["unit_id"]
    made = work.insert(
        "dispute",
        {
            "courtyard_id": draft.courtyard,
            "unit_id": unit,
            "building_id": draft.building,
            "opinion_id": draft.opinion,
            "title": title,
            "content": content or None,
            "received_on": draft.received_on,
            "category": draft.category,
            "urgency": draft.urgency or "plain",
        },
    )
    for place, party in enumerate(draft.parties):
        side = party.side or (f"{SIDES[place]}方" if place < len(SIDES) else "")
        work.insert(
            "dispute_party",
            {
                "dispute_id": made,
                "unit_id": unit,
                "side": side or None,
                "name": clean(party.name),
                "resident_id": party.resident,
                "contact": clean(party.contact) or None,
                "statement": clean_lines(party.statement) or None,
            },
        )
    begin_in(context, work, "dispute", made, draft.level)
    return made


@needs("opinions.write")
def mediate(
    context: "Context",
    dispute_id: bytes,
    record: str,
    *,
    on: str,
    outcome: str,
    place: str = "",
    mediators: str = "",
    recorder: str = "",
    agreement: str = "",
    fulfil_by: str | None = None,
) -> Saved:
    """Record an attempt to settle a quarrel; an agreement is written down, and makes it 已达成协议.

    Args:
        context: who registers it.
        dispute_id: the quarrel.
        record: how it went.
        on: ISO day.
        outcome: of vocab.MEDIATION_OUTCOME.
        place, mediators, recorder: where, by whom, who wrote it down.
        agreement: what was agreed, a line each.
        fulfil_by: ISO day by which it is fulfilled.

    Returns:
        The mediation.

    Raises:
        FormErrors: something is missing or wrong.
        InvalidInput: the quarrel is closed.
    """
    with context.unit_of_work() as work:
        row, _ = allowed(work, "dispute", dispute_id, "mediate")
        required(
            {"record": record, "outcome": outcome, "mediators": mediators},
            {"record": "请写调解的经过。", "outcome": "请选调解的结果。", "mediators": "请写由谁调解。"},
        )
        if outcome not in vocab.MEDIATION_OUTCOME:
            raise FormErrors({"outcome": "请从列表中选择。"})
        if outcome == "agreed" and not agreement.strip():
            raise FormErrors({"agreement": "达成协议的，请写协议的内容。"})
        day = check_day("on", "调解", on, row["received_on"], context.today())
        made = work.insert(
            "mediation",
            {
                "dispute_id": dispute_id,
                "unit_id": row["unit_id"],
                "held_on": day,
                "place": clean(place) or None,
                "mediators": clean(mediators),
                "recorder": clean(recorder) or None,
                "record": clean_lines(record),
                "outcome": outcome,
                "agreement": clean_lines(agreement) or None,
                "fulfil_by": fulfil_by,
            },
        )
        if outcome == "agreed":
            work.update("dispute", dispute_id, {"state": "agreed"})
        return Saved(made, work.commit())


@needs("opinions.write")
def settle(
    context: "Context", dispute_id: bytes, result: str, *, on: str, how: str = "settled"
) -> "Committed":
    """Close a quarrel with its result; the level that is at it is dated and answers with it.

    Args:
        context: who registers it.
        dispute_id: the quarrel.
        result: how it ended, or where the parties were sent to.
        on: ISO day.
        how: "settled" or "referred" (court, arbitration, police) of vocab.DISPUTE_STATE.

    Raises:
        FormErrors: no result, a day that cannot be.
        InvalidInput: it is closed already.
    """
    with context.unit_of_work() as work:
        row, _ = allowed(work, "dispute", dispute_id, "settle")
        required({"result": result}, {"result": "请写化解的结果；转其他途径的，写转到哪里。"})
        if how not in ("settled", "referred"):
            raise FormErrors({"how": "请选“已化解”或“转其他途径”。"})
        last = work.reader.value(
            "SELECT max(held_on) FROM mediation WHERE dispute_id = ? AND deleted_at IS NULL", (dispute_id,)
        )
        first = max(filter(None, (steps.since(work, "dispute", row), last)))
        day = check_day("on", "办结", on, first, context.today())
        text = clean_lines(result)
        steps.finish(work, "dispute", dispute_id, day, text, "settled" if how == "settled" else "explained")
        work.update("dispute", dispute_id, {"state": how, "closed_on": day, "result": text})
        return work.commit()
