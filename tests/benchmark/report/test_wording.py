"""Numbers keep their meaning when they get short."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

pytest.importorskip("torch")
pytest.importorskip("sklearn")

from awarelr.benchmark.report.wording import ratio_in_words, share_in_words, without_places

pytestmark = pytest.mark.torch


@given(st.floats(min_value=0.01, max_value=99.9))
def test_a_ratio_reads_as_itself(ratio: float) -> None:
    assert float(ratio_in_words(ratio)) == pytest.approx(ratio, abs=0.051)


@given(st.floats(min_value=1e-9, max_value=1.0 - 1e-9))
def test_some_is_never_none_and_never_all(share: float) -> None:
    assert share_in_words(share) not in {"0 %", "100 %"}


@pytest.mark.parametrize(
    ("place", "told"),
    [
        ("/srv/me/.venv/lib/python3.11/site-packages/torch/optim/x.py", "torch/optim/x.py"),
        ("/usr/lib/python3/dist-packages/numpy/y.py", "numpy/y.py"),
        ("/srv/me/awarelr/tree/awarelr/torch/z.py", "awarelr/torch/z.py"),
        ("/usr/lib/python3.12/functools.py", "functools.py"),
        ("C:\\me\\env\\site-packages\\torch\\x.py", "torch\\x.py"),
        ("<string>", "<string>"),
    ],
)
def test_a_traceback_on_a_page_tells_no_folders(place: str, told: str) -> None:
    assert without_places(f'  File "{place}", line 3, in f') == f'  File "{told}", line 3, in f'
