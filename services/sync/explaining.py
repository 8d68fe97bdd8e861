"""What a file on a stick is, from whom, for whom, and whether it would be taken in; nothing is imported."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from services.sync import accepting, container, identity, requesting, trusting
from services.sync.headers import ANYBODY, Header
from services.sync.names import short
from services.sync.refused import Refused

if TYPE_CHECKING:
    from services.office import Context

KINDS: Final = {
    "delta": "数据包",
    "snapshot": "全量数据包",
    "receipt": "回执",
    "enrol": "登记文件",
    "revoke": "作废名单",
}


@dataclass(frozen=True, slots=True)
class Explained:
    """A file as it was found.

    Attributes:
        code: "ok", or why it would be refused.
        sentence: the same for people.
        header: None where it is no package.
        size: bytes of the file.
        kind_label: what it is, in Chinese.
        number: its number.
        sender: from whom, in words.
        receiver: for whom, in words.
        changes: number of frames with changes, where it could be opened.
    """

    code: str
    sentence: str
    header: Header | None
    size: int
    kind_label: str
    number: int
    sender: str
    receiver: str
    frames: int

    @property
    def is_fine(self) -> bool:
        """Whether it would be taken in."""
        return self.code == "ok"

    def told(self) -> dict[str, Any]:
        """Return it as plain data."""
        header = self.header
        head = {}
        if header is not None:
            head = {
                "kind": header.kind,
                "from": header.sender.hex(),
                "to": header.receiver.hex(),
                "number": header.pkg_no,
                "part": list(header.part),
                "schema": header.schema_rev,
                "certificate": header.cert_serial,
                "wall_ms": header.wall_ms,
                "frames": header.frame_count,
            }
        return {"ok": self.is_fine, "code": self.code, "sentence": self.sentence, "size": self.size, **head}


def explain(context: "Context", path: Path) -> Explained:
    """Look at a file as an import would, without importing it.

    Args:
        context: on the thread whose queries it uses.
        path: any file.

    Raises:
        Refused: there is no such file.
        EnvironmentFault: it cannot be read.
    """
    if not path.is_file():
        raise Refused("missing", f"没有找到文件“{path}”。请检查U盘是否插好、文件名是否正确。")
    size = path.stat().st_size
    try:
        header = container.peek(path)
    except Refused as error:
        return Explained(error.code, error.message, None, size, "不是数据包", 0, "不明", "不明", 0)
    try:
        sentence = _checked(context, path, header)
        code = "ok"
    except Refused as error:
        code, sentence = error.code, error.message
    who = {own: name or short(own) for own, name in _names(context)}
    receiver = "街道（登记申请）" if header.receiver == ANYBODY else _named(who, header.receiver)
    sender, kind = _named(who, header.sender), KINDS[header.kind]
    return Explained(code, sentence, header, size, kind, header.pkg_no, sender, receiver, header.frame_count)


def _checked(context: "Context", path: Path, header: Header) -> str:
    if header.kind == "enrol":
        return _checked_enrolment(context, path, header)
    if header.min_reader_rev > _schema():
        raise Refused("newer", "这个数据包要用更新的程序才能收取。请先升级本机的程序，文件不要删除。")
    with container.read(path, trusting.trust(context)):
        return "可以收取：发件、收件、签名和内容都对。"


def _checked_enrolment(context: "Context", path: Path, header: Header) -> str:
    own = identity.this(context)
    if header.receiver == ANYBODY:
        asked = requesting.read_request(path)
        if own.kind != identity.HUB:
            raise Refused("role", "这是登记申请，要由街道的电脑收取。请把它带到街道。")
        return f"“{asked.unit_name}”的登记申请，指纹 {asked.fingerprint}。请和社区的纸面核对后登记。"
    if header.receiver not in (own.replica, *own.former):
        raise Refused("receiver", "这份登记答复是给别的单位的，本机不能打开。请交给收件的单位。")
    found = accepting.checked_answer(context, path)
    return f"“{found.hub_name}”的登记答复，街道指纹 {found.hub_fingerprint}。请和街道的纸面核对后收取。"


def _schema() -> int:
    from models.db.schema_version import SCHEMA_REVISION

    return SCHEMA_REVISION


def _names(context: "Context") -> list[tuple[bytes, str | None]]:
    rows = context.reader.all("SELECT replica_id, name FROM sync_replica")
    return [(bytes(row[0]), row[1]) for row in rows]


def _named(who: dict[bytes, str], replica: bytes) -> str:
    return who.get(replica, f"没有登记的站点（{short(replica)}）")
