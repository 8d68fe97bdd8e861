"""The election of the sample record, walked through the use cases as an office would (会议记录样例, 三)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from services import elections
from services.elections import Figures, NewMeeting, Vetting
from services.office import Context
from tests.helpers.office import add, courtyard

NAMES = "甲乙丙丁戊己庚辛壬"
VOTES = dict(zip("甲乙丙丁戊己庚", (63, 58, 55, 51, 44, 37, 21), strict=True))
WHO = "安飞社区党委、明湖办事处联审"
HELD = NewMeeting("2020-08-18", 96, 71, 7, title="自管会选举户代表会议")


@dataclass
class Sample:
    """An election with its records; `people` by name."""

    election: bytes
    committee: bytes
    yard: bytes
    people: dict[str, bytes]

    def votes(self, **changed: int | None) -> dict[bytes, int | None]:
        """Return the votes of the record, some of them altered."""
        return {self.people[name]: count for name, count in {**VOTES, **changed}.items()}

    def figures(self, **altered: int | None) -> Figures:
        """Return the figures of the record, some of them altered; votes by name."""
        names = {name: altered.pop(name) for name in list(altered) if name in NAMES}
        whole: dict[str, int | None] = {
            "issued": 71, "returned": 70, "invalid": 1, "valid": 69, "total": 329, **altered,
        }  # fmt: skip
        return Figures(
            whole["issued"],
            whole["returned"],
            whole["invalid"],
            self.votes(**names),
            whole["valid"],
            whole["total"],
        )


def place(context: Context) -> tuple[bytes, bytes]:
    """Return courtyard and community of the record in an empty office."""
    office = add(context, "units", name="明湖办事处", kind="office")
    community = add(
        context,
        "communities",
        name="安飞社区",
        parent_id=office,
        contact="郭小满",
        phone="037166785390",
        address="经南四路138号",
    )
    return courtyard(context, "轴承厂2号院", community), community


def planned(context: Context, *, seats: int = 5, late: bool = True) -> Sample:
    """Plan the election and put nine people forward."""
    yard, _ = place(context)
    made = elections.plan(
        context,
        courtyard_id=yard,
        committee_name="轴承厂2号院自管会",
        kind="first",
        seats=seats,
        term_years=3,
        late=late,
    ).id
    for name in NAMES:
        elections.add_candidate(context, made, name, nominated_by="居民联名推荐")
    found = elections.view(context, made)
    people = {each.name: each.resident_id for each in found.candidates}
    return Sample(made, found.committee_id, yard, people)


def vetted(context: Context, *, seats: int = 5, late: bool = True) -> Sample:
    """The same with the vetting recorded: seven fit, one unsuitable, one withdrew."""
    sample = planned(context, seats=seats, late=late)
    special = {"辛": ("failed", "失信被执行人"), "壬": ("withdrawn", "")}
    elections.vet(
        context,
        sample.election,
        [
            Vetting(sample.people[name], *_said(special, name), vetted_by=WHO, vetted_on="2020-08-14")
            for name in NAMES
        ],
        single_reason="社区只有一人",
    )
    return sample


def _said(special: dict[str, tuple[str, str]], name: str) -> tuple[str, str, str]:
    outcome, why = special.get(name, ("passed", ""))
    return outcome, "joint", why


def announced(context: Context, *, seats: int = 5, late: bool = True) -> Sample:
    """The same with the candidates announced."""
    sample = vetted(context, seats=seats, late=late)
    elections.announce(context, sample.election, date(2020, 8, 14))
    return sample


def voted(context: Context, **altered: int | None) -> Sample:
    """The same with the vote recorded."""
    sample = announced(context)
    elections.record_round(context, sample.election, sample.figures(**altered), meeting=HELD)
    return sample


def elected(context: Context) -> Sample:
    """The same with the result confirmed: 甲 directs, 乙 is the deputy."""
    sample = voted(context)
    posts = {sample.people["甲"]: "director", sample.people["乙"]: "deputy_director"}
    elections.confirm_result(context, sample.election, posts, valid=69, total=329)
    return sample
