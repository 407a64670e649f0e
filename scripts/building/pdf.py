"""What Chromium writes into a PDF and should not: its own name, the time, numbers of this run.

A PDF finds its parts by their places, so everything keeps its length.
"""

import re
from datetime import UTC, datetime

from scripts.compute.problem import Problem

CREATOR = re.compile(rb"/Creator \((?:\\.|[^\\)])*\)")


def settled(printed: bytes, made: int) -> bytes:
    """PDF with what changes from run to run made the same: names of nodes, and the date.

    Parameters
    ----------
    printed : bytes
        As Chromium printed it.
    made : int
        Seconds since 1970 that it shall be dated.
    """
    names: dict[bytes, bytes] = {}
    printed = re.sub(
        rb"\(node\d{8}\)", lambda m: names.setdefault(m[0], b"(node%08d)" % len(names)), printed
    )
    date = datetime.fromtimestamp(made, UTC)
    return re.sub(rb"D:\d{14}\+00'00'", f"D:{date:%Y%m%d%H%M%S}+00'00'".encode(), printed)


def signed(printed: bytes, author: str) -> bytes:
    """PDF with its author where Chromium names itself as a long list of browsers."""
    browser = CREATOR.search(printed)
    entry = b"/Author " + _text(author)
    room = len(browser[0]) if browser else 0
    if len(entry) > room:
        raise Problem(
            f"the PDF has {room} bytes for its author and {author!r} takes {len(entry)}.\n"
            "Shorten the names in CITATION.cff, or write them in ASCII."
        )
    return printed.replace(browser[0], entry.ljust(room), 1)


def _text(words: str) -> bytes:
    """Words as a PDF writes them."""
    if words.isascii():
        return b"(" + re.sub(r"([\\()])", r"\\\1", words).encode() + b")"
    return b"<FEFF" + words.encode("utf-16-be").hex().encode() + b">"
