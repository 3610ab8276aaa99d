#!/usr/bin/env bash
# Fuzzes parsers with what they themselves lead to (AFL++ over SharpFuzz): tests/fuzz/run.sh [SECONDS [TARGET...]]
# Needs Debian's afl++. Each target has SECONDS (600 where nothing is said), two of them at once. What leads somewhere new
# and is short becomes part of the corpus, which CorpusTests reads with each run of the tests. Ends with 1 where a parser
# crashed, hung or took too much memory; what did it lies in the folder that is named then.
set -euo pipefail
cd "$(dirname "$0")/../.."
seconds=${1:-600}
shift || true
work=$(mktemp -d -p "${TMPDIR:-/dev/shm}" xrcontent-fuzz-XXXXXX)
export TMPDIR=$work/tmp
mkdir -p "$TMPDIR" "$work/bin" "$work/found"

dotnet tool restore >/dev/null
dotnet build tests/fuzz -c Release -v quiet -p:BuildWeb=false
cp -r tests/fuzz/bin/Release/net10.0/. "$work/bin"
fuzz=$work/bin/XrContent.Fuzz.dll
targets=${*:-$(dotnet "$fuzz")}
for library in XrContent.{Geo,Media,Catalog,Server} MetadataExtractor XmpCore BitMiracle.LibTiff.NET CsvHelper; do
  dotnet sharpfuzz "$work/bin/$library.dll"
done

export AFL_SKIP_BIN_CHECK=1 AFL_SKIP_CPUFREQ=1 AFL_NO_UI=1 AFL_NO_AFFINITY=1 AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES=1
# As much as a picture's process has.
export DOTNET_TieredPGO=0 DOTNET_GCHeapHardLimit=0x20000000
dotnet=$(command -v dotnet)

fuzz_one() { # target
  local corpus=tests/fuzz/corpus/$1 found=$work/found/$1
  afl-fuzz -V "$seconds" -t 5000 -m none -G 65536 -i "$corpus" -o "$found" -- "$dotnet" "$fuzz" "$1" >"$found.log" 2>&1 \
    || tail -n 5 "$found.log"
  # Named by AFL: what came to code that no input before it came to.
  find "$found/default/queue" -name '*+cov' -size -3k | sort | head -n 60 | while read -r input; do
    cp "$input" "$corpus/$(sha256sum "$input" | cut -c -16)"
  done
}

export -f fuzz_one
export seconds work fuzz dotnet
# shellcheck disable=SC2086
printf '%s\n' $targets | xargs -P 2 -I{} bash -c 'fuzz_one {}'

said() { sed -n "s/^$2 *: //p" "$work/found/$1/default/fuzzer_stats"; }
wrong=0
printf '%-14s %12s %8s %8s %8s\n' target inputs edges crashes hangs
for target in $targets; do
  printf '%-14s %12s %8s %8s %8s\n' "$target" "$(said "$target" execs_done)" "$(said "$target" edges_found)" \
    "$(said "$target" saved_crashes)" "$(said "$target" saved_hangs)"
  wrong=$((wrong + $(said "$target" saved_crashes) + $(said "$target" saved_hangs)))
done
if [ "$wrong" -gt 0 ]; then echo "What did it lies in $work/found."; exit 1; fi
rm -rf "$work"
