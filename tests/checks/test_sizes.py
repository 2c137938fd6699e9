"""Files and functions stay small enough to be read at one sitting."""

import source_tree

FILE_LINES = 300
FUNCTION_LINES = 40
PARAMETERS = 6


def test_no_file_is_longer_than_300_lines() -> None:
    long = {
        source_tree.short(path): count
        for path in source_tree.files_in(*source_tree.PARTS)
        if path.suffix in source_tree.WRITTEN_BY_HAND
        and (count := len(path.read_text(encoding="utf-8").splitlines())) > FILE_LINES
    }

    assert long == {}


def test_no_function_is_longer_than_40_lines() -> None:
    long = {
        f"{source_tree.short(path)}: {function.name}": function.lines
        for path in source_tree.python_files(*source_tree.PARTS)
        for function in source_tree.functions(path)
        if function.lines > FUNCTION_LINES
    }

    assert long == {}


def test_no_function_takes_more_than_6_parameters() -> None:
    wide = {
        f"{source_tree.short(path)}: {function.name}": function.parameters
        for path in source_tree.python_files(*source_tree.PARTS)
        for function in source_tree.functions(path)
        if function.parameters > PARAMETERS
    }

    assert wide == {}
