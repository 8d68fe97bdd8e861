"""What keeps a unit from going into the recycle bin: courtyards and others that name it."""

from typing import TYPE_CHECKING, Final

from models.errors import InvalidInput
from services.guards.base import Change

if TYPE_CHECKING:
    from models.db.uow import UnitOfWork

_USED_BY: Final = (
    ("courtyard", "unit_id", "楼院"),
    ("unit", "parent_id", "下级单位"),
    ("party_organisation", "unit_id", "党组织"),
    ("pairing", "partner_unit_id", "联建支部"),
    ("property_service", "provider_unit_id", "物业服务"),
)


def check_unit(work: "UnitOfWork", change: Change) -> None:
    """Refuse to delete a unit that is used; undo knows by itself what leans on it.

    Raises:
        InvalidInput: what uses it has to be moved first.
    """
    if change.action != "delete":
        return
    for unit_id in change.ids:
        used = []
        for table, column, label in _USED_BY:
            count = work.reader.value(
                f"SELECT count(*) FROM {table} WHERE {column} = ? AND deleted_at IS NULL", (unit_id,)
            )
            used += [f"{count}个{label}"] if count else []
        if used:
            name = work.row("unit", unit_id)["name"]
            raise InvalidInput(f"“{name}”还有{'、'.join(used)}，没有删除。请先把它们移到别的单位。")
