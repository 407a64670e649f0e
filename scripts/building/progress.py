"""How far a build is: two bars on a terminal, nothing elsewhere."""

import sys
from collections.abc import Mapping

from tqdm import tqdm


class Progress:
    """All the work, in seconds, and the seeds of what runs now.

    How long the work takes is read off the last run of each experiment.
    """

    def __init__(self, work: Mapping[str, float]) -> None:
        terminal = {"disable": None, "leave": False, "dynamic_ncols": True}
        whole = "all {percentage:3.0f} %|{bar}| {elapsed}, about {remaining} left"
        part = "{desc} |{bar}| {n_fmt} of {total_fmt}, {remaining} left"
        total = sum(work.values()) or 1
        self.work, self.stem, self.before = work, "", 0.0
        self.whole = tqdm(total=total, position=0, bar_format=whole, **terminal)
        self.part = tqdm(total=1, position=1, bar_format=part, **terminal)

    def start(self, stem: str) -> None:
        """Name the experiment that runs now."""
        self.stem = stem

    def report(self, done: int, total: int, label: str) -> None:
        """Take a step of `parallel.spread`."""
        if done == 0:
            self.part.reset(total=total)
            self.part.set_description(f"{self.stem} {label}", refresh=False)
        self.part.update(done - self.part.n)
        reached = self.before + self.work[self.stem] * done / total
        self.whole.update(max(0.0, reached - self.whole.n))

    def finish(self, line: str) -> None:
        """One experiment is done: say so above the bars."""
        self.before += self.work[self.stem]
        self.whole.update(max(0.0, self.before - self.whole.n))
        tqdm.write(line, file=sys.stdout)

    def close(self) -> None:
        """Take the bars away."""
        self.part.close()
        self.whole.close()
