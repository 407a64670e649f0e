import assert from "node:assert/strict";
import test from "node:test";

import { keepGuesses, key, says } from "../../docs/js/guess.js";

test("a guess is kept per page and per question", () => {
  assert.equal(key("/capacity.html", "best-degree"), "guess:/capacity.html:best-degree");
  assert.notEqual(key("/a.html", "x"), key("/b.html", "x"));
  assert.equal(key("/repo/index.html", "x"), key("/repo/", "x"));
});

test("nothing is said before a choice", () => {
  assert.equal(says(undefined), "");
  assert.equal(says("", { opened: true, right: true }), "");
});

test("a choice is said to be kept, in the reader's words", () => {
  assert.equal(says("Degree 6 or so"), "Kept: “Degree 6 or so”. The figure below answers.");
});

test("an opened answer is compared without praise or blame", () => {
  assert.match(says("Degree 6", { opened: true, right: true }), /^You said “Degree 6”\. The measurement agrees\.$/);
  assert.match(says("Degree 3", { opened: true, right: false }), /The measurement says otherwise\.$/);
  assert.equal(says("Degree 3", { opened: true, right: null }), "You said “Degree 3”.");
});

test("a page without guesses is left alone", () => {
  keepGuesses({ querySelectorAll: () => [] }, { path: "/", store: {} });
});
