import * as pulumi from "@pulumi/pulumi";

/**
 * `value`, for what must come after `made`: known in a preview as well. What a resource itself tells is not known there while
 * its cluster is still to be made, and a policy refuses pods of which it cannot know what they are.
 */
export function onceMade<T>(value: T, ...made: readonly pulumi.Resource[]): pulumi.Output<T> {
  // A URN is known before the resource is there, and whoever takes it depends on the resource.
  return pulumi.all(made.map(({ urn }) => urn)).apply(() => value);
}
