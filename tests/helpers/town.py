"""A small town: an office with several records of every kind, some full, some nearly empty."""

from __future__ import annotations

from datetime import date

from models.ids import RecordId
from services import appraisal_record, appraisals, elections, ledgers, minutes, opinions, records, retention
from services.appraisals import NewRound, Paper, Plan
from services.elections import Figures, NewMeeting, Vetting
from services.office import Context
from tests.helpers.office import add, courtyard, resident
from tests.helpers.voting import counted_meeting


def furnish(context: Context) -> None:
    """Fill an empty office: two communities with two courtyards each, and one courtyard that was deleted."""
    top = add(context, "units", name="明湖办事处", kind="office", phone="037166785390")
    units = [add(context, "communities", name=name, parent_id=top) for name in ("文明社区", "安飞社区")]
    add(context, "units", name="三和企业", kind="company")
    for number, name in enumerate(("建设路10号院", "建设路2号院", "安居里", "无名院")):
        full_courtyard(context, units[number % 2], name, number)
    add(context, "party-organisations", name="社区党委", kind="community_committee")
    gone = courtyard(context, "已删院", unit=units[0])
    records.delete(context, "courtyards", [gone])


def full_courtyard(context: Context, unit: RecordId, name: str, number: int) -> None:
    """Add a courtyard with all that can hang on one; the fourth one stays empty."""
    if number == 3:
        courtyard(context, name, unit=unit)  # as empty as a courtyard can be
        return
    count = str(number + 1)
    yard = courtyard(
        context,
        name,
        unit=unit,
        household_count=f"约{count}00" if number else count,
        built_year="90年代" if number else "1996",
        fire_lane="yes" if number else "no",
        party_total=count,
        note=name,
    )
    buildings = [add(context, "buildings", courtyard_id=yard, name=f"{each}号楼") for each in (10, 2)]
    for building in buildings:
        for room in ("1001", "201", "东户"):
            home = add(
                context,
                "dwellings",
                courtyard_id=yard,
                building_id=building,
                room=room,
                area="65.4",
                entrance="1",
            )
        person = resident(
            context,
            f"{'张王李'[number]}{room[0]}",
            courtyard_id=yard,
            dwelling_id=home,
            sex="male",
            birth="1964-5",
            phone="13812345678",
            membership="democratic" if number else "full",
            membership_text="民盟盟员" if number else "",
        )
        add(context, "ownerships", dwelling_id=home, resident_id=person, share_part="1", share_whole="2")
        add(context, "households", dwelling_id=home, head_id=person, people_count=count)
    resident(context, "赵六")
    party = add(
        context, "party-organisations", name=f"{name}党支部", kind="courtyard_branch", courtyard_id=yard
    )
    for post in ("secretary", "courtyard_head"):
        add(
            context,
            "appointments",
            resident_id=person,
            post=post,
            courtyard_id=yard,
            party_organisation_id=party,
            since="2020-9-1",
        )
    body = add(
        context, "committees", courtyard_id=yard, kind="self_management", name=f"{name}自管会", founded="2020"
    )
    for post, who in (("member", "钱七"), ("director", person), ("deputy_director", "孙八")):
        member = add(context, "committee-members", committee_id=body, resident_id=who, post=post)
    add(
        context,
        "vettings",
        committee_id=body,
        committee_member_id=member,
        resident_id=person,
        outcome="passed",
        vetted_on="2020-9",
    )
    team = add(
        context, "teams", courtyard_id=yard, kind="patrol", name="巡逻队", leader_id=person, founded="2020"
    )
    add(context, "teams", courtyard_id=yard, kind="service", name="服务队")
    add(context, "team-members", team_id=team, resident_id=person, since="2019")
    for purpose, withdrawn in (("name_public", ""), ("contact", "2020-9-10")):
        add(
            context,
            "consents",
            resident_id=person,
            purpose=purpose,
            given_on="2020-9-1",
            how="written",
            withdrawn_on=withdrawn,
        )
    add(context, "cadre-assignments", courtyard_id=yard, name="周九", phone="0371-66785390")
    add(context, "pairings", courtyard_id=yard, partner_name="财政局支部", since="2020")
    add(context, "property-services", courtyard_id=yard, mode="hired", charge_mills="0.3", provider="甲")
    add(context, "property-services", courtyard_id=yard, mode="none")
    add(context, "ledger-lines", courtyard_id=yard, summary="电费", amount="12.5", on_date="2020-8-3")
    add(context, "party-coverage", party_organisation_id=party, courtyard_id=yard, building_id=buildings[0])
    speaker = add(
        context, "representatives", courtyard_id=yard, resident_id=person, scope="2号楼", since="2020"
    )
    add(context, "representations", representative_id=speaker, dwelling_id=home)
    done = add(
        context,
        "activities",
        team_id=team,
        title="夜间巡逻",
        kind="patrol",
        held_on="2020-9-5",
        starts="19点",
        minutes="2小时",
        content="查看消防通道",
    )
    add(context, "participations", activity_id=done, resident_id=person, minutes="90分钟")
    deliberation(context, yard, person)
    elected(context, yard)
    charters(context, yard)
    rated(context, yard, home)
    raised(context, yard, buildings[0], person)
    accounts(context, yard, home)


