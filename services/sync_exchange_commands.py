"""The commands `sync export`, `import`, `exchange`, `status` and `conflicts`; FOLDER is the stick."""

from argparse import Namespace
from collections.abc import Callable, Mapping
from dataclasses import asdict, is_dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from models.errors import EnvironmentFault, UserError

if TYPE_CHECKING:
    from services.office import Context


ACTS = ("export", "import", "exchange", "status", "conflicts")


def add_parsers(acts: Any) -> None:
    """Add what moves data and tells how it stands to the command `sync`."""
    out = acts.add_parser("export", help="把对方缺的内容写到U盘")
    out.add_argument("--to", required=True, metavar="FOLDER")
    for name, words in (
        ("import", "收取U盘里给本机的数据包；街道同时写出回执"),
        ("exchange", "收发数据：先收取，再写出对方缺的"),
    ):
        acts.add_parser(name, help=words).add_argument("folder", metavar="FOLDER")
    acts.add_parser("status", help="和谁、什么时候收发过，还有什么没办")
    acts.add_parser("conflicts", help="需要决定的事项")
    for name in ACTS:
        acts.choices[name].add_argument("--json", action="store_true")


def run(
    context: "Context", arguments: Namespace, say: Callable[[str], None], say_json: Callable[[Any], None]
) -> None:
    """Do one of `ACTS`.

    Args:
        context: the office.
        arguments: `act`, `to` or `folder`, `json`.
        say, say_json: put out a line, or JSON.

    Raises:
        UserError: the exchange is not set up, the database is in doubt, or a package was refused.
        EnvironmentFault: the stick cannot be read or written.
    """
    act = {"export": _export, "import": _import, "exchange": _exchange, "status": _status}.get(
        arguments.act, _conflicts
    )
    told, lines = act(context, arguments)
    refused = [each["sentence"] for each in _files(told) if each["state"] == "refused"]
    unwritten = _unwritten(told)
    last = refused[0] if refused else unwritten
    if arguments.json:
        say_json(told)
    else:
        for line in lines:
            if line != last:  # the error says it
                say(line)
    if refused:
        raise UserError(refused[0])
    if unwritten:
        raise EnvironmentFault(unwritten)


def _unwritten(told: Any) -> str:
    """Return the sentence of an exchange that could not write all to the stick, else ""."""
    return str(told["sentence"]) if isinstance(told, dict) and told.get("safe") is False else ""


def _files(told: Any) -> list[dict[str, Any]]:
    if not isinstance(told, dict):
        return []
    return list(told.get("files", ())) or list(told.get("imported", {}).get("files", ()))


def _export(context: "Context", arguments: Namespace) -> tuple[Any, list[str]]:
    from services.sync.exporting import export

    done = export(context, Path(arguments.to))
    lines = [each.sentence for each in done] or ["没有登记过的工作站，没有写出内容。"]
    return {"written": [plain(each) for each in done]}, [
        *lines,
        *(str(path) for each in done for path in each.files),
    ]


def _import(context: "Context", arguments: Namespace) -> tuple[Any, list[str]]:
    from services.sync.importing import import_folder

    done = import_folder(context, Path(arguments.folder))
    lines = list(done.sentences) or ["没有给本机的数据包。"]
    lines += [f"回执：{path}" for path in done.receipts]
    if done.spent:
        lines.append(f"U盘上有{len(done.spent)}个本机写出的数据包对方已经收取，可以删除：")
        lines += [str(path) for path in done.spent]
    if done.receipt_kept:
        lines.append("回执没有写成（U盘可能写保护或已满），已留在本机，换一个U盘再收发一次即可。")
    return _summed(plain(done), done), lines


def _summed(told: Any, done: Any) -> Any:
    return {**told, "new": done.new, "held": done.held, "conflicts": done.conflicts, "refused": done.refused}


