"""Which numbers of a result a reader meets: on the pages, and in the words of its figures."""

import re
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from scripts.building.experiment import DRAWINGS, discover
from scripts.markdown.bound import bound
from scripts.markdown.pages import pages


def quoted() -> Mapping[str, set[str]]:
    """Keys that a page is bound to or a drawing's words quote, by the stem of their result."""
    found: dict[str, set[str]] = defaultdict(set)
    for page in pages():
        for match in bound(page.read_text(encoding="utf-8")):
            stem, key = re.search(r"""data-from=["']([\w-]+)\.(\w+)""", match[0]).groups()
            found[stem].add(key)
    for stem in discover():
        words = (DRAWINGS / f"{stem}.py").read_text(encoding="utf-8")
        found[stem] |= set(re.findall(r"\{quoted\.(\w+)", words))
    return found


def names(data: Mapping[str, Any]) -> set[str]:
    """Keys of all numbers of a result, those inside of others too."""
    found = set()
    for key, value in data.items():
        found |= names(value) if isinstance(value, Mapping) else {key}
    return found
