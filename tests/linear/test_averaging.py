"""Last weights or averaged ones: the trial says which."""

from awarelr.linear.averaging import PairedTrial


def test_nothing_wins_before_the_first_pair() -> None:
    assert not PairedTrial().averaged_wins()
    assert not PairedTrial().averaged_wins(slack=1.0)


def test_the_lower_loss_wins() -> None:
    trial = PairedTrial()
    trial.add(1.0, 0.9, clock=1)
    assert trial.averaged_wins()
    for _ in range(20):
        trial.add(1.0, 1.1, clock=1)
    assert not trial.averaged_wins()


def test_slack_forgives_a_small_lead_of_the_last_weights() -> None:
    trial = PairedTrial()
    trial.add(1.0, 1.1, clock=1)
    assert trial.averaged_wins(slack=0.2)
    assert not trial.averaged_wins(slack=0.05)


def test_a_pair_that_overflows_is_left_out_and_a_restart_forgets() -> None:
    trial = PairedTrial()
    trial.add(float("inf"), 1.0, clock=1)
    trial.add(float("nan"), 1.0, clock=1)
    assert not trial.averaged_wins()
    trial.add(1.0, 0.5, clock=1)
    trial.restart()
    assert not trial.averaged_wins()
