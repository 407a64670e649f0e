"""Characters that an editor, a clipboard or a merge leaves are named with their line."""

import pytest

from scripts.checking import characters

MISTAKES = {
    "Latin-1": (b"One.\n\nCaf\xe9.\n", 3, "byte 0xe9 is not UTF-8"),
    "UTF-16": ("One.\n".encode("utf-16"), 1, "is not UTF-8"),
    "a mark of the byte order": (b"\xef\xbb\xbfOne.\n", 1, "U+FEFF"),
    "line ends of Windows": (b"One.\r\nTwo.\r\n", 1, "2 lines end in a carriage return (CRLF)"),
    "one of them": (b"One.\nTwo.\r\n", 2, "carriage return"),
    "a tab": (b"One.\n\tTwo.\n", 2, "there is a tab"),
    "a zero-width space": ("One.\nTw\u200bo.\n".encode(), 2, "U+200B (zero width space)"),
    "a zero-width joiner": ("Tw\u200do.\n".encode(), 1, "U+200D"),
    "a soft hyphen": ("Tw\u00ado.\n".encode(), 1, "U+00AD (soft hyphen)"),
    "a word joiner": ("Tw\u2060o.\n".encode(), 1, "U+2060"),
    "a turn to the left": ("Tw\u202eo.\n".encode(), 1, "U+202E"),
    "a line of another kind": ("One.\nTw\u2028o.\n".encode(), 2, "U+2028"),
    "a null": (b"One.\nTw\0o.\n", 2, "U+0000"),
    "an escape": (b"Tw\x1bo.\n", 1, "U+001B"),
    "ours of a merge": (b"One.\n<<<<<<< HEAD\nTwo.\n", 2, "<<<<<<< was left by a merge"),
    "the middle of a merge": (b"One.\n=======\nTwo.\n", 2, "======= was left by a merge"),
    "theirs of a merge": (b"One.\n>>>>>>> branch\n", 2, ">>>>>>> was left by a merge"),
    "the base of a merge": (b"||||||| 1a2b3c\n", 1, "||||||| was left by a merge"),
    "a merge under Windows": (b"One.\r\n=======\r\n", 2, "======= was left by a merge"),
}


@pytest.mark.parametrize(("content", "line", "words"), MISTAKES.values(), ids=list(MISTAKES))
def test_a_mistake_is_named_with_its_line(tmp_path, content, line, words):
    path = tmp_path / "page.md"
    path.write_bytes(content)
    faults = list(characters.check(path))
    assert any(f.place == f"page.md:{line}" and words in f.says for f in faults), faults


def test_letters_signs_and_hard_spaces_are_not_named(tmp_path):
    path = tmp_path / "page.md"
    text = "# “Ćwierć”\n\n5\u202f% − 3\u00a0° × ½ … 😀 e\u0301\n\n==== no ====\n\n========\n"
    path.write_text(text, encoding="utf-8", newline="")
    assert list(characters.check(path)) == []


def test_a_script_may_have_tabs(tmp_path):
    path = tmp_path / "a.js"
    path.write_text("\tgo();\n")
    assert list(characters.check(path)) == []
