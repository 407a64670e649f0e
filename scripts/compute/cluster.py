"""Map over seeds on more than one machine: a Dask cluster, through joblib, the same numbers.

Workers get the name of a function and its arguments; they import the code themselves. So a worker
has to stand in the root of the same version of this repository, with the same libraries, and is
refused otherwise: its numbers would differ.
"""

import asyncio
import hashlib
import importlib.util
import logging
import platform
import warnings
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from joblib import Parallel, delayed, parallel_config
from threadpoolctl import threadpool_info, threadpool_limits

from scripts.compute.problem import Problem

if TYPE_CHECKING:
    from concurrent.futures import Future

    from distributed import Client
    from joblib._dask import DaskDistributedBackend

INSTALL = "python -m pip install --require-hashes -r requirements-cluster.txt"
WORKER = "python -m dask worker {} --nthreads 1 --nworkers 2"
SCRIPTS = Path(__file__).parents[1]
LIBRARIES = ("numpy", "scipy", "scikit-learn")
PATIENCE = 8  # seconds, for the scheduler and then for a first worker
WAIT = 7 * 24 * 3600  # seconds, for a worker when all are lost: until somebody starts one


@dataclass
class Cluster:
    """Workers that compute."""

    client: "Client"
    processes: int  # workers at the beginning; they may come and go
    note: str  # what the person at the terminal should know, or ""

    @property
    def name(self) -> str:
        """What is said of the cluster in the provenance."""
        return f"dask {metadata.version('dask')}"

    def results(self, function: Callable, tasks: list[tuple]) -> Iterator:
        """Call ``function(*task)`` for every task on some worker; results in the tasks' order.

        A task whose worker is lost is computed again by another; with no worker left, the map
        waits for a new one. Arguments travel as one tuple, because joblib would leave a large
        array in the memory of a single worker, and it would be lost with that.
        """
        from distributed import CancelledError, KilledWorker
        from distributed.comm import CommClosedError

        with parallel_config(_backend(self.client)):
            parallel = Parallel(return_as="generator")
        gone = "the scheduler is gone: start it and its workers again."
        try:
            found = parallel(delayed(call)(versions(), function, task) for task in tasks)
        except OSError:  # asking it for its workers
            raise Problem(gone) from None
        try:
            yield from found
        except (CancelledError, CommClosedError):
            raise Problem(gone) from None
        except KilledWorker:
            raise Problem(
                "a task ended every worker that tried it, most likely for want of memory: start "
                "workers on a larger machine, or fewer on one."
            ) from None


def _backend(client: "Client") -> "DaskDistributedBackend":
    """Give joblib's backend for Dask, without two of its gaps."""
    from joblib._dask import DaskDistributedBackend

    class Backend(DaskDistributedBackend):
        def effective_n_jobs(self, n_jobs: int) -> int:
            """Count the workers, two at least: a single job joblib would do in this process."""
            return max(2, super().effective_n_jobs(n_jobs))

        def submit(self, func: Callable, callback: Callable) -> "Future":
            """Submit; tell joblib, which would wait for ever, of errors outside the function."""
            future = super().submit(func, callback)
            future.add_done_callback(lambda done: done.exception() and callback(done.exception()))
            return future

    return Backend(client=client, wait_for_workers_timeout=WAIT)


@contextmanager
def connected(address: str) -> Iterator[Cluster]:
    """Connect to a scheduler, after checking that all its workers would give our numbers.

    Parameters
    ----------
    address : str
        As the scheduler names it when it starts: tcp://HOST:8786.
    """
    if not is_address(address):
        raise Problem(f"{address!r} is not the address of a scheduler: write tcp://HOST:8786.")
    if importlib.util.find_spec("distributed") is None:
        raise Problem(f"--scheduler needs Dask, which is not installed: `{INSTALL}`.")
    with _client(address) as client:
        with suppress(TimeoutError):
            client.wait_for_workers(1, timeout=PATIENCE)
        answers = client.run(kind, on_error="return")
        found = {worker: answer for worker, answer in answers.items() if not lost(answer)}
        if not found:
            raise Problem(
                f"the scheduler at {address} has no workers: start some in the root of this "
                f"repository with `{WORKER.format(address)}`."
            )
        refuse(address, found)
        client.get_versions(check=True)  # warns of other differences, in Dask itself
        yield Cluster(client, len(found), other_kernels(found))


