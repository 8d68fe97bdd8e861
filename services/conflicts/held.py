"""What was taken in and waits: for its parent, a newer program, or because its month is closed here."""

from typing import TYPE_CHECKING, Any

from models.errors import InvalidInput, NotFound
from services import settings
from services.conflicts.cases import HeldRow, Key
from services.conflicts.versions import Stored, changes_by_key, label_of_group
from services.office import Context
from services.rights import needs
from services.saving import Saved
from services.subjects import BY_TABLE

if TYPE_CHECKING:
    from models.db.uow import UnitOfWork

SETTLED = "held_settled"
"""Setting: held changes that were dealt with, by replica and number, with the transaction that did."""
ASKED = "asked"
_SENTENCES = {
    "missing_parent": "它所属的记录还没有收到，收到后自动生效。",
    "unknown_table": "这条更改来自较新版本的程序，升级后自动生效。",
    "newer_schema": "这条更改来自较新版本的程序，升级后自动生效。",
    "wait_prev": "它前面的更改还没有收到，收到后自动生效。",
    "constraint": "内容不符合登记的要求，没有写入。请与填写的单位核对。",
    ASKED: "它要改的内容已经定下，没有写入。",
}
_MOST = 500


def _name(key: Key) -> str:
    return f"{key[0].hex()}:{key[1]}"


def settled(context: Context) -> dict[str, str]:
    """Return the held changes that were dealt with, each with its transaction."""
    return dict(settings.get(context, SETTLED, {}))


def listed(context: Context) -> tuple[HeldRow, ...]:
    """Return what waits, the newest first; one line for each row of the register."""
    done = settled(context)
    rows = context.reader.all(
        "SELECT p.replica_id, p.seq, p.reason, p.detail FROM sync_pending p "
        "ORDER BY p.seq DESC, p.replica_id LIMIT ?",
        (_MOST,),
    )
    waiting = {(bytes(row[0]), row[1]): (row[2], row[3]) for row in rows}
    stored = changes_by_key(context, waiting)
    found = []
    for key, (reason, detail) in waiting.items():
        if _name(key) not in done and key in stored:
            found.append(_line(context, stored[key], reason, detail))
    return tuple(found)


def _line(context: Context, change: Stored, reason: str, detail: str | None) -> HeldRow:
    from services.times import local_time

    described = BY_TABLE.get(change.table)
    values = change.values or {}
    name = next((values[key] for key in ("name", "title", "summary", "room") if values.get(key)), "")
    return HeldRow(
        key=change.key,
        table=change.table,
        row_id=change.row_id,
        words=described.one if described is not None else "记录",
        name=str(name),
        reason=reason,
        sentence=_sentence(change, reason, detail),
        office=change.office,
        at_text=local_time(change.wall_ms) if change.wall_ms else "",
        correctable=reason == ASKED and change.table == "ledger_entry" and bool(change.values),
    )


def _sentence(change: Stored, reason: str, detail: str | None) -> str:
    """Return why it waits; what the database says about a column is told by the label of its field."""
    if reason == "constraint":
        label = label_of_group(change.table, change.group)
        return f"“{label}”的内容不符合登记的要求，没有写入。请与填写的单位核对，在那边改好以后再收发一次。"
    return detail or _SENTENCES.get(reason, "暂时不能写入。")


@needs("decisions.take")
def book_correction(context: Context, key: Key, month: str = "") -> Saved:
    """Book an entry of a closed month into the open one; on the writer's thread.

    Args:
        context: who books.
        key: the held change.
        month: the open month it is accounted in; the present one when empty.

    Raises:
        NotFound: it does not wait any more.
        InvalidInput: it cannot be taken as an entry; the sentence tells why.
    """
    from services.ledgers.entries import add_entries

    change = changes_by_key(context.on_writer, [key]).get(key)
    if change is None or _name(key) in settled(context.on_writer):
        raise NotFound("这一笔已经处理过了。请刷新列表。")
    with context.unit_of_work() as work:
        draft = _draft(work, change, month or context.today().isoformat()[:7])
        (made,) = add_entries(work, (draft,), context.today(), audited=False)
        work.note("held_corrected", "ledger_entry", made, draft.summary or draft.voucher)
        _settle(context, work, key)
        return Saved(made, work.commit())


def _draft(work: "UnitOfWork", change: Stored, month: str) -> Any:
    from services.ledgers.entries import EntryDraft

    values = change.values or {}
    if change.table != "ledger_entry" or values.get("reverses_id") or "amount" not in values:
        raise InvalidInput("这一条不能直接补记，请在收支账里按实际情况登记一笔更正。")
    texts = {name: values.get(name) or "" for name in ("party", "handler", "witness", "voucher", "source")}
    return EntryDraft(
        courtyard=values["courtyard_id"],
        on_date=values["on_date"],
        direction=values["direction"],
        kind=values["kind"],
        amount=values["amount"],
        account=values.get("account_id"),
        summary=f"{values.get('summary') or ''}（更正：原为{values['month']}，该月已月结）",
        dwelling=values.get("dwelling_id"),
        month=month,
        late=True,
        **texts,
    )


@needs("decisions.take")
def note_seen(context: Context, key: Key) -> None:
    """Take a held change from the list: somebody looked at it and settled it otherwise."""
    with context.unit_of_work() as work:
        _settle(context, work, key)
        work.note("held_seen")
        work.commit()


def _settle(context: Context, work: "UnitOfWork", key: Key) -> None:
    known = settled(context.on_writer)
    settings.put_in(work, SETTLED, {**known, _name(key): work.tx_id.hex()})


def unsettle(work: "UnitOfWork", tx_id: bytes) -> None:
    """List what a transaction dealt with again, because it is undone."""
    import json

    kept = work.reader.value("SELECT value_json FROM setting WHERE owner = '' AND name = ?", (SETTLED,))
    known: dict[str, str] = json.loads(kept) if kept else {}
    left = {name: tx for name, tx in known.items() if tx != tx_id.hex()}
    if left != known:
        settings.put_in(work, SETTLED, left)
