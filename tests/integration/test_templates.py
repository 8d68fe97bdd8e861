"""An office's own wording: kept, merged with the shipped one, undone, reset, printed."""

from __future__ import annotations

import pytest

from models.errors import NotFound
from services import audit_log, history, notices, templates, workplace
from services.notices import Target
from services.office import Context
from services.records import FormErrors
from tests.helpers.deliberations import deliberated
from tests.helpers.office import add, community, courtyard, rows, value

TITLE = "{楼院}基本情况"


def _title(office: Context) -> str:
    return templates.wordings(office)["overview"].text("title")


def test_own_wording_is_merged_kept_and_reset(office: Context) -> None:
    assert _title(office) == "{楼院}楼院概况"
    saved = templates.save(office, "overview", {"title": TITLE, "subtitle": "{社区}"}, {"date": False})
    assert saved is not None
    assert saved.touched == {"template_text"}
    own = templates.wordings(office)["overview"]
    assert (own.text("title"), own.text("subtitle"), own.text("note")) == (
        TITLE, "{社区}", "统计截至{统计日期}。",
    )  # fmt: skip
    assert (own.carries("date"), own.carries("seal")) == (False, True)
    assert templates.save(office, "overview", {"title": TITLE}) is None
    templates.reset(office, "overview", "title")
    assert (_title(office), templates.wordings(office)["overview"].text("subtitle")) == (
        "{楼院}楼院概况", "{社区}",
    )  # fmt: skip
    templates.reset(office, "overview")
    reset = templates.wordings(office)["overview"]
    assert (dict(reset.texts), dict(reset.flags)) == ({}, {})
    assert templates.reset(office, "overview") is None


def test_the_shipped_text_is_not_kept_as_own(office: Context) -> None:
    templates.save(office, "overview", {"title": TITLE})
    templates.save(office, "overview", {"title": "{楼院}楼院概况"})
    assert value(office, "SELECT count(*) FROM template_text WHERE deleted_at IS NULL") == 0


def test_saving_and_resetting_are_undone(office: Context) -> None:
    first = templates.save(office, "overview", {"title": TITLE})
    second = templates.save(office, "overview", {"title": "{楼院}"})
    third = templates.reset(office, "overview")
    assert first is not None
    assert second is not None
    assert third is not None
    history.undo(office, third.tx_id)
    assert _title(office) == "{楼院}"
    history.undo(office, second.tx_id)
    assert _title(office) == TITLE
    history.undo(office, first.tx_id)
    assert _title(office) == "{楼院}楼院概况"
    assert history.recycle_bin(office) == ()
    assert templates.save(office, "overview", {"title": TITLE}) is not None
    assert _title(office) == TITLE


def test_changes_are_in_the_audit_and_the_log(office: Context) -> None:
    templates.save(office, "overview", {"title": TITLE})
    told = [(line.action, line.subject, line.label) for line in audit_log.recent(office)]
    assert ("修改公示模板", "", "楼院概况") in told
    assert ("新增", "公示模板", "") in told
    assert value(office, "SELECT count(*) FROM sync_change WHERE tbl = 'template_text'") == 1


def test_bad_wording_is_refused_and_nothing_is_kept(office: Context) -> None:
    with pytest.raises(FormErrors) as refused:
        templates.save(office, "overview", {"title": TITLE, "note": "{应到}"})
    assert set(refused.value.errors) == {"note"}
    with pytest.raises(FormErrors):
        templates.unsaved(office, "overview", {"title": ""}, {})
    assert rows(office, "SELECT id FROM template_text") == []


def test_own_wording_belongs_to_the_office(office: Context) -> None:
    unit = workplace.name_office(office, None, "明湖办事处").id
    templates.save(office, "overview", {"title": TITLE})
    assert value(office, "SELECT unit_id FROM template_text") == unit


def test_a_public_notice_keeps_its_flags(office: Context) -> None:
    assert templates.save(office, "resolution", {}, {"period": False}) is None
    assert templates.wordings(office)["resolution"].carries("period")


def test_what_a_newer_program_wrote_is_left_alone(office: Context) -> None:
    with office.unit_of_work() as work:
        for kind, part in (("overview", "footer"), ("banner", "title"), ("banner", "flag.qr")):
            work.insert("template_text", {"kind": kind, "part": part, "text": "甲"})
        work.commit()
    assert dict(templates.wordings(office)["overview"].texts) == {}


def test_the_sheet_is_printed_with_own_and_with_unsaved_words(office: Context) -> None:
    yard = courtyard(office, "郑纺机西院", community(office))
    target = Target("overview", yard)
    templates.save(office, "overview", {"title": TITLE})
    sheet = notices.make_sheet(office, target)
    assert sheet.title == "基本情况"
    typed = templates.unsaved(office, "overview", {"title": "{楼院}一览"}, {})
    assert notices.make_sheet(office, target, wordings=typed).title == "一览"
    assert notices.make_sheet(office, target).pdf.data == sheet.pdf.data


def test_the_example_is_the_latest_record(office: Context) -> None:
    ids = deliberated(office)
    yard = value(office, "SELECT courtyard_id FROM meeting WHERE id = ?", ids["joint"])
    for kind in ("minutes", "resolution"):
        target = notices.example(office, kind, yard)
        assert notices.make_sheet(office, target).pdf.pages >= 1
        assert notices.template_of(notices.facts_of(office, target)) == kind
    add(office, "notices", courtyard_id=yard, kind="free", title="停水", body="停水一天。")
    add(office, "notices", courtyard_id=yard, kind="result", title="路修好了", body="已经修好。")
    for kind in ("free", "notice"):
        facts = notices.facts_of(office, notices.example(office, kind, yard))
        assert notices.template_of(facts) == kind
    other = courtyard(office, "空院", community(office, "别处"))
    assert notices.example(office, "overview", other) == Target("overview", other)
    with pytest.raises(NotFound, match="还没有决议"):
        notices.example(office, "resolution", other)
