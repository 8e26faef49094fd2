"""`run.py`: what an old Python is told, when `.venv` is renewed, what `test` and the rest start."""

import ast
import importlib.util
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

import pytest

from tests.scale import full_or_tenth
from tools import checks, environment, launcher
from tools.environment import STAMP, Environment, SetupError

ROOT = Path(__file__).resolve().parent.parent
SCRIPT = ROOT / "run.py"

TOO_NEW = (
    ast.JoinedStr,
    ast.AnnAssign,
    ast.NamedExpr,
    ast.Match,
    ast.AsyncFunctionDef,
    ast.Await,
    ast.YieldFrom,
    ast.Nonlocal,
    ast.Starred,
)
"""Syntax that some old Python can't even parse."""


@pytest.fixture
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("run_script", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class Machine:
    """A machine on which nothing is really installed: commands are noted, `.venv` is a folder."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.ran: list[list[str]] = []
        self.breaks_on: str | None = None
        (root / "requirements.lock").write_text("rich==1\n")
        (root / "pyproject.toml").write_text("[project]\n")

    @property
    def environment(self) -> Environment:
        return Environment(self.root, windows=False)

    def run(self, command: Sequence[str]) -> None:
        self.ran.append(list(command))
        if self.breaks_on in command:
            raise SetupError("no network")
        if "venv" in command:
            folder = self.root / ".venv" / "bin"
            shutil.rmtree(folder.parent, ignore_errors=True)
            folder.mkdir(parents=True)
            (folder / "python").touch()
            if "--without-pip" not in command:
                (folder / "pip").touch()

    def prepare(self) -> list[str]:
        """Prepare, and return what was done: `venv`, `lock`, `project`."""
        self.ran.clear()
        self.environment.prepare()
        return [self._name(command) for command in self.ran]

    @staticmethod
    def _name(command: list[str]) -> str:
        if "venv" in command:
            return "venv"
        return "lock" if "--require-hashes" in command else "project"


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    machine = Machine(tmp_path)
    monkeypatch.setattr(environment, "_run", machine.run)
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    return machine


# --- An old Python


def test_every_python_can_parse_the_script() -> None:
    for node in ast.walk(ast.parse(SCRIPT.read_text(encoding="utf-8"))):
        assert not isinstance(node, TOO_NEW), ast.dump(node)
        if isinstance(node, ast.FunctionDef):
            arguments = node.args
            assert node.returns is None
            assert all(argument.annotation is None for argument in arguments.args)
            assert arguments.kwonlyargs == arguments.posonlyargs == []
    SCRIPT.read_bytes().decode("ascii")  # Python 2 refuses anything else without a declaration


def test_before_the_version_is_known_only_sys_is_imported() -> None:
    tree = ast.parse(SCRIPT.read_text(encoding="utf-8"))
    imports = [node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
    assert [ast.unparse(node) for node in imports] == ["import sys"]


@pytest.mark.parametrize("version", [(2, 7, 18), (3, 6, 15), (3, 10, 13)])
def test_an_old_python_is_told_which_one_is_needed(
    script: ModuleType,
    version: tuple[int, int, int],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(sys, "version_info", version)
    assert script.main(["demo"]) == 1
    said = capsys.readouterr()
    assert said.err == f"cartui needs Python 3.11 or newer; this is Python {version[0]}.{version[1]}.\n"
    assert said.out == ""


@pytest.mark.parametrize("version", [(3, 11, 0), (3, 14, 1), (4, 0, 0)])
def test_a_newer_python_is_welcome(script: ModuleType, version: tuple[int, int, int]) -> None:
    assert script.too_old(version) is None


def test_old_pythons_of_this_machine_agree() -> None:
    pattern = "versions/*/bin/python"
    pythons = [Path("/usr/bin/python2.7"), *(Path.home() / ".pyenv").glob(pattern)]
    tried = 0
    for python in filter(Path.exists, pythons):
        asked = [str(python), "-c", "import sys; print(sys.version_info >= (3, 11))"]
        if subprocess.run(asked, capture_output=True, text=True, check=False).stdout.strip() == "False":
            result = subprocess.run([python, SCRIPT, "demo"], capture_output=True, text=True, check=False)
            assert (result.returncode, result.stderr[:32]) == (1, "cartui needs Python 3.11 or newe")
            tried += 1
    if not tried:
        pytest.skip("no Python older than 3.11 on this machine")


# --- The environment


def test_the_first_start_makes_the_environment_and_the_next_has_nothing_to_do(machine: Machine) -> None:
    assert machine.prepare() == ["venv", "lock", "project"]
    assert machine.prepare() == []


def test_a_changed_lock_makes_it_anew(machine: Machine) -> None:
    machine.prepare()
    (machine.root / "requirements.lock").write_text("rich==2\n")
    assert machine.prepare() == ["venv", "lock", "project"]


def test_a_changed_project_is_only_installed_again(machine: Machine) -> None:
    machine.prepare()
    (machine.root / "pyproject.toml").write_text("[project]\nversion = '2'\n")
    assert machine.prepare() == ["project"]
    assert machine.prepare() == []


def test_another_python_makes_it_anew(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    machine.prepare()
    monkeypatch.setattr(sys, "version_info", (3, 99, 0))
    assert machine.prepare() == ["venv", "lock", "project"]


def test_a_moved_checkout_makes_it_anew(machine: Machine) -> None:
    machine.prepare()
    machine.root = machine.root.rename(machine.root.with_name("elsewhere"))
    assert machine.prepare() == ["venv", "lock", "project"]


def test_an_environment_without_its_python_is_made_anew(machine: Machine) -> None:
    machine.prepare()
    machine.environment.program("python").unlink()
    assert machine.prepare() == ["venv", "lock", "project"]


@pytest.mark.parametrize("step", ["--clear", "--require-hashes", "--editable"])
def test_what_was_interrupted_is_redone(machine: Machine, step: str) -> None:
    machine.breaks_on = step
    with pytest.raises(SetupError):
        machine.prepare()
    assert not machine.environment.ready()
    machine.breaks_on = None
    assert machine.prepare() == ["venv", "lock", "project"]


def test_a_damaged_stamp_counts_as_none(machine: Machine) -> None:
    machine.prepare()
    (machine.environment.folder / STAMP).write_text('["not a stamp"]')
    assert machine.prepare() == ["venv", "lock", "project"]


def test_the_lock_is_installed_with_hashes_and_the_project_without_looking_further(machine: Machine) -> None:
    machine.prepare()
    lock, project = machine.ran[1], machine.ran[2]
    assert lock[-3:] == ["--require-hashes", "--requirement", str(machine.root / "requirements.lock")]
    assert project[-4:] == ["--no-deps", "--no-build-isolation", "--editable", str(machine.root)]


def test_where_ensurepip_is_missing_pip_works_from_outside(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(environment, "_has", lambda module: module == "pip")
    machine.prepare()
    assert "--without-pip" in machine.ran[0]
    inside = str(machine.environment.program("python"))
    assert machine.ran[1][:5] == [sys.executable, "-m", "pip", "--python", inside]


def test_where_there_is_no_pip_at_all_it_says_what_to_install(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(environment, "_has", lambda _module: False)
    with pytest.raises(SetupError, match="python3-venv"):
        machine.prepare()
    assert machine.ran == []


def test_uv_is_used_when_it_is_there(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: f"/bin/{name}")
    assert machine.prepare() == ["venv", "lock", "project"]
    assert all(command[0] == "uv" for command in machine.ran)


def test_a_step_that_fails_says_that_it_will_be_redone(capfd: pytest.CaptureFixture[str]) -> None:
    failing = [sys.executable, "-c", "import sys; print('no network'); sys.exit(1)"]
    with pytest.raises(SetupError, match="Without a network"):
        environment._run(failing)
    said = capfd.readouterr()
    assert (said.out, said.err) == ("", "no network\n")


# --- What it starts


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """Everything `launch` would have become or checked, with the environment ready."""
    commands: list[list[str]] = []

    def become(command: list[str]) -> int:
        commands.append(command)
        return 0

    def run_checks(_environment: Environment, arguments: Sequence[str]) -> int:
        commands.append(["checks", *arguments])
        return 0

    monkeypatch.setattr(Environment, "prepare", lambda _self: None)
    monkeypatch.setattr(launcher, "become", become)
    monkeypatch.setattr(launcher, "run_checks", run_checks)
    return commands


def test_everything_but_test_is_for_the_program(started: list[list[str]]) -> None:
    cartui = str(Environment(ROOT).program("cartui"))
    launcher.launch(["demo", "--no-ui"])
    launcher.launch(["carts", "list", "test"])
    launcher.launch([])
    launcher.launch(["test", "--full", "-k", "price"])
    assert started == [
        [cartui, "demo", "--no-ui"],
        [cartui, "carts", "list", "test"],
        [cartui],
        ["checks", "--full", "-k", "price"],
    ]


def test_what_goes_wrong_with_the_environment_is_said_without_a_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(_self: Environment) -> None:
        raise SetupError("no network")

    monkeypatch.setattr(Environment, "prepare", fail)
    assert launcher.launch(["demo"]) == 1
    assert capsys.readouterr() == ("", "run.py: no network\n")


class Checks:
    """Checks of which some fail, and what each was started with."""

    def __init__(self) -> None:
        self.failing: set[str] = set()
        self.ran: dict[str, tuple[str, ...]] = {}
        self.variables: dict[str, str] = {}

    def passes(self, _environment: Environment, check: checks.Check, variables: dict[str, str]) -> bool:
        self.ran[check.name] = tuple(check.command)
        self.variables = variables
        return check.name not in self.failing

    def run(self, *arguments: str) -> int:
        return checks.run_checks(Environment(ROOT), arguments)


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Checks:
    desk = Checks()
    monkeypatch.setattr(checks, "_passes", desk.passes)
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.delenv(checks.FULL, raising=False)
    return desk


def test_all_checks_run_in_order_and_pytest_is_last(desk: Checks) -> None:
    assert desk.run() == 0
    assert list(desk.ran) == ["ruff check", "ruff format", "mypy", "import-linter", "pytest"]


@pytest.mark.parametrize("name", ["ruff check", "mypy", "pytest"])
def test_one_that_fails_stops_nothing_but_fails_the_run(
    desk: Checks, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    desk.failing = {name}
    assert desk.run() == 1
    assert list(desk.ran)[-1] == "pytest"
    assert capsys.readouterr().err == f"run.py test: failed: {name}\n"


def test_full_is_ours_and_the_rest_is_pytests(desk: Checks) -> None:
    desk.run("--full", "-k", "price")
    assert desk.variables[checks.FULL] == "1"
    assert desk.ran["pytest"] == ("pytest", "-n", str(checks.workers()), "--dist", "worksteal", "-k", "price")


def test_programs_that_tests_start_are_compiled_once(desk: Checks, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    desk.run()
    assert "PYTHONDONTWRITEBYTECODE" not in desk.variables


@pytest.mark.parametrize(("cores", "workers"), [(None, 2), (1, 2), (2, 4), (8, 16)])
def test_there_are_more_workers_than_cores_since_tests_wait(
    cores: int | None, workers: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.cpu_count", lambda: cores)
    assert checks.workers() == workers


@pytest.mark.parametrize("argument", ["-n0", "-s", "--pdb"])
def test_workers_are_added_only_where_they_can_be(desk: Checks, argument: str) -> None:
    desk.run(argument)
    assert desk.ran["pytest"] == ("pytest", argument)


def test_ci_gets_plain_output_with_the_reasons_of_skips(
    desk: Checks, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CI", "true")
    desk.run("-n0")
    assert desk.ran["pytest"] == ("pytest", "--color=no", "-ra", "-n0")


def test_a_tenth_of_a_storm_unless_it_is_the_full_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(checks.FULL, raising=False)
    assert [full_or_tenth(count) for count in (500, 50, 3)] == [50, 5, 1]
    monkeypatch.setenv(checks.FULL, "1")
    assert full_or_tenth(500) == 500
