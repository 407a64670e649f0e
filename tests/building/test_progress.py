"""How far a build is: by the seconds of the last runs, and silent where nobody looks."""

import io

from scripts.building.progress import Progress


def test_what_is_done_is_counted_in_the_seconds_it_was_expected_to_take(capsys, monkeypatch):
    terminal = io.StringIO()
    terminal.isatty = lambda: True
    monkeypatch.setattr("sys.stderr", terminal)
    progress = Progress({"long": 30.0, "short": 10.0})
    progress.start("long")
    progress.report(0, 4, "seeds")
    progress.report(2, 4, "seeds")
    assert (progress.part.n, progress.part.total) == (2, 4)
    assert progress.whole.n == 15
    progress.finish("long  agrees")
    progress.start("short")
    progress.report(0, 2, "seeds")
    assert progress.whole.n == 30
    progress.finish("short  agrees")
    assert progress.whole.n == 40
    progress.close()
    assert "long  agrees" in capsys.readouterr().out


def test_without_a_terminal_only_the_lines_are_printed(capsys):
    progress = Progress({"one": 1.0})
    progress.start("one")
    progress.report(0, 1, "seeds")
    progress.finish("one  agrees")
    progress.close()
    captured = capsys.readouterr()
    assert captured.out == "one  agrees\n" and captured.err == ""
