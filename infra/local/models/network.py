"""Weights, set by hand, of a one-layer transformer that follows scripts and copies words out of its prompt.

A token's embedding is one-hot plus a constant; the output matrix is a table of which token follows which. Two attention
heads and a gate let it repeat what the chat template put into a slot of its prompt:
  - head 0 looks back a fixed number of tokens (rotary embeddings make the distance an angle) and fetches the code of
    the token there; since slots have a fixed length, it finds the next copied character at every step;
  - head 1 sees whether the prompt ends in a token that starts a copying script;
  - the feed-forward part multiplies the two.
All differences between scores are so large that sampling at any usual temperature gives the same text.
"""

import numpy as np

from scripts import CALL_HEAD, Scripts
from vocabulary import CALL, CALL_PAD, END, RESULT, SINGLES, SPACE, Vocabulary, written

SLOT_LENGTH = 64
HEADS = 2
HEAD_SIZE = 64
CODE_SIZE = 64
ROPE_BASE = 10_000.0
CONTEXT_LENGTH = 32_768
EPSILON = 1e-6
# How far back the copied token lies: the slot, the token that starts the script and its head.
DISTANCE = SLOT_LENGTH + len(CALL_HEAD)
# Scores before the last normalisation scales them by more than 10. What follows a chunk is never overruled; what
# follows a single character is, by a copied one (a wrong one gets at most half of COPIES).
FOLLOWS, COPIES, CLOSES, FOLLOWS_SINGLE, SUPPRESSES = 400.0, 150.0, 100.0, 40.0, -500.0
# Preferences where a grammar forbids what the table says: the earlier, the sooner. JSON ends as soon as it may.
PREFERRED = (END, written(CALL_HEAD[0]), "}", "]", ",", ":", '"', "{", "[", "t", "4", "a")
PREFERENCE_STEP = 2.0


def codes(vocabulary: Vocabulary, copied: list[str]) -> np.ndarray:
    """One vector of signs for each token that can be copied (zeros for the others), any two far from parallel."""
    generator = np.random.Generator(np.random.PCG64(1))
    table = np.zeros((len(vocabulary), CODE_SIZE))
    chosen = np.zeros((0, CODE_SIZE))
    for text in copied:
        candidates = generator.integers(0, 2, size=(64, CODE_SIZE)) * 2.0 - 1.0
        overlap = np.abs(candidates @ chosen.T).max(axis=1) if len(chosen) else np.zeros(len(candidates))
        best = candidates[int(overlap.argmin())]
        chosen = np.vstack([chosen, best])
        table[vocabulary.id(text)] = best
    worst = np.abs(chosen @ chosen.T - np.eye(len(chosen)) * CODE_SIZE).max()
    if worst > CODE_SIZE // 2:
        raise ValueError(f"two codes overlap by {worst:.0f} of {CODE_SIZE}")
    return table


def angles() -> np.ndarray:
    """Rotation of each pair of a head's numbers per token, in radians."""
    return ROPE_BASE ** (-2.0 * np.arange(HEAD_SIZE // 2) / HEAD_SIZE)


def preferences(vocabulary: Vocabulary) -> np.ndarray:
    """How much each token is preferred where a grammar decides: characters before bytes, white space last."""
    scores = np.zeros(len(vocabulary))
    for text in SINGLES:
        scores[vocabulary.id(text)] = 2 * PREFERENCE_STEP if len(text) == 1 else PREFERENCE_STEP
    for text in (SPACE, "-"):
        scores[vocabulary.id(text)] = 0.0
    for text in ("<0x09>", "<0x0A>", "<0x0D>", "<0x20>"):
        scores[vocabulary.id(text)] = -PREFERENCE_STEP
    for place, text in enumerate(reversed(PREFERRED)):
        scores[vocabulary.id(text)] = (3 + place) * PREFERENCE_STEP
    return scores


def weights(vocabulary: Vocabulary, scripts: Scripts) -> dict[str, np.ndarray]:
    """All tensors by their GGUF names; rows are outputs."""
    size = len(vocabulary)
    constant, fetched, marked = size, size + 1, size + 1 + CODE_SIZE
    gated = marked + 1
    width = -(-(gated + CODE_SIZE) // 64) * 64
    table = codes(vocabulary, [*SINGLES, *scripts.copied])

    embedding = np.zeros((size, width))
    embedding[np.arange(size), np.arange(size)] = 1.0
    embedding[:, constant] = 1.0
    # What the normalisation makes of a one: the sum of squares is 2 before the heads, at most 4 in copying scripts.
    before, copying = np.sqrt(width / 2.0), np.sqrt(width / 4.0)

    heads = HEADS * HEAD_SIZE
    query, key, value = (np.zeros((heads, width)) for _ in range(3))
    pairs = np.arange(HEAD_SIZE // 2)
    reach = 16.0 / before
    key[2 * pairs, constant] = reach
    query[2 * pairs, constant] = reach * np.cos(-DISTANCE * angles())
    query[2 * pairs + 1, constant] = reach * np.sin(-DISTANCE * angles())
    value[:CODE_SIZE, :size] = table.T / (np.sqrt(CODE_SIZE) * before)
    slowest = heads - 2
    starts = [vocabulary.id(CALL), vocabulary.id(RESULT)]
    query[slowest, constant] = 20.0 / before
    key[slowest, starts] = 20.0 / before
    value[HEAD_SIZE, starts] = 1.0 / before
    attention = np.zeros((width, heads))
    attention[fetched + np.arange(CODE_SIZE), np.arange(CODE_SIZE)] = 1.0
    attention[marked, HEAD_SIZE] = 1.0

    units = np.arange(CODE_SIZE)
    gate, up, down = np.zeros((CODE_SIZE, width)), np.zeros((CODE_SIZE, width)), np.zeros((width, CODE_SIZE))
    gate[:, marked] = 1.0
    up[units, fetched + units] = 1.0
    down[gated + units, units] = 1.0 / copying**2

    output = np.zeros((size, width))
    singles = set(SINGLES)
    for text, place in vocabulary.ids.items():
        successor = vocabulary.id(scripts.successors.get(text, scripts.first))
        output[successor, place] = FOLLOWS_SINGLE if text in singles else FOLLOWS
    output[:, constant] = preferences(vocabulary)
    output[vocabulary.id(scripts.first), marked] = SUPPRESSES
    scaled = table / np.sqrt(CODE_SIZE)
    for text in SINGLES:
        output[vocabulary.id(text), gated : gated + CODE_SIZE] = COPIES * scaled[vocabulary.id(text)]
    for pad, tail in scripts.copied.items():
        output[vocabulary.id(tail), gated : gated + CODE_SIZE] = COPIES * scaled[vocabulary.id(pad)]
    # A call that needs more arguments than the city closes the string and leaves the rest to the grammar.
    output[vocabulary.id('"'), gated : gated + CODE_SIZE] += CLOSES * scaled[vocabulary.id(CALL_PAD)]

    ones = np.ones(width)
    return {
        "token_embd.weight": embedding,
        "output_norm.weight": ones,
        "output.weight": output,
        "blk.0.attn_norm.weight": ones,
        "blk.0.attn_q.weight": query,
        "blk.0.attn_k.weight": key,
        "blk.0.attn_v.weight": value,
        "blk.0.attn_output.weight": attention,
        "blk.0.ffn_norm.weight": ones,
        "blk.0.ffn_gate.weight": gate,
        "blk.0.ffn_up.weight": up,
        "blk.0.ffn_down.weight": down,
    }
