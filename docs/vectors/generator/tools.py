"""Programs, files and what all vectors share."""

import atexit
import json
import os
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
NAMESPACE = "relay-ledger-v1"
LARGEST = 2**53 - 1

# Programs run without the settings and the keys of whoever runs this.
HOME = tempfile.mkdtemp(prefix="relay-vectors-")
atexit.register(shutil.rmtree, HOME)
ENVIRONMENT = {
    "HOME": HOME, "PATH": os.environ["PATH"], "LC_ALL": "C", "TZ": "UTC",
    "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": "/dev/null",
}


def run(*arguments, data=b"", check=True, folder=HOME):
    result = subprocess.run(
        arguments, input=data, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=folder,
        env=ENVIRONMENT)
    if check and result.returncode != 0:
        sys.exit(f"{arguments}: {result.stderr.decode(errors='replace')}")
    return result.stdout if check else result


def write(path, data):
    path = os.path.join(HERE, path)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.write(data)


def save(name, value):
    """JSON with one entry a line, so that changes are seen line by line."""
    def entries(value, indent):
        if isinstance(value, list) and value and isinstance(value[0], dict):
            inner = (",\n" + indent + "  ").join(entries(item, indent + "  ") for item in value)
            return f"[\n{indent}  {inner}\n{indent}]"
        if isinstance(value, dict) and any(isinstance(item, (list, dict)) for item in value.values()):
            inner = (",\n" + indent + "  ").join(
                f"{json.dumps(key)}: {entries(item, indent + '  ')}" for key, item in value.items())
            return f"{{\n{indent}  {inner}\n{indent}}}"
        return json.dumps(value)
    write(name, (entries(value, "") + "\n").encode())
