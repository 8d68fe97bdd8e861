"""Where an opinion leads: a matter to be deliberated, a quarrel to be mediated; both ways are shown."""

from typing import TYPE_CHECKING

from models.errors import InvalidInput
from models.rules.text import clean
from services.opinions import disputes
from services.opinions.cases import allowed
from services.rights import needs
from services.saving import Saved

if TYPE_CHECKING:
    from models.db.uow import UnitOfWork
    from services.office import Context


@needs("opinions.write")
def to_matter(
    context: "Context", opinion_id: bytes, matter_id: bytes | None = None, *, title: str = ""
) -> Saved:
    """Turn an opinion into a matter, or link it with one that is under way; on the writer's thread.

    Args:
        context: who does it.
        opinion_id: the opinion; it stays open until it is answered.
        matter_id: a matter of the same courtyard; None makes a new one of the residents' motion.
        title: of a new matter, that of the opinion by default.

    Returns:
        The matter.

    Raises:
        InvalidInput: the opinion is closed or linked already, or the matter is of another courtyard.
    """
    with context.unit_of_work() as work:
        row, _ = allowed(work, "opinion", opinion_id, "to_matter")
        if matter_id is None:
            matter_id = work.insert(
                "matter",
                {
                    "courtyard_id": row["courtyard_id"],
                    "unit_id": row["unit_id"],
                    "title": clean(title) or row["title"],
                    "template": "six_steps",
                    "origin": "residents",
                    "content": row["content"],
                },
            )
        else:
            _check_matter(work, matter_id, row["courtyard_id"])
        work.update("opinion", opinion_id, {"matter_id": matter_id})
        return Saved(matter_id, work.commit())


def _check_matter(work: "UnitOfWork", matter_id: bytes, courtyard: bytes) -> None:
    matter = work.stored("matter", matter_id)
    if matter is None or matter["deleted_at"] is not None:
        raise InvalidInput("所选的协商事项已经不在了，请重新选择。", "matter_id")
    if matter["courtyard_id"] != courtyard:
        raise InvalidInput("所选的协商事项不是这个楼院的，请重新选择。", "matter_id")


@needs("opinions.write")
def to_dispute(
    context: "Context", opinion_id: bytes, *, other: str = "", category: str | None = None
) -> Saved:
    """Make a quarrel of an opinion, at the level it stands; who raised it is 甲方.

    Args:
        context: who does it.
        opinion_id: the opinion; it stays open until it is answered.
        other: name of the other side, "" where it is not known yet.
        category: of vocab.DISPUTE_CATEGORY.

    Returns:
        The quarrel.

    Raises:
        InvalidInput: the opinion is closed, or was made a quarrel already.
    """
    with context.unit_of_work() as work:
        row, case = allowed(work, "opinion", opinion_id, "to_dispute")
        named = row["raised_by"] or ""
        if row["resident_id"] is not None:
            named = work.row("resident", row["resident_id"])["name"]
        parties = (
            [disputes.Party(named, resident=row["resident_id"], contact=row["contact"] or "")]
            if named
            else []
        )
        if clean(other):
            parties.append(disputes.Party(other, "" if named else "乙方"))
        draft = disputes.DisputeDraft(
            row["courtyard_id"],
            row["content"] or row["title"],
            max(row["received_on"], *(step.received_on for step in case.steps)),
            row["title"],
            category,
            row["urgency"],
            row["building_id"],
            parties,
            opinion_id,
            case.level,
        )
        return Saved(disputes.register_in(context, work, draft), work.commit())
