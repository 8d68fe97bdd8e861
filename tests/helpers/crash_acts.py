"""The acts that `tests.helpers.crashing` cuts off, and the process that runs each in a child under strace."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from models.errors import LouyuanError
from tests.helpers.crashing import spread
from tests.helpers.keys import PASSWORD

Say = Callable[[str], None]
USER = "王芳"
RECORDED = "pwrite64,write,writev,ftruncate,fsync,fdatasync,rename,unlink"


def save(folder: Path, say: Say) -> None:
    """Open the office and save three records, each acknowledged by its name once it is saved."""
    from services import records
    from services.context import open_context

    context = open_context(folder / "office.db", USER)
    try:
        for name in ("甲单位", "乙单位", "丙单位"):
            records.save(context, "units", None, {"name": name, "kind": "company"})
            say(name)
    finally:
        context.close()


def retry(folder: Path, say: Say) -> None:
    """Save records where one attempt fails: the next is made on the same open office."""
    from services import records
    from services.context import open_context

    context = open_context(folder / "office.db", USER)
    try:
        for name in ("甲单位", "乙单位", "丙单位"):
            try:
                records.save(context, "units", None, {"name": name, "kind": "company"})
            except LouyuanError as error:
                say(f"!{name}:{error.message}")
            else:
                say(name)
    finally:
        context.close()


def survey(folder: Path, say: Say) -> None:
    """Import many rows in one transaction, as a survey workbook does when it is applied."""
    from models.ids import new_id
    from services.context import open_context

    context = open_context(folder / "office.db", USER)
    try:
        with context.unit_of_work() as work:
            for _ in range(4):
                many = [(new_id(), f"住户{number}") for number in range(60)]
                work.insert_many("resident", ("id", "name"), many)
            work.commit()
        say("imported")
    finally:
        context.close()


def migration(folder: Path, say: Say) -> None:
    """Open an office of an earlier schema."""
    from services.context import open_context

    open_context(folder / "office.db", USER).close()
    say("migrated")


def backup(folder: Path, say: Say) -> None:
    """Write a backup over an older one."""
    from services import backup as backups

    backups.backup(folder / "office.db", folder / "a.lybak", now_ms=1_700_000_000_000)
    say("backed up")


def restore(folder: Path, say: Say) -> None:
    """Put a backup in the place of an office."""
    from services import backup as backups

    backups.restore(folder / "a.lybak", folder / "office.db")
    say("restored")


def encrypting(folder: Path, say: Say) -> None:
    """Encrypt an open office."""
    from services.keys import encrypting as making
    from services.keys import keyfile

    os.environ["LOUYUAN_HOME"] = str(folder)
    keyfile.DEFAULT_COST = keyfile.Cost(64, 1, 1)
    making.encrypt(folder / "office.db", USER, PASSWORD)
    say("encrypted")


def stick(folder: Path, say: Say) -> None:
    """Write a file onto a stick."""
    from services.sync import stick as sticks

    (folder / "stick").mkdir(exist_ok=True)
    sticks.put(folder / "office.db", folder / "stick", "a.csp")
    say("a.csp")


def taking(folder: Path, say: Say) -> None:
    """Take in a stick, at an installation whose marks lie in `home`; says what becomes of each file."""
    from services.context import open_context
    from services.sync.importing import import_folder
    from tests.helpers.office import FixedClock

    os.environ["LOUYUAN_HOME"] = str(folder / "home")
    context = open_context(folder / "office.db", USER, clock=FixedClock(int((folder / "now").read_text())))
    try:
        for each in import_folder(context, folder / "stick").files:
            say(each.state)
    finally:
        context.close()


_ACTS = (save, retry, survey, migration, backup, restore, encrypting, stick, taking)
ACTS: dict[str, Callable[[Path, Say], None]] = {each.__name__: each for each in _ACTS}


def child(act: str, folder: Path, out: int) -> None:
    """Wait until somebody traces this process, then act; never returns."""
    os.environ["TMPDIR"] = str(folder)
    tempfile.tempdir = str(folder)

    def say(line: str) -> None:
        os.writev(out, [line.encode() + b"\n"])  # not `write`: what is said is no call that is counted

    os.kill(os.getpid(), signal.SIGSTOP)
    try:
        ACTS[act](folder, say)
    except LouyuanError as error:
        say(f"\0{error.message}")
        os._exit(3)
    except OSError:  # nobody has explained it
        say("\0" + traceback.format_exc().strip().replace("\n", " | "))
        os._exit(1)
    os._exit(0)


def run(act: str, folder: Path, options: list[str], trace: Path) -> tuple[list[str], str]:
    """Run an act in a child under strace; return what it said and how it ended."""
    back, out = os.pipe()
    process = os.fork()
    if process == 0:
        os.close(back)
        child(act, folder, out)
    os.close(out)
    os.waitpid(process, os.WUNTRACED)
    command = ["strace", "-q", "-o", str(trace), *options, "-p", str(process)]
    tracer = subprocess.Popen(command, stderr=subprocess.PIPE)
    while not _traced(process):
        time.sleep(0.002)
    os.kill(process, signal.SIGCONT)
    told = b""
    while block := os.read(back, 4096):
        told += block
    os.close(back)
    _, status = os.waitpid(process, 0)
    tracer.communicate()
    said = told.decode().splitlines()
    faults = [line[1:] for line in said if line.startswith("\0")]
    ended = "killed" if os.WIFSIGNALED(status) else faults[0] if faults else "done"
    if not faults and os.WIFEXITED(status) and os.WEXITSTATUS(status) != 0:
        ended = f"exit {os.WEXITSTATUS(status)}"
    return [line for line in said if not line.startswith("\0")], ended


def _traced(process: int) -> bool:
    with suppress(OSError):
        found = re.search(r"TracerPid:\s*(\d+)", Path(f"/proc/{process}/status").read_text())
        return found is not None and found[1] != "0"
    return True


def main() -> None:
    """Count the calls of an act, then fail at those the plan asks for; one JSON line each."""
    act, prepared, work = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    plan: dict[str, Any] = json.loads(sys.argv[4])
    _load(act, prepared, work / "warm")
    trace = work / "trace"
    folder = work / "counted"
    shutil.copytree(prepared, folder)
    if plan.get("record"):
        run(act, folder, ["-xx", "-y", "-s", "4000000", "-e", f"trace={RECORDED}"], trace)
        sys.stdout.write(json.dumps({"folder": str(folder), "trace": str(trace)}) + "\n")
        return
    run(act, folder, ["-e", f"trace={','.join(plan['calls'])}"], trace)
    made = Counter(line.partition("(")[0] for line in trace.read_text().splitlines() if "(" in line)
    shutil.rmtree(folder)
    for call in plan["calls"]:
        for at in spread(made[call], plan["most"]):
            folder = work / f"{call}-{at}"
            shutil.copytree(prepared, folder)
            inject = f"inject={call}:{plan['fault']}:when={at}"
            said, ended = run(act, folder, ["-e", f"trace={call}", "-e", inject], trace)
            told = {"call": call, "at": at, "folder": str(folder), "said": said, "ended": ended}
            sys.stdout.write(json.dumps(told) + "\n")


def _load(act: str, prepared: Path, folder: Path) -> None:
    """Load once, here, what every child needs: the children only act."""
    shutil.copytree(prepared, folder)
    ACTS[act](folder, lambda line: None)
    shutil.rmtree(folder)


if __name__ == "__main__":
    main()
