"""Running one piece of work on a foreign file in a child process, with limits on memory and time.

Readers of spreadsheets are native code: on a hostile file they may ask for all memory or abort. In a child
that ends the child only, and the user reads one sentence. The child is started by "spawn", which is the same
on every system and works in the frozen build (main.py calls `freeze_support`). POSIX systems limit its
address space; Windows has no such call without a further library, there the checks of services.excel on
sizes and the time limit have to do.
"""

import contextlib
import gc
import multiprocessing
import os
import pickle
import sys
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any, Final, TypeVar

from models.errors import EnvironmentFault, LouyuanError, UserError
from services.excel.limits import LIMITS, Limits
from services.files import Cancelled, Progress, no_progress

T = TypeVar("T")
_PAUSE: Final = 0.05
_PROTOCOL: Final = 5


class ChildFailed(RuntimeError):
    """A mistake of the program inside the child; the text is the traceback from there."""


def in_child(
    work: Callable[..., T],
    *arguments: Any,
    name: str,
    limits: Limits = LIMITS,
    progress: Progress = no_progress,
    cancelled: Callable[[], bool] | None = None,
) -> T:
    """Run `work` in a child process and return its result.

    Args:
        work: function at module level; it, its arguments and its result can be pickled.
        arguments: handed to it, and `progress=`, which it calls now and then.
        name: what the work is about, named in sentences: the file.
        limits: memory and time.
        progress: told what the child reports; may raise `Cancelled`.
        cancelled: polled many times a second; True stops the child.

    Returns:
        What `work` returned.

    Raises:
        UserError, EnvironmentFault: as raised by `work`; or the child ran out of memory or time, or died.
        Cancelled: the user stopped it.
        ChildFailed: any other exception of `work`.
    """
    spawning = multiprocessing.get_context("spawn")
    receiver, sender = spawning.Pipe(duplex=False)
    child = spawning.Process(
        target=_child, args=(sender, limits, work, arguments), name="louyuan-reader", daemon=True
    )
    try:
        child.start()
        sender.close()
        result: T = _answer(_listen(child, receiver, name, limits, progress, cancelled))
        return result
    finally:
        _end(child)
        receiver.close()


def _listen(
    child: BaseProcess,
    receiver: Connection,
    name: str,
    limits: Limits,
    progress: Progress,
    cancelled: Callable[[], bool] | None,
) -> tuple[str, Any]:
    """Wait for the child's last word, passing progress on."""
    deadline = time.monotonic() + limits.seconds
    told = (0, 0)
    while True:
        if cancelled is not None and cancelled():
            raise Cancelled
        if time.monotonic() > deadline:
            raise UserError(
                f"读取“{name}”超过{limits.seconds:.0f}秒还没有完成，已停止。请检查文件，或拆分后分次导入。"
            )
        progress(*told)
        if not receiver.poll(_PAUSE):
            continue
        try:
            message = pickle.loads(receiver.recv_bytes())
        except (EOFError, OSError) as error:
            raise _died(child, name) from error
        if message[0] != "progress":
            return message[0], message[1]
        told = message[1]


def _answer(message: tuple[str, Any]) -> Any:
    kind, content = message
    if kind == "failed":
        raise ChildFailed(content)
    if kind == "raised":
        raise content
    return content


def _died(child: BaseProcess, name: str) -> LouyuanError:
    """Return the error for a child that ended without a word: out of memory, or the native reader aborted."""
    child.join(5)
    return UserError(
        f"读取“{name}”时出了问题，已停止，程序和数据没有受影响。可能是表格范围太大或文件已损坏，"
        "请用 WPS 或 Excel 打开，删去多余的内容，另存为 .xlsx 后再导入。"
    )


def _end(child: BaseProcess) -> None:
    """Make sure that nothing of the child is left."""
    if child.pid is None:
        return
    if child.is_alive():
        child.kill()
    child.join()
    if isinstance(child, multiprocessing.context.SpawnProcess):
        child.close()


def _child(sender: Connection, limits: Limits, work: Callable[..., Any], arguments: tuple[Any, ...]) -> None:
    """Run inside the child: set the limits, work, send one last word."""
    _silence()
    _limit_memory(limits.memory_bytes)
    gc.disable()  # short-lived, and full of small values without cycles

    def tell(done: int, whole: int) -> None:
        sender.send_bytes(pickle.dumps(("progress", (done, whole)), _PROTOCOL))

    try:
        answer: tuple[str, Any] = ("done", work(*arguments, progress=tell))
    except MemoryError:
        answer = ("raised", UserError(_TOO_LARGE))
    except LouyuanError as error:
        answer = ("raised", _portable(error))
    except Exception:  # noqa: BLE001 - crosses the border as text and is raised again on the other side
        import traceback

        answer = ("failed", traceback.format_exc())
    try:
        data = pickle.dumps(answer, _PROTOCOL)
    except MemoryError:
        data = pickle.dumps(("raised", UserError(_TOO_LARGE)), _PROTOCOL)
    with contextlib.suppress(BrokenPipeError):
        sender.send_bytes(data)
    sender.close()


_TOO_LARGE: Final = "文件里的内容太多，内存不够，没有读完。请拆分成几个文件后分次导入。"


def _portable(error: LouyuanError) -> LouyuanError:
    """Return an error of the same family that survives pickling, whatever its constructor asks for."""
    family = EnvironmentFault if isinstance(error, EnvironmentFault) else UserError
    try:
        if type(pickle.loads(pickle.dumps(error))) is type(error):
            return error
    except (TypeError, AttributeError, pickle.PicklingError):
        pass
    return family(error.message)


def _silence() -> None:
    """Send the abort messages of native libraries nowhere; the parent says it in a sentence."""
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 2)
        os.close(nowhere)
    except OSError:
        sys.stderr = None  # a windowed build on Windows has no such handle


def _limit_memory(most: int) -> None:
    if sys.platform == "win32":
        return
    import resource

    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    allowed = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(resource.RLIMIT_AS, (allowed, hard))
