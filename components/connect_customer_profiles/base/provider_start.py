"""Has the engine start a default provider while the program still declares its resources.

The SDK sends nothing to the engine before the program has declared everything. A provider takes some tenths of a second
to start, and so do the modules that a program imports meanwhile.
"""

import threading
from contextlib import suppress
from importlib import import_module

import grpc
import pulumi
from pulumi.runtime.proto import resource_pb2
from pulumi.runtime.settings import get_monitor

from .program import is_in_python, is_mocked, shared


def start_provider(component: pulumi.ComponentResource, function: str) -> None:
    """Have the engine start the default provider of a function's package, once for a program.

    What the provider answers, or why it does not start, the SDK's own call of a function says.

    Args:
        component: a component without an explicit provider of this package, which is about to call the function.
        function: the token of a function without required arguments that makes no AWS call.
    """
    if is_in_python() and not is_mocked():
        shared(component, ("provider is started", function), lambda: _begin(function))


def plugin_options(function: str) -> pulumi.InvokeOptions:
    """The options of the package's own functions: without a version the engine would start another plugin."""
    package = "pulumi_" + function.partition(":")[0].replace("-", "_")
    defaults: pulumi.InvokeOptions = import_module(f"{package}._utilities").get_invoke_opts_defaults()
    return defaults


def _begin(function: str) -> threading.Thread:
    plugin, monitor = plugin_options(function), get_monitor()
    request = resource_pb2.ResourceInvokeRequest(
        tok=function, version=plugin.version or "", pluginDownloadURL=plugin.plugin_download_url or ""
    )

    def call() -> None:
        with suppress(grpc.RpcError):
            monitor.Invoke(request)  # type: ignore[union-attr]

    # A program that ends does not wait for it.
    thread = threading.Thread(target=call, name=f"starts the provider of {function}", daemon=True)
    thread.start()
    return thread
