"""What runs for others may do little, is pinned, and reads nothing that could run."""

import re

import pytest
import yaml

from scripts.compute.results import ROOT

WORKFLOWS = sorted(ROOT.glob(".github/workflows/*.yml"))
every_workflow = pytest.mark.parametrize("path", WORKFLOWS, ids=lambda p: p.stem)
PYTHON = sorted(p for room in ("scripts", "docs/lab") for p in ROOT.joinpath(room).rglob("*.py"))


def steps(workflow: dict) -> list[dict]:
    return [step for job in workflow["jobs"].values() for step in job["steps"]]


@every_workflow
def test_every_action_is_pinned_by_its_hash_and_names_its_version(path):
    text = path.read_text(encoding="utf-8")
    used = re.findall(r"uses: (.+)", text)
    assert used
    for action in used:
        assert re.fullmatch(r"[\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", action), f"{path}: {action}"


@every_workflow
def test_a_workflow_may_only_read_and_publishing_is_for_the_job_that_runs_no_code(path):
    workflow = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert workflow["permissions"] == {"contents": "read"}
    for name, job in workflow["jobs"].items():
        if "write" in job.get("permissions", {}).values():
            assert name == "deploy" and not any("run" in step for step in job["steps"])
    for step in steps(workflow):
        if "checkout" in step.get("uses", ""):
            assert step["with"]["persist-credentials"] is False


@every_workflow
def test_a_fork_is_given_no_secret_and_nobodys_words_are_run(path):
    text = path.read_text(encoding="utf-8")
    assert "secrets." not in text and "pull_request_target" not in text
    for step in steps(yaml.safe_load(text)):
        assert "${{ github.event" not in step.get("run", "")


@pytest.mark.parametrize("name", ["", "-test", "-book", "-cluster", "-audit"])
def test_every_requirement_has_its_version_and_hashes(name):
    text = (ROOT / f"requirements{name}.txt").read_text(encoding="utf-8")
    entries = re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE)[1:]
    assert len(entries) > 20
    for entry in entries:
        assert re.match(r"[\w.\[\],-]+==\S+", entry) and "--hash=sha256:" in entry, entry[:60]


@pytest.mark.parametrize("path", PYTHON, ids=lambda p: str(p.relative_to(ROOT)))
def test_no_code_reads_what_could_run(path):
    text = path.read_text(encoding="utf-8")
    unsafe = r"\bpickle\.load|\beval\(|\bexec\(|yaml\.(?:unsafe_|full_)?load\((?!.*SettingsLoader)"
    unsafe += r"|allow_pickle=True|shell=True|\bos\.system\("
    assert re.findall(unsafe, text) == []


def test_every_week_somebody_asks_whether_what_is_pinned_has_a_known_hole():
    workflow = yaml.safe_load((ROOT / ".github/workflows/long.yml").read_text(encoding="utf-8"))
    assert workflow[True]["schedule"]  # YAML takes the key `on` for a truth
    asked = " ".join(step.get("run", "") for step in workflow["jobs"]["audit"]["steps"])
    assert "pip_audit --strict" in asked  # what cannot be asked about is no silence
    locks = {p.name for p in ROOT.glob("requirements*.txt")}
    assert locks == set(re.findall(r"-r (requirements\S*\.txt)", asked))


def test_the_site_needs_nothing_that_only_tests_need():
    text = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    assert not re.findall(r"^(playwright|pytest|hypothesis|ruff|uv)\b", text, re.MULTILINE)
