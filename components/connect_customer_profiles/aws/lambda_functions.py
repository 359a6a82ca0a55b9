"""The Lambda calls: a function.

https://docs.aws.amazon.com/lambda/latest/api/API_Operations.html
"""

from .call import Calls

SERVICE = "lambda"


class Functions(Calls):
    """Functions."""

    def function_arn(self, name: str) -> str | None:
        """The ARN of a function, or None."""
        found = self._found(SERVICE, "GetFunctionConfiguration", FunctionName=name)
        return str(found["FunctionArn"]) if found else None
