# Writes the reports of one of the ledgers in docs/vectors: sh golden.sh LEDGER FOLDER
#
# Their keys are test keys, their commits those of docs/vectors/commits. Of the page only what depends on
# the ledger is kept.
set -eu
tools=$(cd "$(dirname "$0")" && pwd)
vectors=$tools/../../../docs/vectors
mkdir -p "$2/$1"
target=$(cd "$2/$1" && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch"
git init -q
git fast-import --quiet <"$vectors/commits/history.fast-import"
relay import "$vectors/ledgers/$1" --yes
relay report 123 -o page.html
relay report 123 -o again.html
cmp page.html again.html
relay verify page.html
python3 "$tools/page.py" texts page.html
python3 "$tools/page.py" cut page.html >"$target/report.html"
relay report 123 --format md -o "$target/report.md"
relay report 123 --format json -o "$target/report.json"
