"""Troubles that users reported, with the numbers they gave: each is called by its right name.

Names of the tests are those of the public reports, as repository and number.
"""

import math
import random
import subprocess
import sys
from collections.abc import Callable

import pytest

from awarelr.core import Situation
from awarelr.diagnose import Finding, Kind, Report, compare, diagnose, report_text

Diagnosed = Callable[[str], Report]
Table = Callable[..., str]

NEVER_TRAINED = [
    "18.346",
    "18.318",
    "17.586",
    "18.230",
    "17.911",
    "18.701",
    "19.266",
    "19.530",
    "20.585",
    "20.758",
    "20.839",
    "21.072",
    "21.990",
    "22.531",
]
REPEATED = [".9741", "1.3742", "1.2390", ".9670", "1.0386", "1.1681", "1.2240", ".9610"]


def kinds(report: Report) -> list[Kind]:
    assert len(report.runs) == 1
    return [each.kind for each in report.runs[0].findings]


def only(report: Report, kind: Kind) -> Finding:
    found = [each for each in report.runs[0].findings if each.kind is kind]
    assert len(found) == 1, report_text(report)
    return found[0]


def test_llamafactory_1515_an_lr_of_zero_is_no_plateau(diagnosed: Diagnosed, table: Table) -> None:
    losses = [1.10, 1.12, 1.09, 1.11] * 10
    source = random.Random(1)
    noisy = [round(each + source.gauss(0.0, 0.01), 4) for each in losses]
    report = diagnosed(table("step,lr,loss", ((step, 0, loss) for step, loss in enumerate(noisy))))
    assert kinds(report) == [Kind.LR_ZERO]
    assert "LR is 0: nothing can be learned" in only(report, Kind.LR_ZERO).sentence
    assert "plateau" not in report_text(report).lower()


def test_an_lr_of_zero_in_four_records_is_seen(diagnosed: Diagnosed) -> None:
    assert kinds(diagnosed("lr,loss\n0,1.10\n0,1.12\n0,1.09\n0,1.11\n")) == [Kind.LR_ZERO]


def test_llama_x_30_an_lr_that_sticks_far_above_its_goal_is_told(diagnosed: Diagnosed, table: Table) -> None:
    rates = [2e-5, 4e-5, 6e-5, 8e-5, 1e-4] + [0.01] * 25
    source = random.Random(2)
    report = diagnosed(table("step,loss,lr", ((i, 1.0 + source.gauss(0.0, 0.02), lr) for i, lr in enumerate(rates))))
    found = only(report, Kind.OVERRIDDEN)
    assert found.start == 5.0
    assert "from 0.0001 to 0.01" in found.sentence


def test_keras_pr_8829_an_lr_set_back_every_epoch_is_told(diagnosed: Diagnosed, table: Table) -> None:
    rates = [rate for _ in range(10) for rate in (0.01, 0.009)]
    report = diagnosed(table("epoch,loss,lr", ((i, 1.0 / (i + 1), lr) for i, lr in enumerate(rates))))
    assert Kind.OVERRIDDEN in kinds(report)


def test_sequence_tagging_47_swings_then_nan(diagnosed: Diagnosed) -> None:
    report = diagnosed("1.10886 1.53702 0.866067 1.32708 1.20029 nan nan nan nan nan")
    assert kinds(report) == [Kind.NON_FINITE, Kind.OSCILLATING]
    fault, swing = report.runs[0].findings
    assert (swing.start, swing.end, fault.start) == (1.0, 5.0, 6.0)
    assert "record 6" in fault.sentence
    assert "about 10 x lower" in fault.advice
    assert fault.lower == (3.0, 30.0)
    assert fault.lower == swing.lower


def test_tensorflow_12287_dead_at_chance_level_after_huge_steps(diagnosed: Diagnosed) -> None:
    losses = [".6773", "2.4587", "5.3353", "1.0234", "10.6901", "1.9899", "3.5713", ".6869"] + [".6931"] * 20
    report = diagnosed("\n".join(losses))
    found = only(report, Kind.DEAD)
    assert found.start == 9.0
    assert "ln 2: the chance level" in found.sentence
    assert found.advice.startswith("Lowering the LR now cannot help; go back before record 2 and start")
    assert not {Kind.PLATEAU, Kind.NOISE_FLOOR} & set(kinds(report))


