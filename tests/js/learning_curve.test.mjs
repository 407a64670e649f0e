import assert from "node:assert/strict";
import test from "node:test";

import { setting as settingOf } from "../../docs/js/widgets/learning_curve.js";
import { everywhere, published, sentence } from "./published.mjs";

const data = published("learning_curve");
const setting = settingOf(data);
const names = ["ridgeless", "tuned"];

test("it starts where the question leads: as many images as knobs, no brake", () => {
  assert.equal(
    sentence(setting, setting.start),
    "With 400 images, one label in ten wrong, a model with 400 knobs and no brake misreads 86.8 % " +
      "of new digits. As many images as knobs: with 140 it misread only 20.6 %.",
  );
});

test("one training label in ten is wrong, as it says", () => {
  assert.equal(data.label_noise_rate, 0.1);
});

test("more images made it worse where fewer did better by half a point, and only there", () => {
  everywhere(setting, ({ at, knobs, brake }, images, text) => {
    const errors = data[`${names[brake]}_error_mean`][knobs];
    const least = Math.min(...errors.slice(0, at));
    const worse = least < errors[at] - 0.005;
    assert.equal(/it misread only/.test(text), worse, text);
    if (!worse) return;
    const [, fewer] = text.match(/with ([\d,]+) it misread only/);
    assert.equal(errors[data.n_train.indexOf(Number(fewer.replace(",", "")))], least, text);
    assert.equal(brake, 0, "with a brake more never clearly hurt: the title says so");
  });
});

test("what it says of its labels is as the data have it", () => {
  everywhere(setting, ({ at, knobs, brake }, images, text) => {
    const own = data[`${names[brake]}_train_error_mean`][knobs][at];
    if (/agrees with every label/.test(text)) assert.equal(own, 0, text);
    if (/It disagrees with/.test(text)) assert.ok(own > 0, text);
    assert.equal(/Without the brake/.test(text), brake === 1, text);
    assert.equal(/^.*As many images as knobs/.test(text), !brake && images === data.width[knobs]);
  });
});
