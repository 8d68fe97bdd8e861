"""The report of a booking: as JSON for the office's IT, and as one line for the terminal."""

from typing import Any

from models.rules.ledger import month_words
from services.booking.lines import DIFFERENT, LEFT_OUT, NEW, PENDING, SAME, Booking, Choices
from services.importing.plan import Remark


def report(booking: Booking, *, applied: bool) -> dict[str, Any]:
    """Return the report as plain data; amounts in fen.

    Args:
        booking: what was rehearsed, or as it was true when it was written.
        applied: whether it was written.
    """
    counts = booking.counts
    return {
        "file": booking.title,
        "applied": applied,
        "added": counts[NEW],
        "booked_pending": counts[PENDING],
        "same": counts[SAME],
        "different": counts[DIFFERENT],
        "left_out": counts[LEFT_OUT],
        "errors": [_remark(each) for each in booking.errors],
        "warnings": [_remark(each) for each in booking.warnings],
        "months": [
            {
                "courtyard": each.courtyard,
                "month": each.month,
                "income": each.income,
                "expense": each.expense,
                "count": each.count,
                "late": each.late,
            }
            for each in booking.months
        ],
        "unknown_words": [
            {"direction": each.direction, "word": each.word, "count": each.count, "kind": each.kind_name}
            for each in booking.words
        ],
    }


def refusal(title: str, sentence: str) -> dict[str, Any]:
    """Return the report of a file that could not be read at all.

    Args:
        title: its name.
        sentence: why.
    """
    empty = report(Booking(title, None, Choices()), applied=False)
    return {**empty, "errors": [{"sheet": "", "cell": "", "code": "file", "message": sentence}]}


def summary(booking: Booking, *, applied: bool) -> str:
    """Return one line that says what booking does or did."""
    counts = booking.counts
    names = ((NEW, "新增"), (PENDING, "待入账转入"), (SAME, "已在账上"), (DIFFERENT, "内容不同（没有改动）"))
    parts = [f"{name}{counts[state]}笔" for state, name in names if counts[state]]
    told = "，".join(parts) or "没有可入账的收支"
    if booking.errors:
        return f"没有入账：{told}；有{len(booking.errors)}处错误，改好后再试。"
    late = sorted({each.month for each in booking.months if each.late})
    if late:
        told += f"；补录{'、'.join(month_words(month) for month in late[:6])}{'等' if len(late) > 6 else ''}"
    done = "已入账" if applied else "预演（没有写入，加 --apply 写入）"
    return f"{done}：{told}。提醒{len(booking.warnings)}条。"


def _remark(remark: Remark) -> dict[str, str]:
    return {"sheet": remark.sheet, "cell": remark.cell, "code": remark.code, "message": remark.message}
