"""Keeps the whole cloud, moto's backends included, in one file across restarts."""

import io
import os
import sys
import threading
from pathlib import Path
from typing import Any

from connect_customer_profiles.rules.screen import readable

from .signature import own_key, sign, verified
from .state import Cloud

FILE = "cloud.dill"
FORMAT = 6


def save(cloud: Cloud, folder: Path) -> None:
    """Writes everything to `folder`, atomically. A moto service that cannot be written is named on stderr, not kept."""
    import dill

    with cloud.lock:
        state = {
            "format": FORMAT,
            "regions": cloud.regions,
            "behaviours": cloud.behaviours.as_dict(),
            "clock": cloud.clock.saved(),
        }
        document = {"ours": dill.dumps(state), "moto": _moto_state(dill)}
        partial = folder / f"{FILE}.partial"
        partial.write_bytes(sign(dill.dumps(document)))
        partial.replace(folder / FILE)


def restore(cloud: Cloud, folder: Path) -> bool:
    """Brings back what `save` wrote to `folder`; False where there is nothing.

    Raises:
        ValueError: The file was written by another version, or not by this user. Nothing of it was loaded then.
    """
    import dill

    own_key()  # what `save` needs in the end is looked at in the beginning
    path = folder / FILE
    if not path.exists():
        return False
    try:
        if not path.is_file():
            raise ValueError("it is not a file")
        document = dill.loads(verified(path.read_bytes()))  # noqa: S301 - signed by this user
        state = dill.loads(document["ours"])  # noqa: S301
        if state["format"] != FORMAT:
            raise ValueError(f"format {state['format']} instead of {FORMAT}")
        backends = {name: dill.loads(data) for name, data in document["moto"].items()}  # noqa: S301
    except Exception as error:
        raise ValueError(f"{path} cannot be read ({error}): delete it to start afresh") from error
    cloud.regions = state["regions"]
    for name, value in state["behaviours"].items():
        cloud.set_behaviour(name, value)
    cloud.clock.restore(state["clock"])
    _restore_moto(backends)
    cloud.directory.begin()
    return True


def _moto_state(dill: Any) -> dict[str, bytes]:
    """Every used backend of moto by service, each on its own."""
    if "moto.core.base_backend" not in sys.modules:
        return {}
    from moto.core.base_backend import BackendDict

    instances: list[Any] = list(BackendDict._instances)  # type: ignore[misc]
    state: dict[str, bytes] = {}
    for instance in instances:
        backends = {account: dict(regions) for account, regions in instance.items()}
        try:
            state[instance.service_name] = _pickled(dill, backends)
        except Exception as error:  # noqa: BLE001 - one service must not cost the others
            print(readable(f"localcloud: {instance.service_name} is not kept: {error}"), file=sys.stderr)
    return state


def _pickled(dill: Any, value: Any) -> bytes:
    """As `dill.dumps`, but for two kinds of objects that it cannot restore.

    Asymmetric keys (every KMS key of moto has one) are written as PKCS #8; locks come back new and unlocked.
    """
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    class Pickler(dill.Pickler):  # type: ignore[misc]
        def reducer_override(self, value: Any) -> Any:
            if isinstance(value, type(threading.RLock())):
                return threading.RLock, ()
            if not isinstance(value, EllipticCurvePrivateKey | RSAPrivateKey):
                return NotImplemented
            return _private_key, (value.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()),)

    buffer = io.BytesIO()
    Pickler(buffer).dump(value)
    return buffer.getvalue()


def _private_key(data: bytes) -> Any:
    from cryptography.hazmat.primitives.serialization import load_der_private_key

    return load_der_private_key(data, password=None)


def _restore_moto(services: dict[str, dict[str, dict[str, Any]]]) -> None:
    if not services:
        return
    from moto.backends import get_backend

    for service, accounts in services.items():
        backends: Any = get_backend(service)  # type: ignore[call-overload]
        for account, regions in accounts.items():
            for region, backend in regions.items():
                backends[account][region] = backend


def private_folder(folder: Path) -> Path:
    """Makes a data folder, readable by its owner only."""
    folder.mkdir(parents=True, exist_ok=True)
    if os.name == "posix":
        folder.chmod(0o700)
    return folder
