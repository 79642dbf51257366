#!/bin/sh
# Judges a change without secrets, network or credentials, and says what it changes.
#
#   check.sh BASE OUT
#
# BASE is the commit that the change starts from, OUT a folder for old.json, new.json, domicile.sarif, codequality.json
# and comment.md. Run it in the change's checkout. Ends with 0 clean, 1 violations, 2 not everything could be judged.
#
#   APPROVAL   the approval's path in the repository, taken from BASE: a change cannot widen it (approval.yaml)
#   PROJECT    the project's folder in the repository (.)
#   DOMICILE   the file that runs domicile (of this checkout, else of node_modules)
set -eu

base=$1
mkdir -p "$2"
out=$(cd "$2" && pwd)
# Nothing of an earlier run may be taken for this one's.
(cd "$out" && rm -f old.json new.json domicile.sarif codequality.json comment.md approval.yaml)
project=${PROJECT:-.}
scripts=$(cd "$(dirname "$0")" && pwd)
for file in "${DOMICILE:-}" "$scripts/../../cli/domicile.mjs" "$PWD/node_modules/domicile/cli/domicile.mjs"; do
  if [ -f "$file" ]; then domicile=$(cd "$(dirname "$file")" && pwd)/$(basename "$file"); break; fi
done

if git cat-file -e "$base:${APPROVAL:-approval.yaml}" 2>/dev/null; then
  git show "$base:${APPROVAL:-approval.yaml}" >"$out/approval.yaml"
  export DOMICILE_APPROVAL="$out/approval.yaml"
fi

# What the change starts from, with its own packages. That it cannot be judged must not block a change that mends it.
before=$(mktemp -d)
trap 'git worktree remove --force "$before/tree" 2>/dev/null || true; rm -rf "$before"' EXIT
git worktree add --quiet --detach "$before/tree" "$base"
if [ -f "$before/tree/package-lock.json" ] && ! cmp -s "$before/tree/package-lock.json" package-lock.json; then
  (cd "$before/tree" && npm ci --ignore-scripts --no-audit --no-fund) ||
    echo "the packages of $base cannot be installed" >&2
elif [ -d node_modules ]; then
  ln -s "$PWD/node_modules" "$before/tree/node_modules"
fi
echo "What it starts from:"
(cd "$before/tree" && node "$domicile" check --project "$project" --write json="$out/old.json") || true

echo
echo "The change:"
code=0
node "$domicile" check --project "$project" --write json="$out/new.json" || code=$?
node "$domicile" review --new "$out/new.json" --old "$out/old.json" --commit "$(git rev-parse HEAD)" \
  --write markdown="$out/comment.md" --write sarif="$out/domicile.sarif" \
  --write codequality="$out/codequality.json" >/dev/null || true
if [ -n "${GITHUB_STEP_SUMMARY:-}" ]; then cat "$out/comment.md" >>"$GITHUB_STEP_SUMMARY"; fi
exit "$code"
