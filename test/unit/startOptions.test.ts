import { describe, expect, it } from "vitest";
import { readStartOptions } from "../../cli/options";

describe("the options of npm start", () => {
  it("are all optional", () => {
    expect(readStartOptions([])).toEqual({
      mistakes: [],
      options: {
        cluster: undefined,
        model: undefined,
        port: undefined,
        help: false,
      },
    });
  });

  it("name an existing cluster", () => {
    expect(readStartOptions(["--kubeconfig", "k", "--context=c"]).options.cluster).toEqual({
      kubeconfig: "k",
      context: "c",
    });
    expect(readStartOptions(["--kubeconfig", "k"]).options.cluster).toEqual({
      kubeconfig: "k",
      context: undefined,
    });
  });

  it("name a model and a port", () => {
    expect(readStartOptions(["--model", "my.gguf", "--port", "9000"]).options).toMatchObject({
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
    [["--model", ""], "'--model' needs a value"],
    [["--port", "9000", "--port=9001"], "'--port' is given 2 times"],
    [["--kubeconfig", "--model=m.gguf"], "'--kubeconfig' needs a value"],
    [["--context", "c"], "'--context' needs '--kubeconfig FILE' beside it"],
  ])("are refused: %j", (args, problem) => {
    expect(readStartOptions(args).mistakes).toEqual([problem]);
  });

  it("are not lost when npm takes them for its own, which it does without two dashes before them", () => {
    const environment = { npm_config_model: "my.gguf", npm_config_port: "true", npm_config_cache: "/cache" };
    expect(readStartOptions(["9000"], environment).mistakes).toEqual([
      "npm took '--model', '--port' for its own; put two dashes before the options",
    ]);
  });

  it("name files from the folder that npm was called in", () => {
    const environment = { INIT_CWD: "/home/me" };
    const { options } = readStartOptions(["--model=../m.gguf", "--kubeconfig", "/k"], environment);
    expect(options).toMatchObject({ model: "/home/m.gguf", cluster: { kubeconfig: "/k" } });
  });

  it("are told with all mistakes, and what is right is read all the same", () => {
    const { options, mistakes } = readStartOptions(["--x", "x", "--port=1", "y", "--model", "m.gguf"]);
    expect(mistakes).toEqual([
      "'--x' is no option",
      "'y' is not expected",
      "'--port 1' is no port; allowed: 1024 to 65535",
    ]);
    expect(options).toMatchObject({ model: "m.gguf", port: undefined });
  });
});
