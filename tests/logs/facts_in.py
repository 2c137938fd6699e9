"""What facts a text shows, for the tests of the readers."""

from trainward.logs.clean_line import clean_line
from trainward.logs.fact_readers import facts_of
from trainward.logs.measurements import measurements
from trainward.records.log import LogView


def facts_in(text: str) -> set[str]:
    """Return the names of the facts that the text shows."""
    lines = [clean_line(raw, "log", number) for number, raw in enumerate(text.splitlines(), start=1)]
    return {fact.name for fact in facts_of(LogView(lines, measurements(lines)))}
