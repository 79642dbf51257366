/**
 * Forms of approved image references, as regular expressions that RE2, which Kubernetes uses, and JavaScript read the same
 * way. They accept what the policy pack accepts: the grammar of github.com/distribution/reference.
 */
export interface ImageForm {
  /** References that name their registry; undefined when none is approved. */
  readonly hosted: string | undefined;
  /** References without a registry, which come from Docker Hub; undefined when that is not approved. */
  readonly bare: string | undefined;
}

/** Text that has the form of a reference without a registry and is none: another registry's, or an image's ID. */
export const notBare = "^(?:localhost/|[a-f0-9]{64}$)";

const label = "[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?";
const host = `(?:${label}(?:\\.${label})*|\\[[a-fA-F0-9:]+\\])(?::[0-9]+)?`;
/** The first step of a path without a registry has no `.`, or it would be taken for one. */
const firstStep = "[a-z0-9]+(?:(?:_|__|-+)[a-z0-9]+)*";
const step = "[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*";
const path = `${step}(?:/${step})*`;
const tag = "[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}";
const digest = "(?:sha256:[a-f0-9]{64}|sha384:[a-f0-9]{96}|sha512:[a-f0-9]{128})";

const dockerHub = "docker.io";
const legacyDockerHub = "index.docker.io";

/** The form of every reference, whatever its registry. */
export const anyImage: ImageForm = {
  hosted: whole([`${host}/${path}`]),
  bare: whole([step, `${firstStep}(?:/${step})+`]),
};

/** The end of a reference by a digest that is SHA-256. */
export const digestEnd = "@sha256:[a-f0-9]{64}$";

/**
 * The form of references to images of approved registries, `HOST[:PORT]` or with a path `HOST/TEAM`. A reference whose
 * registry and path have more than 255 characters is not told apart: no runtime takes it.
 */
export function approvedImage(registries: readonly string[]): ImageForm {
  const entries = registries.map(registryEntry);
  const others = entries.filter((entry) => entry.host !== dockerHub);
  const hosted = [
    ...hostedForms(others),
    ...entries.flatMap((entry) => (entry.host === dockerHub ? hubHosted(entry) : [])),
  ];
  const bare = entries.flatMap((entry) => (entry.host === dockerHub ? hubBare(entry) : []));
  return {
    hosted: hosted.length > 0 ? whole(hosted) : undefined,
    bare: bare.length > 0 ? whole(bare) : undefined,
  };
}

/** What is wrong with an approval's registries. */
export function registryProblems(registries: readonly string[]): string[] {
  if (registries.length === 0) return ["registries: is an empty list; name at least one, or remove the key"];
  const entryForm = new RegExp(`^${host}(?:/${path})?$`);
  return registries
    .filter((entry) => {
      const { host: name } = registryEntry(entry);
      const isHost = /[.:]/.test(name) || name === "localhost";
      return !isHost || !entryForm.test(entry.replace(/\/$/, ""));
    })
    .map(
      (entry) =>
        `registries: '${entry}' is no registry; allowed: HOST[:PORT][/PATH], with a '.' or a port in it, the path in small letters`,
    );
}

interface RegistryEntry {
  /** Lower case, with its port. */
  readonly host: string;
  /** Empty for the whole registry. */
  readonly path: string;
}

function registryEntry(text: string): RegistryEntry {
  const slash = text.indexOf("/");
  const name = (slash === -1 ? text : text.slice(0, slash)).toLowerCase();
  return {
    host: name === legacyDockerHub ? dockerHub : name,
    path: slash === -1 ? "" : text.slice(slash + 1).replace(/\/$/, ""),
  };
}

/** Whole registries share one form: the policy stays readable, and cheap where there are many. */
function hostedForms(entries: readonly RegistryEntry[]): string[] {
  const wholes = entries.filter((entry) => entry.path === "").map((entry) => escaped(entry.host));
  return [
    ...(wholes.length > 0 ? [`(?i:${wholes.join("|")})/${path}`] : []),
    ...entries
      .filter((entry) => entry.path !== "")
      .map((entry) => `(?i:${escaped(entry.host)})/${escaped(entry.path)}(?:/${step})*`),
  ];
}

/** Docker Hub has two names, and what has one step there lies in `library`. */
function hubHosted(entry: RegistryEntry): string[] {
  const names = `(?:(?i:${escaped(dockerHub)})|${escaped(legacyDockerHub)})`;
  if (entry.path === "") return [`${names}/${path}`];
  return [
    `${names}/${inTeam(entry.path)}`,
    ...inLibrary(entry.path).map((name) => `(?:index\\.)?${escaped(dockerHub)}/${name}`),
  ];
}

function hubBare({ path: team }: RegistryEntry): string[] {
  if (team === "") return [step, `${firstStep}(?:/${step})+`];
  const isBare = new RegExp(`^${firstStep}(?:/|$)`).test(team);
  return [...(isBare ? [inTeam(team)] : []), ...inLibrary(team)];
}

/** Names of one step that a path at Docker Hub covers. */
function inLibrary(team: string): string[] {
  if (team === "library") return [step];
  const [first, name, ...rest] = team.split("/");
  return first === "library" && name !== undefined && rest.length === 0 ? [escaped(name)] : [];
}

/** At Docker Hub, a path of one step is a team, and never an image itself. */
function inTeam(team: string): string {
  return `${escaped(team)}(?:/${step})${team.includes("/") ? "*" : "+"}`;
}

function whole(names: readonly string[]): string {
  return `^(?:${names.join("|")})(?::${tag})?(?:@${digest})?$`;
}

function escaped(text: string): string {
  return text.replace(/[.[\]]/g, "\\$&");
}
