"""How a number from the data is written on a page."""

import re

THIN = "\u202f"  # narrow no-break space: between a number and its percent sign


def written(value: float | str, spec: str) -> str:
    """Value by a format specification such as ``.0%`` or ``,.1f``, set as the pages set it.

    >>> written(0.344, ".0%")
    '34\u202f%'

    A name stays as it is: its hyphen is no minus sign.

    >>> written("DeepSeek-V4", "")
    'DeepSeek-V4'
    """
    if isinstance(value, str):
        return value
    text = format(value, spec)
    return re.sub(r"(?<=\d)%", THIN + "%", text).replace("-", "−")


def like(value: float | str, text: str) -> str:
    """Value to as many decimals as ``text`` has, with commas if thousands need them.

    >>> like(4321.04, "4,300")
    '4,321'
    """
    if isinstance(value, str):
        return value
    percent = text.rstrip().endswith("%")
    decimals = len(text.rstrip(" %\u2009\u202f\xa0").partition(".")[2])
    grouping = "" if re.fullmatch(r"[−-]?\d{4}", text) and abs(value) < 10_000 else ","
    return written(value, f"{grouping}.{decimals}{'%' if percent else 'f'}")
