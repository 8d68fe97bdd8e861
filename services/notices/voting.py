"""Facts of a meeting for its working sheets: 会议通知, 签到表, 委托书, 表决票, 计票单."""

from typing import TYPE_CHECKING, Any, Final

from models import vocab
from models.errors import InvalidInput
from models.rules.dates import from_record
from models.rules.numbers import format_area
from models.rules.rulebook import threshold_from
from models.rules.voting import in_words
from services.masking import Masker, masker
from services.notices.contact import contact_line, masked_contact
from services.notices.meetings import meeting_facts, meeting_row, place_of
from services.office import Context

if TYPE_CHECKING:
    from models.rules.picking import ElectionTally
    from models.rules.tally import Tally
    from services.documents.voting_facts import (
        BallotPaperFacts,
        ConditionFacts,
        RollLineFacts,
        TallySheetFacts,
        VotingSheetFacts,
    )
    from services.meetings.counted import Counted
    from services.meetings.motions import Motion
    from services.meetings.roll import Line

_STATES: Final = {"present": "到会", "leave": "请假", "absent": "缺席"}


def voting_facts(
    context: Context, sheet: str, record_id: bytes, masks: Masker | None = None
) -> "VotingSheetFacts":
    """Gather what a working sheet of a meeting shows.

    Args:
        context: read on the reader's thread.
        sheet: one of `services.notices.targets.OF_VOTES` or `OF_MEETINGS`.
        record_id: the meeting; for papers and the tally the resolution.
        masks: what names pass, by default the profile of the sheet.

    Raises:
        NotFound: the record is gone.
        InvalidInput: the vote was not counted, and its tally is asked for.
    """
    masks = masks or masker(context, sheet)
    meeting_id = record_id
    if sheet in ("ballot_paper", "tally"):
        from services.meetings.rows import resolution_of

        meeting_id = bytes(resolution_of(context.reader, record_id)["meeting_id"])
    row = meeting_row(context, meeting_id)
    shared: dict[str, Any] = {
        "sheet": sheet,
        "place": place_of(context, row["courtyard_id"], row["unit_id"]),
        "meeting": meeting_facts(row, masks),
        "as_of": context.today().isoformat(),
    }
    if sheet == "tally":
        return _tally(context, record_id, shared, masks)
    if sheet == "ballot_paper":
        return _papers(context, record_id, meeting_id, shared, masks)
    if sheet == "attendance":
        return _attendance(context, meeting_id, shared, masks)
    if sheet == "proxy_paper":
        from services.documents.voting_facts import ProxyPaperFacts

        return ProxyPaperFacts(**shared, motions=_motions(context, meeting_id), limit=_limit(context, row))
    return _invitation(context, meeting_id, row, shared, masks)


def _invitation(
    context: Context, meeting_id: bytes, row: dict[str, Any], shared: dict[str, Any], masks: Masker
) -> "VotingSheetFacts":
    from services.documents.voting_facts import InvitationFacts

    agenda = context.reader.all(
        "SELECT title FROM agenda_item WHERE meeting_id = ? AND deleted_at IS NULL "
        "ORDER BY position NULLS FIRST, id",
        (meeting_id,),
    )
    announced = context.reader.value("SELECT announced_on FROM meeting WHERE id = ?", (meeting_id,))
    found = context.reader.one(
        "SELECT coalesce(contact, ''), coalesce(phone, ''), coalesce(address, '') FROM unit WHERE id = ?",
        (row["unit_id"],),
    )
    contact, phone, address = masked_contact(masks, found or ("", "", ""))
    return InvitationFacts(
        **shared,
        announced_on=announced or "",
        agenda=tuple(title for (title,) in agenda),
        contact=contact_line(contact, phone, address),
        proxy=_limit(context, row, invited=True),
    )


def _limit(context: Context, row: dict[str, Any], *, invited: bool = False) -> str:
    """Return what the rule on proxies says, "" where there is none."""
    held = from_record(row["held_on"])
    rule = context.rulebook.find("proxy.limit", held.first_day if held is not None else context.today())
    if rule is None:
        return ""
    unit = "户" if row["kind"] == "households" else "人"
    said = f"一个人最多代表{rule.number('most')}{unit}"
    if not invited:
        return f"按{rule.source}，{said}。"
    paper = "须交书面委托书，" if rule.flag("paper") else ""
    return f"不能到会的，可以委托他人参加，{paper}{said}。"