def test_caffe_wrn_generator_1_a_saturated_loss_is_recognised(diagnosed: Diagnosed) -> None:
    report = diagnosed("iter,loss,lr\n" + "".join(f"{20 * i},87.3363,0.1\n" for i in range(15)))
    assert kinds(report) == [Kind.DEAD]
    assert "saturated" in only(report, Kind.DEAD).sentence


def test_torchmd_net_29_damage_with_its_price(diagnosed: Diagnosed, table: Table) -> None:
    before = [9832.5, 9179.7, 8929.8, 8372.1]
    after = [31059, 27000, 24000, 20000, 17000, 14500, 12500, 10800, 9600, 8700]
    report = diagnosed(table("epoch,loss,lr", ((26 + i, loss, 4e-4) for i, loss in enumerate([*before, *after]))))
    found = only(report, Kind.DAMAGED)
    assert found.start == 30.0
    assert "price 10 epochs" in found.sentence
    assert found.evidence["price"] == 10.0
    assert found.ongoing
    healed = diagnosed(table("epoch,loss", enumerate([*before, *after, 8300, 8100, 8000, 7900], start=26)))
    found = only(healed, Kind.DAMAGED)
    assert not found.ongoing
    assert "price 10 epochs" in found.sentence


@pytest.mark.parametrize("passes", [8, 14])
def test_paddlespeech_197_rising_validation_alone(diagnosed: Diagnosed, passes: int) -> None:
    report = diagnosed("pass,val_loss\n" + "".join(f"{i},{v}\n" for i, v in enumerate(NEVER_TRAINED[:passes])))
    assert kinds(report) == [Kind.VALIDATION_RISING]
    found = only(report, Kind.VALIDATION_RISING)
    assert found.evidence["best_at"] == 2.0
    assert found.evidence["seen_at"] <= 7.0
    assert "overfitting if the training loss fell: give it to be sure" in found.sentence
    assert found.surety != "sure"


def test_paddlespeech_197_with_a_falling_training_loss_it_is_overfitting(diagnosed: Diagnosed) -> None:
    rows = (f"{i},{20.0 * 0.9**i:.3f},{v}\n" for i, v in enumerate(NEVER_TRAINED))
    report = diagnosed("pass,train_loss,val_loss\n" + "".join(rows))
    assert kinds(report) == [Kind.OVERFITTING]
    assert only(report, Kind.OVERFITTING).surety == "sure"


@pytest.mark.parametrize(("step", "seed"), [(1, 0), (5, 1), (5, 2), (20, 3), (20, 4)])
def test_keras_7603_slow_divergence_is_no_overfitting(diagnosed: Diagnosed, table: Table, step: int, seed: int) -> None:
    source = random.Random(seed)
    given = {15: (0.9050, 0.7667), 16: (0.8906, 0.7404), 380: (1.5519, 1.4250), 381: (1.5416, 1.5032)}
    given[800] = (1.8483, 1.9454)
    rows = []
    for epoch in sorted({*given, *range(17, 800, step)}):
        low, high = max(each for each in given if each <= epoch), min(each for each in given if each >= epoch)
        share = (epoch - low) / (high - low) if high > low else 0.0
        between = [a + share * (b - a) + source.gauss(0.0, 0.02) for a, b in zip(given[low], given[high], strict=True)]
        rows.append((epoch, *given.get(epoch, between)))
    report = diagnosed(table("epoch,train,val", rows))
    assert kinds(report) == [Kind.DIVERGED]
    found = only(report, Kind.DIVERGED)
    assert 16.0 <= found.start <= 100.0
    assert "LR 3 to 10 x lower" in found.advice


@pytest.mark.parametrize("records", [120, 600])
@pytest.mark.parametrize("calm", [0, 1000])
def test_darkflow_118_an_endless_loop_between_two_values(
    diagnosed: Diagnosed, table: Table, records: int, calm: int
) -> None:
    source = random.Random(3)
    losses = [0.36 + 3.0 * math.exp(-i / 150.0) + source.gauss(0.0, 0.02) for i in range(calm)]
    losses += [0.22 + 0.28 * (1 - abs(i % 40 / 20 - 1)) + source.gauss(0.0, 0.02) for i in range(records)]
    report = diagnosed(table("step,loss", enumerate(losses)))
    found = only(report, Kind.OSCILLATING)
    assert found.ongoing
    assert abs(found.start - calm) <= 60
    assert 37 <= found.evidence["period"] <= 43
    assert found.evidence["low"] == pytest.approx(0.22, abs=0.06)
    assert found.evidence["high"] == pytest.approx(0.5, abs=0.06)
    assert "2 to 5 x" in found.advice
    assert "period of about" in found.sentence
    assert found.t is not None
    assert found.t > 4.0
    assert not {Kind.PLATEAU, Kind.NOISE_FLOOR} & set(kinds(report))


