#!/usr/bin/env bash
# Builds the solution, runs all tests, and ends with one line: "N passed, N failed" (and ", N skipped" where there are any).
# Arguments go to dotnet test, such as --filter THR0101.
set -uo pipefail
cd "$(dirname "$0")"
results="$PWD/TestResults"
rm -rf "$results"

# Without a build there are no results to count, so it counts as the one failure.
if ! dotnet build ThreadingAnalyzers.sln --configuration Release --nologo; then
  echo "0 passed, 1 failed"
  exit 1
fi

# One project after the other (-m:1): two that end in the same second could name their result files alike.
dotnet test ThreadingAnalyzers.sln -m:1 --configuration Release --no-build --nologo --logger trx --results-directory "$results" "$@"
code=$?

# Sums the <Counters total=".." executed=".." passed=".." .../> line of each result file.
# VSTest leaves notExecuted at 0: what was skipped is the difference between total and executed.
find "$results" -name '*.trx' -exec grep -h '<Counters ' {} + 2>/dev/null | tr ' ' '\n' | tr -d '"' | awk -F= -v code="$code" '
  { sum[$1] += $2 }
  END {
    failed = sum["executed"] - sum["passed"]
    skipped = sum["total"] - sum["executed"]
    # A test host that crashed reports no failed test.
    if (code != 0 && failed == 0) failed = 1
    printf "%d passed, %d failed%s\n", sum["passed"], failed, skipped ? ", " skipped " skipped" : ""
    exit (failed > 0)
  }'
