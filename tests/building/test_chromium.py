"""The browser: the one that CHROMIUM names, else the first that is on this machine."""

import sys

import pytest

from scripts.building import chromium
from scripts.compute.problem import Problem


def test_a_browser_that_is_named_is_taken(monkeypatch):
    monkeypatch.setenv("CHROMIUM", sys.executable)
    assert chromium.find() == sys.executable


def test_one_that_is_not_there_is_a_problem_and_not_another_one(monkeypatch):
    monkeypatch.setenv("CHROMIUM", "/no/such/browser")
    with pytest.raises(Problem, match=r"CHROMIUM names /no/such/browser, which cannot be run"):
        chromium.find()


def test_the_usual_places_are_looked_at(monkeypatch):
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setattr(chromium, "NAMES", ())
    monkeypatch.setattr(chromium, "PLACES", ("/no/such/place", sys.executable))
    assert chromium.find() == sys.executable
