import { control, opaque, type Judgement, type PackageRules } from "../rule";

const inState = "a value in the state and nothing outside it";

/** Packages that have no cloud behind them. */
export const utilities: readonly PackageRules[] = [
  { ...without("random", "@pulumi/random"), byDeclaration: () => control(inState) },
  { ...without("tls", "@pulumi/tls"), byDeclaration: () => control(inState) },
  {
    ...without("command", "@pulumi/command"),
    byDeclaration: () => opaque("runs a command, which may make anything anywhere"),
  },
  {
    ...without("pulumi", "@pulumi/pulumi", [
      { types: ["pulumi:Stack"], placement: control("the stack itself") },
      { types: ["pulumi:StackReference"], placement: control("reads the outputs of another stack") },
      { types: ["index:Stash"], placement: control(inState) },
    ]),
    builtIn: ["pulumi:Stack"],
  },
  ...["pulumi-nodejs", "pulumi-python"].map((name) => ({
    ...without(name, "@pulumi/pulumi", [
      {
        types: ["dynamic:Resource"],
        placement: opaque("runs the program's own code, which may make anything anywhere"),
      },
    ]),
    builtIn: ["dynamic:Resource"],
  })),
];

function without(name: string, npm: string, judgements: readonly Judgement[] = []): PackageRules {
  return { package: name, npm, places: () => [], byDeclaration: () => undefined, judgements };
}
