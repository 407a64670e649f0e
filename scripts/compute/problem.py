"""What a command says when it cannot go on."""

import sys
from collections.abc import Callable


class Problem(Exception):
    """Something a person can mend: one or two lines, naming the file and the remedy."""


def exit_code(main: Callable[[], int]) -> int:
    """Run ``main``; turn a `Problem` into its message on standard error and exit code 1."""
    try:
        return main()
    except Problem as problem:
        print(f"error: {problem}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("stopped; every figure is as it was before", file=sys.stderr)
        return 130
