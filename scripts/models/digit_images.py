"""Pictures of digits: drawn by a pen, moved, turned, centred, and written with another pen.

Images are (n, rows, columns) arrays, 0 for paper and 1 for ink. Everything here is simple enough to
be done the same way by a browser: `docs/js/lib/digit_images.js` repeats `rastered`, `fitted` and
`centred`.

Source: LeCun et al. (1998), Proc. IEEE 86, 2278-2324, for the frame: the digit fits a box of 20 x
20 pixels, and its centre of mass lies in the middle of 28 x 28.
"""

from __future__ import annotations

import numpy as np

SIDE = 28  # pixels of an image
MIDDLE = 14.0  # where the centre of mass lies, counted from the middle of the first pixel
BOX = 20  # pixels that the longer side of a digit takes
INK = 0.3  # a pixel belongs to the digit from here on
MOST_SCALE = 4.0  # a dot is not blown up to a digit
PEN = 2.8  # pixels: as wide as the strokes of MNIST
FRAME = {"middle": MIDDLE, "box": BOX, "ink": INK, "most_scale": MOST_SCALE, "pen": PEN}
CHANGES = (
    *("as they are", "moved by 2 pixels", "moved by 4 pixels", "60 % of the size"),
    *("thick pen", "thin pen"),
)


def warped(
    images: np.ndarray, linear: np.ndarray, origin: np.ndarray, side: int = SIDE
) -> np.ndarray:
    """Read every image through an affine map, linearly between four pixels; outside is paper.

    Pixel (i, j) of the result is the image at `linear @ (i - m, j - m) + origin`, m = MIDDLE.

    Parameters
    ----------
    images : (n, rows, columns) float array
    linear : (n, 2, 2) or (2, 2) array
    origin : (n, 2) or (2,) array, pixels
        Row and column of the image that comes to lie on (m, m).
    side : int
        Rows and columns of the result.

    Returns
    -------
    (n, side, side) array in the dtype of the images
    """
    n, height, width = images.shape
    dtype = images.dtype
    axis = np.arange(side) - MIDDLE
    grid = np.stack([np.repeat(axis, side), np.tile(axis, side)]).astype(dtype)  # (2, side^2)
    at = linear.astype(dtype) @ grid + origin.astype(dtype)[..., None]  # (n, 2, side^2)
    at = np.broadcast_to(at, (n, *at.shape[-2:]))
    padded = np.zeros((n, height + 3, width + 3), dtype=dtype)  # paper: one before, two after
    padded[:, 1 : 1 + height, 1 : 1 + width] = images
    row = np.clip(at[:, 0], -1, height) + 1
    column = np.clip(at[:, 1], -1, width) + 1
    top, left = row.astype(np.int32), column.astype(np.int32)
    row -= top
    column -= left
    place = (top * (width + 3) + left) + (np.arange(n) * (height + 3) * (width + 3))[:, None]
    flat = padded.ravel()
    above = flat[place]
    above += column * (flat[place + 1] - above)
    place += width + 3
    below = flat[place]
    below += column * (flat[place + 1] - below)
    above += row * (below - above)
    return above.reshape(n, side, side)


def centred(images: np.ndarray, dtype: type = np.float64) -> np.ndarray:
    """Crop, scale and move every digit into the frame of MNIST.

    1. The digit is the smallest box with every pixel of at least INK.
    2. It is scaled so that the longer side of the box is BOX pixels, at most MOST_SCALE times.
    3. The centre of mass of all ink comes to lie at (MIDDLE, MIDDLE); see `warped`.

    An empty image stays as it is.

    Parameters
    ----------
    images : (n, 28, 28) array
    dtype : float64, as in a browser, or float32, which takes half the time

    Returns
    -------
    (n, 28, 28) array of the dtype
    """
    images = images.astype(dtype)
    ink = images >= INK
    sides = [_extent(ink.any(axis=2)), _extent(ink.any(axis=1))]
    longest = np.maximum(*sides)
    scale = np.minimum(BOX / np.maximum(longest, 1), MOST_SCALE)
    mass = images.sum(axis=(1, 2))
    axis = np.arange(SIDE)
    centre = np.stack([images.sum(axis=2) @ axis, images.sum(axis=1) @ axis], axis=1)
    centre /= np.maximum(mass, 1e-12)[:, None]
    found = warped(images, np.eye(2) / scale[:, None, None], centre)
    return np.where((longest > 0)[:, None, None], found, images)


