"""What happens after MkDocs: the same site, finished."""

import csv
import gzip
import html
import json
import re
import shutil
import struct
import xml.etree.ElementTree as ET
from pathlib import Path

import matplotlib.image as mpimg
import numpy as np
import pytest

from scripts import publish
from scripts.compute.problem import Problem
from scripts.compute.results import FIGURES
from scripts.plotting import fragment, style

PAGE = """<!doctype html>
<html lang="en">
  <head>
      <meta charset="utf-8">
      <script>__md_scope=new URL("{top}",location),more()</script>
  </head>
  <body><script>same()</script><script type="application/json">{{"top": "{top}"}}</script></body>
</html>
"""


@pytest.fixture
def small(tmp_path):
    """A site of two pages, one of them a folder down."""
    (tmp_path / "lab").mkdir()
    (tmp_path / "index.html").write_text(PAGE.format(top="."))
    (tmp_path / "lab" / "a.html").write_text(PAGE.format(top=".."))
    return tmp_path


def policies(site):
    return {
        publish.unescape(m[1])
        for p in site.rglob("*.html")
        for m in [re.search(r'Content-Security-Policy" content="([^"]*)"', p.read_text("utf-8"))]
    }


def test_every_page_carries_the_same_policy_whatever_its_depth(small):
    publish.write_policy(small)
    (policy,) = policies(small)
    assert policy.count("'sha256-") == 2
    assert "unsafe" not in policy and policy.startswith("default-src 'self'")


def test_the_policy_names_the_hash_of_every_script_in_a_page(small):
    publish.write_policy(small)
    (policy,) = policies(small)
    for path in small.rglob("*.html"):
        assert all(name in policy for name in publish.hashes({path: path.read_text("utf-8")}))
    changed = small / "index.html"
    changed.write_text(changed.read_text().replace("same()", "other()"))
    assert any(name not in policy for name in publish.hashes({changed: changed.read_text()}))


def test_a_second_run_changes_nothing(small):
    publish.write_policy(small)
    before = {p: p.read_bytes() for p in small.rglob("*.html")}
    publish.write_policy(small)
    assert before == {p: p.read_bytes() for p in small.rglob("*.html")}


@pytest.mark.parametrize("script", ["<script>go()</script>", "<SCRIPT src=a.js></SCRIPT>"])
def test_a_script_that_a_page_brings_along_is_refused_and_not_allowed(small, script):
    page = small / "index.html"
    before = page.read_text()
    page.write_text(before.replace("<body>", f"<body><article>text {script}</article>"))
    with pytest.raises(Problem, match=r"index\.html brings a script of its own"):
        publish.write_policy(small)
    assert "Content-Security-Policy" not in page.read_text()


def test_a_page_without_a_head_of_its_own_is_named(small):
    (small / "odd.html").write_text("<p>no head</p>")
    with pytest.raises(Problem, match=r"odd\.html has no `<meta charset>`"):
        publish.write_policy(small)


def test_a_folder_without_a_site_is_named_with_its_remedy(tmp_path):
    with pytest.raises(Problem, match="make site"):
        publish.publish(tmp_path)


def test_the_feed_has_every_entry_with_links_that_work_from_anywhere():
    text = (
        "# What changed\n\n## 2026-12-01: Two { #2026-12-01 }\n\n[A page](fit.md#two).\n\n"
        "## 2026-11-23: One\n\nText.\n"
    )
    feed = publish.feed(text, "https://example.org/repo/", "Knobs")
    assert feed.count("<entry>") == 2
    assert "https://example.org/repo/fit.html#two" in feed
    assert feed.index("<title>Two") < feed.index("<title>One")
    assert "<updated>2026-12-01T00:00:00+00:00</updated>" in feed


def test_a_page_of_changes_without_an_entry_is_refused():
    with pytest.raises(Problem, match="has no entry"):
        publish.feed("# What changed\n", "https://example.org/", "Knobs")


# The built site


def test_the_site_has_one_policy_and_no_script_outside_it(site):
    (policy,) = policies(site)
    assert "unsafe" not in policy
    for path in site.rglob("*.html"):
        page = path.read_text("utf-8")
        assert page.index("Content-Security-Policy") < page.index("<script")
        assert all(name in policy for name in publish.hashes({path: page})), path
        assert not re.search(r"<[^>]+ on[a-z]+=", page), path


