"""Ballots as they stand made into a tally: read in one query and counted in one pass.

What comes out is what `models.rules.counting.count` says of the same ballots (a test holds the two together);
one pass over the rows spares the objects between, so that twenty thousand dwellings are counted while papers
come in.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from models import vocab
from models.errors import InvalidInput
from models.rules.counting import Vote
from models.rules.meetings import measure
from models.rules.picking import (
    ElectionTally,
    judge_election,
    judge_owners_election,
    read_picks,
    sum_picks,
    wrong_figures,
)
from models.rules.tally import Counts, Tally, counts_area, judge
from services.meetings.deciding import BY_ATTENDEE, election_rule, need_rule, rule_of
from services.meetings.figures import figures_of
from services.meetings.rows import PRESENT, meeting_of, resolution_of
from services.office import Context

if TYPE_CHECKING:
    from models.rules.rulebook import Rule

MOST_NAMED: Final = 3
NO_BALLOT: Final = "none"
RAW: Final = (
    "SELECT a.id, a.head_key, a.area, CASE WHEN "
    f"{PRESENT} THEN 1 ELSE 0 END, b.choice FROM attendee a LEFT JOIN ballot b ON b.resolution_id = ? "
    "AND b.entry = 1 AND b.attendee_id = a.id AND b.deleted_at IS NULL "
    "WHERE a.meeting_id = ? AND a.votes AND a.deleted_at IS NULL ORDER BY a.id"
)
"""Lines that vote with their ballots of the first entry: what `live` reads, and bench/counting.py."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Papers of one origin (vocab.BALLOT_ORIGIN, "" where unknown) by choice."""

    origin: str
    in_favour: int = 0
    against: int = 0
    abstain: int = 0
    invalid: int = 0


def motion_tally(context: Context, resolution_id: bytes) -> Tally:
    """Count a motion as its ballots stand.

    Raises:
        InvalidInput: a head voted in two ways, an area lacks, figures that cannot be, no rule, or nothing to
            count; the sentence names whom and what to do.
        NotFound: the resolution is gone.
    """
    resolution = resolution_of(context.reader, resolution_id)
    rule = need_rule(context, resolution["meeting_id"], resolution_id)
    meeting = meeting_of(context.reader, resolution["meeting_id"])
    unit = measure(meeting["kind"])
    if resolution["ballot_form"] in BY_ATTENDEE:
        rows = context.reader.all(RAW, (resolution_id, resolution["meeting_id"]))
        if not rows:
            raise InvalidInput("还没有排名册，不能按人或按户计票。请先排好名册。")
        heads, area = _from_lines(context, rule, rows, resolution_id)
        return judge(rule, heads, area, unit=unit)
    if counts_area(rule):
        raise InvalidInput(
            f"{rule.source}要同时按人数和专有部分面积计票，只有票数算不出面积。请改用逐户投票或记名投票。"
        )
    return judge(rule, _from_papers(context, resolution, meeting, unit), None, unit=unit)


def _from_lines(
    context: Context, rule: "Rule", rows: Sequence[tuple[Any, ...]], resolution_id: bytes
) -> tuple[Counts, Counts | None]:
    by_area = counts_area(rule)
    keyed: dict[str, tuple[str, bool]] = {}
    heads: dict[tuple[str, bool], int] = {}
    area: dict[tuple[str, bool], int] = {}
    without = 0
    last = None
    torn = False
    for line, key, size, there, choice in rows:
        if line == last:
            _refuse_twice(context, line)
        last = line
        said = choice or NO_BALLOT
        # owners take part by their ballots; elsewhere who is there takes part
        part = said != NO_BALLOT or (bool(there) and not by_area)
        if by_area:
            if size is None:
                without += 1
            else:
                area[said, part] = area.get((said, part), 0) + size
        if key is None:
            heads[said, part] = heads.get((said, part), 0) + 1
            continue
        known = keyed.get(key)
        if known is None:
            keyed[key] = (said, part)
        else:
            torn = torn or (NO_BALLOT not in (known[0], said) and known[0] != said)
            keyed[key] = (known[0] if said == NO_BALLOT else said, known[1] or part)
    if torn:
        _refuse_torn(context, resolution_id)
    if without:
        _refuse_without_area(context, resolution_id)
    for each in keyed.values():
        heads[each] = heads.get(each, 0) + 1
    return _counts(heads), _counts(area) if by_area else None


