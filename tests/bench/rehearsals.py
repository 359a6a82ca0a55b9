"""A rehearsal of a million records: its time on one core and its memory, and its time per record against ten thousand.

Each rehearsal is a process of its own, which reads a CSV file through the tasks of a flow into an object type with
three keys. Nearly half of the records are about somebody whom another record is about as well.
"""

import json
import random
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from tests.bench.measure import Result

FEW, MANY = 10_000, 1_000_000
SECONDS, MEGABYTES, RATIO = 60, 500, 1.3
COLUMNS = ("Id", "Email", "Phone", "FirstName", "LastName", "City", "Country", "BirthDate", "LastModifiedDate")
TARGETS = {
    "Email": ("EmailAddress", "EMAIL_ADDRESS"),
    "Phone": ("PhoneNumber", "PHONE_NUMBER"),
    "FirstName": ("FirstName", "NAME"),
    "LastName": ("LastName", "NAME"),
    "City": ("Address.City", "STRING"),
    "Country": ("Address.Country", "STRING"),
    "BirthDate": ("BirthDate", "STRING"),
}
MAPPING = {
    "contacts": {
        "fields": {
            "Id": {"source": "_source.Id"},
            **{
                name: {"source": f"_source.{name}", "target": f"_profile.{target}", "content_type": content_type}
                for name, (target, content_type) in TARGETS.items()
            },
        },
        "keys": {
            "contactId": {"field_names": ["Id"], "standard_identifiers": ["UNIQUE"]},
            "_email": {"field_names": ["Email"], "standard_identifiers": ["PROFILE"]},
            "_phone": {"field_names": ["Phone"], "standard_identifiers": ["PROFILE"]},
        },
        "allow_profile_creation": True,
        "integration": {
            "connector": {"type": "Salesforce", "connector_profile_name": "sales", "object": "Contact"},
            "fields": list(COLUMNS),
            "tasks": [
                {"type": "Filter", "field": "Country", "operator": "NOT_EQUAL_TO", "value": "XX"},
                {"type": "Validate", "field": "Id", "operator": "VALIDATE_NON_NULL", "action": "DropRecord"},
                {"type": "Truncate", "field": "City", "length": 100},
            ],
        },
    }
}

PROGRAM = """
import json, resource, sys, time
from pathlib import Path
from connect_customer_profiles.operations.rehearsal import file_source, uncollected
from connect_customer_profiles.rehearsal import mapping_file
from connect_customer_profiles.rehearsal.rehearsing import rehearse
from connect_customer_profiles.rehearsal.summary import summarised

intake = mapping_file.intakes(json.loads(sys.argv[1]))["contacts"]
start = time.process_time()
with uncollected():
    report = summarised(rehearse([file_source(intake, Path(sys.argv[2]))]))
seconds = time.process_time() - start
assert report.records == int(sys.argv[3]) and report.profiles < report.records, report
print(seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def results() -> Iterator[Result]:
    """Seconds and megabytes of a million records, and the time per record against ten thousand."""
    with tempfile.TemporaryDirectory() as folder:
        few, many = (written(Path(folder) / f"{number}.csv", number) for number in (FEW, MANY))
        before = [rehearsed(few, FEW)[0] for _ in range(4)]
        seconds, megabytes = rehearsed(many, MANY)
        short = median([*before, *(rehearsed(few, FEW)[0] for _ in range(4))])
    yield Result("rehearsal-of-1000000-records-seconds", seconds, SECONDS)
    yield Result("rehearsal-of-1000000-records-megabytes", megabytes, MEGABYTES)
    yield Result("rehearsal-per-record-1000000-to-10000", seconds / MANY / (short / FEW), RATIO)


def rehearsed(file: Path, number: int) -> tuple[float, float]:
    """CPU seconds and megabytes of a rehearsal."""
    command = [sys.executable, "-c", PROGRAM, json.dumps(MAPPING), str(file), str(number)]
    seconds, kilobytes = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
    return float(seconds), float(kilobytes) / 1024


def written(file: Path, number: int) -> Path:
    """A file of this many records."""
    chance = random.Random(number)  # noqa: S311 - data for a measurement
    with file.open("w") as out:
        out.write(",".join(COLUMNS) + "\n")
        for record in range(number):
            who = chance.randrange(number * 7 // 10)
            email = f"person{who}@example.com" if chance.random() < 0.9 else ""
            day = f"19{who % 90 + 10}-0{who % 9 + 1}-1{who % 9}"
            out.write(
                f"003{record:012d},{email},+1555{who:07d},First{who % 997},Last{who % 4999},City{who % 300},DE,{day},"
                f"2026-01-31T00:00:00Z\n"
            )
    return file
