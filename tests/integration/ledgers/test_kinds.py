"""Kinds of receipts and payments: shipped, renamed, added, hidden, found by a word."""

from __future__ import annotations

import pytest

from models import vocab
from models.errors import InvalidInput, NotFound
from services import history, ledgers, records
from services.ledgers.kinds import shipped
from services.office import Context
from tests.helpers.ledgers import entry
from tests.helpers.office import courtyard

SAMPLE = {
    "income": ("停车费", "卫生费", "居民众筹", "公共空间营收", "专项经费补助", "其他收入"),
    "expense": ("保洁工资", "门卫工资", "垃圾清运", "清洁用品", "路灯维修", "消防器材", "其他支出"),
}


def test_what_is_shipped_hangs_together(office: Context) -> None:
    told = shipped()
    assert tuple(vocab.LEDGER_KIND) == tuple((each.code, each.name) for each in told)
    assert len({each.id for each in told}) == len({each.code for each in told}) == len(told)
    for side, names in SAMPLE.items():
        for name in names:
            found = ledgers.kind_for(told, side, name)
            assert found is not None
            assert found.name == name
    words = [(each.direction, word) for each in told for word in (each.name, *each.items)]
    assert len(set(words)) == len(words)
    assert {each.code for each in told if each.staff} == {"guard", "cleaning", "staff"}
    assert ledgers.kinds(office) == told


def test_a_word_of_an_account_sheet_finds_its_kind(office: Context) -> None:
    known = ledgers.kinds(office)
    for side, word, code in (
        ("income", " 停车 ", "parking"),
        ("income", "众筹", "crowdfunding"),
        ("expense", "保洁", "cleaning"),
        ("expense", "其他", "other_expense"),
    ):
        found = ledgers.kind_for(known, side, word)
        assert found is not None
        assert found.code == code
    assert ledgers.kind_for(known, "income", "保洁工资") is None
    assert ledgers.kind_for(known, "income", "") is None


def test_a_shipped_kind_is_renamed_hidden_and_reset(office: Context) -> None:
    parking = next(each for each in ledgers.kinds(office) if each.code == "parking")
    draft = ledgers.KindDraft("expense", "车位费", "停车，泊车", staff=True, position=5, active=False)
    ledgers.save_kind(office, parking.id, draft)
    changed = next(each for each in ledgers.kinds(office) if each.id == parking.id)
    assert (changed.code, changed.direction, changed.name, changed.items) == (
        "parking",
        "income",
        "车位费",
        ("停车", "泊车"),
    )
    assert (changed.staff, changed.active, changed.shipped, changed.edited) == (False, False, True, True)
    assert all(each.code != "parking" for each in ledgers.kinds(office, hidden=False))
    assert ledgers.save_kind(office, parking.id, draft).committed is None
    ledgers.reset_kind(office, parking.id)
    assert ledgers.kinds(office) == shipped()
    assert ledgers.reset_kind(office, parking.id).committed is None
    ledgers.save_kind(office, parking.id, draft)  # again, out of the recycle bin
    assert next(each for each in ledgers.kinds(office) if each.id == parking.id).name == "车位费"


def test_a_hidden_kind_is_told_where_it_has_entries(office: Context) -> None:
    yard = courtyard(office)
    parking = next(each for each in ledgers.kinds(office) if each.code == "parking")
    ledgers.save_kind(office, parking.id, ledgers.KindDraft("income", "停车费", active=False))
    assert "停车费" not in [line.name for line in ledgers.statement(office, yard, "2020-09").income]
    entry(office, yard)
    assert "停车费" in [line.name for line in ledgers.statement(office, yard, "2020-09").income]


def test_an_own_kind_is_added_used_and_then_kept(office: Context) -> None:
    yard = courtyard(office)
    own = ledgers.save_kind(office, None, ledgers.KindDraft("income", "快递柜租金", "快递柜")).id
    entry(office, yard, kind="快递柜租金")
    assert ledgers.statement(office, yard, "2020-09").income[-1].name == "快递柜租金"
    with pytest.raises(InvalidInput, match="已有1笔收支"):
        ledgers.reset_kind(office, own)
    ledgers.save_kind(office, own, ledgers.KindDraft("income", "快递柜"))
    assert ledgers.register_page(office, courtyard=yard).rows[0].kind_name == "快递柜"
    unused = ledgers.save_kind(office, None, ledgers.KindDraft("expense", "绿化")).id
    ledgers.reset_kind(office, unused)
    assert all(each.id != unused for each in ledgers.kinds(office))


def test_what_cannot_be_a_kind_is_refused(office: Context) -> None:
    with pytest.raises(InvalidInput, match="请写上"):
        ledgers.save_kind(office, None, ledgers.KindDraft("income", "  "))
    with pytest.raises(InvalidInput, match="已经有叫“停车费”"):
        ledgers.save_kind(office, None, ledgers.KindDraft("income", "停车费"))
    with pytest.raises(NotFound, match="没有这个收支类别"):
        ledgers.save_kind(office, b"x" * 16, ledgers.KindDraft("income", "甲"))


def test_forms_offer_the_kinds_of_the_office(office: Context) -> None:
    yard = courtyard(office)
    made = [
        ledgers.save_kind(office, None, ledgers.KindDraft(side, "快递柜")) for side in ("income", "expense")
    ]
    parking = next(each for each in ledgers.kinds(office) if each.code == "parking")
    ledgers.save_kind(office, parking.id, ledgers.KindDraft("income", "泊车费", active=False))
    codes = {each.id: each.code for each in ledgers.kinds(office)}
    own, other = codes[made[0].id], codes[made[1].id]

    def choices(kind: str, record_id: bytes | None = None) -> dict[str, str]:
        record = records.blank(office, kind) if record_id is None else records.read(office, kind, record_id)
        vocabulary = record.shown("kind").field.vocabulary
        assert vocabulary is not None
        return dict(vocabulary)

    offered = choices("ledger-entries")
    assert (offered[own], offered[other]) == ("快递柜（收入）", "快递柜（支出）")
    assert "parking" not in offered
    assert other not in choices("charges")
    assert choices("charges")[own] == "快递柜"
    values = {"courtyard_id": yard, "on_date": "2020-9-3", "direction": "income", "amount": "1"}
    paid = records.save(office, "ledger-entries", None, {**values, "kind": own}).id
    assert records.read(office, "ledger-entries", paid).shown("kind").text == "快递柜（收入）"
    records.save(office, "ledger-entries", paid, {"kind": "parking"})
    assert choices("ledger-entries", paid)["parking"] == "泊车费"
    lines = history.history(office, "ledger-entries", paid)
    assert lines[0].changes == (("类别", "快递柜（收入）", "泊车费"),)
    with pytest.raises(records.FormErrors):
        records.save(office, "ledger-entries", paid, {"kind": "没有"})
