// The last layer of a network, tuned to new examples while everything below it stays, as
// scripts/models/last_layer.py does. A layer is { weights, biases }, weights row by row; an example is
// { features, label }, its features what the layer reads.

/** Features and labels from the bytes that Python packed: [{ features, label }]. */
export function decode(buffer, { n, n_features: nFeatures, bytes, scale }) {
  if (buffer.byteLength !== bytes) throw new Error(`${buffer.byteLength} bytes, not ${bytes}`);
  const content = new Uint8Array(buffer);
  const labels = (n * nFeatures) >> 3; // where they begin
  let at = labels + (n >> 1);
  return Array.from({ length: n }, (_, row) => {
    const features = new Float64Array(nFeatures);
    for (let k = 0; k < nFeatures; k++) {
      const bit = row * nFeatures + k;
      if ((content[bit >> 3] >> (7 - (bit & 7))) & 1) features[k] = scale * content[at++];
    }
    const pair = content[labels + (row >> 1)];
    return { features, label: row & 1 ? pair >> 4 : pair & 15 };
  });
}

/** Scores of one example. */
export function scores({ weights, biases }, features) {
  const found = Float64Array.from(biases);
  for (let row = 0, at = 0; row < found.length; row++, at += features.length) {
    for (let k = 0; k < features.length; k++) found[row] += weights[at + k] * features[k];
  }
  return found;
}

/** What the layer makes of each example. */
export const answers = (layer, examples) =>
  examples.map(({ features }) => {
    const found = scores(layer, features);
    return found.indexOf(Math.max(...found));
  });

/** Learning rate for lessons that are not of every class alike: missing ones do not pull. */
export function paced(lr, labels, nClasses) {
  const counts = new Array(nClasses).fill(0);
  for (const label of labels) counts[label] += 1;
  return (lr * labels.length) / (nClasses * Math.max(...counts));
}

/** Gradient descent on the mean of -log p(label): yields the layer, tuned in place, after each step. */
export function* tuning({ weights, biases }, examples, lr) {
  const layer = { weights: weights.slice(), biases: biases.slice() };
  const slope = new Float64Array(weights.length);
  const shift = new Float64Array(biases.length);
  const p = new Float64Array(biases.length);
  const rate = lr / examples.length;
  const nFeatures = weights.length / biases.length;
  const lessons = examples.map(({ features, label }) => {
    const at = Uint16Array.from(features.keys()).filter((k) => features[k]); // about half are zero
    return { at, ink: Float64Array.from(at, (k) => features[k]), label };
  });
  for (;;) {
    slope.fill(0);
    shift.fill(0);
    for (const { at, ink, label } of lessons) {
      for (let row = 0, from = 0; row < p.length; row++, from += nFeatures) {
        p[row] = layer.biases[row];
        for (let j = 0; j < at.length; j++) p[row] += layer.weights[from + at[j]] * ink[j];
      }
      const most = Math.max(...p);
      let total = 0;
      for (let row = 0; row < p.length; row++) total += p[row] = Math.exp(p[row] - most);
      for (let row = 0, from = 0; row < p.length; row++, from += nFeatures) {
        const error = p[row] / total - (row === label ? 1 : 0);
        shift[row] += error;
        for (let j = 0; j < at.length; j++) slope[from + at[j]] += error * ink[j];
      }
    }
    for (let i = 0; i < slope.length; i++) layer.weights[i] -= rate * slope[i];
    for (let row = 0; row < shift.length; row++) layer.biases[row] -= rate * shift[row];
    yield layer;
  }
}
