"""A run as it is kept in a file, to compare later ones with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from os import PathLike
from pathlib import Path

from pydantic import BaseModel, ConfigDict, FiniteFloat, StrictBool, ValidationError

from assistant.evals.figures import OVERALL
from assistant.evals.judgements import judge
from assistant.evals.metrics import Metric, Report
from assistant.evals.outcomes import Outcome
from assistant.evals.tables import rounded, to_json, write_text
from ingest.errors import InputError

_MAX_BYTES = 256 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Baseline:
    """An earlier run: for every metric its judgement of each case, and the figures."""

    corpus: str
    encoder: str
    metrics: tuple[Metric, ...]
    judgements: Mapping[str, Mapping[str, bool | float]]

    @property
    def cases(self) -> frozenset[str]:
        """The ids of all cases."""
        return frozenset(self.judgements[OVERALL])


def judgements(outcomes: Sequence[Outcome]) -> dict[str, dict[str, bool | float]]:
    """What is kept of outcomes: by metric and case, cases sorted."""
    return {name: rounded(dict(sorted(each.items()))) for name, each in judge(outcomes).items()}


def write_baseline(report: Report, path: str | PathLike[str]) -> None:
    """Keeps a run; the same run gives the same bytes.

    Raises:
        XuanxingError: The file can't be written.
    """
    data = {
        "corpus": report.corpus,
        "encoder": report.encoder,
        "metrics": [asdict(metric) for metric in report.metrics],
        "judgements": judgements(report.outcomes),
    }
    write_text(Path(path), to_json(data))


class _File(BaseModel):
    # A report.json holds the same and more, so that any two runs can be compared.
    model_config = ConfigDict(extra="ignore", frozen=True)
    corpus: str
    encoder: str
    metrics: tuple[Metric, ...]
    judgements: dict[str, dict[str, StrictBool | FiniteFloat]]


def load_baseline(path: str | PathLike[str]) -> Baseline:
    """Reads what :func:`write_baseline` wrote, or the ``report.json`` of a run.

    Raises:
        InputError: It is missing, or something else.
    """
    try:
        if Path(path).stat().st_size > _MAX_BYTES:
            raise InputError(f"{path} is larger than 256 MiB.", hint="Name a baseline.")
        read = _File.model_validate_json(Path(path).read_bytes())
    except OSError as error:
        raise InputError(
            f"the baseline {path} can't be read: {error.strerror or error}.",
            hint="--update-baseline writes one.",
        ) from error
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = f"{'.'.join(map(str, first['loc']))}: " if first["loc"] else ""
        raise InputError(
            f"{path} is no baseline: {where}{first['msg']}.",
            hint="--update-baseline writes one; the report.json of a run will do as well.",
        ) from error
    if not read.judgements.get(OVERALL):
        raise InputError(f"{path} is of no case.", hint="--update-baseline writes a new one.")
    return Baseline(read.corpus, read.encoder, read.metrics, read.judgements)
