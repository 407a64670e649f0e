// Two columns of numbers out of whatever a reader pastes, or one clear line about what is wrong.

import { thousands } from "../lib/scale.js";
import { MOST_ROWS } from "./knob_sweep_data.js";

const NUMBER = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i;
const LARGEST = 1e100; // squares of it are still numbers
const FEWEST = 4; // different x: two to fit, two to try the fit on

/** Fields of a line: by tab, by semicolon, by comma and blank, by blanks, by comma. */
function fieldsOf(line) {
  const found = ["\t", ";", /,\s+/, /\s+/, ","].map((by) => line.split(by)).find((f) => f.length > 1);
  const fields = (found ?? [line]).map((field) => field.trim().replace(/^(["'])(.*)\1$/, "$2").trim());
  while (fields.length > 2 && fields.at(-1) === "") fields.pop(); // a separator at the end
  return fields;
}

/** The number in a field, or NaN; a comma in it is a decimal comma. */
function numberOf(field) {
  const text = field.replace("\u2212", "-").replace(/^([^,]*),([^,]*)$/, "$1.$2");
  return NUMBER.test(text) ? Number(text) : NaN;
}

const quoted = (field) => `“${field.length > 20 ? `${field.slice(0, 20)}…` : field}”`;

/** What is wrong with the fields of a line, or "". */
function fault(fields) {
  if (fields.length !== 2) {
    const columns = fields.length === 1 ? "one column" : `${fields.length} columns`;
    return `has ${columns}, and two are needed`;
  }
  for (const [i, field] of fields.entries()) {
    if (field === "") return `has nothing in its ${i ? "second" : "first"} column`;
    const number = numberOf(field);
    if (Number.isNaN(number)) return `says ${quoted(field)}, which is no number`;
    if (Math.abs(number) > LARGEST) return `says ${quoted(field)}, which is too large`;
  }
  return "";
}

/**
 * { rows: [[x, y]], names: [x, y] or null, note } of a text. What cannot be read is an error whose
 * message names the first bad line.
 */
export function columns(text) {
  const lines = text
    .replace(/\uFEFF/g, "")
    .replace(/[\u00A0\u2007\u2009\u202F]/g, " ")
    .split(/\r\n|[\n\r\u2028\u2029]/)
    .map((line, i) => ({ number: i + 1, text: line.replace(/^ +| +$/g, "") }))
    .filter((line) => line.text.trim() !== "")
    .map(({ number, text: line }) => ({ number, fields: fieldsOf(line) }));
  if (!lines.length) throw new Error("There is nothing here yet: paste two columns of numbers.");
  const isHead = lines[0].fields.every((field) => Number.isNaN(numberOf(field)) && field !== "");
  const names = isHead ? lines.shift().fields : null;
  const bad = lines.filter(({ fields }) => fault(fields));
  if (bad.length) {
    const more = bad.length > 1 ? ` ${thousands(bad.length)} lines cannot be read.` : "";
    throw new Error(`Line ${bad[0].number} ${fault(bad[0].fields)}.${more}`);
  }
  const rows = lines.map(({ fields }) => fields.map(numberOf));
  checked(rows);
  const comma = lines.some(({ fields }) => fields.some((field) => field.includes(",")));
  const note = comma ? "A comma within a number was read as a decimal comma." : "";
  return { rows, names: names?.length === 2 ? names : null, note };
}

function checked(rows) {
  if (!rows.length) throw new Error("There is a line of names, and no number below it.");
  if (rows.length === 1) throw new Error(`One row makes no curve: ${FEWEST} are the fewest.`);
  const xs = new Set(rows.map(([x]) => x)).size;
  if (xs === 1) throw new Error(`Every x is ${rows[0][0]}: a curve needs different ones.`);
  if (xs < FEWEST) {
    throw new Error(`Only ${xs} different x: ${FEWEST} are the fewest, two to fit and two to try it on.`);
  }
  if (rows.every(([, y]) => y === rows[0][1])) {
    throw new Error(`Every y is ${rows[0][1]}: there is nothing to learn.`);
  }
}

/** The rows that are used, and a word on it if they are not all: 1,000 by chance. */
export function sampled(rows, random) {
  if (rows.length <= MOST_ROWS) return { rows, note: "" };
  const order = rows.map((row) => [random(), row]).sort((a, b) => a[0] - b[0]);
  return {
    rows: order.slice(0, MOST_ROWS).map(([, row]) => row),
    note: `Of ${thousands(rows.length)} rows ${thousands(MOST_ROWS)} were taken by chance.`,
  };
}
