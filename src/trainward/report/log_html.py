"""What a log says as one HTML page that needs nothing else."""

from plotly.offline import get_plotlyjs

from trainward.records.log import LogReport
from trainward.records.report import Report
from trainward.report.html_charts import instruments
from trainward.report.html_report import environment
from trainward.report.log_timeline import timeline
from trainward.report.log_wording import extent, in_bytes, log_reason, log_word, notes, origin, quoted


def log_html(report: Report, log: LogReport) -> str:
    """Return the report of a log as the text of an HTML page that works offline."""
    charts = instruments(report, ())
    page = environment().get_template("log_page.html")
    text = page.render(
        report=report,
        log=log,
        word=log_word(report),
        reason=log_reason(report, log),
        extent=extent(log),
        notes=tuple(notes(report, log)),
        origin=origin,
        quoted=quoted,
        in_bytes=in_bytes,
        timeline=timeline(report, log),
        charts=charts,
        cards=(),
        plotly=get_plotlyjs() if charts else "",
    )
    # a lone surrogate, as in the name of a file that is not UTF-8, cannot be written
    return text.encode("utf-8", "replace").decode()
