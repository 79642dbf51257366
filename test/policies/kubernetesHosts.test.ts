import { describe, expect, it } from "vitest";
import { hostOf, isApprovedEndpoint, isInside, isPrivateBlock } from "../../policies/rules/kubernetes/hosts";
import { approvalOf } from "../support/policies";

describe("hostOf", () => {
  it.each([
    ["otel.example.de", { name: "otel.example.de" }],
    ["OTEL.Example.DE.", { name: "otel.example.de" }],
    ["otel.example.de:4317", { name: "otel.example.de", port: "4317" }],
    ["http://otel.example.de:4317/v1/traces", { name: "otel.example.de", port: "4317" }],
    ["https://key@sentry.example.de/1", { name: "sentry.example.de" }],
    ["http://user:password@proxy.example.de:3128", { name: "proxy.example.de", port: "3128" }],
    ["grpc://collector", { name: "collector" }],
    ["[2001:db8::1]:443", { name: "2001:db8::1", port: "443" }],
    ["https://otel.example.de@evil.com/", { name: "evil.com" }],
    ["https://evil.com/otel.example.de", { name: "evil.com" }],
    ["https://evil.com#@otel.example.de", { name: "evil.com" }],
    ["https://evil.com?@otel.example.de", { name: "evil.com" }],
  ])("reads %s", (text, host) => {
    expect(hostOf(text)).toEqual(host);
  });

  it.each([
    "",
    " otel.example.de",
    "otel.example.de ",
    "https://evil.com\\@otel.example.de",
    "https://a@b@otel.example.de",
    "https://otel.example.de:port",
    "http:///path",
    "otel.example.de:",
    ".example.de",
    "otel..example.de",
    "otel.example.de, evil.com",
    "*.example.de",
    "$(HOST):4317",
    "otel.exämple.de",
    "git@github.com:a/b",
  ])("reads no host in %j", (text) => {
    expect(hostOf(text)).toBeUndefined();
  });
});

describe("isInside", () => {
  it.each([
    ["collector", true],
    ["localhost", true],
    ["collector.monitoring.svc", true],
    ["collector.monitoring.svc.cluster.local", true],
    ["10.1.2.3", true],
    ["172.31.0.1", true],
    ["192.168.0.1", true],
    ["127.0.0.1", true],
    ["169.254.169.254", true],
    ["fd00::1", true],
    ["::1", true],
    ["collector-0.collector.monitoring.svc", true],
    // Two labels are a Service and its namespace, unless they may be a domain or an address.
    ["collector.monitoring", true],
    ["collector.kube-system", true],
    ["collector.prod", false],
    ["collector.ai", false],
    ["collector.internal", false],
    ["cluster.local", false],
    ["collector.xn--p1ai", false],
    ["1.1", false],
    ["collector.0x7f", false],
    ["collector.monitoring.example", false],
    ["-collector.monitoring", false],
    ["collector_a.monitoring", false],
    ["svc.cluster.local", false],
    ["svc", true],
    ["evilsvc.cluster.local", false],
    ["a.svc.cluster.local.evil.com", false],
    ["a.b.svc.evil.com", false],
    ["172.32.0.1", false],
    ["100.64.0.1", false],
    ["8.8.8.8", false],
    ["2001:4860:4860::8888", false],
    ["134744072", false],
    ["0x08080808", false],
    ["010.0.0.1", false],
    ["example.de", false],
  ])("%s: %s", (name, expected) => {
    expect(isInside({ name })).toBe(expected);
  });
});

describe("isPrivateBlock", () => {
  it.each([
    ["10.0.0.0/8", true],
    ["10.96.0.0/12", true],
    ["10.0.0.0/7", false],
    ["0.0.0.0/0", false],
    ["::/0", false],
    ["fd00::/8", true],
    ["192.168.1.1/32", true],
    ["8.8.8.8/32", false],
    ["10.0.0.0", false],
    ["10.0.0.0/", false],
    ["nonsense/8", false],
  ])("%s: %s", (block, expected) => {
    expect(isPrivateBlock(block)).toBe(expected);
  });
});

describe("isApprovedEndpoint", () => {
  it.each([
    [["otel.example.de"], "otel.example.de", true],
    [["Otel.Example.de."], "otel.example.de:4317", true],
    [["otel.example.de:4317"], "otel.example.de:4317", true],
    [["otel.example.de:4317"], "otel.example.de:4318", false],
    [["otel.example.de:4317"], "otel.example.de", false],
    [["otel.example.de"], "a.otel.example.de", false],
    [["otel.example.de"], "otel.example.de.evil.com", false],
    [["8.8.8.8"], "8.8.8.8", true],
    [[], "otel.example.de", false],
  ])("%j permits %s: %s", (endpoints, address, expected) => {
    const host = hostOf(address);
    expect(host !== undefined && isApprovedEndpoint(approvalOf({ endpoints }), host)).toBe(expected);
  });
});
