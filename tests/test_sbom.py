"""The bill of materials names every package of the lock, with hash and licence."""

import json
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def test_every_locked_package_is_in_the_bill_with_hash_and_licence() -> None:
    command = [sys.executable, str(ROOT / "tools" / "sbom.py")]
    made = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    bill = json.loads(made)
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.5")
    lock = (ROOT / "requirements.lock").read_text("utf-8")
    locked = set(re.findall(r"^([\w.-]+)==", lock, re.MULTILINE))
    assert {part["name"] for part in bill["components"]} == locked and len(locked) > 20
    hashes = [h["content"] for p in bill["components"] for f in p["externalReferences"] for h in f["hashes"]]
    assert sorted(hashes) == sorted(re.findall(r"sha256:([0-9a-f]{64})", lock))
    assert len({part["bom-ref"] for part in bill["components"]}) == len(bill["components"])
    # markers leave a few packages out on a platform; all that are installed state a licence
    assert sum(not part["licenses"] for part in bill["components"]) <= 12
