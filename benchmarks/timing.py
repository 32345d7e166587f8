"""Take the time of a floor and of our own work in turn, so that a noisy machine is noisy for both."""

import gc
from collections.abc import Callable
from statistics import median
from time import perf_counter, process_time

Clock = Callable[[], float]
Work = Callable[[], object]

CPU: Clock = process_time
"""Seconds that this process has computed: for work that waits for nobody."""

WALL: Clock = perf_counter
"""Seconds that have gone by: for work that waits for the disk or for another process."""

ROUNDS = 5


def seconds(work: Work, clock: Clock = CPU) -> float:
    """What a piece of work takes, once, with what lay about collected before."""
    gc.collect()
    begin = clock()
    work()
    return clock() - begin


def in_turn(floor: Work, ours: Work, clock: Clock = CPU, rounds: int = ROUNDS) -> tuple[float, float]:
    """The best time of each, floor and ours in turn: what a machine that is otherwise idle would show."""
    taken = [(seconds(floor, clock), seconds(ours, clock)) for _ in range(rounds)]
    return min(one for one, _ in taken), min(other for _, other in taken)


def one_by_one(floor: Work, ours: Work, n: int) -> tuple[float, float]:
    """The median time of each, in seconds gone by, n times in turn: for single commits, which wait for the disk."""
    taken = [(seconds_gone(floor), seconds_gone(ours)) for _ in range(n)]
    return median(one for one, _ in taken), median(other for _, other in taken)


def seconds_gone(work: Work) -> float:
    """The seconds that go by while a piece of work is done."""
    begin = perf_counter()
    work()
    return perf_counter() - begin
