# Runs every hook of relay's once: sh every-hook.sh [SECONDS]
#
# In a clone whose `origin` takes pushes. Each git command must do its work within SECONDS, 12 unless
# given, with no terminal to ask at. What git and relay say goes to stderr.
set -eu
limit=${1:-12}
within() {
  start=$(date +%s)
  code=0
  timeout --signal=KILL "$limit" setsid -w "$@" </dev/null || code=$?
  [ "$code" = 0 ] || { echo "$* ended with $code after $(($(date +%s) - start)) seconds"; exit 1; }
}
change() { echo "$1" >> "$1"; git add "$1"; }
change a; within git commit -q -m 'One #relay-123'
change a; within git commit -q --amend -m 'Better #relay-123'
change b; within git commit -q -m 'Two #relay-123'
change c; within git commit -q -m 'Three #relay-123'
git format-patch -q -o ../patches -1
within git checkout -q -b side-$$ HEAD~3
change d; within git commit -q -m 'Four #relay-123'
within git am -q ../patches/0001*
within git checkout -q -
within git rebase -q side-$$
within git checkout -q side-$$
change e; RELAY=0 git commit -q -m 'Five #relay-123'
within git checkout -q -
within git merge -q --no-ff -m 'Merge #relay-123' side-$$
within git push -q origin HEAD
