#!/usr/bin/env python3
"""A PyTorch prover of Pacer's Sprint (line protocol pacer-sprint/1); see README.md beside this file.

    pacer_sprint_torch.py [--device cpu|cuda] [--threads N] [--batch N]   the line protocol on stdin and stdout
    pacer_sprint_torch.py EPOCH --nonce N [--json]   or   digests EPOCH --first N --count M
EPOCH: --dim D --layers L --heads H --ff F --seq S --chain ID --epoch E --beacon HEX --host HEX

Every tensor holds integers. Matrix products run on int8 units, or in fp32 where each partial sum is at most 2^24 in
magnitude and therefore exact in any order of summation (at most 1,024 terms at once).
"""
import argparse
import hashlib
import json
import os
import queue
import re
import signal
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import torch

PROTOCOL, SIZES, MAX = "pacer-sprint/1", ("dim", "layers", "heads", "ff", "seq"), 2**64 - 1
BASE = (32512, 31134, 29814, 28550, 27339, 26180, 25070, 24007, 22989, 22015, 21081, 20188, 19332, 18512, 17727, 16976)
HASHING = ThreadPoolExecutor(os.cpu_count())  # SHA-256 of the outputs; shared by all epochs
SOFTMAX = [max(1, (BASE[i % 16] + (1 << (7 + i // 16))) >> (8 + i // 16)) for i in range(128)]


class Invalid(ValueError):
    """A value out of its range; the message starts with its name."""


def parse_text(name, text, pattern="(?s).*", rule="a string"):
    if not isinstance(text, str) or not re.fullmatch(pattern, text):
        raise Invalid(f"{name} must be {rule}")
    return text


def parse_u64(name, text):
    number = int(parse_text(name, text, "[0-9]+", "a decimal string below 2^64"))
    return number if number <= MAX else parse_text(name, None, rule="below 2^64")


def parse_bytes(name, text, size):
    rule = f"{size} bytes as {2 * size} hex digits"
    return bytes.fromhex(parse_text(name, text, f"[0-9a-fA-F]{{{2 * size}}}", rule))


def check_shape(values):
    """(dim, layers, heads, ff, seq) within the ranges of sprint-work §2."""
    for name in (name for name, value in zip(SIZES, values) if type(value) is not int):
        raise Invalid(f"{name} must be a whole number")
    d, layers, heads, f, s = values
    head = d // heads if heads >= 1 and d % heads == 0 else 0
    rules = (
        (64 <= d <= 4096 and d % 64 == 0, "dim must be a multiple of 64, 64 to 4096"),
        (1 <= layers <= 32, "layers must be 1 to 32"),
        (16 <= head <= 256 and head % 16 == 0, "heads must divide dim into heads of 16 to 256 in steps of 16"),
        (64 <= f <= 4096 and f % 64 == 0, "ff must be a multiple of 64, 64 to 4096"),
        (4 <= s <= 256 and s % 4 == 0, "seq must be a multiple of 4, 4 to 256"),
        (layers * (4 * d * d + 3 * d * f) <= 2**30, "layers must keep the weights within 2^30 bytes"),
    )
    for message in (message for ok, message in rules if not ok):
        raise Invalid(message)
    return values


def tagged_hash(tag, *parts):
    """H of sprint-work §1."""
    framed = b"".join(len(p).to_bytes(4, "big") + p for p in parts)
    return hashlib.sha256(bytes([len(tag)]) + tag.encode() + framed).digest()


def keystreams(keys, first, blocks, device):
    """ChaCha20 keystreams (RFC 8439, nonce 0) of several keys from block `first` on: int8 [keys][blocks · 64]."""
    constants = torch.tensor([0x61707865, 0x3320646E, 0x79622D32, 0x6B206574, 0], dtype=torch.int32, device=device)
    words = torch.frombuffer(bytearray(b"".join(keys)), dtype=torch.int32).to(device).view(-1, 8)
    counter = torch.arange(first, first + blocks, dtype=torch.int32, device=device)
    columns = [*constants[:4].view(4, 1), *words.t().unsqueeze(-1), counter, *[constants[4:]] * 3]
    start = [column.expand(len(keys), blocks) for column in columns]
    x = list(start)

    def quarter(a, b, c, d):
        for p, q, r, k in ((a, b, d, 16), (c, d, b, 12), (a, b, d, 8), (c, d, b, 7)):
            x[p] = x[p] + x[q]  # int32 wraps, as it must
            v = x[r] ^ x[p]
            x[r] = (v << k) | ((v >> (32 - k)) & ((1 << k) - 1))

    for i in range(80):  # ten times four columns, then four diagonals
        shift = i // 4 % 2
        quarter(i % 4, 4 + (i + shift) % 4, 8 + (i + 2 * shift) % 4, 12 + (i + 3 * shift) % 4)
    return torch.stack([a + b for a, b in zip(x, start)], dim=-1).view(len(keys), -1).view(torch.int8)


def rsr8(a, k):
    return rsr(a, k).clamp(-128, 127)


def rsr(a, k):
    return (a + (1 << (k - 1))) >> k


class Matmul:
    """Exact products of int8 matrices, a [rows][k] · w [n][k] → int32 [rows][n], by whatever the device has."""

    def __init__(self, device):
        self.int8 = device.type == "cuda" and hasattr(torch, "_int_mm")
        torch.backends.cuda.matmul.allow_tf32 = False
        if self.int8:
            a, w = (torch.randint(-128, 128, (64, 64), dtype=torch.int8, device=device) for _ in range(2))
            try:
                self.int8 = torch.equal(self(a, w).cpu(), a.cpu().int() @ w.cpu().int().t())
            except RuntimeError as error:
                print(f"pacer_sprint_torch: int8 products fail here, using fp32: {error}", file=sys.stderr)
                self.int8 = False

    def __call__(self, a, w):
        if self.int8:
            rows = a.shape[0]
            if rows < 32:  # the least that cuBLAS takes is 17
                a = torch.cat([a, a.new_zeros(32 - rows, a.shape[1])])
            return torch._int_mm(a, w.t())[:rows]
        return sum((x.float() @ y.float().t()).int() for x, y in zip(a.split(1024, 1), w.split(1024, 1)))


class Epoch:
    """The weights of an epoch on a device, and digests of its nonces."""

    def __init__(self, chain, epoch, beacon, shape, options):
        self.parts, self.shape, self.matmul = (chain, epoch, beacon), shape, options.matmul
        self.device = device = options.device
        self.prefix = [chain.encode(), epoch.to_bytes(8, "big"), beacon]
        d, layers, _, f, s = shape
        # About a second of work, so that reports and stops are in time; at most what fits into memory.
        seconds, most = (10**13, 4096) if device.type == "cuda" else (10**10, 32)
        self.batch = options.batch or max(1, min(most, seconds // (layers * s * (4 * d * d + 3 * d * f))))
        key = tagged_hash("pacer/sprint-weights/v1", *self.prefix)
        blocks, step = layers * (4 * d * d + 3 * d * f) // 64, 1 << 18
        chunks = [keystreams([key], i, min(step, blocks - i), device)[0] for i in range(0, blocks, step)]
        sizes = [(3 * d, d), (d, d), (2 * f, d), (d, f)] * layers
        flat = torch.cat(chunks).split([n * k for n, k in sizes])
        weights = [w.view(size) for w, size in zip(flat, sizes)]
        self.layers = [weights[i : i + 4] for i in range(0, len(weights), 4)]
        self.softmax = torch.tensor(SOFTMAX, dtype=torch.int32, device=device)

    def norm(self, r):
        total = (r.long() * r).sum(1, keepdim=True) * 256 // self.shape[0]
        m = total.double().sqrt().long()
        m = m - (m * m > total).long()
        m = m + ((m + 1) * (m + 1) <= total).long() + 1  # exact, however a device rounds the root
        return rsr8(r * ((1 << 25) // m).int(), 16).to(torch.int8)

    def attention(self, qkv, nonces, ks):
        d, _, heads, _, s = self.shape
        q, k, v = qkv.view(nonces, s, 3, heads, d // heads).permute(2, 0, 3, 1, 4).float()
        scores = (q @ k.transpose(-1, -2)).int()  # at most 2^22
        top = scores.amax(-1, keepdim=True)
        p = self.softmax[((top - scores) >> ks).clamp(max=127).long()]
        c = (1 << 23) // p.sum(-1, keepdim=True, dtype=torch.int32)
        mean = rsr((p.float() @ v).int() * c, 23)  # the product at most 2^22
        return (v.int() - mean).clamp(-128, 127).to(torch.int8).permute(0, 2, 1, 3).reshape(nonces * s, d)

    def forward(self, tokens, nonces):
        """int8 tokens [nonces · seq][dim] → uint8 outputs of the same shape."""
        d, _, heads, f, _ = self.shape
        log, kf, ks = (next(e for e in range(7) if 4**e >= n) for n in (d, f, d // heads))
        kd, kf, ks, kg = 6 + log, 6 + kf, 5 + ks, 4 if d <= 2 * 4 ** (log - 1) else 5
        r = tokens.int()
        for wqkv, wo, wgu, wd in self.layers:
            o = self.attention(rsr8(self.matmul(self.norm(r), wqkv), kd), nonces, ks)
            r = (r + rsr(self.matmul(o, wo), kd - 1)).clamp(-4095, 4095)
            g, u = rsr8(self.matmul(self.norm(r), wgu), kd).split(f, 1)
            hid = rsr8(g * u, kg).to(torch.int8)
            r = (r + rsr(self.matmul(hid, wd), kf - 1)).clamp(-4095, 4095)
        return (r & 255).to(torch.uint8)

    def digests(self, host, first, count):
        d, _, _, _, s = self.shape
        prefix = ("pacer/sprint-input/v1", *self.prefix, host)
        keys = [tagged_hash(*prefix, nonce.to_bytes(8, "big")) for nonce in range(first, first + count)]
        tokens = keystreams(keys, 0, s * d // 64, self.device).view(-1, d)
        out = self.forward(tokens, count).view(count, -1).cpu().numpy()
        return list(HASHING.map(lambda row: hashlib.sha256(row).digest(), out))


class Prover:
    """Serves the line protocol: one work at a time, in batches."""

    def __init__(self, options):
        self.options, self.lines, self.epoch, self.work = options, queue.Queue(), None, None

    def say(self, **message):
        print(json.dumps(message, separators=(",", ":")), flush=True)

    def read(self):
        for line in filter(bytes.strip, sys.stdin.buffer):
            self.lines.put(line)
        os._exit(0)  # the agent is gone

    def serve(self):
        name = f"torch-{self.options.device.type}"
        self.say(type="ready", protocol=PROTOCOL, name=name, threads=torch.get_num_threads())
        threading.Thread(target=self.read, daemon=True).start()
        while True:
            try:
                self.receive(self.lines.get(block=self.work is None))
            except queue.Empty:
                self.advance()

    def receive(self, line):
        code = "invalid_line"
        try:
            message = json.loads(line.decode())
            kind = message.get("type") if isinstance(message, dict) else None
            if kind == "stop":
                return self.report(done=True)
            if kind != "work":
                raise Invalid(f"there is no such message in {PROTOCOL}; send work or stop")
            code = "invalid_work"
            self.begin(message)
        except ValueError as error:
            self.say(type="error", code=code, message=str(error))

    def begin(self, message):
        shape = check_shape(tuple(message.get(name) for name in SIZES))
        chain, epoch = parse_text("chain", message.get("chain")), parse_u64("epoch", message.get("epoch"))
        beacon = parse_bytes("beacon", message.get("beacon"), 32)
        host = parse_bytes("host", message.get("host"), 20)
        target, first = (parse_u64(name, message.get(name)) for name in ("target", "first"))
        last = MAX if message.get("last") is None else parse_u64("last", message["last"])
        if target == 0 or last < first:
            raise Invalid("target must be 1 or more" if target == 0 else f"last must not be below first, {first}")
        self.report(done=True)  # what is running ends as if it had been stopped
        if self.epoch is None or (self.epoch.parts, self.epoch.shape) != ((chain, epoch, beacon), shape):
            self.epoch = None  # frees its memory first
            self.epoch = Epoch(chain, epoch, beacon, shape, self.options)
        self.work, self.next, self.hits, self.due = (host, target, last), first, [], time.monotonic() + 0.25

    def advance(self):
        host, target, last = self.work
        count = min(self.epoch.batch, last - self.next + 1)
        digests = enumerate(self.epoch.digests(host, self.next, count), self.next)
        self.hits += [str(nonce) for nonce, digest in digests if int.from_bytes(digest[:8], "big") < target]
        self.next += count
        if self.next > last or time.monotonic() >= self.due:
            self.report(done=self.next > last)

    def report(self, done):
        if self.work is None:
            return
        hits, self.hits, self.due = self.hits, [], time.monotonic() + 0.25
        self.work = None if done else self.work
        epoch, end = str(self.epoch.parts[1]), {"done": True} if done else {}
        self.say(type="report", epoch=epoch, frontier=str(self.next), hits=hits, **end)


def one_shot(options):
    shape = check_shape(tuple(parse_u64(name, getattr(options, name)) for name in SIZES))
    epoch, beacon = parse_u64("epoch", options.epoch), parse_bytes("beacon", options.beacon, 32)
    host = parse_bytes("host", options.host, 20)
    first, count = (options.first, options.count) if options.many else (options.nonce, "1")
    first, count = parse_u64("first" if options.many else "nonce", first), parse_u64("count", count)
    if first + count - 1 > MAX:
        raise Invalid("count must not lead beyond the last nonce, 2^64 - 1")
    epoch = Epoch(parse_text("chain", options.chain), epoch, beacon, shape, options)
    for at in range(first, first + count, epoch.batch):
        for digest in epoch.digests(host, at, min(epoch.batch, first + count - at)):
            print(json.dumps({"digest": digest.hex()}) if options.json else digest.hex())


def main():
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # whoever closed the pipe wants no more
    many = sys.argv[1:2] == ["digests"]
    parser = argparse.ArgumentParser(usage=__doc__, allow_abbrev=False)
    parser.error = lambda message: sys.exit(print(f"pacer_sprint_torch: {message}", file=sys.stderr) or 2)
    epoch_flags = (*SIZES, "chain", "epoch", "beacon", "host", "nonce", "first", "count")
    for name in (*epoch_flags, "threads", "batch"):
        parser.add_argument(f"--{name}")
    parser.add_argument("--json", action="store_true", help='print {"digest":…}')
    parser.add_argument("--device", choices=["cpu", "cuda"], default="cuda" if torch.cuda.is_available() else "cpu")
    options = parser.parse_args(sys.argv[1 + many :], argparse.Namespace(many=many))
    options.device = torch.device(options.device)
    try:
        for name in (name for name in ("threads", "batch") if getattr(options, name) is not None):
            setattr(options, name, parse_u64(name, getattr(options, name)))
            if not 1 <= getattr(options, name) <= 65536:
                raise Invalid(f"{name} must be 1 to 65536")
        torch.set_num_threads(options.threads or torch.get_num_threads())
        options.matmul = Matmul(options.device)
        one = many or any(getattr(options, name) is not None for name in epoch_flags)
        one_shot(options) if one else Prover(options).serve()
    except Invalid as error:
        parser.error(f"--{error}")


if __name__ == "__main__":
    with torch.inference_mode():
        main()
