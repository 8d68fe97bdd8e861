"""What is there twice after an exchange and may be there once: closes of a month, counts, numbers."""

from __future__ import annotations

from typing import Any

import pytest

from models.errors import InvalidInput, NotFound
from services import conflicts, history
from services.conflicts import Case
from services.office import Context
from tests.helpers.exchange_pair import Pair
from tests.helpers.office import add, courtyard, value

CLOSES = "SELECT count(*) FROM month_close WHERE deleted_at IS NULL"


def put(office: Context, table: str, **values: Any) -> bytes:
    """Write a row as the services do that make such rows."""
    with office.unit_of_work() as work:
        made = work.insert(table, values)
        work.commit()
    return bytes(made)


def close(office: Context, yard: bytes, income: int, by: str) -> bytes:
    """Close a month."""
    return put(
        office,
        "month_close",
        **{"courtyard_id": yard, "month": "2020-08", "opening": 0, "income": income, "expense": 0},
        **{"closing": income, "entry_count": 1, "statement_json": "{}", "digest": "x"},
        **{"closed_on": "2020-09-01", "closed_by": by, "checked_by": "张强"},
    )


def count(office: Context, resolution: bytes, votes: int) -> bytes:
    """Count a vote."""
    heads = {f"heads_{name}": 0 for name in ("against", "abstain", "invalid")}
    return put(
        office,
        "vote_count",
        **{"resolution_id": resolution, "seq": 1, "rule_code": "x", "rule_json": "{}", **heads},
        **{"heads_due": 20, "heads_present": 12, "heads_for": votes, "quorum_met": True, "passed": True},
        **{"tally_json": "{}", "digest": "x", "counted_on": "2020-09-01", "counted_by": "王芳"},
    )


def only(office: Context) -> Case:
    """Return the one case there is."""
    (case,) = conflicts.listed(office)
    return case


@pytest.fixture
def yard(pair: Pair) -> bytes:
    """A courtyard both offices know."""
    made = courtyard(pair.here, unit=pair.units["文明社区"])
    pair.carry(pair.here, pair.there)
    return bytes(made)


def test_of_two_closes_of_one_month_one_is_kept_and_undo_brings_both_back(pair: Pair, yard: bytes) -> None:
    """Both offices are told, with both figures; the month stays closed."""
    own = close(pair.here, yard, 10_000, "王芳")
    assert conflicts.listed(pair.here) == ()
    close(pair.there, yard, 12_050, "李梅")
    pair.swap()
    assert (value(pair.here, CLOSES), value(pair.there, CLOSES)) == (2, 2)
    case = only(pair.here)
    assert (case.kind, case.words, case.field) == ("append_only", "不能改的记录对不上", "月结")
    assert case.name == "月结 建设路1号院 2020年8月"
    assert [(each.text, each.office) for each in case.versions] == [
        ("收入100.00元；支出0.00元；结余100.00元；月结人王芳；核对人张强", "文明社区"),
        ("收入120.50元；支出0.00元；结余120.50元；月结人李梅；核对人张强", "安飞社区"),
    ]
    assert only(pair.there).words == case.words
    assert conflicts.counts(pair.here).conflicts == 1
    with pytest.raises(InvalidInput, match="已经月结"):
        history.undo(pair.here, value(pair.here, "SELECT tx_id FROM sync_change WHERE row_id = ?", own))
    saved = conflicts.take(pair.here, case.id, case.versions[1].key)
    assert conflicts.listed(pair.here) == ()
    assert value(pair.here, "SELECT closed_by FROM month_close WHERE deleted_at IS NULL") == "李梅"
    pair.carry(pair.here, pair.there)
    assert conflicts.listed(pair.there) == ()
    assert value(pair.there, CLOSES) == 1
    assert saved.committed is not None
    history.undo(pair.here, saved.committed.tx_id)
    assert len(only(pair.here).versions) == 2


def test_one_number_on_two_notices_is_told_until_one_is_withdrawn_or_looked_at(
    pair: Pair, yard: bytes
) -> None:
    """Without a number, or in another community, nothing is told."""
    made = {}
    for office, title in ((pair.here, "停水通知"), (pair.there, "停电通知")):
        made[title] = add(office, "notices", title=title, kind="free", courtyard_id=yard)
        with office.unit_of_work() as work:
            work.update("notice", made[title], {"number": "〔2020〕1号"})
            work.commit()
        add(office, "notices", title="没有编号", kind="free", courtyard_id=yard)
    pair.swap()
    case = only(pair.here)
    assert (case.kind, case.name, case.acts) == ("unique", "公示编号 〔2020〕1号", ("seen", "ask"))
    assert [each.text for each in case.versions] == ["标题“停水通知”", "标题“停电通知”"]
    assert "停电通知" in conflicts.ask(pair.here, case.id, "安飞社区")
    assert only(pair.here).id == case.id
    conflicts.seen(pair.here, case.id, "停电通知作废重发")
    assert conflicts.listed(pair.here) == ()
    with pytest.raises(NotFound):
        conflicts.seen(pair.here, case.id, "再来一次")
    with pair.there.unit_of_work() as work:
        work.delete("notice", made["停水通知"])
        work.commit()
    assert conflicts.listed(pair.there) == ()


def test_two_counts_of_one_vote_are_never_merged(pair: Pair, yard: bytes) -> None:
    """They are shown beside each other, to be looked into and noted; neither can be taken."""
    meeting = add(pair.here, "meetings", title="会", courtyard_id=yard, kind="owners", held_on="2020-09-01")
    motion = add(pair.here, "resolutions", meeting_id=meeting, kind="motion", title="修门")
    pair.carry(pair.here, pair.there)
    count(pair.here, motion, 10)
    count(pair.there, motion, 11)
    pair.swap()
    case = only(pair.there)
    assert (case.kind, case.name, case.acts) == ("append_only", "计票结果 修门", ("seen", "ask"))
    assert {each.text for each in case.versions} == {
        "到场人数12；同意10；反对0",
        "到场人数12；同意11；反对0",
    }
    conflicts.seen(pair.there, case.id, "以票箱为准，10票")
    assert conflicts.listed(pair.there) == ()
    assert value(pair.there, "SELECT count(*) FROM vote_count WHERE deleted_at IS NULL") == 2
