"""The one exception the emulated services answer with."""


class ServiceError(Exception):
    """An error as the service would answer it.

    Args:
        code: The exception's name in the service model, such as `BadRequestException`.
        message: What the service says; one line.
        status: HTTP status code.
    """

    def __init__(self, code: str, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.status = status


def throttled(message: str = "Rate exceeded") -> ServiceError:
    """The answer to a call above the documented rate: HTTP 429."""
    return ServiceError("ThrottlingException", message, 429)


def not_implemented(service: str, operation: str) -> ServiceError:
    """The answer to an operation of an emulated service that the emulator does not have: HTTP 501."""
    return ServiceError("NotImplemented", f"The local cloud does not implement {service}:{operation}", 501)
