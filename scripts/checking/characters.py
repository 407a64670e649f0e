"""What a file is written in: UTF-8, one kind of line end, no tab, nothing that is not seen."""

import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from scripts.markdown.pages import Fault, shown

TABBED = (".js", ".css", ".svg")  # here a tab does no harm
CONFLICT = re.compile(r"^(?:<{7}|>{7}|\|{7})(?: .*)?$|^={7}$", re.MULTILINE)
LINE_ENDS = {"\x0b", "\x0c", "\x1c", "\x1d", "\x1e", "\x85", "\u2028", "\u2029"}


def check(path: Path) -> Iterator[Fault]:
    """Whatever an editor, a clipboard or a merge left in a file."""
    content = path.read_bytes()

    def fault(at: int, says: str, remedy: str) -> Fault:
        return Fault(f"{shown(path)}:{content.count(10, 0, at) + 1}", says, remedy)

    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        said = f"byte 0x{content[error.start]:02x} is not UTF-8"
        yield fault(error.start, said, "save the file as UTF-8")
        text = re.sub(r"[^\n\r\t -~]", "", content.decode("utf-8", "replace"))
    for line, words in enumerate(text.split("\n"), start=1):
        for says, remedy in _of_line(words, path.suffix):
            yield Fault(f"{shown(path)}:{line}", says, remedy)
    if b"\r" in content:
        many = content.count(b"\r")
        yield fault(
            content.index(b"\r"),
            f"{many} {'line ends' if many == 1 else 'lines end'} in a carriage return (CRLF)",
            "save the file with line ends of Unix (LF)",
        )


def _of_line(words: str, suffix: str) -> Iterator[tuple[str, str]]:
    if CONFLICT.fullmatch(words.rstrip("\r")):
        yield f"{words[:7]} was left by a merge", "keep one of the two versions, take the marks out"
    if "\t" in words and suffix not in TABBED:
        yield "there is a tab", "write spaces"
    for character in dict.fromkeys(c for c in words if unseen(c)):
        name = unicodedata.name(character, "a control character").lower()
        yield f"U+{ord(character):04X} ({name}) is not seen", "delete it"


def unseen(character: str) -> bool:
    """Whether a character shows nothing, takes no room or turns the line around."""
    if character in "\t\r":  # named by themselves
        return False
    return unicodedata.category(character) in ("Cc", "Cf", "Co", "Cs") or character in LINE_ENDS
