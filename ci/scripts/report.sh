#!/bin/sh
# Writes what is known of a change under its pull request, and says it at the commit. It runs nothing of the change: the
# reports in REPORTS are data.
#
#   report.sh FORGE PULL_REQUEST COMMIT REPORTS
#
# FORGE is github, gitlab or forgejo; REPORTS holds new.json, old.json and preview.json, as far as there are any, and gets
# comment.md and domicile.sarif. Ends with 0 when the comment is written, whatever it says; with FINAL=true as the verdict
# says: 0 clean, 1 violations, 2 not everything could be judged.
#
#   DOMICILE_FORGE_TOKEN   a token that may write comments, and statuses
#   DOMICILE               the file that runs domicile, from a place that the change's author cannot write to
#   STAGE                  check (there is no preview yet) or preview (it must be there)
#   STATUS                 the name of the status at the commit; empty for none (domicile)
#   REPOSITORY             OWNER/NAME of the change, where it is not the job's own
set -eu

forge=$1 pull_request=$2 commit=$3 reports=$4
domicile=${DOMICILE:-$(cd "$(dirname "$0")" && pwd)/../../cli/domicile.mjs}
status=${STATUS-domicile}

set -- --commit "$commit" --write markdown="$reports/comment.md" --write sarif="$reports/domicile.sarif"
# A preview alone is a comment of its own; without a preview the check must be there, and is told to be missing otherwise.
if [ -f "$reports/new.json" ] || [ "${STAGE:-check}" = check ]; then
  set -- --new "$reports/new.json" --old "$reports/old.json" "$@"
fi
if [ "${STAGE:-check}" = preview ]; then set -- --preview "$reports/preview.json" "$@"; fi

rm -f "$reports/comment.md"
code=0
node "$domicile" review "$@" >/dev/null || code=$?
[ -f "$reports/comment.md" ] || exit 2

set -- --forge "$forge"
if [ -n "${REPOSITORY:-}" ]; then set -- "$@" --repository "$REPOSITORY"; fi
node "$domicile" comment "$@" --pull-request "$pull_request" --file "$reports/comment.md"

if [ -n "$status" ]; then
  case "${STAGE:-check} $code" in
  "check 1") state=failure text="something leaves the jurisdiction" ;;
  "check "*) state=pending text="the preview with credentials is still to come" ;;
  "preview 0") state=success text="nothing leaves the jurisdiction" ;;
  "preview 1") state=failure text="something leaves the jurisdiction" ;;
  *) state=error text="not everything could be judged" ;;
  esac
  node "$domicile" status "$@" --commit "$commit" --state "$state" --description "$text" --context "$status"
fi
if [ "${FINAL:-false}" = true ]; then exit "$code"; fi
