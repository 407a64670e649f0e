// A pen on paper: strokes by mouse, finger or stylus, and the keys that move about on paper.

export const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/** Whether a key is meant for the browser and not for the paper. */
export const foreign = (event) => event.ctrlKey || event.altKey || event.metaKey;

/**
 * Let `node` be drawn on; `sheet` is where its paper lies, `side` units wide and high, and points of a
 * stroke lie at least `near` units apart.
 *
 *   began()          => strokes that the new one joins
 *   moved(strokes)   there is more of it; ended(strokes) it is whole
 *
 * Gives a function: the strokes that are drawn now, or null. One pointer draws; others are left alone.
 */
export function penOn(node, sheet, { side, near }, { began, moved, ended }) {
  let pen = null; // { pointer, strokes }
  const place = (event) => {
    const { left, top, width, height } = sheet.getBoundingClientRect();
    return [(side * (event.clientX - left)) / width, (side * (event.clientY - top)) / height];
  };
  node.addEventListener("pointerdown", (event) => {
    if (pen || event.button > 0) return;
    pen = { pointer: event.pointerId, strokes: [...began(), [place(event)]] };
    node.setPointerCapture(event.pointerId);
    node.focus({ preventScroll: true });
    event.preventDefault();
    moved(pen.strokes);
  });
  node.addEventListener("pointermove", (event) => {
    if (pen?.pointer !== event.pointerId) return;
    const stroke = pen.strokes.at(-1);
    const events = event.getCoalescedEvents?.() ?? [];
    for (const each of events.length ? events : [event]) {
      const [point, last] = [place(each), stroke.at(-1)];
      if (Math.hypot(point[0] - last[0], point[1] - last[1]) > near) stroke.push(point);
    }
    moved(pen.strokes);
  });
  const lift = (event) => {
    if (pen?.pointer !== event.pointerId) return;
    const { strokes } = pen;
    pen = null;
    ended(strokes);
  };
  node.addEventListener("pointerup", lift);
  node.addEventListener("pointercancel", lift);
  return () => pen?.strokes ?? null;
}
