// Work that takes longer than a frame, in a worker: the page stays quick, and may change its mind.
//
//   page:    const work = hire(new URL("./x.worker.js", import.meta.url), signal);
//            const all = await work({ seed: 3 }, (part) => show(part));
//   worker:  serve(({ seed }, tell) => { tell(first); return all; });
//
// A new question ends the old one: its promise is never kept. A worker that cannot be had (an old
// browser, a policy) is an error of the first question, in words.

/** A function that asks a worker, started at the first question and gone with `signal`. */
export function hire(url, signal) {
  let worker = null;
  let latest = 0;
  let wait = null; // { id, tell, resolve, reject } of the question that is open
  const gone = () => {
    worker?.terminate();
    worker = wait = null;
  };
  signal?.addEventListener("abort", gone);

  function start() {
    worker = new Worker(url, { type: "module" });
    worker.addEventListener("message", ({ data: { id, part, done, error } }) => {
      if (wait?.id !== id) return;
      if (part !== undefined) return wait.tell(part);
      const { resolve, reject } = wait;
      wait = null;
      return error ? reject(new Error(error)) : resolve(done);
    });
    worker.addEventListener("error", (event) => {
      const failed = wait;
      gone(); // the next question starts another
      failed?.reject(new Error(event.message || `${url.pathname.split("/").pop()} did not start`));
    });
  }

  const ask = (task, tell = () => {}) =>
    new Promise((resolve, reject) => {
      if (wait) gone(); // it may be busy with the old question for seconds
      latest += 1;
      wait = { id: latest, tell, resolve, reject };
      try {
        if (!worker) start();
        worker.postMessage({ id: latest, task });
      } catch (error) {
        wait = null;
        reject(error);
      }
    });
  ask.stop = gone;
  return ask;
}

/** In the worker: answer every question with what `work(task, tell)` gives. */
export function serve(work) {
  addEventListener("message", async ({ data: { id, task } }) => {
    try {
      postMessage({ id, done: (await work(task, (part) => postMessage({ id, part }))) ?? null });
    } catch (error) {
      postMessage({ id, error: String(error.message ?? error) });
    }
  });
}
