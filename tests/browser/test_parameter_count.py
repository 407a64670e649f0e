"""Any transformer, counted: published, of one's own, or pasted; chapter 1's second widget."""

import json
import re

import pytest
from playwright.sync_api import expect

from scripts.compute.results import ROOT

pytestmark = pytest.mark.browser

CONFIGS = {
    row["model"]: row for row in json.loads((ROOT / "tests/data/model_configs.json").read_bytes())
}


def arrive(visit, query="", width=1280, opened=True, **settings):
    """The page and the widget on it, in sight, no cover on it, its folds open."""
    page = visit(f"parameter.html{query}#parameter_count", width, **settings)
    node = page.locator("figure#parameter_count .widget.count")
    page.locator("figure#parameter_count").scroll_into_view_if_needed()
    node.wait_for()
    if opened:
        node.locator("details").evaluate_all("all => all.forEach((fold) => (fold.open = true))")
    return page, node


def said(node):
    return node.locator(".count-says")


def paste(node, text):
    """What pasting does: the text is there, and it is read at once."""
    door = node.get_by_role("button", name="Paste a config.json")
    if door.get_attribute("aria-expanded") == "false":
        door.click()
    area = node.locator("textarea")
    area.fill(text)
    area.evaluate("a => a.dispatchEvent(new ClipboardEvent('paste', { bubbles: true }))")


def test_at_first_there_are_a_model_its_bar_and_a_sentence(visit):
    page, node = arrive(visit, width=375, opened=False)
    expect(node.locator(".count-bar").first).to_contain_text("MLP66")
    assert node.bounding_box()["height"] < 667
    assert not [r for r in node.locator("input").all() if r.is_visible()]
    node.get_by_text("Turn its shape").click()
    node.get_by_label("Layers", exact=True).press("ArrowRight")
    expect(said(node)).to_contain_text("but with your layers")
    assert page.complaints == []


def test_a_published_model_a_slider_and_an_exact_number_are_counted_and_come_back(visit):
    page, node = arrive(visit)
    expect(said(node)).to_contain_text("174,604,259,328 parameters, counted as GPT-3 is built")
    node.get_by_label("Model").select_option("DeepSeek-V3")
    expect(said(node)).to_contain_text("671,026,419,200 parameters, of which one token uses")
    expect(node.get_by_role("table", name="Parameters by part")).to_contain_text("MLP, experts")
    expect(node.get_by_role("table", name="Memory")).to_contain_text("GPUs")
    node.get_by_label("Layers", exact=True).press("ArrowRight")
    expect(said(node)).to_contain_text("but with your layers")
    node.get_by_label("Vocabulary, exactly").fill("77")
    total = said(node).locator("b").first.inner_text()
    expect(node.get_by_label("Model")).to_have_value("own")
    page.wait_for_timeout(400)
    page.reload()
    page.locator("figure#parameter_count").scroll_into_view_if_needed()
    expect(said(node).locator("b").first).to_have_text(total)
    node.get_by_role("button", name="Reset").click()
    expect(said(node)).to_contain_text("The paper prints 175 billion")
    node.get_by_role("button", name="Undo").click()
    expect(said(node).locator("b").first).to_have_text(total)
    assert page.complaints == []


def test_a_shape_of_your_own_opens_every_field_and_an_impossible_one_is_told_beside_it(visit):
    page, node = arrive(visit, width=375, opened=False)
    node.get_by_label("Model").select_option("own")
    expect(node.get_by_label("Model")).to_have_value("own")
    keys = node.get_by_label("Heads of keys and values")
    keys.fill("7")
    expect(node.locator("#parameter_count-n_kv_heads-fault")).to_contain_text("divide the 96 heads")
    expect(keys).to_have_attribute("aria-invalid", "true")
    expect(keys).to_be_focused()
    expect(said(node)).to_contain_text("No total. Heads of keys and values must divide")
    expect(node.locator(".count-found")).to_have_class(re.compile("stale"))
    page.wait_for_timeout(400)
    assert "n_kv_heads" not in page.url
    keys.fill("8")
    expect(said(node)).to_contain_text("counted as GPT-3 is built, but with your heads of keys")
    expect(node.locator(".count-found")).not_to_have_class(re.compile("stale"))
    page.wait_for_timeout(400)
    assert "n_kv_heads=8" in page.url
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
    assert page.complaints == []


