#!/usr/bin/env bash
# Measures the kernels of samples/ThreadingAnalyzers.Samples against each other and writes docs/benchmarks.md with its charts.
# Arguments go to BenchmarkDotNet: --job short --inProcess takes about ten minutes on two cores, --filter '*Counter*' runs a part (and then the page holds that part alone).
set -euo pipefail
cd "$(dirname "$0")"
exec dotnet run --project samples/ThreadingAnalyzers.Samples.Benchmarks --configuration Release -- --report "$PWD/docs" "$@"