@pytest.mark.parametrize("header", ["epoch,step,loss", "step,loss"])
def test_trace_5_weights_that_are_never_updated(diagnosed: Diagnosed, table: Table, header: str) -> None:
    rows = ((epoch, i + 1, loss) for epoch in (1, 2) for i, loss in enumerate(REPEATED))
    report = diagnosed(table(header, (row if "epoch" in header else row[1:] for row in rows)))
    assert kinds(report) == [Kind.NEVER_UPDATED]
    found = only(report, Kind.NEVER_UPDATED)
    assert "repeats exactly with period 8: parameters do not change" in found.sentence
    assert found.lower is None
    assert "Another LR will not help" in found.advice


def test_eend_4_two_runs_that_are_identical_though_the_lr_differs(diagnosed: Diagnosed, table: Table) -> None:
    losses = [0.36569, 0.37642, 0.37213]
    one, other = (diagnosed(table("epoch,loss,lr", ((i, v, lr) for i, v in enumerate(losses)))) for lr in (1e-5, 0.0))
    compared = compare(one, other)
    assert compared.identical
    assert compared.lr_differs
    assert "identical though the LR differs" in compared.sentence
    same = compare(one, one)
    assert same.lr_differs is False
    assert "and so are their LRs" in same.sentence
    unknown = compare(diagnosed("0.36569 0.37642 0.37213"), one)
    assert unknown.lr_differs is None
    assert "If their LRs differed, the weights are never updated" in unknown.advice


def test_a_validation_loss_that_never_moves_means_the_same(diagnosed: Diagnosed, table: Table) -> None:
    source = random.Random(5)
    rows = [(i, 0.7 + source.gauss(0.0, 0.05), 0.71234) for i in range(30)]
    assert Kind.NEVER_UPDATED in kinds(diagnosed(table("epoch,loss,val_loss", rows)))


def test_pytext_pr_1144_validation_noise_alone_is_no_reason_to_cut(diagnosed: Diagnosed, table: Table) -> None:
    for seed in range(10):
        source = random.Random(seed)
        rows = [(t, 0.99**t, 0.99**t * (1.0 + 0.1 * source.gauss(0.0, 1.0))) for t in range(60 + 30 * seed)]
        report = diagnosed(table("epoch,train_loss,val_loss", rows))
        assert kinds(report) == [Kind.DESCENDING]


def test_pytext_pr_1144_a_lower_lr_does_not_mend_overfitting(diagnosed: Diagnosed, table: Table) -> None:
    source = random.Random(7)
    rows = [
        (t, 0.97**t, 0.97 ** min(t, 30) + 0.01 * max(t - 30, 0) + 0.02 * source.gauss(0.0, 1.0)) for t in range(100)
    ]
    report = diagnosed(table("epoch,train_loss,val_loss", rows))
    assert kinds(report) == [Kind.OVERFITTING]
    found = only(report, Kind.OVERFITTING)
    assert 25 <= found.evidence["best_at"] <= 40
    assert "a lower LR will not mend it" in found.advice
    assert found.lower is None


@pytest.mark.parametrize("offset", [0.0, -1.0, 1000.0, -1000.0])
def test_optax_pr_1767_the_zero_of_the_loss_changes_nothing(diagnosed: Diagnosed, table: Table, offset: float) -> None:
    source = random.Random(8)
    wave = [1.0 + 0.3 * math.sin(i / 4.0) + 0.03 * source.gauss(0.0, 1.0) for i in range(200)]
    fall = [math.exp(-i / 60.0) + 0.03 * source.gauss(0.0, 1.0) for i in range(200)]
    rise = [1.0 - i / 100.0 if i < 80 else 0.2 + 0.04 * (i - 80) for i in range(120)]
    named = [kinds(diagnosed(table("loss", ([loss + offset] for loss in each))))[0] for each in (wave, fall, rise)]
    assert named == [Kind.OSCILLATING, Kind.DESCENDING, Kind.DIVERGED]


def test_scikit_learn_15596_one_lucky_loss_is_no_reference(diagnosed: Diagnosed, table: Table) -> None:
    source = random.Random(9)
    losses = [0.45 + 0.02 * source.gauss(0.0, 1.0) for _ in range(400)]
    losses += [0.13]
    losses += [0.36 - 0.17 * i / 50 + 0.005 * source.gauss(0.0, 1.0) for i in range(50)]
    losses += [0.19 - 0.04 * i / 100 + 0.005 * source.gauss(0.0, 1.0) for i in range(100)]
    assert kinds(diagnosed(table("iteration,loss", enumerate(losses, start=1)))) == [Kind.DESCENDING]