def test_a_pasted_configuration_is_counted_and_is_in_the_link_only_if_it_is_put_there(visit):
    page, node = arrive(visit, width=375)
    row = CONFIGS["MiniCPM5-1B"]
    paste(node, json.dumps(row["config"]))
    expect(said(node)).to_contain_text(f"{row['total']:,} parameters, counted as Llama is built")
    expect(node.locator(".count-report")).to_contain_text("mlp_bias: no")
    page.wait_for_timeout(400)
    assert "parameter_count" not in page.url.split("#")[0]
    node.get_by_role("button", name="Put it into the link").click()
    page.wait_for_url("**parameter_count.model=own**")
    page.reload()
    page.locator("figure#parameter_count").scroll_into_view_if_needed()
    expect(said(node)).to_contain_text(f"{row['total']:,} parameters")
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
    assert page.complaints == []


def test_what_cannot_be_counted_or_read_is_told_and_the_last_count_stays_grey(visit):
    page, node = arrive(visit)
    paste(node, '{\n  "model_type": "gpt2",\n  "n_layer": 12,\n}')
    expect(node.locator(".count-paste .widget-says")).to_contain_text("Line 4: a comma stands")
    expect(said(node)).to_contain_text("In grey: the last one that was counted")
    paste(node, '{"model_type": "qwen3_next", "hidden_size": 2048}')
    expect(said(node)).to_contain_text("No total. qwen3_next has what these fields cannot express")
    expect(node.locator(".count-found")).to_have_class(re.compile("stale"))
    sizes = '"hidden_size": 64, "num_hidden_layers": 2, "num_attention_heads": 4'
    paste(node, f'{{"model_type": "novel", {sizes}, "intermediate_size": 9, "vocab_size": 50}}')
    expect(said(node)).to_contain_text("“novel” is not known here")
    into = node.get_by_role("button", name="Put it into the link")
    paste(node, '{"model_type": "gpt2"}')
    expect(into).to_have_attribute("aria-disabled", "false")
    paste(node, f'{{"model_type": "novel", {sizes}, "intermediate_size": 9, "vocab_size": 50}}')
    expect(into).to_have_attribute("aria-disabled", "true")  # what was pasted last has no shape
    node.get_by_role("button", name="Count it as a Llama").click()
    expect(said(node)).to_contain_text("which its file does not tell")
    assert page.complaints == []


@pytest.mark.parametrize("width", [320, 375, 600, 900, 1280, 1600])
def test_a_word_stands_over_its_part_or_not_at_all_and_nothing_moves_when_it_comes(visit, width):
    page, node = arrive(visit, width=width, opened=False)
    shifts = page.evaluate(
        """() => new Promise((done) => new PerformanceObserver((list) =>
             done(list.getEntries().filter(({ sources }) => sources.some(({ node }) =>
               node?.parentElement?.closest('#parameter_count'))).map(({ value }) => value)))
               .observe({ type: 'layout-shift', buffered: true }) || setTimeout(done, 500, []))"""
    )
    assert sum(shifts) < 0.04, shifts
    for model in ("GPT-3 175B", "GPT-2 small", "Gemma-3-270M", "Kimi-K2"):
        node.get_by_label("Model").select_option(model)
        places = node.locator(".count-bar").first.evaluate(
            """bar => [...bar.children].filter((part) => !part.hidden).map((part) => {
                 const [own, word] = [part, part.querySelector('em')]
                   .map((e) => e.getBoundingClientRect());
                 const seen = word.top < own.top + 4;
                 return !seen || (word.left >= own.left - 1 && word.right <= own.right + 1);
               })"""
        )
        assert all(places), (model, places)
