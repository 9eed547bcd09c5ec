#!/usr/bin/env bash
# The whole story in one minute: a program with four threading bugs meets the packed analyzers, is told what is wrong
# and where, is repaired by dotnet format, and both versions run side by side. Needs nothing but the .NET SDK.
# Ends with 0 only if the bugs showed, the repair left no finding and the repaired program is right.
set -euo pipefail
cd "$(dirname "$0")"
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1

work=artifacts/demo
version="0.1.0-demo.$(date +%s)" # a version of its own, so that no cache hands out an older build

coloured() { [ -t 1 ] && [ -z "${NO_COLOR:-}" ]; }
step() { if coloured; then printf '\n\033[1m== %s\033[0m\n\n' "$1"; else printf '\n== %s\n\n' "$1"; fi; }
quietly() { "$@" >>"$work/log.txt" 2>&1 || { echo "failed: $*"; tail -n 40 "$work/log.txt"; exit 1; }; }
show() { dotnet "$work/tool/ThreadingAnalyzers.Demo.dll" "$@"; }
# Builds from scratch, because a build that is up to date prints no findings.
build() { quietly dotnet build "$work/$1" -c Release --no-restore --no-incremental "-p:ErrorLog=$PWD/$work/$1.sarif%2Cversion=2.1"; }
difference() {
  if ! command -v diff >/dev/null; then git --no-pager diff --no-index --no-prefix "$@" || true
  elif coloured && diff --color=always /dev/null /dev/null 2>/dev/null; then diff -u --color=always "$@" || true
  else diff -u "$@" || true; fi
}

rm -rf "$work" && mkdir -p "$work/broken" "$work/repaired"

step "1. Pack the analyzers"
quietly dotnet build samples/ThreadingAnalyzers.Demo -c Release -o "$work/tool"
quietly dotnet pack src/ThreadingAnalyzers.Package -c Release "-p:PackageVersion=$version" -o "$work/feed"
echo "$work/feed/ThreadingAnalyzers.$version.nupkg"

step "2. Add them to a program that has bugs: dotnet add package ThreadingAnalyzers"
# The feed is the only source and the package folder is the demo's own: nothing is left behind on this machine.
cat >"$work/nuget.config" <<'CONFIG'
<configuration>
  <config><add key="globalPackagesFolder" value="packages" /></config>
  <packageSources><clear /><add key="demo" value="feed" /></packageSources>
</configuration>
CONFIG
cp samples/BrokenShop/.editorconfig samples/BrokenShop/*.* "$work/broken"
quietly dotnet add "$work/broken/BrokenShop.csproj" package ThreadingAnalyzers --version "$version"
cp "$work/broken/.editorconfig" "$work/broken"/*.* "$work/repaired"
quietly dotnet restore "$work/repaired"
grep PackageReference "$work/broken/BrokenShop.csproj"

step "3. What the build says now"
build broken
show findings "$work/broken.sarif" "$work/broken"
rules=$(show rules "$work/broken.sarif")

step "4. Repair: dotnet format analyzers --severity warn --diagnostics $rules"
# shellcheck disable=SC2086 # the ids are words of their own
quietly dotnet format analyzers "$work/repaired" --no-restore --severity warn --diagnostics $rules
build repaired
(cd "$work" && for file in broken/*.cs; do difference "$file" "repaired/${file#broken/}"; done)
remaining=$(show findings "$work/repaired.sarif" "$work/repaired")
echo
echo "after the repair: $remaining"

step "5. Run both"
verdict=0
show compare "$work/broken" "$work/repaired" || verdict=1
[ "$remaining" = "no finding" ] || verdict=1

echo
if [ $verdict = 0 ]; then echo "The demo worked: every bug was shown, found, explained and repaired."
else echo "The demo did not work: see above, and $work/log.txt for the builds."; fi
exit $verdict
