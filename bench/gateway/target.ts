/** A gateway that is measured, or the engine without one. */
export interface Target {
  readonly name: string;
  /** Host and port. */
  readonly address: string;
  /** What a command begins with that sends to it. @default this network */
  readonly enter?: readonly string[];
  /** Headers of every request that it needs. */
  readonly headers: Readonly<Record<string, string>>;
  /** Keys of its clients, which are used in turn. */
  readonly keys: readonly string[];
  /** Its models are `model-0` to the one before this number, which are asked in turn. */
  readonly models: number;
  /** The process that is measured, with those that it has started. */
  readonly pid: number;
  readonly stop: () => Promise<void>;
}

/** What every gateway is started from. */
export interface TargetOptions {
  /** A folder of its own, which exists. */
  readonly folder: string;
  /** Envoy's executable. */
  readonly envoy: string;
  readonly enginePort: number;
}

/** The name of one of a target's models. */
export function modelName(index: number): string {
  return `model-${index}`;
}

/** The body of a chat of `bytes` at least, for each of a target's models. */
export function chatBodies(models: number, bytes: number, stream = false): readonly string[] {
  const sentence = "Which ministry answers for the supply of water? ";
  const content = sentence.repeat(Math.ceil(bytes / sentence.length));
  return Array.from({ length: models }, (_, index) =>
    JSON.stringify({
      model: modelName(index),
      messages: [{ role: "user", content }],
      ...(stream ? { stream } : {}),
    }),
  );
}