def _motions(context: Context, meeting_id: bytes) -> tuple[str, ...]:
    """Return what is voted on; before there are motions, the agenda."""
    for table in ("resolution", "agenda_item"):
        more = " AND kind = 'motion'" if table == "resolution" else ""
        rows = context.reader.all(
            f"SELECT title FROM {table} WHERE meeting_id = ?{more} AND deleted_at IS NULL ORDER BY id",
            (meeting_id,),
        )
        if rows:
            return tuple(title for (title,) in rows)
    return ()


def _attendance(
    context: Context, meeting_id: bytes, shared: dict[str, Any], masks: Masker
) -> "VotingSheetFacts":
    from services.documents.voting_facts import AttendanceSheetFacts
    from services.meetings import quorum, roll

    found = roll.read(context, meeting_id)
    filled = any(each.state != "expected" for each in found.lines)
    light = quorum.light(context, meeting_id) if filled else None
    quorum_told = f"{light.article}：{light.words}" if light is not None and light.article else ""
    return AttendanceSheetFacts(
        **shared,
        lines=tuple(_line(each, masks) for each in found.lines),
        by_area=found.by_area,
        filled=filled,
        quorum=quorum_told,
    )


def _line(line: "Line", masks: Masker) -> "RollLineFacts":
    from services.documents.voting_facts import RollLineFacts

    name = masks.name("meeting", line.name, "参会人")
    state = _STATES.get(line.state, "")
    if line.proxy:
        state = f"委托{masks.name('meeting', line.proxy, '受托人')}"
    elif line.state == "present":
        state = f"到会{line.arrived_at}"
    if line.left_at:
        state += f"，{line.left_at}离会"
    return RollLineFacts(name, line.body, line.area, state, line.votes)


def _papers(
    context: Context, resolution_id: bytes, meeting_id: bytes, shared: dict[str, Any], masks: Masker
) -> "BallotPaperFacts":
    """Return the papers: one for each line that votes, named where votes are open, else as many as heads."""
    from services.documents.voting_facts import BallotPaperFacts, PaperFacts
    from services.meetings import motions, roll

    motion = motions.read(context, resolution_id)
    lines = [each for each in roll.read(context, meeting_id).lines if each.votes]
    if motion.by_attendee:
        papers = tuple(PaperFacts(number, _whose(each, masks)) for number, each in enumerate(lines, 1))
    else:
        due = motion.ballots_issued or shared["meeting"].due or len({each.head for each in lines})
        papers = tuple(PaperFacts(number) for number in range(1, due + 1))
    return BallotPaperFacts(
        **shared,
        title=motion.title,
        content=motion.content,
        seats=motion.seats if motion.election else None,
        candidates=tuple(masks.name("candidate", each.name, "候选人") for each in motion.candidates),
        signed=motion.by_attendee,
        papers=papers,
    )


def _whose(line: "Line", masks: Masker) -> str:
    area = f"（{format_area(line.area, unit=True)}）" if line.area is not None else ""
    name = masks.name("meeting", line.name, "参会人")
    return f"{line.body} {name}{area}" if line.body and line.body != line.name else f"{name}{area}"


def _tally(
    context: Context, resolution_id: bytes, shared: dict[str, Any], masks: Masker
) -> "TallySheetFacts":
    from services.documents.voting_facts import CandidateLineFacts, TallySheetFacts
    from services.meetings import counted, motions

    found = counted.counts(context, resolution_id)
    motion = motions.read(context, resolution_id)
    if not found:
        raise InvalidInput(f"“{motion.title}”还没有计票，没有计票单。请先在会议的“表决”里计票。")
    last, unit = found[0], shared["meeting"].counted
    candidates = tuple(
        CandidateLineFacts(
            each.position,
            masks.name("candidate", each.name, "候选人"),
            each.votes,
            "当选" if each.elected else "同票待定" if each.tied else "未当选",
        )
        for each in (last.election.standings if last.election is not None else ())
    )
    told = last.tally if last.tally is not None else last.election
    assert told is not None
    return TallySheetFacts(
        **shared,
        title=last.motion["title"],
        content=last.motion["content"],
        form=vocab.BALLOT_FORM.label(motion.ballot_form) or "按会议记录的票数",
        rule=last.rule["title"],
        article=last.rule["law"] + last.rule["article"],
        valid=_valid(last.rule),
        source=last.rule["note"],
        due=f"{last.due}{unit}",
        present=f"{last.present}{unit}",
        counts=_counts(last.tally, unit),
        papers=_of_election(last.election),
        conditions=_conditions(last.tally, last.rule["value"], unit) if last.tally is not None else (),
        reasons=tuple(_masked(masks, each, last) for each in told.reasons),
        origins=tuple(_origin(each) for each in _with_sum(last)),
        candidates=candidates,
        passed=last.passed,
        result=_result(last, motion),
        counted_on=last.counted_on,
        counted_by=last.counted_by,
        checked_by=last.checked_by,
        remarks=tuple(_remarks(found)),
        digest=last.digest,
    )


