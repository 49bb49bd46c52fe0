"""Names and packages are checked before anything runs."""

import pytest

pytest.importorskip("torch")
pytest.importorskip("sklearn")

from awarelr.benchmark import roster
from awarelr.benchmark.roster import check_names, check_packages
from awarelr.errors import MissingExtraError, SettingError

pytestmark = pytest.mark.torch


def test_an_unknown_name_lists_the_known_and_suggests_the_nearest() -> None:
    with pytest.raises(SettingError) as caught:
        check_names(tasks=["digts"], baselines=["cosin"], protocols=["tuned", "lenght"], scale="smal")
    lines = str(caught.value).splitlines()
    assert len(lines) == 4
    assert "task must be one of 'digits', " in lines[0]
    assert [line.rpartition("Did you mean ")[2] for line in lines] == [
        "'digits'?",
        "'cosine'?",
        "'length'?",
        "'small'?",
    ]


def test_a_missing_package_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(roster, "foreign_to", lambda _baseline: ("torch", "no_such_package"))
    with pytest.raises(
        MissingExtraError, match=r"The baseline cosine needs the package no_such_package.*awarelr\[bench\]"
    ):
        check_packages(["cosine"])


def test_what_is_there_is_not_complained_about() -> None:
    check_packages(["constant", "cosine", "aware"])
