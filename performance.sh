#!/usr/bin/env bash
# Measures what the analyzers cost a build and an edit, and writes docs/performance.md.
# --sources FOLDER measures on real sources as well (any number of times), --rounds N repeats more often, --rules measures what each family costs and each rule adds.
set -euo pipefail
cd "$(dirname "$0")"
exec dotnet run --project tests/ThreadingAnalyzers.Benchmarks --configuration Release -- --report "$PWD/docs/performance.md" "$@"
