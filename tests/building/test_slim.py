"""What readers fetch means what writers wrote."""

import gzip
import json
import re
import subprocess

import pytest

from scripts.building import slim
from scripts.compute.results import ROOT
from scripts.verify import node

# A script, and what is left of it.
BARE = {
    "// all\nlet a = 1; // one\n": "let a = 1;\n",
    "/** Says\n * more. */\n  f();\n\n\n  g();\n": "f();\ng();\n",
    "a\n/* b */++c": "a\n++c\n",  # joined, it would mean something else
    "return /* b\n*/ a": "return\na\n",
    "x = `// a ${b ? `  ${c}  of` : '/* d */'} //`": None,
    "y = `\n  // a line\n  `;": None,
    "z = 'http://a' + \"/* b */\" + '\\'//';": None,
    "r = /[/*]\\/\\//g.test(x);": None,
    "q = (a) / b / c; s = `/`;": None,
    "#\n// what is no script stays": None,
}


@pytest.mark.parametrize("script", BARE)
def test_comments_and_indentation_go_and_what_looks_like_them_stays(script):
    left = BARE[script] or script.removesuffix("\n") + "\n" * (script[0] != "#")
    assert slim.script(script) == left
    assert slim.script(left) == left


# Names every script that means something else: the one whose syntax tree is another.
SAME = """
const { parse } = require("internal/deps/acorn/acorn/dist/acorn");
const settings = { ecmaVersion: "latest", sourceType: "module" };
const told = (value) => (typeof value === "bigint" ? `${value}n` : value);
const place = (key, value) => (["start", "end"].includes(key) ? undefined : told(value));
const tree = (text) => JSON.stringify(parse(text, settings), place);
const pairs = JSON.parse(require("fs").readFileSync(0, "utf8"));
const other = Object.entries(pairs).filter(([, [a, b]]) => tree(a) !== tree(b));
console.log(JSON.stringify(other.map(([name]) => name)));
"""


def other_trees(pairs):
    command = [node(), "--expose-internals", "--eval", SAME]
    run = subprocess.run(command, input=json.dumps(pairs), capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    return json.loads(run.stdout)


def test_no_module_means_something_else_without_its_comments():
    assert other_trees({"a": ["x = ` a`", "x = `a`"], "b": ["x // a", "x"]}) == ["a"]
    modules = {str(p): p.read_text("utf-8") for p in (ROOT / "docs" / "js").rglob("*.js")}
    pairs = {name: [text, slim.script(text)] for name, text in modules.items()}
    assert len(pairs) > 50 and other_trees(pairs) == []
    before, after = (
        sum(len(gzip.compress(pair[i].encode())) for pair in pairs.values()) for i in (0, 1)
    )
    assert after < 0.8 * before


# A style sheet, and what is left of it.
SHEETS = {
    "/* the theme's */\na { color: red; }\n": "a{color: red;}\n",
    'a::before { content: " /* { ; */ \\" "; }': 'a::before{content: " /* { ; */ \\" ";}\n',
    "/* one */ a /* two */ b {}\n/* three */ c > d, e {}": "a b{}c > d,e{}\n",
    "a { width: calc(1px + 2px); }": "a{width: calc(1px + 2px);}\n",
}


@pytest.mark.parametrize("sheet", SHEETS)
def test_of_a_style_sheet_go_comments_and_blank_space(sheet):
    assert slim.sheet(sheet) == SHEETS[sheet]
    assert slim.sheet(SHEETS[sheet]) == SHEETS[sheet]


def test_rules_that_match_nothing_go_and_all_others_stay():
    pages = ['<p class="a b-c">gone</p>', '<body data-md-color-primary="red">']
    known = slim.words(pages, ['list.add("d", "md-tooltip")'])
    assert "md-tooltip" not in known
    rules = {
        ".a{x:1}": ".a{x:1}",
        ".a .gone{x:1}": "",
        ".a,.gone,.b-c>p{x:1}": ".a,.b-c>p{x:1}",
        ".a:not(.gone){x:1}": ".a:not(.gone){x:1}",
        ":is(.gone,.d) p{x:1}": ":is(.gone,.d) p{x:1}",
        "[data-md-color-primary=red] p{x:1}": "[data-md-color-primary=red] p{x:1}",
        "[data-md-color-primary=blue] p{x:1}": "",
        "[data-md-color-switching] *{x:1}": "",
        "p{content:'}.gone{'}": "p{content:'}.gone{'}",
        "@media print{.gone{x:1}.a{x:1}}": "@media print{.a{x:1}}",
        "@media print{.gone{x:1}}": "",
        "@font-face{src:url(x)}": "@font-face{src:url(x)}",
        '@charset "UTF-8";': '@charset "UTF-8";',
    }
    for rule, left in rules.items():
        assert slim.used(rule, known).strip() == left
    assert slim.used("".join(rules), known).strip() == "".join(rules.values())


def test_a_plain_table_is_told_by_what_the_others_are_called():
    made = ['element("table", { class: `b-table ${kind}`, "aria-label": name })', "<p class='x'>"]
    tables = slim.classed([*made, '<table class="a-table">', "<table>"])
    assert tables == ["a-table", "b-table"]
    rule = ".c table:not([class]) td>:first-child{x:1}"
    assert slim.calm(rule, tables) == ".c table:not(.a-table,.b-table) td>:first-child{x:1}"
    assert slim.calm(rule, []) == ".c table td>:first-child{x:1}"


def test_every_table_that_a_script_makes_is_known_by_its_class():
    modules = [path.read_text("utf-8") for path in (ROOT / "docs" / "js").rglob("*.js")]
    made = sum(len(re.findall(r'"table", \{|createElement\("table"|<table', m)) for m in modules)
    assert made == sum(len(slim.CLASSED.findall(m)) for m in modules) > 0


def test_of_a_page_go_indentation_and_empty_lines_and_code_stays():
    page = "<p>\n   a\n\n  b</p>\n<pre>\n  x\n\n</pre>\n\n<script>\n  y</script>"
    assert slim.page(page) == ("<p>\na\nb</p>\n<pre>\n  x\n\n</pre>\n<script>\n  y</script>")


def test_values_that_nothing_asks_for_go():
    sheet = ":root{--a:url('x;y}');--b: 1px;--c:2}p--a:hover{x:var(--b,var(--c))}"
    asked = slim.asked([sheet])
    assert asked == {"--b", "--c"}
    left = ":root{--b: 1px;--c:2}p--a:hover{x:var(--b,var(--c))}"
    assert slim.without_idle_names(sheet, asked) == left


def test_no_rule_of_our_own_style_sheets_is_lost():
    for path in (ROOT / "docs" / "css").glob("*.css"):
        text = path.read_text(encoding="utf-8")
        told = re.sub(r"(?s)/\*.*?\*/", "", text)
        for mark in "{};":
            assert slim.sheet(text).count(mark) == told.count(mark), path.name
