import { spawn } from "node:child_process";
import { join } from "node:path";
import { credentials, Server, ServerCredentials, status } from "@grpc/grpc-js";
import type {
  sendUnaryData,
  ServerUnaryCall,
  ServiceError,
  UntypedServiceImplementation,
} from "@grpc/grpc-js";
import { version } from "@pulumi/kubernetes/package.json";
import { EngineService } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { LogSeverity } from "@pulumi/pulumi/proto/engine_pb";
import type { LogRequest } from "@pulumi/pulumi/proto/engine_pb";
import type { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import {
  decodeProperties,
  encodeProperties,
  InitializationError,
  Secret,
} from "../../infra/local/providers/protocol";
import type {
  CheckRequest,
  ConfigureRequest,
  CreateRequest,
  DeleteRequest,
  DiffRequest,
  InvokeRequest,
  ProviderImplementation,
  ReadRequest,
  UpdateRequest,
} from "../../infra/local/providers/protocol";
import { startProvider } from "../../infra/local/providers/protocol/serveProvider";

const urn = "urn:pulumi:stack::project::pkg:mod:Parent$pkg:mod:Kind::it";

interface Calls {
  readonly check: CheckRequest[];
  readonly diff: DiffRequest[];
  readonly create: CreateRequest[];
  readonly read: ReadRequest[];
  readonly update: UpdateRequest[];
  readonly delete: DeleteRequest[];
  readonly configure: ConfigureRequest[];
}

let calls: Calls;
let implementation: ProviderImplementation;
let client: ResourceProviderClient;
let stop: () => void;

beforeEach(async () => {
  calls = { check: [], diff: [], create: [], read: [], update: [], delete: [], configure: [] };
  implementation = {
    name: "pkg",
    version: "1.2.3",
    configure: (request) => {
      calls.configure.push(request);
      return Promise.resolve();
    },
    check: (request) => {
      calls.check.push(request);
      return Promise.resolve({
        inputs: request.newInputs,
        failures: [{ property: "size", reason: "too large" }],
      });
    },
    diff: (request) => {
      calls.diff.push(request);
      return Promise.resolve({
        changes: true,
        replaces: ["a"],
        deleteBeforeReplace: true,
        detailedDiff: { a: "update-replace", "b.c[0]": "add" },
      });
    },
    create: (request) => {
      calls.create.push(request);
      if (request.name === "cancelled") {
        return new Promise((_, reject) => {
          request.signal.addEventListener("abort", () => {
            reject(new Error("the user cancelled"));
          });
        });
      }
      if (request.inputs["broken"] === true) throw new Error("it cannot be made");
      if (request.inputs["slow"] === true) {
        throw new InitializationError("it is not ready", {
          id: "id-1",
          outputs: { key: new Secret("s") },
          reasons: ["one", "two"],
        });
      }
      return Promise.resolve({ id: "id-1", outputs: { made: true } });
    },
    read: (request) => {
      calls.read.push(request);
      if (request.id === "gone") return Promise.resolve(undefined);
      return Promise.resolve({ id: request.id, inputs: { in: 1 }, outputs: { out: 1 } });
    },
    update: (request) => {
      calls.update.push(request);
      return Promise.resolve({ updated: true });
    },
    delete: (request) => {
      calls.delete.push(request);
      return Promise.resolve();
    },
  };
  const started = await startProvider(implementation, undefined);
  client = new ResourceProviderClient(`127.0.0.1:${started.port}`, credentials.createInsecure());
  stop = started.stop;
});

afterEach(() => {
  client.close();
  stop();
});

type Callback<Response> = (error: ServiceError | null, response: Response) => void;

function call<Response>(send: (callback: Callback<Response>) => unknown): Promise<Response> {
  return new Promise((resolve, reject) => {
    send((error, response) => {
      if (error === null) resolve(response);
      else reject(error);
    });
  });
}

function failure<Response>(send: (callback: Callback<Response>) => unknown): Promise<ServiceError> {
  return new Promise((resolve, reject) => {
    send((error) => {
      if (error === null) reject(new Error("the call ended well"));
      else resolve(error);
    });
  });
}

function createMessage(inputs: Parameters<typeof encodeProperties>[0], name = "it"): proto.CreateRequest {
  return new proto.CreateRequest().setUrn(urn).setName(name).setProperties(encodeProperties(inputs));
}

describe("the service", () => {
  it("says what it is and what it takes", async () => {
    const info = await call<PluginInfo>((done) => client.getPluginInfo(new Empty(), done));
    expect(info.getVersion()).toBe("1.2.3");
    const handshake = await call<proto.ProviderHandshakeResponse>((done) =>
      client.handshake(new proto.ProviderHandshakeRequest(), done),
    );
    expect(handshake.toObject()).toMatchObject({
      acceptSecrets: true,
      acceptResources: false,
      acceptOutputs: false,
      supportsAutonamingConfiguration: true,
    });
  });

  it("hands over the configuration", async () => {
    const message = new proto.ConfigureRequest().setArgs(
      encodeProperties({ region: "x", key: new Secret("s") }),
    );
    const response = await call<proto.ConfigureResponse>((done) => client.configure(message, done));
    expect(response.toObject()).toMatchObject({ acceptsecrets: true, supportspreview: true });
    const config = calls.configure[0]?.config ?? {};
    expect(config["region"]).toBe("x");
    expect(config["key"]).toBeInstanceOf(Secret);
  });

  it("hands over a check with what it needs for names, and answers inputs and failures", async () => {
    const { AutonamingOptions } = proto.CheckRequest;
    const message = new proto.CheckRequest()
      .setUrn(urn)
      .setOlds(encodeProperties({}))
      .setNews(encodeProperties({ size: 3 }))
      .setRandomseed(Buffer.from([1, 2]))
      .setAutonaming(new AutonamingOptions().setMode(AutonamingOptions.Mode.ENFORCE).setProposedName("n"));
    const response = await call<proto.CheckResponse>((done) => client.check(message, done));
    expect(decodeProperties(response.getInputs())).toEqual({ size: 3 });
    expect(response.toObject().failuresList).toEqual([{ property: "size", reason: "too large" }]);
    expect(calls.check[0]).toMatchObject({
      urn,
      type: "pkg:mod:Kind",
      name: "it",
      newInputs: { size: 3 },
      autonaming: { mode: "enforce", proposedName: "n" },
    });
    expect(calls.check[0]?.oldInputs).toBeUndefined();
    expect([...(calls.check[0]?.randomSeed ?? [])]).toEqual([1, 2]);
  });

  it("hands over a diff and answers it in detail", async () => {
    const message = new proto.DiffRequest()
      .setUrn(urn)
      .setId("id-1")
      .setOlds(encodeProperties({ out: 1 }))
      .setOldInputs(encodeProperties({ in: 1 }))
      .setNews(encodeProperties({ in: 2 }))
      .setIgnorechangesList(["x"]);
    const response = await call<proto.DiffResponse>((done) => client.diff(message, done));
    expect(response.getChanges()).toBe(proto.DiffResponse.DiffChanges.DIFF_SOME);
    expect(response.getReplacesList()).toEqual(["a"]);
    expect(response.getDeletebeforereplace()).toBe(true);
    expect(response.getHasdetaileddiff()).toBe(true);
    expect(response.getDetaileddiffMap().get("a")?.getKind()).toBe(proto.PropertyDiff.Kind.UPDATE_REPLACE);
    expect(response.getDetaileddiffMap().get("b.c[0]")?.getKind()).toBe(proto.PropertyDiff.Kind.ADD);
    expect(calls.diff[0]).toMatchObject({
      id: "id-1",
      oldInputs: { in: 1 },
      oldOutputs: { out: 1 },
      newInputs: { in: 2 },
      ignoreChanges: ["x"],
    });
  });

  it("hands over creation, update and deletion with preview and time limit", async () => {
    const created = await call<proto.CreateResponse>((done) =>
      client.create(createMessage({ a: 1 }).setPreview(true).setTimeout(7), done),
    );
    expect([created.getId(), decodeProperties(created.getProperties())]).toEqual(["id-1", { made: true }]);
    expect(calls.create[0]).toMatchObject({ inputs: { a: 1 }, preview: true, timeoutSeconds: 7 });

    const update = new proto.UpdateRequest()
      .setUrn(urn)
      .setId("id-1")
      .setNews(encodeProperties({ a: 2 }));
    const updated = await call<proto.UpdateResponse>((done) => client.update(update, done));
    expect(decodeProperties(updated.getProperties())).toEqual({ updated: true });
    expect(calls.update[0]).toMatchObject({ id: "id-1", newInputs: { a: 2 }, preview: false });
    expect(calls.update[0]?.timeoutSeconds).toBeUndefined();

    const deletion = new proto.DeleteRequest()
      .setUrn(urn)
      .setId("id-1")
      .setProperties(encodeProperties({ out: 1 }));
    await call<Empty>((done) => client.delete(deletion.setTimeout(9), done));
    expect(calls.delete[0]).toMatchObject({ id: "id-1", outputs: { out: 1 }, timeoutSeconds: 9 });
  });

  it("answers a read with the state, or with no id when the resource is gone", async () => {
    const read = (id: string): Promise<proto.ReadResponse> =>
      call((done) => client.read(new proto.ReadRequest().setUrn(urn).setId(id), done));
    const found = await read("id-1");
    expect([
      found.getId(),
      decodeProperties(found.getInputs()),
      decodeProperties(found.getProperties()),
    ]).toEqual(["id-1", { in: 1 }, { out: 1 }]);
    expect((await read("gone")).getId()).toBe("");
  });

  it("answers an error with its message", async () => {
    const error = await failure((done) => client.create(createMessage({ broken: true }), done));
    expect([error.code, error.details]).toEqual([status.UNKNOWN, "it cannot be made"]);
  });

  it("answers a resource that is not ready with the resource", async () => {
    const error = await failure((done) => client.create(createMessage({ slow: true }), done));
    expect(error.details).toBe("it is not ready");
    const [details] = error.metadata.get("grpc-status-details-bin");
    if (!(details instanceof Buffer)) throw new Error("the error has no details");
    const [any] = Status.deserializeBinary(details).getDetailsList();
    expect(any?.getTypeUrl()).toBe("type.googleapis.com/pulumirpc.ErrorResourceInitFailed");
    const failed = proto.ErrorResourceInitFailed.deserializeBinary(any?.getValue_asU8() ?? new Uint8Array());
    expect([failed.getId(), failed.getReasonsList()]).toEqual(["id-1", ["one", "two"]]);
    expect(decodeProperties(failed.getProperties())["key"]).toBeInstanceOf(Secret);
  });

  it("ends what runs when the engine cancels", async () => {
    const waiting = failure((done) => client.create(createMessage({}, "cancelled"), done));
    await vi.waitUntil(() => calls.create.length === 1);
    await call<Empty>((done) => client.cancel(new Empty(), done));
    expect((await waiting).details).toBe("the user cancelled");
  });

  it("answers a function where the implementation does, and tells what is wrong with its arguments", async () => {
    const asked: InvokeRequest[] = [];
    const started = await startProvider(
      {
        ...implementation,
        invoke: (request) => {
          asked.push(request);
          return Promise.resolve({
            result: { found: 1 },
            failures: [{ property: "a", reason: "too large" }],
          });
        },
      },
      undefined,
    );
    const other = new ResourceProviderClient(`127.0.0.1:${started.port}`, credentials.createInsecure());
    try {
      const message = new proto.InvokeRequest().setTok("pkg:mod:fn").setArgs(encodeProperties({ a: 1 }));
      const response = await call<proto.InvokeResponse>((done) => other.invoke(message, done));
      expect(asked).toEqual([{ token: "pkg:mod:fn", args: { a: 1 } }]);
      expect(decodeProperties(response.getReturn())).toEqual({ found: 1 });
      expect(response.toObject().failuresList).toEqual([{ property: "a", reason: "too large" }]);
    } finally {
      other.close();
      started.stop();
    }
  });

  it("refuses functions, components, methods and schemas, naming the official plug-in", async () => {
    const words =
      "is not supported by this stand-in for pulumi-resource-pkg 1.2.3, install the official plug-in";
    const errors = [
      await failure((done) => client.invoke(new proto.InvokeRequest().setTok("pkg:mod:fn"), done)),
      await failure((done) => client.construct(new proto.ConstructRequest().setType("pkg:mod:Comp"), done)),
      await failure((done) => client.call(new proto.CallRequest().setTok("pkg:mod:do"), done)),
      await failure((done) => client.getSchema(new proto.GetSchemaRequest(), done)),
    ];
    expect(errors.map(({ code, details }) => [code, details])).toEqual([
      [status.UNIMPLEMENTED, `the function pkg:mod:fn ${words}`],
      [status.UNIMPLEMENTED, `the component pkg:mod:Comp ${words}`],
      [status.UNIMPLEMENTED, `the method pkg:mod:do ${words}`],
      [status.UNIMPLEMENTED, `a schema ${words}`],
    ]);
  });
});

describe("the log", () => {
  it("reaches the engine that the handshake names", async () => {
    const shown: LogRequest.AsObject[] = [];
    const engine = new Server();
    const service: UntypedServiceImplementation = {};
    for (const method of Object.keys(EngineService)) {
      service[method] = (call: ServerUnaryCall<LogRequest, Empty>, done: sendUnaryData<Empty>) => {
        shown.push(call.request.toObject());
        done(null, new Empty());
      };
    }
    engine.addService(EngineService, service);
    const port = await new Promise<number>((resolve, reject) => {
      engine.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) => {
        if (error === null) resolve(bound);
        else reject(error);
      });
    });
    try {
      const handshake = new proto.ProviderHandshakeRequest().setEngineAddress(`127.0.0.1:${port}`);
      await call<proto.ProviderHandshakeResponse>((done) => client.handshake(handshake, done));
      await call<proto.CreateResponse>((done) => client.create(createMessage({}), done));
      calls.create[0]?.log.status("1 of 2 ready");
      await vi.waitUntil(() => shown.length === 1);
      calls.create[0]?.log.warn("careful");
      await vi.waitUntil(() => shown.length === 2);
      expect(shown).toMatchObject([
        { severity: LogSeverity.INFO, message: "1 of 2 ready", urn, ephemeral: true },
        { severity: LogSeverity.WARNING, message: "careful", urn, ephemeral: false },
      ]);
    } finally {
      engine.forceShutdown();
    }
  });
});

describe("the Kubernetes plug-in's process", () => {
  it("prints its port, has the SDK's version, and ends with the engine", async () => {
    const main = join(__dirname, "../../infra/local/providers/kubernetes/main.ts");
    const child = spawn(process.execPath, ["--import", "tsx", main, "127.0.0.1:1"], {
      stdio: ["pipe", "pipe", "inherit"],
    });
    const ended = new Promise((resolve) => child.once("exit", resolve));
    try {
      const line = await new Promise<string>((resolve) =>
        child.stdout.once("data", (data) => {
          resolve(String(data));
        }),
      );
      expect(line).toMatch(/^\d+\n$/);
      const plugin = new ResourceProviderClient(`127.0.0.1:${line.trim()}`, credentials.createInsecure());
      const info = await call<PluginInfo>((done) => plugin.getPluginInfo(new Empty(), done));
      plugin.close();
      expect(info.getVersion()).toBe(version);
      child.stdin.end();
      expect(await ended).toBe(0);
    } finally {
      child.kill("SIGKILL");
      await ended;
    }
  }, 30_000);
});
