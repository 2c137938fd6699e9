"""What little effort reaches on the same cases: the nearest neighbour by words, and an alarm by keyword."""

import re
from collections.abc import Sequence

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer

from benchmarks.log_cases import LogCase

_KEYWORD = re.compile(
    r"error|warn|fail|exception|fatal|nan|overflow|kill|timeout|timed out|unable|cannot", re.IGNORECASE
)


def nearest_neighbour(cases: Sequence[LogCase]) -> list[str]:
    """Return for each case the cause of the likest case that is no near-duplicate of it."""
    vectors = TfidfVectorizer(token_pattern=r"[A-Za-z_]{2,}").fit_transform([case.excerpt for case in cases])
    likeness = (vectors @ vectors.T).toarray()
    for place, case in enumerate(cases):
        likeness[place, [other for other, one in enumerate(cases) if one.group == case.group]] = -1
    return [cases[int(np.argmax(row))].cause for row in likeness]


def keyword_alarms(cases: Sequence[LogCase]) -> list[bool]:
    """Return for each case whether a word of alarm is in it."""
    return [bool(_KEYWORD.search(case.excerpt)) for case in cases]
