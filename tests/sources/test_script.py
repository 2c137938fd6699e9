"""Scripts run under `trainward run` against the same scripts run by Python itself."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPTS = {
    "arguments": "import sys\nprint(sys.argv[1:], __name__, __file__)\n",
    "exit_code": "raise SystemExit(7)\n",
    "exit_message": "import sys\nsys.exit('bad thing')\n",
    "syntax": "def f(:\n    pass\n",
    "chained": "try:\n    1 / 0\nexcept ZeroDivisionError as error:\n    raise KeyError('x') from error\n",
    "main_module": "import pickle\nclass A: ...\nprint(type(pickle.loads(pickle.dumps(A()))) is A)\n",
    "at_exit": "import atexit\natexit.register(print, 'bye')\nprint('end')\n",
    "threads": "import threading, time\nthreading.Thread(target=lambda: (time.sleep(0.2), print('late'))).start()\n",
    "gone": "import os\nos._exit(5)\n",
    "interrupted": "raise KeyboardInterrupt\n",
    "killed": "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)\n",
}


def run(command: list[str], folder: Path, **more: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "TRAINWARD_RUNS": str(folder / "runs"), **more}
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=120, check=False
    )


@pytest.mark.slow
@pytest.mark.parametrize("name", SCRIPTS)
def test_a_script_behaves_as_under_python(name: str, tmp_path: Path) -> None:
    (tmp_path / f"{name}.py").write_text(SCRIPTS[name])

    alone = run([sys.executable, f"{name}.py", "a", "--json", "b"], tmp_path)
    watched = run([sys.executable, "-m", "trainward", "run", "--quiet", f"{name}.py", "a", "--json", "b"], tmp_path)

    assert watched.returncode == alone.returncode
    assert watched.stdout == alone.stdout
    assert watched.stderr == alone.stderr


@pytest.mark.slow
def test_a_module_behaves_as_under_python(tmp_path: Path) -> None:
    package = tmp_path / "pkg"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "train.py").write_text(
        "import sys\nfrom . import __name__ as p\nprint(p, sys.argv)\nraise ValueError(3)\n"
    )

    alone = run([sys.executable, "-m", "pkg.train", "x"], tmp_path)
    watched = run([sys.executable, "-m", "trainward", "run", "--quiet", "-m", "pkg.train", "x"], tmp_path)

    assert (watched.returncode, watched.stdout, watched.stderr) == (alone.returncode, alone.stdout, alone.stderr)


@pytest.mark.slow
def test_nothing_is_watched_when_switched_off(tmp_path: Path) -> None:
    (tmp_path / "s.py").write_text("import sys\nprint('torch' in sys.modules)\n")

    ended = run([sys.executable, "-m", "trainward", "run", "s.py"], tmp_path, TRAINWARD="off")

    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "False\n", "")
    assert not (tmp_path / "runs").exists()


@pytest.mark.slow
def test_a_termination_reaches_the_script_as_it_would_alone(tmp_path: Path) -> None:
    (tmp_path / "s.py").write_text("import time\nprint('up', flush=True)\ntime.sleep(60)\n")
    environment = {**os.environ, "TRAINWARD_RUNS": str(tmp_path / "runs")}
    command = [sys.executable, "-m", "trainward", "run", "--quiet", "s.py"]
    with subprocess.Popen(command, cwd=tmp_path, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "up\n"
        process.send_signal(signal.SIGTERM)

        assert process.wait(30) == -signal.SIGTERM


def test_a_missing_script_is_said_with_what_is_there(tmp_path: Path) -> None:
    (tmp_path / "train.py").write_text("")

    ended = run([sys.executable, "-m", "trainward", "run", "trian.py"], tmp_path)

    assert ended.returncode == 2
    assert "trian.py: no such script" in ended.stderr
    assert "train.py" in ended.stderr