def _counts(parts: dict[tuple[str, bool], int]) -> Counts:
    def of(choice: str) -> int:
        return sum(weight for (said, _), weight in parts.items() if said == choice)

    due = sum(parts.values())
    present = sum(weight for (_, part), weight in parts.items() if part)
    return Counts(due, present, of("for"), of("against"), of("abstain"), of("invalid"))


def votes_of(context: Context, resolution_id: bytes) -> tuple[Vote, ...]:
    """Return the ballots of a motion as the pure count takes them, one for each line of the roll."""
    resolution = resolution_of(context.reader, resolution_id)
    rule = need_rule(context, resolution["meeting_id"], resolution_id)
    names = {bytes(row[0]): row[1:] for row in _named(context, resolution)}
    by_area = counts_area(rule)
    found = []
    for line, key, size, there, choice in context.reader.all(RAW, (resolution_id, resolution["meeting_id"])):
        name, origin = names[bytes(line)]
        present = None if by_area else bool(there)
        found.append(
            Vote(bytes(line).hex(), key, size, choice or NO_BALLOT, origin, name=name, present=present)
        )
    return tuple(found)


def _named(context: Context, resolution: dict[str, Any]) -> list[tuple[Any, ...]]:
    return context.reader.all(
        "SELECT a.id, a.name, b.origin FROM attendee a LEFT JOIN ballot b ON b.resolution_id = ? "
        "AND b.entry = 1 AND b.attendee_id = a.id AND b.deleted_at IS NULL "
        "WHERE a.meeting_id = ? AND a.votes AND a.deleted_at IS NULL",
        (resolution["id"], resolution["meeting_id"]),
    )


def _refuse_twice(context: Context, line: bytes) -> None:
    name = context.reader.value("SELECT name FROM attendee WHERE id = ?", (line,))
    raise InvalidInput(f"{name}有两张票，不能计票。请核对后撤回其中一张。")


def _refuse_torn(context: Context, resolution_id: bytes) -> None:
    """Name the heads that voted in two ways, with what they said where."""
    rows = context.reader.all(
        "SELECT a.head_key, a.name, a.body, b.choice FROM ballot b JOIN attendee a ON a.id = b.attendee_id "
        "WHERE b.resolution_id = ? AND b.entry = 1 AND b.deleted_at IS NULL AND a.deleted_at IS NULL "
        "AND a.votes AND a.head_key IS NOT NULL ORDER BY a.position NULLS FIRST, a.id",
        (resolution_id,),
    )
    heads: dict[str, list[tuple[str, str, str]]] = {}
    for key, name, body, choice in rows:
        heads.setdefault(key, []).append((name, body or "", choice))
    torn = [each for each in heads.values() if len({choice for _, _, choice in each}) > 1]
    told = [
        f"{each[0][0]}（"
        + "、".join(f"{body}{vocab.BALLOT_CHOICE.label(choice)}" for _, body, choice in each)
        + "）"
        for each in torn[:MOST_NAMED]
    ]
    more = f"等{len(torn)}位" if len(torn) > MOST_NAMED else ""
    raise InvalidInput(
        f"同一业主的几套房屋投了不同的票：{'、'.join(told)}{more}。业主按一人计票，请核对后只留一种意见。"
    )


