"""Does what an application does with the official OpenAI client, and prints what it saw as one JSON object."""

import json
import sys
from concurrent.futures import ThreadPoolExecutor

from openai import APIStatusError, OpenAI

ENDPOINT = json.load(open(sys.argv[1], encoding="utf-8"))
MODELS = ENDPOINT["models"]
QUESTION = [{"role": "user", "content": "Where do you run?"}]
WEATHER = {
    "type": "function",
    "function": {
        "name": "get_weather",
        "parameters": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]},
    },
}


def client(key: str) -> OpenAI:
    return OpenAI(base_url=ENDPOINT["baseUrl"], api_key=key, max_retries=0, timeout=60)


def chat(openai: OpenAI, model: str) -> str:
    return openai.chat.completions.create(model=model, messages=QUESTION).choices[0].message.content


def stream(openai: OpenAI, model: str) -> list[str]:
    chunks = openai.chat.completions.create(model=model, messages=QUESTION, stream=True)
    return [chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices]


def tool(openai: OpenAI) -> dict[str, str]:
    messages = [{"role": "user", "content": "What is the weather in Weimar?"}]
    answer = openai.chat.completions.create(model=MODELS["tool"], messages=messages, tools=[WEATHER])
    call = answer.choices[0].message.tool_calls[0].function
    return {"name": call.name, "arguments": call.arguments}


def failure(openai: OpenAI, **request: object) -> dict[str, object]:
    try:
        openai.post("/chat/completions", cast_to=object, body=request)
    except APIStatusError as error:
        return {"class": type(error).__name__, "status": error.status_code, "code": error.code}
    return {"class": "no error"}


def main() -> None:
    openai = client(ENDPOINT["apiKey"])
    with ThreadPoolExecutor(16) as pool:
        at_once = list(pool.map(lambda _: chat(openai, MODELS["chat"]), range(16)))
    embedding = openai.embeddings.create(model=MODELS["embeddingAlias"], input=["a house", "a home"])
    print(
        json.dumps(
            {
                "chat": chat(openai, MODELS["chat"]),
                "alias": chat(openai, MODELS["alias"]),
                "stream": stream(openai, MODELS["chat"]),
                "tool": tool(openai),
                "embedding": [len(item.embedding) for item in embedding.data],
                "models": sorted(model.id for model in openai.models.list()),
                "atOnce": at_once,
                "wrongKey": failure(client("sk-wrong"), model=MODELS["chat"], messages=QUESTION),
                "unknownModel": failure(openai, model="no-such-model", messages=QUESTION),
                "noModel": failure(openai, messages=QUESTION),
            }
        )
    )


main()
