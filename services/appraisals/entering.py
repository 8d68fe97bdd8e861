"""Answers as they come in: by running number of the paper, by door, or several alike counted together."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from models import vocab
from models.errors import InvalidInput
from models.rules import appraisal
from models.rules.appraisal import Answer
from models.rules.dates import from_record
from models.rules.text import clean
from services.appraisals.planning import open_row, papers
from services.office import Context
from services.rights import needs
from services.saving import Saved

if TYPE_CHECKING:
    from models.db.uow import UnitOfWork

_LONGEST_COMMENT: Final = 500


@dataclass(frozen=True, slots=True)
class Paper:
    """What is on a paper, or on several that say the same.

    Attributes:
        grades: a digit for each item, 1 很满意 … 5 不了解, 0 left blank.
        side: of vocab.APPRAISAL_SIDE.
        paper: its running number; None for one of a door, or several counted together.
        dwelling_id: whose it is, None for none.
        papers: how many say so; one for a paper with a number or a door.
        way: of vocab.COLLECTING_WAY.
        comment: what was written on it.
        answered_on: ISO date, today by default.
    """

    grades: str
    side: str = "residents"
    paper: int | None = None
    dwelling_id: bytes | None = None
    papers: int = 1
    way: str = "paper"
    comment: str = ""
    answered_on: str = ""


@needs("deliberation.write")
def enter(context: Context, appraisal_id: bytes, given: Paper) -> Saved:
    """Enter an answer, on the writer's thread.

    Args:
        context: who enters it.
        appraisal_id: the round.
        given: what is on the paper.

    Returns:
        The answer, and the transaction.

    Raises:
        InvalidInput: the round is closed, the grades do not match its items, the number or the door was
            entered already, or more papers would come back than went out.
        NotFound: the round is gone.
    """
    with context.unit_of_work() as work:
        row = open_row(work, appraisal_id, "录入评议表")
        values = _values(context, work, row, given, None)
        made = work.insert(
            "appraisal_answer", {**values, "appraisal_id": appraisal_id, "unit_id": row["unit_id"]}
        )
        return Saved(made, work.commit())


@needs("deliberation.write")
def alter(context: Context, answer_id: bytes, given: Paper) -> Saved:
    """Write an answer anew, on the writer's thread; only before the round is closed.

    Raises:
        InvalidInput: as for `enter`.
        NotFound: it is gone.
    """
    with context.unit_of_work() as work:
        before = work.row("appraisal_answer", answer_id)
        row = open_row(work, before["appraisal_id"], "改评议表")
        values = _values(context, work, row, given, answer_id)
        if not work.update("appraisal_answer", answer_id, values):
            return Saved(answer_id, None)
        return Saved(answer_id, work.commit())


@needs("deliberation.write")
def withdraw(context: Context, answer_ids: Sequence[bytes]) -> Saved:
    """Take answers back that were entered wrongly, on the writer's thread; only before the round is closed.

    Raises:
        InvalidInput: the round is closed.
        NotFound: one of them is gone.
    """
    with context.unit_of_work() as work:
        for each in answer_ids:
            open_row(work, work.row("appraisal_answer", each)["appraisal_id"], "删除评议表")
            work.delete("appraisal_answer", each)
        return Saved(answer_ids[0], work.commit())


def _values(
    context: Context, work: "UnitOfWork", row: dict[str, Any], given: Paper, known: bytes | None
) -> dict[str, Any]:
    name = _name(work, row, given)
    grades = appraisal.from_digits(given.grades)
    if grades is None:
        raise InvalidInput(f"{name}的等次只能是1到5，没有评的写0。", "grades")
    items = int(
        work.reader.value(
            "SELECT count(*) FROM appraisal_item WHERE appraisal_id = ? AND deleted_at IS NULL", (row["id"],)
        )
    )
    wrong = appraisal.refusal(Answer(given.side, grades, given.papers, name), items)
    if wrong:
        raise InvalidInput(wrong, "grades")
    _refuse_plain(given, name)
    _refuse_twice(work, row["id"], given, name, known)
    before = work.row("appraisal_answer", known)["papers"] if known is not None else 0
    over = appraisal.too_many(papers(work, row["id"]) - before + given.papers, row["asked"])
    if over:
        raise InvalidInput(f"{name}没有录入：{over}")
    return {
        "side": given.side,
        "way": given.way or None,
        "dwelling_id": given.dwelling_id,
        "paper": given.paper,
        "grades": appraisal.kept(grades),
        "papers": given.papers,
        "comment": clean(given.comment) or None,
        "answered_on": given.answered_on or context.today().isoformat(),
        "entered_by": context.user.name,
    }


def _name(work: "UnitOfWork", row: dict[str, Any], given: Paper) -> str:
    if given.paper is not None:
        return f"第{given.paper}号表"
    if given.dwelling_id is None:
        return f"这{given.papers}份"
    home = work.row("dwelling", given.dwelling_id)
    if home["courtyard_id"] != row["courtyard_id"]:
        raise InvalidInput("这一户不是这个楼院的，请核对门牌号。", "dwelling_id")
    return str(home["room"])


def _refuse_plain(given: Paper, name: str) -> None:
    if given.paper is not None and given.paper < 1:
        raise InvalidInput("评议表的编号从1开始。", "paper")
    if given.papers > 1 and (given.paper is not None or given.dwelling_id is not None):
        raise InvalidInput(f"{name}只有一份；几份一样的合并录入时，不写编号和门牌号。", "papers")
    if given.way and given.way not in vocab.COLLECTING_WAY:
        raise InvalidInput(f"没有“{given.way}”这种收集方式。", "way")
    if len(given.comment) > _LONGEST_COMMENT:
        raise InvalidInput(f"{name}的意见太长，最多{_LONGEST_COMMENT}个字。", "comment")
    if given.answered_on and from_record(given.answered_on) is None:
        raise InvalidInput(f"{name}的日期“{given.answered_on}”不是日期。", "answered_on")


def _refuse_twice(
    work: "UnitOfWork", appraisal_id: bytes, given: Paper, name: str, known: bytes | None
) -> None:
    for column, key in (("paper", given.paper), ("dwelling_id", given.dwelling_id)):
        if key is None:
            continue
        rows = work.reader.all(
            f"SELECT id FROM appraisal_answer WHERE appraisal_id = ? AND side = ? AND {column} = ? "
            "AND deleted_at IS NULL",
            (appraisal_id, given.side, key),
        )
        if any(bytes(each) != known for (each,) in rows):
            raise InvalidInput(f"{name}已经录入过了。要改请在列表里选中它再改。", column)
