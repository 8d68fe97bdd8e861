"""What a book says otherwise than the register, field by field, as the rehearsal lists it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from models.db.reading import Reader
from services.importing.compare import Shelf
from services.importing.deleted import WHOLE, LeftOut
from services.importing.origin import FieldKey, group_of
from services.importing.walk import Walk
from services.shown import show
from services.subjects import BY_KIND, BY_TABLE, Field

_SHOWN: Final = 2000
_DELETED: Final = "本地已删除，不再导入"
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

    @property
    def is_deleted(self) -> bool:
        """Whether the whole record was deleted here."""
        return self.key is not None and self.key[2] == WHOLE

    @property
    def done(self) -> str:
        """What becomes of it, in Chinese."""
        if self.is_deleted:
            return self.kept or "重新增加"
        return f"保留（{self.kept}）" if self.kept else "用表中的"


def differences_of(reader: Reader, walk: Walk) -> tuple[Difference, ...]:
    """Return the differences a walk found, what stays as it is here first; at most 2,000 of each.

    Args:
        reader: names the records.
        walk: through the plan.
    """
    deleted = walk.deleted[:_SHOWN]
    kept = [_of_deleted(each) for each in deleted if not each.returns]
    taken = [_of_deleted(each) for each in deleted if each.returns]
    for table, shelf in walk.shelves.items():
        for listed, changes in ((kept, shelf.kept), (taken, shelf.changed)):
            for row_id, columns in changes.items():
                if len(listed) >= _SHOWN:
                    break
                listed += _of_row(reader, walk, table, row_id, columns, is_kept=listed is kept)
    return (*kept, *taken)


def stays(differences: Iterable[Difference]) -> str:
    """Return in Chinese how much of what was done here the book leaves as it is, "" for nothing."""
    kept = [each for each in differences if each.kept]
    gone = sum(each.is_deleted for each in kept)
    edited = len(kept) - gone
    parts = [f"本地改过的{edited}处保留" if edited else "", f"本地已删除的{gone}条不再导入" if gone else ""]
    return "，".join(filter(None, parts))


def _of_deleted(found: LeftOut) -> Difference:
    below = f"，连同所属的{found.below}条" if found.below else ""
    kept = "" if found.returns else _DELETED
    one = BY_TABLE[found.table].one
    return Difference(one, found.name, "整条记录", "已删除", f"表中还有{below}", kept, found.key)


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