def raised(context: Context, yard: RecordId, building: RecordId, person: RecordId) -> None:
    """Add opinions, an old and a new one, and a quarrel that was mediated."""
    for day, channel, category in (("2019-8-3", "wechat", "order"), ("2020-9-16", "phone", "")):
        opinion = add(
            context,
            "opinions",
            courtyard_id=yard,
            building_id=building,
            title="车棚漏雨",
            received_on=day,
            channel=channel,
            category=category,
            resident_id=person if category else None,
        )
    opinions.to_matter(context, opinion)
    same = add(context, "opinions", courtyard_id=yard, title="漏雨", received_on="2020-9-15", channel="box")
    opinions.group(context, opinion, [same], on="2020-09-16")
    sheet = add(context, "notices", courtyard_id=yard, kind="opinions", title="八月意见办理结果")
    with context.unit_of_work() as work:
        work.update("opinion", opinion, {"notice_id": sheet})
        work.commit()
    quarrel = opinions.to_dispute(context, opinion, other="李四").id
    add(context, "dispute-parties", dispute_id=quarrel, side="丙方", name="王五")
    add(context, "mediations", dispute_id=quarrel, held_on="2020-9-16", mediators="王芳")
    old = add(
        context, "disputes", courtyard_id=yard, title="楼道堆物", received_on="2019-12-1", category="common"
    )
    retention.keep(context, [retention.Chosen("dispute", old)], "2030-01-01", "还在履行")


def accounts(context: Context, yard: RecordId, home: RecordId) -> None:
    """Add an account with receipts, a payment for staff that is split, a closed month and a charge."""
    account = add(
        context,
        "accounts",
        courtyard_id=yard,
        name="现金账户",
        kind="cash",
        opening_on="2020-7-1",
        opening_balance="100",
    )
    for day, direction, kind, amount in (
        ("2020-7-20", "income", "parking", "500.00"),
        ("2020-8-5", "income", "sanitation", "60"),
        ("2020-8-31", "expense", "cleaning", "120.5"),
    ):
        entry = add(
            context,
            "ledger-entries",
            courtyard_id=yard,
            account_id=account,
            on_date=day,
            direction=direction,
            kind=kind,
            amount=amount,
            summary="八月" if kind == "cleaning" else "",
            voucher=day.replace("-", ""),
        )
    add(context, "staff-costs", entry_id=entry, post="保洁员", head_count="2", amount="100")
    for month in ("2020年8月", "2020-09"):
        add(context, "charges", dwelling_id=home, month=month, kind="sanitation", amount="10")
    ledgers.close_month(context, yard, "2020-07", "王芳", "李强")


def charters(context: Context, yard: RecordId) -> None:
    """Add a pact that nobody wrote yet, and rules of procedure in two versions."""
    add(context, "charters", courtyard_id=yard, kind="pact", title="居民公约")
    rules = add(context, "charters", courtyard_id=yard, kind="procedure", title="议事规则", note="试行")
    for number, adopted in (("1", "2019-3-1"), ("2", "")):
        add(
            context,
            "charter-versions",
            charter_id=rules,
            number=number,
            text="第一条　到会过半数方可开会。",
            adopted_on=adopted,
            adopted_by="居民会议" if adopted else "",
        )


def rated(context: Context, yard: RecordId, home: RecordId) -> None:
    """Add rounds of rating in every state, and a rhythm of collecting opinions with a round."""
    for target, papers in (("property", 2), ("committee", 1), ("works", 1)):
        plan = Plan(yard, target, asked=papers, target_name=f"{target}的评议")
        made = appraisals.plan(context, plan).id
        grades = "1" * len(appraisal_record.view(context, made).items)
        appraisals.enter(context, made, Paper(grades, paper=1, comment="很好"))
        if target == "property":
            appraisals.enter(context, made, Paper(grades, dwelling_id=home, side="committee"))
            continue
        appraisals.close(context, made)
        if target == "works":
            notice = appraisals.publish(context, made).id
            with context.unit_of_work() as work:
                work.update("notice", notice, {"state": "taken_down"})
                work.commit()
    plan_id = add(
        context, "collecting-plans", courtyard_id=yard, title="每月收集意见", every_months="1",
        due_day="25", from_day="2020-7-1",
    )  # fmt: skip
    appraisals.collect(context, plan_id, NewRound("2020-07", "2020-07-20", asked=30, collected=4))


