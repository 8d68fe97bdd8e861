"""The hunt: an office full of telephones and document numbers, every page opened, every text of it read."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QAbstractItemModel, QAbstractListModel, QModelIndex, Qt
from PySide6.QtWidgets import QAbstractItemView, QTreeView, QWidget

from services import records
from services.office import Context
from services.shown import HIDDEN
from services.subjects import ALL
from tests.helpers import town
from tests.helpers.office import add, rows
from tests.helpers.windowed import Desk, clock, desk, new_office, office
from ui.pages.records import RecordsPage
from ui.widgets.hidden_value import HiddenValue

__all__ = ["clock", "desk", "new_office", "office"]

_PROPERTIES = (
    "text", "placeholderText", "plainText", "title", "toolTip", "statusTip", "whatsThis", "accessibleName",
    "accessibleDescription", "windowTitle",
)  # fmt: skip
_ROLES = (
    Qt.ItemDataRole.DisplayRole,
    Qt.ItemDataRole.EditRole,
    Qt.ItemDataRole.ToolTipRole,
    Qt.ItemDataRole.AccessibleTextRole,
    Qt.ItemDataRole.AccessibleDescriptionRole,
)
_MOST_ROWS = 60
_SEPARATORS = re.compile(r"[\s\-]")


def texts(widget: QWidget) -> Iterator[str]:
    """Return every text a window shows or tells a screen reader, those of the models of its views as well."""
    for each in (widget, *widget.findChildren(QWidget)):
        yield from (str(each.property(name)) for name in _PROPERTIES if each.property(name))
        if isinstance(each, QAbstractItemView) and each.model() is not None:
            yield from _of_model(each.model(), QModelIndex(), tree=isinstance(each, QTreeView))


def _of_model(model: QAbstractItemModel, parent: QModelIndex, *, tree: bool) -> Iterator[str]:
    for row in range(min(model.rowCount(parent), _MOST_ROWS)):
        columns = 1 if isinstance(model, QAbstractListModel) else model.columnCount(parent)
        for column in range(columns):
            index = model.index(row, column, parent)
            yield from (str(found) for role in _ROLES if (found := model.data(index, role)) is not None)
            if column == 0 and tree:
                yield from _of_model(model, index, tree=True)


def plant(context: Context) -> dict[str, str]:
    """Write a number of its own into every hidden field there is, twice; returns them with their places."""
    planted: dict[str, str] = {}
    for described in ALL:
        for field in (each for section in described.sections for each in section.fields):
            if field.kind not in HIDDEN:
                continue
            where = f" AND {described.where.replace('t.', '')}" if described.where else ""
            found = rows(context, f"SELECT id FROM {described.table} WHERE deleted_at IS NULL{where}")
            assert found, described.kind
            for (record_id,) in found:
                for _ in range(2):
                    number = _number(field.kind, len(planted))
                    records.save(context, described.kind, record_id, {field.name: number})
                    planted[re.sub("[^0-9X]", "", number)] = f"{described.kind}.{field.name}"
    return planted


def _number(kind: str, at: int) -> str:
    if kind == "id_number":
        return f"41010519600101{at:03d}X"
    return f"{'女儿 ' if kind == 'contact' else ''}13{at:03d}6{at:03d}57"


def leaks(desk: Desk, planted: dict[str, str]) -> set[str]:
    """Return the places of planted numbers that can be read in the window."""
    whole = _SEPARATORS.sub("", "\n".join(texts(desk.window)))
    return {place for number, place in planted.items() if number in whole}


@pytest.fixture
def planted(desk: Desk) -> dict[str, str]:
    """An office with something of everything, and numbers wherever there is a place for one."""
    town.furnish(desk.context)
    yard = desk.context.reader.value("SELECT id FROM courtyard WHERE deleted_at IS NULL LIMIT 1")
    for kind, needed in (
        ("cadre-assignments", {"courtyard_id": yard, "name": "李干部"}),
        ("disclosure-requests", {"courtyard_id": yard, "content": "看账", "asked_on": "2020-9-1"}),
    ):
        add(desk.context, kind, **needed)
    return plant(desk.context)


def test_no_page_no_record_and_no_form_shows_a_number(desk: Desk, planted: dict[str, str]) -> None:
    assert len({place for place in planted.values()}) >= 9
    found: dict[str, set[str]] = {}
    for key in desk.window.page_keys:
        desk.go(key)
        found[key] = leaks(desk, planted)
    kinds = {place.partition(".")[0] for place in planted.values()}
    tables = {each.kind: each.table for each in ALL}
    for kind in sorted(kinds):
        record_id = desk.context.reader.value(
            f"SELECT id FROM {tables[kind]} WHERE deleted_at IS NULL LIMIT 1"
        )
        desk.session.show_record(kind, record_id)
        desk.settle()
        assert isinstance(desk.window.page, RecordsPage)
        for at in range(desk.view.tabs.count()):
            desk.view.tabs.setCurrentIndex(at)
            desk.settle()
            found[f"{kind} {at}"] = leaks(desk, planted)
        desk.page.pane.edit()
        desk.settle()
        assert desk.form.inputs
        found[f"{kind} form"] = leaks(desk, planted)
        desk.page.pane.cancel()
        desk.settle()
    assert {place: each for place, each in found.items() if each} == {}
    _one_shown(desk, planted)


def _one_shown(desk: Desk, planted: dict[str, str]) -> None:
    """See that the hunt would find a number: one is shown on request."""
    person = desk.context.reader.value("SELECT id FROM resident WHERE phone IS NOT NULL LIMIT 1")
    desk.session.show_record("residents", person)
    desk.settle()
    desk.view.tabs.setCurrentIndex(0)
    desk.view.findChildren(HiddenValue)[0].button.click()
    desk.settle()
    assert leaks(desk, planted) == {"residents.phone"}
