import tseslint from "typescript-eslint";

export default tseslint.config(
  { ignores: ["dist", "eslint.config.js"] },
  tseslint.configs.strictTypeChecked,
  { languageOptions: { parserOptions: { project: "tsconfig.driver.json", tsconfigRootDir: import.meta.dirname } } },
);
