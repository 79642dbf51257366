import { program } from "./program";

export const { clientKeys, baseUrl } = program();
