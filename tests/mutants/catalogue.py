"""All faults. To import a module of them is to add them."""

from __future__ import annotations

from tests.mutants import analysis, citations, composition, decisions, options, retrieval
from tests.mutants.seeding import FAULTS

GROUPS = (options, citations, retrieval, analysis, decisions, composition)

__all__ = ["FAULTS", "GROUPS"]
