import {
  AnalyzeRequest,
  AnalyzerProviderResource,
  AnalyzerResourceOptions,
} from "@pulumi/pulumi/proto/analyzer_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import type { SampleProvider, SampleResource } from "./sample";

/** The request by which the engine asks a policy pack about a resource, as it goes over the wire. */
export function requestOf({ type, name, urn, inputs, provider }: SampleResource): Buffer {
  const request = new AnalyzeRequest();
  request.setType(type);
  request.setName(name);
  request.setUrn(urn);
  request.setProperties(Struct.fromJavaScript({ ...inputs }));
  request.setOptions(new AnalyzerResourceOptions());
  if (provider !== undefined) request.setProvider(providerOf(provider));
  return Buffer.from(request.serializeBinary());
}

function providerOf({ type, name, urn, inputs }: SampleProvider): AnalyzerProviderResource {
  const provider = new AnalyzerProviderResource();
  provider.setType(type);
  provider.setName(name);
  provider.setUrn(urn);
  provider.setProperties(Struct.fromJavaScript({ ...inputs }));
  return provider;
}
