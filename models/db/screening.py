"""Looking through changes from elsewhere: what no program of ours writes is refused."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from operator import is_
from typing import Any

from sqlalchemy import Table

from models.db import changes
from models.db.incoming import Incoming
from models.db.merging import groups_of
from models.db.schema_version import SCHEMA_REVISION
from models.errors import BadChange
from models.tables.base import Base

LARGEST = 2**53
"""Numbers of changes, logical times and instants stay below; beyond lies what only an attack would write."""
LONGEST = 4 * 2**20
"""Characters the values of one change may have."""
MOST_NAMED = 1000
"""Changes one change may name as replaced."""
NEWEST_SCHEMA = 10_000
UNKNOWN_TABLE, NEWER_SCHEMA = "unknown_table", "newer_schema"

_NAME = re.compile(r"[a-z][a-z0-9_]{0,62}")
_OURS = re.compile(r"sqlite_|sync_|search_|alembic_|pg_")
_decode = json.JSONDecoder().raw_decode
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True, allow_nan=False).encode


def refused(change: Incoming, reason: str) -> BadChange:
    """Return the error that names a change and says what is wrong with it."""
    replica = change.replica_id.hex()[:8] if isinstance(change.replica_id, bytes) else "?"
    return BadChange(
        f"站点 {replica} 的第 {change.seq} 条更改不合规（{reason}），整个数据包没有导入。"
        "请把数据包交给技术人员。",
        change.replica_id,
        change.seq,
    )


_Said = tuple[Any, ...]


def screened(
    listed: Iterable[Incoming],
) -> Iterator[tuple[Incoming, str | None, dict[str, Any]]]:
    """Look changes through as `screen` does, what many say alike only once; yields each with the answer.

    Raises:
        BadChange: no program of ours writes one of them.
    """
    before: _Said = ()
    for change in listed:
        said = _said(change)
        # equal is not enough: True equals 1 and is not told from it
        alike = len(before) == len(said) and all(map(is_, before, said))
        yield change, *_screen(change, alike=alike)
        before = said


def _said(change: Incoming) -> _Said:
    return (
        change.replica_id,
        change.tx_id,
        change.user_id,
        change.wall_ms,
        change.tz_min,
        change.schema_rev,
        change.tbl,
    )


def screen(change: Incoming) -> tuple[str | None, dict[str, Any]]:
    """Look one change through.

    Returns:
        Why it has to wait (a table or column of a newer program), and its values in the columns known here.

    Raises:
        BadChange: no program of ours writes it.
    """
    return _screen(change, alike=False)


def _screen(change: Incoming, *, alike: bool) -> tuple[str | None, dict[str, Any]]:
    """Look a change through; `alike` says that the one before it had the same author, moment and table."""
    if not alike:
        _who_and_when(change)
    _numbers(change)
    _names(change)
    loaded = _loaded(change)
    table = Base.metadata.tables.get(change.tbl)
    if table is None:
        if change.schema_rev <= SCHEMA_REVISION:
            raise refused(change, "数据表不在允许之列")
        return UNKNOWN_TABLE, {}
    if not table.info.get("synced", False):
        raise refused(change, "数据表不在允许之列")
    return _columns(change, table, loaded)


def _who_and_when(change: Incoming) -> None:
    for octets in (change.replica_id, change.tx_id, change.user_id):
        if type(octets) is not bytes or len(octets) != 16:
            raise refused(change, "标识长度不对")
    for number in (change.wall_ms, change.tz_min, change.schema_rev):
        if type(number) is not int:
            raise refused(change, "序号不是整数")
    if not -LARGEST < change.wall_ms < LARGEST or not -1440 <= change.tz_min <= 1440:
        raise refused(change, "时间超出范围")
    if not 1 <= change.schema_rev <= NEWEST_SCHEMA:
        raise refused(change, "版本号超出范围")
    if not isinstance(change.tbl, str) or not _NAME.fullmatch(change.tbl) or _OURS.match(change.tbl):
        raise refused(change, "数据表不在允许之列")


def _numbers(change: Incoming) -> None:
    if type(change.row_id) is not bytes or len(change.row_id) != 16:
        raise refused(change, "标识长度不对")
    if type(change.seq) is not int or type(change.lamport) is not int:
        raise refused(change, "序号不是整数")
    if not 1 <= change.seq <= change.lamport < LARGEST:
        raise refused(change, "序号超出范围")
    erased = change.salt is None
    if erased != (change.payload_hash is not None) or (erased and change.values_json is not None):
        raise refused(change, "校验值不全")
    if change.hash is None:
        raise refused(change, "校验值不全")
    lengths = (change.salt, 12), (change.payload_hash, 32), (change.prev_hash, 32), (change.hash, 32)
    for hashed, length in lengths:
        if hashed is not None and (type(hashed) is not bytes or len(hashed) != length):
            raise refused(change, "校验值长度不对")


def _names(change: Incoming) -> None:
    if change.grp != changes.WHOLE_ROW:
        empty = change.values_json is None and change.payload_hash is None
        if empty or not isinstance(change.grp, str) or not _NAME.fullmatch(change.grp):
            raise refused(change, "字段不在允许之列")
    if change.prev_json is not None:
        _superseded(change)


def _superseded(change: Incoming) -> None:
    named = _read(change, change.prev_json)
    if not isinstance(named, list) or not 0 < len(named) <= MOST_NAMED:
        raise refused(change, "所承接的更改写法不对")
    for each in named:
        if not isinstance(each, list) or len(each) != 2 or type(each[1]) is not int:
            raise refused(change, "所承接的更改写法不对")
        replica, seq = each
        if replica is not None and not (isinstance(replica, str) and re.fullmatch("[0-9a-f]{32}", replica)):
            raise refused(change, "所承接的更改写法不对")
        own = replica is None or replica == change.replica_id.hex()
        if not 1 <= seq < (change.seq if own else LARGEST):
            raise refused(change, "所承接的更改序号超出范围")


def _read(change: Incoming, text: Any) -> Any:
    """Return canonical JSON as a value; any other writing of it is refused, and so are half characters."""
    try:
        if not isinstance(text, str) or len(text) > LONGEST:
            raise refused(change, "内容过长")
        text.encode()
        loaded, _ = _decode(text)
        if _encode(loaded) != text:  # so nothing stands behind it either
            raise refused(change, "内容写法不对")
    except (ValueError, RecursionError) as error:
        raise refused(change, "内容写法不对") from error
    return loaded


def _loaded(change: Incoming) -> dict[str, Any]:
    if change.values_json is None:
        return {}
    loaded = _read(change, change.values_json)
    if not isinstance(loaded, dict):
        raise refused(change, "内容写法不对")
    emptied = loaded.get(changes.EMPTIED, [])
    if not isinstance(emptied, list) or not all(isinstance(name, str) for name in emptied):
        raise refused(change, "内容写法不对")
    if changes.EMPTIED in loaded and (not emptied or change.grp == changes.WHOLE_ROW):
        raise refused(change, "内容写法不对")
    for name, value in loaded.items():
        kind = type(value)
        if kind is str:
            if "\x00" in value:
                raise refused(change, "内容里有不能保存的控制字符")
        elif kind is int:
            if not -(2**63) <= value < 2**63:
                raise refused(change, "数值超出范围")
        elif kind is not bool and name != changes.EMPTIED:
            raise refused(change, "内容写法不对")
    return loaded


@lru_cache(maxsize=200)
def _known(table: Table) -> tuple[frozenset[str], frozenset[str]]:
    """Return the columns of a table that travel, and those that do not."""
    known = frozenset(changes.synced_columns(table))
    return known, frozenset(column.name for column in table.c) - known


def _columns(change: Incoming, table: Table, loaded: Mapping[str, Any]) -> tuple[str | None, dict[str, Any]]:
    known, local = _known(table)
    try:
        values = changes.values_from(table, loaded)
    except (ValueError, TypeError) as error:
        raise refused(change, "内容写法不对") from error
    whole = change.grp == changes.WHOLE_ROW
    if whole and values.keys() <= known:
        return None, values
    group = known if whole else frozenset(groups_of(table).get(change.grp, ()))
    strange = values.keys() - known
    if strange & local or change.grp in local:
        raise refused(change, "字段不在允许之列")
    if change.schema_rev <= SCHEMA_REVISION and (not group or not values.keys() <= group):
        raise refused(change, "字段不在允许之列")
    if strange or not group:
        return NEWER_SCHEMA, {name: value for name, value in values.items() if name in known}
    return None, values
