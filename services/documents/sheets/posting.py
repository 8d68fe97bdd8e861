"""What a public notice carries besides its matter: period, how to object, who signs (notices.md)."""

from __future__ import annotations

from models.errors import InvalidInput
from models.rules.dates import days_inclusive, from_record
from services.documents.meeting_facts import Place, Posting
from services.documents.model import Block, Heading, Paragraph, Signature
from services.documents.wording import chinese_date

_BLANK_DAY = "＿＿＿＿年＿＿月＿＿日"


def period(posting: Posting) -> str:
    """Return the period as printed: 自2020年7月27日起至2020年8月10日止，共15日, with blanks for what is open.

    The first and the last day count (rules.md, Disclosure).

    Raises:
        InvalidInput: it ends before it begins.
    """
    first, last = from_record(posting.from_day or None), from_record(posting.until_day or None)
    start = first.chinese if first is not None else _BLANK_DAY
    end = last.chinese if last is not None else _BLANK_DAY
    days = "＿＿"
    if first is not None and last is not None:
        if last.last_day < first.first_day:
            raise InvalidInput(
                f"公示期不对：{last.chinese}截止，早于开始的{first.chinese}。请改正公示记录里的“张贴时间”和“公示至”。"
            )
        if first.day is not None and last.day is not None:
            days = str(days_inclusive(first.first_day, last.last_day))
    return f"自{start}起至{end}止，共{days}日"


def posting_blocks(place: Place, posting: Posting, what: str, label: str = "公示期：") -> list[Block]:
    """Return period and how to object.

    Args:
        place: where it is posted.
        posting: period and contact.
        what: what one may object to, for example 以上决议.
        label: stands before the period where no heading says what it is.
    """
    least = posting.least_days
    open_ended = not (posting.from_day and posting.until_day)
    rule = f"（不少于{least}日，首日和末日都计入）" if least is not None and open_ended else ""
    board = f"张贴地点：{posting.board}。" if posting.board else ""
    return [
        Paragraph(f"{label}{period(posting)}{rule}。{board}"),
        Paragraph(f"对{what}有异议的，请在公示期内向{place.organ}反映。{_contact(posting)}"),
    ]


def _contact(posting: Posting) -> str:
    parts = (
        ("联系人", posting.contact_name),
        ("电话", posting.contact_phone),
        ("地址", posting.contact_place),
    )
    told = "；".join(f"{label}：{text}" for label, text in parts if text)
    return f"{told}。" if told else "联系人：＿＿＿＿＿；电话：＿＿＿＿＿＿＿＿。"


def posting_section(number: str, place: Place, posting: Posting, what: str) -> list[Block]:
    """Return the same under a heading of its own."""
    return [Heading(f"{number}、公示期和意见反映"), *posting_blocks(place, posting, what, "")]


def signed(posting: Posting) -> Signature:
    """Return organ and date."""
    return Signature(posting.organ, chinese_date(posting.issued_on))
