"""Minutes of a meeting from draft to final: who checks, what is frozen, what can no longer be done."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date

import pytest

from models.errors import EnvironmentFault, InvalidInput, NotFound
from services import attachments, audit_log, blobs, history, minutes, records
from services.documents.forms import Form
from services.meetings import agenda, agenda_lines, attending, ballots, counting, inviting, motions, roll
from services.notices import Target, make_sheet, word_bytes
from services.office import Context
from services.saving import FormErrors
from services.search import search
from tests.helpers.deliberations import deliberated
from tests.helpers.minutes import SIGNED, SIGNERS, checked, drafted, final, scan, signed
from tests.helpers.notices import CHECKER, fonts
from tests.helpers.office import DAY_MS, FixedClock, add, courtyard, rows, value
from tests.integration.documents.test_pdf import text_of


@pytest.fixture
def ids(office: Context) -> dict[str, bytes]:
    return deliberated(office)


def _state(office: Context, row: bytes) -> str:
    return str(value(office, "SELECT state FROM minutes WHERE id = ?", row))


def _printed(office: Context, meeting: bytes) -> str:
    return text_of(make_sheet(office, Target("minutes", None, meeting), fonts()).pdf).replace("\n", "")


def test_a_draft_is_drawn_up_once_and_takes_what_the_office_adds(
    office: Context, ids: dict[str, bytes]
) -> None:
    made = drafted(office, ids["joint"], "散会后实地查看了3号楼。")
    assert drafted(office, ids["joint"]) == made
    assert "散会后实地查看了3号楼。" in _printed(office, ids["joint"])
    minutes.write(office, made, " 散会。 \r\n联系电话13838001234。")
    printed = _printed(office, ids["joint"])
    assert "实地查看" not in printed
    assert "13838001234" not in printed  # numbers are masked in this text as in every other
    assert "138****1234" in printed


def test_a_meeting_to_come_or_without_content_has_no_minutes(office: Context) -> None:
    yard = courtyard(office)
    coming = add(office, "meetings", title="明天的会", kind="joint", courtyard_id=yard, held_on="2020-9-17")
    empty = add(office, "meetings", title="空会", kind="joint", courtyard_id=yard, held_on="2020-9-1")
    assert minutes.standing(office, coming) is None
    with pytest.raises(InvalidInput, match="才开"):
        minutes.draft(office, coming)
    with pytest.raises(InvalidInput, match="没有内容"):
        minutes.draft(office, empty)
    with pytest.raises(NotFound):
        minutes.draft(office, bytes(16))
    assert rows(office, "SELECT id FROM minutes") == []


def test_another_person_checks_or_one_alone_says_why(office: Context, ids: dict[str, bytes]) -> None:
    made = drafted(office, ids["joint"])
    with pytest.raises(InvalidInput, match="由另一个人核对"):
        minutes.check(office, made, office.user.name)
    assert _state(office, made) == "draft"
    minutes.check(office, made, office.user.name, "另一位同事休假")
    assert "核对：单人办理" in _printed(office, ids["joint"])
    told = audit_log.recent(office, text="单人办理")
    assert [line.action for line in told] == ["单人办理核对纪要"]
    with pytest.raises(InvalidInput, match="不能改补充内容"):
        minutes.write(office, made, "改")
    minutes.reopen(office, made)
    assert rows(office, "SELECT state, checked_by, single_reason FROM minutes") == [("draft", None, None)]


def test_every_step_has_its_turn(office: Context, ids: dict[str, bytes]) -> None:
    made = drafted(office, ids["joint"])
    for act, words in (
        (lambda: minutes.sign(office, made, SIGNED, SIGNERS), "不能登记签字"),
        (lambda: minutes.finish(office, made), "不能定稿"),
        (lambda: minutes.correct(office, made, "错"), "不能更正"),
        (lambda: minutes.reopen(office, made), "不能退回草稿"),
    ):
        with pytest.raises(InvalidInput, match=words):
            act()
    minutes.check(office, made, CHECKER)
    with pytest.raises(InvalidInput, match="不能核对"):
        minutes.check(office, made, CHECKER)
    with pytest.raises(InvalidInput, match="不能再起草"):
        minutes.draft(office, ids["joint"])
    with pytest.raises(InvalidInput, match="不能放弃"):
        minutes.withdraw(office, made)


@pytest.mark.parametrize(
    ("on", "by", "words"),
    [
        (date(2020, 8, 25), SIGNERS, "早于会议日期"),
        (date(2020, 9, 17), SIGNERS, "今天以后"),
        (SIGNED, "  ", "签字的人"),
        (SIGNED, "张" * 101, "太长"),
    ],
)
def test_a_signature_has_a_day_and_a_name(
    office: Context, ids: dict[str, bytes], on: date, by: str, words: str
) -> None:
    made = checked(office, ids["joint"])
    with pytest.raises(InvalidInput, match=words):
        minutes.sign(office, made, on, by, [scan()])
    assert _state(office, made) == "checked"
    assert attachments.files(office, "minutes", made) == ()


def test_final_minutes_need_the_signed_page(office: Context, ids: dict[str, bytes]) -> None:
    made = checked(office, ids["joint"])
    minutes.sign(office, made, SIGNED, SIGNERS)
    with pytest.raises(InvalidInput, match="签字页"):
        minutes.finish(office, made, fonts=fonts())
    attachments.add(office, "minutes", made, [scan()])
    done = minutes.finish(office, made, fonts=fonts())
    assert done.pages >= 1
    assert _state(office, made) == "final"


def test_what_is_frozen_is_printed_again_byte_for_byte(
    office: Context, ids: dict[str, bytes], clock: FixedClock
) -> None:
    made = final(office, ids["joint"], "散会。")
    kept = minutes.reprint(office, made)
    target = Target("minutes", ids["one"], ids["joint"])
    clock.advance(30 * DAY_MS)
    records.save(office, "courtyards", ids["one"], {"name": "换了名称的院"})
    sheet = make_sheet(office, target, fonts())
    assert sheet.pdf.data == kept
    assert "换了名称" not in word_bytes(sheet).decode("latin-1")
    assert sheet.title == "8月份联席会议纪要"
    larger = make_sheet(office, target, fonts(), form=Form(large=True))
    assert larger.pdf.data != kept
    assert "换了名称" not in text_of(larger.pdf)
    row = office.reader.one(
        "SELECT pages, digest, final_by, final_on, data_json FROM minutes WHERE id = ?", (made,)
    )
    assert row is not None
    assert (row[0], row[2], row[3]) == (sheet.pdf.pages, office.user.name, "2020-09-16")
    assert len(row[1]) > 8
    assert json.loads(row[4])["facts"]["own_text"] == "散会。"
    assert [hit.kind for hit in search(office, "散会")] == ["minutes"]


@pytest.mark.parametrize("key", ["joint", "propose", "discuss", "decide", "elect"])
def test_every_sample_meeting_comes_to_its_end(key: str, office: Context, ids: dict[str, bytes]) -> None:
    made = minutes.draft(office, ids[key], late=True).id
    minutes.check(office, made, CHECKER)
    minutes.sign(office, made, date(2020, 9, 16), "主持人、记录人", [scan()])
    minutes.finish(office, made, fonts=fonts())
    printed = _printed(office, ids[key])
    assert f"核对：{CHECKER}" in printed
    assert "会后按原有记录补录" in printed
    assert make_sheet(office, Target("minutes", None, ids[key])).pdf.data == minutes.reprint(office, made)


def test_a_lost_or_damaged_file_is_told(
    office: Context, ids: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    made = final(office, ids["joint"])
    with pytest.raises(NotFound, match="没有定稿"):
        minutes.reprint(office, bytes(16))
    monkeypatch.setattr(blobs, "get", lambda *_: b"%PDF")
    with pytest.raises(EnvironmentFault, match="大小不对"):
        minutes.reprint(office, made)

    def lost(*_: object) -> bytes:
        raise NotFound("没有这个文件。")

    monkeypatch.setattr(blobs, "get", lost)
    with pytest.raises(EnvironmentFault, match="第1版存档的文件已损坏或缺失"):
        minutes.reprint(office, made)


def test_what_changed_after_the_check_is_noticed_before_the_signature_and_before_the_end(
    office: Context, ids: dict[str, bytes]
) -> None:
    made = checked(office, ids["joint"])
    records.save(office, "meetings", ids["joint"], {"place": "换了地点"})
    with pytest.raises(InvalidInput, match=r"没有签字：核对以后.*已退回草稿"):
        minutes.sign(office, made, SIGNED, SIGNERS, [scan()])
    assert _state(office, made) == "draft"
    minutes.check(office, made, CHECKER)
    minutes.sign(office, made, SIGNED, SIGNERS, [scan()])
    item = value(office, "SELECT id FROM agenda_item WHERE meeting_id = ? ORDER BY id LIMIT 1", ids["joint"])
    records.save(office, "agenda-items", item, {"discussion": "改了发言"})
    with pytest.raises(InvalidInput, match="没有定稿：核对以后"):
        minutes.finish(office, made, fonts=fonts())
    assert _state(office, made) == "draft"


def test_an_item_done_after_the_check_changes_nothing(office: Context, ids: dict[str, bytes]) -> None:
    made = signed(office, ids["joint"])
    item = value(office, "SELECT id FROM action_item ORDER BY position, id LIMIT 1")
    records.save(office, "action-items", item, {"done_on": "2020-9-16", "result": "已划线68个"})
    minutes.finish(office, made, fonts=fonts())
    assert "已划线68个" not in _printed(office, ids["joint"])
    records.save(office, "action-items", item, {"result": "已划线70个"})
    assert value(office, "SELECT result FROM action_item WHERE id = ?", item) == "已划线70个"


def _first(office: Context, table: str) -> bytes:
    found = value(office, f"SELECT id FROM {table} WHERE deleted_at IS NULL ORDER BY id LIMIT 1")
    return bytes(found)


CHANGES: dict[str, Callable[[Context, dict[str, bytes]], object]] = {
    "meeting": lambda office, ids: records.save(office, "meetings", ids["joint"], {"record": "改"}),
    "counts": lambda office, ids: records.save(office, "meetings", ids["joint"], {"present_count": "17"}),
    "agenda": lambda office, _: records.save(
        office, "agenda-items", _first(office, "agenda_item"), {"title": "改"}
    ),
    "votes": lambda office, ids: records.save(
        office, "resolutions", ids["parking-motion"], {"votes_for": "14"}
    ),
    "came": lambda office, _: records.save(
        office, "attendance", _first(office, "attendance"), {"present_count": "4"}
    ),
    "item": lambda office, _: records.save(
        office, "action-items", _first(office, "action_item"), {"due_on": "2020-9-30"}
    ),
    "more": lambda office, ids: records.save(
        office, "action-items", None, {"meeting_id": ids["joint"], "content": "再加一项"}
    ),
    "moved": lambda office, ids: records.save(
        office, "agenda-items", _of(office, ids["propose"]), {"meeting_id": ids["joint"]}
    ),
    "deleted": lambda office, ids: records.delete(office, "meetings", [ids["joint"]]),
    "deleted below": lambda office, _: records.delete(office, "attendance", [_first(office, "attendance")]),
    "deleted above": lambda office, ids: records.delete(office, "courtyards", [ids["one"]]),
}


def _of(office: Context, meeting: bytes) -> bytes:
    return add(office, "agenda-items", meeting_id=meeting, title="别的会的议题")


@pytest.mark.parametrize("what", CHANGES)
def test_final_minutes_hold_the_record_of_the_meeting_still(
    what: str, office: Context, ids: dict[str, bytes]
) -> None:
    final(office, ids["joint"])
    with pytest.raises((InvalidInput, FormErrors), match=r"已经定稿.*更正"):
        CHANGES[what](office, ids)


def test_undo_and_the_recycle_bin_do_not_get_around_it(office: Context, ids: dict[str, bytes]) -> None:
    saved = records.save(office, "meetings", ids["joint"], {"record": "大家都同意。"})
    gone = records.delete(office, "attendance", [_first(office, "attendance")])
    made = final(office, ids["joint"])
    assert saved.committed is not None
    for tx in (saved.committed.tx_id, gone.tx_id):
        with pytest.raises(InvalidInput, match="已经定稿"):
            history.undo(office, tx)
    entry = history.recycle_bin(office)[0]
    with pytest.raises(InvalidInput, match="已经定稿"):
        history.restore(office, entry.tx_id, entry.kind, entry.id)
    last = rows(office, "SELECT tx_id FROM sync_change WHERE tbl = 'minutes' ORDER BY lamport DESC LIMIT 1")
    with pytest.raises(InvalidInput, match="已经定稿存档"):
        history.undo(office, bytes(last[0][0]))
    with pytest.raises(InvalidInput, match="已经定稿存档"):
        records.delete(office, "minutes", [made])
    with pytest.raises(InvalidInput, match="签字页要和纪要一起存档"):
        attachments.remove(office, [attachments.files(office, "minutes", made)[0].id])
    with pytest.raises(InvalidInput, match="不能手工改"):
        records.save(office, "minutes", made, {"text": "改"})


def test_steps_before_the_end_can_be_undone(office: Context, ids: dict[str, bytes]) -> None:
    made = drafted(office, ids["joint"])
    done = minutes.check(office, made, CHECKER)
    history.undo(office, done.tx_id)
    assert _state(office, made) == "draft"
    minutes.check(office, made, CHECKER)
    done = minutes.sign(office, made, SIGNED, SIGNERS, [scan()])
    history.undo(office, done.tx_id)
    assert _state(office, made) == "checked"
    assert attachments.files(office, "minutes", made) == ()


def test_a_correction_opens_the_record_and_names_the_version_before(
    office: Context, ids: dict[str, bytes]
) -> None:
    first = final(office, ids["joint"])
    kept = minutes.reprint(office, first)
    with pytest.raises(InvalidInput, match="原因"):
        minutes.correct(office, first, " ")
    second = minutes.correct(office, first, "到会人数写错").id
    assert minutes.correct(office, first, "再点一次").id == second
    records.save(office, "meetings", ids["joint"], {"place": "远大社区会议室"})
    printed = _printed(office, ids["joint"])
    assert "更正第1版纪要（2020年9月16日定稿），以本纪要为准。更正原因：到会人数写错。" in printed
    with pytest.raises(InvalidInput, match="不能放弃更正"):
        minutes.withdraw(office, second)
    with pytest.raises(InvalidInput, match="放弃更正"):
        records.delete(office, "minutes", [second])
    minutes.check(office, second, CHECKER)
    with pytest.raises((InvalidInput, FormErrors), match="已经定稿"):
        records.save(office, "meetings", ids["joint"], {"place": "别处"})
    minutes.sign(office, second, date(2020, 9, 16), SIGNERS, [scan()])
    minutes.finish(office, second, fonts=fonts())
    found = minutes.standing(office, ids["joint"])
    assert found is not None
    assert [(each.seq, each.minutes_id) for each in found.finals] == [(2, second), (1, first)]
    assert (found.state, found.fixed, found.reason) == ("final", True, "到会人数写错")
    assert minutes.reprint(office, first) == kept
    assert "远大社区会议室" in _printed(office, ids["joint"])
    with pytest.raises(InvalidInput, match="请更正第2版"):
        minutes.correct(office, first, "还是错")


def test_a_correction_that_changed_nothing_is_given_up(office: Context, ids: dict[str, bytes]) -> None:
    first = final(office, ids["joint"])
    made = minutes.correct(office, first, "看错了")
    assert made.committed is not None
    with pytest.raises(InvalidInput, match="放弃更正"):
        history.undo(office, made.committed.tx_id)
    minutes.withdraw(office, made.id)
    found = minutes.standing(office, ids["joint"])
    assert found is not None
    assert (found.state, found.fixed, found.minutes_id) == ("final", True, first)


def test_a_first_draft_is_given_up_and_comes_back_only_when_there_is_no_other(
    office: Context, ids: dict[str, bytes]
) -> None:
    made = drafted(office, ids["joint"])
    gone = minutes.withdraw(office, made)
    again = drafted(office, ids["joint"])
    assert again != made
    with pytest.raises(InvalidInput, match="另有一份纪要"):
        history.undo(office, gone.tx_id)
    minutes.withdraw(office, again)
    history.undo(office, gone.tx_id)
    assert drafted(office, ids["joint"]) == made


def test_minutes_written_afterwards_say_so(office: Context, ids: dict[str, bytes]) -> None:
    minutes.draft(office, ids["joint"], late=True)
    assert "说明：会后按原有记录补录" in _printed(office, ids["joint"])
    found = minutes.standing(office, ids["joint"])
    assert found is not None
    assert found.late


def test_no_blob_is_lost_when_nothing_is_frozen(
    office: Context, ids: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    made = signed(office, ids["joint"])

    def full(*_: object) -> bytes:
        raise EnvironmentFault("磁盘满了。")

    monkeypatch.setattr(blobs, "put", full)
    with pytest.raises(EnvironmentFault, match="磁盘满"):
        minutes.finish(office, made, fonts=fonts())
    assert _state(office, made) == "signed"


def test_the_roll_and_the_votes_of_a_meeting_with_final_minutes_stay(
    office: Context, ids: dict[str, bytes]
) -> None:
    line = roll.add(office, ids["joint"], "王五", "居民代表").id
    motion = motions.add(office, ids["joint"], "再加一项", "说明", "open").id
    final(office, ids["joint"])
    following = add(
        office, "meetings", title="9月份联席会议", kind="joint", courtyard_id=ids["one"], held_on="2020-9-16"
    )
    offers = agenda.propose(office, following)
    # what is open after a closed meeting goes on into the next agenda
    told = " ".join(each.title for each in offers)
    assert all(item in told for item in ("停车位划线", "道闸询价三家", "决议张榜公示"))
    acts: tuple[Callable[[], object], ...] = (
        lambda: roll.add(office, ids["joint"], "赵六"),
        lambda: roll.remove(office, [line]),
        lambda: attending.mark(office, [line], "present"),
        lambda: motions.add(office, ids["joint"], "又加一项", "", "open"),
        lambda: ballots.cast(office, motion, 1, line, "for", "on_spot"),
        lambda: counting.count(office, motion, checked_by=CHECKER),
        lambda: agenda.take(office, ids["joint"], offers),
    )
    for act in acts:
        with pytest.raises(InvalidInput, match="已经定稿，会议记录不能再改"):
            act()
    minutes.correct(office, minutes.standing(office, ids["joint"]).minutes_id, "漏了一人")  # type: ignore[union-attr,arg-type]
    attending.mark(office, [line], "present")


def test_the_agenda_and_the_invitations_of_final_minutes_stay(office: Context, ids: dict[str, bytes]) -> None:
    roll.add(office, ids["joint"], "周十", "物业", False)
    final(office, ids["joint"])
    item = value(office, "SELECT id FROM agenda_item WHERE meeting_id = ? ORDER BY position", ids["joint"])
    before = rows(office, "SELECT count(*) FROM sync_change")
    for act in (
        lambda: agenda_lines.add(office, ids["joint"], "补一个议题"),
        lambda: agenda_lines.move(office, bytes(item), 1),
        lambda: inviting.invite(office, ids["joint"], date(2020, 8, 20)),
    ):
        with pytest.raises(InvalidInput, match="已经定稿，会议记录不能再改"):
            act()
    assert rows(office, "SELECT count(*) FROM sync_change") == before
