"""Opinions that say the same: found by their words, merged into one that is handled, taken out again."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from models.errors import InvalidInput
from models.rules.text import fold
from services.opinions import steps
from services.opinions.cases import allowed, living
from services.opinions.handling import merged_into
from services.rights import demand_seeing, needs

if TYPE_CHECKING:
    from models.db.uow import Committed, UnitOfWork
    from services.office import Context

MOST_OFFERED: Final = 5
_LOOKED_AT: Final = 400
"""Opinions of a courtyard that are compared, the latest."""
_COMMON: Final = frozenset(
    ("问题", "反映", "希望", "我们", "小区", "楼院", "居民", "大家", "能否", "可以", "没有",
     "一个", "这个", "怎么", "什么", "社区", "建议", "要求", "解决", "处理", "尽快")
)  # fmt: skip
"""Pairs of characters that say nothing about what is meant."""
_TOLD: Final = 3
"""Shared words that are told."""
_SHARED: Final = 2
"""Pairs that two opinions share at least; of the same category one is enough."""


@dataclass(frozen=True, slots=True)
class Alike:
    """An opinion that may say the same.

    Attributes:
        id, title: which one.
        received_on: ISO day.
        state: of vocab.OPINION_STATE.
        words: what both say, the longest first.
        followers: how many are merged into it.
    """

    id: bytes
    title: str
    received_on: str
    state: str
    words: tuple[str, ...]
    followers: int = 0


def pairs(text: str) -> frozenset[str]:
    """Return the pairs of neighbouring characters of a text that say something."""
    return frozenset(_pairs(fold(text))) - _COMMON


def _pairs(text: str) -> Iterator[str]:
    for first, second in pairwise(text):
        if first.isalnum() and second.isalnum():
            yield first + second


def alike(
    context: "Context",
    courtyard: bytes,
    text: str,
    category: str | None = None,
    itself: bytes | None = None,
    limit: int = MOST_OFFERED,
) -> tuple[Alike, ...]:
    """Return open opinions of a courtyard that share words with a text, the most alike first.

    Args:
        context: read on the reader's thread.
        courtyard: the courtyard.
        text: title and content of the one that is compared.
        category: of vocab.OPINION_CATEGORY; the same one counts as a shared word.
        itself: an opinion that is left out.
        limit: most that are returned.
    """
    wanted = pairs(text)
    if not wanted:
        return ()
    demand_seeing(context, "opinion")
    rows = context.reader.all(
        "SELECT t.id, t.title, coalesce(t.content, ''), t.category, t.received_on, t.state, (SELECT count(*) "
        "FROM opinion m WHERE m.group_id = t.id AND m.deleted_at IS NULL) FROM opinion t "
        "WHERE t.courtyard_id = ? AND t.state IN ('open', 'answered') AND t.deleted_at IS NULL "
        "ORDER BY t.received_on DESC, t.id DESC LIMIT ?",
        (courtyard, _LOOKED_AT),
    )
    found: list[tuple[int, Alike]] = []
    for record, title, content, own, day, state, followers in rows:
        shared = wanted & pairs(f"{title} {content}")
        score = len(shared) + (1 if shared and own and own == category else 0)
        if bytes(record) != itself and score >= _SHARED:
            words = _runs(text, shared)
            found.append((score, Alike(bytes(record), title, day, state, words, int(followers))))
    found.sort(key=lambda each: (each[0], each[1].followers), reverse=True)
    return tuple(each for _, each in found[:limit])


def _runs(text: str, shared: frozenset[str]) -> tuple[str, ...]:
    """Return the words that shared pairs make up in a text: 车棚漏雨 of 车棚, 棚漏, 漏雨; at most three."""
    plain, found, at = fold(text), [], 0
    while at < len(plain) - 1:
        end = at
        while plain[end : end + 2] in shared:
            end += 1
        if end > at:
            found.append(plain[at : end + 1])
        at = max(end, at + 1)
    return tuple(sorted(dict.fromkeys(found), key=lambda each: -len(each))[:_TOLD])


def heads(context: "Context", courtyard: bytes, itself: bytes, limit: int) -> tuple[Alike, ...]:
    """Return the opinions of a courtyard that others can be merged into, the latest first.

    Args:
        context: read on the reader's thread.
        courtyard: the courtyard.
        itself: an opinion that is left out.
        limit: most that are returned.
    """
    demand_seeing(context, "opinion")
    rows = context.reader.all(
        "SELECT id, title, received_on, state FROM opinion WHERE courtyard_id = ? AND id <> ? "
        "AND state IN ('open', 'answered') AND deleted_at IS NULL ORDER BY received_on DESC, id DESC LIMIT ?",
        (courtyard, itself, limit),
    )
    return tuple(Alike(bytes(record), title, day, state, ()) for record, title, day, state in rows)


@needs("opinions.write")
def group(context: "Context", head_id: bytes, ids: Sequence[bytes], *, on: str) -> "Committed":
    """Merge opinions into one that is handled for all of them; on the writer's thread.

    Args:
        context: who registers it.
        head_id: the one that stands for all.
        ids: those that are merged into it; what was merged into them comes along.
        on: ISO day; the level each stood at is dated by it.

    Raises:
        InvalidInput: one is closed, merged already, of another courtyard, or the head itself.
    """
    with context.unit_of_work() as work:
        group_in(work, head_id, ids, on)
        return work.commit()


def group_in(work: "UnitOfWork", head_id: bytes, ids: Sequence[bytes], on: str) -> None:
    """Merge opinions in an open unit of work; see `group`."""
    head = living(work, "opinion", head_id)
    if head["state"] not in ("open", "answered"):
        raise InvalidInput(f"“{head['title']}”已经办结或并入别的意见，不能再并入它。请选正在办理的一条。")
    for each in dict.fromkeys(ids):
        row, _ = allowed(work, "opinion", each, "group")
        if each == head_id:
            raise InvalidInput(f"“{row['title']}”不能并入它自己。请选别的一条。")
        if row["courtyard_id"] != head["courtyard_id"]:
            raise InvalidInput(f"“{row['title']}”是别的楼院的，不能并入。请选同一个楼院的意见。")
        day = max(on, row["received_on"], steps.since(work, "opinion", row))
        steps.finish(work, "opinion", each, day, f"并入“{head['title']}”一并办理", "merged")
        given = {name: head[name] for name in ("answer", "answered_on", "answered_by")}
        for member in (each, *merged_into(work, each)):
            work.update("opinion", member, {"state": "merged", "group_id": head_id, "due_on": None, **given})


@needs("opinions.write")
def ungroup(context: "Context", opinion_id: bytes, *, on: str) -> "Committed":
    """Take a merged opinion out, to be handled by itself again from its level on.

    Args:
        context: who registers it.
        opinion_id: the merged one.
        on: ISO day.

    Raises:
        InvalidInput: it is not merged, or was closed with the others.
    """
    with context.unit_of_work() as work:
        row, case = allowed(work, "opinion", opinion_id, "ungroup")
        day = max(on, steps.since(work, "opinion", row))
        due = steps.add(context, work, "opinion", row, case.level, day)
        emptied = dict.fromkeys(("answer", "answered_on", "answered_by", "told_on", "told_how", "satisfied"))
        work.update("opinion", opinion_id, {"state": "open", "group_id": None, "due_on": due, **emptied})
        return work.commit()
