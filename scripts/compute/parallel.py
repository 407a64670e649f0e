"""Map over seeds: local processes, one BLAS thread each, the same numbers however many.

`scripts.compute.cluster` lends the same map the processes of other machines.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from joblib import Parallel, delayed, parallel_config
from threadpoolctl import threadpool_limits

Elsewhere = Callable[[Callable, list[tuple]], Iterator]


@dataclass
class _Settings:
    processes: int = 1
    report: Callable[[int, int, str], None] | None = None
    elsewhere: Elsewhere | None = None


_settings = _Settings()


@contextmanager
def using(
    processes: int,
    report: Callable[[int, int, str], None] | None = None,
    elsewhere: Elsewhere | None = None,
) -> Iterator[None]:
    """Set how `spread` works inside the block.

    Parameters
    ----------
    processes : int
        1 stays in this process.
    report : callable, optional
        Called as ``report(done, total, label)`` before the first task and after each.
    elsewhere : callable, optional
        Instead of local processes: ``elsewhere(function, tasks)`` gives the results in order.
    """
    before = vars(_settings).copy()
    vars(_settings).update(processes=processes, report=report, elsewhere=elsewhere)
    try:
        yield
    finally:
        vars(_settings).update(before)


def spread(function: Callable, tasks: Sequence[tuple], label: str = "seeds") -> list:
    """Call ``function(*task)`` for every task; results in the order of the tasks.

    Two BLAS threads in each of two processes were six times slower than one, so every process
    has one. That also makes the results the same, bit for bit, for any number of processes.

    Parameters
    ----------
    function : callable
        Defined at the top of a module, so that another process can import it.
    tasks : sequence of tuple
        Arguments; generators from ``rng.spawn(n)`` give each task its own random numbers.
    label : str
        What one task is, for the progress bar.
    """
    tasks = list(tasks)
    report = _settings.report or (lambda done, total, label: None)
    report(0, len(tasks), label)
    results = []
    for result in _results(function, tasks):
        results.append(result)
        report(len(results), len(tasks), label)
    return results


def _results(function: Callable, tasks: list[tuple]) -> Iterator:
    if _settings.elsewhere is not None:
        yield from _settings.elsewhere(function, tasks)
    elif _settings.processes == 1 or len(tasks) < 2:
        with threadpool_limits(1):
            for task in tasks:
                yield function(*task)
    else:
        with parallel_config("loky", n_jobs=_settings.processes, inner_max_num_threads=1):
            yield from Parallel(return_as="generator")(delayed(function)(*t) for t in tasks)
