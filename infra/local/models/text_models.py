"""Writes the small text models of the local stack: `text_models.py FOLDER` makes chat.gguf and tool.gguf in it.

Both are the same network; the chat template decides what they do (chat.jinja, tool.jinja).
"""

import sys
from pathlib import Path

import gguf
import numpy as np

import network
from scripts import all_scripts
from vocabulary import CALL_PAD, END, START, UNKNOWN, Vocabulary


def write(path: Path, name: str, template: str, vocabulary: Vocabulary, tensors: dict[str, np.ndarray]) -> None:
    """Writes one GGUF file of the llama architecture."""
    writer = gguf.GGUFWriter(path, "llama")
    writer.add_name(name)
    writer.add_license("apache-2.0")
    writer.add_context_length(network.CONTEXT_LENGTH)
    writer.add_embedding_length(tensors["token_embd.weight"].shape[1])
    writer.add_block_count(1)
    writer.add_feed_forward_length(network.CODE_SIZE)
    writer.add_head_count(network.HEADS)
    writer.add_head_count_kv(network.HEADS)
    writer.add_key_length(network.HEAD_SIZE)
    writer.add_value_length(network.HEAD_SIZE)
    writer.add_rope_dimension_count(network.HEAD_SIZE)
    writer.add_rope_freq_base(network.ROPE_BASE)
    writer.add_layer_norm_rms_eps(network.EPSILON)
    writer.add_file_type(gguf.LlamaFileType.MOSTLY_F16)

    writer.add_tokenizer_model("llama")
    writer.add_tokenizer_pre("default")
    writer.add_token_list(vocabulary.texts)
    writer.add_token_scores([0.0] * len(vocabulary))
    writer.add_token_types(vocabulary.types())
    writer.add_unk_token_id(vocabulary.id(UNKNOWN))
    writer.add_bos_token_id(vocabulary.id(START))
    writer.add_eos_token_id(vocabulary.id(END))
    writer.add_eot_token_id(vocabulary.id(END))
    writer.add_pad_token_id(vocabulary.id(CALL_PAD))
    writer.add_add_bos_token(True)
    writer.add_add_eos_token(False)
    writer.add_add_space_prefix(False)
    writer.add_chat_template(template)

    for tensor, values in tensors.items():
        writer.add_tensor(tensor, values.astype(np.float32 if values.ndim == 1 else np.float16))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def main(folder: Path) -> None:
    """Writes both models into `folder`."""
    scripts = all_scripts()
    vocabulary = Vocabulary(scripts.chunks)
    tensors = network.weights(vocabulary, scripts)
    here = Path(__file__).parent
    for kind in ("chat", "tool"):
        template = (here / f"{kind}.jinja").read_text(encoding="utf-8")
        write(folder / f"{kind}.gguf", f"domicile {kind}", template, vocabulary, tensors)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: text_models.py FOLDER")
    main(Path(sys.argv[1]))
