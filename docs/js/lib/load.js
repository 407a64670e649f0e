// Files that a figure needs: what cannot be had is named.

/** Reply to the request for a file; an error names the file and, if the server told, why. */
export async function loaded(url, signal) {
  const missing = (why, cause) => new Error(`${nameOf(url)} could not be loaded${why}`, { cause });
  const reply = await fetch(url, { signal }).catch((cause) => {
    throw missing("", cause);
  });
  if (!reply.ok) throw missing(` (${reply.status})`);
  return reply;
}

/** What an experiment found, or a part of it, from its file. */
export async function result(url, signal) {
  const reply = await loaded(url, signal);
  const { data } = await reply.json().catch(() => ({}));
  if (!data) throw strange(url);
  return data;
}

/** The error of a file that came, and is another. */
export const strange = (url) => new Error(`${nameOf(url)} is not the file it should be`);

export const nameOf = (url) => url.pathname.split("/").pop();
