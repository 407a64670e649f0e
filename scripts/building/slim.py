"""What readers fetch, without what is in it for writers, or for no page: pages, scripts, styles."""

import re
from collections.abc import Iterable, Iterator

from pygments.lexers.javascript import JavascriptLexer
from pygments.token import Comment, Error, Text

STRING = r'"(?:\\.|[^"\\])*"|\'(?:\\.|[^\'\\])*\''
GAP = r"(?:\s|(?>/\*.*?\*/))"  # a comment ends where it ends, whatever follows
SPACED = re.compile(rf"({STRING})|{GAP}*([{{}};,]){GAP}*|{GAP}+", re.DOTALL)
# Up to the end of a rule's head or of a line; strings hold anything.
HEAD = re.compile(rf"(?:{STRING}|[^{{}};\"\'])*([{{}};]?)", re.DOTALL)
EDGE = re.compile(rf"{STRING}|[{{}}]", re.DOTALL)
VALUE = re.compile(rf"(?<=[{{;])(--[\w-]+)\s*:(?:{STRING}|[^;{{}}\"'])*;?", re.DOTALL)  # of a name
LINE = re.compile(r"(<(pre|script|textarea)\b.*?</\2>)|\n\s+", re.DOTALL)
CLASSES = re.compile(r'(?:class|data-md-color-[a-z]+)="([^"]*)')
IDLE = re.compile(r"md-(?:annotation|banner|consent|feedback|source|tag|tooltip|version)|tabbed-")
WORD = re.compile(r"[\w-]+")
# What an element has to carry: a class, or a colour of the theme's palette.
ASKED = re.compile(r"\.(-?[A-Za-z_][\w-]*)|\[data-md-color-[a-z]+=\"?([\w-]+)\"?\]")
PLAIN = "table:not([class])"
CLASSED = re.compile(r"""<table[^>]* class="([\w-]+)|"table", \{ class: ["`]([\w-]+)""")
SWITCHING = "[data-md-color-switching]"  # the theme's own switch of colours, which no page has
NOT = re.compile(r":not\((?:[^()]|\([^()]*\))*\)")


def script(text: str) -> str:
    """Script without comments and indentation; as it is where its parts cannot be told apart.

    A line stays a line, so that nothing joins what a line's end divides. Who reads the source
    finds its comments in the repository.
    """
    tokens = list(JavascriptLexer(stripnl=False, ensurenl=False).get_tokens(text))
    if any(kind in Error for kind, _ in tokens):
        return text
    written, gap = [], ""
    for kind, part in tokens:
        if kind in Comment:
            gap += "\n" if "\n" in part else " "
        elif kind in Text and not part.strip():
            gap += part
        else:
            written += ["\n" if "\n" in gap else " " if gap else "", part]
            gap = ""
    return "".join(written).strip() + "\n"


def sheet(text: str) -> str:
    """Style sheet without comments, and with no more blank space than divides its words."""
    return SPACED.sub(lambda m: m[1] or m[2] or " ", text).strip() + "\n"


def page(text: str) -> str:
    """Page without the indentation and the empty lines of its templates."""
    return LINE.sub(lambda m: m[1] or "\n", text)


def words(pages: Iterable[str], scripts: Iterable[str]) -> set[str]:
    """Classes that an element may have: those of these pages, and every word of the scripts.

    Of the theme's script some words do not count, since it meets their parts on no page.
    """
    classes = {one for text in pages for found in CLASSES.findall(text) for one in found.split()}
    said = {word for text in scripts for word in WORD.findall(text)}
    return classes | {word for word in said if not IDLE.match(word)}


def asked(sheets: Iterable[str]) -> set[str]:
    """Every name whose value these style sheets ask for."""
    return {name for sheet in sheets for name in re.findall(r"var\((--[\w-]+)", sheet)}


def classed(texts: Iterable[str]) -> list[str]:
    """Classes of the tables that these pages have or these scripts make."""
    return sorted({a or b for text in texts for a, b in CLASSED.findall(text)})


def calm(text: str, tables: list[str]) -> str:
    """Style sheet whose rules tell a plain table by name.

    Where ``table:not([class]) td > :first-child`` is a rule, a browser has to style everything
    below an element anew whenever its class changes, and the theme changes that of the root.
    """
    named = ",".join(f".{name}" for name in tables)
    return text.replace(PLAIN, f"table:not({named})" if named else "table")


def used(text: str, known: set[str]) -> str:
    """Style sheet without the rules that match nothing where only the ``known`` words occur."""
    return "".join(kept(text.strip(), known)) + "\n"


def without_idle_names(text: str, known: set[str]) -> str:
    """Style sheet without the values of names (``--x: 1``) that nobody is ``known`` to ask for."""
    return VALUE.sub(lambda value: value[0] if value[1] in known else "", text)


def kept(text: str, known: set[str]) -> Iterator[str]:
    """Yield the rules of a sheet, or of a part of one, that may match something."""
    at = 0
    while at < len(text):
        head = HEAD.match(text, at)
        if head[1] != "{":
            yield head[0]
            at = head.end()
            continue
        end = closing(text, head.end())
        name, body = head[0][:-1], text[head.end() : end - 1]
        at = end
        if name.startswith(("@media", "@supports")):
            inside = "".join(kept(body, known))
            if inside:
                yield f"{name}{{{inside}}}"
        elif name.startswith("@"):
            yield f"{name}{{{body}}}"
        else:
            names = [one for one in apart(name) if possible(one, known)]
            if names:
                yield f"{','.join(names)}{{{body}}}"


def closing(text: str, at: int) -> int:
    """Place after the brace that ends the block which begins at ``at``."""
    depth = 1
    for edge in EDGE.finditer(text, at):
        depth += {"{": 1, "}": -1}.get(edge[0], 0)
        if not depth:
            return edge.end()
    raise ValueError("a block of a style sheet has no end")


def apart(head: str) -> list[str]:
    """Selectors of a rule, divided at the commas that stand in no parentheses."""
    parts, depth = [""], 0
    for character in head:
        depth += {"(": 1, ")": -1}.get(character, 0)
        if character == "," and not depth:
            parts.append("")
        else:
            parts[-1] += character
    return parts


def possible(selector: str, known: set[str]) -> bool:
    """Whether it may mean an element. Of the names in `:is(...)` one would do: those are let be."""
    if SWITCHING in selector:
        return False
    if ":is(" in selector or ":where(" in selector:
        return True
    return all((a or b) in known for a, b in ASKED.findall(NOT.sub("", selector)))