def _extent(seen: np.ndarray) -> np.ndarray:
    """Distance from the first to the last True of each row, both included; 0 without any."""
    length = seen.shape[1]
    first, last = seen.argmax(axis=1), length - 1 - seen[:, ::-1].argmax(axis=1)
    return np.where(seen.any(axis=1), last - first + 1, 0)


def shifted(images: np.ndarray, down: int, right: int) -> np.ndarray:
    """Move by whole pixels; what leaves the frame is lost, what comes in is paper."""
    found = np.zeros_like(images)
    rows, columns = images.shape[1:]
    found[:, max(down, 0) : rows + min(down, 0), max(right, 0) : columns + min(right, 0)] = images[
        :, max(-down, 0) : rows + min(-down, 0), max(-right, 0) : columns + min(-right, 0)
    ]
    return found


def thicker(images: np.ndarray) -> np.ndarray:
    """Pen two pixels wider: the darkest of each pixel's 3 x 3 neighbourhood."""
    return _neighbourhood(images, np.maximum, (-1, 0, 1))


def thinner(images: np.ndarray) -> np.ndarray:
    """Pen one pixel narrower: the lightest of each pixel and three neighbours, a 2 x 2 square."""
    return _neighbourhood(images, np.minimum, (0, 1))


def _neighbourhood(images: np.ndarray, pick: np.ufunc, steps: tuple[int, ...]) -> np.ndarray:
    found = images
    for along in (1, 2):  # a square is a column of rows
        moves = [(step, 0) if along == 1 else (0, step) for step in steps if step]
        found = pick.reduce([found, *(shifted(found, *move) for move in moves)])
    return found


def changed(images: np.ndarray, condition: str) -> np.ndarray:
    """Digits under one of CHANGES; moved ones go down, up, right and left in turn."""
    if condition.startswith("moved"):
        by, moved = int(condition.split()[2]), np.empty_like(images)
        for k, (down, right) in enumerate(((by, 0), (-by, 0), (0, by), (0, -by))):
            moved[k::4] = shifted(images[k::4], down, right)
        return moved
    tools = {
        "as they are": lambda images: images,
        "60 % of the size": lambda images: resized(images, 0.6),
        "thick pen": thicker,
        "thin pen": thinner,
    }
    return tools[condition](images)


def resized(images: np.ndarray, scale: float) -> np.ndarray:
    """Shrink or grow about the middle of the frame."""
    middle = (images.shape[1] - 1) / 2
    # `warped` turns about MIDDLE; the middle of the pixels is half a pixel before it
    origin = np.full(2, middle + (MIDDLE - (SIDE - 1) / 2) / scale)
    return warped(images, np.eye(2) / scale, origin)


def varied(
    images: np.ndarray,
    rng: np.random.Generator,
    *,
    turn: float,
    shift: float,
    stretch: float,
    pen: float,
) -> np.ndarray:
    """Turn, move, stretch and redraw every image by its own random amounts.

    Parameters
    ----------
    images : (n, 28, 28) float array
    rng : Generator
    turn : float, degrees
        Rotation, uniform from minus to plus this.
    shift : float, pixels
        In both directions, uniform from minus to plus this.
    stretch : float
        Rows and columns times a factor uniform from 1 - stretch to 1 + stretch, each its own, and a
        slant of as much.
    pen : float
        Share of images written with a thicker, and again with a thinner pen; each is mixed with
        the pen before by a uniform share.

    Returns
    -------
    (n, 28, 28) array in the dtype of the images
    """
    n = len(images)
    angle = np.radians(rng.uniform(-turn, turn, n))
    rows, columns = 1 / rng.uniform(1 - stretch, 1 + stretch, (2, n))
    slant = rng.uniform(-stretch, stretch, n)
    cos, sin = np.cos(angle), np.sin(angle)
    linear = np.array([[cos * rows, -sin * columns], [sin * rows + slant, cos * columns]])
    origin = MIDDLE + rng.uniform(-shift, shift, (n, 2))
    kind, share = rng.random(n), rng.random((n, 1, 1)).astype(images.dtype)
    drawn = images.copy()
    for here, tool in ((kind < pen, thicker), (kind > 1 - pen, thinner)):
        drawn[here] += share[here] * (tool(images[here]) - images[here])
    return warped(drawn, np.moveaxis(linear, -1, 0), origin)


