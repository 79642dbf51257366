import eslint from "@eslint/js";
import pulumi from "@pulumi/eslint-plugin";
import importX from "eslint-plugin-import-x";
import { defineConfig } from "eslint/config";
import tseslint from "typescript-eslint";

/** What each folder may not import: stacks → components → infra; policies → infra/catalogue; cli and test → anything. */
const forbidden = [
  { target: "./infra", from: ["./components", "./stacks", "./policies", "./cli", "./bench", "./test"] },
  { target: "./components", from: ["./stacks", "./policies", "./cli", "./bench", "./test"] },
  { target: "./stacks", from: ["./policies", "./cli", "./bench", "./test"] },
  { target: "./policies", from: ["./components", "./stacks", "./cli", "./bench", "./test"] },
  { target: "./policies", from: "./infra", except: ["./catalogue"] },
  { target: "./infra/catalogue", from: "./infra", except: ["./catalogue"] },
  { target: "./components", from: "./infra/local" },
  { target: ["./cli", "./bench"], from: "./test" },
];

export default defineConfig(
  { ignores: ["dist/", ".domicile/", "node_modules/"] },
  eslint.configs.recommended,
  {
    files: ["**/*.{ts,mts}"],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    plugins: { "@pulumi": pulumi, "import-x": importX },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    settings: {
      "import-x/resolver-next": [importX.createNodeResolver({ extensions: [".ts", ".mts", ".js", ".json"] })],
    },
    rules: {
      "@pulumi/no-output-in-template-literal": "error",
      "@pulumi/no-output-instance-in-template-literal": "off",
      "@typescript-eslint/consistent-type-definitions": ["error", "interface"],
      "@typescript-eslint/no-explicit-any": "error",
      // In 8.73 it recurses without end over the types of property values, which contain themselves through `Output`.
      "@typescript-eslint/no-unsafe-class-instance-assignment": "off",
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "import-x/no-cycle": ["error", { ignoreExternal: true }],
      "import-x/no-restricted-paths": ["error", { zones: forbidden }],
    },
  },
  {
    files: ["**/*.cjs"],
    languageOptions: { sourceType: "commonjs", globals: { require: "readonly" } },
  },
  {
    files: ["**/*.mjs"],
    languageOptions: {
      globals: {
        process: "readonly",
        console: "readonly",
        URL: "readonly",
        fetch: "readonly",
        AbortSignal: "readonly",
        setTimeout: "readonly",
      },
    },
  },
);
