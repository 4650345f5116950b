"""The reports: what they show, that they are the same bytes each time, and that text stays text."""

from __future__ import annotations

import json
import re
import struct
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from assistant.evals import figures, plots
from assistant.evals.cases import Case, Span
from assistant.evals.metrics import Report, measure
from assistant.evals.outcomes import Outcome
from assistant.evals.report import html, latency, markdown, table, write_report
from assistant.records import Answer, Citation, LedgerRow, SearchResult
from ingest.errors import XuanxingError
from tests.evals.picture import take

HOSTILE = "</title><script>alert(1)</script> | `x` <img src=https://e.org/> **b** 'q' \"r\" {{ 7 }}"
CITED = Citation(1, "the quote", "d", "0", 4, 13, "heading", None, "left")


def outcome(name: str, verdict: str | None = "left", **changes: Any) -> Outcome:
    """A case for which ``left`` is right and one fact must be cited."""
    row = LedgerRow("speed", "p", "label", "a need", 0.75, "left", {"left": (CITED,), "right": ()})
    case = Case(
        id=name,
        language=changes.get("language", "en"),
        kind=changes.get("kind", "choose"),
        role="",
        style="plain",
        turns=changes.get("turns", ("which one?",)),
        verdicts=("left",),
        facts=((Span(4, 13),),),
        also=(),
        reasons=(),
        pair=None,
        aspects=("speed",),
        split="dev",
    )
    answer = Answer(
        question=case.turns[-1],
        verdict=verdict,
        text=changes.get("text", "Take it [1]."),
        language=case.language,
        citations=(CITED,),
        ledger=(row,),
        confidence=changes.get("confidence", 0.8),
        warnings=changes.get("warnings", ()),
    )
    hit = SearchResult(1, 0.9, "say the quote now", "d", "0", 0, 17, "heading")
    return Outcome(
        case=case,
        answer=answer,
        hits=(hit,) if len(case.turns) == 1 else None,
        variants={"typo": verdict == "left"},
        seconds=changes.get("seconds", 0.25),
    )


def made(*outcomes: Outcome) -> Report:
    return measure(outcomes, ("left", "right"), corpus="c", encoder="e")


@pytest.fixture
def report() -> Report:
    return made(
        outcome("a-1"),
        outcome("a-2", language="zh", turns=("手机上用哪个?",)),
        outcome("b-1", "right", confidence=0.6, turns=(HOSTILE,), text=HOSTILE),
        outcome("b-2", "right", kind="follow_up", turns=("first <i>turn</i>", "then?")),
    )


class TestTable:
    def test_shows_every_metric_with_interval_and_count(self, report: Report) -> None:
        text = table(report)
        assert text.startswith("c, e, 4 cases (dev)\n")
        for metric in report.metrics:
            if metric.slice == "all":
                (line,) = re.findall(rf"^{re.escape(metric.name)}(?: ↓)?  .*", text, re.MULTILINE)
                assert f"  {metric.n}" in line
        line = next(line for line in text.splitlines() if line.startswith("passed "))
        assert line.split()[1:7] == ["0.500", "0.15–0.85", "4", "1.000", "0.21–1.00", "1"]

    def test_is_aligned(self, report: Report) -> None:
        block = table(report).split("\n\n")[1].splitlines()
        assert len({len(line) for line in block if line.split()[-1].isdigit()}) <= 3
        assert [m.start() for m in re.finditer("n", block[0])]

    def test_shows_blame_and_worst_slices(self, report: Report) -> None:
        blame, slices = table(report).split("\n\n")[2:]
        assert blame.split() == ["lost", "by", "cases", "decision", "2"]
        assert slices.splitlines()[1].split()[0] in {"aspect/speed", "follow_up", "en/follow_up"}

    def test_a_run_that_lost_nothing_is_short(self) -> None:
        text = table(made(outcome("a")))
        assert "lost by" not in text
        assert "worst" not in text


class TestMarkdown:
    def test_has_tables_that_hold_whatever_is_asked(self, report: Report) -> None:
        text = markdown(report)
        for block in re.findall(r"(?:^\|.*\n)+", text, re.MULTILINE):
            columns = {len(re.findall(r"(?<!\\)\|", line)) for line in block.splitlines()}
            assert len(columns) == 1
        assert not re.search(r"(?<!\\)<", text)
        assert "| decision | 2 |" in text
        assert r"| b\-1 |" in text

    def test_tells_how_many_more_failed(self) -> None:
        text = markdown(made(*(outcome(f"c-{n:02}", "right") for n in range(21))))
        assert "1 more case in report.html." in text


