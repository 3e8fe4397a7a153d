"""What to ask an organisation about itself, and which traits follow from its answers?

The questions are data (``questionnaire.yaml``), in English and Chinese. Several questions ask about
one trait in different ways: their answers are weighed by how far each can be trusted, and answers
that contradict each other make the trait less certain.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from math import isfinite
from typing import Any, Final, NamedTuple

from ecosystem.answers.fit import AnswerOption, Question, Questionnaire
from ecosystem.errors import InvalidParameter
from ecosystem.languages import LANGUAGES

_FILE: Final = "questionnaire.yaml"
_SHOWN: Final = 60


@dataclass(frozen=True, slots=True)
class Option:
    id: str
    value: str
    text: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Asked:
    """One question; ``options`` is empty where a number is the answer."""

    id: str
    measure: str
    unit: str | None
    confidence: float
    text: Mapping[str, str]
    options: tuple[Option, ...]
    minimum: float | None
    maximum: float | None


class Trait(NamedTuple):
    """What a set of answers says about one trait."""

    measure: str
    value: str
    unit: str | None
    confidence: float
    questions: tuple[str, ...]  # those whose answers speak for it


@cache
def _content() -> Mapping[str, Any]:
    from ruamel.yaml import YAML

    text = files("ecosystem.planning.fit").joinpath(_FILE).read_text(encoding="utf-8")
    content: Mapping[str, Any] = YAML(typ="safe", pure=True).load(text)
    return content


@cache
def questions() -> Mapping[str, Asked]:
    """Every question by its id, in the order in which they are asked."""
    return {each["id"]: _question(each) for each in _content()["questions"]}


def _question(row: Mapping[str, Any]) -> Asked:
    options = tuple(Option(each["id"], each["value"], _texts(each)) for each in row.get("options", ()))
    return Asked(row["id"], row["measure"], row.get("unit"), float(row["confidence"]), _texts(row), options,
                 row.get("minimum"), row.get("maximum"))


def _texts(row: Mapping[str, Any]) -> Mapping[str, str]:
    return {language: row[language] for language in LANGUAGES}


def question_about(part: str, measure: str | None) -> tuple[str | None, Mapping[str, str]]:
    """What to ask where a part of the fit is unknown: the id of a question, if there is one, and its words."""
    for asked in questions().values():
        if measure is not None and asked.measure == measure:
            return asked.id, asked.text
    return None, _texts(_content()["parts"][part])


def questionnaire(lang: str = "en") -> Questionnaire:
    """All questions in one language.

    Raises
    ------
    InvalidParameter
        for a language that they are not written in.
    """
    if lang not in LANGUAGES:
        raise InvalidParameter(f"lang is {lang[:_SHOWN]!r}; the questions are written in {' and '.join(LANGUAGES)}.")
    return Questionnaire(lang, int(_content()["version"]), tuple(
        Question(
            asked.id, asked.measure, asked.text[lang], asked.unit, "choice" if asked.options else "number",
            tuple(AnswerOption(each.id, each.text[lang]) for each in asked.options), asked.minimum, asked.maximum,
        )
        for asked in questions().values()
    ))


def traits_from(answers: Mapping[str, object]) -> tuple[Trait, ...]:
    """The traits that a set of answers gives, in the order of the questionnaire.

    Of one trait the value with the largest sum of confidences stands (the one that was asked about
    first, where two are equal). Its confidence is the mean of the answers for it, times their share
    of all answers about the trait.

    Raises
    ------
    InvalidParameter
        names every answer that does not fit its question, and what would.
    """
    if not answers:
        raise InvalidParameter(f"There is no answer; the questions are: {', '.join(questions())}.")
    faults = []
    said: dict[str, dict[str, list[Asked]]] = {}
    for asked in questions().values():
        if asked.id not in answers:
            continue
        try:
            value = _value(asked, answers[asked.id])
        except InvalidParameter as error:
            faults.append(str(error))
        else:
            said.setdefault(asked.measure, {}).setdefault(value, []).append(asked)
    faults += [_unknown(str(each)) for each in answers if each not in questions()]
    if faults:
        raise InvalidParameter(" ".join(faults[:5]))
    return tuple(_weighed(measure, values) for measure, values in said.items())


def _weighed(measure: str, values: Mapping[str, list[Asked]]) -> Trait:
    sums = {value: sum(each.confidence for each in asked) for value, asked in values.items()}
    value = max(sums, key=lambda each: sums[each])  # the first of equal ones
    speaking = values[value]
    share = sums[value] / sum(sums.values())
    confidence = round(sums[value] / len(speaking) * share, 4)
    return Trait(measure, value, speaking[0].unit, confidence, tuple(each.id for each in speaking))


def _value(asked: Asked, answer: object) -> str:
    if not asked.options:
        return _number(asked, answer)
    for option in asked.options:
        if answer == option.id:
            return option.value
    known = ", ".join(option.id for option in asked.options)
    raise InvalidParameter(f"{asked.id}: {str(answer)[:_SHOWN]!r} is no answer; it can be {known}.")


def _number(asked: Asked, answer: object) -> str:
    low, high = float(asked.minimum or 0), float(asked.maximum or 0)
    try:
        value = float(answer) if isinstance(answer, (int, float, str)) and not isinstance(answer, bool) else None
    except ValueError:
        value = None
    if value is None or not isfinite(value) or not low <= value <= high:
        raise InvalidParameter(
            f"{asked.id}: {str(answer)[:_SHOWN]!r} is no answer; it can be a number of {asked.unit} "
            f"from {low:g} to {high:g}."
        )
    return f"{value:g}"


def _unknown(name: str) -> str:
    near = get_close_matches(name, list(questions()), 1)
    return f"There is no question {name[:_SHOWN]!r}{f'; did you mean {near[0]}?' if near else '.'}"
