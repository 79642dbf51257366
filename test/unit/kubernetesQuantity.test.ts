import { describe, expect, it } from "vitest";
import { volumeSize } from "../../components/uploadedWeights";
import { canonicalQuantity } from "../../infra/kubernetes/quantity";

describe("canonicalQuantity", () => {
  // As the API server of Kubernetes 1.34 gives them back.
  it.each([
    ["1024Mi", "1Gi"],
    ["4864Mi", "4864Mi"],
    ["1.5Gi", "1536Mi"],
    ["1024Gi", "1Ti"],
    ["1000m", "1"],
    ["1500m", "1500m"],
    ["0.5", "500m"],
    ["0.0001", "1m"],
    ["1000", "1k"],
    ["2000M", "2G"],
    ["0.5Ki", "512"],
    ["1000Ki", "1000Ki"],
    ["0", "0"],
    ["0Mi", "0"],
    ["much", "much"],
  ])("writes %s as %s", (text, canonical) => {
    expect(canonicalQuantity(text)).toBe(canonical);
    expect(canonicalQuantity(canonical)).toBe(canonical);
  });
});

describe("the volume of uploaded weights", () => {
  it.each([
    [1, "1Gi"],
    [2.5 * 2 ** 30, "5Gi"],
    [512 * 2 ** 30, "1Ti"],
  ])("of %d bytes has room for them twice: %s", (bytes, size) => {
    expect(volumeSize(bytes)).toBe(size);
  });
});
