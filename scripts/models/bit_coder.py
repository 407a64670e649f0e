"""Yes and no in fewer bits than one: adaptive binary arithmetic coding.

Every decision belongs to a group. What was decided in a group before gives the chance of the next
decision there, (times + 1/2) / (all times + 1), and a decision that was to be expected costs little
room. A number from 0 to 255 is eight decisions, the highest bit first, each in a group of its own
by the bits before it.

`Writer` and `Reader` have the same two methods, so that what is written and read can be one
function: a reader ignores what it is told and gives back what was written. In a page
`docs/js/lib/bit_coder.js` reads the same bytes.

Source: Krichevsky and Trofimov (1981), IEEE Trans. Inf. Theory 27, 199-207 (the chance); Martin
(1979), Video and Data Recording Conference, Southampton (a range of 32 bits, narrowed).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable

TOP = 1 << 32  # of the range
LEAST = 1 << 24  # below this a byte is settled
MOST = 4096  # counts of a group beyond this are halved, so that no chance gets too small


class _Coder:
    def __init__(self) -> None:
        self.range = TOP - 1
        # How often no and yes, times two, plus one.
        self.counts: defaultdict[Hashable, list[int]] = defaultdict(lambda: [1, 1])

    def _split(self, counts: list[int]) -> int:
        """Part of the range that stands for no."""
        return (self.range >> 16) * ((counts[0] << 16) // (counts[0] + counts[1]))

    def _learn(self, counts: list[int], bit: int) -> None:
        counts[bit] += 2
        if counts[0] + counts[1] > MOST:
            counts[:] = (counts[0] + 1) >> 1, (counts[1] + 1) >> 1

    def byte(self, group: Hashable, value: int = 0) -> int:
        """Write or read a number from 0 to 255."""
        node = 1
        for k in range(7, -1, -1):
            node = 2 * node + self.bit((group, node), value >> k & 1)
        return node - 256


class Writer(_Coder):
    """Writes decisions."""

    def __init__(self) -> None:
        super().__init__()
        self.low = 0
        self.out = bytearray()

    def bit(self, group: Hashable, bit: int = 0) -> int:
        """Write a decision."""
        counts = self.counts[group]
        split = self._split(counts)
        if bit:
            self.low += split
            self.range -= split
        else:
            self.range = split
        self._learn(counts, bit)
        while self.range < LEAST:
            self._settle()
            self.range <<= 8
        return bit

    def _settle(self) -> None:
        """Put out the highest byte; a carry runs back through those that are out."""
        if self.low >= TOP:
            self.low -= TOP
            at = len(self.out) - 1
            while self.out[at] == 255:
                self.out[at] = 0
                at -= 1
            self.out[at] += 1
        self.out.append(self.low >> 24)
        self.low = (self.low << 8) & (TOP - 1)

    def done(self) -> bytes:
        """All that was written."""
        for _ in range(4):
            self._settle()
        return bytes(self.out)


class Reader(_Coder):
    """Reads them back; beyond the end it reads zeros.

    Parameters
    ----------
    content : bytes
        What `Writer.done` gave.
    """

    def __init__(self, content: bytes) -> None:
        super().__init__()
        self.content, self.at = content, 4
        self.code = int.from_bytes(content[:4].ljust(4, b"\0"), "big")

    def bit(self, group: Hashable, bit: int = 0) -> int:
        """Read a decision."""
        counts = self.counts[group]
        split = self._split(counts)
        bit = int(self.code >= split)
        if bit:
            self.code -= split
            self.range -= split
        else:
            self.range = split
        self._learn(counts, bit)
        while self.range < LEAST:
            following = self.content[self.at] if self.at < len(self.content) else 0
            self.code = (self.code << 8 | following) & (TOP - 1)
            self.range <<= 8
            self.at += 1
        return bit
