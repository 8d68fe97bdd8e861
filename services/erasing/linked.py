"""What hangs on a person: rows that name the resident, what they say, and texts with the name."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from models.db.reading import Reader

if TYPE_CHECKING:
    from models.db.uow import UnitOfWork

NOBODY: Final = "已删除居民"
"""What stands where a name may not be empty."""
SAID: Final[Mapping[str, Mapping[str, str | None]]] = {
    "household": {"phone": None, "note": None},
    "ownership": {"note": None},
    "appointment": {"note": None},
    "committee_member": {"background": None, "note": None},
    "candidacy": {"background": None, "introduction": None, "withdrawn_reason": None, "note": None},
    "candidate_vetting": {"circumstance": None, "opinion": None, "note": None},
    "team_member": {"skills": None, "note": None},
    "participation": {"note": None},
    "representative": {"note": None},
    "attendance": {"note": None},
    "attendee": {"name": NOBODY, "note": None},
    "opinion": {"raised_by": None, "contact": None},
    "dispute_party": {"name": NOBODY, "contact": None, "statement": None},
}
"""Columns of rows linked to a person that tell something about that person, with what takes their place."""
_OFFICE_TABLES: Final = frozenset(
    (
        "rule_record",
        "template_text",
        "mask_rule",
        "disclosure_item",
        "calendar_day",
        "matter_template",
        "unit",
    )
)
"""Tables in which no resident stands."""
KEPT_BECAUSE: Final[Mapping[str, str]] = {
    "consent": "同意的凭据，保存到期限届满（本单位自定，参照民法典第188条）",
    "ledger_entry": "会计凭证，法定保管30年（会计档案管理办法第14条）；打印时按姓名遮盖",
    "month_close": "月结报表，法定保管30年（会计档案管理办法第14条）",
    "staff_cost": "会计凭证，法定保管30年（会计档案管理办法第14条）",
    "charge_due": "会计凭证，法定保管30年（会计档案管理办法第14条）",
    "minutes": "定稿的纪要是签过字的原文，不能改；公开时按姓名遮盖",
    "notice_issue": "已经签发的公示是存档的原样，不能改",
    "issued_sheet": "已经打印的公示的登记",
    "vote_count": "计票结果已经定格，改了就核对不上",
    "ballot": "表决票是计票的凭据",
}
"""Why texts of these tables stay."""
OTHERWISE: Final = "文字里有同样的姓名，可能是同名的人；请打开核对，需要时自己改正"


@dataclass(frozen=True, slots=True)
class Row:
    """One row.

    Attributes:
        table: its table, and
        id: the row.
        column: the column that names the person, "" where a text does.
        living: whether it is outside the recycle bin.
    """

    table: str
    id: bytes
    column: str = ""
    living: bool = True


def linked(reader: Reader, resident: bytes) -> Iterator[Row]:
    """Yield every row that refers to a resident, those in the recycle bin too, but no files."""
    from services.duplicates.references import columns_to

    for table, column in columns_to("resident"):
        if table == "attachment":
            continue
        rows = reader.all(
            f"SELECT id, deleted_at IS NULL FROM {table} WHERE {column} = ? ORDER BY id", (resident,)
        )
        for row_id, living in rows:
            yield Row(table, bytes(row_id), column, bool(living))


def files_of(reader: Reader, table: str, row_id: bytes) -> tuple[tuple[bytes, bytes], ...]:
    """Return id and SHA-256 of the files hung on a record, those in the recycle bin too."""
    rows = reader.all(
        "SELECT id, sha256 FROM attachment WHERE row_id = ? AND tbl = ? ORDER BY id", (row_id, table)
    )
    return tuple((bytes(row[0]), bytes(row[1])) for row in rows)


def said_in(work_row: Mapping[str, Any], table: str) -> dict[str, str | None]:
    """Return the columns of a row that tell about the person, with what takes their place."""
    return {name: other for name, other in SAID.get(table, {}).items() if work_row[name] not in (None, other)}


def mentioned(reader: Reader, name: str) -> Iterator[Row]:
    """Yield living rows in whose texts a name stands; somebody else may have it too."""
    if len(name) < 2:
        return
    pattern = "%" + name.lower().replace("!", "!!").replace("%", "!%").replace("_", "!_") + "%"
    for table, columns in _text_columns():
        told = " OR ".join(f"lower({column}) LIKE ? ESCAPE '!'" for column in columns)
        rows = reader.all(
            f"SELECT id FROM {table} WHERE deleted_at IS NULL AND ({told}) ORDER BY id",
            (pattern,) * len(columns),
        )
        for (row_id,) in rows:
            yield Row(table, bytes(row_id))


@lru_cache(maxsize=1)
def _text_columns() -> tuple[tuple[str, tuple[str, ...]], ...]:
    from sqlalchemy import String

    from models.db.changes import synced_columns
    from models.tables import SYNCED

    found = []
    for table in SYNCED:
        names = tuple(
            name
            for name in synced_columns(table)
            if isinstance(table.c[name].type, String) and name not in ("digest", "tbl", "sha256")
        )
        if names and table.name not in _OFFICE_TABLES:
            found.append((table.name, names))
    return tuple(found)


def refusal(work: "UnitOfWork", row: Row, values: Mapping[str, str | None]) -> str:
    """Return why the text of a row may not be changed any more, "" when it may."""
    from models.errors import UserError
    from services import guards

    try:
        guards.check(work, guards.Change("update", row.table, (row.id,), values))
    except UserError as error:
        return error.message
    return ""


def words_of(resident: Mapping[str, Any]) -> Sequence[str]:
    """Return what identifies a resident in a text: name, phone, document number."""
    return tuple(str(resident[name]) for name in ("name", "phone", "id_number") if resident[name])
