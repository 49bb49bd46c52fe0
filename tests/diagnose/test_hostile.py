"""Unreadable, mixed-up and hostile files: a clear message or a right answer, never a traceback."""

import gzip
import io
import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from awarelr.diagnose import Kind, LogError, Report, compare, diagnose, report_text, reports_json, reports_page
from awarelr.diagnose.formats import FORMATS
from awarelr.errors import AwarelrError

Written = Callable[[str | bytes], str]
Diagnosed = Callable[[str], Report]


def survives(path: Path, content: bytes, format_name: str | None) -> None:
    """Diagnose and render; only our own errors may come out, and they have words."""
    path.write_bytes(content)
    try:
        report = diagnose(str(path), format_name=format_name)
    except AwarelrError as error:
        assert len(str(error)) > 20  # noqa: PT017 - either outcome is right
        return
    comparison = compare(report, report)
    assert report_text(report)
    json.loads(reports_json([report, report], comparison))
    assert "<script" not in reports_page([report, report], comparison)


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("hostile") / "log"


formats = st.sampled_from([None, *(each.name for each in FORMATS)])
numbers = st.floats().map(str) | st.integers(-(10**400), 10**400).map(str)
words = st.sampled_from(
    ["loss", "val_loss", "step", "epoch", "lr", "nan", "inf", "", "-", "<b>", "\x1b[2J", "=", ":", '"']
)
tokens = st.lists(numbers | words, min_size=1, max_size=80)
breaks = st.sampled_from([" ", ",", "\n", ";", "\t", ": ", "\r\n", "\r", "=", "|", "\x00"])


@given(content=st.binary(max_size=400), format_name=formats)
@settings(max_examples=60)
def test_any_bytes_give_a_message_or_an_answer(file: Path, content: bytes, format_name: str | None) -> None:
    survives(file, content, format_name)


@given(content=st.text(max_size=400), format_name=formats, encoding=st.sampled_from(["utf-8", "utf-16", "utf-32"]))
@settings(max_examples=60)
def test_any_text_gives_a_message_or_an_answer(
    file: Path, content: str, format_name: str | None, encoding: str
) -> None:
    survives(file, content.encode(encoding, errors="replace"), format_name)


@given(parts=tokens, between=st.lists(breaks, min_size=1, max_size=4), format_name=formats)
@settings(max_examples=120)
def test_any_mess_of_numbers_and_names_gives_a_message_or_an_answer(
    file: Path, parts: list[str], between: list[str], format_name: str | None
) -> None:
    text = "".join(part + between[index % len(between)] for index, part in enumerate(parts))
    survives(file, text.encode(), format_name)


json_values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=6) | st.dictionaries(words, inner, max_size=6),
    max_leaves=25,
)


@given(value=json_values, lines=st.integers(1, 4), format_name=formats)
@settings(max_examples=80)
def test_any_json_gives_a_message_or_an_answer(file: Path, value: object, lines: int, format_name: str | None) -> None:
    survives(file, (json.dumps(value) + "\n").encode() * lines, format_name)


@given(rows=st.lists(st.tuples(st.floats(), st.floats(), st.floats()), min_size=3, max_size=60))
@settings(max_examples=80)
def test_any_numbers_in_the_columns_give_an_answer(file: Path, rows: list[tuple[float, float, float]]) -> None:
    survives(file, ("step,loss,lr\n" + "".join(f"{a},{b},{c}\n" for a, b, c in rows)).encode(), None)


MESSAGES = {
    "empty": (b"", "is empty"),
    "blank": (b"\n \t\n", "is empty"),
    "zeros": (b"\x00" * 5000, "is empty"),
    "words": (b"hello world\nnothing here\n", "holds no number"),
    "header alone": (b"epoch,loss\n", "holds no number"),
    "one loss": (b"epoch,loss\n1,2\n", "too few"),
    "binary": (gzip.compress(b"x" * 10) + bytes(range(256)) * 4, "is binary"),
    "no loss": (b"a,b,c\n1,2,3\n4,5,6\n7,8,9\n", "no column that looks like a loss, only 'a', 'b', 'c'"),
    "accuracy alone": (
        b"epoch,accuracy\n1,0.5\n2,0.6\n3,0.7\n",
        "no column that looks like a loss, only 'epoch', 'acc",
    ),
    "deep": (b"[" * 100_000, "nested too deeply"),
    "half a document": (b'{"log_history": [{"loss": 1.0, "step": 1},', "no whole JSON document"),
    "wide": (b"loss," + b"1," * 9000 + b"\n" + b"1," * 9001 + b"\n", "that is no log"),
}


