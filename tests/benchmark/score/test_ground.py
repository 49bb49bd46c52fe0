"""Ranked is who has everything on the tasks that count, and nobody is spared the hard questions."""

import pytest

from awarelr.benchmark.score.ground import common_ground

EASY, HARD = "x1", "x30"


def asked(tasks: str, *conditions: str) -> list[tuple[str, object]]:
    return [(task, condition) for task in tasks for condition in conditions]


def tasks_of(scored: dict[str, list[tuple[str, object]]]) -> set[str]:
    return {task for task, _ in common_ground(scored).keys}


def test_who_was_asked_the_easy_questions_alone_is_not_ranked_however_many_they_are() -> None:
    """Guards the league of wrong LRs, where eight stood high that were recorded from the default LR alone."""
    whole = asked("abc", EASY, HARD)
    easy = {f"easy{number}": asked("abc", EASY) for number in range(9)}
    ground = common_ground({"aware": whole, "cosine": whole, **easy})
    assert ground.ranked == {"aware", "cosine"}
    assert ground.keys == set(whole)


def test_where_all_lack_the_same_the_rest_is_the_ground() -> None:
    ground = common_ground({"aware": asked("ab", EASY), "cosine": asked("ab", EASY)})
    assert ground.keys == set(asked("ab", EASY))
    assert ground.ranked == {"aware", "cosine"}


def test_a_task_that_some_lack_is_left_out_where_that_ranks_more() -> None:
    most, all_but_one = asked("abcd", EASY), asked("abc", EASY)
    scored = {"first": most, "second": all_but_one, "third": all_but_one}
    assert tasks_of(scored) == {"a", "b", "c"}
    assert common_ground(scored).ranked == set(scored)


def test_who_has_few_tasks_does_not_shrink_the_ground_for_the_others() -> None:
    scored = {"first": asked("abcdef", EASY), "second": asked("abcdef", EASY), "third": asked("a", EASY)}
    assert tasks_of(scored) == set("abcdef")
    assert common_ground(scored).ranked == {"first", "second"}


def test_two_that_each_lack_a_task_meet_on_what_they_share() -> None:
    scored = {"first": asked("abcde", EASY), "second": asked("bcdef", EASY)}
    assert tasks_of(scored) == set("bcde")


@pytest.mark.parametrize("scored", [{}, {"first": asked("a", EASY), "second": asked("a", HARD)}])
def test_where_nobody_has_a_task_whole_nobody_is_ranked(scored: dict[str, list[tuple[str, object]]]) -> None:
    ground = common_ground(scored)
    assert (ground.keys, ground.ranked) == (frozenset(), frozenset())


def test_the_order_of_the_contestants_changes_nothing() -> None:
    scored = {"first": asked("ab", EASY), "second": asked("cd", EASY), "third": asked("abcd", EASY)}
    assert common_ground(scored) == common_ground(dict(reversed(scored.items())))