def _refuse_without_area(context: Context, resolution_id: bytes) -> None:
    rows = context.reader.all(
        "SELECT a.name, a.body FROM attendee a JOIN resolution r ON r.meeting_id = a.meeting_id "
        "WHERE r.id = ? AND a.votes AND a.area IS NULL AND a.deleted_at IS NULL "
        "ORDER BY a.position NULLS FIRST, a.id",
        (resolution_id,),
    )
    told = "、".join(body or name for name, body in rows[:MOST_NAMED])
    more = f"等{len(rows)}户" if len(rows) > MOST_NAMED else ""
    raise InvalidInput(f"{told}{more}没有登记面积，不能按面积计票。请先在名册里补上面积。")


def _from_papers(context: Context, resolution: dict[str, Any], meeting: dict[str, Any], unit: str) -> Counts:
    """Count papers without names, or figures that were typed, against who belongs to the meeting."""
    cast = papers_by_choice(context, resolution["id"])
    if not cast:
        names = ("votes_for", "votes_against", "votes_abstain", "ballots_invalid")
        typed = [resolution[name] for name in names]
        if resolution["ballot_form"] or typed[0] is None:
            raise InvalidInput(f"“{resolution['title']}”还没有录入选票，不能计票。")
        cast = dict(zip(("for", "against", "abstain", "invalid"), (each or 0 for each in typed), strict=True))
    due, present = who_came(context, meeting, unit)
    total = sum(cast.values())
    if total > present:
        more = f"比实到{present}{unit}多{total - present}票"
        raise InvalidInput(f"“{resolution['title']}”各项票数合计{total}票，{more}，请核对。")
    said = (cast.get(choice, 0) for choice in ("for", "against", "abstain", "invalid"))
    return Counts(due, present, *said)


def who_came(context: Context, meeting: dict[str, Any], unit: str) -> tuple[int, int]:
    """Return how many belong to a meeting and how many came, from its roll or as typed.

    Raises:
        InvalidInput: nobody knows, or more came than belong to it.
    """
    found = figures_of(context.reader, meeting["id"])
    due = found.due if found else meeting["due_count"]
    present = found.present if found else meeting["present_count"]
    if due is None or present is None:
        raise InvalidInput("还没有应到和实到人数，不能计票。请先排名册并签到，或在会议里填写应到和实到。")
    if present > due:
        raise InvalidInput(f"实到{present}{unit}多于应到{due}{unit}，不能计票，请核对。")
    return due, present


def papers_by_choice(context: Context, resolution_id: bytes) -> dict[str, int]:
    """Return the papers of the first entry by choice."""
    rows = context.reader.all(
        "SELECT choice, sum(papers) FROM ballot WHERE resolution_id = ? AND entry = 1 "
        "AND deleted_at IS NULL GROUP BY choice",
        (resolution_id,),
    )
    return {choice: int(papers) for choice, papers in rows}


def origins_of(context: Context, resolution_id: bytes) -> tuple[Origin, ...]:
    """Return the papers of the first entry by origin and choice, in the order of the vocabulary."""
    rows = context.reader.all(
        "SELECT coalesce(origin, ''), choice, sum(papers) FROM ballot WHERE resolution_id = ? AND entry = 1 "
        "AND deleted_at IS NULL GROUP BY coalesce(origin, ''), choice",
        (resolution_id,),
    )
    papers: dict[str, dict[str, int]] = {}
    for origin, choice, number in rows:
        papers.setdefault(origin, {})[choice] = int(number)
    order = [code for code, _ in vocab.BALLOT_ORIGIN]
    listed = sorted(papers, key=lambda code: order.index(code) if code in order else len(order))
    return tuple(
        Origin(code, *(papers[code].get(each, 0) for each in ("for", "against", "abstain", "invalid")))
        for code in listed
    )


