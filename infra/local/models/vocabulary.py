"""The vocabulary of the small text models: control tokens, bytes, single characters and the chunks of their answers.

Chunks are at least three characters long, and no token has two: the tokeniser merges pairs only, so it reads every
prompt character by character, and the length of a text in tokens is its length in bytes (ASCII) or known from it.
"""

from gguf import TokenType

SPACE = "▁"  # how the SentencePiece tokeniser writes a space
UNKNOWN = "<unk>"
START = "<|start|>"
END = "<|end|>"
ROLES = ("<|system|>", "<|user|>", "<|assistant|>", "<|tool|>")
# The last token of a prompt: it tells which of the scripts answers.
# (`<|call|>` would not do: llama.cpp takes that name for an end of text.)
ANSWER, COUNT, CALL, RESULT, DONE = "<|answer|>", "<|count|>", "<|weather|>", "<|result|>", "<|done|>"
# What fills a slot up to its fixed length; which one, tells how the text goes on after the copied words.
CALL_PAD, RESULT_PAD = "<|weather_pad|>", "<|result_pad|>"

CONTROL = (START, END, *ROLES, ANSWER, COUNT, CALL, RESULT, DONE, CALL_PAD, RESULT_PAD)
CHARACTERS = (SPACE, *(chr(code) for code in range(0x21, 0x7F)))
BYTES = tuple(f"<0x{byte:02X}>" for byte in range(256))
SINGLES = CHARACTERS + BYTES


def written(text: str) -> str:
    """`text` as the tokeniser writes it."""
    return text.replace(" ", SPACE)


def chunks(text: str, taken: set[str]) -> list[str]:
    """Splits `text` into tokens of one word each, of more where a word is short or `taken`; adds them to `taken`."""
    words = [(" " if place else "") + word for place, word in enumerate(text.split(" "))]
    found: list[str] = []
    pending = ""
    for word in words:
        pending += word
        token = written(pending)
        if len(token) >= 3 and token not in taken:
            taken.add(token)
            found.append(token)
            pending = ""
    if pending:
        raise ValueError(f'the last words of the text repeat an earlier chunk: "{pending.strip()}"')
    return found


class Vocabulary:
    """Tokens in order; a token's place is its id."""

    def __init__(self, chunk_tokens: list[str]) -> None:
        self.texts = [UNKNOWN, *CONTROL, *BYTES, *CHARACTERS, *chunk_tokens]
        self.ids = {text: place for place, text in enumerate(self.texts)}
        if len(self.ids) != len(self.texts):
            raise ValueError("two tokens of the vocabulary have the same text")
        if any(len(text) == 2 for text in self.texts):
            raise ValueError("a token of two characters would be merged in prompts")

    def __len__(self) -> int:
        return len(self.texts)

    def id(self, text: str) -> int:
        """The id of the token with this text."""
        return self.ids[text]

    def types(self) -> list[TokenType]:
        """What kind each token is."""
        kinds = {UNKNOWN: TokenType.UNKNOWN}
        kinds.update((text, TokenType.CONTROL) for text in CONTROL)
        kinds.update((text, TokenType.BYTE) for text in BYTES)
        return [kinds.get(text, TokenType.NORMAL) for text in self.texts]