def test_home_chapters_and_fact_check_have_a_card_of_the_size_they_say(site):
    seen = set()
    for path in site.glob("*.html"):
        meta = publish.metas(path.read_text("utf-8"))
        if "og:image" not in meta:
            continue
        card = site / "assets" / "cards" / meta["og:image"].rsplit("/", 1)[1]
        width, height = struct.unpack(">II", card.read_bytes()[16:24])
        assert (width, height) == (1200, 630)
        assert 120 <= len(meta["og:description"]) <= 155, path.name
        seen.add(path.name)
    chapters = {
        p.name for p in site.glob("*.html") if 'class="page chapter' in p.read_text("utf-8")
    }
    assert seen == chapters | {"index.html", "fact-check.html"} and len(chapters) == 10


def test_every_table_can_be_taken_away_whole(site, published):
    for page in FIGURES.glob("*.md"):
        for name in re.findall(r'href="figures/(\w+)\.csv"', page.read_text(encoding="utf-8")):
            text = (site / "figures" / f"{name}.csv").read_text(encoding="utf-8")
            head, *rows = csv.reader(text.splitlines())
            assert rows and all(len(row) == len(head) for row in rows), name
    with (site / "figures" / "early_stopping.csv").open(encoding="utf-8", newline="") as file:
        head, *rows = csv.reader(file)
    data = published("early_stopping")["data"]
    assert [int(row[0]) for row in rows] == data["step"]  # all of them, not those that are shown
    assert [float(row[1]) for row in rows] == data["train_error_mean"][-1]


def test_what_is_missing_is_an_empty_cell_and_a_minus_is_of_ascii():
    data = {"x": [1, 2], "y": [-0.5, None]}
    assert fragment.as_csv("x = step; y = gain, in %.", data, "a") == (
        'step,"gain, in %"\n1,-0.5\n2,\n'
    )


def test_every_figure_can_be_taken_away_as_a_slide_with_its_title_and_licence(site):
    for page in sorted(FIGURES.glob("*.md")):
        text = page.read_text(encoding="utf-8")
        for name, title in re.findall(
            r'<figure class="figure" id="(\w+)".*?<p class="figure-title">(.*?)</p>',
            text,
            re.DOTALL,
        ):
            root = ET.fromstring((site / f"figures/{name}.slide.svg").read_text(encoding="utf-8"))
            words = " ".join(
                t.text or "" for t in root.iterfind("{http://www.w3.org/2000/svg}text")
            )
            assert words.startswith(html.unescape(title)) and "CC BY 4.0" in words, name
            png = (site / f"figures/{name}.slide.png").read_bytes()
            width, height = struct.unpack(">II", png[16:24])
            shape = [2 * float(root.get(side)) for side in ("width", "height")]
            assert [width, height] == pytest.approx(shape, abs=2)
    image = mpimg.imread(site / "figures" / "early_stopping.slide.png")
    paper = [int(style.COLORS["light"]["paper"][i : i + 2], 16) / 255 for i in (1, 3, 5)]
    assert np.allclose(image[0, 0, :3], paper, atol=0.01)
    assert image.shape[2] == 3 or image[..., 3].min() == 1  # nothing shows through


def test_structured_data_is_valid_and_agrees_with_the_page(site):
    pages = [p for p in site.glob("*.html") if "application/ld+json" in p.read_text("utf-8")]
    assert len(pages) >= 2
    for path in pages:
        page = path.read_text("utf-8")
        data = json.loads(re.search(r'ld\+json">\s*(.*?)\s*</script>', page, re.DOTALL)[1])
        assert data["@type"] == "LearningResource"
        assert data["url"].endswith(path.name) or path.name == "index.html"
        assert data["name"] == publish.metas(page)["og:title"]


def test_the_map_for_language_models_lists_every_page_of_the_navigation(site):
    text = (site / "llms.txt").read_text("utf-8")
    (base,) = re.findall(r'"canonical" href="([^"]+)index.html"', (site / "index.html").read_text())
    listed = {m.removeprefix(base) for m in re.findall(r"\]\(([^)]+)\)", text)}
    assert "index.html" in listed and "capacity.html" in listed
    assert all((site / page).exists() for page in listed)


