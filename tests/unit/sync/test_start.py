"""Libraries of the exchange load with their first use, not with the program."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
_START = """
import sys
import main
main.parser()
from pathlib import Path
from services.context import open_context
from services.sync import marks
context = open_context(Path(sys.argv[1]))
marks.doubt(context)
with context.unit_of_work() as work:
    work.insert("unit", {"kind": "community", "name": "安飞社区"})
    work.commit()
context.close()
print(sorted({name.split(".")[0] for name in sys.modules} & {"pyrage", "cryptography", "zstandard"}))
"""


def test_none_of_them_is_loaded_at_the_start_or_by_a_save(tmp_path: Path) -> None:
    command = [sys.executable, "-c", _START, str(tmp_path / "office.db")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=True)
    assert done.stdout.strip() == "[]"
