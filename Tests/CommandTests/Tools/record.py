"""Prints the path of a record, or with --id its id: record.py TYPE [FOLDER] [--id]

Of several of the type the one that has the longest history.
"""
import glob
import json
import sys

arguments = [argument for argument in sys.argv[1:] if argument != "--id"]
kind = arguments[0]
folder = arguments[1] if len(arguments) > 1 else ".relay/123"
payloads = {}
paths = {}
for path in glob.glob(f"{folder}/records/*/*/*.relay"):
    name = path.rsplit("/", 1)[1].removesuffix(".relay")
    paths[name] = path
    with open(path, "rb") as record:
        payloads[name] = json.loads(record.readline())
depths = {}


def depth(name):
    if name not in depths:
        parents = payloads.get(name, {}).get("parents", [])
        depths[name] = 1 + max(map(depth, parents), default=0)
    return depths[name]


name = max((name for name in payloads if payloads[name]["type"] == kind), key=depth)
print(name if "--id" in sys.argv else paths[name])
