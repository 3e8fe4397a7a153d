from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from importlib import metadata

import pytest

from scoring import registry
from scoring.errors import UnknownScorer
from scoring.overlap import Overlap
from scoring.registry import get_scorer, parameters_of, scorer_class, scorer_names

OURS = ("blend", "complementarity", "need_coverage", "makri", "complement_tau", "value_chain",
        "channel_gain", "rhythm", "fit", "overlap", "jaffe", "tfidf_cosine", "tfidf_popularity_corrected",
        "jaccard", "containment", "mahalanobis", "morisita", "bm25", "pool_overlap", "cross_citation",
        "popularity", "common_neighbours", "adamic_adar", "resource_allocation", "recent_popularity",
        "country_popularity", "standing", "katz", "personalised_pagerank")


class Foreign(Overlap):
    name = "foreign"
    about = "From another package"


Install = Callable[..., None]


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> Iterator[Install]:
    """Pretend that other packages declare these entry points."""

    def install(**found: str) -> None:
        entries = [metadata.EntryPoint(name, value, registry.GROUP) for name, value in found.items()]
        monkeypatch.setattr(metadata, "entry_points", lambda group: entries if group == registry.GROUP else [])
        registry._plugins.cache_clear()

    yield install
    monkeypatch.undo()
    registry._plugins.cache_clear()


def test_names_are_stable_and_in_the_order_of_use(installed: Install) -> None:
    installed()
    assert scorer_names() == OURS


def test_an_unknown_name_is_answered_with_the_known_ones() -> None:
    with pytest.raises(UnknownScorer, match=r"no scorer 'overlop'; there are: blend, .*, overlap,"):
        get_scorer("overlop")


def test_parameters_are_passed_on_and_can_be_asked_for() -> None:
    assert get_scorer("blend", topology=0.5).get_params()["topology"] == 0.5
    assert parameters_of("need_coverage") == {"need"}
    assert parameters_of("overlap") == frozenset()
    with pytest.raises(TypeError, match="colour"):
        get_scorer("blend", colour="red")


def test_scorers_of_other_packages_are_found_after_ours(installed: Install) -> None:
    installed(foreign=f"{__name__}:Foreign")
    assert scorer_names() == (*OURS, "foreign")
    assert scorer_class("foreign").name == "foreign"


@pytest.mark.parametrize(("name", "value", "said"), [
    ("broken", "no_such_package.module:Scorer", "ModuleNotFoundError"),
    ("broken", "scoring.overlap:NoSuchClass", "AttributeError"),
    ("broken", "scoring.overlap:capability_facts", "no PartnerScorer"),
    ("overlap", "scoring.overlap:Jaffe", "taken name"),
])
def test_a_broken_plugin_is_named_and_left_out(name: str, value: str, said: str, installed: Install,
                                               caplog: pytest.LogCaptureFixture) -> None:
    installed(**{name: value, "foreign": f"{__name__}:Foreign"})
    with caplog.at_level(logging.WARNING):
        assert scorer_names() == (*OURS, "foreign")
    assert repr(name) in caplog.text and value in caplog.text and said in caplog.text
    assert scorer_class("overlap") is Overlap
