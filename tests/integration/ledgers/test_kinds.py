"""Kinds of receipts and payments: shipped, renamed, added, hidden, found by a word."""

from __future__ import annotations

import pytest

from models import vocab
from models.errors import InvalidInput, NotFound
from services import ledgers
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