def _masked(masks: Masker, sentence: str, count: "Counted") -> str:
    """Return a sentence with the names of candidates as they are printed."""
    for each in count.election.standings if count.election is not None else ():
        sentence = sentence.replace(each.name, masks.name("candidate", each.name, "候选人"))
    return sentence


def _valid(rule: dict[str, Any]) -> str:
    since, until = from_record(rule["valid_from"]), from_record(rule["valid_to"])
    if since is None:
        return ""
    return f"自{since.chinese}起施行" + (f"，至{until.chinese}止" if until is not None else "")


def _counts(tally: "Tally | None", unit: str) -> tuple[tuple[str, ...], ...]:
    if tally is None:
        return ()
    heads, area = tally.heads, tally.area
    names = ("due", "present", "in_favour", "against", "abstain", "invalid")
    rows = [(f"人数（{unit}）", *(str(getattr(heads, name)) for name in names))]
    if area is not None:
        rows.append(("面积（㎡）", *(_square(getattr(area, name)) for name in names)))
    return tuple(rows)


def _of_election(told: "ElectionTally | None") -> tuple[str, ...]:
    if told is None:
        return ()
    numbers = (told.issued, told.returned, told.valid, told.blank, told.invalid)
    return tuple("—" if each is None else f"{each}张" for each in numbers)


def _square(hundredths: int) -> str:
    sign = "−" if hundredths < 0 else ""
    return f"{sign}{abs(hundredths) // 100:,}.{abs(hundredths) % 100:02d}"


def _conditions(tally: "Tally", value: dict[str, Any], unit: str) -> "tuple[ConditionFacts, ...]":
    from services.documents.voting_facts import ConditionFacts

    found = []
    for test, need in tally.need.items():
        approves, by_area = test.startswith("approve"), test.endswith("area")
        counts = tally.area if by_area else tally.heads
        assert counts is not None
        share = value.get(test) or value[test.partition("_")[0]]
        actual = counts.in_favour if approves else counts.present
        of = str(value.get("of", "present"))
        left = counts.invalid if value.get("invalid_left_out") is True or of == "valid" else 0
        whole = counts.due if not approves or of == "all" else counts.present - left
        what = ("同意" if approves else "参加") + ("面积" if by_area else "人数")
        base, least, came = (
            _square(each) + "㎡" if by_area else f"{each}{unit}" for each in (whole, need, actual)
        )
        margin = tally.margin[test]
        more = _square(margin) + "㎡" if by_area else f"{'−' if margin < 0 else ''}{abs(margin)}{unit}"
        words = in_words(threshold_from(str(share)))
        met = test not in tally.missed
        found.append(ConditionFacts(what, words, base, least, came, more, met))
    return tuple(found)


def _with_sum(count: "Counted") -> list[tuple[str, tuple[int, ...]]]:
    rows: list[tuple[str, tuple[int, ...]]] = [
        (vocab.BALLOT_ORIGIN.label(each.origin) or "未注明",
         (each.in_favour, each.against, each.abstain, each.invalid))
        for each in count.origins
    ]  # fmt: skip
    if len(rows) > 1:
        rows.append(("合计", tuple(sum(column) for column in zip(*(each for _, each in rows), strict=True))))
    return rows


def _origin(row: tuple[str, tuple[int, ...]]) -> tuple[str, ...]:
    label, papers = row
    return (label, *(str(each) for each in papers), str(sum(papers)))


def _result(count: "Counted", motion: "Motion") -> str:
    if count.tally is not None:
        word = "通过" if count.passed else "未通过"
        return f"“{count.motion['title']}”{word}。"
    told = count.election
    assert told is not None
    names = "、".join(each.name for each in told.elected)
    said = f"应选{told.seats}人，当选{len(told.elected)}人{f'：{names}' if names else ''}。"
    return said + (f"还有{told.open_seats}个名额没有选出。" if told.open_seats else "")


def _remarks(found: "tuple[Counted, ...]") -> "list[str]":
    last = found[0]
    said = [f"单人办理：{last.single_reason}。"] if last.single_reason else []
    if last.seq > 1:
        said.append(f"本次为第{last.seq}次计票，重新计票的原因：{last.reason}。")
        for each in found[1:]:
            day = from_record(each.counted_on)
            result = "通过" if each.passed else "未通过"
            said.append(f"第{each.seq}次计票（{day.chinese if day else each.counted_on}）：{result}。")
    return [*said, *(["本次计票为补录。"] if last.late else [])]
