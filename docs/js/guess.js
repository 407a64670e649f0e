// "Your guess": keeps the reader's choice on this device and says in words how it compares.
//
//   empty --choose--> kept --open the answer--> compared
//     ^                 |                          |
//     +---- take back --+--------------------------+

/** Key under which a choice is kept; two chapters may use the same name. */
export const key = (path, name) => `guess:${path.replace(/index\.html$/, "")}:${name}`;

/** What the output says. `right` is null where a question has no marked answer. */
export function says(choice, { opened = false, right = null } = {}) {
  if (!choice) return "";
  if (!opened) return `Kept: “${choice}”. The figure below answers.`;
  if (right === null) return `You said “${choice}”.`;
  return `You said “${choice}”. The measurement ${right ? "agrees" : "says otherwise"}.`;
}

// Storage may be forbidden, or full: then a guess lasts as long as the page.
const storage = {
  get(name) {
    try {
      return localStorage.getItem(name);
    } catch {
      return null;
    }
  },
  set(name, value) {
    try {
      if (value === null) localStorage.removeItem(name);
      else localStorage.setItem(name, value);
    } catch {
      // nothing to do
    }
  },
};

export function keepGuesses(root, { path = location.pathname, store = storage } = {}) {
  for (const fieldset of root.querySelectorAll("fieldset.guess:not([data-kept])")) {
    fieldset.dataset.kept = "";
    keep(fieldset, path, store);
  }
}

function keep(fieldset, path, store) {
  const options = [...fieldset.querySelectorAll("input[type=radio]")];
  const output = fieldset.querySelector("output");
  const answer = fieldset.querySelector("details.answer");
  if (!options.length || !output) return;
  const name = key(path, options[0].name);
  const marked = options.some((option) => "answer" in option.dataset);

  const undo = document.createElement("button");
  undo.type = "button";
  undo.className = "undo";
  undo.textContent = "Take it back";

  const show = () => {
    const chosen = options.find((option) => option.checked);
    const text = says(chosen?.labels[0].textContent.trim(), {
      opened: Boolean(answer?.open),
      right: marked ? "answer" in (chosen?.dataset ?? {}) : null,
    });
    output.replaceChildren(...(text ? [text] : []));
    if (text) output.after(undo);
    else undo.remove();
  };

  // A browser may restore radios itself when a page is loaded again; what was kept decides.
  const kept = store.get(name);
  for (const option of options) option.checked = option.value === kept;
  show();

  fieldset.addEventListener("change", ({ target }) => {
    if (!options.includes(target)) return;
    store.set(name, target.value);
    show();
  });
  undo.addEventListener("click", () => {
    for (const option of options) option.checked = false;
    store.set(name, null);
    show();
    options[0].focus();
  });
  answer?.addEventListener("toggle", show);
}
