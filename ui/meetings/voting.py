"""What the window reads of one vote: the motion, its rule, the count as it stands or as it was frozen."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from models.errors import InvalidInput
from services.shown import show

if TYPE_CHECKING:
    from models.rules.picking import ElectionTally
    from models.rules.tally import Tally
    from services.meetings.ballot_list import BallotLine, Progress
    from services.meetings.counted import Counted
    from services.meetings.double_entry import Difference
    from services.meetings.motions import Motion
    from services.office import Context


@dataclass(frozen=True, slots=True)
class Vote:
    """One vote as it stands.

    Attributes:
        motion: what is voted on.
        shares: what its rule asks for.
        progress: papers entered.
        tally: of a motion, None while it cannot be counted or for an election.
        election: of an election.
        problem: why it cannot be counted, "" where it can.
        counts: frozen counts, the newest first.
        differences: where two entries do not agree.
    """

    motion: "Motion"
    shares: str
    progress: "Progress"
    tally: "Tally | None"
    election: "ElectionTally | None"
    problem: str
    counts: "tuple[Counted, ...]"
    differences: int = 0


def read_motions(context: "Context", meeting_id: bytes) -> "tuple[Motion, ...]":
    """Return what a meeting votes on, on the reader's thread."""
    from services.meetings import motions

    return motions.listed(context, meeting_id)


def read_vote(context: "Context", resolution_id: bytes) -> Vote:
    """Return one vote as it stands, on the reader's thread.

    Raises:
        NotFound: it is gone.
    """
    from services.meetings import ballots, counting, double_entry, motions
    from services.meetings.rule_words import shares_of

    motion = motions.read(context, resolution_id)
    done = counting.counts(context, resolution_id)
    tally: Tally | None = None
    election: ElectionTally | None = None
    problem = ""
    if motion.counted and done:
        tally, election = done[0].tally, done[0].election
    else:
        try:
            if motion.election:
                election = counting.live_election(context, resolution_id)
            else:
                tally = counting.live(context, resolution_id)
        except InvalidInput as refused:
            problem = refused.message
    shares = shares_of(context, resolution_id)
    ahead = ballots.progress(context, resolution_id)
    differing = len(double_entry.compare(context, resolution_id)) if ahead.second else 0
    return Vote(motion, shares, ahead, tally, election, problem, done, differing)


def read_ballots(context: "Context", resolution_id: bytes, entry: int) -> "tuple[BallotLine, ...]":
    """Return the ballots of one entry, on the reader's thread."""
    from services.meetings import ballots

    return ballots.listed(context, resolution_id, entry)


def read_differences(context: "Context", resolution_id: bytes) -> "tuple[Difference, ...]":
    """Return where two entries do not agree, on the reader's thread."""
    from services.meetings import double_entry

    return double_entry.compare(context, resolution_id)


def progress_told(vote: Vote) -> str:
    """Return how many papers are in, or who counted."""
    if vote.motion.counted and vote.counts:
        last = vote.counts[0]
        people = f"{last.counted_by}计票，{last.checked_by}核对"
        if last.single_reason:
            people = f"{last.counted_by}计票，单人办理：{last.single_reason}"
        again = f"，第{last.seq}次计票：{last.reason}" if last.reason else ""
        return f"{show(last.counted_on, 'date')}　{people}{again}"
    ahead = vote.progress
    if not ahead.first and not ahead.second:
        return "还没有录入选票" if vote.motion.ballot_form != "hands" else "还没有填票数"
    due = f" / {ahead.due}" if ahead.due else ""
    second = f"，第二遍{ahead.second}张" if ahead.second else ""
    differing = f"，两遍有{vote.differences}处不一致" if vote.differences else ""
    return f"已录{ahead.first}{due}张{second}{differing}"
