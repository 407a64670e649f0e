// Decisions that were written in fewer bits than one: what scripts/models/bit_coder.py writes.
//
// A group is a whole number. What was decided in it before gives the chance of the next decision, and
// so how much of the range stands for no.

const LEAST = 2 ** 24; // range below which a byte is settled
const MOST = 4096; // counts beyond this are halved

/** Reads the bytes from `start` on: `bit` and `byte` of a group, and `at`, how far it has come. */
export function reader(bytes, start) {
  const groups = new Map(); // group to its counts of no and yes, times two, plus one, node by node
  let range = 2 ** 32 - 1;
  let at = start;
  let code = 0;
  const next = () => (code % LEAST) * 256 + (bytes[at++] ?? 0);
  for (let i = 0; i < 4; i += 1) code = next();

  function countsOf(group) {
    let counts = groups.get(group);
    if (!counts) groups.set(group, (counts = new Uint16Array(512).fill(1)));
    return counts;
  }
  function decide(counts, node) {
    const no = counts[2 * node];
    const yes = counts[2 * node + 1];
    const split = (range >>> 16) * Math.floor((no * 65536) / (no + yes));
    const bit = code >= split ? 1 : 0;
    if (bit) {
      code -= split;
      range -= split;
    } else range = split;
    counts[2 * node + bit] += 2;
    if (no + yes + 2 > MOST) {
      for (const k of [2 * node, 2 * node + 1]) counts[k] = (counts[k] + 1) >> 1;
    }
    while (range < LEAST) {
      code = next();
      range *= 256;
    }
    return bit;
  }

  return {
    bit: (group) => decide(countsOf(group), 0),
    byte(group) {
      const counts = countsOf(group);
      let node = 1;
      while (node < 256) node = 2 * node + decide(counts, node);
      return node - 256;
    },
    get at() {
      return at;
    },
  };
}
