# What the rows of the matrix are written in. Sourced by matrix.py with $ROW, the row's own folder.
#
#     git …              runs it a minute later by its own clock; must succeed, else: fails git …
#     change FILE [TEXT] adds a line to a file and stages it
#     commit FILE TEXT…  changes a file and commits it with this message
#     todo SED           what an interactive rebase's list is edited with
#     fork, back         a clone of ../origin.git without relay, and back
#
# Every git command goes into $ROW/transcript with its status and output, to be compared.
set -u
clock=1772366400
expected=0

tick() {
  clock=$((clock + 60))
  export GIT_AUTHOR_DATE="@$clock +0000" GIT_COMMITTER_DATE="@$clock +0000"
}

git() {
  tick
  status=0
  command git "$@" >"$ROW/out" 2>"$ROW/err" || status=$?
  {
    echo "\$ git $*"
    cat "$ROW/out"
    sed 's/^/err: /' "$ROW/err"
    echo "status $status"
  } >>"$ROW/transcript"
  if [ "$status" != 0 ] && [ "$expected" = 0 ]; then
    echo "git $* ended with $status:" >&2
    cat "$ROW/out" "$ROW/err" >&2
    exit 1
  elif [ "$status" = 0 ] && [ "$expected" = 1 ]; then
    echo "git $* succeeded" >&2
    exit 1
  fi
  cat "$ROW/out"
  return "$status"
}

fails() {
  expected=1
  "$@" && true
  expected=0
}

change() {
  mkdir -p "$(dirname "$1")"
  echo "${2:-line of $clock}" >>"$1"
  git add -- "$1"
}

commit() {
  change "$1"
  shift
  git commit -q -m "$*"
}

todo() { export GIT_SEQUENCE_EDITOR="sed -i -e '$1'"; }

fork() {
  [ -d "$ROW/fork" ] || RELAY=0 git clone -q "$ROW/origin.git" "$ROW/fork"
  cd "$ROW/fork" || exit 1
  export RELAY=0
}

back() {
  unset RELAY
  cd "$ROW/repo" || exit 1
}
