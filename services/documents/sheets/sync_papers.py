"""Sheets about the exchange of data: 指纹核对单 and 恢复说明; both hold no secret."""

from __future__ import annotations

from services.documents.model import (
    Block,
    Document,
    Heading,
    KeyValue,
    KeyValueRow,
    KeyValueTable,
    Margins,
    Note,
    Paragraph,
)
from services.documents.sync_facts import FingerprintFacts, RecoveryFacts
from services.documents.wording import chinese_date

_MARGINS = Margins(top=16.0, left=20.0, right=20.0, bottom=18.0)
_UNKNOWN = "＿＿＿＿＿＿"
_COLUMNS = 4
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
        *_groups(facts.fingerprint),
    ]
    if facts.others:
        blocks.append(Heading("二、要核对的指纹"))
        for name, fingerprint in facts.others:
            blocks += [Paragraph(name, indent=False), *_groups(fingerprint)]
    blocks += [
        Note("指纹不是密码，给别人看没有关系。"),
        Paragraph("核对结果：□ 每一组都相同　　□ 有不同，没有接收", indent=False),
        Paragraph("核对人：＿＿＿＿　对方：＿＿＿＿　日期：＿＿＿年＿＿月＿＿日", indent=False),
    ]
    return Document(
        title="数据同步指纹核对单",
        subtitle=chinese_date(facts.on),
        blocks=tuple(blocks),
        unit=facts.unit,
        issue_date=facts.on,
        margins=_MARGINS,
    )


def _groups(fingerprint: str) -> list[Block]:
    """Set the groups of a fingerprint in lines as the screen shows them."""
    groups = fingerprint.split() or [_UNKNOWN]
    lines = (groups[at : at + _COLUMNS] for at in range(0, len(groups), _COLUMNS))
    return [Paragraph("　　".join(line), indent=False, align="center") for line in lines]


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
        ),
        tight=True,
    )
    steps = [
        "找一台好的电脑，装上同一版或者更新版的楼院台账。",
        "找最新的备份：先看另一份备份，再看原来电脑的自动备份文件夹。文件名以 .lybak 结尾，不要改名。",
        "打开楼院台账，在“系统—备份与恢复”按“从文件恢复…”，选中备份。程序会先检查是否完好，再放进来。",
        "程序问要不要换一个新编号，按“换新编号，继续用”。已有的记录一条也不会少。",
    ]
    if facts.hub:
        steps.append(
            f"插上U盘，在“数据同步”按“收发数据”；带到{facts.hub}收发，再带回来收发一次，送到过街道的改动会跟着回来。"
        )
    steps.append("核对几条最近录入的记录；少了的，看“系统—操作日志”最后一条是什么时候。")
    blocks: list[Block] = [
        Paragraph(
            "电脑坏了、丢了、重装了，照下面的步骤做。这张纸上没有密码，也没有居民的信息，请和公章放在一起。"
        ),
        Heading("一、这台电脑的数据在哪里"),
        known,
        Heading("二、怎样恢复"),
        *(Paragraph(f"{number}. {text}") for number, text in enumerate(steps, 1)),
        Note("原来的电脑还能开机的，不要在两台电脑上同时录入；旧电脑上的数据文件不要删，放着备查。"),
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
