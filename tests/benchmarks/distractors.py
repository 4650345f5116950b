"""What is lost when the store also holds a thousand passages that sound like the article's.

They are sentences about other pairs of tools, recombined and said of the article's own options:
"PostgreSQL is easier to learn" becomes "TensorFlow is easier to learn".
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from assistant import Assistant
from assistant.evals import Case, Outcome, measure, run_cases
from assistant.evals.corpora import write_corpus
from assistant.evals.memo import RememberingEncoder
from ingest.corpora import load_corpus
from ingest.encoders import load_encoder
from ingest.records import Corpus

DATA = Path(__file__).parents[1] / "data"
_CLAUSE = re.compile(r"[^,，;；:：]+")
_LEAST = 4
_SHOWN = ("passed", "choice", "first citation", "refused", "false refusal", "hit@1", "ndcg@10")


def sentences(count: int, corpus: Corpus) -> list[str]:
    """So many different sentences about the options of ``corpus``, none of them its own."""
    others = [load_corpus(folder) for folder in sorted(DATA.iterdir()) if folder.is_dir()]
    clauses = {
        language: [
            clause.strip().rstrip("。.")
            for other in others
            if other.language == language
            for passage in other.passages
            for clause in _CLAUSE.findall(_renamed(passage.text, other, corpus))
            if len(clause.strip()) >= _LEAST
        ]
        for language in ("zh", "en")
    }
    draw = random.Random(20261123)  # noqa: S311 - the same text every time
    made: dict[str, None] = {}
    while len(made) < count:
        language = draw.choice(sorted(clauses))
        named = [each for each in clauses[language] if any(o.name in each for o in corpus.options)]
        pair = [draw.choice(named), draw.choice(clauses[language])]
        one, two = draw.sample(pair, 2)
        made[f"{one},{two}。" if language == "zh" else f"{one}, {two}."] = None
    return list(made)


def _renamed(text: str, about: Corpus, instead: Corpus) -> str:
    for old, new in zip(about.options, instead.options, strict=True):
        for name in sorted({old.name, *old.aliases}, key=len, reverse=True):
            text = re.sub(rf"(?<![a-zA-Z]){re.escape(name)}(?![a-zA-Z])", new.name, text)
    return text


def write_distractors(folder: Path, count: int, corpus: Corpus) -> Path:
    """A corpus of these sentences, about the same options."""
    made = sentences(count, corpus)
    options = {option.id: [option.name, *option.aliases] for option in corpus.options}
    points = [
        {
            "favours": option.id,
            "evidence": {option.id: next(each for each in made if option.name in each)},
            "gloss": {option.id: f"a sentence about {option.name}"},
            "asks": {"en": [f"what about {option.name}"]},
        }
        for option in corpus.options
    ]
    return write_corpus(folder, "\n\n".join(made), options, points)


def distractors(
    cases: Sequence[Case], corpus: str, folder: Path, count: int = 1000
) -> dict[str, Any]:
    """Figures of the same cases, before and after another corpus came into the same store."""
    encoder = RememberingEncoder(load_encoder("bundled"))
    store = folder / "store"
    before = _asked(cases, corpus, encoder, store)
    about = load_corpus(corpus)
    other = Assistant(write_distractors(folder, count, about), encoder, store).open()
    after = _asked(cases, corpus, encoder, store)
    names = [option.id for option in about.options]
    return {
        "before": _figures(before, names),
        f"with {len(other.corpus.passages)} passages more": _figures(after, names),
        "cases": {
            "asked": len(cases),
            "outcomes changed": sum(
                one.to_dict() != two.to_dict() for one, two in zip(before, after, strict=True)
            ),
        },
    }


def _asked(
    cases: Sequence[Case], corpus: str, encoder: RememberingEncoder, store: Path
) -> tuple[Outcome, ...]:
    # Opened anew, so that what is in the store by now is what is searched.
    return run_cases(Assistant(corpus, encoder, store).open(), cases, vary=False)


def _figures(outcomes: Sequence[Outcome], options: Sequence[str]) -> dict[str, str]:
    found = {m.name: m.value for m in measure(outcomes, options).metrics if m.slice == "all"}
    return {name: f"{found[name]:.3f}" for name in _SHOWN if name in found}
