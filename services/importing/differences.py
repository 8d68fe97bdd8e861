"""What a book says otherwise than the register, field by field, as the rehearsal lists it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from models.db.reading import Reader
from models.rules.text import fold
from services.importing.compare import Shelf
from services.importing.origin import FieldKey, group_of
from services.importing.plan import Remark
from services.importing.walk import Walk
from services.shown import show
from services.subjects import BY_KIND, BY_TABLE, Field

_SHOWN: Final = 2000
_LINKED: Final = frozenset(
    ("courtyard_id", "unit_id", "dwelling_id", "building_id", "committee_id", "team_id")
)
_NOTES: Final = Field("import_note", "导入备注", "longtext")


@dataclass(frozen=True, slots=True)
class Difference:
    """One field of a stored record that the book says otherwise.

    Attributes:
        kind_label, name, field: record and field, in Chinese.
        old: what is stored.
        new: what the book says.
        kept: why what is stored stays, "" where the book's value is taken.
        key: to decide the other way; see `rehearse_plan`.
    """

    kind_label: str
    name: str
    field: str
    old: str
    new: str
    kept: str = ""
    key: FieldKey | None = None


def differences_of(reader: Reader, walk: Walk) -> tuple[Difference, ...]:
    """Return the differences a walk found, those that are kept first; at most 2,000 of each.

    Args:
        reader: names the records.
        walk: through the plan.
    """
    kept: list[Difference] = []
    taken: list[Difference] = []
    for table, shelf in walk.shelves.items():
        for listed, changes in ((kept, shelf.kept), (taken, shelf.changed)):
            for row_id, columns in changes.items():
                if len(listed) >= _SHOWN:
                    break
                listed += _of_row(reader, walk, table, row_id, columns, is_kept=listed is kept)
    return (*kept, *taken)


def deleted_here(reader: Reader, walk: Walk) -> list[Remark]:
    """Return a warning for every record that lies in the recycle bin and that the book would add again."""
    found: list[Remark] = []
    named: dict[str, set[str]] = {}
    for table, label in reader.all("SELECT tbl, label FROM deletion ORDER BY at"):
        shelf = walk.shelves.get(table)
        if shelf is None or "name" not in shelf.columns or not shelf.new:
            continue
        if table not in named:
            named[table] = {fold(str(row["name"])) for row in shelf.new.values() if row.get("name")}
        if fold(label or "") in named[table] and len(found) < _SHOWN:
            one = BY_TABLE[table].one
            text = f"{one}“{label}”在本机已删除（在回收站里），表中还有，导入会重新增加，请核对。"
            found.append(Remark("", "", "deleted_here", text))
    return found


def _of_row(
    reader: Reader, walk: Walk, table: str, row_id: bytes, columns: dict[str, Any], *, is_kept: bool
) -> Iterator[Difference]:
    described = BY_TABLE[table]
    fields = {field.name: field for section in described.sections for field in section.fields}
    fields["import_note"] = _NOTES
    sql = f"SELECT {described.name_sql} FROM {described.from_sql} WHERE t.id = ?"
    name = reader.value(sql, (row_id,)) or ""
    stored = walk.shelves[table].rows[row_id]
    companions = {field.companion: field.name for field in fields.values() if field.companion}
    new = {**stored, **columns}
    for column in dict.fromkeys(companions.get(column, column) for column in columns):
        field = fields.get(column)
        if field is None or (field.kind == "ref" and column in _LINKED):
            continue
        why = ""
        if is_kept:
            origin = walk.origins.of(table, row_id, column)
            why = origin.why_kept(new[column]) if origin.by_hand else "按您的选择"
        key = (table, row_id, group_of(table, column))
        old, said = _shown(walk, field, stored), _shown(walk, field, new)
        yield Difference(described.one, name, field.label, old, said, why, key)


def _shown(walk: Walk, field: Field, values: Mapping[str, Any]) -> str:
    value = values.get(field.name)
    if field.kind not in ("ref", "person"):
        companion = values.get(field.companion) if field.companion else None
        return show(value, field.kind, field.vocabulary, companion=companion)
    if value is None:
        return ""
    table = "resident" if field.kind == "person" else BY_KIND[field.target or ""].table
    shelf: Shelf | None = walk.shelves.get(table)
    named = shelf is not None and (value in shelf.rows or value in shelf.new)
    return str(shelf.value(value, "name") or "") if shelf is not None and named else ""
