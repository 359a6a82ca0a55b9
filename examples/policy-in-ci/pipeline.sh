#!/usr/bin/env bash
# What a pipeline runs: `pipeline.sh check` for a pull request, `pipeline.sh deploy` after the merge,
# `pipeline.sh audit` every night. Any mandatory violation ends it with an exit code other than 0.
set -euo pipefail
cd "$(dirname "$0")"
stack="${STACK:-ci}"
pack="${POLICY_PACK:-../../policies}"

check() { pulumi preview --stack "$stack" --non-interactive --policy-pack "$pack"; }

deploy() { pulumi up --stack "$stack" --yes --non-interactive --policy-pack "$pack"; }

audit() {
  # Needs neither program nor AWS credentials: the exported state is all that is read.
  state="$(mktemp)"
  trap 'rm -f "$state"' EXIT
  pulumi stack export --stack "$stack" --file "$state"
  pulumi policy analyze --policy-pack "$pack" --file "$state"
}

case "${1:-}" in
  check | deploy | audit) "$1" ;;
  *) echo "usage: pipeline.sh check|deploy|audit" >&2 && exit 2 ;;
esac
