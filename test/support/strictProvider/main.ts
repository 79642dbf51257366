import { serveProvider } from "../../../infra/local/providers/protocol";
import { CloudFile } from "./cloudFile";
import { SdkDeclarations } from "./sdkDeclarations";
import { readSettings, settingsVariable } from "./settings";
import { StrictProvider } from "./strictProvider";

const settings = readSettings(process.env[settingsVariable] ?? "");
const provider = new StrictProvider(
  settings,
  new SdkDeclarations(settings.sdk),
  new CloudFile(settings.cloud),
);
serveProvider(provider).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
