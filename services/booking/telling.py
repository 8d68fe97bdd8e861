"""What a rehearsal tells about its lines: errors and warnings by cell, unknown words, sums by month."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from models.rules.ledger import is_late, month_words
from services.booking.bank import balance_faults
from services.booking.lines import ERROR, LEFT_OUT, Booking, BookLine, MonthSum, UnknownWord
from services.booking.words import Words
from services.importing.plan import Remark

_MOST: Final = 50
_MOST_BALANCES: Final = 10


def told(booking: Booking, today: str, beside: Sequence[Mapping[str, Any]], words: Words) -> Booking:
    """Return a rehearsal with everything that is to be said about its lines.

    Args:
        booking: with its lines.
        today: ISO day.
        beside: what the file says beside each line: `cells`.
        words: the kinds, by what they are called.
    """
    cells = [each.get("cells") or {} for each in beside]
    found = _unknown(booking.lines, words)
    months = _months(booking.lines, today)
    plan = booking.plan
    warnings = [
        *(plan.warnings if plan is not None else ()),
        *_about_words(found),
        *_about_lines(booking.lines, cells, today),
        *_about_balances(booking.lines, cells),
        *_about_months(months),
    ]
    errors = [*(plan.errors if plan is not None else ()), *_errors(booking.lines, cells)]
    return replace(booking, words=found, months=months, warnings=tuple(warnings), errors=tuple(errors))


def _unknown(lines: Sequence[BookLine], words: Words) -> tuple[UnknownWord, ...]:
    counts: dict[tuple[str, str], int] = {}
    for line in lines:
        if line.unknown and line.is_booked and line.direction:
            key = (line.direction, line.word)
            counts[key] = counts.get(key, 0) + 1
    answers = []
    for (direction, word), count in sorted(counts.items(), key=lambda each: (-each[1], each[0])):
        meant = words.meant(direction, word, inside=False)
        answers.append(UnknownWord(direction, word, count, meant.code, meant.name, meant.chosen))
    return tuple(answers)


def _months(lines: Sequence[BookLine], today: str) -> tuple[MonthSum, ...]:
    sums: dict[tuple[str, str], dict[str, int]] = {}
    for line in lines:
        if line.is_booked and line.direction and line.amount:
            told_sums = sums.setdefault((line.courtyard, line.month), {"income": 0, "expense": 0, "count": 0})
            told_sums[line.direction] += line.amount
            told_sums["count"] += 1
    return tuple(
        MonthSum(courtyard, month, each["income"], each["expense"], each["count"], is_late(month, today))
        for (courtyard, month), each in sorted(sums.items(), key=lambda item: (item[0][1], item[0][0]))
    )


def _about_words(found: Sequence[UnknownWord]) -> list[Remark]:
    answers = []
    for each in found:
        if not each.word:
            text = f"{each.count}行没有写项目，按“{each.kind_name}”入账。"
        elif each.chosen:
            continue
        else:
            text = (
                f"“{each.word}”不在收支项目里，{each.count}行按“{each.kind_name}”入账，原来的写法留在摘要里；"
                "也可以指定它是哪一项，或新建一项。"
            )
        answers.append(Remark("", "", "unknown_kind", text, each.word))
    return answers[:_MOST]


def _about_lines(lines: Sequence[BookLine], cells: Sequence[Mapping[str, str]], today: str) -> list[Remark]:
    answers = []
    for line in lines:
        if line.problem and line.state != ERROR:
            code = "left_out" if line.state == LEFT_OUT else line.state
            answers.append(_remark(line, cells[line.number], "voucher", code, line.problem))
        if line.is_booked and (line.on_date or "") > today:
            text = f"日期{line.on_date}晚于今天，请核对。"
            answers.append(_remark(line, cells[line.number], "on_date", "future", text))
    return _cut(answers)


def _about_balances(lines: Sequence[BookLine], cells: Sequence[Mapping[str, str]]) -> list[Remark]:
    """Warn where the running balance of a file does not follow from its lines."""
    runs: dict[tuple[str, str], list[BookLine]] = {}
    for line in lines:
        if line.amount is not None and line.direction is not None:
            runs.setdefault((line.sheet, line.courtyard), []).append(line)
    answers: list[Remark] = []
    for run in runs.values():
        effects = [
            ((line.amount or 0) if line.direction == "income" else -(line.amount or 0), line.balance)
            for line in run
        ]
        for at in balance_faults(effects):
            text = "余额和上下行的金额对不上，请核对中间有没有缺行或金额读错。"
            answers.append(_remark(run[at], cells[run[at].number], "balance", "balance", text))
    if len(answers) > _MOST_BALANCES:
        rest = len(answers) - _MOST_BALANCES
        answers = [
            *answers[:_MOST_BALANCES],
            Remark(answers[0].sheet, "", "balance", f"另有{rest}处余额对不上，没有逐一列出。"),
        ]
    return answers


def _about_months(months: Sequence[MonthSum]) -> list[Remark]:
    late: dict[str, int] = {}
    for each in months:
        if each.late:
            late[each.month] = late.get(each.month, 0) + each.count
    if not late:
        return []
    named = "、".join(f"{month_words(month)}（{count}笔）" for month, count in list(late.items())[:12])
    more = "等" if len(late) > 12 else ""
    return [Remark("", "", "late", f"补录以前的月份：{named}{more}。")]


def _errors(lines: Sequence[BookLine], cells: Sequence[Mapping[str, str]]) -> list[Remark]:
    """Return one error a line; what all lines of a sheet lack is said once."""
    answers: list[Remark] = []
    said: dict[tuple[str, str], int] = {}
    for line in lines:
        if line.state != ERROR:
            continue
        if line.faulty in ("courtyard", "account"):
            key = (line.sheet, line.problem)
            said[key] = said.get(key, 0) + 1
            if said[key] > 1:
                continue
        answers.append(_remark(line, cells[line.number], line.faulty, _CODES[line.faulty], line.problem))
    return _cut(answers)


_CODES: Final = {
    "courtyard": "no_courtyard",
    "account": "no_account",
    "on_date": "date",
    "amount": "amount",
    "direction": "direction",
    "voucher": "voucher",
}


_NEAR: Final = {
    "amount": ("amount", "income", "expense"),
    "on_date": ("on_date", "posted_on", "time"),
    "direction": ("direction", "flag", "amount"),
}


def _remark(line: BookLine, cells: Mapping[str, str], field: str, code: str, text: str) -> Remark:
    """Return a remark about the cell of a field, or about where the line was read."""
    cell = next((cells[name] for name in _NEAR.get(field, (field,)) if name in cells), "")
    if not line.row:
        return Remark(line.source, "", code, text, line.raw_text)
    return Remark(line.sheet, cell or f"A{line.row}", code, text)


def _cut(remarks: list[Remark]) -> list[Remark]:
    if len(remarks) <= _MOST:
        return remarks
    rest = f"另有{len(remarks) - _MOST}条类似的，没有逐一列出。"
    return [*remarks[:_MOST], Remark(remarks[0].sheet, "", remarks[0].code, rest)]
