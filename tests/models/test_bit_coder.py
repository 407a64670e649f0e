import base64

import numpy as np
import pytest

from scripts.models.bit_coder import Reader, Writer
from tests.javascript import answered

SCRIPT = """
import { readFileSync } from "node:fs";
import { reader } from "./docs/js/lib/bit_coder.js";
const { bytes, calls } = JSON.parse(readFileSync(0));
const coder = reader(Uint8Array.from(Buffer.from(bytes, "base64")), 3);
const found = calls.map(([kind, group]) => coder[kind](group));
console.log(JSON.stringify({ found, at: coder.at }));
"""


def written(calls):
    writer = Writer()
    for kind, group, value in calls:
        assert getattr(writer, kind)(group, value) == value
    return writer.done()


def drawn(rng, n):
    """Calls of both kinds; some groups hold one value only, some hold anything."""
    calls = []
    for _ in range(n):
        group = int(rng.integers(6))
        if rng.random() < 0.5:
            calls.append(("bit", group, int(rng.random() < group / 5)))
        else:
            calls.append(("byte", group, 255 if group == 0 else int(rng.integers(256 >> group))))
    return calls


@pytest.mark.parametrize("seed", range(5))
def test_what_is_written_is_read_here_and_in_a_page_to_the_last_byte(seed):
    calls = drawn(np.random.default_rng(seed), (0, 1, 50, 3_000, 20_000)[seed])
    content = written(calls)
    reader = Reader(content)
    assert [getattr(reader, kind)(group) for kind, group, _ in calls] == [v for *_, v in calls]
    assert reader.at == len(content)
    told = {"bytes": base64.b64encode(b"abc" + content).decode()}
    found = answered(SCRIPT, told | {"calls": [call[:2] for call in calls]})
    assert found == {"found": [v for *_, v in calls], "at": len(content) + 3}


def test_a_carry_runs_through_bytes_that_are_full():
    # Rare decisions after a long run of likely ones push the lower end over a byte of 255.
    rng = np.random.default_rng(0)
    carried = 0
    for _ in range(200):
        calls = [("bit", 0, int(rng.random() < 0.02)) for _ in range(300)]
        calls += [("bit", 0, 1)] * 40
        content = written(calls)
        carried += b"\x00" in content
        reader = Reader(content)
        assert [reader.bit(0) for _ in calls] == [bit for *_, bit in calls]
    assert carried


@pytest.mark.parametrize("share", [0.5, 0.1, 0.01])
def test_it_takes_hardly_more_room_than_the_entropy(share):
    n = 20_000
    bits = np.random.default_rng(1).random(n) < share
    entropy = -n * (share * np.log2(share) + (1 - share) * np.log2(1 - share)) / 8
    size = len(written(("bit", "x", int(bit)) for bit in bits))
    assert 0.93 * entropy < size < 1.05 * entropy + 8


def test_a_file_that_is_cut_short_is_read_as_if_zeros_followed():
    content = written(drawn(np.random.default_rng(2), 400))
    reader = Reader(content[:20])
    for _ in range(2_000):
        assert reader.bit("x") in {0, 1}
    assert reader.at > 20
