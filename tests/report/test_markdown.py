from reports import HEALTHY, SICK

from trainward.report.markdown import markdown_report


def test_a_healthy_run_says_so_first_and_has_no_findings() -> None:
    text = markdown_report(HEALTHY)

    assert text.startswith("# Healthy")
    assert "## Findings\n\nNone." in text
    assert "Likely causes" not in text


def test_a_sick_run_lists_causes_with_what_to_do_and_every_finding() -> None:
    text = markdown_report(SICK)

    assert "1. **lr_too_high** (62%): too high" in text
    assert "   - do: lower it" in text
    assert "| fatal | step 812 | loss-non-finite (LOS001) | the loss is NaN |" in text


def test_a_message_cannot_break_the_table() -> None:
    assert "| jumped far \\| up |" in markdown_report(SICK)
