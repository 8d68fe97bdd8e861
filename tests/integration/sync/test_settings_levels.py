"""Settings of the hub hold below, and a community keeps its own over them, for itself alone.

Rules, catalogue, wording, masks, kinds of entries, days (sync.md, "Version skew, rights, clones").
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pytest

from models.errors import InvalidInput
from services import lists, masks, templates
from services.disclosure import calendar, catalogue
from services.ledgers.kinds import Kind, KindDraft, kinds, reset_kind, save_kind
from services.matter_templates import shipped
from services.matters import templates as programmes
from services.office import Context
from services.rules import editing
from services.rules.lines import RuleLine
from tests.helpers.stations import Station, World, world

__all__ = ["world"]

DAY = date(2026, 3, 2)
OFFICES = "街道统一定的，不能删除"
LINE = {"title": "自己加的事项", "rhythm": "monthly", "trigger": "month", "sheet": "free"}


@dataclass(frozen=True)
class Setting:
    """One kind of setting: how it is changed, read and taken back; `words` are three values it takes."""

    write: Callable[[Context, str], object]
    read: Callable[[Context], str]
    reset: Callable[[Context], object] | None = None
    words: tuple[str, str, str] = ("街道定的", "甲社区定的", "乙社区定的")

    def put(self, station: Station, text: str) -> None:
        with station.at_home() as context:
            self.write(context.on_writer, text)

    def at(self, station: Station) -> str:
        with station.at_home() as context:
            return self.read(context.on_writer)

    def take_back(self, station: Station) -> None:
        assert self.reset is not None
        with station.at_home() as context:
            self.reset(context.on_writer)


def _rule(context: Context) -> RuleLine:
    return next(each for each in editing.lines(context) if each.rule.id == "courtyard.pairing")


def _save_kind(context: Context, name: str) -> None:
    kind = _kind(context)
    save_kind(context, kind.id, KindDraft(kind.direction, name))


def _kind(context: Context) -> Kind:
    return next(each for each in kinds(context) if each.code == "other_income")


SETTINGS = {
    "rule": Setting(
        lambda context, text: editing.save(context, _rule(context).id, {"title": text}),
        lambda context: _rule(context).rule.title,
        lambda context: editing.reset(context, _rule(context).id),
    ),
    "catalogue": Setting(
        lambda context, text: catalogue.save(context, catalogue.shipped()[0].id, {"title": text}),
        lambda context: catalogue.item_of(context, catalogue.shipped()[0].id).title,
        lambda context: catalogue.reset(context, catalogue.shipped()[0].id),
    ),
    "wording": Setting(
        lambda context, text: templates.save(context, "overview", {"note": text}),
        lambda context: templates.wordings(context)["overview"].text("note"),
        lambda context: templates.reset(context, "overview"),
    ),
    "mask": Setting(
        lambda context, text: masks.save(context, "result", {("resident", "phone"): text}),
        lambda context: masks.profile(context, "result").mode("resident", "phone"),
        lambda context: masks.reset(context, "result"),
        ("full", "hidden", "masked"),
    ),
    "kind": Setting(
        lambda context, text: _save_kind(context, text),
        lambda context: _kind(context).name,
        lambda context: reset_kind(context, _kind(context).id),
    ),
    "day": Setting(
        lambda context, text: calendar.set_day(context, DAY, "holiday", text),
        lambda context: calendar.names(context).get(DAY, ""),
        lambda context: calendar.reset_day(context, DAY),
    ),
}


@pytest.mark.parametrize("name", sorted(SETTINGS))
def test_a_community_keeps_its_own_over_what_the_hub_says(world: World, name: str) -> None:
    setting = SETTINGS[name]
    office, first, second = setting.words
    came = setting.at(world.hub)
    setting.put(world.hub, office)
    world.settle()
    assert [setting.at(each) for each in (world.hub, world.a, world.b)] == [office] * 3

    setting.put(world.a, first)
    setting.put(world.b, second)
    world.settle()
    assert [setting.at(each) for each in (world.hub, world.a, world.b)] == [office, first, second]
    assert world.hub.value("SELECT count(*) FROM sync_void") == 0, "nothing is refused"

    setting.put(world.a, came)  # as it was shipped, although the hub says otherwise
    world.settle()
    assert setting.at(world.a) == came or name == "day"
    setting.put(world.a, first)
    setting.take_back(world.a)
    world.settle()
    assert [setting.at(each) for each in (world.hub, world.a, world.b)] == [office, office, second]
    setting.take_back(world.hub)
    world.settle()
    assert [setting.at(each) for each in (world.hub, world.a, world.b)] == [came, came, second]


@pytest.mark.parametrize("name", sorted(SETTINGS))
def test_two_communities_say_something_and_the_hub_nothing(world: World, name: str) -> None:
    setting = SETTINGS[name]
    _, first, second = setting.words
    came = setting.at(world.hub)
    setting.put(world.a, first)
    setting.put(world.b, second)
    world.settle()
    assert [setting.at(each) for each in (world.hub, world.a, world.b)] == [came, first, second]
    assert world.hub.value("SELECT count(*) FROM sync_conflict") == 0
    assert world.hub.value("SELECT count(*) FROM sync_void") == 0


def test_a_programme_of_the_hub_is_copied_below_and_not_changed(world: World) -> None:
    with world.hub.at_home() as context:
        made = programmes.copy(context.on_writer, "six_steps", "街道的程序").id
    world.settle()
    with world.a.at_home() as context:
        steps = shipped()["six_steps"].steps
        with pytest.raises(InvalidInput, match="复制一份"):
            programmes.save(context.on_writer, made, "改了", steps)
        listed = {each.template.name: each.template.code for each in programmes.programmes(context.on_writer)}
        programmes.copy(context.on_writer, listed["街道的程序"], "社区的程序")
    world.settle()

    def names(station: Station) -> set[str]:
        with station.at_home() as context:
            return {each.template.name for each in programmes.programmes(context.on_writer) if each.id}

    both = {"街道的程序", "社区的程序"}
    assert [names(each) for each in (world.hub, world.a, world.b)] == [{"街道的程序"}, both, {"街道的程序"}]
    assert world.hub.value("SELECT count(*) FROM sync_void") == 0


def test_a_line_of_ones_own_is_added_and_removed(world: World) -> None:
    with world.a.at_home() as context:
        made = catalogue.save(context.on_writer, None, LINE).id
    world.settle()

    def titles(station: Station) -> set[str]:
        with station.at_home() as context:
            return {each.title for each in catalogue.catalogue(context.on_writer)}

    assert [LINE["title"] in titles(each) for each in (world.hub, world.a, world.b)] == [False, True, False]
    with world.a.at_home() as context:
        catalogue.save(context.on_writer, made, {"title": "改了名"})
        assert "改了名" in titles(world.a)
        catalogue.remove(context.on_writer, made)
    assert "改了名" not in titles(world.a)


def test_what_the_hub_added_is_switched_off_below_and_not_deleted(world: World) -> None:
    with world.hub.at_home() as context:
        made = catalogue.save(context.on_writer, None, LINE).id
        kind = save_kind(context.on_writer, None, KindDraft("income", "街道的类别")).id
        version = editing.add_version(
            context.on_writer, _rule(context.on_writer).id, {"valid_from": "2027-01-01"}
        ).id
    world.settle()
    with world.a.at_home() as context:
        here = context.on_writer
        with pytest.raises(InvalidInput, match=OFFICES):
            catalogue.remove(here, made)
        with pytest.raises(InvalidInput, match=OFFICES):
            reset_kind(here, kind)
        with pytest.raises(InvalidInput, match=OFFICES):
            editing.reset(here, version)
        catalogue.switch(here, made, False)
        editing.switch(here, version, False)
        save_kind(here, kind, KindDraft("income", "社区叫的"))
    world.settle()

    def seen(station: Station) -> tuple[bool, bool, bool]:
        with station.at_home() as context:
            here = context.on_writer
            names = {each.name for each in kinds(here)}
            lines_here = {each.id: each.active for each in editing.lines(here)}
            return (
                made in {each.id for each in catalogue.catalogue(here)},
                lines_here[version],
                "社区叫的" in names,
            )

    assert [seen(each) for each in (world.hub, world.a, world.b)] == [
        (True, True, False),
        (False, False, True),
        (True, True, False),
    ]
    with world.a.at_home() as context:
        here = context.on_writer
        catalogue.reset(here, made)
        editing.reset(here, version)
        reset_kind(here, kind)
    assert seen(world.a) == (True, True, False)


def test_lists_call_a_kind_as_this_office_does(world: World) -> None:
    yard = world.a.add("建设路1号院")
    with world.a.at_home() as context, context.unit_of_work() as work:
        named = {"courtyard_id": yard, "unit_id": world.a.unit}
        account = work.insert("account", {**named, "name": "账户", "kind": "cash"})
        said = {"on_date": "2020-08-03", "month": "2020-08", "direction": "income", "amount": 100}
        work.insert("ledger_entry", {**named, "account_id": account, "kind": "other_income", **said})
        work.commit()
    SETTINGS["kind"].put(world.hub, "街道叫的")
    world.settle()
    SETTINGS["kind"].put(world.a, "社区叫的")
    world.settle()

    def cells(station: Station) -> str:
        rows = lists.page(station.context, lists.ListQuery("ledger-entries"), 0, 10)
        return "|".join(str(cell) for row in rows for cell in row.cells)

    assert "社区叫的" in cells(world.a)
    assert "街道叫的" in cells(world.hub)
