import { program } from "./program";

export const { clientKeys } = program();
