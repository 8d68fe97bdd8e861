"""Whatever is cast in whatever order: live, the frozen count and the pure count say the same.

Casting looks at one line and one ballot; it never reads the ballots of the others.
"""

from __future__ import annotations

import random
from itertools import count as numbers

import pytest

from models.errors import InvalidInput
from models.rules import counting as pure
from services.meetings import attending, ballots, counting, motions, roll
from services.meetings.deciding import need_rule
from services.meetings.tallying import votes_of
from services.office import Context
from tests.helpers.office import courtyard, value
from tests.helpers.voting import meeting

CHOICES = ("for", "for", "against", "abstain", "invalid")
RULES = (
    "civil-code-278-ordinary",
    "civil-code-278-special",
    "property-law-76-special",
    "henan-2017-ordinary",
)


def made_up(office: Context, made: random.Random, kind: str) -> tuple[bytes, list[bytes]]:
    """Make a meeting with owners of one to three dwellings, some shared, areas at will."""
    held = meeting(office, courtyard(office), kind)
    lines = []
    for head in range(made.randint(1, 7)):
        key = made.choice((None, f"{head:02d}", f"{head:02d},{head + 1:02d}"))
        for _ in range(made.randint(1, 3) if key else 1):
            name = f"业主{head}"
            lines.append(roll.add(office, held, name, area=made.randint(1, 9) * 5000, head_key=key).id)
    return held, lines


@pytest.mark.parametrize("seed", range(12))
def test_live_frozen_and_pure_count_agree(office: Context, seed: int) -> None:
    made = random.Random(seed)
    kind = made.choice(("owners", "owners", "representatives"))
    held, lines = made_up(office, made, kind)
    rule_code = made.choice(RULES) if kind == "owners" else None
    motion = motions.add(office, held, "事项", "", "dwelling", rule_code=rule_code).id
    said = {each.head: made.choice(CHOICES) for each in roll.read(office, held).lines}
    heads = {each.id: each.head for each in roll.read(office, held).lines}
    made.shuffle(lines)
    for number, line in enumerate(lines):
        if not number or made.random() < 0.8:
            ballots.cast(office, motion, 1, line, said[heads[line]], "written")
    # who is there without a ballot takes part among representatives, and not among owners
    attending.mark(office, made.sample(lines, len(lines) // 2 + 1), "present", at="9:00")
    votes = list(votes_of(office, motion))
    assert len(votes) == len(lines)
    made.shuffle(votes)
    expected = pure.count(need_rule(office, held, motion), votes)
    assert counting.live(office, motion) == expected
    frozen = counting.count_named(office, counting.count(office, motion, checked_by="赵敏").id)
    assert frozen.tally == expected


@pytest.mark.parametrize("seed", range(6))
def test_both_counts_refuse_a_head_that_is_torn(office: Context, seed: int) -> None:
    made = random.Random(seed)
    held = meeting(office, courtyard(office))
    lines = [roll.add(office, held, "业主甲", f"{room}室", area=5000, head_key="a").id for room in range(3)]
    motion = motions.add(office, held, "事项", "", "dwelling").id
    first, second = made.sample(lines, 2)
    one, other = made.sample(sorted(set(CHOICES)), 2)
    ballots.cast(office, motion, 1, first, one)
    ballots.cast(office, motion, 1, second, other)
    with pytest.raises(pure.ContradictoryBallots):
        pure.count(need_rule(office, held, motion), votes_of(office, motion))
    with pytest.raises(InvalidInput, match="同一业主的几套房屋投了不同的票：业主甲"):
        counting.live(office, motion)


def test_casting_reads_no_other_ballot(office: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    held = meeting(office, courtyard(office))
    lines = [roll.add(office, held, f"业主{number}", area=5000).id for number in range(30)]
    motion = motions.add(office, held, "事项", "", "dwelling").id
    for line in lines[:-1]:
        ballots.cast(office, motion, 1, line, "for")
    from models.db.reading import Reader

    seen = numbers()
    rows_read = 0
    plain_all, plain_one = Reader.all, Reader.one

    def all_counted(self: Reader, sql: str, parameters: object = ()) -> list[tuple[object, ...]]:
        nonlocal rows_read
        found = plain_all(self, sql, parameters)  # type: ignore[arg-type]
        rows_read += len(found)
        next(seen)
        return found

    def one_counted(self: Reader, sql: str, parameters: object = ()) -> tuple[object, ...] | None:
        nonlocal rows_read
        assert "count(" not in sql.lower()
        assert "sum(" not in sql.lower()
        rows_read += 1
        return plain_one(self, sql, parameters)  # type: ignore[arg-type]

    monkeypatch.setattr(Reader, "all", all_counted)
    monkeypatch.setattr(Reader, "one", one_counted)
    ballots.cast(office, motion, 1, lines[-1], "against")
    monkeypatch.undo()
    assert rows_read < 12
    assert value(office, "SELECT count(*) FROM ballot") == 30
