"""Checks mapping files against their JSON Schema, with another reader than the program's own.

Prints "FILE: PLACE: what is wrong" a fault and then "N checked". Exit codes: 0 all good, 1 something is wrong.
"""

import json
import pathlib
import sys

import jsonschema
import yaml


def faults(validator, file):
    try:
        document = yaml.safe_load(pathlib.Path(file).read_text())
    except yaml.YAMLError as error:
        yield "", str(error).replace("\n", " ")
        return
    for error in validator.iter_errors(document):
        yield "/".join(map(str, error.absolute_path)), error.message


def main():
    schema_file, *files = sys.argv[1:]
    schema = json.loads(pathlib.Path(schema_file).read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    count = 0
    for file in files:
        for place, message in faults(validator, file):
            count += 1
            print(f"{file}: {place}: {message}")
    print(f"{len(files)} checked")
    sys.exit(1 if count else 0)


if __name__ == "__main__":
    main()
