#!/usr/bin/env bash
# Installs what is missing, then runs every test: dotnet, Vitest, Playwright. Needs the .NET 10 SDK and Node.js 20 or newer.
# The last line counts them all.
set -uo pipefail
cd "$(dirname "$0")"
# Many short processes are started; what the runtime would learn of their loops costs more than it gains.
export DOTNET_TieredPGO=0
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1
configuration=${CONFIGURATION:-Release}
export CONFIGURATION=$configuration
results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT
passed=0 failed=0 skipped=0

has() { command -v "$1" >/dev/null; }
if has apt-get && ! { has "${CHROMIUM:-/usr/bin/chromium}" && has gdal_viewshed && has ffmpeg && has psql && has redis-server && has nginx && has sqlite3; }; then
  sudo=$([ "$(id -u)" = 0 ] || echo sudo)
  $sudo apt-get update -qq && $sudo apt-get install -y -qq chromium fonts-noto-cjk gdal-bin ffmpeg postgresql redis-server nginx-light sqlite3 >/dev/null
fi

count() { # passed failed skipped
  passed=$((passed + $1)) failed=$((failed + $2)) skipped=$((skipped + $3))
}

step() { printf '\n== %s\n' "$1"; }

broken=()
breaks() { # what is wrong
  broken+=("$1")
  count 0 1 0
}

step "dotnet build"
dotnet build XrContent.sln -c "$configuration" -v quiet || { echo "0 passed, 1 failed"; exit 1; }

# The build writes the contract: a change of it that nobody committed would pass unseen.
step "contract"
if git diff --quiet -- contract 2>/dev/null || ! git rev-parse --git-dir >/dev/null 2>&1; then count 1 0 0
else git --no-pager diff --stat -- contract; breaks "contract/ is not what the build writes"; fi

# The build refuses what breaks the rules of style; layout is left to look at.
step "CSharpier and dotnet format"
if dotnet tool restore >/dev/null && dotnet csharpier check . \
  && dotnet format whitespace . --folder --verify-no-changes --exclude src/web/ tests/web-e2e/; then count 1 0 0; else breaks "the layout of C#"; fi

step "Azurite"
if (cd tests/azurite && npm ci --no-audit --no-fund --loglevel=error); then count 1 0 0; else breaks "npm ci of Azurite"; fi

# Beside the tests of the server, which wait for disks and timers much of the time.
(
  cd src/web || exit
  npm run --silent layout; echo $? >"$results/web.codes"
  npm run --silent check; echo $? >>"$results/web.codes"
  npx vitest run --reporter=default --reporter=json --outputFile="$results/vitest.json"
) >"$results/web.txt" 2>&1 &
web=$!

step "dotnet test"
dotnet test --solution XrContent.sln -c "$configuration" --no-build >"$results/dotnet.txt" 2>&1
code=$?
cat "$results/dotnet.txt"
number() { sed -n "s/^ *$1: *\([0-9]*\).*/\1/p" "$results/dotnet.txt" | tail -1; }
count "$(number succeeded | grep . || echo 0)" "$(number failed | grep . || echo 0)" "$(number skipped | grep . || echo 0)"
if [ $code -ne 0 ] && [ "$(number failed | grep . || echo 0)" -eq 0 ]; then breaks "dotnet test ended with $code"; fi

step "The catalogue over PostgreSQL"
XRCONTENT_DATABASE=Postgres "tests/XrContent.Catalog.Tests/bin/$configuration/net10.0/XrContent.Catalog.Tests" -noColor \
  >"$results/postgres.txt" 2>&1
code=$?
tail -n 30 "$results/postgres.txt"
total() { sed -n "s/.*$1: \([0-9]*\).*/\1/p" "$results/postgres.txt" | tail -1 | grep . || echo 0; }
wrong=$(($(total Failed) + $(total Errors)))
count $(($(total Total) - wrong - $(total Skipped))) $wrong "$(total Skipped)"
if [ $code -ne 0 ] && [ $wrong -eq 0 ]; then breaks "the catalogue over PostgreSQL ended with $code"; fi

step "Prettier, svelte-check and Vitest"
wait $web
cat "$results/web.txt"
while read -r code; do
  if [ "$code" = 0 ]; then count 1 0 0; else breaks "Prettier or svelte-check"; fi
done <"$results/web.codes"
counts() { node -e '
  const fs = require("fs"), [file, kind] = process.argv.slice(1)
  if (!fs.existsSync(file)) console.log("0 1 0")
  else {
    const r = JSON.parse(fs.readFileSync(file))
    const suites = r.numFailedTests ? 0 : r.numFailedTestSuites
    console.log(kind === "vitest" ? `${r.numPassedTests} ${r.numFailedTests + suites} ${r.numPendingTests}`
      : `${r.stats.expected} ${r.stats.unexpected + r.stats.flaky + (r.stats.expected ? 0 : r.errors.length)} ${r.stats.skipped}`)
  }' "$1" "$2"; }
# shellcheck disable=SC2046
count $(counts "$results/vitest.json" vitest)

step "Playwright"
rm -rf tests/web-e2e/test-results
(cd tests/web-e2e && npm ci --no-audit --no-fund --loglevel=error && npx tsc -p . && npx playwright test) || true
# shellcheck disable=SC2046
count $(counts tests/web-e2e/test-results/report.json playwright)

# Said once more where whoever reads a long log looks first.
if [ "$failed" -gt 0 ]; then
  step "What failed"
  [ ${#broken[@]} -gt 0 ] && printf '%s\n' "${broken[@]}"
  grep -hE -A 15 '^failed | \[FAIL\]' "$results/dotnet.txt" "$results/postgres.txt" | head -n 150
  grep -hE -A 15 '^ *FAIL |^\[warn\]|Error:' "$results/web.txt" | head -n 80
fi

printf '\n'
if [ "$skipped" -gt 0 ]; then echo "$passed passed, $failed failed, $skipped skipped"; else echo "$passed passed, $failed failed"; fi
[ "$failed" -eq 0 ]
