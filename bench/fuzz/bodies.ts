import { models } from "./parties";
import type { Random } from "./random";

/** The body of a request: JSON in any shape, and what looks like it. */
export function drawBody(random: Random): Buffer {
  if (random.chance(0.0005)) return huge(random);
  if (random.chance(0.35)) return Buffer.from(`{"model":${JSON.stringify(name(random))},"messages":[]}`);
  if (random.chance(0.6)) return Buffer.from(`{${members(random)}}`);
  return random.of(kinds)(random);
}

/** Up to a megabyte more than the gateway takes, in one text or in many small values. */
function huge(random: Random): Buffer {
  const bytes = random.within(1, 17) * 1024 * 1024;
  const value = random.chance(0.8) ? `"${"x".repeat(bytes)}"` : `[${"1,".repeat(bytes / 16)}1]`;
  return Buffer.from(`{"messages":${value},${modelMember(random)}}`);
}

/** Names of models: own ones, aliases, one that there is not, and some that come near. */
const names = [
  ...models.flatMap(({ name, alias }) => [name, alias]),
  ...[
    "gpt-9",
    "MODEL-ONE",
    "model-one ",
    "model-on",
    "model-one\u0000",
    "model/model-one",
    "%REQ(authorization)%",
    "",
  ],
];

function name(random: Random): string {
  // Most ask for what there is, so that much of what is sent gets to the end of the chain.
  return random.chance(0.8) ? random.of(names.slice(0, 4)) : random.of(names);
}

/** A member that says the model, as JSON can write it. */
function modelMember(random: Random): string {
  const key = random.of([
    '"model"',
    '"model"',
    '"model"',
    '"\\u006dodel"',
    '"mod\\u0065l"',
    '"Model"',
    '"model "',
  ]);
  const value = random.chance(0.85) ? spelled(name(random), random) : random.of(noNames);
  return `${key}${random.of(["", " ", "\t", "\r\n"])}:${random.of(["", " ", "\n"])}${value}`;
}

const noNames = [
  "null",
  "1",
  "-0",
  "1e999",
  "true",
  "[]",
  "{}",
  '["model-one"]',
  '{"model":"model-one"}',
  "0x1",
  "NaN",
];

/** A text as a JSON string, some of its characters escaped. */
function spelled(text: string, random: Random): string {
  if (random.chance(0.8)) return JSON.stringify(text);
  const escaped = Array.from(text, (character) =>
    random.chance(0.5)
      ? `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`
      : JSON.stringify(character).slice(1, -1),
  );
  return `"${escaped.join("")}"`;
}

function otherMember(random: Random): string {
  return random.of([
    () => '"messages":[{"role":"user","content":"hello"}]',
    () => '"stream":true',
    () => '"stream":"yes","stream_options":{"include_usage":true}',
    () => `"nested":{${modelMember(random)}}`,
    () => `"list":[{${modelMember(random)}},{${modelMember(random)}}]`,
    () => `"text":${JSON.stringify(`"},${modelMember(random)}`)}`,
    () => `"number":${"9".repeat(random.within(1, 400))}`,
    () => '"seed":-1.5e-400,"max_tokens":1e400',
    () => '"__proto__":{"model":"model-two"},"constructor":1',
    () => '"previous_response_id":"resp_1"',
    () => '"cache_salt":"other","store":true,"usage":{"prompt_tokens":9}',
    () => `"lone":"\\ud800","prompt":"${"x".repeat(random.within(0, 2_000))}"`,
  ])();
}

/** Members in any order, of which none, one or several say the model. */
function members(random: Random): string {
  const said = random.of([0, 1, 1, 1, 1, 2, 3]);
  const others = random.within(0, 3);
  const all = [
    ...Array.from({ length: said }, () => modelMember(random)),
    ...Array.from({ length: others }, () => otherMember(random)),
  ];
  return all
    .map((member) => ({ member, place: random.next() }))
    .sort((first, second) => first.place - second.place)
    .map(({ member }) => member)
    .join(random.of([",", " , ", ",\n"]));
}

const object = (random: Random) => `{${members(random)}}`;

/** What is no plain object of JSON in UTF-8. */
const kinds: readonly ((random: Random) => Buffer)[] = [
  () => Buffer.alloc(0),
  (random) => Buffer.from(`\ufeff${object(random)}`),
  (random) => Buffer.from(object(random), "utf16le"),
  (random) => Buffer.from(`\ufeff${object(random)}`, "utf16le").swap16(),
  (random) =>
    Buffer.concat([
      Buffer.from('{"a":"'),
      Buffer.from([0xff, 0xc0, 0x80, 0xed, 0xa0, 0x80]),
      Buffer.from(`",${members(random)}}`),
    ]),
  (random) =>
    Buffer.concat([
      Buffer.from('{"model":"model-one'),
      Buffer.from([random.within(128, 255)]),
      Buffer.from('"}'),
    ]),
  (random) => Buffer.from(`${object(random)}${object(random)}`),
  (random) => Buffer.from(`${object(random)}\u0000${object(random)}`),
  (random) => Buffer.from(`[${object(random)}]`),
  (random) => Buffer.from(object(random).slice(0, -random.within(1, 10))),
  (random) => Buffer.from(`${object(random)} \n garbage`),
  (random) => Buffer.from(`{"a":1,}/* ${object(random)} */`),
  (random) => Buffer.from(`{${members(random)},}`),
  (random) => Buffer.from(object(random).replaceAll('"', "'")),
  (random) => nested(random, "[", "]"),
  (random) => nested(random, '{"a":', "}"),
  (random) => Buffer.from(`{"big":[${"1,".repeat(random.within(1, 20_000))}1],${members(random)}}`),
  (random) => Buffer.from(`{"model":"${"m".repeat(random.within(200, 60_000))}"}`),
  (random) => Buffer.from(`{${"\n".repeat(random.within(1, 20_000))}${members(random)}${" ".repeat(9_000)}}`),
  (random) => Buffer.from(`model=model-one&${"x".repeat(random.within(0, 100))}`),
  (random) => Buffer.from(Array.from({ length: random.within(1, 200) }, () => random.within(0, 255))),
];

/** Members beside a value that is up to 3,000 levels deep. */
function nested(random: Random, open: string, close: string): Buffer {
  const depth = random.of([10, 900, 999, 1_000, 1_001, 3_000]);
  const value = open.repeat(depth) + (open === "[" ? "" : "1") + close.repeat(depth);
  return Buffer.from(`{"deep":${value},${members(random)}}`);
}
