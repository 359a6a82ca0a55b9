"""Forks a process for every client: `server.py FOLDER SOCKET MODULE...`, until standard input ends."""

import contextlib
import gc
import importlib
import io
import os
import random
import runpy
import select
import signal
import socket
import sys
import threading
import types
from pathlib import Path


def main(folder: str, path: str, *modules: str) -> None:
    """Import everything, some of it from a folder; then fork until standard input ends."""
    sys.path.insert(0, folder)
    for module in modules:
        # What pulumi imports lazily, it imports when something of it is looked at.
        dir(importlib.import_module(module))
    sys.path.remove(folder)
    # What is there now is left where it is: collecting it would copy its memory in every process.
    gc.collect()
    gc.freeze()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(path)
    listener.listen(100)
    print("ready", flush=True)
    while sys.stdin not in select.select([sys.stdin, listener], [], [])[0]:
        connection, _ = listener.accept()
        if os.fork() == 0:
            listener.close()
            _attend(connection)
            return
        connection.close()


def _attend(connection: socket.socket) -> None:
    """Start the client's process and pass signals to it, and its exit status to the client."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    length, files, _, _ = socket.recv_fds(connection, 4, 3)
    with connection.makefile("rb") as stream:
        directory, number, *values = stream.read(int.from_bytes(length)).decode("utf-8", "surrogateescape").split("\0")
    process = os.fork()
    if process == 0:
        connection.close()
        arguments, environment = values[: int(number)], values[int(number) :]
        _become(directory, arguments, dict(each.split("=", 1) for each in environment), files)
        return
    for file in (0, 1, 2, *files):
        os.close(file)
    threading.Thread(target=_report, args=(process, connection), daemon=True).start()
    while message := connection.recv(1):
        if message == b"\0":  # The client's parent has died: the process finds out by itself, as it would alone.
            os._exit(0)
        with contextlib.suppress(ProcessLookupError):
            os.kill(process, message[0])
    with contextlib.suppress(ProcessLookupError):
        os.kill(process, signal.SIGKILL)
    os._exit(0)


def _report(process: int, connection: socket.socket) -> None:
    _, status = os.waitpid(process, 0)
    with contextlib.suppress(OSError):
        connection.sendall(str(os.waitstatus_to_exitcode(status)).encode())
    os._exit(0)


def _become(directory: str, arguments: list[str], environment: dict[str, str], files: list[int]) -> None:
    """Be what an interpreter with these arguments would be."""
    for number, file in enumerate(files):
        os.dup2(file, number)
        os.close(file)
    os.chdir(directory)
    os.environ.clear()
    os.environ.update(environment)
    # Unbuffered, as `python -u`.
    sys.stdin = io.TextIOWrapper(io.FileIO(0), encoding="utf-8")
    sys.stdout, sys.stderr = (
        io.TextIOWrapper(io.FileIO(number, "w"), encoding="utf-8", errors="backslashreplace", write_through=True)
        for number in (1, 2)
    )
    random.seed()
    main_module = sys.modules["__main__"] = types.ModuleType("__main__")
    while (option := arguments.pop(0)) in ("-u", "-P"):
        pass
    if option == "-m":
        sys.argv, sys.path[:0] = arguments, [directory]
        runpy.run_module(arguments[0], run_name="__main__", alter_sys=True)
    elif option == "-c":
        sys.argv = ["-c", *arguments[1:]]
        exec(compile(arguments[0], "<string>", "exec"), vars(main_module))  # noqa: S102 - what `python -c` does
    else:
        sys.argv, sys.path[:0] = [option, *arguments], [str(Path(option).parent)]
        runpy.run_path(option, run_name="__main__")


if __name__ == "__main__":
    main(*sys.argv[1:])
