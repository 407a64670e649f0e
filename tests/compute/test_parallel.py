"""The map over seeds: the results in their order, one BLAS thread each, every step told."""

import operator
import os

import pytest
from threadpoolctl import threadpool_info, threadpool_limits

from scripts.compute import parallel

TASKS = [(i, 2) for i in range(5)]


@pytest.mark.parametrize("processes", [1, 2])
def test_results_come_in_the_order_of_the_tasks(processes):
    with parallel.using(processes):
        assert parallel.spread(operator.pow, TASKS) == [0, 1, 4, 9, 16]


def test_one_process_is_this_one_and_two_are_others():
    assert set(parallel.spread(os.getpid, [()] * 3)) == {os.getpid()}
    with parallel.using(2):
        assert os.getpid() not in parallel.spread(os.getpid, [()] * 3)


@pytest.mark.parametrize("processes", [1, 2])
def test_every_process_has_one_blas_thread_whatever_was_set_before(processes, monkeypatch):
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "2")
    with threadpool_limits(2), parallel.using(processes):
        for libraries in parallel.spread(_threads, [(), ()]):
            assert set(libraries) == {1}


def _threads() -> list[int]:
    import numpy as np

    np.linalg.norm(np.ones(2))  # loads the library whose threads are counted
    return [library["num_threads"] for library in threadpool_info()]


def test_every_step_is_told_from_none_to_all():
    told = []
    with parallel.using(1, lambda *step: told.append(step)):
        parallel.spread(operator.pow, TASKS, "powers")
    assert told == [(done, 5, "powers") for done in range(6)]


def test_somebody_else_may_do_the_work():
    with parallel.using(2, elsewhere=lambda function, tasks: reversed(tasks)):
        assert parallel.spread(operator.pow, TASKS) == TASKS[::-1]


def test_what_was_set_before_stands_again_after_a_failure():
    with pytest.raises(ZeroDivisionError), parallel.using(2):
        parallel.spread(operator.truediv, [(1, 0)])
    assert set(parallel.spread(os.getpid, [()])) == {os.getpid()}
