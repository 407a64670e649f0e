// Ten owners of digits. In a round the common knobs fly out, every owner trains them on its own
// images, they come back, and their mean is the common machine.
//
//   idle --One round, Play--> fetching --> a round: out, training, back, averaging
//     ^                                      |  playing: the next one
//     +-------- it is over, or Pause --------+
//
// A state of lib/owners.js is never changed: a round gives the next. What it will be is worked out in
// pieces, between frames, while the round before it is seen.

import { chart } from "../lib/chart.js";
import { button, element, still, useful, words } from "../lib/dom.js";
import { decode } from "../lib/lesson.js";
import { loaded, nameOf } from "../lib/load.js";
import {
  CLASSES, KNOBS, OWNERS, added, begun, deal, masks, misread, raised, rounded, told,
} from "../lib/owners.js";
import { percent } from "../lib/scale.js";
import { slider } from "../lib/slider.js";
import { read, write } from "../lib/state.js";
import { board, picture } from "./federated_board.js";

const STEM = "federated";
const PHASES = { out: 450, training: 550, back: 450, averaging: 350 }; // ms of the first round
const SLOWEST = 0.25; // share of that, of later rounds
const STILLS = [1, 3, 8, 15, 30]; // rounds, where motion is not wanted
const BUSY = 8; // ms of work between two frames
const DEALS = 9999;
const LEAST_FULL = 0.05; // the knob that is darkest, before any is turned
const WORDS = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];

/** Settings as the page has them, or as the address says. */
export function initial(data, { kinds, deal: dealt, secure, rounds } = {}) {
  const whole = (text, low, high) => {
    const number = /^\d{1,4}$/.test(text ?? "") ? Number(text) : NaN;
    return number >= low && number <= high ? number : null;
  };
  const known = data.classes_per_client.indexOf(whole(kinds, 1, CLASSES));
  return {
    kinds: known < 0 ? 2 : data.classes_per_client[known],
    deal: whole(dealt, 1, DEALS) ?? 1,
    secure: secure === "on",
    rounds: whole(rounds, 0, data.recipe.n_rounds) ?? 0,
  };
}

/** A round in pieces, with its errors: { state, average, alone } of digits nobody has seen. */
export function* judged(state, pace, unseen) {
  const work = rounded(state, pace);
  for (;;) {
    const { done, value } = work.next();
    if (done) {
      state = value;
      break;
    }
    yield;
  }
  const alone = [];
  for (const knobs of state.alone) {
    alone.push(misread(knobs, unseen));
    yield;
  }
  return { state, average: misread(state.common, unseen), alone };
}

const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
const listed = (digits) =>
  digits.length ? digits.join(", ").replace(/, (\d)$/, " and $1") : "none";

/** The sentences on a round, as pieces; { strong } is a value to set in bold. */
export function describe({ kinds, round, average, alone }, { n_steps: nSteps }) {
  const has = `${WORDS[kinds]} kind${kinds > 1 ? "s" : ""} of digit`;
  if (!round) {
    return [
      `Nothing is learnt yet: all ${KNOBS} knobs stand at zero. Each owner has ${has}. In a round it takes ` +
        `${nSteps} steps on its own images.`,
    ];
  }
  return [
    `After ${round} round${round > 1 ? "s" : ""} the common machine misreads `,
    { strong: percent(average, 1) },
    ` of digits it has never seen. Alone, with as many steps, an owner’s misreads `,
    { strong: percent(mean(alone), 1) },
    " on average, the best ",
    { strong: percent(Math.min(...alone), 1) },
    ".",
  ];
}

/** What the server sees of a round: every owner's message, masked or not, and their sum. */
export function seen({ messages, round }, dealt, secure) {
  const sum = added(messages);
  if (!secure) return { messages, sum, same: true };
  const hidden = masks(1000 * dealt + round, sum.length).map((mask, i) => added([mask, messages[i]]));
  const total = added(hidden);
  return { messages: hidden, sum: total, same: total.every((number, i) => number === sum[i]) };
}

/** What an owner's message gives away, as pieces. */
export function givenAway(state, view, owner, secure) {
  if (!state.messages) return ["No message has been sent yet."];
  const named = raised(view.messages[owner]);
  const holds = [...state.held[owner]].sort((a, b) => a - b);
  const exact = (i) => raised(view.messages[i]).join() === [...state.held[i]].sort((a, b) => a - b).join();
  const n = view.messages.filter((_, i) => exact(i)).length;
  if (secure) {
    return [
      `Masked, owner ${owner + 1}’s ${KNOBS} numbers are noise, and name `, { strong: listed(named) },
      ` by chance (it has ${listed(holds)}). The masks cancel: the sum of all ten is `,
      { strong: view.same ? "the same to the last bit" : "not the same" }, ", and so is the error.",
    ];
  }
  return [
    `Owner ${owner + 1}’s message raises the biases of `, { strong: listed(named) },
    `; it has ${listed(holds)}. This round the messages name `,
    { strong: `${n} of ${OWNERS}` }, " owners exactly. No image was sent.",
  ];
}

