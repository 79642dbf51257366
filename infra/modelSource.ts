/** Where a model's weights come from. */
export type ModelSource = ClaimSource | FileSource | UploadSource;

/** Weights on a PersistentVolumeClaim of the endpoint's namespace: `pvc://CLAIM/PATH`. */
export interface ClaimSource {
  readonly kind: "claim";
  readonly claim: string;
  /** The path inside the volume. */
  readonly path: string;
}

/** Weights in a file or folder of the one machine that the cluster runs on: `file://PATH`. */
export interface FileSource {
  readonly kind: "file";
  /** As written: absolute, or relative to the project's folder. */
  readonly path: string;
}

/** Weights in one file of the machine that deploys, which are copied into the cluster: `upload://PATH`. */
export interface UploadSource {
  readonly kind: "upload";
  /** As written: absolute, or relative to the project's folder. */
  readonly path: string;
}

/** The forms that a source may have, for messages. */
export const sourceForms = "pvc://CLAIM/PATH, file://PATH or upload://PATH";

/** Reads a source as it stands in a stack file; undefined when it has none of the forms. */
export function parseModelSource(text: string): ModelSource | undefined {
  const claim = /^pvc:\/\/([a-z0-9]([a-z0-9.-]*[a-z0-9])?)\/(.+)$/.exec(text);
  if (claim?.[1] !== undefined && claim[3] !== undefined) {
    return hasParentStep(claim[3]) ? undefined : { kind: "claim", claim: claim[1], path: claim[3] };
  }
  const file = /^(file|upload):\/\/(.+)$/.exec(text);
  if (file?.[2] === undefined) return undefined;
  return { kind: file[1] === "upload" ? "upload" : "file", path: file[2] };
}

/** A volume is mounted by its sub-path, and Kubernetes refuses one with `..` in it. */
function hasParentStep(path: string): boolean {
  return path.startsWith("/") || path.split("/").includes("..");
}
