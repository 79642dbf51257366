import { describe, expect, it } from "vitest";
import { parseStartOptions, startUsage } from "../../cli/options";

describe("the options of npm start", () => {
  it("are all optional", () => {
    expect(parseStartOptions([])).toEqual({
      cluster: undefined,
      model: undefined,
      port: undefined,
      help: false,
    });
  });

  it("name an existing cluster", () => {
    expect(parseStartOptions(["--kubeconfig", "k", "--context=c"]).cluster).toEqual({
      kubeconfig: "k",
      context: "c",
    });
    expect(parseStartOptions(["--kubeconfig", "k"]).cluster).toEqual({ kubeconfig: "k", context: undefined });
  });

  it("name a model and a port", () => {
    expect(parseStartOptions(["--model", "my.gguf", "--port", "9000"])).toMatchObject({
      model: "my.gguf",
      port: 9000,
    });
  });

  it.each([
    [["--modle", "x"], "'--modle' is no option"],
    [["up"], "'up' is not expected"],
    [["--port", "80"], "'--port 80' is no port; allowed: 1024 to 65535"],
    [["--port", "x"], "'--port x' is no port; allowed: 1024 to 65535"],
    [["--port", "99999"], "'--port 99999' is no port; allowed: 1024 to 65535"],
    [["--model"], "'--model' needs a value"],
    [["--context", "c"], "'--context' needs '--kubeconfig FILE' beside it"],
  ])("are refused: %j", (args, problem) => {
    expect(() => parseStartOptions(args)).toThrow(problem);
  });

  it("are not lost when npm takes them for its own, which it does without two dashes before them", () => {
    const environment = { npm_config_model: "my.gguf", npm_config_port: "true", npm_config_cache: "/cache" };
    expect(() => parseStartOptions(["9000"], environment)).toThrow(
      `npm took '--model', '--port' for its own; put two dashes before the options\n\nusage: ${startUsage}`,
    );
  });

  it("are refused with all mistakes and the usage in one message", () => {
    expect(() => parseStartOptions(["--x", "--port=1", "y"])).toThrow(
      `'--x' is no option\n'y' is not expected\n'--port 1' is no port; allowed: 1024 to 65535\n\nusage: ${startUsage}`,
    );
  });
});
