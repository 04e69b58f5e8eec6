"""The vectors of sprint-work §6 and its extreme cases: python3 -m unittest pacer_sprint_torch_test (in this folder)."""
import hashlib
import json
import os
import pathlib
import threading
import types
import unittest

import torch

from pacer_sprint_torch import SIZES, Epoch, Invalid, Matmul, check_shape

FILE = pathlib.Path(__file__).resolve().parents[3] / "proto/vectors/sprint-work.json"
VECTORS = json.loads(FILE.read_text(encoding="utf-8"))
DEVICE = torch.device("cuda" if torch.cuda.is_available() else "cpu")
OPTIONS = types.SimpleNamespace(device=DEVICE, matmul=Matmul(DEVICE), batch=None)
PATTERNS = {
    "zero": lambda i, d: 0,
    "all -128": lambda i, d: -128,
    "all 127": lambda i, d: 127,
    "alternating": lambda i, d: -128 if i % 2 else 127,
    "rows": lambda i, d: -128 if i // d % 2 else 127,
    "sparse": lambda i, d: 0 if i % 97 else 127,
    "ramp": lambda i, d: i % 256 - 128,
    "thirds": lambda i, d: 127 if (i * i + i // d) % 3 == 1 else -128,
}


def shape(case):
    return check_shape(tuple(case[name] for name in SIZES))


def epoch(case):
    return Epoch(case["chain"], int(case["epoch"]), bytes.fromhex(case["beacon"]), shape(case), OPTIONS)


def pattern(name, count, dim):
    return torch.tensor([PATTERNS[name](i, dim) for i in range(count)], dtype=torch.int8, device=DEVICE)


class Vectors(unittest.TestCase):
    def each(self, key):
        cases = [case for case in VECTORS["cases"] if key in case]
        self.assertTrue(cases)
        for case in cases:
            with self.subTest(case["name"]):
                yield case

    def test_digests(self):
        for case in self.each("nonce"):
            digest = epoch(case).digests(bytes.fromhex(case["host"]), int(case["nonce"]), 1)[0]
            self.assertEqual(digest.hex(), case["digest"])

    def test_hits(self):
        for case in self.each("hits"):
            first, last = int(case["first_nonce"]), int(case["last_nonce"])
            digests = epoch(case).digests(bytes.fromhex(case["host"]), first, last - first + 1)
            below = [(n, d) for n, d in enumerate(digests, first) if int.from_bytes(d[:8], "big") < int(case["target"])]
            self.assertEqual([{"nonce": str(n), "digest": d.hex()} for n, d in below], case["hits"])

    def test_extremes(self):
        for case in self.each("weights"):
            d, layers, _, f, s = sizes = shape(case)
            model = Epoch("", 0, b"", sizes, OPTIONS)
            flat = pattern(case["weights"], layers * (4 * d * d + 3 * d * f), d)
            for layer, values in zip(model.layers, flat.split(4 * d * d + 3 * d * f)):
                parts = values.split([w.numel() for w in layer])
                layer[:] = [part.view(w.shape) for part, w in zip(parts, layer)]
            output = model.forward(pattern(case["tokens"], s * d, d).view(s, d), 1).cpu().numpy()
            self.assertEqual(hashlib.sha256(output).hexdigest(), case["output_sha256"])

    def test_threads_stay_when_epochs_go(self):
        case = next(case for case in VECTORS["cases"] if "nonce" in case)
        threads = set()
        for _ in range(3):
            epoch(case).digests(bytes.fromhex(case["host"]), 0, 64)
            threads.update(threading.enumerate())
        self.assertLessEqual(len([t for t in threads if t is not threading.main_thread()]), os.cpu_count())

    def test_refused(self):
        for case in VECTORS["refused"]:
            with self.subTest(case["name"]), self.assertRaises(Invalid):
                shape(case)


if __name__ == "__main__":
    unittest.main()
