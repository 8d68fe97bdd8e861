"""Make the golden database of the present schema revision: `python -m tests.data.make_golden`.

Run it once for every released schema and never again for that one: the files of earlier revisions show that
databases in use can still be read. Beside the database lies what the program showed of it when it was made.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from models.db.schema_version import SCHEMA_REVISION
from services import blobs, drafts, history, lists, records, settings, users
from services.context import open_context
from services.lists import ListQuery
from services.office import Context
from services.plain_data import as_json
from services.subjects import ALL
from tests.helpers.office import DAY_MS, FixedClock
from tests.helpers.town import furnish

GOLDEN = Path(__file__).parent / "golden"


def shown(context: Context) -> dict[str, Any]:
    """Return what the program shows of an office: every list, its history, its recycle bin."""
    kinds = [each.kind for each in ALL]
    return {
        "lists": {kind: as_json(context, kind, whole=True) for kind in kinds},
        "history": {
            record["name"]: [
                [line.user, line.action, [list(change) for change in line.changes]]
                for line in history.history(context, "courtyards", bytes.fromhex(record["id"]))
            ]
            for record in as_json(context, "courtyards")
        },
        "recycle_bin": [[line.kind_label, line.name, line.user] for line in history.recycle_bin(context)],
        "users": [[line.name, line.active] for line in users.users(context)],
    }


def fill(context: Context, clock: FixedClock) -> None:
    """Work in an office as people do: enter, correct, delete, restore, undo, attach, leave work unsaved."""
    furnish(context)
    clock.advance(DAY_MS)
    users.switch_user(context, "李伟")
    yards = {row.cells[0]: row.id for row in lists.page(context, ListQuery("courtyards"))}
    yard = yards["建设路2号院"]
    records.save(context, "courtyards", yard, {"code": "A1", "household_count": "", "built_year": "不详"})
    renamed = records.save(context, "courtyards", yards["安居里"], {"name": "安居里小区"})
    if renamed.committed is not None:
        history.undo(context, renamed.committed.tx_id)
    for kind in ("teams", "residents"):
        first = lists.page(context, ListQuery(kind), 0, 2)
        records.delete(context, kind, [row.id for row in first])
    entry = history.recycle_bin(context)[0]
    history.restore(context, entry.tx_id, entry.kind, entry.id)
    records.save(
        context, "residents", None, {"name": "𠅤志远", "phone": "13812345678", "note": "王䶮 \\u0000 %"}
    )
    blobs.attach(context, "courtyard", yard, "门口.jpg", bytes(range(256)), "image/jpeg")
    settings.put(context, "columns", {"courtyards": ["name", "community"]}, owner=settings.mine(context))
    drafts.save_draft(context, "courtyards", yard, {"name": "没有保存"})
    left = users.switch_user(context, "赵敏")
    users.switch_user(context, "王芳")
    users.set_active(context, left.id, False)


def make(folder: Path) -> None:
    """Write the golden database of this revision into a folder, with what is shown of it."""
    folder.mkdir(exist_ok=True)
    name = f"revision-{SCHEMA_REVISION}"
    with TemporaryDirectory() as temporary:
        made = Path(temporary) / f"{name}.db"
        clock = FixedClock()
        context = open_context(made, "王芳", clock=clock)
        fill(context, clock)
        told = shown(context)
        context.close()
        connection = sqlite3.connect(made)
        connection.execute("PRAGMA journal_mode = DELETE")
        connection.execute("VACUUM")
        connection.close()
        shutil.copyfile(made, folder / made.name)
        shutil.copyfile(blobs.store_path(made), folder / blobs.store_path(made).name)
    text = json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True)
    (folder / f"{name}.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    make(GOLDEN)
