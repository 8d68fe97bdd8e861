"""Settings from before a community joined: they become its own, over those of the office it joins.

Until then there was one level, and its rows belonged to the office (services.levels).
"""

from typing import TYPE_CHECKING, Final

from models.ids import new_id

if TYPE_CHECKING:
    from models.db.uow import UnitOfWork

TABLES: Final = (
    "calendar_day",
    "disclosure_item",
    "ledger_kind",
    "mask_rule",
    "matter_template",
    "rule_record",
    "template_text",
)


def keep(work: "UnitOfWork", community: bytes) -> None:
    """Let the settings written here belong to a community; on the writer's thread.

    A row with the id of something shipped is the hub's to write: it is copied under an id of its own.

    Args:
        work: the transaction of the acceptance, the hub's units taken over.
        community: the unit of this workstation.
    """
    shipped = _shipped()
    for table in TABLES:
        for row_id in _written_here(work, table):
            if row_id not in shipped:
                # the hub counted its lines as this office did: the same code is another line there
                code = {"code": f"own-{new_id().hex()}"} if table == "disclosure_item" else {}
                work.update(table, row_id, {"unit_id": community, **code})
                continue
            row = work.row(table, row_id)
            values = {name: row[name] for name in row if name not in ("id", "deleted_at", "version")}
            work.insert(table, {**values, "unit_id": community}, row_id=new_id())
            work.delete(table, row_id)


def _shipped() -> frozenset[bytes]:
    from services.disclosure import catalogue
    from services.ledgers.kinds import shipped as shipped_kinds
    from services.rule_overlay import shipped

    rules = (bytes.fromhex(each.uuid) for each in shipped())
    lines = (each.id for each in catalogue.shipped())
    return frozenset((*rules, *lines, *(each.id for each in shipped_kinds())))


def _written_here(work: "UnitOfWork", table: str) -> list[bytes]:
    """Return the living rows for the whole office whose insert is an own change."""
    office = "AND t.courtyard_id IS NULL " if table == "rule_record" else ""
    rows = work.reader.all(
        f"SELECT t.id FROM {table} t WHERE t.deleted_at IS NULL {office}"
        "AND (t.unit_id IS NULL OR t.unit_id IN (SELECT id FROM unit WHERE kind = 'office')) "
        "AND EXISTS (SELECT 1 FROM sync_change c WHERE c.row_id = t.id AND c.tbl = ? AND c.grp = '*' "
        "AND c.pkg_id IS NULL) ORDER BY t.id",
        (table,),
    )
    return [bytes(row[0]) for row in rows]
