"""CSV and its kin: any column names or none, any common delimiter."""

import csv
import re
from collections.abc import Iterator, Sequence
from itertools import chain, islice
from typing import final

from awarelr.diagnose.columns import Role, rank_of
from awarelr.diagnose.formats.format import Row
from awarelr.diagnose.formats.number import MISSING, number_in
from awarelr.diagnose.source import Source
from awarelr.errors import LogError

__all__ = ["Delimited", "cells_of", "delimiter_of", "header_of"]

_DELIMITERS = ("\t", ";", ",", "|", " ")
_LOOKED_AT = 50
_NUMERIC = 0.3
"""Least share of cells below the header that are numbers or missing (*ours*): tables have columns of words too."""
_LABEL = re.compile(r"[:=]")
_WIDEST = 4096
"""Columns beyond which a table is no log (*ours*)."""


@final
class Delimited:
    """A table of any column names, with or without a header, comments and missing cells included.

    `KerasCsv` and `LightningCsv` are the siblings that know their columns by heart.
    """

    name = "csv"
    title = "CSV"

    def claims(self, source: Source) -> bool:
        """True if the first lines share a delimiter and hold numbers below a header; ragged ones if it names a loss."""
        lines = _content(source)
        if not lines:
            return False
        delimiter = delimiter_of(lines)
        rows = [cells_of(line, delimiter) for line in lines[:_LOOKED_AT]]
        if delimiter == " " and _labelled(rows):
            return False
        below = rows if _all_numbers(rows[0]) else rows[1:]
        cells = [cell for row in below for cell in row]
        numeric = sum(number_in(cell) is not None for cell in cells)
        named = delimiter != " " or _all_numbers(rows[0]) or len(below) > 1
        alike = sum(len(row) == len(rows[0]) for row in below)
        regular = 2 * alike >= len(below) or _names_a_loss(rows[0], delimiter)
        return bool(cells) and numeric > 0 and numeric >= _NUMERIC * len(cells) and named and regular

    def rows(self, source: Source) -> Iterator[Row]:
        """Yield the numbers of every line; another header in mid-file renames the columns from there on."""
        lines = (line for line in source.lines() if line.strip())
        first = list(islice(lines, _LOOKED_AT))
        if not first:
            return
        delimiter = delimiter_of([line for line in first if not line.startswith("#")] or first)
        names: Sequence[str] = ()
        for line in chain(first, lines):
            bare = line.lstrip("# ") if line.startswith("#") else line
            cells = cells_of(bare, delimiter)
            if len(cells) > _WIDEST:
                message = f"{source.name} has a line of {len(cells):,} cells, more than {_WIDEST:,}: that is no log."
                raise LogError(message)
            row = _row(names, cells) if names and bare is line else {}
            if row:
                yield row
            elif _is_header(cells):
                if not names or len(cells) > 1 or len(names) == 1:
                    names = header_of(cells)
            elif not names and bare is line:
                names = [f"column {index + 1}" for index in range(len(cells))]
                yield _row(names, cells)


def _row(names: Sequence[str], cells: Sequence[str]) -> Row:
    row = {}
    for name, cell in zip(names, cells, strict=False):
        number = number_in(cell.rstrip().removesuffix("%"))  # here alone: elsewhere it is a bar's progress
        if number is not None:
            row[name] = number
    return row


def header_of(cells: Sequence[str]) -> list[str]:
    """Return names for the columns: blank ones get a number, one that comes twice its number as well."""
    names: list[str] = []
    for index, cell in enumerate(cells):
        name = cell.strip().strip("\"'")[:200] or f"column {index + 1}"
        names.append(f"{name} ({index + 1})" if name in names else name)
    return names


def delimiter_of(lines: Sequence[str]) -> str:
    """Return the delimiter that splits most lines into the same number of cells; a comma if none does.

    Example:
        >>> delimiter_of(["epoch;loss", "1;0,5", "2;0,4"])
        ';'
    """
    best, most = ",", 0.0
    lines = lines[:_LOOKED_AT]
    for delimiter in _DELIMITERS:
        counts = [len(cells_of(line, delimiter)) for line in lines]
        usual = max(set(counts), key=counts.count)
        score = counts.count(usual) / len(counts) * (1.0 if delimiter == " " else 2.0)
        if usual > 1 and score > most:
            best, most = delimiter, score
    return best


def cells_of(line: str, delimiter: str) -> list[str]:
    """Return the cells of one line; a quote that is never closed costs this line alone."""
    if delimiter == " ":
        return line.split()
    if '"' not in line:
        return line.split(delimiter)
    try:
        return next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return line.split(delimiter)


def _content(source: Source) -> list[str]:
    lines = source.first_lines() if source.is_text else []
    return [line for line in lines if not line.startswith("#")]


def _all_numbers(cells: Sequence[str]) -> bool:
    return all(number_in(each) is not None or each.strip().lower() in MISSING for each in cells)


def _labelled(rows: Sequence[Sequence[str]]) -> bool:
    """True if a loss is named in the same place of most lines: a table names it once."""
    places = range(max(map(len, rows)))
    named = ([place < len(row) and "loss" in _LABEL.split(row[place])[0].lower() for row in rows] for place in places)
    return len(rows) > 2 and any(2 * sum(each) > len(rows) for each in named)  # noqa: PLR2004 - two lines are a header


def _names_a_loss(cells: Sequence[str], delimiter: str) -> bool:
    """True if a loss is among the names of a header."""
    ranks = [rank_of(name, role) for name in cells for role in (Role.TRAIN, Role.VALIDATION)]
    return delimiter != " " and _is_header(cells) and any(rank is not None for rank in ranks)


def _is_header(cells: Sequence[str]) -> bool:
    """True if there are words and no number."""
    words = [cell for cell in cells if cell.strip().lower() not in MISSING]
    return bool(words) and all(number_in(cell) is None for cell in words)