def test_a_loss_that_is_zero_all_at_once_is_dead_and_one_that_comes_to_zero_is_not(diagnosed: Diagnosed) -> None:
    broken = diagnosed("\n".join(["2.1", "1.9", "1.8", "1.7", "1.75", "1.6", *["0.0"] * 15]))
    assert kinds(broken) == [Kind.DEAD]
    assert "no longer computed" in only(broken, Kind.DEAD).sentence
    learned = diagnosed("\n".join([*(f"{math.exp(-0.5 * i):.4f}" for i in range(20)), *["0.0"] * 15]))
    assert Kind.DEAD not in kinds(learned)


def test_a_loss_that_hovers_at_chance_level_has_learned_nothing(diagnosed: Diagnosed, table: Table) -> None:
    source = random.Random(6)
    report = diagnosed(table("epoch,loss", ((i, 2.3026 + source.gauss(0.0, 0.003)) for i in range(40))))
    found = only(report, Kind.CHANCE_LEVEL)
    assert "ln 10, the chance level of 10 classes" in found.sentence


def test_a_wave_drawn_without_noise_is_a_swing_and_no_repetition(diagnosed: Diagnosed, table: Table) -> None:
    report = diagnosed(table("step,loss", ((i, 0.22 + 0.28 * (1 - abs(i % 40 / 20 - 1))) for i in range(200))))
    assert kinds(report) == [Kind.OSCILLATING]


def test_an_lr_that_falls_to_zero_long_before_the_end_is_told(diagnosed: Diagnosed, table: Table) -> None:
    source = random.Random(4)
    rows = [
        (i, math.exp(-min(i, 40) / 30.0) + source.gauss(0.0, 0.02), 0.01 if i < 40 else 0.0, 0.0) for i in range(100)
    ]
    found = only(diagnosed(table("step,loss,lr,other", rows)), Kind.LR_ZERO)
    assert found.start == 40.0
    decayed = [(i, math.exp(-i / 30.0) + source.gauss(0.0, 0.02), 0.01 * max(1.0 - i / 80.0, 0.0)) for i in range(100)]
    assert Kind.LR_ZERO not in kinds(diagnosed(table("step,loss,lr", decayed)))


def test_ten_pasted_values_get_a_cautious_answer(diagnosed: Diagnosed) -> None:
    falling = diagnosed("1.2 1.1 1.05 0.9 0.92 0.85 0.8 0.83 0.79 0.75")
    assert kinds(falling) == [Kind.DESCENDING]
    assert only(falling, Kind.DESCENDING).surety == "a guess"
    noisy = diagnosed("0.69 0.71 0.70 0.68 0.70 0.72 0.69 0.70 0.71 0.69")
    assert kinds(noisy) == [Kind.TOO_SHORT]
    assert "20 or more" in only(noisy, Kind.TOO_SHORT).advice


def test_the_lr_to_try_is_given_where_the_lr_is_known(diagnosed: Diagnosed, table: Table) -> None:
    losses = [2.0 * math.exp(-i / 20.0) if i < 60 else 0.1 * math.exp((i - 60) / 5.0) for i in range(100)]
    report = diagnosed(table("step,loss,lr", ((i, loss, 0.1) for i, loss in enumerate(losses))))
    assert kinds(report) == [Kind.DIVERGED]
    text = " ".join(report_text(report).split())
    assert "LR looks 3-10 x too high from step 6" in text
    assert "The LR was 0.1 there: that means 0.01 to 0.03333." in text


def test_nothing_foreign_is_loaded() -> None:
    code = "import sys, awarelr.diagnose; print({'numpy', 'jinja2', 'tensorboard', 'rich'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)  # noqa: S603
    assert done.stdout.strip() == "set()"


def test_every_finding_is_a_case_of_a_situation() -> None:
    assert Kind.DAMAGED.situation is Situation.DIVERGED
    assert {each.situation for each in Kind if "lr" in each.slug or "never" in each.slug} == {Situation.DEAD}


def test_a_path_that_does_not_exist_is_told(tmp_path: object) -> None:
    with pytest.raises(ValueError, match="cannot be read: No such file"):
        diagnose(f"{tmp_path}/gone.csv")
