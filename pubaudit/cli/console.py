"""The two streams: payload on stdout, everything said to a person on stderr."""

import os
import shutil
import sys
from contextlib import suppress
from typing import NoReturn

from pubaudit.errors import OutputError


class ClosedPipeError(Exception):
    """The reader of our output went away (``| head``); end in silence."""


def forgive_encoding() -> None:
    """Let a console that lacks a character show ? instead of ending the run."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")


def out(payload: str | bytes) -> None:
    """Write a payload to stdout: text in the console's encoding, bytes as they are (UTF-8).

    Raises ClosedPipeError where nobody reads any more, OutputError where nothing can be written.
    """
    if sys.stdout is None:
        raise OutputError("没有可写的标准输出，请用 -o 写到文件")
    try:
        if isinstance(payload, str):
            sys.stdout.write(payload)
        else:
            sys.stdout.flush()
            sys.stdout.buffer.write(payload)
        sys.stdout.flush()
    except BrokenPipeError as error:
        raise ClosedPipeError from error
    except OSError as error:
        raise OutputError("结果没有写完：输出写不进去，请检查磁盘空间，或用 -o 写到别处") from error


def say(line: str) -> None:
    """Write one line to stderr; it is no error if nobody reads it."""
    if sys.stderr is None:
        return
    try:
        print(line, file=sys.stderr, flush=True)  # noqa: T201
    except BrokenPipeError:
        abandon()


def abandon() -> None:
    """Point the streams at nothing, so that the interpreter's last flush fails in silence."""
    nothing = os.open(os.devnull, os.O_WRONLY)
    for stream in (sys.stdout, sys.stderr):
        os.dup2(nothing, stream.fileno())


def leave(code: int) -> NoReturn:
    """End the process at once with an exit code; what was said is said."""
    for stream in filter(None, (sys.stdout, sys.stderr)):  # None: closed by whoever started us
        with suppress(OSError, ValueError):  # nobody reads any more
            stream.flush()
    os._exit(code)


def width() -> int:
    """Return the columns of the terminal, 80 where there is none."""
    return shutil.get_terminal_size((80, 24)).columns


def color() -> bool:
    """Tell whether stdout wants colour: a terminal, and NO_COLOR not set."""
    return bool(sys.stdout) and sys.stdout.isatty() and not os.environ.get("NO_COLOR")
