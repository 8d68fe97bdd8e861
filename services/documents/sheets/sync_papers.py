"""Sheets about the exchange of data: 指纹核对单 and 恢复说明; both hold no secret."""

from __future__ import annotations

from services.documents.model import (
    Block,
    Column,
    Document,
    Heading,
    KeyValue,
    KeyValueRow,
    KeyValueTable,
    Margins,
    Note,
    Paragraph,
    Table,
)
from services.documents.sync_facts import FingerprintFacts, RecoveryFacts
from services.documents.wording import chinese_date

_MARGINS = Margins(top=22.0, left=24.0, right=22.0, bottom=22.0)
_UNKNOWN = "＿＿＿＿＿＿＿＿＿＿"
_COLUMNS = 3
"""Groups of a fingerprint beside each other: as one reads them aloud."""


def fingerprint_sheet(facts: FingerprintFacts) -> Document:
    """Build the sheet that is held beside the screen of the other office.

    Args:
        facts: the fingerprints.
    """
    blocks: list[Block] = [
        Paragraph(
            "数据同步只信任核对过指纹的电脑。请把这张纸交给对方单位的人，对着屏幕上的数字一组一组地念；"
            "有一组不同就不要接收，先问清楚U盘是从哪里来的。"
        ),
        Heading(f"一、{facts.unit}（{facts.role}）的指纹"),
        _groups(facts.fingerprint),
    ]
    if facts.others:
        blocks.append(Heading("二、要核对的指纹"))
        for name, fingerprint in facts.others:
            blocks += [Paragraph(name, indent=False), _groups(fingerprint)]
    blocks += [
        Note("指纹不是密码，给别人看没有关系。"),
        Paragraph("核对结果：□ 每一组都相同　　□ 有不同，没有接收", indent=False),
        Paragraph("核对人：＿＿＿＿＿＿　　对方：＿＿＿＿＿＿　　日期：＿＿＿＿年＿＿月＿＿日", indent=False),
    ]
    return Document(
        title="数据同步指纹核对单",
        subtitle=chinese_date(facts.on),
        blocks=tuple(blocks),
        unit=facts.unit,
        issue_date=facts.on,
        margins=_MARGINS,
    )


def _groups(fingerprint: str) -> Table:
    """Set the groups of a fingerprint in numbered lines."""
    groups = fingerprint.split() or [_UNKNOWN]
    lines = [groups[at : at + _COLUMNS] for at in range(0, len(groups), _COLUMNS)]
    rows = tuple((str(number), *line, *[""] * (_COLUMNS - len(line))) for number, line in enumerate(lines, 1))
    titles = tuple(Column(f"第{word}组") for word in "一二三"[:_COLUMNS])
    return Table((Column("行", 0.4), *titles), rows)


def recovery_sheet(facts: RecoveryFacts) -> Document:
    """Build 恢复说明: what to do when this computer is broken or gone.

    Args:
        facts: where everything lies.
    """
    known = KeyValueTable(
        (
            KeyValueRow((KeyValue("单位", facts.unit or _UNKNOWN), KeyValue("用途", facts.role))),
            KeyValueRow((KeyValue("数据文件", facts.database),)),
            KeyValueRow((KeyValue("自动备份", facts.backups),)),
            KeyValueRow(
                (KeyValue("另一份备份", facts.second or "还没有设置，请在“系统—设置”里选一个文件夹"),)
            ),
            KeyValueRow((KeyValue("最近的备份", facts.newest or "还没有"),)),
            KeyValueRow((KeyValue("同步的街道", facts.hub or "—"), KeyValue("安装包放在", _UNKNOWN))),
        )
    )
    steps = [
        "找一台好的电脑，装上楼院台账。安装包和当前使用的版本相同，或者更新。",
        f"找到最新的备份：先看另一份备份（{facts.second or '另一个磁盘或U盘'}），再看原来电脑的"
        f"“{facts.backups}”。备份文件的名字以 .lybak 结尾，不要改名，也不要用别的程序打开。",
        "打开楼院台账，到“系统—备份与恢复”，按“从文件恢复…”，选中备份。程序先检查备份是否完好，再放进来。",
        "恢复以后，程序会说这份数据是恢复来的，要换一个新编号继续。请按“换新编号”。以前的编号会保留，不会丢东西。",
    ]
    if facts.hub:
        steps.append(
            f"插上U盘，打开“数据同步”，按一次“收发数据”；把U盘带到{facts.hub}收发，再带回来收发一次。"
            "备份之后送到街道的改动会跟着回来。"
        )
    steps.append("核对几条最近录入的记录。少了的，看“系统—操作日志”里最后一条是什么时候。")
    blocks: list[Block] = [
        Paragraph(
            "电脑坏了、丢了、重装了，照下面的步骤做。这张纸上没有密码，也没有居民的信息，请和公章放在一起。"
        ),
        Heading("一、这台电脑的数据在哪里"),
        known,
        Heading("二、怎样恢复"),
        *(Paragraph(f"{number}. {text}") for number, text in enumerate(steps, 1)),
        Heading("三、做之前先想一想"),
        Paragraph("原来的电脑还能开机的，不要在两台电脑上同时录入。旧电脑上的数据文件不要删，放着备查。"),
        Note(f"{chinese_date(facts.on)}印。换电脑、换备份文件夹以后请重印一张。"),
    ]
    return Document(
        title="恢复说明",
        subtitle=facts.unit,
        blocks=tuple(blocks),
        unit=facts.unit,
        issue_date=facts.on,
        margins=_MARGINS,
    )
