"""Numbers keep their meaning when they get short."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

pytest.importorskip("torch")
pytest.importorskip("sklearn")

from awarelr.benchmark.report.wording import ratio_in_words, share_in_words

pytestmark = pytest.mark.torch


@given(st.floats(min_value=0.01, max_value=99.9))
def test_a_ratio_reads_as_itself(ratio: float) -> None:
    assert float(ratio_in_words(ratio)) == pytest.approx(ratio, abs=0.051)


@given(st.floats(min_value=1e-9, max_value=1.0 - 1e-9))
def test_some_is_never_none_and_never_all(share: float) -> None:
    assert share_in_words(share) not in {"0 %", "100 %"}
