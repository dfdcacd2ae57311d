# shellcheck shell=sh
# Sourced: makes $scratch, removed at the end, and in it a HOME with a key and git settings, so
# that nothing of the person's own settings, keys or agent bears on what follows.

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
trap 'exit 1' HUP INT TERM

for name in $(env | sed -n 's/^\(GIT_[A-Z_]*\|SSH_[A-Z_]*\|XDG_[A-Z_]*\)=.*/\1/p'); do
  unset "$name"
done
export HOME="$scratch/home" GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL="$scratch/home/.gitconfig" \
  LC_ALL=C TZ=UTC
mkdir "$HOME"
ssh-keygen -q -t ed25519 -N '' -C relay -f "$HOME/key"
git config --global user.name Builder
git config --global user.email ana@example.com
git config --global gpg.format ssh
git config --global user.signingkey "$HOME/key"
git config --global init.defaultBranch main
