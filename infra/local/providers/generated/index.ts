export type { Generated, GeneratedKind, Imported } from "./generatedKind";
export { generatedProvider } from "./generatedProvider";
export { InputReader } from "./inputReader";
export type { InputSpec, InputSpecs } from "./inputSpec";
