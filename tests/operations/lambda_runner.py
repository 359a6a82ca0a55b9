"""Runs a Lambda handler from its archive, as the runtime does: events on standard input, answers on standard output.

python lambda_runner.py FOLDER HANDLER SECONDS
"""

import importlib
import json
import sys
import time
from dataclasses import dataclass


@dataclass
class Context:
    """What of an invocation's context handlers use."""

    ends: float

    def get_remaining_time_in_millis(self) -> int:
        return int((self.ends - time.monotonic()) * 1000)


def main() -> None:
    folder, handler, seconds = sys.argv[1:4]
    # Before anything that is installed: only boto3 may come from there.
    sys.path.insert(0, folder)
    module, _, function = handler.rpartition(".")
    handle = getattr(importlib.import_module(module), function)
    answers, sys.stdout = sys.stdout, sys.stderr
    for line in sys.stdin:
        answer = handle(json.loads(line), Context(time.monotonic() + float(seconds)))
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


if __name__ == "__main__":
    main()