def test_search_is_small_and_finds_terms_and_sections_and_no_code_or_tables(site):
    content = (site / "search" / "search_index.json").read_bytes()
    assert len(gzip.compress(content)) <= 70_000
    index = json.loads(content)["docs"]
    places = {entry["location"] for entry in index}
    assert {"glossary.html#parameter", "glossary.html#overfitting"} <= places
    for chapter in ("parameter", "capacity", "fit", "trends", "takeaway"):
        assert f"{chapter}-evidence.html#what-would-change-our-mind" in places
    text = " ".join(entry["text"] for entry in index)
    assert "import numpy" not in text and "How this was made" not in text
    assert "<table" not in text and "sha256" not in text


# What readers type, and the entry that they mean.
TYPED = {
    **dict.fromkeys(("175B", "7B"), "b"),
    **dict.fromkeys(("GPU", "VRAM"), "gpu"),
    "backpropagation": "gradient-descent",
    "brake": "regularisation",
    "color": "colour",
    "context window": "context-window",
    "distribution": "distribution-shift",
    "DPO": "direct-preference-optimisation",
    "fine tuning": "fine-tuning",
    "finetuning": "fine-tuning",
    "fine-tuning": "fine-tuning",
    "generalization": "generalisation",
    "hallucination": "hallucination",
    "hallucinate": "hallucination",
    "knob": "parameter",
    "LLM": "language-model",
    "LoRA": "lora",
    "MoE": "mixture-of-experts",
    "optimization": "gradient-descent",
    "overfit": "overfitting",
    "quantization": "quantisation",
    "quantized": "quantisation",
    "regularization": "regularisation",
    "RLHF": "human-feedback",
    "specialization": "fine-tuning",
    "temperature": "temperature",
    "tokenizer": "token",
}


def tokens(text: str, separator: str) -> list[str]:
    """Words of a text as the search sees them."""
    plain = html.unescape(re.sub(r"<[^>]+>", " ", text)).lower()
    return [word for word in re.split(separator, plain) if word]


@pytest.mark.parametrize("typed", TYPED)
def test_what_readers_type_finds_an_entry_of_the_glossary(site, typed):
    index = json.loads((site / "search" / "search_index.json").read_bytes())
    separator = index["config"]["separator"]
    (entry,) = [e for e in index["docs"] if e["location"] == f"glossary.html#{TYPED[typed]}"]
    words = tokens(f"{entry['title']} {entry['text']}", separator)
    for part in tokens(typed, separator):  # the search adds a star to each
        assert any(word.startswith(part) for word in words), part


def test_the_search_has_no_captions_no_guesses_and_no_examples_of_terms(site):
    docs = json.loads((site / "search" / "search_index.json").read_bytes())["docs"]
    text = " ".join(entry["text"] for entry in docs)
    caption = re.search(r'class="caption">(.+?)</p>', (FIGURES / "cake_knobs.md").read_text())[1]
    assert re.sub(r"<[^>]+>", "", caption)[:60] not in text
    assert "Two knobs say a little about every cake" in text  # the figure's title
    assert "Your guess" not in text and "The answer" not in text
    (term,) = [e["text"] for e in docs if e["location"] == "glossary.html#quantisation"]
    assert re.fullmatch(r"<p>Storing each [^<]+</p> <p>Also: quantization[^<]+</p>", term)


def test_publishing_a_published_site_changes_nothing(site, tmp_path):
    copy = tmp_path / "site"
    shutil.copytree(site, copy)
    publish.write_policy(copy)
    publish.trim_search(copy)
    index = Path("search") / "search_index.json"
    assert (site / index).read_bytes() == (copy / index).read_bytes()
    for path in site.rglob("*.html"):
        assert path.read_bytes() == (copy / path.relative_to(site)).read_bytes()


def test_who_names_no_address_is_told(monkeypatch, capsys, tmp_path):
    monkeypatch.setattr(publish, "publish", lambda site: None)
    monkeypatch.delenv("SITE_URL", raising=False)
    publish.main([str(tmp_path)])
    assert "SITE_URL=https://example.org/knobs/ make site" in capsys.readouterr().err
    monkeypatch.setenv("SITE_URL", "https://example.org/")
    publish.main([str(tmp_path)])
    assert capsys.readouterr().err == ""
