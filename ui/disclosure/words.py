"""How an obligation is told: for what, by when, in which state, and what to do about it."""

from typing import TYPE_CHECKING

from models import vocab

if TYPE_CHECKING:
    from services.disclosure.obligations import Obligation


def about(duty: "Obligation") -> str:
    """Return what it is for: 2026年10月, the name of the record, "" for what always hangs."""
    month = duty.month
    if month is not None:
        return f"{month[:4]}年{int(month[5:7])}月"
    return duty.about


def short_day(day: str | None, year: int) -> str:
    """Return a day without its year where that is the present one.

    Args:
        day: ISO day, None for none.
        year: the present year.
    """
    if not day:
        return ""
    words = f"{int(day[5:7])}月{int(day[8:10])}日"
    return words if int(day[:4]) == year else f"{day[:4]}年{words}"


def state(duty: "Obligation") -> str:
    """Return the word of its state."""
    return vocab.OBLIGATION_STATE.label(duty.state)


def sentence(duty: "Obligation", year: int) -> str:
    """Return everything about it in one line."""
    for_what = f"（{about(duty)}）" if about(duty) else ""
    due = short_day(duty.due, year)
    told = f"{short_day(duty.done_on, year)}已公开" if duty.done_on else f"{state(duty)}，{due}前公开"
    source = duty.item.source or "本单位规定"
    return f"{duty.courtyard.name}　{duty.item.title}{for_what}：{told}。依据：{source}"
