"""From openapi.yaml to code: a model in no language, and a folder for each language."""
