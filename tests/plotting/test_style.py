"""Colours can be read and told apart, by everybody, in both themes."""

from itertools import combinations

import numpy as np
import pytest

from scripts.plotting import style

# Machado, Oliveira and Fernandes (2009), severity 1, on linear RGB
VISION = {
    "normal": np.eye(3),
    "protan": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "deutan": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
    "tritan": np.array(
        [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.303900],
        ]
    ),
}
themes = pytest.mark.parametrize("theme", style.COLORS)


def linear(color: str) -> np.ndarray:
    """Linear RGB of a hex colour."""
    srgb = np.array([int(color[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)


def over(color: str, paper: str, alpha: float) -> str:
    """Hex of a colour painted on paper with an opacity, as a browser blends: in sRGB."""
    mix = [
        round(alpha * int(color[i : i + 2], 16) + (1 - alpha) * int(paper[i : i + 2], 16))
        for i in (1, 3, 5)
    ]
    return "#" + "".join(f"{v:02x}" for v in mix)


def contrast(one: str, other: str) -> float:
    """Ratio of relative luminances, WCAG 2."""
    dark, light = sorted(float(linear(c) @ (0.2126, 0.7152, 0.0722)) for c in (one, other))
    return (light + 0.05) / (dark + 0.05)


def lab(rgb: np.ndarray) -> np.ndarray:
    """CIE L*a*b* (D65) of linear RGB."""
    to_xyz = np.array(
        [
            [0.4124564, 0.3575761, 0.1804375],
            [0.2126729, 0.7151522, 0.0721750],
            [0.0193339, 0.1191920, 0.9503041],
        ]
    )
    x = to_xyz @ np.clip(rgb, 0, 1) / (0.95047, 1, 1.08883)
    f = np.where(x > (6 / 29) ** 3, np.cbrt(x), x * (29 / 6) ** 2 / 3 + 4 / 29)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def ciede2000(one: np.ndarray, other: np.ndarray) -> float:
    """Colour difference of Sharma, Wu and Dalal (2005)."""
    (l1, a1, b1), (l2, a2, b2) = one, other
    mean_c = (np.hypot(a1, b1) + np.hypot(a2, b2)) / 2
    g = 0.5 * (1 - np.sqrt(mean_c**7 / (mean_c**7 + 25**7)))
    a1, a2 = (1 + g) * a1, (1 + g) * a2
    c1, c2 = np.hypot(a1, b1), np.hypot(a2, b2)
    h1, h2 = (np.degrees(np.arctan2(b, a)) % 360 for b, a in ((b1, a1), (b2, a2)))
    dh = (h2 - h1 + 180) % 360 - 180 if c1 * c2 else 0
    big_dh = 2 * np.sqrt(c1 * c2) * np.sin(np.radians(dh / 2))
    h = (h1 + dh / 2) % 360
    length, c = (l1 + l2) / 2, (c1 + c2) / 2
    t = (
        1
        - 0.17 * np.cos(np.radians(h - 30))
        + 0.24 * np.cos(np.radians(2 * h))
        + 0.32 * np.cos(np.radians(3 * h + 6))
        - 0.20 * np.cos(np.radians(4 * h - 63))
    )
    sl = 1 + 0.015 * (length - 50) ** 2 / np.sqrt(20 + (length - 50) ** 2)
    sc, sh = 1 + 0.045 * c, 1 + 0.015 * c * t
    turn = 60 * np.exp(-(((h - 275) / 25) ** 2))
    rt = -2 * np.sqrt(c**7 / (c**7 + 25**7)) * np.sin(np.radians(turn))
    dl, dc = (l2 - l1) / sl, (c2 - c1) / sc
    return float(np.sqrt(dl**2 + dc**2 + (big_dh / sh) ** 2 + rt * dc * big_dh / sh))


def test_the_colour_difference_is_the_published_one():
    # Sharma, Wu and Dalal (2005), table 1, pairs 1, 7 and 19
    pairs = [
        ((50, 2.6772, -79.7751), (50, 0, -82.7485), 2.0425),
        ((50, 0, 0), (50, -1, 2), 2.3669),
        ((50, 2.5, 0), (56, -27, -3), 31.9030),
    ]
    for one, other, expected in pairs:
        assert abs(ciede2000(np.array(one), np.array(other)) - expected) < 1e-4


@themes
@pytest.mark.parametrize("role", style.ROLES)
def test_a_role_can_be_read_on_paper_on_its_own_band_and_on_a_surface(theme, role):
    color = style.COLORS[theme]
    for ground in (color["paper"], over(color[role], color["paper"], 0.14), color["surface"]):
        assert contrast(color[role], ground) >= 4.5


@themes
@pytest.mark.parametrize("text", ["ink", "muted"])
def test_text_can_be_read_on_paper_and_on_a_surface(theme, text):
    color = style.COLORS[theme]
    assert contrast(color[text], color["paper"]) >= 4.5
    assert contrast(color[text], color["surface"]) >= 4.5


@themes
@pytest.mark.parametrize("vision", VISION)
def test_no_two_roles_look_alike(theme, vision):
    seen = {r: lab(VISION[vision] @ linear(style.COLORS[theme][r])) for r in style.ROLES}
    for one, other in combinations(style.ROLES, 2):
        assert ciede2000(seen[one], seen[other]) >= 12, (one, other)


def test_both_themes_name_the_same_colours():
    assert list(style.COLORS["light"]) == list(style.COLORS["dark"])


def test_the_stylesheet_has_the_colours_of_style_py():
    assert style.TOKENS.read_text(encoding="utf-8") == style.tokens()


def test_no_other_stylesheet_or_script_has_a_colour_of_its_own():
    import re

    docs = style.TOKENS.parent.parent
    for path in [*docs.rglob("css/*.css"), *docs.rglob("js/**/*.js")]:
        if path != style.TOKENS:
            found = re.findall(r"#[0-9a-fA-F]{3,8}\b|\brgba?\(|\bhsla?\(", path.read_text())
            assert found == [], path.name
