import assert from "node:assert/strict";
import test from "node:test";

import { retold, what } from "../../docs/js/share.js";

const PAGE = { title: "How many knobs are enough?", address: "https://example.org/knobs/capacity.html" };
const HERE = new URL("http://127.0.0.1:8000/capacity.html?double_descent.width=59#double_descent");
const figures = (id) => (id === "double_descent" ? "The worst place & the middle" : null);

test("a page is shared by its question and its address, without what a widget was set to", () => {
  const here = new URL("http://127.0.0.1:8000/capacity.html?double_descent.width=59#what-do-knobs-buy");
  assert.deepEqual(what(PAGE, here, figures), { title: PAGE.title, url: PAGE.address });
});

test("a figure that the address names is shared by its title, at its place, as it was set", () => {
  assert.deepEqual(what(PAGE, HERE, figures), {
    title: "The worst place & the middle",
    url: "https://example.org/knobs/capacity.html?double_descent.width=59#double_descent",
  });
});

test("without an address of the site the page that is open is shared", () => {
  const { url } = what({ title: "T" }, HERE, () => null);
  assert.equal(url, "http://127.0.0.1:8000/capacity.html");
});

test("a service is told of the figure in place of the page, and a mail shows no plus", () => {
  const before = { title: PAGE.title, url: PAGE.address };
  const now = what(PAGE, HERE, figures);
  const [title, url] = [before.title, before.url].map(encodeURIComponent);
  const mail = new URL(retold(`mailto:?subject=${title}&body=${url}`, before, now));
  assert.equal(mail.searchParams.get("subject"), now.title);
  assert.equal(mail.searchParams.get("body"), now.url);
  assert.ok(!mail.href.includes("+"));
  const sky = retold(`https://bsky.app/intent/compose?text=${title}%20${url}`, before, now);
  assert.equal(new URL(sky).searchParams.get("text"), `${now.title} ${now.url}`);
});
