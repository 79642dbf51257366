"""What the small text models say: chains of tokens, each begun by the last token of the prompt."""

from dataclasses import dataclass

from vocabulary import ANSWER, CALL, CALL_PAD, COUNT, DONE, END, RESULT, RESULT_PAD, chunks, written

ANSWER_TEXT = (
    "Hello from a sovereign endpoint: this answer was computed on this machine, and no prompt left it. "
    "A tiny demonstration model wrote these words; serve one of your own and they become real answers."
)
DONE_TEXT = "The tool has answered; its result is too long for such a small model to repeat here."
# Counting goes from 1 to this number, then begins again: an endless stream whose every token can be checked.
COUNT_TO = 100
# Text of the only thing that a string asked for by a grammar contains.
STRING_TEXT = "domicile"

# Both chains that copy have the same number of tokens before the copy begins: one attention head serves both.
CALL_HEAD = ("<tool_call>\n", '{"name": "', "get_weather", '", "arguments": {"city": "')
CALL_TAIL = '"}}\n</tool_call>'
RESULT_HEAD = ("The tool", " was asked", " and it", " answered: ")
RESULT_TAIL = " (repeated on this machine by the model)"


@dataclass(frozen=True)
class Scripts:
    """`successors` maps a token to the one that follows it, `copied` a pad to what follows the copied words."""

    successors: dict[str, str]
    copied: dict[str, str]
    first: str
    chunks: list[str]


def all_scripts() -> Scripts:
    """Every chain of the models. `first` begins the answer to a prompt that ends in any other token."""
    taken: set[str] = set()
    answer = chunks(ANSWER_TEXT, taken)
    done = chunks(DONE_TEXT, taken)
    numbers = [written(f"{number}, ") for number in range(1, COUNT_TO)] + [f"{COUNT_TO}.\n"]
    call_head = [written(text) for text in CALL_HEAD]
    result_head = [written(text) for text in RESULT_HEAD]
    call_tail, result_tail = written(CALL_TAIL), written(RESULT_TAIL)

    successors: dict[str, str] = {}
    for start, tokens, after in (
        (ANSWER, answer, END),
        (DONE, done, END),
        (COUNT, numbers, numbers[0]),
        (CALL, call_head, None),
        (RESULT, result_head, None),
        (call_tail, [END], None),
        (result_tail, [END], None),
        ('"', [STRING_TEXT], '"'),
        ("{", ['"'], None),
        ("[", ['"'], None),
        ("#", [numbers[0]], None),
    ):
        path = [start, *tokens, *([] if after is None else [after])]
        successors.update(zip(path[:-1], path[1:]))
    successors["4"] = "2"
    return Scripts(
        successors=successors,
        copied={CALL_PAD: call_tail, RESULT_PAD: result_tail},
        first=answer[0],
        chunks=[*answer, *done, *numbers, *call_head, *result_head, call_tail, result_tail, STRING_TEXT],
    )
