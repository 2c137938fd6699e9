from pathlib import Path

import pytest

from trainward.cli.run_arguments import RUN_HELP, parse_run_arguments
from trainward.errors import UsageError


def test_everything_after_the_script_belongs_to_it() -> None:
    options = parse_run_arguments(["--quiet", "train.py", "--json", "x", "-m", "--", "--quiet"])

    assert options.target == "train.py"
    assert options.arguments == ("--json", "x", "-m", "--", "--quiet")
    assert options.quiet
    assert options.files.json == ""


def test_everything_after_the_module_belongs_to_it() -> None:
    options = parse_run_arguments(["--budget", "2%", "-m", "pkg.train", "--lr", "1"])

    assert (options.target, options.arguments, options.module) == ("pkg.train", ("--lr", "1"), True)
    assert options.budget == 0.02


def test_a_double_dash_ends_the_options() -> None:
    options = parse_run_arguments(["--", "-odd-name.py", "x"])

    assert (options.target, options.arguments) == ("-odd-name.py", ("x",))


def test_values_may_be_joined_by_an_equals_sign() -> None:
    options = parse_run_arguments(["--json=a=b.json", "--fail-on=error", "--runs=runs", "train.py"])

    assert Path(options.files.json).name == "a=b.json"
    assert options.fail_on == "error"
    assert options.runs == Path("runs")


def test_report_files_do_not_depend_on_the_folder_the_script_changes_to() -> None:
    options = parse_run_arguments(["--html", "r.html", "--md", "-", "train.py"])

    assert options.files.html == str(Path.cwd() / "r.html")
    assert options.files.markdown == "-"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ([], "0 scripts are named"),
        (["--quiet"], "0 scripts are named"),
        (["--json"], "--json has no value"),
        (["-m"], "-m has no value"),
        (["--jsn", "f", "train.py"], "did you mean --json"),
        (["--lr", "1", "train.py"], "'--lr' is unknown"),
        (["--quiet=yes", "train.py"], "'--quiet=yes' is unknown"),
        (["--fail-on", "critical", "train.py"], "'critical' is no severity"),
        (["--budget", "much", "train.py"], "'much' is no share"),
        (["--budget", "0", "train.py"], "'0' is no share"),
        (["--budget", "nan", "train.py"], "'nan' is no share"),
        (["--budget", "150%", "train.py"], "'150%' is no share"),
    ],
)
def test_a_wrong_command_is_told_with_what_to_do(arguments: list[str], says: str) -> None:
    with pytest.raises(UsageError, match=says):
        parse_run_arguments(arguments)


def test_the_help_names_every_option() -> None:
    for option in ("--json", "--html", "--md", "--fail-on", "--runs", "--budget", "--quiet", "-m MODULE"):
        assert option in RUN_HELP
