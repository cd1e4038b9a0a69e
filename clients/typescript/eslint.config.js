import { defineConfig } from "eslint/config";
import tseslint from "typescript-eslint";

export default defineConfig(
  { ignores: ["dist", "eslint.config.js"] },
  { linterOptions: { reportUnusedDisableDirectives: "error" } },
  tseslint.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { project: "tsconfig.driver.json", tsconfigRootDir: import.meta.dirname } },
    rules: {
      // A method is async so that a refused argument rejects its promise, and does not throw.
      "@typescript-eslint/require-await": "off",
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true }],
      // What an index or a kind of check always has, TypeScript takes for possibly missing.
      "@typescript-eslint/no-non-null-assertion": "off",
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
    },
  },
  {
    // A field that the API promises is undefined all the same where an answer lacks it.
    files: ["src/generated/**"],
    rules: { "@typescript-eslint/no-unnecessary-condition": "off" },
  },
  {
    // The driver is handed JSON, and calls methods by their names.
    files: ["conformance/**"],
    extends: [tseslint.configs.disableTypeChecked],
    rules: {
      "@typescript-eslint/no-explicit-any": "off",
      "@typescript-eslint/no-dynamic-delete": "off",
    },
  },
);
