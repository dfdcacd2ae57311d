# Sets a project up between Ana, the builder, and Bob, the client: sh contract.sh STAGE [PERCENT]
#
# In $WORK: remote.git and the clones ana and bob, all in step. STAGE is how far it is: founded,
# agreed, submitted or approved. Project 123 has a budget of 12,000 EUR; its milestone 1 'Login' is
# 25 % of it, or PERCENT, from escrow E-77, with one proof and two deliverables. CLIENT_KEY is Bob's public
# key, if it is not the one that relay makes.
set -eu
stage=$1
percent=${2:-25%}
homes=${WORK%/w}
as() {
  person=$1
  shift
  (
    cd "$WORK/$person"
    export HOME="$homes/$person" XDG_CONFIG_HOME="$homes/$person/.config"
    export GIT_CONFIG_GLOBAL="$homes/$person/.gitconfig"
    "$@"
  )
}
cd "$WORK"
git init -q --bare remote.git
git clone -q remote.git ana
as ana git commit -q --allow-empty -m Start
as ana git push -q origin main
as ana relay init 123 --title Shop --client 'Bob Client <bob@example.com>' --budget '12000 EUR' \
  --account 'IBAN DE02 1203'
as ana relay milestone add 123/1 --title Login --percent "$percent" --escrow E-77 \
  --deliverable Page --deliverable Tests
as ana sh -c 'echo login > login.txt; git add login.txt; git commit -q -m "Login #relay-123/1"'
as ana git push -q origin main
as ana relay sync
git clone -q remote.git bob
[ "$stage" != founded ] || exit 0
as bob relay agree --yes
as bob relay sync
as ana relay sync
as ana relay admit "${CLIENT_KEY:-$homes/bob/.config/relay/id_ed25519.pub}" --yes
[ "$stage" = agreed ] || as ana relay submit 1 --yes
as ana relay sync
as bob relay sync
[ "$stage" = approved ] || exit 0
as bob relay approve 1 --yes
as bob relay sync
as ana relay sync
