"""An office with a thousand planted residents, in every role and every text, and the search for what leaks.

What may be seen whole is told here by hand and not asked of the profiles.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import islice, product

from models import vocab
from models.ids import new_id
from services import appraisals, elections, ledgers, opinions, publishing_opinions, records
from services.appraisals import Paper, Plan
from services.elections import Figures, NewMeeting, Settled, Vetting
from services.ledgers import EntryDraft
from services.meetings import counting, roll
from services.office import Context
from services.opinions import OpinionDraft, disputes
from tests.helpers.office import add

COUNT = 1000
OFFICE_PHONE = "0371-66785390"
MONTH = "2020-08"
"""Month of the planted accounts."""
_SURNAMES = [*("澹台", "欧阳", "尉迟", "颛孙"), *"单仇解翟覃缪郗麴郄逄隗昝"]
_GIVEN = "澄淞沅沁泓浠渥滢骐骓"
_RARE = ("王䶮㛃", "李㛃", "𠅤玥", "买买提·吐尔逊", "阿依古丽•买合木提", "Maria Huang")


@dataclass(frozen=True)
class Person:
    """A planted resident: name, telephone, number of a document, as they are stored."""

    id: bytes
    name: str
    phone: str
    number: str


@dataclass
class Planted:
    """The office after planting.

    Attributes:
        people: all residents.
        community, yard: where they live.
        whole: names that may stand whole on sheets, by right or with consent.
        written: names that stand in texts somebody wrote, which are told and not masked.
        filed: names that stand whole on papers for the file (意见登记表) and nowhere else.
    """

    people: list[Person]
    community: bytes = b""
    yard: bytes = b""
    whole: set[str] = field(default_factory=set)
    written: set[str] = field(default_factory=set)
    filed: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._next = iter(self.people)
        self._told = self._private()

    def take(self, *, whole: bool) -> Person:
        """Return the next resident, who may or may not be named whole."""
        person = next(self._next)
        if whole:
            self.whole.add(person.name)
        return person

    def text(self, before: str = "") -> str:
        """Return a text with telephones and numbers in it, each time of others and written otherwise."""
        return f"{before}{next(self._told)}"

    def _private(self) -> Iterator[str]:
        for at in range(0, 10 * COUNT, 2):
            one, two = self.people[-1 - at % COUNT], self.people[-2 - at % COUNT]
            phone, number = one.phone, two.number
            wide = phone.translate(str.maketrans("0123456789", "０１２３４５６７８９"))
            spaced = f"{phone[:3]} {phone[3:7]} {phone[7:]}" if phone.isdigit() else phone
            written = (phone, wide, spaced, f"+86{phone}")[at // 2 % 4] if phone.isdigit() else phone
            yield f"联系{written}，证件{number}。"

    def leaks(self, text: str, *, names: bool = True, written: bool = False) -> list[str]:
        """Return what a text holds that it must not: telephones, numbers, and names that are not `whole`."""
        plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", text))
        figures = plain.replace("-", "").upper()
        found = [p.phone for p in self.people if p.phone.replace("-", "") in figures]
        found += [p.number for p in self.people if p.number in figures]
        if names:
            allowed = self.whole | (set() if written else self.written)
            found += [
                p.name
                for p in self.people
                if p.name not in allowed and re.sub(r"\s", "", unicodedata.normalize("NFKC", p.name)) in plain
            ]
        return found


def is_shaped(figures: str) -> bool:
    """Return whether a telephone or a number can be told by its shape: a mobile, an identity card."""
    return "-" not in figures and figures[0] != "E"


def _people() -> list[Person]:
    made = ["".join(each) for each in islice(product(_SURNAMES, _GIVEN, _GIVEN), COUNT - len(_RARE))]
    people = []
    for at, name in enumerate([*_RARE, *made]):
        born = f"{40 + at % 50}{1 + at % 12:02}{1 + at % 28:02}{at:03}"
        number = f"41010519{born}{'X' if at % 9 == 0 else at % 10}"
        if at % 20 == 7:
            number = f"410105{born}"
        elif at % 20 == 13:
            number = f"E{10000000 + 7919 * at}"
        phone = f"1{3 + at % 7}{900000000 - 7919 * at}"
        if at % 15 == 4:
            phone = f"0371-{63000000 + 7919 * at}"
        people.append(Person(bytes(new_id()), name, phone, number))
    return people


def plant(context: Context) -> Planted:
    """Fill an office."""
    home = add(context, "units", name="明湖办事处", kind="office")
    planted = Planted(_people())
    planted.community = add(
        context,
        "communities",
        name="远大社区",
        parent_id=home,
        contact="孟社工",
        phone=OFFICE_PHONE,
        address="经南四路138号",
    )
    planted.yard = add(
        context,
        "courtyards",
        name="郑纺机西院",
        unit_id=planted.community,
        address=planted.text("建设路1号院，"),
        no_committee_reason=planted.text(),
        household_count=500,
    )
    rows = [
        (each.id, planted.community, planted.yard, each.name, each.phone, each.number, planted.text())
        for each in planted.people
    ]
    with context.unit_of_work() as work:
        work.insert_many(
            "resident", ("id", "unit_id", "courtyard_id", "name", "phone", "id_number", "note"), rows
        )
        work.commit()
    _offices(context, planted)
    _teams(context, planted)
    meeting, election = _meeting(context, planted)
    matter = _matter(context, planted, meeting)
    _notices(context, planted, {"meeting_id": meeting, "matter_id": matter}, election)
    _election(context, planted)
    _money(context, planted)
    _charter(context, planted)
    _appraisal(context, planted)
    _opinions(context, planted)
    return planted


def _charter(context: Context, planted: Planted) -> None:
    named = planted.take(whole=False)
    planted.written.add(named.name)
    made = add(context, "charters", title=planted.text("居民公约，"), kind="pact", courtyard_id=planted.yard)
    text = f"第一条　有事请找{named.name}。\n{planted.text('第二条　')}"
    add(
        context, "charter-versions", charter_id=made, number=1, text=text, adopted_on="2020-9-1",
        adopted_by=planted.text("居民会议，"), note=planted.text(),
    )  # fmt: skip


def _appraisal(context: Context, planted: Planted) -> None:
    """Rate something, with comments that name people, and conclude about them."""
    named = planted.take(whole=False)
    plan = Plan(
        planted.yard, "property", planted.text("评议，"), target_name=planted.text("物业，"), items=("保洁",)
    )
    made = appraisals.plan(context, plan).id
    for paper, comment in enumerate((f"{named.name}家漏水", planted.text(f"{named.name}说，")), 1):
        appraisals.enter(context, made, Paper("2", paper=paper, comment=comment))
    appraisals.close(context, made, conclusion=planted.text(f"已告诉{named.name}，"))
    appraisals.publish(context, made)


def _offices(context: Context, planted: Planted) -> None:
    yard = planted.yard
    branch = add(
        context, "party-organisations", name="西院党支部", kind="courtyard_branch", courtyard_id=yard
    )
    for post in ("secretary", "deputy_secretary"):
        person = planted.take(whole=True)
        add(context, "appointments", party_organisation_id=branch, resident_id=person.id, post=post)
    head = planted.take(whole=True)
    add(context, "appointments", courtyard_id=yard, resident_id=head.id, post="courtyard_head")
    for number in (1, 2):
        building = add(context, "buildings", courtyard_id=yard, name=f"{number}号楼")
        person = planted.take(whole=True)
        add(context, "appointments", building_id=building, resident_id=person.id, post="building_head")
        person = planted.take(whole=False)
        add(context, "representatives", courtyard_id=yard, resident_id=person.id, scope=planted.text())
    body = add(
        context,
        "committees",
        courtyard_id=yard,
        kind="self_management",
        name="西院自管会",
        duties=planted.text("管理楼院。"),
    )
    for post in ("director", "deputy_director", "member"):
        person = planted.take(whole=True)
        add(
            context,
            "committee-members",
            committee_id=body,
            resident_id=person.id,
            post=post,
            background=planted.text(),
        )
    add(context, "cadre-assignments", courtyard_id=yard, name="孟干部", title=planted.text("科员，"))


def _teams(context: Context, planted: Planted) -> None:
    for number, agreed in enumerate((True, False), 1):
        leader = planted.take(whole=agreed)
        team = add(
            context,
            "teams",
            courtyard_id=planted.yard,
            kind="service",
            name=f"第{number}志愿队",
            leader_id=leader.id,
            activity=planted.text("打扫，"),
        )
        consent = {"consent_on": "2020-08-01"} if agreed else {}
        add(context, "team-members", team_id=team, resident_id=leader.id, **consent)
        for _ in range(5):
            member = planted.take(whole=False)
            add(context, "team-members", team_id=team, resident_id=member.id, skills=planted.text())
        held = add(
            context, "activities", team_id=team, title="打扫", kind="cleaning", held_on="2020-09-01",
            content=planted.text(),
        )  # fmt: skip
        add(context, "participations", activity_id=held, resident_id=member.id)


def _meeting(context: Context, planted: Planted) -> tuple[bytes, bytes]:
    meeting = add(
        context,
        "meetings",
        title="九月居民会议",
        kind="residents",
        courtyard_id=planted.yard,
        held_on="2020-09-10",
        place=planted.text("活动室，"),
        convener=planted.text("居委会，"),
        chair_id=planted.take(whole=True).id,
        chair_post="书记",
        recorder_id=planted.take(whole=True).id,
        record=planted.text("有人提出："),
        note=planted.text(),
    )
    for body in ("居民", "业主", "旁听居民"):
        person = planted.take(whole=False)
        add(context, "attendance", meeting_id=meeting, body=body, resident_id=person.id, capacity="observer")
    member = planted.take(whole=True)
    add(
        context, "attendance", meeting_id=meeting, body="居民代表", resident_id=member.id, capacity="member",
        note=planted.text(),
    )  # fmt: skip
    item = add(
        context, "agenda-items", meeting_id=meeting, title="停车", content=planted.text(),
        discussion=planted.text(),
    )  # fmt: skip
    motion = add(
        context, "resolutions", meeting_id=meeting, agenda_item_id=item, kind="motion", title="停车方案",
        content=planted.text("每月50元，"), votes_for=30, votes_against=1, outcome="passed",
        note=planted.text(),
    )  # fmt: skip
    election = add(
        context, "resolutions", meeting_id=meeting, kind="election", title="选举自管会", seats=2,
        content=planted.text(), ballots_issued=40, ballots_returned=40,
    )  # fmt: skip
    for votes, elected in ((30, True), (25, True), (3, False)):
        person = planted.take(whole=True)
        more = {"post": "member"} if elected else {}
        add(
            context, "candidate-votes", resolution_id=election, resident_id=person.id, votes=votes,
            elected="yes" if elected else "no", note=planted.text(), **more,
        )  # fmt: skip
    records.save(context, "meetings", meeting, {"due_count": "40", "present_count": "40"})
    roll.add(context, meeting, planted.take(whole=True).name, "物业", False)
    counting.count(context, motion, checked_by="赵敏")
    for post, whole in (("议事会成员", True), ("居民", False)):
        add(
            context, "action-items", meeting_id=meeting, content=planted.text("画线，"), responsible=post,
            resident_id=planted.take(whole=whole).id, done_on="2020-09-12", result=planted.text(),
        )  # fmt: skip
    return meeting, election


def _opinions(context: Context, planted: Planted) -> None:
    """Add opinions that name who raised them, and others, in every text; publish those that are closed."""
    yard, day = planted.yard, "2020-08-10"
    for at in range(3):
        raiser, other = planted.take(whole=False), planted.take(whole=False)
        planted.filed |= {raiser.name, other.name}
        told = {"resident": raiser.id} if at % 2 else {"raised_by": raiser.name}
        said = planted.text(f"{raiser.name}说{other.name}家漏水，")
        draft = OpinionDraft(yard, said, day, contact=raiser.phone, **told)
        made = opinions.register(context, draft).id
        opinions.answer(context, made, planted.text(f"已找{other.name}修好，"), on="2020-08-12", by="李伟")
        opinions.tell(context, made, on="2020-08-12", how="电话")
        opinions.close(context, made, on="2020-08-12")
    publishing_opinions.publish(context, [yard], "2020-08")
    sides = [planted.take(whole=True) for _ in range(2)]
    parties = tuple(disputes.Party(each.name, contact=each.phone, statement=planted.text()) for each in sides)
    quarrel = disputes.register(
        context, disputes.DisputeDraft(yard, planted.text("漏水，"), day, parties=parties)
    )
    disputes.mediate(
        context, quarrel.id, planted.text("谈妥，"), on=day, outcome="agreed", mediators="王芳",
        agreement=planted.text("赔偿，"), place=planted.text("调解室，"),
    )  # fmt: skip


def _election(context: Context, planted: Planted) -> None:
    """Elect two more members out of three candidates, with notices and a handover that name people."""
    body = context.reader.value("SELECT id FROM committee ORDER BY id")
    election = elections.plan(
        context, committee_id=body, kind="by", seats=2, title=planted.text("补选，"), late=True
    ).id
    people = [planted.take(whole=True) for _ in range(3)]
    for each in people:
        elections.add_candidate(
            context, election, each.id, nominated_by=planted.text("推荐，"),
            background=planted.text("退休，"), introduction=planted.text("热心，"),
        )  # fmt: skip
    elections.vet(
        context,
        election,
        [Vetting(each.id, "passed", vetted_by=planted.text("社区，")) for each in people],
    )
    elections.announce(context, election, date(2020, 9, 1), notice=True)
    votes: dict[bytes, int | None] = dict(zip((each.id for each in people), (30, 25, 3), strict=True))
    meeting = NewMeeting("2020-09-10", 50, 40, title=planted.text("户代表会议，"))
    elections.record_round(context, election, Figures(40, 40, 0, votes), meeting=meeting)
    elections.confirm_result(context, election, {people[0].id: "director"})
    elections.publish(context, election)
    elections.list_things(context, election)
    things = elections.view(context, election).handover
    elections.hand_over(
        context, election, (Settled(things[0].id, False, planted.text("丢了，")),), on=date(2020, 9, 11),
        handed_from=people[2].name, handed_to=people[0].name, witness=planted.take(whole=True).name,
    )  # fmt: skip


def _money(context: Context, planted: Planted) -> None:
    """Add receipts and payments with everybody who had to do with them, and close their month."""
    for at, (direction, kind) in enumerate((("income", "parking"), ("expense", "guard")) * 4, 1):
        names = [planted.take(whole=False).name for _ in range(3)]
        draft = EntryDraft(
            planted.yard, "2020-08-07", direction, kind, 100 * at, summary=planted.text(f"{names[0]}，"),
            party=planted.text(names[0]), handler=names[1], witness=names[2], voucher=f"No.{at:06}",
        )  # fmt: skip
        entry = ledgers.add_entry(context, draft).id
        if kind == "guard":
            with context.unit_of_work() as work:
                staff = {"courtyard_id": planted.yard, "entry_id": entry, "month": MONTH, "post": "门卫"}
                work.insert("staff_cost", {**staff, "person": names[0], "head_count": 1, "amount": 100 * at})
                work.commit()
    ledgers.close_month(context, planted.yard, MONTH, "王芳", "李伟")


def _matter(context: Context, planted: Planted, meeting: bytes) -> bytes:
    matter = add(
        context, "matters", title="停车整治", courtyard_id=planted.yard, content=planted.text(),
        template="six_steps",
    )  # fmt: skip
    for step in ("consult", "propose", "discuss", "decide"):
        add(
            context, "matter-steps", matter_id=matter, step=step, from_day="2020-09-05",
            done_by=planted.text("楼栋长，"), record=planted.text(),
        )  # fmt: skip
    with context.unit_of_work() as work:
        work.update("meeting", meeting, {"matter_id": matter})
        work.commit()
    return matter


def _notices(context: Context, planted: Planted, links: dict[str, bytes], election: bytes) -> None:
    """Add a notice of each kind with a text of its own, and one without, made of what it is linked to."""
    for kind, label in vocab.NOTICE_KIND:
        named = planted.take(whole=False)
        planted.written.add(named.name)
        common = {
            "kind": kind,
            "courtyard_id": planted.yard,
            "organ": "远大社区居民委员会",
            "posted_from": "2020-09-16",
            "posted_until": "2020-09-20",
            "place": planted.text("大门，"),
        }
        body = f"{named.name}反映情况。\n{planted.text('请找')}\n社区电话{OFFICE_PHONE}。"
        made = add(context, "notices", title=planted.text(f"{label}甲，"), body=body, **common)
        add(
            context, "objections", notice_id=made, raised_by=planted.take(whole=False).name,
            contact=planted.people[-1].phone, content=planted.text(), reply=planted.text(),
        )  # fmt: skip
        if kind not in ("free", "result"):
            linked = {"meeting_id": links["meeting_id"]}
            linked |= {"resolution_id": election} if kind == "election_result" else {}
            add(context, "notices", title=f"{label}乙", **common, **linked)
