// Decompositions of small dense matrices: as much as a fit in a page needs.
//
// A matrix is an array of its columns, each a Float64Array, at least as long as there are columns.
// Singular vectors come from rotating columns until they are orthogonal, which is accurate and
// short but slow on its own: a QR that takes the longest column first saves most rotations.
//
// Sources: Golub and Van Loan (2013), Matrix Computations, sections 5.4.2 (QR with pivoting) and
// 8.6.3 (one-sided Jacobi, after Hestenes); Drmač and Veselić (2008), SIAM J. Matrix Anal. Appl. 29,
// 1322-1342 (one before the other).

const EPS = 2 ** -52;
const CANCELLED = 1e-6; // a difference below this share of what it came from is summed up afresh
const MOST_SWEEPS = 40; // five to eight are usual

/** Sum of products of some entries. Four sums at once: an addition need not wait for the last. */
export function dot(a, b, from = 0, n = a.length) {
  let i = from;
  let p = 0;
  let q = 0;
  let r = 0;
  let s = 0;
  for (; i < n - 3; i += 4) {
    p += a[i] * b[i];
    q += a[i + 1] * b[i + 1];
    r += a[i + 2] * b[i + 2];
    s += a[i + 3] * b[i + 3];
  }
  for (; i < n; i += 1) p += a[i] * b[i];
  return p + q + (r + s);
}

/**
 * QR of a tall matrix by Householder reflections, the longest remaining column first.
 *
 * Overwrites the columns. Gives the rows of R, which column stands where, and `turn`, which
 * multiplies a vector by Q, or, if told so, by its transpose, in place.
 */
export function triangle(columns) {
  const order = columns.map((_, k) => k);
  const heads = new Float64Array(columns.length); // the diagonal of R
  const squares = columns.map((column) => dot(column, column)); // of what remains of each
  const known = [...squares]; // when they were last summed up afresh
  for (let j = 0; j < columns.length; j += 1) {
    let longest = j;
    for (let k = j; k < columns.length; k += 1) if (squares[k] > squares[longest]) longest = k;
    for (const list of [columns, order, squares, known]) {
      [list[j], list[longest]] = [list[longest], list[j]];
    }
    const v = columns[j];
    const length = Math.sqrt(dot(v, v, j));
    if (length === 0) break;
    heads[j] = v[j] > 0 ? -length : length; // nothing cancels in the next line
    v[j] -= heads[j];
    for (let k = j + 1; k < columns.length; k += 1) {
      reflect(columns[k], v, j, heads[j]);
      squares[k] -= columns[k][j] ** 2;
      if (squares[k] > CANCELLED * known[k]) continue;
      squares[k] = known[k] = dot(columns[k], columns[k], j + 1);
    }
  }
  const entry = (row) => (column, k) => (k < row ? 0 : k > row ? column[row] : heads[row]);
  const turn = (vector, transposed = false) => {
    for (let i = 0; i < heads.length; i += 1) {
      const j = transposed ? i : heads.length - 1 - i;
      if (heads[j] !== 0) reflect(vector, columns[j], j, heads[j]);
    }
    return vector;
  };
  return { rows: columns.map((_, row) => Float64Array.from(columns, entry(row))), order, turn };
}

/** Mirror a column in the plane across v, whose entries count from an index on. */
function reflect(column, v, from, head) {
  const share = dot(v, column, from) / (head * v[from]); // |v|^2 is -2 head v[from]
  for (let i = from; i < v.length; i += 1) column[i] += share * v[i];
}

/**
 * Singular value decomposition of a tall matrix: A = Q left S right^T.
 *
 * Overwrites the columns. `left` and `right` are as many vectors as A has columns, of that length;
 * `values` fall, or nearly. `turn` multiplies by Q or its transpose, as in `triangle`: whoever needs
 * one product has no use for the matrix.
 */
export function svd(columns) {
  const { rows, order, turn } = triangle(columns);
  const n = rows.length;
  const both = rows.map((row, j) => {
    const column = new Float64Array(2 * n); // of R^T, and below it of the identity
    column.set(row);
    column[n + j] = 1;
    return column;
  });
  orthogonalise(both, n);
  const values = Float64Array.from(both, (column) => Math.sqrt(dot(column, column, 0, n)));
  const left = both.map((column) => column.subarray(n));
  const right = both.map((column, j) => {
    const vector = new Float64Array(n);
    if (values[j] > 0) order.forEach((k, i) => (vector[k] = column[i] / values[j]));
    return vector;
  });
  return { left, values, right, turn };
}

/** Rotate columns in pairs until the first n entries of each are orthogonal to all others'. */
function orthogonalise(columns, n) {
  const close = EPS * Math.sqrt(n);
  const square = new Float64Array(columns.length);
  for (let sweep = 0, turned = true; turned && sweep < MOST_SWEEPS; sweep += 1) {
    turned = false;
    columns.forEach((column, j) => (square[j] = dot(column, column, 0, n)));
    for (let j = 0; j < columns.length - 1; j += 1) {
      for (let k = j + 1; k < columns.length; k += 1) {
        const product = dot(columns[j], columns[k], 0, n);
        if (Math.abs(product) <= close * Math.sqrt(square[j] * square[k])) continue;
        turned = true;
        const zeta = (square[k] - square[j]) / (2 * product);
        const t = (zeta < 0 ? -1 : 1) / (Math.abs(zeta) + Math.sqrt(1 + zeta * zeta));
        rotate(columns[j], columns[k], t);
        square[j] -= t * product;
        square[k] += t * product;
      }
    }
  }
}

/** Turn two columns, of an even length, by the angle whose tangent is t. */
function rotate(a, b, t) {
  const cos = 1 / Math.sqrt(1 + t * t);
  const sin = cos * t;
  for (let i = 0; i < a.length; i += 2) {
    const x = a[i];
    const y = b[i];
    const u = a[i + 1];
    const v = b[i + 1];
    a[i] = cos * x - sin * y;
    b[i] = sin * x + cos * y;
    a[i + 1] = cos * u - sin * v;
    b[i + 1] = sin * u + cos * v;
  }
}
