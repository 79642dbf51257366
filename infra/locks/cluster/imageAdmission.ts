import type { LockApproval } from "../approval";
import { celRegex, celText, writesOf, type AdmissionPolicySpec, type Validation } from "./admission";
import { anyImage, approvedImage, digestEnd, notBare, type ImageForm } from "./imageForm";

/** Everything of Kubernetes that makes pods, and the way to add a container to one that runs. */
const resourceRules = [
  writesOf("", ["pods", "pods/ephemeralcontainers", "podtemplates", "replicationcontrollers"]),
  writesOf("apps", ["daemonsets", "deployments", "replicasets", "statefulsets"]),
  writesOf("batch", ["cronjobs", "jobs"]),
];

/**
 * The policy on images: of approved registries, and by digest where the approval asks for it. Containers of all kinds
 * and image volumes are looked at, in pods and in whatever makes pods; a custom resource is stopped at its pods. What an
 * object had before it changed is left alone, or nothing from before the lock could be scaled down or cleaned up.
 * Undefined when the approval says nothing of images.
 */
export function imageAdmission({
  registries,
  requireDigest = false,
}: LockApproval): AdmissionPolicySpec | undefined {
  const checks = [
    ...(registries === undefined ? [] : [registryCheck(registries)]),
    ...(requireDigest ? [digestCheck(registries !== undefined)] : []),
  ];
  if (checks.length === 0) return undefined;
  return {
    failurePolicy: "Fail",
    matchConstraints: { matchPolicy: "Equivalent", resourceRules },
    variables: [
      { name: "spec", expression: podSpecOf("dyn(object)") },
      { name: "oldSpec", expression: `oldObject == null ? dyn({}) : (${podSpecOf("dyn(oldObject)")})` },
      { name: "oldImages", expression: imagesOf("variables.oldSpec") },
      {
        name: "images",
        expression: `(${imagesOf("variables.spec")}).filter(image, !(image in variables.oldImages))`,
      },
      ...checks.map(({ name, isRefused }) => ({
        name,
        expression: `variables.images.filter(image, ${isRefused})`,
      })),
    ],
    validations: checks.map(validation),
  };
}

/** A check of single images. */
interface ImageCheck {
  /** The variable that holds what it refuses. */
  readonly name: string;
  /** Whether `image` is refused, in CEL. */
  readonly isRefused: string;
  readonly what: string;
  /** What is approved and how to get there. */
  readonly ending: string;
}

function registryCheck(registries: readonly string[]): ImageCheck {
  return {
    name: "foreign",
    isRefused: `!(${hasForm(approvedImage(registries))})`,
    what: "images from no approved registry",
    ending: `approved: ${registries.join(", ")} - mirror them there and name them there`,
  };
}

/** @param isRead whether the registries' check refuses already what is no reference */
function digestCheck(isRead: boolean): ImageCheck {
  const hasDigest = `image.matches(${celRegex(digestEnd)})`;
  return {
    name: "undigested",
    isRefused: isRead ? `!${hasDigest}` : `!(${hasDigest} && (${hasForm(anyImage)}))`,
    what: "images without a digest",
    ending: "approved: images by digest - append @sha256: and the digest",
  };
}

function validation({ name, what, ending }: ImageCheck): Validation {
  const refused = `variables.${name}`;
  return {
    expression: `${refused}.size() == 0`,
    reason: "Forbidden",
    message: `${what}; ${ending}`,
    messageExpression: `${celText(`${what}: "`)} + ${refused}.join(${celText('", "')}) + ${celText(`"; ${ending}`)}`,
  };
}

/** Whether `image` has one of the forms, in CEL. */
function hasForm({ hosted, bare }: ImageForm): string {
  return [
    ...(hosted === undefined ? [] : [`image.matches(${celRegex(hosted)})`]),
    ...(bare === undefined
      ? []
      : [`(image.matches(${celRegex(bare)}) && !image.matches(${celRegex(notBare)}))`]),
  ].join(" || ");
}

/** The spec of an object's pods, in CEL. */
function podSpecOf(object: string): string {
  return (
    `${object}.kind == 'Pod' ? ${object}.spec : ` +
    `${object}.kind == 'PodTemplate' ? ${object}.template.spec : ` +
    `${object}.kind == 'CronJob' ? ${object}.spec.jobTemplate.spec.template.spec : ` +
    `${object}.spec.template.spec`
  );
}

/** All that a pod's spec names as an image, in CEL; what names none, as templates may leave it, gives an empty text. */
function imagesOf(spec: string): string {
  const listed = (list: string): string => `(has(${spec}.${list}) ? ${spec}.${list} : [])`;
  const containers = ["containers", "initContainers", "ephemeralContainers"].map(listed).join(" + ");
  return (
    `(${containers}).map(container, has(container.image) ? container.image : '') + ` +
    `${listed("volumes")}.filter(volume, has(volume.image))` +
    `.map(volume, has(volume.image.reference) ? volume.image.reference : '')`
  );
}
