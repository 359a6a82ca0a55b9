"""What runs in the process of an invocation, as Lambda's runtime for Python does.

This file is run as a script, in the folder of the function's code, so it imports nothing of the local cloud.
"""

import importlib
import json
import sys
import time
import traceback
from pathlib import Path
from types import SimpleNamespace
from typing import Any


def main() -> None:
    """Call the handler with the event on standard input; its answer is written to a file."""
    began, about = time.monotonic(), json.load(sys.stdin)

    def remaining() -> int:
        return max(0, int((about["seconds"] - (time.monotonic() - began)) * 1000))

    context = SimpleNamespace(**about["context"], get_remaining_time_in_millis=remaining)
    sys.path.insert(0, str(Path.cwd()))
    try:
        module, _, name = about["handler"].rpartition(".")
        handler = getattr(importlib.import_module(module.replace("/", ".")), name)
        told: dict[str, Any] = {"payload": handler(about["event"], context), "failed": False}
        text = json.dumps(told)
    except Exception as error:  # noqa: BLE001 - Lambda answers with whatever a function raises
        traceback.print_exc()
        failure = {
            "errorMessage": str(error),
            "errorType": type(error).__name__,
            "requestId": about["context"]["aws_request_id"],
            "stackTrace": traceback.format_tb(error.__traceback__),
        }
        text = json.dumps({"payload": failure, "failed": True})
    Path(about["answer"]).write_text(text)


if __name__ == "__main__":
    main()