@pytest.mark.parametrize("name", MESSAGES)
def test_what_cannot_be_read_is_told_with_a_way_out(written: Written, name: str) -> None:
    content, words = MESSAGES[name]
    with pytest.raises(LogError) as raised:
        diagnose(written(content))
    assert words in str(raised.value)
    assert str(raised.value).count(".") >= 1


def test_a_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(LogError, match="cannot be read: Is a directory"):
        diagnose(str(tmp_path))


def test_a_name_that_no_file_can_have_is_told() -> None:
    with pytest.raises(LogError, match="cannot be read"):
        diagnose("a\x00b")


FALL = [2.0 / (1 + 0.2 * i) for i in range(40)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "latin-1"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_common_encoding_and_end_of_line_is_read(written: Written, encoding: str, end: str) -> None:
    text = end.join(["epoch,loss,tempo (écoulé)", *(f"{i},{v},1" for i, v in enumerate(FALL))])
    report = diagnose(written(text.encode(encoding)))
    assert report.records == 40
    assert [each.kind for each in report.runs[0].findings] == [Kind.DESCENDING]


def test_steps_out_of_order_are_sorted_and_told(diagnosed: Diagnosed) -> None:
    order = sorted(range(40), key=lambda i: (i * 17) % 40)
    report = diagnosed("step,loss\n" + "".join(f"{i},{FALL[i]}\n" for i in order))
    assert list(report.runs[0].run.main.values) == FALL
    assert "not in order" in report.notices[0]


def test_a_resumed_run_keeps_the_later_records(diagnosed: Diagnosed) -> None:
    rows = [(i, FALL[i]) for i in range(25)] + [(i, FALL[i] + 0.001) for i in range(20, 40)]
    report = diagnosed("step,loss\n" + "".join(f"{i},{v}\n" for i, v in rows))
    assert len(report.runs) == 1
    assert list(report.runs[0].run.main.at) == list(range(40))
    assert report.runs[0].run.main.values[22] == FALL[22] + 0.001
    assert "go back once (a resumed run)" in report.notices[0]


def test_steps_logged_twice_are_no_trouble(diagnosed: Diagnosed) -> None:
    report = diagnosed("step,loss\n" + "".join(f"{i},{v}\n" * 2 for i, v in enumerate(FALL)))
    assert len(report.runs) == 1
    assert [each.kind for each in report.runs[0].findings] == [Kind.DESCENDING]


def test_several_runs_in_one_file_are_told_apart(diagnosed: Diagnosed) -> None:
    swing = [1.0 + 0.3 * (-1) ** i + 0.01 * ((i * i * 7) % 31) + 1e-4 * i for i in range(60)]
    lines = ["step,loss", *(f"{i},{v}" for i, v in enumerate(FALL)), "step,loss"]
    report = diagnosed("\n".join([*lines, *(f"{i},{v}" for i, v in enumerate([2.0, *swing]))]))
    assert len(report.runs) == 2
    assert "2 runs in one file" in report.notices[0]
    assert [each.findings[0].kind for each in report.runs] == [Kind.DESCENDING, Kind.OSCILLATING]
    assert "Run 2 of 2" in report_text(report)


@pytest.mark.parametrize("header", ["", "step,loss\n"])
@pytest.mark.parametrize("times", [2, 3])
def test_a_run_that_was_logged_again_to_the_last_digit_is_told_apart(
    diagnosed: Diagnosed, header: str, times: int
) -> None:
    """Guards against damage where a seed made a second run that was appended equal to the first."""
    once = "".join(f"{i},{v}\n" for i, v in enumerate(FALL))
    report = diagnosed("step,loss\n" + header.join([once] * times))
    assert f"taken for {times} runs in one file" in report.notices[0]
    assert [[found.kind for found in each.findings] for each in report.runs] == [[Kind.DESCENDING]] * times


def test_a_second_run_that_is_a_part_of_the_first_is_told_apart(diagnosed: Diagnosed) -> None:
    """Guards against damage where the same run was begun again and stopped early."""
    rows = [*enumerate(FALL), *enumerate(FALL[:25])]
    report = diagnosed("step,loss\n" + "".join(f"{i},{v}\n" for i, v in rows))
    assert [len(each.run.main.values) for each in report.runs] == [40, 25]


def test_steps_that_start_again_every_epoch_are_one_run(diagnosed: Diagnosed) -> None:
    rows = ((i // 10, i % 10, v) for i, v in enumerate(FALL))
    report = diagnosed("epoch,batch,loss\n" + "".join(f"{e},{b},{v}\n" for e, b, v in rows))
    assert len(report.runs) == 1
    assert report.runs[0].run.unit == "record"


def test_a_column_of_nan_beside_a_good_one_is_harmless(diagnosed: Diagnosed) -> None:
    report = diagnosed("epoch,loss,val_loss,lr\n" + "".join(f"{i},{v},nan,nan\n" for i, v in enumerate(FALL)))
    fault, rest = report.runs[0].findings
    assert "40 of 40 values of the validation loss are not finite" in fault.sentence
    assert (fault.kind, rest.kind) == (Kind.NON_FINITE, Kind.DESCENDING)


def test_broken_lines_between_good_ones_are_passed_over(diagnosed: Diagnosed) -> None:
    lines = [f'{{"step": {i}, "loss": {v}}}' for i, v in enumerate(FALL)]
    lines[5:5] = ['{"step": 5, "lo', "Traceback (most recent call last):", "[]", "{}", '"x"', "{" * 50]
    report = diagnosed("\n".join(lines))
    assert list(report.runs[0].run.main.values) == FALL


def test_a_quote_that_is_never_closed_costs_one_line(diagnosed: Diagnosed) -> None:
    lines = [f"{i},{v},note" for i, v in enumerate(FALL)]
    lines[7] = '7,0.8,"an open quote'
    report = diagnosed("\n".join(["step,loss,note", *lines]))
    assert len(report.runs[0].run.main.values) == 40


def test_a_line_without_end_is_cut_off(written: Written) -> None:
    content = b"loss: 1.0\n" + b"x" * 3_000_000 + b"\nloss: 0.9\nloss: 0.8\n"
    assert list(diagnose(written(content)).runs[0].run.main.values) == [1.0, 0.9, 0.8]


def test_nothing_that_a_terminal_obeys_is_printed(diagnosed: Diagnosed) -> None:
    report = diagnosed("step,\x1b[2J\x07loss\n" + "".join(f"{i},{v}\n" for i, v in enumerate(FALL)))
    assert "\x1b" not in report_text(report)
    assert "\x07" not in report_text(report)


def test_the_page_escapes_whatever_the_log_holds(diagnosed: Diagnosed) -> None:
    label = "<img src=x onerror=alert(1)>&loss"
    report = diagnosed(f"step,{label}\n" + "".join(f"{i},{v}\n" for i, v in enumerate(FALL)))
    page = reports_page([report])
    assert "<img" not in page
    assert "&lt;img src=x onerror=alert(1)&gt;&amp;loss" in page


def test_a_log_of_many_records_is_thinned_and_told(written: Written) -> None:
    lines = ["step,loss", *(f"{i},{2 - i / 40_000:.5f}" for i in range(40_000))]
    report = diagnose(written("\n".join(lines)))
    assert report.records == 40_000
    assert len(report.runs[0].run.main.values) <= 16_384
    assert "each value looked at is the mean of 4 records" in report.notices[-1]
    assert report.runs[0].run.main.at[1] == 4.0
    assert report.runs[0].findings[0].kind is Kind.DESCENDING


def test_the_standard_input_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("3 2.5 2.2 2.0 1.9"))
    report = diagnose("-")
    assert report.name == "standard input"
    assert report.records == 5