def is_address(text: str) -> bool:
    """Whether a text is a protocol, a host and a port.

    >>> is_address("tcp://192.0.2.7:8786"), is_address("192.0.2.7:8786")
    (True, False)
    """
    try:
        parts = urlsplit(text)
        return parts.scheme == "tcp" and bool(parts.hostname and parts.port)
    except ValueError:  # a port that is no number
        return False


@contextmanager
def _client(address: str) -> Iterator["Client"]:
    from distributed import Client
    from distributed.versions import VersionMismatchWarning

    for name in logging.root.manager.loggerDict:  # what it has to say is said once, by a Problem
        if name.partition(".")[0] == "distributed":
            logging.getLogger(name).setLevel(logging.CRITICAL)
    try:  # A Client would wait for ever for a port that is open and belongs to something else.
        with ThreadPoolExecutor(1) as aside:  # a notebook has a running loop of its own here
            aside.submit(lambda: asyncio.run(asyncio.wait_for(_greet(address), PATIENCE))).result()
    except Exception:  # whatever that something else makes of it
        raise Problem(
            f"no scheduler answers at {address}: is it running there (`python -m dask scheduler`), "
            "and is its port open to this machine?"
        ) from None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", VersionMismatchWarning)  # a table; refused in one line
        client = Client(address, timeout=PATIENCE, set_as_default=False)
    with client:
        yield client


async def _greet(address: str) -> None:
    from distributed.core import rpc

    async with rpc(address) as server:
        if (await server.identity())["type"] != "Scheduler":  # a worker, say
            raise ValueError(address)


# What runs on a worker


def call(expected: dict[str, str], function: Callable, task: tuple) -> object:
    """Run one task, if this process is of the expected kind: workers may join at any time."""
    compare("that joined late", versions(), expected)
    threadpool_limits(1)  # for good: one BLAS thread in each process, however it was started
    return function(*task)


def kind() -> dict[str, dict[str, str] | str]:
    """Describe what decides the numbers of this process, and what may touch their last digits."""
    import scipy.linalg  # noqa: F401  loads the BLAS of NumPy and that of SciPy

    kernels = {lib["architecture"] for lib in threadpool_info() if lib["user_api"] == "blas"}
    return {"versions": versions(), "kernel": ", ".join(sorted(kernels))}


@cache
def versions() -> dict[str, str]:
    """Versions of Python, the libraries and this repository's code, taken once.

    Once, because a process goes on with the modules it has loaded, whatever happens to the files.
    """
    code = hashlib.sha256()
    for path in sorted([*SCRIPTS.rglob("*.py"), SCRIPTS / "data" / "SHA256SUMS"]):
        code.update(path.relative_to(SCRIPTS).as_posix().encode() + path.read_bytes())
    return {
        "Python": platform.python_version(),
        **{name: metadata.version(name) for name in LIBRARIES},
        "this repository": code.hexdigest()[:12],
    }


# What is made of the answers


def lost(answer: dict | Exception) -> bool:
    """Whether a worker went away while it was asked."""
    return isinstance(answer, OSError)


def refuse(address: str, found: Mapping[str, dict | Exception]) -> None:
    """Raise a `Problem` for the first worker whose numbers would differ.

    Parameters
    ----------
    address : str
        Of the scheduler.
    found : worker to its `kind`, or to why it could not say
    """
    for worker, answer in found.items():
        if isinstance(answer, Exception):
            raise Problem(
                f"the worker {worker} cannot use this repository ({answer}): start it in the "
                f"root of the same version with `{WORKER.format(address)}`."
            )
        compare(worker, answer["versions"], versions())


def compare(worker: str, theirs: Mapping[str, str], ours: Mapping[str, str]) -> None:
    """Raise a `Problem` for the first version in which a worker differs."""
    for name, version in ours.items():
        if theirs.get(name) != version:
            raise Problem(
                f"the worker {worker} has {name} {theirs.get(name)}, here it is {version}, so its "
                "numbers would differ: bring both to the same version and start the worker again."
            )


def other_kernels(found: Mapping[str, dict]) -> str:
    """Say which kernels of BLAS the workers use, if not all use the one in use here, or ""."""
    here = kind()["kernel"]
    there = sorted({answer["kernel"] for answer in found.values()})
    if there == [here]:
        return ""
    return (
        f"these processors are of different kinds (BLAS kernel {here} here, {' and '.join(there)} "
        "on the workers): the last digits may differ, within the tolerance of --check"
    )
