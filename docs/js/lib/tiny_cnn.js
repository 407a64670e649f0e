// The network of scripts/models/tiny_cnn.py, from its packed bytes, in double precision.

/** Number of a 16-bit float. */
export function half(bits) {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction ? NaN : sign * Infinity;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/**
 * Layers with their weights, from the bytes of the file and `layers` of the data, which say where
 * each part lies.
 */
export function decode(buffer, { bits, bytes, layers }) {
  if (bits !== 4) throw new Error(`weights of ${bits} bits are not known here`);
  if (buffer.byteLength !== bytes) throw new Error(`${buffer.byteLength} bytes, not ${bytes}`);
  const view = new DataView(buffer);
  const halves = (at, length) =>
    Float64Array.from({ length }, (_, i) => half(view.getUint16(at + 2 * i, true)));
  return layers.map((layer) => {
    const { n_rows: rows, n_columns: columns } = layer;
    const scales = halves(layer.scales_at, rows);
    const weights = Float64Array.from({ length: rows * columns }, (_, i) => {
      const byte = view.getUint8(layer.codes_at + (i >> 1));
      const code = i & 1 ? byte >> 4 : byte & 15; // the first of two in the low half
      return scales[Math.floor(i / columns)] * (code - 7);
    });
    return { ...layer, weights, biases: halves(layer.biases_at, rows) };
  });
}

/**
 * What each layer makes of an image of (channels, rows, columns), given row by row: { values, channels,
 * height, width }, the ten scores last.
 */
export function outputs(network, pixels, [channels, height, width]) {
  const found = [];
  let x = { values: pixels, channels, height, width };
  network.forEach((layer, i) => {
    x = layer.kind === "linear" ? linear(layer, x) : convolution(layer, x);
    if (i < network.length - 1) x.values = x.values.map((value) => Math.max(value, 0));
    found.push(x);
  });
  return found;
}

/** Ten scores of an image. */
export const forward = (network, pixels, image) => outputs(network, pixels, image).at(-1).values;

function linear({ weights, biases, n_rows: rows, n_columns: columns }, { values }) {
  const out = biases.slice();
  for (let row = 0; row < rows; row++) {
    for (let k = 0; k < columns; k++) out[row] += weights[row * columns + k] * values[k];
  }
  return { values: out, channels: rows, height: 1, width: 1 };
}

/** Outside the picture is zero; every `stride`-th pixel from the first has an output. */
function convolution(layer, { values, channels, height, width }) {
  const { weights, biases, size, stride, n_rows: rows, n_columns: columns } = layer;
  const reach = size >> 1;
  const [high, wide] = [height, width].map((side) => Math.ceil(side / stride));
  const out = new Float64Array(rows * high * wide);
  for (let row = 0, o = 0; row < rows; row++) {
    for (let i = 0; i < high; i++) {
      for (let j = 0; j < wide; j++, o++) {
        let sum = biases[row];
        for (let c = 0, k = row * columns; c < channels; c++) {
          for (let u = 0; u < size; u++) {
            const y = i * stride + u - reach;
            for (let v = 0; v < size; v++, k++) {
              const x = j * stride + v - reach;
              if (y < 0 || y >= height || x < 0 || x >= width) continue;
              sum += weights[k] * values[(c * height + y) * width + x];
            }
          }
        }
        out[o] = sum;
      }
    }
  }
  return { values: out, channels: rows, height: high, width: wide };
}

/** Probabilities of scores. */
export function softmax(scores) {
  const most = Math.max(...scores);
  const parts = Array.from(scores, (score) => Math.exp(score - most));
  const sum = parts.reduce((a, b) => a + b, 0);
  return parts.map((part) => part / sum);
}

/** Log of the summed exp of scores: low when nothing speaks for any of the classes. */
export function evidence(scores) {
  const most = Math.max(...scores);
  return most + Math.log(scores.reduce((sum, score) => sum + Math.exp(score - most), 0));
}
