import eslint from '@eslint/js';
import prettier from 'eslint-config-prettier';
import tseslint from 'typescript-eslint';

/** The preset of the whole repository; `root` is where tsconfig files are looked up from. */
export function preset(root) {
  return tseslint.config(
    { ignores: ['**/dist/', '**/coverage/', '**/.turbo/', 'tooling/tsconfig/'] },
    eslint.configs.recommended,
    {
      files: ['**/*.ts'],
      extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
      languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: root } },
      rules: {
        '@typescript-eslint/restrict-template-expressions': [
          'error',
          { allowNumber: true, allowBoolean: true },
        ],
        '@typescript-eslint/no-confusing-void-expression': [
          'error',
          { ignoreArrowShorthand: true },
        ],
        // Takes the overloads of a method for metrics with and without labels for one signature.
        '@typescript-eslint/unified-signatures': 'off',
        // Asks for `!`, which another rule refuses; `as number` on a typed array is the lesser evil.
        '@typescript-eslint/non-nullable-type-assertion-style': 'off',
      },
    },
    {
      files: ['**/*.test.ts', '**/*.test-d.ts'],
      rules: {
        // A test asks for the impossible on purpose, and knows what it has just made.
        '@typescript-eslint/no-non-null-assertion': 'off',
        '@typescript-eslint/no-empty-function': 'off',
        '@typescript-eslint/require-await': 'off',
      },
    },
    {
      files: ['**/*.js', '**/*.mjs'],
      languageOptions: {
        globals: { console: 'readonly', process: 'readonly', URL: 'readonly' },
      },
    },
    {
      // What a browser runs: the compiler knows what there is.
      files: ['**/static/*.js'],
      rules: { 'no-undef': 'off' },
    },
    prettier,
  );
}