def election_tally(context: Context, resolution_id: bytes) -> ElectionTally:
    """Count an election as its papers stand, or as its figures were typed where there are no papers.

    Raises:
        InvalidInput: figures that cannot be right, no seats, or nothing to count.
        NotFound: the resolution is gone.
    """
    resolution = resolution_of(context.reader, resolution_id)
    rule = election_rule(context, resolution["meeting_id"])
    names = context.reader.all(
        "SELECT r.name, v.votes FROM candidate_vote v JOIN resident r ON r.id = v.resident_id "
        "WHERE v.resolution_id = ? AND v.deleted_at IS NULL ORDER BY v.id",
        (resolution_id,),
    )
    if not resolution["seats"] or not names:
        raise InvalidInput(f"“{resolution['title']}”还没有应选人数或候选人，不能计票。")
    if resolution["ballot_form"] in BY_ATTENDEE:
        owners = rule_of(context, resolution["meeting_id"], resolution_id)
        if owners is not None and counts_area(owners):
            return owners_election(context, resolution, owners, [name for name, _ in names])
    papers = context.reader.all(
        "SELECT choice, picks, sum(papers) FROM ballot WHERE resolution_id = ? AND entry = 1 "
        "AND deleted_at IS NULL GROUP BY choice, picks",
        (resolution_id,),
    )
    if papers:
        votes, returned, invalid, blank = _summed(papers, len(names))
    else:
        votes, returned, invalid, blank = _typed(resolution, [each for _, each in names])
    told = [(name, count) for (name, _), count in zip(names, votes, strict=True)]
    wrong = wrong_figures(resolution["seats"], resolution["ballots_issued"], returned, invalid, told)
    if wrong:
        raise InvalidInput(f"“{resolution['title']}”{wrong}")
    issued = resolution["ballots_issued"]
    return judge_election(
        rule, resolution["seats"], told, returned=returned, invalid=invalid, blank=blank, issued=issued
    )


def owners_election(
    context: Context, resolution: dict[str, Any], rule: "Rule", names: Sequence[str]
) -> ElectionTally:
    """Count an election of owners by heads and area, each candidate as a decision of its own.

    Raises:
        InvalidInput: a head marked its papers in two ways, an area lacks, or there is no paper.
    """
    rows = context.reader.all(
        RAW.replace("b.choice", "b.choice, b.picks"), (resolution["id"], resolution["meeting_id"])
    )
    if not any(row[4] for row in rows):
        raise InvalidInput(f"“{resolution['title']}”还没有录入选票，不能计票。")
    heads, area = _from_lines(context, rule, [row[:5] for row in rows], resolution["id"])
    marked: dict[object, set[str]] = {}
    chosen: list[set[object]] = [set() for _ in names]
    sizes = [0] * len(names)
    for line, key, size, _, choice, picks in rows:
        if choice is None:
            continue
        head = key or bytes(line)
        marked.setdefault(head, set()).add(picks or "")
        for pick in read_picks(picks) if choice == "for" else ():
            chosen[pick - 1].add(head)
            sizes[pick - 1] += size
    if any(len(each) > 1 for each in marked.values()):
        raise InvalidInput("同一业主的几套房屋选了不同的人，业主按一人计票，请核对后只留一种选法。")
    assert area is not None  # the rule counts areas
    told = [(name, len(each), size) for name, each, size in zip(names, chosen, sizes, strict=True)]
    return judge_owners_election(rule, resolution["seats"], told, heads, area)


def _summed(papers: Iterable[tuple[Any, ...]], candidates: int) -> tuple[list[int], int, int, int]:
    alike = [(choice, read_picks(picks), int(number)) for choice, picks, number in papers]
    votes = sum_picks([(picks, number) for choice, picks, number in alike if choice == "for"], candidates)
    returned = sum(number for _, _, number in alike)
    invalid = sum(number for choice, _, number in alike if choice == "invalid")
    blank = sum(number for choice, _, number in alike if choice == "abstain")
    return votes, returned, invalid, blank


def _typed(resolution: dict[str, Any], votes: Sequence[int | None]) -> tuple[list[int], int, int, int]:
    returned = resolution["ballots_returned"]
    if returned is None or any(each is None for each in votes):
        raise InvalidInput(
            f"“{resolution['title']}”还没有录入选票，也没有填写收回的选票和各候选人的得票，不能计票。"
        )
    return [each or 0 for each in votes], returned, resolution["ballots_invalid"] or 0, 0
