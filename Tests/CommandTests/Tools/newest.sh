# Prints the path of the newest proof's file: sh newest.sh [FOLDER]
set -eu
id=$(relay log --json | python3 -c 'import json, sys
print(json.load(sys.stdin)["proofs"][0]["id"])')
echo "${1:-.relay/123}/records/$(echo "$id" | cut -c 1-2)/$(echo "$id" | cut -c 3-4)/$id.relay"