def pool(images: np.ndarray, n_pool: int, rng: np.random.Generator, **amounts: float) -> np.ndarray:
    """Variants of every image, made once.

    Parameters
    ----------
    images : (n, 28, 28) float32 array
    n_pool : int
        Variants of each.
    rng : Generator
    **amounts
        Of `varied`.

    Returns
    -------
    (n_pool, n, 28, 28) uint8 array, 255 is ink
    """
    found = np.empty((n_pool, *images.shape), dtype=np.uint8)
    for variant in found:
        for at in range(0, len(images), 500):  # memory stays in the processor's cache
            rows = slice(at, at + 500)
            variant[rows] = np.rint(255 * varied(images[rows], rng, **amounts))
    return found


def rastered(
    points: np.ndarray, down: np.ndarray, width: float = PEN, side: int = SIDE
) -> np.ndarray:
    """Draw strokes with a round pen whose edge is one pixel soft.

    A pixel's ink is the pen's reach, half its width and half a pixel, less the distance of the
    pixel's middle from the nearest line, between 0 and 1.

    Parameters
    ----------
    points : (n, m, 2) array
        x and y in pixels from the top left corner of the paper.
    down : (n, m - 1) bool array
        Whether the pen draws from a point to the next; a point that it only touches is a dot.
    width : float, pixels
    side : int, pixels of the paper

    Returns
    -------
    (n, side, side) array in the dtype of the points
    """
    found = np.empty((len(points), side, side), dtype=points.dtype)
    for at in range(0, len(points), 50):  # memory stays in the processor's cache
        part = slice(at, at + 50)
        least = _squared_distance(points[part], down[part], side)
        found[part] = np.clip(width / 2 + 0.5 - np.sqrt(least), 0, 1)
    return found


def _squared_distance(points: np.ndarray, down: np.ndarray, side: int) -> np.ndarray:
    """Of every pixel's middle from the nearest line: (n, side, side)."""
    x, y = np.moveaxis(points, -1, 0)  # (n, m)
    middles = np.arange(side, dtype=points.dtype) + points.dtype.type(0.5)
    right, below = middles - x[..., None], middles - y[..., None]  # (n, m, 28), from each point
    last = right[:, -1, None, :] ** 2 + below[:, -1, :, None] ** 2
    for k in range(down.shape[1]):
        dx, dy = (np.where(down[:, k], c[:, k + 1] - c[:, k], 0) for c in (x, y))
        squared = dx * dx + dy * dy
        squared[squared == 0] = 1
        across = (right[:, k] * (dx / squared)[:, None])[:, None]
        share = (below[:, k] * (dy / squared)[:, None])[..., None] + across
        np.clip(share, 0, 1, out=share)
        off = right[:, k, None] - share * dx[:, None, None]
        off *= off
        share *= dy[:, None, None]
        np.subtract(below[:, k, :, None], share, out=share)
        share *= share
        off += share
        np.minimum(last, off, out=last)
    return last


def fitted(points: np.ndarray) -> np.ndarray:
    """Scale strokes, before they are pixels, so that with the pen they fill BOX; see `centred`.

    At most MOST_SCALE times, and into the middle of the frame. A drawing of any size is then as
    sharp as a large one.

    Parameters
    ----------
    points : (n, m, 2) array, pixels

    Returns
    -------
    (n, m, 2) array
    """
    low, high = points.min(axis=1, keepdims=True), points.max(axis=1, keepdims=True)
    longest = (high - low).max(axis=2, keepdims=True)
    scale = np.minimum((BOX - PEN) / np.maximum(longest, 1e-9), MOST_SCALE)
    return scale * (points - (low + high) / 2) + SIDE / 2
