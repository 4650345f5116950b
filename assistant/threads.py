"""How many threads numeric libraries start; they read it when they are loaded."""

from __future__ import annotations

import os


def share_cores() -> None:
    """Leaves the cores to others, as whoever answers many questions must.

    To be called before the encoder and numpy are loaded; what a user has set stays. The encoder's
    threads spin while they wait, so that on busy cores a question takes seconds; now they sleep,
    which costs milliseconds. BLAS gains nothing from a second thread with a few thousand vectors,
    and loses as much by spinning. Vectors are the same to the last bit either way.
    """
    os.environ.setdefault("OMP_WAIT_POLICY", "passive")
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
