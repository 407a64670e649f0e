// What the counter says: sizes, shares and sentences.

const UNITS = ["bytes", "kB", "MB", "GB", "TB", "PB", "EB", "ZB", "YB"];

/** 349208518656n as "349 GB": three digits, and a billion bytes to the gigabyte. */
export function size(bytes) {
  const number = Number(bytes);
  let power = 0;
  while (power < UNITS.length - 1 && number >= 999.5 * 1000 ** power) power += 1;
  const value = number / 1000 ** power;
  const digits = power === 0 || value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2;
  return `${value.toFixed(digits)}\u00A0${UNITS[power]}`;
}

/** Every digit of a BigInt: 174604259328n as "174,604,259,328". */
export const digits = (n) => n.toLocaleString("en-GB");

/** A share as "33 %", as "0.4 %" where there is little of it, and as "under 0.1 %". */
export function share(part, total) {
  const x = total === 0n ? 0 : Number((part * 1_000_000n) / total) / 1_000_000;
  if (part > 0n && x < 0.0005) return "under 0.1\u202F%";
  return `${(100 * x).toFixed(x > 0 && x < 0.0095 ? 1 : 0)}\u202F%`;
}

/** 1300000000 as "1.3 billion". */
const spoken = (n) => (n >= 1e9 ? `${n / 1e9} billion` : `${n / 1e6} million`);

/** The model that a shape is built like: all sizes of GPT-3 are built like GPT-3. */
export const built = ({ name, called }) => called ?? (name === "own" ? null : name.replace(/^(GPT-3) .*/, "$1"));

function list(words) {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}

/** How it is counted: "counted as GPT-3 is built, but for width and heads". */
export function counted(base, fields) {
  const like = built(base);
  const much = fields.length > 4 ? `${fields.length} fields` : list(fields);
  if (base.guessed) return `counted as if it were built like a Llama, which its file does not tell${much && `, and with your ${much}`}`;
  if (!like) return "counted as these fields say";
  return `counted as ${like} is built${much && `, but with your ${much}`}`;
}

/** The sentences under the bars, as pieces; { strong } is a value to set in bold. */
export function describe(base, found, fields) {
  const { total, active, embedding, attention, mlp, router, head } = found;
  const part = (n, where) => `${share(n, total)} in ${where}`;
  const mixed = active !== total;
  const parts = [
    part(embedding, "the embedding"), part(attention, "attention"),
    part(mlp + router, mixed ? "the MLPs and their experts" : "the MLP"), ...(head ? [part(head, "the output")] : []),
  ];
  return [
    { strong: digits(total) }, " parameters, ",
    ...(mixed ? ["of which one token uses ", { strong: digits(active) }, ", "] : []),
    `${counted(base, fields)}: ${list(parts)}.`, published(base, total, fields),
  ];
}

/** What was printed or published for this model, beside what was counted. */
function published({ name, params, source }, total, fields) {
  if (params === undefined || fields.length) return "";
  if (name.startsWith("GPT-3 ")) return ` The paper prints ${spoken(params)} for this size.`;
  const other = BigInt(params) === total ? "" : ` Published: ${digits(BigInt(params))}.`;
  return `${other} Its shape: ${source}.`;
}

/** Why there is no total. */
export function refused(faults) {
  const [[field, why]] = faults;
  const more = faults.length > 1 ? ` ${faults.length - 1 === 1 ? "One more field is" : `${faults.length - 1} more fields are`} wrong.` : "";
  return [{ strong: "No total. " }, `${field} ${why}.${more} In grey: the last shape that is possible.`];
}

/** The smallest device with so much memory, or how many of the largest it takes. */
export function holder(bytes, devices) {
  const fits = devices.find((device) => bytes <= device.bytes);
  if (fits) return fits.name.startsWith("one ") ? fits.name : `a ${fits.name}`;
  const most = devices.at(-1);
  return `${digits((bytes + most.bytes - 1n) / most.bytes)} GPUs`;
}

/** What is kept of a conversation, and how it was counted. */
export function conversation(shape, tokens, { window = null, windowed = 0 }) {
  const { n_layers: layers, kv_lora_rank: rank = 0, d_rope: rope = 0, n_positions: positions = 0 } = shape;
  const alike = !Array.isArray(shape.n_kv_heads);
  const some = window !== null && alike && windowed > 0 && tokens > window;
  const which = windowed >= layers ? "Every layer keeps" : `${windowed} of ${layers} layers keep`;
  const says = [
    some ? `${which} the last ${digits(window)} tokens only.` : "Every layer is counted as keeping all of it.",
    rank ? `Of each token a layer keeps ${digits(rank + rope)} numbers, from which all heads get their keys and values.` : "",
    positions && tokens > positions ? `It has places for ${digits(positions)} tokens only.` : "",
  ];
  return says.filter(Boolean).join(" ");
}

/** What is wrong with a field, beside it; nothing if nothing is. */
export function flag(input, fault, why = "") {
  const label = why && `${why[0].toUpperCase()}${why.slice(1)}.`;
  if (fault.textContent !== label) fault.textContent = label;
  if (why) input.setAttribute("aria-invalid", "true");
  else input.removeAttribute("aria-invalid");
}
