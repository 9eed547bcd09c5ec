#!/usr/bin/env bash
# Writes docs/rules/README.md, the index of all rules, from what the rules themselves declare.
# ./docs.sh --check writes nothing and fails where the page is out of date.
set -euo pipefail
cd "$(dirname "$0")"
index=docs/rules/README.md
target=$index
if [ "${1:-}" = --check ]; then
  target=$(mktemp)
  trap 'rm -f "$target"' EXIT
fi

mkdir -p docs/rules
dotnet run --project tools/ThreadingAnalyzers.Docs --configuration Release -- "$target"

if [ "$target" != "$index" ] && ! diff -u "$index" "$target"; then
  echo "$index is out of date: run ./docs.sh and commit what it writes." >&2
  exit 1
fi
