"""The forms an answer of `trainward plan` can take; each loads what draws it only when it is asked for."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, TypeAlias, TypeVar

from trainward.records.inference import InferenceAnswer
from trainward.records.plan import FleetPlan, Plan

if TYPE_CHECKING:
    from rich.console import RenderableType

Answer: TypeAlias = Plan | FleetPlan | InferenceAnswer

_Form = TypeVar("_Form")


def terminal(answer: Answer) -> "RenderableType":
    """Return an answer to be set on a terminal."""
    from trainward.report.inference_terminal import inference_terminal
    from trainward.report.plan_terminal import fleet_terminal, plan_terminal

    return _by_kind(answer, plan_terminal, fleet_terminal, inference_terminal)


def plain(answer: Answer) -> Iterator[str]:
    """Return an answer as plain lines."""
    from trainward.report.inference_plain import inference_plain
    from trainward.report.plan_plain import fleet_plain, plan_plain

    return _by_kind(answer, plan_plain, fleet_plain, inference_plain)


def json(answer: Answer) -> str:
    """Return an answer as JSON text with a newline at its end."""
    from trainward.report.inference_json import inference_json
    from trainward.report.plan_json import fleet_json, plan_json

    return _by_kind(answer, plan_json, fleet_json, inference_json)


def markdown(answer: Answer) -> str:
    """Return an answer as Markdown text with a newline at its end."""
    from trainward.report.inference_markdown import inference_markdown
    from trainward.report.plan_markdown import fleet_markdown, plan_markdown

    return _by_kind(answer, plan_markdown, fleet_markdown, inference_markdown)


def html(answer: Answer) -> str:
    """Return an answer as the text of an HTML page."""
    from trainward.report.inference_html import inference_html
    from trainward.report.plan_html import fleet_html, plan_html

    return _by_kind(answer, plan_html, fleet_html, inference_html)


def _by_kind(
    answer: Answer,
    of_plan: Callable[[Plan], _Form],
    of_fleet: Callable[[FleetPlan], _Form],
    of_serving: Callable[[InferenceAnswer], _Form],
) -> _Form:
    if isinstance(answer, Plan):
        return of_plan(answer)
    return of_fleet(answer) if isinstance(answer, FleetPlan) else of_serving(answer)
