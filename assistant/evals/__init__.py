"""The evaluation: cases with gold labels, metrics, reports, and a pytest plugin.

Deterministic, offline and exact: whatever is judged is compared with what people wrote down
beforehand, never by a model.
"""
