"""恢复密钥单: the one paper with which an encrypted office is opened when passwords are lost."""

from dataclasses import dataclass

from services.documents.model import (
    Coded,
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
from services.documents.wording import chinese_date


@dataclass(frozen=True, slots=True)
class RecoveryFacts:
    """What stands on the sheet.

    Attributes:
        office: name of the office, "" when it has none yet.
        file: name of the database file.
        number: first characters of the database's identity, to tell two sheets apart.
        key: eight groups with strokes between them.
        payload: what the QR code holds.
        day: ISO date.
    """

    office: str
    file: str
    number: str
    key: str
    payload: str
    day: str


def recovery_sheet(facts: RecoveryFacts) -> Document:
    """Build the sheet.

    Args:
        facts: what stands on it.
    """
    groups = facts.key.split("-")
    columns = tuple(Column(title) for title in ("组", "内容", "组", "内容"))
    rows = tuple(
        (str(at + 1), " ".join(groups[at]), str(at + 5), " ".join(groups[at + 4])) for at in range(4)
    )
    about = KeyValueTable(
        (
            KeyValueRow((KeyValue("单位", facts.office), KeyValue("数据文件", facts.file))),
            KeyValueRow((KeyValue("台账编号", facts.number), KeyValue("制作日期", chinese_date(facts.day)))),
        )
    )
    return Document(
        title="恢复密钥单",
        blocks=(
            about,
            Heading("一、恢复密钥", 1),
            Table(columns, rows),
            Coded(facts.payload, ("扫码输入", "用扫码枪扫描，等于输入上面全部八组。")),
            Heading("二、什么时候用、怎么用", 1),
            Paragraph(
                "所有人都忘了密码，或管理员离开时：在登录画面点“忘记密码”，照上表从第1组读到第8组输入，"
                "再为一位用户设新密码。数据一条不少。"
            ),
            Paragraph(
                "每组最后一个字符是校验，输错会指出是哪一组。不分大小写，没有字母I、L、O、U；"
                "0是数字零，1是数字一。"
            ),
            Heading("三、怎么保管", 1),
            Paragraph(
                "谁拿到这张纸和电脑，谁就能打开台账。请装入信封封好，由负责人锁在保险柜里，不要拍照，"
                "不要存在电脑上，打印后删除电子文件。丢失时重新出一张，旧的随即作废。"
            ),
            Note("保管人（签字）：　　　　　　　　　　日期："),
        ),
        unit=facts.office,
        issue_date=facts.day,
        margins=Margins(25, 25, 25, 20),
    )
