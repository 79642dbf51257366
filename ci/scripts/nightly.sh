#!/bin/sh
# Judges what is really there, and keeps one issue about it: opened by a finding, updated by the next night, closed by a
# clean one.
#
#   nightly.sh FORGE OUT
#
# Run it in the checkout of the branch that is deployed. OUT is a folder for audit.md and audit.json. Ends with 0 clean,
# 1 violations or drift, 2 not everything could be judged.
#
#   DOMICILE_APPROVAL      the organisation's approval
#   DOMICILE_FORGE_TOKEN   a token that may write issues
#   DOMICILE               the file that runs domicile
#   PROJECT                the project's folder (.)
#   REPOSITORY             OWNER/NAME where the issue is kept, where it is not the job's own
set -eu

forge=$1
mkdir -p "$2"
out=$(cd "$2" && pwd)
domicile=${DOMICILE:-$(cd "$(dirname "$0")" && pwd)/../../cli/domicile.mjs}

rm -f "$out/audit.md"
code=0
(
  # What speaks to clouds needs no word with the forge.
  unset DOMICILE_FORGE_TOKEN
  node "$domicile" audit --project "${PROJECT:-.}" --write markdown="$out/audit.md" --write json="$out/audit.json"
) || code=$?
if [ ! -f "$out/audit.md" ]; then
  code=2
  printf '%s\n' '<!-- domicile audit -->' '' '## Domicile: ⚠️ the audit did not run' '' \
    'Nothing was judged. The log of the job says why.' >"$out/audit.md"
fi

state=open
if [ "$code" = 0 ]; then state=closed; fi
set -- --forge "$forge"
if [ -n "${REPOSITORY:-}" ]; then set -- "$@" --repository "$REPOSITORY"; fi
node "$domicile" issue "$@" --title "Domicile: what is there is not what was approved" --file "$out/audit.md" \
  --state "$state"
exit "$code"
