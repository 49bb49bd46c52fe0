"""A profile is a distribution."""

from itertools import pairwise

import numpy as np

from awarelr.benchmark.score.profile import RATIOS, profile


def test_a_profile_never_falls() -> None:
    shares = profile(np.array([0.5, 0.9, 1.2, 3.0, 100.0]))
    assert len(shares) == len(RATIOS)
    assert all(before <= after for before, after in pairwise(shares))
    assert (shares[0], shares[-1]) == (0.2, 0.8)
