import type { GeneratedDocument } from "../document";
import { locationTable } from "./locations";
import { machineTypeSections } from "./machineTypes";
import { exposureList, operatorTable } from "./operators";

/** Clouds, who runs them, where they are, and the GPUs that they rent. */
export const cloudsDocument: GeneratedDocument = {
  path: "docs/clouds.md",
  template: "cli/documents/clouds/template.md",
  parts: {
    operators: operatorTable,
    exposures: exposureList,
    locations: locationTable,
    "machine types": machineTypeSections,
  },
};
