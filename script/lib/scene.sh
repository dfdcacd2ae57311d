# shellcheck shell=sh
# Sourced after hermetic.sh, with relay in PATH: plays a project of some months, with a milestone that
# was rejected and then approved, one under review, one offered, names in several scripts, and texts
# that nobody wishes for. Leaves it in $scratch/ana.

as() { # a person, a command
  who=$1
  shift
  (
    cd "$scratch/$who" || exit 1
    export HOME="$scratch/home-$who" GIT_CONFIG_GLOBAL="$scratch/home-$who/.gitconfig"
    "$@"
  )
}

quietly() { "$@" >>"$scratch/scene.log" 2>&1 || { tail "$scratch/scene.log" >&2; return 1; }; }

person() { # a person, the name
  mkdir "$scratch/home-$1"
  ssh-keygen -q -t ed25519 -N '' -C "$1" -f "$scratch/$1.key"
  git config -f "$scratch/home-$1/.gitconfig" user.name "$2"
  git config -f "$scratch/home-$1/.gitconfig" user.email "$1@example.com"
  git config -f "$scratch/home-$1/.gitconfig" gpg.format ssh
  git config -f "$scratch/home-$1/.gitconfig" user.signingkey "$scratch/$1.key"
  git config -f "$scratch/home-$1/.gitconfig" init.defaultBranch main
}

clock=1767600000
work() { # a message, lines to add, the author's name if it is another
  clock=$((clock + ${pause:-90000}))
  i=0
  while [ $i -lt "$2" ]; do
    echo "line $i of $clock" >>"$scratch/ana/shop.txt"
    i=$((i + 1))
  done
  sed -i "1,$(($2 / 4 + 1))d" "$scratch/ana/shop.txt"
  as ana git add -A
  GIT_AUTHOR_DATE="$clock +0100" GIT_COMMITTER_DATE="$clock +0100" \
    quietly as ana git commit -m "$1" ${3:+--author="$3"}
}

scene() {
  git init -q --bare "$scratch/shop.git"
  person ana 'Ana Builder'
  person bob 'Bob Client'
  git -c init.defaultBranch=main clone -q "$scratch/shop.git" "$scratch/ana" 2>/dev/null
  quietly as ana git commit --allow-empty -m 'Begin'
  quietly as ana git push origin HEAD
  quietly as ana relay init 123 --title "Bob’s online shop" --client 'Bob Client <bob@example.com>' \
    --budget '12000 EUR' --tickets SHOP --account 'DE02 1203 0000 0000 2020 51' \
    --description 'A shop for tea and tea ware: catalogue, basket, payment, and an office for orders.'
  quietly as ana relay milestone add 1 --title 'Catalogue and basket' --percent 25% \
    --deliverable 'Catalogue with search' --deliverable 'Basket that survives a reload' \
    --criterion 'Works without a network' --criterion 'Loads in two seconds on a phone' \
    --due 2026-02-15 --description 'People find tea and put it into a basket.'
  quietly as ana relay milestone add 2 --title 'Payment' --amount '4500 EUR' --escrow E-77 \
    --deliverable 'Card payment' --deliverable 'Invoices as PDF' --criterion 'Passes the bank’s test'
  quietly as ana relay milestone add 3 --title 'دفتر الطلبات' --amount '2000 EUR' \
    --deliverable 'قائمة الطلبات'
  quietly as ana relay sync
  git -c init.defaultBranch=main clone -q "$scratch/shop.git" "$scratch/bob"
  quietly as bob relay agree 123 --yes
  quietly as bob relay sync
  quietly as ana relay sync
  bob=$(ssh-keygen -lf "$scratch/bob.key.pub" | cut -d ' ' -f 2)
  ana=$(ssh-keygen -lf "$scratch/ana.key.pub" | cut -d ' ' -f 2)
  quietly as ana relay admit "$bob" --yes
  as ana git config relay.123.client "$bob"
  as ana git config relay.123.builder "$ana"
  work 'Show the catalogue [relay-123/1]' 120
  work 'SHOP-12 Search by name and by region' 64
  work 'Keep the basket over a reload #relay-123/1 (#7)' 48
  work 'إضافة سلة المشتريات #relay-123/1' 30
  quietly as ana relay submit 1 --met 1 --note 'The catalogue is up. The basket still forgets offers.' --yes
  quietly as ana relay sync
  quietly as bob relay sync
  quietly as bob relay reject 123/1 --feedback 'The basket loses offers when I go back.' \
    --revision-notes 'Keep offers over a reload, and show the sum.' --yes
  quietly as bob relay sync
  quietly as ana relay sync
  work 'Keep offers, too

The basket kept articles and forgot what they cost by then. Now an offer stays
with the article until it ends.

Relay: 123/1' 36
  work 'Show the sum of the basket #relay-123/1' 18
  work '<script>alert("x")</script> {{title}} [x](javascript:alert(1)) #relay-123/1' 9
  quietly as ana relay submit 1 --note 'Offers stay now, and there is a sum.' --yes
  quietly as ana relay sync
  quietly as bob relay sync
  quietly as bob relay approve 123/1 --feedback 'Just as I wished. Thank you!' --yes
  quietly as bob relay sync
  quietly as ana relay sync
  quietly as bob relay payment 123/1 --reference 'RF18 5390 0754 7034' --yes
  quietly as bob relay sync
  quietly as ana relay sync
  quietly as ana relay receipt 123/1 --yes
  for part in form provider receipt invoice numbering refund limits retry log report; do
    pause=$((part_pause = (${part_pause:-70000} * 7 + 12345) % 400000)) \
      work "Payment: add the $part #relay-123/2" $((part_pause % 90 + 4))
  done
  as ana git checkout -q -b side
  work 'Payment: try another provider #relay-123/2' 22
  as ana git checkout -q main
  work 'Payment: word the errors #relay-123/2' 12
  clock=$((clock + 50000))
  GIT_AUTHOR_DATE="$clock +0100" GIT_COMMITTER_DATE="$clock +0100" \
    quietly as ana git merge -X ours --no-ff -m 'Merge the other provider #relay-123/2' side
  quietly as ana relay sync
  quietly as ana relay submit 2 --met 1 --note 'Cards work; invoices follow next week.' --yes
  work 'Office: list the orders 注文一覧 #relay-123/3' 55
  work 'Office: a name that turns ‮round #relay-123/3' 5
  quietly as ana relay sync
  as ana git remote set-url origin https://forge.example/ana/shop.git
}
