"""Where the parts of a ledger are done: here, on this machine's cores, or on a Dask cluster."""

import ctypes
import gc
import logging
import os
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import CancelledError, Executor, Future
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib import import_module
from typing import Any, TypeVar

from pubaudit import __version__
from pubaudit.errors import UsageError
from pubaudit.ledger import Part

A = TypeVar("A")

# What Dask connects by: a scheme, a host (in brackets if it holds colons) and a port.
_ADDRESS = re.compile(
    r"(?:tcp|tls|ws|wss|ucx|ucxx)://(?:\[[0-9A-Fa-f:.%]+\]|[^\s:/\[\]]+):"
    r"0*(?:[1-9]\d{0,3}|[1-5]\d{4}|6[0-4]\d{3}|65[0-4]\d\d|655[0-2]\d|6553[0-5])"
)
# Seconds within which a scheduler has to answer.
_PATIENCE = 20
# Seconds between two looks at whether it is still there.
_GLANCE = 2
# Bytes from which a freed array goes back to the system, and glibc's name for that.
_MAPPED = 4 << 20
_M_MMAP_THRESHOLD = -3
# New objects before a worker collects its garbage: the rows of a block make no cycles, and looking
# for some over and over takes as long as reading them.
_MANY = 300_000


@dataclass(frozen=True, slots=True)
class Pool:
    """An executor (None: this process does the work), and how many parts to give out ahead.

    ``apart``: its workers are other processes.
    """

    executor: Executor | None = None
    ahead: int = 1
    apart: bool = False


@contextmanager
def pool(workers: int, scheduler: str, parts: Sequence[Part]) -> Iterator[Pool]:
    """Give the pool for some parts.

    ``scheduler`` is the address of a Dask scheduler (tcp://host:8786), "" for this machine. Row
    groups of parquet go to threads: Arrow and numpy let go of the interpreter, and a thread starts
    at once. Text and workbooks are Python's own work and need processes. Raises ``UsageError``
    if ``scheduler`` is no such address.
    """
    if scheduler and not _ADDRESS.fullmatch(scheduler):
        raise UsageError(f"--scheduler 的地址“{scheduler}”不对；应写成 tcp://主机:8786")
    _give_back_memory()
    if scheduler:
        with _cluster(scheduler) as cluster:
            yield cluster
    elif min(workers, len(parts)) < 2:
        yield Pool()
    elif all(part.groups for part in parts):
        from concurrent.futures import ThreadPoolExecutor

        with ThreadPoolExecutor(workers) as threads:
            yield Pool(threads, workers + 1)
    else:
        from concurrent.futures import ProcessPoolExecutor
        from multiprocessing import get_context

        spawn = get_context("spawn")
        with ProcessPoolExecutor(workers, spawn, gc.set_threshold, (_MANY,)) as processes:
            yield Pool(processes, workers + 1, apart=True)


def _give_back_memory() -> None:
    """Fix the size from which glibc maps an array by itself, and unmaps it once it is freed.

    Left alone the size grows to 32 MiB (mallopt(3)), and each thread keeps what it ever needed.
    """
    if sys.platform == "linux":
        with suppress(AttributeError):  # another C library
            ctypes.CDLL(None).mallopt(_M_MMAP_THRESHOLD, _MAPPED)


def cores() -> int:
    """Return the number of cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def _cluster(scheduler: str) -> Iterator[Pool]:
    """Connect to a Dask cluster whose workers run this version.

    Raises ``UsageError`` if Dask is not installed, nobody answers, a worker runs another version or
    dies over and over, or the connection is lost.
    """
    try:
        distributed: Any = import_module("distributed")
    except ImportError as error:
        raise UsageError(
            "--scheduler 需要 Dask，请先执行 pip install 'pubaudit[cluster]'（各工作机器也要装）"
        ) from error
    for name in ("distributed", "distributed.client", "tornado", "asyncio"):
        logging.getLogger(name).setLevel(logging.CRITICAL)  # what goes wrong is said below
    try:
        client = distributed.Client(scheduler, timeout=_PATIENCE, set_as_default=False)
    except (OSError, ValueError) as error:
        raise UsageError(
            f"连不上 Dask 调度器 {scheduler}：请检查地址（如 tcp://主机:8786）、端口和防火墙"
        ) from error
    with client:
        _require_same_version(client)
        try:
            yield Pool(_Cluster(client), 2 * sum(client.nthreads().values()), apart=True)
        except distributed.KilledWorker as error:
            raise UsageError(
                "集群的工作进程反复中断，可能是内存不足；请减少每台机器的进程数后再试"
            ) from error
        except (CancelledError, OSError) as error:
            raise UsageError(
                f"与 Dask 调度器 {scheduler} 的连接中断，没有得出结果；请检查集群后重新运行"
            ) from error


class _Cluster(Executor):
    """A Dask client's executor; whoever waits for a result learns that the connection is lost."""

    def __init__(self, client: Any) -> None:
        self._client = client
        self._executor = client.get_executor()

    def submit(self, work: Callable[..., A], /, *args: Any, **named: Any) -> "Future[A]":
        """Give out some work."""
        return _Awaited(self._executor.submit(work, *args, **named), self._client)


class _Awaited(Future[A]):
    def __init__(self, future: "Future[A]", client: Any) -> None:
        super().__init__()
        self._future = future
        self._client = client

    def result(self, timeout: float | None = None) -> A:
        """Return the result; raises ``ConnectionError`` once the client has given up."""
        while True:
            try:
                return self._future.result(timeout or _GLANCE)
            except TimeoutError:
                if self._client.status != "running":
                    raise ConnectionError("the scheduler is gone") from None
                if timeout:
                    raise


def _require_same_version(client: Any) -> None:
    found = set(client.run(_version).values())
    if not found:
        raise UsageError("Dask 集群没有工作进程；请先在各机器上启动 dask worker")
    others = sorted(found - {__version__})
    if others:
        raise UsageError(
            f"集群上的 pubaudit 版本是 {'、'.join(others)}，这里是 {__version__}；请装成同一版本"
        )


def _version() -> str:
    return __version__
