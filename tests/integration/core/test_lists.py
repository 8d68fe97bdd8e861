"""Lists: every column, order and filter of every subject; pages and ids that agree with the whole."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest
from sqlalchemy import select, update

from models.tables import SYNCED
from services import lists, records
from services.lists import ListQuery, Row
from services.office import Context
from services.subjects import ALL, BY_KIND, BY_TABLE, Column
from tests.helpers.office import (
    ENGINES,
    FixedClock,
    NewOffice,
    add,
    community,
    courtyard,
    resident,
    rows,
    server_of,
)
from tests.helpers.town import furnish

KINDS = [each.kind for each in ALL]
SORTS = [(each.kind, column.name) for each in ALL for column in each.columns]
FILTERS = [(each.kind, filtered.name) for each in ALL for filtered in each.filters]
TODAY = "2020-09-16"
CHILDREN = [(each.kind, child.kind, child.column) for each in ALL for child in each.children]


@pytest.fixture(scope="module", params=ENGINES)
def town(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Context]:
    """An office with several records of every kind, some full, some nearly empty; nobody writes to it."""
    offices = NewOffice(tmp_path_factory.mktemp("town"), FixedClock(), server_of(request))
    context = offices()
    furnish(context)
    yield context
    offices.close_all()


def whole(context: Context, query: ListQuery) -> tuple[Row, ...]:
    return lists.page(context, query, 0, 10_000)


def split(ids: bytes) -> list[bytes]:
    return [ids[at : at + 16] for at in range(0, len(ids), 16)]


def check_agreement(context: Context, query: ListQuery) -> tuple[Row, ...]:
    """Fail unless pages, ids, count and rows by id all tell of the same list; return it."""
    found = whole(context, query)
    ids = [row.id for row in found]
    assert len(set(ids)) == len(ids) == lists.count(context, query)
    assert split(lists.ids(context, query)) == ids
    step = max(3, len(ids) // 4)  # a few pages, the last of them not full
    paged = [
        row for start in range(0, len(ids) + step, step) for row in lists.page(context, query, start, step)
    ]
    assert tuple(paged) == found
    assert lists.rows_by_id(context, query, ids[::-1]) == found[::-1]
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_a_list_shows_every_living_record_once(kind: str, town: Context) -> None:
    described = BY_KIND[kind]
    found = check_agreement(town, ListQuery(kind))
    where = f" AND {described.where}" if described.where else ""
    living = rows(town, f"SELECT id FROM {described.table} t WHERE deleted_at IS NULL{where}")
    assert {row.id for row in found} == {row[0] for row in living}
    assert found
    assert all(len(row.cells) == len(described.columns) for row in found)
    assert all(any(row.cells) for row in found)


@pytest.mark.parametrize(("kind", "column"), SORTS)
def test_every_column_sorts_both_ways_with_empty_cells_last(kind: str, column: str, town: Context) -> None:
    values: dict[bool, list[Any]] = {}
    for descending in (False, True):
        query = ListQuery(kind, sort=column, descending=descending)
        found = check_agreement(town, query)
        values[descending] = [sort_value(town, kind, column, row.id) for row in found]
    filled = [each for each in values[False] if each is not None]
    empty = [each for each in values[False] if each is None]
    assert values[False] == sorted(filled) + empty
    assert values[True] == sorted(filled, reverse=True) + empty


def test_the_order_of_a_subject_does_not_depend_on_the_database(office: Context) -> None:
    """Databases differ in where they put what is empty, and in the order of letters."""
    furnish(office)
    for name in ("b院", "B院", "𠅤家院"):
        courtyard(office, name)
    for voucher in ("a", "2", "B", "b"):
        add(office, "ledger-lines", summary="水费", voucher=voucher)
    for yard, building in rows(office, "SELECT courtyard_id, id FROM building"):
        place = {"courtyard_id": yard, "building_id": building}
        party = rows(office, "SELECT id FROM party_organisation WHERE courtyard_id = ?", yard)[0][0]
        add(office, "party-coverage", party_organisation_id=party, **place)
        add(office, "representatives", resident_id="代表", **place)
    empty_every_second(office)
    for described in ALL:
        terms = [re.sub(" NULLS (FIRST|LAST)$", "", term) for term in described.order]
        values = [term.removesuffix(" DESC") for term in terms]
        where = f" AND {described.where}" if described.where else ""
        found = rows(
            office,
            f"SELECT t.id, {', '.join(values)} FROM {described.from_sql} WHERE t.deleted_at IS NULL{where}",
        )
        for at, term in reversed(list(enumerate(terms, 1))):
            found.sort(key=partial(value_at, at), reverse=term.endswith(" DESC"))
        listed = split(lists.ids(office, ListQuery(described.kind)))
        assert listed == [row[0] for row in found], described.kind


def empty_every_second(context: Context) -> None:
    """Empty whatever may be empty in half of the rows of every table."""
    with context.unit_of_work() as work:
        for table in SYNCED:
            sources = {each.name: each.info.get("derive", ("", each.name))[1] for each in table.c}
            names = [
                name for name, source in sources.items() if table.c[source].nullable and name != "deleted_at"
            ]
            ids = sorted(work.connection.scalars(select(table.c.id)).all())[::2]
            work.connection.execute(
                update(table).where(table.c.id.in_(ids)).values(dict.fromkeys(names, None))
            )
        work.commit()


def value_at(at: int, row: tuple[Any, ...]) -> tuple[bool, Any]:
    """Return a value of a row as the local file compares it: what is empty is least, texts code by code."""
    value = row[at]
    return value is not None, value.encode() if isinstance(value, str) else value


def sort_value(context: Context, kind: str, name: str, record_id: bytes) -> Any:
    described = BY_KIND[kind]
    column: Column = described.column(name)
    return context.reader.value(
        f"SELECT {column.sort or column.sql} FROM {described.from_sql} WHERE t.id = ?", (record_id,)
    )


@pytest.mark.parametrize(("kind", "name"), FILTERS)
def test_every_filter_divides_the_list(kind: str, name: str, town: Context) -> None:
    everything = {row.id for row in whole(town, ListQuery(kind))}
    options = lists.options(town, kind, name, TODAY)
    assert options
    assert all(value and label for value, label in options)
    found = [
        {row.id for row in check_agreement(town, ListQuery(kind, filters=((name, value),)))}
        for value, _ in options
    ]
    assert set().union(*found) <= everything
    assert any(found)
    assert any(each != everything for each in found)


def test_filters_are_combined(town: Context) -> None:
    (community_id,) = (
        value for value, label in lists.options(town, "courtyards", "community", TODAY) if label == "文明社区"
    )
    query = ListQuery("courtyards", filters=(("community", community_id), ("committee", "self_management")))
    assert [row.cells[0] for row in check_agreement(town, query)] == ["安居里", "建设路10号院"]
    nothing = ListQuery("courtyards", filters=(("community", community_id), ("committee", "owners")))
    assert check_agreement(town, nothing) == ()


@pytest.mark.parametrize(("kind", "child", "column"), CHILDREN)
def test_lists_below_a_record(kind: str, child: str, column: str, town: Context) -> None:
    found: list[Row] = []
    for record in whole(town, ListQuery(kind)):
        query = ListQuery(child, below=(column, record.id))
        listed = check_agreement(town, query)
        table = BY_KIND[child].table
        expected = rows(town, f"SELECT id FROM {table} WHERE {column} = ? AND deleted_at IS NULL", record.id)
        assert {row.id for row in listed} == {row[0] for row in expected}
        found += listed
    assert (
        found
        or (kind, child) == ("party-organisations", "party-organisations")
        or child in ("pairings", "units")
    )


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("text", ["张", "zs", "建设", "1381", "%", "2号"])
def test_search_in_every_list(kind: str, text: str, town: Context) -> None:
    everything = {row.id for row in whole(town, ListQuery(kind))}
    found = {
        row.id
        for row in check_agreement(town, ListQuery(kind, text=text, sort=BY_KIND[kind].columns[0].name))
    }
    assert found <= everything
    if text == "%":  # stands in the conclusions of ratings only
        closed = {row[0] for row in rows(town, "SELECT id FROM appraisal WHERE conclusion IS NOT NULL")}
        assert found == (closed if kind == "appraisals" else set())


def test_people_are_found_in_the_lists_of_what_they_do(town: Context) -> None:
    for kind in (
        "residents",
        "committee-members",
        "appointments",
        "team-members",
        "households",
        "ownerships",
    ):
        found = whole(town, ListQuery(kind, text="王"))
        assert found, kind
        assert all("王" in " ".join(row.cells) for row in found), kind


def names(context: Context, kind: str, column: str, **more: Any) -> list[str]:
    query = ListQuery(kind, columns=(column,), **more)
    return [row.cells[0] for row in whole(context, query)]


def test_natural_order_of_places_and_pinyin_order_of_people(town: Context) -> None:
    assert names(town, "courtyards", "name") == ["安居里", "建设路2号院", "建设路10号院", "无名院"]
    assert names(town, "buildings", "name")[:2] == ["2号楼", "10号楼"]
    rooms = names(town, "dwellings", "room", text="安居里")
    assert rooms[:3] == ["201", "1001", "东户"]
    people = list(dict.fromkeys(name[0] for name in names(town, "residents", "name", sort="name")))
    assert people == ["李", "钱", "孙", "王", "张", "赵", "周"]
    assert names(town, "committees", "director", sort="director") == ["李东", "王东", "张东"]
    assert names(town, "courtyards", "secretary", sort="secretary") == ["李东", "王东", "张东", ""]
    posts = names(town, "committee-members", "post")
    assert posts == ["主任", "副主任", "委员", "委员"] * 3


def test_cells_are_shown_as_people_read_them(town: Context) -> None:
    def cells(kind: str, *columns: str, **more: Any) -> tuple[str, ...]:
        return whole(town, ListQuery(kind, columns=columns, **more))[0].cells

    assert cells(
        "courtyards", "name", "community", "household_count", "built_year", "fire_lane", "teams"
    ) == (
        "安居里",
        "文明社区",
        "约300",
        "90年代",
        "有",
        "2",
    )
    assert cells("residents", "birth", "membership", "phone", text="王") == (
        "1964年5月",
        "民盟盟员",
        "138****5678",
    )
    assert cells("property-services", "mode", "charge", sort="provider") == ("聘用保洁、门卫", "0.3元/㎡·月")
    assert cells("ledger-lines", "amount", "on_date") == ("12.50", "2020年8月3日")
    assert cells("dwellings", "area") == ("65.4",)


def test_what_is_unknown_is_a_mistake_of_the_program(town: Context) -> None:
    for query in (
        ListQuery("absent"),
        ListQuery("courtyards", sort="absent"),
        ListQuery("courtyards", columns=("absent",)),
        ListQuery("courtyards", filters=(("absent", "x"),)),
        ListQuery("courtyards", below=("name; DROP TABLE courtyard", b"")),
    ):
        with pytest.raises(KeyError):
            lists.page(town, query)
    with pytest.raises(KeyError):
        lists.options(town, "courtyards", "absent", TODAY)


def test_counts_of_several_kinds(town: Context) -> None:
    found = lists.counts(town, KINDS)
    assert found == {kind: len(whole(town, ListQuery(kind))) for kind in KINDS}
    assert (found["communities"], found["units"], found["courtyards"]) == (2, 4, 4)


def test_deleted_people_vanish_from_the_lists_they_stood_in(office: Context) -> None:
    yard = courtyard(office)
    person = resident(office, "张三", courtyard_id=yard)
    add(office, "teams", courtyard_id=yard, kind="service", name="服务队", leader_id=person)
    building = add(office, "buildings", courtyard_id=yard, name="1号楼")
    home = add(office, "dwellings", courtyard_id=yard, building_id=building, room="101")
    add(office, "households", dwelling_id=home, head_id=person)
    assert names(office, "teams", "leader") == names(office, "dwellings", "head") == ["张三"]
    query = ListQuery("residents")
    before = lists.rows_by_id(office, query, [person])
    records.delete(office, "residents", [person])
    assert names(office, "teams", "leader") == names(office, "dwellings", "head") == [""]
    assert names(office, "households", "head") == [""]
    assert before
    assert lists.rows_by_id(office, query, [person]) == ()
    neighbour = resident(office, "李四", courtyard_id=yard)
    records.delete(office, "courtyards", [yard])
    assert names(office, "residents", "courtyard") == [""]
    assert records.read(office, "residents", neighbour).subtitle == ""


def test_rows_by_id_of_nothing(office: Context) -> None:
    community(office)
    assert lists.rows_by_id(office, ListQuery("communities"), []) == ()


def test_subjects_hang_together() -> None:
    """Kinds, tables, columns, children and targets that a description names exist."""
    from models.tables import Base

    for described in ALL:
        columns = Base.metadata.tables[described.table].c
        for section in described.sections:
            for field in section.fields:
                assert field.name in columns, (described.kind, field.name)
                assert not field.companion or field.companion in columns
                assert field.target is None or field.target in BY_KIND
                if field.required:
                    assert (
                        not columns[field.name].nullable or field.name == "unit_id" or field.kind == "choice"
                    )
        required = {
            name for name, column in columns.items() if not column.nullable and column.server_default is None
        }
        named = {field.name for section in described.sections for field in section.fields if field.required}
        set_otherwise = {"id", *described.completed, *(name for name, _ in described.fixed)}
        assert not described.by_form or required <= named | set_otherwise, described.kind
        assert set(described.completed) <= set(columns.keys()), described.kind
        for child in described.children:
            assert child.column in Base.metadata.tables[BY_KIND[child.kind].table].c
        if described.parent is not None:
            assert described.parent[0] in columns
            assert described.parent[1] in BY_KIND
        names_of_columns = [column.name for column in described.columns]
        assert len(set(names_of_columns)) == len(names_of_columns)
        assert BY_TABLE[described.table].table == described.table