def deliberation(context: Context, yard: RecordId, person: RecordId) -> None:
    """Add a matter with a meeting, everything a meeting can hold, and a notice with an objection."""
    matter = add(
        context, "matters", courtyard_id=yard, title="楼道照明", template="six_steps", budget="8,400.00"
    )
    add(context, "funding-lines", matter_id=matter, source="residents", amount="8400")
    meeting = add(
        context,
        "meetings",
        courtyard_id=yard,
        matter_id=matter,
        title="8月份联席会议",
        kind="joint",
        held_on="2020-8-26",
        starts="15:00",
        ends="17:10",
        chair_id=person,
        due_count="19",
        present_count="16",
        record="王䶮主持",
    )
    add(context, "attendance", meeting_id=meeting, capacity="member", body="居民代表", present_count="6")
    add(context, "attendance", meeting_id=meeting, capacity="observer", body="辖区民警", resident_id="周十")
    item = add(
        context, "agenda-items", meeting_id=meeting, position="1", title="停车位", discussion="收费偏高"
    )
    motion = add(
        context,
        "resolutions",
        meeting_id=meeting,
        agenda_item_id=item,
        kind="motion",
        title="停车收费",
        matter_id=matter,
        votes_for="13",
        votes_against="2",
        votes_abstain="1",
        outcome="passed",
    )
    election = add(context, "resolutions", meeting_id=meeting, kind="election", title="补选委员", seats="1")
    add(context, "candidate-votes", resolution_id=election, resident_id=person, votes="63", elected="是")
    counted = counted_meeting(context, yard)
    assert counted
    for content, due in (("停车位划线", "2020-9-12"), ("道闸询价", "")):
        task = add(
            context,
            "action-items",
            meeting_id=meeting,
            agenda_item_id=item,
            content=content,
            responsible="副主任",
            due_on=due,
        )
        with context.unit_of_work() as work:  # no form asks for it: it comes along from the agenda
            work.update("action_item", task, {"matter_id": matter})
            work.commit()
    notice = add(
        context,
        "notices",
        courtyard_id=yard,
        meeting_id=meeting,
        matter_id=matter,
        kind="resolution",
        title="停车收费决议公示",
        resolution_id=motion,
        posted_from="2020-8-27",
        posted_until="2020-9-10",
    )
    add(context, "notices", courtyard_id=yard, kind="free", title="停水通知", issued_on="2019-12-30")
    hanging(context, yard, notice)
    minutes.draft(context, meeting)
    for outcome in ("published", ""):
        add(
            context,
            "disclosure-requests",
            courtyard_id=yard,
            content="停车费去向",
            asked_on="2020-9-1",
            outcome=outcome,
            replied_on="2020-9-3" if outcome else "",
        )
    add(context, "objections", notice_id=notice, content="施工时段", reply="午间停工", replied_on="2020-9-3")
    add(
        context, "matter-steps", matter_id=matter, step="consult", households_asked="168", from_day="2020-7-6"
    )
    add(context, "matter-steps", matter_id=matter, step="decide", meeting_id=meeting, notice_id=notice)


def elected(context: Context, yard: RecordId) -> None:
    """Add an election that is being prepared, and one with a result, filed, its things handed over."""
    body = context.reader.value(
        "SELECT id FROM committee WHERE courtyard_id = ? AND deleted_at IS NULL ORDER BY id", (yard,)
    )
    made = elections.plan(context, committee_id=body, kind="by", seats=1, late=True).id
    for name in ("周一", "周二"):
        elections.add_candidate(context, made, name, nominated_by="居民推荐")
    people = [each.resident_id for each in elections.view(context, made).candidates]
    elections.vet(context, made, [Vetting(each, "passed", vetted_by="社区") for each in people])
    elections.announce(context, made, date(2020, 8, 1), notice=True)
    votes: dict[bytes, int | None] = dict(zip(people, (30, 5), strict=True))
    held = NewMeeting("2020-08-20", 50, 40, title="户代表会议")
    elections.record_round(context, made, Figures(40, 38, 0, votes), meeting=held)
    elections.confirm_result(context, made, {people[0]: "member"})
    elections.plan(context, committee_id=body, kind="renewal", seats=3, late=True)


def hanging(context: Context, yard: RecordId, notice: RecordId) -> None:
    """Add a board where a notice hung and hangs again; postings have no form of their own."""
    board = add(context, "boards", courtyard_id=yard, name="东门公开栏", place="1号楼西墙", slots="8")
    with context.unit_of_work() as work:
        common = {"unit_id": work.row("board", board)["unit_id"], "notice_id": notice, "board_id": board}
        gone = {"from_day": "2020-08-27", "until_day": "2020-09-10", "taken_down_on": "2020-09-10"}
        work.insert("posting", {**common, **gone, "slots": 1, "early_reason": None})
        work.insert("posting", {**common, "from_day": "2020-09-12", "slots": 2})
        work.commit()
