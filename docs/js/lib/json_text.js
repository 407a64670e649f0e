// JSON that somebody pasted: read strictly, and what is wrong with it said by line, with the remedy.

const LONGEST = 1_000_000; // characters
const DEEPEST = 40;
const SPACE = /[ \t\n\r]*/y;
const NUMBER = /-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?/y;
const ENDLESS = /-?Infinity|NaN/y; // no JSON, and yet Python writes them into many a file
const WORD = /[A-Za-z_][A-Za-z_0-9.]*|[^\s,:{}[\]]+/y;
const PYTHON = { True: "true", False: "false", None: "null" };

/** { value, twice }: what the text says, and the names that stand twice in one object. */
export function readJson(text) {
  if (text.length > LONGEST) {
    throw new Error(
      `That is ${Math.round(text.length / 1e6) || 1} million characters: a config.json has a few thousand. ` +
      "Nothing of it was read.",
    );
  }
  const clean = text.replace(/^\uFEFF/, "").replace(/\u00A0/g, " ");
  let at = 0;
  const twice = [];

  const lineOf = (place) => clean.slice(0, place).split("\n").length;
  const fail = (words, place = at) => {
    throw new Error(`Line ${lineOf(place)}: ${words}`);
  };
  const match = (pattern) => {
    pattern.lastIndex = at;
    const found = pattern.exec(clean)?.[0];
    if (found !== undefined) at += found.length;
    return found;
  };
  const next = () => {
    match(SPACE);
    if (clean.startsWith("//", at) || clean[at] === "#" || clean.startsWith("/*", at)) {
      fail("JSON has no comments. Take this one out.");
    }
    return clean[at];
  };
  const ended = (opened, place) => {
    throw new Error(
      `The text ends in line ${lineOf(clean.length)}, and the ${opened} of line ${lineOf(place)} is still open. ` +
      "Copy the whole file.",
    );
  };

  function string() {
    const start = at;
    for (at += 1; at < clean.length; at += 1) {
      if (clean[at] === "\\") at += 1;
      else if (clean[at] === '"') break;
      else if (clean[at] === "\n") fail("a text begins in this line and does not end. A \" is missing.", start);
    }
    if (at >= clean.length) ended('"', start);
    at += 1;
    try {
      return JSON.parse(clean.slice(start, at));
    } catch {
      return fail(`${clean.slice(start, Math.min(at, start + 24))} has a sign in it that JSON does not allow.`, start);
    }
  }

  function name() {
    const sign = next();
    if (sign === '"') return string();
    const word = match(WORD) ?? sign;
    return fail(`a name has to stand in double quotes, like "hidden_size"; here stands ${word.slice(0, 24)}`);
  }

  function closed(close, open, place) {
    const sign = next();
    if (sign === undefined) ended(open, place);
    if (sign === close) {
      at += 1;
      return true;
    }
    if (sign !== ",") {
      fail(`a comma is missing before ${(match(WORD) ?? sign).slice(0, 24)}`);
    }
    at += 1;
    if (next() === close) fail(`a comma stands before ${close}. Take it away.`);
    if (clean[at] === undefined) ended(open, place);
    return false;
  }

  function object(depth) {
    const [place, found] = [at, new Map()];
    at += 1;
    let done = next() === "}";
    if (done) at += 1;
    while (!done) {
      if (clean[at] === undefined) ended("{", place);
      const key = name();
      if (found.has(key)) twice.push(key);
      if (next() !== ":") fail(`a colon is missing after "${key}"`);
      at += 1;
      found.set(key, value(depth));
      done = closed("}", "{", place);
    }
    return Object.fromEntries(found);
  }

  function list(depth) {
    const [place, found] = [at, []];
    at += 1;
    let done = next() === "]";
    if (done) at += 1;
    while (!done) {
      found.push(value(depth));
      done = closed("]", "[", place);
    }
    return found;
  }

  function value(depth) {
    if (depth > DEEPEST) fail("the brackets are nested too deeply for a configuration");
    const sign = next();
    if (sign === undefined) ended("text", 0);
    if (sign === "{") return object(depth + 1);
    if (sign === "[") return list(depth + 1);
    if (sign === '"') return string();
    if (sign === "'") fail("JSON has double quotes, not single ones. This looks like Python.");
    const place = at;
    const number = match(NUMBER);
    if (number !== undefined && !/[\w.]/.test(clean[at] ?? "")) {
      if (!Number.isFinite(Number(number))) fail(`${number} is larger than any number can be here.`, place);
      return Number(number);
    }
    at = place;
    const endless = match(ENDLESS);
    if (endless !== undefined && !/\w/.test(clean[at] ?? "")) return Number(endless);
    at = place;
    const word = match(WORD) ?? sign;
    if (word in { true: 1, false: 1, null: 1 }) return { true: true, false: false, null: null }[word];
    if (Object.hasOwn(PYTHON, word)) fail(`${word} is Python. JSON writes ${PYTHON[word]}.`, place);
    return fail(`${word.slice(0, 24)} is no value of JSON.`, place);
  }

  const first = next();
  if (first === undefined) throw new Error("There is nothing here yet. Paste the text of a config.json.");
  if (first === "<") throw new Error("This is a web page. Open the file itself (“raw”), copy its text and paste that.");
  if (/^\w+:\/\//.test(clean.slice(at))) {
    throw new Error("This is an address, and nothing is fetched from here. Open it, copy the text it shows and paste that.");
  }
  if (first === "`") throw new Error("It begins with the marks of a code block. Take away the lines with ``` and read it again.");
  const found = value(0);
  if (next() !== undefined) fail("there is more after the end of it. Paste one configuration at a time.");
  return { value: found, twice };
}
