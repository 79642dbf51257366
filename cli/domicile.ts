import { runDomicile } from "./domicile/command";

void runDomicile(process.argv.slice(2), {
  environment: process.env,
  workingFolder: process.cwd(),
  now: new Date(),
  input: process.stdin.isTTY ? undefined : process.stdin,
}).then(({ exitCode, output, complaint }) => {
  process.stdout.write(output);
  process.stderr.write(complaint);
  process.exitCode = exitCode;
});
