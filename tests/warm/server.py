"""Forks a process for every client: `server.py FOLDER SOCKET MODULE...`, until standard input ends."""

import atexit
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
from dataclasses import dataclass
from pathlib import Path


def main(folder: str, path: str, *modules: str) -> None:
    """Import everything, some of it from a folder; then fork until standard input ends."""
    sys.path.insert(0, folder)
    for module in modules:
        # What pulumi imports lazily, it imports when something of it is asked for, other than what every module has.
        getattr(importlib.import_module(module), "__all__", None)
    sys.path.remove(folder)
    # What is there now is left where it is: collecting it would copy its memory in every process.
    gc.collect()
    gc.freeze()
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(path)
    listener.listen(100)
    print("ready", flush=True)
    if wish := Server(listener).serve():
        wish.fulfil()


@dataclass
class Wish:
    """What a client wants its process to be."""

    directory: str
    arguments: list[str]
    environment: dict[str, str]
    files: list[int]

    @classmethod
    def of(cls, connection: socket.socket) -> "Wish":
        """Receive it."""
        length, files, _, _ = socket.recv_fds(connection, 4, 3)
        with connection.makefile("rb") as stream:
            text = stream.read(int.from_bytes(length)).decode("utf-8", "surrogateescape")
        directory, number, *values = text.split("\0")
        arguments, variables = values[: int(number)], values[int(number) :]
        return cls(directory, arguments, dict(each.split("=", 1) for each in variables), files)

    def fulfil(self) -> None:
        """Be what an interpreter with these arguments would be."""
        for number, file in enumerate(self.files):
            os.dup2(file, number)
            os.close(file)
        os.chdir(self.directory)
        os.environ.clear()
        os.environ.update(self.environment)
        # Unbuffered, as `python -u`.
        sys.stdin = io.TextIOWrapper(io.FileIO(0), encoding="utf-8")
        sys.stdout, sys.stderr = (
            io.TextIOWrapper(io.FileIO(number, "w"), encoding="utf-8", errors="backslashreplace", write_through=True)
            for number in (1, 2)
        )
        random.seed()
        main_module = sys.modules["__main__"] = types.ModuleType("__main__")
        while (option := self.arguments.pop(0)) in ("-u", "-P"):
            pass
        if option == "-m":
            sys.argv, sys.path[:0] = self.arguments, [self.directory]
            runpy.run_module(self.arguments[0], run_name="__main__", alter_sys=True)
            end()
        elif option == "-c":
            code, *arguments = self.arguments
            sys.argv = ["-c", *arguments]
            exec(compile(code, "<string>", "exec"), vars(main_module))  # noqa: S102 - what `python -c` does
        else:
            sys.argv, sys.path[:0] = [option, *self.arguments], [str(Path(option).parent)]
            try:
                runpy.run_path(option, run_name="__main__")
            except SystemExit as ended:
                # An interpreter may say more of a program that has failed, when it takes its objects apart.
                if ended.code:
                    raise
            end()


def end() -> None:
    """End a process that has ended well as an interpreter does, but leave what was imported beforehand as it is: taking
    it apart would copy its memory first, half of what a provider that did nothing costs."""
    threading._shutdown()  # type: ignore[attr-defined]  # what an interpreter calls: waits for threads
    atexit._run_exitfuncs()
    # What nobody has awaited is said when it goes.
    gc.collect()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)


class Server:
    """Starts processes, passes signals to them, and their exit statuses to the clients."""

    def __init__(self, listener: socket.socket) -> None:
        self._listener = listener
        self._processes: dict[int, int] = {}
        """Process IDs by file descriptors that can be read when the process has ended."""
        self._clients: dict[socket.socket, int] = {}
        """Those descriptors by connection."""

    def serve(self) -> Wish | None:
        """Serve until standard input ends; in a new process, return what it has to be."""
        while True:
            waiting = [sys.stdin, self._listener, *self._clients, *self._processes]
            ready, _, _ = select.select(waiting, [], [])
            if sys.stdin in ready:
                for process in self._processes.values():
                    os.kill(process, signal.SIGKILL)
                return None
            for each in ready:
                if each in self._processes:
                    self._ended(each)
                elif each in self._clients:
                    self._heard(each)
            if self._listener in ready and (wish := self._started()):
                return wish

    def _started(self) -> Wish | None:
        """Start the process of the next client."""
        connection, _ = self._listener.accept()
        wish = Wish.of(connection)
        process = os.fork()
        if process == 0:
            for each in (self._listener, connection, *self._clients):
                each.close()
            for descriptor in self._processes:
                os.close(descriptor)
            return wish
        for file in wish.files:
            os.close(file)
        descriptor = os.pidfd_open(process)
        self._processes[descriptor] = process
        self._clients[connection] = descriptor
        return None

    def _heard(self, client: socket.socket) -> None:
        """A signal for the process; none if the client is no more."""
        try:
            message = client.recv(1)
        except ConnectionError:
            message = b""
        number = message[0] if message else signal.SIGKILL
        if number:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._processes[self._clients[client]], number)
        # A client whose parent has died sends 0: the process finds out by itself, as it would alone.
        if not message or not number:
            del self._clients[client]
            client.close()

    def _ended(self, descriptor: int) -> None:
        _, status = os.waitpid(self._processes.pop(descriptor), 0)
        os.close(descriptor)
        for client in [each for each, its in self._clients.items() if its == descriptor]:
            del self._clients[client]
            with contextlib.suppress(ConnectionError):
                client.sendall(str(os.waitstatus_to_exitcode(status)).encode())
            client.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
