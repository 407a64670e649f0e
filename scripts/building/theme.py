"""What the theme's pages lack, mended in the built page, whichever engine has built it.

1. Menu and search open by labels without a name that no keyboard reaches: here they are buttons.
2. The search dialogue and the page we are on are not named to a screen reader.
3. Some attributes are no valid HTML, and a table that scrolls is called a landmark: a page has
   dozens, and two may have one name.
4. The theme's repository widget would ask another host for star counts.
5. Its switch of light and dark has every element styled five times: overrides/main.html has ours.

To mend what is mended changes nothing.
"""

import re

NAMES = {"__drawer": "Menu", "__search": "Search"}
LABEL = re.compile(
    r'<label class="md-header__button md-icon" for="(__drawer|__search)">(.*?)</label>', re.DOTALL
)
HERE = re.compile(r'(md-tabs__item--active(?:(?!<a ).)*<a )(?!aria-current="page")', re.DOTALL)
# Of the theme's switches for menu and search: "off" is a word for fields that are filled in.
SWITCH = re.compile(r'(<input class="md-toggle"[^>]*) autocomplete="off"')
ALIKE = (
    ('role="dialog">', 'role="dialog" aria-label="Search">'),
    ('class="table-box" role="region"', 'class="table-box" role="group"'),
    ('data-md-component="source"', ""),
    ('data-md-component="palette"', "data-theme"),
    (' tabindex=""', ""),
)


def mended(page: str) -> str:
    """Page of the theme as everybody can use it."""
    page = LABEL.sub(_button, page)
    page = HERE.sub(r'\1aria-current="page" ', page, count=1)
    page = SWITCH.sub(r"\1", page)
    for old, new in ALIKE:
        page = page.replace(old, new)
    return page


def _button(label: re.Match) -> str:
    return (
        f'<button type="button" class="md-header__button md-icon" data-opens="{label[1]}" '
        f'aria-label="{NAMES[label[1]]}" aria-expanded="false">{label[2]}</button>'
    )
