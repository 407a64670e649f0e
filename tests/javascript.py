"""The page's own modules, run by node: what they compute is compared with Python."""

import json
import subprocess
from typing import Any

from scripts.compute.results import ROOT
from scripts.verify import QUIET, node


def answered(script: str, told: object) -> Any:
    """What a module prints as JSON after it has read ``told`` from its standard input."""
    command = [node(), QUIET, "--input-type=module"]
    settings = {"input": json.dumps(told), "capture_output": True, "text": True, "cwd": ROOT}
    run = subprocess.run([*command, "--eval", script], **settings)
    assert run.returncode == 0, run.stderr
    return json.loads(run.stdout)