class Page(HTMLParser):
    """What a page is made of."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.shown: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.shown.append(data)


class TestHtml:
    def test_needs_nothing_else(self, report: Report) -> None:
        page = Page(html(report))
        assert set(page.tags).isdisjoint({"script", "img", "iframe", "object", "embed", "base"})
        links = [v for n, v in page.attributes if n in {"src", "href", "xlink:href", "action"}]
        assert links == ["data:,"]
        assert not [name for name, _ in page.attributes if name.startswith("on")]
        styles = re.findall(r"<style>(.*?)</style>", html(report), re.DOTALL)
        assert not re.search(r"url\(|@import", "".join(styles))
        assert "prefers-color-scheme: dark" in styles[0]

    def test_text_stays_text(self, report: Report) -> None:
        page = Page(html(report))
        assert HOSTILE in page.shown
        assert "i" not in page.tags

    def test_plots_have_names_and_are_well_formed(self, report: Report) -> None:
        drawings = re.findall(r"<svg.*?</svg>", html(report), re.DOTALL)
        assert len(drawings) == 4
        for drawing in drawings:
            root = ET.fromstring(drawing)  # noqa: S314 - made here
            names = {each.get("id") for each in root}
            assert root.get("role") == "img"
            assert set((root.get("aria-labelledby") or "").split()) <= names
            assert all(each.text for each in root if each.tag in {"title", "desc"})

    def test_a_lost_case_shows_why(self, report: Report) -> None:
        shown = [each.strip() for each in Page(html(report)).shown]
        text = " ".join(shown)
        assert "expected left · got right · confidence 0.60 · b-1" in text
        assert "“the quote”" in text  # the clause that should be cited, from a passage found
        assert "the article does not say" in text
        assert "first <i>turn</i>" in shown
        assert shown.index("decision") < shown.index("Ledger")

    def test_the_surest_mistake_comes_first(self, report: Report) -> None:
        assert [each.case.id for each in figures.failures(report)] == ["b-2", "b-1"]

    def test_a_run_that_lost_nothing(self) -> None:
        assert "None failed." in html(made(outcome("a")))

    def test_a_refusal_has_no_ledger(self) -> None:
        refusal = Answer("q", None, "No.", "en", abstained=True, reason="off_topic")
        text = html(made(replace(outcome("a"), answer=refusal, hits=None)))
        assert "refusal: off_topic" in text
        assert "No ledger: it was refused." in text
        assert "characters 4–13" in text

    def test_many_lost_cases_keep_the_page_small(self) -> None:
        text = html(made(*(outcome(f"c-{n:03}", "right") for n in range(230))))
        assert text.count("<details>") == 200
        assert "30 more are in report.json" in text


class TestPlots:
    def test_confusion_counts_every_case_once(self, report: Report) -> None:
        drawn = plots.confusion(report)
        assert sum(cell.count for cell in drawn.cells) == len(report.outcomes)
        assert [(c.expected, c.given, c.count) for c in drawn.cells if c.count] == [
            ("left", "left", 2),
            ("left", "right", 2),
        ]

    def test_whiskers_hold_their_point(self, report: Report) -> None:
        for point in plots.reliability(report, 0, 0, 100):
            assert 0 <= point.top <= point.y <= point.bottom <= 100

    def test_bars_are_by_kind_and_language(self, report: Report) -> None:
        found = [(bar.group, bar.label, bar.metric.slice) for bar in plots.bars(report)]
        assert found == [
            ("all kinds", "all", "all"),
            ("", "zh", "zh"),
            ("", "en", "en"),
            ("choose", "zh", "zh/choose"),
            ("", "en", "en/choose"),
            ("follow up", "en", "en/follow_up"),
        ]


class TestFiles:
    def test_same_bytes_whenever_and_in_whatever_order(
        self, report: Report, tmp_path: Path
    ) -> None:
        slower = [replace(each, seconds=9.0) for each in report.outcomes]
        noticed = [
            replace(o, answer=replace(o.answer, warnings=(f"kept in {tmp_path}",))) for o in slower
        ]
        write_report(report, tmp_path / "a")
        write_report(made(*noticed), tmp_path / "b" / "below")
        for name in ("report.json", "report.md", "report.html"):
            first = (tmp_path / "a" / name).read_bytes()
            assert first == (tmp_path / "b" / "below" / name).read_bytes()
            assert str(tmp_path).encode() not in first
        assert json.loads((tmp_path / "b/below/latency.json").read_bytes())["p50"] == 9.0

    def test_json_has_everything(self, report: Report, tmp_path: Path) -> None:
        write_report(report, tmp_path)
        found = json.loads((tmp_path / "report.json").read_bytes())
        ids = [each["id"] for each in found["outcomes"]]
        assert ids == sorted(ids)
        assert found["cases"] == 4
        assert found["judgements"]["passed"] == {
            "a-1": True,
            "a-2": True,
            "b-1": False,
            "b-2": False,
        }
        assert "seconds" not in json.dumps(found)

    def test_odd_characters_do_no_harm(self, tmp_path: Path) -> None:
        asked = ("a\ud800b\x00\u2028",)
        write_report(made(outcome("a", turns=asked), outcome("b", "right", turns=asked)), tmp_path)
        found = json.loads((tmp_path / "report.json").read_bytes())
        assert found["outcomes"][0]["turns"] == list(asked)

    def test_latency_is_apart(self) -> None:
        found = latency([outcome(f"c-{n}", seconds=float(n)) for n in range(101)])
        assert (found["p50"], found["p95"], found["cases"]["c-7"]) == (50.0, 95.0, 7.0)

    def test_a_folder_that_can_not_be_written(self, report: Report, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("in the way", encoding="utf-8")
        with pytest.raises(XuanxingError, match="can't be written"):
            write_report(report, tmp_path / "file")


@pytest.mark.browser
def test_a_picture_is_taken_of_the_page(report: Report, tmp_path: Path, chromium: str) -> None:
    write_report(report, tmp_path)
    take(tmp_path / "report.html", tmp_path / "picture.png", chromium)
    header = (tmp_path / "picture.png").read_bytes()[:24]
    width, height = struct.unpack(">II", header[16:])
    assert width == 1200
    assert 600 < height < 2400


def test_a_slice_of_two_is_not_the_worst() -> None:
    few = [outcome(f"few-{n}", "right", kind="why") for n in range(2)]
    many = [outcome(f"many-{n:02}", "right" if n % 4 else "left") for n in range(40)]
    assert figures.worst_slices(made(*few, *many))[0].slice != "why"
