"""Standards and facts are read as people write them; what does not compare is unknown, with the reason."""

from __future__ import annotations

import builtins
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecosystem import units
from ecosystem.planning.requirements.reading import contradictions, judge, measure_key, read_number, read_standard
from ecosystem.units import UnitsDiffer, convert

SAME = [("42", "days", "6", "weeks"), ("0.11", "s", "110", "ms"), ("95", "%", "950000", "ppm"),
        ("6", "个月", "0.5", "年"),
        ("3", "Weeks", "21", "days"), ("2", "EUR/kWh", "2000", "EUR/MWh"), ("5", "thousand units", "5000", "units"),
        ("10", "°C", "50", "degF"), ("4", "stitches a row", "4", "stitches a  row")]


@pytest.fixture
def no_pint(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    real = builtins.__import__

    def without(name: str, *rest: Any, **more: Any) -> Any:
        if name == "pint":
            raise ImportError(name)
        return real(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", without)
    for each in (units.convert, units._unit, units._registry):
        each.cache_clear()
    yield
    for each in (units.convert, units._unit, units._registry):
        each.cache_clear()


@pytest.mark.parametrize(("amount", "unit", "same", "there"), SAME)
def test_the_same_amount_in_another_unit_is_the_same(amount: str, unit: str, same: str, there: str) -> None:
    assert convert(float(amount), unit, there) == pytest.approx(float(same), rel=1e-9)
    standard = read_standard("m", "<=", same, there)
    assert judge(standard, amount, unit).state == "met"


@pytest.mark.parametrize(("unit", "there", "said"), [
    ("kg", "weeks", "cannot be converted"), ("EUR", "CNY", "cannot be converted"), ("blorps", "weeks", "is known"),
    (None, "weeks", "no unit"), ("weeks", None, "no unit"), ("m**99999999999", "m", "is known"),
    ("__import__('os')", "m", "is known"), ("(", "m", "is known"), ("x" * 100, "m", "is known"),
    ("1/0", "m", "is known"),
])
def test_units_that_do_not_convert_leave_a_standard_unknown_with_the_reason(
    unit: str | None, there: str | None, said: str,
) -> None:
    with pytest.raises(UnitsDiffer, match=said):
        convert(1.0, unit, there)
    verdict = judge(read_standard("m", ">=", "1", there), "1", unit)
    assert verdict.state == "unknown" and said in str(verdict.reason)


@pytest.mark.usefixtures("no_pint")
def test_without_pint_the_same_unit_compares_and_another_one_says_what_to_install() -> None:
    assert convert(5.0, "weeks", " weeks ") == 5.0
    with pytest.raises(UnitsDiffer, match=r"pip install 'allygraph\[analysis\]'"):
        convert(5.0, "days", "weeks")


@settings(deadline=None)  # the first unit of all loads the library
@given(st.text(max_size=50), st.text(max_size=50))
def test_no_text_breaks_a_unit(unit: str, there: str) -> None:
    try:
        assert convert(1.0, unit, there) == convert(1.0, unit, there)
    except UnitsDiffer as error:
        assert str(error)


@given(st.text(max_size=40), st.text(max_size=40), st.sampled_from(["<=", "between", "one of", "includes", "=", "?"]))
def test_no_text_breaks_a_standard_or_a_fact(value: str, told: str, operator: str) -> None:
    standard = read_standard("m", operator, value, None)
    assert (standard.demand is None) == (standard.problem is not None)
    assert judge(standard, told, None).state in ("met", "failed", "unknown")


@pytest.mark.parametrize(("operator", "value", "met", "failed"), [
    ("≤", "1,250", "1250", "1251"), ("at least", "5", "5", "4"), ("between", "3..6", "6", "7"),
    ("between", "6 to 3", "3", "2"), ("between", "-2..2", "-1", "-3"), ("one of", "1; 3", "3", "2"),
    ("one of", "gold, silver", "Silver", "bronze"), ("includes", "EU, CN", "cn;us;eu", "eu;us"),
    ("=", "Gold", "gold", "tin"),
    ("is not", "wolf", "craft", "Wolf"), ("!=", "2", "3", "2.0"), ("包", "1", "", ""), (">", "２", "3", "2"),
])
def test_operators_and_values_are_read_in_the_spellings_that_people_use(
    operator: str, value: str, met: str, failed: str,
) -> None:
    standard = read_standard("m", operator, value, None)
    if not met:
        assert standard.problem is not None and "between" in standard.problem
        return
    assert (judge(standard, met, None).state, judge(standard, failed, None).state) == ("met", "failed")


@pytest.mark.parametrize(("operator", "value"), [("<=", "soon"), ("between", "3"), ("between", "a..b"), ("one of", ""),
                                                 ("includes", " ; "), ("<=", "nan"), (">=", "inf")])
def test_a_value_that_the_operator_cannot_compare_is_a_problem(operator: str, value: str) -> None:
    standard = read_standard("m", operator, value, None)
    assert standard.demand is None and standard.problem
    assert judge(standard, "1", None).state == "unknown"


def test_a_fact_that_is_no_number_is_unknown_and_one_with_its_unit_behind_it_is_read() -> None:
    standard = read_standard("m", "<=", "6", "weeks")
    assert judge(standard, "soon", "weeks").state == "unknown"
    assert judge(standard, "40 days", None).amount == pytest.approx(40 / 7)
    assert read_number("1e400") is None


def test_measures_are_the_same_whatever_their_spelling() -> None:
    assert len({measure_key(each) for each in ("Release interval", "release_interval", " RELEASE-INTERVAL ")}) == 1
    assert measure_key("release interval") != measure_key("release intervals")


@pytest.mark.parametrize(("pairs", "said"), [
    ([("<=", "5", "weeks"), (">=", "6", "weeks")], "contradict"),
    ([("<=", "5", "weeks"), (">=", "30", "days")], None),
    ([("<=", "5", "weeks"), (">=", "40", "days")], "contradict"),
    ([("<=", "5", "weeks"), (">=", "1", "kg")], "do not compare"),
    ([("=", "gold", None), ("=", "tin", None)], "contradict"),
    ([("between", "1..2", None), ("between", "3..4", None)], "contradict"),
    ([("one of", "1,2", None), (">", "1", None)], None),
])
def test_standards_that_cannot_be_met_together_are_found_across_units(
    pairs: list[tuple[str, str, str | None]], said: str | None,
) -> None:
    found = contradictions(tuple(read_standard("m", *each) for each in pairs))
    assert bool(found) is (said is not None)
    assert said is None or said in found[0]
