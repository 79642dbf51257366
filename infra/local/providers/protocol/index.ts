export { changedKeys, configDiff } from "./configDiff";
export { InitializationError } from "./initializationError";
export {
  decodeProperties,
  encodeProperties,
  hasSecret,
  hasUnknown,
  isPropertyList,
  isPropertyObject,
  reveal,
  revealAll,
  sameValue,
  Secret,
  Unknown,
} from "./propertyValue";
export type { PropertyObject, PropertyValue } from "./propertyValue";
export type * from "./providerImplementation";
export { serveProvider } from "./serveProvider";
