"""The report of an import: as JSON for the office's IT, and as one line for the terminal."""

from typing import Any

from services.importing.apply import ImportResult, Rehearsal
from services.importing.plan import Remark
from services.subjects import BY_KIND


def report(rehearsal: Rehearsal, result: ImportResult | None) -> dict[str, Any]:
    """Return the report as plain data.

    Args:
        rehearsal: what was rehearsed.
        result: what was applied; None for a rehearsal alone.
    """
    plan = rehearsal.plan
    return {
        "file": plan.file_name,
        "applied": result is not None,
        "counts": dict(rehearsal.counts),
        "changes": {
            kind: {"add": change.add, "change": change.change, "same": change.same}
            for kind, change in rehearsal.changes.items()
        },
        "change_records": result.change_records if result is not None else 0,
        "differences": [
            {
                "kind": each.kind_label,
                "name": each.name,
                "field": each.field,
                "old": each.old,
                "new": each.new,
                "kept": each.kept,
            }
            for each in rehearsal.differences
        ],
        "normalised": [
            {"sheet": each.sheet, "cell": each.cell, "field": each.field, "old": each.old, "new": each.new}
            for each in plan.normalised
        ],
        "warnings": [_remark(each) for each in plan.warnings],
        "errors": [_remark(each) for each in plan.errors],
        "unrecognised": [
            {"sheet": each.sheet, "column": each.column, "heading": each.text} for each in plan.unrecognised
        ],
        "skipped_sheets": list(plan.skipped_sheets),
        "corrections": [
            {"sheet": each.sheet, "cell": each.cell, "old": each.old, "new": each.text}
            for each in plan.corrected
        ],
    }


def refusal(file_name: str, sentence: str) -> dict[str, Any]:
    """Return the report of a file that could not be read at all.

    Args:
        file_name: its name.
        sentence: why.
    """
    return {
        "file": file_name,
        "applied": False,
        "counts": {},
        "changes": {},
        "change_records": 0,
        "differences": [],
        "normalised": [],
        "warnings": [],
        "errors": [{"sheet": "", "cell": "", "code": "file", "message": sentence}],
        "unrecognised": [],
        "skipped_sheets": [],
        "corrections": [],
    }


def _remark(remark: Remark) -> dict[str, str]:
    return {"sheet": remark.sheet, "cell": remark.cell, "code": remark.code, "message": remark.message}


def summary(rehearsal: Rehearsal, result: ImportResult | None) -> str:
    """Return one line that says what the import does or did."""
    parts = []
    for kind, change in rehearsal.changes.items():
        if change.add or change.change:
            described = BY_KIND[kind]
            changed = f"、改{change.change}" if change.change else ""
            parts.append(f"{described.title}增{change.add}{changed}")
    what = "，".join(parts) if parts else "与已有数据相同，没有要改动的内容"
    done = "已导入" if result is not None else "预演（没有写入，加 --apply 写入）"
    plan = rehearsal.plan
    found = f"规范化{len(plan.normalised)}处，提醒{len(plan.warnings)}条，错误{len(plan.errors)}条"
    kept = sum(bool(each.kept) for each in rehearsal.differences)
    stays = f"本地改过、没有被表格覆盖的{kept}处。" if kept else ""
    return f"{done}：{what}。{found}。{stays}"
