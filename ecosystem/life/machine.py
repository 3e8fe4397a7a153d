"""Which steps can a record take from where it is? One table for each kind."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ecosystem.errors import ForbiddenStep


@dataclass(frozen=True, slots=True)
class Machine:
    """States and steps: ``steps[state][step]`` is the next state.

    Examples
    --------
    >>> door = Machine("shut", {"shut": {"open": "open"}, "open": {"shut": "shut"}})
    >>> door.after("shut", "open"), door.states
    ('open', ('shut', 'open'))
    >>> door.after("open", "open")
    Traceback (most recent call last):
    ...
    ecosystem.errors.ForbiddenStep: What is open cannot take the step 'open'; it can: shut.
    """

    start: str
    steps: Mapping[str, Mapping[str, str]]

    @property
    def states(self) -> tuple[str, ...]:
        """All states, in the order in which the table names them."""
        named = [self.start, *self.steps, *(after for steps in self.steps.values() for after in steps.values())]
        return tuple(dict.fromkeys(named))

    @property
    def names(self) -> tuple[str, ...]:
        """All steps."""
        return tuple(dict.fromkeys(step for steps in self.steps.values() for step in steps))

    def allowed(self, state: str) -> tuple[str, ...]:
        """The steps that can be taken from a state; none where it is the end."""
        return tuple(self.steps.get(state, ()))

    def after(self, state: str, step: str) -> str:
        """The state that a step leads to.

        Raises
        ------
        ForbiddenStep
            with the steps that can be taken.
        """
        following = self.steps.get(state, {}).get(step)
        if following is None:
            raise ForbiddenStep(state, step, self.allowed(state))
        return following

    def diagram(self) -> str:
        """The table as a Mermaid state diagram."""
        return "\n".join(["stateDiagram-v2", *self._lines()])

    def _lines(self) -> Iterator[str]:
        yield f"    [*] --> {self.start}"
        for state, steps in self.steps.items():
            yield from (f"    {state} --> {after}: {step}" for step, after in steps.items())
        yield from (f"    {state} --> [*]" for state in self.states if not self.steps.get(state))
