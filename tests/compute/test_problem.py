"""What a command says when it cannot go on."""

import pytest

from scripts.compute.problem import Problem, exit_code


def ends(error: BaseException) -> int:
    def main() -> int:
        raise error

    return exit_code(main)


def test_a_problem_is_told_without_a_traceback(capsys):
    assert ends(Problem("no cake.\nBake one.")) == 1
    assert capsys.readouterr().err == "error: no cake.\nBake one.\n"


def test_an_interrupted_command_says_that_nothing_is_broken(capsys):
    assert ends(KeyboardInterrupt()) == 130
    assert "as it was" in capsys.readouterr().err


def test_a_mistake_of_the_code_is_not_hidden():
    assert exit_code(lambda: 0) == 0
    with pytest.raises(ZeroDivisionError):
        ends(ZeroDivisionError())
