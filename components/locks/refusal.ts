import * as pulumi from "@pulumi/pulumi";
import { LockError } from "../../infra/locks/approval";

/** What `make` gives; when the lock cannot be made, an error that is shown under `component`, without a stack. */
export function orRefuse<T>(component: pulumi.Resource, make: () => T): T {
  try {
    return make();
  } catch (error) {
    throw error instanceof LockError ? new pulumi.ResourceError(error.message, component, true) : error;
  }
}
