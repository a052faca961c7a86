/** o200k_base tokens of `facadeDefinitions` as JSON, as a test measures them: kept as a number so that no tokenizer is loaded for it. */
export const facadeTokens = 402;
