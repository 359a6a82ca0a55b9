"""The code of a Lambda function: a handler of this library with the modules that it needs, and nothing else.

Lambda's runtime brings boto3; everything else that a handler imports has to be part of this package or of Python.
"""

import ast
import functools
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pulumi

PACKAGE = Path(__file__).parent.parent
"""The library's own folder."""


def archive(handler: str, texts: Mapping[str, str] | None = None) -> "pulumi.AssetArchive":
    """The archive for a handler below the package, such as `functions.redrive.handle`; no handler is imported.

    `texts` are further files, by name, beside the handler's module. Files are named by their place in the package, so
    the archive has the same hash everywhere.
    """
    import pulumi

    module = handler.rpartition(".")[0]
    code = {str(Path(PACKAGE.name) / file): pulumi.FileAsset(str(PACKAGE / file)) for file in files(module)}
    folder = Path(PACKAGE.name, *module.split(".")[:-1])
    more = {str(folder / name): pulumi.StringAsset(text) for name, text in (texts or {}).items()}
    return pulumi.AssetArchive({**code, **more})


def lambda_handler(handler: str) -> str:
    """The `handler` argument of the Lambda function."""
    return f"{PACKAGE.name}.{handler}"


def files(module: str) -> list[str]:
    """The files of a module and of everything that it imports from this package, relative to the package and sorted."""
    found: set[str] = set()
    waiting = [module]
    while waiting:
        for file in _files_of(waiting.pop()):
            if file not in found:
                found.add(file)
                waiting += _imports(file)
    return sorted(found)


def _files_of(module: str) -> Iterator[str]:
    """A module's own file, and the `__init__` of every package above it."""
    parts = module.split(".") if module else []
    for depth in range(len(parts)):
        yield "/".join([*parts[:depth], "__init__.py"])
    whole = "/".join(parts)
    yield f"{whole}.py" if whole and (PACKAGE / f"{whole}.py").exists() else f"{whole}/__init__.py".lstrip("/")


def _imports(file: str) -> list[str]:
    """The modules of this package that a file imports when it runs, anywhere in it."""
    return _imports_in(PACKAGE, file)


@functools.cache
def _imports_in(folder: Path, file: str) -> list[str]:
    package = file.split("/")[:-1]
    modules = []
    for statement in _running(ast.parse((folder / file).read_text()).body):
        if isinstance(statement, ast.ImportFrom) and statement.level:
            base = package[: len(package) - statement.level + 1]
            origin = [*base, *(statement.module.split(".") if statement.module else [])]
            names = (each.name for each in statement.names)
            modules += [".".join([*origin, each]) for each in names if _is_module(folder.joinpath(*origin, each))]
            modules.append(".".join(origin))
    return modules


def _is_module(path: Path) -> bool:
    return path.with_suffix(".py").exists() or (path / "__init__.py").exists()


def _running(statements: Iterable[ast.stmt]) -> Iterator[ast.stmt]:
    """All statements except those that only type checkers read. No expression has an import."""
    for each in statements:
        if isinstance(each, ast.If) and isinstance(each.test, ast.Name) and each.test.id == "TYPE_CHECKING":
            continue
        yield each
        for block in ("body", "orelse", "finalbody"):
            yield from _running(getattr(each, block, ()))
        for part in (*getattr(each, "handlers", ()), *getattr(each, "cases", ())):
            yield from _running(part.body)