export function widget(data, { url, signal }) {
  const { recipe } = data;
  const all = data.classes_per_client;
  const start = initial(data);
  let { rounds: wanted, ...settings } = initial(data, read(STEM));
  let digits = null; // { train, test }, once they are here
  let fetching = null;
  let state = null; // of lib/owners.js, once the digits are here
  const runs = new Map(); // kinds to { average, alone }: the curves that were seen
  let errors = null; // { average, alone } after the last round
  let coming = null; // { work, made }: the next round
  let motion = null; // { phase, since, pace, from }: the round that is seen
  let playing = false;
  let jumping = false;
  let beat = 0;
  let owner = 0;

  const miss = element("b");
  const lone = element("b");
  const aside = element("span");
  const ground = board(signal, (i) => {
    message.open = true;
    owner = i;
    showMessage();
  });
  const one = button("One round", "act first", () => press(1));
  const play = button("Play", "act wide", () => (playing ? pause() : press(Infinity)));
  const again = button("Deal again", "undo", () => {
    settings.deal = (settings.deal % DEALS) + 1;
    runs.clear();
    begin();
  });
  const reset = button("Reset", "reset", () => {
    settings = { kinds: start.kinds, deal: start.deal, secure: start.secure };
    runs.clear();
    begin();
  });
  const dial = slider(`${STEM}-kinds`, { min: 0, max: all.length - 1 });
  const value = element("span", { class: "cake-value", "aria-hidden": "true" });
  const says = words({ id: dial.input.id });
  const plot = chart({
    x: { domain: [0, recipe.n_rounds], ticks: [0, 10, 20, 30], name: "rounds of training and averaging" },
    y: {
      domain: [0, 1], ticks: [0.25, 0.5, 0.75, 1], name: "unseen digits misread",
      text: (share, top) => (top ? percent(share, 0) : String(100 * share)),
    },
    height: 180,
  }, signal);
  const masked = element("input", { type: "checkbox", id: `${STEM}-secure` });
  const sent = picture(signal);
  const sum = picture(signal);
  const sentName = element("p", { class: "widget-label" });
  const biases = Array.from({ length: CLASSES }, (_, k) => element("li", {}, String(k)));
  const tells = words({ id: masked.id });

  const message = element(
    "details", { class: "fold owners-told", ...(settings.secure && { open: "" }) },
    element("summary", {}, "What a message gives away"),
    element("div", {},
      element("label", { class: "owners-secure", for: masked.id }, masked,
        "Secure sums: each owner adds noise that cancels in the sum"),
      element("div", { class: "owners-sent" },
        element("div", {}, sentName, sent.node, element("ul", { class: "owners-biases" }, ...biases)),
        element("div", {}, element("p", { class: "widget-label" }, "The sum of all ten"), sum.node)),
      tells.node),
  );

  const node = element(
    "div",
    { class: "widget owners" },
    element("p", { class: "owners-miss", "aria-hidden": "true" }, miss,
      element("span", {}, "misread by the common machine"), lone, aside),
    ground.node,
    element("div", { class: "owners-buttons" }, one, play, again, reset),
    element("div", { class: "cake-row" },
      element("label", { class: "widget-label", for: dial.input.id }, "Kinds each"), dial.input, value),
    says.node,
    plot.node,
    message,
  );

  // What is seen

  const blank = new Float64Array(KNOBS);
  const fullOf = (knobs) =>
    knobs.slice(0, -CLASSES).reduce((most, knob) => Math.max(most, Math.abs(knob)), LEAST_FULL);
  const shown = { owners: Array.from({ length: OWNERS }, () => blank), common: blank, full: LEAST_FULL };

  function show(moving = false) {
    ground.show({ ...shown, moving });
  }
  /** Everything but the board: after a round, or a new setting. */
  function settle({ silent = false } = {}) {
    const { kinds } = settings;
    const at = state?.round ?? 0;
    const held = state?.held ?? deal([], kinds, settings.deal).held;
    const average = errors?.average ?? data.owners_average[all.indexOf(kinds)][0];
    miss.textContent = percent(average, 1);
    // Before the first round all machines are one and the same: its error is said once.
    lone.textContent = at ? percent(mean(errors.alone), 1) : "";
    aside.textContent = at ? "alone, on average" : "as yet the same for all";
    ground.buttons.forEach((each, i) => {
      const [has, alone] = each.children;
      const own = [...held[i]].sort((a, b) => a - b);
      has.textContent = own.length === CLASSES ? "all ten" : own.join(own.length > 3 ? "" : " ");
      alone.replaceChildren(
        ...(at ? [element("span", { class: "owner-word" }, "alone "), percent(errors.alone[i], 0)] : []),
      );
      each.setAttribute("aria-label", `Owner ${i + 1} has ${listed(own)}` +
        (at ? `, misreads ${percent(errors.alone[i], 0)} alone` : "") + ". Show its message");
    });
    dial.set(all.indexOf(kinds), `${kinds} kind${kinds > 1 ? "s" : ""} of digit each`);
    value.textContent = String(kinds);
    masked.checked = settings.secure;
    one.textContent = at >= recipe.n_rounds ? "Start again" : "One round";
    play.textContent = playing ? "Pause" : "Play";
    says.say(describe({ kinds, round: at, average, ...errors }, recipe), { later: silent });
    curves();
    showMessage({ silent: true });
    keep();
  }
  function curves() {
    const first = data.owners_average[all.indexOf(settings.kinds)][0];
    const marks = runs.size ? [] : [{ dot: [0, first], role: "ink", label: "nothing learnt yet" }];
    for (const [kinds, { average, alone }] of runs) {
      const own = kinds === settings.kinds;
      const xs = average.map((_, i) => i);
      if (own) {
        marks.push({ line: [xs, alone], role: "muted", label: "alone", at: 0.9 });
        marks.push({ line: [xs, average], role: "ink", label: "common", at: 0.5 });
        marks.push({ dot: [xs.at(-1), average.at(-1)], role: "ink" });
      } else marks.push({ line: [xs, average], role: "muted", thin: true, label: `${kinds} each`, at: 0.1 });
    }
    plot.draw(marks);
  }
  function showMessage({ silent = false } = {}) {
    ground.buttons.forEach((each, i) => each.setAttribute("aria-pressed", String(i === owner)));
    const { secure } = settings;
    sentName.textContent = `Owner ${owner + 1} sent${secure ? ", masked" : ""}`;
    const view = state?.messages ? seen(state, settings.deal, secure) : null;
    const numbers = view ? told(view.messages[owner]) : blank;
    const total = view ? told(view.sum) : blank;
    sent.show(numbers, fullOf(numbers));
    sum.show(total, fullOf(total));
    const up = view ? raised(view.messages[owner]) : [];
    const held = state?.held ?? deal([], settings.kinds, settings.deal).held;
    biases.forEach((each, k) => {
      each.className = [up.includes(k) && "raised", held[owner].includes(k) && "held"].filter(Boolean).join(" ");
    });
    tells.say(givenAway(state ?? {}, view, owner, secure), { later: silent });
  }
  function keep() {
    const round = state?.round ?? wanted;
    const short = (name) => (settings[name] === start[name] ? null : settings[name]);
    write(STEM, {
      kinds: short("kinds"), deal: short("deal"), secure: settings.secure ? "on" : null,
      rounds: round || null,
    }, node);
  }

  // What happens

  /** The first state of these settings; what was seen of others stays as a thin line. */
  function begin() {
    playing = jumping = false;
    motion = coming = errors = null;
    wanted = 0;
    state = digits && begun(digits.train, settings.kinds, settings.deal);
    Object.assign(shown, {
      owners: Array.from({ length: OWNERS }, () => blank), common: blank, full: LEAST_FULL, flight: null,
    });
    if (state) {
      const average = misread(state.common, digits.test);
      runs.set(settings.kinds, { average: [average], alone: [average] });
      errors = { average, alone: state.alone.map(() => average) };
    }
    show();
    settle();
  }

  async function ready() {
    if (digits) return true;
    says.say(["The digits are on their way, 45 kB."], { later: true });
    const file = new URL("digit_knobs.lesson.bin", url);
    fetching ??= loaded(file, signal).then(async (reply) => {
      const content = await reply.arrayBuffer();
      if (content.byteLength !== data.lesson.bytes) throw new Error(`${nameOf(file)} is not the file it should be`);
      return decode(content, data.lesson);
    });
    try {
      digits = await fetching;
    } catch (error) {
      if (!signal.aborted) says.say([`There is nothing to learn from: ${error.message}. The button tries again.`]);
    }
    fetching = null;
    if (digits && !signal.aborted) begin();
    return Boolean(digits) && !signal.aborted;
  }

  /** The next round, worked out for as long as a frame allows, or to its end; null if it is not there. */
  function worked(most = Infinity) {
    coming ??= { work: judged(state, recipe, digits.test), made: null };
    const since = performance.now();
    while (!coming.made && performance.now() - since < most) {
      const { done, value: made } = coming.work.next();
      if (done) coming.made = made;
    }
    return coming.made;
  }
  /** Take the round that is worked out as the state there is. */
  function take() {
    const { average, alone } = coming.made;
    ({ state } = coming.made);
    errors = { average, alone };
    coming = null;
    const run = runs.get(settings.kinds);
    run.average.push(average);
    run.alone.push(mean(alone));
    Object.assign(shown, {
      owners: state.trained, common: state.common, full: fullOf(state.common), flight: null,
    });
  }

  async function press(rounds) {
    if (fetching || jumping) return;
    if (!(await ready())) return;
    if (motion) return finish(rounds);
    if (state.round >= recipe.n_rounds) {
      begin();
      if (rounds === 1) return;
    }
    if (still()) {
      const to = rounds === 1 ? state.round + 1 : STILLS.find((round) => round > state.round);
      return jump(to);
    }
    playing = rounds > 1;
    fly();
  }
  /** "One round" in the middle of one ends it at once. */
  function finish(rounds) {
    playing = rounds > 1;
    if (playing) return settle({ silent: true });
    worked();
    take();
    motion = null;
    show();
    settle();
  }
  function pause() {
    playing = false; // the round that is under way ends
    settle({ silent: true });
  }
  /** Rounds at once, seen as one. */
  async function jump(to) {
    const run = runs.get(settings.kinds); // another, once it has begun anew
    jumping = true;
    while (state.round < to) {
      if (worked(BUSY)) take();
      await new Promise((resolve) => setTimeout(resolve));
      if (signal.aborted || runs.get(settings.kinds) !== run) return;
    }
    jumping = false;
    show();
    settle();
  }
  function fly() {
    const pace = Math.max(SLOWEST, 1 / (state.round + 1));
    motion = { phase: "out", since: performance.now(), pace: playing ? pace : 1, from: shown.common };
    settle({ silent: true });
    beat ||= requestAnimationFrame(frame);
  }
  function frame(now) {
    beat = 0;
    if (!motion || signal.aborted) return;
    const made = worked(motion.phase === "out" ? BUSY : BUSY / 4);
    const share = Math.min(1, Math.max(0, now - motion.since) / (PHASES[motion.phase] * motion.pace));
    const { common, trained } = made?.state ?? {};
    if (motion.phase === "out") shown.flight = { out: true, share };
    if (motion.phase === "out" && share === 1 && made) {
      next("training", now);
      motion.full = [shown.full, fullOf(common)];
    } else if (motion.phase === "training") {
      shown.flight = null;
      shown.full = between(motion.full[0], motion.full[1], share);
      shown.owners = trained.map((knobs) => knobs.map((knob, i) => between(motion.from[i], knob, share)));
      if (share === 1) next("back", now);
    } else if (motion.phase === "back") {
      shown.flight = { out: false, share };
      if (share === 1) next("averaging", now);
    } else if (motion.phase === "averaging") {
      shown.flight = null;
      shown.common = common.map((knob, i) => between(motion.from[i], knob, share));
      if (share === 1) return ended();
    }
    show(["training", "averaging"].includes(motion.phase));
    beat ||= requestAnimationFrame(frame);
  }
  const between = (a, b, share) => a + share * (b - a);
  const next = (phase, now) => Object.assign(motion, { phase, since: now });
  function ended() {
    take();
    motion = null;
    show();
    if (playing && state.round < recipe.n_rounds) return fly();
    playing = false;
    settle();
  }

  dial.input.addEventListener("input", () => {
    settings.kinds = all[dial.input.value];
    begin();
  });
  masked.addEventListener("change", () => {
    settings.secure = masked.checked;
    showMessage();
    keep();
  });
  const fit = () => {
    const width = ground.node.clientWidth;
    if (!width) return;
    ground.resize(width);
    for (const each of [sent, sum]) {
      const own = each.node.parentElement.clientWidth;
      if (own) each.resize(own); // none while its fold is closed
    }
    show();
  };
  const watch = new ResizeObserver(fit);
  watch.observe(node);
  node.addEventListener("placed", fit);
  signal.addEventListener("abort", () => watch.disconnect());
  show();
  settle();
  if (wanted) {
    const to = wanted;
    ready().then((here) => here && jump(to));
  }
  return node;
}
