"""Steps lost to a wrong LR are how much later a run is where another was half way."""

from collections.abc import Callable
from dataclasses import replace

import pytest

pytest.importorskip("torch")
pytest.importorskip("sklearn")

from awarelr.benchmark.cells import Cell
from awarelr.benchmark.curve import Evaluation
from awarelr.benchmark.plan import Selection, make_plan
from awarelr.benchmark.record import Fault, Record
from awarelr.benchmark.score.goal import Figure
from awarelr.benchmark.score.judge import judge

pytestmark = pytest.mark.torch

RIGHT = (4.0, 3.0, 2.0, 1.0, 0.5)  # at 0, 25, 50, 75 and 100 steps


@pytest.fixture
def lost(make_record: Callable[..., Record]) -> Callable[[tuple[float, ...], bool], Figure | None]:
    """Return the figure for a run from x0.0001 that goes a given way, and may fail in the end."""

    def figure(wrong: tuple[float, ...], fails: bool = False) -> Figure | None:  # noqa: FBT001, FBT002 - a test's
        plan = make_plan(
            Selection(tasks=("digits",), baselines=("aware",), protocols=("wrong_lr",), scale="small", seeds=(0, 1))
        )

        def made(cell: Cell) -> Record:
            record = make_record(cell, key=f"{cell.label:>24}"[-24:])
            small = cell.baseline == "aware" and cell.multiplier < 0.01
            if small and fails:
                return make_record(cell, fault=Fault(words="no"))
            way = zip(range(0, 101, 100 // (len(wrong) - 1)), wrong if small else RIGHT[: len(wrong)], strict=True)
            return replace(
                record, evaluations=tuple(Evaluation(step=step, last=each, averaged=each) for step, each in way)
            )

        sheet = judge(plan, [made(cell) for cell in plan.cells])
        (goal,) = [each for each in sheet.goals if each.name.startswith("steps lost")]
        return goal.averaged

    return figure


@pytest.mark.parametrize(
    ("wrong", "share"),
    [
        (RIGHT, 0.0),
        ((4.0, 4.0, 3.0, 2.0, 1.0), 0.25),
        ((4.0, 2.0, 1.0, 0.5, 0.5), -0.25),
        ((4.0, 4.0, 4.0, 4.0, 4.0), 1.0),
    ],
)
def test_a_lag_is_a_share_of_the_run_and_never_is_all_of_it(
    lost: Callable[[tuple[float, ...]], Figure | None], wrong: tuple[float, ...], share: float
) -> None:
    found = lost(wrong)
    assert found is not None
    assert found.value == pytest.approx(share)
    assert (found.count, found.seeds) == (1, 2)


def test_a_run_that_failed_has_lost_all_of_its_steps(
    lost: Callable[[tuple[float, ...], bool], Figure | None],
) -> None:
    found = lost(RIGHT, True)  # noqa: FBT003 - a test's
    assert found is not None
    assert found.value == 1.0


def test_nothing_is_said_of_runs_that_were_measured_at_both_ends_alone(
    lost: Callable[[tuple[float, ...]], Figure | None],
) -> None:
    assert lost((4.0, 0.5)) is None