def _exchange(context: "Context", arguments: Namespace) -> tuple[Any, list[str]]:
    from services.sync.exchange import exchange

    done = exchange(context, Path(arguments.folder))
    told = plain(done)
    told["imported"] = _summed(told["imported"], done.imported)
    lines = [*done.imported.sentences, *(each.sentence for each in done.exported)]
    if done.removed:
        lines.append(f"对方已经收取的{done.removed}个旧数据包已从U盘删除。")
    lines.append(done.sentence)
    return told, lines


def _status(context: "Context", arguments: Namespace) -> tuple[Any, list[str]]:
    from services.sync import marks
    from services.sync.overview import status

    found = status(context)
    told = {**plain(found), "late": found.late, "unsent": found.unsent}
    roles = {"alone": "未设置", "workstation": "社区工作站", "hub": "街道"}
    lines = [f"{roles.get(found.role, found.role)} {found.name}".strip()]
    for each in found.peers:
        days = "从未收发" if each.days is None else "今天收发过" if each.days == 0 else f"{each.days}天前收发"
        lines.append(f"{each.name}\t{days}\t待对方确认{each.unsent}条{'	该收发了' if each.late else ''}")
    lines += found.sentences
    if marks.doubt(context) is not None:
        lines.append(f"命令：{marks.RENEW}")
    return told, lines


def _conflicts(context: "Context", arguments: Namespace) -> tuple[Any, list[str]]:
    """Return every open case; as lines the proposals are cut off after the first `PROPOSALS`."""
    from services.conflicts import WORDS, held, listed

    told = {each.id: each for each in listed(context)}
    rows = context.reader.all(
        "SELECT id, tbl, row_id, grp, kind, opened_at, detail_json FROM sync_conflict "
        "WHERE resolved_at IS NULL AND kind <> 'soft' ORDER BY opened_at, id"
    )
    names = ("id", "table", "row", "group", "kind", "opened_at", "detail")
    found = [dict(zip(names, map(plain, row), strict=True)) for row in rows]
    known = {each["id"] for each in found}
    found += [
        {"id": each.id.hex(), "table": each.table, "row": each.row_id.hex(), "group": each.group}
        | {"kind": each.kind, "opened_at": each.opened_at, "detail": None}
        for each in told.values()
        if each.id.hex() not in known
    ]
    lines: list[str] = []
    proposals: list[str] = []
    for each in found:
        case = told.get(bytes.fromhex(each["id"]))
        each["words"] = case.words if case else WORDS.get(each["kind"], "需要决定")
        each["name"], each["field"] = (case.name, case.field) if case else ("", "")
        each["versions"] = [plain(version) for version in case.versions] if case else []
        (proposals if each["kind"] == "unauthorised" else lines).append(_line(each))
    more = len(proposals) - PROPOSALS
    lines += proposals[:PROPOSALS]
    if more > 0:
        lines.append(f"另有{more}条社区的建议，请在窗口的“待决事项”里采纳或不采纳；加 --json 全部列出。")
    lines += [
        f"暂缓\t{each.words} {each.name}".rstrip() + f"\t{each.office}\t{each.sentence}"
        for each in held(context)
    ]
    return found, lines or ["没有需要决定的事项。"]


PROPOSALS = 20
"""Proposals listed as lines at most; a community that entered another one's book sends hundreds."""


def _line(each: Mapping[str, Any]) -> str:
    """Return a case as a line: what it is, which record and field, and who wrote what."""
    said = [
        f"{one['office'] or '不明单位'}（{one['person'] or '不明'}，{one['at_text']}）："
        f"{one['text'] or '（空）'}"
        for one in each["versions"]
    ]
    return "\t".join((each["words"], each["name"], each["field"], *said))


def plain(value: Any) -> Any:
    """Return a result as JSON can hold it: ids as hexadecimal digits, paths as text."""
    if is_dataclass(value) and not isinstance(value, type):
        return plain(asdict(value))
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, Path):
        return str(value)
    if isinstance(value, Mapping):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, frozenset):
        return sorted(plain(each) for each in value)
    if isinstance(value, (list, tuple)):
        return [plain(each) for each in value]
    return value
