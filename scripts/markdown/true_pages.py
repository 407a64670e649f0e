"""Markdown extension: a page that is not true does not build.

`python -m mkdocs build` and `serve` end in the same lines as `python -m scripts.prose`, whichever a
contributor runs first, and before the figures of the page are included. The other extensions find
the file of the page as ``md.page_source``.
"""

from pathlib import Path

from markdown import Extension, Markdown
from markdown.preprocessors import Preprocessor
from mkdocs.exceptions import BuildError

from scripts.compute.problem import Problem
from scripts.markdown import bound
from scripts.markdown.pages import pages, read_text

BEFORE_SNIPPETS = 40  # pymdownx.snippets includes figures at 32


class _Check(Preprocessor):
    def run(self, lines: list[str]) -> list[str]:
        page = source("\n".join(lines))
        self.md.page_source = page
        if page:
            try:
                faults = bound.check(page)
            except Problem as problem:
                raise BuildError(str(problem)) from None
            if faults:
                raise BuildError("\n".join(map(str, faults)))
        return lines


def source(text: str) -> Path | None:
    """File of docs/ that a text without its front matter was read from."""
    text = text.strip()
    own = (p for p in pages() if text and read_text(p).strip().endswith(text))
    return next(own, None)


class _Pages(Extension):
    def extendMarkdown(self, md: Markdown) -> None:
        md.preprocessors.register(_Check(md), "true_pages", BEFORE_SNIPPETS)


def makeExtension(**settings: str) -> Extension:
    """Give Markdown the extension by the name of this module."""
    return _Pages(**settings)
