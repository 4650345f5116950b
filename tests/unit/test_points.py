"""points.yaml: whatever is wrong in it is named with file, line, value and remedy."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest import yamlnodes
from ingest.errors import CorpusError
from ingest.points import load_points
from ingest.records import Article, Dropped, Language, Option, Point
from ingest.split import split

TEXT = (
    "甲乙比较\n\n部署:\n\n甲: 手机上很方便\uff0c也省电。手机上很方便\uff0c不假。\n"
    "乙: 比甲难一些。\n\n"
    "两者都是开源的。\n\n评论\n打赏作者\n"
)
OPTIONS = (Option("alpha", "甲", ("Alpha",)), Option("beta", "乙", ("Beta",)))
GOOD = """\
- id: mobile
  aspect: deployment
  label: {zh: 移动端, en: mobile}
  favours: alpha
  evidence:
    alpha: "手机上很方便\uff0c也省电"
    beta: 比甲难一些
  gloss:
    alpha: it is handy on phones
    beta: harder than A
  asks:
    zh: [手机上用哪个, 移动端怎么选]
    en: [which one for phones]
"""


def article(text: str = TEXT) -> Article:
    start = text.index("评论") if "评论" in text else len(text)
    dropped = (Dropped(start, len(text), "furniture"),) if start < len(text) else ()
    return Article("demo/article.txt", text, "0" * 64, "utf-8", dropped)


def load(
    folder: Path, text: str, language: Language = "zh", source: str = TEXT
) -> tuple[Point, ...]:
    path = folder / "points.yaml"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    made = article(source)
    return load_points(path, made, split(made.text, made.dropped), OPTIONS, language)


def test_a_point_is_read_whole(tmp_path: Path) -> None:
    (point,) = load(tmp_path, GOOD)
    assert (point.id, point.aspect, point.favours) == ("mobile", "deployment", "alpha")
    assert point.label == {"zh": "移动端", "en": "mobile"}
    assert point.asks == {"zh": ("手机上用哪个", "移动端怎么选"), "en": ("which one for phones",)}
    first, second = point.evidence
    assert [each.option for each in point.evidence] == ["alpha", "beta"]
    assert TEXT[first.start : first.end] == first.quote
    assert TEXT[second.start : second.end] == second.quote == "比甲难一些"
    assert (first.heading, second.heading) == ("部署 › 甲", "部署 › 乙")
    assert (first.gloss, second.gloss) == ("it is handy on phones", "harder than A")
    assert point.comparative


@pytest.mark.parametrize(
    ("quote", "option", "expected"),
    [
        ("比甲难一些", "beta", True),
        ("手机上很方便", "alpha", False),
        ("难一些", "beta", False),
        ("比甲难", "either", True),
        ("甲: 手机上很方便", "either", False),
        ("甲: 手机上很方便", "beta", True),  # it names another option
        ("两者都是开源的", "either", False),
    ],
)
def test_whether_a_quote_compares(tmp_path: Path, quote: str, option: str, expected: bool) -> None:
    start, end = GOOD.index("  evidence"), GOOD.index("  asks")
    lines = f'  evidence: {{{option}: "{quote}"}}\n  gloss: {{{option}: words}}\n'
    (point,) = load(tmp_path, GOOD[:start] + lines + GOOD[end:])
    assert point.comparative is expected
    for word in ("true", "false"):
        said = f"  comparative: {word}\n"
        (point,) = load(tmp_path, GOOD[:start] + said + lines + GOOD[end:])
        assert point.comparative is (word == "true")


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("It is easier than the rest.", True),
        ("There is less upkeep.", True),
        ("The server is faster.", True),
        ("A user of the server may enter.", False),
        ("See the release notes.", False),
        ("It works with Alpha too.", True),
        ("It is alphabetical.", False),
    ],
)
def test_whether_an_english_quote_compares(tmp_path: Path, words: str, expected: bool) -> None:
    start, end = GOOD.index("  evidence"), GOOD.index("  asks")
    text = f'{GOOD[:start]}  evidence: {{beta: "{words}"}}\n{GOOD[end:]}'
    (point,) = load(tmp_path, text, "en", f"Title\n\n{words} And more.")
    assert point.comparative is expected
    assert point.evidence[0].gloss is None


def test_several_quotes_and_a_later_occurrence(tmp_path: Path) -> None:
    text = GOOD.replace(
        'alpha: "手机上很方便\uff0c也省电"',
        "alpha: [手机上很方便, {quote: 手机上很方便, occurrence: 2}]",
    ).replace("alpha: it is handy on phones", "alpha: [handy, handy again]")
    (point,) = load(tmp_path, text)
    first, second, _ = point.evidence
    assert first.start == TEXT.index("手机上很方便")
    assert second.start == TEXT.index("手机上很方便", first.end)
    assert second.quote == TEXT[second.start : second.end]
    assert second.gloss == "handy again"


WRONG: list[tuple[str, str, int, str, str]] = [
    # (what stands there, what is put there, the line, what is said, the remedy)
    ("aspect:", "aspects:", 2, "no key 'aspects'", "Did you mean 'aspect'?"),
    ("aspect:", "zzz:", 2, "no key 'zzz'", "one of: id, aspect"),
    ("favours: alpha", "favours: alfa", 4, "no option 'alfa'", "Did you mean 'alpha'?"),
    ("favours: alpha", "favours: gamma-x", 4, "no option 'gamma-x'", "one of: alpha, beta, either"),
    ("    beta: 比甲", "    gamma: 比甲", 7, "no key 'gamma'", "one of|Did you mean"),
    ("比甲难一些", "比甲容易", 7, "quote not found in article.txt: '比甲容易'", "Copy it exactly"),
    (
        "便\uff0c也",
        "便,也",
        6,
        "quote not found",
        "full-width commas included: '手机上很方便\uff0c",
    ),
    ("比甲难一些", "评论", 7, "no part of the article", "never cited"),
    ("比甲难一些", "{quote: 比甲难, occurrence: 2}", 7, "occurrence 2 .*occurs 1 time.", "1 to 1"),
    ("比甲难一些", "{quote: 手机上, occurrence: 3}", 7, "occurs 2 times", "from 1 to 2"),
    ("比甲难一些", "{quote: 比甲难, occurrence: 0}", 7, "occurrence is '0'", "from 1"),
    ("比甲难一些", "{quote: 比甲难, occurrence: x}", 7, "occurrence is 'x'", "from 1"),
    ("比甲难一些", "{quote: 比甲难, times: 2}", 7, "no key 'times'", "one of: quote, occurrence"),
    ("比甲难一些", "{occurrence: 2}", 7, "quote itself is missing", "quote:"),
    ("比甲难一些", "[]", 7, "evidence of beta is empty", "Add an entry"),
    ("比甲难一些", "", 7, "a quote is empty", "Fill it in"),
    ("比甲难一些", "2.0", 7, "must be text.*'2.0'", 'in quotes: "2.0"'),
    ("比甲难一些", "[[比甲]]", 7, "must be text, not a list", ""),
    ("    beta: harder than A\n", "", 9, r"1 quote\(s\) but 0 gloss", "same order"),
    ("beta: harder than A", "beta: [a, b]", 9, r"1 quote\(s\) but 2 gloss", "same order"),
    ("    beta: 比甲难一些\n", "", 8, "gloss has 'beta'", "both the same"),
    ("en: mobile}", "}", 3, "lacks 'en'", "both languages"),
    ("{zh: 移动端, en: mobile}", "mobile", 3, "keys and values, not text", ""),
    ("id: mobile", "id: Mobile Phones", 1, "id is 'Mobile Phones'", "'mobile-phones'"),
    ("id: mobile", "id: 移动", 1, "id is '移动'", "like"),
    ("id: mobile", "id: {a: b}", 1, "must be text, not keys and values", ""),
    ("favours: alpha\n", "favours: alpha\n  comparative: perhaps\n", 5, "'perhaps'", "true or"),
    ("favours: alpha\n", "favours: alpha\n  favours: beta\n", 5, "'favours' twice", "Remove one"),
    ("zh: [手机上用哪个, 移动端怎么选]", "zh: 手机", 12, "must be a list, not text", ""),
    ("移动端怎么选", "手机上用哪个", 12, "stands here twice", "Remove one"),
    ("    en: [which one for phones]", "    fr: [lequel]", 13, "no key 'fr'", "one of: zh, en"),
    ("    beta: 比甲难一些", "    beta: *no", 7, "an alias .* isn't allowed", "Write the value"),
    ("  favours: alpha", "  favours: 'alpha", 13, "not YAML", "indentation"),
]


@pytest.mark.parametrize(("old", "new", "line", "said", "remedy"), WRONG)
def test_what_is_wrong_is_named(
    tmp_path: Path, old: str, new: str, line: int, said: str, remedy: str
) -> None:
    assert GOOD.count(old) >= 1
    with pytest.raises(CorpusError, match=said) as caught:
        load(tmp_path, GOOD.replace(old, new, 1))
    place = caught.value.message.split(" ")[0].rstrip(":")
    assert place.startswith("points.yaml:")
    if "not YAML" not in said:
        assert place == f"points.yaml:{line}"
    import re

    assert re.search(remedy, caught.value.hint)


@pytest.mark.parametrize("key", ["id", "aspect", "label", "favours", "evidence", "asks"])
def test_a_missing_key(tmp_path: Path, key: str) -> None:
    lines = GOOD.splitlines(keepends=True)
    start = next(n for n, line in enumerate(lines) if line[2:].startswith(f"{key}:"))
    end = next(
        (n for n in range(start + 1, len(lines)) if not lines[n].startswith("    ")), len(lines)
    )
    text = "".join([*lines[:start], *lines[end:]])
    text = text if text.startswith("-") else text.replace("  ", "- ", 1)
    with pytest.raises(CorpusError, match=f"points.yaml:1: a point lacks '{key}'"):
        load(tmp_path, text)


def test_duplicate_ids_name_both_places(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=r"yaml:14: the id 'mobile' is taken .* points\.yaml:1"):
        load(tmp_path, GOOD + GOOD)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "points.yaml:1: the file is empty"),
        ("# nothing\n", "points.yaml:1: the file is empty"),
        ("[]", "points.yaml:1: the list of points in points.yaml is empty"),
        ("id: mobile", "must be a list, not keys and values"),
        ("just words", "must be a list, not text"),
        ("- just words", "a point must be keys and values, not text"),
        ("- {}", "lacks 'id'"),
        ("a: b: c", "points.yaml:1: not YAML"),
        ("\x01", "not YAML"),
        ("[" * 100_000, "points.yaml:1: nested more than 20 deep"),
        ("- !!python/object:os.system {}", "lacks 'id'|no key|keys and values"),
    ],
)
def test_files_that_are_no_points(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(CorpusError, match=said):
        load(tmp_path, text)


def test_empty_parts(tmp_path: Path) -> None:
    start, end = GOOD.index("  evidence"), GOOD.index("  asks")
    with pytest.raises(CorpusError, match=r"points\.yaml:5: evidence is empty"):
        load(tmp_path, f"{GOOD[:start]}  evidence: {{}}\n{GOOD[end:]}")
    with pytest.raises(CorpusError, match="asks is empty"):
        load(tmp_path, GOOD[:end] + "  asks: {}\n")


def test_an_english_article_needs_no_gloss(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=r"points\.yaml:9: an English article needs no gloss"):
        load(tmp_path, GOOD, "en")


def test_aliases_are_refused_before_they_multiply(tmp_path: Path) -> None:
    bomb = "a: &a [x, x, x, x, x, x, x, x, x]\n"
    for before, after in zip("abcdefgh", "bcdefghi", strict=True):
        bomb += f"{after}: &{after} [{', '.join([f'*{before}'] * 9)}]\n"
    with pytest.raises(CorpusError, match=r"points.yaml:\d+: an alias .* isn't allowed"):
        load(tmp_path, bomb)


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=r"no file .*gone\.yaml"):
        yamlnodes.read(tmp_path / "gone.yaml")
    with pytest.raises(CorpusError, match="can't be read"):
        yamlnodes.read(tmp_path)
    path = tmp_path / "points.yaml"
    path.write_bytes(b"- id: \xff\n")
    with pytest.raises(CorpusError, match="byte 0xff at offset 6 is not UTF-8"):
        yamlnodes.read(path)
    path.write_bytes(b"#" * (yamlnodes.MAX_BYTES + 1))
    with pytest.raises(CorpusError, match="too large"):
        yamlnodes.read(path)


@pytest.mark.parametrize(
    ("quote", "remedy"),
    [
        ("手机上很方便, 也省电", "'手机上很方便\uff0c也省电'"),
        ("两者都是開源的", "nearest text is"),
        ("完全没有的内容啊", "Copy it exactly, full-width commas included.$"),
    ],
)
def test_the_remedy_shows_what_was_meant(tmp_path: Path, quote: str, remedy: str) -> None:
    with pytest.raises(CorpusError, match=remedy):
        load(tmp_path, GOOD.replace("比甲难一些", f'"{quote}"'))


def test_a_long_quote_is_shortened_in_the_message(tmp_path: Path) -> None:
    with pytest.raises(CorpusError) as caught:
        load(tmp_path, GOOD.replace("比甲难一些", "字" * 5000))
    assert len(str(caught.value)) < 300


def test_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    assert len(load(tmp_path, "\ufeff" + GOOD)) == 1
