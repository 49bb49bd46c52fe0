"""A cell has a label that is readable and its own."""

from dataclasses import replace

from awarelr.benchmark.cells import Cell


def test_a_label_names_what_is_special_and_nothing_else(cell: Cell) -> None:
    assert cell.label == "digits/constant/x1/seed0/tiny"
    assert replace(cell, damage="nan_gradient").label == "digits/constant/x1/seed0/tiny/nan_gradient"
    assert replace(cell, length=0.25, told=0.25).label == "digits/constant/x1/seed0/tiny/length0.25/told0.25"


def test_cells_that_differ_have_labels_that_differ(cell: Cell) -> None:
    others = [
        replace(cell, task="gpt"),
        replace(cell, baseline="aware"),
        replace(cell, multiplier=1e-4),
        replace(cell, seed=1),
        replace(cell, scale="small"),
        replace(cell, length=2.0),
        replace(cell, length=2.0, told=2.0),
        replace(cell, damage="nan_gradient"),
    ]
    assert len({each.label for each in [cell, *others]}) == len(others) + 1
